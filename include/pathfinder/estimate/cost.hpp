// Money: lines of a bill from hours, tokens, examples, weeks and dated prices, and what they come to over the horizon.
// A price that nobody has named is not invented: its line says quote_needed and is left out of the sums.
// Ranges follow spread.hpp: lines that rest on the same driver (one price, one load) move together, drivers are
// independent.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/core/procurement.hpp"
#include "pathfinder/estimate/acceptance.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// Constants of data/constants/cost.json; meanings stand there.
struct CostConstants {
  Spread<double> single_seller;   ///< price of another seller over a known seller's, where few are known
  Spread<double> rent_drift;      ///< factor by which a rent may have moved within a year of its date
  Spread<double> reserved_share;  ///< one-year reservation over on-demand
  Spread<double> spot_share;      ///< spot over on-demand
  double batch_share = 1;         ///< batch rate of an API over its normal rate
  double discount_rate = 0;       ///< a year
  std::array<Spread<double>, 6>
      retraining_facts;  ///< rounds a year where tuning must carry the facts, by knowledge_changes
  std::array<Spread<double>, 6> retraining_behaviour;  ///< rounds a year where retrieval carries the facts
  AcceptanceRule acceptance;
  Spread<double> grade;  ///< dollars for judging one answer
  double graders = 1;    ///< of each answer of an acceptance test
};

/// Reads the constants.
CostConstants cost_constants(const ConstantSpreads& constants);

/// The lines of one option, as they come before they are summed.
struct CostLines {
  std::vector<Line<Dollars>> setup;
  std::vector<Line<Dollars>> monthly;
};

/// What a line is called, and whether its words are wanted: a line that is only added up has amounts and drivers, and
/// neither label, parts nor basis.
struct LineName {
  template <class Text>
  requires std::convertible_to<const Text&, std::string_view> LineName(const Text& text_id,
                                                                       Detail wanted = Detail::words)
      : label(text_id), detail(wanted) {}

  bool words() const { return detail == Detail::words; }

  std::string_view label;
  Detail detail = Detail::words;
};

/// One factor of a line, and the driver it rests on.
struct CostFactor {
  Name symbol;
  Name unit;
  Name driver;
  Spread<double> value;
};

/// A line that is a product of factors; factors on one driver move together. `method`: of its basis, which gets its
/// sources from whoever knows them. \pre factors >= 0
Line<Dollars> product_line(LineName name, std::span<const CostFactor> factors, std::string_view method);

/// A line with its drivers worked out: each holds the line's amount when it alone stands at its P10, at its P90.
Line<Dollars> driven_line(LineName name, Dollars central, std::vector<Driver<Dollars>> drivers,
                          std::string_view method);

/// A line whose price nobody has named: the amounts are kept, the money is not invented.
Line<Dollars> unpriced_line(LineName name, std::span<const CostFactor> amounts, std::string_view method);

/// What one hour of an accelerator costs, over sellers.
struct RentalPrice {
  Spread<DollarsPerGpuHour> price;
  std::string kind;  ///< kind of the rows used
  std::size_t sellers = 0;
  std::string oldest;  ///< as_of of the oldest and newest row used
  std::string newest;
  std::vector<std::string> sources;
  std::vector<std::string> assumptions;  ///< text ids
};

/// The rent of `gpu` from dated prices: each seller's newest row (the cheapest of that day); P10, median, P90 over five
/// sellers or more, else lowest, median, highest, at least as wide as `single_seller` says. Rows older than `today`
/// widen the range by `rent_drift`. Where the kind has no row: reserved and spot from on-demand by their usual shares,
/// else any kind that has rows, and the assumption says so. Nothing where no row names the accelerator.
/// [cost.rental-price] `kind`: "on-demand" ("market" rows count), "spot", "reserved-1y", "community", …; `today`:
/// "2026-11-24"
std::optional<RentalPrice> rental_price(std::span<const GpuPrice> prices, std::string_view gpu, std::string_view kind,
                                        std::string_view today, const CostConstants& constants);

/// Rented accelerator time: hours * rent. `hours_driver`: what the hours rest on, "hours:training". [cost.rent]
Line<Dollars> rent(LineName name, const Spread<GpuHours>& time, Name hours_driver,
                   const std::optional<RentalPrice>& price, std::string_view gpu);

