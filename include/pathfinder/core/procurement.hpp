// What a buyer needs beside the estimate: the same computing obtained in other ways, the bill year by year, plans that
// lost and why, what each constraint costs, regions. Ids and numbers only.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"

namespace pathfinder {

/// One year of the horizon, at today's value; year 1 holds the set-up.
struct YearBill {
  int year = 1;
  double months = 12;                ///< of this year that lie inside the horizon
  std::vector<Line<Dollars>> lines;  ///< by label of the bill; their sum is the cost's central value
  Estimate<Dollars> cost;
};

/// Total cost over another horizon.
struct HorizonCost {
  double months = 12;
  Estimate<Dollars> total;
};

/// One way of obtaining an option's computing: rented, bought, or behind an API; everything else is the same.
struct Sourcing {
  Sourcing();
  Sourcing(const Sourcing&);
  Sourcing(Sourcing&&) noexcept;
  Sourcing& operator=(const Sourcing&);
  Sourcing& operator=(Sourcing&&) noexcept;
  ~Sourcing();

  std::string id;  ///< text id "way.ID": "owned", "rent-on-demand", "rent-reserved-1y", "rent-spot", "buy", "api"
  bool chosen = false;
  std::optional<Estimate<Dollars>> setup, monthly, total;
  std::optional<Dollars> paid_at_start;  ///< of "buy": what is paid for machines on the first day
  Dollars monthly_share;                 ///< and what of the monthly sum stands for it
  bool quote_needed = false;             ///< a line has no price: the sums leave it out, and this way cannot be ranked
  std::vector<std::string> quotes;       ///< labels of the lines without a price
  std::vector<Dollars> accumulated;      ///< spent by month 0, 3, 6, … 60, central, at today's value
  std::vector<std::string> excluded;     ///< facts or policies that rule this way out
  double cards_to_buy = 0;               ///< of "buy": accelerators
};

/// When one way becomes cheaper than another.
struct SourcingBreakEven {
  std::string first, second;
  std::string kind;  ///< "first_always", "second_always", "equal", "at_month"
  double month = 0;  ///< of at_month
  std::optional<double> earliest, latest;
  bool first_wins_later = false;
};

/// Monthly cost of a way at another load: where an API stops paying.
struct LoadPoint {
  double queries_per_day = 0;
  std::string way;
  Dollars monthly;
};

/// What the option must carry: the load that acceptance tests are run at.
struct Workload {
  double input_tokens = 0;  ///< of one request, passages and corpus included
  double output_tokens = 0;
  double requests_per_s = 0;  ///< busiest hour
  double concurrency = 0;     ///< requests in flight
  double latency_limit_ms = 0;
  std::optional<Estimate<TokensPerSecond>> tokens_per_s_out;  ///< of the whole system at that load
};

/// A plan that was weighed and not taken.
struct PlanAlternative {
  PlanAlternative();
  PlanAlternative(const PlanAlternative&);
  PlanAlternative(PlanAlternative&&) noexcept;
  PlanAlternative& operator=(const PlanAlternative&);
  PlanAlternative& operator=(PlanAlternative&&) noexcept;
  ~PlanAlternative();

  std::string model;
  std::string gpu;
  std::string on;  ///< "owned", "rented", "api"
  std::string api;
  double training_gpus = 0;
  std::string training_gpu;  ///< as in Plan
  double serving_gpus = 0;
  std::string training_recipe;
  std::string precision;
  double tensor_parallel = 0;
  double micro_batch = 0;
  std::optional<Estimate<Dollars>> total;
  std::optional<double> weeks;  ///< to value
  std::string lost_by;  ///< text id "lost.ID": "cost", "memory", "deadline", "latency", "budget", "quality", …
  double found = 0;     ///< in the unit of `limit`, where a limit was broken
  double limit = 0;
};

/// What a constraint costs: the cheapest plan that keeps it against the cheapest without it.
struct ConstraintCost {
  std::string constraint;  ///< fact id, or policy id
  std::string strategy;
  std::optional<Dollars> with, without;  ///< total over the horizon; `with` absent: nothing keeps it
  PlanAlternative freed;                 ///< the plan without the constraint
  bool quote_needed = false;             ///< the two totals leave out different lines: no difference can be named
};

/// A region for the computing of the recommended option.
struct RegionView {
  std::string region;
  std::string of;                     ///< what is counted: "training" (one round), or "month" of serving
  std::optional<Dollars> power_cost;  ///< at the region's tariff; absent where it is not known
  std::optional<Kilograms> co2;
  std::string carbon_method;  ///< ranks hold within one accounting method only
  int rank_by_cost = 0;       ///< 0: no price known
  int rank_by_carbon = 0;     ///< within its method; 0: not known
  bool chosen = false;
};

}  // namespace pathfinder
