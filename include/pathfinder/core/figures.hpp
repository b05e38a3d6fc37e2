// The figures of an option by their keys in files: one list for what writes, reads, compares and limits them.
#pragma once

#include <string_view>

#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Calls `visit(key, figure, unit, per_unit)` for each, absent ones too: one `unit` is `per_unit` of the figure's own.
/// `Option` is OptionEstimate, const or not.
template <class Option, class Visit>
void for_each_figure(Option& estimate, Visit&& visit) {
  visit("training_gpu_hours", estimate.training_gpu_hours, "gpu-hours", 1.0);
  visit("training_wall_hours", estimate.training_wall_hours, "hours", 1.0);
  visit("memory_per_gpu_gib", estimate.memory_per_gpu, "gib", bytes_per_gib);
  visit("setup_usd", estimate.setup, "usd", 1.0);
  visit("monthly_usd", estimate.monthly, "usd/month", 1.0);
  visit("total_usd", estimate.total, "usd", 1.0);
  visit("cash_usd", estimate.cash, "usd", 1.0);
  visit("people_usd", estimate.people, "usd", 1.0);
  visit("energy_kwh", estimate.energy, "kwh", 1.0);
  visit("training_energy_kwh", estimate.training_energy, "kwh", 1.0);
  visit("monthly_energy_kwh", estimate.monthly_energy, "kwh/month", 1.0);
  visit("co2_kg", estimate.co2, "kg", 1.0);
  visit("weeks_to_value", estimate.weeks_to_value, "weeks", 1.0);
  visit("latency_ms_p95", estimate.latency, "ms", 1.0);
  visit("ttft_ms_p95", estimate.ttft, "ms", 1.0);
  visit("effect_odds_ratio", estimate.effect_odds_ratio, "ratio", 1.0);
  visit("retrieval_extra_energy_ratio", estimate.retrieval_extra_energy, "ratio", 1.0);
  visit("staff_weeks", estimate.staff_weeks, "weeks", 1.0);
  visit("build_months", estimate.build_months, "months", 1.0);
  visit("build_persons", estimate.build_persons, "persons", 1.0);
  visit("staying_persons", estimate.staying_persons, "persons", 1.0);
}

}  // namespace pathfinder
