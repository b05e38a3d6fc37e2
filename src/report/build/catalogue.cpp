#include "pathfinder/report/build/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/report/build/evidence.hpp"

namespace pathfinder {

void Listing::text(std::string_view key, std::string_view value, ColumnRole role) {
  put(key, role, Align::left, std::string(value), value.empty() ? std::string() : json_string(value));
}

void Listing::figure(std::string_view key, double value) {
  put(key, ColumnRole::figure, Align::right, exact_text(value), json_number(value));
}

void Listing::known(std::string_view key, double value) {
  if (value > 0) return figure(key, value);
  put(key, ColumnRole::figure, Align::right, "", "");
}

void Listing::range(std::string_view key, double low, double high) {
  const bool there = low <= high;
  put(key, ColumnRole::figure, Align::right, there ? to_text(low, high, say_.style()) : std::string(),
      there ? (low == high ? json_number(low) : "[" + json_number(low) + ", " + json_number(high) + "]")
            : std::string());
}

void Listing::only_json(std::string_view key, double value) {
  rows_.back()[std::string(key)] = {"", json_number(value)};
}

Table Listing::table(int width, std::initializer_list<std::string_view> once) const {
  std::vector<Column> shown;
  std::string same;
  for (const Column& column : columns_) {
    const std::string first = rows_.empty() ? std::string() : cell(rows_.front(), column.key);
    const bool constant =
        std::find(once.begin(), once.end(), column.key) != once.end() && rows_.size() > 1 &&
        std::all_of(rows_.begin(), rows_.end(), [&](const Row& row) { return cell(row, column.key) == first; });
    if (!constant) {
      shown.push_back(column);
    } else {
      same += (same.empty() ? "" : say_.texts()("list.semicolon")) +
              say_.texts()("catalog.same", {{"column", header(column)}, {"value", first}});
    }
  }

  constexpr int least = 10;
  constexpr int gap = 2;
  std::vector<int> widths;
  int total = -gap;
  for (const Column& column : shown) {
    int widest = display_width(header(column));
    for (const Row& row : rows_) widest = std::max(widest, display_width(cell(row, column.key)));
    widths.push_back(widest);
    total += widest + gap;
  }
  while (total > width) {  // the widest words give way first
    std::size_t widest = shown.size();
    for (std::size_t i = 0; i < shown.size(); ++i) {
      if (shown[i].role != ColumnRole::text || widths[i] <= least) continue;
      if (widest == shown.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == shown.size()) break;
    --widths[widest];
    --total;
  }

  Table table;
  table.caption = same;
  for (const Column& column : shown) table.columns.push_back({header(column), column.role, column.align});
  for (const Row& row : rows_) {
    TableRow cells;
    for (std::size_t i = 0; i < shown.size(); ++i) cells.cells.push_back(shortened(cell(row, shown[i].key), widths[i]));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string Listing::json() const {
  JsonWriter writer;
  writer.begin_array();
  for (const auto& row : rows_) {
    writer.begin_object();
    for (const Column& column : columns_) {
      const auto cell = row.find(column.key);
      if (cell != row.end() && !cell->second.json.empty()) writer.raw(column.key, cell->second.json);
    }
    for (const auto& cell : row) {
      const bool shown =
          std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.key == cell.first; });
      if (!shown) writer.raw(cell.first, cell.second.json);
    }
    writer.end();
  }
  writer.end();
  return writer.take();
}

std::string Listing::header(const Column& column) const {
  return say_.texts()("catalog.column." + column.key);
}

std::string Listing::cell(const Row& row, std::string_view key) {
  const auto found = row.find(key);
  return found == row.end() ? std::string() : found->second.shown;
}

void Listing::put(std::string_view key, ColumnRole role, Align align, std::string shown, std::string json) {
  const bool known =
      std::any_of(columns_.begin(), columns_.end(), [&](const Column& column) { return column.key == key; });
  if (!known) columns_.push_back({std::string(key), role, align});
  rows_.back()[std::string(key)] = {std::move(shown), std::move(json)};
}

namespace {

/// One line per entry of a kind, with the figures people look for.
class Lists {
 public:
  Lists(const Catalogue& catalogue, const std::vector<RegionView>& ranks, const Sentences& say)
      : catalogue_(catalogue), say_(say), list_(say), ranks_(ranks) {}

  Listing of(const EntryKind& kind) {
    for (const EntryText& entry : entries(catalogue_, kind)) {
      entry_ = entry;
      id_ = id_of(entry);
      list_.begin();
      list_.text("id", id_);
      if (kind.id == "gpus") gpu(*find(catalogue_.gpus));
      if (kind.id == "models") model(*find(catalogue_.models));
      if (kind.id == "prices") prices();
      if (kind.id == "regions") region(*find(catalogue_.regions));
      if (kind.id == "strategies") strategy(*find(catalogue_.strategies));
      if (kind.id == "presets") preset(*find(catalogue_.presets));
      if (kind.id == "templates") outline();
      if (kind.id == "sources") source(catalogue_.sources.at(id_));
      if (kind.id == "facts") fact(catalogue_.vocabulary.slots[catalogue_.vocabulary.find(id_)]);
      if (kind.id == "criteria") criterion(*find(catalogue_.program.criteria));
      if (kind.id == "formulas") formula(*find(catalogue_.formulas));
      if (kind.id == "constants") constant(catalogue_.constants.at(id_));
      list_.text("as_of", as_of(entry));
    }
    return std::move(list_);
  }

 private:
  template <class Thing>
  typename std::vector<Thing>::const_iterator find(const std::vector<Thing>& things) const {
    return std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.id == id_; });
  }
  void name(const Translated& text) { list_.text("name", say_.texts()(text), ColumnRole::text); }

  void gpu(const Gpu& gpu) {
    list_.text("name", gpu.name, ColumnRole::text);
    list_.known("memory_gib", gpu.memory_gib);
    list_.known("dense_16bit_tflop_per_s", gpu.dense_16bit_tflop_per_s());
    list_.known("bandwidth_gb_per_s", gpu.memory_bandwidth_gb_per_s);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const GpuPrice& price : catalogue_.gpu_prices) {
      if (price.gpu != gpu.id || price.kind != "on-demand") continue;
      low = std::min(low, price.price.value);
      high = std::max(high, price.price.value);
    }
    list_.range("usd_per_gpu_hour", low, high);
  }
  void model(const LanguageModel& model) {
    const double size = model.shape.params_total / 1e9;
    list_.range("params_b", size > 0 ? size : 1, size);
    list_.known("context_tokens", model.context_tokens);
    list_.text("licence", model.licence.empty() ? model.weights : model.licence);
  }
  void prices() {
    const JsonValue file = entry_.value();
    const auto rows = [&](std::initializer_list<std::string_view> keys) {
      double count = 0;
      for (std::string_view key : keys) {
        if (const std::uint32_t at = file.find(key); at != 0) count += file.at(at).size();
      }
      return count;
    };
    const JsonValue names = file.at(file.find("name"));
    list_.text("name", names.at(names.find(say_.texts().language())).string(), ColumnRole::text);
    list_.known("gpu_hours", rows({"gpu_hours"}));
    list_.known("tokens", rows({"api_tokens", "embeddings", "fine_tuning"}));
    list_.known("other", rows({"vector_stores", "labelling"}));
  }
  void region(const Region& region) {
    name(region.name);
    list_.known("co2_kg_per_kwh", region.carbon.value);
    const double price = region.power_price.value;
    list_.range("usd_per_kwh", price > 0 ? price : 1, price > 0 ? price : 0);
    // Carbon is ranked within one way of accounting: a province is never held against a country.
    const auto ranked =
        std::find_if(ranks_.begin(), ranks_.end(), [&](const RegionView& one) { return one.region == region.id; });
    if (ranked != ranks_.end()) {
      list_.known("cost_rank", ranked->rank_by_cost);
      list_.known("carbon_rank", ranked->rank_by_carbon);
    }
    if (price > 0) {
      list_.text("tariff", say_.texts()(region.national_tariff ? "catalog.tariff.national" : "catalog.tariff.own",
                                        {{"date", region.power_price_as_of}}));
    }
    if (region.east_west_hub) list_.text("hub", say_.texts()("region.side." + region.east_west_side));
  }
  void strategy(const Strategy& strategy) {
    name(strategy.name);
    list_.figure("gates", static_cast<double>(strategy.gates.size()));
    list_.figure("cautions", static_cast<double>(strategy.cautions.size()));
    list_.figure("stages", static_cast<double>(strategy.stages.size()));
    std::string facts;
    for (const std::string& fact : strategy.article.facts) facts += (facts.empty() ? "" : " ") + fact;
    list_.text("article", facts);
  }
  void preset(const Preset& preset) {
    name(preset.name);
    list_.figure("facts", static_cast<double>(JsonValue(preset.document, preset.facts_node).size()));
    std::string facts;
    for (const std::string& fact : preset.article_facts) facts += (facts.empty() ? "" : " ") + fact;
    list_.text("article", facts);
  }
  void outline() {
    const JsonValue file = entry_.value();
    const JsonValue names = file.at(file.find("name"));
    list_.text("name", names.at(names.find(say_.texts().language())).string(), ColumnRole::text);
    list_.figure("chapters", static_cast<double>(file.at(file.find("chapters")).size()));
  }
  void source(const Source& source) {
    list_.text("title", source.title, ColumnRole::text);
    list_.text("kind", say_.texts()("source.kind." + source.kind));
    list_.text("read", say_.texts()(source.read ? "source.read" : "source.recalled"));
  }
  void fact(const FactSpec& fact) {
    name(fact.name);
    list_.text("unit", say_.unit_name(fact.unit), ColumnRole::text);
    Fact assumed;
    assumed.value = assumed.low = assumed.high = fact.assumed.present ? fact.assumed.central : std::nan("");
    list_.text("assumed", fact.assumed.present ? say_.fact_value(fact, assumed) : std::string(), ColumnRole::text);
  }
  void criterion(const Criterion& criterion) {
    name(criterion.name);
    const auto factor = std::find_if(catalogue_.factors.begin(), catalogue_.factors.end(),
                                     [&](const Factor& one) { return one.id == criterion.factor; });
    list_.text("factor", say_.texts()(factor->name));
    list_.figure("weight", criterion.weight);
  }
  void formula(const Formula& formula) {
    name(formula.name);
    list_.text("unit", say_.unit_name(formula.unit), ColumnRole::text);
    list_.text("source", formula.source);
  }
  void constant(const Constant& constant) {
    list_.range("value", constant.value, constant.value);
    list_.text("unit", say_.unit_name(constant.unit), ColumnRole::text);
    list_.only_json("low", constant.low);
    list_.only_json("high", constant.high);
  }

