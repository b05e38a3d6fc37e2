#include "intake/evals/reading.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder::evals {
namespace {

std::string_view expected_words(JsonKind kind) {
  switch (kind) {
    case JsonKind::boolean:
      return "@expected.flag";
    case JsonKind::number:
      return "@expected.number";
    case JsonKind::string:
      return "@expected.text";
    case JsonKind::array:
      return "@expected.objects";
    default:
      return "@expected.object";
  }
}

std::string_view without_space(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

Location Reading::at(JsonValue value) const {
  Location where = value.locate();
  where.line += line_offset;
  return where;
}

Location Reading::at_line(std::size_t line, std::string_view excerpt, int column) const {
  constexpr std::size_t most = 120;
  const std::size_t end = std::min({excerpt.find('\n'), excerpt.size(), most});
  std::size_t cut = end;
  while (cut > 0 && cut < excerpt.size() && (static_cast<unsigned char>(excerpt[cut]) & 0xC0U) == 0x80U) --cut;
  return {name, static_cast<int>(line), column, "", std::string(excerpt.substr(0, cut)), 1};
}

std::string Reading::stem() const {
  std::string_view rest = name;
  rest.remove_prefix(std::min(rest.size(), rest.find_last_of('/') + 1));
  const std::size_t dot = rest.rfind('.');
  return std::string(dot == std::string_view::npos || dot == 0 ? rest : rest.substr(0, dot));
}

std::string found_words(JsonValue value) {
  if (value.kind() == JsonKind::null) return "null";
  return value.as_written();
}

std::optional<JsonValue> Reading::member(JsonValue object, std::string_view key, JsonKind kind) const {
  const std::uint32_t index = object.kind() == JsonKind::object ? object.find(key) : 0;
  if (index != 0 && object.at(index).kind() == kind) return object.at(index);
  findings.add("pilot-field", at(index == 0 ? object : object.at(index)),
               {{"key", std::string(key)},
                {"expected", std::string(expected_words(kind))},
                {"found", index == 0 ? "@found.nothing" : found_words(object.at(index))}});
  return std::nullopt;
}

std::optional<JsonValue> Reading::optional_member(JsonValue object, std::string_view key, JsonKind kind) const {
  const std::uint32_t index = object.kind() == JsonKind::object ? object.find(key) : 0;
  if (index == 0 || object.at(index).kind() != kind) return std::nullopt;
  return object.at(index);
}

void Reading::measure(JsonValue object, std::string_view key, Measured& into, double times) const {
  const std::optional<JsonValue> value = optional_member(object, key, JsonKind::number);
  if (!value) return;
  if (value->number() >= 0) {
    into.add(value->number() * times);
  } else {
    findings.add("pilot-field", at(*value),
                 {{"key", std::string(key)}, {"expected", "@expected.count"}, {"found", found_words(*value)}});
  }
}

std::optional<bool> Reading::grade(double score, std::string_view metric, const Location& where) {
  if (ask.threshold) return score >= *ask.threshold;
  if (score == 0 || score == 1) return score == 1;
  if (!stopped_) {
    findings.add("pilot-threshold-needed", where,
                 {{"metric", std::string(metric)}, {"found", json_number(score)}, {"file", name}});
  }
  stopped_ = true;  // every other row would say the same
  return std::nullopt;
}

std::optional<bool> Reading::grade(JsonValue value, std::string_view metric) {
  if (value.kind() == JsonKind::boolean) return value.boolean();
  if (value.kind() == JsonKind::number) return grade(value.number(), metric, at(value));
  if (value.kind() == JsonKind::null) return std::nullopt;
  findings.add("pilot-field", at(value),
               {{"key", std::string(metric)}, {"expected", "@expected.number"}, {"found", found_words(value)}});
  stopped_ = true;
  return std::nullopt;
}

std::optional<std::string> Reading::metric_of(const std::vector<std::string>& metrics, const Location& where) const {
  std::vector<std::string_view> names(metrics.begin(), metrics.end());
  if (!ask.metric.empty()) {
    if (std::find(metrics.begin(), metrics.end(), ask.metric) != metrics.end()) return ask.metric;
    findings.add(
        "pilot-metric-unknown", where,
        {{"metric", ask.metric}, {"near", std::string(near_miss(ask.metric, names))}, {"allowed", join(names)}});
    return std::nullopt;
  }
  if (metrics.size() > 1) {
    findings.add("pilot-metric-needed", where, {{"allowed", join(names)}, {"example", metrics.front()}});
    return std::nullopt;
  }
  return metrics.empty() ? std::string() : metrics.front();
}

bool Table::open(Reading& reading) {
  reading_ = &reading;
  records_.emplace(
      [rest = reading.text](char* buffer, std::size_t size) mutable {
        const std::size_t count = std::min(size, rest.size());
        rest.substr(0, count).copy(buffer, count);
        rest.remove_prefix(count);
        return count;
      },
      max_json_bytes);
  records_->form(RecordForm::csv);
  if (!records_->next(record_)) return false;
  row_ = split_csv(record_.text);
  for (const std::string& cell : row_.cells) {
    std::string column(without_space(cell));
    if (!column.empty() && std::find(header_.begin(), header_.end(), column) != header_.end()) {
      reading.findings.add("pilot-column-twice", reading.at_line(record_.line, record_.text), {{"column", column}});
      return false;
    }
    header_.push_back(std::move(column));
  }
  return true;
}

bool Table::has(std::string_view column) const {
  return std::find(header_.begin(), header_.end(), column) != header_.end();
}

bool Table::next() {
  if (reading_->failed() || !records_->next(record_)) return false;
  row_ = split_csv(record_.text);
  if (row_.broken) {
    reading_->findings.add("pilot-csv-quote",
                           reading_->at_line(record_.line, record_.text, static_cast<int>(row_.broken_at) + 1), {});
    return false;
  }
  if (row_.cells.size() != header_.size()) {
    reading_->findings.add(
        "pilot-csv-cells", reading_->at_line(record_.line, record_.text),
        {{"found", std::to_string(row_.cells.size())}, {"expected", std::to_string(header_.size())}});
    return false;
  }
  return true;
}

std::string_view Table::cell(std::string_view column) const {
  const auto at = std::find(header_.begin(), header_.end(), column);
  if (at == header_.end()) return {};
  return without_space(row_.cells[static_cast<std::size_t>(at - header_.begin())]);
}

Location Table::place(std::string_view column) const {
  const auto at = std::find(header_.begin(), header_.end(), column);
  const std::size_t offset = at == header_.end() ? 0 : row_.offsets[static_cast<std::size_t>(at - header_.begin())];
  return reading_->at_line(record_.line, record_.text, static_cast<int>(offset) + 1);
}

}  // namespace pathfinder::evals
