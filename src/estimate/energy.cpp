// Energy, CO2 and the power bill; sources in energy.hpp and data/constants/energy.json.
#include "pathfinder/estimate/energy.hpp"

#include <algorithm>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

EnergyConstants energy_constants(const ConstantSpreads& constants) {
  return {constants("energy.server-factor"), constants("energy.idle-share"), constants("energy.power-exponent"),
          constants("energy.full-power-utilisation").central, constants("energy.card-power")};
}

Spread<double> power_share(double utilisation, const EnergyConstants& constants) {
  const double load = std::clamp(utilisation / constants.full_power_utilisation, 0.0, 1.0);
  const auto share = [&](double idle, double exponent) { return idle + (1 - idle) * pow(load, exponent); };
  return {share(constants.idle_share.low, constants.power_exponent.high),
          share(constants.idle_share.central, constants.power_exponent.central),
          share(constants.idle_share.high, constants.power_exponent.low)};
}

Spread<KilowattHours> training_energy_range(const Spread<GpuHours>& time, Watts rated_power,
                                            const Spread<double>& share, const Spread<double>& pue,
                                            const EnergyConstants& constants) {
  const double kilowatts = rated_power.value / 1000;
  return quantities<KilowattHours>(
      independent_product({scaled(kilowatts, values(time)), share, constants.server_factor, pue}));
}

Estimate<KilowattHours> training_energy(const Spread<GpuHours>& time, Watts rated_power, const Spread<double>& share,
                                        const Spread<double>& pue, const EnergyConstants& constants) {
  const double kilowatts = rated_power.value / 1000;
  auto energy = estimate_of(training_energy_range(time, rated_power, share, pue, constants),
                            {"energy.training", {"inference-formulas-2026", "newkirk-2025"}, {}});
  const double cards = time.central.value * kilowatts * share.central;
  const double server = cards * constants.server_factor.central;
  energy.breakdown = {{"line.energy.accelerators", {cards}},
                      {"line.energy.server", {server - cards}},
                      {"line.energy.cooling", {energy.central.value - server}}};
  return energy;
}

Estimate<KilowattHours> training_energy_explained(const Spread<GpuHours>& time, Watts rated_power, double utilisation,
                                                  const Spread<double>& pue, const EnergyConstants& constants) {
  const Spread<double> share = power_share(utilisation, constants);
  Estimate<KilowattHours> energy = training_energy(time, rated_power, share, pue, constants);
  std::vector<Part> parts = {
      {"H", time.central.value, "gpu-hours"}, {"W", rated_power.value, "W"}, {"g", share.central, "ratio"}};
  const auto explain = [&](std::size_t line, const char* formula) {
    energy.breakdown[line].basis.method = formula;
    energy.breakdown[line].parts = parts;
  };
  explain(0, "energy.training-accelerators");
  parts.push_back({"s", constants.server_factor.central, "ratio", "energy.server-factor"});
  explain(1, "energy.training-server");
  parts.push_back({"PUE", pue.central, "ratio"});
  explain(2, "energy.training-cooling");
  energy.quantities.emplace_back(
      "estimate.quantity.power-share", share.central, "energy.power-share",
      std::vector<Part>{{"i", constants.idle_share.central, "ratio", "energy.idle-share"},
                        {"u", utilisation, "ratio"},
                        {"u_full", constants.full_power_utilisation, "ratio", "energy.full-power-utilisation"},
                        {"e", constants.power_exponent.central, "exponent", "energy.power-exponent"}});
  return energy;
}

Spread<KilowattHours> serving_energy_held_range(double accelerators, Hours powered, Watts rated_power,
                                                const Spread<double>& busy_share, const Spread<double>& pue,
                                                const EnergyConstants& constants) {
  const double full = accelerators * (rated_power * powered).value;  // kWh of the accelerators alone, all at full load
  const auto draw = [](double idle, double busy) { return idle + (1 - idle) * busy; };
  const double idle = constants.idle_share.central;
  const double busy = busy_share.central;
  const double server = constants.server_factor.central;
  const double central = full * server * draw(idle, busy) * pue.central;
  const double per_draw = full * server * pue.central;
  const double rest = full * draw(idle, busy);
  const MovedAlone drivers[] = {
      {per_draw * draw(idle, busy_share.low), per_draw * draw(idle, busy_share.high)},
      {per_draw * draw(constants.idle_share.low, busy), per_draw * draw(constants.idle_share.high, busy)},
      {rest * pue.central * constants.server_factor.low, rest * pue.central * constants.server_factor.high},
      {rest * server * pue.low, rest * server * pue.high}};
  return quantities<KilowattHours>(combined(central, drivers));
}

Estimate<KilowattHours> serving_energy_held(double accelerators, Hours powered, Watts rated_power,
                                            const Spread<double>& busy_share, const Spread<double>& pue,
                                            const EnergyConstants& constants) {
  const double full = accelerators * (rated_power * powered).value;
  const double idle = constants.idle_share.central;
  const double busy = busy_share.central;
  const double server = constants.server_factor.central;
  auto energy =
      estimate_of(serving_energy_held_range(accelerators, powered, rated_power, busy_share, pue, constants),
                  {"energy.serving-held", {"inference-formulas-2026", "newkirk-2025", "nvidia-dps-devices"}, {}});
  const double working = full * server * busy;
  const double waiting = full * server * idle * (1 - busy);
  energy.breakdown = {{"line.energy.working", {working}},
                      {"line.energy.waiting", {waiting}},
                      {"line.energy.cooling", {energy.central.value - working - waiting}}};
  return energy;
}

Spread<Kilograms> carbon_range(const Spread<KilowattHours>& energy, const Spread<KilogramsPerKilowattHour>& intensity) {
  return quantities<Kilograms>(independent_product({values(energy), values(intensity)}));
}

Estimate<Kilograms> carbon(const Spread<KilowattHours>& energy, const Spread<KilogramsPerKilowattHour>& intensity) {
  return estimate_of(carbon_range(energy, intensity), {"energy.carbon", {}, {}});
}

}  // namespace pathfinder
