#include "saved/words_format.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/declared.hpp"

#include "saved/format_parts.hpp"

namespace pathfinder::saved {
namespace {

const std::vector<std::string_view> fact_kinds = {"given", "derived", "estimated"};

/// What a report says of a fact: its name, its question, its words.
void fact_words(Fields& fields, FactSpec& spec) {
  word(fields, "type", spec.type, words_of<FactType>());
  if (!fields.writes() || spec.kind != FactSpec::Kind::given)
    word(fields, "kind", spec.kind, fact_kinds, Need::optional);
  fields.text("unit", spec.unit);
  two_languages(fields, "name", spec.name, Need::required);
  two_languages(fields, "question", spec.question);
  if (!fields.writes() || spec.type == FactType::level) {
    double low = fields.writes() ? spec.low : nan;
    fields.number("lowest", low);
    if (!std::isnan(low)) spec.low = low;
    if (std::isnan(low) && spec.type == FactType::level) fields.wrong("lowest", "missing-key", {{"key", "lowest"}});
  }
  fields.flag("ordered", spec.ordered);
  each(fields, "levels", spec.levels, [](Fields& inner, Level& level) {
    inner.text("id", level.id, Need::required);
    two_languages(inner, level.name);
  });
}

/// What is read of the file names nothing that the file does not hold; `known` is what was read of it before.
void check_named(Fields& fields, std::string_view key, const std::string& id, bool held) {
  if (!fields.writes() && !id.empty() && !held) fields.wrong(key, "decision-word", {{"found", id}});
}

void strategy_words(Fields& fields, Strategy& strategy, const Words* known) {
  two_languages(fields, "name", strategy.name, Need::required);
  two_languages(fields, "opens_when", strategy.opens_when);
  std::vector<Stage> steps;
  if (strategy.stages.size() > 1) steps = strategy.stages;
  each(fields, "steps", steps, [](Fields& inner, Stage& step) {
    two_languages(inner, "text", step.text, Need::required);
    inner.texts("article_steps", step.article_steps);
    inner.number("low_weeks", step.weeks_low, not_negative(Need::required));
    inner.number("high_weeks", step.weeks_high, not_negative(Need::required));
  });
  if (!fields.writes()) strategy.stages = std::move(steps);
  if (!fields.writes() || !strategy.stages.empty()) {
    fields.object("stage", [&](Fields& inner) {
      if (strategy.stages.empty()) strategy.stages.emplace_back();
      Stage& stage = strategy.stages.back();
      two_languages(inner, "text", stage.text);
      two_languages(inner, "stops_when", stage.stops_when, Need::required);
      two_languages(inner, "exit_test", stage.exit_test, Need::required);
    });
  }
  const auto rule = [](Fields& inner, auto& one) {
    inner.text("id", one.id, Need::required);
    two_languages(inner, "text", one.text, Need::required);
  };
  each(fields, "gates", strategy.gates, rule);
  each(fields, "cautions", strategy.cautions, rule);
  each(fields, "reasons", strategy.reasons, [&](Fields& inner, Reason& one) {
    rule(inner, one);
    inner.text("criterion", one.criterion);
    if (known != nullptr)
      check_named(inner, "criterion", one.criterion, row_of(known->criteria, one.criterion) != nullptr);
  });
}

/// Rows with an id that stand as members of an object, in their own order.
template <class Row, class Describe>
void each_by_id(Fields& fields, std::string_view key, std::vector<Row>& rows, Describe&& describe_row) {
  std::vector<std::string> names;
  for (const Row& row : rows) names.push_back(row.id);
  fields.named_rows(key, names, [&](std::string_view name, Fields& inner) {
    auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == name; });
    if (at == rows.end()) {
      rows.emplace_back();
      rows.back().id = name;
      at = rows.end() - 1;
    }
    describe_row(inner, *at);
  });
}

