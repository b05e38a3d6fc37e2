// The questions worth asking next, as rows of a document.
#pragma once

#include <cstddef>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// A row for each question, two for a pair; about the first `most` of them.
std::vector<KeyValue> question_rows(const Decision& decision, const Words& words, const Sentences& say,
                                    std::size_t most);

/// The pilot worth running in one row; `full`: with what it costs and how many questions bring most of its worth, or
/// that none pays. No rows where no draws were made, or none pays and not all is told.
std::vector<KeyValue> pilot_rows(const Decision& decision, const Words& words, const Sentences& say, bool full);

/// Where nobody has said what a right answer is worth: from which worth on another option would come first, or that
/// none does.
std::vector<KeyValue> worth_rows(const Decision& decision, const Sentences& say);

}  // namespace pathfinder
