#include "pathfinder/backtest/columns.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// The number a value means; NaN when it means none.
double number_in(JsonValue value) {
  if (value.kind() == JsonKind::number) return value.number();
  if (value.kind() == JsonKind::string) return parse_number(value.string()).value_or(none);
  return none;
}

std::string text_in(JsonValue value) {
  if (value.kind() == JsonKind::string) return std::string(value.string());
  if (value.kind() == JsonKind::number) return json_number(value.number());
  return {};
}

std::string member_text(const RunRow& row, std::string_view key) {
  const std::uint32_t at = row.value().find(key);
  return at == 0 ? std::string() : text_in(row.value().at(at));
}

}  // namespace

std::vector<RunRow> read_rows(const std::string& file, std::string_view text, Findings& findings) {
  std::vector<RunRow> rows;
  for_each_line(text, [&](std::string_view words, int line) {
    if (findings.full()) return;
    Findings here;
    JsonDocument document = parse_json(file, std::string(words), here);
    if (here.empty() && !document.tree.nodes.empty() && JsonValue(document, 0).kind() != JsonKind::object) {
      report_wrong_type(JsonValue(document, 0), "row", "@expected.object", here);
    }
    std::vector<Diagnostic> found = here.all();
    for (Diagnostic& one : found) one.where.line += line - 1;
    findings.append(found);
    if (found.empty()) rows.push_back({std::move(document), file, line});
  });
  return rows;
}

KnownColumns::KnownColumns(const RunRow& row, std::span<const std::string_view> allowed)
    : allowed_(allowed.begin(), allowed.end()) {
  row.value().for_each([&](JsonValue column) {
    if (allowed_.contains(column.key())) columns_.emplace(column.key(), column);
  });
}

const JsonValue* KnownColumns::find(std::string_view column) const {
  if (!allowed_.contains(column)) {
    throw std::logic_error("a prediction may not read the column " + std::string(column));
  }
  const auto found = columns_.find(column);
  return found == columns_.end() || found->second.kind() == JsonKind::null ? nullptr : &found->second;
}

double KnownColumns::number(std::string_view column, std::string_view member) const {
  const JsonValue* found = find(column);
  if (found == nullptr) return 0;
  JsonValue value = *found;
  if (!member.empty()) {
    const std::uint32_t at = value.kind() == JsonKind::object ? value.find(member) : 0;
    if (at == 0) return 0;
    value = value.at(at);
    if (value.kind() == JsonKind::null) return 0;
  }
  const double read = number_in(value);
  if (read >= 0 && std::isfinite(read)) return read;
  if (unreadable_.empty()) unreadable_ = member.empty() ? std::string(column) : std::string(member);
  return 0;
}

std::string KnownColumns::text(std::string_view column) const {
  const JsonValue* found = find(column);
  return found == nullptr ? std::string() : text_in(*found);
}

bool KnownColumns::flag(std::string_view column, bool otherwise) const {
  const JsonValue* found = find(column);
  return found == nullptr || found->kind() != JsonKind::boolean ? otherwise : found->boolean();
}

std::vector<std::string> KnownColumns::texts(std::string_view column) const {
  std::vector<std::string> all;
  const JsonValue* found = find(column);
  if (found == nullptr || found->kind() != JsonKind::array) return all;
  found->for_each([&](JsonValue one) { all.push_back(text_in(one)); });
  return all;
}

bool KnownColumns::has(std::string_view column, std::string_view member) const {
  const JsonValue* found = find(column);
  if (found == nullptr || member.empty()) return found != nullptr;
  return found->kind() == JsonKind::object && found->find(member) != 0;
}

double MeasuredColumns::figure(std::string_view column) const {
  const std::uint32_t at = row_->value().find(column);
  const double value = at == 0 ? none : number_in(row_->value().at(at));
  return value > 0 && std::isfinite(value) ? value : none;
}

std::string MeasuredColumns::remark(std::string_view column) const {
  return member_text(*row_, column);
}

bool MeasuredColumns::flag(std::string_view column) const {
  const std::uint32_t at = row_->value().find(column);
  return at != 0 && row_->value().at(at).kind() == JsonKind::boolean && row_->value().at(at).boolean();
}

std::string id_of(const RunRow& row) {
  for (const std::string_view key : {"id", "row"}) {
    std::string id = member_text(row, key);
    if (!id.empty()) return id;
  }
  return std::to_string(row.line);
}

std::string family_of(const RunRow& row) {
  return member_text(row, "family");
}

std::string source_of(const RunRow& row) {
  return member_text(row, "source");
}

}  // namespace pathfinder
