#include "advise/inventory_facts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

/// Sold as 80, shown as 79.65 or, by an old driver, as 79.2.
bool same_memory(const Gpu& gpu, double memory_gib) {
  const auto near = [&](double size) { return size > 0 && std::abs(memory_gib - size) <= 0.07 * size; };
  return near(gpu.memory_gib) || near(gpu.memory_usable_gib);
}

/// The entries a table's shortened name ("Tesla V100-SXM2…") may be the beginning of.
std::vector<std::size_t> beginning_with(std::string_view name, const Catalogue& catalogue) {
  std::vector<std::size_t> found;
  const std::string key = "gpus/" + normalise(name);
  for (auto at = catalogue.aliases.lower_bound(key); at != catalogue.aliases.end() && at->first.starts_with(key);
       ++at) {
    if (std::find(found.begin(), found.end(), at->second) == found.end()) found.push_back(at->second);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::size_t> entries_of(const FoundCards& cards, const Catalogue& catalogue) {
  if (cards.name.empty()) return {};
  if (cards.chips > 1) {
    const std::size_t board = board_named(catalogue, cards.name, cards.chips);
    if (board != Vocabulary::none) return {board};
  }
  std::string name = cards.name;
  std::vector<std::size_t> entries;
  if (name.ends_with("...")) {
    name.resize(name.size() - 3);
    for (std::string_view rest = name; entries.empty() && rest.size() > 3;) {
      entries = beginning_with(rest, catalogue);
      const std::size_t space = rest.find(' ');
      if (space == std::string_view::npos) break;
      rest = rest.substr(space + 1);
    }
  } else {
    entries = read_gpu_name(catalogue, name).entries;
  }
  if (cards.memory_gib <= 0) return entries;
  std::vector<std::size_t> kept;
  for (const std::size_t entry : entries) {
    if (same_memory(catalogue.gpus[entry], cards.memory_gib)) kept.push_back(entry);
  }
  // The same name with another memory: a sibling, or nothing that is known.
  if (kept.empty()) kept = read_gpu_name(catalogue, name + fmt::format(" {:.0f}GB", cards.memory_gib)).entries;
  std::erase_if(kept, [&](std::size_t entry) { return !same_memory(catalogue.gpus[entry], cards.memory_gib); });
  return kept;
}

std::string called(const FoundKind& kind, const Catalogue& catalogue) {
  std::string name = kind.name;
  if (!kind.entries.empty()) name = catalogue.gpus[kind.entries.front()].id;
  if (name.empty()) name = "?";
  return fmt::format("{:.0f} x {}", kind.count, name);
}

void say(Scenario& scenario, std::size_t slot, double value, const Location& where) {
  if (slot == Vocabulary::none) return;
  const bool stronger = std::any_of(scenario.given.begin(), scenario.given.end(), [&](const GivenFact& given) {
    return given.slot == slot && given.origin <= Origin::measured;
  });
  if (stronger) return;
  scenario.forget(slot);
  scenario.given.push_back({slot, value, value, value, Origin::measured, {}, where});
}

}  // namespace

std::vector<FoundKind> kinds_of(const Inventory& inventory, const Catalogue& catalogue, const Location& where,
                                Findings& findings) {
  std::vector<FoundKind> kinds;
  for (const FoundCards& cards : inventory.cards) {
    FoundKind kind{entries_of(cards, catalogue), cards.name, cards.memory_gib, cards.count};
    if (!cards.instance.empty()) {
      const auto machine = catalogue.instance_types.find(instance_key(cards.instance));
      if (machine == catalogue.instance_types.end()) {
        std::vector<std::string_view> known;
        for (const auto& [type, row] : catalogue.instance_types) known.push_back(type);
        findings.add(
            "unknown-instance", where,
            {{"found", cards.instance}, {"near", std::string(near_miss(instance_key(cards.instance), known))}});
        continue;
      }
      kind.entries = {catalogue.find("gpus", machine->second.gpu)};
      kind.name = cards.instance;
      kind.count = cards.count * machine->second.gpus;
    }
    const auto same = std::find_if(kinds.begin(), kinds.end(), [&](const FoundKind& one) {
      return one.entries == kind.entries && (!kind.entries.empty() || one.name == kind.name);
    });
    if (same == kinds.end()) {
      kinds.push_back(std::move(kind));
    } else {
      same->count += kind.count;
    }
  }
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const FoundKind& a, const FoundKind& b) { return a.count > b.count; });
  return kinds;
}

void add_inventory(const Inventory& inventory, const Catalogue& catalogue, const Location& where, Scenario& scenario,
                   Findings& findings, Findings& warnings) {
  const std::size_t before = findings.all().size();
  const std::vector<FoundKind> kinds = kinds_of(inventory, catalogue, where, findings);
  if (findings.all().size() > before || kinds.empty()) return;
  const FoundKind& largest = kinds.front();
  const std::size_t type = catalogue.slots.gpu_type;
  say(scenario, catalogue.slots.gpus, largest.count, where);
  const bool named = std::any_of(scenario.given.begin(), scenario.given.end(), [&](const GivenFact& given) {
    return given.slot == type && given.origin <= Origin::measured;
  });
  if (!named && !largest.entries.empty()) {
    say(scenario, type, static_cast<double>(largest.entries.front()), where);
    scenario.gpu_versions.clear();
    if (largest.entries.size() > 1) {
      scenario.gpu_versions = largest.entries;
      std::vector<std::string_view> versions;
      for (const std::size_t entry : largest.entries) versions.push_back(catalogue.gpus[entry].id);
      warnings.add("ambiguous-device", where,
                   {{"found", largest.name}, {"allowed", join(versions)}, {"taken", std::string(versions.front())}});
    }
  }
  if (!named && largest.entries.empty() && largest.memory_gib > 0) {
    Gpu gpu;
    gpu.id = "ad-hoc";
    gpu.name = largest.name.empty() ? inventory.format : largest.name;
    gpu.memory_gib = largest.memory_gib;
    scenario.ad_hoc_gpu = gpu;
    say(scenario, type, static_cast<double>(catalogue.gpus.size()), where);
  }
  if (!named && largest.entries.empty() && !largest.name.empty()) {
    warnings.add(largest.memory_gib > 0 ? "inventory-card-unknown" : "inventory-card-not-known", where,
                 {{"found", largest.name}, {"memory", fmt::format("{:.0f}", largest.memory_gib)}});
  }
  if (kinds.size() > 1) {
    std::string others;
    for (std::size_t i = 1; i < kinds.size(); ++i) others += (i > 1 ? ", " : "") + called(kinds[i], catalogue);
    warnings.add("inventory-mixed", where, {{"taken", called(largest, catalogue)}, {"others", others}});
  }
  for (const InventoryNote& note : inventory.notes)
    warnings.add(note.code, where,
                 {{"count", note.count}, {"what", note.what}, {"cards", fmt::format("{:.0f}", largest.count)}});
}

}  // namespace pathfinder
