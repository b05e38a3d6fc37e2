#include "pathfinder/advise/check_table.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/catalogue/entries.hpp"

namespace pathfinder {
namespace {

void run_tests(const Strategy& strategy, const Catalogue& catalogue, Findings& errors) {
  const JsonValue root(strategy_file(catalogue, strategy.id), 0);
  if (root.find("tests") == 0) return;
  std::vector<JsonValue> rows;
  root.at(root.find("tests")).for_each([&](JsonValue row) { rows.push_back(row); });
  for (std::size_t i = 0; i < strategy.tests.size(); ++i) {
    const StrategyTest& test = strategy.tests[i];
    Findings findings, warnings;
    Scenario scenario;
    FactReader(catalogue, findings, warnings).read_facts(rows[i].at(rows[i].find("facts")), Origin::given, scenario);
    errors.append(findings.all());
    if (!findings.empty()) continue;
    const auto fail = [&](std::string_view key, std::string what) {
      errors.add("strategy-test-failed", place_of(rows[i], key), {{"test", test.name}, {"what", std::move(what)}});
    };
    const Decision decision = advise(scenario, catalogue);
    const auto option = std::find_if(decision.ranking.begin(), decision.ranking.end(),
                                     [&](const Assessment& a) { return a.strategy == strategy.id; });
    const std::string standing(word_of(option->standing));
    if (!test.standing.empty() && test.standing != standing)
      fail("standing", "@validate.test.standing\t" + test.standing + "\t" + standing);
    const bool first = decision.winner() == &*option;
    if (test.first != Truth::unknown && (test.first == Truth::yes) != first) {
      const std::string winner = decision.winner() == nullptr ? "–" : decision.winner()->strategy;
      fail("rank_first", first ? std::string("@validate.test.first") : "@validate.test.not_first\t" + winner);
    }
    for (const bool wanted : {true, false}) {
      const std::string& id = wanted ? test.caution : test.no_caution;
      if (id.empty()) continue;
      const auto caution = std::find_if(option->cautions.begin(), option->cautions.end(),
                                        [&](const CautionResult& c) { return c.id == id; });
      const bool taken = caution != option->cautions.end() && caution->taken;
      if (taken != wanted)
        fail(wanted ? "caution" : "no_caution",
             (wanted ? "@validate.test.caution\t" : "@validate.test.no_caution\t") + id);
    }
  }
}

Scenario scenario_of(const KnownFacts& facts) {
  Scenario scenario;
  for (const auto& [slot, value] : facts) scenario.given.push_back({slot, value, value, value, Origin::given, ""});
  return scenario;
}

/// Whether nothing is left in this scenario by the real estimates too; then the fewest facts that do it are kept.
bool find_witness(KnownFacts facts, const Catalogue& catalogue, TableCheck& check) {
  const std::size_t currency = catalogue.vocabulary.find("currency");
  std::erase_if(facts, [&](const auto& fact) { return fact.first == currency; });
  const auto nothing_left = [&](const KnownFacts& some) {
    return advise(scenario_of(some), catalogue).winner() == nullptr;
  };
  if (!nothing_left(facts)) return false;
  for (std::size_t i = facts.size(); i-- > 0;) {
    KnownFacts fewer = facts;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    if (nothing_left(fewer)) facts = std::move(fewer);
  }
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (catalogue.vocabulary.slots[facts[i].first].has_levels() || facts[i].second <= 0) continue;
    KnownFacts rounder = facts;
    double unit = 1;
    while (unit * 10 <= facts[i].second) unit *= 10;
    while (unit > facts[i].second) unit /= 10;
    rounder[i].second = std::nearbyint(facts[i].second / unit) * unit;
    if (nothing_left(rounder)) facts = std::move(rounder);
  }
  for (const Consistency* rule : contradictions(scenario_of(facts), catalogue)) {
    if (rule->error) return false;
  }
  check.everything_blocked = facts;
  for (const Assessment& option : advise(scenario_of(facts), catalogue).ranking) {
    for (const GateResult& gate : option.gates) {
      if (gate.blocks == Truth::yes) {
        check.blocking_gates.push_back(gate.id);
        break;
      }
    }
  }
  return true;
}

}  // namespace

TableCheck check_table(const Catalogue& catalogue, Findings& errors) {
  for (const Strategy& strategy : catalogue.strategies) run_tests(strategy, catalogue, errors);
  TableCheck check;
  check.odd = inspect_table(catalogue.program, catalogue.strategies, catalogue.vocabulary);
  for (const KnownFacts& facts : check.odd.all_blocked) {
    if (find_witness(facts, catalogue, check)) break;
  }
  return check;
}

}  // namespace pathfinder
