#include "pathfinder/report/build/dialogue.hpp"

#include <cmath>

#include "pathfinder/base/json_writer.hpp"

#include "report/build/question_rows.hpp"

namespace pathfinder {

std::string DialogueAnswer::after(const Decision& decision) {
  const Texts& texts = say_.texts();
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return texts("report.none");
  const std::string option = say_.strategy_name(winner->strategy);
  std::string share;
  if (decision.confidence)
    share = texts("compare.verdict." + std::string(word_of(decision.confidence->verdict)),
                  {{"share", percent(decision.confidence->first, say_.style())}});
  const std::string before = before_;
  const std::string before_share = before_share_;
  before_ = option;
  before_share_ = share;
  if (before.empty()) return texts("ask.answer", {{"option", option}, {"share", share}});
  if (before != option)
    return texts("ask.changed",
                 {{"option", option}, {"share", share}, {"before", before}, {"before_share", before_share}});
  if (before_share == share) return texts("ask.same", {{"option", option}, {"share", share}});
  return texts("ask.moved", {{"option", option}, {"share", share}, {"before_share", before_share}});
}

std::string question_text(const OpenQuestion& question, int number, const Catalogue& catalogue, const Sentences& say) {
  const FactSpec& spec = catalogue.vocabulary.slots[question.slot];
  const Texts& texts = say.texts();
  std::string text = texts("ask.question", {{"number", std::to_string(number)}, {"question", texts(spec.question)}});
  if (question.value > 0) {
    text += texts("sentence.space") + texts("ask.worth", {{"share", percent(question.share_of_doubt, say.style())}});
  } else {
    text += texts("sentence.space") + texts("ask.chance", {{"share", percent(question.chance, say.style())}});
  }
  return text;
}

KeyValues possible_answers(const OpenQuestion& question, const Catalogue& catalogue, const Sentences& say) {
  const FactSpec& spec = catalogue.vocabulary.slots[question.slot];
  const Texts& texts = say.texts();
  KeyValues rows;
  if (spec.type == FactType::category || spec.type == FactType::level) {
    for (std::size_t i = 0; i < spec.levels.size(); ++i) {
      const std::string name = spec.type == FactType::level ? json_number(spec.level_value(i)) : spec.levels[i].id;
      rows.rows.push_back({name, texts(spec.levels[i].name), "", "", Emphasis::none});
    }
  } else if (spec.type == FactType::boolean) {
    rows.rows.push_back({texts("ask.yes_no"), "", "", "", Emphasis::none});
  } else {
    rows.rows.push_back({texts("ask.example", {{"example", spec.example}}), "", "", "", Emphasis::none});
  }
  return rows;
}

std::string answer_prompt(const OpenQuestion& question, const Decision& decision, const Catalogue& catalogue,
                          const Sentences& say) {
  const FactSpec& spec = catalogue.vocabulary.slots[question.slot];
  const Texts& texts = say.texts();
  const Fact& fact = decision.facts[question.slot];
  if (std::isnan(fact.value)) return texts("ask.prompt_unknown");
  const std::string value = say.fact_with_unit(spec, fact);
  if (spec.type != FactType::level) return texts("ask.prompt", {{"value", value}});
  return texts("ask.prompt_level",
               {{"low", json_number(spec.low)}, {"high", json_number(spec.high)}, {"value", value}});
}

std::string pilot_text(const Decision& decision, const Words& words, const Sentences& say) {
  const std::vector<KeyValue> rows = pilot_rows(decision, words, say, false);
  if (rows.empty()) return {};
  return say.texts()("ask.pilot", {{"pilot", rows.front().text}, {"worth", rows.front().aside}});
}

}  // namespace pathfinder
