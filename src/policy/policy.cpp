#include "pathfinder/policy/policy.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/policy_format.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "policy/figures.hpp"

namespace pathfinder {
namespace {

const LimitKind& kind_of(std::string_view limit) {
  const auto kinds = limit_kinds();
  return *std::find_if(kinds.begin(), kinds.end(), [&](const LimitKind& kind) { return kind.key == limit; });
}

/// "forbidden_hardware" → "hardware".
std::string_view list_of(std::string_view limit) {
  return limit.substr(limit.find('_') + 1);
}

/// Upper end or middle of an estimate; NaN where there is none.
template <class Q>
double value(const std::optional<Estimate<Q>>& estimate, bool at_high) {
  if (!estimate) return std::nan("");
  return at_high ? estimate->high.value : estimate->central.value;
}

/// Everything an accelerator is called.
std::vector<std::string> hardware_names(const Gpu& gpu, const Catalogue& catalogue) {
  std::vector<std::string> names = {gpu.id, gpu.vendor, gpu.generation};
  if (gpu.domestic) names.emplace_back("domestic");
  for (const auto& [family, members] : catalogue.gpu_families) {
    if (std::find(members.begin(), members.end(), gpu.id) != members.end()) names.push_back(family);
  }
  return names;
}

/// Whether a thing of these names keeps a policy that is a list of words.
bool keeps(const Policy& policy, const std::vector<std::string>& names) {
  const bool listed = std::any_of(policy.words.begin(), policy.words.end(), [&](const std::string& word) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return normalise(name) == normalise(word); });
  });
  return listed == (kind_of(policy.limit).test == LimitKind::Test::allowed);
}

/// One policy against one recommended option.
class Check {
 public:
  Check(const Decision& decision, const Catalogue& catalogue, std::string_view today)
      : decision_(decision), catalogue_(catalogue), today_(today), winner_(decision.winner()) {}

  PolicyResult run(const Policy& policy) const {
    const LimitKind& kind = kind_of(policy.limit);
    PolicyResult result{policy.id,    policy.message,         policy.deny, policy.limit, Truth::unknown, policy.allowed,
                        std::nan(""), std::string(kind.unit), {},          policy.file};
    if (kind.unit == "usd") result.limit += "_usd";
    if (winner_ == nullptr) return result;
    if (kind.unit.empty()) {
      check_words(policy, result);
    } else {
      check_figure(policy, kind, result);
    }
    return result;
  }

 private:
  void check_figure(const Policy& policy, const LimitKind& kind, PolicyResult& result) const {
    const OptionEstimate& estimate = winner_->estimate;
    const std::string& limit = policy.limit;
    if (limit == "max_total") {
      result.found = value(estimate.total, policy.at_high);
      result.words = quotes("setup", "monthly");
    } else if (limit == "max_cash") {
      result.found = value(estimate.cash, policy.at_high);
      result.words = quotes("setup", "monthly");
    } else if (limit == "max_setup") {
      result.found = value(estimate.setup, policy.at_high);
      result.words = quotes("setup", "setup");
    } else if (limit == "max_monthly") {
      result.found = value(estimate.monthly, policy.at_high);
      result.words = quotes("monthly", "monthly");
    } else if (limit == "max_weeks") {
      result.found = value(estimate.weeks_to_value, policy.at_high);
    } else if (limit == "max_months") {
      result.found = value(estimate.weeks_to_value, policy.at_high) / weeks_per_month;
    } else if (limit == "max_energy_kwh") {
      result.found = value(estimate.energy, policy.at_high);
    } else if (limit == "max_co2_kg") {
      result.found = value(estimate.co2, policy.at_high);
    } else if (limit == "min_confidence") {
      if (decision_.confidence) result.found = decision_.confidence->first;
    } else if (limit == "max_recalled_share") {
      const std::vector<RestingFigure> figures = resting_figures(*winner_, catalogue_);
      std::size_t recalled = 0;
      for (const RestingFigure& figure : figures) {
        if (figure.unread.empty()) continue;
        ++recalled;
        result.words.push_back(figure.id);
      }
      if (!figures.empty()) result.found = static_cast<double>(recalled) / static_cast<double>(figures.size());
    } else if (limit == "max_assumed_share") {
      result.found = assumed_share(result.words);
    } else if (limit == "max_price_age_days") {
      for (const PriceUsed& price : prices_used(decision_, *winner_, catalogue_)) {
        const double age = days_between(price.as_of, today_);
        if (!(result.found >= age)) result.found = age;
        if (age > policy.allowed) result.words.push_back(price.id);
      }
    }
    if (std::isnan(result.found)) return;
    const bool within =
        kind.test == LimitKind::Test::at_least ? result.found >= result.allowed : result.found <= result.allowed;
    // A sum that leaves lines out can break a ceiling, but cannot be said to keep it.
    const bool open = kind.unit == "usd" && !result.words.empty();
    result.holds = !within ? Truth::no : (open ? Truth::unknown : Truth::yes);
    if (result.holds == Truth::yes) result.words.clear();
  }

