// What `ask` says between two replies: how the answer stands and moved, the next question, and what may be answered.
#pragma once

#include <string>

#include "pathfinder/advise/dialogue.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// The answer as it stands; remembers the one before to say what moved.
class DialogueAnswer {
 public:
  explicit DialogueAnswer(const Sentences& say) : say_(say) {}

  /// Two lines of answer with what has changed since the last.
  std::string after(const Decision& decision);

 private:
  const Sentences& say_;
  std::string before_, before_share_;
};

/// The question with what an answer is worth.
std::string question_text(const OpenQuestion& question, int number, const Catalogue& catalogue, const Sentences& say);

/// What may be answered: levels, yes or no, or an example.
KeyValues possible_answers(const OpenQuestion& question, const Catalogue& catalogue, const Sentences& say);

/// The prompt with the value that is assumed until somebody answers.
std::string answer_prompt(const OpenQuestion& question, const Decision& decision, const Catalogue& catalogue,
                          const Sentences& say);

/// The pilot that would tell more than any reply, in a sentence; "" where none is worth running.
std::string pilot_text(const Decision& decision, const Words& words, const Sentences& say);

}  // namespace pathfinder
