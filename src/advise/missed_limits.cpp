#include "advise/missed_limits.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace pathfinder {
namespace {

/// A limit that stands behind a caution of the table: where the caution holds, the limit is missed.
struct Limit {
  std::size_t FactSlots::*slot;
  const char* warning;
};

/// A share of right answers after odds that change by a factor (estimate/effect).
double share_after(double share, double odds_ratio) {
  const double wrong = 1 - share;
  return wrong <= 0 ? 1 : share * odds_ratio / (share * odds_ratio + wrong);
}

/// In per cent, with as many digits as tell 99 from 99.5.
std::string per_cent(double share) {
  return fmt::format("{:.3g}", 100 * share);
}

bool is_level(const Facts& facts, std::size_t slot, std::string_view level, const Catalogue& catalogue) {
  const std::vector<Level>& levels = catalogue.vocabulary.slots[slot].levels;
  const double value = facts[slot].value;
  return value >= 0 && value < static_cast<double>(levels.size()) &&
         levels[static_cast<std::size_t>(value)].id == level;
}

/// What reaches a share that no model does: a list where words have few and fixed answers, the passages themselves
/// where they are looked up, else a person who checks.
const char* what_reaches(const Facts& facts, const Catalogue& catalogue) {
  constexpr double longest_list = 1000;
  const FactSlots& slots = catalogue.slots;
  const Fact& classes = facts[slots.classes];
  const bool few = classes.known && classes.value <= longest_list;
  if (few && is_level(facts, slots.modality, "text", catalogue)) return "@target.list";
  return is_level(facts, slots.task_kind, "qa", catalogue) ? "@target.search" : "@target.person";
}

/// Where fewer answers are expected to be right than must be: how many, and what reaches the rest.
std::optional<Diagnostic> missed_target(const Decision& decision, const Catalogue& catalogue) {
  constexpr double met_within = 0.005;  // of a share: nobody counts finer
  const Fact& base = decision.facts[catalogue.slots.base_accuracy];
  const Fact& target = decision.facts[catalogue.slots.target_accuracy];
  if (!base.known || !target.known) return std::nullopt;
  const std::optional<Estimate<double>>& effect = decision.winner()->estimate.effect_odds_ratio;
  const auto expected = [&](double odds_ratio) { return share_after(base.value, odds_ratio); };
  const double low = expected(effect ? effect->low : 1);
  const double central = expected(effect ? effect->central : 1);
  const double high = expected(effect ? effect->high : 1);
  if (central >= target.value - met_within) return std::nullopt;
  const bool out_of_reach = high < target.value - met_within;
  return Diagnostic{"target-missed",
                    {},
                    {{"expected", per_cent(central)},
                     {"low", per_cent(low)},
                     {"high", per_cent(high)},
                     {"target", per_cent(target.value)},
                     {"reach", out_of_reach ? "@target.out_of_reach" : "@target.in_doubt"},
                     {"instead", what_reaches(decision.facts, catalogue)}},
                    {}};
}

}  // namespace

std::vector<Diagnostic> missed_limits(const Decision& decision, const Catalogue& catalogue) {
  std::vector<Diagnostic> missed;
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return missed;
  const auto add = [&](const char* code) { missed.push_back({code, {}, {}, {}}); };

  if (std::optional<Diagnostic> target = missed_target(decision, catalogue)) missed.push_back(std::move(*target));
  for (const Limit& limit :
       {Limit{&FactSlots::budget, "budget-missed"}, Limit{&FactSlots::deadline_weeks, "deadline-missed"},
        Limit{&FactSlots::value_per_answer, "worth-missed"}}) {
    const std::string& fact = catalogue.vocabulary.slots[catalogue.slots.*limit.slot].id;
    const bool taken = std::any_of(winner->cautions.begin(), winner->cautions.end(), [&](const CautionResult& one) {
      return one.taken && std::any_of(one.read.begin(), one.read.end(),
                                      [&](const Reading& reading) { return reading.fact == fact; });
    });
    if (taken) add(limit.warning);
  }
  const OptionEstimate& estimate = winner->estimate;
  const Fact& budget = decision.facts[catalogue.slots.budget];
  const std::optional<PilotAdvice>& pilot = decision.sensitivity.pilot;
  if (pilot && budget.known && estimate.cash && estimate.cash->central.value <= budget.value &&
      estimate.cash->central.value + pilot->cost.value > budget.value)
    add("budget-missed-by-pilot");
  for (const GivenFact& given : decision.scenario.given) {
    const auto exceeded_by = [&](const auto& figure) { return figure && figure->central.value > given.value; };
    const std::string& fact = catalogue.vocabulary.slots[given.slot].id;
    if (fact == "latency_ms" && exceeded_by(estimate.latency)) add("latency-missed");
    if (fact == "ttft_ms" && exceeded_by(estimate.ttft)) add("first-token-missed");
    if (fact == "gpu_hours" && exceeded_by(estimate.training_gpu_hours)) add("gpu-hours-missed");
  }
  // What must run in the user's hands and is planned on a server or behind an API.
  const std::size_t device = catalogue.slots.device;
  const std::string& serving = estimate.plan.serving;
  if (decision.facts[device].known && is_level(decision.facts, device, "phone", catalogue) && !serving.empty() &&
      serving != "device")
    add("device-missed");
  return missed;
}

}  // namespace pathfinder
