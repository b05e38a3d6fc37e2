// What is recommended and why: decision, needs, options, path, on what the answer hangs, policies.
#include <algorithm>
#include <cmath>

#include "pathfinder/report/build/policies.hpp"
#include "pathfinder/wording/change_text.hpp"

#include "report/build/charts.hpp"
#include "report/build/question_rows.hpp"
#include "report/build/report_parts.hpp"
#include "report/build/step_rows.hpp"
#include "report/build/variant_rows.hpp"

namespace pathfinder {
namespace {

/// What is tested at the end of the stages: one sentence that all share, or each with the stages it is for.
std::vector<std::string> tests_of(const std::vector<PathStage>& path, const Sentences& say,
                                  std::string (Sentences::*test)(const PathStage&) const) {
  std::vector<std::pair<std::string, std::string>> tests;  // sentence, stages
  std::size_t number = 0;
  for (const PathStage& stage : path) {
    const std::string sentence = (say.*test)(stage);
    const std::string name = std::to_string(++number);
    if (sentence.empty()) continue;
    const auto same = std::find_if(tests.begin(), tests.end(), [&](const auto& one) { return one.first == sentence; });
    if (same == tests.end()) {
      tests.emplace_back(sentence, name);
    } else {
      same->second += say.texts()("list.comma") + name;
    }
  }
  std::vector<std::string> lines;
  for (const auto& [sentence, stages] : tests)
    lines.push_back(tests.size() == 1 ? sentence
                                      : say.texts()("report.test_of_stages", {{"stages", stages}, {"test", sentence}}));
  return lines;
}

}  // namespace

void ReportSections::decision() {
  const Assessment* winner = decision_.winner();
  if (winner == nullptr) {
    add(Paragraph{text("report.none"), Emphasis::warning, ""});
    return;
  }
  const std::string name = say_.strategy_name(winner->strategy);
  add(Paragraph{text("report.recommended", {{"option", name}}), Emphasis::answer, ""});
  KeyValues rows;
  const auto row = [&](std::string_view label, std::string said, Emphasis emphasis = Emphasis::none) {
    rows.rows.push_back({text(label), std::move(said), "", "", emphasis});
  };
  if (decision_.confidence) {
    const Confidence& confidence = *decision_.confidence;
    row("report.label.confidence",
        text("report.confidence", {{"verdict", text("verdict." + std::string(word_of(confidence.verdict)))},
                                   {"share", percent(confidence.first, say_.style())},
                                   {"draws", exact_text(static_cast<double>(confidence.draws))}}));
    if (!confidence.more_often_first.empty())
      row("report.label.against",
          text("report.more_often", {{"option", say_.strategy_name(confidence.more_often_first)}}), Emphasis::warning);
    if (!confidence.least_regret.empty() && confidence.least_regret != confidence.more_often_first)
      row("report.label.against",
          text("report.least_regret", {{"option", say_.strategy_name(confidence.least_regret)}}), Emphasis::warning);
  }
  if (decision_.ranking.size() > 1 && decision_.ranking[1].standing != Standing::blocked)
    row("report.label.runner_up", say_.strategy_name(decision_.ranking[1].strategy));
  if (decision_.tie)
    row("report.label.against", text("report.tie", {{"option", say_.strategy_name(decision_.ranking[1].strategy)}}),
        Emphasis::warning);
  const double months = given("horizon_months");
  if (winner->estimate.total) {
    row("report.label.total", text("report.total", {{"months", exact_text(months)},
                                                    {"central", money_.text(total_units(winner->estimate))},
                                                    {"unit", money_.unit()},
                                                    {"range", shown(winner->estimate.total)}}));
    if (winner->estimate.cash)
      row("report.label.cash", text("report.cash", {{"central", to_text(winner->estimate.cash->central, say_.style())},
                                                    {"range", shown(winner->estimate.cash)}}));
    if (const std::string lines = lines_to_quote(winner->estimate); !lines.empty())
      row("report.label.left_out", text("report.left_out", {{"lines", lines}}), Emphasis::warning);
  }
  if (decision_.currency != "USD" && !decided_) {
    std::string currency_name = decision_.currency;
    if (const std::size_t slot = words_.vocabulary.find("currency"); slot != Vocabulary::none)
      currency_name = say_.fact_with_unit(words_.vocabulary.slots[slot], decision_.facts[slot]);
    row("report.label.currency", text("report.currency", {{"code", decision_.currency},
                                                          {"name", currency_name},
                                                          {"rate", exact_text(decision_.usd_rate)},
                                                          {"date", decision_.currency_as_of}}));
  }
  if (winner->standing == Standing::conditional) {
    std::vector<std::string> missing;
    for (const GateResult& gate : winner->gates) {
      for (const std::string& fact : gate.missing) {
        if (std::find(missing.begin(), missing.end(), fact_name(fact)) == missing.end())
          missing.push_back(fact_name(fact));
      }
    }
    std::string names;
    for (const std::string& one : missing) names += (names.empty() ? "" : text("list.comma")) + one;
    row("report.label.condition", text("report.conditional", {{"facts", names}}), Emphasis::warning);
  }
  add(std::move(rows));
  if (decided_) return;
  decided_ = true;
  rows_of(text("report.label.form"), variant_lines(*winner, say_, 4));
  rows_of(text("report.label.reasons"), say_.reasons_for(decision_, *winner, 5));
  std::vector<std::string> today;
  for (const Diagnostic& warning : decision_.warnings) {
    if (warning.code.starts_with("present-")) today.push_back(say_.message(warning));
  }
  rows_of(text("report.label.today"), today);
  if (decision_.article) {
    const ArticleView& view = *decision_.article;
    rows_of(text("report.label.article"), {text(view.agrees ? "report.article.agrees" : "report.article.differs",
                                                {{"option", say_.strategy_name(view.strategy)},
                                                 {"rule", view.rule},
                                                 {"why", say_.article_why(decision_)}})});
  }
  std::vector<std::string> changes;
  for (const Flip& flip : decision_.sensitivity.flips) {
    if (changes.size() == 6) break;
    changes.push_back(
        text("report.change_to",
             {{"change", change_condition(flip, words_, say_)},
              {"option", flip.strategy.empty() ? text("change.blocked") : say_.strategy_name(flip.strategy)}}));
  }
  rows_of(text("report.label.reopen"), changes);
  if (!decision_.horizons.empty()) {
    std::vector<std::string> winners;
    for (const HorizonWinner& one : decision_.horizons) {
      winners.push_back(text("report.horizon_winner",
                             {{"months", exact_text(one.months)}, {"option", say_.strategy_name(one.strategy)}}));
    }
    rows_of(text("report.label.horizons"), winners);
  }
}

void ReportSections::needs() {
  Table table;
  table.columns = {label(text("report.column.fact")), figure(text("report.column.value")),
                   words(text("report.column.origin")), words(text("report.column.basis"))};
  int assumed = 0;
  bool levels = false;
  for (std::size_t slot = 0; slot < decision_.facts.size(); ++slot) {
    const FactSpec& spec = words_.vocabulary.slots[slot];
    const Fact& fact = decision_.facts[slot];
    if (spec.kind != FactSpec::Kind::given || std::isnan(fact.value)) continue;
    if (!fact.known) {
      ++assumed;
      continue;
    }
    levels = levels || spec.type == FactType::level;
    table.rows.push_back({{say_.texts()(spec.name), fact_text(spec, fact),
                           text("origin." + std::string(word_of(fact.origin))), cited(fact.why)},
                          Emphasis::none});
  }
  if (levels) table.caption = text("report.levels");
  if (!table.rows.empty()) paragraph("report.needs");
  add_table(std::move(table));
  if (assumed > 0) paragraph("report.needs.assumed", {{"count", std::to_string(assumed)}});
}

void ReportSections::options() {
  Table table;
  table.columns = {figure(text("report.column.rank")),
                   label(text("table.option")),
                   label(text("report.column.standing")),
                   figure(text(decision_.confidence ? "report.column.first" : "table.score")),
                   figure(text("table.setup")),
                   figure(text("report.column.month")),
                   figure(text("table.total_months", {{"months", exact_text(given("horizon_months"))}})),
                   figure(text("report.column.weeks"))};
  /// The column's head says what is counted.
  const auto weeks = [&](const OptionEstimate& estimate) {
    std::string said = shown(estimate.weeks_to_value);
    const std::string unit = std::string(say_.style().word_space) + say_.style().week.many;
    if (said.ends_with(unit)) said.resize(said.size() - unit.size());
    return said;
  };
  for (const Assessment& option : decision_.ranking) {
    const OptionEstimate& estimate = option.estimate;
    const bool blocked = option.standing == Standing::blocked;
    table.rows.push_back(
        {{std::to_string(option.rank), say_.strategy_name(option.strategy),
          text("standing." + std::string(word_of(option.standing))),
          blocked ? std::string(say_.style().absent) : percent(option.first_rank.value_or(option.score), say_.style()),
          shown(estimate.setup), shown(estimate.monthly), shown(estimate.total), weeks(estimate)},
         &option == decision_.winner() ? Emphasis::answer : (blocked ? Emphasis::muted : Emphasis::none)});
  }
  table.caption = text("report.options.caption");
  add_table(std::move(table));
  add_chart(options_chart(decision_, words_, say_));
  Table reasons;
  reasons.columns = {label(text("report.label.not_chosen")), words(text("report.column.lost"))};
  for (const Assessment& option : decision_.ranking) {
    if (&option == decision_.winner()) continue;
    std::vector<std::string> against = say_.reasons_against(decision_, option, 3);
    if (against.empty()) against.push_back(text("report.close"));
    std::string all;
    for (const std::string& one : against) all += (all.empty() ? "" : text("list.semicolon")) + cell(one);
    reasons.rows.push_back({{say_.strategy_name(option.strategy), all}, Emphasis::none});
  }
  add_table(std::move(reasons));
}

void ReportSections::path() {
  if (decision_.path.empty()) return;
  Table table;
  table.columns = {figure(text("report.column.stage")), label(text("table.option")), figure(text("report.column.time")),
                   figure(text("report.column.cost")), words(text("report.column.starts"))};
  int number = 0;
  for (const PathStage& stage : decision_.path) {
    const std::string starts =
        stage.later ? cell(say_.opens_when(stage)) : text(number == 0 ? "report.starts.now" : "report.starts.then");
    table.rows.push_back(
        {{std::to_string(++number), say_.strategy_name(stage.strategy), to_text(stage.weeks, say_.style()),
          stage.cost ? to_text(*stage.cost, say_.style()) : std::string(say_.style().absent), starts},
         stage.recommended ? Emphasis::answer : Emphasis::none});
  }
  if (decision_.path.size() > 1) table.caption = text("report.path.caption");
  add_table(std::move(table));
  rows_of(text("report.column.go"), tests_of(decision_.path, say_, &Sentences::exit_test));
  rows_of(text("report.column.stop"), tests_of(decision_.path, say_, &Sentences::stops_when));
  Table steps;
  steps.columns = {label(text("report.column.step")), words(text("report.column.done")),
                   figure(text("report.column.time"))};
  for (const StepRow& step : step_rows(decision_, words_, say_))
    steps.rows.push_back({{step.numbers, cell(step.text), step.weeks}, Emphasis::none});
  steps.caption = text("report.steps.caption");
  add_table(std::move(steps));
  add_chart(path_chart(decision_, say_));
}

void ReportSections::sensitivity() {
  const Sensitivity& found = decision_.sensitivity;
  Table table;
  table.columns = {words(text("report.column.change")), label(text("report.column.then"))};
  for (const Flip& flip : found.flips) {
    table.rows.push_back({{change_condition(flip, words_, say_),
                           flip.strategy.empty() ? text("change.blocked") : say_.strategy_name(flip.strategy)},
                          Emphasis::none});
  }
  if (table.rows.empty()) {
    paragraph("report.no_flips");
  } else {
    paragraph("report.flips");
    add_table(std::move(table));
  }
  add_chart(tornado_chart(decision_, words_, say_));
  Table questions;
  questions.columns = {words(text("report.column.question")), figure(text("report.column.settles"))};
  for (const Question& one : found.ask_next) {
    const std::size_t slot = words_.vocabulary.find(one.fact);
    questions.rows.push_back(
        {{say_.texts()(words_.vocabulary.slots[slot].question), percent(one.share_of_doubt, say_.style())},
         Emphasis::none});
  }
  if (!questions.rows.empty()) paragraph("report.questions");
  add_table(std::move(questions));
  KeyValues worth{pilot_rows(decision_, words_, say_, true)};
  for (KeyValue& row : worth_rows(decision_, say_)) worth.rows.push_back(std::move(row));
  if (!worth.rows.empty()) add(std::move(worth));
}

void ReportSections::policies() {
  Table table;
  table.columns = {label(text("report.column.result")), words(text("report.column.requirement")),
                   label(text("report.column.policy"))};
  std::size_t at = 0;
  for (const KeyValue& row : policy_rows(decision_, say_).rows)
    table.rows.push_back({{row.key, row.text, decision_.policies[at++].id}, row.emphasis});
  add_table(std::move(table));
}

}  // namespace pathfinder
