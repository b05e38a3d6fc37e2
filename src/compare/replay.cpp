#include "pathfinder/compare/replay.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pathfinder/advise/advise.hpp"

namespace pathfinder {
namespace {

/// A saved fact as the user gave it; nothing where the catalogue does not know the fact or its level.
std::optional<GivenFact> given(const std::string& id, const SavedFact& fact, const Vocabulary& vocabulary) {
  GivenFact out;
  out.slot = vocabulary.find(id);
  if (out.slot == Vocabulary::none) return std::nullopt;
  const FactSpec& spec = vocabulary.slots[out.slot];
  if (spec.type == FactType::boolean) {
    out.value = fact.value == "true" ? 1 : 0;
  } else if (spec.has_levels() && spec.type != FactType::level) {
    const auto level =
        std::find_if(spec.levels.begin(), spec.levels.end(), [&](const Level& one) { return one.id == fact.value; });
    if (level == spec.levels.end()) return std::nullopt;
    out.value = spec.level_value(static_cast<std::size_t>(level - spec.levels.begin()));
  } else {
    const char* end = fact.value.data() + fact.value.size();
    if (std::from_chars(fact.value.data(), end, out.value).ec != std::errc()) return std::nullopt;
  }
  out.low = fact.low.value_or(out.value);
  out.high = fact.high.value_or(out.value);
  return out;
}

bool said(const SavedFact& fact) {
  return fact.origin == "given" || fact.origin == "measured" || fact.origin == "preset";
}

/// What was said of a saved decision; `complete` is false where something cannot be said again.
Scenario scenario_of(const SavedDecision& saved, const Vocabulary& vocabulary, bool& complete) {
  Scenario scenario;
  for (const auto& [id, fact] : saved.facts) {
    if (!said(fact)) continue;
    const std::optional<GivenFact> one = given(id, fact, vocabulary);
    if (one) scenario.given.push_back(*one);
    complete = complete && one.has_value();
  }
  return scenario;
}

std::string winner(const Scenario& scenario, const Catalogue& catalogue) {
  const Decision decision = advise(scenario, catalogue);
  return decision.winner() == nullptr ? "" : decision.winner()->strategy;
}

}  // namespace

void try_facts_alone(DecisionDiff& diff, const SavedDecision& before, const SavedDecision& after,
                     const Catalogue& catalogue) {
  if (!diff.flipped()) return;
  bool complete = true;
  const Scenario was = scenario_of(before, catalogue.vocabulary, complete);
  const Scenario is = scenario_of(after, catalogue.vocabulary, complete);
  if (!complete || winner(was, catalogue) != before.winner || winner(is, catalogue) != after.winner) return;
  std::vector<std::string> enough;
  for (const FactChange& change : diff.facts) {
    const SavedFact* fact = after.fact(change.fact);
    const bool now = fact != nullptr && said(*fact);
    const SavedFact* old = before.fact(change.fact);
    if (!now && (old == nullptr || !said(*old))) continue;
    Scenario one = was;
    const std::size_t slot = catalogue.vocabulary.find(change.fact);
    one.forget(slot);
    if (now) one.given.push_back(*given(change.fact, *fact, catalogue.vocabulary));
    if (winner(one, catalogue) == after.winner) enough.push_back(change.fact);
  }
  const auto alone = [&](const std::string& id) { return std::find(enough.begin(), enough.end(), id) != enough.end(); };
  for (Cause& cause : diff.causes) {
    // Where one fact is enough, those that are not did not do it.
    if (std::any_of(cause.facts.begin(), cause.facts.end(), alone))
      std::erase_if(cause.facts, [&](const std::string& id) { return !alone(id); });
    cause.alone = cause.facts.size() == 1 && alone(cause.facts.front());
  }
}

}  // namespace pathfinder
