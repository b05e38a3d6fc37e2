// A document's tree changed in place, so that files of an older form are read as the present one: keys renamed, numbers
// in another unit, words that are called otherwise. Places of findings stay those of the text.
#pragma once

#include <memory>
#include <string_view>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder {

class JsonEdit {
 public:
  /// Works on a copy of the tree. \pre the document has one
  explicit JsonEdit(const JsonDocument& document);

  // Where: keys from the root, '*' for every child of an array or object, "options/*/estimate/total". What is not
  // there is passed over.

  /// Gives a member another key.
  void rename(std::string_view where, std::string_view key);
  /// Multiplies a number.
  void scale(std::string_view where, double factor);
  /// Writes `to` where the text is `from`.
  void replace(std::string_view where, std::string_view from, std::string_view to);

  /// The document with the changed tree.
  JsonDocument document() const;

 private:
  template <class Change>
  void each(std::string_view where, Change&& change);
  std::uint32_t text(std::string_view words);

  JsonDocument from_;
  std::shared_ptr<OwnedTree> tree_;
};

}  // namespace pathfinder
