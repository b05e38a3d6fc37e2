#include "pathfinder/advise/advise.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/gpu_versions.hpp"
#include "pathfinder/advise/plans.hpp"
#include "pathfinder/advise/procurement.hpp"
#include "pathfinder/advise/shared.hpp"

#include "advise/ask_next.hpp"
#include "advise/assess.hpp"
#include "advise/bill.hpp"
#include "advise/confidence.hpp"
#include "advise/constraints.hpp"
#include "advise/counterfactual.hpp"
#include "advise/missed_limits.hpp"
#include "advise/pilot_worth.hpp"
#include "advise/present_way.hpp"
#include "advise/rank.hpp"
#include "advise/sensitivity.hpp"

namespace pathfinder {

namespace {

const Assessment* find(const Decision& decision, std::string_view strategy) {
  for (const Assessment& option : decision.ranking) {
    if (option.strategy == strategy) return &option;
  }
  return nullptr;
}

/// Computed ratio of two training efforts on the same accelerators; at equal power draw the energy ratio is the same.
std::optional<Estimate<double>> training_ratio(const std::optional<Estimate<GpuHours>>& part,
                                               const std::optional<Estimate<GpuHours>>& whole) {
  if (!part || !whole || part->central.value <= 0 || whole->central.value <= 0) return std::nullopt;
  const double central = part->central / whole->central;
  // Both rest on the same tokens, accelerators and utilisation, so they stand at the same end of their intervals.
  const double at_low = whole->low.value > 0 ? part->low / whole->low : central;
  const double at_high = part->high / whole->high;
  const double low = std::min({central, at_low, at_high});
  const double high = std::max({central, at_low, at_high});
  return Estimate<double>{{low, central, high}, {}, part->basis};
}

/// The option whose training the article takes as the whole of this one's; null where it takes something else. Both
/// are compared on the same examples: with passages in them where there is retrieval.
const Assessment* compared_with(const Decision& decision, const Assessment& option, const Catalogue& catalogue) {
  if (find(decision, option.article->of) == nullptr) return nullptr;
  const std::string& training = catalogue.strategy(option.article->of).recipe.training;
  const bool retrieval = catalogue.strategy(option.strategy).recipe.retrieval;
  for (const Strategy& one : catalogue.strategies) {
    if (one.recipe.training == training && one.recipe.retrieval == retrieval) return find(decision, one.id);
  }
  return nullptr;
}

/// The article's relative figures (A2–A4) beside ours.
void compare_with_article(Decision& decision, const EstimateContext& context) {
  const Catalogue& catalogue = context.catalogue;
  for (Assessment& option : decision.ranking) {
    if (!option.article) continue;
    const std::string& of = option.article->of;
    if (const Assessment* full = compared_with(decision, option, catalogue)) {
      // Hours of the same kind of accelerator, though each may be planned on another.
      const std::string& gpu = option.estimate.plan.gpu;
      const auto whole = full->estimate.plan.gpu == gpu
                             ? full->estimate.training_gpu_hours
                             : training_hours(context, catalogue.strategy(full->strategy), gpu);
      option.article->computed = training_ratio(option.estimate.training_gpu_hours, whole);
    } else if (of == "original training") {
      const std::size_t model = catalogue.find("models", option.estimate.plan.model);
      if (model != Vocabulary::none) {
        option.article->computed =
            training_ratio(option.estimate.training_gpu_hours,
                           original_training(context, catalogue.models[model], option.estimate.plan.gpu));
      }
    } else if (of == "own inference") {
      option.article->computed = option.estimate.retrieval_extra_energy;
    }
  }
}

/// What would make another form win is said of the option that comes first; of the others, which form they would take.
void keep_taken_forms(Decision& decision) {
  for (std::size_t i = 1; i < decision.ranking.size(); ++i) {
    std::vector<VariantView>& forms = decision.ranking[i].variants;
    if (forms.size() > 1) forms.resize(1);
  }
}

void show_currency(Decision& decision, const Situation& situation, const Catalogue& catalogue) {
  const std::string_view code = situation.word(catalogue.slots.currency).value;
  for (const Currency& currency : catalogue.currencies) {
    if (currency.code != code) continue;
    decision.currency = code;
    decision.usd_rate = currency.usd_rate;
    decision.currency_as_of = currency.as_of;
  }
}

/// Where the accelerator's name leaves its version open: the options' estimates on each but the one taken.
std::vector<std::vector<OptionEstimate>> on_other_versions(const Scenario& scenario, const Catalogue& catalogue,
                                                           const EstimateConstants& constants, const PlanLimits& limits,
                                                           PlanCache& cache, Detail detail) {
  std::vector<std::vector<OptionEstimate>> all;
  const std::size_t type = catalogue.slots.gpu_type;
  const bool taken = std::any_of(scenario.given.begin(), scenario.given.end(), [&](const GivenFact& given) {
    return given.slot == type && !scenario.gpu_versions.empty() &&
           given.value == static_cast<double>(scenario.gpu_versions.front());
  });
  if (!taken) return all;
  for (std::size_t i = 1; i < scenario.gpu_versions.size(); ++i) {
    Scenario other = scenario;
    other.say(type, static_cast<double>(scenario.gpu_versions[i]));
    const Facts facts = gather_facts(other, catalogue, cache.derived);
    const Situation situation(facts, other, catalogue);
    EstimateContext context(situation, constants, limits, cache);
    context.detail = detail;
    std::vector<OptionEstimate>& estimates = all.emplace_back();
    for (const Strategy& strategy : catalogue.strategies)
      estimates.push_back(estimate_option(context, strategy, false));
  }
  return all;
}

void forbid(Assessment& option, const PlanLimits& limits) {
  if (option_allowed(limits, option.strategy)) return;
  option.gates.push_back({std::string(forbidden_option_gate), "", Truth::yes, {}, {}});
  option.standing = Standing::blocked;
}

/// What a decision says beside figures.
void add_words(Decision& decision, const EstimateContext& context) {
  const Catalogue& catalogue = context.catalogue;
  compare_with_article(decision, context);
  decision.effect = effect_of(context);
  decision.acceptance = acceptance_of(context);
  keep_taken_forms(decision);
  decision.path = path_of(decision.ranking, catalogue);
  decision.article = article_view(decision.facts, decision.ranking, catalogue);
}

/// The decision at the central values of all facts; `cache` may hold figures of other scenarios of the same user.
Decision decide(const Scenario& scenario, const Catalogue& catalogue, const EstimateConstants& constants,
                const PlanLimits& limits, bool plans, PlanCache& cache, Detail detail) {
  Decision decision;
  decision.limits = limits;
  decision.scenario = scenario;
  decision.facts = gather_facts(scenario, catalogue, cache.derived);
  const Situation situation(decision.facts, scenario, catalogue);
  EstimateContext context(situation, constants, decision.limits, cache);
  context.detail = detail;
  const std::vector<std::vector<OptionEstimate>> others =
      on_other_versions(scenario, catalogue, constants, limits, cache, detail);
  FactColumns columns = situation.columns();
  decision.ranking.reserve(catalogue.strategies.size());
  for (std::size_t i = 0; i < catalogue.strategies.size(); ++i) {
    Assessment& option = decision.ranking.emplace_back();
    option.estimate = estimate_option(context, catalogue.strategies[i], plans);
    for (const std::vector<OptionEstimate>& version : others) widen(option.estimate, version[i]);
    if (context.words()) {
      option = assess(i, decision.facts, std::move(option.estimate), catalogue);
    } else {
      assess_figures(i, decision.facts, columns, catalogue, option);
    }
    forbid(option, limits);
  }
  show_currency(decision, situation, catalogue);
  decision.tie = rank(decision.ranking, catalogue);
  if (detail == Detail::words) add_words(decision, context);
  return decision;
}

/// What rules take off the recommended option, for decisions of figures alone: limits that are missed are told by it.
void add_cautions(Decision& decision, const Catalogue& catalogue) {
  if (decision.winner() == nullptr) return;
  Assessment& winner = decision.ranking.front();
  const Facts filled = with_estimates(decision.facts, winner.estimate, catalogue);
  for (std::size_t i = 0; i < catalogue.strategies.size(); ++i) {
    if (catalogue.strategies[i].id != winner.strategy) continue;
    winner.cautions =
        judge_cautions(catalogue.strategies[i], catalogue.program.strategies[i], filled, catalogue.vocabulary);
  }
}

/// Who comes first over each of the usual horizons: everything else stays as it is.
void compare_horizons(Decision& decision, const Catalogue& catalogue, const EstimateConstants& constants,
                      PlanCache& cache) {
  for (const double months : horizons_in_months) {
    Scenario other = decision.scenario;
    other.say(catalogue.slots.horizon_months, months);
    const Decision there = decide(other, catalogue, constants, decision.limits, false, cache, Detail::figures);
    decision.horizons.push_back({months, there.winner() == nullptr ? std::string() : there.winner()->strategy});
  }
}

}  // namespace

Decision advise(const Scenario& scenario, const Catalogue& catalogue, const PlanLimits& limits, bool plans) {
  PlanCache cache;
  return decide(scenario, catalogue, EstimateConstants(catalogue), limits, plans, cache, Detail::words);
}

Decision advise(const Scenario& scenario, const Catalogue& catalogue, const AdviseOptions& options) {
  AdviseShared alone(catalogue);
  return advise(scenario, catalogue, options, alone);
}

Decision advise(const Scenario& scenario, const Catalogue& catalogue, const AdviseOptions& options,
                AdviseShared& shared) {
  const auto policy = options.side_by_side ? std::launch::async : std::launch::deferred;
  std::future<WeightDraws> own_weights;
  if (options.draws > 0 && options.weights == nullptr)
    own_weights = std::async(policy, [&] { return WeightDraws(catalogue, options.draws); });
  const EstimateConstants& constants = shared.constants();
  // An accelerator that is described stands at an address of its own scenario.
  PlanCache described;
  PlanCache& cache = scenario.ad_hoc_gpu ? described : shared.cache();
  Decision decision = decide(scenario, catalogue, constants, options.limits, options.plans, cache,
                             options.words ? Detail::words : Detail::figures);
  if (options.words) {
    for (const std::size_t slot : facts_that_rules_read(catalogue)) {
      if (!decision.facts[slot].known) decision.unsaid.push_back(catalogue.vocabulary.slots[slot].id);
    }
  } else {
    add_cautions(decision, catalogue);
  }

  // How sure it is, what would change it, and what else it costs need the decision and not each other: each part works
  // on its own copy.
  const auto part = [&](auto fill) {
    return std::async(policy, [fill, own = decision]() mutable {
      fill(own);
      return std::move(own);
    });
  };
  std::future<Decision> doubt, changes;
  if (options.draws > 0) {
    doubt = part([&](Decision& own) {
      std::optional<WeightDraws> weights;
      if (own_weights.valid()) weights = own_weights.get();
      const Worlds worlds =
          draw_worlds(own, catalogue, weights ? *weights : *options.weights, options.keep, options.side_by_side);
      add_confidence(own, worlds, catalogue.case_bank);
      if (options.words) add_questions(own, worlds, catalogue, options.keep);
      if (options.flips) add_pilot(own, worlds, catalogue, options.keep);
    });
  }
  if (options.flips) {
    changes = part([&](Decision& own) {
      add_flips(own, catalogue, options.keep, options.thorough);
      if (own.winner() == nullptr || !(options.pairs || options.tornado)) return;
      const WhatIf what_if(own, catalogue);
      if (options.pairs) own.sensitivity.pairs = counterfactuals(what_if, options.keep);
      if (options.tornado) own.sensitivity.tornado = tornado(what_if, options.keep);
    });
  }
  if (options.procurement) {
    add_procurement(decision, catalogue, constants, cache, options.reports);
    compare_horizons(decision, catalogue, constants, cache);
  }
  if (options.plans) decision.constraints = constraint_costs(decision, catalogue, constants, cache);

  if (doubt.valid()) {
    Decision found = doubt.get();
    decision.confidence = found.confidence;
    decision.sensitivity.ask_next = std::move(found.sensitivity.ask_next);
    decision.sensitivity.pilot = std::move(found.sensitivity.pilot);
    for (std::size_t i = 0; i < decision.ranking.size(); ++i) {
      decision.ranking[i].first_rank = found.ranking[i].first_rank;
      decision.ranking[i].max_regret = found.ranking[i].max_regret;
    }
  }
  if (changes.valid()) {
    Sensitivity found = std::move(changes.get().sensitivity);
    decision.sensitivity.flips = std::move(found.flips);
    decision.sensitivity.weights = std::move(found.weights);
    decision.sensitivity.pairs = std::move(found.pairs);
    decision.sensitivity.tornado = std::move(found.tornado);
    decision.sensitivity.answer_worth = std::move(found.answer_worth);
  }
  decision.warnings = missed_limits(decision, catalogue);
  for (Diagnostic& today : present_way(decision, catalogue)) decision.warnings.push_back(std::move(today));
  return decision;
}

}  // namespace pathfinder
