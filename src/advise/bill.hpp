// The bill of a draft: its lines by what they pay for, and the figures that plans are compared by. Lines come as the
// formulas of estimate/cost make them, with method and sources; what they add up to with a range is made only where it
// is shown (advise/option_words).
#pragma once

#include "advise/draft.hpp"

namespace pathfinder {

/// A line of the context's bills; with words where the context wants them.
inline LineName named(const EstimateContext& context, std::string_view text_id) {
  return {text_id, context.detail};
}

/// Fills the draft's bill, weeks, energy and total. \pre draft_of() made the draft
void add_bill(const EstimateContext& context, Draft& draft);

/// How often answers must be right: as said, else what projects set themselves (data/facts.json, its guess).
Read<Spread<double>> wanted_share(const EstimateContext& context);

/// The acceptance test whose questions the bill holds.
AcceptanceTest acceptance_of(const EstimateContext& context);

/// A month of accelerators in rooms of one's own: their share of the price, power while `running` of them serve, rooms.
struct CardsMonth {
  std::vector<Line<Dollars>> lines;
  Spread<KilowattHours> energy;
};
Read<CardsMonth> month_of_cards(const EstimateContext& context, const Gpu& gpu, const Spread<double>& cards,
                                double running, double busy, bool bought);

/// The lines of embedding the user's text and keeping its index; none without retrieval. Part of add_bill().
void bill_retrieval(const EstimateContext& context, Draft& draft);

}  // namespace pathfinder
