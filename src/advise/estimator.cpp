// The search for the cheapest plan of an option. What can be looked up is: kinds of hardware are compared on rent alone
// with fleets and trainings that are worked out once; only the best of each way are put together in full and ordered by
// plans.hpp. Plans that give quality away are made only where none above them keeps the limits, or to be shown.
#include "pathfinder/advise/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/catalogue/default_prices.hpp"

#include "advise/alternatives.hpp"
#include "advise/option_words.hpp"
#include "advise/order.hpp"
#include "advise/work.hpp"

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

/// Embedding by the token: lowest, middle and highest of the sellers' newest rates.
std::optional<ApiRates> embedding_rates(const Catalogue& catalogue) {
  std::vector<double> rates;
  std::vector<std::string> sources;
  for (const ApiPrice& price : catalogue.embedding_prices) {
    const bool newest =
        std::none_of(catalogue.embedding_prices.begin(), catalogue.embedding_prices.end(), [&](const ApiPrice& other) {
          return other.model == price.model && other.source.provider == price.source.provider &&
                 other.source.as_of > price.source.as_of;
        });
    if (!newest || price.per_mtok_in.value <= 0) continue;  // a free quota is no price
    rates.push_back(price.per_mtok_in.value);
    sources.push_back(price.source.source);
  }
  if (rates.empty()) return std::nullopt;
  std::sort(rates.begin(), rates.end());
  return ApiRates{{{rates.front()}, {rates[rates.size() / 2]}, {rates.back()}}, {}, {}, "embedding", sources.front()};
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
  work = shipped_cost_model(catalogue);
  embedding = embedding_rates(catalogue);
  const PlanSettings& settings = catalogue.plans;
  passages = extra_prompt_range({settings.passages_low, settings.passages, settings.passages_high},
                                {settings.chunk, settings.overlap}, retrieval);
  const auto ratio_of = [&](const std::string& id) {
    const auto at =
        std::find_if(catalogue.pue.begin(), catalogue.pue.end(), [&](const PueRow& one) { return one.id == id; });
    return at == catalogue.pue.end() ? 1.5 : at->ratio;
  };
  pue = {ratio_of(catalogue.plans.pue_low), ratio_of(catalogue.plans.pue_central), ratio_of(catalogue.plans.pue_high)};
}

Read<const Region*> place_for(const Situation& situation, const PlanLimits& limits) {
  MadeOf made;
  const Region* said = made.take(situation.region());
  if (made.take(situation.known(situation.catalogue().slots.region)) || place_allowed(limits, said->id))
    return {said, made};
  const Region* cheapest = nullptr;
  for (const Region& region : situation.catalogue().regions) {
    if (!place_allowed(limits, region.id)) continue;
    const auto price = [](const Region& one) { return one.power_price.value > 0 ? one.power_price.value : INFINITY; };
    if (cheapest == nullptr || price(region) < price(*cheapest)) cheapest = &region;
  }
  return {cheapest == nullptr ? said : cheapest, made};
}

EstimateContext::EstimateContext(const Situation& situation, const EstimateConstants& all, const PlanLimits& that_hold,
                                 PlanCache& shared)
    : facts(situation),
      catalogue(situation.catalogue()),
      slots(catalogue.slots),
      settings(catalogue.plans),
      constants(all),
      limits(that_hold),
      cache(shared),
      user_gpu(situation.gpu()),
      place(place_for(situation, limits)),
      rental_kind(settings.rental_kind) {}

namespace {

/// The plans of one option.
class Search {
 public:
  Search(const EstimateContext& context, const Strategy& strategy)
      : context_(context),
        strategy_(strategy),
        kind_(context.catalogue.training_of(strategy)),
        trains_(kind_.trains()),
        classic_(kind_.load.from == StartsFrom::encoder) {
    made_ |= context.place.made_of;
    made_ |= context.user_gpu.made_of;
    possible_ = made_.take(kinds(context));
    rents_ = possible_.front() != context.user_gpu.value || made_.take(accelerators_there(context)) == 0;
    usual_.model = made_.take(base_model(context, strategy));
    usual_.gpu = possible_.front();
    usual_.on_device = made_.take(runs_on_device(context, classic_ ? 0 : usual_.model->shape.params_total));
    on_cores_ = classic_ || usual_.on_device || own_sequence(*usual_.model, kind_);
    look_at_apis();
  }

