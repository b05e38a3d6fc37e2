// Bills computed by hand from prices of the source prices-energy-2026, and laws that must hold.
#include "pathfinder/estimate/cost.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "constants_from_data.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const CostConstants& constants() {
  static const CostConstants all = cost_constants(constants_from("cost"));
  return all;
}

GpuPrice offer(const char* provider, double usd, const char* as_of = "2026-11-09", const char* kind = "on-demand",
               const char* gpu = "h100-sxm") {
  GpuPrice row;
  row.gpu = gpu;
  row.kind = kind;
  row.price = {usd};
  row.source.provider = provider;
  row.source.as_of = as_of;
  row.source.source = std::string(provider) + "-page";
  return row;
}

/// A line with a price of its own and hours of its own.
Line<Dollars> line_on(const char* label, double central, const char* driver, double low, double high) {
  const CostFactor factors[] = {{"x", "usd", Name::of(driver), {low, central, high}}};
  return product_line(label, factors, "test");
}

Spread<Dollars> dollars(double low, double central, double high) {
  return {{low}, {central}, {high}};
}

constexpr const char* today = "2026-11-24";

}  // namespace

TEST_CASE("a line moves with the factors that are not known exactly, each driver once and over all its factors",
          "[estimate]") {
  const CostFactor factors[] = {{"n", "cards", "load", {8, 8, 8}},
                                {"h", "hours", "work", {10, 20, 20}},
                                {"p", "usd", "price", {3, 3, 6}},
                                {"w", "share", "work", {0.5, 1, 2}}};
  const Line<Dollars> line = product_line("x", factors, "test");
  CHECK(line.central.value == 480);
  REQUIRE(line.drivers.size() == 2);
  CHECK(line.drivers[0].id.view() == "work");
  CHECK(line.drivers[0].low.value == 8 * 10 * 3 * 0.5);
  CHECK(line.drivers[0].high.value == 8 * 20 * 3 * 2);
  CHECK(line.drivers[1].id.view() == "price");
  CHECK(line.drivers[1].low.value == 480);
  CHECK(line.drivers[1].high.value == 960);
}

TEST_CASE("of five sellers and more the rent's range is P10 to P90 around the median", "[estimate]") {
  const std::vector<GpuPrice> prices = {offer("runpod", 3.99), offer("lambda", 4.29), offer("coreweave", 6.16),
                                        offer("nebius", 3.85), offer("aws", 6.88)};
  const auto price = rental_price(prices, "h100-sxm", "on-demand", "2026-11-09", constants());
  REQUIRE(price);
  CHECK(price->sellers == 5);
  CHECK(price->price.central.value == 4.29);
  CHECK(price->price.low.value == Approx(3.85 + 0.4 * (3.99 - 3.85)));
  CHECK(price->price.high.value == Approx(6.16 + 0.6 * (6.88 - 6.16)));
  CHECK(price->assumptions.empty());
  CHECK(price->sources.size() == 5);
}

TEST_CASE("of two rows of a seller that say the same the first is named", "[estimate]") {
  std::vector<GpuPrice> prices = {offer("lambda", 4.29), offer("lambda", 4.29)};
  prices[1].source.source = "another-page";
  const auto price = rental_price(prices, "h100-sxm", "on-demand", "2026-11-09", constants());
  REQUIRE(price);
  CHECK(price->sources == std::vector<std::string>{"lambda-page"});
}

TEST_CASE("a seller counts once, with its newest price", "[estimate]") {
  const std::vector<GpuPrice> prices = {offer("runpod", 3.29, "2026-08"), offer("runpod", 3.99, "2026-11-09"),
                                        offer("runpod", 4.10, "2026-11-09"), offer("runpod", 3.49, "2026-09")};
  const auto price = rental_price(prices, "h100-sxm", "on-demand", "2026-11-09", constants());
  REQUIRE(price);
  CHECK(price->sellers == 1);
  CHECK(price->price.central.value == 3.99);
}

