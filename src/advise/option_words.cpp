#include "advise/option_words.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>
#include <string>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"

#include "advise/work.hpp"

namespace pathfinder {
namespace {

/// An estimate as far as it is wanted.
template <class Q>
Estimate<Q> wanted(const EstimateContext& context, const Estimate<Q>& whole) {
  if (context.words()) return whole;
  return {{whole.low, whole.central, whole.high}, {}, {}};
}

/// Why a figure may be believed, where that is wanted.
Basis basis_for(const EstimateContext& context, const char* method, std::initializer_list<const char*> sources) {
  Basis basis;
  if (!context.words()) return basis;
  basis.method = method;
  basis.sources.assign(sources.begin(), sources.end());
  return basis;
}

std::string exact(double count) {
  return std::to_string(static_cast<long long>(count));
}

std::string sharding_word(Sharding sharding) {
  return sharding == Sharding::zero2   ? "zero-2"
         : sharding == Sharding::zero3 ? "zero-3"
         : sharding == Sharding::fsdp  ? "fsdp"
                                       : "none";
}

const std::string& recipe_word(const Draft& draft) {
  const TrainingRecipe& recipe = draft.training.found.by->recipe;
  const std::string_view states =
      recipe.offload ? "offload" : (recipe.optimizer == Optimizer::adamw_8bit ? "8bit" : "");
  return variant_of(draft.kind, recipe.quant_bits, states).id;
}

/// Facts that nobody gave among those of a figure, as far as they move figures by factors; the largest first.
std::vector<std::string> assumed_drivers(const EstimateContext& context, const MadeOf& made) {
  std::vector<std::string> drivers;
  for (const std::size_t slot : context.settings.drivers) {
    if (made.values.has(slot) && context.facts.unsaid(slot))
      drivers.push_back(context.catalogue.vocabulary.slots[slot].id);
  }
  return drivers;
}

/// What the steady time says in the middle, with the range of what the training was fed with. \pre it is timed
Interval<GpuHours> hours_of_training(const Draft& draft) {
  const TrainingFigures& training = draft.training;
  return {{training.hours.low}, training.found.time->central, {training.hours.high}};
}

void word_training(const EstimateContext& context, const Draft& draft, MadeOf& made, OptionEstimate& out) {
  const TrainingFigures& training = draft.training;
  if (training.found.by == nullptr) return;
  Plan& plan = out.plan;
  out.memory_per_gpu = wanted(context, training.found.by->memory);
  plan.sharding = sharding_word(training.found.by->recipe.sharding);
  plan.training_recipe = recipe_word(draft);
  if (!training.timed) return;
  if (context.words()) {
    out.training_gpu_hours = training_time_of(context, draft);
  } else {
    out.training_gpu_hours.emplace();
    static_cast<Interval<GpuHours>&>(*out.training_gpu_hours) = hours_of_training(draft);
  }
  out.training_wall_hours = Estimate<Hours>{{{training.hours.low / training.accelerators},
                                             {training.hours.central / training.accelerators},
                                             {training.hours.high / training.accelerators}},
                                            {},
                                            out.training_gpu_hours->basis};
  plan.training_gpus = training.accelerators;
  plan.train_tokens = training.job.tokens.central;
  plan.sequence = training.found.by->recipe.seq_len;
  plan.micro_batch = training.found.by->recipe.micro_batch;
  const bool buys = made.take(buys_cards(context));
  // What sellers train they serve by the token too (spec 2: peft covers hosted fine-tuning).
  plan.training_on = draft.hosted() ? "hosted" : training.owned > 0 ? "owned" : buys ? "bought" : "rented";
  plan.gpu = draft.choice.gpu->id;
  if (draft.choice.rented_trainer != nullptr) plan.training_gpu = draft.trainer().id;
  out.labels_to_write = training.missing.central;
}

/// Time per token and to the first one, as measured here if it was.
void word_latency(const EstimateContext& context, const Draft& draft, OptionEstimate& out) {
  const Catalogue& catalogue = context.catalogue;
  const LeastAccelerators& fleet = draft.serving.found->least;
  const std::string system =
      serving_system(draft.choice.gpu->id, context.settings.serving_engine, catalogue.serving_profiles);
  const auto milliseconds = [](double seconds) { return Milliseconds{seconds * 1000}; };
  const double middle = fleet.central.latency_p95_s;
  const double slow = std::max(fleet.high.feasible ? fleet.high.latency_p95_s : middle * 1.5, middle);
  const double fast = std::min(fleet.low.feasible ? fleet.low.latency_p95_s : middle / 1.5, middle);
  const Basis basis = basis_for(context, "serving-fleet", {"pathfinder-serving-fit-2026"});
  Estimate<Milliseconds> latency{{milliseconds(fast), milliseconds(middle), milliseconds(slow)}, {}, basis};
  Estimate<Milliseconds> first{{milliseconds(fleet.central.ttft_p95_s / 1.5), milliseconds(fleet.central.ttft_p95_s),
                                milliseconds(fleet.central.ttft_p95_s * 1.5)},
                               {},
                               basis};
  calibrate_estimate(latency, catalogue.calibration, "tpot_ms", system);
  calibrate_estimate(first, catalogue.calibration, "ttft_ms", system);
  if (draft.strategy.recipe.retrieval) {
    const Spread<double>& search = context.constants.retrieval.search_ms;
    for (Estimate<Milliseconds>* one : {&latency, &first}) {
      one->low.value += search.low;
      one->central.value += search.central;
      one->high.value += search.high;
    }
  }
  out.latency = std::move(latency);
  out.ttft = std::move(first);
}

/// What the passages cost an answer beside the article's "about 30 %" (A2), at the load of the busiest hour.
void word_passages(const EstimateContext& context, const Draft& draft, MadeOf& made, OptionEstimate& out) {
  const double answer = made.take(context.facts.value(context.slots.answer_tokens));
  const Spread<double> base = made.take(context.facts.number(context.slots.prompt_tokens));
  const ServingEstimate served =
      estimate_serving(setup_of(context, draft, answer), context.catalogue.serving_profiles, context.constants.serving);
  if (served.joules_per_prompt_token <= 0 || served.joules_per_output_token <= 0) return;
  out.retrieval_extra_energy =
      relative_energy(quantities<Tokens>(draft.serving.passages), {base.central}, {answer},
                      exactly(JoulesPerToken{served.joules_per_prompt_token}),
                      exactly(JoulesPerToken{served.joules_per_output_token}), context.constants.retrieval)
          .computed;
}

void word_accelerators(const EstimateContext& context, const Draft& draft, MadeOf& made, OptionEstimate& out) {
  const ServingFigures& serving = draft.serving;
  const Gpu& gpu = *draft.choice.gpu;
  Plan& plan = out.plan;
  plan.gpu = gpu.id;
  plan.precision = draft.choice.precision;
  const bool buys = serving.owned < serving.needed && made.take(buys_cards(context));
  plan.serving = buys ? "bought" : serving.on == ServingFigures::On::owned ? "owned" : "rented";
  if (serving.found == nullptr) return;
  if (serving.found->too_slow) plan.notes.push_back({"plan.too_slow", draft.model->id});
  if (serving.found->least.bound) plan.notes.push_back({"plan.bound", gpu.id});
  if (!serving.feasible) return;
  plan.serving_gpus = serving.needed;
  plan.tensor_parallel = serving.found->least.central.cards_per_replica;
  const double beside = serving.needed - serving.owned;
  const auto count = [](double cards) { return std::to_string(static_cast<int>(cards)); };
  if (serving.owned > 0 && beside > 0)
    plan.notes.push_back({buys ? "plan.buy_beside" : "plan.rent_beside", count(beside)});
  word_latency(context, draft, out);
  if (draft.strategy.recipe.retrieval && context.words()) word_passages(context, draft, made, out);
}

void word_serving(const EstimateContext& context, const Draft& draft, MadeOf& made, OptionEstimate& out) {
  Plan& plan = out.plan;
  if (!draft.classic) plan.model = draft.model->id;
  switch (draft.serving.on) {
    case ServingFigures::On::cpu:
      plan.serving = "cpu";
      break;
    case ServingFigures::On::device:
      plan.serving = "device";
      break;
    case ServingFigures::On::api:
      plan.serving = "api";
      if (!draft.trains) plan.model.clear();
      if (made.take(paid_by_seat(context, draft)))
        plan.notes.push_back({"plan.seats", exact(made.take(context.facts.value(context.slots.users)))});
      for (const ApiPrice* row : draft.serving.sold) plan.api += (plan.api.empty() ? "" : ", ") + row->model;
      break;
    case ServingFigures::On::owned:
    case ServingFigures::On::rented:
      word_accelerators(context, draft, made, out);
      break;
  }
}

void word_people(const EstimateContext& context, const Draft& draft, OptionEstimate& out) {
  out.weeks_to_value = estimate_of(quantities<Weeks>(draft.weeks),
                                   basis_for(context, "weeks-of-stages", {"pathfinder-judgement-2026", "quan-2025"}));
  const Basis paid = basis_for(context, "cost.people", {"cost-survey-2026"});
  out.staff_weeks = estimate_of(quantities<Weeks>(draft.person_weeks), paid);
  out.build_months = estimate_of(draft.build_months, paid);
  out.build_persons =
      estimate_of(persons_building(quantities<Weeks>(draft.person_weeks), draft.build_months.central), paid);
  out.staying_persons = estimate_of(draft.staying, basis_for(context, "cost.people-month", {"cost-survey-2026"}));
}

void word_bill(const EstimateContext& context, const Draft& draft, OptionEstimate& out) {
  const double rate = context.constants.cost.discount_rate;
  const CostLines& people_lines = draft.people->lines;
  for (const CostLines* part : {&draft.bill, &people_lines})
    out.quote_needed = out.quote_needed || quote_needed(part->setup) || quote_needed(part->monthly);
  if (!context.words()) {
    const auto take = [](std::optional<Estimate<Dollars>>& to, const Interval<Dollars>& range) {
      static_cast<Interval<Dollars>&>(to.emplace()) = range;
    };
    const BillRanges ranges = bill_ranges(draft.bill, draft.months, rate, people_lines);
    take(out.setup, ranges.setup);
    take(out.monthly, ranges.monthly);
    take(out.total, ranges.total);
    take(out.cash, ranges.cash);
    return;
  }
  const CostLines bill = draft.whole_bill();
  out.setup = sum(bill.setup);
  out.monthly = sum(bill.monthly);
  const auto over = [&](const CostLines& lines) {
    return sum(over_horizon(lines.setup, lines.monthly, draft.months, rate));
  };
  out.total = over(bill);
  out.cash = over(new_money(bill));
  CostLines people;
  const auto of_people = [](const Line<Dollars>& line) { return line.label.rfind("people.", 0) == 0; };
  std::copy_if(bill.setup.begin(), bill.setup.end(), std::back_inserter(people.setup), of_people);
  std::copy_if(bill.monthly.begin(), bill.monthly.end(), std::back_inserter(people.monthly), of_people);
  out.people = over(people);
  for (const Line<Dollars>& line : bill.setup) out.bill.push_back(bill_line(line, "setup"));
  for (const Line<Dollars>& line : bill.monthly) out.bill.push_back(bill_line(line, "monthly"));
}

void word_energy(const EstimateContext& context, const Draft& draft, OptionEstimate& out) {
  if (draft.serving.on == ServingFigures::On::api) return;  // nobody meters it
  const Spread<double>& training = draft.training.energy;
  const Spread<double> energy = plus(training, scaled(draft.months, draft.energy_month));
  if (energy.central <= 0) return;
  const Basis basis = basis_for(context, "energy.serving-held", {"inference-formulas-2026"});
  if (training.central > 0)
    out.training_energy = estimate_of(quantities<KilowattHours>(training),
                                      basis_for(context, "energy.training", {"inference-formulas-2026"}));
  if (draft.energy_month.central > 0)
    out.monthly_energy = estimate_of(quantities<KilowattHours>(draft.energy_month), basis);
  out.energy = estimate_of(quantities<KilowattHours>(energy), basis);
  const Region& region = *context.place.value;
  if (region.carbon.value <= 0) return;
  out.co2 = estimate_of(carbon_range(quantities<KilowattHours>(energy), exactly(region.carbon)),
                        basis_for(context, "energy.carbon", {}));
  if (context.words() && !region.carbon_source.empty()) out.co2->basis.sources.push_back(region.carbon_source);
}

/// The load an acceptance test is run at: what a request carries, and how many come in the busiest hour.
void word_workload(const EstimateContext& context, const Draft& draft, MadeOf& made, OptionEstimate& out) {
  if (draft.on_cores) return;
  const FactSlots& slots = context.slots;
  const Spread<double> questions = made.take(context.facts.number(slots.queries_per_day));
  const Spread<double> peak = made.take(context.facts.number(slots.peak_factor));
  const Spread<double> answer = made.take(context.facts.number(slots.answer_tokens));
  const double limit = made.take(context.facts.value(slots.latency_ms));
  Workload load;
  load.input_tokens = draft.prompt_tokens.central + draft.corpus_in_prompt;
  load.output_tokens = answer.central;
  load.requests_per_s = questions.central * peak.central / seconds_per_day;
  load.latency_limit_ms = std::isnan(limit) ? 0 : limit;
  // Little's law; behind an API only the limit is known.
  const double latency = out.latency ? out.latency->central.value : load.latency_limit_ms;
  load.concurrency = std::max(1.0, std::ceil(load.requests_per_s * latency / 1000));
  const Spread<double> per_s = independent_product({questions, peak, answer, exactly(1 / seconds_per_day)});
  load.tokens_per_s_out =
      estimate_of(quantities<TokensPerSecond>(per_s), {"serving.peak-load", {"pathfinder-judgement-2026"}, {}});
  out.workload = std::move(load);
}

/// What a pilot measured of an arm, as an odds ratio over the model as it is today; nothing where either rate is open.
std::optional<double> measured_effect(const Situation& facts, const FactSlots& slots, std::size_t arm, MadeOf& made) {
  if (!made.take(facts.known(arm)) || !made.take(facts.known(slots.base_accuracy))) return std::nullopt;
  const auto odds = [&](std::size_t slot) {
    constexpr double least = 0.01;  // as the rules read a rate
    const double rate = std::clamp(made.take(facts.value(slot)), least, 1 - least);
    return rate / (1 - rate);
  };
  return odds(arm) / odds(slots.base_accuracy);
}

void word_effect(const EstimateContext& context, const Draft& draft, MadeOf& made, OptionEstimate& out) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  EffectSituation situation;
  situation.retrieval = draft.strategy.recipe.retrieval;
  situation.whole_text_in_prompt = draft.corpus_in_prompt > 0;
  situation.tuning = draft.kind.effect;
  situation.knowledge_need = made.take(facts.value(slots.knowledge_need));
  situation.style_or_format_needs = made.take(facts.value(slots.style_or_format_needs));
  situation.small_model = made.take(facts.known(slots.model_size_b)) && made.take(facts.value(slots.model_size_b)) <= 9;
  situation.unusual_output = made.take(facts.value(slots.domain_gap)) >= 4;
  const double unseen = made.take(facts.value(slots.unseen_tokens));
  situation.unseen_text = !std::isnan(unseen) && unseen >= 1e10;
  const std::string_view modality = made.take(facts.word(slots.modality));
  situation.language =
      modality != "tabular" && modality != "time_series" && modality != "events" && modality != "molecule";
  out.effect_odds_ratio = option_effect(situation, context.constants.effect);
  if (!out.effect_odds_ratio) return;
  // What was measured takes the place of what was expected, in every option that has the part.
  const auto take = [&](std::size_t arm, const EffectSituation& alone) {
    const std::optional<double> measured = measured_effect(facts, slots, arm, made);
    const std::optional<Estimate<double>> expected = option_effect(alone, context.constants.effect);
    if (!measured || !expected) return;
    for (double* one : {&out.effect_odds_ratio->low, &out.effect_odds_ratio->central, &out.effect_odds_ratio->high})
      *one *= *measured / expected->central;
  };
  EffectSituation alone = situation;
  alone.whole_text_in_prompt = false;
  alone.tuning = Tuning::none;
  if (situation.retrieval) take(slots.rag_accuracy, alone);
  alone.retrieval = false;
  alone.tuning = Tuning::adapters;
  if (situation.tuning == Tuning::adapters || situation.tuning == Tuning::all_weights)
    take(slots.tuned_accuracy, alone);
}

}  // namespace

