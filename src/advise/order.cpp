#include "advise/order.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"

#include "advise/bill.hpp"
#include "advise/prices.hpp"
#include "advise/work.hpp"

namespace pathfinder {
namespace {

Read<PlanFigures> figures_of(const EstimateContext& context, const Draft& draft) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  const PlanLimits& limits = context.limits;
  MadeOf made;
  PlanFigures figures;
  figures.fits = draft.choice.api || (draft.training_fits && draft.serving_fits && draft.fits.value_or(true));
  figures.fast_enough = !draft.too_slow;
  if (made.take(facts.known(slots.deadline_weeks)))
    figures.in_time = draft.weeks.central <= made.take(facts.value(slots.deadline_weeks));
  const double total = draft.total.value;
  if (made.take(facts.known(slots.budget)))
    figures.in_budget = draft.cash.value <= made.take(facts.value(slots.budget));
  if (limits.max_total) figures.in_budget = figures.in_budget && total <= limits.max_total->value;
  if (limits.max_cash) figures.in_budget = figures.in_budget && draft.cash <= *limits.max_cash;
  const bool runs = !draft.choice.api || draft.trains;
  figures.allowed = draft.classic || ((draft.choice.api && !draft.trains) || forbids(limits, *draft.model).empty());
  if (runs) figures.allowed = figures.allowed && forbids(limits, *draft.choice.gpu).empty();
  if (draft.trains) figures.allowed = figures.allowed && forbids(limits, draft.trainer()).empty();
  const auto unpriced = [](const Line<Dollars>& line) {
    return line.quote_needed && (line.basis.method == "cost.rent" || line.basis.method == "cost.api" ||
                                 line.basis.method == "cost.hosted-tuning");
  };
  const CostLines& bill = draft.bill;
  figures.priced = std::none_of(bill.setup.begin(), bill.setup.end(), unpriced) &&
                   std::none_of(bill.monthly.begin(), bill.monthly.end(), unpriced);
  figures.quality = draft.choice.quality;
  figures.total = total;
  figures.accelerators = draft.choice.api ? 0 : std::max(draft.training.accelerators, draft.serving.needed);
  const bool rents =
      draft.choice.api || draft.choice.rented_trainer != nullptr || made.take(owned(context, draft.choice)) == 0;
  figures.place = rents ? 1 : 0;
  return {figures, made};
}

/// Accelerators of a rented training, where it is cheapest: as many as usual, or fewer where it still ends within a
/// comfortable time; more only where the usual number does not hold it, offloads it or misses the deadline. A longer
/// training can only take counts away.
Read<double> rented_accelerators(const EstimateContext& context, const Draft& draft, const TrainingJob& job) {
  constexpr double most = 1024;
  MadeOf made;
  const double usual = made.take(usual_accelerators(context, draft));
  double longest = INFINITY;
  if (made.take(context.facts.known(context.slots.deadline_weeks))) {
    const double deadline = made.take(context.facts.value(context.slots.deadline_weeks));
    longest = (deadline - made.take(stage_weeks(context, draft)).central) * hours_per_week;
  }
  std::optional<std::pair<double, double>> best;  // accelerator-hours, accelerators
  /// Whether this many are enough; remembers the cheapest that are.
  const auto enough = [&](double accelerators, double limit) {
    const Training training = training_on(context, draft, job, accelerators);
    const double hours = training.time ? training.time->central.value : 0;
    if (!training.by->fits || (limit > 0 && hours > limit * accelerators)) return false;
    const bool host = training.by->recipe.offload;  // states on the host are no way to save an accelerator
    if (host && accelerators < usual) return false;
    if (!best || std::pair(hours, accelerators) < *best) best.emplace(hours, accelerators);
    return !host;
  };
  if (enough(usual, longest)) {
    const double comfortable = std::min(longest > 0 ? longest : INFINITY, context.settings.comfortable_training_hours);
    for (double fewer = std::floor(usual / 2); fewer >= 1; fewer = std::floor(fewer / 2)) {
      if (!enough(fewer, comfortable)) break;
    }
  } else {
    for (double more = usual * 2; more <= most; more *= 2) {
      if (enough(more, longest)) break;
    }
  }
  return {best ? best->second : usual, made};
}

/// What an hour of an accelerator costs a training: its rent; power alone where it is bought, its price stands by the
/// month.
Read<double> hour_of(const EstimateContext& context, const Gpu& gpu, bool buys) {
  MadeOf made;
  if (!buys) {
    const std::optional<RentalPrice>& price = rent_price(context, gpu);
    return {price ? price->price.central.value : 0, made};
  }
  const auto tariff_here = made.take(tariff(context));
  const double kilowatts =
      rated_power(context, gpu).value / 1000 * context.constants.energy.server_factor.central * pue(context).central;
  return {tariff_here ? kilowatts * tariff_here->central.value : 0, made};
}

}  // namespace