TEST_CASE("one seller's price is as wide as sellers usually differ, and says so", "[estimate]") {
  const auto price = rental_price(std::vector{offer("gcp", 1.0)}, "h100-sxm", "on-demand", "2026-11-09", constants());
  REQUIRE(price);
  CHECK(price->price.low.value == Approx(0.65));
  CHECK(price->price.high.value == Approx(1.67));
  CHECK(price->assumptions == std::vector<std::string>{"assume.few-sellers"});
}

TEST_CASE("an old price has a wider range", "[estimate]") {
  const auto fresh = rental_price(std::vector{offer("a", 1.0, "2026-11")}, "h100-sxm", "on-demand", today, constants());
  const auto old = rental_price(std::vector{offer("a", 1.0, "2024")}, "h100-sxm", "on-demand", today, constants());
  CHECK(old->price.central == fresh->price.central);
  CHECK(old->price.low < fresh->price.low);
  CHECK(old->price.high > fresh->price.high);
}

TEST_CASE("a reservation without a row of its own is 40 percent off on-demand, and says so", "[estimate]") {
  const auto price = rental_price(std::vector{offer("aws", 10.0)}, "h100-sxm", "reserved-1y", today, constants());
  REQUIRE(price);
  CHECK(price->price.central.value == Approx(6));
  CHECK(std::count(price->assumptions.begin(), price->assumptions.end(), "assume.reserved-from-on-demand") == 1);
}

TEST_CASE("where only a monthly rate is known it stands for on-demand, and says so", "[estimate]") {
  const auto price = rental_price(std::vector{offer("market", 0.99, "2025", "reserved-month", "ascend-910b")},
                                  "ascend-910b", "on-demand", today, constants());
  REQUIRE(price);
  CHECK(price->kind == "reserved-month");
  CHECK(std::count(price->assumptions.begin(), price->assumptions.end(), "assume.price-of-other-kind") == 1);
}

TEST_CASE("without a price the line asks for a quote, names the hours and adds nothing", "[estimate]") {
  const auto none = rental_price(std::vector{offer("aws", 7.0)}, "ascend-910c", "on-demand", today, constants());
  CHECK_FALSE(none);
  const Line<Dollars> line = rent("line.cost.rent", exactly(GpuHours{120}), "hours:training", none, "ascend-910c");
  CHECK(line.quote_needed);
  CHECK(line.central.value == 0);
  REQUIRE(line.parts.size() == 1);
  CHECK(line.parts[0].value == 120);
  const Line<Dollars> lines[] = {line, line_on("line.other", 10, "a", 5, 20)};
  CHECK(sum(lines).central.value == 10);
  CHECK(quote_needed(lines));
}

TEST_CASE("120 hours at 3.99 dollars cost 478.80, and the line recomputes from its parts", "[estimate]") {
  RentalPrice price;
  price.price = {{2.69}, {3.99}, {6.88}};
  const Line<Dollars> line = rent("line.cost.rent", {{60}, {120}, {240}}, "hours:training", price, "h100-sxm");
  CHECK(line.central.value == Approx(478.8));
  double product = 1;
  for (const Part& part : line.parts) product *= part.value;
  CHECK(product == Approx(line.central.value));
  CHECK(std::log(line.high / line.central) == Approx(std::hypot(std::log(2.0), std::log(6.88 / 3.99))));
}

TEST_CASE("lines on one driver move together: their ends add up", "[estimate]") {
  const Line<Dollars> lines[] = {line_on("a", 100, "rent:h100", 50, 200), line_on("b", 300, "rent:h100", 150, 600)};
  const Estimate<Dollars> total = sum(lines);
  CHECK(total.central.value == 400);
  CHECK(total.low.value == Approx(200));
  CHECK(total.high.value == Approx(800));
}