  const Catalogue& catalogue_;
  const Sentences& say_;
  Listing list_;
  const std::vector<RegionView>& ranks_;
  EntryText entry_;
  std::string id_;
};

/// Every dated price row that `wanted(provider, gpu or catalogue model)` takes.
class PriceRows {
 public:
  PriceRows(const Catalogue& catalogue, const Sentences& say, std::string_view today)
      : catalogue_(catalogue), say_(say), today_(today), list_(say) {}

  Listing of(const std::function<bool(std::string_view, std::string_view)>& wanted) {
    for (const GpuPrice& row : catalogue_.gpu_prices) {
      if (!wanted(row.source.provider, row.gpu)) continue;
      begin(row.source, row.gpu, row.kind);
      list_.range("usd", row.low.value, row.high.value);
      end(row.source, "gpu_hour");
    }
    for (const auto* rows : {&catalogue_.api_prices, &catalogue_.embedding_prices}) {
      for (const ApiPrice& row : *rows) {
        if (!wanted(row.source.provider, row.catalogue_model)) continue;
        const bool embedding = rows == &catalogue_.embedding_prices;
        const auto token_row = [&](std::string_view kind, Dollars price) {
          if (price.value <= 0) return;
          begin(row.source, row.model, kind);
          list_.range("usd", price.value, price.value);
          end(row.source, "mtok");
        };
        token_row(embedding ? "embedding" : "input", row.per_mtok_in);
        token_row("cached-input", row.per_mtok_cached_in);
        token_row("output", row.per_mtok_out);
      }
    }
    for (const TuningPrice& row : catalogue_.tuning_prices) {
      if (!wanted(row.source.provider, row.catalogue_model)) continue;
      std::string model = row.model;
      if (model.empty()) model = exact_text(row.model_size_b_low) + "–" + exact_text(row.model_size_b_high) + " B";
      begin(row.source, model, "fine-tuning");
      list_.range("usd", row.per_mtok_train.value, row.per_mtok_train.value);
      end(row.source, "mtok");
    }
    for (const StorePrice& row : catalogue_.store_prices) {
      if (!wanted(row.source.provider, "")) continue;
      begin(row.source, row.item, "vector-store");
      const bool monthly = row.per_month.value > 0;
      const bool stored = row.per_gb_month.value > 0;
      const double price = monthly ? row.per_month.value : (stored ? row.per_gb_month.value : row.per_million.value);
      list_.range("usd", price, price);
      end(row.source, monthly ? "month" : (stored ? "gb_month" : "million"));
    }
    for (const LabellingPrice& row : catalogue_.labelling_prices) {
      if (!wanted(row.source.provider, "")) continue;
      begin(row.source, row.id, "labelling");
      list_.range("usd", row.low.value, row.high.value);
      end(row.source, row.unit);
    }
    return std::move(list_);
  }

