// What plans are compared by: the figures of advise/plans for a draft with its bill, and for a kind of accelerator by
// what renting it costs, before anything is put together.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include "pathfinder/advise/plans.hpp"

#include "advise/draft.hpp"

namespace pathfinder {

/// A plan that was put together.
struct Built {
  Choice choice;  ///< as it was asked for; the draft's may have moved on to a smaller model
  Draft draft;
  PlanFigures figures;
};

/// The choice worked out and billed, with what it is compared by.
Read<Built> built(const EstimateContext& context, const Strategy& strategy, const Choice& choice);

/// What renting a kind costs over the horizon, as far as kinds differ in it: serving, training and its repetition,
/// embedding; and which limits it breaks. Sets how many accelerators the draft's training takes.
Read<PlanFigures> rent_of(const EstimateContext& context, Draft& draft, bool serves);

/// What choices by rent are made of.
struct RentSearch {
  const std::vector<const Gpu*>& kinds;
  std::initializer_list<std::string_view> precisions;
  bool serves = false;   ///< the kinds also answer questions
  bool trainer = false;  ///< only training is rented, beside accelerators of one's own
};

/// Kinds in the order of what differs between them.
struct InOrder {
  std::vector<Choice> choices;
  std::size_t close = 0;  ///< behind the first, so near to it that the whole bills must decide
};

/// These kinds in the order of what renting them costs, each in the better of the given precisions.
Read<InOrder> by_rent(const EstimateContext& context, const Strategy& strategy, Choice choice,
                      const RentSearch& search);

}  // namespace pathfinder
