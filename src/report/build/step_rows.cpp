#include "report/build/step_rows.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

/// "C4.4", "C4.5" and "C2" as "4–5": what belongs to another statement has no number here.
std::string numbers_of(const std::vector<std::string>& steps) {
  constexpr std::string_view seven = "C4.";
  std::string first, last;
  for (const std::string& step : steps) {
    if (step.rfind(seven, 0) != 0) continue;
    last = step.substr(seven.size());
    if (first.empty()) first = last;
  }
  return first == last ? first : first + "–" + last;
}

}  // namespace

std::vector<StepRow> step_rows(const Decision& decision, const Words& words, const Sentences& say) {
  std::vector<StepRow> rows;
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return rows;
  const std::vector<Stage>& stages = words.strategy(winner->strategy).stages;
  if (stages.size() < 2) return rows;
  for (const Stage& stage : stages) {
    rows.push_back({numbers_of(stage.article_steps), say.texts()(stage.text),
                    to_text(Weeks{stage.weeks_low}, Weeks{stage.weeks_high}, say.style())});
  }
  return rows;
}

}  // namespace pathfinder