  /// Makes the plans and takes the best; `thorough`: also those that are only shown.
  void run(bool thorough) {
    usual_ways();
    experts();
    const std::size_t own = best_;
    if (!best().figures.in_time || !best().figures.fits) {
      rent_training();
      pick();
    }
    const bool wanting = best().figures.broken();
    if (wanting) {
      lesser(weighed_);
      pick();
    }
    own_ = own;
    if (!thorough) return;
    const MadeOf made = made_;
    others(wanting);
    made_ = made;  // the plan does not rest on what is only shown
  }

  /// The best plan in words, with those it won against where they are shown.
  void result(bool thorough, OptionEstimate& out) {
    made_ |= in_words(context_, best().draft, out);
    if (!context_.words()) return;
    if (thorough) out.alternatives = alternatives_to(context_, best(), weighed_, shown_);
    if (best().choice.rented_trainer != nullptr) {
      const Built& kept = weighed_[own_];
      out.own_cards = alternative_to(context_, best(), kept, lost_by(best().figures, kept.figures));
    }
    out.made_of = made_.all();
  }

  CostLines take_lines() { return weighed_[best_].draft.whole_bill(); }

 private:
  void look_at_apis() {
    const Draft probe = prompt_draft(context_, strategy_, usual_);
    made_ |= probe.of_prompt;
    const bool long_prompt = probe.corpus_in_prompt > std::min(20000.0, usual_.model->context_tokens * 0.8);
    // What sellers train they serve by the token too (spec 2: peft covers hosted fine-tuning).
    const PlanSettings& settings = context_.settings;
    const bool hosted = !kind_.hosted_as.empty() && rents_;
    // Who is about to buy machines wants them to answer.
    const bool buys = made_.take(context_.facts.word(context_.slots.gpu_source)) == "to_buy";
    api_ = !on_cores_ && !buys && made_.take(api_allowed(context_)) && (!trains_ || hosted);
    if (api_) behind_api_ = trains_ ? made_.take(adapters_base(context_, *usual_.model)) : usual_.model;
    if (api_ && !trains_) api_ = !made_.take(sold_here(context_, settings.api_models)).empty();
    api_ = api_ && behind_api_ != nullptr;
    // What a supplier sells by the seat it runs itself.
    const bool seats =
        api_ && !trains_ && made_.take(paid_by_seat(context_, prompt_draft(context_, strategy_, behind_api(usual_))));
    only_api_ = api_ && (context_.by_token || (!trains_ && long_prompt) || seats);
  }

  const Built& best() const { return weighed_[best_]; }
  void add(const Choice& choice, std::vector<Built>& to) {
    to.push_back(made_.take(built(context_, strategy_, choice)));
  }
  void pick() {
    for (std::size_t i = 0; i < weighed_.size(); ++i) {
      if (comes_before(weighed_[i].figures, best().figures)) best_ = i;
    }
  }
  bool serves() const { return !on_cores_ && !only_api_; }
  /// Behind an API. Adapters are served on the base they are sold for, which may be older than the usual one.
  Choice behind_api(Choice choice) const {
    choice.api = true;
    choice.model = behind_api_;
    choice.quality = behind_api_ == usual_.model ? 0 : 2;
    return choice;
  }
  bool in_fp8(const Gpu& gpu) const { return serves_fp8(context_.catalogue, gpu); }
  InOrder cheapest_rents(const Choice& choice, std::initializer_list<std::string_view> allowed, bool serving) {
    return made_.take(by_rent(context_, strategy_, choice, {possible_, allowed, serving, false}));
  }