TEST_CASE("lines on different drivers are independent: the sum is narrower than its ends added up", "[estimate]") {
  const Line<Dollars> lines[] = {line_on("a", 100, "rent", 50, 200), line_on("b", 100, "labels", 50, 200)};
  const Estimate<Dollars> total = sum(lines);
  CHECK(total.high.value < 400);
  CHECK(total.high.value == Approx(200 * std::exp(std::sqrt(2.0) * std::log(1.5))));
  CHECK(total.low.value == Approx(200 * std::exp(-std::sqrt(2.0) * std::log(1 / 0.75))));
}

TEST_CASE("two rents of the same card with hours of their own share the price only", "[estimate]") {
  RentalPrice price;
  price.price = {{2}, {4}, {8}};
  const Line<Dollars> lines[] = {rent("a", {{50}, {100}, {200}}, "hours:training", price, "h100-sxm"),
                                 rent("b", {{50}, {100}, {200}}, "hours:serving", price, "h100-sxm")};
  const Estimate<Dollars> total = sum(lines);
  CHECK(std::log(total.high / total.central) ==
        Approx(std::sqrt(std::pow(std::log(2.0), 2) + 2 * std::pow(std::log(1.5), 2))));
}

TEST_CASE("what may be free keeps the sum's low end at or above nothing", "[estimate]") {
  const Line<Dollars> lines[] = {line_on("a", 100, "x", 0, 200), line_on("b", 1, "y", 0, 50)};
  CHECK(sum(lines).low.value >= 0);
}

TEST_CASE("an owned card's power is energy times tariff, and without a tariff a quote is needed", "[estimate]") {
  const Spread<DollarsPerKilowattHour> tariff{{0.06}, {0.08}, {0.1}};
  CHECK(power_bill("p", exactly(KilowattHours{1000}), "hours:training", tariff, {"prometheus"}).central.value ==
        Approx(80));
  CHECK(power_bill("p", exactly(KilowattHours{1000}), "hours:training", std::nullopt, {}).quote_needed);
}

TEST_CASE("a bill at the country's tariff says so", "[estimate]") {
  Region region;
  region.power_price_source = "prometheus";
  const auto assumptions = [&] {
    return power_bill("p", exactly(KilowattHours{1}), "energy", exactly(DollarsPerKilowattHour{0.08}),
                      tariff_basis(region))
        .basis.assumptions;
  };
  CHECK(assumptions().empty());
  region.national_tariff = true;
  CHECK(assumptions() == std::vector<std::string>{"assume.national-tariff"});
}

TEST_CASE("a purchase and a place to stand are never invented", "[estimate]") {
  CHECK(purchase_once("buy", 8, std::nullopt).quote_needed);
  CHECK(purchase_once("buy", 8, exactly(Dollars{18000})).central.value == 8 * 18000);
  CHECK(hosting_per_month("host", {10000}, std::nullopt).quote_needed);
  CHECK(hosting_per_month("host", {10000}, exactly(Dollars{150})).central.value == 1500);
}

TEST_CASE("2,560 extra tokens of gpt-4o-mini cost 0.00038 dollars", "[estimate]") {
  ApiPrice row;
  row.model = "gpt-4o-mini";
  row.per_mtok_in = {0.15};
  row.per_mtok_cached_in = {0.075};
  row.per_mtok_out = {0.6};
  ApiUse use;
  use.prompt = exactly(Tokens{2560});
  CHECK(api_cost("api", use, api_rates(row), constants()).central.value == Approx(0.000384));
  use = {exactly(Tokens{1e6}), exactly(Tokens{2e6}), exactly(Tokens{1e6}), 0};
  CHECK(api_cost("api", use, api_rates(row), constants()).central.value == Approx(0.15 + 0.15 + 0.6));
  use.batch_share = 1;
  CHECK(api_cost("api", use, api_rates(row), constants()).central.value == Approx(0.45));
}

