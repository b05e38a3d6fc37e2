// Facts as a user would type them: behind their option, on a whole command line, in a scenario file.
#pragma once

#include <string>

#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/scenario.hpp"
#include "pathfinder/core/words.hpp"

namespace pathfinder {

/// A value as it is typed behind the fact's option.
std::string typed_value(const FactSpec& spec, double value);

/// A given fact, with its range, as it may stand on a command line or, between quotes, in a scenario file.
std::string typed_fact(const GivenFact& given, const Scenario& scenario, const Words& words);

/// The command that says the same as the scenario.
std::string advise_command(const Scenario& scenario, const Words& words, const std::string& language);

/// The scenario as a file that --scenario reads; what its preset says is left to the preset.
std::string scenario_json(const Scenario& scenario, const Words& words);

}  // namespace pathfinder