  /// Accelerators, and an API where answers may come from one.
  void usual_ways() {
    if (serves() || on_cores_) {
      if (rents_) {
        InOrder found = cheapest_rents(usual_, {"bf16", "fp8"}, serves());
        for (std::size_t i = 0; i <= found.close; ++i) add(found.choices[i], weighed_);
        found.choices.erase(found.choices.begin(),
                            found.choices.begin() + static_cast<std::ptrdiff_t>(found.close) + 1);
        other_kinds_ = std::move(found.choices);
      } else {
        add(usual_, weighed_);
        if (serves() && in_fp8(*usual_.gpu)) {
          Choice narrow = usual_;
          narrow.precision = "fp8";
          add(narrow, weighed_);
        }
      }
    }
    if (api_ && (rents_ || only_api_) && (only_api_ || behind_api_ == usual_.model)) add(usual_api(), weighed_);
    pick();
  }

  Choice usual_api() { return behind_api(rents_ ? cheapest_rents(usual_, {"bf16"}, false).choices.front() : usual_); }

  /// Expert models can only pay where the load fills more than one accelerator.
  void experts() {
    const LanguageModel& dense = *usual_.model;
    if (!serves() || trains_ || dense.shape.experts > 0 || made_.take(context_.facts.known(context_.slots.model)))
      return;
    if (weighed_.front().draft.serving.needed <= 1) return;
    for (const LanguageModel* model : made_.take(equal_expert_models(context_, dense))) {
      Choice choice = usual_;
      choice.model = model;
      if (rents_) {
        choice = cheapest_rents(choice, {"bf16", "fp8"}, true).choices.front();
      } else if (in_fp8(*choice.gpu)) {
        choice.precision = "fp8";
      }
      add(choice, weighed_);
    }
    pick();
  }

  /// Training on rented accelerators, where the user's own cannot do it in time.
  void rent_training() {
    if (!trains_ || classic_ || rents_ || !made_.take(may_rent_training(context_))) return;
    const std::vector<const Gpu*> rented = made_.take(rentable(context_));
    if (rented.empty() || !made_.take(offered_here(context_, *rented.front()))) return;
    const RentSearch beside{rented, {"bf16"}, false, true};
    add(made_.take(by_rent(context_, strategy_, best().choice, beside)).choices.front(), weighed_);
  }

  /// Plans that give quality away: weights whose loss is measured, models that are older or smaller.
  void lesser(std::vector<Built>& to) {
    if (!serves()) return;
    if (api_ && rents_ && behind_api_ != usual_.model) add(usual_api(), to);
    const Gpu* gpu = best().choice.gpu;
    const auto one = [&](Choice choice, std::string_view precision, int quality) {
      choice.precision = precision;
      choice.quality = quality;
      choice.gpu = gpu;
      if (rents_) {
        Draft draft = prompt_draft(context_, strategy_, choice);
        made_ |= rent_of(context_, draft, true).made_of;
        choice = draft.choice;  // with the accelerators that its training takes
      }
      add(choice, to);
    };
    one(usual_, "int8", 1);
    one(usual_, "awq", 1);
    if (made_.take(context_.facts.known(context_.slots.model))) return;
    const double size = usual_.model->shape.params_total;
    const bool dense_only = trains_ || usual_.model->shape.experts == 0;
    const auto models = made_.take(comparable_models(context_, *usual_.model, dense_only));
    for (std::size_t i = 0; i < std::min<std::size_t>(models.size(), 2); ++i) {
      Choice choice = usual_;
      choice.model = models[i];
      one(choice, "bf16", 2);
    }
    if (made_.take(context_.facts.known(context_.slots.model_size_b))) return;
    Choice choice = usual_;
    choice.model = made_.take(nearest_model(context_, size / 1e9 * 0.5, true));
    if (choice.model->shape.params_total < size) one(choice, "bf16", 3);
  }

  /// Plans that are only shown.
  void others(bool lesser_are_weighed) {
    if (!lesser_are_weighed) lesser(shown_);
    for (std::size_t i = 0; i < std::min<std::size_t>(other_kinds_.size(), 3); ++i) add(other_kinds_[i], shown_);
    if (made_.take(may_wait_a_day(context_))) {
      for (const Built& one : weighed_) {
        if (!one.choice.api) continue;
        Choice batched = one.choice;
        batched.batched = true;
        add(batched, shown_);
      }
    }
    if (api_ && !rents_ && !only_api_) {
      add(behind_api(usual_), shown_);
    }
  }