TEST_CASE("a bill by tokens moves with how many there are and with their price, each with the other in the middle",
          "[estimate]") {
  ApiRates rates;
  rates.model = "m";
  rates.per_mtok_in = dollars(1, 1, 4);
  rates.per_mtok_out = dollars(8, 10, 20);
  const ApiUse use{{{1e6}, {2e6}, {6e6}}, {}, {{1e6}, {1e6}, {3e6}}, 0};
  const Line<Dollars> line = api_cost("api", use, rates, constants());
  CHECK(line.central.value == Approx(2 + 10));
  REQUIRE(line.drivers.size() == 2);
  CHECK(line.drivers[0].id.view() == "load");
  CHECK(line.drivers[0].low.value == Approx(1 + 10));
  CHECK(line.drivers[0].high.value == Approx(6 + 30));
  CHECK(line.drivers[1].id.view() == "api:m");
  CHECK(line.drivers[1].low.value == Approx(2 + 8));
  CHECK(line.drivers[1].high.value == Approx(2 * 4 + 20));
}

TEST_CASE("without a cached rate cached tokens pay in full, and the line says so", "[estimate]") {
  ApiPrice row;
  row.per_mtok_in = {1};
  row.per_mtok_out = {4};
  ApiUse use;
  use.cached_prompt = exactly(Tokens{1e6});
  const Line<Dollars> line = api_cost("api", use, api_rates(row), constants());
  CHECK(line.central.value == 1);
  CHECK(line.basis.assumptions == std::vector<std::string>{"assume.no-cached-rate"});
}

TEST_CASE("three epochs over 5 million tokens of hosted tuning at 3 dollars cost 45", "[estimate]") {
  TuningRates rates;
  rates.per_mtok_train = exactly(Dollars{3});
  CHECK(hosted_tuning("t", exactly(Tokens{15e6}), 1, rates).central.value == Approx(45));
  rates.per_job = exactly(Dollars{28});
  CHECK(hosted_tuning("t", exactly(Tokens{15e6}), 2, rates).central.value == Approx(45 + 56));
  CHECK(hosted_tuning("t", exactly(Tokens{15e6}), 1, std::nullopt).quote_needed);
}

TEST_CASE(
    "5,000 pairs by domain experts at 50 to 200 yuan cost 70 thousand dollars, and ten thousand times less when "
    "synthetic",
    "[estimate]") {
  LabellingPrice expert;
  expert.id = "instruction-expert-cn";
  expert.low = {50 / 7.1};
  expert.high = {200 / 7.1};
  const Line<Dollars> line = labelling("l", exactly(5000.0), 1, label_rate(expert));
  CHECK(line.central.value == Approx(5000 * 100 / 7.1));
  CHECK(line.low.value == Approx(5000 * 50 / 7.1));
  CHECK(line.high.value == Approx(5000 * 200 / 7.1));
  LabellingPrice synthetic;
  synthetic.low = synthetic.high = {0.00045};
  CHECK(line.central / labelling("l", exactly(5000.0), 1, label_rate(synthetic)).central > 1e4);
}

TEST_CASE("graded questions cost their writing and every judgement, and their number moves by itself", "[estimate]") {
  const QuestionPrice price{LabelRate{dollars(8, 10, 12), "expert", "x"}, {0.5, 1, 3}, 2};
  const Line<Dollars> line = graded_questions("e", {100, 200, 400}, price);
  CHECK(line.central.value == 200 * (10 + 2 * 1));
  REQUIRE(line.drivers.size() == 2);
  CHECK(line.drivers[0].id.view() == "evaluation");  // has nothing to do with the training set's size
  CHECK(line.drivers[0].low.value == 100 * 12);
  CHECK(line.drivers[1].id.view() == "label:expert");
  CHECK(line.drivers[1].high.value == 200 * (12 + 2 * 3));
  CHECK(price.each().central.value == 12);
}

