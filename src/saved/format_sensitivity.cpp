#include "saved/format.hpp"

namespace pathfinder::saved {
namespace {

void flip(Fields& fields, Flip& flip, FormatContext& context) {
  context.cite(fields, "fact", flip.fact, Cited::fact, Need::required);
  const FactSpec& spec = context.spec_of(flip.fact);
  if (!fields.writes()) flip.from = flip.holds = nan;
  context.fact_value(fields, "from", spec, flip.from);
  context.fact_value(fields, "last_that_holds", spec, flip.holds);
  context.fact_value(fields, "first_that_flips", spec, flip.flips, Need::required);
  const bool in_order = !spec.has_levels() || spec.ordered || spec.type == FactType::level;
  std::string direction;
  if (fields.writes() && in_order) direction = flip.upwards ? "up" : "down";
  fields.choice("direction", direction, {"up", "down"});
  if (!fields.writes()) flip.upwards = direction != "down";
  std::string unit = spec.unit;
  fields.text("unit", unit);
}

}  // namespace

namespace {

void pilot(Fields& fields, PilotAdvice& advice, FormatContext& context) {
  word(fields, "verdict", advice.verdict, words_of<PilotVerdict>());
  context.cite(fields, "measures", advice.facts, Cited::fact);
  fields.number("questions", advice.questions, not_negative(Need::required));
  fields.number("questions_for_90_percent", advice.most_of_value, not_negative(Need::required));
  fields.number("perfect_score", advice.perfect, wanted);
  fields.number("value_score", advice.value, wanted);
  fields.number("share_of_doubt", advice.share_of_doubt, within(0, 1, Need::required));
  optional_amount(fields, "value_usd", advice.worth);
  optional_amount(fields, "pays_from_usd_per_answer", advice.pays_from);
  each(fields, "bill", advice.bill,
       [&](Fields& inner, Line<Dollars>& one) { describe_bill_line(inner, one, context); });
  amount(fields, "cost_usd", advice.cost);
  optional_amount(fields, "project_usd", advice.project);
  amount(fields, "per_question_usd", advice.per_question);
  amount(fields, "fixed_usd", advice.fixed);
  fields.flag("approximate", advice.approximate);
  each(fields, "by_questions", advice.curve, [&](Fields& inner, PilotPoint& point) {
    inner.number("questions", point.questions, not_negative(Need::required));
    inner.number("value_score", point.value, wanted);
    inner.number("share_of_doubt", point.share_of_doubt, within(0, 1, Need::required));
  });
}

}  // namespace

void describe_sensitivity(Fields& fields, Sensitivity& found, FormatContext& context) {
  // What an answer becomes; null where every option would be blocked.
  const auto becomes = [&](Fields& inner, std::string& strategy) {
    JsonScalar value;
    if (!strategy.empty()) value = strategy;
    inner.scalar("strategy", R"({"type":["string","null"]})", value, Need::required);
    if (const std::string* id = std::get_if<std::string>(&value)) strategy = *id;
    context.check(inner, "strategy", strategy, Cited::strategy);
  };
  each(
      fields, "flips", found.flips,
      [&](Fields& inner, Flip& one) {
        flip(inner, one, context);
        inner.number("distance", one.distance, not_negative(Need::required));
        becomes(inner, one.strategy);
      },
      Need::required);
  each(
      fields, "weights", found.weights,
      [&](Fields& inner, WeightFlip& one) {
        context.cite(inner, "criterion", one.criterion, Cited::criterion, Need::required);
        inner.number("from", one.from, within(0, 1, Need::required));
        inner.number("to", one.to, within(0, 1, Need::required));
        context.cite(inner, "strategy", one.strategy, Cited::strategy, Need::required);
      },
      Need::required);
  each(
      fields, "counterfactuals", found.pairs,
      [&](Fields& inner, PairFlip& one) {
        inner.rows(
            "changes", 2,
            [&](std::size_t row, Fields& change) { flip(change, row == 0 ? one.first : one.second, context); },
            Need::required);
        becomes(inner, one.strategy);
      },
      Need::required);
  each(fields, "tornado", found.tornado, [&](Fields& inner, TornadoBar& one) {
    context.cite(inner, "fact", one.fact, Cited::fact, Need::required);
    const FactSpec& spec = context.spec_of(one.fact);
    context.fact_value(inner, "low", spec, one.low, Need::required);
    context.fact_value(inner, "high", spec, one.high, Need::required);
    inner.number("lead_at_low", one.lead_low, wanted);
    inner.number("lead_at_high", one.lead_high, wanted);
  });
  each(
      fields, "ask_next", found.ask_next,
      [&](Fields& inner, Question& one) {
        context.cite(inner, "fact", one.fact, Cited::fact, Need::required);
        optional_amount(inner, "value_usd", one.money);
        inner.number("value_score", one.value, wanted);
        inner.number("standard_error", one.standard_error, wanted);
        inner.number("share_of_doubt", one.share_of_doubt, wanted);
        context.sentence(
            inner, "question", [&](const Sentences& say) { return say.texts()(context.spec_of(one.fact).question); },
            Need::required);
        // A second fact: the value is that of knowing both.
        context.cite(inner, "with", one.with, Cited::fact);
      },
      Need::required);
  if (!fields.writes() || found.answer_worth) {
    fields.object("value_per_answer", [&](Fields& inner) {
      if (!found.answer_worth) found.answer_worth.emplace();
      std::optional<Flip>& changes = found.answer_worth->flip;
      bool any = changes.has_value();
      inner.flag("changes", any, Need::required);
      if (inner.writes() && !changes) return;
      inner.object("changes_at", [&](Fields& at) {
        if (!changes) changes.emplace();
        flip(at, *changes, context);
        at.number("distance", changes->distance, not_negative(Need::required));
        becomes(at, changes->strategy);
      });
    });
  }
  if (fields.writes() && !found.pilot) return;
  fields.object("pilot", [&](Fields& inner) {
    if (!found.pilot) found.pilot.emplace();
    pilot(inner, *found.pilot, context);
  });
}

}  // namespace pathfinder::saved
