// Saved decisions live on: a kept file of each form is read, older forms become the present one, newer ones are
// refused.
#include "pathfinder/saved/decision_versions.hpp"

#include <algorithm>

#include "pathfinder/compare/diff.hpp"
#include "pathfinder/report/build/diff.hpp"
#include "pathfinder/report/render/text.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

std::string kept_path(int form) {
  return test::source_dir() + std::string("/tests/data/decisions/decision-") + std::to_string(form) + ".json";
}

std::string kept() {
  return test::file_text(kept_path(decision_version));
}

std::string replaced_all(std::string text, const std::string& from, const std::string& to) {
  std::size_t count = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
    ++count;
  }
  REQUIRE(count > 0);
  return text;
}

/// The kept file as a form before it might have had it: a key and a word that were called otherwise.
std::string older() {
  std::string text = replaced_all(kept(), decision_schema.data(), "pathfinder/decision/0");
  text = replaced_all(text, "\"co2_kg\": {", "\"carbon_kg\": {");
  return replaced_all(text, "\"standing\": \"conditional\"", "\"standing\": \"perhaps\"");
}

void upgrade(JsonEdit& file) {
  file.rename("options/*/estimate/carbon_kg", "co2_kg");
  file.replace("options/*/standing", "perhaps", "conditional");
}

const std::vector<DecisionStep> steps = {{0, upgrade, {"co2_kg"}}};

}  // namespace

TEST_CASE("a kept file of every form is read by render and diff", "[saved]") {
  std::vector<int> forms = {decision_version};
  for (const DecisionStep& step : decision_steps()) forms.push_back(step.from);
  for (const int form : forms) {
    INFO(form);
    const std::string path = kept_path(form);
    for (const char* format : {"text", "markdown", "html", "csv", "json"}) {
      const test::Outcome outcome = test::run_command({"render", path, "--format", format});
      INFO(outcome.err);
      CHECK(outcome.code == 0);
      CHECK_FALSE(outcome.out.empty());
    }
    const test::Outcome same = test::run_command({"diff", path, path});
    CHECK(same.code == 0);
    CHECK(same.out.empty());
    CHECK(test::run_command({"validate", path}).out == "1 file, no findings\n");
  }
}

TEST_CASE("the kept file of the present form comes out of render byte for byte", "[saved]") {
  CHECK((test::run_command({"render", kept_path(decision_version), "--format", "json"}).out == kept()));
}

TEST_CASE("a key that is renamed counts up, and files from before become the present form", "[saved]") {
  Findings findings;
  const JsonDocument document = parse_json("old.json", older(), findings);
  const StoredDecision stored = read_decision(document, test::shipped().texts, findings, steps);
  REQUIRE(findings.empty());
  CHECK(stored.written == 0);
  CHECK((render_json(stored.decision, stored.words, "en") == kept()));
}

TEST_CASE("a form that nobody knows is refused with the forms that are read", "[saved]") {
  Findings findings;
  read_decision(parse_json("old.json", older(), findings), test::shipped().texts, findings);
  read_for_comparison(parse_json("new.json", R"({"schema": "pathfinder/decision/99"})", findings), findings, steps);
  REQUIRE(findings.all().size() == 2);
  for (const Diagnostic& one : findings.all()) CHECK(one.code == "decision-version");
  CHECK(findings.all()[0].fields[1].value == "pathfinder/decision/1, pathfinder/decision/2");
  CHECK(findings.all()[1].fields[1].value == "pathfinder/decision/0, pathfinder/decision/2");
}

TEST_CASE("a difference across forms says which figures are not comparable, and does not compare them", "[saved]") {
  Findings findings;
  const StoredDecision before = read_for_comparison(parse_json("old.json", older(), findings), findings, steps);
  StoredDecision after = read_for_comparison(parse_json("new.json", kept(), findings), findings, steps);
  REQUIRE(findings.empty());
  for (Assessment& option : after.decision.ranking) {
    if (option.estimate.co2) option.estimate.co2->central = 3 * option.estimate.co2->central;
    if (option.estimate.total) option.estimate.total->central = 2 * option.estimate.total->central;
  }
  const DecisionDiff diff = compare_decisions(before, after, test::shipped(), 0, steps);
  CHECK(diff.not_comparable == std::vector<std::string>{"co2_kg"});
  CHECK(std::none_of(diff.recommended.begin(), diff.recommended.end(),
                     [](const FigureChange& one) { return one.figure == "co2_kg"; }));
  CHECK(diff.costs_more());
  CHECK(render_text(build_diff(diff, test::shipped(), "en"), {}).find("not compared, since") != std::string::npos);
  CHECK(diff_json(diff).find("\"not_comparable\"") != std::string::npos);
  CHECK(compare_decisions(after, after, test::shipped(), 0, steps).not_comparable.empty());
}
