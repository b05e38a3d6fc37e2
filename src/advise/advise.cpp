#include "pathfinder/advise/advise.hpp"

#include "pathfinder/advise/assess.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/rank.hpp"

namespace pathfinder {

Decision advise(const Scenario& scenario, const Catalogue& catalogue) {
  Decision decision;
  decision.scenario = scenario;
  decision.facts = gather_facts(scenario, catalogue);
  for (std::size_t i = 0; i < catalogue.strategies.size(); ++i) {
    decision.ranking.push_back(assess(i, decision.facts, {}, catalogue));
  }
  decision.tie = rank(decision.ranking, catalogue);
  decision.path = path_of(decision.ranking, catalogue);
  decision.article = article_view(decision.facts, decision.ranking, catalogue);
  return decision;
}

}  // namespace pathfinder
