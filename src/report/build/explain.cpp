#include "pathfinder/report/build/explain.hpp"

#include <algorithm>

#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/catalogue/variants.hpp"
#include "pathfinder/rules/parse_expression.hpp"

#include "report/build/explain_page.hpp"

namespace pathfinder {
namespace {

bool has_word(std::string_view text, std::string_view word) {
  const auto inside = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !inside(text[at - 1])) && (end >= text.size() || !inside(text[end]))) return true;
  }
  return false;
}

const ArticleFact* article_fact(const std::vector<ArticleFact>& facts, std::string_view id) {
  for (const ArticleFact& fact : facts) {
    if (fact.id == id) return &fact;
    if (const ArticleFact* step = article_fact(fact.steps, id)) return step;
  }
  return nullptr;
}

void article_ids(const std::vector<ArticleFact>& facts, std::vector<std::string>& ids) {
  for (const ArticleFact& fact : facts) {
    ids.push_back(fact.id);
    article_ids(fact.steps, ids);
  }
}

/// Topics without facts.
class Explanation : public ExplainPage {
 public:
  Explanation(const Catalogue& catalogue, std::string_view language)
      : ExplainPage(catalogue, language), catalogue_(catalogue) {}

  Document overview() {
    paragraph(text("explain.overview"), Emphasis::answer);
    heading("explain.heading.options");
    for (const Strategy& strategy : catalogue_.strategies) row(strategy.id, say_.name(strategy));
    heading("explain.heading.facts");
    for (const FactSpec& fact : catalogue_.vocabulary.slots) {
      if (fact.kind == FactSpec::Kind::given)
        row(fact.id, texts()(fact.question.en.empty() ? fact.name : fact.question));
    }
    heading("explain.heading.derived");
    for (const FactSpec& fact : catalogue_.vocabulary.slots) {
      if (fact.kind != FactSpec::Kind::given) row(fact.id, texts()(fact.name));
    }
    heading("explain.heading.criteria");
    for (const Criterion& criterion : catalogue_.program.criteria) row(criterion.id, texts()(criterion.name));
    if (!catalogue_.formulas.empty()) heading("explain.heading.formulas");
    for (const Formula& formula : catalogue_.formulas) row(formula.id, texts()(formula.name));
    heading("explain.heading.article");
    for (const ArticleFact& fact : catalogue_.article.facts) row(fact.id, texts()(fact.statement));
    paragraph(text("explain.overview.more", {{"constants", std::to_string(catalogue_.constants.size())},
                                             {"sources", std::to_string(catalogue_.sources.size())}}),
              Emphasis::muted);
    return std::move(document_);
  }

  Document explain(const Topic& topic) {
    switch (topic.kind) {
      case Topic::Kind::option:
        option(catalogue_.strategy(topic.id));
        break;
      case Topic::Kind::fact:
        fact(catalogue_.vocabulary.find(topic.id));
        break;
      case Topic::Kind::criterion:
        criterion(*catalogue_.criterion(topic.id));
        break;
      case Topic::Kind::formula:
        formula(topic.id);
        break;
      case Topic::Kind::constant:
        constant(catalogue_.constants.at(topic.id));
        break;
      case Topic::Kind::article:
        article(topic.id);
        break;
      case Topic::Kind::source:
        source(catalogue_.sources.at(topic.id));
        break;
    }
    sources();
    return std::move(document_);
  }

 private:
  // --- an option ---

  void option(const Strategy& strategy) {
    paragraph(text("explain.title",
                   {{"name", say_.name(strategy)}, {"id", strategy.id}, {"text", texts()(strategy.description)}}),
              Emphasis::answer);
    std::vector<std::string> recipe;
    if (strategy.recipe.prompt_corpus) recipe.push_back(text("explain.recipe.prompt_corpus"));
    if (strategy.recipe.retrieval) recipe.push_back(text("explain.recipe.retrieval"));
    recipe.push_back(texts()(catalogue_.training_of(strategy).name));
    row(text("explain.label.computed"), join(recipe));
    article_figure(strategy);
    std::vector<std::string> steps;
    for (const std::string& id : strategy.before) steps.push_back(id);
    row(text("explain.label.before"), join(steps));
    row(text("explain.label.after"), join(strategy.after));
    row(text("explain.label.opens"), texts()(strategy.opens_when));

    rules("explain.heading.gates", "explain.none.gates", strategy.gates, strategy.id,
          [](const Gate&) { return std::string(); });
    rules("explain.heading.cautions", "explain.none.cautions", strategy.cautions, strategy.id,
          [&](const Caution& caution) {
            return text("explain.takes", {{"amount", exact_text(caution.takes)}, {"criterion", caution.criterion}}) +
                   text("sentence.space");
          });
    heading("explain.heading.values");
    for (const ValueRule& value : strategy.values) {
      row(value.criterion, value.raw);
      const Criterion* criterion = catalogue_.criterion(value.criterion);
      row(value.criterion,
          text("explain.value", {{"criterion", texts()(criterion->name)}, {"weight", exact_text(criterion->weight)}}) +
              text("sentence.space") + cite(value.source, value.date),
          "", Emphasis::muted);
    }
    stages(strategy);
    forms(strategy.id);
  }

