#include "pathfinder/base/plausible.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a key's unit says what its number can be", "[base]") {
  CHECK(plausible("memory_share").high == 1);
  CHECK(plausible("memory_gib").high == 1e7);
  CHECK(plausible("memory_gib_low").high == 1e7);
  CHECK(plausible("memory_bandwidth_gb_per_s").high == 1e6);
  CHECK(plausible_in("ratio").low == 0);
  CHECK(plausible("year").high == largest_number);  // the first year of a plan is 1
  CHECK(plausible("launch_year").low == 1900);
  CHECK(plausible("layers").high == largest_number);
  CHECK(plausible("layers").low == -largest_number);
}

TEST_CASE("a price is bounded alike in every currency, and what it is per is no amount", "[base]") {
  CHECK(plausible("usd_per_gpu_hour").high == 1e3);
  CHECK(plausible("cny_per_gpu_hour_high").high == 1e4);
  CHECK(plausible("power_price_eur_per_kwh").high == 10);
  CHECK(plausible("usd_per_seat_year").low == 0);
  CHECK(plausible("usd_per_seat_year").high == 1e9);
  CHECK(plausible("tokens_per_parameter").high == largest_number);
}

TEST_CASE("both rules hold: the narrower bound on either side", "[base]") {
  const NumberRule rule = both(positive(Need::required), plausible("memory_gib"));
  CHECK_FALSE(accepts(rule, 0));
  CHECK(accepts(rule, 1e7));
  CHECK_FALSE(accepts(rule, 1.1e7));
  CHECK(rule.need == Need::required);
  CHECK_FALSE(accepts(both(within(-5, 5), plausible("tuned_share")), -1));
}

TEST_CASE("the message names the bound that was passed", "[base]") {
  const auto said = [](const NumberRule& rule, std::string_view key, double refused) {
    return expected_by(rule, both(rule, plausible(key)), refused);
  };
  CHECK(said(positive(), "usd_per_week", 0) == "@expected.above\t0");
  CHECK(said(positive(), "usd_per_week", 1e308) == "@expected.at-most\t1000000");
  CHECK(said({}, "usd_per_week", -1) == "@expected.at-least\t0");
  CHECK(said(within(2, 3), "usd_per_week", 1e308) == "@expected.between\t2\t3");
}
