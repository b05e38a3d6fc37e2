// What a unit of each thing costs a plan: rents, tariffs, examples, hosted training. The user's own quotes stand in for
// prices of data/.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/advise/estimator.hpp"

namespace pathfinder {

/// Energy at the meter over energy of the machines.
const Spread<double>& pue(const EstimateContext& context);

/// An hour of this accelerator, by the context's kind of rent; nothing where no row names it. The price stays valid as
/// long as the context's cache.
const std::optional<RentalPrice>& rent_price(const EstimateContext& context, const Gpu& gpu);

/// Power where the machines stand.
Read<std::optional<Spread<DollarsPerKilowattHour>>> tariff(const EstimateContext& context);

/// The user's quotes for this item: lowest, middle, highest; a line made with them cites them.
Read<std::optional<Spread<Dollars>>> quoted(const EstimateContext& context, std::string_view item);

/// What an item costs: as the user was quoted, else a dated default of the country where the machines stand.
struct Priced {
  std::optional<Spread<Dollars>> price;  ///< none where neither is known
  const DefaultPrice* row = nullptr;     ///< the default; null where it was quoted
};
Read<Priced> price_of(const EstimateContext& context, std::string_view item);

/// What one accelerator costs to buy, with its share of the server: quoted, an eighth of a server's default price, or,
/// where no price is known, what its rent implies [costs.rent_over_purchase].
struct CardPrice {
  Spread<Dollars> each;
  std::span<const std::string> sources;         ///< of the data, or of the context's cache
  std::array<std::string_view, 2> assumptions;  ///< text ids; empty: none
};
Read<CardPrice> card_price(const EstimateContext& context, const Gpu& gpu);

/// Power that an accelerator is rated at; a usual one where its maker publishes none.
Watts rated_power(const EstimateContext& context, const Gpu& gpu);
/// The line, with the assumption where that stood in.
Line<Dollars> by_rated_power(const EstimateContext& context, const Gpu& gpu, Line<Dollars> line);

/// An example of a price row ("instruction-expert-cn").
Read<std::optional<LabelRate>> label_price(const EstimateContext& context, std::string_view id);

/// A question of a test and `grades` judgements of answers to it: one price for acceptance tests and pilots. A quote
/// for a test set holds the first `quoted_grades` of them.
Read<QuestionPrice> question_price(const EstimateContext& context, double grades, double quoted_grades);

/// Hosted training of this kind on this model, or on models of its size, by those who serve what they train (`served`:
/// their rows; empty: anybody).
Read<std::optional<TuningRates>> tuning_rates(const EstimateContext& context, const LanguageModel& model,
                                              const TrainingKind& kind, const std::vector<const ApiPrice*>& served);

}  // namespace pathfinder
