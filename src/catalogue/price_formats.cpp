#include "pathfinder/catalogue/price_formats.hpp"

#include <array>
#include <utility>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {

namespace {

/// A price in whichever currency the seller names it ("cny_per_gpu_hour"), kept in dollars; `suffix` is "", "_low",
/// "_high".
void money(Fields& fields, std::string_view unit, Dollars& out, const Rates& rates, Need need = Need::optional,
           std::string_view suffix = "") {
  bool found = false;
  std::string key;
  for (const auto& [code, per_dollar] : rates) {
    key.assign(code).append("_per_").append(unit).append(suffix);
    if (code != "usd" && !fields.has(key)) continue;
    double amount = -1;
    fields.number(key, amount, not_negative());
    if (amount < 0) continue;
    out.value = amount / per_dollar;
    found = true;
  }
  if (!found && need == Need::required)
    fields.wrong("", "missing-key", {{"key", "usd_per_" + std::string(unit) + std::string(suffix)}});
}

/// "as_of", "source", "verified", "note": where a price row comes from.
void describe_row(Fields& fields, PriceSource& source) {
  fields.text("region", source.region);
  date(fields, "as_of", source.as_of, Need::required);
  reference(fields, "source", "sources", source.source, Need::required);
  describe_verified(fields, "verified", source.read);
  note_translated(fields, "note");
}

/// What can have a default, and the unit its price is per.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> default_items = {
    {{"staff", "week"},
     {"seat", "user_month"},
     {"hosting", "kw_month"},
     {"server", "server"},
     {"managed-search", "month"},
     {"monitoring", "month"},
     {"cpu-core", "month"},
     {"cpu-server", "month"},
     {"labelling", "example"},
     {"evaluation-set", "example"}}};

void describe_default(Fields& fields, DefaultPrice& price, const Rates& rates) {
  std::vector<std::string_view> items;
  for (const auto& [item, unit] : default_items) items.push_back(item);
  fields.choice("item", price.item, items, Need::required);
  fields.text("country", price.country);
  reference(fields, "gpu", "gpus", price.gpu);
  std::string_view wanted;
  for (const auto& [item, unit] : default_items) {
    if (item == price.item) wanted = unit;
  }
  const auto read = [&](std::string_view unit) {
    Dollars central, low, high;
    money(fields, unit, central, rates, unit == wanted ? Need::required : Need::optional);
    low = high = central;
    money(fields, unit, low, rates, Need::optional, "_low");
    money(fields, unit, high, rates, Need::optional, "_high");
    for (const auto& [code, per_dollar] : rates) {
      const std::string key = code + "_per_" + std::string(unit);
      if (code == "usd" || fields.has(key))
        rising(fields, {{key + "_low", low.value}, {key, central.value}, {key + "_high", high.value}});
    }
    if (unit == wanted) price.price = {low, central, high};
  };
  if (!wanted.empty()) read(wanted);
  // Other units are asked for where the item's own is not there, to tell a wrong unit from a wrong key.
  for (const std::string_view unit : {"week", "user_month", "kw_month", "server", "month", "example"}) {
    if (unit != wanted && price.price.central.value <= 0) read(unit);
  }
  describe_row(fields, price.source);
}

}  // namespace

void describe(Fields& fields, PriceFile& prices, const Rates& rates) {
  fields.text("provider", prices.provider, Need::required);
  describe(fields, "name", prices.name);
  fields.objects("gpu_hours", [&](Fields& row) {
    GpuPrice& price = prices.gpu_hours.emplace_back();
    price.source.provider = prices.provider;
    reference(row, "gpu", "gpus", price.gpu, Need::required);
    row.choice("kind", price.kind, {"on-demand", "spot", "reserved-month", "reserved-1y", "market", "community"},
               Need::required);
    Dollars amount;
    money(row, "gpu_hour", amount, rates, Need::required);
    Dollars low = amount;
    Dollars high = amount;
    money(row, "gpu_hour", low, rates, Need::optional, "_low");
    money(row, "gpu_hour", high, rates, Need::optional, "_high");
    price.price = {amount.value};
    price.low = {low.value};
    price.high = {high.value};
    for (const auto& [code, per_dollar] : rates) {
      const std::string key = code + "_per_gpu_hour";
      if (code == "usd" || row.has(key))
        rising(row, {{key + "_low", low.value}, {key, amount.value}, {key + "_high", high.value}});
    }
    row.note("instance");
    row.note("gpus_in_instance", positive());
    describe_row(row, price.source);
  });
  const auto token_row = [&](Fields& row) {
    ApiPrice price;
    price.source.provider = prices.provider;
    row.text("model", price.model, Need::required);
    reference(row, "catalogue_model", "models", price.catalogue_model);
    money(row, "mtok_in", price.per_mtok_in, rates, Need::required);
    money(row, "mtok_out", price.per_mtok_out, rates);
    money(row, "mtok_cached_in", price.per_mtok_cached_in, rates);
    row.note_flag("tiered");
    describe_row(row, price.source);
    return price;
  };
  fields.objects("api_tokens", [&](Fields& row) { prices.api_tokens.push_back(token_row(row)); });
  fields.objects("embeddings", [&](Fields& row) { prices.embeddings.push_back(token_row(row)); });
  fields.objects("fine_tuning", [&](Fields& row) {
    TuningPrice& price = prices.fine_tuning.emplace_back();
    price.source.provider = prices.provider;
    row.text("model", price.model);
    reference(row, "catalogue_model", "models", price.catalogue_model);
    row.texts("methods", price.methods);
    row.number("model_size_b_low", price.model_size_b_low, not_negative());
    row.number("model_size_b_high", price.model_size_b_high, not_negative());
    rising(row, {{"model_size_b_low", price.model_size_b_low}, {"model_size_b_high", price.model_size_b_high}});
    money(row, "mtok_train", price.per_mtok_train, rates, Need::required);
    money(row, "job", price.per_job, rates);
    describe_row(row, price.source);
  });
  fields.objects("vector_stores", [&](Fields& row) {
    StorePrice& price = prices.vector_stores.emplace_back();
    price.source.provider = prices.provider;
    row.text("item", price.item, Need::required);
    row.text("plan", price.plan);
    money(row, "month", price.per_month, rates);
    money(row, "gb_month", price.per_gb_month, rates);
    money(row, "million", price.per_million, rates);
    row.number("vectors", price.vectors, positive());
    row.number("dimensions", price.dimensions, positive());
    describe_row(row, price.source);
  });
  fields.objects("labelling", [&](Fields& row) {
    LabellingPrice& price = prices.labelling.emplace_back();
    price.source.provider = prices.provider;
    row.text("id", price.id, Need::required);
    describe(row, "name", price.name);
    std::string_view priced = "example";
    constexpr std::array<std::string_view, 4> units = {"example", "1000_characters", "image", "minute"};
    for (const std::string_view unit : units) {
      for (const auto& [code, per_dollar] : rates) {
        for (const char* side : {"_low", "_high"}) {
          if (row.has(code + "_per_" + std::string(unit) + side)) priced = unit;
        }
      }
    }
    price.unit = priced;
    for (const std::string_view unit : units) {
      Dollars low, high;
      const Need need = unit == priced ? Need::required : Need::optional;
      money(row, unit, low, rates, need, "_low");
      money(row, unit, high, rates, need, "_high");
      if (unit != priced) continue;
      price.low = low;
      price.high = high;
    }
    for (const auto& [code, per_dollar] : rates) {
      const std::string key = code + "_per_" + std::string(priced);
      rising(row, {{key + "_low", price.low.value}, {key + "_high", price.high.value}});
    }
    describe_row(row, price.source);
  });
  fields.objects("defaults", [&](Fields& row) { describe_default(row, prices.defaults.emplace_back(), rates); });
}

