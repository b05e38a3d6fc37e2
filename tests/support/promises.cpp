#include "support/promises.hpp"

#include <cmath>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

namespace pathfinder::test {
namespace {

/// Sums of parts are made in another order than their total: equal up to rounding.
bool same_sum(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b));
}

/// Whether the member, where there is one, lies between 0 and 1.
bool is_share(const nlohmann::json& object, const char* key) {
  const auto member = object.find(key);
  return member == object.end() || !member->is_number() || (*member >= 0 && *member <= 1);
}

std::string broken_bill(const nlohmann::json& option) {
  std::map<std::string, double> sums;
  for (const nlohmann::json& line : option.value("bill", nlohmann::json::array()))
    sums[line.at("period").get<std::string>()] += line.at("usd").at("central").get<double>();
  const nlohmann::json& estimate = option.at("estimate");
  for (const auto& [period, key] : {std::pair{"setup", "setup_usd"}, std::pair{"monthly", "monthly_usd"}}) {
    if (sums.count(period) > 0 && estimate.contains(key) &&
        !same_sum(sums.at(period), estimate.at(key).at("central").get<double>()))
      return std::string("lines of the bill that are not ") + key;
  }
  return {};
}

}  // namespace

std::string broken_promise(const nlohmann::json& value) {
  if (value.is_number() && !std::isfinite(value.get<double>())) return "a number that is not finite";
  if (value.is_object() && value.contains("low") && value.contains("central") && value.contains("high") &&
      value["low"].is_number() && value["central"].is_number() && value["high"].is_number() &&
      (value["low"] > value["central"] || value["central"] > value["high"]))
    return "out of order: " + value.dump();
  if (value.is_object() && value.contains("contributions") && value.contains("score")) {
    double sum = 0;
    for (const nlohmann::json& one : value["contributions"]) sum += one["points"].get<double>();
    if (sum != value["score"].get<double>()) return "points that are not the score";
  }
  if (value.is_structured()) {
    for (const nlohmann::json& member : value) {
      if (std::string found = broken_promise(member); !found.empty()) return found;
    }
  }
  return {};
}

std::string broken_answer(const nlohmann::json& decision, std::size_t options) {
  if (std::string found = broken_promise(decision); !found.empty()) return found;
  const nlohmann::json& best = decision.at("recommendation");
  for (const char* key : {"confidence", "beats_runner_up", "doubt"}) {
    if (!is_share(best, key)) return std::string(key) + " that is no share";
  }
  std::set<std::string> ranked;
  double first = 0;
  for (const nlohmann::json& option : decision.at("options")) {
    const auto name = option.at("strategy").get<std::string>();
    ranked.insert(name);
    if (!is_share(option, "first_rank")) return name + ": a probability that is none";
    first += option.value("first_rank", 0.0);
    if (const std::string found = broken_bill(option); !found.empty()) return name + ": " + found;
  }
  if (first > 1 + 1e-9) return "probabilities of the first rank above 1 together";
  if (ranked.size() != options || decision.at("options").size() != options) return "options left out or ranked twice";
  return {};
}

}  // namespace pathfinder::test