  /// The forms it is run in, with their conditions.
  void forms(const std::string& option) {
    heading("explain.heading.forms");
    for (const OptionVariant& variant : catalogue_.variants) {
      const VariantForm* form = form_under(variant, option);
      if (form == nullptr) continue;
      row(variant.id, text("explain.statement", {{"id", texts()(variant.name)}, {"text", texts()(form->text)}}));
      row(variant.id, with_cite(texts()(variant.description), cite(variant.source)), "", Emphasis::muted);
      for (const VariantRule& rule : variant.gates) form_rule(variant.id, "explain.form.gate", rule);
      for (const VariantRule& rule : variant.wins) form_rule(variant.id, "explain.form.wins", rule);
      if (!texts()(variant.needs).empty())
        row(variant.id, text("report.form.needs", {{"needs", texts()(variant.needs)}}), "", Emphasis::muted);
      if (variant.cost.part.empty()) continue;
      row(variant.id,
          with_cite(text("explain.form.cost", {{"part", text("variant.part." + variant.cost.part)},
                                               {"factor", times(variant.cost.low, variant.cost.high, say_.style())},
                                               {"text", texts()(variant.cost.text)}}),
                    cite(variant.cost.source, variant.cost.date)),
          "", Emphasis::muted);
    }
  }

  void form_rule(const std::string& form, std::string_view kind, const VariantRule& rule) {
    std::string when = text(kind, {{"when", rule.when}, {"points", exact_text(rule.points)}});
    if (!rule.options.empty()) when += text("explain.form.under", {{"options", join(rule.options)}});
    row(form, when);
    row(form, with_cite(texts()(rule.text), cite(rule.source, rule.date)), "", Emphasis::muted);
  }

  void article_figure(const Strategy& strategy) {
    const ArticleFigure& figure = strategy.article;
    if (figure.facts.empty()) return;
    const std::string label = text("explain.label.article");
    std::string says = join(figure.facts);
    if (!texts()(figure.text).empty()) says += text("explain.colon") + texts()(figure.text);
    row(label, says);
    if (figure.high > 0) {
      row(label, text("explain.relative",
                      {{"figure", percent(figure.low, figure.high, say_.style())}, {"of", relative_to(figure.of)}}));
    }
    row(label,
        with_cite(agrees(figure.agrees) + text("explain.colon") + texts()(figure.evidence), cite(figure.sources)));
  }

  template <class Rule, class Extra>
  void rules(std::string_view title, std::string_view none, const std::vector<Rule>& list, const std::string& strategy,
             const Extra& extra) {
    heading(title);
    if (list.empty()) paragraph(text(none));
    for (const Rule& rule : list) {
      const std::string id = short_id(rule.id, strategy);
      row(id, rule.when);
      row(id, extra(rule) + with_cite(texts()(rule.text), cite(rule.source, rule.date)), "", Emphasis::muted);
    }
  }

  void stages(const Strategy& strategy) {
    heading("explain.heading.stages");
    int count = 0;
    for (const Stage& stage : strategy.stages) {
      const std::string number = std::to_string(++count);
      const std::string weeks = to_text(Weeks{stage.weeks_low}, Weeks{stage.weeks_high}, say_.style());
      row(number, text("explain.stage", {{"text", texts()(stage.text)}, {"weeks", weeks}}) + text("sentence.space") +
                      (stage.article_steps.empty() ? std::string()
                                                   : text("explain.steps", {{"ids", join(stage.article_steps)}})) +
                      cite(stage.source));
      for (const auto& [label, test] : {std::pair{"explain.stage.opens", &stage.opens_when},
                                        {"explain.stage.exit", &stage.exit_test},
                                        {"explain.stage.stops", &stage.stops_when}}) {
        if (!texts()(*test).empty()) row(number, text(label, {{"test", texts()(*test)}}), "", Emphasis::muted);
      }
    }
  }