  void check_words(const Policy& policy, PolicyResult& result) const {
    std::vector<std::string> names;  // everything the thing is called; empty: there is none
    std::string shown;
    bool sure = true;
    const std::string_view list = list_of(policy.limit);
    const Plan& plan = winner_->estimate.plan;
    if (list == "options") {
      shown = winner_->strategy;
      names = {shown};
    } else if (list == "regions") {
      const std::size_t slot = catalogue_.vocabulary.find("region");
      const Fact& fact = decision_.facts[slot];
      const auto at = static_cast<std::size_t>(fact.value);
      sure = fact.known;  // an assumed place decides nothing
      if (at < catalogue_.regions.size()) {
        const Region& region = catalogue_.regions[at];
        shown = region.id;
        names = {region.id, region.country};
      }
    } else if (list == "licences") {
      std::string model = plan.model;
      if (model.empty() && !plan.api.empty()) {
        sure = false;  // the licence of what a provider serves is the contract with it
        shown = plan.api;
        names = {plan.api};
      }
      const std::size_t at = catalogue_.find("models", model);
      if (at != Vocabulary::none) {
        shown = catalogue_.models[at].licence;
        names = {shown};
      }
    } else if (list == "hardware") {
      const std::size_t at = catalogue_.find("gpus", plan.gpu);
      if (at != Vocabulary::none) {
        names = hardware_names(catalogue_.gpus[at], catalogue_);
        shown = plan.gpu;
      } else if (!plan.gpu.empty()) {
        sure = false;  // the user's own description names no maker
        shown = plan.gpu;
        names = {plan.gpu};
      }
    }
    if (names.empty()) {
      result.holds = Truth::yes;
      return;
    }
    bool good = keeps(policy, names);
    if (list == "hardware" && good && !plan.training_gpu.empty()) {
      const std::size_t rented = catalogue_.find("gpus", plan.training_gpu);
      good = rented == Vocabulary::none || keeps(policy, hardware_names(catalogue_.gpus[rented], catalogue_));
      if (!good) shown = plan.training_gpu;
    }
    result.holds = !sure ? Truth::unknown : (good ? Truth::yes : Truth::no);
    if (result.holds != Truth::yes) result.words = {shown};
  }

  /// Lines of the bill that have no price: text ids.
  std::vector<std::string> quotes(std::string_view first, std::string_view second) const {
    std::vector<std::string> lines;
    for (const Line<Dollars>& line : winner_->estimate.bill) {
      if (line.quote_needed && (line.period == first || line.period == second)) lines.push_back("bill." + line.label);
    }
    return lines;
  }

