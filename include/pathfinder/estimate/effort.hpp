// People's work: persons, months and person-weeks by stage, from who buys, what is built and how much of it.
// The constants are fitted on published amounts (`backtest --kind costs --refit`) with priors from cost-survey-2026;
// none belongs to a pair of approach and buyer.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/estimate/project.hpp"

namespace pathfinder {

/// Every number of the formulas of effort and whole_cost that data/constants/costs.json holds; the first
/// `fitted_cost_terms` of them are fitted.
enum class CostTerm {
  size_solution_provider,
  size_leading_enterprise,
  size_giant,
  size_public_body,
  team,
  team_size,
  build,
  build_size,
  effort_prompting,
  effort_classic_ml,
  effort_peft,
  effort_full_ft,
  effort_both,
  stay,
  uc_exp,
  user_exp,
  system_exp,
  rate_exp,
  team_pretrain,
  team_continued,
  team_kind_exp,
  team_token_exp,
  label_app,
  label_tune,
  label_model,
  load,
  load_size,
  load_user,
  call_rag,
  call_prompting,
  call_exp,
  host_month,
  host_load_exp,
  host_docs_exp,
  seat,
  seat_exp,
  users,
  users_size,
  product,
  product_size,
  server_level,
  small_box,
  fleet,
  fleet_size,
  onprem,
  onprem_size,
  install,
  facility,
  rent_level,
  trials,
  hours_peft,
  hours_full_ft,
  hours_continued,
  hours_pretrain,
  run_months,
  stage_pilot,
  stage_programme,
  label_usd,
  machine_extras,
  integration,
  rent_over_purchase,
  life_months,
  server_cards,
  batch,
  beside_cards,
  systems,
  systems_size,
  system_share,
  busy,
  utilisation,
  doubt_months,
  doubt_use_cases,
  doubt_use_cases_large,
  doubt_users,
  doubt_systems,
  doubt_stage,
  doubt_load,
  doubt_load_users,
  doubt_load_docs,
  doubt_docs,
  doubt_tokens,
  doubt_servers,
  doubt_fleet,
  doubt_card,
  doubt_hours,
  spread_people,
  spread_run,
  spread_licence,
  spread_machine,
  spread_compute,
  spread_doubts,
  spread_scale
};
template <>
inline constexpr std::array<std::string_view, 92> enum_words<CostTerm> = {"size_solution_provider",
                                                                          "size_leading_enterprise",
                                                                          "size_giant",
                                                                          "size_public_body",
                                                                          "team",
                                                                          "team_size",
                                                                          "build",
                                                                          "build_size",
                                                                          "effort_prompting",
                                                                          "effort_classic_ml",
                                                                          "effort_peft",
                                                                          "effort_full_ft",
                                                                          "effort_both",
                                                                          "stay",
                                                                          "uc_exp",
                                                                          "user_exp",
                                                                          "system_exp",
                                                                          "rate_exp",
                                                                          "team_pretrain",
                                                                          "team_continued",
                                                                          "team_kind_exp",
                                                                          "team_token_exp",
                                                                          "label_app",
                                                                          "label_tune",
                                                                          "label_model",
                                                                          "load",
                                                                          "load_size",
                                                                          "load_user",
                                                                          "call_rag",
                                                                          "call_prompting",
                                                                          "call_exp",
                                                                          "host_month",
                                                                          "host_load_exp",
                                                                          "host_docs_exp",
                                                                          "seat",
                                                                          "seat_exp",
                                                                          "users",
                                                                          "users_size",
                                                                          "product",
                                                                          "product_size",
                                                                          "server_level",
                                                                          "small_box",
                                                                          "fleet",
                                                                          "fleet_size",
                                                                          "onprem",
                                                                          "onprem_size",
                                                                          "install",
                                                                          "facility",
                                                                          "rent_level",
                                                                          "trials",
                                                                          "hours_peft",
                                                                          "hours_full_ft",
                                                                          "hours_continued",
                                                                          "hours_pretrain",
                                                                          "run_months",
                                                                          "stage_pilot",
                                                                          "stage_programme",
                                                                          "label_usd",
                                                                          "machine_extras",
                                                                          "integration",
                                                                          "rent_over_purchase",
                                                                          "life_months",
                                                                          "server_cards",
                                                                          "batch",
                                                                          "beside_cards",
                                                                          "systems",
                                                                          "systems_size",
                                                                          "system_share",
                                                                          "busy",
                                                                          "utilisation",
                                                                          "doubt_months",
                                                                          "doubt_use_cases",
                                                                          "doubt_use_cases_large",
                                                                          "doubt_users",
                                                                          "doubt_systems",
                                                                          "doubt_stage",
                                                                          "doubt_load",
                                                                          "doubt_load_users",
                                                                          "doubt_load_docs",
                                                                          "doubt_docs",
                                                                          "doubt_tokens",
                                                                          "doubt_servers",
                                                                          "doubt_fleet",
                                                                          "doubt_card",
                                                                          "doubt_hours",
                                                                          "spread_people",
                                                                          "spread_run",
                                                                          "spread_licence",
                                                                          "spread_machine",
                                                                          "spread_compute",
                                                                          "spread_doubts",
                                                                          "spread_scale"};

inline constexpr std::size_t cost_terms = enum_words<CostTerm>.size();
inline constexpr std::size_t fitted_cost_terms = static_cast<std::size_t>(CostTerm::run_months) + 1;

/// The constants, and what the priors say of the buyers' sizes: fleets grow with those.
struct CostModel {
  std::array<double, cost_terms> terms{};
  std::array<double, 6> prior_sizes{};  ///< by BuyerKind

  double operator[](CostTerm term) const { return terms[static_cast<std::size_t>(term)]; }
};

/// The id of a term in data/constants/: "costs.team".
std::string cost_term_id(CostTerm term);

/// The constants by id. `value`, `prior`: of the constant with that id.
CostModel cost_model(const std::function<double(std::string_view)>& value,
                     const std::function<double(std::string_view)>& prior);

/// How large a buyer is, a start-up being 1. An enterprise without rows of its own stands between the solution provider
/// and the leading enterprise.
double buyer_size(BuyerKind buyer, const CostModel& model);
/// Whether use cases and machines of its own are usual for it.
bool large_buyer(BuyerKind buyer);

/// Factors on what is not known, by ProjectNeed; 1 throughout is the centre.
using NeedFactors = std::array<double, project_needs>;
NeedFactors central_needs();

/// Applications that the project builds; 1 where nothing is said, 3 where nothing is said of the approach either.
double use_cases_of(const Project& project, const NeedFactors& factors);

/// Work of a project that is built into as many other systems as it is, over the work of one that is built into as many
/// as is usual for its buyer; integration grows, the rest stays. 1 where a model is made: nothing is built into it.
double integration_factor(const Project& project, const CostModel& model, const NeedFactors& factors);

/// Full-time persons while it is built.
double build_team(const Project& project, const CostModel& model, const NeedFactors& factors);
/// Months of building; of a programme that makes a model: its months.
double build_months(const Project& project, const CostModel& model, const NeedFactors& factors);
/// Persons that stay afterwards, for running, upkeep and retraining.
double staying_team(const Project& project, const CostModel& model, const NeedFactors& factors);
/// USD a person-week: where people are cheap, more of them are sent.
double weekly_rate(const Project& project, const CostModel& model);

}  // namespace pathfinder
