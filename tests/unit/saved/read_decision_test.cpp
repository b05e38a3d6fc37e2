// A saved decision, read back: the same reports byte for byte, in both languages, and what is no decision is refused.
#include "pathfinder/saved/read_decision.hpp"

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// What `render` makes of the decision `json`.
test::Outcome rendered(const std::string& json, std::vector<std::string> options) {
  options.insert(options.begin(), {"render", "-"});
  return test::run_command(options, json);
}

/// The arguments of every golden `advise`, without those that say how the answer looks.
std::vector<std::pair<std::string, std::vector<std::string>>> golden_scenarios() {
  std::vector<std::pair<std::string, std::vector<std::string>>> all;
  for (const test::Case& one : test::cases_in("golden")) {
    if (one.args.empty() || one.args.front() != "advise") continue;
    std::vector<std::string> args;
    for (std::size_t i = 0; i < one.args.size(); ++i) {
      const std::string& arg = one.args[i];
      if (arg == "--help" || arg == "--scenario" || arg == "--policy") {
        args.clear();
        break;
      }
      if (arg == "--format" || arg == "--lang" || arg == "--output" || arg == "--width" || arg == "--template" ||
          arg == "--sections" || arg == "--draws") {
        ++i;
      } else {
        args.push_back(arg);
      }
    }
    args.insert(args.end(), {"--draws", "300"});
    if (args.size() > 2) all.emplace_back(one.folder.filename().string(), args);
  }
  return all;
}

std::string answer(std::vector<std::string> args, const std::string& format, const std::string& language) {
  args.insert(args.end(), {"--format", format, "--lang", language});
  return test::run_command(args).out;
}

}  // namespace

TEST_CASE("every golden decision, saved and read back, prints what it printed at first", "[saved]") {
  const auto scenarios = golden_scenarios();
  REQUIRE(scenarios.size() > 10);
  for (const auto& [name, args] : scenarios) {
    INFO(name);
    const std::string saved = answer(args, "json", "en");
    CHECK((rendered(saved, {"--format", "json"}).out == saved));
    CHECK((rendered(saved, {"--format", "json", "--lang", "zh"}).out == answer(args, "json", "zh")));
    CHECK((rendered(saved, {}).out == answer(args, "text", "en")));
    CHECK((rendered(saved, {"--lang", "zh"}).out == answer(args, "text", "zh")));
  }
}

TEST_CASE("a decision without its words, or with an option nobody has words for, is refused with the place",
          "[saved]") {
  const std::string saved = answer({"advise", "--docs", "50000"}, "json", "en");
  std::string renamed = saved;
  const std::size_t option = renamed.find("\"strategy\": \"", renamed.find("\"options\""));
  renamed.replace(option, 13, "\"strategy\": \"x");
  const test::Outcome refused = rendered(renamed, {});
  CHECK(refused.code == 2);
  CHECK(refused.out.empty());
  CHECK(refused.err.find("decision-word") != std::string::npos);
  const test::Outcome truncated = rendered(saved.substr(0, saved.size() / 2), {});
  CHECK(truncated.code == 2);
  CHECK(truncated.out.empty());
}

TEST_CASE("keys that a later version added are passed over", "[saved]") {
  const std::string saved = answer({"advise", "--docs", "50000"}, "json", "en");
  std::string later = saved;
  later.insert(2, "\"added_later\": {\"a\": [1, 2]},\n");
  CHECK(rendered(later, {}).out == rendered(saved, {}).out);
}
