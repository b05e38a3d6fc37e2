// The constants of the cost model fitted on published amounts: Levenberg-Marquardt on Huber's loss with priors,
// publishers weighted alike; then how far each kind of line was off, from residuals with the publisher left out.
#pragma once

#include <bitset>
#include <map>
#include <string>
#include <vector>

#include "pathfinder/estimate/whole_cost.hpp"

namespace pathfinder {

/// One amount that somebody published, with what was known before it was paid.
struct PaidAmount {
  std::string id;
  std::string publisher;
  std::vector<Candidate> candidates;  ///< one where the approach is named
  Covers covers;
  double paid_usd = 0;
};

/// What is known of a fitted constant before any row is seen.
struct CostPrior {
  double central = 0;
  double sd = 0;          ///< of ln, or of the exponent itself
  bool exponent = false;  ///< may be any number; the others are above 0
};
using CostPriors = std::vector<CostPrior>;  ///< of the fitted terms, then of the spreads but the scale

/// Which fitted terms an amount depends on, by its id: found once, used by later fits.
using CostUses = std::map<std::string, std::bitset<fitted_cost_terms>>;

/// The fit, from `start` on; its spreads and scale are set too. Fills `uses` where it holds nothing of a row.
CostModel fit_costs(const std::vector<const PaidAmount*>& amounts, const CostModel& start, const CostPriors& priors,
                    CostUses& uses);

/// ln of the central amount; of several candidates the mean by their shares.
double log_central(const PaidAmount& amount, const CostModel& model);

}  // namespace pathfinder
