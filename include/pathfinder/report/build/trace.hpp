// What `explain` says with facts: the whole trace of a decision. A trace is no log: it is the reasons inside the
// Decision.
#pragma once

#include <span>
#include <string_view>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/build/explain.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// The trace of a decision; with topics only what concerns them.
Document build_trace(const Decision& decision, std::span<const Topic> topics, const Words& words,
                     std::string_view language);

}  // namespace pathfinder
