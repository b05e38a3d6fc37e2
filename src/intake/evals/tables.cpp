// Tables: what `result.to_pandas().to_csv(…)` of RAGAS gives (0.1: question, answer; 0.2: user_input, response), and a
// plain table of grades, id,question,arm,correct[,grader], with prompt_tokens, answer_tokens, latency_ms, cost_usd and
// model where somebody has them.
#include "intake/evals/tables.hpp"

#include <algorithm>

#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder::evals {
namespace {

/// Columns of RAGAS that are no metric.
bool describes_question(std::string_view column) {
  static constexpr std::array<std::string_view, 16> columns = {"",
                                                               "user_input",
                                                               "retrieved_contexts",
                                                               "reference_contexts",
                                                               "response",
                                                               "reference",
                                                               "question",
                                                               "contexts",
                                                               "answer",
                                                               "ground_truth",
                                                               "ground_truths",
                                                               "rubrics",
                                                               "multi_responses",
                                                               "retrieved_context_ids",
                                                               "reference_context_ids",
                                                               "persona_name"};
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

/// A cell that holds nothing: pandas writes an empty one, some write the name of the value.
bool is_empty(std::string_view cell) {
  const std::string word = lower(cell);
  return word.empty() || word == "nan" || word == "none" || word == "null" || word == "error";
}

void add_measured(Reading& reading, const Table& table, std::string_view column, Measured& into) {
  const std::string_view cell = table.cell(column);
  if (is_empty(cell)) return;
  const std::optional<double> value = parse_number(cell);
  if (value && *value >= 0) return into.add(*value);
  reading.findings.add("pilot-field", table.place(column),
                       {{"key", std::string(column)}, {"expected", "@expected.count"}, {"found", std::string(cell)}});
}

}  // namespace

bool is_ragas(const Table& table) {
  return (table.has("user_input") && table.has("response")) || (table.has("question") && table.has("answer"));
}

void read_ragas(Reading& reading, Table& table, EvalRun& run) {
  run.format = "RAGAS";
  const bool newer = table.has("user_input");
  run.version = newer ? "0.2" : "0.1";
  std::vector<std::string> metrics;
  for (const std::string& column : table.header()) {
    if (!describes_question(column)) metrics.push_back(column);
  }
  const std::optional<std::string> metric = reading.metric_of(metrics, reading.at_line(1, ""));
  if (!metric) return;
  if (metric->empty()) {
    reading.findings.add("pilot-nothing-graded", reading.whole(), {{"file", reading.name}});
    return;
  }
  run.metric = *metric;
  EvalArm& arm = run.arms.emplace_back();
  arm.label = reading.stem();
  while (table.next()) {
    GradedAnswer answer;
    answer.id = std::string(table.cell(newer ? "user_input" : "question"));
    answer.line = static_cast<int>(table.line());
    const std::string_view cell = table.cell(*metric);
    if (!is_empty(cell)) {
      const std::optional<double> score = parse_number(cell);
      if (!score || *score < 0 || *score > 1) {
        reading.findings.add("pilot-field", table.place(*metric),
                             {{"key", *metric}, {"expected", "@expected.between\t0\t1"}, {"found", std::string(cell)}});
        return;
      }
      answer.right = reading.grade(*score, *metric, table.place(*metric));
    }
    arm.answers.push_back(std::move(answer));
  }
}

void read_graded_csv(Reading& reading, Table& table, EvalRun& run) {
  run.format = "CSV";
  run.version = table.has("grader") ? "several graders" : "one grader";
  std::vector<std::string_view> missing;
  for (const std::string_view column : {"id", "arm", "correct"}) {
    if (!table.has(column)) missing.push_back(column);
  }
  if (!missing.empty()) {
    reading.findings.add("pilot-csv-header", reading.at_line(1, join(table.header(), ",")),
                         {{"missing", join(missing)}, {"file", reading.name}});
    return;
  }
  while (table.next()) {
    const std::string label(table.cell("arm"));
    GradedAnswer answer;
    answer.id = std::string(table.cell("id"));
    answer.grader = std::string(table.cell("grader"));
    answer.line = static_cast<int>(table.line());
    for (const std::string_view column : {"id", "arm"}) {
      if (table.cell(column).empty())
        reading.findings.add(
            "pilot-field", table.place(column),
            {{"key", std::string(column)}, {"expected", "@expected.text"}, {"found", "@found.nothing"}});
    }
    auto arm = std::find_if(run.arms.begin(), run.arms.end(), [&](const EvalArm& one) { return one.label == label; });
    if (arm == run.arms.end()) {
      run.arms.emplace_back().label = label;
      arm = run.arms.end() - 1;
    }
    const std::string model(table.cell("model"));
    if (!arm->model.empty() && !model.empty() && model != arm->model) {
      reading.findings.add("pilot-models-in-arm", table.place("model"),
                           {{"arm", label}, {"models", arm->model + ", " + model}});
      return;
    }
    if (!model.empty()) arm->model = model;
    const std::string_view cell = table.cell("correct");
    if (!is_empty(cell)) {
      const std::string word = lower(cell);
      static constexpr std::array<std::string_view, 8> yes = {"true", "yes", "right", "correct",
                                                              "pass", "是",  "对",    "正确"};
      static constexpr std::array<std::string_view, 8> no = {"false", "no", "wrong", "incorrect",
                                                             "fail",  "否", "错",    "错误"};
      if (std::find(yes.begin(), yes.end(), word) != yes.end()) {
        answer.right = true;
      } else if (std::find(no.begin(), no.end(), word) != no.end()) {
        answer.right = false;
      } else if (const std::optional<double> score = parse_number(cell); score && *score >= 0 && *score <= 1) {
        answer.right = reading.grade(*score, "correct", table.place("correct"));
      } else {
        reading.findings.add("pilot-grade", table.place("correct"), {{"found", std::string(cell)}});
        continue;
      }
    }
    add_measured(reading, table, "prompt_tokens", arm->usage.prompt_tokens);
    add_measured(reading, table, "answer_tokens", arm->usage.answer_tokens);
    add_measured(reading, table, "latency_ms", arm->usage.latency_ms);
    add_measured(reading, table, "cost_usd", arm->usage.cost_usd);
    arm->answers.push_back(std::move(answer));
  }
}

}  // namespace pathfinder::evals
