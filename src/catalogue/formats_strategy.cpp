// A strategy's file, read and written: the mixes that the loader composes are written like any other option.
#include <algorithm>
#include <array>
#include <charconv>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {
namespace {

/// A list of objects, read into and written from `list`.
template <class Row, class Describe>
void each(Fields& fields, std::string_view key, std::vector<Row>& list, Describe&& describe_row) {
  fields.rows(key, list.size(), [&](std::size_t row, Fields& inner) {
    if (row >= list.size()) list.emplace_back();
    describe_row(inner, list[row]);
  });
}

void describe(Fields& fields, Gate& gate) {
  fields.text("id", gate.id, Need::required);
  fields.text("when", gate.when, Need::required);
  describe(fields, "text", gate.text);
  reference(fields, "source", "sources", gate.source, Need::required);
  date(fields, "date", gate.date, Need::required);
  fields.flag("alone", gate.alone);
}

void describe(Fields& fields, Caution& caution) {
  fields.text("id", caution.id, Need::required);
  fields.text("when", caution.when, Need::required);
  reference(fields, "criterion", "criteria", caution.criterion, Need::required);
  fields.number("takes", caution.takes, within(0, 1, Need::required));
  describe(fields, "text", caution.text);
  reference(fields, "source", "sources", caution.source, Need::required);
  date(fields, "date", caution.date, Need::required);
  fields.flag("alone", caution.alone);
}

void describe(Fields& fields, Reason& reason) {
  fields.text("id", reason.id, Need::required);
  fields.text("when", reason.when, Need::required);
  reference(fields, "criterion", "criteria", reason.criterion);
  describe(fields, "text", reason.text);
  fields.flag("alone", reason.alone);
}

void describe(Fields& fields, Stage& stage) {
  fields.text("id", stage.id, Need::required);
  reference(fields, "strategy", "strategies", stage.strategy);
  describe(fields, "text", stage.text);
  fields.object("weeks", [&](Fields& weeks) {
    weeks.number("low", stage.weeks_low, not_negative(Need::required));
    weeks.number("central", stage.weeks_central, not_negative(Need::required));
    weeks.number("high", stage.weeks_high, not_negative(Need::required));
    rising(weeks, {{"low", stage.weeks_low}, {"central", stage.weeks_central}, {"high", stage.weeks_high}});
  });
  describe(fields, "opens_when", stage.opens_when, Need::optional);
  describe(fields, "stops_when", stage.stops_when, Need::optional);
  describe(fields, "exit_test", stage.exit_test, Need::optional);
  fields.texts("article_steps", stage.article_steps);
  reference(fields, "source", "sources", stage.source, Need::required);
}

/// A fact of a table's test as a person would type it.
std::string typed(JsonValue fact) {
  if (fact.kind() == JsonKind::string) return std::string(fact.string());
  if (fact.kind() == JsonKind::boolean) return fact.boolean() ? "yes" : "no";
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), fact.number()).ptr;
  return {digits.data(), end};
}

void describe(Fields& fields, StrategyTest& test) {
  fields.text("name", test.name, Need::required);
  fields.custom(
      "facts", R"({"type":"object"})",
      [&](JsonValue facts) {
        facts.for_each([&](JsonValue fact) { test.facts[std::string(fact.key())] = typed(fact); });
      },
      Need::required);
  fields.choice("standing", test.standing, words_of<Standing>());
  bool first = false;
  const bool stated = fields.has("rank_first");
  fields.flag("rank_first", first);
  if (stated) test.first = first ? Truth::yes : Truth::no;
  fields.text("caution", test.caution);
  fields.text("no_caution", test.no_caution);
}

/// What the article says of the option; an option that it does not know has none.
void describe(Fields& fields, ArticleFigure& figure) {
  if (fields.writes() && figure.agrees.empty()) return;
  fields.object("article", [&](Fields& article) {
    article.texts("facts", figure.facts);
    article.object("relative_energy", [&](Fields& energy) {
      energy.number("low", figure.low, not_negative());
      energy.number("high", figure.high, not_negative());
      rising(energy, {{"low", figure.low}, {"high", figure.high}});
      energy.text("of", figure.of);
      describe(energy, "text", figure.text, Need::optional);
    });
    describe_agrees(article, figure.agrees);
    describe(article, "evidence", figure.evidence);
    references(article, "sources", "sources", figure.sources);
  });
}

