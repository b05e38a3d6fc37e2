// The loader: what it reads, and that everything wrong in any file is found.
#include "pathfinder/catalogue/catalogue.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "pathfinder/core/fact_set.hpp"

#include "cli/embedded_data.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::data_text;
using pathfinder::test::replaced;
using pathfinder::test::shipped;

namespace {

/// What is found when files of data/ are changed, "FILE CODE line:column near" each.
std::string wrong(const std::vector<std::pair<std::string, std::string>>& files) {
  try {
    test::shipped_with(files);
  } catch (const InputError& error) {
    std::string all;
    for (const Diagnostic& one : error.found) {
      all += (all.empty() ? "" : "; ") + one.where.file + " " + test::summary({one});
      for (const Field& field : one.fields) {
        if (field.name == "near" && !field.value.empty()) all += " " + field.value;
      }
    }
    return all;
  }
  return "nothing";
}

/// Code of what is found when `from` in a file becomes `to`.
std::string changed(const std::string& file, std::string_view from, std::string_view to) {
  const std::string found = wrong({{file, replaced(data_text(file), from, to)}});
  const std::size_t space = found.find(' ');
  return space == std::string::npos ? found : found.substr(space + 1);
}

bool begins(const std::string& text, std::string_view with) {
  return text.rfind(with, 0) == 0;
}

}  // namespace

TEST_CASE("what is shipped loads, with everything in it", "[catalogue]") {
  const Catalogue& catalogue = shipped();
  CHECK(catalogue.strategies.size() == test::shipped_options());
  CHECK(catalogue.program.strategies.size() == test::shipped_options());
  CHECK(catalogue.gpus.size() >= 60);
  CHECK(catalogue.models.size() >= 150);
  CHECK(catalogue.regions.size() >= 30);
  CHECK(catalogue.presets.size() >= 13);
  CHECK(catalogue.texts.count("zh") == 1);
  CHECK(begins(catalogue.data_date, "2026-"));
  CHECK(catalogue.vocabulary.find("total_usd") != Vocabulary::none);
}

TEST_CASE("spellings are compared without case, spaces, dashes and underscores", "[catalogue]") {
  CHECK(normalise("NVIDIA A100_80GB-SXM") == "nvidiaa10080gbsxm");
  const Catalogue& catalogue = shipped();
  CHECK(catalogue.find("gpus", "H100 sxm") == catalogue.find("gpus", "h100-sxm"));
  CHECK(catalogue.find("gpus", "h100-sxm") != Vocabulary::none);
  CHECK(catalogue.find("models", "h100-sxm") == Vocabulary::none);
  CHECK(catalogue.find("gpus", "") == Vocabulary::none);
}

TEST_CASE("an unknown strategy or constant is our mistake", "[catalogue]") {
  CHECK_THROWS_AS(shipped().strategy("magic"), std::logic_error);
  CHECK_THROWS_AS(shipped().constant("magic"), std::logic_error);
}

TEST_CASE("a condition that is wrong is told in its file, line and column, with what was meant", "[catalogue]") {
  const std::string found =
      wrong({{"strategies/full_ft.json", replaced(data_text("strategies/full_ft.json"), "\"labelled_examples < 5000\"",
                                                  "\"labeled_examples < 5000\"")}});
  CHECK(begins(found, "strategies/full_ft.json unknown-fact "));
  CHECK(found.ends_with(":16 labelled_examples"));
}

TEST_CASE("a condition with an escape in it is not overlooked", "[catalogue]") {
  CHECK(begins(changed("strategies/full_ft.json", "\"labelled_examples < 5000\"", "\"labelled_examples \\u003d 5000\""),
               "expression-syntax "));
}

TEST_CASE("every kind of broken reference is found", "[catalogue]") {
  CHECK(begins(changed("strategies/full_ft.json", "\"criterion\": \"behaviour\"", "\"criterion\": \"behavior\""),
               "unknown-criterion "));
  CHECK(begins(changed("strategies/full_ft.json", "\"source\": \"quan-2025\"", "\"source\": \"quan-2052\""),
               "unknown-source "));
  CHECK(begins(changed("strategies/full_ft.json", "\"id\": \"full_ft\"", "\"id\": \"fullft\""), "id-not-file-name "));
  CHECK(begins(changed("strategies/full_ft.json", "\"training\": \"full\"", "\"training\": \"ful\""), "unknown-row "));
  CHECK(begins(changed("criteria.json", "\"factor\": \"data\"", "\"factor\": \"dta\""), "unknown-factor "));
  CHECK(begins(changed("gpus/h100-sxm.json", "\"memory_gib\": ", "\"memory_gb\": "), "missing-key "));
  CHECK(begins(changed("facts.json", "\"type\": \"count\"", "\"type\": \"cuont\""), "unknown-word "));
}

