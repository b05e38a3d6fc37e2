// A mix of two options, composed of its parts where nobody has written it: "rag+peft" of "rag" and "peft".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/strategy.hpp"

namespace pathfinder {

/// The value of a mix on one criterion: the criterion's rule with the raw values of both parts in it.
/// \pre both parts have a value there
ValueRule mixed_value(const Criterion& criterion, const Strategy& retrieval, const Strategy& training);

/// The mix of an option that fetches and one that trains. It takes
///  - gates, cautions and reasons of both but those that hold for a part alone; the same condition once;
///  - values by the rule of each criterion;
///  - stages of both in order, those with the same name once and as long as the longer of them;
///  - the training, the article's figure and the opening test of the part that trains.
/// Rows keep their names behind the mix's id: "rag.latency" becomes "rag+peft.latency"; where both parts have different
/// rows of one name, the second is called "rag+peft.peft.latency".
Strategy mix_of(const Strategy& retrieval, const Strategy& training, const std::vector<Criterion>& criteria);

}  // namespace pathfinder
