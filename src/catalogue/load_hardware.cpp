#include "catalogue/load_hardware.hpp"

#include <iterator>

#include "pathfinder/catalogue/formats.hpp"
#include "pathfinder/catalogue/own_models.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/catalogue/quotes.hpp"

namespace pathfinder {
namespace {

void add_alias(Loading& loading, std::string_view kind, std::string_view spelling, std::size_t index,
               const JsonDocument& document) {
  const std::string key = std::string(kind) + "/" + normalise(spelling);
  const auto [at, added] = loading.catalogue.aliases.emplace(key, index);
  if (!added && at->second != index) {
    loading.findings.add("duplicate-alias", JsonValue(document, 0).locate(), {{"alias", std::string(spelling)}});
  }
}

/// A kind of which every row has a file of its own in the folder of that name, and spellings that users type.
template <class Row>
void load_named(Loading& loading, std::string_view kind, std::vector<Row>& rows) {
  loading.each(std::string(kind) + "/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      Row& row = rows.emplace_back();
      std::vector<std::string> aliases;
      describe(fields, row, aliases);
      loading.id_is_file_name(fields, document, row.id);
      aliases.push_back(row.id);
      for (const std::string& alias : aliases) add_alias(loading, kind, alias, rows.size() - 1, document);
    });
  });
}

/// A region without a tariff of its own takes the country's: else its bills leave power out and it looks cheap.
void borrow_tariff(Region& region, const std::vector<ReferenceRow>& references) {
  for (const ReferenceRow& row : references) {
    if (row.tariff_of != region.country || row.region.power_price.value <= 0) continue;
    region.power_price = row.region.power_price;
    region.power_price_as_of = row.region.power_price_as_of;
    region.power_price_source = row.region.power_price_source;
    region.power_price_read = row.region.power_price_read;
    region.national_tariff = true;
  }
}

template <class Rows, class Row>
void move_to(Rows& from, std::vector<Row>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void load_hardware_and_models(Loading& loading) {
  load_named(loading, "gpus", loading.catalogue.gpus);
  load_named(loading, "models", loading.catalogue.models);
  loading.each("regions.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      RegionsFile file;
      describe(fields, file, rates_of(loading.catalogue));
      for (Region& region : file.regions) {
        if (region.power_price.value <= 0) borrow_tariff(region, file.references);
        add_alias(loading, "regions", region.id, loading.catalogue.regions.size(), document);
        for (const std::string& alias : region.aliases)
          add_alias(loading, "regions", alias, loading.catalogue.regions.size(), document);
        loading.catalogue.regions.push_back(std::move(region));
      }
      loading.catalogue.pue = std::move(file.pue);
    });
  });
  loading.each("gpu_families.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe_gpu_families(fields, loading.catalogue.gpu_families); });
  });
  loading.each("name_rules.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe(fields, loading.catalogue.name_rules); });
  });
  loading.each("instance_types.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      describe_instance_types(fields, [&](const std::string& type, Fields&, InstanceType machine, const std::string&) {
        loading.catalogue.instance_types[instance_key(type)] = std::move(machine);
      });
    });
  });
  loading.each("model_types.json", [&](const JsonDocument& document) {
    std::string source;
    loading.read(document,
                 [&](Fields& fields) { describe_architectures(fields, loading.catalogue.architectures, source); });
  });
  loading.each("prices/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      PriceFile prices;
      describe(fields, prices, rates_of(loading.catalogue));
      move_to(prices.gpu_hours, loading.catalogue.gpu_prices);
      move_to(prices.api_tokens, loading.catalogue.api_prices);
      move_to(prices.embeddings, loading.catalogue.embedding_prices);
      move_to(prices.fine_tuning, loading.catalogue.tuning_prices);
      move_to(prices.vector_stores, loading.catalogue.store_prices);
      move_to(prices.labelling, loading.catalogue.labelling_prices);
      move_to(prices.defaults, loading.catalogue.default_prices);
    });
  });
}

}  // namespace pathfinder
