// The whole report: sections and templates, texts from anybody are harmless, a saved decision gives the same report.
#include "pathfinder/report/build/report.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/catalogue/report_templates.hpp"
#include "pathfinder/report/formats.hpp"
#include "pathfinder/report/render/markdown.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "report/render/csv.hpp"
#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

std::string report(std::vector<std::string> options) {
  options.insert(options.begin(), {"advise", "--docs", "50000", "--gpus", "8", "--queries", "1000", "--staff-per-week",
                                   "$3000", "--draws", "200"});
  const test::Outcome outcome = test::run_command(options);
  INFO(outcome.err);
  REQUIRE(outcome.code == 0);
  return outcome.out;
}

}  // namespace

TEST_CASE("titles, notes, messages and suppliers that attack a reader come out harmless everywhere", "[report]") {
  const test::TemporaryFolder folder;
  const std::string attack =
      R"(<script>alert(1)</script> ](javascript:x) | `x` @all =cmd|' /C calc'!A0 \u001b]0;x\u0007 \u009b2J \u202Etxt.exe)";
  const std::string scenario =
      folder.write("scenario.json", R"({"title": ")" + attack + R"(", "notes": "=cmd|' /C calc'!A0 )" + attack +
                                        R"(", "facts": {"docs": 50000, "gpus": 8}})");
  const std::string policy = folder.write(
      "policy.json", R"({"schema": "pathfinder/policy/1", "policies": [{"id": "cap", "effect": "warn", "message":
        {"en": ")" + attack +
                         R"(", "zh": ")" + attack + R"("}, "max_total_usd": 1}]})");
  const std::string quotes = folder.write(
      "quotes.ndjson",
      R"({"item": "vector-store", "usd_per_month": 9, "as_of": "2026-11-10", "supplier": ")" + attack + "\"}\n");
  const std::string saved = (folder.path() / "decision.json").string();
  REQUIRE(test::run_command({"advise", "--scenario", scenario, "--policy", policy, "--prices", quotes, "--draws", "50",
                             "--output", saved})
              .code == 0);
  const auto check = [&](const std::string& out, const std::string& format) {
    if (format != "json" && format != "text") CHECK(out.find("<script") == std::string::npos);
    for (const char* steering : {"\x1b", "\x07", "\xC2\x9B", "\u202E"}) CHECK(out.find(steering) == std::string::npos);
    if (format != "text") CHECK(out.find("\n=cmd") == std::string::npos);
    if (format == "csv") CHECK(out.find(",=cmd") == std::string::npos);
    if (format != "csv") CHECK(out.find("alert(1)") != std::string::npos);  // it is shown, as text
    if (format == "markdown") CHECK(out.find(" ](javascript") == std::string::npos);
  };
  check(test::file_text(saved), "json");
  for (const char* language : {"en", "zh"}) {
    for (const char* format : {"text", "markdown", "csv", "html", "json"}) {
      for (const char* outline : {"", "tco", "feasibility", "feasibility-general"}) {
        INFO(format << " " << language << " " << outline);
        std::vector<std::string> args = {"render", saved, "--lang", language, "--format", format};
        if (*outline != 0) args.insert(args.end(), {"--template", outline});
        const test::Outcome outcome = test::run_command(args);
        INFO(outcome.err);
        REQUIRE(outcome.code == 0);
        check(outcome.out, format);
      }
    }
  }
  CHECK(csv_cell("=cmd|' /C calc'!A0") == "'=cmd|' /C calc'!A0");
  CHECK(csv_cell("a,\"b\"") == "\"a,\"\"b\"\"\"");
  CHECK(markdown_escaped("](javascript:x)") == "\\](javascript:x)");
}

