// The search for the cheapest plan of an option. What can be looked up is: kinds of hardware are compared on rent alone
// with fleets and trainings that are worked out once; only the best of each way are put together in full and ordered by
// plans.hpp. Plans that give quality away are made only where none above them keeps the limits, or to be shown.
#include <algorithm>
#include <cmath>
#include <tuple>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/base/math.hpp"

#include "advise/draft.hpp"

namespace pathfinder {

/// A plan that was put together in full.
struct Estimator::Built {
  Choice choice;
  OptionEstimate out;
  PlanFigures figures;
  CostLines lines;
};

/// The plans of one option.
struct Estimator::Search {
  const Strategy& strategy;
  std::vector<Built> built;  ///< those the plan is chosen from
  std::vector<Built> shown;  ///< those that are only shown
  std::size_t best = 0;
};

bool Estimator::offered_here(const Gpu& gpu) const {
  // A rent holds where machines stand: what no seller offers on this side of the border cannot be had here.
  const bool china = place().country == "cn";
  return std::any_of(catalogue_.gpu_prices.begin(), catalogue_.gpu_prices.end(), [&](const GpuPrice& price) {
    const bool chinese = price.source.region.substr(0, 2) == "cn";
    if (price.gpu != gpu.id) return false;
    if (price.source.quote) return true;  // made to this user
    return chinese == china && (price.kind == settings_.rental_kind || price.kind == "market") &&
           region_allowed(limits_, price.source.region);
  });
}

bool Estimator::serves_fp8(const Gpu& gpu) const {
  const auto& proven = catalogue_.serving_profiles.generations_with_evidence;
  return gpu.dense_fp8_tflop_per_s > 0 && std::find(proven.begin(), proven.end(), gpu.generation) != proven.end();
}

/// Kinds that a seller offers here, in the order of data/plans.json, and those the user was quoted a rent for; where
/// nobody names a price, those that are allowed.
std::vector<const Gpu*> Estimator::rentable() const {
  const bool domestic = facts_.word("domestic_hardware") == "required";
  std::vector<const Gpu*> offered;
  std::vector<const Gpu*> possible;
  std::vector<std::string> ids = settings_.rented_gpus;
  for (const Quote& quote : catalogue_.quotes) {
    const bool listed = std::find(ids.begin(), ids.end(), quote.gpu) != ids.end();
    if (quote.item == "rent" && !listed && catalogue_.find("gpus", quote.gpu) != Vocabulary::none)
      ids.push_back(quote.gpu);
  }
  for (const std::string& id : ids) {
    const Gpu& gpu = catalogue_.gpus[catalogue_.find("gpus", id)];
    if (!forbids(limits_, gpu).empty() || (domestic && !gpu.domestic)) continue;
    possible.push_back(&gpu);
    if (offered_here(gpu)) offered.push_back(&gpu);
  }
  return offered.empty() ? possible : offered;
}

/// What a plan may run on: what the user has or names; else the kinds that can be rented here.
std::vector<const Gpu*> Estimator::kinds() const {
  const bool allowed = forbids(limits_, user_gpu_).empty();
  if (allowed && (accelerators_there() > 0 || facts_.known("gpu_type"))) return {&user_gpu_};
  std::vector<const Gpu*> rented = rentable();
  const bool offered = std::any_of(rented.begin(), rented.end(), [&](const Gpu* gpu) { return offered_here(*gpu); });
  // Where nobody names a price a quote is needed, for the kind that was named if that is allowed.
  if (rented.empty() || (!offered && allowed)) return {&user_gpu_};
  return rented;
}

/// Whether answers may come from batches: nobody set a limit on time, and the task has no one waiting for the answer.
bool Estimator::may_wait_a_day() const {
  constexpr std::string_view in_the_background[] = {"classification", "extraction", "summarisation", "translation"};
  const std::string task = facts_.word("task_kind");
  return !facts_.known("latency_ms") &&
         std::find(std::begin(in_the_background), std::end(in_the_background), task) != std::end(in_the_background);
}

/// Whether training data may leave the user's own accelerators for rented ones.
bool Estimator::may_rent_training() const {
  constexpr double confidential = 2;  // levels: public, internal, confidential, regulated, state_secret
  return !facts_.yes("on_premises") && facts_.level("data_sensitivity") <= confidential;
}

PlanFigures Estimator::figures_of(const Draft& draft) const {
  const OptionEstimate& out = draft.out;
  PlanFigures figures;
  figures.fits = draft.choice.api || (draft.training_fits && draft.serving_fits && out.plan.fits.value_or(true));
  figures.fast_enough = !draft.too_slow;
  if (facts_.known("deadline_weeks") && out.weeks_to_value)
    figures.in_time = out.weeks_to_value->central.value <= facts_.value("deadline_weeks");
  const double total = out.total ? out.total->central.value : 0;
  if (facts_.known("budget")) figures.in_budget = total <= facts_.value("budget");
  if (limits_.max_total) figures.in_budget = figures.in_budget && total <= limits_.max_total->value;
  const bool runs = !draft.choice.api || draft.trains;
  figures.allowed = draft.classic || ((draft.choice.api && !draft.trains) || forbids(limits_, *draft.model).empty());
  if (runs) figures.allowed = figures.allowed && forbids(limits_, *draft.choice.gpu).empty();
  if (draft.trains) figures.allowed = figures.allowed && forbids(limits_, draft.trainer()).empty();
  const auto unpriced = [](const Line<Dollars>& line) {
    return line.quote_needed && (line.basis.method == "cost.rent" || line.basis.method == "cost.api" ||
                                 line.basis.method == "cost.hosted-tuning");
  };
  figures.priced = std::none_of(draft.setup.begin(), draft.setup.end(), unpriced) &&
                   std::none_of(draft.monthly.begin(), draft.monthly.end(), unpriced);
  figures.quality = draft.choice.quality;
  figures.total = total;
  figures.accelerators = draft.choice.api ? 0 : std::max(out.plan.training_gpus, out.plan.serving_gpus);
  const bool rents = draft.choice.api || draft.choice.rented_trainer != nullptr || owned(draft) == 0;
  figures.place = rents ? 1 : 0;
  return figures;
}

/// Accelerators of a rented training, where it is cheapest: as many as usual, or fewer where it still ends within a
/// comfortable time; more only where the usual number does not hold it, offloads it or misses the deadline. A longer
/// training can only take counts away.
double Estimator::rented_accelerators(const Draft& draft) const {
  constexpr double most = 1024;
  const double usual = training_accelerators(draft);
  double longest = INFINITY;
  if (facts_.known("deadline_weeks"))
    longest = (facts_.value("deadline_weeks") - stage_weeks(draft).central) * hours_per_week;
  std::optional<std::pair<double, double>> best;  // accelerator-hours, accelerators
  /// Whether this many are enough; remembers the cheapest that are.
  const auto enough = [&](double accelerators, double limit) {
    const PlanCache::Training& training =
        training_on(draft.recipe, accelerators, trained_model(draft), draft.trainer());
    const double hours = training.time ? training.time->central.value : 0;
    if (!training.fits || (limit > 0 && hours > limit * accelerators)) return false;
    const bool host = training.recipe.offload;  // states on the host are no way to save an accelerator
    if (host && accelerators < usual) return false;
    if (!best || std::pair(hours, accelerators) < *best) best.emplace(hours, accelerators);
    return !host;
  };
  if (enough(usual, longest)) {
    const double comfortable = std::min(longest > 0 ? longest : INFINITY, settings_.comfortable_training_hours);
    for (double fewer = std::floor(usual / 2); fewer >= 1; fewer = std::floor(fewer / 2)) {
      if (!enough(fewer, comfortable)) break;
    }
  } else {
    for (double more = usual * 2; more <= most; more *= 2) {
      if (enough(more, longest)) break;
    }
  }
  return best ? best->second : usual;
}

/// What renting a kind costs over the horizon, as far as kinds differ in it: serving, training and its repetition,
/// embedding; and which limits it breaks.
PlanFigures Estimator::rent_of(Draft& draft, bool serves) const {
  PlanFigures figures;
  const double months = annuity(facts_.value("horizon_months"), constants_.cost.discount_rate);
  const std::optional<RentalPrice> price = rent_price(draft.trainer());
  const double hourly = price ? price->price.central.value : 0;
  figures.priced = price.has_value();
  if (serves) {
    const PlanCache::Fleet& fleet = fleet_for(draft);
    figures.fast_enough = !fleet.too_slow;
    figures.fits = fleet.least.central.feasible;
    figures.accelerators = fleet.least.central.accelerators;
    figures.total += months * fleet.least.central.accelerators * hours_per_month * hourly;
    if (draft.strategy.recipe.retrieval && !api_allowed()) {
      const auto [once, monthly] = tokens_to_embed();
      const double speed = embedding_speed(draft.trainer()).central.value;
      if (speed > 0) figures.total += (once.central.value + months * monthly.central.value) / speed / 3600 * hourly;
    }
  }
  if (draft.strategy.recipe.training != "none") {
    set_recipe(draft);
    draft.choice.training_accelerators = rented_accelerators(draft);
    const PlanCache::Training& training =
        training_on(draft.recipe, draft.choice.training_accelerators, trained_model(draft), draft.trainer());
    figures.fits = figures.fits && training.fits;
    figures.accelerators = std::max(figures.accelerators, draft.choice.training_accelerators);
    const double hours = training.time ? training.time->central.value : 0;
    if (facts_.known("deadline_weeks")) {
      const double wall = hours / draft.choice.training_accelerators / hours_per_week;
      figures.in_time = stage_weeks(draft).central + wall <= facts_.value("deadline_weeks");
    }
    double rounds = 1;
    if (draft.strategy.recipe.training != "continued" && draft.strategy.recipe.training != "pretrain") {
      const auto level = static_cast<std::size_t>(facts_.level("knowledge_changes"));
      const bool facts_elsewhere = draft.strategy.recipe.retrieval || draft.classic;
      rounds += months / 12 * retraining_rounds(level, facts_elsewhere, constants_.cost).central;
    }
    figures.total += rounds * hours * hourly;
  }
  return figures;
}

/// Other models of at least the size asked for, by how near they are; all are older or carry conditions, else the base
/// model would be one of them.
std::vector<const LanguageModel*> Estimator::comparable_models(const LanguageModel& base, bool dense_only) const {
  constexpr double nominal = 0.97;  // sizes are rounded names: a 70-billion model stands for "72"
  constexpr double larger = 1.35;
  const std::string language = facts_.word("corpus_language");
  std::vector<const LanguageModel*> models;
  for (const LanguageModel& model : catalogue_.models) {
    const double size = model.shape.params_total / base.shape.params_total;
    if (&model == &base || !offered(model) || size < nominal || size > larger) continue;
    if (dense_only && model.shape.experts > 0) continue;
    if (!speaks(model, language) || !forbids(limits_, model).empty()) continue;
    models.push_back(&model);
  }
  std::stable_sort(models.begin(), models.end(), [](const LanguageModel* a, const LanguageModel* b) {
    return std::tuple(a->commercial_use != "yes", b->released) < std::tuple(b->commercial_use != "yes", a->released);
  });
  return models;
}

OptionEstimate Estimator::estimate(const Strategy& strategy, bool thorough) const {
  CostLines lines;
  return estimate(strategy, lines, thorough);
}

OptionEstimate Estimator::estimate(const Strategy& strategy, CostLines& lines, bool thorough) const {
  const std::string& training = strategy.recipe.training;
  const bool trains = training != "none";
  const bool classic = training == "classic";
  const std::vector<const Gpu*> possible = kinds();
  const bool rents = possible.front() != &user_gpu_ || accelerators_there() == 0;

  Choice usual;
  usual.model = &base_model(strategy);
  usual.gpu = possible.front();
  Draft probe(strategy, usual);
  set_prompt(probe);
  const bool long_prompt = probe.corpus_in_prompt > std::min(20000.0, usual.model->context_tokens * 0.8);
  // Adapters are served by the token too (providers host fine-tuning); whole tuned models are not.
  const bool api = !classic && api_allowed() && (!trains || (training == "lora" && rents)) &&
                   !sold_here(trains ? settings_.tuned_api_models : settings_.api_models).empty();
  const bool only_api = api && (by_token_ || (!trains && long_prompt));

  Search search{strategy, {}, {}, 0};
  const auto add = [&](const Choice& choice, std::vector<Built>& to) {
    Built one{choice, {}, {}, {}};
    one.out = build(strategy, choice, one.figures, one.lines);
    to.push_back(std::move(one));
  };
  /// These kinds in the order of what renting them costs, each in the better of the given precisions.
  const auto by_rent = [&](Choice choice, const std::vector<const Gpu*>& rented,
                           std::initializer_list<std::string_view> allowed, bool serves) {
    const bool beside = choice.gpu == &user_gpu_ && !rents;  // only training is rented
    std::vector<std::pair<PlanFigures, Choice>> order;
    for (const Gpu* gpu : rented) {
      std::optional<std::pair<PlanFigures, Choice>> best;
      for (const std::string_view precision : allowed) {
        if (precision == "fp8" && (!serves || !serves_fp8(*gpu))) continue;
        (beside ? choice.rented_trainer : choice.gpu) = gpu;
        if (!beside) choice.precision = precision;
        Draft draft(strategy, choice);
        draft.classic = classic;
        set_prompt(draft);
        const PlanFigures figures = rent_of(draft, serves);
        if (!best || comes_before(figures, best->first)) best.emplace(figures, draft.choice);
      }
      if (best) order.push_back(std::move(*best));
    }
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return comes_before(a.first, b.first); });
    std::vector<Choice> choices;
    for (auto& one : order) choices.push_back(std::move(one.second));
    return choices;
  };
  const auto pick = [&] {
    for (std::size_t i = 0; i < search.built.size(); ++i) {
      if (comes_before(search.built[i].figures, search.built[search.best].figures)) search.best = i;
    }
  };

  std::vector<Choice> other_kinds;
  const bool serves = !classic && !only_api;
  if (serves || classic) {
    if (rents) {
      std::vector<Choice> order = by_rent(usual, possible, {"bf16", "fp8"}, serves);
      add(order.front(), search.built);
      other_kinds.assign(order.begin() + 1, order.end());
    } else {
      add(usual, search.built);
      if (serves && serves_fp8(*usual.gpu)) {
        Choice narrow = usual;
        narrow.precision = "fp8";
        add(narrow, search.built);
      }
    }
  }
  if (api && (rents || only_api)) {
    Choice behind = rents ? by_rent(usual, possible, {"bf16"}, false).front() : usual;
    behind.api = true;
    add(behind, search.built);
  }
  pick();

  // Expert models that published results put beside the dense model: their parameters fill more memory and do less
  // work, so they can only pay where the load fills more than one accelerator.
  const double nominal = 0.97;  // sizes are rounded names
  const bool may_be_experts = serves && !trains && usual.model->shape.experts == 0 && !facts_.known("model");
  if (may_be_experts && search.built.front().out.plan.serving_gpus > 1) {
    for (const LanguageModel& model : catalogue_.models) {
      const double equals = model.dense_equivalent_b * 1e9 / usual.model->shape.params_total;
      if (!(equals >= nominal) || !offered(model) || model.commercial_use != "yes") continue;
      if (!speaks(model, facts_.word("corpus_language")) || !forbids(limits_, model).empty()) continue;
      Choice choice = usual;
      choice.model = &model;
      if (rents) {
        add(by_rent(choice, possible, {"bf16", "fp8"}, true).front(), search.built);
      } else {
        if (serves_fp8(*choice.gpu)) choice.precision = "fp8";
        add(choice, search.built);
      }
    }
    pick();
  }

  // Training on rented accelerators, where the user's own cannot do it in time.
  const std::size_t kept = search.best;
  const auto rent_training = [&](std::vector<Built>& to) {
    if (!trains || classic || rents || !may_rent_training()) return;
    const std::vector<const Gpu*> rented = rentable();
    if (rented.empty() || !offered_here(*rented.front())) return;
    add(by_rent(search.built[search.best].choice, rented, {"bf16"}, false).front(), to);
  };
  const PlanFigures& own = search.built[search.best].figures;
  if (!own.in_time || !own.fits) {
    rent_training(search.built);
    pick();
  }

  // Plans that give quality away: weights whose loss is measured, models that are older or smaller.
  const auto lesser = [&](std::vector<Built>& to) {
    if (!serves || classic) return;
    const auto one = [&](Choice choice, std::string_view precision, int quality) {
      choice.precision = precision;
      choice.quality = quality;
      choice.gpu = search.built[search.best].choice.gpu;
      if (rents) {
        Draft draft(strategy, choice);
        set_prompt(draft);
        rent_of(draft, true);
        choice = draft.choice;  // with the accelerators that its training takes
      }
      add(choice, to);
    };
    one(usual, "int8", 1);
    one(usual, "awq", 1);
    if (facts_.known("model")) return;
    const bool dense_only = trains || usual.model->shape.experts == 0;
    const std::vector<const LanguageModel*> models = comparable_models(*usual.model, dense_only);
    for (std::size_t i = 0; i < std::min<std::size_t>(models.size(), 2); ++i) {
      Choice choice = usual;
      choice.model = models[i];
      one(choice, "bf16", 2);
    }
    if (facts_.known("model_size_b")) return;
    Choice choice = usual;
    choice.model = &nearest_model(usual.model->shape.params_total / 1e9 * 0.5, true);
    if (choice.model->shape.params_total < usual.model->shape.params_total) one(choice, "bf16", 3);
  };
  const bool wanting = search.built[search.best].figures.broken();
  if (wanting) {
    lesser(search.built);
    pick();
  }
  if (thorough) {
    if (!wanting) lesser(search.shown);
    for (std::size_t i = 0; i < std::min<std::size_t>(other_kinds.size(), 3); ++i) add(other_kinds[i], search.shown);
    if (may_wait_a_day()) {
      for (std::size_t i = 0, count = search.built.size(); i < count; ++i) {
        if (!search.built[i].choice.api) continue;
        Choice batched = search.built[i].choice;
        batched.batched = true;
        add(batched, search.shown);
      }
    }
    if (api && !rents && !only_api) {
      Choice behind = usual;
      behind.api = true;
      add(behind, search.shown);
    }
    fill_alternatives(search);
  }
  if (search.built[search.best].choice.rented_trainer != nullptr) {
    const Built& taken = search.built[search.best];
    PlanAlternative one = alternative_of(search.built[kept].out);
    one.lost_by = lost_by(taken.figures, search.built[kept].figures);
    fill_limit(one, search.built[kept], taken);
    search.built[search.best].out.own_cards = std::move(one);
  }
  // The facts behind the figures are those of the plan itself, whichever was put together last.
  lines = std::move(search.built[search.best].lines);
  return std::move(search.built[search.best].out);
}

