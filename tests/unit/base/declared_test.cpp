#include "pathfinder/base/declared.hpp"

#include <cmath>

#include "pathfinder/base/dates.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::summary;

TEST_CASE("dates and orders are part of a description", "[base]") {
  const auto said = [](const std::string& text) {
    set_last_day("2026-11-30");
    Findings findings;
    std::string day, until;
    double low = NAN, middle = NAN, high = NAN;
    read_object(test::document("x.json", text), findings, [&](Fields& fields) {
      date(fields, "as_of", day);
      deadline(fields, "until", until);
      fields.number("low", low);
      fields.number("middle", middle);
      fields.number("high", high);
      rising(fields, {{"low", low}, {"middle", middle}, {"high", high}});
    });
    return summary(findings.all());
  };
  CHECK(said(R"({"as_of": "2026-11", "until": "2099-01-01", "low": 1, "high": 1})").empty());
  CHECK(said(R"({"as_of": "2099"})") == "date-ahead 1:11");
  CHECK(said(R"({"as_of": "2026-02-30"})") == "not-a-date 1:11");
  CHECK(said(R"({"as_of": 2026})") == "wrong-type 1:11");
  CHECK(said(R"({"low": 1, "middle": 3, "high": 2})") == "not-rising 1:33");
  CHECK(said(R"({"low": 2, "high": 1})") == "not-rising 1:20");
  CHECK(said(R"({"low": 1e19})") == "out-of-range 1:9");
}

TEST_CASE("lists under free keys hold texts only", "[base]") {
  std::map<std::string, std::vector<std::string>> lists;
  const auto visit = [&](Fields& fields) { named_lists(fields, "lists", {}, lists); };
  Findings findings;
  read_object(test::document("x.json", R"({"lists": {"a": ["b", "c"], "d": []}})"), findings, visit);
  CHECK(findings.empty());
  CHECK(lists["a"] == std::vector<std::string>{"b", "c"});
  CHECK(lists.count("d") == 1);
  read_object(test::document("x.json", R"({"lists": {"a": "b", "c": [1]}})"), findings, visit);
  CHECK(summary(findings.all()) == "wrong-type 1:11; wrong-type 1:11");
}

TEST_CASE("numbers that fall are our mistake where they are written", "[base]") {
  const auto write = [](double low, double high) {
    return write_json([&](Fields& fields) {
      fields.number("low", low);
      fields.number("high", high);
      rising(fields, {{"low", low}, {"high", high}});
    });
  };
  CHECK(write(1, std::nan("")) == "{\n  \"low\": 1\n}\n");
  CHECK_THROWS_AS(write(2, 1), std::logic_error);
}

TEST_CASE("names of rows are collected while somebody collects", "[base]") {
  std::string model;
  std::vector<std::string> gpus;
  std::map<std::string, std::string> sources;
  const JsonDocument document =
      test::document("x.json", R"({"model": "a", "gpus": ["b", "c"], "sources": {"x": "d"}})");
  const auto visit = [&](Fields& fields) {
    reference(fields, "model", "models", model);
    references(fields, "gpus", "gpus", gpus);
    named_references(fields, "sources", "sources", sources);
  };
  RowReferences found;
  Findings findings;
  {
    const CollectReferences collect(found);
    read_object(document, findings, visit);
  }
  read_object(document, findings, visit);
  CHECK(findings.empty());
  std::string all;
  for (const RowReference& one : found)
    all += std::string(one.kind) + "/" + std::string(JsonValue(*one.document, one.node).string()) + " ";
  CHECK(all == "models/a gpus/b gpus/c sources/d ");
}
