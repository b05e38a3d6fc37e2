#include "pathfinder/catalogue/practice_format.hpp"

#include <algorithm>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {

void describe(Fields& fields, Practice& practice) {
  date(fields, "as_of", practice.as_of, Need::required);
  reference(fields, "source", "sources", practice.source, Need::required);
  fields.text("fitted_on", practice.fitted_on, Need::required);
  fields.number("rows", practice.rows, positive(Need::required));
  fields.number("penalty", practice.penalty, positive(Need::required));
  fields.objects(
      "traits",
      [&](Fields& row) {
        PracticeTrait& trait = practice.traits.emplace_back();
        row.text("id", trait.id, Need::required);
        describe(row, "name", trait.name);
        row.text("as", trait.expression, Need::required);
      },
      Need::required);
  fields.objects(
      "parts",
      [&](Fields& row) {
        PracticePart& part = practice.parts.emplace_back();
        row.text("id", part.id, Need::required);
        describe(row, "name", part.name);
        row.objects("coefficients", [&](Fields& inner) {
          PracticeCoefficient& one = part.coefficients.emplace_back();
          inner.text("trait", one.trait, Need::required);
          inner.number("log_odds", one.value, within(-20, 20, Need::required));
          inner.choice("sign", one.sign, {"up", "down"});
          const auto named = [&](const PracticeTrait& trait) { return trait.id == one.trait; };
          if (std::none_of(practice.traits.begin(), practice.traits.end(), named))
            inner.wrong("trait", "unknown-fact", {{"fact", one.trait}, {"near", ""}});
        });
      },
      Need::required);
}

Practice practice_of(const Catalogue& catalogue) {
  Practice practice;
  Findings none;  // the loader has found them all
  for (const JsonDocument& document : catalogue.documents) {
    if (document.path == "practice.json")
      read_object(document, none, [&](Fields& fields) { describe(fields, practice); });
  }
  return practice;
}

}  // namespace pathfinder
