// The right-hand side of an equation of data/formulas/, worked out: what is printed as recomputable is recomputed.
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <string>

#include "support/catch.hpp"

namespace pathfinder::test {

/// Evaluates the right-hand side of an equation of data/formulas: + - * / ^, parentheses, min and max, symbols.
class Equation {
 public:
  Equation(const std::string& equation, const std::map<std::string, double>& symbols) : symbols_(symbols) {
    const std::size_t equals = equation.find('=');
    text_ = equation.substr(equals + 1);
    const std::size_t more = text_.find(", N_e =");  // a remark behind the formula
    if (more != std::string::npos) text_ = text_.substr(0, more);
  }

  double value() {
    at_ = 0;
    const double result = sum();
    skip();
    REQUIRE(at_ == text_.size());
    return result;
  }

 private:
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  double sum() {
    double value = product();
    for (;;) {
      if (take('+')) {
        value += product();
      } else if (take('-')) {
        value -= product();
      } else {
        return value;
      }
    }
  }
  double product() {
    double value = power();
    for (;;) {
      if (take('*')) {
        value *= power();
      } else if (take('/')) {
        value /= power();
      } else {
        return value;
      }
    }
  }
  double power() {
    const double base = atom();
    return take('^') ? std::pow(base, atom()) : base;
  }
  double atom() {
    if (take('(')) {
      const double value = sum();
      REQUIRE(take(')'));
      return value;
    }
    skip();
    std::size_t end = at_;
    if (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) {
      std::size_t used = 0;
      const double value = std::stod(text_.substr(at_), &used);
      at_ += used;
      return value;
    }
    while (end < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[end])) != 0 || text_[end] == '_'))
      ++end;
    const std::string name = text_.substr(at_, end - at_);
    at_ = end;
    if (name == "min" || name == "max") {
      REQUIRE(take('('));
      const double first = sum();
      REQUIRE(take(','));
      const double second = sum();
      REQUIRE(take(')'));
      return name == "min" ? std::min(first, second) : std::max(first, second);
    }
    INFO("symbol " << name << " of " << text_);
    REQUIRE(symbols_.count(name) == 1);
    return symbols_.at(name);
  }

  std::string text_;
  const std::map<std::string, double>& symbols_;
  std::size_t at_ = 0;
};

}  // namespace pathfinder::test
