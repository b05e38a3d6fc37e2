// Acceptance tests: their size, and that both risks are what is promised.
#include "pathfinder/estimate/acceptance.hpp"

#include <cmath>

#include "constants_from_data.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

AcceptanceRule shipped_rule() {
  return acceptance_rule(constants_from("cost"));
}

/// Probability of at least `right` right answers, summed from the other end than the code does.
double passes(double right, double questions, double share) {
  double sum = 0;
  for (double x = right; x <= questions; x += 1) {
    sum += std::exp(std::lgamma(questions + 1) - std::lgamma(x + 1) - std::lgamma(questions - x + 1) +
                    x * std::log(share) + (questions - x) * std::log(1 - share));
  }
  return sum;
}

}  // namespace

TEST_CASE("acceptance: 90 % wanted takes 304 questions, of which 267 must be right", "[estimate]") {
  // d = 0.5 * 0.1 = 0.05; n = (1.28155 * (sqrt(0.85 * 0.15) + sqrt(0.9 * 0.1)) / 0.05)^2 = 283.2;
  // 283.2 / 4 * (1 + sqrt(1 + 2 / (283.2 * 0.05)))^2 = 302.9 … rounded up.
  const AcceptanceTest test = acceptance_test(0.9, shipped_rule());
  CHECK(test.tolerated == Approx(0.85));
  CHECK(test.questions == 304);
  CHECK(test.least_right == 267);
  CHECK(test.buyer_risk == Approx(passes(267, 304, 0.85)).epsilon(1e-9));
  CHECK(test.supplier_risk == Approx(1 - passes(267, 304, 0.9)).epsilon(1e-9));
}

TEST_CASE("acceptance: both risks stay near one in ten, whatever is wanted", "[estimate]") {
  for (int percent = 5; percent <= 99; ++percent) {
    const double wanted = percent / 100.0;
    INFO(wanted);
    const AcceptanceTest test = acceptance_test(wanted, shipped_rule());
    CHECK(test.tolerated < wanted);
    CHECK(test.least_right > test.questions * test.tolerated);
    CHECK(test.buyer_risk <= 0.1);
    CHECK(test.supplier_risk <= 0.14);  // counts are whole: one answer more is a few per cent
  }
}

TEST_CASE("acceptance: more wanted takes more questions, up to the most; then less is told apart", "[estimate]") {
  const AcceptanceRule rule = shipped_rule();
  double before = 0;
  for (double wanted = 0.5; wanted < 1; wanted += 0.005) {
    const double now = acceptance_questions(wanted, rule);
    CHECK(now >= before);
    CHECK(now <= rule.most);
    before = now;
  }
  CHECK(before == rule.most);
  const AcceptanceTest strict = acceptance_test(0.98, rule);
  CHECK(strict.questions == rule.most);
  CHECK(strict.tolerated < 0.98 - 0.5 * 0.02 - 0.005);
  CHECK(acceptance_test(1, rule).questions == rule.most);
  CHECK(acceptance_test(0, rule).questions > 0);
}

TEST_CASE("acceptance: a share that is not known exactly gives the range of questions", "[estimate]") {
  const Spread<double> found = acceptance_questions(Spread<double>{0.8, 0.9, 0.97}, shipped_rule());
  CHECK(found.low == 131);
  CHECK(found.central == 304);
  CHECK(found.high == 500);
  const Spread<double> half = acceptance_questions(Spread<double>{0.3, 0.5, 0.7}, shipped_rule());
  CHECK(half.low == half.central);  // fewest where right and wrong are as frequent
}
