#include "pathfinder/catalogue/variants.hpp"

#include <algorithm>

#include "pathfinder/catalogue/catalogue.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

std::string with_text(std::string_view from, std::string_view to) {
  try {
    test::shipped_with(
        {{"variants/distilled.json", test::replaced(test::data_text("variants/distilled.json"), from, to)}});
  } catch (const InputError& error) {
    return error.found.front().code;
  }
  return "none";
}

}  // namespace

TEST_CASE("forms: one is the plain one, the others say what they need and what they cost", "[catalogue][data]") {
  std::size_t plain = 0;
  for (const OptionVariant& variant : shipped().variants) {
    INFO(variant.id);
    plain += variant.wins.empty() ? 1 : 0;
    if (variant.wins.empty()) continue;
    CHECK_FALSE(variant.needs.en.empty());
    CHECK_FALSE(variant.cost.part.empty());
    CHECK_FALSE(variant.forms.empty());
  }
  CHECK(plain == 1);
}

TEST_CASE("forms: a wrong line is refused where it stands", "[catalogue]") {
  CHECK(with_text("\"when\": \"teacher\"", "\"when\": \"teachr\"") == "unknown-fact");
  CHECK(with_text("\"option\": \"peft\"", "\"option\": \"peftt\"") == "unknown-entry");
  CHECK(with_text("\"low_ratio\": 0.01", "\"low_ratio\": 3") == "not-rising");
  CHECK(with_text("\"part\": \"serving\"", "\"part\": \"server\"") == "unknown-word");
}

TEST_CASE("forms: a mix takes the forms of its parts", "[catalogue]") {
  const auto find = [](std::string_view id) {
    return *std::find_if(shipped().variants.begin(), shipped().variants.end(),
                         [&](const OptionVariant& one) { return one.id == id; });
  };
  CHECK(form_under(find("distilled"), "rag+peft")->option == "peft");
  CHECK(form_under(find("agentic_retrieval"), "rag+full_ft")->option == "rag");
  CHECK(form_under(find("plain"), "rag+peft")->option == "rag+peft");
  CHECK(form_under(find("long_context"), "rag") == nullptr);
}
