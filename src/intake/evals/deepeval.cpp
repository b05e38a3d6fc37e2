// DeepEval: .deepeval/.latest_test_run.json with the run under "testRunData", or the run alone as
// .temp_test_run_data.json holds it. Metrics that are declared flaky decide nothing there and here.
#include "intake/evals/deepeval.hpp"

#include <algorithm>

namespace pathfinder::evals {
namespace {

/// The metrics of a test case: "metricsData", before 1.1 "metricsMetadata".
std::optional<JsonValue> metrics_in(const Reading& reading, JsonValue test) {
  if (const std::optional<JsonValue> data = reading.optional_member(test, "metricsData", JsonKind::array)) return data;
  return reading.optional_member(test, "metricsMetadata", JsonKind::array);
}

std::string metric_name(const Reading& reading, JsonValue metric) {
  for (const std::string_view key : {"name", "metric"}) {
    if (const std::optional<JsonValue> name = reading.optional_member(metric, key, JsonKind::string))
      return std::string(name->string());
  }
  return {};
}

bool is_flaky(const Reading& reading, JsonValue metric) {
  const std::optional<JsonValue> flaky = reading.optional_member(metric, "flaky", JsonKind::boolean);
  return flaky && flaky->boolean();
}

/// The grade that one metric gives one test.
std::optional<bool> graded_by(Reading& reading, JsonValue metric, const std::string& name) {
  if (reading.optional_member(metric, "error", JsonKind::string)) return std::nullopt;
  if (reading.ask.threshold) {
    const std::optional<JsonValue> score = reading.optional_member(metric, "score", JsonKind::number);
    return score ? reading.grade(score->number(), name, reading.at(*score)) : std::nullopt;
  }
  const std::optional<JsonValue> success = reading.optional_member(metric, "success", JsonKind::boolean);
  return success ? std::optional<bool>(success->boolean()) : std::nullopt;
}

}  // namespace

void read_deepeval(Reading& reading, JsonValue root, EvalRun& run) {
  run.format = "DeepEval";
  const std::optional<JsonValue> inner = reading.optional_member(root, "testRunData", JsonKind::object);
  const JsonValue data = inner ? *inner : root;
  run.version = inner ? "latest run" : "run";
  std::vector<JsonValue> tests;
  for (const std::string_view key : {"testCases", "conversationalTestCases"}) {
    if (const std::optional<JsonValue> list = reading.optional_member(data, key, JsonKind::array))
      list->for_each([&](JsonValue test) { tests.push_back(test); });
  }
  std::vector<std::string> metrics;
  for (const JsonValue& test : tests) {
    const std::optional<JsonValue> list = metrics_in(reading, test);
    if (!list) continue;
    list->for_each([&](JsonValue metric) {
      const std::string name = metric_name(reading, metric);
      const bool named = name.empty() || std::find(metrics.begin(), metrics.end(), name) != metrics.end();
      if (!named && !is_flaky(reading, metric)) metrics.push_back(name);
    });
  }
  const std::optional<std::string> metric = reading.metric_of(metrics, inner ? reading.at(*inner) : reading.whole());
  if (!metric) return;
  run.metric = *metric;
  EvalArm& arm = run.arms.emplace_back();
  arm.label = reading.stem();
  for (const JsonValue& test : tests) {
    if (reading.failed()) return;
    const std::optional<JsonValue> name = reading.member(test, "name", JsonKind::string);
    if (!name) return;
    GradedAnswer answer;
    answer.id = std::string(name->string());
    answer.line = reading.at(test).line;
    const std::optional<JsonValue> list = metrics_in(reading, test);
    if (list && !metric->empty()) {
      list->for_each([&](JsonValue one) {
        if (metric_name(reading, one) == *metric) answer.right = graded_by(reading, one, *metric);
      });
    } else if (const std::optional<JsonValue> success = reading.optional_member(test, "success", JsonKind::boolean)) {
      answer.right = success->boolean();
    }
    reading.measure(test, "inputTokenCount", arm.usage.prompt_tokens);
    reading.measure(test, "outputTokenCount", arm.usage.answer_tokens);
    constexpr double ms_per_second = 1000;
    reading.measure(test, "completionTime", arm.usage.latency_ms, ms_per_second);
    reading.measure(test, "tokenCost", arm.usage.cost_usd);
    arm.answers.push_back(std::move(answer));
  }
  // A shortened file keeps its sums; with one metric they are that metric's.
  const std::optional<JsonValue> passed = reading.optional_member(data, "testPassed", JsonKind::number);
  const std::optional<JsonValue> failed = reading.optional_member(data, "testFailed", JsonKind::number);
  if (!passed || !failed || metrics.size() > 1 || reading.ask.threshold) return;
  if (!(passed->number() + failed->number() > static_cast<double>(arm.answers.size()))) return;
  arm.answers.clear();
  arm.right = passed->number();
  arm.of = passed->number() + failed->number();
}

}  // namespace pathfinder::evals
