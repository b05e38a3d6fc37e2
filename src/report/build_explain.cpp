#include "pathfinder/report/build_explain.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "pathfinder/base/math.hpp"
#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/report/sentences.hpp"

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

/// "full_ft.labels_5000" inside the option full_ft: "labels_5000".
std::string short_id(std::string_view id, std::string_view strategy) {
  const bool prefixed = id.size() > strategy.size() + 1 && id.starts_with(strategy) && id[strategy.size()] == '.';
  return std::string(prefixed ? id.substr(strategy.size() + 1) : id);
}

std::string decimals(double value, int digits) {
  if (std::isnan(value)) return "–";
  return fmt::format("{:.{}f}", value, digits);
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

const Criterion* find_criterion(const Catalogue& catalogue, std::string_view id) {
  for (const Criterion& criterion : catalogue.program.criteria) {
    if (criterion.id == id) return &criterion;
  }
  return nullptr;
}

/// What every page is made of: rows with labels, headings, sources used on the way.
class Page {
 public:
  Page(const Catalogue& catalogue, std::string_view language) : catalogue_(catalogue), say_(catalogue, language) {}

 protected:
  const Texts& texts() const { return say_.texts(); }
  std::string text(std::string_view id, std::initializer_list<Field> fields = {}) const { return texts()(id, fields); }

  void heading(std::string_view id, std::initializer_list<Field> fields = {}) {
    end_rows();
    document_.blocks.emplace_back(Heading{texts()(id, fields), 1});
  }
  void paragraph(std::string what, Emphasis emphasis = Emphasis::none, std::string aside = {}) {
    end_rows();
    if (!what.empty()) document_.blocks.emplace_back(Paragraph{std::move(what), emphasis, std::move(aside)});
  }
  void code(std::string what) {
    end_rows();
    document_.blocks.emplace_back(Code{std::move(what), ""});
  }
  void table(Table table) {
    end_rows();
    if (!table.rows.empty()) document_.blocks.emplace_back(std::move(table));
  }
  /// A labelled row; rows with the same label in a row share it.
  void row(const std::string& label, std::string what, std::string key = {}, Emphasis emphasis = Emphasis::none) {
    if (what.empty()) return;
    rows_.rows.push_back({label == last_label_ ? std::string() : label, std::move(what), std::move(key), "", emphasis});
    last_label_ = label;
  }
  void end_rows() {
    if (!rows_.rows.empty()) document_.blocks.emplace_back(std::move(rows_));
    rows_ = {};
    last_label_.clear();
  }
  std::string cite(const std::string& source, const std::string& date = {}) {
    use(source);
    return "[" + source + (date.empty() ? "" : ", " + date) + "]";
  }
  std::string cite(const std::vector<std::string>& sources) {
    std::string all;
    for (const std::string& source : sources) {
      use(source);
      all += (all.empty() ? "" : ", ") + source;
    }
    return all.empty() ? all : "[" + all + "]";
  }
  std::string with_cite(const std::string& sentence, const std::string& citation) const {
    return citation.empty() ? sentence : sentence + text("sentence.space") + citation;
  }
  void use(const std::string& source) {
    if (!source.empty()) used_.insert(source);
  }

  std::string source_line(const Source& source) const {
    return text(source.url.empty() ? "explain.source" : "explain.source_url",
                {{"title", source.title},
                 {"date", source.date},
                 {"kind", text("source.kind." + source.kind)},
                 {"read", text(source.read ? "source.read" : "source.recalled")},
                 {"url", source.url}});
  }

  void sources() {
    List list;
    for (const std::string& id : used_) {
      const auto source = catalogue_.sources.find(id);
      if (source != catalogue_.sources.end())
        list.items.push_back(text("explain.statement", {{"id", id}, {"text", source_line(source->second)}}));
    }
    if (list.items.empty()) return end_rows();
    heading("explain.heading.sources");
    document_.blocks.emplace_back(std::move(list));
  }

  std::string join(const std::vector<std::string>& words) const {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : text("list.comma")) + word;
    return all;
  }
  std::string fact_name(std::string_view id) const {
    const std::size_t slot = catalogue_.vocabulary.find(id);
    return slot == Vocabulary::none ? std::string(id) : texts()(catalogue_.vocabulary.slots[slot].name);
  }
  /// What the article's figure is relative to: an option, or words.
  std::string relative_to(const std::string& of) const {
    const auto& options = catalogue_.strategies;
    const bool option = std::any_of(options.begin(), options.end(), [&](const Strategy& one) { return one.id == of; });
    if (option) return say_.strategy_name(of);
    return texts().has("explain.of." + of) ? text("explain.of." + of) : of;
  }
  std::string agrees(const std::string& word) const { return text("explain.agrees." + (word.empty() ? "yes" : word)); }

  std::string number(double value) const { return to_text(value, say_.style()); }

  /// Our own error on published rows, as data/backtest.json has it.
  std::string backtest_of(const Formula& formula) const {
    const BacktestGroup* tested = formula.backtest.empty() ? nullptr : catalogue_.backtest.find(formula.backtest);
    if (tested == nullptr) return text("explain.backtest.none");
    const BacktestErrors& errors = tested->left_out;
    return text("explain.backtest",
                {{"figure", text("backtest.kind." + tested->kind) + ": " + text("backtest.group." + tested->group)},
                 {"error", percent(pathfinder::exp(errors.median_abs_log_error) - 1, say_.style())},
                 {"rows", std::to_string(static_cast<int>(tested->rows))},
                 {"within", percent(errors.within_1_5, say_.style())},
                 {"covered", percent(errors.coverage, say_.style())},
                 {"as_of", catalogue_.backtest.as_of}});
  }

  const Catalogue& catalogue_;
  Sentences say_;
  Document document_;

 private:
  KeyValues rows_;
  std::string last_label_;
  std::set<std::string> used_;
};

