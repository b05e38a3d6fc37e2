// Recursive descent over one line; precedence: or, and, not, comparison, + -, * /, unary minus, primary.
#include "pathfinder/rules/parse_expression.hpp"

#include <algorithm>
#include <cmath>

#include "rules/lexer.hpp"

namespace pathfinder {
namespace {

/// What a sub-expression is: its kind, its unit, and the category whose levels may stand beside it.
struct Kind {
  bool is_truth = false;
  bool bare_bool = false;  ///< a bool fact, usable as truth or beside yes/no
  const FactSpec* levels = nullptr;
  std::size_t slot = Vocabulary::none;  ///< set for a bare fact
  bool constant = false;
  std::string unit;
};

class Parser {
 public:
  Parser(std::string_view text, const Vocabulary& vocabulary, std::vector<ExpressionError>& errors)
      : lexer_(text), vocabulary_(vocabulary), errors_(errors) {
    expression_.text = text;
    advance();
  }

  Expression parse(Expect expect) {
    const std::size_t before = errors_.size();
    Kind kind = disjunction();
    if (errors_.size() == before && token_.kind != Token::Kind::end) {
      error("expression-syntax", token_, {{"found", std::string(token_.text)}});
    }
    if (errors_.size() == before && expect == Expect::truth) need_truth(kind, 0);
    if (errors_.size() == before && expect == Expect::number && kind.is_truth) {
      errors_.push_back({"expression-not-a-number", 0, static_cast<int>(expression_.text.size()), {}});
    }
    if (errors_.size() != before) return {};
    expression_.is_truth = expect == Expect::truth;
    measure_depth();
    return std::move(expression_);
  }

 private:
  void advance() { token_ = lexer_.next(); }
  bool at(std::string_view symbol) const {
    return (token_.kind == Token::Kind::symbol || token_.kind == Token::Kind::word) && token_.text == symbol;
  }
  bool take(std::string_view symbol) {
    if (!at(symbol)) return false;
    advance();
    return true;
  }
  void expect(std::string_view symbol) {
    if (!take(symbol)) error("expression-expected", token_, {{"expected", std::string(symbol)}, {"found", found()}});
  }
  std::string found() const { return token_.kind == Token::Kind::end ? "@expression.end" : std::string(token_.text); }

  void error(std::string code, const Token& where, std::vector<Field> fields) {
    if (failed_) return;  // what follows the first error is noise
    failed_ = true;
    errors_.push_back(
        {std::move(code), where.offset, std::max(1, static_cast<int>(where.text.size())), std::move(fields)});
  }

  void emit(Op op, std::uint32_t arguments, std::uint32_t operand = 0, std::uint32_t count = 0) {
    expression_.code.push_back({op, arguments, operand, count});
  }
  void compare(std::size_t slot, Op op, double threshold) {
    expression_.comparisons.push_back({static_cast<std::uint32_t>(slot), op, threshold});
  }
  std::uint32_t constant(double value) {
    expression_.constants.push_back(value);
    return static_cast<std::uint32_t>(expression_.constants.size() - 1);
  }
  void read(std::size_t slot) {
    auto& reads = expression_.reads;
    if (std::find(reads.begin(), reads.end(), slot) == reads.end()) reads.push_back(slot);
  }

  void need_truth(Kind& kind, int offset) {
    if (kind.is_truth || failed_) return;
    if (!kind.bare_bool) {
      failed_ = true;
      errors_.push_back({"expression-not-a-condition", offset, 1, {}});
      return;
    }
    emit(Op::truth_of, 1);
    kind = {};
    kind.is_truth = true;
  }
  void need_number(const Kind& kind, const Token& where) {
    if (kind.is_truth || kind.bare_bool || kind.levels != nullptr) error("expression-not-a-number", where, {});
  }

