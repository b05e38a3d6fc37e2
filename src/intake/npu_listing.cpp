#include "intake/npu_listing.hpp"

#include <array>
#include <map>

namespace pathfinder {

bool is_npu_table(const Listing& listing) {
  return listing.any_line([](std::string_view line) { return has_part(line, "NPU ") && has_part(line, "Name"); });
}

void read_npu_table(Listing& listing) {
  listing.inventory.format = "npu-smi info";
  struct Card {
    std::string name;
    double memory_mb = 0;
    double chips = 0;
  };
  std::map<std::string, Card> cards;
  std::vector<std::string> order;
  Card* current = nullptr;
  for (const std::string_view line : listing.lines) {
    if (has_part(line, "Process id")) break;
    if (!trimmed_cell(line).starts_with("|")) continue;
    const std::vector<std::string_view> cells = split_at(trimmed_cell(line), '|');
    if (cells.size() < 4) continue;
    const std::string_view left = trimmed_cell(cells[1]);
    const std::string_view middle = trimmed_cell(cells[2]);
    static constexpr std::array<std::string_view, 6> healths = {"OK",       "Warning", "Alarm",
                                                                "Critical", "UNKNOWN", "Offline"};
    if (std::find(healths.begin(), healths.end(), middle) != healths.end()) {
      const std::size_t space = left.find(' ');
      if (space == std::string_view::npos || !digits_only(left.substr(0, space))) continue;
      const std::string number(left.substr(0, space));
      if (cards.count(number) == 0) order.push_back(number);
      current = &cards[number];
      current->name = std::string(trimmed_cell(left.substr(space)));
    } else if (current != nullptr && (has_part(middle, ":") || middle == "NA") &&
               digits_only(left.substr(0, left.find(' ')))) {
      // The last "used / total" with a total is the memory: HBM where there is some, else DDR.
      double total = 0;
      const std::string_view right = trimmed_cell(cells[3]);
      for (std::size_t slash = right.find('/'); slash != std::string_view::npos; slash = right.find('/', slash + 1)) {
        const double size = leading_number(right.substr(slash + 1));
        if (size > 0) total = size;
      }
      current->memory_mb += total;
      ++current->chips;
    }
  }
  double chips = 0;
  for (const std::string& number : order) {
    const Card& card = cards[number];
    listing.add(card.name, card.memory_mb / mib_per_gib, 1, std::max(1.0, card.chips));
    if (card.chips > 1) chips += card.chips;
  }
  if (chips > 0) listing.note("inventory-chips", chips);
}

}  // namespace pathfinder
