#include <map>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/core/figures.hpp"

#include "saved/format.hpp"

namespace pathfinder::saved {
namespace {

void readings(Fields& fields, std::vector<Reading>& read, FormatContext& context) {
  std::vector<std::string> names;
  for (const Reading& one : read) {
    if (std::find(names.begin(), names.end(), one.fact) == names.end()) names.push_back(one.fact);
  }
  fields.named_rows(
      "read", names,
      [&](std::string_view name, Fields& inner) {
        // A fact that was read twice has one row, of the last reading.
        auto at = std::find_if(read.rbegin(), read.rend(), [&](const Reading& one) { return one.fact == name; });
        if (at == read.rend()) {
          read.push_back({std::string(name), nan, nan, nan, nan});
          at = read.rbegin();
        }
        Reading& one = *at;
        const FactSpec& spec = context.spec_of(one.fact);
        context.check(inner, "value", one.fact, Cited::fact);
        context.fact_value(inner, "value", spec, one.value);
        const bool range = in_numbers(spec) && std::isfinite(one.low) && std::isfinite(one.high) && one.low != one.high;
        double low = range ? one.low : nan;
        double high = range ? one.high : nan;
        inner.number("low", low);
        inner.number("high", high);
        rising(inner, {{"low", low}, {"high", high}});
        if (!inner.writes()) {
          one.low = std::isnan(low) ? one.value : low;
          one.high = std::isnan(high) ? one.value : high;
        }
      },
      Need::required);
}

void gate(Fields& fields, const Assessment& option, GateResult& gate, const Decision& decision,
          FormatContext& context) {
  fields.text("id", gate.id, Need::required);
  word(fields, "blocks", gate.blocks, words_of<Truth>());
  readings(fields, gate.read, context);
  context.cite(fields, "missing", gate.missing, Cited::fact, Need::required);
  context.source(fields, "source", gate.source);
  if (gate.id == forbidden_option_gate) context.check(fields, "id", "gate.forbidden-option", Cited::text);
  if (gate.blocks == Truth::no) {
    std::string text;
    if (!fields.writes()) fields.text("text", text);
    return;
  }
  if (gate.id == forbidden_option_gate) {
    context.citations().rules[option.strategy].insert(gate.id);
  } else {
    context.check_rule(fields, option.strategy, &Strategy::gates, gate.id);
  }
  context.sentence(fields, "text",
                   [&](const Sentences& say) { return say.gate(option.strategy, gate.id, decision.facts); });
}

void caution(Fields& fields, const Assessment& option, CautionResult& caution, const Decision& decision,
             FormatContext& context) {
  fields.text("id", caution.id, Need::required);
  word(fields, "applies", caution.applies, words_of<Truth>());
  fields.flag("taken", caution.taken, Need::required);
  context.cite(fields, "criterion", caution.criterion, Cited::criterion, Need::required);
  fields.number("takes", caution.takes, within(0, 1, Need::required));
  readings(fields, caution.read, context);
  // The first threshold the rule compares with a number.
  double threshold = nan;
  for (const Reading& one : caution.read) {
    if (std::isnan(threshold)) threshold = one.threshold;
  }
  fields.number("threshold", threshold);
  if (!fields.writes() && !caution.read.empty()) caution.read.front().threshold = threshold;
  context.source(fields, "source", caution.source);
  if (!caution.taken) {
    std::string text;
    if (!fields.writes()) fields.text("text", text);
    return;
  }
  context.check_rule(fields, option.strategy, &Strategy::cautions, caution.id);
  context.sentence(fields, "text",
                   [&](const Sentences& say) { return say.caution(option.strategy, caution.id, decision.facts); });
}

void reasons(Fields& fields, std::string_view key, const Assessment& option, std::vector<std::string>& ids,
             const Decision& decision, FormatContext& context) {
  each(fields, key, ids, [&](Fields& inner, std::string& id) {
    inner.text("id", id, Need::required);
    context.check_rule(inner, option.strategy, &Strategy::reasons, id);
    context.sentence(
        inner, "text", [&](const Sentences& say) { return say.reason(option, id, decision.facts); }, Need::required);
  });
}

/// A form of an option: its words are texts.
void variant(Fields& fields, VariantView& view, FormatContext& context) {
  const auto rule = [&](Fields& inner, std::string& id) {
    inner.text("id", id, Need::required);
    context.check(inner, "id", id, Cited::text, "variant.rule.");
    context.sentence(inner, "text", [&](const Sentences& say) { return say.texts()("variant.rule." + id); });
  };
  context.cite(fields, "id", view.id, Cited::text, Need::required, "variant.");
  context.cite(fields, "form", view.form, Cited::text, Need::required, "variant.");
  for (const char* more : {".needs", ".cost"}) context.cite_if_known(fields, Cited::text, "variant." + view.id + more);
  fields.number("points", view.points, not_negative(Need::required));
  context.cite(fields, "ruled_out", view.ruled_out, Cited::text, Need::optional, "variant.rule.");
  each(fields, "reasons", view.reasons, rule);
  each(fields, "would", view.would, rule);
}

void estimate(Fields& fields, OptionEstimate& estimate, FormatContext& context) {
  for_each_figure(estimate, [&](std::string_view key, auto& figure, std::string_view unit, double per_unit) {
    context.figure(fields, key, figure, unit, per_unit);
  });
  count(fields, "labels_to_write", estimate.labels_to_write);
  fields.flag("quote_needed", estimate.quote_needed);
  context.cite(fields, "training_assumed", estimate.training_assumed, Cited::fact);
  context.cite(fields, "money_assumed", estimate.money_assumed, Cited::fact);
}

}  // namespace

void describe_option(Fields& fields, Assessment& option, const Decision& decision, FormatContext& context) {
  context.cite(fields, "strategy", option.strategy, Cited::strategy, Need::required);
  context.cite(fields, "variant", option.variant, Cited::text, Need::optional, "variant.");
  double rank = option.rank;
  fields.number("rank", rank, within(1, 1000, Need::required));
  option.rank = static_cast<int>(rank);
  word(fields, "standing", option.standing, words_of<Standing>());
  fields.number("score", option.score, within(0, 1, Need::required));
  optional_amount(fields, "first_rank", option.first_rank);
  optional_amount(fields, "max_regret", option.max_regret);
  std::map<std::string, double> factors(option.factors.begin(), option.factors.end());
  fields.named_numbers("factors", factors, Need::required);
  if (!fields.writes()) {
    // In the order of the factors, which an object does not keep.
    for (const Factor& factor : context.words().factors) {
      const auto share = factors.find(factor.id);
      if (share != factors.end()) option.factors.emplace_back(share->first, share->second);
    }
  }
  each(
      fields, "gates", option.gates,
      [&](Fields& inner, GateResult& one) { gate(inner, option, one, decision, context); }, Need::required);
  each(
      fields, "cautions", option.cautions,
      [&](Fields& inner, CautionResult& one) { caution(inner, option, one, decision, context); }, Need::required);
  each(
      fields, "contributions", option.contributions,
      [&](Fields& inner, Contribution& one) {
        context.cite(inner, "criterion", one.criterion, Cited::criterion, Need::required);
        double raw = inner.writes() && std::isfinite(one.raw) ? one.raw : nan;  // log10 of no cost has no number
        inner.number("raw", raw);
        if (!inner.writes()) one.raw = raw;
        inner.number("value", one.value, within(0, 1, Need::required));
        inner.number("weight", one.weight, within(0, 1, Need::required));
        inner.number("points", one.points, within(0, 1, Need::required));
      },
      Need::required);
  if (!fields.writes()) {
    double points = 0;  // multiples of 2^-40: they add up exactly
    for (const Contribution& one : option.contributions) points += one.points;
    if (points != option.score && fields.has("contributions") && fields.has("score"))
      fields.wrong("score", "decision-points", {{"found", json_number(option.score)}, {"sum", json_number(points)}});
  }
  fields.object(
      "estimate", [&](Fields& inner) { estimate(inner, option.estimate, context); }, Need::required);
  fields.object(
      "plan", [&](Fields& inner) { describe_plan(inner, option.estimate.plan, context); }, Need::required);
  describe_purchase(fields, option.estimate, context);
  each(fields, "variants", option.variants, [&](Fields& inner, VariantView& one) { variant(inner, one, context); });
  reasons(fields, "reasons", option, option.reasons, decision, context);
  reasons(fields, "against", option, option.against, decision, context);
  if (!fields.writes() || option.article) {
    fields.object("article", [&](Fields& inner) {
      if (!option.article) option.article.emplace();
      inner.object(
          "relative_energy",
          [&](Fields& figure) {
            figure.number("low", option.article->low, wanted);
            figure.number("high", option.article->high, wanted);
            figure.text("of", option.article->of, Need::required);
            std::string source = "quan-2025";
            context.source(figure, "source", source);
          },
          Need::required);
      context.figure(inner, "computed_relative_energy", option.article->computed, "ratio");
    });
  }
}

}  // namespace pathfinder::saved
