// Prices, people, energy and the totals of one option.
#include <algorithm>
#include <cmath>

#include "draft.hpp"

namespace pathfinder {

Spread<double> Estimator::pue() const {
  const auto row = [&](const std::string& id) {
    const auto at =
        std::find_if(catalogue_.pue.begin(), catalogue_.pue.end(), [&](const PueRow& one) { return one.id == id; });
    return at == catalogue_.pue.end() ? 1.5 : at->ratio;
  };
  return {row(settings_.pue_low), row(settings_.pue_central), row(settings_.pue_high)};
}

std::optional<RentalPrice> Estimator::rent_price() const {
  return rental_price(catalogue_.gpu_prices, facts_.gpu().id, settings_.rental_kind, catalogue_.data_date,
                      constants_.cost);
}

std::optional<Spread<DollarsPerKilowattHour>> Estimator::tariff() const {
  const Region& region = facts_.region();
  if (region.power_price.value <= 0) return std::nullopt;
  return exactly(region.power_price);
}

std::optional<LabelRate> Estimator::label_price(std::string_view id) const {
  for (const LabellingPrice& price : catalogue_.labelling_prices) {
    if (price.id == id) return label_rate(price);
  }
  return std::nullopt;
}

void Estimator::bill_people(Draft& draft) const {
  Spread<double> weeks{0, 0, 0};
  for (const Stage& stage : draft.strategy.stages) {
    weeks = plus(weeks, {stage.weeks_low, stage.weeks_central, stage.weeks_high});
  }
  // Skill costs weeks (or a supplier), it does not block.
  if (draft.trains && facts_.word("delivery") != "supplier") {
    weeks = scaled(value_of(settings_.weeks_by_skill_expression, facts_.facts()), weeks);
    facts_.value("team_ml_skill");
  }
  if (draft.out.training_wall_hours) {
    const Estimate<Hours>& wall = *draft.out.training_wall_hours;
    weeks =
        plus(weeks, scaled(1 / hours_per_week, Spread<double>{wall.low.value, wall.central.value, wall.high.value}));
  }
  draft.out.weeks_to_value =
      estimate_of(quantities<Weeks>(weeks), {"weeks-of-stages", {"pathfinder-judgement-2026", "quan-2025"}, {}});

  const Spread<double> pay = facts_.number("staff_per_week");
  std::optional<Spread<Dollars>> per_week;
  if (!std::isnan(pay.central)) per_week = quantities<Dollars>(pay);
  draft.setup.push_back(evaluation_set("evaluation-set", 1, label_price(settings_.evaluation_price), constants_.cost));
  draft.setup.push_back(staff("staff-setup", quantities<Weeks>(weeks), settings_.staff_persons, "weeks", per_week));
  const std::string kept = draft.trains ? "training" : (draft.strategy.recipe.retrieval ? "retrieval" : "none");
  const auto upkeep = settings_.upkeep_weeks_per_month.find(kept);
  const double each_month = upkeep == settings_.upkeep_weeks_per_month.end() ? 0 : upkeep->second;
  draft.monthly.push_back(
      staff("staff-upkeep", exactly(Weeks{each_month}), settings_.staff_persons, "weeks:upkeep", per_week));
  if (per_week) {
    // Pay comes from the user, or from what filled the fact for them.
    const Fact& fact = facts_.facts()[catalogue_.vocabulary.find("staff_per_week")];
    const bool known_source = catalogue_.sources.count(fact.why) != 0;
    for (CostLine* line : {&draft.setup.back(), &draft.monthly.back()})
      line->basis.sources = {known_source ? fact.why : std::string("user-given")};
  }
}

void Estimator::energy_and_totals(Draft& draft) const {
  const double months = facts_.value("horizon_months");
  OptionEstimate& out = draft.out;
  const std::vector<CostLine> all = over_horizon(draft.setup, draft.monthly, months, constants_.cost.discount_rate);
  out.setup = sum(draft.setup);
  out.monthly = sum(draft.monthly);
  out.total = sum(all);
  out.quote_needed = quote_needed(draft.setup) || quote_needed(draft.monthly);
  for (const CostLine& line : draft.setup) out.bill.push_back(bill_line(line, "setup"));
  for (const CostLine& line : draft.monthly) out.bill.push_back(bill_line(line, "monthly"));

  if (!draft.energy_known) return;  // behind an API nobody meters it
  const Spread<double> energy = plus(draft.energy_once, scaled(months, draft.energy_month));
  if (energy.central <= 0) return;
  out.energy = estimate_of(quantities<KilowattHours>(energy), {"energy.serving-held", {"inference-formulas-2026"}, {}});
  const Region& region = facts_.region();
  if (region.carbon.value > 0) {
    out.co2 = carbon(quantities<KilowattHours>(energy), exactly(region.carbon));
    if (!region.carbon_source.empty()) out.co2->basis.sources.push_back(region.carbon_source);
  }
}

}  // namespace pathfinder
