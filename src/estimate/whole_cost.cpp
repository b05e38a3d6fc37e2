#include "pathfinder/estimate/whole_cost.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"
#include "pathfinder/estimate/log_mixture.hpp"

namespace pathfinder {
namespace {

constexpr double weeks_per_month = 365.25 / 12 / 7;

bool known(double need) {
  return !std::isnan(need);
}

std::size_t at(CostGroup group) {
  return static_cast<std::size_t>(group);
}

double factor_of(const NeedFactors& factors, ProjectNeed need) {
  return factors[static_cast<std::size_t>(need)];
}

/// One project's lines.
class Lines {
 public:
  Lines(const Project& project, const Covers& covers, const CostModel& model, const NeedFactors& factors)
      : project_(project), covers_(covers), model_(model), factors_(factors) {}

  GroupedAmount covered() const {
    GroupedAmount amount{};
    const auto add = [&](CostGroup group, double usd) { amount[at(group)] += usd; };
    if (project_.approach == Approach::machines) {
      cover_machines(add);
    } else {
      cover_work(add);
      cover_running(add);
      cover_computing(add);
    }
    return amount;
  }

 private:
  double operator[](CostTerm term) const { return model_[term]; }
  double size() const { return buyer_size(project_.buyer, model_); }
  /// x * size^x_size
  double by_size(CostTerm term, CostTerm exponent) const { return model_[term] * pow(size(), model_[exponent]); }

  double running_months() const {
    return (known(project_.months) ? project_.months : 12) * factor_of(factors_, ProjectNeed::months);
  }

  double people() const {
    const double team = build_team(project_, model_, factors_);
    const double build = build_months(project_, model_, factors_);
    double months = build;
    if (!makes_model(project_.approach) && known(project_.months)) {
      const double all = project_.months * factor_of(factors_, ProjectNeed::months);
      months += model_[CostTerm::stay] * std::max(0.0, all - build);
    }
    return team * weeks_per_month * months * weekly_rate(project_, model_);
  }
  double staying() const {
    return staying_team(project_, model_, factors_) * weeks_per_month * running_months() *
           weekly_rate(project_, model_);
  }
  double labelling() const {
    if (known(project_.labelled_examples)) return project_.labelled_examples * model_[CostTerm::label_usd];
    const CostTerm share = makes_model(project_.approach) ? CostTerm::label_model
                           : tunes(project_.approach)     ? CostTerm::label_tune
                                                          : CostTerm::label_app;
    // Whoever is large has more of the work that needs no labels.
    constexpr double smaller_with_size = -0.3;
    const double small = makes_model(project_.approach) ? 1 : pow(size(), smaller_with_size);
    return model_[share] * people() * small;
  }

  /// Prompting over documents that nobody asks questions about: each is read once.
  bool reads_documents() const {
    return project_.approach == Approach::prompting && known(project_.docs) && !known(project_.queries_per_day) &&
           !known(project_.users);
  }
  double api() const {
    const double load = load_of(project_, model_, factors_);
    const CostTerm call = project_.approach == Approach::prompting ? CostTerm::call_prompting : CostTerm::call_rag;
    const double each = model_[call] * pow(load / 1000, -model_[CostTerm::call_exp]);
    const double half = reads_documents() ? model_[CostTerm::batch] : 1;
    const double beside = known(project_.gpus) ? model_[CostTerm::beside_cards] : 1;
    return each * load * days_per_month * running_months() * half * beside;
  }
  double hosting() const {
    const double load = load_of(project_, model_, factors_);
    const double docs = (known(project_.docs) ? project_.docs : 10000) * factor_of(factors_, ProjectNeed::docs);
    return model_[CostTerm::host_month] * pow((50 + load) / 1050, model_[CostTerm::host_load_exp]) *
           pow(docs / 10000, model_[CostTerm::host_docs_exp]) * running_months();
  }
  double seats() const {
    const double users = (known(project_.users) ? project_.users : by_size(CostTerm::users, CostTerm::users_size)) *
                         factor_of(factors_, ProjectNeed::users);
    return project_.prices.usd_per_seat * seat_discount(users, model_) * users * running_months();
  }
  double product() const { return product_per_month(project_, model_, factors_) * running_months(); }

