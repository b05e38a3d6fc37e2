#include "pathfinder/advise/shared.hpp"

#include "pathfinder/advise/estimator.hpp"

namespace pathfinder {

AdviseShared::AdviseShared(const Catalogue& catalogue)
    : constants_(std::make_unique<EstimateConstants>(catalogue)), cache_(std::make_unique<PlanCache>()) {}
AdviseShared::AdviseShared(AdviseShared&&) noexcept = default;
AdviseShared::~AdviseShared() = default;

PlanCache& AdviseShared::cache() {
  constexpr std::size_t most = 5000;  // of a few hundred bytes each
  if (cache_->fleets.size() + cache_->trainings.size() > most) *cache_ = PlanCache();
  return *cache_;
}

}  // namespace pathfinder
