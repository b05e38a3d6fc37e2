// How a decision is looked at to be compared: facts as JSON writes them, figures by key, the words of standings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/saved/stored_decision.hpp"

namespace pathfinder::compared {

struct ToldFact {
  std::string value;  ///< as JSON writes it, a text without its quotes
  std::optional<double> low, high;
  Origin origin = Origin::assumed;
};

/// Facts that users may give and that have a value, by id, in the order of the words.
std::vector<std::pair<std::string, ToldFact>> facts_of(const Decision& decision, const Words& words);

/// Given by the user, measured, or from a preset.
bool said(Origin origin);

const ToldFact* find(const std::vector<std::pair<std::string, ToldFact>>& facts, std::string_view id);
const Assessment* find(const Decision& decision, std::string_view strategy);

std::string winner_of(const Decision& decision);
/// The option behind the winner; empty where it is blocked.
std::string runner_up_of(const DecisionInWords& decision);
std::string_view word_of(Truth truth);
std::string_view word_of(Standing standing);

/// A figure of an option that is known: central value in `unit`.
struct ToldFigure {
  std::string key, unit;
  double central = 0;
};
std::vector<ToldFigure> figures_of(const OptionEstimate& estimate);

/// The number that a rule compares a fact with first; absent where it compares none.
std::optional<double> threshold_of(const std::vector<Reading>& read);
std::vector<std::string> facts_read(const std::vector<Reading>& read);

}  // namespace pathfinder::compared