void describe_tariff(Fields& fields, Region& region, const Rates& rates) {
  for (const auto& [code, per_dollar] : rates) {
    const std::string key = "power_price_" + code + "_per_kwh";
    if (code != "usd" && !fields.has(key)) continue;
    double amount = 0;
    fields.number(key, amount, not_negative());
    if (amount > 0) region.power_price.value = amount / per_dollar;
  }
  date(fields, "power_price_as_of", region.power_price_as_of);
  reference(fields, "power_price_source", "sources", region.power_price_source);
  std::string verified;
  fields.choice("power_price_verified", verified, {"read", "recalled"});
  region.power_price_read = verified == "read";
  note_translated(fields, "power_price_note");
}

void describe(Fields& fields, Region& region, const Rates& rates) {
  fields.text("id", region.id, Need::required);
  describe(fields, "name", region.name);
  fields.text("country", region.country, Need::required);
  fields.texts("aliases", region.aliases);
  fields.flag("edwc_hub", region.east_west_hub);
  fields.text("edwc_side", region.east_west_side);
  fields.number("carbon_kg_per_kwh", region.carbon.value, positive());
  fields.note("carbon_kg_per_kwh_2021", positive());
  fields.note("carbon_year", within(2000, 2100));
  fields.text("carbon_method", region.carbon_method);
  reference(fields, "carbon_source", "sources", region.carbon_source);
  fields.note_choice("carbon_verified", {"read", "recalled"});
  describe_tariff(fields, region, rates);
  fields.note_texts("recalled");
}

void describe(Fields& fields, ReferenceRow& row, const Rates& rates) {
  Region& region = row.region;
  fields.text("id", region.id, Need::required);
  describe(fields, "name", region.name);
  fields.number("carbon_kg_per_kwh", region.carbon.value, positive());
  fields.note("carbon_year", within(2000, 2100));
  fields.text("carbon_method", region.carbon_method);
  reference(fields, "source", "sources", region.carbon_source);
  fields.note_choice("verified", {"read", "recalled"});
  note_date(fields, "as_of");
  fields.text("tariff_of", row.tariff_of);
  describe_tariff(fields, region, rates);
}

void describe(Fields& fields, PueRow& pue) {
  fields.text("id", pue.id, Need::required);
  describe(fields, "name", pue.name);
  fields.number("pue_ratio", pue.ratio, within(1, 5, Need::required));
  date(fields, "as_of", pue.as_of, Need::required);
  reference(fields, "source", "sources", pue.source, Need::required);
  describe_verified(fields, "verified", pue.read);
  note_translated(fields, "note");
}

void describe(Fields& fields, RegionsFile& file, const Rates& rates) {
  note_date(fields, "as_of", Need::required);
  fields.objects(
      "regions", [&](Fields& row) { describe(row, file.regions.emplace_back(), rates); }, Need::required);
  fields.objects("references", [&](Fields& row) { describe(row, file.references.emplace_back(), rates); });
  fields.objects("pue", [&](Fields& row) { describe(row, file.pue.emplace_back()); });
}

void describe(Fields& fields, Currency& currency) {
  fields.text("code", currency.code, Need::required);
  describe(fields, "name", currency.name);
  fields.text("symbol", currency.symbol, Need::required);
  fields.number("usd_rate", currency.usd_rate, positive(Need::required));
  date(fields, "as_of", currency.as_of, Need::required);
  reference(fields, "source", "sources", currency.source, Need::required);
  describe_verified(fields, "verified", currency.read);
}

}  // namespace pathfinder
