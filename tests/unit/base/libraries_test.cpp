#include "pathfinder/base/libraries.hpp"

#include <algorithm>

#include "support/catch.hpp"

TEST_CASE("every linked library is named with a version", "[base]") {
  const std::string line = pathfinder::linked_libraries();
  INFO(line);
  for (const char* name : {"fmt ", "utf8proc ", "nlohmann_json ", "CLI11 "}) {
    const std::size_t at = line.find(name);
    REQUIRE(at != std::string::npos);
    const std::size_t version = line.find(' ', at) + 1;
    CHECK(line.substr(version, line.find(',', version) - version).find('.') != std::string::npos);
  }
  CHECK(std::count(line.begin(), line.end(), ',') == 3);
}
