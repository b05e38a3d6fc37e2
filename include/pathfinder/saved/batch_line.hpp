// One line of `batch`: the answer to one scenario in short, or what is wrong with it. Written as JSON, read again by
// --resume, and the columns of its CSV.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/interval.hpp"
#include "pathfinder/core/texts.hpp"

namespace pathfinder {

/// One option, in the order of the ranking.
struct BatchOption {
  std::string strategy;
  std::string variant;  ///< form of it that the facts support; empty: the table has none
  Standing standing = Standing::open;
  double score = 0;
  std::optional<double> first_rank;
  std::optional<Interval<>> total_usd;
  std::optional<Interval<>> training_gpu_hours;
};

/// What is wrong with a line: the first finding, and how many follow it.
struct BatchError {
  std::string code;
  std::string message;
  std::string help;
  double column = 0;  ///< in characters from 1; 0: the line as a whole
  std::string pointer;
  double further = 0;
};

struct BatchLine {
  std::string id;        ///< as given; empty where none was
  double line = 0;       ///< of the input, from 1
  std::string strategy;  ///< recommended; empty: no option is feasible
  std::string variant;   ///< the form of it
  std::optional<Verdict> verdict;
  std::optional<double> confidence;
  std::optional<double> score;  ///< of the recommended option
  std::string runner_up;
  std::vector<BatchOption> options;
  std::vector<std::string> denied;    ///< ids of the policies that deny it
  std::vector<std::string> warnings;  ///< codes of what should be looked at
  std::optional<BatchError> error;    ///< then nothing else but the line is known
};

BatchLine batch_line(const Decision& decision, std::size_t line);
/// \pre findings is not empty
BatchLine batch_line(const std::vector<Diagnostic>& findings, const Texts& texts, std::size_t line);

/// The keys of a line, for writing and for its schema.
void describe_batch_line(Fields& fields, BatchLine& line);
/// The line as JSON, with a line end.
std::string batch_json(BatchLine line);

/// The lines as CSV (RFC 4180): `options` are the ids of the options, each with its own columns. A header and rows,
/// each with its line end.
std::string batch_csv_header(const std::vector<std::string>& options);
std::string batch_csv(const BatchLine& line, const std::vector<std::string>& options);

}  // namespace pathfinder