  double purchase() const {
    double servers = project_.servers;
    double level = model_[CostTerm::server_level];
    if (!known(servers) && known(project_.gpus)) {
      servers = project_.gpus / model_[CostTerm::server_cards];
      if (project_.gpus < model_[CostTerm::server_cards]) level *= model_[CostTerm::small_box];
    } else if (!known(servers) && project_.approach == Approach::machines) {
      servers = model_[CostTerm::fleet] *
                pow(model_.prior_sizes[static_cast<std::size_t>(project_.buyer)], model_[CostTerm::fleet_size]);
    } else if (!known(servers)) {
      servers = by_size(CostTerm::onprem, CostTerm::onprem_size) *
                pow(use_cases_of(project_, factors_), model_[CostTerm::uc_exp]);
    }
    return servers * factor_of(factors_, ProjectNeed::servers) * project_.prices.usd_per_server *
           factor_of(factors_, ProjectNeed::card) * level;
  }
  double rent() const {
    return project_.prices.usd_per_gpu_hour * factor_of(factors_, ProjectNeed::card) * model_[CostTerm::rent_level];
  }
  double compute() const {
    const double trials = covers_.people ? model_[CostTerm::trials] : 1;
    return training_need(project_, model_, factors_).gpu_hours * rent() * trials;
  }

  template <class Add>
  void cover_machines(Add add) const {
    const double bought = purchase();
    const double extras = model_[CostTerm::machine_extras];
    if (covers_.people) add(CostGroup::machine, extras * bought);
    if (covers_.software_licence) add(CostGroup::machine, extras * bought);
    if (covers_.integration) add(CostGroup::machine, model_[CostTerm::install] * bought);
    if (covers_.hardware) add(CostGroup::machine, bought);
    if (!covers_.hosting) return;
    const double month = covers_.hardware ? model_[CostTerm::facility] / 12
                                          : model_[CostTerm::rent_over_purchase] / model_[CostTerm::life_months];
    add(CostGroup::machine, bought * month * running_months());
  }

  template <class Add>
  void cover_work(Add add) const {
    if (covers_.people) {
      add(CostGroup::people, people());
    } else if (covers_.maintenance) {
      add(CostGroup::people, staying());
    }
    if (covers_.labelling) add(CostGroup::people, labelling());
    if (!covers_.integration) return;
    if (!covers_.people) {
      add(CostGroup::people, model_[CostTerm::machine_extras] * people());
    } else if (covers_.hardware) {
      add(CostGroup::machine, model_[CostTerm::integration] * purchase());
    }
  }

  template <class Add>
  void cover_running(Add add) const {
    const bool by_seat = project_.approach == Approach::prompting;
    // Named people with a subscription: what they ask is not metered.
    const bool named = by_seat && known(project_.users) && !known(project_.queries_per_day) &&
                       !covers_.software_licence && !monthly_bill(project_, covers_);
    if (covers_.api) add(named ? CostGroup::licence : CostGroup::run, named ? seats() : api());
    if (covers_.software_licence && !makes_model(project_.approach))
      add(CostGroup::licence, by_seat ? seats() : product());
  }

  template <class Add>
  void cover_computing(Add add) const {
    const bool trains = programme(project_, covers_);
    const bool month = monthly_bill(project_, covers_);
    if (trains && (covers_.hosting || covers_.hardware)) add(CostGroup::compute, compute());
    if (covers_.hosting && !trains) {
      add(CostGroup::run, hosting());
      if (known(project_.gpus) && !covers_.hardware)
        add(CostGroup::compute, project_.gpus * rent() * hours_per_month * running_months());
    }
    if (!covers_.hardware) return;
    const bool on_site = tunes(project_.approach) && covers_.people && large_buyer(project_.buyer);
    if (trains && !on_site) return;
    add(CostGroup::machine, month ? purchase() / model_[CostTerm::life_months] : purchase());
  }

