#include "pathfinder/report/build/policies.hpp"

#include <cmath>

#include "pathfinder/base/display_width.hpp"
#include "pathfinder/wording/numbers.hpp"

namespace pathfinder {
namespace {

std::string figure(double value, const std::string& unit, const Sentences& say) {
  const NumberStyle& style = say.style();
  if (unit == "usd") return to_text(Dollars{value}, style);
  if (unit == "weeks") return to_text(Weeks{value}, style);
  if (unit == "kwh") return to_text(KilowattHours{value}, style);
  if (unit == "kg") return to_text(Kilograms{value}, style);
  if (unit == "share") return percent(value, style);
  return say.texts()("policy.unit." + unit, {{"value", to_text(value, style)}});
}

/// What broke it, or keeps it open; bill lines by their names.
std::string words(const PolicyResult& result, const Sentences& say) {
  constexpr std::size_t most = 3;
  std::string all;
  for (std::size_t i = 0; i < result.words.size() && i < most; ++i) {
    const std::string& word = result.words[i];
    all += (i == 0 ? "" : say.texts()("list.comma")) + (say.texts().has(word) ? say.texts()(word) : word);
  }
  return all + (result.words.size() > most ? say.texts()("list.more") : std::string());
}

std::string_view status(const PolicyResult& result) {
  if (result.holds == Truth::yes) return "policy.kept";
  if (result.holds == Truth::unknown) return "policy.unknown";
  return result.deny ? "policy.denied" : "policy.warned";
}

}  // namespace

std::string policy_text(const PolicyResult& result, const Sentences& say) {
  const Texts& texts = say.texts();
  const std::string what = words(result, say);
  std::string id;
  std::string found, allowed;
  if (result.unit.empty()) {
    id = result.holds == Truth::yes ? "policy.message" : "policy.words";
  } else if (std::isnan(result.found)) {
    id = "policy.no_figure";
    allowed = figure(result.allowed, result.unit, say);
  } else {
    id = result.limit.rfind("min_", 0) == 0 ? "policy.at_least" : "policy.at_most";
    found = figure(result.found, result.unit, say);
    allowed = figure(result.allowed, result.unit, say);
    if (result.holds == Truth::unknown) {
      id = "policy.without_quotes";
    } else if (result.holds == Truth::no && result.unit == "days") {
      id = "policy.prices";
    }
  }
  return texts(id, {{"message", texts(result.message)}, {"found", found}, {"allowed", allowed}, {"what", what}});
}

std::string policy_line(const PolicyResult& result, const Sentences& say) {
  return terminal_safe(say.texts()(
      "policy.line", {{"status", say.texts()(status(result))}, {"id", result.id}, {"text", policy_text(result, say)}}));
}

KeyValues policy_rows(const Decision& decision, const Sentences& say) {
  KeyValues rows;
  std::string label = say.texts()("report.policies");
  for (const PolicyResult& result : decision.policies) {
    const Emphasis emphasis = result.holds == Truth::yes ? Emphasis::none : Emphasis::warning;
    rows.rows.push_back({label, policy_text(result, say), say.texts()(status(result)), "", emphasis});
    label.clear();
  }
  return rows;
}

}  // namespace pathfinder