/// What the plan that lost was found at, and the limit or the winner's figure it lost to.
void Estimator::fill_limit(PlanAlternative& one, const Built& loser, const Built& winner) const {
  if (one.lost_by == "memory") {
    one.found = loser.out.memory_per_gpu ? loser.out.memory_per_gpu->high.value / bytes_per_gib : 0;
    one.limit = in_gib(loser.choice.gpu->usable_memory());
  } else if (one.lost_by == "deadline") {
    one.found = one.weeks.value_or(0);
    one.limit = facts_.value("deadline_weeks");
  } else if (one.lost_by == "latency") {
    one.found = loser.out.latency ? loser.out.latency->central.value : 0;
    one.limit = facts_.value("latency_ms");
  } else if (one.lost_by == "budget") {
    one.found = loser.figures.total;
    one.limit = facts_.known("budget") ? facts_.value("budget") : INFINITY;
    if (limits_.max_total) one.limit = std::min(one.limit, limits_.max_total->value);
  } else if (one.lost_by == "accelerators") {
    one.found = loser.figures.accelerators;
    one.limit = winner.figures.accelerators;
  } else if (one.lost_by == "cost") {
    one.found = loser.figures.total;
    one.limit = winner.figures.total;
  }
}

void Estimator::fill_alternatives(Search& search) const {
  constexpr std::size_t most = 5;
  const Built& winner = search.built[search.best];
  std::vector<const Built*> losers;
  for (const Built& one : search.built) {
    if (&one != &winner) losers.push_back(&one);
  }
  for (const Built& one : search.shown) {
    // A plan that gives quality away and saves nothing is no alternative.
    const bool saves = one.figures.total * (1 + settings_.same_cost_share) < winner.figures.total;
    const bool worse = one.choice.batched || one.figures.quality > winner.figures.quality;
    if (!worse || saves) losers.push_back(&one);
  }
  std::stable_sort(losers.begin(), losers.end(),
                   [&](const Built* a, const Built* b) { return comes_before(a->figures, b->figures); });
  std::vector<PlanAlternative> alternatives;
  for (const Built* loser : losers) {
    if (alternatives.size() == most) break;
    PlanAlternative one = alternative_of(loser->out);
    one.lost_by = lost_by(winner.figures, loser->figures);
    const bool same_cost = loser->figures.total <= winner.figures.total * (1 + settings_.same_cost_share);
    if (loser->choice.batched) one.lost_by = "batch";
    if (one.lost_by == "cost" && same_cost)
      one.lost_by = winner.figures.accelerators < loser->figures.accelerators ? "accelerators" : "equal";
    fill_limit(one, *loser, winner);
    const auto same = [&](const PlanAlternative& other) {
      return other.model == one.model && other.gpu == one.gpu && other.api == one.api && other.on == one.on &&
             other.precision == one.precision && (other.lost_by == "batch") == (one.lost_by == "batch") &&
             other.training_gpus == one.training_gpus && other.serving_gpus == one.serving_gpus;
    };
    if (std::none_of(alternatives.begin(), alternatives.end(), same)) alternatives.push_back(std::move(one));
  }
  search.built[search.best].out.alternatives = std::move(alternatives);
}

}  // namespace pathfinder
