#include "advise/constraints.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/plans.hpp"

namespace pathfinder {
namespace {

/// Lines of the bill that no price is known for: two plans whose totals leave out different lines cannot be compared.
std::set<std::string> unpriced(const OptionEstimate& estimate) {
  std::set<std::string> lines;
  for (const Line<Dollars>& line : estimate.bill) {
    if (line.quote_needed) lines.insert(line.label);
  }
  return lines;
}

class Constraints {
 public:
  Constraints(const Decision& decision, const Catalogue& catalogue, const EstimateConstants& constants,
              PlanCache& cache)
      : decision_(decision),
        catalogue_(catalogue),
        slots_(catalogue.slots),
        constants_(constants),
        winner_(*decision.winner()),
        cache_(cache) {}

  std::vector<ConstraintCost> run() {
    if (says(slots_.domestic_hardware, "required"))
      without(slots_.domestic_hardware, level(slots_.domestic_hardware, "no"));
    if (given(slots_.on_premises) && value(slots_.on_premises) == 1) without(slots_.on_premises, 0.0);
    const double inside = level(slots_.data_sensitivity, "internal");
    if (given(slots_.data_sensitivity) && value(slots_.data_sensitivity) > inside)
      without(slots_.data_sensitivity, inside);
    if (given(slots_.model)) without(slots_.model, std::nullopt);
    if (given(slots_.model_size_b)) without(slots_.model_size_b, std::nullopt);
    if (given(slots_.gpu_type) && rents()) without(slots_.gpu_type, std::nullopt);
    if (given(slots_.latency_ms)) without(slots_.latency_ms, spec(slots_.latency_ms).plausible_high);
    if (given(slots_.region)) without_region();
    if (given(slots_.deadline_weeks))
      without(slots_.deadline_weeks, std::nullopt,
              !winner_.estimate.weeks_to_value ||
                  winner_.estimate.weeks_to_value->central.value <= value(slots_.deadline_weeks));
    if (given(slots_.budget)) without(slots_.budget, std::nullopt, total(winner_.estimate) <= value(slots_.budget));
    policies();
    std::stable_sort(costs_.begin(), costs_.end(), [](const ConstraintCost& a, const ConstraintCost& b) {
      const auto difference = [](const ConstraintCost& one) {
        return one.with && one.without && !one.quote_needed ? one.with->value - one.without->value : 0;
      };
      return difference(a) > difference(b);
    });
    return std::move(costs_);
  }

 private:
  const FactSpec& spec(std::size_t fact) const { return catalogue_.vocabulary.slots[fact]; }
  double level(std::size_t fact, std::string_view word) const {
    for (std::size_t i = 0; i < spec(fact).levels.size(); ++i) {
      if (spec(fact).levels[i].id == word) return spec(fact).level_value(i);
    }
    return 0;
  }
  bool given(std::size_t fact) const {
    return std::any_of(decision_.scenario.given.begin(), decision_.scenario.given.end(),
                       [&](const GivenFact& one) { return one.slot == fact; });
  }
  double value(std::size_t fact) const { return decision_.facts[fact].value; }
  bool says(std::size_t fact, std::string_view word) const { return given(fact) && value(fact) == level(fact, word); }
  bool rents() const {
    const Plan& plan = winner_.estimate.plan;
    return plan.training_on != "owned" && plan.serving != "owned";
  }
  static double total(const OptionEstimate& estimate) { return estimate.total ? estimate.total->central.value : 0; }

  OptionEstimate plan(const Scenario& scenario, const PlanLimits& limits) const {
    const Facts facts = gather_facts(scenario, catalogue_, cache_.derived);
    const Situation situation(facts, scenario, catalogue_);
    PlanCache other;
    PlanCache& cache = &limits == &decision_.limits ? cache_ : other;
    return estimate_option({situation, constants_, limits, cache}, catalogue_.strategy(winner_.strategy));
  }
  Scenario changed(std::size_t fact, std::optional<double> to) const {
    Scenario scenario = decision_.scenario;
    scenario.forget(fact);
    if (to) scenario.say(fact, *to);
    return scenario;
  }

