#include "backtest/practice.hpp"

#include <algorithm>

#include "pathfinder/advise/advise.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

TEST_CASE("practice: a mix has the parts of both, and an option without a part is what others are measured from",
          "[backtest]") {
  const PracticeTable table(shipped());
  const ChoiceShape& shape = table.shape();
  const auto parts_of = [&](std::string_view option) {
    std::vector<std::string> parts;
    for (std::size_t o = 0; o < shape.options; ++o) {
      if (shipped().strategies[o].id != option) continue;
      for (std::size_t part = 0; part < shape.parts; ++part) {
        if (shape.has_part(o, part)) parts.push_back(table.practice().parts[part].id);
      }
    }
    return parts;
  };
  CHECK(parts_of("prompting").empty());
  CHECK(parts_of("rag+peft") == std::vector<std::string>{"practice_retrieval", "practice_tuned"});
  CHECK(parts_of("classic_ml") == std::vector<std::string>{"practice_encoder"});
}

TEST_CASE("practice: the file is written again with other coefficients and nothing else, and read back", "[backtest]") {
  const PracticeTable table(shipped());
  const ChoiceShape& shape = table.shape();
  ChoiceCoefficients coefficients(shape.parts * shape.traits, 0.25);
  const std::string file = table.file(coefficients, 4, 12, "own", "2026-11-29");
  const Catalogue other = with_practice(shipped(), file);
  const PracticeTable again(other);
  CHECK(again.practice().rows == 12);
  CHECK(again.practice().traits.size() == table.practice().traits.size());
  for (const PracticePart& part : again.practice().parts) {
    CHECK(std::all_of(part.coefficients.begin(), part.coefficients.end(),
                      [](const PracticeCoefficient& one) { return one.value == 0.25; }));
  }
}

TEST_CASE("practice: a decision of which all acceptable options are blocked teaches nothing", "[backtest]") {
  AdviseOptions central;
  central.draws = 0;
  central.flips = false;
  CaseRow row;
  row.acceptable = {"no such option"};
  const ObservedChoice choice = PracticeTable(shipped()).choice_of(advise({}, shipped(), central), row);
  CHECK(choice.weight == 0);
  CHECK(choice.open.size() == shipped().strategies.size());
}