/// Where a tariff comes from. `national`: the region has none of its own, the country's stands for it.
struct TariffBasis {
  std::string_view source;  ///< of the region's row
  bool national = false;
};
TariffBasis tariff_basis(const Region& region);

/// The power bill of owned accelerators: energy at the meter (PUE inside) * tariff. [cost.power]
Line<Dollars> power_bill(LineName name, const Spread<KilowattHours>& energy, Name energy_driver,
                         const std::optional<Spread<DollarsPerKilowattHour>>& tariff, const TariffBasis& basis);

/// A purchase at the start: count * price. [cost.purchase-once]
Line<Dollars> purchase_once(LineName name, double accelerators, const std::optional<Spread<Dollars>>& price_each);

/// A month of rented servers without accelerators: count * price. [cost.server]
Line<Dollars> server_per_month(LineName name, double servers, const std::optional<Spread<Dollars>>& per_month);

/// A month of hosting: IT power * price per kilowatt and month. [cost.hosting]
Line<Dollars> hosting_per_month(LineName name, Watts it_power,
                                const std::optional<Spread<Dollars>>& per_kilowatt_month);

/// Tokens that go through an API, in the period of the line.
struct ApiUse {
  Spread<Tokens> prompt;  ///< not cached
  Spread<Tokens> cached_prompt;
  Spread<Tokens> output;
  double batch_share = 0;  ///< 0…1, of all tokens: sent at the batch rate
};

/// Rates of an API per million tokens; a cached rate of 0 is not known, and the full rate is charged.
struct ApiRates {
  Spread<Dollars> per_mtok_in;
  Spread<Dollars> per_mtok_cached_in;
  Spread<Dollars> per_mtok_out;
  std::string model;
  std::string source;
};

/// The rates of one price row, exact at its date.
ApiRates api_rates(const ApiPrice& price);

/// An API's bill: (prompt * in + cached * cached_in + output * out) * (1 - b/2) with b the share in batches. [cost.api]
Line<Dollars> api_cost(LineName name, const ApiUse& use, const std::optional<ApiRates>& rates,
                       const CostConstants& constants);

/// Rates of hosted fine-tuning.
struct TuningRates {
  Spread<Dollars> per_mtok_train;
  Spread<Dollars> per_job;
  std::string model;
  std::string source;
};

/// Fine-tuning behind an API: trained tokens / 10^6 * rate + jobs * fee. [cost.hosted-tuning]
Line<Dollars> hosted_tuning(LineName name, const Spread<Tokens>& trained, double jobs,
                            const std::optional<TuningRates>& rates);

/// What a label costs, per unit.
struct LabelRate {
  Spread<Dollars> per_unit;
  std::string id;
  std::string source;
};

/// A printed price range as a rate: its geometric mean in the middle.
LabelRate label_rate(const LabellingPrice& price);

/// Labelling: examples * units per example * price per unit. [cost.labelling]
Line<Dollars> labelling(LineName name, const Spread<double>& examples, double units_per_example,
                        const std::optional<LabelRate>& rate);

/// What a graded question costs: written by an expert with the answer that counts as right, and `grades` answers to it
/// judged.
struct QuestionPrice {
  std::optional<LabelRate> write;
  Spread<double> grade;  ///< dollars
  double grades = 1;

  Spread<Dollars> each() const;
};

/// Graded questions of a test: questions * (writing + grades * judging). [cost.evaluation]
Line<Dollars> graded_questions(LineName name, const Spread<double>& questions, const QuestionPrice& price);

/// Rates of a hosted or self-run vector store, per month.
struct StoreRates {
  Spread<Dollars> per_gb_month;  ///< 10^9 bytes
  Spread<Dollars> per_million_reads;
  Spread<Dollars> per_million_writes;
  Dollars minimum;
  std::string id;
  std::string source;
};

/// A month of a vector store.
struct StoreUse {
  Spread<Bytes> memory;
  Spread<double> reads;  ///< read units: queries * units per query
  Spread<double> writes;
};

/// A month's vector store: storage + reads + writes, and not less than the minimum. [cost.vector-store]
Line<Dollars> vector_store_per_month(LineName name, const StoreUse& use, const std::optional<StoreRates>& rates);

