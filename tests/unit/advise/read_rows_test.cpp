#include "pathfinder/advise/read_rows.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

/// "fact=value" of all that a row gives, in the order of the vocabulary.
std::string facts_of(const Scenario& scenario) {
  std::string all;
  for (std::size_t slot = 0; slot < shipped().vocabulary.size(); ++slot) {
    for (const GivenFact& fact : scenario.given) {
      if (fact.slot != slot) continue;
      const std::string number = std::to_string(fact.value);
      all += (all.empty() ? "" : " ") + shipped().vocabulary.slots[slot].id + "=" + number.substr(0, number.find('.'));
    }
  }
  return all;
}

struct Read {
  Scenario scenario;
  std::string found;
};

/// A row read by itself; `header` empty: as JSON.
Read read(const std::string& text, const std::string& header = {}) {
  RowReader reader(shipped(), "table");
  Findings findings, warnings;
  if (!header.empty()) reader.use_header({header, 1, false, true}, findings);
  Read read{reader.read({text, 7, false, true}, findings, warnings), {}};
  read.found = test::summary(findings.all());
  return read;
}

}  // namespace

TEST_CASE("a row is a scenario, its facts alone or cells under a header, and says the same in all three", "[advise]") {
  const Read scenario = read(R"({"id": "a", "facts": {"docs": 5000, "labelled_examples": "2k", "gpus": 8}})");
  const Read flat = read(R"({"id": "a", "docs": 5000, "labels": "2k", "gpus": 8, "tokens": null})");
  const Read cells = read("a,5000,2k,8,", "id,docs,labels,--gpus,tokens");
  CHECK(scenario.found.empty());
  CHECK(flat.found.empty());
  CHECK(cells.found.empty());
  CHECK(facts_of(scenario.scenario) == "docs=5000 labelled_examples=2000 gpus=8");
  CHECK(facts_of(flat.scenario) == facts_of(scenario.scenario));
  CHECK(facts_of(cells.scenario) == facts_of(scenario.scenario));
  CHECK(scenario.scenario.id == "a");
  CHECK(flat.scenario.id == "a");
  CHECK(cells.scenario.id == "a");
}

TEST_CASE("an id that is a number is the number's text", "[advise]") {
  CHECK(read(R"({"id": 17, "docs": 5})").scenario.id == "17");
}

TEST_CASE("a preset of a row gives way to what the row says", "[advise]") {
  const Read flat = read(R"({"preset": "startup", "docs": 7})");
  CHECK(flat.found.empty());
  CHECK(flat.scenario.preset == "startup");
  CHECK(facts_of(flat.scenario).find("docs=7") != std::string::npos);
  CHECK(facts_of(read("startup,7", "preset,docs").scenario) == facts_of(flat.scenario));
}

TEST_CASE("the currency of a row decides whether a bare amount has two readings, wherever its column stands",
          "[advise]") {
  CHECK(read("5000,CNY", "budget,currency").found == "currency-ambiguous 7:1");
  CHECK(read(R"({"budget": 5000, "currency": "CNY"})").found.find("currency-ambiguous") == 0);
  CHECK(read("5000,", "budget,currency").found.empty());
}

TEST_CASE("what is wrong with a row has its place", "[advise]") {
  CHECK(read(R"({"docz": 5})").found == "unknown-fact 1:2");
  CHECK(read(R"([1])").found == "wrong-type 1:1");
  CHECK(read(R"({"docs": 5)").found.find("json-") == 0);
  CHECK(read("5,6,7", "docs,gpus").found == "csv-cells 7:1");
  CHECK(read("5,many", "docs,gpus").found == "not-a-value 7:3");
  CHECK(read("\"5\",\"-1\"", "docs,gpus").found == "out-of-range 7:6");
  CHECK(read("5,\"6", "docs,gpus").found == "csv-quotes 7:3");
  CHECK(read("5,\xFF", "docs,gpus").found == "broken-utf8 7:3");
  CHECK(read(R"({"model": "layers=40,hidden=5120"})").found.find("own-model-in-row") == 0);
}

TEST_CASE("a row in another encoding has its line, as it is a row and no file", "[advise]") {
  for (const std::string_view text : {std::string_view("\0{\0\"\0a", 6), std::string_view("{\0\"\0", 4),
                                      std::string_view("\xFF\xFE{\0", 4), std::string_view("{\"docs\": \0}", 11)}) {
    Findings findings, warnings;
    RowReader(shipped(), "table").read({std::string(text), 7, false, true}, findings, warnings);
    REQUIRE(findings.all().size() == 1);
    CHECK(findings.all().front().where.line >= 1);
    CHECK(findings.all().front().where.column >= 1);
  }
}

TEST_CASE("a header names facts, each once", "[advise]") {
  const auto header = [](const std::string& row) {
    RowReader reader(shipped(), "table");
    Findings findings;
    reader.use_header({row, 1, false, true}, findings);
    return test::summary(findings.all());
  };
  CHECK(header("id, docs ,\"gpus\",title,notes,preset").empty());
  CHECK(header("id,docz") == "unknown-column 1:4");
  CHECK(header("labels,docs,labelled_examples") == "column-twice 1:13");
  CHECK(header("docs,") == "unknown-column 1:6");
}

TEST_CASE("a row of more than the reader keeps is a finding by itself", "[advise]") {
  RowReader reader(shipped(), "table");
  Findings findings, warnings;
  reader.read({"", 3, true, true}, findings, warnings);
  CHECK(test::summary(findings.all()) == "row-too-long 3:1");
}