TEST_CASE("new money is what of a bill is not paid already", "[estimate]") {
  CostLines lines;
  lines.setup.push_back(product_line("people", std::vector<CostFactor>{{"P", "persons", "work", {1, 2, 4}}}, "test"));
  lines.setup.back().cash_share = 0.25;
  lines.monthly.push_back(product_line("cards", std::vector<CostFactor>{{"n", "gpus", "load", exactly(8.0)}}, "test"));
  lines.monthly.back().cash_share = 0;
  const CostLines paid_now = new_money(lines);
  CHECK(paid_now.setup.front().central.value == 0.5);
  CHECK(paid_now.setup.front().high.value == 1);
  CHECK(paid_now.monthly.front().central.value == 0);
  CHECK(central_total(paid_now, 12, 0).value == 0.5);
}

TEST_CASE("0.91 GB in Pinecone pay the minimum of 50 dollars, 1,000 GB pay for storage", "[estimate]") {
  StoreRates rates;
  rates.per_gb_month = exactly(Dollars{0.33});
  rates.per_million_reads = exactly(Dollars{16});
  rates.per_million_writes = exactly(Dollars{4});
  rates.minimum = {50};
  rates.id = "pinecone";
  StoreUse use{exactly(Bytes{0.91e9}), exactly(30000.0), exactly(0.0)};
  const Line<Dollars> least = vector_store_per_month("v", use, rates);
  CHECK(least.central.value == 50);
  CHECK(least.high.value == 50);
  use = {exactly(Bytes{1e12}), {1e6, 2e6, 4e6}, exactly(1e6)};
  const Line<Dollars> large = vector_store_per_month("v", use, rates);
  CHECK(large.central.value == Approx(330 + 32 + 4));
  CHECK(large.high.value == Approx(330 + 64 + 4));
}

TEST_CASE("a model tuned on weekly facts trains 52 times a year, one beside retrieval twice", "[estimate]") {
  CHECK(retraining_rounds(3, false, constants()).central == 52);
  CHECK(retraining_rounds(3, true, constants()).central == 2);
  const Line<Dollars> round = line_on("round", 1200, "rent", 600, 2400);
  CHECK(retraining_per_month("r", round, retraining_rounds(1, false, constants())).central.value == Approx(100));
  CHECK(retraining_per_month("r", round, retraining_rounds(0, false, constants())).central.value == 0);
  const Line<Dollars> doubted = retraining_per_month("r", round, {6, 12, 24});
  REQUIRE(!doubted.drivers.empty());
  CHECK(doubted.drivers.back().id.view() == "retraining-rounds");
  CHECK(doubted.drivers.back().low.value == Approx(doubted.central.value / 2));
  CHECK(doubted.drivers.back().high.value == Approx(doubted.central.value * 2));
  for (const bool retrieval : {false, true}) {
    for (std::size_t level = 1; level < 6; ++level) {
      CHECK(retraining_rounds(level - 1, retrieval, constants()).central <=
            retraining_rounds(level, retrieval, constants()).central);
    }
  }
}

TEST_CASE("without a discount rate twelve payments count twelve times; at 8 percent 4 percent less", "[estimate]") {
  CHECK(constants().discount_rate == 0);
  CHECK(annuity(12, 0) == 12);
  CHECK(annuity(36, 0.08) == Approx(32.04).margin(0.01));  // 1.08^(1/12) - 1 = 0.6434 %
  CHECK(annuity(12, 0.08) / 12 == Approx(0.96).margin(0.005));
  CHECK(annuity(0, 0.08) == 0);
}