  double assumed_share(std::vector<std::string>& assumed) const {
    double all = 0;
    for (std::size_t slot = 0; slot < decision_.facts.size(); ++slot) {
      const Fact& fact = decision_.facts[slot];
      const FactSpec& spec = catalogue_.vocabulary.slots[slot];
      if (spec.kind != FactSpec::Kind::given || std::isnan(fact.value)) continue;
      ++all;
      if (fact.origin == Origin::assumed) assumed.push_back(spec.id);
    }
    return all > 0 ? static_cast<double>(assumed.size()) / all : std::nan("");
  }

  const Decision& decision_;
  const Catalogue& catalogue_;
  std::string_view today_;
  const Assessment* winner_;
};

/// The id that a spelling of the catalogue stands for ("广东" → "cn-guangdong"); other words stay as they are.
std::string id_of_word(const std::string& word, std::string_view limit, const Catalogue& catalogue) {
  const std::string_view list = list_of(limit);
  const std::string kind(list == "hardware" ? "gpus" : list);
  const std::size_t at = kind == "gpus" || kind == "regions" ? catalogue.find(kind, word) : Vocabulary::none;
  if (at == Vocabulary::none) return word;
  return kind == "gpus" ? catalogue.gpus[at].id : catalogue.regions[at].id;
}

/// Reports words that name nothing, with the near miss.
void check_words(JsonValue words, std::string_view limit, const Catalogue& catalogue, Findings& findings) {
  const std::vector<std::string> known = words_of_limit(limit, catalogue);
  const std::vector<std::string_view> candidates(known.begin(), known.end());
  words.for_each([&](JsonValue value) {
    if (value.kind() != JsonKind::string) return;
    const std::string word = id_of_word(std::string(value.string()), limit, catalogue);
    const bool there = std::any_of(known.begin(), known.end(),
                                   [&](const std::string& one) { return normalise(one) == normalise(word); });
    if (there) return;
    constexpr std::size_t most = 24;  // of long lists the beginning
    std::vector<std::string> some(known.begin(),
                                  known.begin() + static_cast<std::ptrdiff_t>(std::min(most, known.size())));
    if (known.size() > most) some.emplace_back("…");
    findings.add("unknown-word", value.locate(),
                 {{"key", std::string(limit)},
                  {"found", word},
                  {"near", std::string(near_miss(lower(word), candidates))},
                  {"allowed", join(some)}});
  });
}

}  // namespace

std::vector<std::string> words_of_limit(std::string_view limit, const Catalogue& catalogue) {
  std::vector<std::string> words;
  const auto add = [&](const std::string& word) {
    if (!word.empty() && std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  };
  const std::string_view list = list_of(limit);
  if (list == "options") {
    for (const Strategy& strategy : catalogue.strategies) add(strategy.id);
  } else if (list == "regions") {
    for (const Region& region : catalogue.regions) {
      add(region.id);
      add(region.country);
    }
  } else if (list == "licences") {
    for (const LanguageModel& model : catalogue.models) add(model.licence);
  } else if (list == "hardware") {
    add("domestic");
    for (const Gpu& gpu : catalogue.gpus) add(gpu.vendor);
    for (const Gpu& gpu : catalogue.gpus) add(gpu.generation);
    for (const auto& [family, members] : catalogue.gpu_families) add(family);
    for (const Gpu& gpu : catalogue.gpus) add(gpu.id);
  }
  return words;
}

std::vector<Policy> read_policies(const JsonDocument& document, const Catalogue& catalogue, Findings& findings) {
  if (document.tree.nodes.empty()) return {};
  const Rates rates = rates_of(catalogue);
  PolicyFile file;
  const std::size_t before = findings.all().size();
  read_object(document, findings, [&](Fields& fields) { describe(fields, file, rates); });
  const JsonValue root(document, 0);
  const std::uint32_t list = root.kind() == JsonKind::object ? root.find("policies") : 0;
  std::vector<JsonValue> rows;
  if (list != 0) root.at(list).for_each([&](JsonValue row) { rows.push_back(row); });
  for (const JsonValue row : rows) {
    if (row.kind() != JsonKind::object) continue;
    for (const LimitKind& kind : limit_kinds()) {
      const std::uint32_t words = kind.unit.empty() ? row.find(kind.key) : 0;
      if (words != 0) check_words(row.at(words), kind.key, catalogue, findings);
    }
  }
  if (findings.all().size() > before) return {};
  if (rows.empty()) findings.add("no-policies", root.at(list).locate(), {});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Policy& policy = file.policies[i];
    policy.file = document.name;
    for (std::size_t j = 0; j < i; ++j) {
      if (file.policies[j].id == policy.id)
        findings.add("duplicate-id", rows[i].at(rows[i].find("id")).locate(), {{"id", policy.id}});
    }
    if (file.limits_found[i] != 1) {
      std::vector<std::string> one_of;
      for (const LimitKind& kind : limit_kinds())
        one_of.push_back(std::string(kind.key) + (kind.unit == "usd" ? "_usd" : ""));
      findings.add(file.limits_found[i] == 0 ? "policy-without-limit" : "policy-with-several-limits",
                   rows[i].at(rows[i].find("id")).locate(), {{"id", policy.id}, {"allowed", join(one_of)}});
      continue;
    }
    for (std::string& word : policy.words) word = id_of_word(word, policy.limit, catalogue);
  }
  return std::move(file.policies);
}

