// What a draft asks of people: the facts of the project as the effort model takes them.
#pragma once

#include "pathfinder/estimate/project_lines.hpp"

#include "advise/draft.hpp"

namespace pathfinder {

/// What is done, as far as people's work differs by it.
Approach approach_of(const Strategy& strategy, const TrainingKind& kind);

/// The work of a draft's option.
Read<Work> work_of(const EstimateContext& context, const Draft& draft);

/// Whether it is said that a supplier builds it.
Read<bool> supplier_builds(const EstimateContext& context);
/// Whether answers are paid by the seat: a supplier's assistant, prompted, for people who are counted while their
/// questions are not.
Read<bool> paid_by_seat(const EstimateContext& context, const Draft& draft);

/// Whether machines that are missing are bought: because that is said, or because everything stays in one's own rooms,
/// into which nobody rents by the hour.
Read<bool> buys_cards(const EstimateContext& context);

}  // namespace pathfinder