/// Topics without facts.
class Explanation : public Page {
 public:
  using Page::Page;

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
        criterion(*find_criterion(catalogue_, topic.id));
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
    recipe.push_back(text("explain.recipe.training." + strategy.recipe.training));
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
      const Criterion* criterion = find_criterion(catalogue_, value.criterion);
      row(value.criterion,
          text("explain.value", {{"criterion", texts()(criterion->name)}, {"weight", exact_text(criterion->weight)}}) +
              text("sentence.space") + cite(value.source, value.date),
          "", Emphasis::muted);
    }
    stages(strategy);
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
    std::string what = say_.fact_with_unit(spec, at(assumed.central, assumed.central, assumed.central));
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
    for (const ArticleRule& rule : catalogue_.article.rules) {
      if (reads(rule.condition)) rules.push_back(rule.id);
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

  /// Every place of data/ that names an id of the article.
  void used_in(const std::string& id) {
    std::map<std::string, std::map<std::string, std::size_t>> places;  // file → top-level key → how often
    for (const JsonDocument& document : catalogue_.documents) {
      if (document.path == "article.json" || document.path.starts_with("text/") ||
          document.path.starts_with("sources/"))
        continue;
      for (std::uint32_t node = 1; node < document.tree.nodes.size(); ++node) {
        const JsonValue value(document, node);
        if (value.kind() != JsonKind::string || value.key() == "zh" || !has_word(value.string(), id)) continue;
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
};

/// The reasons inside one decision.
class Trace : public Page {
 public:
  Trace(const Decision& decision, const Catalogue& catalogue, std::string_view language)
      : Page(catalogue, language), decision_(decision) {
    say_.show_in(decision.currency, decision.usd_rate);
  }

  Document all() {
    answer();
    warnings();
    facts();
    for (const Assessment& option : decision_.ranking) this->option(option);
    path();
    changes();
    article();
    sources();
    return std::move(document_);
  }

  Document some(std::span<const Topic> topics) {
    for (const Topic& topic : topics) {
      switch (topic.kind) {
        case Topic::Kind::option:
          for (const Assessment& one : decision_.ranking) {
            if (one.strategy == topic.id) option(one);
          }
          break;
        case Topic::Kind::fact:
          fact(catalogue_.vocabulary.find(topic.id));
          break;
        case Topic::Kind::criterion:
          criterion(topic.id);
          break;
        case Topic::Kind::formula:
          formula(topic.id);
          break;
        case Topic::Kind::article:
          article();
          break;
        case Topic::Kind::constant:
        case Topic::Kind::source:
          break;  // these say the same whatever the facts are
      }
    }
    sources();
    return std::move(document_);
  }

 private:
  void answer() {
    const Assessment* winner = decision_.winner();
    if (winner == nullptr) return paragraph(text("report.none"), Emphasis::warning);
    std::string name = say_.strategy_name(winner->strategy);
    if (!name.empty() && name[0] >= 'a' && name[0] <= 'z') name[0] = static_cast<char>(name[0] - 'a' + 'A');
    paragraph(text("report.answer", {{"option", name}}), Emphasis::answer,
              text("trace.score", {{"score", decimals(winner->score, 4)}}));
  }

  void warnings() {
    for (const Diagnostic& warning : decision_.warnings)
      row(text("report.note"), say_.message(warning), "", Emphasis::warning);
    end_rows();
  }

  std::string origin(const Fact& fact) const { return text("origin." + std::string(origin_word(fact.origin))); }

  void facts() {
    heading("trace.heading.facts");
    Table given, worked_out;
    given.columns = {{text("trace.column.fact"), ColumnRole::label, Align::left},
                     {text("trace.column.value"), ColumnRole::text, Align::left},
                     {text("trace.column.origin"), ColumnRole::label, Align::left},
                     {text("catalog.column.source"), ColumnRole::label, Align::left}};
    worked_out.columns = given.columns;
    std::vector<std::string> unknown;
    for (std::size_t slot = 0; slot < decision_.facts.size(); ++slot) {
      const FactSpec& spec = catalogue_.vocabulary.slots[slot];
      const Fact& fact = decision_.facts[slot];
      if (spec.kind == FactSpec::Kind::estimated) continue;
      if (std::isnan(fact.value)) {
        if (spec.kind == FactSpec::Kind::given) unknown.push_back(spec.id);
        continue;
      }
      Table& to = spec.kind == FactSpec::Kind::given ? given : worked_out;
      const bool rounded = spec.kind == FactSpec::Kind::derived && !spec.has_levels();
      const std::string value = rounded ? to_text(fact.low, fact.high, say_.style()) +
                                              std::string(say_.style().word_space) + say_.unit_name(spec.unit)
                                        : say_.fact_with_unit(spec, fact);
      to.rows.push_back({{spec.id, value, origin(fact), fact.why}, fact.known ? Emphasis::none : Emphasis::muted});
      use(fact.why);
    }
    std::stable_sort(given.rows.begin(), given.rows.end(), [](const TableRow& a, const TableRow& b) {
      return a.emphasis == Emphasis::none && b.emphasis != Emphasis::none;
    });
    table(std::move(given));
    row(text("trace.label.unknown"), join(unknown));
    if (!worked_out.rows.empty()) {
      heading("trace.heading.worked_out");
      table(std::move(worked_out));
    }
  }

  /// One fact as a rule read it: its value, or what it could be, and the number it was compared with.
  std::string reading(const Reading& read) const {
    const FactSpec& spec = catalogue_.vocabulary.slots[catalogue_.vocabulary.find(read.fact)];
    Fact fact;
    fact.value = fact.low = fact.high = read.value;
    Fact range;
    range.value = range.low = read.low;
    range.high = read.high;
    constexpr double anything = 1e14;  // an estimate that rests on assumed facts leaves a gate everything
    const bool open = read.low != read.high;
    const bool estimated = spec.kind == FactSpec::Kind::estimated;
    const bool any = spec.has_levels() || spec.type == FactType::catalogue || read.high > anything;
    const auto shown = [&](const Fact& one) {
      if (spec.kind != FactSpec::Kind::estimated || spec.has_levels()) return say_.fact_value(spec, one);
      return spec.unit == "usd" ? to_text(Dollars{one.low}, Dollars{one.high}, say_.style())
                                : to_text(one.low, one.high, say_.style());
    };
    const std::string may = any ? text("trace.any") : shown(range);
    std::vector<Field> fields = {
        {"fact", read.fact}, {"value", shown(estimated && open && !any ? range : fact)}, {"range", may}};
    std::string id = "trace.read";
    if (std::isnan(read.value)) {
      id = "trace.read.unknown";
    } else if (open && estimated && any) {
      id = "trace.read.estimated";
    } else if (open && !estimated) {
      id = "trace.read.open";
    }
    std::string what = texts()(id, fields);
    if (!std::isnan(read.threshold) && !(spec.has_levels() && spec.type != FactType::level)) {
      fact.value = fact.low = fact.high = read.threshold;
      what += text("trace.limit", {{"limit", say_.fact_value(spec, fact)}});
    }
    return what;
  }

  std::string readings(const std::vector<Reading>& read) const {
    std::string all;
    for (const Reading& one : read) all += (all.empty() ? "" : text("list.semicolon")) + reading(one);
    return all;
  }

  static std::string_view word(Truth truth) {
    static constexpr std::array<std::string_view, 3> words = {"no", "unknown", "yes"};
    return words.at(static_cast<std::size_t>(truth));
  }

  std::string gate_line(const Assessment& option, const GateResult& gate) {
    std::string line = text("trace.gate." + std::string(word(gate.blocks)));
    if (!gate.read.empty()) line += text("explain.colon") + readings(gate.read);
    if (!gate.source.empty()) line += " " + cite(gate.source);
    if (gate.blocks != Truth::no) line += "\n" + say_.gate(option.strategy, gate.id, decision_.facts);
    if (!gate.missing.empty()) line += "\n" + text("trace.missing", {{"facts", join(gate.missing)}});
    return line;
  }

  std::string caution_line(const Assessment& option, const CautionResult& caution) {
    std::string line =
        text(caution.taken ? "trace.caution.taken" : "trace.caution." + std::string(word(caution.applies)),
             {{"amount", exact_text(caution.takes)}, {"criterion", caution.criterion}}) +
        text("explain.colon") + readings(caution.read) + " " + cite(caution.source);
    if (caution.taken) line += "\n" + say_.caution(option.strategy, caution.id, decision_.facts);
    return line;
  }

  void option(const Assessment& option) {
    static constexpr std::array<std::string_view, 3> standings = {"open", "conditional", "blocked"};
    heading("trace.heading.option",
            {{"rank", std::to_string(option.rank)},
             {"name", say_.strategy_name(option.strategy)},
             {"id", option.strategy},
             {"standing", text("standing." + std::string(standings.at(static_cast<std::size_t>(option.standing))))},
             {"score", decimals(option.score, 4)}});
    if (option.first_rank) {
      const std::string regret =
          option.max_regret ? text("trace.regret", {{"regret", decimals(*option.max_regret, 4)}}) : std::string();
      row(text("trace.label.draws"),
          text("trace.first_rank", {{"share", percent(*option.first_rank, say_.style())}}) + regret);
    }
    for (const std::string& id : option.reasons) row(text("trace.label.for"), say_.reason(option, id, decision_.facts));
    for (const std::string& id : option.against)
      row(text("trace.label.against"), say_.reason(option, id, decision_.facts));
    for (const GateResult& gate : option.gates) {
      row(text("trace.label.gates"), gate_line(option, gate), short_id(gate.id, option.strategy),
          gate.blocks == Truth::no ? Emphasis::none : Emphasis::warning);
    }
    for (const CautionResult& caution : option.cautions) {
      row(text("trace.label.cautions"), caution_line(option, caution), short_id(caution.id, option.strategy),
          caution.taken ? Emphasis::warning : Emphasis::none);
    }
    end_rows();
    contributions(option);
    estimates(option.estimate);
    bill(option.estimate);
    plan(option);
  }

  void contributions(const Assessment& option) {
    Table table;
    table.columns = {{text("trace.column.criterion"), ColumnRole::label, Align::left},
                     {text("trace.column.name"), ColumnRole::text, Align::left},
                     {text("trace.column.raw"), ColumnRole::figure, Align::right},
                     {text("trace.column.scaled"), ColumnRole::figure, Align::right},
                     {text("catalog.column.weight"), ColumnRole::figure, Align::right},
                     {text("trace.column.points"), ColumnRole::figure, Align::right}};
    for (const Contribution& one : option.contributions) {
      table.rows.push_back({{one.criterion, texts()(find_criterion(catalogue_, one.criterion)->name), number(one.raw),
                             decimals(one.value, 3), exact_text(one.weight), decimals(one.points, 4)},
                            Emphasis::none});
    }
    table.rows.push_back({{text("trace.sum"), "", "", "", "", decimals(option.score, 4)}, Emphasis::answer});
    std::string factors;
    for (const auto& reached : option.factors) {
      const auto found = std::find_if(catalogue_.factors.begin(), catalogue_.factors.end(),
                                      [&](const Factor& one) { return one.id == reached.first; });
      factors += (factors.empty() ? "" : text("list.comma")) + texts()(found->name) + " " + decimals(reached.second, 3);
    }
    table.caption = text("trace.factors", {{"factors", factors}});
    this->table(std::move(table));
  }

  std::string method(const Basis& basis) {
    const std::string sources = cite(basis.sources);
    return basis.method + (sources.empty() ? "" : " " + sources);
  }

  template <class Visit>
  void each_estimate(const OptionEstimate& estimate, const Visit& visit) {
    const auto put = [&](std::string_view slot, const auto& one) {
      if (one) visit(fact_name(slot), to_text(*one, say_.style()), to_text(one->central, say_.style()), one->basis);
    };
    const auto ratio = [&](std::string_view name, const std::optional<Estimate<double>>& one) {
      if (one)
        visit(text(name), times(one->low, one->high, say_.style()), times(one->central, one->central, say_.style()),
              one->basis);
    };
    put("training_gpu_hours", estimate.training_gpu_hours);
    put("training_wall_hours", estimate.training_wall_hours);
    put("memory_per_gpu_gib", estimate.memory_per_gpu);
    put("setup_usd", estimate.setup);
    put("monthly_usd", estimate.monthly);
    put("total_usd", estimate.total);
    put("energy_kwh", estimate.energy);
    put("co2_kg", estimate.co2);
    put("weeks_to_value", estimate.weeks_to_value);
    put("latency_ms_p95", estimate.latency);
    put("ttft_ms_p95", estimate.ttft);
    ratio("trace.effect_odds_ratio", estimate.effect_odds_ratio);
    ratio("trace.retrieval_extra_energy", estimate.retrieval_extra_energy);
  }

  Table figures(const std::string& first) const {
    Table table;
    table.columns = {{first, ColumnRole::text, Align::left},
                     {text("trace.column.range"), ColumnRole::figure, Align::right},
                     {text("trace.column.central"), ColumnRole::figure, Align::right},
                     {text("trace.column.method"), ColumnRole::text, Align::left}};
    return table;
  }

  void estimates(const OptionEstimate& estimate) {
    Table table = figures(text("trace.column.estimate"));
    each_estimate(estimate, [&](const std::string& name, const std::string& range, const std::string& central,
                                const Basis& basis) {
      table.rows.push_back({{name, range, central, method(basis)}, Emphasis::none});
    });
    std::vector<std::string> assumed = estimate.training_assumed;
    for (const std::string& fact : estimate.money_assumed) {
      if (std::find(assumed.begin(), assumed.end(), fact) == assumed.end()) assumed.push_back(fact);
    }
    if (!assumed.empty()) table.caption = text("trace.rests_on", {{"facts", join(assumed)}});
    this->table(std::move(table));
  }

  /// Method and sources of a line, its equation, and the parts it recomputes from.
  std::string made_of(const BillLine& line) {
    const auto formula = std::find_if(catalogue_.formulas.begin(), catalogue_.formulas.end(),
                                      [&](const Formula& one) { return one.id == line.basis.method; });
    if (formula == catalogue_.formulas.end() || line.parts.empty()) return method(line.basis);
    std::string parts;
    for (const AmountPart& part : line.parts) {
      const std::string unit = "estimate.unitname." + part.unit;
      parts += (parts.empty() ? "" : text("list.comma")) +
               text("trace.part", {{"symbol", part.symbol},
                                   {"value", fmt::format("{:.6g}", part.value)},
                                   {"unit", texts().has(unit) ? text(unit) : part.unit}});
    }
    return text("trace.made_of", {{"method", method(line.basis)}, {"equation", formula->equation}, {"parts", parts}});
  }

  void bill(const OptionEstimate& estimate) {
    Table table = figures(text("trace.column.bill"));
    for (const BillLine& line : estimate.bill) {
      const std::string label =
          text("trace.bill", {{"line", text("bill." + line.label)}, {"period", text("trace.period." + line.period)}});
      table.rows.push_back(
          {{label, line.quote_needed ? text("trace.quote") : to_text(line.low, line.high, say_.style()),
            line.quote_needed ? std::string() : to_text(line.central, say_.style()), made_of(line)},
           line.quote_needed ? Emphasis::warning : Emphasis::none});
    }
    if (estimate.quote_needed) table.caption = text("trace.quote_note");
    this->table(std::move(table));
  }

  void plan(const Assessment& option) {
    const Plan& plan = option.estimate.plan;
    const auto put = [&](std::string_view label, const std::string& value) {
      if (!value.empty()) row(text("report.plan"), value, text(label));
    };
    const auto count = [](double value) { return value > 0 ? exact_text(value) : std::string(); };
    put("trace.plan.model", plan.model);
    put("trace.plan.api", plan.api);
    put("trace.plan.gpu", plan.gpu);
    if (!plan.training_recipe.empty())
      put("trace.plan.recipe", text("recipe." + plan.training_recipe, {{"model", plan.model}}));
    put("trace.plan.training_gpus", count(plan.training_gpus));
    put("trace.plan.sharding", plan.sharding == "none" ? std::string() : plan.sharding);
    put("trace.plan.micro_batch", count(plan.micro_batch));
    put("trace.plan.sequence", count(plan.sequence));
    if (plan.train_tokens > 0)
      put("trace.plan.train_tokens", tokens_text(plan.train_tokens, plan.train_tokens, say_.style()));
    if (!plan.serving.empty()) put("trace.plan.serving", text("trace.serving." + plan.serving));
    put("trace.plan.precision", plan.precision);
    put("trace.plan.serving_gpus", count(plan.serving_gpus));
    put("trace.plan.tensor_parallel", count(plan.tensor_parallel));
    if (plan.fits) put("trace.plan.fits", text(*plan.fits ? "trace.yes" : "trace.no"));
    for (const Field& note : plan.notes)
      row(text("report.plan"), text(note.name, {{"what", note.value}}), text("report.note"));
    for (const PlanAlternative& one : option.estimate.alternatives) {
      std::string line = say_.plan_words(one);
      if (one.total) line += text("explain.colon") + to_text(*one.total, say_.style());
      row(text("trace.plans"), line + "\n" + say_.lost_words(one, option.estimate), text("trace.plans.lost"));
    }
    if (&option == decision_.winner()) {
      for (const ConstraintCost& cost : decision_.constraints)
        row(text("trace.constraints"), say_.constraint_words(cost, option.estimate), cost.constraint);
    }
    if (option.article) {
      std::string line =
          text("explain.relative", {{"figure", percent(option.article->low, option.article->high, say_.style())},
                                    {"of", relative_to(option.article->of)}}) +
          " " + cite("quan-2025");
      if (option.article->computed) {
        const Estimate<double>& computed = *option.article->computed;
        line += "\n" +
                text("trace.computed", {{"figure", percent(computed.low, computed.high, say_.style())},
                                        {"central", percent(computed.central, say_.style())}}) +
                " " + method(computed.basis);
      }
      row(text("report.article"), line);
    }
    end_rows();
  }

  void path() {
    if (decision_.path.empty()) return;
    heading("trace.heading.path");
    int count = 0;
    for (const PathStage& stage : decision_.path) {
      const std::string number = std::to_string(++count);
      const std::string kind =
          text(stage.later ? "trace.path.later" : (stage.recommended ? "trace.path.recommended" : "trace.path.step"));
      row(number,
          text("trace.path",
               {{"option", say_.strategy_name(stage.strategy)},
                {"kind", kind},
                {"weeks", to_text(stage.weeks, say_.style())},
                {"cost", stage.cost ? to_text(*stage.cost, say_.style()) : std::string(say_.style().absent)}}),
          "", stage.recommended ? Emphasis::answer : Emphasis::none);
      for (const auto& [label, test] : {std::pair{"explain.stage.opens", say_.opens_when(stage)},
                                        {"explain.stage.exit", say_.exit_test(stage)},
                                        {"explain.stage.stops", say_.stops_when(stage)}}) {
        if (!test.empty()) row(number, text(label, {{"test", test}}));
      }
      use("quan-2025");
    }
  }

  void changes() {
    const Sensitivity& found = decision_.sensitivity;
    if (found.flips.empty() && found.pairs.empty()) return;
    heading("trace.heading.changes");
    for (const Flip& one : found.flips) row(text("report.change"), say_.change(one));
    for (const PairFlip& one : found.pairs) row(text("report.pairs"), say_.change(one));
  }

  void article() {
    if (!decision_.article && !decision_.effect) return;
    heading("trace.heading.article");
    if (decision_.article) {
      const std::string view = text(decision_.article->agrees ? "report.article.agrees" : "report.article.differs",
                                    {{"option", say_.strategy_name(decision_.article->strategy)},
                                     {"rule", decision_.article->rule},
                                     {"why", say_.article_why(decision_)}});
      row(decision_.article->rule, view + " " + cite("quan-2025"));
    }
    if (decision_.effect) {
      const EffectView& view = *decision_.effect;
      row("D1–D3", text("effect.odds", {{"odds", times(view.odds_ratio.low, view.odds_ratio.high, say_.style())}}) +
                       " " + method(view.odds_ratio.basis));
      row("D1–D3", text("trace.effect", {{"knowledge", decimals(view.knowledge, 3)},
                                         {"strategy", decimals(view.strategy, 3)},
                                         {"base", decimals(view.base, 3)}}));
      for (const std::string& id : view.failure_modes)
        row("D1–D3", text("effect.but", {{"limit", say_.failure_mode(id)}}), "", Emphasis::muted);
    }
  }

  // --- one part only ---

  void fact(std::size_t slot) {
    const FactSpec& spec = catalogue_.vocabulary.slots[slot];
    const Fact& fact = decision_.facts[slot];
    paragraph(
        text("trace.fact", {{"name", texts()(spec.name)}, {"id", spec.id}, {"value", say_.fact_with_unit(spec, fact)}}),
        Emphasis::answer);
    if (!std::isnan(fact.value))
      row(text("trace.column.origin"), origin(fact) + (fact.why.empty() ? "" : " " + cite(fact.why)));
    if (!fact.known && spec.kind == FactSpec::Kind::given) {
      Fact range;
      range.value = range.low = fact.plausible_low;
      range.high = fact.plausible_high;
      if (!spec.has_levels())
        row(text("explain.label.plausible"), text("explain.plausible", {{"range", say_.fact_value(spec, range)}}));
      if (spec.assumed.present && !std::isnan(fact.value))
        row(text("explain.label.assumed"), texts()(spec.assumed.why));
      row(text("trace.label.ask"), texts()(spec.question));
    }
    heading("explain.heading.read_by");
    bool any = false;
    for (const Assessment& option : decision_.ranking) {
      const auto reads = [&](const std::vector<Reading>& list) {
        return std::any_of(list.begin(), list.end(), [&](const Reading& one) { return one.fact == spec.id; });
      };
      for (const GateResult& gate : option.gates) {
        if (reads(gate.read)) row(option.strategy, gate_line(option, gate), short_id(gate.id, option.strategy));
        any = any || reads(gate.read);
      }
      for (const CautionResult& caution : option.cautions) {
        if (reads(caution.read))
          row(option.strategy, caution_line(option, caution), short_id(caution.id, option.strategy));
        any = any || reads(caution.read);
      }
    }
    if (!any) paragraph(text("trace.fact.no_rule"));
  }

  void criterion(std::string_view id) {
    const Criterion& criterion = *find_criterion(catalogue_, id);
    paragraph(text("explain.title",
                   {{"name", texts()(criterion.name)}, {"id", criterion.id}, {"text", texts()(criterion.description)}}),
              Emphasis::answer);
    Table table;
    table.columns = {{text("table.option"), ColumnRole::label, Align::left},
                     {text("trace.column.raw"), ColumnRole::figure, Align::right},
                     {text("trace.column.scaled"), ColumnRole::figure, Align::right},
                     {text("catalog.column.weight"), ColumnRole::figure, Align::right},
                     {text("trace.column.points"), ColumnRole::figure, Align::right}};
    for (const Assessment& option : decision_.ranking) {
      for (const Contribution& one : option.contributions) {
        if (one.criterion != id) continue;
        table.rows.push_back({{option.strategy, number(one.raw), decimals(one.value, 3), exact_text(one.weight),
                               decimals(one.points, 4)},
                              option.standing == Standing::blocked ? Emphasis::muted : Emphasis::none});
      }
    }
    this->table(std::move(table));
    use(criterion.source);
  }

  void formula(const std::string& id) {
    Table table;
    table.columns = {{text("table.option"), ColumnRole::label, Align::left},
                     {text("trace.column.estimate"), ColumnRole::text, Align::left},
                     {text("trace.column.range"), ColumnRole::figure, Align::right},
                     {text("trace.column.central"), ColumnRole::figure, Align::right}};
    for (const Assessment& option : decision_.ranking) {
      each_estimate(option.estimate, [&](const std::string& name, const std::string& range, const std::string& central,
                                         const Basis& basis) {
        if (basis.method == id) table.rows.push_back({{option.strategy, name, range, central}, Emphasis::none});
      });
      for (const BillLine& line : option.estimate.bill) {
        if (line.basis.method != id) continue;
        table.rows.push_back({{option.strategy, text("bill." + line.label),
                               line.quote_needed ? text("trace.quote") : to_text(line.low, line.high, say_.style()),
                               line.quote_needed ? std::string() : to_text(line.central, say_.style())},
                              Emphasis::none});
      }
    }
    const auto formula = std::find_if(catalogue_.formulas.begin(), catalogue_.formulas.end(),
                                      [&](const Formula& one) { return one.id == id; });
    paragraph(text("explain.title", {{"name", texts()(formula->name)}, {"id", id}, {"text", ""}}), Emphasis::answer);
    code(formula->equation);
    row(text("explain.label.source"), cite(formula->source));
    row(text("explain.label.backtest"), backtest_of(*formula));
    end_rows();
    if (table.rows.empty()) paragraph(text("trace.formula.unused"));
    this->table(std::move(table));
    use(formula->source);
  }

  const Decision& decision_;
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

Document build_trace(const Decision& decision, std::span<const Topic> topics, const Catalogue& catalogue,
                     std::string_view language) {
  Trace trace(decision, catalogue, language);
  return topics.empty() ? trace.all() : trace.some(topics);
}

}  // namespace pathfinder