PlanLimits plan_limits(const std::vector<Policy>& policies, const Catalogue& catalogue) {
  PlanLimits limits;
  const auto set = [&](std::string_view member, const Policy& policy) {
    limits.set_by.emplace_back(member, policy.id);
  };
  const auto forbid = [&](std::vector<std::string>& list, const std::string& id) {
    if (std::find(list.begin(), list.end(), id) == list.end()) list.push_back(id);
  };
  std::optional<std::vector<std::string>> places;  // that every policy on regions allows
  for (const Policy& policy : policies) {
    if (!policy.deny) continue;
    const std::string_view list = list_of(policy.limit);
    if (policy.limit == "max_total") {
      if (!limits.max_total || policy.allowed < limits.max_total->value) limits.max_total = Dollars{policy.allowed};
      set("max_total", policy);
    } else if (policy.limit == "max_cash") {
      if (!limits.max_cash || policy.allowed < limits.max_cash->value) limits.max_cash = Dollars{policy.allowed};
      set("max_cash", policy);
    } else if (list == "options") {
      for (const Strategy& strategy : catalogue.strategies) {
        if (!keeps(policy, {strategy.id})) forbid(limits.forbidden_options, strategy.id);
      }
      set("forbidden_options", policy);
    } else if (list == "licences") {
      for (const LanguageModel& model : catalogue.models) {
        if (!keeps(policy, {model.licence})) forbid(limits.forbidden_licences, model.licence);
      }
      set("forbidden_licences", policy);
    } else if (list == "hardware") {
      for (const Gpu& gpu : catalogue.gpus) {
        if (!keeps(policy, hardware_names(gpu, catalogue))) forbid(limits.forbidden_gpus, gpu.id);
      }
      set("forbidden_gpus", policy);
    } else if (list == "regions") {
      std::vector<std::string> left;
      for (const Region& region : catalogue.regions) {
        const bool before = !places || std::find(places->begin(), places->end(), region.id) != places->end();
        if (before && keeps(policy, {region.id, region.country})) left.push_back(region.id);
      }
      places = std::move(left);
      set("allowed_regions", policy);
    }
  }
  if (places) limits.allowed_regions = places->empty() ? std::vector<std::string>{"-"} : std::move(*places);
  return limits;
}

std::vector<PolicyResult> check_policies(const std::vector<Policy>& policies, const Decision& decision,
                                         const Catalogue& catalogue, std::string_view today) {
  const Check check(decision, catalogue, today);
  std::vector<PolicyResult> results;
  for (const Policy& policy : policies) results.push_back(check.run(policy));
  return results;
}

}  // namespace pathfinder
