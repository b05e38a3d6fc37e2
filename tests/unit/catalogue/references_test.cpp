#include "catalogue/references.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// What is said of one file read through `visit` against the shipped catalogue.
std::string found(const std::string& text, const Fields::Visit& visit) {
  Findings findings;
  const JsonDocument document = test::document("file.json", text);
  RowReferences references;
  {
    const CollectReferences collect(references);
    read_object(document, findings, visit);
  }
  check_references(references, test::shipped(), findings);
  return test::summary(findings.all());
}

}  // namespace

TEST_CASE("a name that is no row is reported where it stands", "[catalogue]") {
  std::string one;
  std::vector<std::string> list;
  std::map<std::string, std::string> named;
  const auto visit = [&](Fields& fields) {
    reference(fields, "model", "models", one);
    references(fields, "gpus", "gpus", list);
    named_references(fields, "sources", "sources", named);
  };
  CHECK(found(R"({"model": "qwen3-14b", "gpus": ["h100-sxm"], "sources": {"a": "quan-2025"}})", visit).empty());
  CHECK(found(R"({"model": "qwen3-14c"})", visit) == "unknown-entry 1:11");
  CHECK(found(R"({"gpus": ["h100-sxm", "h101"]})", visit) == "unknown-gpu 1:23");
  CHECK(found(R"({"sources": {"a": "quan-2026"}})", visit) == "unknown-source 1:19");
}

TEST_CASE("further names of a row are names, and a framework may be told in words", "[catalogue]") {
  std::string one;
  CHECK(found(R"({"x": "H100 SXM"})", [&](Fields& fields) { reference(fields, "x", "gpus", one); }).empty());
  const auto framework = [&](Fields& fields) { reference(fields, "x", "frameworks", one); };
  CHECK(found(R"({"x": "HF TRL, packed"})", framework).empty());
  CHECK(found(R"({"x": "no such thing"})", framework) == "unknown-row 1:7");
}

TEST_CASE("a kind of rows that nobody listed is our mistake", "[catalogue]") {
  std::string one;
  CHECK_THROWS_AS(found(R"({"x": "y"})", [&](Fields& fields) { reference(fields, "x", "planets", one); }),
                  std::logic_error);
}
