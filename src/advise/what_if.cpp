#include "advise/what_if.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/plans.hpp"
#include "pathfinder/rules/program.hpp"

#include "advise/assess.hpp"
#include "advise/fact_steps.hpp"

namespace pathfinder {
namespace {

/// Whether rules and estimates see the same in both.
bool same_fact(const Fact& a, const Fact& b) {
  return a.known == b.known && same(a.value, b.value) && same(a.low, b.low) && same(a.high, b.high) &&
         same(a.plausible_low, b.plausible_low) && same(a.plausible_high, b.plausible_high);
}

}  // namespace

WhatIf::WhatIf(const Decision& decision, const Catalogue& catalogue)
    : decision_(decision), catalogue_(catalogue), constants_(catalogue) {
  estimates_.resize(catalogue.strategies.size());
  for (const Assessment& option : decision.ranking) {
    const std::size_t index = index_of(option.strategy);
    estimates_[index] = option.estimate;
    if (option_allowed(decision.limits, option.strategy)) order_.push_back(index);
  }
  for (const OptionEstimate& estimate : estimates_)
    filled_.push_back(with_estimates(decision.facts, estimate, catalogue));
  for (const FactSpec& spec : catalogue.vocabulary.slots)
    estimated_.push_back(spec.kind == FactSpec::Kind::estimated ? 1 : 0);
  if (const Assessment* first = decision.winner()) winner_ = index_of(first->strategy);
}

std::size_t WhatIf::index_of(std::string_view strategy) const {
  for (std::size_t i = 0; i < catalogue_.strategies.size(); ++i) {
    if (catalogue_.strategies[i].id == strategy) return i;
  }
  return Vocabulary::none;
}

Facts WhatIf::facts_after(std::span<const Change> changes, Scenario& scenario) const {
  scenario = decision_.scenario;
  for (const auto& [slot, value] : changes) scenario.say(slot, value);
  return gather_facts(scenario, catalogue_, cache_.derived);
}

bool WhatIf::contradicts(std::span<const Change> changes) const {
  Scenario scenario;
  facts_after(changes, scenario);
  const std::vector<const Consistency*> found = contradictions(scenario, catalogue_);
  return std::any_of(found.begin(), found.end(), [](const Consistency* one) { return one->error; });
}

std::vector<OptionEstimate> WhatIf::plan(std::span<const Change> changes) const {
  Scenario scenario;
  const Facts facts = facts_after(changes, scenario);
  const Situation situation(facts, scenario, catalogue_);
  EstimateContext context(situation, constants_, decision_.limits, cache_);
  context.detail = Detail::figures;
  const std::vector<std::size_t> slots = moved(facts);
  std::vector<OptionEstimate> result;
  for (std::size_t i = 0; i < catalogue_.strategies.size(); ++i)
    result.push_back(stands(i, slots) ? estimates_[i] : estimate_option(context, catalogue_.strategies[i]));
  return result;
}

std::vector<std::size_t> WhatIf::moved(const Facts& facts) const {
  std::vector<std::size_t> slots;
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    if (!same_fact(facts[slot], decision_.facts[slot])) slots.push_back(slot);
  }
  return slots;
}

bool WhatIf::stands(std::size_t option, std::span<const std::size_t> moved) const {
  return std::none_of(moved.begin(), moved.end(),
                      [&](std::size_t slot) { return estimates_[option].made_of.has(slot); });
}

bool WhatIf::plans_read(std::size_t slot) const {
  const auto read = [&](std::size_t fact) {
    return std::any_of(estimates_.begin(), estimates_.end(),
                       [&](const OptionEstimate& estimate) { return estimate.made_of.has(fact); });
  };
  if (read(slot)) return true;
  // What a plan reads may be derived from it: tokens from documents and their length.
  const std::vector<Derivation>& derivations = catalogue_.vocabulary.derivations;
  return std::any_of(derivations.begin(), derivations.end(), [&](const Derivation& one) {
    return std::find(one.from.begin(), one.from.end(), slot) != one.from.end() && read(one.slot);
  });
}

template <class Skip, class Take>
void WhatIf::each_after(std::span<const Change> changes, Skip skip, Take take) const {
  Scenario scenario;
  const Facts facts = facts_after(changes, scenario);
  const std::vector<std::size_t> slots = moved(facts);
  const Situation situation(facts, scenario, catalogue_);
  EstimateContext context(situation, constants_, decision_.limits, cache_);
  context.detail = Detail::figures;
  FactColumns columns = situation.columns();
  for (const std::size_t i : order_) {
    if (stands(i, slots)) {
      for (std::size_t slot = 0; slot < estimated_.size(); ++slot) {
        if (estimated_[slot] != 0) columns.set(slot, filled_[i][slot]);
      }
    } else {
      if (skip(best_score(catalogue_.program, i, columns, estimated_))) continue;
      const OptionEstimate estimate = estimate_option(context, catalogue_.strategies[i]);
      for (const auto& [slot, fact] : estimated_facts(facts, estimate, catalogue_)) columns.set(slot, fact);
    }
    const auto [blocked, score] = central_verdict(catalogue_.program, i, columns);
    if (!blocked) take(i, score);
  }
}

std::size_t WhatIf::first_after(std::span<const Change> changes) const {
  std::size_t first = Vocabulary::none;
  double most = -INFINITY;
  each_after(
      changes, [&](double at_best) { return at_best < most; },
      [&](std::size_t strategy, double score) {
        // Equal scores: the table's order decides, as in rank().
        if (score < most || (score == most && first < strategy)) return;
        most = score;
        first = strategy;
      });
  return first;
}

double WhatIf::lead_after(std::span<const Change> changes) const {
  double own = -INFINITY, other = -INFINITY;
  each_after(
      changes, [](double) { return false; },
      [&](std::size_t strategy, double score) {
        (strategy == winner_ ? own : other) = std::max(strategy == winner_ ? own : other, score);
      });
  return own - other;
}

}  // namespace pathfinder
