// The facts of the vocabulary as options of a command, and how a command line and scenario files become a Scenario.
#pragma once

#include <vector>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/cli/session.hpp"

namespace pathfinder::cli {

/// Declares --scenario, --preset, --data, --prices, --calibration, --lang and one option per fact; then reads them.
class FactOptions {
 public:
  FactOptions(Session& session, Arguments& arguments);

  /// The scenario that the options, the scenario file and the preset describe; findings and warnings collected, facts
  /// that contradict each other among them. The user's prices and measurements are in the catalogue then.
  Scenario scenario(Findings& findings, Findings& warnings) const;

  /// Whether any fact, scenario or preset was given.
  bool any() const;

 private:
  Session& session_;
  std::vector<std::vector<Argument>> facts_;  ///< by slot
  std::vector<Argument> scenario_, preset_, data_, prices_, calibration_, language_;
};

/// The --data directories on a command line: they must be known before the options can be declared.
void add_data_directories(Session& session, Findings& findings);

}  // namespace pathfinder::cli
