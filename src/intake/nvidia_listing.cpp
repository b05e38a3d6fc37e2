#include "intake/nvidia_listing.hpp"

#include <optional>

#include "pathfinder/base/json_document.hpp"

namespace pathfinder {
namespace {

/// "GPU 0: NAME (UUID: …)" → NAME
std::optional<std::string_view> gpu_of_list(std::string_view line) {
  line = trimmed_cell(line);
  if (!line.starts_with("GPU ")) return std::nullopt;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !digits_only(line.substr(4, colon - 4))) return std::nullopt;
  std::string_view name = trimmed_cell(line.substr(colon + 1));
  if (const std::size_t uuid = name.find("(UUID"); uuid != std::string_view::npos)
    name = trimmed_cell(name.substr(0, uuid));
  return name;
}

/// "|   0  A100-SXM4-40GB      Off  | 00000001:00:00.0 Off |                    0 |"
bool bus_row(std::string_view line) {
  if (!trimmed_cell(line).starts_with("|")) return false;
  const std::vector<std::string_view> cells = split_at(trimmed_cell(line), '|');
  if (cells.size() < 3) return false;
  const std::string_view bus = trimmed_cell(cells[2]).substr(0, trimmed_cell(cells[2]).find(' '));
  return bus.size() >= 12 && bus.size() <= 16 && std::count(bus.begin(), bus.end(), ':') == 2 && has_part(bus, ".") &&
         bus.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
}

}  // namespace

bool is_nvidia_list(const Listing& listing) {
  return listing.any_line([](std::string_view line) { return gpu_of_list(line).has_value(); });
}

bool is_nvidia_table(const Listing& listing) {
  return listing.any_line(bus_row);
}

bool is_nvidia_csv(const Listing& listing) {
  return listing.any_line([](std::string_view line) { return has_part(line, ","); });
}

bool is_nvidia_xml(const Listing& listing) {
  return listing.start().starts_with("<?xml") || has_part(listing.text, "<nvidia_smi_log");
}

void read_nvidia_list(Listing& listing) {
  listing.inventory.format = "nvidia-smi -L";
  double slices = 0;
  for (const std::string_view line : listing.lines) {
    if (const auto name = gpu_of_list(line)) listing.add(*name, 0, 1);
    if (trimmed_cell(line).starts_with("MIG ")) ++slices;
  }
  if (slices > 0) listing.note("inventory-slices", slices);
}

void read_nvidia_table(Listing& listing) {
  listing.inventory.format = "nvidia-smi";
  for (std::size_t i = 0; i < listing.lines.size(); ++i) {
    if (!bus_row(listing.lines[i])) continue;
    std::string_view name = trimmed_cell(split_at(trimmed_cell(listing.lines[i]), '|')[1]);
    name = trimmed_cell(name.substr(std::min(name.find_first_not_of("0123456789"), name.size())));
    for (const std::string_view persistence : {" Off", " On", " N/A"}) {
      if (name.ends_with(persistence)) name = trimmed_cell(name.substr(0, name.size() - persistence.size()));
    }
    double memory = 0;
    for (std::size_t below = i + 1; below < std::min(i + 3, listing.lines.size()) && memory == 0; ++below) {
      for (const std::string_view cell : split_at(listing.lines[below], '|')) {
        const std::size_t slash = cell.find("MiB /");
        if (slash != std::string_view::npos) memory = leading_number(cell.substr(slash + 5)) / mib_per_gib;
      }
    }
    listing.add(name, memory, 1);
  }
  double slices = 0;
  for (const std::string_view line : listing.lines) {
    if (has_part(line, "MIG devices")) slices = -1;
  }
  if (slices < 0) listing.note("inventory-slices-hidden", 0);
}