TEST_CASE("a report says given facts and assumed ones apart, and its conclusion is no second summary", "[report]") {
  const std::string text = report({"--lang", "zh", "--template", "feasibility", "--width", "100"});
  CHECK(text.find("推荐理由") == text.rfind("推荐理由"));
  CHECK(text.find("推荐方案：") != text.rfind("推荐方案："));
  const std::string needs = report({"--sections", "needs"});
  CHECK(needs.find("assumed  ") == std::string::npos);
  CHECK(needs.find("facts were not given and are assumed") != std::string::npos);
}

TEST_CASE("a report holds errors against measurements for the figures it rests on, also when rendered", "[report]") {
  const test::TemporaryFolder folder;
  const std::string saved = (folder.path() / "decision.json").string();
  REQUIRE(test::run_command({"advise", "--docs", "50000", "--gpus", "8", "--draws", "50", "--output", saved}).code ==
          0);
  const test::Outcome outcome = test::run_command({"render", saved, "--sections", "accuracy", "--width", "120"});
  const BacktestGroup* rate = test::shipped().backtest.find("inference.rate");
  REQUIRE(rate != nullptr);
  CHECK(outcome.out.find("Serving: output tokens/s") != std::string::npos);
  CHECK(outcome.out.find("Training time") == std::string::npos);  // nothing is trained
  CHECK(outcome.out.find(std::to_string(static_cast<int>(std::lround(rate->left_out.coverage * 100))) + " %") !=
        std::string::npos);
}

TEST_CASE("every way has a cost at every load where it is allowed, and regions are the ones that matter", "[report]") {
  const Decision decision = [&] {
    Scenario scenario;
    for (const auto& [fact, value] :
         std::vector<std::pair<const char*, double>>{{"docs", 50000}, {"gpus", 8}, {"queries_per_day", 1000}})
      scenario.say(test::shipped().vocabulary.find(fact), value);
    AdviseOptions options;
    options.draws = 50;
    return advise(scenario, test::shipped(), options);
  }();
  std::map<std::string, int> loads;
  for (const LoadPoint& point : decision.winner()->estimate.by_load) ++loads[point.way];
  CHECK(loads.count("api") == 1);
  for (const auto& [way, points] : loads) {
    INFO(way);
    CHECK(points == 5);
  }
  CHECK(decision.regions.size() > 30);
  const std::string regions = report({"--sections", "regions"});
  CHECK(std::count(regions.begin(), regions.end(), '\n') < 60);
  CHECK(regions.find("Guangdong") != std::string::npos);
}

TEST_CASE("--sections prints the sections asked for, and misspelt ones have a near miss", "[report]") {
  const std::string text = report({"--sections", "decision,bill"});
  CHECK(text.find("Bill of materials") != std::string::npos);
  CHECK(text.find("Acceptance tests") == std::string::npos);
  const test::Outcome wrong = test::run_command({"advise", "--docs", "5", "--sections", "desicion"});
  CHECK(wrong.code == 2);
  CHECK(wrong.err.find("did you mean decision?") != std::string::npos);
}

TEST_CASE("templates name sections that exist, and every section stands in each of them", "[report]") {
  Findings findings;
  const auto outlines = report_templates(test::shipped().documents, report_sections(), findings);
  CHECK(findings.empty());
  REQUIRE(outlines.size() == 3);
  for (const ReportTemplate& outline : outlines) {
    INFO(outline.id);
    std::set<std::string> used;
    const auto walk = [&](const auto& self, const ReportChapter& chapter) -> void {
      used.insert(chapter.sections.begin(), chapter.sections.end());
      for (const ReportChapter& inner : chapter.chapters) self(self, inner);
    };
    for (const ReportChapter& chapter : outline.chapters) walk(walk, chapter);
    const std::set<std::string> known(report_sections().begin(), report_sections().end());
    CHECK(used == known);
  }
}

TEST_CASE("a feasibility report keeps what it cannot fill, and its empty lines are not 0", "[report]") {
  const std::string text = report({"--lang", "zh", "--currency", "CNY", "--template", "feasibility", "--width", "100"});
  for (const char* heading : {"需求分析", "方案比选", "建设方案", "投资估算", "资金使用计划", "效益与敏感性分析",
                              "风险及对策", "结论", "编制依据", "由建设单位填写。"})
    CHECK(text.find(heading) != std::string::npos);
  CHECK(text.find("监理费\n") != std::string::npos);
}

