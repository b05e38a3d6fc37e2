// lm-evaluation-harness: results_*.json with sums per task (0.3: "acc", 0.4: "acc,none" with the number of samples),
// and samples_*.jsonl with a line per question and filter (a list in one file before 0.4.3).
#include "intake/evals/lm_eval.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder::evals {
namespace {

/// A figure of a task that could be what counts as right.
struct TaskMetric {
  std::string task, metric;
  double score = 0;
  double error = -1;  ///< standard error; below 0: not in the file
  Location where;
  JsonValue value;
};

bool is_error_key(std::string_view key) {
  return key.find("_stderr") != std::string_view::npos;
}

/// "acc_stderr,none" of "acc,none".
std::string error_key(std::string_view metric) {
  const std::size_t comma = std::min(metric.find(','), metric.size());
  return std::string(metric.substr(0, comma)) + "_stderr" + std::string(metric.substr(comma));
}

std::vector<TaskMetric> metrics_of_tasks(Reading& reading, JsonValue results) {
  std::vector<TaskMetric> all;
  results.for_each([&](JsonValue task) {
    if (task.kind() != JsonKind::object) return;
    task.for_each([&](JsonValue one) {
      if (one.kind() != JsonKind::number || is_error_key(one.key()) || one.key() == "sample_len") return;
      TaskMetric& found = all.emplace_back(
          TaskMetric{std::string(task.key()), std::string(one.key()), one.number(), -1, reading.at(one), one});
      if (const std::optional<JsonValue> error = reading.optional_member(task, error_key(one.key()), JsonKind::number))
        found.error = error->number();
    });
  });
  return all;
}

/// The ways to name a metric, the shortest first.
std::vector<std::string> spellings(const TaskMetric& one) {
  const std::string bare = one.metric.substr(0, one.metric.find(','));
  return {bare, one.metric, one.task + ":" + bare, one.task + ":" + one.metric};
}

const TaskMetric* chosen(Reading& reading, const std::vector<TaskMetric>& all, JsonValue results) {
  std::vector<const TaskMetric*> meant;
  std::vector<std::string> names;
  for (const TaskMetric& one : all) {
    const std::vector<std::string> ways = spellings(one);
    if (reading.ask.metric.empty() || std::find(ways.begin(), ways.end(), reading.ask.metric) != ways.end())
      meant.push_back(&one);
  }
  if (meant.size() == 1) return meant.front();
  for (const TaskMetric& one : all) names.push_back(one.task + ":" + one.metric);
  if (meant.size() > 1) {
    std::string list;
    for (const TaskMetric* one : meant) list += (list.empty() ? "" : ", ") + one->task + ":" + one->metric;
    reading.findings.add("pilot-metric-needed", reading.at(results),
                         {{"allowed", list}, {"example", meant.front()->task + ":" + meant.front()->metric}});
    return nullptr;
  }
  if (reading.metric_of(names, reading.at(results)) == std::string())
    reading.findings.add("pilot-nothing-graded", reading.at(results), {{"file", reading.name}});
  return nullptr;
}

/// How many questions a score stands for: counted by 0.4; before, a share p with standard error e stands for
/// p (1 - p) / e^2 + 1 of them.
double samples_of(Reading& reading, JsonValue root, const TaskMetric& metric) {
  if (const std::optional<JsonValue> all = reading.optional_member(root, "n-samples", JsonKind::object)) {
    if (const std::optional<JsonValue> task = reading.optional_member(*all, metric.task, JsonKind::object)) {
      if (const std::optional<JsonValue> n = reading.optional_member(*task, "effective", JsonKind::number))
        return n->number();
    }
  }
  if (metric.error > 0 && metric.score > 0 && metric.score < 1)
    return std::nearbyint(metric.score * (1 - metric.score) / (metric.error * metric.error)) + 1;
  return 0;
}

std::string model_of(Reading& reading, JsonValue root) {
  const auto text = [&](JsonValue object, std::string_view key) {
    const std::optional<JsonValue> value = reading.optional_member(object, key, JsonKind::string);
    return value ? std::string(value->string()) : std::string();
  };
  if (const std::string name = text(root, "model_name"); !name.empty()) return name;
  const std::optional<JsonValue> config = reading.optional_member(root, "config", JsonKind::object);
  if (!config) return {};
  const std::string arguments = text(*config, "model_args");
  const std::size_t at = arguments.find("pretrained=");
  if (at == std::string::npos) return text(*config, "model");
  const std::string rest = arguments.substr(at + std::string_view("pretrained=").size());
  return rest.substr(0, rest.find(','));
}

/// Keys of a sample that are no metric.
bool describes_sample(std::string_view key) {
  static constexpr std::array<std::string_view, 12> keys = {
      "doc_id", "doc",      "target",      "arguments",   "resps", "filtered_resps",
      "filter", "doc_hash", "prompt_hash", "target_hash", "idx",   "metrics"};
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

void read_lm_eval_results(Reading& reading, JsonValue root, EvalRun& run) {
  run.format = "lm-evaluation-harness";
  const std::optional<JsonValue> results = reading.member(root, "results", JsonKind::object);
  if (!results) return;
  const std::vector<TaskMetric> all = metrics_of_tasks(reading, *results);
  const bool filters = std::any_of(all.begin(), all.end(),
                                   [](const TaskMetric& one) { return one.metric.find(',') != std::string::npos; });
  run.version = filters ? "0.4" : "0.3";
  const TaskMetric* metric = chosen(reading, all, *results);
  if (metric == nullptr) return;
  run.metric = metric->metric;
  if (!(metric->score >= 0 && metric->score <= 1)) {
    reading.findings.add(
        "pilot-field", metric->where,
        {{"key", metric->metric}, {"expected", "@expected.between\t0\t1"}, {"found", found_words(metric->value)}});
    return;
  }
  const double of = samples_of(reading, root, *metric);
  if (!(of >= 1)) {
    reading.findings.add("pilot-no-count", metric->where, {{"metric", metric->metric}});
    return;
  }
  const double right = metric->score * of;
  constexpr double told_from_whole = 0.02;  // 0.3 prints four digits
  if (std::abs(right - std::nearbyint(right)) > std::max(told_from_whole, filters ? 0 : of * 1e-3)) {
    reading.findings.add("pilot-fractional-sum", metric->where,
                         {{"metric", metric->metric}, {"found", found_words(metric->value)}, {"of", json_number(of)}});
    return;
  }
  EvalArm& arm = run.arms.emplace_back();
  arm.label = reading.stem();
  arm.model = model_of(reading, root);
  arm.right = std::nearbyint(right);
  arm.of = of;
}

void read_lm_eval_samples(Reading& reading, const JsonValue* list, EvalRun& run) {
  run.format = "lm-evaluation-harness";
  run.version = list != nullptr ? "0.4 (list)" : "0.4";
  EvalArm& arm = run.arms.emplace_back();
  arm.label = reading.stem();
  std::string filter;
  std::optional<std::string> metric;
  const auto take = [&](JsonValue row) {
    if (reading.failed() || (metric && metric->empty())) return;
    const std::uint32_t id = row.kind() == JsonKind::object ? row.find("doc_id") : 0;
    if (id == 0 || (row.at(id).kind() != JsonKind::number && row.at(id).kind() != JsonKind::string)) {
      reading.member(row, "doc_id", JsonKind::number);
      return;
    }
    const std::optional<JsonValue> named = reading.optional_member(row, "filter", JsonKind::string);
    const std::string own(named ? named->string() : "none");
    std::vector<std::string> metrics;
    if (const std::optional<JsonValue> names = reading.optional_member(row, "metrics", JsonKind::array)) {
      names->for_each([&](JsonValue one) {
        if (one.kind() == JsonKind::string) metrics.emplace_back(one.string());
      });
    } else {
      row.for_each([&](JsonValue one) {
        const bool figure = one.kind() == JsonKind::number || one.kind() == JsonKind::boolean;
        if (figure && !describes_sample(one.key())) metrics.emplace_back(one.key());
      });
    }
    // "exact_match,strict-match" names the filter too.
    const std::size_t comma = reading.ask.metric.find(',');
    if (!metric) {
      filter = comma == std::string::npos ? own : reading.ask.metric.substr(comma + 1);
      EvalAsk bare = reading.ask;
      bare.metric = reading.ask.metric.substr(0, comma);
      const Reading asked(reading.name, reading.text, bare, reading.findings);
      metric = asked.metric_of(metrics, reading.at(row)).value_or("");
      if (metric->empty() && metrics.empty())
        reading.findings.add("pilot-nothing-graded", reading.at(row), {{"file", reading.name}});
      if (metric->empty()) return;
    }
    if (own != filter) {
      if (comma != std::string::npos) return;
      reading.findings.add(
          "pilot-metric-needed", reading.at(row),
          {{"allowed", *metric + "," + filter + ", " + *metric + "," + own}, {"example", *metric + "," + filter}});
      metric = "";
      return;
    }
    GradedAnswer answer;
    answer.id =
        row.at(id).kind() == JsonKind::string ? std::string(row.at(id).string()) : json_number(row.at(id).number());
    answer.line = reading.at(row).line;
    if (const std::uint32_t at = row.find(*metric); at != 0) answer.right = reading.grade(row.at(at), *metric);
    arm.answers.push_back(std::move(answer));
  };
  if (list != nullptr) {
    list->for_each(take);
  } else {
    each_json_line(reading, take);
  }
  run.metric = metric.value_or("");
}

}  // namespace pathfinder::evals
