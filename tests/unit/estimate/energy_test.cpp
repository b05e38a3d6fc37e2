// Hand-computed numbers of the sources prices-energy-2026 and inference-formulas-2026, and laws that must hold.
#include "pathfinder/estimate/energy.hpp"

#include <random>

#include "constants_from_data.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const EnergyConstants& constants() {
  static const EnergyConstants all = energy_constants(constants_from("energy"));
  return all;
}

template <class Q>
void check_lines_sum(const Estimate<Q>& estimate) {
  Q sum{};
  for (const Line<Q>& line : estimate.breakdown) sum += line.central;
  CHECK(sum.value == Approx(estimate.central.value));
  CHECK(estimate.low <= estimate.central);
  CHECK(estimate.central <= estimate.high);
}

}  // namespace

TEST_CASE("an H100 hour at PUE 1.3 is 1.11 kWh", "[estimate]") {
  const Spread<double> full = power_share(0.4, constants());
  CHECK(full.central == 1);
  const Estimate<KilowattHours> energy = training_energy(exactly(GpuHours{1}), {700}, full, exactly(1.3), constants());
  CHECK(energy.central.value == Approx(1.110).margin(0.001));
  check_lines_sum(energy);
}

TEST_CASE("training on 8 H100 drew 76 percent of 10.2 kW, which lies inside", "[estimate]") {
  const Estimate<KilowattHours> hour =
      training_energy(exactly(GpuHours{8}), {700}, power_share(0.4, constants()), exactly(1.0), constants());
  CHECK(hour.low.value <= 0.76 * 10.2);
  CHECK(0.76 * 10.2 <= hour.high.value * 1.01);
}

TEST_CASE("power falls more slowly than utilisation, down to that of a waiting server", "[estimate]") {
  CHECK(power_share(0, constants()).central == constants().idle_share.central);
  CHECK(power_share(0.2, constants()).central == Approx(0.79).margin(0.01));
  CHECK(power_share(0.9, constants()).central == 1);
  for (double u = 0; u < 0.6; u += 0.01) {
    const Spread<double> share = power_share(u, constants());
    CHECK(share.low <= share.central);
    CHECK(share.central <= share.high);
    CHECK(share.central <= power_share(u + 0.01, constants()).central);
  }
}

TEST_CASE("a server that waits nine hours of ten spends more than half of its energy on waiting", "[estimate]") {
  const Estimate<KilowattHours> month = serving_energy_held(2, {730}, {350}, exactly(0.1), exactly(1.46), constants());
  check_lines_sum(month);
  CHECK(month.breakdown[1].central > month.breakdown[0].central);
  CHECK(month.central.value == Approx(2 * 730 * 0.35 * 1.22 * (0.15 + 0.85 * 0.1) * 1.46));
}

TEST_CASE("Inner Mongolia's grid emits 56 percent more than Guangdong's", "[estimate]") {
  const Spread<KilowattHours> energy = exactly(KilowattHours{1000});
  const Kilograms west = carbon(energy, exactly(KilogramsPerKilowattHour{0.6849})).central;
  const Kilograms coast = carbon(energy, exactly(KilogramsPerKilowattHour{0.4403})).central;
  CHECK(west / coast == Approx(1.556).margin(0.001));
}

TEST_CASE("independent ranges of hours, server and site widen the energy less than their ends multiplied",
          "[estimate]") {
  const Estimate<KilowattHours> energy =
      training_energy({{50}, {100}, {200}}, {400}, power_share(0.3, constants()), {1.2, 1.4, 1.6}, constants());
  CHECK(energy.high / energy.central > 2);
  CHECK(energy.high / energy.central < 2 * 1.38 / 1.22 * 1.6 / 1.4);
}

TEST_CASE("more hours, more power or more load never cost less energy", "[estimate]") {
  std::mt19937_64 generator(5);
  const auto draw = [&](double low, double high) {
    return low + static_cast<double>(generator() >> 11U) * 0x1.0p-53 * (high - low);
  };
  for (int i = 0; i < 10000; ++i) {
    const double hours = draw(0, 1e6);
    const double more = hours * draw(1, 2);
    const Spread<double> share = power_share(draw(0, 0.7), constants());
    const Spread<double> pue{1.1, draw(1.1, 1.5), 1.6};
    const Watts power{draw(50, 1200)};
    const auto less_energy = training_energy(exactly(GpuHours{hours}), power, share, pue, constants());
    const auto more_energy = training_energy(exactly(GpuHours{more}), power, share, pue, constants());
    REQUIRE(less_energy.low <= more_energy.low);
    REQUIRE(less_energy.central <= more_energy.central);
    REQUIRE(less_energy.high <= more_energy.high);
    const double busy = draw(0, 0.9);
    const auto idle = serving_energy_held(4, {730}, power, {busy / 2, busy, (1 + busy) / 2}, pue, constants());
    const auto busier =
        serving_energy_held(4, {730}, power, {busy / 2 + 0.04, busy + 0.04, (1 + busy) / 2 + 0.04}, pue, constants());
    REQUIRE(idle.central <= busier.central);
    REQUIRE(idle.low <= idle.central);
    REQUIRE(idle.central <= idle.high);
  }
}
