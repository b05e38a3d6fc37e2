// The small readings of text that all forms of listings share.
#include "intake/listing.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("slices of a card are counted as the cards that hold them", "[intake]") {
  CHECK(slice_sevenths("/mig-1g.20gb") == 1);
  CHECK(slice_sevenths("a100_3g.40gb") == 3);
  CHECK(slice_sevenths("3g") == 0);
  CHECK(cards_for_slices(7, 1) == 1);
  CHECK(cards_for_slices(8, 1) == 2);
  CHECK(cards_for_slices(3, 3) == 2);
}

TEST_CASE("equal cards are counted together, machines and remarks too", "[intake]") {
  Findings findings;
  const std::string file = "list.txt";
  Listing listing(file, "\n# nvidia-smi -L\n$ nvidia-smi\n  GPU 0\r\n", findings);
  CHECK(listing.lines.size() == 3);
  CHECK(listing.first_line().line == 4);
  listing.add("H100", 80, 4);
  listing.add("H100", 80.2, 4);
  listing.add("H100", 94, 1);
  listing.add("A100", 40, 0);
  listing.add_machine("p5.48xlarge", 1);
  listing.add_machine("p5.48xlarge", 2);
  listing.note("inventory-slices", 2);
  listing.note("inventory-slices", 5);
  REQUIRE(listing.inventory.cards.size() == 3);
  CHECK(listing.inventory.cards[0].count == 8);
  CHECK(listing.inventory.cards[2].count == 3);
  REQUIRE(listing.inventory.notes.size() == 1);
  CHECK(listing.inventory.notes[0].count == "7");
}
