// What the parts of loading share: the catalogue as far as it is read, what its files name of each other, and what was
// found wrong. load_catalogue() calls the parts in the order in which files refer to each other.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/rules/parse_expression.hpp"

namespace pathfinder {

class Loading {
 public:
  Catalogue catalogue;
  std::deque<JsonDocument> composed;  ///< files of mixes that nobody wrote: where they lie stays the same
  RowReferences references;
  Findings findings;

  /// Calls `visit(document)` for every file in `folder` ("gpus/") or for the one file of that name.
  void each(std::string_view folder, const std::function<void(const JsonDocument&)>& visit);
  /// Reads a file through its description; what it names is looked for when all files are read.
  void read(const JsonDocument& document, const Fields::Visit& visit);
  static void id_is_file_name(Fields& fields, const JsonDocument& document, const std::string& id);

  /// Slot of a fact that a file names. One that is not there is reported with the file's other names.
  std::size_t fact(const std::string& id) const;
  /// Index of the entry that a file names; 0 for one that is not there, which is reported with the file's other names.
  std::size_t entry(std::string_view kind, const std::string& id) const;

  /// A condition or value of a file; what is wrong with it is reported where it stands.
  Expression compile(const JsonDocument& document, const std::string& text, Expect expect);
  /// The same of a line of facts.json, criteria.json or practice.json: reported in the file that holds it.
  Expression compile_anywhere(const std::string& text, Expect expect);
  /// The text value `text` in `document`: the next one each time, so that the same mistake made twice is shown twice.
  /// Index 0 when no value is `text`.
  std::uint32_t find_text(const JsonDocument& document, std::string_view text);

 private:
  void report(const JsonDocument& document, const std::string& text, const ExpressionError& error);

  std::map<std::string, std::uint32_t> shown_;  ///< last place shown of a text, by document and text
};

/// File name without folder and ".json": the id of the thing in it.
std::string_view stem(std::string_view path);

}  // namespace pathfinder
