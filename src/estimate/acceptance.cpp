#include "pathfinder/estimate/acceptance.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"

namespace pathfinder {
namespace {

/// No test of a few hundred questions tells less than one wrong answer in a thousand.
double told_apart(double wanted) {
  constexpr double least = 0.001;
  return std::clamp(wanted, least, 1 - least);
}

double rarer(double wanted) {
  return std::min(wanted, 1 - wanted);
}

/// Questions that tell two shares `distance` apart.
double questions_for(double wanted, double distance, double risk) {
  const auto spread = [](double share) { return std::sqrt(share * (1 - share)); };
  const double root = -normal_quantile(risk) * (spread(wanted - distance) + spread(wanted)) / distance;
  const double plain = root * root;
  const double corrected = 1 + std::sqrt(1 + 2 / (plain * distance));
  return std::ceil(plain / 4 * corrected * corrected);
}

/// Wrong answers of a test, and the probability of so many or fewer; -1: not even none.
struct WrongAnswers {
  double number = -1;
  double probability = 0;
};

/// From 0 on, while `take` wants the next number and the probability up to it.
template <class Take>
WrongAnswers counted_up(double n, double wrong, Take take) {
  WrongAnswers found;
  double logarithm = n * log(1 - wrong);
  for (double x = 0; x <= n; x += 1) {
    if (x > 0) logarithm += log((n - x + 1) / x * wrong / (1 - wrong));
    const double up_to = std::min(1.0, found.probability + exp(logarithm));
    if (!take(x, up_to)) break;
    found = {x, up_to};
  }
  return found;
}

}  // namespace

AcceptanceRule acceptance_rule(const ConstantSpreads& constants) {
  return {constants("acceptance.discrimination").central, constants("acceptance.risk").central,
          constants("acceptance.most-questions").central};
}

double acceptance_questions(double wanted, const AcceptanceRule& rule) {
  const double share = told_apart(wanted);
  return std::clamp(questions_for(share, (rule.discrimination - 1) * rarer(share), rule.risk), 1.0, rule.most);
}

Spread<double> acceptance_questions(const Spread<double>& wanted, const AcceptanceRule& rule) {
  const double low = acceptance_questions(wanted.low, rule);
  const double central = acceptance_questions(wanted.central, rule);
  const double high = acceptance_questions(wanted.high, rule);
  return {std::min({low, central, high}), central, std::max({low, central, high})};
}

AcceptanceTest acceptance_test(double wanted, const AcceptanceRule& rule) {
  AcceptanceTest test;
  test.wanted = wanted;
  test.questions = acceptance_questions(wanted, rule);
  const double share = told_apart(wanted);
  double distance = (rule.discrimination - 1) * rarer(share);
  if (questions_for(share, distance, rule.risk) > rule.most) {
    // The distance that so many questions tell: more distance takes fewer questions.
    double near = distance, far = share;
    constexpr int halvings = 40;
    for (int i = 0; i < halvings; ++i) {
      const double middle = (near + far) / 2;
      (questions_for(share, middle, rule.risk) > rule.most ? near : far) = middle;
    }
    distance = far;
  }
  test.tolerated = share - distance;
  const WrongAnswers passing =
      counted_up(test.questions, 1 - test.tolerated, [&](double, double up_to) { return up_to <= rule.risk; });
  test.least_right = test.questions - passing.number;
  test.buyer_risk = passing.probability;
  test.supplier_risk =
      1 - counted_up(test.questions, 1 - share, [&](double x, double) { return x <= passing.number; }).probability;
  return test;
}

}  // namespace pathfinder
