// A saved decision as `diff` needs it: read from its JSON alone, so that decisions of other versions and other data can
// be compared. What a file lacks is empty.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder {

struct SavedFact {
  std::string value;  ///< as JSON writes it, a text without its quotes
  std::optional<double> low, high;
  std::string origin;
};

struct SavedRule {
  std::string id;
  std::string says;  ///< "yes", "unknown", "no"
  bool taken = false;
  double takes = 0;
  std::optional<double> threshold;
  std::string criterion;
  std::vector<std::string> reads;  ///< facts
};

struct SavedContribution {
  std::string criterion;
  std::optional<double> raw;
  double value = 0;
  double weight = 0;
  double points = 0;
};

struct SavedLine {
  std::string line, period;
  std::optional<double> usd;  ///< absent: a quote is needed
  std::vector<std::string> sources;
};

struct SavedFigure {
  std::string key, unit;
  double central = 0;
};

struct SavedOption {
  std::string strategy, standing;
  std::vector<SavedRule> gates, cautions;
  std::vector<SavedContribution> contributions;
  std::vector<SavedFigure> figures;
  std::vector<SavedLine> bill;
};

struct SavedPolicy {
  std::string id, holds;
  bool deny = false;
};

struct SavedDecision {
  std::string version, data_date;
  std::vector<std::pair<std::string, SavedFact>> facts;  ///< in the file's order
  std::string winner, verdict, runner_up;
  std::optional<double> confidence;
  std::vector<SavedOption> options;
  std::vector<SavedPolicy> policies;
  std::string currency = "USD";
  double usd_rate = 1;

  const SavedOption* option(std::string_view strategy) const;
  const SavedFact* fact(std::string_view id) const;
};

/// Reads a decision; a document that is none is a finding.
std::optional<SavedDecision> read_saved(const JsonDocument& document, Findings& findings);

}  // namespace pathfinder
