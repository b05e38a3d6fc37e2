// What a run of `batch` comes to: how many lines, which options win, quantiles of money and confidence. Summaries of
// parts add up to that of the whole, byte for byte, so that what each line says need not be kept.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/quantile_sketch.hpp"

namespace pathfinder {

/// What a summary keeps of one line.
struct BatchRow {
  bool wrong = false;
  bool denied = false;
  std::string strategy;  ///< recommended; empty: no option is feasible
  std::string verdict;   ///< empty: no draws were made
  double confidence = 0;
  double total_usd = 0;  ///< of the recommended option; NaN: not known
};

/// What the lines were made with; parts made with something else do not add up.
struct BatchSettings {
  std::string version;      ///< of the program
  std::string data_sha256;  ///< of all data files
  double draws = 0;
  std::string limits_sha256;  ///< of policies, prices and measurements; empty: none

  bool operator==(const BatchSettings&) const = default;
};

struct BatchSummary {
  BatchSettings made_with;
  double parts_of = 0;        ///< into how many parts the input was cut; 0: it is whole
  std::vector<double> parts;  ///< those that this is the sum of, rising; empty: all
  std::uint64_t lines = 0;
  std::uint64_t wrong = 0;
  std::uint64_t denied = 0;
  std::map<std::string, double> winners;   ///< option, or "none" → lines
  std::map<std::string, double> verdicts;  ///< word → lines
  QuantileSketch confidence, total_usd;

  void add(const BatchRow& row);
  /// Takes another part, or the summary of another input, in; false where both hold the same part, or the input was cut
  /// otherwise.
  bool merge(const BatchSummary& other);
};

void describe_batch_settings(Fields& fields, BatchSettings& settings);
void describe_batch_summary(Fields& fields, BatchSummary& summary);

/// What `batch` wrote for one line: in short or a whole decision. Findings where it is no such line.
BatchRow read_batch_row(const JsonDocument& line, Findings& findings);
/// The same as CSV, where `header` is the table's first row.
BatchRow read_batch_row(const std::vector<std::string>& header, const std::vector<std::string>& cells);

}  // namespace pathfinder
