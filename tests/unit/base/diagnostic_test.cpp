#include "pathfinder/base/diagnostic.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("the nearest word is offered when it can be meant", "[base]") {
  const std::vector<std::string_view> words = {"docs", "tokens", "labelled_examples", "gpus", "qa", "rag+peft"};
  CHECK(near_miss("dcos", words) == "docs");  // two letters swapped
  CHECK(near_miss("doc", words) == "docs");
  CHECK(near_miss("tokns", words) == "tokens");
  CHECK(near_miss("labeled_examples", words) == "labelled_examples");
  CHECK(near_miss("rag-peft", words) == "rag+peft");
}

TEST_CASE("no word is offered that has little to do with what was written", "[base]") {
  const std::vector<std::string_view> words = {"docs", "qa", "no"};
  CHECK(near_miss("xylophone", words).empty());
  CHECK(near_miss("yes", words).empty());
  CHECK(near_miss("", words).empty());
  CHECK(near_miss(std::string(100000, 'x'), words).empty());
  CHECK(near_miss("docs", {}).empty());
}

TEST_CASE("findings are thrown together, with their places in the summary", "[base]") {
  Findings findings;
  CHECK_NOTHROW(findings.throw_if_any());
  findings.add("one", {"a.json", 1, 2, "", "", 1, 0}, {{"key", "x"}});
  findings.add("two", {"b.json", 0, 0, "", "", 1, 0}, {});
  try {
    findings.throw_if_any();
    FAIL("nothing was thrown");
  } catch (const InputError& error) {
    CHECK(error.found.size() == 2);
    CHECK(std::string(error.what()) == "a.json: one; b.json: two");
  }
}

TEST_CASE("a million mistakes are counted no further than two hundred", "[base]") {
  Findings findings;
  for (int i = 0; i < 1000; ++i) findings.add("again", {"f", 1, i, "", "", 1, 0}, {});
  CHECK(findings.full());
  REQUIRE(findings.all().size() == Findings::most + 1);
  CHECK(findings.all().back().code == "too-many-findings");
}

TEST_CASE("arguments come in their order, places of a file in theirs, and two files in none", "[base]") {
  const auto at = [](const char* file, int line, int column) { return Location{file, line, column, "", "", 1, 0}; };
  CHECK(comes_before(at("argument 9", 1, 1), at("argument 10", 1, 1)));
  CHECK(!comes_before(at("argument 10", 1, 1), at("argument 9", 1, 1)));
  CHECK(comes_before(at("a.json", 1, 5), at("a.json", 2, 1)));
  CHECK(comes_before(at("a.json", 2, 1), at("a.json", 2, 5)));
  CHECK(!comes_before(at("a.json", 1, 1), at("b.json", 2, 1)));
  CHECK(!comes_before(at("b.json", 2, 1), at("a.json", 1, 1)));
}
