#include "pathfinder/answers/answer.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

Answer answer(double low, double central, double high, double line) {
  AnswerFigure figure{"training_gpu_hours", "gpu-hours", {}};
  figure.estimate.low = low;
  figure.estimate.central = central;
  figure.estimate.high = high;
  figure.estimate.breakdown.emplace_back("line", line, "method", std::vector<Part>());
  return {"train", {figure}, {}, {}};
}

}  // namespace

TEST_CASE("a figure that is not finite or not in order is never shown", "[report]") {
  const double infinite = std::numeric_limits<double>::infinity();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_NOTHROW(check_answer(answer(1, 2, 3, 2)));
  CHECK_NOTHROW(check_answer(answer(1, 2, nan, 2)));  // nobody knows the upper end
  CHECK_THROWS_AS(check_answer(answer(1, 2, infinite, 2)), std::logic_error);
  CHECK_THROWS_AS(check_answer(answer(nan, 2, 3, 2)), std::logic_error);
  CHECK_THROWS_AS(check_answer(answer(1, nan, 3, 2)), std::logic_error);
  CHECK_THROWS_AS(check_answer(answer(3, 2, 4, 2)), std::logic_error);
  CHECK_THROWS_AS(check_answer(answer(1, 2, 1.5, 2)), std::logic_error);
  CHECK_THROWS_AS(check_answer(answer(1, 2, 1e60, 2)), std::logic_error);
  CHECK_THROWS_AS(check_answer(answer(1, 2, 3, infinite)), std::logic_error);
  Answer bound = answer(nan, nan, nan, 2);
  bound.figures[0].bound = Bound::at_least;
  bound.figures[0].limit = 4;
  CHECK_NOTHROW(check_answer(bound));
  bound.figures[0].limit = nan;
  CHECK_THROWS_AS(check_answer(bound), std::logic_error);
}