 private:
  void begin(const PriceSource& source, std::string_view what, std::string_view kind) {
    list_.begin();
    list_.text("seller", source.provider);
    list_.text("what", what, ColumnRole::text);
    const std::string word = "price.kind." + std::string(kind);
    list_.text("price_kind", say_.texts().has(word) ? say_.texts()(word) : std::string(kind));
  }
  void end(const PriceSource& source, std::string_view unit) {
    list_.text("per", say_.texts()("price.per." + std::string(unit)));
    list_.text("as_of", source.as_of);
    const std::string age = age_text(source.as_of, today_, say_);
    list_.text("age", stale_price(source.as_of, today_) ? say_.texts()("catalog.age.old", {{"age", age}}) : age);
    list_.text("read", say_.texts()(source.read ? "source.read" : "source.recalled"));
    list_.text("source", source.source, ColumnRole::text);
  }

  const Catalogue& catalogue_;
  const Sentences& say_;
  std::string_view today_;
  Listing list_;
};

}  // namespace

Listing list_kinds(const Catalogue& catalogue, const Sentences& say) {
  Listing listing(say);
  for (const EntryKind& kind : entry_kinds()) {
    const std::vector<EntryText> all = entries(catalogue, kind);
    std::string newest;
    for (const EntryText& entry : all) newest = std::max(newest, as_of(entry));
    listing.begin();
    listing.text("kind", kind.id);
    listing.text("name", say.texts()("catalog.kind." + std::string(kind.id)), ColumnRole::text);
    listing.figure("entries", static_cast<double>(all.size()));
    listing.text("as_of", newest);
  }
  return listing;
}

Listing list_entries(const Catalogue& catalogue, const EntryKind& kind, const std::vector<RegionView>& ranks,
                     const Sentences& say) {
  return Lists(catalogue, ranks, say).of(kind);
}

Listing list_prices(const Catalogue& catalogue, const Sentences& say, std::string_view today,
                    const std::function<bool(std::string_view, std::string_view)>& wanted) {
  return PriceRows(catalogue, say, today).of(wanted);
}

}  // namespace pathfinder
