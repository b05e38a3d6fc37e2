#include "intake/rocm_listing.hpp"

#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace pathfinder {
namespace {

/// Devices by number, with what is said of each; a partitioned card shows each partition as a device.
struct Device {
  std::string name;
  std::string model;
  double memory_gib = 0;
  std::string mode;
};

/// "62 64 0x74a1, 60795 … NPS1, CPX, 7" → device, model, mode and number of the partition.
struct Partition {
  double device = 0;
  std::string model;
  std::string mode;
  double number = 0;
};
std::optional<Partition> partition_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split_at(trimmed_cell(line), ' ')) {
    if (!word.empty()) words.push_back(word);
  }
  if (words.size() < 6 || !digits_only(words[0]) || !digits_only(words[1]) || !words[2].starts_with("0x"))
    return std::nullopt;
  Partition partition;
  partition.device = leading_number(words[0]);
  partition.model = std::string(words[2].substr(0, words[2].find(',')));
  for (std::size_t i = 3; i + 1 < words.size(); ++i) {
    for (const std::string_view mode : {"SPX", "DPX", "TPX", "QPX", "CPX"}) {
      if (words[i].substr(0, words[i].find(',')) != mode) continue;
      partition.mode = mode;
      partition.number = leading_number(words[i + 1]);
    }
  }
  return partition.mode.empty() ? std::nullopt : std::optional(partition);
}

/// Partitions of one card in a mode; CPX: as many as it has dies.
double partitions(std::string_view mode, std::string_view model) {
  if (mode == "DPX") return 2;
  if (mode == "TPX") return 3;
  if (mode == "QPX") return 4;
  if (mode != "CPX") return 1;
  if (model == "0x74a0") return 6;  // MI300A
  if (model == "0x74a2") return 4;  // MI308X
  return 8;
}

bool names_a_card(std::string_view text) {
  return !text.empty() && text != "N/A" && !text.starts_with("0x") && text != "unknown";
}

void take(Device& device, std::string_view key, std::string_view value) {
  const std::string what = lower_case(key);
  if ((what == "card series" || what == "product name" || what == "device name" || what == "market name") &&
      names_a_card(value) && device.name.empty())
    device.name = std::string(value);
  if (what == "card model") {
    if (names_a_card(value) && device.name.empty()) device.name = std::string(value);
    if (value.starts_with("0x")) device.model = std::string(value);
  }
  if (what == "device id" && value.starts_with("0x")) device.model = std::string(value);
  if (what == "vram total memory (b)") device.memory_gib = leading_number(value) / bytes_of_a_gib;
  if (what == "compute partition") device.mode = std::string(value);
}

void rocm_devices(Listing& listing, const std::map<double, Device>& devices, double listed) {
  double shown = 0;
  std::map<std::string, std::pair<double, Device>> groups;
  for (const auto& [number, device] : devices) {
    const std::string name = device.name.empty() ? device.model : device.name;
    auto& [count, first] = groups[name + "\n" + device.mode];
    count += 1;
    if (first.memory_gib == 0) first = device;
    ++shown;
  }
  double slices = 0;
  for (const auto& [key, group] : groups) {
    const auto& [count, device] = group;
    const double parts = partitions(device.mode, device.model);
    const double all = groups.size() == 1 ? std::max(count, listed) : count;
    listing.add(device.name.empty() ? device.model : device.name, device.memory_gib, std::ceil(all / parts));
    if (parts > 1) slices += all;
  }
  if (slices > 0) listing.note("inventory-partitions", slices);
}

}  // namespace

bool is_rocm_csv(const Listing& listing) {
  return listing.any_line([](std::string_view line) { return trimmed_cell(line).starts_with("device,"); });
}

bool is_rocm_text(const Listing& listing) {
  return listing.any_line(
      [](std::string_view line) { return trimmed_cell(line).starts_with("GPU[") || partition_of(line).has_value(); });
}

void read_rocm_csv(Listing& listing) {
  listing.inventory.format = "rocm-smi --csv";
  std::vector<std::string_view> header;
  std::map<double, Device> devices;
  for (const std::string_view line : listing.lines) {
    const std::vector<std::string_view> cells = split_at(line, ',');
    if (trimmed_cell(cells.front()) == "device") header = cells;
    if (header.empty() || !trimmed_cell(cells.front()).starts_with("card")) continue;
    Device& device = devices[leading_number(trimmed_cell(cells.front()).substr(4))];
    for (std::size_t i = 1; i < std::min(cells.size(), header.size()); ++i)
      take(device, trimmed_cell(header[i]), trimmed_cell(cells[i]));
  }
  if (devices.empty()) return;
  rocm_devices(listing, devices, 0);
}

void read_rocm_text(Listing& listing) {
  listing.inventory.format = "rocm-smi";
  std::map<double, Device> devices;
  double listed = 0;
  double parts = 0;
  for (const std::string_view line : listing.lines) {
    if (const auto partition = partition_of(line)) {
      Device& device = devices[partition->device];
      device.model = partition->model;
      device.mode = partition->mode;
      listed = std::max(listed, partition->device + 1);
      parts = std::max(parts, partition->number + 1);
      continue;
    }
    const std::string_view row = trimmed_cell(line);
    if (!row.starts_with("GPU[")) continue;
    const std::size_t closes = row.find(']');
    const std::size_t colon = row.find(':');
    if (closes == std::string_view::npos || colon == std::string_view::npos) continue;
    const std::string_view rest = trimmed_cell(row.substr(colon + 1));
    const std::size_t second = rest.find(':');
    if (second == std::string_view::npos) continue;
    const double number = leading_number(row.substr(4, closes - 4));
    listed = std::max(listed, number + 1);
    take(devices[number], trimmed_cell(rest.substr(0, second)), trimmed_cell(rest.substr(second + 1)));
  }
  // A table shows the mode, the lists below it the memory: both are of the same cards.
  Device common;
  for (const auto& [number, device] : devices) {
    if (common.model.empty()) common.model = device.model;
    if (common.mode.empty()) common.mode = device.mode;
    if (common.memory_gib == 0) common.memory_gib = device.memory_gib;
  }
  std::set<std::string> named;
  for (auto& [number, device] : devices) {
    if (device.mode.empty()) device.mode = common.mode;
    if (device.model.empty() && device.name.empty()) device.model = common.model;
    if (device.memory_gib == 0) device.memory_gib = common.memory_gib;
    named.insert(device.name + device.model);
  }
  rocm_devices(listing, devices, named.size() == 1 ? listed : 0);
}

void read_rocm_json(Listing& listing, JsonValue cards) {
  listing.inventory.format = "rocm-smi --json";
  std::map<double, Device> devices;
  cards.for_each([&](JsonValue card) {
    if (!card.key().starts_with("card") || card.kind() != JsonKind::object) return;
    Device& device = devices[leading_number(card.key().substr(4))];
    card.for_each([&](JsonValue value) {
      if (value.kind() == JsonKind::string) take(device, value.key(), trimmed_cell(value.string()));
    });
  });
  rocm_devices(listing, devices, 0);
}

}  // namespace pathfinder
