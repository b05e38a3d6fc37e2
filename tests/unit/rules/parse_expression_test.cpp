// What is said when a condition or value is wrong, and where.
#include "pathfinder/rules/parse_expression.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::small_vocabulary;

namespace {

const Vocabulary& vocabulary() {
  static const Vocabulary small = small_vocabulary();
  return small;
}

/// "CODE offset+width near" of the first error.
std::string error_of(std::string_view text, Expect expect = Expect::truth) {
  std::vector<ExpressionError> errors;
  const Expression expression = parse_expression(text, expect, vocabulary(), errors);
  if (errors.empty()) return "none";
  CHECK(expression.code.empty());
  std::string near;
  for (const Field& field : errors[0].fields) {
    if (field.name == "near") near = " " + field.value;
  }
  return errors[0].code + " " + std::to_string(errors[0].offset) + "+" + std::to_string(errors[0].width) + near;
}

}  // namespace

TEST_CASE("a misspelt name is told with its place and what was meant", "[rules]") {
  CHECK(error_of("labls < 5000") == "unknown-fact 0+5 labels");
  CHECK(error_of("docs > 3 and xylophone") == "unknown-fact 13+9 ");
  CHECK(error_of("task == qq") == "unknown-level 8+2 qa");
  CHECK(error_of("task in {qa, cod}") == "unknown-level 13+3 code");
  CHECK(error_of("cited == maybe") == "unknown-level 9+5 ");
  CHECK(error_of("rmap(docs, 1, 0, 2, 1) > 0") == "unknown-function 0+4 ramp");
  CHECK(error_of("known(doc)") == "unknown-fact 6+3 docs");
}

TEST_CASE("an expression says whether it is a condition or a number", "[rules]") {
  std::vector<ExpressionError> errors;
  CHECK(parse_expression("docs > 3", Expect::truth, vocabulary(), errors).is_truth);
  CHECK_FALSE(parse_expression("docs + 3", Expect::number, vocabulary(), errors).is_truth);
  CHECK(errors.empty());
}

TEST_CASE("a broken line is told where it breaks", "[rules]") {
  CHECK(error_of("") == "expression-ends-early 0+1");
  CHECK(error_of("docs <") == "expression-ends-early 6+1");
  CHECK(error_of("docs < 5 5") == "expression-syntax 9+1");
  CHECK(error_of("docs = 5") == "expression-syntax 5+1");
  CHECK(error_of("(docs < 5") == "expression-expected 9+1");
  CHECK(error_of("task in qa") == "expression-expected 8+2");
  CHECK(error_of("docs < 5x") == "expression-syntax 7+2");
  CHECK(error_of("docs < 5 & labels < 3") == "expression-syntax 9+1");
  CHECK(error_of("文档 < 5").rfind("expression-syntax 0", 0) == 0);
  CHECK(error_of("1 < docs < 5").rfind("expression-syntax", 0) == 0);
}

TEST_CASE("kinds and units that do not fit are refused", "[rules]") {
  CHECK(error_of("task >= code") == "expression-no-order 5+2");
  CHECK(error_of("docs + 5") == "expression-not-a-condition 0+1");
  CHECK(error_of("docs < 5", Expect::number).rfind("expression-not-a-number", 0) == 0);
  CHECK(error_of("task + 1", Expect::number).rfind("expression-not-a-number", 0) == 0);
  CHECK(error_of("(docs < 5) + 1", Expect::number) == "expression-not-a-number 11+1");
  CHECK(error_of("2 * cited", Expect::number) == "expression-not-a-number 2+1");
  CHECK(error_of("docs < labels") == "expression-unit 5+1");
  CHECK(error_of("docs + tokens", Expect::number) == "expression-unit 5+1");
  CHECK(error_of("tokens / docs > labels") == "none");  // a quotient has a unit of its own
  CHECK(error_of("if(cited, docs, 3) > labels") == "expression-unit 19+1");
  CHECK(error_of("log10(docs) + log10(labels)", Expect::number) == "none");  // a logarithm has none
  CHECK(error_of("docs in {qa}").rfind("expression-set-needs-category", 0) == 0);
  CHECK(error_of("min(1, 2, 3, 4, 5, 6, 7, 8)", Expect::number) == "none");
  CHECK(error_of("min(1, 2, 3, 4, 5, 6, 7, 8, 9)", Expect::number) == "expression-arguments 0+3");
  CHECK(error_of("max(1, 2, 3, 4, 5, 6, 7, 8, 9)", Expect::number) == "expression-arguments 0+3");
  CHECK(error_of("min(1)", Expect::number).rfind("expression-arguments", 0) == 0);
  CHECK(error_of("if(docs > 1, 2)", Expect::number).rfind("expression-arguments", 0) == 0);
  CHECK(error_of("ramp(docs, 2, 0, 1, 1)", Expect::number).rfind("expression-ramp", 0) == 0);
  CHECK(error_of("ramp(docs, 1, 0)", Expect::number).rfind("expression-ramp", 0) == 0);
  CHECK(error_of("ramp(docs, 1, 0, labels, 1)", Expect::number).rfind("expression-ramp", 0) == 0);
}

TEST_CASE("a line nested without end is refused instead of exhausting the stack", "[rules]") {
  CHECK(error_of(std::string(1000000, '(')).rfind("expression-too-deep", 0) == 0);
  CHECK(error_of(std::string(1000000, '-'), Expect::number).rfind("expression-too-deep", 0) == 0);
  const auto within = [](int parentheses) {
    const auto count = static_cast<std::size_t>(parentheses);
    return error_of(std::string(count, '(') + "7" + std::string(count, ')'), Expect::number);
  };
  CHECK(within(max_expression_depth - 1) == "none");
  CHECK(within(max_expression_depth).rfind("expression-too-deep", 0) == 0);
  std::string nots;
  for (int i = 0; i < 100000; ++i) nots += "not ";
  CHECK(error_of(nots + "cited").rfind("expression-too-deep", 0) == 0);
  CHECK(error_of(std::string(50, '(') + "7" + std::string(50, ')'), Expect::number) == "none");
}