TEST_CASE("every fact that the code reads has its slot, and its name is the member's", "[catalogue]") {
  const Catalogue& catalogue = shipped();
  std::set<std::size_t> seen;
  for (const FactSlotRow& row : fact_slot_rows()) {
    CAPTURE(row.id);
    const std::size_t slot = catalogue.slots.*row.slot;
    REQUIRE(slot < catalogue.vocabulary.size());
    CHECK(catalogue.vocabulary.slots[slot].id == row.id);
    CHECK(seen.insert(slot).second);
  }
  CHECK(seen.size() > 40);
}

TEST_CASE("facts that the code reads must be there, and not too many beside them", "[catalogue]") {
  auto facts = nlohmann::ordered_json::parse(data_text("facts.json"));
  for (auto& fact : facts["facts"]) {
    if (fact["id"] == "value_per_answer") fact["id"] = "value_of_an_answer";
  }
  CHECK(begins(wrong({{"facts.json", facts.dump(2)}}), "facts.json missing-fact "));
  // Where the file is wrong otherwise a fact may only seem to be missing.
  facts["facts"][0]["type"] = "cuont";
  CHECK(wrong({{"facts.json", facts.dump(2)}}).find("missing-fact") == std::string::npos);

  facts = nlohmann::ordered_json::parse(data_text("facts.json"));
  for (std::size_t i = 0; i <= FactSet::capacity; ++i) {
    auto more = facts["estimated"][0];
    more["id"] = "more_" + std::to_string(i);
    facts["estimated"].push_back(more);
  }
  CHECK(wrong({{"facts.json", facts.dump(2)}}).find("too-many-facts") != std::string::npos);
}

TEST_CASE("models, accelerators and facts that plans name must be there", "[catalogue]") {
  CHECK(begins(changed("plans.json", "\"embedding_model\": \"qwen3-embedding-0.6b\"",
                       "\"embedding_model\": \"qwen3-embedding-0.7b\""),
               "unknown-entry "));
  CHECK(begins(changed("plans.json", "\"a100-80gb-sxm\"", "\"a100-90gb-sxm\""), "unknown-gpu "));
  CHECK(begins(changed("plans.json", "\"peak_factor\"", "\"peek_factor\""), "unknown-fact "));
}

TEST_CASE("weights that do not sum to 1 and scales that do not rise are refused", "[catalogue]") {
  auto criteria = nlohmann::ordered_json::parse(data_text("criteria.json"));
  criteria["criteria"][0]["weight"] = 0.5;
  CHECK(begins(wrong({{"criteria.json", criteria.dump(2)}}), "criteria.json weights-not-one "));
  criteria = nlohmann::ordered_json::parse(data_text("criteria.json"));
  criteria["criteria"][0]["scale"] = {{5, 0}, {1, 1}};
  CHECK(begins(wrong({{"criteria.json", criteria.dump(2)}}), "criteria.json scale-not-rising "));
}

TEST_CASE("an option without a value for a criterion is refused", "[catalogue]") {
  auto table = nlohmann::ordered_json::parse(data_text("strategies/rag.json"));
  table["values"].erase("knowledge");
  CHECK(begins(wrong({{"strategies/rag.json", table.dump(2)}}), "strategies/rag.json criterion-without-value "));
}

TEST_CASE("mistakes in several files are told together", "[catalogue]") {
  const std::string found =
      wrong({{"strategies/rag.json", replaced(data_text("strategies/rag.json"), "\"id\": \"rag\"", "\"id\": \"rug\"")},
             {"gpus/h100-sxm.json", replaced(data_text("gpus/h100-sxm.json"), "\"vendor\"", "\"wendor\"")},
             {"text/zh.json", "{\"x\": 5}"}});
  CHECK(found.find("strategies/rag.json id-not-file-name") != std::string::npos);
  CHECK(found.find("gpus/h100-sxm.json unknown-key") != std::string::npos);
  CHECK(found.find("text/zh.json wrong-type") != std::string::npos);
}

TEST_CASE("the same mistake made twice is shown at both places", "[catalogue]") {
  auto table = nlohmann::ordered_json::parse(data_text("strategies/full_ft.json"));
  table["gates"][0]["when"] = "need_citations";
  table["gates"][1]["when"] = "need_citations";
  const std::string found = wrong({{"strategies/full_ft.json", table.dump(2)}});
  INFO(found);
  const std::string first = found.substr(0, found.find(';'));
  CHECK(std::count(found.begin(), found.end(), ';') == 1);
  CHECK(first.find("unknown-fact") != std::string::npos);
  CHECK(found.find(first, 1) == std::string::npos);
}

TEST_CASE("values of another kind than described end in findings, whatever the file", "[catalogue]") {
  std::set<std::string> kinds;
  // A file replaced by JSON of another shape: never a crash, always a finding or a load.
  for (const JsonDocument& one : cli::embedded_data()) {
    if (!kinds.insert(one.path.substr(0, one.path.find('/'))).second) continue;  // one of each kind
    for (const char* text : {"\"abc\"", "{\"a\": \"abc\", \"facts\": \"abc\", \"families\": 5}"}) {
      INFO(one.path << " " << text);
      CHECK_NOTHROW(wrong({{one.path, text}}));
    }
  }
}