TEST_CASE("set-up and months sum to the total, and so do the years", "[estimate]") {
  const Line<Dollars> setup[] = {line_on("labels", 7000, "labels", 5000, 12000),
                                 line_on("rent", 900, "rent", 500, 2000)};
  const Line<Dollars> monthly[] = {line_on("api", 300, "load", 100, 1000), line_on("store", 50, "store", 50, 50)};
  for (const double rate : {0.0, 0.08}) {
    const std::vector<Line<Dollars>> lines = over_horizon(setup, monthly, 30, rate);
    const Estimate<Dollars> total = sum(lines);
    if (rate == 0) CHECK(total.central.value == Approx(7900 + 350 * 30));
    const CostLines both = {{std::begin(setup), std::end(setup)}, {std::begin(monthly), std::end(monthly)}};
    CHECK(central_total(both, 30, rate).value == total.central.value);  // to the bit: plans are compared by it
    Dollars of_lines{};
    for (const Line<Dollars>& line : total.breakdown) of_lines += line.central;
    CHECK(of_lines.value == Approx(total.central.value));
    const std::vector<YearCost> years = cost_by_year(setup, monthly, 30, rate);
    REQUIRE(years.size() == 3);
    CHECK(years[2].months == 6);
    Dollars of_years{};
    for (const YearCost& year : years) of_years += year.cost.central;
    CHECK(of_years.value == Approx(total.central.value));
  }
}

TEST_CASE("12,000 dollars of set-up that save 1,000 a month pay off after a year, later at a discount", "[estimate]") {
  const auto even =
      break_even(exactly(Dollars{0}), exactly(Dollars{1500}), exactly(Dollars{12000}), exactly(Dollars{500}), 0);
  CHECK(even.kind == BreakEven::Kind::at_month);
  CHECK(even.month == 12);
  CHECK_FALSE(even.first_wins_later);
  CHECK(even.earliest == 12);
  CHECK(even.latest == 12);
  const auto later =
      break_even(exactly(Dollars{0}), exactly(Dollars{1500}), exactly(Dollars{12000}), exactly(Dollars{500}), 0.08);
  CHECK(annuity(std::floor(later.month), 0.08) <= 12);
  CHECK(later.month == Approx(12.51).margin(0.02));
}

TEST_CASE("who is dearer from the start and every month never pays off", "[estimate]") {
  const auto never = break_even(exactly(Dollars{1}), exactly(Dollars{1}), exactly(Dollars{2}), exactly(Dollars{2}), 0);
  CHECK(never.kind == BreakEven::Kind::first_always);
  const auto always = break_even(exactly(Dollars{2}), exactly(Dollars{2}), exactly(Dollars{1}), exactly(Dollars{2}), 0);
  CHECK(always.kind == BreakEven::Kind::second_always);
  const auto same = break_even(exactly(Dollars{2}), exactly(Dollars{2}), exactly(Dollars{2}), exactly(Dollars{2}), 0);
  CHECK(same.kind == BreakEven::Kind::equal);
  const auto dearer = break_even(exactly(Dollars{2}), exactly(Dollars{1}), exactly(Dollars{2}), exactly(Dollars{2}), 0);
  CHECK(dearer.kind == BreakEven::Kind::first_always);  // of two that begin alike the one with less a month
}

TEST_CASE("the break-even's range spans both differences, and is open where the saving may be none", "[estimate]") {
  const auto even = break_even(dollars(900, 1000, 1200), dollars(1300, 1500, 1800), dollars(9000, 13000, 20000),
                               dollars(400, 500, 600), 0);
  CHECK(even.month == 12);
  REQUIRE(even.earliest);
  REQUIRE(even.latest);
  // Both differences stand apart: 12,000 less root(4,000, 200) or more root(7,000, 100), over 1,000 more root(300, 100)
  // or less root(200, 100); each moves the month by itself.
  CHECK(*even.earliest == Approx(12 / std::exp(std::hypot(std::log(12 / (12 - std::hypot(4, 0.2))),
                                                          std::log(1 + std::hypot(0.3, 0.1))))));
  CHECK(*even.latest == Approx(12 * std::exp(std::hypot(std::log((12 + std::hypot(7, 0.1)) / 12),
                                                        std::log(1 / (1 - std::hypot(0.2, 0.1)))))));
  const auto open =
      break_even(dollars(0, 0, 0), dollars(500, 1000, 1500), dollars(1000, 1200, 1400), dollars(400, 900, 1400), 0);
  CHECK(open.kind == BreakEven::Kind::at_month);
  CHECK_FALSE(open.latest);
}

