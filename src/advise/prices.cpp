#include "advise/prices.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/catalogue/default_prices.hpp"
#include "pathfinder/catalogue/quotes.hpp"

namespace pathfinder {

const Spread<double>& pue(const EstimateContext& context) {
  return context.constants.pue;
}

const std::optional<RentalPrice>& rent_price(const EstimateContext& context, const Gpu& gpu) {
  auto& kinds = context.cache.rents;
  auto kind = kinds.find(context.rental_kind);
  if (kind == kinds.end()) kind = kinds.emplace(context.rental_kind, decltype(kind->second)()).first;
  auto& rents = kind->second;
  const auto found = rents.find(&gpu);
  if (found != rents.end()) return found->second;
  const Catalogue& catalogue = context.catalogue;
  std::vector<GpuPrice> allowed;
  const bool anywhere = context.limits.allowed_regions.empty();
  if (!anywhere) {
    std::copy_if(catalogue.gpu_prices.begin(), catalogue.gpu_prices.end(), std::back_inserter(allowed),
                 [&](const GpuPrice& price) { return region_allowed(context.limits, price.source.region); });
  }
  const std::span<const GpuPrice> prices = anywhere ? std::span<const GpuPrice>(catalogue.gpu_prices) : allowed;
  return rents
      .emplace(&gpu, rental_price(prices, gpu.id, context.rental_kind, catalogue.data_date, context.constants.cost))
      .first->second;
}

Read<std::optional<Spread<DollarsPerKilowattHour>>> tariff(const EstimateContext& context) {
  const auto& [region, made] = context.place;
  if (region->power_price.value <= 0) return {std::nullopt, made};
  return {exactly(region->power_price), made};
}

Read<std::optional<Spread<Dollars>>> quoted(const EstimateContext& context, std::string_view item) {
  return {quoted_price(context.catalogue, item, context.user_gpu.value->id), context.user_gpu.made_of};
}

Read<Priced> price_of(const EstimateContext& context, std::string_view item) {
  MadeOf made;
  Priced found;
  found.price = made.take(quoted(context, item));
  if (found.price) return {found, made};
  const Region& place = *made.take(context.place);
  found.row = default_price(context.catalogue.default_prices, item, place.country);
  if (found.row != nullptr) found.price = found.row->price;
  return {found, made};
}

Read<CardPrice> card_price(const EstimateContext& context, const Gpu& gpu) {
  const CostModel& model = context.constants.work;
  const double of_server = 1 / model[CostTerm::server_cards];
  MadeOf made;
  if (const auto quote = quoted_price(context.catalogue, "purchase", gpu.id)) return {{*quote, {}, {}}, made};
  const Region& place = *made.take(context.place);
  const std::span<const DefaultPrice> rows = context.catalogue.default_prices;
  const auto share_of = [&](const DefaultPrice& row) {
    return quantities<Dollars>(scaled(of_server, values(row.price)));
  };
  if (const DefaultPrice* row = default_price(rows, "server", place.country, gpu.id))
    return {{share_of(*row), {&row->source.source, 1}, {"assume.default-price"}}, made};
  if (const std::optional<RentalPrice>& rent = rent_price(context, gpu)) {
    const double months = model[CostTerm::life_months] / model[CostTerm::rent_over_purchase];
    return {{quantities<Dollars>(scaled(hours_per_month * months, values(rent->price))),
             rent->sources,
             {"assume.purchase-from-rent"}},
            made};
  }
  const DefaultPrice* usual = default_price(rows, "server", place.country);
  if (usual == nullptr) return {{}, made};
  return {{share_of(*usual), {&usual->source.source, 1}, {"assume.default-price", "assume.usual-card"}}, made};
}

Watts rated_power(const EstimateContext& context, const Gpu& gpu) {
  return {gpu.tdp_w > 0 ? gpu.tdp_w : context.constants.energy.card_w.central};
}

Line<Dollars> by_rated_power(const EstimateContext& context, const Gpu& gpu, Line<Dollars> line) {
  if (gpu.tdp_w <= 0 && context.words()) line.basis.assumptions.emplace_back("assume.card-power");
  return line;
}

Read<std::optional<LabelRate>> label_price(const EstimateContext& context, std::string_view id) {
  MadeOf made;
  // Examples for training and for the test set cost the same where no quote tells them apart.
  for (const std::string_view item : {std::string_view("evaluation-set"), std::string_view("labelling")}) {
    if (item == "evaluation-set" && id != context.settings.evaluation_price) continue;
    if (const auto price = made.take(quoted(context, item)))
      return {LabelRate{*price, std::string(item), quote_source(context.catalogue, item)}, made};
  }
  for (const LabellingPrice& price : context.catalogue.labelling_prices) {
    if (price.id == id) return {label_rate(price), made};
  }
  return {std::nullopt, made};
}

Read<QuestionPrice> question_price(const EstimateContext& context, double grades, double quoted_grades) {
  MadeOf made;
  QuestionPrice price{made.take(label_price(context, context.settings.evaluation_price)), context.constants.cost.grade,
                      grades};
  if (price.write && price.write->id == "evaluation-set") price.grades = grades - quoted_grades;
  return {std::move(price), made};
}

Read<std::optional<TuningRates>> tuning_rates(const EstimateContext& context, const LanguageModel& model,
                                              const TrainingKind& kind, const std::vector<const ApiPrice*>& served) {
  const Catalogue& catalogue = context.catalogue;
  MadeOf made;
  if (const auto price = made.take(quoted(context, "tuning"))) {
    Dollars job;
    for (const Quote& quote : catalogue.quotes) {
      if (quote.item == "tuning") job = std::max(job, quote.per_job);
    }
    return {TuningRates{*price, exactly(job), model.id, quote_source(catalogue, "tuning")}, made};
  }
  // Sellers' newest rates for such training of this model, or of models of its size.
  const double size_b = model.shape.params_total / 1e9;
  std::vector<double> rates, jobs;
  std::string source;
  for (const TuningPrice& price : catalogue.tuning_prices) {
    const bool sold = std::any_of(price.methods.begin(), price.methods.end(), [&](const std::string& method) {
      return std::find(kind.hosted_as.begin(), kind.hosted_as.end(), method) != kind.hosted_as.end();
    });
    const bool serves =
        std::all_of(served.begin(), served.end(), [](const ApiPrice* row) { return row->source.quote; }) ||
        std::any_of(served.begin(), served.end(),
                    [&](const ApiPrice* row) { return row->source.provider == price.source.provider; });
    if (!sold || !serves) continue;
    const bool sized =
        price.model_size_b_high > 0 && size_b >= price.model_size_b_low && size_b <= price.model_size_b_high;
    if (!sized && price.catalogue_model != model.id) continue;
    rates.push_back(price.per_mtok_train.value);
    jobs.push_back(price.per_job.value);
    if (source.empty()) source = price.source.source;
  }
  if (rates.empty()) return {std::nullopt, made};
  std::sort(rates.begin(), rates.end());
  std::sort(jobs.begin(), jobs.end());
  const auto range = [](const std::vector<double>& sorted) {
    return Spread<Dollars>{{sorted.front()}, {sorted[sorted.size() / 2]}, {sorted.back()}};
  };
  return {TuningRates{range(rates), range(jobs), model.id, source}, made};
}

}  // namespace pathfinder