namespace {

/// A decision with everything that a purchase may have, filled by hand.
Decision with_everything() {
  const Catalogue& catalogue = test::shipped();
  Decision decision = advise({}, catalogue);
  OptionEstimate& estimate = decision.ranking.front().estimate;
  const auto dollars = [](double low, double central, double high) {
    return Estimate<Dollars>{{{low}, {central}, {high}}, {}, {"total-cost", {"quan-2025"}, {}}};
  };
  estimate.plan.serving = "owned";
  estimate.years.clear();
  estimate.horizons.clear();
  estimate.ways.clear();
  estimate.break_even.clear();
  estimate.by_load.clear();
  for (int year = 1; year <= 3; ++year) {
    const double central = 1000.4 + 500.4 * year + 0.3;
    estimate.years.push_back({year,
                              12,
                              {{"api", {1000.4}}, {"people.run", {500.4 * year}}, {"vector-store", {0.3}}},
                              dollars(central / 2, central, 2 * central)});
  }
  estimate.horizons = {{12, dollars(1, 2, 3)}, {60, dollars(4, 5, 6)}};
  estimate.workload =
      Workload{3000, 300, 0.5, 4, 20000, Estimate<TokensPerSecond>{{{90}, {120}, {150}}, {}, {"serving", {}, {}}}};
  estimate.staff_weeks = Estimate<Weeks>{{{3}, {4}, {6}}, {}, {"weeks-of-stages", {}, {}}};
  estimate.labels_to_write = 400;
  estimate.alternatives.clear();
  PlanAlternative lost;
  lost.gpu = "h100-sxm";
  lost.on = "rented";
  lost.serving_gpus = 2;
  lost.total = dollars(10, 20, 30);
  lost.lost_by = "cost";
  estimate.alternatives.push_back(lost);
  decision.constraints = {{"deadline_weeks", decision.ranking.front().strategy, Dollars{100}, Dollars{90}, lost}};
  decision.horizons = {{12, decision.ranking.front().strategy}, {60, decision.ranking.front().strategy}};
  return decision;
}

}  // namespace

TEST_CASE("years, horizons, loads, plans that lost and constraints survive being saved, and are reported", "[report]") {
  const Catalogue& catalogue = test::shipped();
  const Decision decision = with_everything();
  const std::string saved = render_json(decision, catalogue, "en");
  Findings findings;
  const JsonDocument document = parse_json("saved.json", saved, findings);
  const StoredDecision read = read_decision(document, catalogue.texts, findings);
  REQUIRE(findings.empty());
  CHECK((render_json(read.decision, read.words, "en") == saved));
  const OptionEstimate& estimate = read.decision.ranking.front().estimate;
  REQUIRE(estimate.years.size() == 3);
  CHECK(estimate.years[2].lines[1].central.value == 500.4 * 3);
  CHECK(estimate.workload->tokens_per_s_out->low.value == 90);
  CHECK(estimate.alternatives.front().serving_gpus == 2);
  for (const Format& format : formats()) {
    for (const char* language : {"en", "zh"}) {
      RenderContext context;
      context.language = language;
      INFO(format.name << " " << language);
      CHECK((format.render(decision, catalogue, context) == format.render(read.decision, read.words, context)));
    }
  }
  RenderContext context;
  const std::string table = formats()[3].render(decision, catalogue, context);
  CHECK(table.find("by year,2,Sum,,,2001.50,") != std::string::npos);  // 1000.40 + 1000.80 + 0.30, to the cent
  const std::string markdown = formats()[2].render(decision, catalogue, context);
  CHECK(markdown.find("--random-input-len 3000 --random-output-len 300") != std::string::npos);
  CHECK(markdown.find("at least 120 tokens/s") != std::string::npos);
}
