// Limits: read with their places, checked against decisions, unknown figures neither kept nor broken.
#include "pathfinder/policy/policy.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/advise/advise.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

std::vector<Policy> policies(const std::string& row, Findings& findings) {
  const JsonDocument document = parse_json(
      "p.json",
      R"({"schema": "pathfinder/policy/1", "policies": [{"id": "one", "effect": "deny", "message": {"en": "m", "zh": "信"}, )" +
          row + "}]}",
      findings);
  return read_policies(document, test::shipped(), findings);
}

PolicyResult result(const std::string& row, const Decision& decision, std::string_view today = "2026-11-24") {
  Findings findings;
  const std::vector<Policy> read = policies(row, findings);
  INFO(row);
  REQUIRE(findings.empty());
  REQUIRE(read.size() == 1);
  return check_policies(read, decision, test::shipped(), today).front();
}

const Decision& decision() {
  static const Decision made = [] {
    AdviseOptions options;
    options.draws = 500;
    options.flips = false;
    return advise(Scenario{}, test::shipped(), options);
  }();
  return made;
}

}  // namespace

TEST_CASE("a limit just above a figure is kept and one just below is broken", "[policy]") {
  const OptionEstimate& estimate = decision().winner()->estimate;
  const double weeks = estimate.weeks_to_value->central.value;
  CHECK(result("\"max_weeks\": " + std::to_string(weeks + 0.01), decision()).holds == Truth::yes);
  CHECK(result("\"max_weeks\": " + std::to_string(weeks - 0.01), decision()).holds == Truth::no);
  const double high = estimate.weeks_to_value->high.value;
  CHECK(result("\"at\": \"high\", \"max_weeks\": " + std::to_string(high - 0.01), decision()).holds == Truth::no);
  const double sure = decision().confidence->first;
  CHECK(result("\"min_confidence\": " + std::to_string(sure - 0.01), decision()).holds == Truth::yes);
  CHECK(broken(result("\"min_confidence\": " + std::to_string(std::min(1.0, sure + 0.01)), decision())));
}

TEST_CASE("a sum that leaves lines out can break a ceiling but not keep it", "[policy]") {
  Decision open = decision();
  OptionEstimate& estimate = open.ranking.front().estimate;
  const double total = estimate.total->central.value;
  Line<Dollars> line;
  line.label = "hosting";
  line.period = "monthly";
  line.quote_needed = true;
  estimate.bill = {line};
  const PolicyResult within = result("\"max_total_usd\": " + std::to_string(total * 2), open);
  CHECK(within.holds == Truth::unknown);
  CHECK(within.words == std::vector<std::string>{"bill.hosting"});
  CHECK_FALSE(broken(within));
  CHECK(result("\"max_total_usd\": " + std::to_string(total / 2), open).holds == Truth::no);
  estimate.bill.clear();
  CHECK(result("\"max_total_usd\": " + std::to_string(total * 2), open).holds == Truth::yes);
}

TEST_CASE("a limit in yuan is compared in dollars at the rate of data/currencies.json", "[policy]") {
  const double rate = 7.1;
  CHECK(std::abs(result("\"max_total_cny\": 7100", decision()).allowed - 7100 / rate) < 1e-9);
}

TEST_CASE("a figure that nobody knows is unknown and denies nothing", "[policy]") {
  Decision without = decision();
  without.confidence.reset();
  without.ranking.front().estimate.co2.reset();
  for (const char* row : {"\"min_confidence\": 0.9", "\"max_co2_kg\": 1"}) {
    const PolicyResult one = result(row, without);
    CHECK(one.holds == Truth::unknown);
    CHECK(std::isnan(one.found));
    CHECK_FALSE(broken(one));
  }
}

TEST_CASE("hardware is named by maker, family, generation, card and as domestic", "[policy]") {
  Decision ascend = decision();
  ascend.ranking.front().estimate.plan.gpu = "ascend-910b";
  for (const char* word : {"Huawei", "huawei", "ascend", "Ascend 910B", "domestic", "昇腾910B"}) {
    CHECK(result("\"allowed_hardware\": [\"" + std::string(word) + "\"]", ascend).holds == Truth::yes);
    CHECK(result("\"forbidden_hardware\": [\"" + std::string(word) + "\"]", ascend).holds == Truth::no);
  }
  CHECK(result("\"allowed_hardware\": [\"NVIDIA\"]", ascend).words == std::vector<std::string>{"ascend-910b"});
  ascend.ranking.front().estimate.plan.gpu = "ad-hoc";
  CHECK(result("\"allowed_hardware\": [\"NVIDIA\"]", ascend).holds == Truth::unknown);
  ascend.ranking.front().estimate.plan.gpu.clear();
  CHECK(result("\"allowed_hardware\": [\"NVIDIA\"]", ascend).holds == Truth::yes);
}

