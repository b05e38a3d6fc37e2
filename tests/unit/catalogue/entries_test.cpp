#include "pathfinder/catalogue/entries.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("every entry of every kind is found by its own id", "[catalogue]") {
  for (const EntryKind& kind : entry_kinds()) {
    for (const EntryText& entry : entries(test::shipped(), kind)) {
      INFO(kind.id << " " << id_of(entry));
      const std::vector<EntryText> found = find_entries(test::shipped(), kind, id_of(entry));
      REQUIRE(found.size() == 1);
      CHECK(found.front().text() == entry.text());
      CHECK_FALSE(as_of(entry).empty());
    }
  }
}

TEST_CASE("nothing has an unknown name, and an unknown kind is no kind", "[catalogue]") {
  CHECK(find_entries(test::shipped(), *entry_kind("gpus"), "abacus").empty());
  CHECK(entry_kind("abaci") == nullptr);
}
