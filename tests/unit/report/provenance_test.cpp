// Where figures come from: every figure of a decision names a method that `explain` knows and sources that exist.
#include <set>

#include <nlohmann/json.hpp>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

using nlohmann::json;

struct Walk {
  std::set<std::string> methods;
  std::string wrong;
  int figures = 0;

  Walk() {
    for (const Formula& formula : test::shipped().formulas) methods.insert(formula.id);
  }

  /// `around` is the object whose method and sources stand for the figure.
  void figure(const std::string& place, const json& around) {
    ++figures;
    if (!around.contains("method") || !around["method"].is_string()) {
      wrong += place + ": no method\n";
    } else if (methods.count(around["method"]) == 0) {
      wrong += place + ": no formula " + around["method"].get<std::string>() + "\n";
    }
    if (!around.contains("sources") || !around["sources"].is_array() || around["sources"].empty()) {
      wrong += place + ": no source\n";
      return;
    }
    for (const json& source : around["sources"]) {
      if (test::shipped().sources.count(source) == 0)
        wrong += place + ": no source " + source.get<std::string>() + " in data/sources\n";
    }
  }

  void walk(const json& value, const std::string& place, const json* parent) {
    if (value.is_object() && value.contains("central")) {
      // An amount of a bill line has its method beside it, every other figure inside it.
      figure(place, value.contains("method") || parent == nullptr ? value : *parent);
    }
    if (!value.is_structured()) return;
    for (const auto& [key, child] : value.items()) walk(child, place + "/" + key, &value);
  }
};

}  // namespace

TEST_CASE("every figure of the answers resolves to a method and to sources that exist", "[report]") {
  std::string wrong;
  int figures = 0;
  for (const std::vector<std::string>& facts : std::vector<std::vector<std::string>>{
           {"--docs", "50000", "--gpus", "8"},
           {"--docs", "50000", "--gpus", "8", "--lang", "zh", "--currency", "CNY", "--staff-per-week", "CNY 9000"},
           {"--preset", "solution_provider"},
           {"--preset", "government_data_bureau", "--domestic-hardware", "required", "--gpu", "ascend-910b"},
           {"--docs", "200", "--queries", "50000", "--gpus", "0"}}) {
    std::vector<std::string> args = {"advise", "--draws", "0", "--format", "json"};
    args.insert(args.end(), facts.begin(), facts.end());
    const json decision = json::parse(test::run_command(args).out);
    Walk walk;
    walk.walk(decision, "", nullptr);
    for (const auto& [id, fact] : decision["scenario"]["facts"].items()) {
      // A fact that nobody said says what filled it.
      const bool said = fact["origin"] == "given" || fact["origin"] == "measured";
      if (!said && !fact.contains("from")) walk.wrong += "/scenario/facts/" + id + ": not said, and from nowhere\n";
    }
    for (const json& option : decision["options"]) {
      for (const char* rules : {"gates", "cautions"}) {
        for (const json& rule : option[rules]) {
          if (test::shipped().sources.count(rule["source"]) == 0)
            walk.wrong += rule["id"].get<std::string>() + ": no source\n";
        }
      }
    }
    if (!walk.wrong.empty()) wrong += facts[1] + "\n" + walk.wrong;
    figures += walk.figures;
  }
  INFO(wrong);
  CHECK(wrong.empty());
  CHECK(figures > 500);
}
