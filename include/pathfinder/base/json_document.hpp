// A JSON text and its tree. The tree is flat and position-independent: the build writes the trees of data/ into the
// binary, so that a start parses nothing, and a file read at run time ends in the same form.
// nlohmann's parser finds the syntax; it keeps no positions and silently keeps the last of two equal keys, so duplicate
// keys, depth and size are refused here, and line and column are found by walking the text when something is wrong.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"

namespace pathfinder {

enum class JsonKind : std::uint32_t { null, boolean, number, string, array, object };

/// One value of a tree in preorder: its children follow it, `after` is the index behind its subtree.
struct JsonNode {
  double number;       ///< of a number; 0 or 1 of a boolean
  std::uint32_t text;  ///< string value: offset into the pool, `size` bytes
  std::uint32_t key;   ///< member of an object: offset of its key, `key_size` bytes
  std::uint32_t key_size;
  std::uint32_t size;  ///< bytes of a string, children of an array or object
  std::uint32_t after;
  JsonKind kind;
};
static_assert(sizeof(JsonNode) == 32);

/// A tree someone else owns.
struct JsonTree {
  std::span<const JsonNode> nodes;
  std::string_view pool;
};

/// A JSON text with its name and tree; cheap to copy, the content is shared or embedded.
struct JsonDocument {
  std::string name;       ///< as the user knows it: a path, "-", "argument 2"
  std::string path = {};  ///< data files: the place inside data/, e.g. "gpus/h100-sxm.json"
  std::string_view text = {};
  JsonTree tree = {};
  std::shared_ptr<const void> owner = nullptr;  ///< keeps text and tree alive; null when embedded
};

/// Limits on what is read: beyond them lies only an attack or a mistake.
inline constexpr std::size_t max_json_bytes = 64U << 20U;
inline constexpr int max_json_depth = 64;

/// Parses `text`. Broken syntax, broken UTF-8, duplicate keys, too deep or too large: findings are added (all duplicate
/// keys, each where it stands again, but only the first syntax error) and the document returned has no nodes.
JsonDocument parse_json(std::string name, std::string text, Findings& findings);

/// One value inside a document.
class JsonValue {
 public:
  JsonValue(const JsonDocument& document, std::uint32_t index) : document_(&document), index_(index) {}

  JsonKind kind() const { return node().kind; }
  double number() const { return node().number; }
  bool boolean() const { return node().number != 0; }
  std::string_view string() const { return document_->tree.pool.substr(node().text, node().size); }
  std::string_view key() const { return document_->tree.pool.substr(node().key, node().key_size); }
  std::uint32_t size() const { return node().size; }
  std::uint32_t index() const { return index_; }
  const JsonDocument& document() const { return *document_; }

  /// Calls `visit(JsonValue)` for every child in order; a value that is no array or object has none.
  template <class Visit>
  void for_each(Visit&& visit) const {
    if (kind() != JsonKind::array && kind() != JsonKind::object) return;  // a text counts bytes, not children
    std::uint32_t child = index_ + 1;
    for (std::uint32_t i = 0; i < node().size; ++i) {
      visit(JsonValue(*document_, child));
      child = document_->tree.nodes[child].after;
    }
  }

  /// Index of the member named `key`, searched from child `from` on and then from the first; 0 (never a child): none.
  std::uint32_t find(std::string_view key, std::uint32_t from = 0) const;
  /// Index behind the subtree of the value at `index`.
  std::uint32_t after(std::uint32_t index) const { return document_->tree.nodes[index].after; }
  JsonValue at(std::uint32_t index) const { return {*document_, index}; }

  /// RFC 6901 pointer of this value.
  std::string pointer() const;

  /// Where this value (or its key) stands in the text, with the line to show. `offset` moves into a string value by
  /// characters of the string (an escape such as \n or \u4e07 is one), for errors inside a condition; `width` 0
  /// underlines the whole value.
  Location locate(bool at_key = false, int offset = 0, int width = 0) const;

  /// The value byte for byte as it stands in the text.
  std::string_view source_text() const;

  /// The same, shortened for a message.
  std::string as_written() const;

 private:
  const JsonNode& node() const { return document_->tree.nodes[index_]; }
  const JsonDocument* document_;
  std::uint32_t index_;
};

/// The place of byte `offset` of `text`, with its line and `width` characters to underline. A byte order mark is not
/// counted; of a very long line only the part around the place is kept.
Location locate_offset(std::string name, std::string_view text, std::size_t offset, int width);

/// A document owning both arrays, for the build's packer.
struct OwnedTree {
  std::vector<JsonNode> nodes;
  std::string pool;
};
std::shared_ptr<OwnedTree> build_tree(const std::string& name, std::string_view text, Findings& findings);

}  // namespace pathfinder
