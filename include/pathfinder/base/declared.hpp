// What a description may say of a key beyond its type: that a text is a date or names a row of another file, that
// numbers do not fall. Made of the keys of base/fields.hpp, so that reader, writer and schema need nothing of their
// own.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/base/fields.hpp"

namespace pathfinder {

/// Where editors read which schema a file has: all our files may say it.
inline constexpr std::string_view schema_key = "$schema";

/// A text of a file that must name a row of `kind`; whether it does is known when all files are read.
struct RowReference {
  std::string_view kind;  ///< "models", "sources": lives as long as the program
  const JsonDocument* document = nullptr;
  std::uint32_t node = 0;
};
using RowReferences = std::vector<RowReference>;

/// While one lives, the names of rows that descriptions read on this thread are left in a list; without one they are
/// read as any text.
class CollectReferences {
 public:
  explicit CollectReferences(RowReferences& into);
  ~CollectReferences();
  CollectReferences(const CollectReferences&) = delete;
  CollectReferences& operator=(const CollectReferences&) = delete;

 private:
  RowReferences* before_;
};

/// A text that names a row of `kind`, a literal.
void reference(Fields& fields, std::string_view key, std::string_view kind, std::string& out,
               Need need = Need::optional);
void note_reference(Fields& fields, std::string_view key, std::string_view kind, Need need = Need::optional);
/// A list of such texts.
void references(Fields& fields, std::string_view key, std::string_view kind, std::vector<std::string>& out,
                Need need = Need::optional);
/// The values of an object with free keys.
void named_references(Fields& fields, std::string_view key, std::string_view kind,
                      std::map<std::string, std::string>& out, Need need = Need::optional);
/// An object whose keys are free and whose values are lists of texts; names of `kind` where that is not empty. Read
/// only.
void named_lists(Fields& fields, std::string_view key, std::string_view kind,
                 std::map<std::string, std::vector<std::string>>& out, Need need = Need::optional);

/// A day, a month or a year that has begun somewhere: "2026-11-24", "2026-11", "2026".
void date(Fields& fields, std::string_view key, std::string& out, Need need = Need::optional);
void note_date(Fields& fields, std::string_view key, Need need = Need::optional);
/// The same for a day that may lie ahead: how long something holds.
void deadline(Fields& fields, std::string_view key, std::string& out, Need need = Need::optional);

/// Numbers that were read under these keys do not fall in this order; those that are absent, or NaN, are passed over.
/// Writing, a fall is our mistake: std::logic_error.
void rising(Fields& fields, std::initializer_list<std::pair<std::string_view, double>> numbers);

}  // namespace pathfinder
