#include "pathfinder/saved/batch_line.hpp"

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/findings.hpp"

#include "saved/format_parts.hpp"

namespace pathfinder {
namespace {

template <class Q>
std::optional<Interval<>> numbers_of(const std::optional<Estimate<Q>>& estimate) {
  if (!estimate) return std::nullopt;
  return Interval<>{estimate->low.value, estimate->central.value, estimate->high.value};
}

void interval(Fields& fields, std::string_view key, std::optional<Interval<>>& range) {
  if (fields.writes() && !range) return;
  fields.object(key, [&](Fields& inner) {
    if (!range) range.emplace();
    inner.number("low", range->low, saved::wanted);
    inner.number("central", range->central, saved::wanted);
    inner.number("high", range->high, saved::wanted);
  });
}

void option(Fields& fields, BatchOption& one) {
  fields.text("strategy", one.strategy, Need::required);
  fields.text("variant", one.variant);
  saved::word(fields, "standing", one.standing, words_of<Standing>());
  fields.number("score", one.score, saved::wanted);
  saved::optional_amount(fields, "first_rank", one.first_rank);
  interval(fields, "total_usd", one.total_usd);
  interval(fields, "training_gpu_hours", one.training_gpu_hours);
}

void error(Fields& fields, BatchError& error) {
  fields.text("code", error.code, Need::required);
  fields.text("message", error.message, Need::required);
  fields.text("help", error.help);
  saved::count(fields, "column", error.column);
  fields.text("pointer", error.pointer);
  saved::count(fields, "further", error.further);
}

/// A cell as it is, quoted where it must be; what a spreadsheet would take for a formula gets an apostrophe in front.
std::string cell(std::string_view text) {
  std::string safe(text);
  if (!safe.empty() && std::string_view("=+-@\t\r").find(safe.front()) != std::string_view::npos) safe = "'" + safe;
  if (safe.find_first_of("\",\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string cell(const std::optional<double>& number) {
  return number ? json_number(*number) : std::string();
}

std::string cells(const std::optional<Interval<>>& range) {
  if (!range) return ",,";
  return json_number(range->low) + "," + json_number(range->central) + "," + json_number(range->high);
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : " ") + word;
  return all;
}

}  // namespace

BatchLine batch_line(const Decision& decision, std::size_t number) {
  BatchLine line;
  line.id = decision.scenario.id;
  line.line = static_cast<double>(number);
  const Assessment* winner = decision.winner();
  if (winner == nullptr) line.verdict = Verdict::none;
  if (winner != nullptr) {
    line.strategy = winner->strategy;
    line.variant = winner->variant;
    line.score = winner->score;
    if (decision.confidence) {
      line.verdict = decision.confidence->verdict;
      line.confidence = decision.confidence->first;
    }
    if (decision.ranking.size() > 1 && decision.ranking[1].standing != Standing::blocked)
      line.runner_up = decision.ranking[1].strategy;
  }
  for (const Assessment& one : decision.ranking) {
    line.options.push_back({one.strategy, one.variant, one.standing, one.score, one.first_rank,
                            numbers_of(one.estimate.total), numbers_of(one.estimate.training_gpu_hours)});
  }
  for (const PolicyResult& result : decision.policies) {
    if (result.deny && result.holds == Truth::no) line.denied.push_back(result.id);
  }
  for (const Diagnostic& warning : decision.warnings) line.warnings.push_back(warning.code);
  return line;
}

BatchLine batch_line(const std::vector<Diagnostic>& findings, const Texts& texts, std::size_t number) {
  const Diagnostic& first = findings.front();
  BatchLine line;
  line.line = static_cast<double>(number);
  line.error = {first.code,
                finding_message(first, texts),
                finding_help(first, texts),
                static_cast<double>(first.where.column),
                first.where.pointer,
                static_cast<double>(findings.size() - 1)};
  return line;
}

void describe_batch_line(Fields& fields, BatchLine& line) {
  fields.text("id", line.id);
  fields.number("line", line.line, positive(Need::required));
  if (!fields.writes() || line.error) {
    fields.object("error", [&](Fields& inner) {
      if (!line.error) line.error.emplace();
      error(inner, *line.error);
    });
    if (fields.writes()) return;
  }
  JsonScalar strategy;
  if (!line.strategy.empty()) strategy = line.strategy;
  fields.scalar("strategy", R"({"type":["string","null"]})", strategy,
                fields.writes() ? Need::required : Need::optional);
  fields.text("variant", line.variant);
  if (!fields.writes() || line.verdict) {
    Verdict verdict = line.verdict.value_or(Verdict::none);
    saved::word(fields, "verdict", verdict, words_of<Verdict>(), Need::optional);
  }
  saved::optional_amount(fields, "confidence", line.confidence);
  saved::optional_amount(fields, "score", line.score);
  fields.text("runner_up", line.runner_up);
  saved::each(fields, "options", line.options, option);
  fields.texts("denied", line.denied);
  fields.texts("warnings", line.warnings);
}

std::string batch_json(BatchLine line) {
  return write_json_line([&](Fields& fields) { describe_batch_line(fields, line); });
}

std::string batch_csv_header(const std::vector<std::string>& options) {
  std::string row = "id,line,strategy,verdict,confidence,score,runner_up,variant";
  for (const std::string& one : options) {
    for (const char* column : {"standing", "score", "first_rank", "total_usd_low", "total_usd", "total_usd_high",
                               "training_gpu_hours_low", "training_gpu_hours", "training_gpu_hours_high"})
      row += "," + cell(one + "." + column);
  }
  return row + ",denied,warnings,error,error_column,message\r\n";
}

std::string batch_csv(const BatchLine& line, const std::vector<std::string>& options) {
  std::string row = cell(line.id) + "," + json_number(line.line) + "," + cell(line.strategy) + ",";
  if (line.verdict) row += word_of(*line.verdict);
  row += "," + cell(line.confidence) + "," + cell(line.score) + "," + cell(line.runner_up) + "," + cell(line.variant);
  for (const std::string& id : options) {
    const auto one = std::find_if(line.options.begin(), line.options.end(),
                                  [&](const BatchOption& option) { return option.strategy == id; });
    if (one == line.options.end()) {
      row += ",,,,,,,,,";
      continue;
    }
    row += "," + std::string(word_of(one->standing)) + "," + json_number(one->score) + "," + cell(one->first_rank) +
           "," + cells(one->total_usd) + "," + cells(one->training_gpu_hours);
  }
  row += "," + cell(joined(line.denied)) + "," + cell(joined(line.warnings));
  if (!line.error) return row + ",,,\r\n";
  return row + "," + cell(line.error->code) + "," + (line.error->column > 0 ? json_number(line.error->column) : "") +
         "," + cell(line.error->message) + "\r\n";
}

}  // namespace pathfinder
