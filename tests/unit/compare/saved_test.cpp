// Saved decisions read from JSON alone.
#include "pathfinder/compare/saved.hpp"

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

std::optional<SavedDecision> read(const std::string& text, Findings& findings) {
  return read_saved(parse_json("d.json", text, findings), findings);
}

}  // namespace

TEST_CASE("what is no decision is told with its place", "[compare]") {
  for (const char* text : {"[]", "{}", "3", R"({"schema": "pathfinder/scenario/1"})", R"({"schema": 1})"}) {
    Findings findings;
    INFO(text);
    CHECK_FALSE(read(text, findings));
    REQUIRE(findings.all().size() == 1);
    CHECK(findings.all()[0].code == "not-a-decision");
    CHECK(findings.all()[0].where.line == 1);
  }
}

TEST_CASE("members of an unexpected kind are passed over, whatever they are", "[compare]") {
  const std::string head = R"({"schema": "pathfinder/decision/1", )";
  for (const char* rest : {R"("options": 3})", R"("options": [1, "a", null]})", R"("scenario": []})",
                           R"("recommendation": {"strategy": null, "confidence": "high"}})",
                           R"("options": [{"bill": {"a": 1}, "gates": "x", "estimate": [1]}]})",
                           R"("policies": {"a": {"id": 1}}})", R"("scenario": {"facts": {"docs": 5}}})"}) {
    Findings findings;
    INFO(rest);
    CHECK(read(head + rest, findings));
    CHECK(findings.empty());
  }
}

TEST_CASE("a decision of this program is read whole", "[compare]") {
  Findings findings;
  const auto saved = read(
      test::run_command({"advise", "--docs", "50000", "--draws", "100", "--currency", "CNY", "--format", "json"}).out,
      findings);
  REQUIRE(saved);
  CHECK(saved->option(saved->winner) != nullptr);
  CHECK(saved->confidence);
  CHECK(saved->currency == "CNY");
  CHECK(saved->usd_rate > 1);
  CHECK(saved->fact("docs")->value == "50000");
  CHECK(saved->options.size() == 9);
  CHECK_FALSE(saved->option("rag")->contributions.empty());
  CHECK_FALSE(saved->option("rag")->bill.empty());
}
