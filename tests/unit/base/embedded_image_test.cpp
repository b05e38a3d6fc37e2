#include "pathfinder/base/embedded_image.hpp"

#include "pathfinder/base/sha256.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("digests made at build time are those of the texts, and others have none", "[base]") {
  std::size_t seen = 0;
  for (const JsonDocument& document : test::shipped().documents) {
    if (embedded_sha256(document.text).empty()) continue;
    if (++seen % 50 == 1) CHECK(embedded_sha256(document.text) == sha256_hex(document.text));
  }
  CHECK(seen > 500);
  const std::string other = "{}";
  CHECK(embedded_sha256(other).empty());
}