TEST_CASE("the bill's line carries amounts, the need for a quote and the basis", "[estimate]") {
  const Line<Dollars> line = bill_line(line_on("line.x", 10, "a", 5, 20), "setup");
  CHECK(line.label == "line.x");
  CHECK(line.period == "setup");
  CHECK(line.low.value == 5);
  CHECK(line.high.value == 20);
  CHECK(line.basis.method == "test");
}

TEST_CASE("more hours, tokens, queries, examples or months never cost less", "[estimate]") {
  std::mt19937_64 generator(6);
  const auto draw = [&](double low, double high) {
    return low + static_cast<double>(generator() >> 11U) * 0x1.0p-53 * (high - low);
  };
  const auto around = [&](double central, double width) {
    return Spread<double>{central / width, central, central * width};
  };
  for (int i = 0; i < 10000; ++i) {
    const double grow = draw(1, 3);
    const double width = draw(1, 4);
    RentalPrice price;
    price.price = quantities<DollarsPerGpuHour>(around(draw(0.1, 12), draw(1, 3)));
    TuningRates tuning;
    tuning.per_mtok_train = quantities<Dollars>(around(draw(0.1, 30), 1.5));
    ApiRates api;
    api.per_mtok_in = quantities<Dollars>(around(draw(0.01, 5), 1.2));
    api.per_mtok_out = quantities<Dollars>(around(draw(0.1, 30), 1.2));
    StoreRates store;
    store.per_gb_month = quantities<Dollars>(around(draw(0.1, 3), 1.2));
    store.per_million_reads = quantities<Dollars>(around(draw(1, 20), 1.2));
    store.minimum = {draw(0, 100)};
    const LabelRate rate{quantities<Dollars>(around(draw(0.01, 50), 2)), "l", "s"};
    const double hours = draw(0, 1e5), tokens = draw(0, 1e12), queries = draw(0, 1e9), examples = draw(0, 1e6),
                 bytes = draw(0, 1e12);
    const auto bill = [&](double more) {
      ApiUse use;
      use.prompt = quantities<Tokens>(around(tokens * more, width));
      use.output = quantities<Tokens>(around(tokens * more / 3, width));
      return std::vector<Line<Dollars>>{
          rent("rent", quantities<GpuHours>(around(hours * more, width)), "hours", price, "x"),
          hosted_tuning("tuning", quantities<Tokens>(around(tokens * more, width)), 1, tuning),
          api_cost("api", use, api, constants()),
          vector_store_per_month("store", {exactly(Bytes{bytes * more}), around(queries * more, width), exactly(0.0)},
                                 store),
          labelling("labels", around(examples * more, width), 1, rate)};
    };
    const std::vector<Line<Dollars>> less = bill(1);
    const std::vector<Line<Dollars>> more = bill(grow);
    for (std::size_t line = 0; line < less.size(); ++line) {
      REQUIRE(less[line].low <= less[line].central);
      REQUIRE(less[line].central <= less[line].high);
      REQUIRE(less[line].low.value <= more[line].low.value * (1 + 1e-12));
      REQUIRE(less[line].central <= more[line].central);
      REQUIRE(less[line].high.value <= more[line].high.value * (1 + 1e-12));
    }
    const double months = draw(0, 60);
    const double discount = draw(0, 0.2);
    const Estimate<Dollars> shorter = sum(over_horizon(less, less, months, discount));
    const Estimate<Dollars> longer = sum(over_horizon(less, less, months + draw(0, 12), discount));
    REQUIRE(shorter.low <= shorter.central);
    REQUIRE(shorter.central <= shorter.high);
    REQUIRE(shorter.central.value <= longer.central.value * (1 + 1e-12));
    REQUIRE(sum(less).central <= sum(more).central);
  }
}
