// The pictures of a report, drawn from the decision: what the options cost, the bill year by year, ways of obtaining
// the computing by month and by load, what the answer hangs on, the path. Each carries its figures as a table and a
// text alternative that names them. Nothing is calculated here but where an axis begins and ends.
#pragma once

#include <optional>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// Total cost over the horizon, an interval per option that is not blocked; logarithmic where they differ too much.
std::optional<Chart> options_chart(const Decision& decision, const Words& words, const Sentences& say);

/// The recommended option's bill year by year, stacked by line; in its table rows and columns add up as printed.
std::optional<Chart> years_chart(const Decision& decision, const Sentences& say);

/// Spent by month for each way of obtaining the same computing: rent, buy, API.
std::optional<Chart> ways_chart(const Decision& decision, const Sentences& say);

/// Monthly cost of each way at other loads; both axes logarithmic.
std::optional<Chart> load_chart(const Decision& decision, const Sentences& say);

/// The recommended option's lead over the next while one fact runs over its range.
std::optional<Chart> tornado_chart(const Decision& decision, const Words& words, const Sentences& say);

/// The stages of the path one after the other, with the weeks each takes.
std::optional<Chart> path_chart(const Decision& decision, const Sentences& say);

}  // namespace pathfinder
