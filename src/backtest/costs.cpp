// Rows of published amounts → projects → figures. The formulas are estimate/whole_cost's, the fit is costs_fit's.
#include "backtest/costs.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/catalogue/default_prices.hpp"
#include "pathfinder/catalogue/publishers.hpp"

namespace pathfinder {
namespace {

constexpr auto cost_keys = std::to_array<std::string_view>({"country", "buyer_kind", "year", "strategy_guess", "covers",
                                                            "months", "docs", "tokens", "queries_per_day", "users",
                                                            "use_cases", "integrations", "labelled_examples", "gpus",
                                                            "gpu_type", "servers", "gpu_hours", "maintenance_years"});

/// What a project may be whose strategy nobody names, with shares.
struct Share {
  Approach approach;
  double share;
};
constexpr std::array<Share, 5> unnamed = {{{Approach::rag, 0.5},
                                           {Approach::prompting, 0.2},
                                           {Approach::classic_ml, 0.15},
                                           {Approach::peft, 0.1},
                                           {Approach::continued_pretrain, 0.05}}};

constexpr std::array<std::string_view, 9> cost_strategies = {
    "rag", "prompting", "peft", "rag+peft", "full_ft", "rag+full_ft", "classic_ml", "continued_pretrain", "pretrain"};
constexpr std::array<std::string_view, 6> buyers = enum_words<BuyerKind>;

bool set_approach(std::string_view strategy, Approach& approach) {
  if (read_word(strategy, approach)) return true;
  if (strategy != "rag+peft" && strategy != "rag+full_ft") return false;
  approach = Approach::rag_and_tuning;
  return true;
}

ProjectPrices prices_of(const Catalogue& catalogue, std::string_view country, std::string_view gpu_type) {
  const Gpu* gpu = nullptr;
  if (!gpu_type.empty()) {
    const StatedDevice device = stated_device(catalogue, gpu_type);
    if (!device.versions.empty()) gpu = device.versions.front();
  }
  return project_prices(catalogue, country, gpu);
}

CostFeatures features_of(const KnownColumns& row, const std::string& strategy, const std::string& buyer,
                         const Covers& covers) {
  CostFeatures features;
  features.strategy = strategy;
  features.buyer = buyer;
  std::vector<double>& values = features.values;
  values.push_back(1);
  const auto flag = [&](bool yes) { values.push_back(yes ? 1 : 0); };
  for (const std::string_view one : cost_strategies) flag(strategy == one);
  for (const std::string_view one : buyers) flag(buyer == one);
  for (const bool one : {covers.people, covers.labelling, covers.integration, covers.maintenance, covers.api,
                         covers.software_licence, covers.hosting, covers.hardware})
    flag(one);
  flag(row.number("months") == 1);
  for (const std::string_view column : {"months", "docs", "tokens", "queries_per_day", "users", "use_cases",
                                        "labelled_examples", "gpus", "servers", "gpu_hours"}) {
    const double value = row.number(column);
    flag(value > 0);
    values.push_back(value > 0 ? log(value) : 0);
  }
  return features;
}

CostPriors priors_of(const Catalogue& catalogue) {
  CostPriors priors;
  const double p90 = normal_quantile(0.9);
  const auto add = [&](CostTerm term) {
    const Constant& constant = catalogue.constants.at(cost_term_id(term));
    const bool exponent = constant.unit == "exponent";
    const double sd = exponent ? constant.high - constant.prior : log(constant.high / constant.prior);
    priors.push_back({constant.prior, sd / p90, exponent});
  };
  for (std::size_t i = 0; i < fitted_cost_terms; ++i) add(static_cast<CostTerm>(i));
  for (std::size_t i = static_cast<std::size_t>(CostTerm::spread_people); i < cost_terms; ++i)
    add(static_cast<CostTerm>(i));
  return priors;
}

}  // namespace

std::span<const std::string_view> cost_columns() {
  return cost_keys;
}

std::vector<std::string_view> CostBacktest::groups() {
  return {"costs.strategy",
          "costs.applications",
          "costs.monthly",
          "costs.programmes",
          "costs.of.prompting",
          "costs.of.rag",
          "costs.of.classic_ml",
          "costs.of.peft",
          "costs.of.rag_and_tuning",
          "costs.of.full_ft",
          "costs.of.continued_pretrain",
          "costs.of.pretrain",
          "costs.by.startup",
          "costs.by.solution_provider",
          "costs.by.enterprise",
          "costs.by.leading_enterprise",
          "costs.by.giant",
          "costs.by.public_body",
          "costs.machines",
          "costs.unnamed",
          "costs.apart"};
}

std::vector<std::string_view> CostBacktest::baselines() {
  return {"baseline.median", "baseline.ridge"};
}

std::vector<CostCase> CostBacktest::cases(const RunRow& source, const Catalogue& catalogue, SkippedRow& skip) {
  const KnownColumns row(source, cost_keys);
  const auto refuse = [&](std::string reason, std::string argument = {}) {
    skip.reason = std::move(reason);
    skip.argument = std::move(argument);
    return std::vector<CostCase>();
  };
  CostCase one;
  one.amount.id = id_of(source);
  one.amount.publisher = publisher_of(publishers_of(catalogue), family_of(source), source_of(source), one.amount.id);
  Project project;
  const std::string buyer = row.text("buyer_kind");
  if (!read_word(buyer, project.buyer)) return refuse("backtest.skip.buyer", buyer);
  Covers& covers = one.amount.covers;
  double years = 0;
  for (const std::string& word : row.texts("covers")) {
    if (!read_cover(word, covers, years)) return refuse("backtest.skip.covers", word);
  }
  const auto need = [&](std::string_view column) {
    const double value = row.number(column);
    return value > 0 ? value : unknown_need;
  };
  years = std::max(years, row.number("maintenance_years"));
  project.months = need("months");
  if (years > 0) project.months = std::isnan(project.months) ? 12 * years : std::max(project.months, 12 * years);
  project.use_cases = need("use_cases");
  project.users = need("users");
  project.integrations = need("integrations");
  project.queries_per_day = need("queries_per_day");
  project.docs = need("docs");
  project.tokens = need("tokens");
  project.labelled_examples = need("labelled_examples");
  project.gpus = need("gpus");
  project.gpu_hours = need("gpu_hours");
  project.servers = need("servers");
  project.prices = prices_of(catalogue, row.text("country"), row.text("gpu_type"));

  const std::string strategy = row.text("strategy_guess");
  one.named = set_approach(strategy, project.approach);
  if (one.named) {
    one.amount.candidates = {{project, 1}};
  } else {
    project.approach_named = false;
    for (const auto& [approach, share] : unnamed) {
      project.approach = approach;
      one.amount.candidates.push_back({project, share});
    }
  }
  if (whole_cost(one.amount.candidates, covers, shipped(catalogue).model).central <= 0)
    return refuse("backtest.skip.covers", "");
  one.features = features_of(row, one.named ? strategy : "unknown", buyer, covers);

  const MeasuredColumns paid(source);
  one.amount.paid_usd = paid.figure("amount_usd");
  one.features.log_paid = log(one.amount.paid_usd);
  one.apart = paid.remark("quality") == "low" || paid.flag("aggregate");
  return {one};
}

FittedCosts CostBacktest::shipped(const Catalogue& catalogue) {
  return {shipped_cost_model(catalogue), {}, {}};
}

std::vector<Figure> CostBacktest::predict(const CostCase& row, const FittedCosts& constants) {
  Figure figure;
  figure.quantity = "amount_usd";
  figure.unit = "USD";
  static_cast<Interval<>&>(figure) = whole_cost(row.amount.candidates, row.amount.covers, constants.model);
  figure.observed = row.amount.paid_usd;
  if (!constants.rules.slopes.empty())
    figure.baselines = {constants.rules.median_usd(row.features), constants.rules.ridge_usd(row.features)};
  if (row.apart) {
    figure.groups = {"costs.apart"};
    return {figure};
  }
  if (!row.named) {
    figure.groups = {"costs.unnamed"};
    return {figure};
  }
  const Project& project = row.amount.candidates.front().project;
  if (project.approach == Approach::machines) {
    figure.groups = {"costs.machines"};
    return {figure};
  }
  figure.groups = {"costs.strategy", monthly_bill(project, row.amount.covers) ? "costs.monthly"
                                     : programme(project, row.amount.covers)  ? "costs.programmes"
                                                                              : "costs.applications"};
  for (const std::string_view group : groups()) {
    if (group.substr(0, 9) == "costs.of." && group.substr(9) == word_of(project.approach))
      figure.groups.push_back(group);
    if (group.substr(0, 9) == "costs.by." && group.substr(9) == word_of(project.buyer)) figure.groups.push_back(group);
  }
  return {figure};
}

bool CostBacktest::in_fit(const CostCase& row, const FittedCosts&) {
  return row.amount.paid_usd > 0 && !row.apart;
}

FittedCosts CostBacktest::refit(const std::vector<const CostCase*>& rows, const Catalogue& catalogue,
                                const FittedCosts* start) {
  FittedCosts fitted = start == nullptr ? shipped(catalogue) : *start;
  std::vector<const PaidAmount*> amounts;
  std::vector<CostFeatures> features;
  for (const CostCase* row : rows) amounts.push_back(&row->amount);
  // The rules are made for rows with a strategy, from such rows.
  std::map<std::string, double> of_publisher;
  for (const CostCase* row : rows) of_publisher[row->amount.publisher] += 1;
  for (const CostCase* row : rows) {
    if (!row->named || row->features.strategy == word_of(Approach::machines)) continue;
    features.push_back(row->features);
    features.back().weight = 1 / of_publisher[row->amount.publisher];
  }
  fitted.model = fit_costs(amounts, fitted.model, priors_of(catalogue), fitted.uses);
  fitted.rules = fit_rules(features);
  return fitted;
}

std::vector<ConstantChange> CostBacktest::changes(const Catalogue& catalogue, const FittedCosts& constants) {
  std::vector<ConstantChange> changes;
  const auto add = [&](CostTerm term, bool fitted) {
    const std::string id = cost_term_id(term);
    changes.push_back({id, catalogue.constants.at(id).prior, catalogue.constant(id), constants.model[term], fitted});
  };
  for (std::size_t i = 0; i < fitted_cost_terms; ++i) add(static_cast<CostTerm>(i), true);
  for (std::size_t i = static_cast<std::size_t>(CostTerm::spread_people); i < cost_terms; ++i)
    add(static_cast<CostTerm>(i), false);
  return changes;
}

}  // namespace pathfinder
