// OpenAI evals: the event log of `oaieval`, one object a line: the specification of the run, events by sample, and a
// report. A sample that was asked about and has neither a match nor a metric is one on which the harness failed.
#include "intake/evals/openai_evals.hpp"

#include <algorithm>
#include <map>

namespace pathfinder::evals {
namespace {

/// The model of a specification: "completion_fns", before 2023-06 "model_name(s)".
std::string model_in(const Reading& reading, JsonValue spec) {
  const auto first_text = [](JsonValue list) {
    std::string text;
    list.for_each([&](JsonValue one) {
      if (text.empty() && one.kind() == JsonKind::string) text = one.string();
    });
    return text;
  };
  if (const std::optional<JsonValue> list = reading.optional_member(spec, "completion_fns", JsonKind::array))
    return first_text(*list);
  if (const std::optional<JsonValue> name = reading.optional_member(spec, "model_name", JsonKind::string))
    return std::string(name->string());
  for (const std::string_view key : {"model_names", "model_name"}) {
    if (const std::optional<JsonValue> names = reading.optional_member(spec, key, JsonKind::object))
      if (const std::optional<JsonValue> list = reading.optional_member(*names, "completions", JsonKind::array))
        return first_text(*list);
  }
  return {};
}

}  // namespace

void read_openai_evals(Reading& reading, EvalRun& run) {
  run.format = "OpenAI evals";
  EvalArm& arm = run.arms.emplace_back();
  arm.label = reading.stem();
  std::string run_id;
  std::map<std::string, int> seen;  // samples without a grade so far → line
  std::vector<std::string> order;
  std::optional<std::string> metric;
  each_json_line(reading, [&](JsonValue line) {
    if (metric && metric->empty()) return;
    if (const std::optional<JsonValue> spec = reading.optional_member(line, "spec", JsonKind::object)) {
      if (!run.version.empty()) {
        reading.findings.add("pilot-runs-mixed", reading.at(*spec), {{"file", reading.name}});
        metric = "";
        return;
      }
      run.version = spec->find("completion_fns") != 0 ? "completion_fns" : "model_names";
      arm.model = model_in(reading, *spec);
      if (const std::optional<JsonValue> id = reading.optional_member(*spec, "run_id", JsonKind::string))
        run_id = id->string();
      return;
    }
    if (line.find("final_report") != 0) return;
    const std::optional<JsonValue> type = reading.member(line, "type", JsonKind::string);
    const std::optional<JsonValue> data = reading.member(line, "data", JsonKind::object);
    if (!type || !data) return;
    if (const std::optional<JsonValue> id = reading.optional_member(line, "run_id", JsonKind::string);
        id && !run_id.empty() && id->string() != run_id) {
      reading.findings.add("pilot-runs-mixed", reading.at(*id), {{"file", reading.name}});
      metric = "";
      return;
    }
    const std::optional<JsonValue> sample = reading.member(line, "sample_id", JsonKind::string);
    if (!sample) return;
    const std::string id(sample->string());
    const auto remember = [&] {
      if (seen.emplace(id, reading.at(line).line).second) order.push_back(id);
    };
    const bool match = type->string() == "match";
    if (!match && type->string() != "metrics") return remember();
    std::vector<std::string> names;
    if (match) names.emplace_back("correct");
    if (!match) {
      data->for_each([&](JsonValue one) {
        if (one.kind() == JsonKind::number || one.kind() == JsonKind::boolean) names.emplace_back(one.key());
      });
    }
    if (!metric) metric = reading.metric_of(names, reading.at(*data)).value_or("");
    if (metric->empty()) return;
    const std::uint32_t at = data->find(*metric);
    if (at == 0) return remember();
    const bool truth = data->at(at).kind() == JsonKind::boolean;
    if (match && !truth) {
      reading.member(*data, *metric, JsonKind::boolean);
      return;
    }
    GradedAnswer answer;
    answer.id = id;
    answer.line = reading.at(line).line;
    answer.right = reading.grade(data->at(at), *metric);
    arm.answers.push_back(std::move(answer));
  });
  run.metric = metric.value_or("") == "correct" ? "" : metric.value_or("");
  for (const GradedAnswer& answer : arm.answers) seen.erase(answer.id);
  for (const std::string& id : order) {
    if (const auto at = seen.find(id); at != seen.end()) arm.answers.push_back({id, "", std::nullopt, at->second});
  }
}

}  // namespace pathfinder::evals
