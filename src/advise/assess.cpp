#include "advise/assess.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/variants.hpp"
#include "pathfinder/base/calendar.hpp"

namespace pathfinder {
namespace {

void fill(Fact& fact, double low, double central, double high) {
  fact.value = central;
  fact.low = low;
  fact.high = high;
  const bool positive = low > 0 && central > 0;
  fact.plausible_low = positive ? low * low / central : low;
  fact.plausible_high = positive ? high * high / central : high;
  fact.origin = Origin::derived;
  fact.known = true;
}

template <class Q>
void fill(Fact& fact, const std::optional<Estimate<Q>>& estimate, double per_unit = 1) {
  if (!estimate) return;
  fill(fact, estimate->low.value / per_unit, estimate->central.value / per_unit, estimate->high.value / per_unit);
}

/// Gates see the slot's whole range; score and cost keep the value.
void undecided(Facts& facts, const Vocabulary& vocabulary, std::size_t slot) {
  facts[slot].plausible_low = vocabulary.slots[slot].plausible_low;
  facts[slot].plausible_high = vocabulary.slots[slot].plausible_high;
}

/// Slots that hold a figure of the training.
std::array<std::size_t, 4> of_training(const FactSlots& slots) {
  return {slots.training_gpu_hours, slots.training_wall_hours, slots.training_wall_weeks, slots.train_tokens};
}

/// Replaces estimated slots among the missing facts by the facts they rest on: those a person can say.
void name_missing(std::vector<GateResult>& gates, const CompiledStrategy& compiled, const OptionEstimate& estimate,
                  const Catalogue& catalogue) {
  const Vocabulary& vocabulary = catalogue.vocabulary;
  const FactSlots& slots = catalogue.slots;
  const std::array<std::size_t, 4> training = of_training(slots);
  for (std::size_t i = 0; i < gates.size(); ++i) {
    std::vector<std::string> named;
    const auto add = [&](const std::string& fact) {
      if (std::find(named.begin(), named.end(), fact) == named.end()) named.push_back(fact);
    };
    for (const std::string& id : gates[i].missing) {
      // What is missing is among what the gate reads.
      const std::vector<std::size_t>& reads = compiled.gates[i].reads;
      const std::size_t slot =
          *std::find_if(reads.begin(), reads.end(), [&](std::size_t one) { return vocabulary.slots[one].id == id; });
      if (vocabulary.slots[slot].kind != FactSpec::Kind::estimated) {
        add(id);
      } else if (slot == slots.fits || slot == slots.memory_per_gpu_gib) {
        add(vocabulary.slots[slots.gpus].id);
      } else {
        const bool trained = std::find(training.begin(), training.end(), slot) != training.end();
        for (const std::string& fact : trained ? estimate.training_assumed : estimate.money_assumed) add(fact);
      }
    }
    gates[i].missing = std::move(named);
  }
}

void fill(Fact& fact, double value) {
  fill(fact, value, value, value);
}

}  // namespace

Facts with_estimates(const Facts& facts, const OptionEstimate& estimate, const Catalogue& catalogue) {
  const FactSlots& slots = catalogue.slots;
  Facts filled = facts;
  fill(filled[slots.training_gpu_hours], estimate.training_gpu_hours);
  fill(filled[slots.training_wall_hours], estimate.training_wall_hours);
  fill(filled[slots.training_wall_weeks], estimate.training_wall_hours, hours_per_week);
  fill(filled[slots.memory_per_gpu_gib], estimate.memory_per_gpu, bytes_per_gib);
  fill(filled[slots.setup_usd], estimate.setup);
  fill(filled[slots.monthly_usd], estimate.monthly);
  fill(filled[slots.total_usd], estimate.total);
  fill(filled[slots.cash_usd], estimate.cash);
  fill(filled[slots.energy_kwh], estimate.energy);
  fill(filled[slots.co2_kg], estimate.co2);
  fill(filled[slots.weeks_to_value], estimate.weeks_to_value);
  fill(filled[slots.latency_ms_p95], estimate.latency);
  fill(filled[slots.ttft_ms_p95], estimate.ttft);
  fill(filled[slots.serving_gpus], estimate.plan.serving_gpus);
  fill(filled[slots.train_tokens], estimate.plan.train_tokens);
  if (estimate.effect_odds_ratio) {
    const Estimate<double>& effect = *estimate.effect_odds_ratio;
    fill(filled[slots.effect_odds_ratio], effect.low, effect.central, effect.high);
  }
  if (estimate.plan.fits) fill(filled[slots.fits], *estimate.plan.fits ? 1 : 0);

  if (estimate.plan.training_recipe.empty()) {
    // Nothing is trained: no hours is a figure too.
    for (const std::size_t slot : of_training(slots)) fill(filled[slot], 0);
  }

  // What rests on a fact nobody gave decides no gate.
  if (!estimate.training_assumed.empty()) {
    for (const std::size_t slot : of_training(slots)) undecided(filled, catalogue.vocabulary, slot);
  }
  if (!estimate.money_assumed.empty()) {
    for (const std::size_t slot :
         {slots.setup_usd, slots.monthly_usd, slots.total_usd, slots.cash_usd, slots.energy_kwh, slots.co2_kg,
          slots.weeks_to_value, slots.latency_ms_p95, slots.ttft_ms_p95, slots.serving_gpus})
      undecided(filled, catalogue.vocabulary, slot);
  }
  return filled;
}

Assessment assess(std::size_t strategy, const Facts& facts, OptionEstimate estimate, const Catalogue& catalogue) {
  const Strategy& rules = catalogue.strategies[strategy];
  const CompiledStrategy& compiled = catalogue.program.strategies[strategy];
  const Facts filled = with_estimates(facts, estimate, catalogue);

  Assessment result;
  result.strategy = rules.id;
  result.gates = judge_gates(rules, compiled, filled, catalogue.vocabulary);
  name_missing(result.gates, compiled, estimate, catalogue);
  result.cautions = judge_cautions(rules, compiled, filled, catalogue.vocabulary);
  result.contributions = contributions(catalogue.program, strategy, filled);

  Truth blocked = Truth::no;
  for (const GateResult& gate : result.gates) blocked = std::max(blocked, gate.blocks);
  result.standing =
      blocked == Truth::yes ? Standing::blocked : (blocked == Truth::unknown ? Standing::conditional : Standing::open);

  for (const Contribution& one : result.contributions) result.score += one.points;
  for (const Factor& factor : catalogue.factors) {
    double points = 0;
    double weight = 0;
    for (const Contribution& one : result.contributions) {
      const auto criterion = std::find_if(catalogue.program.criteria.begin(), catalogue.program.criteria.end(),
                                          [&](const Criterion& c) { return c.id == one.criterion; });
      if (criterion->factor != factor.id) continue;
      points += one.points;
      weight += one.weight;
    }
    result.factors.emplace_back(factor.id, weight > 0 ? std::min(1.0, points / weight) : 0);  // points round to 2^-40
  }
  for (std::size_t i = 0; i < rules.reasons.size(); ++i) {
    if (value_of(compiled.reasons[i], filled) != 1.0) continue;
    (rules.reasons[i].for_it ? result.reasons : result.against).push_back(rules.reasons[i].id);
  }
  if (!rules.article.of.empty()) {
    result.article = ArticleComparison{rules.article.low, rules.article.high, rules.article.of, {}};
  }
  result.variants = variants_of(rules.id, FactColumns(filled), catalogue);
  if (!result.variants.empty()) result.variant = result.variants.front().id;
  result.estimate = std::move(estimate);
  return result;
}

}  // namespace pathfinder
