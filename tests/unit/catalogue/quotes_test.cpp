// Quotes of the user: every label that may need one can be filled, a quote stands alone beside data/, and a wrong line
// says where and what instead.
#include "pathfinder/catalogue/quotes.hpp"

#include "pathfinder/estimate/cost.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using namespace pathfinder::test;

namespace {

constexpr const char* tail = R"(, "as_of": "2026-11-01", "supplier": "Acme"})";

std::string line(const std::string& keys) {
  return "{" + keys + tail + "\n";
}

std::vector<std::string> codes(const std::string& text) {
  Findings findings;
  read_quotes("quotes.ndjson", text, shipped(), findings);
  std::vector<std::string> found;
  for (const Diagnostic& one : findings.all()) found.push_back(one.code);
  return found;
}

/// A catalogue of its own with these quotes in it.
Catalogue quoted(const std::string& text) {
  Findings findings;
  Catalogue catalogue = shipped_with({});
  std::vector<Quote> quotes = read_quotes("quotes.ndjson", text, catalogue, findings);
  INFO(summary(findings.all()));
  REQUIRE(findings.empty());
  add_quotes(catalogue, std::move(quotes));
  return catalogue;
}

}  // namespace

TEST_CASE("a quote in yuan is read at the dated rate, and cited", "[catalogue][quotes]") {
  const Catalogue catalogue = quoted("\n" + line(R"("item": "hosting", "cny_per_kw_month": 900)"));
  double rate = 0;
  for (const Currency& one : catalogue.currencies) {
    if (one.code == "CNY") rate = one.usd_rate;
  }
  const auto price = quoted_price(catalogue, "hosting", "");
  REQUIRE(price);
  CHECK(price->central.value == Approx(900 / rate));
  REQUIRE(catalogue.sources.count("quote-2") == 1);
  CHECK(catalogue.sources.at("quote-2").kind == "quote");
}

TEST_CASE("several quotes for one thing are a range with the middle one in it", "[catalogue][quotes]") {
  const Catalogue catalogue =
      quoted(line(R"("item": "staff", "usd_per_week": 3000)") + line(R"("item": "staff", "usd_per_week": 5000)") +
             line(R"("item": "staff", "usd_per_week": 3500)"));
  const auto price = quoted_price(catalogue, "staff", "");
  REQUIRE(price);
  CHECK(price->low.value == 3000);
  CHECK(price->central.value == 3500);
  CHECK(price->high.value == 5000);
}

TEST_CASE("a quoted rent is exact, whatever sellers ask", "[catalogue][quotes]") {
  const Catalogue catalogue = quoted(line(R"("item": "rent", "gpu": "H100 SXM", "usd_per_gpu_hour": 1.5)") +
                                     line(R"("item": "rent", "gpu": "mlu370-x8", "usd_per_gpu_hour": 0.4)"));
  const CostConstants constants = cost_constants([&](std::string_view id) {
    const Constant& one = catalogue.constants.at(std::string(id));
    return Spread<double>{one.low, one.value, one.high};
  });
  for (const auto& [gpu, price] : {std::pair("h100-sxm", 1.5), {"mlu370-x8", 0.4}}) {
    const auto rent = rental_price(catalogue.gpu_prices, gpu, "on-demand", catalogue.data_date, constants);
    REQUIRE(rent);
    CHECK(rent->price.low.value == price);
    CHECK(rent->price.high.value == price);
    CHECK(rent->sellers == 1);
    CHECK(rent->sources.front().rfind("quote-", 0) == 0);
  }
}

TEST_CASE("a tariff and an API that were quoted stand in for those of data/", "[catalogue][quotes]") {
  const Catalogue catalogue =
      quoted(line(R"("item": "power", "region": "Guizhou", "usd_per_kwh": 0.042)") +
             line(R"("item": "api", "model": "house-model", "usd_per_mtok_in": 0.2, "usd_per_mtok_out": 0.9)"));
  CHECK(catalogue.regions[catalogue.find("regions", "cn-guizhou")].power_price.value == 0.042);
  CHECK(catalogue.regions[catalogue.find("regions", "cn-guizhou")].power_price_source == "quote-1");
  CHECK(catalogue.plans.api_models == std::vector<std::string>{"house-model"});
}

TEST_CASE("a wrong line of quotes says what is wrong, where, and what to write", "[catalogue][quotes]") {
  using Codes = std::vector<std::string>;
  CHECK(codes(line(R"("item": "hostin", "usd_per_kw_month": 1)")) == Codes{"unknown-word"});
  CHECK(codes(line(R"("item": "hosting")")) == Codes{"quote-without-price"});
  CHECK(codes(line(R"("item": "hosting", "usd_per_week": 1)")) == Codes{"quote-unit"});
  CHECK(codes(line(R"("item": "hosting", "usd_per_kw_month": 1, "cny_per_kw_month": 7)")) ==
        Codes{"quote-two-currencies"});
  CHECK(codes(line(R"("item": "hosting", "usd_per_kw_month": -1)")) == Codes{"out-of-range"});
  CHECK(codes(line(R"("item": "purchase", "usd_per_gpu": 9)")) == Codes{"quote-names-nothing"});
  CHECK(codes(line(R"("item": "purchase", "gpu": "h1000", "usd_per_gpu": 9)")) == Codes{"unknown-name"});
  CHECK(codes(line(R"("item": "staff", "gpu": "h100-sxm", "usd_per_week": 9)")) == Codes{"quote-names-other"});
  CHECK(codes(line(R"("item": "staff", "usd_per_weak": 9)")).size() == 2);  // unknown key, and so no price
  CHECK(codes("{\"item\": \"staff\", \"usd_per_week\": 9, \"as_of\": \"2026-13-01\", \"supplier\": \"A\"}") ==
        Codes{"not-a-date"});
  Findings findings;
  read_quotes("quotes.ndjson", "\n\n" + line(R"("item": "hosting", "usd_per_week": 1)"), shipped(), findings);
  REQUIRE(findings.all().size() == 1);
  CHECK(findings.all().front().where.line == 3);
  CHECK(findings.all().front().where.column > 1);
}

TEST_CASE("a quote that is no longer valid on the day of the data is named", "[catalogue][quotes]") {
  const Catalogue catalogue = quoted(
      "{\"item\": \"staff\", \"usd_per_week\": 9, \"as_of\": \"2025-01-01\", \"valid_until\": \"2025-02-01\", "
      "\"supplier\": \"A\"}");
  CHECK(expired_quotes(catalogue).size() == 1);
}
