// What `catalog` and `explain` can name: the kinds of the catalogue, their entries under every spelling, and the place
// in data/ where each one stands, so that it can be shown as it is written.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// One kind of things in data/.
struct EntryKind {
  std::string_view id;    ///< "gpus"
  std::string_view path;  ///< file or folder in data/: "gpus/"
  std::string_view rows;  ///< in files of several: the key of the list or object that holds them; empty: a file each
};

/// The one list, in the order shown.
std::span<const EntryKind> entry_kinds();

/// The kind of that name; null when there is none.
const EntryKind* entry_kind(std::string_view id);

/// A file of data/, or one value in it.
struct EntryText {
  const JsonDocument* document = nullptr;
  std::uint32_t node = 0;  ///< 0: the whole file

  JsonValue value() const { return {*document, node}; }
  /// Byte for byte as it stands in data/, without the line end behind it.
  std::string_view text() const;
};

/// Every entry of a kind, in the order of data/. \pre kind is a row of entry_kinds()
std::vector<EntryText> entries(const Catalogue& catalogue, const EntryKind& kind);

/// The id of an entry: its "id" or "provider", else its key.
std::string_view id_of(const EntryText& entry);

/// The entries of a kind that a spelling names: by id, by alias, by an option's name, without regard to case, spaces,
/// '-' and '_'. Several for a family of accelerators ("A100"); none when nothing has that name.
std::vector<EntryText> find_entries(const Catalogue& catalogue, const EntryKind& kind, std::string_view spelling);

/// The files that hold a kind.
std::vector<const JsonDocument*> files_of(const Catalogue& catalogue, const EntryKind& kind);

/// The file of a strategy. \pre the catalogue has its documents
const JsonDocument& strategy_file(const Catalogue& catalogue, std::string_view strategy);

/// The row of a list of `object` whose "id" is `id`; the object itself when there is none.
JsonValue row_named(JsonValue object, std::string_view list, std::string_view id);

/// A text among the members of an object; empty where there is none.
std::string_view member_text(JsonValue object, std::string_view key);

/// The place of a member, or of the object itself where it is absent.
Location place_of(JsonValue object, std::string_view key);

/// The day of an entry's figures: its own "as_of" or "date", the newest of its rows, or that of its file; may be empty.
std::string as_of(const EntryText& entry);

}  // namespace pathfinder
