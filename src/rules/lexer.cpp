#include "rules/lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace pathfinder {
namespace {

bool word_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

Token Lexer::next() {
  while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  Token token;
  token.offset = static_cast<int>(at_);
  if (at_ >= text_.size()) return token;
  const std::size_t start = at_;
  const char c = text_[at_];
  if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1]))) {
    const auto result = std::from_chars(text_.data() + at_, text_.data() + text_.size(), token.number);
    at_ = static_cast<std::size_t>(result.ptr - text_.data());
    token.kind = Token::Kind::number;
    suffix(token);
  } else if (word_start(c)) {
    while (at_ < text_.size() && (word_start(text_[at_]) || digit(text_[at_]))) ++at_;
    token.kind = Token::Kind::word;
  } else {
    static constexpr std::array<std::string_view, 4> pairs = {"<=", ">=", "==", "!="};
    const bool pair = std::find(pairs.begin(), pairs.end(), text_.substr(at_, 2)) != pairs.end();
    at_ += pair ? 2 : 1;
    const bool good = pair || std::string_view("+-*/<>(){},").find(c) != std::string_view::npos;
    token.kind = good ? Token::Kind::symbol : Token::Kind::bad;
  }
  token.text = text_.substr(start, at_ - start);
  return token;
}

void Lexer::suffix(Token& token) {
  if (at_ >= text_.size()) return;
  static constexpr std::array<std::pair<char, double>, 4> suffixes = {
      {{'k', 1e3}, {'M', 1e6}, {'B', 1e9}, {'T', 1e12}}};
  for (const auto& [letter, factor] : suffixes) {
    if (text_[at_] == letter) {
      token.number *= factor;
      ++at_;
      break;
    }
  }
  if (at_ < text_.size() && word_start(text_[at_])) {
    token.kind = Token::Kind::bad;
    while (at_ < text_.size() && word_start(text_[at_])) ++at_;
  }
}

}  // namespace pathfinder