  // --- a fact ---

  Fact at(double low, double value, double high) const {
    Fact fact;
    fact.low = low;
    fact.value = value;
    fact.high = high;
    return fact;
  }

  void fact(std::size_t slot) {
    const FactSpec& spec = catalogue_.vocabulary.slots[slot];
    const std::string question = texts()(spec.question);
    paragraph(text("explain.title",
                   {{"name", texts()(spec.name)},
                    {"id", spec.id},
                    {"text", question.empty() ? text(spec.kind == FactSpec::Kind::derived ? "explain.fact.derived"
                                                                                          : "explain.fact.estimated")
                                              : question}}),
              Emphasis::answer);
    row(text("explain.label.help"), texts()(spec.help));
    if (!spec.option.empty()) {
      std::vector<std::string> names = {spec.option};
      names.insert(names.end(), spec.aliases.begin(), spec.aliases.end());
      row(text("explain.label.option"), text("explain.option", {{"options", join(names)}, {"example", spec.example}}));
    }
    if (!spec.unit.empty()) row(text("explain.label.unit"), say_.unit_name(spec.unit));
    if (spec.type == FactType::catalogue) {
      row(text("explain.label.levels"),
          text("explain.catalogue", {{"kind", spec.catalogue}, {"count", std::to_string(spec.levels.size())}}));
    } else {
      for (const Level& level : spec.levels) row(text("explain.label.levels"), texts()(level.name), level.id);
    }
    const bool numeric = !spec.has_levels() && spec.kind == FactSpec::Kind::given;
    if (numeric) row(text("explain.label.range"), say_.fact_value(spec, at(spec.low, spec.low, spec.high)));
    if (numeric && (spec.plausible_low != spec.low || spec.plausible_high != spec.high)) {
      row(text("explain.label.plausible"),
          text("explain.plausible",
               {{"range", say_.fact_value(spec, at(spec.plausible_low, spec.plausible_low, spec.plausible_high))}}));
    }
    assumption(spec);
    for (const Derivation& derivation : catalogue_.vocabulary.derivations) {
      if (derivation.slot != slot) continue;
      row(text("explain.label.derived"), derivation.expression + " " + cite(derivation.source));
    }
    use(spec.source);
    readers(slot);
  }

  void assumption(const FactSpec& spec) {
    if (spec.kind != FactSpec::Kind::given) return;
    const std::string label = text("explain.label.assumed");
    if (!spec.assumed.present) row(label, text("explain.assumed.none"));
    if (spec.assumed.present) one_assumption(label, spec, spec.assumed, "");
    for (const ConditionalAssumption& conditional : spec.assumed_if) {
      one_assumption(label, spec, conditional.assumed, text("explain.assumed.if", {{"when", conditional.when}}));
    }
  }

  void one_assumption(const std::string& label, const FactSpec& spec, const Assumption& assumed,
                      const std::string& lead) {
    std::string what;
    if (assumed.of.empty()) {
      what = say_.fact_with_unit(spec, at(assumed.central, assumed.central, assumed.central));
    } else {
      what = text("explain.assumed.of", {{"times", exact_text(assumed.central)}, {"fact", assumed.of}});
    }
    if (assumed.low < assumed.high)
      what += text("explain.assumed.range",
                   {{"range", say_.fact_value(spec, at(assumed.low, assumed.central, assumed.high))}});
    std::string shares;
    for (std::size_t i = 0; i < assumed.shares.size(); ++i) {
      if (assumed.shares[i] <= 0 || i >= spec.levels.size()) continue;
      shares += (shares.empty() ? "" : text("list.comma")) + spec.levels[i].id + " " +
                percent(assumed.shares[i], say_.style());
    }
    if (!shares.empty()) what += text("explain.assumed.shares", {{"shares", shares}});
    row(label, lead + what + text("explain.colon") + with_cite(texts()(assumed.why), cite(assumed.source)));
  }

