#include "intake/listing.hpp"

#include <cmath>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/base/number_text.hpp"

namespace pathfinder {
namespace {

/// Lines without comments ("# …") and without the prompt of a shell.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view line : split_at(text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trimmed_cell(line).starts_with("# ") || trimmed_cell(line).starts_with("$ ")) continue;
    lines.push_back(line);
  }
  return lines;
}

std::string number_text(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::string_view trimmed_cell(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool digits_only(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

double leading_number(std::string_view text) {
  text = trimmed_cell(text);
  std::size_t end = 0;
  while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
  return end == 0 ? 0 : parse_number(text.substr(0, end)).value_or(0);
}

std::string lower_case(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

bool has_part(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

double slice_sevenths(std::string_view text) {
  const std::size_t g = text.find("g.");
  if (g == std::string_view::npos || g == 0) return 0;
  std::size_t start = g;
  while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9') --start;
  return start == g || !has_part(text.substr(g), "gb") ? 0 : leading_number(text.substr(start, g - start));
}

double cards_for_slices(double slices, double sevenths) {
  return std::ceil(slices / std::max(1.0, std::floor(7 / std::max(1.0, sevenths))));
}

Listing::Listing(const std::string& file, std::string_view content, Findings& out)
    : name(file), text(content), lines(lines_of(content)), findings(out) {}

std::string_view Listing::start() const {
  return text.substr(std::min(text.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), text.size()));
}

Location Listing::first_line() const {
  for (const std::string_view line : lines) {
    if (!trimmed_cell(line).empty())
      return locate_offset(name, text, static_cast<std::size_t>(line.data() - text.data()), 1);
  }
  return {name, 0, 0, "", "", 1};
}

void Listing::add(std::string_view card, double memory_gib, double count, double chips) {
  if (count <= 0) return;
  for (FoundCards& cards : inventory.cards) {
    if (cards.name == card && std::abs(cards.memory_gib - memory_gib) < 0.5 && cards.chips == chips &&
        cards.instance.empty()) {
      cards.count += count;
      return;
    }
  }
  inventory.cards.push_back({std::string(card), memory_gib, count, chips, {}});
}

void Listing::add_machine(const std::string& type, double count) {
  for (FoundCards& cards : inventory.cards) {
    if (cards.instance == type) {
      cards.count += count;
      return;
    }
  }
  inventory.cards.push_back({{}, 0, count, 1, type});
}

void Listing::note(std::string code, double count, std::string what) {
  for (InventoryNote& one : inventory.notes) {
    if (one.code != code || one.what != what) continue;
    one.count = number_text(leading_number(one.count) + count);
    return;
  }
  inventory.notes.push_back({std::move(code), number_text(count), std::move(what)});
}

}  // namespace pathfinder
