// Prices, people, energy and the totals of one option.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "pathfinder/catalogue/quotes.hpp"

#include "advise/draft.hpp"

namespace pathfinder {

Spread<double> Estimator::pue() const {
  const auto row = [&](const std::string& id) {
    const auto at =
        std::find_if(catalogue_.pue.begin(), catalogue_.pue.end(), [&](const PueRow& one) { return one.id == id; });
    return at == catalogue_.pue.end() ? 1.5 : at->ratio;
  };
  return {row(settings_.pue_low), row(settings_.pue_central), row(settings_.pue_high)};
}

std::optional<RentalPrice> Estimator::rent_price(const Gpu& gpu) const {
  const std::string key = gpu.id + " " + rental_kind_;
  const auto found = cache_.rents_.find(key);
  if (found != cache_.rents_.end()) return found->second;
  std::vector<GpuPrice> allowed;
  if (!limits_.allowed_regions.empty()) {
    std::copy_if(catalogue_.gpu_prices.begin(), catalogue_.gpu_prices.end(), std::back_inserter(allowed),
                 [&](const GpuPrice& price) { return region_allowed(limits_, price.source.region); });
  }
  const std::span<const GpuPrice> prices =
      limits_.allowed_regions.empty() ? std::span<const GpuPrice>(catalogue_.gpu_prices) : allowed;
  return cache_.rents_.emplace(key, rental_price(prices, gpu.id, rental_kind_, catalogue_.data_date, constants_.cost))
      .first->second;
}

std::optional<Spread<DollarsPerKilowattHour>> Estimator::tariff() const {
  const Region& region = place();
  if (region.power_price.value <= 0) return std::nullopt;
  return exactly(region.power_price);
}

std::optional<Spread<Dollars>> Estimator::quoted(std::string_view item) const {
  return quoted_price(catalogue_, item, facts_.gpu().id);
}

Line<Dollars> Estimator::cite_quotes(Line<Dollars> line, std::string_view item) const {
  if (!line.quote_needed) add_quote_sources(catalogue_, item, facts_.gpu().id, line.basis.sources);
  return line;
}

std::optional<LabelRate> Estimator::label_price(std::string_view id) const {
  // Examples for training and for the test set cost the same where no quote tells them apart.
  for (const std::string_view item : {std::string_view("evaluation-set"), std::string_view("labelling")}) {
    if (item == "evaluation-set" && id != settings_.evaluation_price) continue;
    if (const auto price = quoted(item)) return LabelRate{*price, std::string(item), quote_source(catalogue_, item)};
  }
  for (const LabellingPrice& price : catalogue_.labelling_prices) {
    if (price.id == id) return label_rate(price);
  }
  return std::nullopt;
}

std::optional<TuningRates> Estimator::tuning_rates(const LanguageModel& model) const {
  if (const auto price = quoted("tuning")) {
    Dollars job;
    for (const Quote& quote : catalogue_.quotes) {
      if (quote.item == "tuning") job = std::max(job, quote.per_job);
    }
    return TuningRates{*price, exactly(job), model.id, quote_source(catalogue_, "tuning")};
  }
  // Sellers' newest rates for adapters on this model, or on models of its size.
  const double size_b = model.shape.params_total / 1e9;
  std::vector<double> rates, jobs;
  std::string source;
  for (const TuningPrice& price : catalogue_.tuning_prices) {
    if (std::find(price.methods.begin(), price.methods.end(), "lora") == price.methods.end()) continue;
    const bool sized =
        price.model_size_b_high > 0 && size_b >= price.model_size_b_low && size_b <= price.model_size_b_high;
    if (!sized && price.catalogue_model != model.id) continue;
    rates.push_back(price.per_mtok_train.value);
    jobs.push_back(price.per_job.value);
    if (source.empty()) source = price.source.source;
  }
  if (rates.empty()) return std::nullopt;
  std::sort(rates.begin(), rates.end());
  std::sort(jobs.begin(), jobs.end());
  const auto range = [](const std::vector<double>& sorted) {
    return Spread<Dollars>{{sorted.front()}, {sorted[sorted.size() / 2]}, {sorted.back()}};
  };
  return TuningRates{range(rates), range(jobs), model.id, source};
}

/// Weeks of an option's stages by the team's skill, without the machines' own time.
Spread<double> Estimator::stage_weeks(const Draft& draft) const {
  Spread<double> weeks{0, 0, 0};
  for (const Stage& stage : draft.strategy.stages) {
    weeks = plus(weeks, {stage.weeks_low, stage.weeks_central, stage.weeks_high});
  }
  // Skill costs weeks (or a supplier), it does not block.
  if (draft.trains && facts_.word("delivery") != "supplier") {
    weeks = scaled(facts_.value_of(settings_.weeks_by_skill_expression), weeks);
    facts_.value("team_ml_skill");
  }
  return weeks;
}

void Estimator::bill_people(Draft& draft) const {
  // Paid are the weeks of the stages: while machines train by themselves people do other work.
  const Spread<double> paid = stage_weeks(draft);
  Spread<double> weeks = paid;
  if (draft.out.training_wall_hours) {
    const Estimate<Hours>& wall = *draft.out.training_wall_hours;
    weeks =
        plus(weeks, scaled(1 / hours_per_week, Spread<double>{wall.low.value, wall.central.value, wall.high.value}));
  }
  draft.out.weeks_to_value =
      estimate_of(quantities<Weeks>(weeks), {"weeks-of-stages", {"pathfinder-judgement-2026", "quan-2025"}, {}});

  const Spread<double> pay = facts_.number("staff_per_week");
  std::optional<Spread<Dollars>> per_week;
  const bool said = !std::isnan(pay.central);
  if (said) per_week = quantities<Dollars>(pay);
  if (!said) per_week = quoted("staff");
  draft.out.staff_weeks = estimate_of(quantities<Weeks>(scaled(settings_.staff_persons, paid)),
                                      {"weeks-of-stages", {"pathfinder-judgement-2026", "quan-2025"}, {}});
  const auto people = [&](Line<Dollars> line) { return said ? line : cite_quotes(std::move(line), "staff"); };
  draft.setup.push_back(evaluation_set("evaluation-set", 1, label_price(settings_.evaluation_price), constants_.cost));
  draft.setup.push_back(
      people(staff("staff-setup", quantities<Weeks>(paid), settings_.staff_persons, "weeks", per_week)));
  const std::string kept = draft.trains ? "training" : (draft.strategy.recipe.retrieval ? "retrieval" : "none");
  const auto upkeep = settings_.upkeep_weeks_per_month.find(kept);
  const double each_month = upkeep == settings_.upkeep_weeks_per_month.end() ? 0 : upkeep->second;
  draft.monthly.push_back(
      people(staff("staff-upkeep", exactly(Weeks{each_month}), settings_.staff_persons, "weeks:upkeep", per_week)));
  if (said) {
    // Pay comes from the user, or from what filled the fact for them.
    const std::string& source = facts_.why("staff_per_week");
    const bool known_source = catalogue_.sources.count(source) != 0;
    for (Line<Dollars>* line : {&draft.setup.back(), &draft.monthly.back()})
      line->basis.sources = {known_source ? source : std::string("user-given")};
  }
}

void Estimator::energy_and_totals(Draft& draft) const {
  const double months = facts_.value("horizon_months");
  OptionEstimate& out = draft.out;
  const std::vector<Line<Dollars>> all =
      over_horizon(draft.setup, draft.monthly, months, constants_.cost.discount_rate);
  out.setup = sum(draft.setup);
  out.monthly = sum(draft.monthly);
  out.total = sum(all);
  out.quote_needed = quote_needed(draft.setup) || quote_needed(draft.monthly);
  for (const Line<Dollars>& line : draft.setup) out.bill.push_back(bill_line(line, "setup"));
  for (const Line<Dollars>& line : draft.monthly) out.bill.push_back(bill_line(line, "monthly"));

  if (!draft.energy_known) return;  // behind an API nobody meters it
  const Spread<double> energy = plus(draft.energy_once, scaled(months, draft.energy_month));
  if (energy.central <= 0) return;
  const Basis basis{"energy.serving-held", {"inference-formulas-2026"}, {}};
  if (draft.energy_training.central > 0)
    out.training_energy = estimate_of(quantities<KilowattHours>(draft.energy_training),
                                      {"energy.training", {"inference-formulas-2026"}, {}});
  if (draft.energy_month.central > 0)
    out.monthly_energy = estimate_of(quantities<KilowattHours>(draft.energy_month), basis);
  out.energy = estimate_of(quantities<KilowattHours>(energy), basis);
  const Region& region = place();
  if (region.carbon.value > 0) {
    out.co2 = carbon(quantities<KilowattHours>(energy), exactly(region.carbon));
    if (!region.carbon_source.empty()) out.co2->basis.sources.push_back(region.carbon_source);
  }
}

}  // namespace pathfinder
