// A table of scenarios, row by row: NDJSON, where a line is a scenario or its facts alone, or CSV under a header of
// facts. One vocabulary with the command line and scenario files; a row is read without any other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/records.hpp"

namespace pathfinder {

/// Slot of a fact that a user may give, by its id, JSON alias, option or option alias ("labels", "--labels"); none: no
/// such fact.
std::size_t fact_named(std::string_view name, const Vocabulary& vocabulary);

class RowReader {
 public:
  /// `file` is the table's name in messages.
  RowReader(const Catalogue& catalogue, std::string file) : catalogue_(catalogue), file_(std::move(file)) {}

  /// Takes the row as the header of a CSV table; rows are CSV from then on. Columns that are no fact, or the same as
  /// another, are findings.
  void use_header(const Record& row, Findings& findings);

  /// The scenario of a row; what is wrong with it lands in `findings`, what should be looked at in `warnings`.
  Scenario read(const Record& row, Findings& findings, Findings& warnings) const;

 private:
  enum class Column { id, title, notes, preset, fact };
  struct Header {
    std::string name;
    Column column = Column::fact;
    std::size_t slot = 0;
  };

  Scenario read_json(const Record& row, FactReader& reader, Findings& findings) const;
  Scenario read_csv(const Record& row, FactReader& reader, Findings& findings) const;
  /// The place of `width` characters behind `offset` bytes of a row.
  Location locate(const Record& row, std::size_t offset, std::string_view part) const;

  const Catalogue& catalogue_;
  std::string file_;
  std::vector<Header> header_;  ///< empty: rows are JSON
};

/// The description of a row of NDJSON, for its schema: {"facts": …} as in a scenario file, or facts alone.
void describe_batch_row(Fields& fields, const Vocabulary& vocabulary);

}  // namespace pathfinder
