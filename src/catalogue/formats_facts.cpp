// Files of facts and of what answers are scored by: data/facts.json, data/criteria.json.
#include <algorithm>
#include <array>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/plausible.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {
namespace {

/// Position of a level id, from the text a data file uses.
std::size_t level_index(const FactSpec& fact, std::string_view id) {
  for (std::size_t i = 0; i < fact.levels.size(); ++i) {
    if (fact.levels[i].id == id) return i;
  }
  return fact.levels.size();
}

void describe(Fields& fields, const FactSpec& fact, Assumption& assumed) {
  assumed.present = true;
  reference(fields, "of", "facts", assumed.of);
  fields.number("low", assumed.low);
  fields.number("central", assumed.central);
  fields.number("high", assumed.high);
  rising(fields, {{"low", assumed.low}, {"central", assumed.central}, {"high", assumed.high}});
  const std::array<std::string_view, 3> ends = {"low", "central", "high"};
  const bool in_numbers = std::any_of(ends.begin(), ends.end(), [&](std::string_view key) { return fields.has(key); });
  for (const std::string_view key : ends) {
    if (in_numbers && !fields.has(key)) fields.wrong(key, "missing-key", {{"key", std::string(key)}});
  }
  // What is assumed is a value that could have been given.
  const NumberRule range = within(fact.low, fact.high);
  for (const auto& [key, value] :
       {std::pair("low", assumed.low), {"central", assumed.central}, {"high", assumed.high}}) {
    if (!fields.has(key) || !assumed.of.empty() || accepts(range, value) || fact.type == FactType::catalogue ||
        fact.low >= fact.high)
      continue;
    fields.wrong(key, "out-of-range", {{"key", key}, {"expected", expected_by(range)}, {"found", json_number(value)}});
  }
  std::string level;
  std::map<std::string, double> shares;
  fields.text("level", level);
  fields.named_numbers("shares", shares);
  for (const auto& [id, share] : shares) {
    if (!accepts(within(0, 1), share))
      fields.wrong("shares", "out-of-range",
                   {{"key", id}, {"expected", expected_by(within(0, 1))}, {"found", json_number(share)}});
  }
  describe(fields, "why", assumed.why);
  reference(fields, "source", "sources", assumed.source, Need::required);
  if (level.empty() || fact.type == FactType::catalogue) {
    if (!level.empty()) assumed.why.en = level + "\n" + assumed.why.en;  // resolved once the catalogue is read
    return;
  }
  const auto unknown = [&](std::string_view key, const std::string& found) {
    std::vector<std::string> ids;
    for (const Level& one : fact.levels) ids.push_back(one.id);
    const std::vector<std::string_view> names(ids.begin(), ids.end());
    fields.wrong(key, "unknown-word",
                 {{"key", std::string(key)},
                  {"found", found},
                  {"near", std::string(near_miss(found, names))},
                  {"allowed", join(ids)}});
  };
  const std::size_t position = level_index(fact, level);
  if (position == fact.levels.size()) return unknown("level", level);
  assumed.central = fact.level_value(position);
  assumed.shares.assign(fact.levels.size(), 0.0);
  for (const auto& [id, share] : shares) {
    const std::size_t at = level_index(fact, id);
    if (at == fact.levels.size()) {
      unknown("shares", id);
    } else {
      assumed.shares[at] = share;
    }
  }
  if (shares.empty()) assumed.shares[position] = 1;
}

void describe_type(Fields& fields, FactSpec& fact, Need need) {
  std::string type(word_of(fact.type));
  fields.choice("type", type, words_of<FactType>(), need);
  read_word(type, fact.type);
}

}  // namespace

