// The questions worth asking next, as rows of a document.
#pragma once

#include <cstddef>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// A row for each question, two for a pair; about the first `most` of them.
std::vector<KeyValue> question_rows(const Decision& decision, const Catalogue& catalogue, const Sentences& say,
                                    std::size_t most);

}  // namespace pathfinder
