#include <nlohmann/json.hpp>

#include "pathfinder/report/build/explain.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::run_command;

namespace {

bool contains(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("everything that explain lists can be explained, in both languages", "[cli]") {
  for (const std::string& id : topic_ids(test::shipped())) {
    INFO(id);
    REQUIRE_FALSE(find_topics(test::shipped(), id).empty());
    for (const Topic& topic : find_topics(test::shipped(), id)) {
      CHECK_FALSE(build_explanation(topic, test::shipped(), "en").blocks.empty());
      CHECK_FALSE(build_explanation(topic, test::shipped(), "zh").blocks.empty());
    }
  }
}

TEST_CASE("an option is explained with the article beside evidence, conditions, sources and stages", "[cli]") {
  const std::string out = run_command({"explain", "full_ft"}).out;
  CHECK(contains(out, "A4"));
  CHECK(contains(out, "labelled_examples < 5000"));
  CHECK(contains(out, "[quan-2025, 2026-11-24]"));
  CHECK(contains(out, "Stages"));
}

TEST_CASE("a fact is explained with what is assumed and who reads it", "[cli]") {
  const std::string out = run_command({"explain", "labels"}).out;
  CHECK(contains(out, "--labelled-examples, --labels"));
  CHECK(contains(out, "100 examples (80 % interval 0–3,000)"));
  CHECK(contains(out, "cautions: labels_5000"));
}

TEST_CASE("a statement of the article is explained with agreement and where it is used", "[cli]") {
  const std::string out = run_command({"explain", "b3"}).out;
  CHECK(contains(out, "partly borne out"));
  CHECK(contains(out, "organisation_kind == leading_enterprise"));
  CHECK(contains(out, "strategies/full_ft.json"));
}

TEST_CASE("with facts the trace shows every fact's origin, every gate's verdict and points that add up", "[cli]") {
  const std::string out = run_command({"explain", "--docs", "50000", "--gpus", "8"}).out;
  CHECK(contains(out, "50,000 documents"));
  CHECK(contains(out, "does not block"));
  CHECK(contains(out, "could block"));
  CHECK(contains(out, "80 % interval"));
  for (const char* option : {"(rag)", "(peft)", "(pretrain)", "(classic_ml)"}) CHECK(contains(out, option));
}

TEST_CASE("with facts and a topic only that part is shown", "[cli]") {
  const std::string option = run_command({"explain", "rag", "--docs", "50000"}).out;
  CHECK(contains(option, "(rag)"));
  CHECK_FALSE(contains(option, "(pretrain)"));
  const std::string criterion = run_command({"explain", "knowledge", "--docs", "50000"}).out;
  CHECK(contains(criterion, "pretrain"));
  CHECK_FALSE(contains(criterion, "does not block"));
}

TEST_CASE("the trace as JSON is the decision that advise prints", "[cli]") {
  // The trace also looks for pairs of changes, and only a report carries the digests of its footer.
  const auto decided = [](const std::string& json) {
    const std::size_t from = json.find("\"recommendation\"");
    return json.substr(from, json.find("\"sensitivity\"") - from);
  };
  CHECK(decided(run_command({"explain", "--docs", "50000", "--format", "json"}).out) ==
        decided(run_command({"advise", "--docs", "50000", "--format", "json"}).out));
}

TEST_CASE("the Chinese trace holds no English sentence", "[cli]") {
  const std::string out = run_command({"explain", "--docs", "50000", "--gpus", "8", "--lang", "zh"}).out;
  const std::string trace = out.substr(0, out.find("\n来源\n"));  // titles of sources stay as they are
  std::size_t words = 0;                                          // English words in a row
  std::size_t longest = 0;
  std::string run;
  std::string worst;
  for (std::size_t at = 0; at < trace.size();) {
    std::size_t end = at;
    while (end < trace.size() && ((trace[end] >= 'a' && trace[end] <= 'z') || (trace[end] >= 'A' && trace[end] <= 'Z')))
      ++end;
    if (end > at) {
      run += trace.substr(at, end - at) + " ";
      if (++words > longest) {
        longest = words;
        worst = run;
      }
      at = end;
    } else if (trace[at] == ' ') {
      ++at;
    } else {
      words = 0;
      run.clear();
      ++at;
    }
  }
  INFO(worst);
  CHECK(longest < 4);
}

TEST_CASE("a word that names nothing is an error with the near miss, exit 2", "[cli]") {
  const test::Outcome outcome = run_command({"explain", "rags"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "did you mean rag?"));
}
