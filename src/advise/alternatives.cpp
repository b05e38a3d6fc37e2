#include "advise/alternatives.hpp"

#include <algorithm>
#include <cmath>

#include "advise/option_words.hpp"

namespace pathfinder {

PlanAlternative alternative_to(const EstimateContext& context, const Built& winner, const Built& loser,
                               std::string_view lost_by) {
  OptionEstimate lost;
  in_words(context, loser.draft, lost);
  const auto value = [&](std::size_t fact) { return context.facts.value(fact).value; };
  PlanAlternative one = alternative_of(lost);
  one.lost_by = lost_by;
  if (lost_by == "memory") {
    one.found = lost.memory_per_gpu ? lost.memory_per_gpu->high.value / bytes_per_gib : 0;
    one.limit = in_gib(loser.choice.gpu->usable_memory());
  } else if (lost_by == "deadline") {
    one.found = one.weeks.value_or(0);
    one.limit = value(context.slots.deadline_weeks);
  } else if (lost_by == "latency") {
    one.found = lost.latency ? lost.latency->central.value : 0;
    one.limit = value(context.slots.latency_ms);
  } else if (lost_by == "budget") {
    one.found = loser.draft.cash.value;
    one.limit = context.facts.unsaid(context.slots.budget) ? INFINITY : value(context.slots.budget);
    if (context.limits.max_cash) one.limit = std::min(one.limit, context.limits.max_cash->value);
    const bool by_total = context.limits.max_total && loser.figures.total > context.limits.max_total->value;
    if (by_total) one.found = loser.figures.total;
    if (by_total) one.limit = std::min(one.limit, context.limits.max_total->value);
  } else if (lost_by == "accelerators") {
    one.found = loser.figures.accelerators;
    one.limit = winner.figures.accelerators;
  } else if (lost_by == "cost") {
    one.found = loser.figures.total;
    one.limit = winner.figures.total;
  }
  return one;
}

namespace {

/// Why a plan lost, in the eyes of who reads it: totals as near as `same_cost_share` are the same.
std::string_view shown_as_lost_by(const Built& winner, const Built& loser, double same_cost_share) {
  if (loser.choice.batched) return "batch";
  const std::string_view by = lost_by(winner.figures, loser.figures);
  const bool same_cost = loser.figures.total <= winner.figures.total * (1 + same_cost_share);
  if (by != "cost" || !same_cost) return by;
  return winner.figures.accelerators < loser.figures.accelerators ? "accelerators" : "equal";
}

bool same_plan(const PlanAlternative& one, const PlanAlternative& other) {
  return other.model == one.model && other.gpu == one.gpu && other.api == one.api && other.on == one.on &&
         other.precision == one.precision && (other.lost_by == "batch") == (one.lost_by == "batch") &&
         other.training_gpus == one.training_gpus && other.serving_gpus == one.serving_gpus;
}

}  // namespace

std::vector<PlanAlternative> alternatives_to(const EstimateContext& context, const Built& winner,
                                             const std::vector<Built>& weighed, const std::vector<Built>& shown) {
  constexpr std::size_t most = 5;
  const double same_cost_share = context.settings.same_cost_share;
  std::vector<const Built*> losers;
  for (const Built& one : weighed) {
    if (&one != &winner) losers.push_back(&one);
  }
  for (const Built& one : shown) {
    const bool saves = one.figures.total * (1 + same_cost_share) < winner.figures.total;
    const bool worse = one.choice.batched || one.figures.quality > winner.figures.quality;
    if (!worse || saves) losers.push_back(&one);
  }
  std::stable_sort(losers.begin(), losers.end(),
                   [&](const Built* a, const Built* b) { return comes_before(a->figures, b->figures); });
  std::vector<PlanAlternative> alternatives;
  for (const Built* loser : losers) {
    if (alternatives.size() == most) break;
    PlanAlternative one = alternative_to(context, winner, *loser, shown_as_lost_by(winner, *loser, same_cost_share));
    const auto same = [&](const PlanAlternative& other) { return same_plan(one, other); };
    if (std::none_of(alternatives.begin(), alternatives.end(), same)) alternatives.push_back(std::move(one));
  }
  return alternatives;
}

}  // namespace pathfinder
