// The tokens of a line of an expression.
#pragma once

#include <string_view>

namespace pathfinder {

/// A piece of a line: `offset` in bytes from its start; a number with its k, M, B or T applied.
struct Token {
  enum class Kind { end, number, word, symbol, bad };
  Kind kind = Kind::end;
  std::string_view text;
  double number = 0;
  int offset = 0;
};

/// Cuts a line into tokens. Words may hold '-', '.' and '+' between letters inside braces only, for ids such as
/// "rag+peft"; elsewhere these are operators.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  /// The next token; `Token::Kind::end` at the end, again and again.
  Token next();

 private:
  void suffix(Token& token);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace pathfinder
