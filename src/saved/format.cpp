#include "saved/format.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/plausible.hpp"

namespace pathfinder::saved {

bool in_numbers(const FactSpec& spec) {
  return !spec.has_levels() || spec.type == FactType::level;
}

bool FormatContext::knows(Cited kind, const std::string& id) const {
  switch (kind) {
    case Cited::strategy:
      return row_of(words_.strategies, id) != nullptr;
    case Cited::fact:
      return words_.vocabulary.find(id) != Vocabulary::none;
    case Cited::criterion:
      return row_of(words_.criteria, id) != nullptr;
    case Cited::text:
      return !words_.texts.empty() && words_.texts.begin()->second.has(id);
    case Cited::article_rule:
      return row_of(words_.article.rules, id) != nullptr;
    case Cited::failure_mode:
      return row_of(words_.article.failure_modes, id) != nullptr;
    case Cited::contradiction:
    case Cited::gpu:
    case Cited::model:
    case Cited::region:
      break;  // a report may do without their names
  }
  return true;
}

void FormatContext::check(Fields& fields, std::string_view key, const std::string& id, Cited kind,
                          std::string_view prefix) {
  if (id.empty() || (fields.writes() && !cites_)) return;
  const std::string full = std::string(prefix) + id;
  if (fields.writes()) {
    citations_.ids[kind].insert(full);
  } else if (!knows(kind, full)) {
    unknown(fields, key, full);
  }
}

void FormatContext::check_said(Fields& fields, std::string_view key, const std::string& id) {
  if (id.empty() && reads_own(fields)) unknown(fields, key, id);
}

void FormatContext::unknown(Fields& fields, std::string_view key, const std::string& id) {
  if (learns_ == nullptr) fields.wrong(key, "decision-word", {{"found", id}});
}

void FormatContext::cite(Fields& fields, std::string_view key, std::string& id, Cited kind, Need need,
                         std::string_view prefix) {
  fields.text(key, id, need);
  check(fields, key, id, kind, prefix);
  if (need == Need::required && fields.has(key)) check_said(fields, key, id);
}

void FormatContext::cite(Fields& fields, std::string_view key, std::vector<std::string>& ids, Cited kind, Need need) {
  fields.texts(key, ids, need);
  for (const std::string& id : ids) {
    check(fields, key, id, kind);
    check_said(fields, key, id);
  }
}

void FormatContext::cite_if_known(Fields& fields, Cited kind, const std::string& id) {
  if (cites_ && fields.writes() && knows(kind, id)) citations_.ids[kind].insert(id);
}

void FormatContext::source(Fields& fields, std::string_view key, std::string& id, Need need) {
  fields.text(key, id, need);
  if (cites_) citations_.sources.insert(id);
  if (reads_own(fields) && !id.empty() && words_.sources.count(id) == 0) unknown(fields, key, id);
}

void FormatContext::sources(Fields& fields, std::string_view key, std::vector<std::string>& ids, Need need) {
  fields.texts(key, ids, need);
  if (cites_) citations_.sources.insert(ids.begin(), ids.end());
  if (!reads_own(fields)) return;
  for (const std::string& id : ids) {
    if (words_.sources.count(id) == 0) unknown(fields, key, id);
  }
}

void FormatContext::assumptions(Fields& fields, Basis& basis) {
  fields.texts("assumptions", basis.assumptions);
  for (const std::string& id : basis.assumptions) cite_if_known(fields, Cited::text, id);
}

const FactSpec& FormatContext::spec_of(const std::string& fact) const {
  static const FactSpec none;
  const std::size_t slot = words_.vocabulary.find(fact);
  return slot == Vocabulary::none ? none : words_.vocabulary.slots[slot];
}

namespace {

/// What a number of this fact can be in any edition of the data: what its unit allows, and nothing that is counted or
/// paid is below zero.
NumberRule possible(const FactSpec& spec) {
  constexpr std::array never_below_zero = {FactType::count,  FactType::tokens, FactType::money,       FactType::weeks,
                                           FactType::months, FactType::hours,  FactType::milliseconds};
  const bool counted = spec.kind == FactSpec::Kind::given &&
                       std::find(never_below_zero.begin(), never_below_zero.end(), spec.type) != never_below_zero.end();
  return within(counted ? 0 : -largest_number, largest_number);
}

}  // namespace

void FormatContext::fact_value(Fields& fields, std::string_view key, const FactSpec& spec, double& value, Need need) {
  JsonScalar scalar;
  const bool words = spec.type == FactType::category || spec.type == FactType::catalogue;
  if (fields.writes() && !std::isnan(value)) {
    const std::size_t position = spec.level_position(value);
    if (spec.type == FactType::boolean) {
      scalar = value != 0;
    } else if (words) {
      scalar = position < spec.levels.size() ? spec.levels[position].id : std::string("ad-hoc");
      if (position < spec.levels.size()) citations_.levels[spec.id].insert(spec.levels[position].id);
    } else {
      scalar = value;
    }
  }
  fields.scalar(key, fact_schema, scalar, need);
  if (fields.writes()) return;
  const std::string* text = std::get_if<std::string>(&scalar);
  const double* number = std::get_if<double>(&scalar);
  const bool* flag = std::get_if<bool>(&scalar);
  if (spec.type == FactType::boolean ? flag == nullptr : (words ? text == nullptr : number == nullptr)) {
    if (!std::holds_alternative<std::monostate>(scalar))
      fields.wrong(key, "wrong-type", {{"key", std::string(key)}, {"expected", "@expected.fact"}, {"found", spec.id}});
    return;
  }
  if (flag != nullptr) value = *flag ? 1 : 0;
  if (number != nullptr) {
    value = *number;
    if (const NumberRule rule = possible(spec); !accepts(rule, value))
      fields.wrong(key, "out-of-range",
                   {{"key", std::string(key)}, {"expected", expected_by(rule)}, {"found", json_number(value)}});
  }
  if (text == nullptr) return;
  std::size_t position = 0;
  while (position < spec.levels.size() && spec.levels[position].id != *text) ++position;
  value = static_cast<double>(position);
  if (position == spec.levels.size() && *text != "ad-hoc") unknown(fields, key, *text);
}

}  // namespace pathfinder::saved
