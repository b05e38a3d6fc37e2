// Energy of training and serving, and what it means in CO2 and money.
// Power of a server at full load over the rated power of its accelerators: six MLPerf v5.1 rows of 8 x B200 give 1.13
// to 1.30 [inference-formulas-2026, 4]; training on 8 x H100 drew 76 % of a node rated 10.2 kW, 1.38 times 5.6 kW
// [newkirk-2025]. Cooling and conversion come with the PUE of the site.
#pragma once

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

using Tokens = Quantity<struct TokenUnit>;
using Joules = Quantity<struct JouleUnit>;
using JoulesPerToken = Quantity<struct JoulesPerTokenUnit>;

constexpr Joules operator*(Tokens tokens, JoulesPerToken energy) {
  return {tokens.value * energy.value};
}

/// Constants of data/constants/energy.json; meanings stand there.
struct EnergyConstants {
  Spread<double> server_factor;       ///< whole server at full load over rated accelerator power
  Spread<double> idle_share;          ///< power of a server that waits over its power at full load
  Spread<double> power_exponent;      ///< how power grows with utilisation between the two; high power: low exponent
  double full_power_utilisation = 0;  ///< model FLOP utilisation from which a server draws its full power
  Spread<double> card_w;              ///< rated power of an accelerator of which none is published
};

/// Reads the constants.
EnergyConstants energy_constants(const ConstantSpreads& constants);

/// Power while training over power at full load: idle + (1 - idle) * min(1, u / u_full)^e.
/// `utilisation`: model FLOP over dense peak, 0…1. [energy.power-share]
Spread<double> power_share(double utilisation, const EnergyConstants& constants);

// Of each formula the range alone, for plans that are only weighed, and the estimate with its lines.

/// Energy of a training run at the site's meter: GPU-hours * rated power * server factor * power share * PUE.
/// Lines: accelerators, rest of the server, cooling and conversion. [energy.training]
Spread<KilowattHours> training_energy_range(const Spread<GpuHours>& time, Watts rated_power,
                                            const Spread<double>& power_share, const Spread<double>& pue,
                                            const EnergyConstants& constants);
Estimate<KilowattHours> training_energy(const Spread<GpuHours>& time, Watts rated_power,
                                        const Spread<double>& power_share, const Spread<double>& pue,
                                        const EnergyConstants& constants);

/// The same with the formula of each line and the parts it recomputes from; the power share stands beside them.
/// `utilisation`: what the share was taken of.
Estimate<KilowattHours> training_energy_explained(const Spread<GpuHours>& time, Watts rated_power, double utilisation,
                                                  const Spread<double>& pue, const EnergyConstants& constants);

/// Serving energy of accelerators held whether they work or wait: count * hours * rated power * server factor *
/// (idle + (1 - idle) * busy) * PUE. `busy_share`: share of the hours at work, 0…1. Lines: at work, waiting, cooling.
/// [energy.serving-held]
Spread<KilowattHours> serving_energy_held_range(double accelerators, Hours powered, Watts rated_power,
                                                const Spread<double>& busy_share, const Spread<double>& pue,
                                                const EnergyConstants& constants);
Estimate<KilowattHours> serving_energy_held(double accelerators, Hours powered, Watts rated_power,
                                            const Spread<double>& busy_share, const Spread<double>& pue,
                                            const EnergyConstants& constants);

/// CO2 by the grid's intensity. [energy.carbon]
Spread<Kilograms> carbon_range(const Spread<KilowattHours>& energy, const Spread<KilogramsPerKilowattHour>& intensity);
Estimate<Kilograms> carbon(const Spread<KilowattHours>& energy, const Spread<KilogramsPerKilowattHour>& intensity);

}  // namespace pathfinder