void read_nvidia_csv(Listing& listing) {
  std::vector<std::string_view> rows;
  for (const std::string_view line : listing.lines) {
    if (!trimmed_cell(line).empty()) rows.push_back(line);
  }
  std::vector<std::string> header;
  for (const std::string_view cell : split_at(rows.front(), ',')) header.push_back(lower_case(trimmed_cell(cell)));
  const auto column = [&](std::string_view start) {
    const auto at =
        std::find_if(header.begin(), header.end(), [&](const std::string& cell) { return cell.starts_with(start); });
    return static_cast<std::size_t>(at - header.begin());
  };
  std::size_t named = column("name");
  if (named == header.size()) named = column("gpu_name");
  const bool titled = named < header.size();
  const std::size_t memory = column("memory.total");
  const std::size_t slices = column("mig.mode.current");
  if (titled) rows.erase(rows.begin());
  std::vector<FoundCards> found;
  for (const std::string_view row : rows) {
    const std::vector<std::string_view> cells = split_at(row, ',');
    std::string_view name;
    double size = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string_view cell = trimmed_cell(cells[i]);
      if (titled && i == named) name = cell;
      if (titled && i == memory) size = leading_number(cell) / (has_part(cell, "GiB") ? 1 : mib_per_gib);
      if (titled && i == slices && lower_case(cell) == "enabled") listing.note("inventory-slices-hidden", 0);
      if (titled) continue;
      if (cell.ends_with("MiB") && size == 0) size = leading_number(cell) / mib_per_gib;
      const bool says = cell.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != cell.npos;
      if (name.empty() && says && !cell.starts_with("0x") && !cell.starts_with("GPU-") && !cell.ends_with("MiB"))
        name = cell;
    }
    if (name.empty() || name.size() > 80 || (!titled && cells.size() < 2)) return;  // no listing of accelerators
    found.push_back({std::string(name), size, 1, 1, {}});
  }
  listing.inventory.format = "nvidia-smi --format=csv";
  for (const FoundCards& cards : found) listing.add(cards.name, cards.memory_gib, 1);
}

void read_nvidia_xml(Listing& listing) {
  listing.inventory.format = "nvidia-smi -q -x";
  std::vector<std::string_view> open;
  std::string_view name;
  double memory = 0;
  double cards = 0;
  double slices = 0;
  const auto wrong = [&](std::size_t at) {
    listing.findings.add("inventory-xml", locate_offset(listing.name, listing.text, at, 1), {});
  };
  for (std::size_t at = 0; at < listing.text.size();) {
    const std::size_t tag = listing.text.find('<', at);
    if (tag == std::string_view::npos) break;
    const std::string_view content = trimmed_cell(listing.text.substr(at, tag - at));
    if (listing.text.substr(tag).starts_with("<!--")) {
      const std::size_t end = listing.text.find("-->", tag);
      if (end == std::string_view::npos) return wrong(tag);
      at = end + 3;
      continue;
    }
    const std::size_t end = listing.text.find('>', tag);
    if (end == std::string_view::npos) return wrong(tag);
    std::string_view element = listing.text.substr(tag + 1, end - tag - 1);
    at = end + 1;
    if (element.starts_with("?") || element.starts_with("!")) continue;
    if (element.starts_with("/")) {
      if (open.empty() || open.back() != trimmed_cell(element.substr(1))) return wrong(tag);
      const std::string_view parent = open.size() > 1 ? open[open.size() - 2] : std::string_view();
      if (open.back() == "product_name" && parent == "gpu") name = content;
      if (open.back() == "total" && parent == "fb_memory_usage" && open.size() > 2 && open[open.size() - 3] == "gpu")
        memory = leading_number(content) / mib_per_gib;
      if (open.back() == "mig_device") ++slices;
      if (open.back() == "gpu") {
        listing.add(name, memory, 1);
        ++cards;
        name = {};
        memory = 0;
      }
      open.pop_back();
      continue;
    }
    const bool alone = element.ends_with("/");
    element = element.substr(0, element.find_first_of(" \t\r\n/"));
    if (open.size() > 40) return wrong(tag);
    if (!alone) open.push_back(element);
  }
  if (!open.empty()) {
    listing.findings.add("inventory-xml", {listing.name, 0, 0, "", "", 1}, {});
    return;
  }
  if (slices > 0) listing.note("inventory-slices", slices);
}

}  // namespace pathfinder
