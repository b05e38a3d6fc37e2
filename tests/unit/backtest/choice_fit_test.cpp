#include "backtest/choice_fit.hpp"

#include <cmath>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// Two options, the second with one part; a constant and one trait.
ChoiceShape one_part(signed char sign) {
  return {2, 1, 2, {0, 1}, {1, 1}, {0, sign}};
}

ObservedChoice choice(double trait, double second) {
  return {{1, trait}, {0, 0}, {1, 1}, {1 - second, second}, 1};
}

std::vector<const ObservedChoice*> pointers(const std::vector<ObservedChoice>& all) {
  std::vector<const ObservedChoice*> result;
  for (const ObservedChoice& one : all) result.push_back(&one);
  return result;
}

}  // namespace

TEST_CASE("choices: without a penalty worth naming the shares that were taken come back", "[backtest]") {
  const std::vector<ObservedChoice> all = {choice(0, 0.25), choice(1, 0.75)};
  const auto found = fit_choices(one_part(0), pointers(all), 1e-6);
  CHECK(found[0] == Approx(std::log(1.0 / 3)).margin(1e-3));
  CHECK(found[1] == Approx(2 * std::log(3)).margin(1e-3));
  CHECK(mean_log_share(one_part(0), found, pointers(all)) == Approx(0).margin(1e-9));  // either would have done
}

TEST_CASE("choices: a heavier penalty pulls a coefficient towards none", "[backtest]") {
  const std::vector<ObservedChoice> all = {choice(0, 0.25), choice(1, 0.75)};
  const double light = fit_choices(one_part(0), pointers(all), 0.1)[1];
  const double heavy = fit_choices(one_part(0), pointers(all), 10)[1];
  CHECK(light > heavy);
  CHECK(heavy > 0);
}

TEST_CASE("choices: rows against a sign known beforehand leave the coefficient at none", "[backtest]") {
  const std::vector<ObservedChoice> all = {choice(0, 0.75), choice(1, 0.25)};
  CHECK(fit_choices(one_part(1), pointers(all), 0.1)[1] == 0);
  CHECK(fit_choices(one_part(-1), pointers(all), 0.1)[1] < 0);
}

TEST_CASE("choices: a head start that explains what was taken leaves nothing to the coefficients", "[backtest]") {
  ObservedChoice one = choice(1, 0.75);
  one.head_start = {0, std::log(3)};
  const std::vector<ObservedChoice> all = {one};
  const auto found = fit_choices(one_part(0), pointers(all), 0.1);
  CHECK(std::abs(found[0]) < 1e-3);
  CHECK(std::abs(found[1]) < 1e-3);
  CHECK(utilities(one_part(0), found, one)[1] == Approx(std::log(3)).margin(1e-2));
}

TEST_CASE("choices: an option that could not be taken is no evidence against the part it has", "[backtest]") {
  ObservedChoice blocked = choice(1, 0);
  blocked.open = {1, 0};
  const std::vector<ObservedChoice> all = {blocked};
  const auto found = fit_choices(one_part(0), pointers(all), 0.1);
  CHECK(found[0] == 0);
  CHECK(found[1] == 0);
}
