#include "report/build/question_rows.hpp"

namespace pathfinder {

std::vector<KeyValue> question_rows(const Decision& decision, const Words& words, const Sentences& say,
                                    std::size_t most) {
  std::vector<KeyValue> rows;
  std::string label = say.texts()("report.ask");
  const auto row = [&](const std::string& fact, std::string aside) {
    const FactSpec& spec = words.vocabulary.slots[words.vocabulary.find(fact)];
    rows.push_back({label, say.texts()(spec.question), "", std::move(aside), Emphasis::none});
    label.clear();
  };
  for (const Question& question : decision.sensitivity.ask_next) {
    if (rows.size() >= most) break;
    const std::string share = percent(question.share_of_doubt, say.style());
    const bool pair = !question.with.empty();
    std::string aside =
        question.money ? say.texts()("ask.money", {{"money", to_text(*question.money, say.style())}, {"share", share}})
                       : say.texts()(pair ? "ask.together" : "ask.share", {{"share", share}});
    row(question.fact, std::move(aside));
    if (pair) row(question.with, question.money ? say.texts()("ask.with") : std::string());
  }
  return rows;
}

}  // namespace pathfinder
