// What many scenarios of one catalogue share while they are answered one after the other.
#pragma once

#include <memory>

#include "pathfinder/advise/advise.hpp"

namespace pathfinder {

struct EstimateConstants;
struct PlanCache;

/// The constants, and figures of plans that were worked out; each thread has its own. The answers are the same as
/// without it.
class AdviseShared {
 public:
  explicit AdviseShared(const Catalogue& catalogue);
  AdviseShared(AdviseShared&&) noexcept;
  ~AdviseShared();

  const EstimateConstants& constants() const { return *constants_; }
  /// For scenarios under the same limits; emptied when it holds more than some thousand figures.
  PlanCache& cache();

 private:
  std::unique_ptr<EstimateConstants> constants_;
  std::unique_ptr<PlanCache> cache_;
};

/// advise() with what is shared. \pre all scenarios that share it have the same limits
Decision advise(const Scenario& scenario, const Catalogue& catalogue, const AdviseOptions& options,
                AdviseShared& shared);

}  // namespace pathfinder
