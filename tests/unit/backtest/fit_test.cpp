// Small dense least squares.
#include "backtest/fit.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("normal equations give the line through points that lie on one", "[backtest]") {
  SymmetricSystem system(2);
  for (const double x : {0.0, 1.0, 2.0, 5.0}) system.add({1, x}, 3 - 2 * x, 0.5);
  const std::vector<double> solution = system.solve();
  CHECK(solution[0] == Approx(3));
  CHECK(solution[1] == Approx(-2));
}

TEST_CASE("an unknown that nothing decides stays, one that is held stays too", "[backtest]") {
  SymmetricSystem system(3);
  system.add({1, 0, 1}, 4, 1);
  system.pull(2, 1, 1e9);
  const std::vector<double> solution = system.solve();
  CHECK(solution[0] == Approx(3));
  CHECK(solution[1] == 0);
  CHECK(solution[2] == Approx(1));
  CHECK(system.solve({false, true, true}, 0)[0] == 0);
}
