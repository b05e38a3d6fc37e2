// What a person types or writes into a file, and what it becomes.
#include "pathfinder/advise/read_facts.hpp"

#include <cmath>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::shipped;
using pathfinder::test::summary;

namespace {

const GivenFact* fact(const Scenario& scenario, std::string_view id) {
  const std::size_t slot = shipped().vocabulary.find(id);
  for (const GivenFact& given : scenario.given) {
    if (given.slot == slot) return &given;
  }
  return nullptr;
}

/// "low value high" of one fact as typed, or the code of what is wrong with it.
std::string typed(const std::string& id, const std::string& text, const std::string& currency = "") {
  std::string findings;
  std::vector<std::pair<std::string, std::string>> given = {{id, text}};
  if (!currency.empty()) given.insert(given.begin(), {"currency", currency});
  const Scenario scenario = test::scenario(given, &findings);
  if (!findings.empty()) return findings;
  const GivenFact* read = fact(scenario, id);
  if (read == nullptr) return "nothing";
  const auto number = [](double value) {
    std::string digits = std::to_string(value);
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return digits;
  };
  return read->low == read->high ? number(read->value)
                                 : number(read->low) + " " + number(read->value) + " " + number(read->high);
}

/// The level a word became.
std::string level(const std::string& id, const std::string& text) {
  std::string findings;
  const Scenario scenario = test::scenario({{id, text}}, &findings);
  if (!findings.empty()) return findings;
  const FactSpec& spec = shipped().vocabulary.slots[shipped().vocabulary.find(id)];
  return spec.levels[spec.level_position(fact(scenario, id)->value)].id;
}

struct Read {
  Scenario scenario;
  std::string findings;
  std::string warnings;
};

Read file(const std::string& text) {
  Findings findings;
  Findings warnings;
  Read result;
  result.scenario = FactReader(shipped(), findings, warnings).read_scenario(test::document("scenario.json", text));
  result.findings = summary(findings.all());
  result.warnings = summary(warnings.all());
  return result;
}

}  // namespace

TEST_CASE("numbers take suffixes, western and Chinese", "[advise]") {
  CHECK(typed("docs", "50000") == "50000");
  CHECK(typed("docs", "50,000") == "50000");
  CHECK(typed("docs", "50k") == "50000");
  CHECK(typed("tokens", "100M") == "100000000");
  CHECK(typed("tokens", "1.2B") == "1200000000");
  CHECK(typed("docs", "5万") == "50000");
  CHECK(typed("tokens", "1亿") == "100000000");
  CHECK(typed("docs", "５０，０００") == "50000");
  CHECK(typed("docs", " 50k ") == "50000");
}

TEST_CASE("an interval without a value has its geometric middle where sizes range over decades", "[advise]") {
  CHECK(typed("docs", "40k..90k") == "40000 60000 90000");
  CHECK(typed("docs", "4万~9万") == "40000 60000 90000");
  CHECK(typed("base_accuracy", "0.6..0.8") == "0.6 0.7 0.8");
  CHECK(typed("labelled_examples", "0..100") == "0 50 100");
}

TEST_CASE("a counted rate has its Wilson interval", "[advise]") {
  const Scenario scenario = test::scenario({{"base_accuracy", "41/50"}});
  const GivenFact* rate = fact(scenario, "base_accuracy");
  REQUIRE(rate != nullptr);
  CHECK(rate->value == Approx(0.82));
  CHECK(rate->low == Approx(0.7397).margin(0.001));
  CHECK(rate->high == Approx(0.8795).margin(0.001));
  CHECK(typed("base_accuracy", "82%") == "0.82");
  CHECK(typed("base_accuracy", "51/50").rfind("count-above-total", 0) == 0);
  CHECK(typed("base_accuracy", "82").rfind("out-of-range", 0) == 0);
}

TEST_CASE("money carries its currency, and is kept in dollars", "[advise]") {
  const double cny = [] {
    for (const Currency& one : shipped().currencies) {
      if (one.code == "CNY") return one.usd_rate;
    }
    return 0.0;
  }();
  REQUIRE(cny > 1);
  const auto dollars = [](const std::string& text) {
    return fact(test::scenario({{"budget", text}}), "budget")->value;
  };
  CHECK(dollars("420000") == 420000);
  CHECK(dollars("$420k") == 420000);
  CHECK(dollars("USD 420k") == 420000);
  CHECK(dollars("300万元") == Approx(3e6 / cny));
  CHECK(dollars("CNY 3M") == Approx(3e6 / cny));
  CHECK(dollars("200万元..400万元") == Approx(std::sqrt(8e12) / cny));
}

