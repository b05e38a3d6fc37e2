#include "pathfinder/advise/shared.hpp"

#include "pathfinder/advise/estimator.hpp"

namespace pathfinder {

AdviseShared::AdviseShared(const Catalogue& catalogue)
    : constants_(std::make_unique<EstimateConstants>(catalogue)), cache_(std::make_unique<PlanCache>()) {}
AdviseShared::AdviseShared(AdviseShared&&) noexcept = default;
AdviseShared::~AdviseShared() = default;

PlanCache& AdviseShared::cache() {
  // What hangs on lengths and loads seldom comes again in a table; recipes and replicas are as many as there are models
  // and kinds of cards.
  constexpr std::size_t most = 5000;  // of a few hundred bytes each
  if (cache_->fleets.size() > most) cache_->fleets.clear();
  constexpr std::size_t most_people = 32;  // they are looked for one by one
  if (cache_->people.size() > most_people) cache_->people.clear();
  constexpr std::size_t most_recipes = 5000;
  if (cache_->recipes.size() + cache_->replicas.size() + cache_->models.size() > most_recipes) *cache_ = PlanCache();
  return *cache_;
}

}  // namespace pathfinder
