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
void undecided(Fact& fact, const Vocabulary& vocabulary, std::size_t slot) {
  fact.plausible_low = vocabulary.slots[slot].plausible_low;
  fact.plausible_high = vocabulary.slots[slot].plausible_high;
}

/// Slots that estimates fill.
constexpr std::array<std::size_t FactSlots::*, 17> estimated_slots = {&FactSlots::training_gpu_hours,
                                                                      &FactSlots::training_wall_hours,
                                                                      &FactSlots::training_wall_weeks,
                                                                      &FactSlots::memory_per_gpu_gib,
                                                                      &FactSlots::setup_usd,
                                                                      &FactSlots::monthly_usd,
                                                                      &FactSlots::total_usd,
                                                                      &FactSlots::cash_usd,
                                                                      &FactSlots::energy_kwh,
                                                                      &FactSlots::co2_kg,
                                                                      &FactSlots::weeks_to_value,
                                                                      &FactSlots::latency_ms_p95,
                                                                      &FactSlots::ttft_ms_p95,
                                                                      &FactSlots::serving_gpus,
                                                                      &FactSlots::train_tokens,
                                                                      &FactSlots::effect_odds_ratio,
                                                                      &FactSlots::fits};

Standing standing_of(Truth blocked) {
  return blocked == Truth::yes ? Standing::blocked : blocked == Truth::unknown ? Standing::conditional : Standing::open;
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

std::vector<std::pair<std::size_t, Fact>> estimated_facts(const Facts& facts, const OptionEstimate& estimate,
                                                          const Catalogue& catalogue) {
  const FactSlots& slots = catalogue.slots;
  std::vector<std::pair<std::size_t, Fact>> filled;
  filled.reserve(estimated_slots.size());
  for (const auto slot : estimated_slots) filled.emplace_back(slots.*slot, facts[slots.*slot]);
  const auto at = [&](std::size_t slot) -> Fact& {
    return std::find_if(filled.begin(), filled.end(), [&](const auto& one) { return one.first == slot; })->second;
  };
  fill(at(slots.training_gpu_hours), estimate.training_gpu_hours);
  fill(at(slots.training_wall_hours), estimate.training_wall_hours);
  fill(at(slots.training_wall_weeks), estimate.training_wall_hours, hours_per_week);
  fill(at(slots.memory_per_gpu_gib), estimate.memory_per_gpu, bytes_per_gib);
  fill(at(slots.setup_usd), estimate.setup);
  fill(at(slots.monthly_usd), estimate.monthly);
  fill(at(slots.total_usd), estimate.total);
  fill(at(slots.cash_usd), estimate.cash);
  fill(at(slots.energy_kwh), estimate.energy);
  fill(at(slots.co2_kg), estimate.co2);
  fill(at(slots.weeks_to_value), estimate.weeks_to_value);
  fill(at(slots.latency_ms_p95), estimate.latency);
  fill(at(slots.ttft_ms_p95), estimate.ttft);
  fill(at(slots.serving_gpus), estimate.plan.serving_gpus);
  fill(at(slots.train_tokens), estimate.plan.train_tokens);
  if (estimate.effect_odds_ratio) {
    const Estimate<double>& effect = *estimate.effect_odds_ratio;
    fill(at(slots.effect_odds_ratio), effect.low, effect.central, effect.high);
  }
  if (estimate.plan.fits) fill(at(slots.fits), *estimate.plan.fits ? 1 : 0);

  if (estimate.plan.training_recipe.empty()) {
    // Nothing is trained: no hours is a figure too.
    for (const std::size_t slot : of_training(slots)) fill(at(slot), 0);
  }

  // What rests on a fact nobody gave decides no gate.
  if (!estimate.training_assumed.empty()) {
    for (const std::size_t slot : of_training(slots)) undecided(at(slot), catalogue.vocabulary, slot);
  }
  if (!estimate.money_assumed.empty()) {
    for (const std::size_t slot :
         {slots.setup_usd, slots.monthly_usd, slots.total_usd, slots.cash_usd, slots.energy_kwh, slots.co2_kg,
          slots.weeks_to_value, slots.latency_ms_p95, slots.ttft_ms_p95, slots.serving_gpus})
      undecided(at(slot), catalogue.vocabulary, slot);
  }
  return filled;
}

Facts with_estimates(const Facts& facts, const OptionEstimate& estimate, const Catalogue& catalogue) {
  Facts filled = facts;
  for (auto& [slot, fact] : estimated_facts(facts, estimate, catalogue)) filled[slot] = std::move(fact);
  return filled;
}

void assess_figures(std::size_t strategy, const Facts& facts, FactColumns& columns, const Catalogue& catalogue,
                    Assessment& option) {
  for (const auto& [slot, fact] : estimated_facts(facts, option.estimate, catalogue)) columns.set(slot, fact);
  option.strategy = catalogue.strategies[strategy].id;
  Truth blocked = Truth::no;
  for (const Expression& gate : catalogue.program.strategies[strategy].gates) {
    blocked = std::max(blocked, columns.judge(gate));
    if (blocked == Truth::yes) break;
  }
  option.standing = standing_of(blocked);
  evaluate_scores(catalogue.program, strategy, columns.points(), {&option.score, 1});
  option.variant = leading_form(option.strategy, columns, catalogue);
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
  result.standing = standing_of(blocked);

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
  const FactColumns columns(filled);
  for (std::size_t i = 0; i < rules.reasons.size(); ++i) {
    if (columns.value(compiled.reasons[i]) != 1.0) continue;
    (rules.reasons[i].for_it ? result.reasons : result.against).push_back(rules.reasons[i].id);
  }
  if (!rules.article.of.empty()) {
    result.article = ArticleComparison{rules.article.low, rules.article.high, rules.article.of, {}};
  }
  result.variants = variants_of(rules.id, columns, catalogue);
  if (!result.variants.empty()) result.variant = result.variants.front().id;
  result.estimate = std::move(estimate);
  return result;
}

}  // namespace pathfinder
