#include "pathfinder/base/diagnostic.hpp"

#include <algorithm>
#include <charconv>

namespace pathfinder {
namespace {

/// Edit distance where swapping two neighbours counts one (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

/// N of "argument N"; 0 for a file.
int argument_number(const Location& where) {
  constexpr std::string_view word = "argument ";
  if (where.file.rfind(word, 0) != 0) return 0;
  int number = 0;
  std::from_chars(where.file.data() + word.size(), where.file.data() + where.file.size(), number);
  return number;
}

std::string summary(const std::vector<Diagnostic>& found) {
  std::string text;
  for (const Diagnostic& one : found) {
    if (!text.empty()) text += "; ";
    text += one.where.file + ": " + one.code;
  }
  return text;
}

}  // namespace

bool comes_before(const Location& a, const Location& b) {
  const int left = argument_number(a);
  const int right = argument_number(b);
  if (left > 0 && right > 0) return left != right ? left < right : a.column < b.column;
  if (a.file != b.file) return false;
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(summary(diagnostics)), found(std::move(diagnostics)) {}

Diagnostic& Findings::add(std::string code, Location where, std::initializer_list<Field> fields) {
  if (found_.size() >= most) {
    const std::string file = where.file;
    found_.resize(most);
    found_.push_back({"too-many-findings", {file, 0, 0, "", "", 1, 0}, {{"count", std::to_string(most)}}, "", false});
    return found_.back();
  }
  found_.push_back({std::move(code), std::move(where), fields, "", false});
  return found_.back();
}

void Findings::append(const std::vector<Diagnostic>& more) {
  found_.insert(found_.end(), more.begin(), more.end());
}

void Findings::throw_if_any() const {
  if (!found_.empty()) throw InputError(found_);
}

std::string_view near_miss(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > 64) return {};
  std::string_view best;
  std::size_t best_distance = (word.size() < 4 ? 1 : std::max<std::size_t>(2, word.size() / 3)) + 1;
  for (std::string_view candidate : candidates) {
    if (candidate.size() > 64) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace pathfinder
