#include "pathfinder/advise/gather_facts.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pathfinder {
namespace {

Facts nothing_known(const Vocabulary& vocabulary) {
  Facts facts(vocabulary.size());
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    facts[slot].plausible_low = vocabulary.slots[slot].plausible_low;
    facts[slot].plausible_high = vocabulary.slots[slot].plausible_high;
  }
  return facts;
}

void place(Facts& facts, const GivenFact& given) {
  Fact& fact = facts[given.slot];
  if (fact.known && fact.origin <= given.origin) return;
  fact = {given.value, given.low, given.high, given.low, given.high, given.origin, true, given.why};
}

void assume(Fact& fact, const FactSpec& spec, const Assumption& assumed) {
  fact.origin = Origin::assumed;
  fact.value = assumed.central;
  fact.low = assumed.low;
  fact.high = assumed.high;
  fact.why = assumed.source;
  if (!assumed.shares.empty()) {
    // P10 and P90 of the levels in their order; for categories without order these only say how wide the doubt is.
    double sum = 0;
    bool found_low = false;
    for (std::size_t i = 0; i < assumed.shares.size(); ++i) {
      sum += assumed.shares[i];
      if (!found_low && sum >= 0.1) {
        fact.low = spec.level_value(i);
        found_low = true;
      }
      if (sum <= 0.9 + 1e-12 || assumed.shares[i] > 0) fact.high = spec.level_value(i);
      if (sum >= 0.9) break;
    }
  }
}

/// Fills `slot` from other facts; false when they do not suffice.
bool derive_one(Facts& facts, const Derivation& derivation, const Expression& expression) {
  bool any_known = derivation.from.empty();
  for (std::size_t from : derivation.from) {
    if (std::isnan(facts[from].value)) return false;
    any_known = any_known || facts[from].known;
  }
  if (!any_known) return false;

  Fact& fact = facts[derivation.slot];
  std::array<double, max_lanes> low{}, high{};
  std::vector<double> lows(facts.size()), highs(facts.size());
  std::vector<unsigned char> known(facts.size());
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    lows[slot] = facts[slot].plausible_low;
    highs[slot] = facts[slot].plausible_high;
    known[slot] = facts[slot].known ? 1 : 0;
  }
  const auto interval = [&] {
    evaluate(expression, RangeBlock{1, 1, lows.data(), highs.data(), known.data()}, low, high);
  };
  const double value = value_of(expression, facts);
  interval();
  const double plausible_low = low[0];
  const double plausible_high = high[0];
  for (std::size_t slot : expression.reads) {
    if (std::isnan(facts[slot].value)) continue;  // nothing is assumed: the plausible range is all there is
    lows[slot] = std::min(facts[slot].low, facts[slot].value);
    highs[slot] = std::max(facts[slot].high, facts[slot].value);
  }
  interval();
  fact.value = value;
  fact.low = low[0];
  fact.high = high[0];
  if (derivation.narrows) {
    fact.plausible_low = plausible_low;
    fact.plausible_high = plausible_high;
  }
  fact.origin = Origin::derived;
  fact.known = any_known;
  for (std::size_t slot : expression.reads)
    fact.known = fact.known && (derivation.from.empty() ? facts[slot].known : true);
  fact.why = derivation.source;
  return true;
}

}  // namespace

Facts gather_facts(const Scenario& scenario, const Catalogue& catalogue) {
  const Vocabulary& vocabulary = catalogue.vocabulary;
  Facts facts = nothing_known(vocabulary);
  for (const GivenFact& given : scenario.given) place(facts, given);

  const std::vector<Expression>& derivations = catalogue.fact_rules.derivations;
  std::vector<const Derivation*> filled_by(facts.size(), nullptr);
  const auto circular = [&](const Derivation& derivation) {
    return std::any_of(derivation.from.begin(), derivation.from.end(), [&](std::size_t from) {
      const Derivation* other = filled_by[from];
      return other != nullptr && std::count(other->from.begin(), other->from.end(), derivation.slot) > 0;
    });
  };
  const auto derive_facts = [&] {
    for (std::size_t i = 0; i < derivations.size(); ++i) {
      const Derivation& derivation = vocabulary.derivations[i];
      if (derivation.from.empty() || facts[derivation.slot].known || circular(derivation)) continue;
      if (derive_one(facts, derivation, derivations[i])) filled_by[derivation.slot] = &derivation;
    }
  };

  // What follows from known facts alone, then assumptions (whose conditions read only what is known), then what
  // follows from a known fact and an assumed one.
  derive_facts();
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    const FactSpec& spec = vocabulary.slots[slot];
    if (facts[slot].known || spec.kind != FactSpec::Kind::given) continue;
    const Assumption* assumed = spec.assumed.present ? &spec.assumed : nullptr;
    for (std::size_t i = 0; i < spec.assumed_if.size(); ++i) {
      if (judge(catalogue.fact_rules.assumed_if[slot][i], facts) == Truth::yes) {
        assumed = &spec.assumed_if[i].assumed;
        break;
      }
    }
    if (assumed != nullptr) assume(facts[slot], spec, *assumed);
  }
  derive_facts();
  for (std::size_t i = 0; i < derivations.size(); ++i) {
    if (vocabulary.derivations[i].from.empty()) derive_one(facts, vocabulary.derivations[i], derivations[i]);
  }
  return facts;
}

std::vector<const Consistency*> contradictions(const Scenario& scenario, const Catalogue& catalogue) {
  Facts facts = nothing_known(catalogue.vocabulary);
  for (const GivenFact& given : scenario.given) {
    if (given.origin != Origin::preset) place(facts, given);
  }
  std::vector<const Consistency*> found;
  for (std::size_t i = 0; i < catalogue.vocabulary.consistency.size(); ++i) {
    const Consistency& rule = catalogue.vocabulary.consistency[i];
    // A rule over more facts says the same less plainly: 400 tokens in 50,000 documents need no third fact.
    const bool said = std::any_of(found.begin(), found.end(), [&](const Consistency* other) {
      return std::all_of(other->facts.begin(), other->facts.end(),
                         [&](std::size_t slot) { return std::count(rule.facts.begin(), rule.facts.end(), slot) > 0; });
    });
    if (said) continue;
    if (judge(catalogue.fact_rules.consistency[i], facts) == Truth::yes) found.push_back(&rule);
  }
  return found;
}

}  // namespace pathfinder
