// A form is recognised by what only it holds; then its own reader takes over.
#include "pathfinder/intake/evals.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "intake/evals/deepeval.hpp"
#include "intake/evals/lm_eval.hpp"
#include "intake/evals/openai_evals.hpp"
#include "intake/evals/promptfoo.hpp"
#include "intake/evals/tables.hpp"

namespace pathfinder {
namespace {

std::string_view first_line(std::string_view text) {
  while (!text.empty() && (text.front() == '\n' || text.front() == '\r' || text.front() == ' ')) text.remove_prefix(1);
  return text.substr(0, text.find('\n'));
}

/// One object a line: the first line is a whole object. A single line may still be one document.
bool has_json_lines(std::string_view text) {
  Findings ignored;
  const std::string_view line = first_line(text);
  return line.size() > 1 && line.front() == '{' && !parse_json("", std::string(line), ignored).tree.nodes.empty();
}

void read_document(evals::Reading& reading, JsonValue root, EvalRun& run) {
  if (root.kind() == JsonKind::array) {
    bool samples = false;
    if (root.size() > 0) {
      const JsonValue first = root.at(root.index() + 1);
      samples = first.kind() == JsonKind::object && first.find("doc_id") != 0;
    }
    if (samples) return evals::read_lm_eval_samples(reading, &root, run);
  } else if (root.kind() == JsonKind::object) {
    const std::uint32_t results = root.find("results");
    const JsonKind inner = results == 0 ? JsonKind::null : root.at(results).kind();
    if (root.find("testRunData") != 0 || root.find("testCases") != 0) return evals::read_deepeval(reading, root, run);
    const bool promptfoo =
        (inner == JsonKind::object && (root.find("evalId") != 0 || root.at(results).find("results") != 0)) ||
        (inner == JsonKind::array && root.find("stats") != 0);
    if (promptfoo) return evals::read_promptfoo(reading, root, run);
    if (inner == JsonKind::object) return evals::read_lm_eval_results(reading, root, run);
  }
  reading.findings.add("pilot-unknown-format", reading.whole(), {{"file", reading.name}});
}

void read_text(evals::Reading& reading, EvalRun& run) {
  std::string_view text = reading.text;
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r')) text.remove_prefix(1);
  if (text.empty()) {
    reading.findings.add("pilot-empty", reading.whole(), {{"file", reading.name}});
    return;
  }
  if (has_json_lines(reading.text)) {
    Findings ignored;
    const JsonDocument head = parse_json("", std::string(first_line(reading.text)), ignored);
    const JsonValue root(head, 0);
    if (root.find("doc_id") != 0) return evals::read_lm_eval_samples(reading, nullptr, run);
    if (root.find("spec") != 0 || (root.find("event_id") != 0 && root.find("type") != 0))
      return evals::read_openai_evals(reading, run);
  }
  if (text.front() == '{' || text.front() == '[') {
    const JsonDocument document = parse_json(reading.name, std::string(reading.text), reading.findings);
    if (!document.tree.nodes.empty()) read_document(reading, JsonValue(document, 0), run);
    return;
  }
  if (const std::size_t at = broken_utf8(reading.text); at < reading.text.size()) {
    reading.findings.add("broken-utf8", locate_offset(reading.name, reading.text, at, 1), {});
    return;
  }
  evals::Table table;
  if (!table.open(reading)) return;
  if (evals::is_ragas(table)) return evals::read_ragas(reading, table, run);
  if (table.header().size() < 3) {
    reading.findings.add("pilot-unknown-format", reading.whole(), {{"file", reading.name}});
    return;
  }
  evals::read_graded_csv(reading, table, run);
}

/// The same question twice by one grader in one arm: rows of several runs, or a repeated one.
void refuse_repeated(const EvalRun& run, Findings& findings) {
  for (const EvalArm& arm : run.arms) {
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const GradedAnswer& answer : arm.answers) {
      if (seen.emplace(answer.id, answer.grader).second) continue;
      std::string id = answer.id.substr(0, 60);
      while (!id.empty() && broken_utf8(id) < id.size()) id.pop_back();
      findings.add("pilot-answer-twice", {run.file, answer.line, answer.line > 0 ? 1 : 0, "", "", 1},
                   {{"id", id}, {"arm", arm.label}});
      break;
    }
  }
}

}  // namespace

EvalRun read_evaluation(const std::string& name, std::string_view text, const EvalAsk& ask, Findings& findings) {
  EvalRun run;
  run.file = name;
  const std::size_t before = findings.all().size();
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  evals::Reading reading(name, text, ask, findings);
  read_text(reading, run);
  if (findings.all().size() > before) return run;
  refuse_repeated(run, findings);
  const bool graded = std::any_of(run.arms.begin(), run.arms.end(), [](const EvalArm& arm) {
    return arm.of > 0 || std::any_of(arm.answers.begin(), arm.answers.end(),
                                     [](const GradedAnswer& one) { return one.right.has_value(); });
  });
  if (!graded && findings.all().size() == before)
    findings.add("pilot-nothing-graded", {name, 0, 0, "", "", 1}, {{"file", name}});
  return run;
}

}  // namespace pathfinder
