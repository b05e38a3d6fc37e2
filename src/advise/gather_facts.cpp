#include "pathfinder/advise/gather_facts.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <tuple>

#include "advise/counted_rates.hpp"

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

/// `of`: value of the fact that the assumption is a multiple of; 1 where it is none.
void assume(Fact& fact, const FactSpec& spec, const Assumption& assumed, double of) {
  const auto possible = [&](double value) { return std::clamp(value, spec.low, spec.high); };
  fact.origin = Origin::assumed;
  fact.value = of == 1 ? assumed.central : possible(of * assumed.central);
  fact.low = of == 1 ? assumed.low : possible(of * assumed.low);
  fact.high = of == 1 ? assumed.high : possible(of * assumed.high);
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

/// What an expression gives, where it was given something else last: all follows from these numbers of what it reads.
/// `columns` are those of `facts`.
void work_out(const Facts& facts, const FactColumns& columns, const Expression& expression, LastDerived::One& one) {
  thread_local std::vector<double> given;
  given.clear();
  for (const std::size_t slot : expression.reads) {
    const Fact& fact = facts[slot];
    given.insert(given.end(),
                 {fact.value, fact.low, fact.high, fact.plausible_low, fact.plausible_high, fact.known ? 1.0 : 0.0});
  }
  given.push_back(1);  // one that reads nothing is worked out once, too
  if (given.size() == one.given.size() &&
      std::memcmp(given.data(), one.given.data(), given.size() * sizeof(double)) == 0)
    return;
  const std::pair<double, double> plausible = columns.range(expression);
  std::tie(one.low, one.high) = columns.usual_range(expression, facts, plausible);
  one.value = columns.value(expression);
  std::tie(one.plausible_low, one.plausible_high) = plausible;
  one.given = given;
}

/// Fills `slot` from other facts; false when they do not suffice. `columns` are those of `facts`.
bool derive_one(Facts& facts, FactColumns& columns, const Derivation& derivation, const Expression& expression,
                LastDerived::One& one) {
  bool any_known = derivation.from.empty();
  for (std::size_t from : derivation.from) {
    if (std::isnan(facts[from].value)) return false;
    any_known = any_known || facts[from].known;
  }
  if (!any_known) return false;

  work_out(facts, columns, expression, one);
  Fact& fact = facts[derivation.slot];
  fact.value = one.value;
  fact.low = one.low;
  fact.high = one.high;
  if (derivation.narrows) {
    fact.plausible_low = one.plausible_low;
    fact.plausible_high = one.plausible_high;
  }
  fact.origin = Origin::derived;
  fact.known = any_known;
  for (std::size_t slot : expression.reads)
    fact.known = fact.known && (derivation.from.empty() ? facts[slot].known : true);
  fact.why = derivation.source;
  columns.set(derivation.slot, fact);
  return true;
}

}  // namespace

Facts gather_facts(const Scenario& scenario, const Catalogue& catalogue) {
  LastDerived none;
  return gather_facts(scenario, catalogue, none);
}

Facts gather_facts(const Scenario& scenario, const Catalogue& catalogue, LastDerived& last) {
  const Vocabulary& vocabulary = catalogue.vocabulary;
  Facts facts = nothing_known(vocabulary);
  for (const GivenFact& given : scenario.given) place(facts, given);
  take_count(facts, catalogue.slots.base_accuracy, catalogue);

  FactColumns columns(facts);
  const std::vector<Expression>& derivations = catalogue.fact_rules.derivations;
  for (auto& pass : last.by_pass) pass.resize(derivations.size());
  std::vector<const Derivation*> filled_by(facts.size(), nullptr);
  const auto circular = [&](const Derivation& derivation) {
    return std::any_of(derivation.from.begin(), derivation.from.end(), [&](std::size_t from) {
      const Derivation* other = filled_by[from];
      return other != nullptr && std::count(other->from.begin(), other->from.end(), derivation.slot) > 0;
    });
  };
  const auto derive_facts = [&](std::vector<LastDerived::One>& pass) {
    for (std::size_t i = 0; i < derivations.size(); ++i) {
      const Derivation& derivation = vocabulary.derivations[i];
      if (derivation.from.empty() || facts[derivation.slot].known || circular(derivation)) continue;
      if (derive_one(facts, columns, derivation, derivations[i], pass[i])) filled_by[derivation.slot] = &derivation;
    }
  };

  // What follows from known facts alone, then assumptions (whose conditions read only what is known), then what
  // follows from a known fact and an assumed one.
  derive_facts(last.by_pass[0]);
  for (std::size_t slot = 0; slot < facts.size(); ++slot) {
    const FactSpec& spec = vocabulary.slots[slot];
    if (facts[slot].known || spec.kind != FactSpec::Kind::given) continue;
    const Assumption* assumed = spec.assumed.present ? &spec.assumed : nullptr;
    for (std::size_t i = 0; i < spec.assumed_if.size(); ++i) {
      if (columns.judge(catalogue.fact_rules.assumed_if[slot][i]) == Truth::yes) {
        assumed = &spec.assumed_if[i].assumed;
        break;
      }
    }
    if (assumed == nullptr) continue;
    assume(facts[slot], spec, *assumed, assumed->of.empty() ? 1 : facts[vocabulary.find(assumed->of)].value);
    columns.set(slot, facts[slot]);
  }
  // What published pairs expect of an arm depends on facts that may be assumed.
  for (const std::size_t slot : {catalogue.slots.rag_accuracy, catalogue.slots.tuned_accuracy}) {
    take_count(facts, slot, catalogue);
    columns.set(slot, facts[slot]);
  }
  derive_facts(last.by_pass[1]);
  for (std::size_t i = 0; i < derivations.size(); ++i) {
    if (vocabulary.derivations[i].from.empty())
      derive_one(facts, columns, vocabulary.derivations[i], derivations[i], last.by_pass[2][i]);
  }
  return facts;
}

std::vector<const Consistency*> contradictions(const Scenario& scenario, const Catalogue& catalogue) {
  Facts facts = nothing_known(catalogue.vocabulary);
  for (const GivenFact& given : scenario.given) {
    if (given.origin != Origin::preset) place(facts, given);
  }
  const FactColumns columns(facts);
  std::vector<const Consistency*> found;
  for (std::size_t i = 0; i < catalogue.vocabulary.consistency.size(); ++i) {
    const Consistency& rule = catalogue.vocabulary.consistency[i];
    // A rule over more facts says the same less plainly: 400 tokens in 50,000 documents need no third fact.
    const bool said = std::any_of(found.begin(), found.end(), [&](const Consistency* other) {
      return std::all_of(other->facts.begin(), other->facts.end(),
                         [&](std::size_t slot) { return std::count(rule.facts.begin(), rule.facts.end(), slot) > 0; });
    });
    if (said) continue;
    if (columns.judge(catalogue.fact_rules.consistency[i]) == Truth::yes) found.push_back(&rule);
  }
  return found;
}

}  // namespace pathfinder
