#include "advise/bill.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/catalogue/quotes.hpp"

#include "advise/prices.hpp"

namespace pathfinder {
namespace {

/// A line with the quotes it was priced by.
Line<Dollars> cite_quotes(const EstimateContext& context, Line<Dollars> line, std::string_view item) {
  if (!line.quote_needed) add_quote_sources(context.catalogue, item, context.user_gpu.value->id, line.basis.sources);
  return line;
}

void bill_training(const EstimateContext& context, Draft& draft) {
  const TrainingFigures& training = draft.training;
  if (!training.timed) return;
  MadeOf& made = draft.of_training;
  const Spread<GpuHours> hours = quantities<GpuHours>(training.hours);
  const Spread<KilowattHours> energy = quantities<KilowattHours>(training.energy);
  // Rent, or the power of accelerators that are there.
  const Line<Dollars> once =
      draft.hosted() ? hosted_tuning("training-hosted", quantities<Tokens>(training.job.tokens), 1,
                                     made.take(tuning_rates(context, *draft.model, draft.kind)))
      : training.owned > 0
          ? power_bill("training-power", energy, "hours:training", made.take(tariff(context)),
                       tariff_basis(*context.place.value))
          : rent("training-rent", hours, "hours:training", rent_price(context, draft.trainer()), draft.trainer().id);
  draft.bill.setup.push_back(once);
  const auto level = static_cast<std::size_t>(made.take(context.facts.value(context.slots.knowledge_changes)));
  if (draft.kind.repeated != Repeated::never) {
    const Spread<double> again = retraining_rounds(level, draft.facts_elsewhere(), context.constants.cost);
    draft.bill.monthly.push_back(retraining_per_month("retraining", once, again));
    draft.energy_month = plus(draft.energy_month, independent_product({training.energy, scaled(1.0 / 12, again)}));
  }
  // Examples that are missing have to be written, and every tuned model needs a test set.
  if (training.missing.high > 0) {
    draft.bill.setup.push_back(
        labelling("labelling", training.missing, 1, made.take(label_price(context, context.settings.labelling_price))));
  }
}

void bill_api(const EstimateContext& context, Draft& draft) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  MadeOf& made = draft.of_money;
  std::vector<double> in, cached, out;
  std::vector<std::string> sources;
  std::string name;
  for (const ApiPrice* row : draft.serving.sold) {
    in.push_back(row->per_mtok_in.value);
    cached.push_back(row->per_mtok_cached_in.value > 0 ? row->per_mtok_cached_in.value : row->per_mtok_in.value);
    out.push_back(row->per_mtok_out.value);
    if (std::find(sources.begin(), sources.end(), row->source.source) == sources.end())
      sources.push_back(row->source.source);
    name += (name.empty() ? "" : ", ") + row->model;
  }
  const auto range = [](std::vector<double> rates) {
    std::sort(rates.begin(), rates.end());
    return Spread<Dollars>{{rates.front()}, {rates[rates.size() / 2]}, {rates.back()}};
  };
  std::optional<ApiRates> rates;
  if (!in.empty()) rates = ApiRates{range(in), range(cached), range(out), name, sources.front()};
  const Spread<double> questions = scaled(days_per_month, made.take(facts.number(slots.queries_per_day)));
  ApiUse use;
  use.prompt = quantities<Tokens>(independent_product({questions, draft.prompt_tokens}));
  use.cached_prompt = quantities<Tokens>(scaled(draft.corpus_in_prompt, questions));
  use.output = quantities<Tokens>(independent_product({questions, made.take(facts.number(slots.answer_tokens))}));
  // Batches come back within a day: whoever allows that pays half [cost.batch-share].
  constexpr double day_ms = seconds_per_day * 1000;
  const bool allowed = made.take(facts.known(slots.latency_ms)) && made.take(facts.value(slots.latency_ms)) >= day_ms;
  use.batch_share = draft.choice.batched || allowed ? 1 : 0;
  Line<Dollars> line = api_cost("api", use, rates, context.constants.cost);
  for (const std::string& source : sources) {
    if (std::find(line.basis.sources.begin(), line.basis.sources.end(), source) == line.basis.sources.end())
      line.basis.sources.push_back(source);
  }
  draft.bill.monthly.push_back(std::move(line));
}

/// Accelerators that are held all month: power and rooms of those that are there, rent of the others.
void bill_accelerators(const EstimateContext& context, Draft& draft) {
  const ServingFigures& serving = draft.serving;
  if (!serving.feasible) return;
  MadeOf& made = draft.of_money;
  const Gpu& gpu = *draft.choice.gpu;
  const EnergyConstants& constants = context.constants.energy;
  const auto energy_of = [&](double held) {
    return spread_of(serving_energy_held(held, Hours{hours_per_month}, Watts{gpu.tdp_w}, exactly(serving.busy),
                                         pue(context), constants));
  };
  if (serving.owned > 0) {
    const double held = std::min(serving.needed, serving.owned);
    const Spread<KilowattHours> energy = energy_of(held);
    draft.energy_month = plus(draft.energy_month, values(energy));
    draft.bill.monthly.push_back(
        power_bill("serving-power", energy, "load", made.take(tariff(context)), tariff_basis(*context.place.value)));
    const Watts power{held * gpu.tdp_w * constants.server_factor.central};
    draft.bill.monthly.push_back(
        cite_quotes(context, hosting_per_month("hosting", power, made.take(quoted(context, "hosting"))), "hosting"));
  }
  const auto beside = [&](double needed) { return std::max(0.0, needed - serving.owned); };
  const Spread<double> rented = {beside(serving.accelerators.low), beside(serving.needed),
                                 beside(serving.accelerators.high)};
  if (rented.high <= 0) return;
  const Spread<GpuHours> hours = quantities<GpuHours>(scaled(hours_per_month, rented));
  draft.bill.monthly.push_back(rent("serving-rent", hours, "load", rent_price(context, gpu), gpu.id));
  draft.energy_month = plus(draft.energy_month, values(energy_of(rented.central)));
}

void bill_serving(const EstimateContext& context, Draft& draft) {
  switch (draft.serving.on) {
    case ServingFigures::On::cpu:
      draft.bill.monthly.push_back(
          cite_quotes(context, server_per_month("cpu-server", 1, draft.of_money.take(quoted(context, "cpu-server"))),
                      "cpu-server"));
      break;
    case ServingFigures::On::api:
      bill_api(context, draft);
      break;
    case ServingFigures::On::owned:
    case ServingFigures::On::rented:
      bill_accelerators(context, draft);
      break;
  }
}

void bill_people(const EstimateContext& context, Draft& draft) {
  const PlanSettings& settings = context.settings;
  MadeOf& made = draft.of_money;
  // Paid are the weeks of the stages: while machines train by themselves people do other work.
  draft.paid_weeks = made.take(stage_weeks(context, draft));
  draft.weeks = draft.paid_weeks;
  if (draft.training.timed) {
    const Spread<double>& hours = draft.training.hours;
    const double by = draft.training.accelerators;
    draft.weeks = plus(draft.weeks,
                       scaled(1 / hours_per_week, Spread<double>{hours.low / by, hours.central / by, hours.high / by}));
  }
  const Spread<double> pay = made.take(context.facts.number(context.slots.staff_per_week));
  const bool said = !std::isnan(pay.central);
  const std::optional<Spread<Dollars>> per_week =
      said ? std::optional(quantities<Dollars>(pay)) : made.take(quoted(context, "staff"));
  const auto people = [&](Line<Dollars> line) { return said ? line : cite_quotes(context, std::move(line), "staff"); };
  draft.bill.setup.push_back(evaluation_set(
      "evaluation-set", 1, made.take(label_price(context, settings.evaluation_price)), context.constants.cost));
  draft.bill.setup.push_back(
      people(staff("staff-setup", quantities<Weeks>(draft.paid_weeks), settings.staff_persons, "weeks", per_week)));
  const std::string kept = draft.trains ? draft.kind.upkeep : (draft.strategy.recipe.retrieval ? "retrieval" : "none");
  const auto upkeep = settings.upkeep_weeks_per_month.find(kept);
  const double each_month = upkeep == settings.upkeep_weeks_per_month.end() ? 0 : upkeep->second;
  draft.bill.monthly.push_back(
      people(staff("staff-upkeep", exactly(Weeks{each_month}), settings.staff_persons, "weeks:upkeep", per_week)));
  if (!said) return;
  // Pay comes from the user, or from what filled the fact for them.
  const std::string& source = context.facts.why(context.slots.staff_per_week);
  const bool known_source = context.catalogue.sources.count(source) != 0;
  for (Line<Dollars>* line : {&draft.bill.setup.back(), &draft.bill.monthly.back()})
    line->basis.sources = {known_source ? source : std::string("user-given")};
}

}  // namespace

void add_bill(const EstimateContext& context, Draft& draft) {
  bill_retrieval(context, draft);
  bill_training(context, draft);
  bill_serving(context, draft);
  bill_people(context, draft);
  draft.months = draft.of_money.take(context.facts.value(context.slots.horizon_months));
  draft.total = central_total(draft.bill, draft.months, context.constants.cost.discount_rate);
}

}  // namespace pathfinder