Read<Built> built(const EstimateContext& context, const Strategy& strategy, const Choice& choice) {
  Draft draft = draft_of(context, strategy, choice);
  add_bill(context, draft);
  MadeOf made;
  const PlanFigures figures = made.take(figures_of(context, draft));
  for (const MadeOf* part : {&draft.of_training, &draft.of_money, &draft.of_prompt}) made |= *part;
  return {{choice, std::move(draft), figures}, made};
}

Read<PlanFigures> rent_of(const EstimateContext& context, Draft& draft, bool serves) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  MadeOf made = draft.of_prompt;
  PlanFigures figures;
  const double months = annuity(made.take(facts.value(slots.horizon_months)), context.constants.cost.discount_rate);
  const bool buys = made.take(buys_cards(context));
  const double hourly = made.take(hour_of(context, draft.trainer(), buys));
  figures.priced = hourly > 0;
  if (serves) {
    const PlanCache::Fleet& fleet = *made.take(fleet_for(context, draft));
    figures.fast_enough = !fleet.too_slow;
    figures.fits = fleet.least.central.feasible;
    figures.accelerators = fleet.least.central.accelerators;
    if (!buys) figures.total += months * fleet.least.central.accelerators * hours_per_month * hourly;
    if (draft.strategy.recipe.retrieval && !made.take(api_allowed(context))) {
      const EmbeddingLoad load = made.take(tokens_to_embed(context));
      const double speed = embedding_speed(context, draft.trainer()).central.value;
      if (speed > 0)
        figures.total +=
            (load.once.central.value + months * load.monthly.central.value) / speed / seconds_per_hour * hourly;
    }
  }
  const auto buy = [&](double for_training) {
    if (!buys || (!serves && !draft.on_cores)) return;
    double needed = 0;
    double busy = 0;
    if (serves) {
      const PlanCache::Fleet& fleet = *made.take(fleet_for(context, draft));
      needed = fleet.least.central.accelerators;
      const double peak = std::max(1.0, made.take(facts.value(slots.peak_factor)));
      busy = 1 - pathfinder::exp(-fleet.least.central.in_flight / peak);
    }
    const double bought = std::max(needed, for_training);
    for (const Line<Dollars>& line :
         made.take(month_of_cards(context, draft.trainer(), exactly(bought), needed, busy, true)).lines)
      figures.total += months * line.central.value;
  };
  if (!draft.trains) {
    buy(0);
    return {figures, made};
  }
  const TrainingJob job = made.take(job_of(context, draft));
  draft.choice.training_accelerators = made.take(rented_accelerators(context, draft, job));
  buy(draft.choice.training_accelerators);
  const Training training = training_on(context, draft, job, draft.choice.training_accelerators);
  figures.fits = figures.fits && training.by->fits;
  figures.accelerators = std::max(figures.accelerators, draft.choice.training_accelerators);
  const double hours = training.time ? training.time->central.value : 0;
  if (made.take(facts.known(slots.deadline_weeks))) {
    const double wall = hours / draft.choice.training_accelerators / hours_per_week;
    const double weeks = made.take(stage_weeks(context, draft)).central + wall;
    figures.in_time = weeks <= made.take(facts.value(slots.deadline_weeks));
  }
  double rounds = context.constants.work[CostTerm::trials];
  if (draft.kind.repeated != Repeated::never) {
    const auto level = static_cast<std::size_t>(made.take(facts.value(slots.knowledge_changes)));
    rounds += months / 12 * retraining_rounds(level, draft.facts_elsewhere(), context.constants.cost).central;
  }
  figures.total += rounds * hours * hourly;
  return {figures, made};
}

Read<InOrder> by_rent(const EstimateContext& context, const Strategy& strategy, Choice choice,
                      const RentSearch& search) {
  MadeOf made;
  std::vector<std::pair<PlanFigures, Choice>> order;
  for (const Gpu* gpu : search.kinds) {
    std::optional<std::pair<PlanFigures, Choice>> best;
    for (const std::string_view precision : search.precisions) {
      if (precision == "fp8" && (!search.serves || !serves_fp8(context.catalogue, *gpu))) continue;
      (search.trainer ? choice.rented_trainer : choice.gpu) = gpu;
      if (!search.trainer) choice.precision = precision;
      Draft draft = prompt_draft(context, strategy, choice);
      const PlanFigures figures = made.take(rent_of(context, draft, search.serves));
      if (!best || comes_before(figures, best->first)) best.emplace(figures, draft.choice);
    }
    if (best) order.push_back(*std::move(best));
  }
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
  InOrder found;
  for (const auto& one : order) found.choices.push_back(one.second);
  if (search.trainer || !made.take(buys_cards(context))) return {std::move(found), made};
  // Rents differ as bills do. Of cards that are bought the hosting follows the whole machine, which is counted in
  // bills.
  constexpr double near = 0.97;
  for (std::size_t i = 1; i < order.size(); ++i) {
    PlanFigures other = order[i].first;
    other.total *= near;
    if (!comes_before(other, order.front().first)) break;
    ++found.close;
  }
  return {std::move(found), made};
}

}  // namespace pathfinder
