// What the buyer must watch and check, and what the report rests on: risks, acceptance tests, assumptions, sources.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pathfinder/base/math.hpp"

#include "report/build/report_parts.hpp"

namespace pathfinder {

void ReportSections::risks() {
  const Assessment* winner = decision_.winner();
  if (winner == nullptr) return;
  Table table;
  table.columns = {words(text("report.column.risk")), words(text("report.column.answer"))};
  const auto row = [&](std::string risk, std::string answer) {
    table.rows.push_back({{cell(std::move(risk)), cell(std::move(answer))}, Emphasis::none});
  };
  for (const GateResult& gate : winner->gates) {
    if (gate.blocks != Truth::unknown) continue;
    std::string names;
    for (const std::string& fact : gate.missing) names += (names.empty() ? "" : text("list.comma")) + fact_name(fact);
    row(say_.gate(winner->strategy, gate.id, decision_.facts), text("risk.settle", {{"facts", names}}));
  }
  for (const CautionResult& caution : winner->cautions) {
    if (caution.taken) row(say_.caution(winner->strategy, caution.id, decision_.facts), text("risk.caution"));
  }
  if (decision_.effect) {
    for (const std::string& id : decision_.effect->failure_modes) row(say_.failure_mode(id), text("risk.measure"));
  }
  if (decision_.confidence && decision_.confidence->verdict == Verdict::toss_up)
    row(text("risk.toss_up"), text("risk.ask"));
  if (winner->estimate.quote_needed) row(text("risk.quotes"), text("risk.quotes.answer"));
  const Plan& plan = winner->estimate.plan;
  if (plan.serving == "api") row(text("risk.api"), text("risk.api.exit"));
  if (plan.serving == "owned" || plan.serving == "bought") row(text("risk.owned"), text("risk.owned.exit"));
  if (plan.serving == "rented") row(text("risk.rented"), text("risk.rented.exit"));
  if (!plan.model.empty()) row(text("risk.model"), text("risk.model.exit", {{"model", model_name(plan.model)}}));
  add_table(std::move(table));
  for (const Field& note : plan.notes) add(Paragraph{text(note.name, {{"what", note.value}}), Emphasis::warning, ""});
}

/// Tests that a supplier can be held to: what is measured with which tool at which lengths and load, and the end of our
/// interval that must be reached.
void ReportSections::acceptance() {
  const Assessment* winner = decision_.winner();
  if (winner == nullptr) return;
  const OptionEstimate& estimate = winner->estimate;
  Table table;
  table.columns = {figure(text("report.column.number")), words(text("report.column.test")),
                   words(text("report.column.how")), figure(text("report.column.limit"))};
  const auto row = [&](std::string test, std::string how, std::string limit) {
    table.rows.push_back(
        {{std::to_string(table.rows.size() + 1), std::move(test), std::move(how), std::move(limit)}, Emphasis::none});
  };
  const auto whole = [](double value) { return fmt::format("{:.0f}", std::max(1.0, std::ceil(value))); };
  std::string command;
  if (estimate.workload) {
    const Workload& load = *estimate.workload;
    const std::string lengths = text("accept.load", {{"input", exact_text(std::ceil(load.input_tokens))},
                                                     {"output", exact_text(std::ceil(load.output_tokens))},
                                                     {"rate", to_text(load.requests_per_s, say_.style())},
                                                     {"concurrency", whole(load.concurrency)}});
    // What comes in the busiest hour must go out: that is asked for, not guessed, so it is no end of an interval.
    if (load.tokens_per_s_out)
      row(text("accept.throughput"), lengths,
          text("accept.at_least",
               {{"value", text("accept.tokens_per_s",
                               {{"value", to_text(load.tokens_per_s_out->central.value, say_.style())}})}}));
    if (load.latency_limit_ms > 0) {
      row(text("accept.latency"), lengths,
          text("accept.at_most", {{"value", to_text(Milliseconds{load.latency_limit_ms}, say_.style())}}));
    } else if (estimate.latency) {
      row(text("accept.latency"), lengths,
          text("accept.at_most", {{"value", to_text(estimate.latency->high, say_.style())}}));
    }
    if (estimate.ttft)
      row(text("accept.ttft"), lengths,
          text("accept.at_most", {{"value", to_text(estimate.ttft->high, say_.style())}}));
    const std::string model = estimate.plan.model.empty() ? "MODEL" : estimate.plan.model;
    const double requests = std::max(100.0, 10 * std::ceil(load.concurrency));
    if (estimate.plan.serving == "api") {
      command = fmt::format(
          "evalscope perf --url URL --model MODEL --api openai --dataset random \\\n"
          "  --min-prompt-length {0} --max-prompt-length {0} --min-tokens {1} --max-tokens {1} \\\n"
          "  --parallel {2} --number {3}",
          whole(load.input_tokens), whole(load.output_tokens), whole(load.concurrency), whole(requests));
    } else {
      command = fmt::format(
          "vllm bench serve --model {} --dataset-name random \\\n"
          "  --random-input-len {} --random-output-len {} --ignore-eos \\\n"
          "  --max-concurrency {} --num-prompts {} --percentile-metrics ttft,tpot,e2el --metric-percentiles 95",
          model, whole(load.input_tokens), whole(load.output_tokens), whole(load.concurrency), whole(requests));
    }
  }
  if (estimate.training_wall_hours)
    row(text("accept.training"), text("accept.training.how"),
        text("accept.at_most", {{"value", to_text(estimate.training_wall_hours->high, say_.style())}}));
  if (estimate.memory_per_gpu)
    row(text("accept.memory"), text("accept.memory.how"),
        text("accept.at_most", {{"value", to_text(estimate.memory_per_gpu->high, say_.style())}}));
  const double target = given("target_accuracy");
  std::string limit = std::isnan(target) ? text("accept.to_agree")
                                         : text("accept.at_least", {{"value", percent(target, say_.style())}});
  std::string how = text("accept.quality.how");
  if (decision_.acceptance) {
    const AcceptanceTest& test = *decision_.acceptance;
    how = text("accept.quality.sized", {{"how", how},
                                        {"wanted", percent(test.wanted, say_.style())},
                                        {"tolerated", percent(test.tolerated, say_.style(), 1)},
                                        {"supplier", percent(test.supplier_risk, say_.style())},
                                        {"buyer", percent(test.buyer_risk, say_.style())}});
    limit = text(test.assumed ? "accept.quality.assumed" : "accept.quality.limit",
                 {{"right", exact_text(test.least_right)}, {"questions", exact_text(test.questions)}});
  }
  row(text("accept.quality"), std::move(how), std::move(limit));
  if (estimate.weeks_to_value)
    row(text("accept.time"), text("accept.time.how"),
        text("accept.at_most", {{"value", to_text(estimate.weeks_to_value->high, say_.style())}}));
  for (const PathStage& stage : decision_.path) {
    if (stage.recommended && !say_.exit_test(stage).empty())
      row(text("accept.stage"), cell(say_.exit_test(stage)), text("accept.met"));
  }
  paragraph("report.acceptance");
  add_table(std::move(table));
  if (!command.empty()) {
    paragraph("report.acceptance.command");
    add(Code{command, "sh"});
  }
}

void ReportSections::assumptions() {
  Table table;
  table.columns = {label(text("report.column.fact")), figure(text("report.column.assumed")),
                   words(text("report.column.basis")), words(text("report.column.moves"))};
  const OptionEstimate* estimate = winner_estimate();
  const auto holds = [](const std::vector<std::string>& list, const std::string& id) {
    return std::find(list.begin(), list.end(), id) != list.end();
  };
  bool levels = false;
  for (std::size_t slot = 0; slot < decision_.facts.size(); ++slot) {
    const FactSpec& spec = words_.vocabulary.slots[slot];
    const Fact& fact = decision_.facts[slot];
    if (spec.kind != FactSpec::Kind::given || fact.known || std::isnan(fact.value)) continue;
    std::string moves;
    if (estimate != nullptr && holds(estimate->money_assumed, spec.id)) moves = text("report.moves.money");
    if (estimate != nullptr && holds(estimate->training_assumed, spec.id))
      moves += (moves.empty() ? "" : text("list.comma")) + text("report.moves.training");
    levels = levels || spec.type == FactType::level;
    table.rows.push_back({{say_.texts()(spec.name), fact_text(spec, fact), cited(fact.why), moves}, Emphasis::none});
  }
  if (levels) table.caption = text("report.levels");
  if (!table.rows.empty()) paragraph("report.assumptions");
  add_table(std::move(table));
  std::vector<std::string> ids;
  if (estimate != nullptr) {
    for (const Line<Dollars>& line : estimate->bill) {
      for (const std::string& id : line.basis.assumptions) {
        if (say_.texts().has(id) && !holds(ids, id)) ids.push_back(id);
      }
    }
  }
  List list;
  for (const std::string& id : ids) list.items.push_back(text(id));
  list.items.push_back(text("report.without_tax"));
  list.items.push_back(text("report.interval"));
  add(std::move(list));
}

void ReportSections::sources() {
  for (const bool read : {true, false}) {
    Table table;
    table.columns = {label(text("report.column.id")), words(text("report.column.title")),
                     words(text("report.column.date"))};
    for (const auto& [id, source] : words_.sources) {
      if (source.read == read) table.rows.push_back({{id, source.title, source.date}, Emphasis::none});
    }
    if (table.rows.empty()) continue;
    paragraph(read ? "report.sources.read" : "report.sources.recalled");
    add_table(std::move(table));
  }
}

/// Errors on sources that the constants had not seen: what a reader must expect of a new case.
void ReportSections::accuracy() {
  Table table;
  table.columns = {label(text("report.column.tested")), figure(text("report.column.rows")),
                   figure(text("report.column.error")), figure(text("report.column.within")),
                   figure(text("report.column.inside"))};
  for (const BacktestGroup& group : words_.backtest.groups) {
    // Parts of a group, "costs.of.rag", are left to the back-test itself.
    if (std::count(group.group.begin(), group.group.end(), '.') > 1) continue;
    const BacktestErrors& errors = group.left_out;
    table.rows.push_back(
        {{text("backtest.kind." + group.kind) + text("list.colon") + text("backtest.group." + group.group),
          exact_text(group.rows), percent(pathfinder::exp(errors.median_abs_log_error) - 1, say_.style()),
          percent(errors.within_1_5, say_.style()), percent(errors.coverage, say_.style())},
         Emphasis::none});
  }
  if (table.rows.empty()) {
    paragraph("report.accuracy.none");
  } else {
    paragraph("report.accuracy", {{"date", words_.backtest.as_of}});
  }
  table.caption = text("report.accuracy.caption");
  add_table(std::move(table));
  paragraph("report.accuracy.not");
}

}  // namespace pathfinder