TEST_CASE("who types money in one currency and asks for none is answered in it", "[advise]") {
  const auto asked = [](const std::string& facts) {
    const Read read = file(facts);
    CHECK(read.findings.empty());
    const GivenFact* currency = fact(read.scenario, "currency");
    const FactSpec& spec = shipped().vocabulary.slots[shipped().slots.currency];
    return currency == nullptr ? "none" : spec.levels[spec.level_position(currency->value)].id;
  };
  CHECK(asked(R"({"facts": {"budget": "£200k"}})") == "GBP");
  CHECK(asked(R"({"facts": {"budget": "300万元", "staff_per_week": "1.2万元"}})") == "CNY");
  CHECK(asked(R"({"facts": {"budget": "£200k", "staff_per_week": "1.2万元"}})") == "none");
  CHECK(asked(R"({"facts": {"budget": 30000}})") == "none");
  CHECK(asked(R"({"facts": {"budget": "£200k", "currency": "EUR"}})") == "EUR");
  CHECK(asked(R"({"facts": {"budget": "INR 20M"}})") == "none");  // read, and answers are in no such
}

TEST_CASE("a bare amount under another currency has two readings and is refused", "[advise]") {
  CHECK(typed("budget", "300000", "CNY").rfind("currency-ambiguous", 0) == 0);
  CHECK(typed("budget", "300000", "cny").rfind("currency-ambiguous", 0) == 0);
  CHECK(typed("budget", "300000", "USD") == "300000");
  CHECK(typed("budget", "300000", "usd") == "300000");
  CHECK(typed("budget", "$300000", "CNY") == "300000");
  CHECK(typed("budget", "CHF 3M").rfind("unknown-currency", 0) == 0);
  CHECK(typed("budget", "156.76M JPY") == "1000000");
  CHECK(typed("budget", "1466.8万韩元") == "10000");
}

TEST_CASE("words are taken in any case and by their Chinese names", "[advise]") {
  CHECK(level("task_kind", "qa") == "qa");
  CHECK(level("task_kind", "QA") == "qa");
  const FactSpec& spec = shipped().vocabulary.slots[shipped().vocabulary.find("knowledge_changes")];
  for (const Level& one : spec.levels) CHECK(level("knowledge_changes", one.name.zh) == one.id);
  CHECK(level("needs_citations", "Yes") == "yes");
  CHECK(level("needs_citations", "否") == "no");
  CHECK(level("needs_citations", "true") == "yes");
  CHECK(level("task_kind", "qestion").rfind("unknown-word", 0) == 0);
  CHECK(level("needs_citations", "1").rfind("unknown-word", 0) == 0);
}

TEST_CASE("auto leaves a fact to us, as if nothing were said", "[advise]") {
  CHECK(typed("gpus", "auto") == "nothing");
  CHECK(typed("model", "auto") == "nothing");
  CHECK(typed("docs", "auto").rfind("not-a-value", 0) == 0);
}

TEST_CASE("devices, models and regions are named by any of their spellings", "[advise]") {
  const auto device = [](const std::string& text) { return level("gpu_type", text); };
  CHECK(device("h100-sxm") == "h100-sxm");
  CHECK(device("H100 SXM") == "h100-sxm");
  CHECK(device("h100_sxm") == "h100-sxm");
  CHECK(device("h100-sxn").rfind("unknown-entry", 0) == 0);
  CHECK(level("model", "Qwen/Qwen2.5-14B-Instruct") == "qwen2.5-14b");
  CHECK(level("region", "cn-guangdong") == "cn-guangdong");
}

TEST_CASE("a bare family name takes its largest version and says so", "[advise]") {
  std::string findings;
  std::string warnings;
  const Scenario scenario = test::scenario({{"gpu_type", "A100"}}, &findings, &warnings);
  CHECK(findings.empty());
  CHECK(warnings.rfind("ambiguous-device", 0) == 0);
  CHECK(shipped().gpus[static_cast<std::size_t>(fact(scenario, "gpu_type")->value)].memory_gib == 80);
}

TEST_CASE("an accelerator of one's own is described in a line", "[advise]") {
  const Scenario scenario =
      test::scenario({{"gpu_type", "memory=64GiB,bandwidth=1600GB/s, bf16=320TFLOP/s,tdp=350W,domestic=yes"}});
  REQUIRE(scenario.ad_hoc_gpu);
  CHECK(scenario.ad_hoc_gpu->memory_gib == 64);
  CHECK(scenario.ad_hoc_gpu->memory_bandwidth_gb_per_s == 1600);
  CHECK(scenario.ad_hoc_gpu->dense_bf16_tflop_per_s == 320);
  CHECK(scenario.ad_hoc_gpu->tdp_w == 350);
  CHECK(scenario.ad_hoc_gpu->domestic);
  CHECK(fact(scenario, "gpu_type")->value == static_cast<double>(shipped().gpus.size()));
}

