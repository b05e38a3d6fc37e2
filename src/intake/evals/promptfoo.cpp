// promptfoo: what `promptfoo eval -o results.json` writes (EvaluateSummaryV2, V3) alone or in an export with its
// configuration. A row is one prompt on one test; an arm is a prompt.
#include "intake/evals/promptfoo.hpp"

#include <algorithm>

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder::evals {
namespace {

constexpr double error_reason = 2;  ///< ResultFailureReason.ERROR

std::string text_of(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.kind() == JsonKind::object ? object.find(key) : 0;
  return at != 0 && object.at(at).kind() == JsonKind::string ? std::string(object.at(at).string()) : std::string();
}

/// A provider is a text among the prompts and an object in a row.
std::string provider_of(JsonValue object) {
  const std::uint32_t at = object.kind() == JsonKind::object ? object.find("provider") : 0;
  if (at == 0) return {};
  const JsonValue provider = object.at(at);
  return provider.kind() == JsonKind::string ? std::string(provider.string()) : text_of(provider, "id");
}

std::string label_of(JsonValue prompt) {
  const std::string label = text_of(prompt, "label");
  return label.empty() ? text_of(prompt, "raw") : label;
}

/// Sums that promptfoo keeps with each prompt.
struct Sums {
  double passed = 0, failed = 0, errors = 0;
  Usage usage;
};

Sums sums_of(Reading& reading, JsonValue prompt) {
  Sums sums;
  const std::optional<JsonValue> metrics = reading.optional_member(prompt, "metrics", JsonKind::object);
  if (!metrics) return sums;
  const auto count = [&](std::string_view key, double& into) {
    if (const std::optional<JsonValue> value = reading.optional_member(*metrics, key, JsonKind::number))
      into = value->number();
  };
  count("testPassCount", sums.passed);
  count("testFailCount", sums.failed);
  count("testErrorCount", sums.errors);
  const double answers = sums.passed + sums.failed + sums.errors;
  const auto mean_of = [&](JsonValue object, std::string_view key, Measured& into) {
    double total = 0;
    if (const std::optional<JsonValue> value = reading.optional_member(object, key, JsonKind::number))
      total = value->number();
    if (total > 0 && answers > 0) into = {total, answers};
  };
  mean_of(*metrics, "totalLatencyMs", sums.usage.latency_ms);
  mean_of(*metrics, "cost", sums.usage.cost_usd);
  if (const std::optional<JsonValue> tokens = reading.optional_member(*metrics, "tokenUsage", JsonKind::object)) {
    mean_of(*tokens, "prompt", sums.usage.prompt_tokens);
    mean_of(*tokens, "completion", sums.usage.answer_tokens);
  }
  return sums;
}

/// Adds what one row took.
void add_usage(Reading& reading, JsonValue row, Usage& usage) {
  reading.measure(row, "latencyMs", usage.latency_ms);
  reading.measure(row, "cost", usage.cost_usd);
  std::optional<JsonValue> tokens = reading.optional_member(row, "tokenUsage", JsonKind::object);
  if (const std::optional<JsonValue> response = reading.optional_member(row, "response", JsonKind::object))
    if (const std::optional<JsonValue> own = reading.optional_member(*response, "tokenUsage", JsonKind::object))
      tokens = own;  // of the answer alone, without the graders' calls
  if (!tokens) return;
  reading.measure(*tokens, "prompt", usage.prompt_tokens);
  reading.measure(*tokens, "completion", usage.answer_tokens);
}

}  // namespace

void read_promptfoo(Reading& reading, JsonValue root, EvalRun& run) {
  run.format = "promptfoo";
  const std::optional<JsonValue> inner = reading.optional_member(root, "results", JsonKind::object);
  const JsonValue summary = inner ? *inner : root;
  const std::optional<JsonValue> version = reading.member(summary, "version", JsonKind::number);
  const std::optional<JsonValue> rows = reading.member(summary, "results", JsonKind::array);
  if (!version || !rows) return;
  run.version = json_number(version->number());
  if (version->number() != 2 && version->number() != 3) {
    reading.findings.add("pilot-version", reading.at(*version),
                         {{"format", run.format}, {"found", run.version}, {"allowed", "2, 3"}});
    return;
  }
  std::optional<JsonValue> prompts = reading.optional_member(summary, "prompts", JsonKind::array);
  if (!prompts) {
    if (const std::optional<JsonValue> table = reading.optional_member(summary, "table", JsonKind::object))
      if (const std::optional<JsonValue> head = reading.optional_member(*table, "head", JsonKind::object))
        prompts = reading.optional_member(*head, "prompts", JsonKind::array);
  }
  std::vector<Sums> sums;
  if (prompts) {
    prompts->for_each([&](JsonValue prompt) {
      EvalArm& arm = run.arms.emplace_back();
      arm.label = label_of(prompt);
      arm.model = provider_of(prompt);
      sums.push_back(sums_of(reading, prompt));
    });
  }
  // One prompt on two models has one label: the model tells them apart.
  for (std::size_t i = 0; i < run.arms.size(); ++i) {
    const std::string label = run.arms[i].label;
    const auto same = [&](const EvalArm& other) { return other.label == label; };
    if (std::count_if(run.arms.begin(), run.arms.end(), same) < 2) continue;
    for (EvalArm& arm : run.arms) {
      if (same(arm)) arm.label += " [" + arm.model + "]";
    }
  }
  const auto arm_of = [&](JsonValue row) -> EvalArm* {
    if (const std::optional<JsonValue> index = reading.optional_member(row, "promptIdx", JsonKind::number)) {
      const double at = index->number();
      if (at >= 0 && at < static_cast<double>(run.arms.size())) return &run.arms[static_cast<std::size_t>(at)];
      if (prompts) {
        reading.findings.add("pilot-field", reading.at(*index),
                             {{"key", "promptIdx"},
                              {"expected", "@expected.between\t0\t" + std::to_string(run.arms.size() - 1)},
                              {"found", found_words(*index)}});
        return nullptr;
      }
    }
    const std::optional<JsonValue> prompt = reading.member(row, "prompt", JsonKind::object);
    if (!prompt) return nullptr;
    const std::string label = label_of(*prompt);
    const std::string model = provider_of(row);
    for (EvalArm& arm : run.arms) {
      if ((arm.label == label || arm.label == label + " [" + model + "]") && (arm.model.empty() || arm.model == model))
        return &arm;
    }
    EvalArm& arm = run.arms.emplace_back();
    arm.label = label;
    arm.model = model;
    sums.emplace_back();
    return &arm;
  };
  rows->for_each([&](JsonValue row) {
    if (reading.failed()) return;
    EvalArm* arm = arm_of(row);
    if (arm == nullptr) return;
    GradedAnswer answer;
    answer.line = reading.at(row).line;
    if (const std::optional<JsonValue> test = reading.optional_member(row, "testIdx", JsonKind::number)) {
      answer.id = json_number(test->number());
    } else if (const std::optional<JsonValue> vars = reading.member(row, "vars", JsonKind::object)) {
      answer.id = std::string(vars->source_text());
    } else {
      return;
    }
    const std::optional<JsonValue> reason = reading.optional_member(row, "failureReason", JsonKind::number);
    const bool told = reading.optional_member(row, "error", JsonKind::string).has_value();
    // Version 2 had no reason at first: an error without one is the harness's.
    const bool failed = reason ? reason->number() == error_reason : told;
    if (!failed) {
      if (reading.ask.metric.empty()) {
        const std::optional<JsonValue> success = reading.member(row, "success", JsonKind::boolean);
        if (!success) return;
        answer.right = success->boolean();
        if (reading.ask.threshold) {
          const std::optional<JsonValue> score = reading.member(row, "score", JsonKind::number);
          if (!score) return;
          answer.right = score->number() >= *reading.ask.threshold;
        }
      } else if (const std::optional<JsonValue> scores = reading.member(row, "namedScores", JsonKind::object)) {
        std::vector<std::string> names;
        scores->for_each([&](JsonValue one) { names.emplace_back(one.key()); });
        const std::optional<std::string> metric = reading.metric_of(names, reading.at(*scores));
        if (!metric) return;
        answer.right = reading.grade(scores->at(scores->find(*metric)), *metric);
      }
    }
    add_usage(reading, row, arm->usage);
    arm->answers.push_back(std::move(answer));
  });
  run.metric = reading.ask.metric;
  // A shortened file keeps its sums.
  for (std::size_t i = 0; i < run.arms.size() && reading.ask.metric.empty() && !reading.ask.threshold; ++i) {
    const double all = sums[i].passed + sums[i].failed + sums[i].errors;
    EvalArm& arm = run.arms[i];
    if (!(all > static_cast<double>(arm.answers.size()))) continue;
    arm.answers.clear();
    arm.right = sums[i].passed;
    arm.of = sums[i].passed + sums[i].failed;
    arm.errors = sums[i].errors;
    arm.usage = sums[i].usage;
  }
  std::erase_if(run.arms, [](const EvalArm& arm) { return arm.answers.empty() && arm.of == 0 && arm.errors == 0; });
}

}  // namespace pathfinder::evals
