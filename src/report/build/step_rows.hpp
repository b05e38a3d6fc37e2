// The steps of the recommended option, under the numbers of the article's seven (C4).
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// A step: the numbers of the article's steps that it takes, what is done, how long.
struct StepRow {
  std::string numbers;  ///< "4–5"
  std::string text;
  std::string weeks;
};

/// None where the decision was saved before it held them.
std::vector<StepRow> step_rows(const Decision& decision, const Words& words, const Sentences& say);

}  // namespace pathfinder
