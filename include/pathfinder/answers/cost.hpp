// `estimate cost`: bills of an option or of named amounts; rent, purchase and API side by side.
#pragma once

#include <string>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/answers/answer.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// Amounts of a bill that is not an option's: 0 or nothing where they were not named.
struct CostQuestion {
  Spread<double> gpu_hours{0, 0, 0};   ///< once
  double held_gpus = 0;                ///< accelerators held over the months
  Spread<double> energy_kwh{0, 0, 0};  ///< once; of owned accelerators
  Gpu gpu;
  const Region* region = nullptr;
  double months = 12;
  std::string rental_kind = "on-demand";
  double prompt_mtok_per_month = 0;
  double output_mtok_per_month = 0;
  std::string api_model;  ///< id of a price row; empty: none
};

/// A bill of named amounts: set-up, month, total, years; rent against purchase against an API.
Answer answer_bill(const CostQuestion& question, const Catalogue& catalogue, const EstimateConstants& constants);

/// The bill of one option of the strategy table for a scenario, with the same comparison.
Answer answer_option(const Strategy& strategy, const Scenario& scenario, const Catalogue& catalogue,
                     const EstimateConstants& constants);

}  // namespace pathfinder
