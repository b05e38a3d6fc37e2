#include "pathfinder/estimate/effort.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

constexpr double model_programme_months = 24;  // public programmes of data/observations: 18 to 48
constexpr double unnamed_use_cases = 3;        // who names no approach bundles several [cost-survey-2026]

double factor_of(const NeedFactors& factors, ProjectNeed need) {
  return factors[static_cast<std::size_t>(need)];
}

bool known(double need) {
  return !std::isnan(need);
}

double usual_users(const Project& project, const CostModel& model) {
  return model[CostTerm::users] * pow(buyer_size(project.buyer, model), model[CostTerm::users_size]);
}

double approach_effort(Approach approach, const CostModel& model) {
  switch (approach) {
    case Approach::prompting:
      return model[CostTerm::effort_prompting];
    case Approach::classic_ml:
      return model[CostTerm::effort_classic_ml];
    case Approach::peft:
      return model[CostTerm::effort_peft];
    case Approach::full_ft:
      return model[CostTerm::effort_full_ft];
    case Approach::rag_and_tuning:
      return model[CostTerm::effort_both];
    default:
      return 1;
  }
}

double usual_team(BuyerKind buyer, const CostModel& model) {
  return model[CostTerm::team] * pow(buyer_size(buyer, model), model[CostTerm::team_size]);
}

}  // namespace

std::string cost_term_id(CostTerm term) {
  return "costs." + std::string(word_of(term));
}

CostModel cost_model(const std::function<double(std::string_view)>& value,
                     const std::function<double(std::string_view)>& prior) {
  CostModel model;
  CostModel of_priors;
  for (std::size_t i = 0; i < cost_terms; ++i) {
    const std::string id = cost_term_id(static_cast<CostTerm>(i));
    model.terms[i] = value(id);
    of_priors.terms[i] = prior(id);
  }
  for (std::size_t kind = 0; kind < model.prior_sizes.size(); ++kind)
    model.prior_sizes[kind] = buyer_size(static_cast<BuyerKind>(kind), of_priors);
  return model;
}

double buyer_size(BuyerKind buyer, const CostModel& model) {
  switch (buyer) {
    case BuyerKind::startup:
      return 1;
    case BuyerKind::solution_provider:
      return model[CostTerm::size_solution_provider];
    case BuyerKind::enterprise:
      return std::sqrt(model[CostTerm::size_solution_provider] * model[CostTerm::size_leading_enterprise]);
    case BuyerKind::leading_enterprise:
      return model[CostTerm::size_leading_enterprise];
    case BuyerKind::giant:
      return model[CostTerm::size_giant];
    case BuyerKind::public_body:
      return model[CostTerm::size_public_body];
  }
  return 1;
}

bool large_buyer(BuyerKind buyer) {
  return buyer == BuyerKind::leading_enterprise || buyer == BuyerKind::giant || buyer == BuyerKind::public_body;
}

NeedFactors central_needs() {
  NeedFactors factors;
  factors.fill(1);
  return factors;
}

double use_cases_of(const Project& project, const NeedFactors& factors) {
  const double stand_in = project.approach_named ? 1 : unnamed_use_cases;
  return (known(project.use_cases) ? project.use_cases : stand_in) * factor_of(factors, ProjectNeed::use_cases);
}

double integration_factor(const Project& project, const CostModel& model, const NeedFactors& factors) {
  if (makes_model(project.approach)) return 1;
  const double usual = model[CostTerm::systems] * pow(buyer_size(project.buyer, model), model[CostTerm::systems_size]);
  const double over_usual =
      (known(project.integrations) ? project.integrations / usual : 1) * factor_of(factors, ProjectNeed::integrations);
  const double work = over_usual > 0 ? pow(over_usual, model[CostTerm::system_exp]) : 0;
  return 1 + model[CostTerm::system_share] * (work - 1);
}

double build_team(const Project& project, const CostModel& model, const NeedFactors& factors) {
  if (makes_model(project.approach)) {
    const double by_buyer = usual_team(project.buyer, model) / usual_team(BuyerKind::public_body, model);
    const double team =
        model[project.approach == Approach::pretrain ? CostTerm::team_pretrain : CostTerm::team_continued] *
        pow(by_buyer, model[CostTerm::team_kind_exp]);
    if (project.approach == Approach::pretrain) return team;
    const double tokens = (known(project.tokens) ? project.tokens : 1e12) * factor_of(factors, ProjectNeed::tokens);
    return team * pow(tokens / 1e12, model[CostTerm::team_token_exp]);
  }
  const double users =
      (known(project.users) ? project.users / usual_users(project, model) : 1) * factor_of(factors, ProjectNeed::users);
  const double stage =
      (known(project.stage_factor) ? project.stage_factor : 1) * factor_of(factors, ProjectNeed::stage);
  return usual_team(project.buyer, model) * approach_effort(project.approach, model) *
         pow(use_cases_of(project, factors), model[CostTerm::uc_exp]) * pow(users, model[CostTerm::user_exp]) * stage *
         integration_factor(project, model, factors);
}

double build_months(const Project& project, const CostModel& model, const NeedFactors& factors) {
  const double factor = factor_of(factors, ProjectNeed::months);
  if (makes_model(project.approach)) return (known(project.months) ? project.months : model_programme_months) * factor;
  const double usual = model[CostTerm::build] * pow(buyer_size(project.buyer, model), model[CostTerm::build_size]);
  return known(project.months) ? std::min(usual, project.months * factor) : usual * factor;
}

double staying_team(const Project& project, const CostModel& model, const NeedFactors& factors) {
  return model[CostTerm::stay] * build_team(project, model, factors);
}

double weekly_rate(const Project& project, const CostModel& model) {
  constexpr double usual = 3000;
  return usual * pow(project.prices.usd_per_week / usual, model[CostTerm::rate_exp]);
}

}  // namespace pathfinder
