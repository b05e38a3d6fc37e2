#include "pathfinder/catalogue/quotes.hpp"

#include <algorithm>
#include <array>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

/// What can be quoted: the unit its price is per, and which thing it must name.
struct QuotedItem {
  std::string_view id;
  std::string_view unit;  ///< key is "usd_per_UNIT", or another currency's
  bool gpu = false;
  bool region = false;
  bool model = false;
};

constexpr std::array<QuotedItem, 15> items = {{
    {"hosting", "kw_month"},
    {"staff", "week"},
    {"seat", "user_month"},
    {"licence", "month"},
    {"purchase", "gpu", true},
    {"rent", "gpu_hour", true},
    {"cpu-server", "month"},
    {"power", "kwh", false, true},
    {"api", "mtok_in", false, false, true},
    {"tuned-api", "mtok_in", false, false, true},
    {"embedding", "mtok_in"},
    {"tuning", "mtok_train"},
    {"labelling", "example"},
    {"evaluation-set", "example"},
    {"vector-store", "month"},
}};

const std::vector<std::string_view>& item_ids() {
  static const std::vector<std::string_view> ids = [] {
    std::vector<std::string_view> all;
    for (const QuotedItem& item : items) all.push_back(item.id);
    return all;
  }();
  return ids;
}

/// The amount under "usd_per_UNIT" or another currency's key, in dollars; every key is asked for, so that none of them
/// is unknown. Returns how many were there.
int amount(Fields& fields, std::string_view unit, Dollars& out, const Rates& rates) {
  int found = 0;
  for (const auto& [code, per_dollar] : rates) {
    const std::string key = code + "_per_" + std::string(unit);
    double number = -1;
    fields.number(key, number, positive());
    found += fields.has(key) ? 1 : 0;
    if (number > 0) out.value = number / per_dollar;
  }
  return found;
}

/// Whether the quote prices this item, of this accelerator where it names one.
bool prices(const Quote& quote, std::string_view item, std::string_view gpu) {
  return quote.item == item && (quote.gpu.empty() || quote.gpu == gpu);
}

PriceSource source_of(const Quote& quote) {
  return {quote.supplier, quote.region, quote.as_of, quote.id, true, true};
}

template <class Row>
void replace_model(std::vector<Row>& rows, Row row) {
  std::erase_if(rows, [&](const Row& one) { return one.model == row.model && !one.source.quote; });
  rows.push_back(std::move(row));
}

}  // namespace

Rates rates_of(const Catalogue& catalogue) {
  Rates rates = {{"usd", 1}};
  for (const Currency& currency : catalogue.currencies) {
    std::string code;
    for (const char c : currency.code) code += static_cast<char>(c - 'A' + 'a');
    rates[code] = currency.usd_rate;
  }
  return rates;
}

