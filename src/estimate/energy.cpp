// Energy, CO2 and the power bill; sources in energy.hpp and data/constants/energy.json.
#include "pathfinder/estimate/energy.hpp"

#include <algorithm>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

EnergyConstants energy_constants(const ConstantSpreads& constants) {
  return {constants("energy.server-factor"), constants("energy.idle-share"), constants("energy.power-exponent"),
          constants("energy.full-power-utilisation").central};
}

Spread<double> power_share(double utilisation, const EnergyConstants& constants) {
  const double load = std::clamp(utilisation / constants.full_power_utilisation, 0.0, 1.0);
  const auto share = [&](double idle, double exponent) { return idle + (1 - idle) * pow(load, exponent); };
  return {share(constants.idle_share.low, constants.power_exponent.high),
          share(constants.idle_share.central, constants.power_exponent.central),
          share(constants.idle_share.high, constants.power_exponent.low)};
}

Estimate<KilowattHours> training_energy(const Spread<GpuHours>& time, Watts rated_power, const Spread<double>& share,
                                        const Spread<double>& pue, const EnergyConstants& constants) {
  const double kilowatts = rated_power.value / 1000;
  const Spread<double> total =
      independent_product({scaled(kilowatts, values(time)), share, constants.server_factor, pue});
  auto energy = estimate_of(quantities<KilowattHours>(total),
                            {"energy.training", {"inference-formulas-2026", "newkirk-2025"}, {}});
  const double cards = time.central.value * kilowatts * share.central;
  const double server = cards * constants.server_factor.central;
  energy.breakdown = {{"line.energy.accelerators", {cards}},
                      {"line.energy.server", {server - cards}},
                      {"line.energy.cooling", {energy.central.value - server}}};
  return energy;
}

Estimate<JoulesPerToken> prompt_token_energy(double params_active, double dense_tflop_per_s,
                                             const Spread<double>& compute_share, Watts rated_power,
                                             const EnergyConstants& constants) {
  const double seconds_at_peak = 2 * params_active / (dense_tflop_per_s * 1e12);
  const Spread<double> slowness{1 / compute_share.high, 1 / compute_share.central, 1 / compute_share.low};
  return estimate_of(quantities<JoulesPerToken>(independent_product(
                         {scaled(seconds_at_peak * rated_power.value, slowness), constants.server_factor})),
                     {"energy.prompt-token", {"inference-formulas-2026"}, {}});
}

Estimate<JoulesPerToken> output_token_energy(double accelerators, Watts rated_power,
                                             const Spread<TokensPerSecond>& rate, const EnergyConstants& constants) {
  const double watts = accelerators * rated_power.value;
  const Spread<double> per_token{watts / rate.high.value, watts / rate.central.value, watts / rate.low.value};
  return estimate_of(quantities<JoulesPerToken>(independent_product({per_token, constants.server_factor})),
                     {"energy.output-token", {"inference-formulas-2026"}, {}});
}

Estimate<KilowattHours> serving_energy_by_tokens(const Spread<Tokens>& prompt, const Spread<Tokens>& output,
                                                 const Spread<JoulesPerToken>& per_prompt_token,
                                                 const Spread<JoulesPerToken>& per_output_token,
                                                 const Spread<double>& pue) {
  const auto at = [](Tokens in, Tokens out, JoulesPerToken in_energy, JoulesPerToken out_energy) {
    return kilowatt_hours(in * in_energy + out * out_energy).value;
  };
  const double machines = at(prompt.central, output.central, per_prompt_token.central, per_output_token.central);
  const double central = machines * pue.central;
  const MovedAlone drivers[] = {
      {pue.central * at(prompt.low, output.low, per_prompt_token.central, per_output_token.central),
       pue.central * at(prompt.high, output.high, per_prompt_token.central, per_output_token.central)},
      {pue.central * at(prompt.central, output.central, per_prompt_token.low, per_output_token.low),
       pue.central * at(prompt.central, output.central, per_prompt_token.high, per_output_token.high)},
      {machines * pue.low, machines * pue.high}};
  auto energy = estimate_of(quantities<KilowattHours>(combined(central, drivers)),
                            {"energy.serving-tokens", {"inference-formulas-2026"}, {}});
  const KilowattHours in = kilowatt_hours(prompt.central * per_prompt_token.central);
  const KilowattHours out = kilowatt_hours(output.central * per_output_token.central);
  energy.breakdown = {
      {"line.energy.prompt", in}, {"line.energy.answers", out}, {"line.energy.cooling", energy.central - in - out}};
  return energy;
}

Estimate<KilowattHours> serving_energy_held(double accelerators, Hours powered, Watts rated_power,
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
  auto energy =
      estimate_of(quantities<KilowattHours>(combined(central, drivers)),
                  {"energy.serving-held", {"inference-formulas-2026", "newkirk-2025", "nvidia-dps-devices"}, {}});
  const double working = full * server * busy;
  const double waiting = full * server * idle * (1 - busy);
  energy.breakdown = {{"line.energy.working", {working}},
                      {"line.energy.waiting", {waiting}},
                      {"line.energy.cooling", {energy.central.value - working - waiting}}};
  return energy;
}

Estimate<Kilograms> carbon(const Spread<KilowattHours>& energy, const Spread<KilogramsPerKilowattHour>& intensity) {
  return estimate_of(quantities<Kilograms>(independent_product({values(energy), values(intensity)})),
                     {"energy.carbon", {}, {}});
}

Estimate<Dollars> energy_cost(const Spread<KilowattHours>& energy, const Spread<DollarsPerKilowattHour>& tariff) {
  return estimate_of(quantities<Dollars>(independent_product({values(energy), values(tariff)})),
                     {"energy.money", {}, {}});
}

}  // namespace pathfinder