TEST_CASE("an assumed region decides nothing, a given one does", "[policy]") {
  Decision here = decision();
  const std::size_t slot = test::shipped().vocabulary.find("region");
  REQUIRE_FALSE(here.facts[slot].known);
  CHECK(result("\"forbidden_regions\": [\"cn\"]", here).holds == Truth::unknown);
  here.facts[slot].known = true;
  CHECK(result("\"forbidden_regions\": [\"cn\"]", here).holds == Truth::no);
  CHECK(result("\"allowed_regions\": [\"广东\"]", here).holds == Truth::yes);
}

TEST_CASE("prices age with the day they are read on", "[policy]") {
  const PolicyResult early = result("\"max_price_age_days\": 100", decision(), "2026-11-24");
  const PolicyResult later = result("\"max_price_age_days\": 100", decision(), "2027-11-24");
  CHECK(later.found - early.found == 365);
  CHECK(later.holds == Truth::no);
  CHECK_FALSE(later.words.empty());
}

TEST_CASE("a misspelt key and a misspelt word are found together, each with its near miss", "[policy]") {
  Findings findings;
  policies(R"("max_total_us": 3, "forbidden_options": ["pretran"])", findings);
  REQUIRE(findings.all().size() == 2);
  CHECK(findings.all()[0].code == "unknown-key");
  CHECK(findings.all()[1].code == "unknown-word");
  for (const Diagnostic& one : findings.all()) CHECK(one.where.line == 1);
}

TEST_CASE("the starter file is right by its own reader and limits something", "[policy]") {
  const std::string text = test::run_command({"init", "--policy"}).out;
  Findings findings;
  const std::vector<Policy> read = read_policies(parse_json("starter", text, findings), test::shipped(), findings);
  CHECK(findings.empty());
  CHECK(read.size() >= 5);
}

TEST_CASE("what a policy denies is not searched for, what it only warns of is", "[policy]") {
  Findings findings;
  std::vector<Policy> read = policies(R"("allowed_hardware": ["Huawei"])", findings);
  const PlanLimits limits = plan_limits(read, test::shipped());
  const auto forbidden = [&](const char* gpu) {
    return std::find(limits.forbidden_gpus.begin(), limits.forbidden_gpus.end(), gpu) != limits.forbidden_gpus.end();
  };
  CHECK(forbidden("h100-sxm"));
  CHECK_FALSE(forbidden("ascend-910b"));
  read.front().deny = false;
  CHECK(plan_limits(read, test::shipped()).empty());
}

TEST_CASE("a forbidden option is not recommended, and the policy that forbids it is kept", "[policy]") {
  const test::Outcome free = test::run_command({"advise", "--docs", "50000", "--draws", "200"});
  const test::Outcome bound = test::run_command({"advise", "--docs", "50000", "--draws", "200", "--forbid", "rag"});
  CHECK(bound.code == 0);
  CHECK(free.out.substr(0, 20) != bound.out.substr(0, 20));
}

TEST_CASE("two policies on regions leave what both allow, and nothing when they exclude each other", "[policy]") {
  Findings findings;
  std::vector<Policy> both = policies(R"("allowed_regions": ["cn"])", findings);
  both.push_back(policies(R"("forbidden_regions": ["cn-guangdong"])", findings).front());
  const std::vector<std::string> left = plan_limits(both, test::shipped()).allowed_regions;
  CHECK(std::find(left.begin(), left.end(), "cn-beijing") != left.end());
  CHECK(std::find(left.begin(), left.end(), "cn-guangdong") == left.end());
  both.push_back(policies(R"("forbidden_regions": ["cn"])", findings).front());
  CHECK(plan_limits(both, test::shipped()).allowed_regions == std::vector<std::string>{"-"});
}