void describe(Fields& fields, Quote& quote, const Rates& rates) {
  fields.choice("item", quote.item, item_ids(), Need::required);
  fields.text("gpu", quote.gpu);
  fields.choice("kind", quote.kind, {"on-demand", "reserved-1y", "spot"});
  fields.text("model", quote.model);
  fields.text("region", quote.region);
  // Every unit is asked for, so that a wrong one is a wrong unit and no unknown key.
  std::vector<std::pair<std::string_view, int>> there;
  std::vector<std::string_view> units = {"mtok_out", "mtok_cached_in", "job"};
  for (const QuotedItem& item : items) {
    if (std::find(units.begin(), units.end(), item.unit) == units.end()) units.push_back(item.unit);
  }
  for (const std::string_view unit : units) {
    Dollars& out = unit == "mtok_out"         ? quote.output
                   : unit == "mtok_cached_in" ? quote.cached
                   : unit == "job"            ? quote.per_job
                                              : quote.price;
    there.emplace_back(unit, amount(fields, unit, out, rates));
  }
  date(fields, "as_of", quote.as_of, Need::required);
  deadline(fields, "valid_until", quote.valid_until);
  // A price holds from a day on: a month is not enough.
  constexpr std::size_t day = std::string_view("2026-11-24").size();
  for (const auto& [key, written] : {std::pair("as_of", &quote.as_of), {"valid_until", &quote.valid_until}}) {
    if (!written->empty() && written->size() != day)
      fields.wrong(key, "quote-date", {{"key", key}, {"found", *written}});
  }
  fields.text("supplier", quote.supplier, Need::required);
  fields.text("note", quote.note);

  const auto item =
      std::find_if(items.begin(), items.end(), [&](const QuotedItem& one) { return one.id == quote.item; });
  if (item == items.end()) return;
  const bool api = item->model;
  const auto belongs = [&](std::string_view unit) {
    return unit == item->unit || (api && (unit == "mtok_out" || unit == "mtok_cached_in")) ||
           (item->id == "tuning" && unit == "job");
  };
  std::string wanted = "usd_per_" + std::string(item->unit);
  if (api) wanted += ", usd_per_mtok_out";
  bool wrong_unit = false;
  int own = 0, output = 0;
  for (const auto& [unit, count] : there) {
    if (unit == item->unit) own = count;
    if (unit == "mtok_out") output = count;
    if (count == 0 || (belongs(unit) && count == 1)) continue;
    wrong_unit = true;
    for (const auto& [code, rate] : rates) {
      const std::string key = code + "_per_" + std::string(unit);
      if (!fields.has(key)) continue;
      fields.wrong(key, count > 1 ? "quote-two-currencies" : "quote-unit",
                   {{"key", key}, {"item", quote.item}, {"wanted", wanted}});
      break;
    }
  }
  if (!wrong_unit && (own == 0 || (api && output == 0)))
    fields.wrong("item", "quote-without-price", {{"item", quote.item}, {"wanted", wanted}});
  const auto names = [&](std::string_view key, const std::string& value, bool needed, bool allowed) {
    if (needed && value.empty())
      fields.wrong("item", "quote-names-nothing", {{"item", quote.item}, {"key", std::string(key)}});
    if (!value.empty() && !allowed)
      fields.wrong(key, "quote-names-other", {{"item", quote.item}, {"key", std::string(key)}});
  };
  names("gpu", quote.gpu, item->gpu, item->gpu);
  names("kind", quote.kind, false, item->id == "rent");
  names("region", quote.region, item->region, true);
  names("model", quote.model, item->model, item->model || item->id == "tuning" || item->id == "embedding");
  if (item->id == "rent" && quote.kind.empty()) quote.kind = "on-demand";
}

std::string quote_to_fill(std::string_view item, const std::string& named, std::string_view currency,
                          std::string_view day) {
  const auto of = std::find_if(items.begin(), items.end(), [&](const QuotedItem& one) { return one.id == item; });
  if (of == items.end()) return {};
  std::string code;
  for (const char c : currency) code += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  std::string line = "{\"item\": \"" + std::string(item) + "\"";
  const std::string_view key = of->gpu ? "gpu" : of->region ? "region" : of->model ? "model" : "";
  if (!key.empty() && !named.empty()) line += ", \"" + std::string(key) + "\": \"" + named + "\"";
  line += ", \"" + code + "_per_" + std::string(of->unit) + "\": PRICE";
  if (of->model) line += ", \"" + code + "_per_mtok_out\": PRICE";
  return line + ", \"as_of\": \"" + std::string(day) + "\", \"supplier\": \"NAME\"}";
}

std::vector<Quote> read_quotes(const std::string& file, std::string_view text, const Catalogue& catalogue,
                               Findings& findings) {
  const Rates rates = rates_of(catalogue);
  std::vector<Quote> quotes;
  for_each_line(text, [&](std::string_view words, int line) {
    if (findings.full()) return;
    Findings here;
    const JsonDocument document = parse_json(file, std::string(words), here);
    Quote quote;
    read_object(document, here, [&](Fields& fields) {
      describe(fields, quote, rates);
      const auto resolve = [&](std::string_view key, std::string_view kind, std::string& id) {
        if (id.empty() || (key == "gpu" && id == "ad-hoc")) return;
        const std::size_t index = catalogue.find(kind, id);
        if (index == Vocabulary::none) {
          fields.wrong(key, "unknown-name",
                       {{"what", "@what.entry." + std::string(kind)},
                        {"found", id},
                        {"near", std::string(near_miss(id, catalogue.ids(kind)))},
                        {"command", "catalog list " + std::string(kind)}});
          return;
        }
        id = kind == "gpus" ? catalogue.gpus[index].id : catalogue.regions[index].id;
      };
      resolve("gpu", "gpus", quote.gpu);
      resolve("region", "regions", quote.region);
    });
    std::vector<Diagnostic> found = here.all();
    for (Diagnostic& one : found) one.where.line += line - 1;
    findings.append(found);
    if (!found.empty()) return;
    quote.id = "quote-" + std::to_string(line);
    quotes.push_back(std::move(quote));
  });
  return quotes;
}