/// Rounds of retraining a year by level of knowledge_changes (never … realtime). [cost.retraining]
Spread<double> retraining_rounds(std::size_t level, bool retrieval_carries_facts, const CostConstants& constants);

/// A month's retraining: what one round costs * rounds a year / 12.
Line<Dollars> retraining_per_month(LineName name, const Line<Dollars>& one_round,
                                   const Spread<double>& rounds_per_year);

/// The line `factor` times, e.g. over months. \pre factor >= 0
Line<Dollars> times(const Line<Dollars>& line, double factor);

/// The sum of the lines that have a price. [cost.total]
Estimate<Dollars> sum(std::span<const Line<Dollars>> lines);

/// Whether some line has no price: the sum leaves it out.
bool quote_needed(std::span<const Line<Dollars>> lines);

/// Months' payments as today's value: sum of (1 + r)^(-m/12) for m = 1 … months (at the end of each month); `months`
/// where r = 0. A part of a month counts in part. [cost.discounting]
double annuity(double months, double rate_per_year);

/// Set-up now and the monthly lines over the horizon, at today's value: lines in that order. [cost.discounting]
std::vector<Line<Dollars>> over_horizon(std::span<const Line<Dollars>> setup, std::span<const Line<Dollars>> monthly,
                                        double months, double rate_per_year);

/// The same lines as far as they are new money.
CostLines new_money(const CostLines& lines);

/// The middle of that sum alone, for plans that are only compared: sum(over_horizon(…)).central. `behind`, here and
/// below: further lines, as if they stood behind the set-up and behind the months.
Dollars central_total(const CostLines& lines, double months, double rate_per_year, const CostLines& behind = {});
/// The same of what is new money in it: central_total(new_money(…)).
Dollars central_cash(const CostLines& lines, double months, double rate_per_year, const CostLines& behind = {});

/// What a bill comes to, as ranges without their lines.
struct BillRanges {
  Interval<Dollars> setup;    ///< sum(setup)
  Interval<Dollars> monthly;  ///< sum(monthly)
  Interval<Dollars> total;    ///< sum(over_horizon(…))
  Interval<Dollars> cash;     ///< the same of new_money(…)
};
BillRanges bill_ranges(const CostLines& lines, double months, double rate_per_year, const CostLines& behind = {});

/// Months' payments as a line of their own: what a month's dollar is worth over the horizon.
Line<double> annuity_line(double months, double rate_per_year);

/// Set-up and the months' value as two lines; `annuity`: what a month's cost is multiplied by. No set-up line where
/// `setup` is none.
std::vector<Line<Dollars>> horizon_lines(std::optional<Dollars> setup, Dollars monthly, double annuity);

/// One year of the horizon.
struct YearCost {
  int year = 1;
  double months = 12;
  Estimate<Dollars> cost;  ///< at today's value; year 1 holds the set-up
};

/// Total cost of ownership by year; the centrals sum to the total over the horizon. [cost.by-year]
std::vector<YearCost> cost_by_year(std::span<const Line<Dollars>> setup, std::span<const Line<Dollars>> monthly,
                                   double months, double rate_per_year);

/// When the one with more set-up and fewer monthly costs becomes the cheaper one.
struct BreakEven {
  enum class Kind { first_always, second_always, equal, at_month };
  Kind kind = Kind::equal;
  double month = 0;                ///< of at_month: months after the start, on central values
  std::optional<double> earliest;  ///< P10 and P90; absent where it may never come (latest) or already at the start
  std::optional<double> latest;
  bool first_wins_later = false;  ///< of at_month: the first is the cheaper one from then on
};

template <>
inline constexpr std::array<std::string_view, 4> enum_words<BreakEven::Kind> = {"first_always", "second_always",
                                                                                "equal", "at_month"};

/// Break-even month of two ways: (set-up, monthly). Differences of set-up and of monthly cost have independent ranges.
/// [cost.break-even]
BreakEven break_even(const Spread<Dollars>& setup_first, const Spread<Dollars>& monthly_first,
                     const Spread<Dollars>& setup_second, const Spread<Dollars>& monthly_second, double rate_per_year);

/// The line as the decision shows it. `period`: "setup", "monthly"
Line<Dollars> bill_line(Line<Dollars> line, std::string period);

}  // namespace pathfinder
