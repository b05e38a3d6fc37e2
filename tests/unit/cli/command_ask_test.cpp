// ask with scripted replies, in this process: what a terminal would show.
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/run.hpp"
#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::Outcome;

namespace {

Outcome at_terminal(std::vector<std::string> args, const std::string& replies) {
  args.insert(args.begin(), "ask");
  args.insert(args.end(), {"--draws", "1000"});
  std::istringstream in(replies);
  std::ostringstream out, err;
  cli::Environment environment;
  environment.in_is_terminal = environment.out_is_terminal = true;
  const int code = cli::run(environment, args, in, out, err);
  return {out.str(), err.str(), code};
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("ask: skipping everything ends by itself with the same command line", "[cli]") {
  const Outcome outcome = at_terminal({"--docs", "50k", "--gpus", "8"}, std::string(60, '\n'));
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  CHECK(says(outcome.out, "1. "));
  CHECK(says(outcome.out, "No question that is left can change the answer."));
  CHECK(says(outcome.out, "  pathfinder advise --docs 50000 --gpus 8\n"));
}

TEST_CASE("ask: the end of input ends cleanly with what is known", "[cli]") {
  const Outcome outcome = at_terminal({"--docs", "50k"}, "");
  CHECK(outcome.code == 0);
  CHECK(says(outcome.out, "Stopped here"));
  CHECK(says(outcome.out, "  pathfinder advise --docs 50000\n"));
}

TEST_CASE("ask: a wrong reply gets the option's error and the same question again", "[cli]") {
  const Outcome outcome = at_terminal({"--docs", "50k"}, "no such word\nq\n");
  CHECK(outcome.code == 0);
  CHECK(says(outcome.err, "reply:1:1: error: "));
  CHECK(says(outcome.err, "the same question again"));
  const std::size_t first = outcome.out.find("\n1. ");
  REQUIRE(first != std::string::npos);
  CHECK(outcome.out.find("\n1. ", first + 1) != std::string::npos);
  CHECK_FALSE(says(outcome.out, "\n2. "));
}

TEST_CASE("ask: what was said is saved as a scenario that advises the same", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string file = (folder.path() / "mine.json").string();
  const Outcome outcome =
      at_terminal({"--docs", "40k..60k", "--budget", "$300k", "--needs-citations", "yes", "--save", file}, "q\n");
  CHECK(outcome.code == 0);
  const std::string saved = test::file_text(file);
  CHECK(nlohmann::json::parse(saved).at("facts").at("needs_citations") == true);
  const Outcome again = test::run_command({"advise", "--scenario", file, "--draws", "0"});
  const Outcome typed = test::run_command(
      {"advise", "--docs", "40k..60k", "--budget", "$300k", "--needs-citations", "yes", "--draws", "0"});
  CHECK(again.err.empty());
  CHECK(again.out == typed.out);
}

TEST_CASE("ask: back asks the question before once more, and Chinese words are understood", "[cli]") {
  const Outcome outcome = at_terminal({"--docs", "5万", "--lang", "zh"}, "返回\n跳过\n返回\n退出\n");
  CHECK(outcome.code == 0);
  CHECK(says(outcome.out, "这已是第一题"));
  CHECK(says(outcome.out, "--lang zh"));
}
