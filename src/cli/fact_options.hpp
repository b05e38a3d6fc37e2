// The facts of the vocabulary as options of a command, and how a command line and scenario files become a Scenario.
#pragma once

#include <functional>
#include <vector>

#include "pathfinder/advise/read_facts.hpp"

#include "cli/session.hpp"

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

/// The words that a fact's option takes; none where it takes numbers.
std::vector<std::string> values_of(const FactSpec& fact);

/// The facts that a user may give.
std::vector<std::string> fact_ids(const Catalogue& catalogue);

/// Where the fact of a contradiction that was said last stands: the others were there already.
Location said_last(const Consistency& rule, const Scenario& scenario);

/// Contradictions of data/facts.json between the facts of a scenario: errors, and warnings to be shown with the answer.
/// `place` says where the user is pointed to.
void add_contradictions(const Scenario& scenario, const Catalogue& catalogue, const Texts& texts,
                        const std::function<Location(const Consistency&)>& place, Findings& errors, Findings& warnings);

/// The --data directories on a command line: they must be known before the options can be declared.
void add_data_directories(Session& session, Findings& findings);

}  // namespace pathfinder::cli
