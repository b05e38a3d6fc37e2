#include <cmath>

#include "pathfinder/base/declared.hpp"

#include "saved/format.hpp"

namespace pathfinder::saved {
namespace {

void confidence(Fields& fields, Decision& decision, FormatContext& context) {
  const Assessment* winner = decision.winner();
  if (fields.writes() && !decision.confidence) {
    std::string none = "none";
    if (winner == nullptr) fields.choice("verdict", none, words_of<Verdict>());
    return;
  }
  Confidence spare;
  if (decision.confidence) spare = *decision.confidence;
  word(fields, "verdict", spare.verdict, words_of<Verdict>(), Need::optional);
  if (fields.writes() && winner == nullptr) return;
  spare.first = fields.writes() ? spare.first : nan;
  fields.number("confidence", spare.first, within(0, 1));
  double draws = static_cast<double>(spare.draws);
  fields.number("draws", draws, within(0, 1e9));
  spare.draws = static_cast<std::size_t>(draws);
  fields.number("sampling_error", spare.sampling_error);
  fields.number("margin", spare.margin);
  fields.number("beats_runner_up", spare.beats_runner_up);
  fields.number("doubt", spare.doubt);
  context.cite(fields, "more_often_first", spare.more_often_first, Cited::strategy);
  context.cite(fields, "least_regret", spare.least_regret, Cited::strategy);
  if (!fields.writes() || spare.reliability) {
    fields.object("reliability", [&](Fields& inner) {
      if (!spare.reliability) spare.reliability.emplace();
      inner.number("cases", spare.reliability->cases, positive(Need::required));
      inner.number("acceptable_share", spare.reliability->acceptable, within(0, 1, Need::required));
      inner.number("low_share", spare.reliability->low, within(0, 1, Need::required));
      inner.number("high_share", spare.reliability->high, within(0, 1, Need::required));
      date(inner, "as_of", spare.reliability->as_of, Need::required);
      context.source(inner, "source", spare.reliability->source);
    });
  }
  if (!fields.writes() && !std::isnan(spare.first)) decision.confidence = spare;
}

void stage(Fields& fields, PathStage& stage, double number, FormatContext& context) {
  fields.number("stage", number, positive(Need::required));
  context.cite(fields, "strategy", stage.strategy, Cited::strategy, Need::required);
  fields.flag("recommended", stage.recommended, Need::required);
  fields.flag("conditional", stage.later, Need::required);
  context.figure(fields, "weeks", stage.weeks, "weeks");
  context.figure(fields, "cost_usd", stage.cost, "usd");
  if (!fields.writes() || !stage.builds_on.empty()) context.cite(fields, "builds_on", stage.builds_on, Cited::strategy);
  context.sentence(fields, "opens_when", [&](const Sentences& say) { return say.opens_when(stage); });
  context.sentence(fields, "exit_test", [&](const Sentences& say) { return say.exit_test(stage); });
  context.sentence(fields, "stops_when", [&](const Sentences& say) { return say.stops_when(stage); });
  context.cite(fields, "missing", stage.missing, Cited::fact);
}

}  // namespace

void describe_recommendation(Fields& fields, Decision& decision, FormatContext& context) {
  const Assessment* winner = decision.winner();
  JsonScalar strategy;
  if (fields.writes() && winner != nullptr) strategy = winner->strategy;
  fields.scalar("strategy", R"({"type":["string","null"]})", strategy, Need::required);
  std::string variant = winner == nullptr ? std::string() : winner->variant;
  fields.text("variant", variant);
  confidence(fields, decision, context);
  std::string runner_up;
  if (winner != nullptr && decision.ranking.size() > 1 && decision.ranking[1].standing != Standing::blocked)
    runner_up = decision.ranking[1].strategy;
  fields.text("runner_up", runner_up);
  fields.flag("tie", decision.tie);
  if (!fields.writes() || decision.article) {
    fields.object("article", [&](Fields& inner) {
      if (!decision.article) decision.article.emplace();
      ArticleView& view = *decision.article;
      context.citations().sources.insert("quan-2025");
      context.cite(inner, "strategy", view.strategy, Cited::strategy, Need::required);
      context.cite(inner, "rule", view.rule, Cited::article_rule, Need::required);
      inner.flag("agrees", view.agrees, Need::required);
      context.sentence(
          inner, "why", [&](const Sentences& say) { return say.article_why(decision); }, Need::required);
    });
  }
  std::string model = winner == nullptr ? std::string() : winner->estimate.plan.model;
  fields.text("model", model);
  std::vector<std::string> ids;
  if (fields.writes() && winner != nullptr) ids = winner->reasons;
  // Read with the option itself.
  fields.rows(
      "reasons", ids.size(),
      [&](std::size_t row, Fields& inner) {
        std::string id = row < ids.size() ? ids[row] : std::string();
        inner.text("id", id, Need::required);
        context.sentence(
            inner, "text", [&](const Sentences& say) { return say.reason(*winner, id, decision.facts); },
            Need::required);
      },
      Need::required);
  double number = 0;
  each(
      fields, "path", decision.path, [&](Fields& inner, PathStage& one) { stage(inner, one, ++number, context); },
      Need::required);
}

}  // namespace pathfinder::saved
