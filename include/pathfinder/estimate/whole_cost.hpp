// What a project costs as such projects are paid for: people, labels, API, hosting, seats and products, machines,
// training. Each line is a formula over estimate/project's facts and the constants of estimate/effort; what a published
// amount covers selects lines. An amount's interval comes from how far such lines were off and from what is not known.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/interval.hpp"
#include "pathfinder/estimate/effort.hpp"

namespace pathfinder {

/// Lines that err together.
enum class CostGroup { people, run, licence, machine, compute };
inline constexpr std::size_t cost_groups = 5;
/// USD by group.
using GroupedAmount = std::array<double, cost_groups>;
double sum_of(const GroupedAmount& amount);

/// What an amount pays for.
struct Covers {
  bool people = false;
  bool labelling = false;
  bool integration = false;
  bool maintenance = false;
  bool api = false;
  bool software_licence = false;
  bool hosting = false;
  bool hardware = false;
};
/// Sets what a word of `covers` means; "maintenance_years:3" also tells the years (else 0). False: no such word.
bool read_cover(std::string_view word, Covers& covers, double& maintenance_years);

/// A bill of one month: nobody's work is in it.
bool monthly_bill(const Project& project, const Covers& covers);
/// The training of a model, or a programme around it.
bool programme(const Project& project, const Covers& covers);

/// Accelerator-hours of training.
struct TrainingNeed {
  double gpu_hours = 0;
  double doubt = 0;  ///< sd of ln(true / this)
};
TrainingNeed training_need(const Project& project, const CostModel& model, const NeedFactors& factors);

/// What is paid for a seat over its list price: less, the more people have one.
double seat_discount(double users, const CostModel& model);
/// A month of a supplier's finished product, in USD.
double product_per_month(const Project& project, const CostModel& model, const NeedFactors& factors);

/// Questions a day.
double load_of(const Project& project, const CostModel& model, const NeedFactors& factors);

/// sd of ln(true / stand-in) of one need; 0 where it is known.
double need_doubt(const Project& project, ProjectNeed need, const CostModel& model);

/// The covered amount in USD.
GroupedAmount covered_amount(const Project& project, const Covers& covers, const CostModel& model,
                             const NeedFactors& factors);

/// How much of an amount's error each source of error carries.
struct ErrorShares {
  GroupedAmount groups{};                      ///< share of the amount
  std::array<double, project_needs> doubts{};  ///< sd of a need times the amount's elasticity to it; 0: known
};
ErrorShares error_shares(const Project& project, const Covers& covers, const CostModel& model);

/// The standard deviation of ln(paid / central), before the scale: lines err together, doubts apart.
double error_before_scale(const ErrorShares& shares, const CostModel& model);

/// One approach it may be, with its share.
struct Candidate {
  Project project;
  double share = 1;
};

/// P10, P50 and P90 of the covered amount: quantiles of the mixture of lognormals over the candidates. \pre not empty
Interval<> whole_cost(const std::vector<Candidate>& candidates, const Covers& covers, const CostModel& model);

}  // namespace pathfinder
