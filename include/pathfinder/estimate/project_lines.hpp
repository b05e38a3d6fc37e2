// Lines of a bill for what a project takes beside computing: people's work by stage, an application's hosting, and the
// share of bought machines that a month or a training uses up. The formulas are those of effort and whole_cost, which
// are back-tested on published amounts; here they carry the parts and drivers that a bill needs.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/estimate/cost.hpp"
#include "pathfinder/estimate/effort.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// Stages of a project in their order; the first seven are the build, the others follow it.
enum class ProjectStage { discover, data, build, integrate, evaluate, security, roll_out, run, upkeep, retraining };
template <>
inline constexpr std::array<std::string_view, 10> enum_words<ProjectStage> = {
    "discover", "data", "build", "integrate", "evaluate", "security", "roll_out", "run", "upkeep", "retraining"};

/// One of several buyers that it may be.
struct BuyerShare {
  BuyerKind buyer = BuyerKind::enterprise;
  double share = 1;
};

/// The work of one project.
struct Work {
  Project project;
  std::vector<BuyerShare> buyers;  ///< where nobody said who buys; project.buyer is then the one assumed
  double skill = 1;                ///< weeks over those of a team as paid projects have it
};

/// Whether it is the same work, to the bit; what is not known is the same as what is not known.
bool same(const Work& a, const Work& b);

/// What a person-week costs, and where that is from.
struct WeeklyRate {
  Spread<Dollars> per_week;
  std::vector<std::string> sources;
  std::vector<std::string> assumptions;  ///< text ids
};
bool same(const WeeklyRate& a, const WeeklyRate& b);

/// Person-weeks of the build.
Spread<Weeks> build_weeks(const Work& work, const CostModel& model);
/// Its months; a range where it is not known who buys.
Spread<double> months_of_build(const Work& work, const CostModel& model);
/// Persons that stay after it.
Spread<double> persons_staying(const Work& work, const CostModel& model);
/// Persons in the mean of the months of a build of so many person-weeks.
Spread<double> persons_building(const Spread<Weeks>& weeks, double months);

/// The build by stage, one line each; `shares` by stage id, of the build. [cost.people]
std::vector<Line<Dollars>> build_lines(const Work& work, const CostModel& model,
                                       const std::map<std::string, double>& shares, const WeeklyRate& rate);

/// A month of those who stay, by stage. [cost.people-month]
std::vector<Line<Dollars>> staying_lines(const Work& work, const CostModel& model,
                                         const std::map<std::string, double>& shares, const WeeklyRate& rate);

/// A month of an application's own hosting: web, search, logs. `load`: questions a day; `docs`: documents in the index.
/// [cost.app-hosting]
Line<Dollars> app_hosting_per_month(LineName name, const Spread<double>& load, const Spread<double>& docs,
                                    const CostModel& model);

/// A month of seats at their list price: users * price * discount. A quote is no list price: `quoted` pays it as it is.
/// [cost.seats]
Line<Dollars> seats_per_month(LineName name, const Spread<double>& users, const Spread<Dollars>& list_price,
                              bool quoted, const CostModel& model);
/// A month of a supplier's finished product, as such are paid. [cost.product]
Line<Dollars> product_month(LineName name, const Work& work, const CostModel& model);

/// A month's share of machines that serve for `costs.life_months`: cards * price / life. [cost.cards]
Line<Dollars> cards_per_month(LineName name, const Spread<double>& cards, const Spread<Dollars>& price_each,
                              const CostModel& model);

/// The share that a training uses up: hours * price / (life * hours of a month). [cost.cards-training]
Line<Dollars> cards_of_training(LineName name, const Spread<GpuHours>& time, const Spread<Dollars>& price_each,
                                const CostModel& model);

}  // namespace pathfinder
