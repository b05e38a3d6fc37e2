#include "pathfinder/estimate/project_lines.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"
#include "pathfinder/estimate/cost.hpp"
#include "pathfinder/estimate/whole_cost.hpp"

namespace pathfinder {
namespace {

/// The factor by which an amount moves when one driver stands at its P10, at its P90.
struct MovedBy {
  Name driver;
  double low = 1;
  double high = 1;
};

using Amount = std::function<double(const Project&, const NeedFactors&)>;

double person_weeks(const Project& project, const CostModel& model, const NeedFactors& factors) {
  return build_team(project, model, factors) * build_months(project, model, factors) * weeks_per_month;
}

/// The error that all lines share, as factors. `spread`: of the group.
MovedBy by_scope(CostTerm spread, const CostModel& model) {
  const double moves = exp(normal_p90 * model[CostTerm::spread_scale] * model[spread]);
  return {"scope", 1 / moves, moves};
}

/// Where nobody said who buys: the factors of a small and of a large buyer.
MovedBy by_who_buys(const Work& work, double central, const Amount& amount) {
  const NeedFactors factors = central_needs();
  std::vector<std::pair<double, double>> by_buyer;  // factor, share
  for (const BuyerShare& one : work.buyers) {
    Project other = work.project;
    other.buyer = one.buyer;
    by_buyer.emplace_back(amount(other, factors) / central, one.share);
  }
  std::sort(by_buyer.begin(), by_buyer.end());
  const auto quantile = [&](double share) {
    double below = 0;
    for (const auto& [factor, of] : by_buyer) {
      below += of;
      if (below >= share) return factor;
    }
    return by_buyer.back().first;
  };
  return {"need:organisation_kind", std::min(1.0, quantile(0.1)), std::max(1.0, quantile(0.9))};
}

/// What moves the amount: the scope, each need that is not known, and who buys where that is not known either.
std::vector<MovedBy> moved_by(const Work& work, const CostModel& model, const Amount& amount) {
  std::vector<MovedBy> all = {by_scope(CostTerm::spread_people, model)};
  NeedFactors factors = central_needs();
  const double central = amount(work.project, factors);
  struct Doubt {
    ProjectNeed need;
    Name driver;
  };
  constexpr Doubt needs[] = {{ProjectNeed::use_cases, "need:use_cases"},
                             {ProjectNeed::users, "need:users"},
                             {ProjectNeed::integrations, "need:integrations"},
                             {ProjectNeed::stage, "need:project_stage"},
                             {ProjectNeed::tokens, "need:tokens"}};
  for (const auto& [need, driver] : needs) {
    const double doubt = need_doubt(work.project, need, model);
    if (doubt <= 0) continue;
    const double moves = exp(normal_p90 * model[CostTerm::spread_scale] * model[CostTerm::spread_doubts] * doubt);
    double& factor = factors[static_cast<std::size_t>(need)];
    factor = 1 / moves;
    const double low = amount(work.project, factors);
    factor = moves;
    const double high = amount(work.project, factors);
    factor = 1;
    if (low != high) all.push_back({driver, low / central, high / central});
  }
  if (work.buyers.size() > 1) all.push_back(by_who_buys(work, central, amount));
  return all;
}

/// A middle moved by each of these alone.
Spread<double> moved(double central, const std::vector<MovedBy>& moves) {
  std::vector<MovedAlone> alone;
  for (const MovedBy& one : moves) alone.push_back({one.low * central, one.high * central});
  return combined(central, alone);
}

/// An amount of people's work with all that moves it.
Spread<double> work_spread(const Work& work, const CostModel& model, const Amount& amount) {
  return moved(work.skill * amount(work.project, central_needs()), moved_by(work, model, amount));
}

/// Shares of a build that is built into as many systems as this one: what is more, or less, than usual is integration.
std::map<std::string, double> with_integrations(const Project& project, const CostModel& model,
                                                std::map<std::string, double> shares) {
  const double factor = integration_factor(project, model, central_needs());
  const auto integrate = shares.find(std::string(word_of(ProjectStage::integrate)));
  if (integrate == shares.end()) return shares;
  integrate->second = std::max(0.0, integrate->second + factor - 1);
  for (auto& [stage, share] : shares) share /= factor;
  return shares;
}

/// One stage's line: the product of the parts, moved by the drivers and by the rate.
Line<Dollars> work_line(ProjectStage stage, std::vector<Part> parts, const std::vector<MovedBy>& moves,
                        const WeeklyRate& rate, std::string_view method) {
  const std::string id(word_of(stage));
  Dollars central{rate.per_week.central};
  for (const Part& part : parts) central = part.value * central;
  parts.push_back({"r", rate.per_week.central.value, "usd/week"});
  std::vector<Driver<Dollars>> drivers;
  for (const MovedBy& one : moves) drivers.push_back({one.driver, one.low * central, one.high * central});
  if (rate.per_week.low < rate.per_week.high && rate.per_week.central.value > 0) {
    const double each = central.value / rate.per_week.central.value;
    drivers.push_back({"staff", each * rate.per_week.low, each * rate.per_week.high});
  }
  Line<Dollars> line = driven_line("people." + id, central, std::move(drivers), method);
  line.parts = std::move(parts);
  line.basis.sources = rate.sources;
  line.basis.assumptions = rate.assumptions;
  line.stage = id;
  return line;
}

std::vector<Line<Dollars>> stage_lines(const Work& work, const std::map<std::string, double>& shares,
                                       const std::vector<Part>& amount, const std::vector<MovedBy>& moves,
                                       const WeeklyRate& rate, std::string_view method) {
  std::vector<Line<Dollars>> lines;
  for (std::size_t i = 0; i < enum_words<ProjectStage>.size(); ++i) {
    const auto stage = static_cast<ProjectStage>(i);
    const auto share = shares.find(std::string(word_of(stage)));
    if (share == shares.end() || share->second <= 0) continue;
    std::vector<Part> parts = amount;
    parts.push_back({"s", share->second, "ratio"});
    parts.push_back({"k", work.skill, "ratio"});
    lines.push_back(work_line(stage, std::move(parts), moves, rate, method));
  }
  return lines;
}

}  // namespace

bool same(const Work& a, const Work& b) {
  // A member that is added has to be compared here as well.
  static_assert(sizeof(Project) == 2 * sizeof(int) + 13 * sizeof(double) + sizeof(ProjectPrices));
  static_assert(sizeof(ProjectPrices) == 6 * sizeof(double));
  const auto members = [](const Project& one) {
    return std::array<double, 21>{static_cast<double>(one.buyer),
                                  static_cast<double>(one.approach),
                                  one.months,
                                  one.use_cases,
                                  one.users,
                                  one.integrations,
                                  one.stage_factor,
                                  one.queries_per_day,
                                  one.docs,
                                  one.tokens,
                                  one.labelled_examples,
                                  one.gpus,
                                  one.gpu_hours,
                                  one.servers,
                                  one.approach_named ? 1.0 : 0.0,
                                  one.prices.usd_per_week,
                                  one.prices.usd_per_seat,
                                  one.prices.usd_per_server,
                                  one.prices.usd_per_gpu_hour,
                                  one.prices.tflop_per_s,
                                  one.prices.class_known ? 1.0 : 0.0};
  };
  const auto equal = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
  const std::array<double, 21> of_a = members(a.project);
  const std::array<double, 21> of_b = members(b.project);
  return equal(a.skill, b.skill) && std::equal(of_a.begin(), of_a.end(), of_b.begin(), equal) &&
         std::equal(a.buyers.begin(), a.buyers.end(), b.buyers.begin(), b.buyers.end(),
                    [](const BuyerShare& x, const BuyerShare& y) { return x.buyer == y.buyer && x.share == y.share; });
}

bool same(const WeeklyRate& a, const WeeklyRate& b) {
  return a.per_week.low == b.per_week.low && a.per_week.central == b.per_week.central &&
         a.per_week.high == b.per_week.high && a.sources == b.sources && a.assumptions == b.assumptions;
}

Spread<Weeks> build_weeks(const Work& work, const CostModel& model) {
  return quantities<Weeks>(work_spread(work, model, [&](const Project& project, const NeedFactors& factors) {
    return person_weeks(project, model, factors);
  }));
}

Spread<double> months_of_build(const Work& work, const CostModel& model) {
  const double central = build_months(work.project, model, central_needs());
  std::vector<MovedBy> moves;
  if (work.buyers.size() > 1)
    moves.push_back(by_who_buys(work, central, [&](const Project& project, const NeedFactors& factors) {
      return build_months(project, model, factors);
    }));
  return moved(central, moves);
}

Spread<double> persons_staying(const Work& work, const CostModel& model) {
  return work_spread(work, model, [&](const Project& project, const NeedFactors& factors) {
    return staying_team(project, model, factors);
  });
}

Spread<double> persons_building(const Spread<Weeks>& weeks, double months) {
  return scaled(1 / (months * weeks_per_month), values(weeks));
}

std::vector<Line<Dollars>> build_lines(const Work& work, const CostModel& model,
                                       const std::map<std::string, double>& shares, const WeeklyRate& rate) {
  const NeedFactors central = central_needs();
  const std::vector<Part> amount = {{"P", build_team(work.project, model, central), "persons"},
                                    {"m", build_months(work.project, model, central), "months"},
                                    {"w", weeks_per_month, "weeks/month"}};
  const std::vector<MovedBy> moves = moved_by(work, model, [&](const Project& project, const NeedFactors& factors) {
    return person_weeks(project, model, factors);
  });
  return stage_lines(work, with_integrations(work.project, model, shares), amount, moves, rate, "cost.people");
}

std::vector<Line<Dollars>> staying_lines(const Work& work, const CostModel& model,
                                         const std::map<std::string, double>& shares, const WeeklyRate& rate) {
  const std::vector<Part> amount = {{"P", staying_team(work.project, model, central_needs()), "persons"},
                                    {"w", weeks_per_month, "weeks/month"}};
  const std::vector<MovedBy> moves = moved_by(work, model, [&](const Project& project, const NeedFactors& factors) {
    return staying_team(project, model, factors);
  });
  return stage_lines(work, shares, amount, moves, rate, "cost.people-month");
}

namespace {

/// A line of the months after the build, from the survey's fit, with its words.
Line<Dollars> fitted(Line<Dollars> line, std::vector<Part> parts) {
  line.stage = word_of(ProjectStage::run);
  line.parts = std::move(parts);
  line.basis.sources = {"cost-survey-2026"};
  line.basis.assumptions = {"assume.fitted-cost"};
  return line;
}

}  // namespace

Line<Dollars> app_hosting_per_month(LineName name, const Spread<double>& load, const Spread<double>& docs,
                                    const CostModel& model) {
  const auto month = [&](double questions, double documents) {
    return model[CostTerm::host_month] * pow((50 + questions) / 1050, model[CostTerm::host_load_exp]) *
           pow(documents / 10000, model[CostTerm::host_docs_exp]);
  };
  const double central = month(load.central, docs.central);
  const MovedBy scope = by_scope(CostTerm::spread_run, model);
  std::vector<Driver<Dollars>> drivers = {{scope.driver, {scope.low * central}, {scope.high * central}}};
  if (load.low < load.high)
    drivers.push_back({"load", {month(load.low, docs.central)}, {month(load.high, docs.central)}});
  if (docs.low < docs.high)
    drivers.push_back({"index", {month(load.central, docs.low)}, {month(load.central, docs.high)}});
  Line<Dollars> line = driven_line(name, {central}, std::move(drivers), "cost.app-hosting");
  if (!name.words()) return line;
  return fitted(std::move(line),
                {{"h", model[CostTerm::host_month], "usd/month", cost_term_id(CostTerm::host_month)},
                 {"q", load.central, "questions/day"},
                 {"x", model[CostTerm::host_load_exp], "exponent", cost_term_id(CostTerm::host_load_exp)},
                 {"d", docs.central, "documents"},
                 {"y", model[CostTerm::host_docs_exp], "exponent", cost_term_id(CostTerm::host_docs_exp)}});
}

Line<Dollars> seats_per_month(LineName name, const Spread<double>& users, const Spread<Dollars>& list_price,
                              bool quoted, const CostModel& model) {
  const double paid = quoted ? 1 : seat_discount(users.central, model);
  const CostFactor factors[] = {{"n", "persons", "users", users},
                                {"p", "usd/user-month", "seat", values(list_price)},
                                {"k", "ratio", "", exactly(paid)}};
  Line<Dollars> line = product_line(name, factors, "cost.seats");
  if (name.words()) line.stage = word_of(ProjectStage::run);
  return line;
}

Line<Dollars> product_month(LineName name, const Work& work, const CostModel& model) {
  const Amount amount = [&](const Project& project, const NeedFactors& factors) {
    return product_per_month(project, model, factors);
  };
  const double central = amount(work.project, central_needs());
  const MovedBy scope = by_scope(CostTerm::spread_licence, model);
  std::vector<Driver<Dollars>> drivers = {{scope.driver, {scope.low * central}, {scope.high * central}}};
  if (work.buyers.size() > 1) {
    const MovedBy buyer = by_who_buys(work, central, amount);
    drivers.push_back({buyer.driver, {buyer.low * central}, {buyer.high * central}});
  }
  Line<Dollars> line = driven_line(name, {central}, std::move(drivers), "cost.product");
  if (!name.words()) return line;
  return fitted(std::move(line),
                {{"c", model[CostTerm::product], "usd/month", cost_term_id(CostTerm::product)},
                 {"s", buyer_size(work.project.buyer, model), "start-up = 1"},
                 {"x", model[CostTerm::product_size], "exponent", cost_term_id(CostTerm::product_size)},
                 {"u", use_cases_of(work.project, central_needs()), "applications"},
                 {"y", model[CostTerm::uc_exp], "exponent", cost_term_id(CostTerm::uc_exp)}});
}

Line<Dollars> cards_per_month(LineName name, const Spread<double>& cards, const Spread<Dollars>& price_each,
                              const CostModel& model) {
  const CostFactor factors[] = {{"n", "gpus", "load", cards},
                                {"p", "usd", "purchase", values(price_each)},
                                {"l", "1/months", "", exactly(1 / model[CostTerm::life_months])}};
  Line<Dollars> line = product_line(name, factors, "cost.cards");
  if (!name.words()) return line;
  line.parts.back() = {"L", model[CostTerm::life_months], "months", cost_term_id(CostTerm::life_months)};
  line.stage = word_of(ProjectStage::run);
  return line;
}

Line<Dollars> cards_of_training(LineName name, const Spread<GpuHours>& time, const Spread<Dollars>& price_each,
                                const CostModel& model) {
  const CostFactor factors[] = {{"H", "gpu-hours", "hours:training", values(time)},
                                {"p", "usd", "purchase", values(price_each)},
                                {"l", "1/hours", "", exactly(1 / (model[CostTerm::life_months] * hours_per_month))}};
  Line<Dollars> line = product_line(name, factors, "cost.cards-training");
  if (!name.words()) return line;
  line.parts.back() = {"L", model[CostTerm::life_months], "months", cost_term_id(CostTerm::life_months)};
  line.parts.push_back({"h", hours_per_month, "hours/month"});
  line.stage = word_of(ProjectStage::build);
  return line;
}

}  // namespace pathfinder