void describe_values(Fields& fields, std::vector<ValueRule>& values) {
  std::vector<std::string> criteria;
  for (const ValueRule& value : values) criteria.push_back(value.criterion);
  std::size_t next = 0;
  fields.named_rows(
      "values", criteria,
      [&](std::string_view criterion, Fields& row) {
        ValueRule& value = fields.writes() ? values[next++] : values.emplace_back();
        value.criterion = criterion;
        row.text("raw", value.raw, Need::required);
        reference(row, "source", "sources", value.source, Need::required);
        date(row, "date", value.date);
      },
      Need::required);
}

/// Reasons for an option and against it stand in two lists of the file, in one here.
void describe_reasons(Fields& fields, std::vector<Reason>& reasons) {
  for (const bool for_it : {true, false}) {
    std::vector<Reason> some;
    for (const Reason& reason : reasons) {
      if (reason.for_it == for_it) some.push_back(reason);
    }
    const std::size_t before = some.size();
    each(fields, for_it ? "reasons" : "against", some, [](Fields& row, Reason& reason) { describe(row, reason); });
    for (std::size_t i = fields.writes() ? some.size() : before; i < some.size(); ++i) {
      some[i].for_it = for_it;
      reasons.push_back(std::move(some[i]));
    }
  }
}

}  // namespace

void describe_agrees(Fields& fields, std::string& agrees) {
  static constexpr std::string_view schema = R"({"enum":[true,false,"partly"]})";
  if (fields.writes()) {
    JsonScalar value = agrees;
    if (agrees != "partly") value = agrees == "yes";
    return fields.scalar("agrees", schema, value, Need::required);
  }
  fields.custom(
      "agrees", schema,
      [&](JsonValue value) {
        if (value.kind() == JsonKind::boolean) {
          agrees = value.boolean() ? "yes" : "no";
        } else if (value.kind() == JsonKind::string && value.string() == "partly") {
          agrees = "partly";
        } else {
          fields.wrong(
              "agrees", "unknown-word",
              {{"key", "agrees"}, {"found", value.as_written()}, {"near", ""}, {"allowed", "true, false, \"partly\""}});
        }
      },
      Need::required);
}

void describe(Fields& fields, Strategy& strategy) {
  fields.text("id", strategy.id, Need::required);
  date(fields, "as_of", strategy.as_of);
  if (!fields.writes() || strategy.order > 0) fields.number("order", strategy.order, positive());
  describe(fields, "name", strategy.name);
  std::vector<std::string> aliases;  // read where entries are looked up by name
  fields.texts("aliases", aliases);
  describe(fields, "description", strategy.description);
  fields.object(
      "recipe",
      [&](Fields& recipe) {
        recipe.flag("retrieval", strategy.recipe.retrieval);
        recipe.flag("prompt_corpus", strategy.recipe.prompt_corpus);
        reference(recipe, "training", "training_kinds", strategy.recipe.training);
      },
      Need::required);
  references(fields, "mixes_with", "strategies", strategy.mixes_with);
  describe(fields, strategy.article);
  each(fields, "gates", strategy.gates, [](Fields& row, Gate& gate) { describe(row, gate); });
  each(fields, "cautions", strategy.cautions, [](Fields& row, Caution& caution) { describe(row, caution); });
  describe_values(fields, strategy.values);
  describe_reasons(fields, strategy.reasons);
  each(fields, "stages", strategy.stages, [](Fields& row, Stage& stage) { describe(row, stage); });
  fields.object("path", [&](Fields& path) {
    references(path, "before", "strategies", strategy.before);
    references(path, "after", "strategies", strategy.after);
    describe(path, "opens_when", strategy.opens_when, Need::optional);
  });
  // A mix that is composed has no tests of its own.
  if (!fields.writes()) fields.objects("tests", [&](Fields& row) { describe(row, strategy.tests.emplace_back()); });
}

}  // namespace pathfinder