std::optional<Estimate<GpuHours>> training_time_of(const EstimateContext& context, const Draft& draft) {
  const TrainingFigures& training = draft.training;
  if (!training.timed) return std::nullopt;
  TrainingRecipe recipe = training.found.by->recipe;
  recipe.tokens = training.job.tokens.central;
  Estimate<GpuHours> time = training_time(recipe, training.found.by->stack, context.constants.training);
  calibrate_estimate(time, context.catalogue.calibration, "gpu_hours", "");
  static_cast<Interval<GpuHours>&>(time) = hours_of_training(draft);
  return time;
}

MadeOf in_words(const EstimateContext& context, const Draft& draft, OptionEstimate& out) {
  MadeOf made = context.place.made_of;
  out.plan.fits = draft.fits;
  word_training(context, draft, made, out);
  word_serving(context, draft, made, out);
  word_people(context, draft, out);
  word_bill(context, draft, out);
  word_energy(context, draft, out);
  if (context.words()) word_workload(context, draft, made, out);
  word_effect(context, draft, made, out);
  out.training_assumed = assumed_drivers(context, draft.of_training);
  out.money_assumed = assumed_drivers(context, draft.of_money);
  for (const std::string& fact : out.training_assumed) {
    auto& all = out.money_assumed;
    if (std::find(all.begin(), all.end(), fact) == all.end()) all.push_back(fact);
  }
  const Region& place = *context.place.value;
  if (&place != context.facts.region().value) out.plan.notes.push_back({"plan.place", place.id});
  return made;
}

}  // namespace pathfinder
