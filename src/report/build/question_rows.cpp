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

std::vector<KeyValue> pilot_rows(const Decision& decision, const Words& words, const Sentences& say, bool full) {
  std::vector<KeyValue> rows;
  if (!decision.sensitivity.pilot || decision.winner() == nullptr) return rows;
  const PilotAdvice& pilot = *decision.sensitivity.pilot;
  const Texts& texts = say.texts();
  const NumberStyle& style = say.style();
  const std::string from =
      pilot.pays_from ? texts("pilot.pays-from", {{"value", to_text(*pilot.pays_from, style)}}) : std::string();
  if (pilot.verdict == PilotVerdict::decide_now || pilot.facts.empty()) {
    const std::size_t worth = words.vocabulary.find("value_per_answer");
    const bool priced = worth < decision.facts.size() && decision.facts[worth].known;
    if (!full) return rows;
    rows.push_back({texts("pilot.label"), texts(priced ? "pilot.none" : "pilot.none-matters"), "", "", Emphasis::none});
    if (!from.empty()) rows.push_back({"", from, "", "", Emphasis::muted});
    return rows;
  }
  const std::string share = percent(pilot.share_of_doubt, style);
  const std::string questions = to_text(pilot.questions, style);
  std::string text;
  if (pilot.facts.size() > 1) {
    text = texts("pilot.run-both." + pilot.facts.back(), {{"questions", questions}});
  } else {
    const FactSpec& counted = words.vocabulary.slots[words.vocabulary.find(pilot.facts.front())];
    text = texts("pilot.run", {{"questions", questions}, {"what", texts(counted.name)}});
  }
  std::string aside = texts("ask.share", {{"share", share}});
  if (pilot.worth)
    aside = texts("pilot.pays", {{"worth", to_text(*pilot.worth, style)}, {"cost", to_text(pilot.cost, style)}});
  rows.push_back({texts("pilot.label"), std::move(text), "", std::move(aside), Emphasis::none});
  if (!full) return rows;
  const auto line = [&](std::string told) { rows.push_back({"", std::move(told), "", "", Emphasis::muted}); };
  if (pilot.worth) line(texts("pilot.settles", {{"share", share}}));
  if (pilot.most_of_value > 0) {
    line(texts("pilot.most", {{"questions", to_text(pilot.most_of_value, style)}}));
  } else {
    line(texts("pilot.most-beyond"));
  }
  line(texts("pilot.price", {{"cost", to_text(pilot.cost, style)},
                             {"per_question", to_text(pilot.per_question, style)},
                             {"fixed", to_text(pilot.fixed, style)}}));
  if (!pilot.worth && !from.empty()) line(from);
  if (pilot.approximate) line(texts("pilot.approximate"));
  return rows;
}

std::vector<KeyValue> worth_rows(const Decision& decision, const Sentences& say) {
  std::vector<KeyValue> rows;
  if (!decision.sensitivity.answer_worth || decision.winner() == nullptr) return rows;
  const std::optional<Flip>& flip = decision.sensitivity.answer_worth->flip;
  rows.push_back(
      {say.texts()("worth.label"), flip ? say.change(*flip) : say.texts()("worth.never"), "", "", Emphasis::none});
  return rows;
}

}  // namespace pathfinder
