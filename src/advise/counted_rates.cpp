#include "advise/counted_rates.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/estimate/effect.hpp"

namespace pathfinder {
namespace {

/// A fact's interval as a distribution; an exact rate is one of great weight.
BetaRate known_rate(const Fact& fact) {
  if (fact.low < fact.high && fact.value > 0 && fact.value < 1) return beta_of({fact.low, fact.value, fact.high});
  constexpr double exact = 1e6;
  constexpr double least = 0.001;  // odds of 0 and 1 are none
  const double rate = std::clamp(fact.value, least, 1 - least);
  return {exact * rate, exact * (1 - rate)};
}

}  // namespace

bool is_counted_rate(std::size_t slot, const FactSlots& slots) {
  return slot == slots.base_accuracy || slot == slots.rag_accuracy || slot == slots.tuned_accuracy;
}

BetaRate base_rate_of(const Facts& facts, const Catalogue& catalogue) {
  const Fact& fact = facts[catalogue.slots.base_accuracy];
  if (!std::isnan(fact.value)) return known_rate(fact);
  const Assumption& guess = catalogue.vocabulary.slots[catalogue.slots.base_accuracy].guess;
  return beta_of({guess.low, guess.central, guess.high});
}

Interval<> prior_effect(const Facts& facts, const Catalogue& catalogue, bool retrieval) {
  const FactSlots& slots = catalogue.slots;
  const EffectConstants constants = effect_constants([&](std::string_view id) {
    const Constant& one = catalogue.constants.find(std::string(id))->second;
    return Spread<double>{one.low, one.value, one.high};
  });
  const auto level = [&](std::size_t slot) {
    constexpr double middle = 3;
    return std::isnan(facts[slot].value) ? middle : facts[slot].value;
  };
  EffectSituation situation;
  situation.retrieval = retrieval;
  situation.tuning = retrieval ? Tuning::none : Tuning::adapters;
  situation.knowledge_need = level(slots.knowledge_need);
  situation.style_or_format_needs = level(slots.style_or_format_needs);
  constexpr double small_model_b = 9;
  situation.small_model = facts[slots.model_size_b].known && facts[slots.model_size_b].value <= small_model_b;
  return *option_effect(situation, constants);
}

void take_count(Facts& facts, std::size_t slot, const Catalogue& catalogue) {
  Fact& fact = facts[slot];
  if (!fact.known || !(fact.low < fact.high)) return;
  const std::optional<CountedAnswers> counted = counted_answers({fact.low, fact.value, fact.high});
  if (!counted) return;
  const FactSlots& slots = catalogue.slots;
  BetaRate prior;
  if (slot == slots.base_accuracy) {
    const Assumption& guess = catalogue.vocabulary.slots[slot].guess;
    prior = beta_of({guess.low, guess.central, guess.high});
  } else {
    prior = moved_by(base_rate_of(facts, catalogue), prior_effect(facts, catalogue, slot == slots.rag_accuracy));
  }
  const BetaRate known = after(prior, *counted);
  fact.value = known.mean();
  fact.low = fact.plausible_low = beta_quantile(known, 0.1);
  fact.high = fact.plausible_high = beta_quantile(known, 0.9);
}

}  // namespace pathfinder
