#include "saved/decision_format.hpp"

#include <cmath>
#include <set>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/saved/decision_versions.hpp"

#include "saved/format.hpp"

namespace pathfinder::saved {
namespace {

/// An id that stands once in its list; `seen` are those before it.
void once(Fields& fields, std::string_view key, const std::string& id, std::set<std::string>& seen) {
  if (!fields.writes() && !id.empty() && !seen.insert(id).second) fields.wrong(key, "duplicate-id", {{"id", id}});
}

void effect(Fields& fields, Decision& decision, FormatContext& context) {
  if (!decision.effect) decision.effect.emplace();
  EffectView& view = *decision.effect;
  context.figure(fields, "odds_ratio", view.odds_ratio, "ratio");
  fields.number("knowledge_base", view.knowledge, wanted);
  fields.number("training_strategy", view.strategy, wanted);
  fields.number("base_model", view.base, wanted);
  each(
      fields, "fails_where", view.failure_modes,
      [&](Fields& inner, std::string& id) {
        context.cite(inner, "id", id, Cited::failure_mode, Need::required);
        context.sentence(
            inner, "text", [&](const Sentences& say) { return say.failure_mode(id); }, Need::required);
      },
      Need::required);
}

void acceptance(Fields& fields, AcceptanceTest& test) {
  fields.number("wanted", test.wanted, within(0, 1, Need::required));
  fields.flag("assumed", test.assumed);
  fields.number("tolerated", test.tolerated, within(0, 1, Need::required));
  fields.number("questions", test.questions, positive(Need::required));
  fields.number("least_right", test.least_right, not_negative(Need::required));
  fields.number("supplier_risk", test.supplier_risk, within(0, 1, Need::required));
  fields.number("buyer_risk", test.buyer_risk, within(0, 1, Need::required));
}

void policy(Fields& fields, PolicyResult& policy, FormatContext& context) {
  fields.text("id", policy.id, Need::required);
  std::string effect = policy.deny ? "deny" : "warn";
  fields.choice("effect", effect, {"deny", "warn"}, Need::required);
  policy.deny = effect == "deny";
  fields.text("limit", policy.limit, Need::required);
  word(fields, "holds", policy.holds, words_of<Truth>());
  context.sentence(
      fields, "message", [&](const Sentences& say) { return say.texts()(policy.message); }, Need::required);
  fields.object(
      "messages", [&](Fields& inner) { two_languages(inner, policy.message); }, Need::required);
  const bool counted = !fields.writes() || !policy.unit.empty();
  double allowed = counted && fields.writes() ? policy.allowed : nan;
  double found = counted && fields.writes() ? policy.found : nan;
  fields.number("allowed", allowed);
  fields.number("found", found);
  if (!fields.writes()) {
    policy.allowed = std::isnan(allowed) ? 0 : allowed;
    policy.found = found;
  }
  fields.text("unit", policy.unit);
  fields.texts("words", policy.words);
  fields.text("file", policy.file);
  std::vector<std::string> named = policy.words;  // names of lines of the bill among them
  named.push_back("policy.unit." + policy.unit);
  for (const std::string& id : named) context.cite_if_known(fields, Cited::text, id);
}

void warning(Fields& fields, Diagnostic& warning, FormatContext& context) {
  context.cite(fields, "code", warning.code, Cited::text, Need::required, "error.");
  context.sentence(
      fields, "message", [&](const Sentences& say) { return say.message(warning); }, Need::required);
  std::map<std::string, std::string> values;
  for (const Field& field : warning.fields) {
    values[field.name] = field.value;
    if (fields.writes() && field.name == "rule") context.citations().ids[Cited::contradiction].insert(field.value);
    // Values that begin with '@' are text ids, their arguments behind tabs.
    if (fields.writes() && !field.value.empty() && field.value[0] == '@')
      context.citations().ids[Cited::text].insert(field.value.substr(1, field.value.find('\t') - 1));
  }
  fields.named_texts("fields", values);
  if (!fields.writes()) {
    for (const auto& [name, value] : values) warning.fields.push_back({name, value});
  }
}

}  // namespace

void describe_figures(Fields& fields, Decision& decision, FormatContext& context) {
  std::string schema(decision_schema);
  fields.choice("schema", schema, {decision_schema}, Need::required);
  fields.object(
      "tool",
      [&](Fields& inner) {
        std::string name = "pathfinder";
        inner.choice("name", name, {"pathfinder"}, Need::required);
        inner.text("version", decision.edition.version, Need::required);
        date(inner, "data_date", decision.edition.data_date, Need::required);
        inner.text("data_sha256", decision.edition.data_sha256);
      },
      Need::required);
  fields.object(
      "scenario", [&](Fields& inner) { describe_scenario(inner, decision, context); }, Need::required);
  if (!fields.writes() || decision.currency != "USD") {
    fields.object("currency", [&](Fields& inner) {
      inner.text("code", decision.currency, Need::required);
      inner.number("usd_rate", decision.usd_rate, positive(Need::required));
      date(inner, "as_of", decision.currency_as_of, Need::required);
    });
  }
  fields.object(
      "recommendation", [&](Fields& inner) { describe_recommendation(inner, decision, context); }, Need::required);
  std::set<std::string> options;
  each(
      fields, "options", decision.ranking,
      [&](Fields& inner, Assessment& one) {
        describe_option(inner, one, decision, context);
        once(inner, "strategy", one.strategy, options);
      },
      Need::required);
  fields.object("sensitivity", [&](Fields& inner) { describe_sensitivity(inner, decision.sensitivity, context); });
  if (!fields.writes() || decision.effect)
    fields.object("effect", [&](Fields& inner) { effect(inner, decision, context); });
  if (!fields.writes() || decision.acceptance) {
    fields.object("acceptance", [&](Fields& inner) {
      if (!decision.acceptance) decision.acceptance.emplace();
      acceptance(inner, *decision.acceptance);
    });
  }
  each(fields, "horizons", decision.horizons, [&](Fields& inner, HorizonWinner& one) {
    inner.number("months", one.months, positive(Need::required));
    context.cite(inner, "strategy", one.strategy, Cited::strategy, Need::required);
  });
  each(fields, "constraints", decision.constraints,
       [&](Fields& inner, ConstraintCost& one) { describe_constraint(inner, one, context); });
  each(fields, "regions", decision.regions,
       [&](Fields& inner, RegionView& one) { describe_region(inner, one, context); });
  each(
      fields, "policies", decision.policies, [&](Fields& inner, PolicyResult& one) { policy(inner, one, context); },
      Need::required);
  each(
      fields, "warnings", decision.warnings, [&](Fields& inner, Diagnostic& one) { warning(inner, one, context); },
      Need::required);
}

void describe_decision(Fields& fields, Decision& decision, FormatContext& context) {
  describe_figures(fields, decision, context);
  // Whatever is cited has been by now: the words stand last.
  const bool writes = fields.writes();
  Words words = writes ? context.citations().words(context.words(), decision) : Words();
  if (writes) words.vocabulary = context.citations().vocabulary(words);
  CitedTexts texts = writes ? context.citations().texts(context.words()) : CitedTexts();
  std::vector<Source> sources;
  for (const auto& [id, source] : words.sources) sources.push_back(source);
  std::set<std::string> cited;
  each(
      fields, "sources", sources,
      [&](Fields& inner, Source& source) {
        describe(inner, source);
        once(inner, "id", source.id, cited);
      },
      Need::required);
  fields.object(
      "words",
      [&](Fields& inner) { describe(inner, words, texts, context.reads_own(fields) ? &context.words() : nullptr); },
      Need::required);
}

}  // namespace pathfinder::saved
