// What people type, as characters that know their place.
#include "base/typed_characters.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a character counts as what it stands for", "[base]") {
  CHECK(code_points("３００萬") == U"300万");
  CHECK(code_points("￥5\u2212") == U"¥5-");
  CHECK(code_points("a\xFF"
                    "b") == std::u32string{U'a', broken, U'b'});
  CHECK(code_points("").empty());
}

TEST_CASE("a piece that is cut still knows where it stands", "[base]") {
  const std::u32string text = U"  5 k\u00A0";
  const TextPiece piece = trimmed({text, 0});
  CHECK(piece.text == U"5 k");
  CHECK(piece.at == 2);
  CHECK(trimmed(piece.from(1)).at == 4);
  CHECK(piece.first(1).text == U"5");
  CHECK(trimmed({std::u32string_view(text).substr(0, 2), 0}).empty());
}
