// Files of users, bent in their structure: whatever a scenario, a quote, a policy, a calibration or a saved decision
// says, the answer is a refusal with its place or one that keeps what answers promise.
#include <array>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "pathfinder/base/random.hpp"

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/changes.hpp"
#include "support/effort.hpp"
#include "support/parts.hpp"
#include "support/promises.hpp"

using namespace pathfinder;

namespace {

using nlohmann::json;

/// One kind of file: a good one, how it is named in its folder, and the command that reads it.
struct Kind {
  std::string name;
  std::string file;
  json good;
  std::vector<std::string> command;  ///< the file's name stands behind it
};

json decided(std::vector<std::string> facts) {
  facts.insert(facts.begin(), {"advise", "--draws", "0", "--format", "json"});
  return json::parse(test::run_command(facts).out);
}

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all = [] {
    const std::vector<std::string> advise = {"advise", "--draws", "0", "--format", "json"};
    const auto with = [&](std::vector<std::string> more) {
      more.insert(more.begin(), advise.begin(), advise.end());
      return more;
    };
    return std::vector<Kind>{
        {"scenario",
         "s.json",
         {{"schema", "pathfinder/scenario/1"},
          {"id", "a"},
          {"title", "t"},
          {"notes", {"one", "two"}},
          {"facts",
           {{"docs", 50000},
            {"tokens", {{"low", 4e7}, {"value", 1e8}, {"high", 2e8}}},
            {"gpus", 8},
            {"gpu_type", "l40s"},
            {"task_kind", "qa"},
            {"knowledge_changes", "monthly"},
            {"needs_citations", true},
            {"base_accuracy", "41/50"},
            {"budget", 300000},
            {"labelled_examples", 2000},
            {"queries_per_day", 4000},
            {"latency_ms", 3000},
            {"team_ml_skill", 3},
            {"region", "cn-guangdong"},
            {"horizon_months", 24}}}},
         with({"--scenario"})},
        {"quote",
         "q.ndjson",
         {{"item", "api"},
          {"model", "deepseek-v4-pro"},
          {"usd_per_mtok_in", 0.5},
          {"usd_per_mtok_out", 2},
          {"as_of", "2026-11-12"},
          {"valid_until", "2027-01-31"},
          {"supplier", "x"},
          {"note", "n"}},
         with({"--docs", "50000", "--gpus", "0", "--prices"})},
        {"policy",
         "p.json",
         {{"schema", "pathfinder/policy/1"},
          {"policies",
           {{{"id", "a"}, {"effect", "deny"}, {"message", {{"en", "m"}, {"zh", "m"}}}, {"max_total_usd", 400000}},
            {{"id", "b"},
             {"effect", "warn"},
             {"message", {{"en", "m"}, {"zh", "m"}}},
             {"forbidden_options", {"pretrain"}}}}}},
         with({"--docs", "50000", "--gpus", "8", "--policy"})},
        {"calibration",
         "c.json",
         {{"schema", "pathfinder/calibration/1"},
          {"quantities",
           {{{"quantity", "gpu_hours"},
             {"n", 3},
             {"residual_sd", 0.2},
             {"shrinkage", 0.5},
             {"systems", {{{"mean", 0.1}, {"width", 0.5}}}}}}}},
         with({"--docs", "50000", "--gpus", "8", "--calibration"})},
        {"decision", "d.json", decided({"--docs", "50000", "--gpus", "8"}), {"render", "--format", "json"}},
    };
  }();
  return all;
}

/// Pointers of every value below `value`.
void places(const json& value, const json::json_pointer& at, std::vector<json::json_pointer>& all) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      all.push_back(at / key);
      places(member, at / key, all);
    }
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      all.push_back(at / i);
      places(value[i], at / i, all);
    }
  }
}

