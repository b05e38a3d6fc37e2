#include "advise/rank.hpp"

#include <algorithm>
#include <utility>

namespace pathfinder {
namespace {

const Assessment* find(const std::vector<Assessment>& ranking, std::string_view strategy) {
  const auto at =
      std::find_if(ranking.begin(), ranking.end(), [&](const Assessment& a) { return a.strategy == strategy; });
  return at == ranking.end() ? nullptr : &*at;
}

/// Whether the table itself says that the option cannot do the task: it is for language and the input is none, or it
/// writes nothing and text is asked for. No step on the way then, and no later one.
bool cannot_do(const Assessment& option) {
  return std::any_of(option.against.begin(), option.against.end(), [](const std::string& id) {
    return id.ends_with(".not_language") || id.ends_with(".not.writes");
  });
}

/// Turns the set-up of each stage into what it adds to those before it. An earlier stage counts no more than the later
/// ones can use, so that the stages up to the recommended one add up to its set-up.
void share_costs(std::vector<PathStage>& path) {
  const auto recommended = std::find_if(path.begin(), path.end(), [](const PathStage& one) { return one.recommended; });
  if (recommended == path.end() || !recommended->cost) return;
  const Estimate<Dollars> whole = *recommended->cost;
  std::vector<double> used(static_cast<std::size_t>(recommended - path.begin()) + 1, whole.central.value);
  for (std::size_t i = used.size() - 1; i-- > 0;)
    used[i] = std::min(path[i].cost ? path[i].cost->central.value : 0, used[i + 1]);
  for (std::size_t i = 0; i < path.size(); ++i) {
    PathStage& one = path[i];
    if (!one.cost) continue;
    const bool later = i >= used.size();
    const Estimate<Dollars> own = *one.cost;
    const double before = later ? whole.central.value : i == 0 ? 0 : used[i - 1];
    const double adds = later ? std::max(0.0, own.central.value - before) : used[i] - before;
    const double share = own.central.value > 0 ? adds / own.central.value : 0;
    one.cost =
        Estimate<Dollars>{{share * own.low, {adds}, share * own.high}, {}, {"path.additional", own.basis.sources, {}}};
    if (i > 0) one.builds_on = path[later ? used.size() - 1 : i - 1].strategy;
  }
}

PathStage stage(const Assessment& option, bool recommended, bool later) {
  PathStage result;
  result.strategy = option.strategy;
  result.recommended = recommended;
  result.later = later;
  if (option.estimate.weeks_to_value) result.weeks = *option.estimate.weeks_to_value;
  result.cost = option.estimate.setup;
  for (const GateResult& gate : option.gates) {
    for (const std::string& fact : gate.missing) {
      if (std::find(result.missing.begin(), result.missing.end(), fact) == result.missing.end()) {
        result.missing.push_back(fact);
      }
    }
  }
  return result;
}

}  // namespace

bool rank(std::vector<Assessment>& assessments, const Catalogue& catalogue) {
  const auto position = [&](const Assessment& a) {
    const auto at = std::find_if(catalogue.strategies.begin(), catalogue.strategies.end(),
                                 [&](const Strategy& s) { return s.id == a.strategy; });
    return at - catalogue.strategies.begin();
  };
  // An assessment is large: each moves once, into its place.
  std::vector<Assessment*> order;
  order.reserve(assessments.size());
  for (Assessment& one : assessments) order.push_back(&one);
  std::sort(order.begin(), order.end(), [&](const Assessment* a, const Assessment* b) {
    const bool a_blocked = a->standing == Standing::blocked;
    const bool b_blocked = b->standing == Standing::blocked;
    if (a_blocked != b_blocked) return b_blocked;
    if (a->score != b->score) return a->score > b->score;
    return position(*a) < position(*b);
  });
  std::vector<Assessment> ranked;
  ranked.reserve(assessments.size());
  for (Assessment* one : order) ranked.push_back(std::move(*one));
  assessments = std::move(ranked);
  int number = 0;
  for (Assessment& assessment : assessments) assessment.rank = ++number;
  return assessments.size() > 1 && assessments[1].standing != Standing::blocked &&
         assessments[0].score == assessments[1].score;
}

std::vector<PathStage> path_of(const std::vector<Assessment>& ranking, const Catalogue& catalogue) {
  std::vector<PathStage> path;
  if (ranking.empty() || ranking.front().standing == Standing::blocked) return path;
  const Assessment& winner = ranking.front();
  const Strategy& strategy = catalogue.strategy(winner.strategy);
  for (const std::string& id : strategy.before) {
    const Assessment* option = find(ranking, id);
    if (option != nullptr && option->standing != Standing::blocked && !cannot_do(*option))
      path.push_back(stage(*option, false, false));
  }
  path.push_back(stage(winner, true, false));
  for (const std::string& id : strategy.after) {
    const Assessment* option = find(ranking, id);
    if (option != nullptr && option->standing != Standing::blocked && !cannot_do(*option))
      path.push_back(stage(*option, false, true));
  }
  share_costs(path);
  return path;
}

std::optional<ArticleView> article_view(const Facts& facts, const std::vector<Assessment>& ranking,
                                        const Catalogue& catalogue) {
  for (std::size_t i = 0; i < catalogue.article.rules.size(); ++i) {
    if (judge(catalogue.article_conditions.rules[i], facts) != Truth::yes) continue;
    const ArticleRule& rule = catalogue.article.rules[i];
    const bool agrees =
        !ranking.empty() && ranking.front().standing != Standing::blocked && ranking.front().strategy == rule.strategy;
    return ArticleView{rule.strategy, rule.id, agrees};
  }
  return std::nullopt;
}

}  // namespace pathfinder