  /// Who reads a fact: rules by option, derivations, contradictions, the article's rules.
  void readers(std::size_t slot) {
    const auto reads = [&](const Expression& expression) {
      return std::find(expression.reads.begin(), expression.reads.end(), slot) != expression.reads.end();
    };
    heading("explain.heading.read_by");
    bool any = false;
    const auto add = [&](const std::string& label, const std::vector<std::string>& what) {
      any = any || !what.empty();
      row(label, join(what));
    };
    std::vector<std::string> derived, checks, rules;
    for (const Derivation& derivation : catalogue_.vocabulary.derivations) {
      std::vector<ExpressionError> errors;
      const Expression expression =
          parse_expression(derivation.expression, Expect::number, catalogue_.vocabulary, errors);
      if (reads(expression)) derived.push_back(catalogue_.vocabulary.slots[derivation.slot].id);
    }
    for (const Consistency& rule : catalogue_.vocabulary.consistency) {
      if (std::find(rule.facts.begin(), rule.facts.end(), slot) != rule.facts.end()) checks.push_back(rule.id);
    }
    for (std::size_t i = 0; i < catalogue_.article.rules.size(); ++i) {
      if (reads(catalogue_.article_conditions.rules[i])) rules.push_back(catalogue_.article.rules[i].id);
    }
    add(text("explain.read.derived"), derived);
    for (std::size_t i = 0; i < catalogue_.strategies.size(); ++i) {
      const Strategy& strategy = catalogue_.strategies[i];
      const CompiledStrategy& compiled = catalogue_.program.strategies[i];
      std::vector<std::string> gates, cautions, values;
      for (std::size_t k = 0; k < compiled.gates.size(); ++k) {
        if (reads(compiled.gates[k])) gates.push_back(short_id(strategy.gates[k].id, strategy.id));
      }
      for (std::size_t k = 0; k < compiled.cautions.size(); ++k) {
        if (reads(compiled.cautions[k].when)) cautions.push_back(short_id(strategy.cautions[k].id, strategy.id));
      }
      for (const CompiledStrategy::Value& value : compiled.values) {
        if (reads(value.raw)) values.push_back(catalogue_.program.criteria[value.criterion].id);
      }
      std::vector<std::string> parts;
      if (!gates.empty()) parts.push_back(text("explain.read.gates", {{"ids", join(gates)}}));
      if (!cautions.empty()) parts.push_back(text("explain.read.cautions", {{"ids", join(cautions)}}));
      if (!values.empty()) parts.push_back(text("explain.read.values", {{"ids", join(values)}}));
      std::string all;
      for (const std::string& part : parts) all += (all.empty() ? "" : text("list.semicolon")) + part;
      any = any || !all.empty();
      row(strategy.id, all);
    }
    add(text("explain.read.checks"), checks);
    add(text("explain.read.article"), rules);
    if (!any) paragraph(text("explain.read.nobody"));
  }

  // --- a criterion ---

  void criterion(const Criterion& criterion) {
    paragraph(text("explain.title",
                   {{"name", texts()(criterion.name)}, {"id", criterion.id}, {"text", texts()(criterion.description)}}),
              Emphasis::answer);
    const auto factor = std::find_if(catalogue_.factors.begin(), catalogue_.factors.end(),
                                     [&](const Factor& one) { return one.id == criterion.factor; });
    row(text("explain.label.weight"), exact_text(criterion.weight));
    if (factor != catalogue_.factors.end())
      row(text("explain.label.factor"), texts()(factor->name) + text("explain.colon") + texts()(factor->description));
    row(text("explain.label.unit"), say_.unit_name(criterion.unit));
    std::string scale;
    for (const auto& [raw, value] : criterion.scale) {
      scale += (scale.empty() ? "" : text("list.semicolon")) + exact_text(raw) + " → " + exact_text(value);
    }
    row(text("explain.label.scale"), scale);
    row(text("explain.label.missing"), text("explain.missing", {{"value", exact_text(criterion.missing)}}));
    row(text("explain.label.source"), cite(criterion.source, criterion.date));

    heading("explain.heading.raw");
    for (const Strategy& strategy : catalogue_.strategies) {
      for (const ValueRule& value : strategy.values) {
        if (value.criterion == criterion.id) row(strategy.id, value.raw + " " + cite(value.source));
      }
    }
    bool any = false;
    for (const Strategy& strategy : catalogue_.strategies) {
      for (const Caution& caution : strategy.cautions) {
        if (caution.criterion != criterion.id) continue;
        if (!any) heading("explain.heading.taken");
        any = true;
        row(strategy.id, text("explain.caution", {{"amount", exact_text(caution.takes)}, {"when", caution.when}}) +
                             " " + cite(caution.source));
      }
    }
  }

