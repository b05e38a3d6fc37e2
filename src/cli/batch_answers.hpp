// One row of `batch`, answered: the line that is printed and what the run counts of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pathfinder/advise/read_rows.hpp"
#include "pathfinder/advise/shared.hpp"
#include "pathfinder/policy/policy.hpp"
#include "pathfinder/report/check_formats.hpp"
#include "pathfinder/saved/batch_summary.hpp"

namespace pathfinder::cli {

enum class BatchForm { ndjson, full, csv };

struct BatchAnswer {
  std::string text;  ///< with its line end
  std::size_t line = 0;
  BatchRow row;
  std::string id;
  std::vector<Diagnostic> wrong;  ///< what is wrong with the row; empty: it is answered
  std::vector<CheckRow> checks;   ///< what of it does not keep the policies, or is wrong; where `BatchAsk::checks` asks
};

/// What every row is answered with.
struct BatchAsk {
  const Catalogue& catalogue;
  const Texts& texts;
  std::vector<Policy> policies;
  AdviseOptions options;
  BatchForm form = BatchForm::ndjson;
  std::string data_sha256;
  std::string today;                    ///< prices are aged to it
  std::string input;                    ///< name of the file of rows; empty: standard input
  const CheckFormat* checks = nullptr;  ///< not null: no row has a line, and what is not kept is printed behind all
};

/// The same row gives the same answer, on any thread; `shared` is the thread's.
BatchAnswer answer_row(const Record& row, const RowReader& reader, const BatchAsk& ask, AdviseShared& shared);

}  // namespace pathfinder::cli
