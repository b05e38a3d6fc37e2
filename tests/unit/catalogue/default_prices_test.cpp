// Default prices by country: what stands in where nobody was asked.
#include "pathfinder/catalogue/default_prices.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a default is its country's, else the world's; of an accelerator only a row that names it", "[catalogue]") {
  const std::vector<DefaultPrice> rows = test::shipped().default_prices;
  const DefaultPrice* china = default_price(rows, "staff", "cn");
  REQUIRE(china != nullptr);
  CHECK(china->country == "CN");
  CHECK(china->price.central.value == Approx(6300 / 6.801));
  const DefaultPrice* nowhere = default_price(rows, "staff", "zz");
  REQUIRE(nowhere != nullptr);
  CHECK(nowhere->country.empty());
  CHECK(default_price(rows, "server", "us", "no-such") == nullptr);
  CHECK(project_prices(test::shipped(), "us", nullptr).usd_per_seat == 30);
  CHECK(project_prices(test::shipped(), "cn", nullptr).usd_per_seat < 15);
  CHECK(default_price(rows, "no such item", "us") == nullptr);
}

TEST_CASE("every default has a range around its middle, a date and a source that says whether it was read",
          "[catalogue]") {
  for (const DefaultPrice& row : test::shipped().default_prices) {
    INFO(row.item << " " << row.country << " " << row.gpu);
    CHECK(row.price.low < row.price.central);
    CHECK(row.price.central < row.price.high);
    CHECK(row.source.as_of.size() >= 4);
    CHECK(test::shipped().sources.contains(row.source.source));
  }
}

TEST_CASE("an accelerator nobody sells servers of takes the price of a usual class, and says so", "[catalogue]") {
  const Catalogue& catalogue = test::shipped();
  const std::vector<DefaultPrice> rows = catalogue.default_prices;
  const Gpu& h100 = catalogue.gpus[catalogue.find("gpus", "h100-sxm")];
  const ProjectPrices known = project_prices(catalogue, "us", &h100);
  CHECK(known.class_known);
  CHECK(known.usd_per_server == 325000);
  CHECK(known.usd_per_gpu_hour > 1);
  CHECK(project_prices(catalogue, "cn", &h100).usd_per_server > known.usd_per_server);
  const ProjectPrices unknown = project_prices(catalogue, "us", nullptr);
  CHECK_FALSE(unknown.class_known);
  CHECK(unknown.usd_per_server == 150000);
}

TEST_CASE("a default in the wrong unit, of an unknown item or card is refused with its place", "[catalogue]") {
  const auto refused = [](const std::string& row) {
    try {
      test::shipped_with(
          {{"prices/staff.json", R"({"provider": "x", "name": {"en": "x", "zh": "x"}, "defaults": [)" + row + "]}"}});
    } catch (const InputError& error) {
      return test::summary(error.found);
    }
    return std::string();
  };
  const std::string rest = R"("as_of": "2026", "source": "recalled", "verified": "recalled")";
  CHECK(refused(R"({"item": "staff", "usd_per_week": 1000, )" + rest + "}").empty());
  CHECK(refused(R"({"item": "staff", "usd_per_month": 1000, )" + rest + "}").find("missing-key") == 0);
  CHECK(refused(R"({"item": "tea", "usd_per_week": 1000, )" + rest + "}").find("unknown-word") == 0);
  CHECK(refused(R"({"item": "server", "gpu": "no-such", "usd_per_server": 1, )" + rest + "}").find("unknown-gpu") == 0);
}
