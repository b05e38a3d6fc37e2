#include "pathfinder/catalogue/policy_format.hpp"

#include <array>

#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {

namespace {

constexpr std::array<LimitKind, 20> limits = {{
    {"max_total", "usd"},
    {"max_cash", "usd"},
    {"max_setup", "usd"},
    {"max_monthly", "usd"},
    {"max_weeks", "weeks"},
    {"max_months", "months"},
    {"max_energy_kwh", "kwh"},
    {"max_co2_kg", "kg"},
    {"min_confidence", "share", LimitKind::Test::at_least},
    {"max_recalled_share", "share"},
    {"max_assumed_share", "share"},
    {"max_price_age_days", "days"},
    {"allowed_options", "", LimitKind::Test::allowed},
    {"forbidden_options", "", LimitKind::Test::forbidden},
    {"allowed_regions", "", LimitKind::Test::allowed},
    {"forbidden_regions", "", LimitKind::Test::forbidden},
    {"allowed_licences", "", LimitKind::Test::allowed},
    {"forbidden_licences", "", LimitKind::Test::forbidden},
    {"allowed_hardware", "", LimitKind::Test::allowed},
    {"forbidden_hardware", "", LimitKind::Test::forbidden},
}};

void describe(Fields& fields, Policy& policy, int& limits_found, const Rates& rates) {
  std::string effect, at;
  fields.text("id", policy.id, Need::required);
  fields.choice("effect", effect, {"warn", "deny"}, Need::required);
  describe(fields, "message", policy.message);
  fields.choice("at", at, {"central", "high"});
  policy.deny = effect == "deny";
  policy.at_high = at == "high";
  const auto number = [&](const std::string& key, const LimitKind& kind, double per_unit, NumberRule rule) {
    if (fields.has(key)) {
      policy.limit = kind.key;
      ++limits_found;
    }
    double amount = -1;
    fields.number(key, amount, rule);
    if (amount >= 0) policy.allowed = amount / per_unit;
  };
  for (const LimitKind& kind : limits) {
    const std::string key(kind.key);
    if (kind.unit == "usd") {
      for (const auto& [code, per_dollar] : rates)
        number(std::string(key).append("_").append(code), kind, per_dollar, not_negative());
    } else if (kind.unit == "share") {
      number(key, kind, 1, within(0, 1));
    } else if (!kind.unit.empty()) {
      number(key, kind, 1, not_negative());
    } else {
      if (fields.has(key)) {
        policy.limit = kind.key;
        ++limits_found;
      }
      fields.texts(key, policy.words);
      // A list of nothing was meant to hold something: it limits nothing.
      if (fields.has(key) && policy.words.empty()) --limits_found;
    }
  }
}

}  // namespace

std::span<const LimitKind> limit_kinds() {
  return limits;
}

void describe(Fields& fields, PolicyFile& file, const Rates& rates) {
  fields.note_choice("schema", {"pathfinder/policy/1"}, Need::required);
  describe(fields, "name", file.name, Need::optional);
  fields.objects(
      "policies",
      [&](Fields& row) { describe(row, file.policies.emplace_back(), file.limits_found.emplace_back(), rates); },
      Need::required);
}

}  // namespace pathfinder
