#include "pathfinder/compare/replay.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pathfinder/advise/advise.hpp"

#include "compare/parts.hpp"

namespace pathfinder {
namespace {

using compared::ToldFact;
using ToldFacts = std::vector<std::pair<std::string, ToldFact>>;

/// A saved fact as the user gave it; nothing where the catalogue does not know the fact or its level.
std::optional<GivenFact> given(const std::string& id, const ToldFact& fact, const Vocabulary& vocabulary) {
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

/// What was said of a saved decision; `complete` is false where something cannot be said again.
Scenario scenario_of(const ToldFacts& facts, const Vocabulary& vocabulary, bool& complete) {
  Scenario scenario;
  for (const auto& [id, fact] : facts) {
    if (!compared::said(fact.origin)) continue;
    const std::optional<GivenFact> one = given(id, fact, vocabulary);
    if (one) scenario.given.push_back(*one);
    complete = complete && one.has_value();
  }
  return scenario;
}

std::string winner(const Scenario& scenario, const Catalogue& catalogue) {
  return compared::winner_of(advise(scenario, catalogue));
}

}  // namespace

void try_facts_alone(DecisionDiff& diff, const DecisionInWords& before, const DecisionInWords& after,
                     const Catalogue& catalogue) {
  if (!diff.flipped()) return;
  bool complete = true;
  const ToldFacts facts_before = compared::facts_of(before.decision, before.words);
  const ToldFacts facts_after = compared::facts_of(after.decision, after.words);
  const Scenario was = scenario_of(facts_before, catalogue.vocabulary, complete);
  const Scenario is = scenario_of(facts_after, catalogue.vocabulary, complete);
  if (!complete || winner(was, catalogue) != diff.winner_before || winner(is, catalogue) != diff.winner_after) return;
  std::vector<std::string> enough;
  for (const FactChange& change : diff.facts) {
    const ToldFact* fact = compared::find(facts_after, change.fact);
    const bool now = fact != nullptr && compared::said(fact->origin);
    const ToldFact* old = compared::find(facts_before, change.fact);
    if (!now && (old == nullptr || !compared::said(old->origin))) continue;
    Scenario one = was;
    const std::size_t slot = catalogue.vocabulary.find(change.fact);
    one.forget(slot);
    if (now) one.given.push_back(*given(change.fact, *fact, catalogue.vocabulary));
    if (winner(one, catalogue) == diff.winner_after) enough.push_back(change.fact);
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
