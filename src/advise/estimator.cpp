#include "pathfinder/advise/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/base/math.hpp"

#include "advise/draft.hpp"

namespace pathfinder {
namespace {

ConstantSpreads spreads_of(const Catalogue& catalogue) {
  return [&catalogue](std::string_view id) {
    const auto found = catalogue.constants.find(std::string(id));
    if (found == catalogue.constants.end()) throw std::logic_error("no constant " + std::string(id));
    return Spread<double>{found->second.low, found->second.value, found->second.high};
  };
}

std::map<std::string, double> values_of(const Catalogue& catalogue) {
  std::map<std::string, double> values;
  for (const auto& [id, constant] : catalogue.constants) values.emplace(id, constant.value);
  return values;
}

}  // namespace

EstimateConstants::EstimateConstants(const Catalogue& catalogue) {
  const auto value = [&catalogue](std::string_view id) { return catalogue.constant(id); };
  const ConstantSpreads spreads = spreads_of(catalogue);
  training = training_constants(value);
  memory = memory_constants(value);
  serving = fill_serving_constants(values_of(catalogue));
  retrieval = retrieval_constants(spreads);
  energy = energy_constants(spreads);
  cost = cost_constants(spreads);
  effect = effect_constants(spreads);
}

const Region& place_for(const Situation& situation, const PlanLimits& limits) {
  const Region& said = situation.region();
  if (situation.known("region") || place_allowed(limits, said.id)) return said;
  const Region* cheapest = nullptr;
  for (const Region& region : situation.catalogue().regions) {
    if (!place_allowed(limits, region.id)) continue;
    const auto price = [](const Region& one) { return one.power_price.value > 0 ? one.power_price.value : INFINITY; };
    if (cheapest == nullptr || price(region) < price(*cheapest)) cheapest = &region;
  }
  return cheapest == nullptr ? said : *cheapest;
}

Estimator::Estimator(const Situation& situation, const EstimateConstants& constants, const PlanLimits& limits,
                     PlanCache& cache)
    : facts_(situation),
      catalogue_(situation.catalogue()),
      settings_(catalogue_.plans),
      constants_(constants),
      limits_(limits),
      rental_kind_(settings_.rental_kind),
      cache_(cache),
      user_gpu_(situation.gpu()),
      place_(place_for(situation, limits)) {}

Estimator::Estimator(const Situation& situation, const EstimateConstants& constants, const PlanLimits& limits)
    : facts_(situation),
      catalogue_(situation.catalogue()),
      settings_(catalogue_.plans),
      constants_(constants),
      limits_(limits),
      rental_kind_(settings_.rental_kind),
      cache_(own_cache_),
      user_gpu_(situation.gpu()),
      place_(place_for(situation, limits)) {}

double Estimator::accelerators_there() const {
  if (!facts_.known("gpus")) return 0;
  return facts_.word("gpu_source") == "rented" ? 0 : std::floor(facts_.value("gpus"));
}

const Region& Estimator::place() const {
  facts_.region();  // the figures rest on it, even where it is only the place to start from
  return place_;
}

/// Of the kind that is chosen, how many the user has.
double Estimator::owned(const Draft& draft) const {
  return draft.choice.gpu == &user_gpu_ ? accelerators_there() : 0;
}

std::vector<const ApiPrice*> Estimator::sold_here(const std::vector<std::string>& models) const {
  // Only who says that the machines stand in China is held to what is sold there: else it is an assumption.
  const bool china = facts_.known("region") && place().country == "cn";
  std::vector<const ApiPrice*> rows;
  for (const std::string& id : models) {
    const ApiPrice* newest = nullptr;
    for (const ApiPrice& price : catalogue_.api_prices) {
      if (price.model == id && (newest == nullptr || price.source.as_of > newest->source.as_of)) newest = &price;
    }
    if (newest == nullptr || !region_allowed(limits_, newest->source.region)) continue;
    if (!china || newest->source.region != "outside-cn") rows.push_back(newest);
  }
  return rows;
}

bool Estimator::api_allowed() const {
  constexpr double internal = 1;  // levels: public, internal, confidential, regulated, state_secret
  const auto priced_here = [&](const ApiPrice& price) { return region_allowed(limits_, price.source.region); };
  if (!limits_.allowed_regions.empty() &&
      std::none_of(catalogue_.api_prices.begin(), catalogue_.api_prices.end(), priced_here))
    return false;
  return !limits_.no_api && !limits_.domestic_hardware && !facts_.yes("on_premises") &&
         facts_.level("data_sensitivity") <= internal && facts_.word("domestic_hardware") != "required";
}

const LanguageModel& Estimator::nearest_model(double size_b, bool dense_only) const {
  const std::string language = facts_.word("corpus_language");
  const LanguageModel* best = nullptr;
  double best_distance = 0;
  for (const bool any_language : {false, true}) {
    for (const LanguageModel& model : catalogue_.models) {
      if (!offered(model)) continue;
      if (!forbids(limits_, model).empty()) continue;
      if (dense_only && model.shape.experts > 0) continue;
      if (!any_language && !speaks(model, language)) continue;
      // Conditions in a licence cost a lawyer, which weighs like a quarter more or less in size.
      const double distance = std::abs(pathfinder::log(model.shape.params_total / (size_b * 1e9))) +
                              (model.commercial_use == "yes" ? 0 : 0.25);
      const bool newer =
          best != nullptr && std::abs(distance - best_distance) < 0.08 && model.released > best->released;
      if (best == nullptr || distance < best_distance - 0.08 || newer) {
        best = &model;
        best_distance = distance;
      }
    }
    if (best != nullptr) break;
  }
  return best != nullptr ? *best : catalogue_.models.front();
}

const LanguageModel& Estimator::base_model(const Strategy& strategy) const {
  if (facts_.known("model")) return catalogue_.models[static_cast<std::size_t>(facts_.value("model"))];
  double size = facts_.known("model_size_b") ? facts_.value("model_size_b") : 0;
  if (strategy.recipe.training == "pretrain") {
    const double tokens = known_or(facts_.number("unlabelled_tokens"), {0, 0, 0}).central;
    size = std::clamp(tokens / settings_.tokens_per_parameter / 1e9, size > 0 ? size : 7.0, 700.0);
  }
  if (size <= 0) {
    for (const PlanChoice& choice : settings_.model_size_b) {
      if (choice.when.empty() || facts_.judge(choice.condition) == Truth::yes) {
        size = choice.value;
        break;
      }
    }
  }
  const bool trained = strategy.recipe.training != "none";
  const LanguageModel* model = &nearest_model(size, trained || size < 100);
  // A model nobody asked for must at least fit where it is to run.
  const double there = accelerators_there();
  if (there > 0 && !facts_.known("model_size_b")) {
    const double room_b = there * in_gib(facts_.gpu().usable_memory()) * 0.75 / 2 * bytes_per_gib / 1e9;
    if (model->shape.params_total / 1e9 > room_b) model = &nearest_model(room_b * 0.8, true);
  }
  return *model;
}

void Estimator::effect_prior(Draft& draft) const {
  EffectSituation situation;
  const std::string& training = draft.strategy.recipe.training;
  situation.retrieval = draft.strategy.recipe.retrieval;
  situation.whole_text_in_prompt = draft.corpus_in_prompt > 0;
  situation.tuning = training == "lora"        ? Tuning::adapters
                     : training == "full"      ? Tuning::all_weights
                     : training == "continued" ? Tuning::continued
                     : training == "pretrain"  ? Tuning::pretraining
                     : training == "classic"   ? Tuning::classic
                                               : Tuning::none;
  situation.knowledge_need = facts_.value("knowledge_need");
  situation.style_or_format_needs = facts_.value("style_or_format_needs");
  situation.small_model = facts_.known("model_size_b") && facts_.value("model_size_b") <= 9;
  situation.unusual_output = facts_.value("domain_gap") >= 4;
  const double unseen = facts_.value("unseen_tokens");
  situation.unseen_text = !std::isnan(unseen) && unseen >= 1e10;
  const std::string modality = facts_.word("modality");
  situation.language =
      modality != "tabular" && modality != "time_series" && modality != "events" && modality != "molecule";
  draft.out.effect_odds_ratio = option_effect(situation, constants_.effect);
}

std::optional<EffectView> Estimator::effect() const {
  const double tokens = facts_.value("tokens");
  if (std::isnan(tokens)) return std::nullopt;
  EffectInput input;
  input.corpus = {tokens};
  // 1.0 is D3's "high quality", unique and checked; ordinary internal papers carry 0.7 [decision-criteria-2026, (d)].
  input.density = facts_.value("label_quality") >= 4 && facts_.known("label_quality") ? 1.0 : 0.7;
  input.rounds = facts_.known("rounds") ? facts_.value("rounds") : 0;
  const EffectIndex index = effect_index(input, constants_.effect);
  EffectView view;
  view.odds_ratio = index.odds_ratio;
  view.knowledge = index.knowledge;
  view.strategy = index.strategy;
  view.base = index.base;
  for (const FailureMode& mode : catalogue_.article.failure_modes) {
    if (facts_.value_of(mode.condition) == 1.0) view.failure_modes.push_back(mode.id);
  }
  return view;
}

/// Of the facts read since the last call that nobody gave, those that move a figure by factors.
std::vector<std::string> Estimator::assumed_drivers() const {
  std::vector<std::string> drivers;
  for (const std::string& fact : settings_.figures_rest_on) {
    if (facts_.assumed(fact)) drivers.push_back(fact);
  }
  facts_.forget_assumed();
  return drivers;
}

/// The load an acceptance test is run at: what a request carries, and how many come in the busiest hour.
void Estimator::fill_workload(Draft& draft) const {
  if (draft.classic) return;
  Workload load;
  load.input_tokens = draft.prompt_tokens.central + draft.corpus_in_prompt;
  load.output_tokens = facts_.value("answer_tokens");
  load.requests_per_s = facts_.value("queries_per_day") * facts_.value("peak_factor") / seconds_per_day;
  const double limit = facts_.value("latency_ms");
  load.latency_limit_ms = std::isnan(limit) ? 0 : limit;
  // Little's law; behind an API only the limit is known.
  const double latency = draft.out.latency ? draft.out.latency->central.value : load.latency_limit_ms;
  load.concurrency = std::max(1.0, std::ceil(load.requests_per_s * latency / 1000));
  const Spread<double> per_s = independent_product({facts_.number("queries_per_day"), facts_.number("peak_factor"),
                                                    facts_.number("answer_tokens"), exactly(1 / seconds_per_day)});
  load.tokens_per_s_out =
      estimate_of(quantities<TokensPerSecond>(per_s), {"serving.peak-load", {"pathfinder-judgement-2026"}, {}});
  draft.out.workload = std::move(load);
}

OptionEstimate Estimator::build(const Strategy& strategy, const Choice& choice, PlanFigures& figures,
                                CostLines& lines) const {
  Draft draft(strategy, choice);
  facts_.forget_assumed();
  plan_retrieval(draft);
  facts_.forget_assumed();
  plan_training(draft);
  draft.out.training_assumed = assumed_drivers();
  if (!draft.classic) draft.out.plan.model = draft.model->id;
  plan_serving(draft);
  bill_people(draft);
  energy_and_totals(draft);
  draft.out.money_assumed = assumed_drivers();
  for (const std::string& fact : draft.out.training_assumed) {
    auto& all = draft.out.money_assumed;
    if (std::find(all.begin(), all.end(), fact) == all.end()) all.push_back(fact);
  }
  fill_workload(draft);
  facts_.forget_assumed();
  if (&place() != &facts_.region()) draft.out.plan.notes.push_back({"plan.place", place_.id});
  effect_prior(draft);
  figures = figures_of(draft);
  lines = {std::move(draft.setup), std::move(draft.monthly)};
  return std::move(draft.out);
}

}  // namespace pathfinder