  // --- formulas and constants ---

  void formula(std::string_view id) {
    const Formula& formula = *std::find_if(catalogue_.formulas.begin(), catalogue_.formulas.end(),
                                           [&](const Formula& one) { return one.id == id; });
    paragraph(
        text("explain.title", {{"name", texts()(formula.name)}, {"id", formula.id}, {"text", texts()(formula.text)}}),
        Emphasis::answer);
    code(formula.equation);
    for (const auto& [symbol, meaning] : formula.symbols) row(symbol, texts()(meaning));
    end_rows();
    row(text("explain.label.unit"), say_.unit_name(formula.unit));
    row(text("explain.label.source"), cite(formula.source));
    row(text("explain.label.backtest"), backtest_of(formula));
    constants_of(formula);
  }

  void constants_of(const Formula& formula) {
    const std::string group = formula.id.substr(0, formula.id.find('.') + 1);
    const bool own = std::any_of(catalogue_.constants.begin(), catalogue_.constants.end(),
                                 [&](const auto& one) { return one.first.starts_with(formula.id); });
    const std::string prefix = own || group.empty() ? formula.id : group;
    List list;
    for (const auto& [name, constant] : catalogue_.constants) {
      if (!name.starts_with(prefix)) continue;
      const std::string range =
          constant.low == constant.high
              ? std::string()
              : text("explain.interval", {{"range", to_text(constant.low, constant.high, say_.style())}});
      const std::string fitted =
          constant.fitted_on.empty() ? std::string() : text("explain.fitted_on", {{"rows", constant.fitted_on}});
      list.items.push_back(text("explain.constant", {{"id", name},
                                                     {"value", number(constant.value) + range},
                                                     {"unit", say_.unit_name(constant.unit)},
                                                     {"meaning", texts()(constant.meaning)}}) +
                           fitted + " " + cite(constant.source, constant.date));
    }
    if (list.items.empty()) return;
    heading("explain.heading.constants");
    document_.blocks.emplace_back(std::move(list));
  }

  void constant(const Constant& constant) {
    paragraph(text("explain.title",
                   {{"name", constant.id}, {"id", number(constant.value)}, {"text", texts()(constant.meaning)}}),
              Emphasis::answer);
    row(text("explain.label.value"), exact_text(constant.value));
    if (constant.low != constant.high)
      row(text("explain.label.range"), exact_text(constant.low) + "–" + exact_text(constant.high));
    row(text("explain.label.unit"), say_.unit_name(constant.unit));
    row(text("explain.label.fitted"), constant.fitted_on);
    row(text("explain.label.source"), cite(constant.source, constant.date));
  }

  // --- the article ---

  void article(std::string_view id) {
    const ArticleFact& fact = *article_fact(catalogue_.article.facts, id);
    paragraph(text("explain.statement", {{"id", fact.id}, {"text", texts()(fact.statement)}}), Emphasis::answer);
    if (!texts()(fact.evidence).empty())
      row(text("explain.label.evidence"),
          with_cite(agrees(fact.agrees) + text("explain.colon") + texts()(fact.evidence), cite(fact.sources)));
    for (const ArticleRule& rule : catalogue_.article.rules) {
      if (rule.id != id) continue;
      row(text("explain.label.rule"),
          text("explain.rule", {{"when", rule.when}, {"option", say_.strategy_name(rule.strategy)}}));
    }
    for (const ArticleFact& step : fact.steps) row(text("explain.label.steps"), texts()(step.statement), step.id);
    used_in(fact.id);
  }

  /// Files of names that look like statements of the article and are none: "A2" is an accelerator there.
  static bool names_machines(std::string_view path) {
    static constexpr std::array<std::string_view, 5> files = {"gpus/", "models/", "gpu_families.json",
                                                              "instance_types.json", "name_rules.json"};
    return std::any_of(files.begin(), files.end(), [&](std::string_view file) { return path.starts_with(file); });
  }