  const EstimateContext& context_;
  const Strategy& strategy_;
  const TrainingKind& kind_;
  const bool trains_, classic_;
  MadeOf made_;                                ///< all that any of the plans was made of
  std::vector<const Gpu*> possible_;           ///< kinds to run on
  bool rents_ = false;                         ///< none of them is the user's own
  bool on_cores_ = false;                      ///< ordinary servers answer, or the user's device
  const LanguageModel* behind_api_ = nullptr;  ///< what an API would serve
  bool api_ = false, only_api_ = false;
  Choice usual_;
  std::vector<Choice> other_kinds_;  ///< that can be rented, dearer than the first
  std::vector<Built> weighed_;       ///< those the plan is chosen from
  std::vector<Built> shown_;         ///< those that are only shown
  std::size_t best_ = 0;             ///< among those weighed
  std::size_t own_ = 0;              ///< the best before training was rented
};

}  // namespace

OptionEstimate estimate_option(const EstimateContext& context, const Strategy& strategy, bool thorough,
                               CostLines* lines) {
  OptionEstimate out;
  Search search(context, strategy);
  search.run(thorough);
  search.result(thorough, out);
  if (lines != nullptr) *lines = search.take_lines();
  return out;
}

std::optional<Estimate<GpuHours>> training_hours(const EstimateContext& context, const Strategy& strategy,
                                                 std::string_view gpu) {
  Choice choice;
  choice.model = base_model(context, strategy).value;
  choice.gpu = &kind_named(context, gpu);
  Draft draft = prompt_draft(context, strategy, choice);
  if (!draft.trains) return std::nullopt;
  draft_training(context, draft);
  return training_time_of(context, draft);
}

std::optional<Estimate<GpuHours>> original_training(const EstimateContext& context, const LanguageModel& model,
                                                    std::string_view gpu) {
  if (model.pretraining_tokens <= 0) return std::nullopt;
  TrainingRecipe recipe;
  recipe.model = model.shape;
  recipe.gpu = kind_named(context, gpu);
  recipe.load = {Trained::all_weights, StartsFrom::nothing, true};
  recipe.gpu_count = 1024;
  recipe.nodes = 128;
  recipe.tokens = model.pretraining_tokens;
  recipe.seq_len = context.settings.packed_length;
  recipe.framework = context.settings.large_training_framework;
  recipe.recompute = Recompute::none;
  if (training_peak(recipe, context.constants.training) <= 0) return std::nullopt;
  return training_time(recipe, stack_traits(context.catalogue.frameworks, recipe.framework),
                       context.constants.training);
}

std::optional<EffectView> effect_of(const EstimateContext& context) {
  const FactSlots& slots = context.slots;
  const Situation& facts = context.facts;
  const double tokens = facts.value(slots.tokens).value;
  if (std::isnan(tokens)) return std::nullopt;
  EffectInput input;
  input.corpus = {tokens};
  // 1.0 is D3's "high quality", unique and checked; ordinary internal papers carry 0.7 [decision-criteria-2026, (d)].
  const bool checked = facts.value(slots.label_quality).value >= 4 && !facts.unsaid(slots.label_quality);
  input.density = checked ? 1.0 : 0.7;
  input.rounds = facts.unsaid(slots.rounds) ? 0 : facts.value(slots.rounds).value;
  const EffectIndex index = effect_index(input, context.constants.effect);
  EffectView view;
  view.odds_ratio = index.odds_ratio;
  view.knowledge = index.knowledge;
  view.strategy = index.strategy;
  view.base = index.base;
  for (std::size_t i = 0; i < context.catalogue.article.failure_modes.size(); ++i) {
    if (facts.value_of(context.catalogue.article_conditions.failure_modes[i]).value == 1.0)
      view.failure_modes.push_back(context.catalogue.article.failure_modes[i].id);
  }
  return view;
}

}  // namespace pathfinder