  /// Counts one more level of nesting while it lives.
  class Deeper {
   public:
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.nesting_ > max_expression_depth) parser_.error("expression-too-deep", parser_.token_, {});
    }
    ~Deeper() { --parser_.nesting_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  Kind disjunction() {
    const Deeper deeper(*this);
    if (failed_) return {};
    const Token start = token_;
    Kind left = conjunction();
    while (!failed_ && take("or")) {
      need_truth(left, start.offset);
      const Token middle = token_;
      Kind right = conjunction();
      need_truth(right, middle.offset);
      emit(Op::disjunction, 2);
    }
    return left;
  }
  Kind conjunction() {
    const Token start = token_;
    Kind left = negation();
    while (!failed_ && take("and")) {
      need_truth(left, start.offset);
      const Token middle = token_;
      Kind right = negation();
      need_truth(right, middle.offset);
      emit(Op::conjunction, 2);
    }
    return left;
  }
  Kind negation() {
    if (!take("not")) return comparison();
    const Deeper deeper(*this);
    if (failed_) return {};
    const Token start = token_;
    Kind inner = negation();
    need_truth(inner, start.offset);
    emit(Op::negation, 1);
    return inner;
  }

  static Op comparison_op(std::string_view text) {
    if (text == "<") return Op::less;
    if (text == "<=") return Op::less_equal;
    if (text == ">") return Op::greater;
    if (text == ">=") return Op::greater_equal;
    return text == "==" ? Op::equal : Op::not_equal;
  }

  Kind comparison() {
    Kind left = sum();
    if (failed_) return left;
    if (take("in")) return in_set(left);
    static constexpr std::array<std::string_view, 6> operators = {"<", "<=", ">", ">=", "==", "!="};
    if (token_.kind != Token::Kind::symbol ||
        std::find(operators.begin(), operators.end(), token_.text) == operators.end()) {
      return left;
    }
    const Token sign = token_;
    advance();
    const Op op = comparison_op(sign.text);
    if (left.levels != nullptr || left.bare_bool) {
      if (op != Op::equal && op != Op::not_equal && (left.bare_bool || !left.levels->ordered)) {
        error("expression-no-order", sign, {{"fact", vocabulary_.slots[left.slot].id}});
      }
      const double level = level_of(left);
      if (failed_) return left;
      emit(Op::constant, 0, constant(level));
      compare(left.slot, op, level);
    } else {
      const std::size_t constants_before = expression_.constants.size();
      const Kind right = sum();
      if (failed_) return left;
      need_number(left, sign);
      need_number(right, sign);
      same_unit(left, right, sign);
      if (left.slot != Vocabulary::none && right.constant) {
        compare(left.slot, op, expression_.constants[constants_before]);
      }
    }
    emit(op, 2);
    return truth_kind();
  }

  static Kind truth_kind() {
    Kind kind;
    kind.is_truth = true;
    return kind;
  }

  void same_unit(const Kind& left, const Kind& right, const Token& where) {
    if (left.unit.empty() || right.unit.empty() || left.unit == right.unit) return;
    error("expression-unit", where, {{"left", left.unit}, {"right", right.unit}});
  }

  /// The level word at the cursor, as a number of the category `of`.
  double level_of(const Kind& of) {
    const Token word = token_;
    advance();
    if (of.bare_bool) {
      if (word.text == "yes") return 1;
      if (word.text == "no") return 0;
      error("unknown-level", word,
            {{"fact", vocabulary_.slots[of.slot].id},
             {"found", std::string(word.text)},
             {"near", ""},
             {"allowed", "yes, no"}});
      return 0;
    }
    std::string all;
    std::vector<std::string_view> words;
    for (std::size_t i = 0; i < of.levels->levels.size(); ++i) {
      const std::string& id = of.levels->levels[i].id;
      if (word.text == id) return of.levels->level_value(i);
      words.push_back(id);
      all += (all.empty() ? "" : ", ") + id;
    }
    error("unknown-level", word,
          {{"fact", vocabulary_.slots[of.slot].id},
           {"found", std::string(word.text)},
           {"near", std::string(near_miss(word.text, words))},
           {"allowed", all}});
    return 0;
  }

  Kind in_set(const Kind& left) {
    if (left.levels == nullptr) {
      error("expression-set-needs-category", token_, {});
      return left;
    }
    expect("{");
    std::vector<double> levels;
    do {
      const double level = level_of(left);
      if (failed_) return left;
      levels.push_back(level);
      compare(left.slot, Op::equal, level);
    } while (take(","));
    expect("}");
    const auto first = static_cast<std::uint32_t>(expression_.constants.size());
    expression_.constants.insert(expression_.constants.end(), levels.begin(), levels.end());
    emit(Op::in_set, 1, first, static_cast<std::uint32_t>(levels.size()));
    return truth_kind();
  }

  Kind sum() {
    Kind left = product();
    while (!failed_ && (at("+") || at("-"))) {
      const Token sign = token_;
      advance();
      const Kind right = product();
      if (failed_) break;
      need_number(left, sign);
      need_number(right, sign);
      same_unit(left, right, sign);
      emit(sign.text == "+" ? Op::add : Op::subtract, 2);
      left = number_kind(left.unit.empty() ? right.unit : left.unit);
    }
    return left;
  }
  Kind product() {
    Kind left = unary();
    while (!failed_ && (at("*") || at("/"))) {
      const Token sign = token_;
      advance();
      const Kind right = unary();
      if (failed_) break;
      need_number(left, sign);
      need_number(right, sign);
      emit(sign.text == "*" ? Op::multiply : Op::divide, 2);
      left = number_kind("");
    }
    return left;
  }
  static Kind number_kind(std::string unit) {
    Kind kind;
    kind.unit = std::move(unit);
    return kind;
  }

  Kind unary() {
    if (!at("-")) return primary();
    const Deeper deeper(*this);
    if (failed_) return {};
    const Token sign = token_;
    advance();
    if (token_.kind == Token::Kind::number) {
      Kind kind = primary();
      expression_.constants.back() = -expression_.constants.back();
      return kind;
    }
    const Kind inner = unary();
    need_number(inner, sign);
    emit(Op::negate, 1);
    return number_kind(inner.unit);
  }

  Kind primary() {
    const Token here = token_;
    if (take("(")) {
      Kind inner = disjunction();
      expect(")");
      inner.constant = false;
      return inner;
    }
    if (here.kind == Token::Kind::number) {
      advance();
      emit(Op::constant, 0, constant(here.number));
      Kind kind;
      kind.constant = true;
      return kind;
    }
    if (here.kind == Token::Kind::word) {
      advance();
      if (at("(")) return call(here);
      return fact(here);
    }
    error(here.kind == Token::Kind::end ? "expression-ends-early" : "expression-syntax", here, {{"found", found()}});
    return {};
  }

  Kind fact(const Token& word) {
    const std::size_t slot = vocabulary_.find(word.text);
    if (slot == Vocabulary::none) {
      std::vector<std::string_view> ids;
      for (const FactSpec& spec : vocabulary_.slots) ids.push_back(spec.id);
      error("unknown-fact", word, {{"fact", std::string(word.text)}, {"near", std::string(near_miss(word.text, ids))}});
      return {};
    }
    const FactSpec& spec = vocabulary_.slots[slot];
    read(slot);
    emit(Op::slot, 0, static_cast<std::uint32_t>(slot));
    Kind kind;
    kind.slot = slot;
    kind.unit = spec.unit;
    kind.bare_bool = spec.type == FactType::boolean;
    if (spec.type == FactType::category || spec.type == FactType::catalogue) kind.levels = &spec;
    return kind;
  }

  Kind call(const Token& name) {
    advance();
    if (name.text == "known") return known_call();
    struct Function {
      std::string_view name;
      Op op;
      std::uint32_t least, most;
    };
    static constexpr std::array<Function, 6> functions = {{{"min", Op::minimum, 2, 8},
                                                           {"max", Op::maximum, 2, 8},
                                                           {"log10", Op::log10, 1, 1},
                                                           {"sqrt", Op::sqrt, 1, 1},
                                                           {"if", Op::choose, 3, 3},
                                                           {"ramp", Op::ramp, 5, 33}}};
    const auto* function =
        std::find_if(functions.begin(), functions.end(), [&](const Function& f) { return f.name == name.text; });
    if (function == functions.end()) {
      std::vector<std::string_view> names = {"known"};
      for (const Function& f : functions) names.push_back(f.name);
      error("unknown-function", name,
            {{"function", std::string(name.text)}, {"near", std::string(near_miss(name.text, names))}});
      return {};
    }
    if (function->op == Op::ramp) return ramp_call(name);

    Kind result;
    std::uint32_t arguments = 0;
    do {
      const Token start = token_;
      Kind argument = disjunction();
      if (failed_) return {};
      if (function->op == Op::choose && arguments == 0) {
        need_truth(argument, start.offset);
      } else {
        need_number(argument, start);
        if (function->op == Op::minimum || function->op == Op::maximum || function->op == Op::choose) {
          same_unit(result, argument, start);
          if (result.unit.empty()) result.unit = argument.unit;
        }
      }
      ++arguments;
    } while (take(","));
    expect(")");
    if (arguments < function->least || arguments > function->most) {
      error("expression-arguments", name,
            {{"function", std::string(name.text)}, {"count", std::to_string(function->least)}});
    }
    emit(function->op, arguments);
    return result;
  }

  Kind known_call() {
    const Token word = token_;
    advance();
    const Kind kind = fact(word);
    if (failed_) return {};
    expression_.code.pop_back();
    emit(Op::known, 0, static_cast<std::uint32_t>(kind.slot));
    expect(")");
    return truth_kind();
  }

  Kind ramp_call(const Token& name) {
    const Token start = token_;
    const Kind input = disjunction();
    if (failed_) return {};
    need_number(input, start);
    std::vector<double> points;
    while (take(",")) {
      const bool negative = take("-");
      if (token_.kind != Token::Kind::number) {
        error("expression-ramp", token_, {});
        return {};
      }
      points.push_back(negative ? -token_.number : token_.number);
      advance();
    }
    expect(")");
    bool good = points.size() >= 4 && points.size() % 2 == 0;
    for (std::size_t i = 2; good && i < points.size(); i += 2) good = points[i] > points[i - 2];
    if (!good) {
      error("expression-ramp", name, {});
      return {};
    }
    const auto first = static_cast<std::uint32_t>(expression_.constants.size());
    expression_.constants.insert(expression_.constants.end(), points.begin(), points.end());
    emit(Op::ramp, 1, first, static_cast<std::uint32_t>(points.size()));
    return number_kind("");
  }

  void measure_depth() {
    std::size_t now = 0;
    for (const Instruction& step : expression_.code) {
      now = now - step.arguments + 1;
      expression_.depth = std::max(expression_.depth, now);
    }
  }

  Lexer lexer_;
  const Vocabulary& vocabulary_;
  std::vector<ExpressionError>& errors_;
  Expression expression_;
  Token token_;
  bool failed_ = false;
  int nesting_ = 0;
};

}  // namespace

Expression parse_expression(std::string_view text, Expect expect, const Vocabulary& vocabulary,
                            std::vector<ExpressionError>& errors) {
  return Parser(text, vocabulary, errors).parse(expect);
}

}  // namespace pathfinder
