#include <cmath>

#include "pathfinder/base/declared.hpp"

#include "saved/format.hpp"

namespace pathfinder::saved {
namespace {

/// A fact that the file has no words for gets its id as its name, and the type that its value has.
std::size_t learn(Fields& fields, std::string_view id, Decision& decision, Words& words) {
  FactSpec spec;
  spec.id = id;
  spec.name = {spec.id, spec.id};
  JsonScalar value;
  fields.scalar("value", fact_schema, value);
  if (const std::string* text = std::get_if<std::string>(&value)) {
    spec.type = FactType::category;
    spec.levels.push_back({*text, {*text, *text}});
  } else if (std::holds_alternative<bool>(value)) {
    spec.type = FactType::boolean;
  }
  decision.facts.emplace_back();
  return words.vocabulary.add(std::move(spec));
}

void fact(Fields& fields, std::size_t slot, Decision& decision, FormatContext& context) {
  static const FactSpec none;
  const FactSpec& spec = slot < context.words().vocabulary.size() ? context.words().vocabulary.slots[slot] : none;
  Fact spare;
  Fact& fact = slot < decision.facts.size() ? decision.facts[slot] : spare;
  context.check(fields, "value", spec.id, Cited::fact);
  context.fact_value(fields, "value", spec, fact.value, Need::required);
  double low = in_numbers(spec) ? fact.low : nan;
  double high = in_numbers(spec) ? fact.high : nan;
  fields.number("low", low);
  fields.number("high", high);
  rising(fields, {{"low", low}, {"high", high}});
  if (!fields.writes()) {
    fact.low = std::isnan(low) ? fact.value : low;
    fact.high = std::isnan(high) ? fact.value : high;
  }
  std::string unit = spec.unit;
  fields.text("unit", unit);
  word(fields, "origin", fact.origin, words_of<Origin>());
  // Derived from what was said, or from what was assumed.
  bool known = fact.known && fact.origin == Origin::derived;
  fields.flag("known", known);
  if (!fields.writes()) fact.known = known || fact.origin < Origin::derived;
  fields.text("from", fact.why);
  if (!fact.why.empty()) context.citations().sources.insert(fact.why);
}

}  // namespace

void describe_scenario(Fields& fields, Decision& decision, FormatContext& context) {
  Scenario& scenario = decision.scenario;
  fields.text("id", scenario.id);
  fields.text("title", scenario.title);
  fields.text("notes", scenario.notes);
  fields.text("preset", scenario.preset);
  fields.text("sha256", decision.edition.scenario_sha256);
  const Vocabulary& vocabulary = context.words().vocabulary;
  if (!fields.writes()) decision.facts.assign(vocabulary.size(), {});
  const auto of_kind = [&](FactSpec::Kind kind) {
    std::vector<std::string> ids;
    for (std::size_t slot = 0; slot < decision.facts.size(); ++slot) {
      const FactSpec& spec = vocabulary.slots[slot];
      if (spec.kind == kind && !std::isnan(decision.facts[slot].value)) ids.push_back(spec.id);
    }
    return ids;
  };
  const auto visit = [&](std::string_view id, Fields& inner) {
    std::size_t slot = vocabulary.find(id);
    if (slot == Vocabulary::none && context.learns() != nullptr) slot = learn(inner, id, decision, *context.learns());
    if (slot == Vocabulary::none) inner.wrong("value", "decision-word", {{"found", std::string(id)}});
    fact(inner, slot, decision, context);
  };
  fields.named_rows("facts", fields.writes() ? of_kind(FactSpec::Kind::given) : std::vector<std::string>(), visit,
                    Need::required);
  fields.named_rows("derived", fields.writes() ? of_kind(FactSpec::Kind::derived) : std::vector<std::string>(), visit);
  context.cite(fields, "unsaid", decision.unsaid, Cited::fact);
}

}  // namespace pathfinder::saved
