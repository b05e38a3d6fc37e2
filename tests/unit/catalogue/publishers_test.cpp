// Who published a row, by what it says of itself.
#include "pathfinder/catalogue/publishers.hpp"

#include <set>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a row's publisher is told by its family, else by its source, else it stands alone", "[catalogue]") {
  const std::vector<Publisher> list = {{"databricks", {"llm-foundry-a10080", "mpt"}, {"github.com/mosaicml"}},
                                       {"badam", {"badam"}, {}}};
  CHECK(publisher_of(list, "LLM-Foundry-A10080", "", "1") == "databricks");
  CHECK(publisher_of(list, "BAdam", "", "1") == "badam");
  CHECK(publisher_of(list, "Somebody", "github.com/mosaicml", "1") == "somebody");
  CHECK(publisher_of(list, "", "read at https://github.com/mosaicml/llm-foundry", "1") == "databricks");
  CHECK(publisher_of(list, "", "a blog (https://www.example.org/page), 2025", "1") == "example.org");
  CHECK(publisher_of(list, "", "a paper", "row-7") == "row-7");
}

TEST_CASE("no family and no source belongs to two publishers", "[catalogue]") {
  const std::vector<Publisher> shipped = publishers_of(test::shipped());
  REQUIRE(shipped.size() > 20);
  std::set<std::string> families, addresses, ids;
  for (const Publisher& one : shipped) {
    CHECK(ids.insert(one.id).second);
    for (const std::string& family : one.families) CHECK(families.insert(family).second);
    for (const std::string& address : one.addresses) CHECK(addresses.insert(address).second);
  }
  CHECK(publisher_of(shipped, "llm-foundry-h100fp8", "", "") == publisher_of(shipped, "llm-foundry-a10040", "", ""));
}