void add_quotes(Catalogue& catalogue, std::vector<Quote> quotes) {
  std::vector<std::string> apis, tuned_apis;
  if (std::any_of(quotes.begin(), quotes.end(), [](const Quote& one) { return one.item == "embedding"; }))
    catalogue.embedding_prices.clear();
  for (const Quote& quote : quotes) {
    Source source;
    source.id = quote.id;
    source.title = quote.supplier + ": " + quote.item;
    for (const std::string* part : {&quote.gpu, &quote.model, &quote.region}) {
      if (!part->empty()) source.title += " " + *part;
    }
    if (!quote.note.empty()) source.title += " (" + quote.note + ")";
    source.date = quote.as_of;
    source.kind = "quote";
    source.read = true;
    catalogue.sources.insert_or_assign(quote.id, std::move(source));

    if (quote.item == "rent") {
      const DollarsPerGpuHour price{quote.price.value};
      catalogue.gpu_prices.push_back({quote.gpu, quote.kind, price, price, price, source_of(quote)});
    } else if (quote.item == "power") {
      Region& region = catalogue.regions[catalogue.find("regions", quote.region)];
      region.power_price = {quote.price.value};
      region.power_price_as_of = quote.as_of;
      region.power_price_source = quote.id;
      region.power_price_read = true;
      region.national_tariff = false;
    } else if (quote.item == "embedding") {
      ApiPrice price;
      price.model = quote.model;
      price.per_mtok_in = quote.price;
      price.source = source_of(quote);
      catalogue.embedding_prices.push_back(std::move(price));
    } else if (quote.item == "api" || quote.item == "tuned-api") {
      ApiPrice price;
      price.model = quote.model;
      price.per_mtok_in = quote.price;
      price.per_mtok_out = quote.output;
      price.per_mtok_cached_in = quote.cached;
      price.source = source_of(quote);
      replace_model(catalogue.api_prices, std::move(price));
      (quote.item == "api" ? apis : tuned_apis).push_back(quote.model);
    }
  }
  if (!apis.empty()) catalogue.plans.api_models = std::move(apis);
  if (!tuned_apis.empty()) catalogue.plans.tuned_api_models = std::move(tuned_apis);
  catalogue.quotes = std::move(quotes);
}

std::optional<Spread<Dollars>> quoted_price(const Catalogue& catalogue, std::string_view item, std::string_view gpu) {
  std::vector<double> found;
  for (const Quote& quote : catalogue.quotes) {
    if (prices(quote, item, gpu)) found.push_back(quote.price.value);
  }
  if (found.empty()) return std::nullopt;
  std::sort(found.begin(), found.end());
  const std::size_t half = found.size() / 2;
  const double middle = found.size() % 2 == 1 ? found[half] : (found[half - 1] + found[half]) / 2;
  return Spread<Dollars>{{found.front()}, {middle}, {found.back()}};
}

void add_quote_sources(const Catalogue& catalogue, std::string_view item, std::string_view gpu,
                       std::vector<std::string>& sources) {
  for (const Quote& quote : catalogue.quotes) {
    if (prices(quote, item, gpu)) sources.push_back(quote.id);
  }
}

std::string quote_source(const Catalogue& catalogue, std::string_view item) {
  for (const Quote& quote : catalogue.quotes) {
    if (quote.item == item) return quote.id;
  }
  return {};
}

std::vector<const Quote*> expired_quotes(const Catalogue& catalogue) {
  std::vector<const Quote*> expired;
  for (const Quote& quote : catalogue.quotes) {
    if (!quote.valid_until.empty() && quote.valid_until < catalogue.data_date) expired.push_back(&quote);
  }
  return expired;
}

}  // namespace pathfinder