  const Project& project_;
  const Covers& covers_;
  const CostModel& model_;
  const NeedFactors& factors_;
};

}  // namespace

double sum_of(const GroupedAmount& amount) {
  double sum = 0;
  for (const double one : amount) sum += one;
  return sum;
}

bool read_cover(std::string_view word, Covers& covers, double& maintenance_years) {
  constexpr std::string_view years = "maintenance_years:";
  if (word.substr(0, years.size()) == years) {
    double count = 0;
    for (const char digit : word.substr(years.size())) {
      if (digit < '0' || digit > '9') return false;
      count = count * 10 + (digit - '0');
    }
    covers.maintenance = true;
    maintenance_years = count;
    return true;
  }
  const struct {
    std::string_view word;
    bool Covers::*member;
  } words[] = {{"people", &Covers::people},
               {"labelling", &Covers::labelling},
               {"integration", &Covers::integration},
               {"maintenance", &Covers::maintenance},
               {"api", &Covers::api},
               {"software_licence", &Covers::software_licence},
               {"hosting", &Covers::hosting},
               {"hardware", &Covers::hardware}};
  for (const auto& [name, member] : words) {
    if (name != word) continue;
    covers.*member = true;
    return true;
  }
  return false;
}

bool monthly_bill(const Project& project, const Covers& covers) {
  return project.months == 1 && !covers.people;
}

bool programme(const Project& project, const Covers& covers) {
  return (makes_model(project.approach) || tunes(project.approach)) && !monthly_bill(project, covers);
}

double seat_discount(double users, const CostModel& model) {
  return model[CostTerm::seat] * pow(users / 1000, -model[CostTerm::seat_exp]);
}

double product_per_month(const Project& project, const CostModel& model, const NeedFactors& factors) {
  return model[CostTerm::product] * pow(buyer_size(project.buyer, model), model[CostTerm::product_size]) *
         pow(use_cases_of(project, factors), model[CostTerm::uc_exp]);
}

double load_of(const Project& project, const CostModel& model, const NeedFactors& factors) {
  const double factor = factor_of(factors, ProjectNeed::load);
  if (known(project.queries_per_day)) return project.queries_per_day * factor;
  if (known(project.users))
    return model[CostTerm::load_user] * 1000 * pow(project.users / 1000, 0.8) * factor;  // falls with users^-0.2
  if (project.approach == Approach::prompting && known(project.docs)) {
    const double months = known(project.months) ? project.months : 12;
    return project.docs / (days_per_month * months) * factor;
  }
  return model[CostTerm::load] * pow(buyer_size(project.buyer, model), model[CostTerm::load_size]) * factor;
}

TrainingNeed training_need(const Project& project, const CostModel& model, const NeedFactors& factors) {
  // Doubts: of hours that are stated, and of accelerators that are held for stated months.
  constexpr double stated = 0.05, held = 0.3;
  constexpr double of_large_fleets = 0.5, of_small_fleets = 2, of_operations = 1.2;  // variances of ln
  constexpr double large_fleet = 64, held_when_tuning = 16, usual_months = 3;
  const double factor = factor_of(factors, ProjectNeed::gpu_hours);
  if (known(project.gpu_hours)) return {project.gpu_hours * factor, stated};
  const double months = project.months * factor_of(factors, ProjectNeed::months);
  if (known(project.gpus) && known(months))
    return {project.gpus * months * hours_per_month * model[CostTerm::busy] * factor, held};

  double precision = 0;
  double sum = 0;
  const auto add = [&](double hours, double variance) {
    precision += 1 / variance;
    sum += log(hours) / variance;
  };
  const Approach approach = project.approach;
  if (known(project.gpus)) {
    const bool large = project.gpus >= large_fleet;
    const double usual = large                                      ? model[CostTerm::run_months]
                         : approach == Approach::full_ft            ? 0.1
                         : approach == Approach::continued_pretrain ? 0.3
                         : approach == Approach::pretrain           ? 0.5
                                                                    : 0.03;
    add(project.gpus * usual * hours_per_month, large ? of_large_fleets : of_small_fleets);
  }
  if (known(project.tokens) && project.prices.tflop_per_s > 0) {
    const double tokens = project.tokens;
    const double params = approach == Approach::pretrain ? 35e9 * std::sqrt(tokens / 1e12) : 10e9;
    add(6 * params * tokens / (project.prices.tflop_per_s * 1e12 * model[CostTerm::utilisation]) / 3600, of_operations);
  }
  if (precision > 0) return {exp(sum / precision) * factor, std::sqrt(1 / precision)};

  double hours = model[approach == Approach::pretrain             ? CostTerm::hours_pretrain
                       : approach == Approach::continued_pretrain ? CostTerm::hours_continued
                       : approach == Approach::full_ft            ? CostTerm::hours_full_ft
                                                                  : CostTerm::hours_peft];
  if (known(months))
    hours = makes_model(approach) ? hours * months / usual_months : held_when_tuning * months * hours_per_month;
  return {hours * factor, model[CostTerm::doubt_hours]};
}

double need_doubt(const Project& project, ProjectNeed need, const CostModel& model) {
  const bool machines = project.approach == Approach::machines;
  switch (need) {
    case ProjectNeed::months:
      return known(project.months) ? 0 : model[CostTerm::doubt_months];
    case ProjectNeed::use_cases:
      if (known(project.use_cases)) return 0;
      return model[large_buyer(project.buyer) ? CostTerm::doubt_use_cases_large : CostTerm::doubt_use_cases];
    case ProjectNeed::users:
      return known(project.users) ? 0 : model[CostTerm::doubt_users];
    case ProjectNeed::integrations:
      return known(project.integrations) ? 0 : model[CostTerm::doubt_systems];
    case ProjectNeed::stage:
      return known(project.stage_factor) ? 0 : model[CostTerm::doubt_stage];
    case ProjectNeed::load:
      if (known(project.queries_per_day)) return 0;
      if (known(project.users)) return model[CostTerm::doubt_load_users];
      return model[project.approach == Approach::prompting && known(project.docs) ? CostTerm::doubt_load_docs
                                                                                  : CostTerm::doubt_load];
    case ProjectNeed::docs:
      return known(project.docs) ? 0 : model[CostTerm::doubt_docs];
    case ProjectNeed::tokens:
      return known(project.tokens) ? 0 : model[CostTerm::doubt_tokens];
    case ProjectNeed::servers:
      if (known(project.servers) || known(project.gpus)) return 0;
      return model[machines ? CostTerm::doubt_fleet : CostTerm::doubt_servers];
    case ProjectNeed::card:
      return project.prices.class_known ? 0 : model[CostTerm::doubt_card];
    case ProjectNeed::gpu_hours:
      return machines ? 0 : training_need(project, model, central_needs()).doubt;
  }
  return 0;
}

GroupedAmount covered_amount(const Project& project, const Covers& covers, const CostModel& model,
                             const NeedFactors& factors) {
  return Lines(project, covers, model, factors).covered();
}

ErrorShares error_shares(const Project& project, const Covers& covers, const CostModel& model) {
  constexpr double step = 0.1;  // of ln of a need
  ErrorShares shares;
  NeedFactors factors = central_needs();
  const GroupedAmount amount = covered_amount(project, covers, model, factors);
  const double central = sum_of(amount);
  if (central <= 0) return shares;
  for (std::size_t group = 0; group < cost_groups; ++group) shares.groups[group] = amount[group] / central;
  for (std::size_t need = 0; need < project_needs; ++need) {
    const double doubt = need_doubt(project, static_cast<ProjectNeed>(need), model);
    if (doubt <= 0) continue;
    factors[need] = exp(step);
    const double moved = sum_of(covered_amount(project, covers, model, factors));
    factors[need] = 1;
    shares.doubts[need] = doubt * log(moved / central) / step;
  }
  return shares;
}

double error_before_scale(const ErrorShares& shares, const CostModel& model) {
  constexpr std::array<CostTerm, cost_groups> spreads = {CostTerm::spread_people, CostTerm::spread_run,
                                                         CostTerm::spread_licence, CostTerm::spread_machine,
                                                         CostTerm::spread_compute};
  double together = 0;
  for (std::size_t group = 0; group < cost_groups; ++group) together += shares.groups[group] * model[spreads[group]];
  double variance = together * together;
  for (const double doubt : shares.doubts) {
    const double one = model[CostTerm::spread_doubts] * doubt;
    variance += one * one;
  }
  return std::sqrt(variance);
}

Interval<> whole_cost(const std::vector<Candidate>& candidates, const Covers& covers, const CostModel& model) {
  std::vector<LogComponent> mixture;
  for (const Candidate& one : candidates) {
    const double amount = sum_of(covered_amount(one.project, covers, model, central_needs()));
    if (amount <= 0) continue;
    const double sd =
        model[CostTerm::spread_scale] * error_before_scale(error_shares(one.project, covers, model), model);
    mixture.push_back({log(amount), sd, one.share});
  }
  if (mixture.empty()) return {};
  double shares = 0;
  for (const LogComponent& one : mixture) shares += one.share;
  for (LogComponent& one : mixture) one.share /= shares;
  if (mixture.size() == 1) {
    const auto [centre, sd, share] = mixture.front();
    return {exp(centre - normal_p90 * sd), exp(centre), exp(centre + normal_p90 * sd)};
  }
  return {exp(mixture_quantile(mixture, 0.1)), exp(mixture_quantile(mixture, 0.5)),
          exp(mixture_quantile(mixture, 0.9))};
}

}  // namespace pathfinder