void describe(Fields& fields, FactSpec& fact) {
  fields.text("id", fact.id, Need::required);
  describe_type(fields, fact, fact.kind == FactSpec::Kind::given ? Need::required : Need::optional);
  fields.text("unit", fact.unit);
  fields.text("option", fact.option);
  fields.texts("aliases", fact.aliases);
  fields.texts("aliases_json", fact.json_aliases);
  fields.texts("accepts", fact.accepts);
  fields.choice("catalogue", fact.catalogue, {"gpus", "models", "regions"});
  fields.note_flag("ad_hoc");
  fields.flag("ordered", fact.ordered);
  fields.flag("question_yes_means", fact.question_yes_means);
  fields.text("example", fact.example);
  describe(fields, "name", fact.name);
  describe(fields, "question", fact.question, Need::optional);
  describe(fields, "help", fact.help, Need::optional);
  // Levels are numbered from one end to the other, so theirs must be there.
  const Need ends = fact.type == FactType::level ? Need::required : Need::optional;
  fields.object(
      "range",
      [&](Fields& range) {
        // No wider than its unit allows: what is said within it is written again under keys that end in the unit.
        NumberRule rule = plausible_in(fact.unit);
        rule.need = ends;
        range.number("low", fact.low, rule);
        range.number("high", fact.high, rule);
        rising(range, {{"low", fact.low}, {"high", fact.high}});
      },
      ends);
  fields.objects("levels", [&](Fields& level) {
    Level one;
    level.text("id", one.id, Need::required);
    describe(level, "name", one.name);
    fact.levels.push_back(one);
  });
  if (fact.type == FactType::boolean) {
    fact.low = 0;
    fact.high = 1;
    if (fact.levels.empty()) fact.levels = {{"no", {"no", "否"}}, {"yes", {"yes", "是"}}};
  } else if (fact.type == FactType::category) {
    fact.low = 0;
    fact.high = fact.levels.empty() ? 0 : static_cast<double>(fact.levels.size() - 1);
  }
  fact.plausible_low = fact.low;
  fact.plausible_high = fact.high;
  fields.object("plausible", [&](Fields& range) {
    range.number("low", fact.plausible_low);
    range.number("high", fact.plausible_high);
    rising(range, {{"low", fact.plausible_low}, {"high", fact.plausible_high}});
  });
  // "assumed": null says that nothing is assumed, which is not the same as forgetting it.
  fields.custom(
      "assumed", R"({"type":["object","null"]})",
      [&](JsonValue value) {
        if (value.kind() == JsonKind::null) return;
        fields.object("assumed", [&](Fields& assumed) { describe(assumed, fact, fact.assumed); });
      },
      fact.kind == FactSpec::Kind::given ? Need::required : Need::optional);
  fields.object("guess", [&](Fields& guess) { describe(guess, fact, fact.guess); });
  fields.objects("assumed_if", [&](Fields& row) {
    ConditionalAssumption conditional;
    row.text("when", conditional.when, Need::required);
    row.object(
        "assumed", [&](Fields& assumed) { describe(assumed, fact, conditional.assumed); }, Need::required);
    fact.assumed_if.push_back(std::move(conditional));
  });
  reference(fields, "source", "sources", fact.source);
}

void describe(Fields& fields, DerivationRow& row) {
  row.slot.kind = FactSpec::Kind::derived;
  fields.text("id", row.slot.id, Need::required);
  references(fields, "from", "facts", row.from);
  fields.text("as", row.derivation.expression, Need::required);
  fields.flag("narrows", row.derivation.narrows);
  reference(fields, "source", "sources", row.derivation.source, Need::required);
  fields.text("unit", row.slot.unit);
  note_date(fields, "date");
  describe(fields, "name", row.slot.name, Need::optional);
}

void describe(Fields& fields, ConsistencyRow& row) {
  std::string severity;
  fields.text("id", row.rule.id, Need::required);
  fields.text("when", row.rule.when, Need::required);
  fields.choice("severity", severity, {"error", "warning"}, Need::required);
  references(fields, "facts", "facts", row.facts, Need::required);
  describe(fields, "text", row.rule.text);
  row.rule.error = severity == "error";
}

void describe(Fields& fields, Factor& factor) {
  fields.text("id", factor.id, Need::required);
  describe(fields, "name", factor.name);
  describe(fields, "description", factor.description, Need::optional);
  reference(fields, "source", "sources", factor.source);
}

void describe(Fields& fields, Criterion& criterion) {
  fields.text("id", criterion.id, Need::required);
  reference(fields, "factor", "factors", criterion.factor, Need::required);
  describe(fields, "name", criterion.name);
  describe(fields, "description", criterion.description, Need::optional);
  fields.text("unit", criterion.unit, Need::required);
  fields.number("weight", criterion.weight, within(0, 1, Need::required));
  fields.note_choice("better", {"high", "low"});
  fields.points("scale", criterion.scale, Need::required);
  fields.number("missing", criterion.missing, within(0, 1));
  fields.text("mix", criterion.mix);
  describe(fields, "pro", criterion.pro, Need::optional);
  describe(fields, "con", criterion.con, Need::optional);
  reference(fields, "source", "sources", criterion.source, Need::required);
  date(fields, "date", criterion.date, Need::required);
}

}  // namespace pathfinder
