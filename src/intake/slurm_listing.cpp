#include "intake/slurm_listing.hpp"

#include <optional>

namespace pathfinder {
namespace {

/// "gpu:h100:8(S:0-1),gpu:a100:4" → adds each; the cards in all.
double gres(Listing& listing, std::string_view text, bool count_only = false) {
  double all = 0;
  int depth = 0;
  std::string bare;
  for (const char c : text) {
    depth += c == '(' ? 1 : 0;
    if (depth == 0) bare += c;
    depth -= c == ')' ? 1 : 0;
  }
  for (const std::string_view item : split_at(bare, ',')) {
    const std::vector<std::string_view> parts = split_at(trimmed_cell(item), ':');
    if (parts.size() < 2 || parts[0] != "gpu" || !digits_only(parts.back())) continue;
    double count = leading_number(parts.back());
    std::string name(parts.size() > 2 ? parts[1] : std::string_view());
    if (const double sevenths = slice_sevenths(name); sevenths > 0) {
      if (!count_only) listing.note("inventory-slices", count);
      count = cards_for_slices(count, sevenths);
      const std::string whole = name;
      const std::size_t cut = whole.rfind('_', whole.find("g."));
      name = cut == std::string::npos ? std::string() : whole.substr(0, cut);
    }
    all += count;
    if (!count_only) listing.add(name, 0, count);
  }
  return all;
}

/// The value of "Key=…" in a record, up to the next " Word="; nothing where it is not there.
std::optional<std::string_view> field(std::string_view record, std::string_view key) {
  for (std::size_t at = record.find(key); at != std::string_view::npos; at = record.find(key, at + 1)) {
    if (at > 0 && record[at - 1] != ' ' && record[at - 1] != '\n') continue;
    std::string_view rest = record.substr(at + key.size());
    return rest.substr(0, rest.find_first_of(" \n"));
  }
  return std::nullopt;
}

}  // namespace

bool is_slurm(const Listing& listing) {
  return listing.any_line([](std::string_view line) {
    return has_part(line, "NodeName=") || has_part(line, "CfgTRES=") || has_part(line, "Gres=") ||
           trimmed_cell(line).starts_with("gpu:") || has_part(line, " gpu:") || trimmed_cell(line) == "GRES";
  });
}

void read_slurm(Listing& listing) {
  listing.inventory.format = "scontrol show node";
  std::vector<std::string> records;
  std::vector<std::string_view> sinfo;
  for (const std::string_view line : listing.lines) {
    const std::string_view text = trimmed_cell(line);
    if (text.empty()) continue;
    if (text.starts_with("NodeName=")) records.emplace_back();
    if (has_part(text, "=")) {
      if (records.empty()) records.emplace_back();
      records.back() += std::string(text) + "\n";
      continue;
    }
    const std::size_t at = text.find("gpu:");
    if (at != std::string_view::npos) sinfo.push_back(text.substr(at));
  }
  double configured = 0;
  double without = 0;
  for (const std::string& record : records) {
    const double before = configured;
    if (const auto cards = field(record, "Gres=")) configured += gres(listing, *cards);
    if (configured > before) continue;
    if (const auto tres = field(record, "CfgTRES=")) {
      double any = 0;
      double typed = 0;
      for (const std::string_view item : split_at(*tres, ',')) {
        const std::size_t equals = item.find('=');
        if (equals == std::string_view::npos || !item.starts_with("gres/gpu")) continue;
        const std::string_view name = item.substr(8, equals - 8);
        const double count = leading_number(item.substr(equals + 1));
        if (name.empty()) {
          any += count;
        } else {
          typed += count;
          listing.add(name.substr(1), 0, count);
        }
      }
      if (any > typed) listing.add({}, 0, any - typed);
      configured += std::max(any, typed);
    }
    if (configured == before) ++without;
  }
  if (configured == 0) {
    for (const std::string_view line : sinfo) configured += gres(listing, line);
  }
  if (configured == 0) {
    // Only what is in use is shown: there are at least so many.
    for (const std::string& record : records) {
      if (const auto used = field(record, "GresUsed=")) configured += gres(listing, *used);
    }
    if (configured > 0) listing.note("inventory-in-use-only", configured);
  }
  if (configured > 0 && without > 0 && sinfo.empty()) listing.note("inventory-nodes-without", without);
  const bool unnamed = std::any_of(listing.inventory.cards.begin(), listing.inventory.cards.end(),
                                   [](const FoundCards& cards) { return cards.name.empty(); });
  if (unnamed) listing.note("inventory-product-unlabelled", 0, "gres/gpu");
}

}  // namespace pathfinder
