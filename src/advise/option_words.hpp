// A draft in words: the estimate of an option as the decision shows it, with breakdowns, methods, sources, labels of
// lines and notes. Made of the plans that are shown, and of no other.
#pragma once

#include <optional>

#include "advise/draft.hpp"

namespace pathfinder {

/// Fills the whole estimate, but for what only a search knows (alternatives, own_cards, made_of); gives the facts that
/// were read beside the draft's. Where the context asks for figures alone, the amounts that rules and tables read stand
/// without their words, and nothing else. \pre the draft has its bill
MadeOf in_words(const EstimateContext& context, const Draft& draft, OptionEstimate& out);

/// Accelerator-hours of the draft's training; nothing where none is timed.
std::optional<Estimate<GpuHours>> training_time_of(const EstimateContext& context, const Draft& draft);

}  // namespace pathfinder
