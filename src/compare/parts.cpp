#include "compare/parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/core/figures.hpp"

namespace pathfinder::compared {
namespace {

/// A fact's value as JSON writes it: whole numbers in full.
std::string value_text(const FactSpec& spec, double value) {
  if (spec.type == FactType::boolean) return value != 0 ? "true" : "false";
  if (spec.type == FactType::category || spec.type == FactType::catalogue) {
    const std::size_t position = spec.level_position(value);
    return position < spec.levels.size() ? spec.levels[position].id : "ad-hoc";
  }
  constexpr double exact = 9007199254740992.0;  // 2^53
  const bool whole = std::floor(value) == value && std::abs(value) < exact;
  return whole ? std::to_string(static_cast<long long>(value)) : json_number(value);
}

double plain(double value) {
  return value;
}
template <class Unit>
double plain(Quantity<Unit> quantity) {
  return quantity.value;
}

}  // namespace

std::vector<std::pair<std::string, ToldFact>> facts_of(const Decision& decision, const Words& words) {
  std::vector<std::pair<std::string, ToldFact>> facts;
  for (std::size_t slot = 0; slot < decision.facts.size(); ++slot) {
    const FactSpec& spec = words.vocabulary.slots[slot];
    const Fact& fact = decision.facts[slot];
    if (spec.kind != FactSpec::Kind::given || std::isnan(fact.value)) continue;
    ToldFact told{value_text(spec, fact.value), std::nullopt, std::nullopt, fact.origin};
    const bool in_numbers = !spec.has_levels() || spec.type == FactType::level;
    if (in_numbers && std::isfinite(fact.low)) told.low = fact.low;
    if (in_numbers && std::isfinite(fact.high)) told.high = fact.high;
    facts.emplace_back(spec.id, std::move(told));
  }
  return facts;
}

bool said(Origin origin) {
  return origin < Origin::derived;
}

const ToldFact* find(const std::vector<std::pair<std::string, ToldFact>>& facts, std::string_view id) {
  for (const auto& [name, one] : facts) {
    if (name == id) return &one;
  }
  return nullptr;
}

const Assessment* find(const Decision& decision, std::string_view strategy) {
  for (const Assessment& one : decision.ranking) {
    if (one.strategy == strategy) return &one;
  }
  return nullptr;
}

std::string winner_of(const Decision& decision) {
  return decision.winner() == nullptr ? "" : decision.winner()->strategy;
}

std::string runner_up_of(const DecisionInWords& told) {
  if (!told.runner_up.empty()) return std::string(told.runner_up);
  const Decision& decision = told.decision;
  const bool any = decision.winner() != nullptr && decision.ranking.size() > 1;
  return any && decision.ranking[1].standing != Standing::blocked ? decision.ranking[1].strategy : "";
}

std::string_view word_of(Truth truth) {
  static constexpr std::array<std::string_view, 3> words = {"no", "unknown", "yes"};
  return words.at(static_cast<std::size_t>(truth));
}

std::string_view word_of(Standing standing) {
  static constexpr std::array<std::string_view, 3> words = {"open", "conditional", "blocked"};
  return words.at(static_cast<std::size_t>(standing));
}

std::vector<ToldFigure> figures_of(const OptionEstimate& estimate) {
  std::vector<ToldFigure> figures;
  for_each_figure(estimate, [&](std::string_view key, const auto& figure, std::string_view unit, double per_unit) {
    if (!figure) return;
    figures.push_back({std::string(key), std::string(unit), plain(figure->central) / per_unit});
  });
  return figures;
}

std::optional<double> threshold_of(const std::vector<Reading>& read) {
  for (const Reading& one : read) {
    if (!std::isnan(one.threshold)) return one.threshold;
  }
  return std::nullopt;
}

std::vector<std::string> facts_read(const std::vector<Reading>& read) {
  std::vector<std::string> facts;
  for (const Reading& one : read) facts.push_back(one.fact);
  return facts;
}

}  // namespace pathfinder::compared
