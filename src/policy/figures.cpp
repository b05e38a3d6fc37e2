#include "policy/figures.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/estimate/cost.hpp"

namespace pathfinder {
namespace {

bool was_read(const std::string& source, const Catalogue& catalogue) {
  const auto found = catalogue.sources.find(source);
  return found != catalogue.sources.end() && found->second.read;
}

std::vector<std::string> unread(const Basis& basis, const Catalogue& catalogue) {
  if (basis.sources.empty()) return {""};
  std::vector<std::string> found;
  for (const std::string& source : basis.sources) {
    if (!was_read(source, catalogue)) found.push_back(source);
  }
  return found;
}

}  // namespace

std::vector<RestingFigure> resting_figures(const Assessment& option, const Catalogue& catalogue) {
  std::vector<RestingFigure> figures;
  const OptionEstimate& estimate = option.estimate;
  const auto figure = [&](std::string id, const Basis& basis) {
    std::vector<std::string> not_read = unread(basis, catalogue);
    const bool any_read = not_read.size() < basis.sources.size();
    figures.push_back({std::move(id), std::move(not_read), any_read});
  };
  const auto add = [&](std::string_view id, const auto& optional) {
    if (optional) figure(std::string(id), optional->basis);
  };
  add("training_gpu_hours", estimate.training_gpu_hours);
  add("training_wall_hours", estimate.training_wall_hours);
  add("memory_per_gpu_gib", estimate.memory_per_gpu);
  add("setup_usd", estimate.setup);
  add("monthly_usd", estimate.monthly);
  add("total_usd", estimate.total);
  add("cash_usd", estimate.cash);
  add("people_usd", estimate.people);
  add("energy_kwh", estimate.energy);
  add("co2_kg", estimate.co2);
  add("weeks_to_value", estimate.weeks_to_value);
  add("latency_ms_p95", estimate.latency);
  add("ttft_ms_p95", estimate.ttft);
  add("effect_odds_ratio", estimate.effect_odds_ratio);
  for (const Line<Dollars>& line : estimate.bill) {
    if (!line.quote_needed) figure("bill." + line.label, line.basis);
  }
  return figures;
}

std::vector<PriceUsed> prices_used(const Decision& decision, const Assessment& option, const Catalogue& catalogue) {
  std::vector<PriceUsed> used;
  const auto add = [&](std::string_view kind, const std::string& of, const std::string& as_of,
                       const std::string& source, bool read) {
    const std::string id = std::string(kind) + ":" + of;
    const bool known = std::any_of(used.begin(), used.end(), [&](const PriceUsed& one) { return one.id == id; });
    if (!known && !as_of.empty()) used.push_back({id, std::string(kind), as_of, source, read});
  };
  const auto add_row = [&](std::string_view kind, const std::string& of, const PriceSource& row) {
    add(kind, of, row.as_of, row.source, row.read);
  };
  /// Of the rows for which `counts` the newest.
  const auto newest = [&](std::string_view kind, const auto& rows, const std::string& of, const auto& counts) {
    const PriceSource* found = nullptr;
    for (const auto& row : rows) {
      if (counts(row) && (found == nullptr || row.source.as_of > found->as_of)) found = &row.source;
    }
    if (found != nullptr) add_row(kind, of, *found);
  };
  const Plan& plan = option.estimate.plan;
  for (const Line<Dollars>& line : option.estimate.bill) {
    if (line.quote_needed) continue;
    const std::string& method = line.basis.method;
    if (method == "cost.rent") {
      newest("rent", catalogue.gpu_prices, plan.gpu, [&](const GpuPrice& row) { return row.gpu == plan.gpu; });
    } else if (method == "cost.power") {
      const std::size_t slot = catalogue.vocabulary.find("region");
      const auto at = static_cast<std::size_t>(decision.facts[slot].value);
      if (at < catalogue.regions.size()) {
        const Region& region = catalogue.regions[at];
        add("power", region.id, region.power_price_as_of, region.power_price_source, region.power_price_read);
      }
    } else if (method == "cost.api") {
      for (const ApiPrice& price : catalogue.api_prices) {
        const bool of_plan =
            plan.api == price.model || (", " + plan.api + ",").find(", " + price.model + ",") != std::string::npos;
        if (!of_plan) continue;
        newest("api", catalogue.api_prices, price.model, [&](const ApiPrice& row) { return row.model == price.model; });
      }
    } else if (method == "cost.labelling" || method == "cost.evaluation") {
      const std::string& id =
          method == "cost.labelling" ? catalogue.plans.labelling_price : catalogue.plans.evaluation_price;
      newest("labelling", catalogue.labelling_prices, id, [&](const LabellingPrice& row) { return row.id == id; });
    } else if (method == "cost.vector-store" || method == "cost.hosted-tuning") {
      for (const std::string& source : line.basis.sources) {
        newest("store", catalogue.store_prices, source,
               [&](const StorePrice& row) { return row.source.source == source; });
      }
    }
  }
  for (const Currency& currency : catalogue.currencies) {
    if (currency.code == decision.currency && currency.code != "USD")
      add("rate", currency.code, currency.as_of, currency.source, currency.read);
  }
  return used;
}

std::vector<std::string> unread_assumptions(const Decision& decision, const Assessment& option,
                                            const Catalogue& catalogue) {
  std::vector<std::string> found;
  for (const auto* facts : {&option.estimate.training_assumed, &option.estimate.money_assumed}) {
    for (const std::string& id : *facts) {
      const std::size_t slot = catalogue.vocabulary.find(id);
      if (slot == Vocabulary::none || decision.facts[slot].origin != Origin::assumed) continue;
      if (std::isnan(decision.facts[slot].value)) continue;  // nothing was assumed, so nothing rests on it
      if (was_read(decision.facts[slot].why, catalogue)) continue;
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
    }
  }
  return found;
}

}  // namespace pathfinder
