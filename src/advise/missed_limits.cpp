#include "advise/missed_limits.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

/// A limit that stands behind a caution of the table: where the caution holds, the limit is missed.
struct Limit {
  std::size_t FactSlots::*slot;
  const char* warning;
};

}  // namespace

std::vector<Diagnostic> missed_limits(const Decision& decision, const Catalogue& catalogue) {
  std::vector<Diagnostic> missed;
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return missed;
  const auto add = [&](const char* code) { missed.push_back({code, {}, {}, {}}); };

  for (const Limit& limit :
       {Limit{&FactSlots::budget, "budget-missed"}, Limit{&FactSlots::deadline_weeks, "deadline-missed"}}) {
    const std::string& fact = catalogue.vocabulary.slots[catalogue.slots.*limit.slot].id;
    const bool taken = std::any_of(winner->cautions.begin(), winner->cautions.end(), [&](const CautionResult& one) {
      return one.taken && std::any_of(one.read.begin(), one.read.end(),
                                      [&](const Reading& reading) { return reading.fact == fact; });
    });
    if (taken) add(limit.warning);
  }
  const OptionEstimate& estimate = winner->estimate;
  for (const GivenFact& given : decision.scenario.given) {
    const auto exceeded_by = [&](const auto& figure) { return figure && figure->central.value > given.value; };
    const std::string& fact = catalogue.vocabulary.slots[given.slot].id;
    if (fact == "latency_ms" && exceeded_by(estimate.latency)) add("latency-missed");
    if (fact == "ttft_ms" && exceeded_by(estimate.ttft)) add("first-token-missed");
    if (fact == "gpu_hours" && exceeded_by(estimate.training_gpu_hours)) add("gpu-hours-missed");
  }
  return missed;
}

}  // namespace pathfinder