TEST_CASE("mistakes in one's own accelerator are all told, each at its place", "[advise]") {
  CHECK(typed("gpu_type", "memroy=64GiB,bf16=fast") == "unknown-ad-hoc-key 1:1; ad-hoc-value 1:14");
  CHECK(typed("gpu_type", "bf16=320TFLOP/s").rfind("ad-hoc-memory", 0) == 0);
  CHECK(typed("gpu_type", "memory=0GiB").rfind("ad-hoc-value", 0) == 0);
  CHECK(typed("gpu_type", "memory=-64GiB").rfind("ad-hoc-value", 0) == 0);
  CHECK(typed("gpu_type", "memory=64GiB,tdp=350GB") == "ad-hoc-value 1:14");
  CHECK(typed("gpu_type", "memory=64GiB,memory=32GiB") == "fact-twice 1:14");
  CHECK(typed("gpu_type", "memory=64GiB,domestic=perhaps") == "unknown-word 1:14");
}

TEST_CASE("values outside a fact's range are refused, and levels are whole", "[advise]") {
  CHECK(typed("docs", "0").rfind("out-of-range", 0) == 0);
  CHECK(typed("labelled_examples", "0") == "0");
  CHECK(typed("labelled_examples", "-5").rfind("out-of-range", 0) == 0);
  CHECK(typed("domain_gap", "6").rfind("out-of-range", 0) == 0);
  CHECK(typed("domain_gap", "2.5").rfind("out-of-range", 0) == 0);
  CHECK(typed("domain_gap", "2..4") == "2 3 4");
  CHECK(typed("horizon_months", "1200").rfind("out-of-range", 0) == 0);
  CHECK(typed("docs", "nan").rfind("not-a-value", 0) == 0);
  CHECK(typed("docs", "inf").rfind("not-a-value", 0) == 0);
  CHECK(typed("docs", "1e999").rfind("number-too-large", 0) == 0);
}

TEST_CASE("a scenario file takes numbers, texts as typed, booleans and intervals", "[advise]") {
  const Read read = file(
      R"({"id": "x", "title": "T", "facts": {"docs": 50000, "tokens": "1亿", "needs_citations": true, "gpus": {"low": 4, "high": 16},
                            "labelled_examples": {"low": 100, "value": 200, "high": 900}, "task_kind": "qa", "budget": "300万元"}})");
  CHECK(read.findings.empty());
  CHECK(read.scenario.title == "T");
  CHECK(fact(read.scenario, "tokens")->value == 1e8);
  CHECK(fact(read.scenario, "needs_citations")->value == 1);
  CHECK(fact(read.scenario, "gpus")->value == 8);
  CHECK(fact(read.scenario, "labelled_examples")->value == 200);
  CHECK(fact(read.scenario, "docs")->where.line == 1);
}

TEST_CASE("the case bank's budget_usd is dollars whatever the currency", "[advise]") {
  const Read read = file(R"({"facts": {"currency": "CNY", "budget_usd": 30000}})");
  CHECK(read.findings.empty());
  CHECK(fact(read.scenario, "budget")->value == 30000);
  CHECK(file(R"({"facts": {"budget": 30000, "currency": "CNY"}})").findings == "currency-ambiguous 1:22");
  CHECK(file(R"({"facts": {"budget": 1, "budget_usd": 2}})").findings == "same-fact-twice 1:39");
}

TEST_CASE("a file's preset fills what the file leaves open", "[advise]") {
  const Read read = file(R"({"preset": "startup", "facts": {"docs": 9}})");
  CHECK(read.findings.empty());
  CHECK(fact(read.scenario, "docs")->value == 9);
  CHECK(fact(read.scenario, "docs")->origin == Origin::given);
  CHECK(fact(read.scenario, "gpus")->origin == Origin::preset);
  CHECK(fact(read.scenario, "gpus")->why == "startup");
  CHECK(file(R"({"preset": "startupp", "facts": {}})").findings == "unknown-preset 1:12");
}

TEST_CASE("everything wrong with a file is told at once", "[advise]") {
  CHECK(file("{\"facts\": {\"docs\": \"many\",\n\"gups\": 8,\n\"domain_gap\": 9,\n\"task_kind\": "
             "3,\n\"needs_citations\": 1,\n\"gpus\": null}, \"x\": 1}")
            .findings ==
        "unknown-key 6:16; not-a-value 1:20; unknown-fact 2:1; out-of-range 3:15; not-a-value 4:14; not-a-value 5:20; "
        "not-a-value 6:9");
}

TEST_CASE("derived slots and estimates cannot be given", "[advise]") {
  CHECK(file(R"({"facts": {"good_examples": 5}})").findings == "unknown-fact 1:12");
  CHECK(file(R"({"facts": {"total_usd": 5}})").findings == "unknown-fact 1:12");
}

TEST_CASE("a file of a hundred thousand mistakes is answered quickly", "[advise]") {
  std::string text = "{\"facts\": {";
  for (int i = 0; i < 100000; ++i) text += "\"wrong" + std::to_string(i) + "\": 1,";
  const std::string findings = file(text + "\"docs\": 5}}").findings;
  CHECK(std::count(findings.begin(), findings.end(), ';') == static_cast<int>(Findings::most));
  CHECK(findings.ends_with("too-many-findings"));
}
