#include "pathfinder/catalogue/default_prices.hpp"

#include <algorithm>

#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/estimate/cost.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view usual_class = "h100-sxm";  ///< whose rent and rates stand in where no accelerator is named

bool same_country(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

const DefaultPrice* default_price(std::span<const DefaultPrice> rows, std::string_view item, std::string_view country,
                                  std::string_view gpu) {
  const DefaultPrice* of_world = nullptr;
  for (const DefaultPrice& row : rows) {
    if (row.item != item || row.gpu != gpu) continue;
    if (row.country.empty()) {
      of_world = &row;
    } else if (same_country(row.country, country)) {
      return &row;
    }
  }
  return of_world;
}

ProjectPrices project_prices(const Catalogue& catalogue, std::string_view country, const Gpu* gpu) {
  const std::span<const DefaultPrice> rows = catalogue.default_prices;
  ProjectPrices prices;
  const auto usd = [](const DefaultPrice* row) { return row == nullptr ? 0 : row->price.central.value; };
  prices.usd_per_week = usd(default_price(rows, "staff", country));
  prices.usd_per_seat = usd(default_price(rows, "seat", country));
  const Gpu& usual = catalogue.gpus[catalogue.find("gpus", usual_class)];
  const CostConstants constants = cost_constants([&](std::string_view id) {
    const Constant& constant = catalogue.constants.at(std::string(id));
    return Spread<double>{constant.low, constant.value, constant.high};
  });
  const auto rent = [&](const Gpu& of) {
    const auto price =
        rental_price(catalogue.gpu_prices, of.id, catalogue.plans.rental_kind, catalogue.data_date, constants);
    return price ? price->price.central.value : 0;
  };
  const DefaultPrice* server = gpu == nullptr ? nullptr : default_price(rows, "server", country, gpu->id);
  prices.class_known = server != nullptr;
  prices.usd_per_server = usd(server != nullptr ? server : default_price(rows, "server", country));
  const double of_class = gpu == nullptr ? 0 : rent(*gpu);
  prices.usd_per_gpu_hour = of_class > 0 ? of_class : rent(usual);
  prices.tflop_per_s = (gpu == nullptr ? usual : *gpu).dense_16bit_tflop_per_s();
  return prices;
}

CostModel shipped_cost_model(const Catalogue& catalogue) {
  return cost_model([&](std::string_view id) { return catalogue.constant(id); },
                    [&](std::string_view id) { return catalogue.constants.at(std::string(id)).prior; });
}

}  // namespace pathfinder
