// A line of an expression in tokens.
#include "rules/lexer.hpp"

#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

std::vector<std::string> words(std::string_view line) {
  Lexer lexer(line);
  std::vector<std::string> all;
  for (Token token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next())
    all.push_back(std::string(token.text) + (token.kind == Token::Kind::bad ? "!" : ""));
  return all;
}

}  // namespace

TEST_CASE("a line is cut at signs, and pairs of signs stay together", "[rules]") {
  CHECK(words("docs>=50k and not(a_b<=.5)") ==
        std::vector<std::string>{"docs", ">=", "50k", "and", "not", "(", "a_b", "<=", ".5", ")"});
  CHECK(words("Az aZ z_A9 _") == std::vector<std::string>{"Az", "aZ", "z_A9", "_"});
  CHECK(words("rag+peft") == std::vector<std::string>{"rag", "+", "peft"});
  CHECK(words("  \t").empty());
}

TEST_CASE("a number takes one suffix, and a word behind it spoils it", "[rules]") {
  Lexer lexer("1.5M 2T 3kg =");
  CHECK(lexer.next().number == 1.5e6);
  const Token trillions = lexer.next();
  CHECK(trillions.number == 2e12);
  CHECK(trillions.offset == 5);
  CHECK(lexer.next().kind == Token::Kind::bad);
  CHECK(lexer.next().kind == Token::Kind::bad);
  CHECK(lexer.next().kind == Token::Kind::end);
  CHECK(lexer.next().kind == Token::Kind::end);
}
