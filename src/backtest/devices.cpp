#include "pathfinder/backtest/devices.hpp"

#include <algorithm>
#include <cctype>
#include <string>
#include <tuple>

namespace pathfinder {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

/// Reads digits from the front of `text`; 0 when there are none.
double take_number(std::string_view& text) {
  double number = 0;
  for (int digits = 0; digits < 7 && !text.empty() && digit(text.front()); ++digits) {
    number = number * 10 + (text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

/// Without what stands in parentheses.
std::string without_remarks(std::string_view text) {
  std::string out;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) out += c;
    if (c == ')' && depth > 0) --depth;
  }
  return std::string(trim(out));
}

std::vector<const Gpu*> versions_of(const Catalogue& catalogue, std::string_view name) {
  const std::size_t index = catalogue.find("gpus", name);
  if (index != Vocabulary::none) return {&catalogue.gpus[index]};
  std::vector<const Gpu*> versions;
  const auto family = catalogue.gpu_families.find(normalise(name));
  if (family == catalogue.gpu_families.end()) return versions;
  for (const std::string& version : family->second) {
    const std::size_t one = catalogue.find("gpus", version);
    if (one != Vocabulary::none) versions.push_back(&catalogue.gpus[one]);
  }
  std::stable_sort(versions.begin(), versions.end(), [](const Gpu* a, const Gpu* b) {
    return std::tuple(a->interconnect_gb_per_s, a->memory_bandwidth_gb_per_s, a->memory_gib) >
           std::tuple(b->interconnect_gb_per_s, b->memory_bandwidth_gb_per_s, b->memory_gib);
  });
  return versions;
}

}  // namespace

StatedDevice stated_device(const Catalogue& catalogue, std::string_view spelling) {
  StatedDevice device;
  std::string_view rest = trim(spelling);

  // "8x A100", "8 x A100", "8×A100"
  std::string_view after = rest;
  const double count = take_number(after);
  if (count > 0) {
    after = trim(after);
    for (const std::string_view times : {"x", "X", "×", "*"}) {
      if (!after.starts_with(times)) continue;
      device.count = count;
      rest = trim(after.substr(times.size()));
      break;
    }
    std::string unit;
    for (const char c : after) unit += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (device.count == 0 && (unit.starts_with("gb ") || unit.starts_with("gib ")) &&
        (unit.ends_with("card") || unit.ends_with("class") || unit.ends_with("gpu"))) {
      device.memory_bound_gib = count;
      return device;
    }
  }

  // ", 2 nodes" and other remarks behind a comma
  std::string_view name = rest;
  const std::size_t comma = rest.find(',');
  if (comma != std::string_view::npos) {
    name = trim(rest.substr(0, comma));
    std::string_view remark = trim(rest.substr(comma + 1));
    const double nodes = take_number(remark);
    if (nodes > 0 && trim(remark).starts_with("node")) device.nodes = nodes;
  }

  const std::string bare = without_remarks(name);
  for (const std::string_view candidate : {rest, name, std::string_view(bare)}) {
    device.versions = versions_of(catalogue, candidate);
    if (!device.versions.empty()) return device;
  }
  // A vendor or "Virtualized" in front of a name that is known without it.
  for (std::string_view shorter = bare; device.versions.empty();) {
    const std::size_t space = shorter.find(' ');
    if (space == std::string_view::npos) break;
    shorter = trim(shorter.substr(space + 1));
    device.versions = versions_of(catalogue, shorter);
  }
  return device;
}

const LanguageModel* stated_model(const Catalogue& catalogue, std::string_view spelling) {
  const std::size_t index = catalogue.find("models", trim(spelling));
  return index == Vocabulary::none ? nullptr : &catalogue.models[index];
}

}  // namespace pathfinder
