#include "pathfinder/report/build/trace.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/build/explain_page.hpp"
#include "report/build/variant_rows.hpp"

namespace pathfinder {
namespace {

std::string decimals(double value, int digits) {
  if (std::isnan(value)) return "–";
  return fmt::format("{:.{}f}", value, digits);
}

/// The reasons inside one decision.
class Trace : public ExplainPage {
 public:
  Trace(const Decision& decision, const Words& words, std::string_view language)
      : ExplainPage(words, language), decision_(decision) {
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
          fact(words_.vocabulary.find(topic.id));
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

  std::string origin(const Fact& fact) const { return text("origin." + std::string(word_of(fact.origin))); }

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
      const FactSpec& spec = words_.vocabulary.slots[slot];
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
    const FactSpec& spec = words_.vocabulary.slots[words_.vocabulary.find(read.fact)];
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

  std::string gate_line(const Assessment& option, const GateResult& gate) {
    std::string line = text("trace.gate." + std::string(word_of(gate.blocks)));
    if (!gate.read.empty()) line += text("explain.colon") + readings(gate.read);
    if (!gate.source.empty()) line += " " + cite(gate.source);
    if (gate.blocks != Truth::no) line += "\n" + say_.gate(option.strategy, gate.id, decision_.facts);
    if (!gate.missing.empty()) line += "\n" + text("trace.missing", {{"facts", join(gate.missing)}});
    return line;
  }

  std::string caution_line(const Assessment& option, const CautionResult& caution) {
    std::string line =
        text(caution.taken ? "trace.caution.taken" : "trace.caution." + std::string(word_of(caution.applies)),
             {{"amount", exact_text(caution.takes)}, {"criterion", caution.criterion}}) +
        text("explain.colon") + readings(caution.read) + " " + cite(caution.source);
    if (caution.taken) line += "\n" + say_.caution(option.strategy, caution.id, decision_.facts);
    return line;
  }

  void option(const Assessment& option) {
    heading("trace.heading.option", {{"rank", std::to_string(option.rank)},
                                     {"name", say_.strategy_name(option.strategy)},
                                     {"id", option.strategy},
                                     {"standing", text("standing." + std::string(word_of(option.standing)))},
                                     {"score", decimals(option.score, 4)}});
    if (option.first_rank) {
      const std::string regret =
          option.max_regret ? text("trace.regret", {{"regret", decimals(*option.max_regret, 4)}}) : std::string();
      row(text("trace.label.draws"),
          text("trace.first_rank", {{"share", percent(*option.first_rank, say_.style())}}) + regret);
    }
    for (const std::string& line : variant_lines(option, say_, option.variants.size()))
      row(text("trace.label.form"), line);
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
      table.rows.push_back({{one.criterion, texts()(words_.criterion(one.criterion)->name), number(one.raw),
                             decimals(one.value, 3), exact_text(one.weight), decimals(one.points, 4)},
                            Emphasis::none});
    }
    table.rows.push_back({{text("trace.sum"), "", "", "", "", decimals(option.score, 4)}, Emphasis::answer});
    std::string factors;
    for (const auto& reached : option.factors) {
      const auto found = std::find_if(words_.factors.begin(), words_.factors.end(),
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
  std::string made_of(const Line<Dollars>& line) {
    const auto formula = std::find_if(words_.formulas.begin(), words_.formulas.end(),
                                      [&](const Formula& one) { return one.id == line.basis.method; });
    if (formula == words_.formulas.end() || line.parts.empty()) return method(line.basis);
    std::string parts;
    for (const Part& part : line.parts) {
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
    for (const Line<Dollars>& line : estimate.bill) {
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
    put("trace.plan.training_gpu", plan.training_gpu);
    if (option.estimate.own_cards)
      row(text("report.plan"), say_.own_cards_words(*option.estimate.own_cards, option.estimate), text("report.note"));
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
    const FactSpec& spec = words_.vocabulary.slots[slot];
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
    const Criterion& criterion = *words_.criterion(id);
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
      for (const Line<Dollars>& line : option.estimate.bill) {
        if (line.basis.method != id) continue;
        table.rows.push_back({{option.strategy, text("bill." + line.label),
                               line.quote_needed ? text("trace.quote") : to_text(line.low, line.high, say_.style()),
                               line.quote_needed ? std::string() : to_text(line.central, say_.style())},
                              Emphasis::none});
      }
    }
    const auto formula =
        std::find_if(words_.formulas.begin(), words_.formulas.end(), [&](const Formula& one) { return one.id == id; });
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

Document build_trace(const Decision& decision, std::span<const Topic> topics, const Words& words,
                     std::string_view language) {
  Trace trace(decision, words, language);
  return topics.empty() ? trace.all() : trace.some(topics);
}

}  // namespace pathfinder