  void add(std::string constraint, const OptionEstimate& freed, bool kept) {
    ConstraintCost cost;
    cost.constraint = std::move(constraint);
    cost.strategy = winner_.strategy;
    if (kept) cost.with = Dollars{total(winner_.estimate)};
    cost.without = Dollars{total(freed)};
    cost.quote_needed = unpriced(winner_.estimate) != unpriced(freed);
    cost.freed = alternative_of(freed);
    costs_.push_back(std::move(cost));
  }
  void without(std::size_t fact, std::optional<double> to, bool kept = true) {
    add(spec(fact).id, plan(changed(fact, to), decision_.limits), kept);
  }
  /// Where power is cheapest, at home and abroad: rents differ only across the border.
  void without_region() {
    std::optional<OptionEstimate> best;
    for (const bool home : {true, false}) {
      const Region* cheapest = nullptr;
      for (const Region& region : catalogue_.regions) {
        if (region.power_price.value <= 0 || (region.country == "cn") != home) continue;
        if (!place_allowed(decision_.limits, region.id)) continue;
        if (cheapest == nullptr || region.power_price < cheapest->power_price) cheapest = &region;
      }
      if (cheapest == nullptr) continue;
      OptionEstimate tried =
          plan(changed(slots_.region, static_cast<double>(cheapest - catalogue_.regions.data())), decision_.limits);
      if (!best || total(tried) < total(*best)) best = std::move(tried);
    }
    if (best) add("region", *best, true);
  }
  void policies() {
    const auto lifted = [&](std::string_view limit, auto&& lift) {
      PlanLimits limits = decision_.limits;
      lift(limits);
      add(policy_of(decision_.limits, limit), plan(decision_.scenario, limits), true);
    };
    const PlanLimits& limits = decision_.limits;
    const auto list = [&](std::string_view name, std::vector<std::string> PlanLimits::*member) {
      if (!(limits.*member).empty()) lifted(name, [&](PlanLimits& one) { (one.*member).clear(); });
    };
    list("allowed_models", &PlanLimits::allowed_models);
    list("forbidden_models", &PlanLimits::forbidden_models);
    list("allowed_licences", &PlanLimits::allowed_licences);
    list("forbidden_licences", &PlanLimits::forbidden_licences);
    list("allowed_regions", &PlanLimits::allowed_regions);
    list("allowed_hardware_vendors", &PlanLimits::allowed_hardware_vendors);
    list("forbidden_hardware_vendors", &PlanLimits::forbidden_hardware_vendors);
    list("forbidden_gpus", &PlanLimits::forbidden_gpus);
    if (limits.commercial_use) lifted("commercial_use", [](PlanLimits& one) { one.commercial_use = false; });
    if (limits.domestic_hardware) lifted("domestic_hardware", [](PlanLimits& one) { one.domestic_hardware = false; });
    if (limits.no_api) lifted("no_api", [](PlanLimits& one) { one.no_api = false; });
    if (limits.max_total) lifted("max_total", [](PlanLimits& one) { one.max_total.reset(); });
    if (limits.max_cash) lifted("max_cash", [](PlanLimits& one) { one.max_cash.reset(); });
  }

  const Decision& decision_;
  const Catalogue& catalogue_;
  const FactSlots& slots_;
  const EstimateConstants& constants_;
  const Assessment& winner_;
  PlanCache& cache_;  ///< of plans under the decision's own limits
  std::vector<ConstraintCost> costs_;
};

}  // namespace

std::vector<ConstraintCost> constraint_costs(const Decision& decision, const Catalogue& catalogue,
                                             const EstimateConstants& constants, PlanCache& cache) {
  if (decision.winner() == nullptr) return {};
  return Constraints(decision, catalogue, constants, cache).run();
}

}  // namespace pathfinder