void backtest_words(Fields& fields, Backtest& backtest) {
  date(fields, "as_of", backtest.as_of);
  each(fields, "groups", backtest.groups, [](Fields& inner, BacktestGroup& group) {
    inner.text("kind", group.kind, Need::required);
    inner.text("group", group.group, Need::required);
    inner.number("rows", group.rows, not_negative(Need::required));
    inner.number("median_abs_log_error", group.left_out.median_abs_log_error, not_negative(Need::required));
    inner.number("within_1_5", group.left_out.within_1_5, within(0, 1, Need::required));
    inner.number("coverage", group.left_out.coverage, within(0, 1, Need::required));
  });
}

}  // namespace

void describe(Fields& fields, Words& words, CitedTexts& texts, const Words* known) {
  std::vector<FactSpec> specs = words.vocabulary.slots;
  each_by_id(fields, "facts", specs, fact_words);
  fields.number("same_cost_share", words.same_cost_share, not_negative());
  if (!fields.writes()) {
    for (FactSpec& spec : specs) words.vocabulary.add(std::move(spec));
  }
  std::map<std::string, Translated> units(words.vocabulary.units.begin(), words.vocabulary.units.end());
  const auto plain = [](Fields& inner, Translated& text) { two_languages(inner, text); };
  each_named(fields, "units", units, plain);
  if (!fields.writes()) words.vocabulary.units.insert(units.begin(), units.end());
  each_by_id(fields, "contradictions", words.vocabulary.consistency,
             [](Fields& inner, Consistency& one) { two_languages(inner, one.text); });
  each_by_id(fields, "strategies", words.strategies,
             [&](Fields& inner, Strategy& one) { strategy_words(inner, one, known); });
  each_by_id(fields, "factors", words.factors, [](Fields& inner, Factor& one) { two_languages(inner, one.name); });
  each_by_id(fields, "criteria", words.criteria, [&](Fields& inner, Criterion& one) {
    two_languages(inner, "name", one.name, Need::required);
    two_languages(inner, "pro", one.pro, Need::required);
    two_languages(inner, "con", one.con, Need::required);
    inner.text("factor", one.factor);
    if (known != nullptr) check_named(inner, "factor", one.factor, row_of(known->factors, one.factor) != nullptr);
  });
  each_by_id(fields, "article_rules", words.article.rules,
             [](Fields& inner, ArticleRule& one) { two_languages(inner, one.why); });
  each_by_id(fields, "failure_modes", words.article.failure_modes,
             [](Fields& inner, FailureMode& one) { two_languages(inner, one.text); });
  each_by_id(fields, "gpus", words.gpus, [](Fields& inner, Gpu& one) {
    inner.text("name", one.name, Need::required);
    inner.text("vendor", one.vendor);
    inner.flag("domestic", one.domestic);
    count(inner, "memory_gib", one.memory_gib);
    count(inner, "memory_bandwidth_gb_per_s", one.memory_bandwidth_gb_per_s);
    count(inner, "dense_bf16_tflop_per_s", one.dense_bf16_tflop_per_s);
    count(inner, "dense_fp16_tflop_per_s", one.dense_fp16_tflop_per_s);
    count(inner, "tdp_w", one.tdp_w);
  });
  each_by_id(fields, "models", words.models, [](Fields& inner, LanguageModel& one) {
    inner.text("name", one.name, Need::required);
    inner.text("licence", one.licence);
    inner.text("commercial_use", one.commercial_use);
    count(inner, "params_total", one.shape.params_total);
    count(inner, "context_tokens", one.context_tokens);
  });
  each_by_id(fields, "regions", words.regions, [](Fields& inner, Region& one) { two_languages(inner, one.name); });
  fields.object("backtest", [&](Fields& inner) { backtest_words(inner, words.backtest); });
  fields.flag("calibrated", words.calibrated);
  each_named(fields, "texts", texts, plain);
}

void describe(Fields& fields, Source& source) {
  fields.text("id", source.id, Need::required);
  fields.text("title", source.title, Need::required);
  fields.text("url", source.url);
  date(fields, "date", source.date, Need::required);
  fields.choice("kind", source.kind,
                {"article", "paper", "vendor", "dataset", "repository", "price_page", "judgement", "statistics",
                 "quote", "measurement"},
                Need::required);
  fields.flag("read", source.read, Need::required);
}

}  // namespace pathfinder::saved