  /// Every place of data/ that names an id of the article.
  void used_in(const std::string& id) {
    std::map<std::string, std::map<std::string, std::size_t>> places;  // file → top-level key → how often
    for (const JsonDocument& document : catalogue_.documents) {
      if (document.path == "article.json" || document.path.starts_with("text/") ||
          document.path.starts_with("sources/") || names_machines(document.path))
        continue;
      for (std::uint32_t node = 1; node < document.tree.nodes.size(); ++node) {
        const JsonValue value(document, node);
        if (value.kind() != JsonKind::string || (is_spoken(value.key()) && value.key() != languages.front().code) ||
            !has_word(value.string(), id))
          continue;
        const std::string pointer = value.pointer();
        const std::string key = pointer.substr(1, pointer.find('/', 1) - 1);
        if (key != "tests") ++places[document.path][key];
      }
    }
    heading("explain.heading.used");
    for (const FailureMode& mode : catalogue_.article.failure_modes) {
      if (has_word(texts()(mode.text), id))
        row(text("explain.label.limit"), with_cite(texts()(mode.text), cite(mode.source)));
    }
    end_rows();
    if (places.empty()) return paragraph(text("explain.used.nowhere"));
    List list;
    for (const auto& [file, keys] : places) {
      std::vector<std::string> words;
      for (const auto& [key, count] : keys)
        words.push_back(count == 1 ? key : text("explain.times", {{"key", key}, {"count", std::to_string(count)}}));
      list.items.push_back(file + text("explain.colon") + join(words));
    }
    document_.blocks.emplace_back(std::move(list));
  }

  void source(const Source& source) {
    paragraph(text("explain.statement", {{"id", source.id}, {"text", source_line(source)}}), Emphasis::answer);
    std::map<std::string, std::size_t> places;
    for (const JsonDocument& document : catalogue_.documents) {
      for (std::uint32_t node = 1; node < document.tree.nodes.size(); ++node) {
        const JsonValue value(document, node);
        if (value.kind() == JsonKind::string && value.string() == source.id) ++places[document.path];
      }
    }
    heading("explain.heading.cited");
    if (places.empty()) return paragraph(text("explain.used.nowhere"));
    List list;
    for (const auto& [file, count] : places)
      list.items.push_back(file + text("explain.colon") + text("explain.cited", {{"count", std::to_string(count)}}));
    document_.blocks.emplace_back(std::move(list));
  }

  const Catalogue& catalogue_;
};

}  // namespace

std::vector<Topic> find_topics(const Catalogue& catalogue, std::string_view word) {
  struct Where {
    std::string_view entries;
    Topic::Kind kind;
  };
  static constexpr std::array<Where, 6> places = {{{"strategies", Topic::Kind::option},
                                                   {"facts", Topic::Kind::fact},
                                                   {"criteria", Topic::Kind::criterion},
                                                   {"formulas", Topic::Kind::formula},
                                                   {"constants", Topic::Kind::constant},
                                                   {"sources", Topic::Kind::source}}};
  std::vector<Topic> topics;
  for (const Where& place : places) {
    for (const EntryText& entry : find_entries(catalogue, *entry_kind(place.entries), word)) {
      const std::string id(id_of(entry));
      const bool same = std::any_of(topics.begin(), topics.end(),
                                    [&](const Topic& one) { return one.kind == place.kind && one.id == id; });
      if (!same) topics.push_back({place.kind, id});
    }
  }
  // Slots that data/criteria.json derives are facts too.
  if (const std::size_t slot = catalogue.vocabulary.find(word);
      slot != Vocabulary::none &&
      std::none_of(topics.begin(), topics.end(), [](const Topic& one) { return one.kind == Topic::Kind::fact; })) {
    topics.push_back({Topic::Kind::fact, catalogue.vocabulary.slots[slot].id});
  }
  std::string upper;
  for (const char c : word) upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (const ArticleFact* fact = article_fact(catalogue.article.facts, upper))
    topics.push_back({Topic::Kind::article, fact->id});
  return topics;
}

std::vector<std::string> topic_ids(const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const Strategy& strategy : catalogue.strategies) ids.push_back(strategy.id);
  for (const FactSpec& fact : catalogue.vocabulary.slots) ids.push_back(fact.id);
  for (const Criterion& criterion : catalogue.program.criteria) ids.push_back(criterion.id);
  for (const Formula& formula : catalogue.formulas) ids.push_back(formula.id);
  article_ids(catalogue.article.facts, ids);
  for (const auto& [id, constant] : catalogue.constants) ids.push_back(id);
  for (const auto& [id, source] : catalogue.sources) ids.push_back(id);
  return ids;
}

Document build_topics(const Catalogue& catalogue, std::string_view language) {
  return Explanation(catalogue, language).overview();
}

Document build_explanation(const Topic& topic, const Catalogue& catalogue, std::string_view language) {
  return Explanation(catalogue, language).explain(topic);
}

}  // namespace pathfinder
