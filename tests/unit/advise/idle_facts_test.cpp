// A fact that a user may give changes something: over its range, in one of a few unlike scenarios, the decision differs
// in more than in repeating it.
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

/// Takes out what repeats the facts: the scenario, the facts, the words cited, what rules read.
void without_echo(nlohmann::json& value) {
  if (value.is_object()) {
    for (const char* key : {"scenario", "facts", "words", "sources", "read", "unsaid", "assumed"}) value.erase(key);
  }
  for (nlohmann::json& member : value) {
    if (member.is_structured()) without_echo(member);
  }
}

std::string said(const Scenario& scenario) {
  AdviseOptions central;
  central.draws = 0;
  central.flips = false;
  central.procurement = false;
  nlohmann::json decision = nlohmann::json::parse(render_json(advise(scenario, shipped(), central), shipped(), "en"));
  without_echo(decision);
  return decision.dump();
}

/// Values over the range: every level, or the ends of what is plausible and three between.
std::vector<double> values_of(const FactSpec& spec) {
  std::vector<double> values;
  if (spec.type == FactType::boolean) return {0, 1};
  if (spec.has_levels()) {
    const std::size_t step = spec.levels.size() > 20 ? spec.levels.size() / 7 : 1;
    for (std::size_t i = 0; i < spec.levels.size(); i += step) values.push_back(spec.level_value(i));
    return values;
  }
  const double low = std::max(spec.plausible_low, spec.low);
  const double high = std::min(spec.plausible_high, spec.high);
  for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    const double value = low > 0 && high / low > 100 ? low * std::pow(high / low, share) : low + share * (high - low);
    values.push_back(spec.type == FactType::count ? std::nearbyint(value) : value);
  }
  if (low <= 0 && high > 100) values.insert(values.end(), {0.01, 1, 100, 10000});
  return values;
}

}  // namespace

TEST_CASE("no fact is idle: over its range each changes the decision in some scenario", "[advise]") {
  const std::vector<std::vector<std::pair<std::string, std::string>>> scenarios = {
      {{"docs", "50000"}, {"gpus", "8"}, {"knowledge_need", "4"}},
      {{"task_kind", "classification"},
       {"labelled_examples", "5000"},
       {"base_accuracy", "0.8"},
       {"target_accuracy", "0.9"},
       {"queries_per_day", "100000"}},
      {{"task_kind", "generation"}, {"unlabelled_tokens", "50B"}, {"gpus", "64"}, {"deadline_weeks", "20"}}};
  std::vector<std::string> idle;
  for (std::size_t slot = 0; slot < shipped().vocabulary.size(); ++slot) {
    const FactSpec& spec = shipped().vocabulary.slots[slot];
    if (spec.kind != FactSpec::Kind::given) continue;
    bool moves = false;
    for (std::size_t i = 0; i < scenarios.size() && !moves; ++i) {
      Scenario scenario = test::scenario(scenarios[i]);
      const std::string before = said(scenario);
      for (const double value : values_of(spec)) {
        Scenario changed = scenario;
        changed.say(slot, value);
        if (said(changed) == before) continue;
        moves = true;
        break;
      }
    }
    if (!moves) idle.push_back(spec.id);
  }
  for (const std::string& one : idle) UNSCOPED_INFO(one);
  CHECK(idle.empty());
}
