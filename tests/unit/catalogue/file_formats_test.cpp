#include "pathfinder/catalogue/file_formats.hpp"

#include <nlohmann/json.hpp>

#include "cli/embedded_data.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a data file's format is told by its place", "[catalogue]") {
  REQUIRE(format_of("strategies/peft.json") != nullptr);
  CHECK(format_of("strategies/peft.json")->name == "strategy");
  CHECK(format_of("facts.json")->name == "facts");
  CHECK(format_of("strategies/sub/peft.json") == nullptr);
  CHECK(format_of("strategies/.json") == nullptr);
  CHECK(format_of("strategy/peft.json") == nullptr);
}

TEST_CASE("every shipped file has a format", "[catalogue]") {
  for (const JsonDocument& one : cli::embedded_data()) {
    INFO(one.path);
    CHECK(format_of(one.path) != nullptr);
  }
}

TEST_CASE("every format that can be described writes a schema", "[catalogue]") {
  for (const FileFormat& format : file_formats()) {
    if (format.describe == nullptr) continue;
    INFO(format.name);
    const auto schema = nlohmann::json::parse(json_schema("id", "title", format.describe));
    CHECK(schema["type"] == "object");
    CHECK(!schema["properties"].empty());
  }
}