/// Two changes at random places.
json bent(json file, const Stream& random, std::uint64_t& next) {
  const auto below = [&](std::size_t n) {
    return static_cast<std::size_t>(random.uniform(next++) * static_cast<double>(n));
  };
  static const std::vector<json> values = {0,
                                           -1,
                                           1,
                                           0.5,
                                           1e9,
                                           1e18,
                                           1e300,
                                           1e-300,
                                           "",
                                           "no",
                                           "1e400",
                                           true,
                                           nullptr,
                                           json::array(),
                                           json::object(),
                                           "ü\n",
                                           -0.0,
                                           "2099-01",
                                           3,
                                           {{"low", 2}, {"high", 1}},
                                           {1, "a"}};
  for (int change = 0; change < 2; ++change) {
    std::vector<json::json_pointer> all;
    places(file, json::json_pointer(), all);
    if (all.empty()) break;
    const json::json_pointer at = all[below(all.size())];
    json& parent = file[at.parent_pointer()];
    switch (below(5)) {
      case 0:
        if (parent.is_object()) parent.erase(at.back());
        if (parent.is_array()) parent.erase(std::stoul(at.back()));
        break;
      case 1:
        if (parent.is_object()) parent[at.back() + "_"] = parent[at.back()];
        if (parent.is_array()) parent.push_back(file[at]);
        break;
      case 2:
        file[at] = file[all[below(all.size())]];
        break;
      case 3:
        if (file[at].is_number()) file[at] = file[at].get<double>() * (below(2) == 0 ? -1 : 1e6);
        break;
      default:
        file[at] = values[below(values.size())];
    }
  }
  return file;
}

bool in_schema(const json& document) {
  static const json text = json::parse(test::run_command({"schema", "decision"}).out);
  static valijson::Schema schema;
  static const bool read =
      (valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema), true);
  return read && valijson::Validator().validate(schema, valijson::adapters::NlohmannJsonAdapter(document), nullptr);
}

/// What the command that reads files of this kind makes of `text`; true: it refused it.
bool refuses(const Kind& kind, const std::string& text) {
  const test::TemporaryFolder folder;
  std::vector<std::string> command = kind.command;
  command.push_back(folder.write(kind.file, text));
  const test::Outcome answer = test::run_command(command);
  INFO(answer.err.substr(0, 2000));
  // 74: a text that came where an inventory may be named is the name of a file that is not there.
  const bool no_file = answer.code == 74 && answer.err.find("[file-not-found]") != std::string::npos;
  if (answer.code == 2 || no_file) {
    CHECK(answer.out.empty());
    CHECK_FALSE(answer.err.empty());
    return true;
  }
  CHECK((answer.code == 0 || answer.code == 1 || answer.code == 3));
  const json decision = json::parse(answer.out, nullptr, false);
  CHECK_FALSE(decision.is_discarded());
  CHECK(test::broken_promise(decision) == "");
  CHECK(in_schema(decision));
  return false;
}

void try_bent(std::size_t times, const test::Part& part = {}) {
  for (const Kind& kind : kinds()) {
    DYNAMIC_SECTION(kind.name) {
      const Stream random("bent " + kind.name);
      std::array<std::size_t, 2> counts{};
      for (std::size_t i = part.first; i < times; i += part.step) {
        constexpr std::uint64_t most_draws = 16;
        std::uint64_t next = i * most_draws;
        const std::string text = bent(kind.good, random, next).dump();
        INFO(kind.name << " " << i << ": " << text.substr(0, 2000));
        ++counts[refuses(kind, text) ? 1 : 0];
      }
      if (times > 1000) WARN(kind.name << ": " << counts[0] << " answered, " << counts[1] << " refused");
    }
  }
}

/// Every field of a file of each kind changed in turn; of those with very many, an even part of about `most`.
void try_fields(std::size_t most) {
  test::ChangeCounts counts;
  for (const Kind& kind : kinds()) {
    const test::OrderedJson good = test::OrderedJson::parse(kind.good.dump());
    const std::vector<test::Change> all = test::changes_of(good);
    const std::size_t step = 1 + all.size() / most;
    for (std::size_t i = 0; i < all.size(); i += step) {
      INFO(kind.name << " " << all[i].at.to_string() << " " << all[i].kind);
      test::OrderedJson file = good;
      test::apply(file, all[i]);
      counts.count(kind.name, all[i].kind, !refuses(kind, file.dump()));
    }
  }
  WARN("refused of tried; the rest is answered as promised\n" << counts.table());
}

}  // namespace

TEST_CASE("files bent in their structure are refused, or answered as promised", "[mutation]") {
  try_bent(test::tries(30));
}

TEST_CASE("5,000 bent files of each kind are refused, or answered as promised", "[.long]") {
  try_bent(5000, test::part_asked());
}

TEST_CASE("a field of a user's file changed in turn is refused, or answered as promised", "[.long]") {
  try_fields(5000);
}
