#include "pathfinder/saved/batch_summary.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/core/verdict.hpp"

#include "saved/format_parts.hpp"

namespace pathfinder {
namespace {

void counted(Fields& fields, std::string_view key, std::uint64_t& count) {
  auto number = static_cast<double>(count);
  fields.number(key, number, not_negative(Need::required));
  count = static_cast<std::uint64_t>(number);
}

void sketch(Fields& fields, std::string_view key, QuantileSketch& sketch) {
  fields.object(key, [&](Fields& inner) {
    double error = QuantileSketch::relative_error;
    inner.number("relative_error", error, positive(Need::required));
    if (error != QuantileSketch::relative_error)  // buckets of another width do not add up with ours
      inner.wrong("relative_error", "out-of-range",
                  {{"key", "relative_error"},
                   {"expected", json_number(QuantileSketch::relative_error)},
                   {"found", json_number(error)}});
    auto amounts = static_cast<double>(sketch.count());
    inner.number("count", amounts, not_negative(Need::required));
    // For people: what is read again is below.
    for (const auto& [name, share] : {std::pair{"p10", 0.1}, {"p50", 0.5}, {"p90", 0.9}}) {
      double value = fields.writes() ? sketch.quantile(share) : 0;
      inner.number(name, value);
    }
    const bool any = sketch.count() > 0;
    double least = any ? sketch.least : saved::nan;
    double most = any ? sketch.most : saved::nan;
    inner.number("least", least);
    inner.number("most", most);
    auto zeros = static_cast<double>(sketch.zeros);
    inner.number("zeros", zeros, not_negative(Need::required));
    std::map<std::string, double> buckets;
    for (const auto& [bucket, count] : sketch.buckets) buckets[std::to_string(bucket)] = static_cast<double>(count);
    inner.named_numbers("buckets", buckets, Need::required);
    if (fields.writes()) return;
    if (!std::isnan(least)) sketch.least = least;
    if (!std::isnan(most)) sketch.most = most;
    sketch.zeros = static_cast<std::uint64_t>(zeros);
    for (const auto& [name, count] : buckets) {
      int bucket = 0;
      const auto result = std::from_chars(name.data(), name.data() + name.size(), bucket);
      if (result.ec == std::errc() && result.ptr == name.data() + name.size() && count >= 0)
        sketch.buckets[bucket] = static_cast<std::uint64_t>(count);
    }
  });
}

/// The value at a path of keys, an array's first row for "0"; nothing where there is none.
std::optional<JsonValue> at(JsonValue value, std::initializer_list<std::string_view> path) {
  for (const std::string_view key : path) {
    if (value.kind() == JsonKind::array && value.size() > 0) {
      value = value.at(value.index() + 1);
      continue;
    }
    const std::uint32_t child = value.kind() == JsonKind::object ? value.find(key) : 0;
    if (child == 0) return std::nullopt;
    value = value.at(child);
  }
  return value;
}

std::string text_at(const JsonValue& value, std::initializer_list<std::string_view> path) {
  const std::optional<JsonValue> found = at(value, path);
  return found && found->kind() == JsonKind::string ? std::string(found->string()) : std::string();
}

double number_at(const JsonValue& value, std::initializer_list<std::string_view> path) {
  const std::optional<JsonValue> found = at(value, path);
  return found && found->kind() == JsonKind::number ? found->number() : saved::nan;
}

/// Whether a policy of a whole decision denies it.
bool denies(const JsonValue& root) {
  bool found = false;
  const std::optional<JsonValue> policies = at(root, {"policies"});
  if (policies) {
    policies->for_each([&](JsonValue one) {
      found = found || (text_at(one, {"effect"}) == "deny" && text_at(one, {"holds"}) == word_of(Truth::no));
    });
  }
  return found;
}

}  // namespace

void BatchSummary::add(const BatchRow& row) {
  ++lines;
  if (row.wrong) {
    ++wrong;
    return;
  }
  if (row.denied) ++denied;
  winners[row.strategy.empty() ? "none" : row.strategy] += 1;
  if (!row.verdict.empty()) verdicts[row.verdict] += 1;
  if (!row.strategy.empty() && !row.verdict.empty()) confidence.add(row.confidence);
  if (!std::isnan(row.total_usd)) total_usd.add(row.total_usd);
}

bool BatchSummary::merge(const BatchSummary& other) {
  if (parts_of != other.parts_of) return false;
  for (const double part : other.parts) {
    if (std::find(parts.begin(), parts.end(), part) != parts.end()) return false;
    parts.push_back(part);
  }
  std::sort(parts.begin(), parts.end());
  if (static_cast<double>(parts.size()) == parts_of) {  // nothing is missing any more
    parts.clear();
    parts_of = 0;
  }
  lines += other.lines;
  wrong += other.wrong;
  denied += other.denied;
  for (const auto& [name, count] : other.winners) winners[name] += count;
  for (const auto& [name, count] : other.verdicts) verdicts[name] += count;
  confidence.merge(other.confidence);
  total_usd.merge(other.total_usd);
  return true;
}

void describe_batch_settings(Fields& fields, BatchSettings& settings) {
  fields.text("version", settings.version, Need::required);
  fields.text("data_sha256", settings.data_sha256, Need::required);
  fields.number("draws", settings.draws, not_negative(Need::required));
  fields.text("limits_sha256", settings.limits_sha256);
}

void describe_batch_summary(Fields& fields, BatchSummary& summary) {
  std::string schema = "pathfinder/batch_summary/1";
  fields.choice("schema", schema, {"pathfinder/batch_summary/1"}, Need::required);
  fields.object(
      "made_with", [&](Fields& inner) { describe_batch_settings(inner, summary.made_with); }, Need::required);
  if (!fields.writes() || summary.parts_of > 0) {
    fields.object("parts", [&](Fields& inner) {
      inner.number("of", summary.parts_of, positive(Need::required));
      saved::each(
          inner, "held", summary.parts,
          [](Fields& row, double& part) { row.number("part", part, positive(Need::required)); }, Need::required);
    });
  }
  counted(fields, "lines", summary.lines);
  counted(fields, "wrong", summary.wrong);
  counted(fields, "denied", summary.denied);
  fields.named_numbers("winners", summary.winners, Need::required);
  fields.named_numbers("verdicts", summary.verdicts);
  sketch(fields, "total_usd", summary.total_usd);
  sketch(fields, "confidence", summary.confidence);
}

BatchRow read_batch_row(const JsonDocument& line, Findings& findings) {
  BatchRow row;
  if (line.tree.nodes.empty()) return row;
  const JsonValue root(line, 0);
  if (at(root, {"error"})) {
    row.wrong = true;
    return row;
  }
  const bool whole = at(root, {"recommendation"}).has_value();
  if (!whole && (!at(root, {"line"}) || !at(root, {"options"}))) {
    findings.add("no-batch-line", root.locate(), {});
    return row;
  }
  const std::optional<JsonValue> short_part = whole ? at(root, {"recommendation"}) : std::optional(root);
  row.strategy = text_at(*short_part, {"strategy"});
  row.verdict = text_at(*short_part, {"verdict"});
  row.confidence = number_at(*short_part, {"confidence"});
  row.total_usd = saved::nan;
  if (!row.strategy.empty()) {
    row.total_usd = whole ? number_at(root, {"options", "0", "estimate", "total_usd", "central"})
                          : number_at(root, {"options", "0", "total_usd", "central"});
  }
  row.denied = whole ? denies(root) : at(root, {"denied"}).has_value();
  return row;
}

BatchRow read_batch_row(const std::vector<std::string>& header, const std::vector<std::string>& cells) {
  const auto text = [&](std::string_view column) {
    const auto found = std::find(header.begin(), header.end(), column);
    const auto at = static_cast<std::size_t>(found - header.begin());
    return at < cells.size() ? cells[at] : std::string();
  };
  const auto number = [&](std::string_view column) {
    const std::string cell = text(column);
    double value = saved::nan;
    std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return value;
  };
  BatchRow row;
  row.wrong = !text("error").empty();
  row.denied = !text("denied").empty();
  row.strategy = text("strategy");
  row.verdict = text("verdict");
  row.confidence = number("confidence");
  row.total_usd = row.strategy.empty() ? saved::nan : number(row.strategy + ".total_usd");
  return row;
}

}  // namespace pathfinder
