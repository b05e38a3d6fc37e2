// Every form is recognised by what only it prints; then its own reader collects devices, and devices become cards.
#include "pathfinder/intake/inventory.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/base/number_text.hpp"

#include "intake/yaml.hpp"

namespace pathfinder {
namespace {

constexpr double mib_per_gib = 1024;
constexpr double bytes_of_a_gib = 1073741824.0;

std::string_view trim(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

/// Lines without comments ("# …") and without the prompt of a shell.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::string_view line : split(text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (trim(line).starts_with("# ") || trim(line).starts_with("$ ")) continue;
    lines.push_back(line);
  }
  return lines;
}

bool digits_only(std::string_view text) {
  return !text.empty() && text.size() < 10 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The number a text begins with; 0 where it begins with none.
double leading_number(std::string_view text) {
  text = trim(text);
  std::size_t end = 0;
  while (end < text.size() && ((text[end] >= '0' && text[end] <= '9') || text[end] == '.')) ++end;
  return end == 0 ? 0 : parse_number(text.substr(0, end)).value_or(0);
}

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string number_text(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// "1g.20gb" → 1: sevenths of a card. 0 for what is no slice.
double slice_sevenths(std::string_view text) {
  const std::size_t g = text.find("g.");
  if (g == std::string_view::npos || g == 0) return 0;
  std::size_t start = g;
  while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9') --start;
  return start == g || !contains(text.substr(g), "gb") ? 0 : leading_number(text.substr(start, g - start));
}

/// Cards that so many slices need at least.
double cards_for_slices(double slices, double sevenths) {
  return std::ceil(slices / std::max(1.0, std::floor(7 / std::max(1.0, sevenths))));
}

class Reader {
 public:
  Reader(const std::string& name, std::string_view text, Findings& findings)
      : name_(name), text_(text), lines_(lines_of(text)), findings_(findings) {}

  Inventory read() {
    const std::size_t before = findings_.all().size();
    const std::string_view start =
        trim(text_.substr(std::min(text_.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), text_.size())));
    if (start.empty()) {
      findings_.add("inventory-empty", {name_, 0, 0, "", "", 1}, {});
      return {};
    }
    if (start.front() == '{' || start.front() == '[') {
      json(std::string(text_));
    } else if (start.starts_with("<?xml") || contains(text_, "<nvidia_smi_log")) {
      xml();
    } else if (any_line([](std::string_view line) { return contains(line, "NPU ") && contains(line, "Name"); })) {
      npu_table();
    } else if (any_line([](std::string_view line) { return gpu_of_list(line).has_value(); })) {
      nvidia_list();
    } else if (any_line([](std::string_view line) { return bus_row(line); })) {
      nvidia_table();
    } else if (any_line([](std::string_view line) { return trim(line).starts_with("GPU["); }) ||
               any_line([](std::string_view line) { return partition_of(line).has_value(); })) {
      rocm_text();
    } else if (any_line([](std::string_view line) { return trim(line).starts_with("device,"); })) {
      rocm_csv();
    } else if (slurm_lines()) {
      slurm();
    } else if (any_line(yaml_line)) {
      yaml();
    } else if (any_line([](std::string_view line) { return !label_of(line).first.empty(); })) {
      labels();
    } else if (any_line([](std::string_view line) { return contains(line, ","); })) {
      nvidia_csv();
    } else if (any_line([](std::string_view line) { return !machine_of(line).first.empty(); })) {
      machines();
    }
    if (findings_.all().size() > before) return {};
    if (inventory_.format.empty()) {
      findings_.add("inventory-unknown", first_line(), {{"file", name_}});
      return {};
    }
    if (inventory_.cards.empty()) {
      findings_.add("inventory-without-accelerators", {name_, 0, 0, "", "", 1}, {{"format", inventory_.format}});
      return {};
    }
    return std::move(inventory_);
  }

 private:
  template <class Test>
  bool any_line(Test test) const {
    return std::any_of(lines_.begin(), lines_.end(), test);
  }

  Location first_line() const {
    for (const std::string_view line : lines_) {
      if (!trim(line).empty())
        return locate_offset(name_, text_, static_cast<std::size_t>(line.data() - text_.data()), 1);
    }
    return {name_, 0, 0, "", "", 1};
  }

  void add(std::string_view name, double memory_gib, double count, double chips = 1) {
    if (count <= 0) return;
    for (FoundCards& cards : inventory_.cards) {
      if (cards.name == name && std::abs(cards.memory_gib - memory_gib) < 0.5 && cards.chips == chips &&
          cards.instance.empty()) {
        cards.count += count;
        return;
      }
    }
    inventory_.cards.push_back({std::string(name), memory_gib, count, chips, {}});
  }
  void note(std::string code, double count, std::string what = {}) {
    for (InventoryNote& one : inventory_.notes) {
      if (one.code != code || one.what != what) continue;
      one.count = number_text(leading_number(one.count) + count);
      return;
    }
    inventory_.notes.push_back({std::move(code), number_text(count), std::move(what)});
  }

  // --- nvidia-smi ---

  /// "GPU 0: NAME (UUID: …)" → NAME
  static std::optional<std::string_view> gpu_of_list(std::string_view line) {
    line = trim(line);
    if (!line.starts_with("GPU ")) return std::nullopt;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !digits_only(line.substr(4, colon - 4))) return std::nullopt;
    std::string_view name = trim(line.substr(colon + 1));
    if (const std::size_t uuid = name.find("(UUID"); uuid != std::string_view::npos) name = trim(name.substr(0, uuid));
    return name;
  }

  void nvidia_list() {
    inventory_.format = "nvidia-smi -L";
    double slices = 0;
    for (const std::string_view line : lines_) {
      if (const auto name = gpu_of_list(line)) add(*name, 0, 1);
      if (trim(line).starts_with("MIG ")) ++slices;
    }
    if (slices > 0) note("inventory-slices", slices);
  }

  /// "|   0  A100-SXM4-40GB      Off  | 00000001:00:00.0 Off |                    0 |"
  static bool bus_row(std::string_view line) {
    if (!trim(line).starts_with("|")) return false;
    const std::vector<std::string_view> cells = split(trim(line), '|');
    if (cells.size() < 3) return false;
    const std::string_view bus = trim(cells[2]).substr(0, trim(cells[2]).find(' '));
    return bus.size() >= 12 && bus.size() <= 16 && std::count(bus.begin(), bus.end(), ':') == 2 && contains(bus, ".") &&
           bus.find_first_not_of("0123456789abcdefABCDEF:.") == std::string_view::npos;
  }

  void nvidia_table() {
    inventory_.format = "nvidia-smi";
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!bus_row(lines_[i])) continue;
      std::string_view name = trim(split(trim(lines_[i]), '|')[1]);
      name = trim(name.substr(std::min(name.find_first_not_of("0123456789"), name.size())));
      for (const std::string_view persistence : {" Off", " On", " N/A"}) {
        if (name.ends_with(persistence)) name = trim(name.substr(0, name.size() - persistence.size()));
      }
      double memory = 0;
      for (std::size_t below = i + 1; below < std::min(i + 3, lines_.size()) && memory == 0; ++below) {
        for (const std::string_view cell : split(lines_[below], '|')) {
          const std::size_t slash = cell.find("MiB /");
          if (slash != std::string_view::npos) memory = leading_number(cell.substr(slash + 5)) / mib_per_gib;
        }
      }
      add(name, memory, 1);
    }
    double slices = 0;
    for (const std::string_view line : lines_) {
      if (contains(line, "MIG devices")) slices = -1;
    }
    if (slices < 0) note("inventory-slices-hidden", 0);
  }

  /// "name, memory.total [MiB]" and rows; without a header the first cell that is no number, no UUID and no address.
  void nvidia_csv() {
    std::vector<std::string_view> rows;
    for (const std::string_view line : lines_) {
      if (!trim(line).empty()) rows.push_back(line);
    }
    std::vector<std::string> header;
    for (const std::string_view cell : split(rows.front(), ',')) header.push_back(lower(trim(cell)));
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
      const std::vector<std::string_view> cells = split(row, ',');
      std::string_view name;
      double size = 0;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string_view cell = trim(cells[i]);
        if (titled && i == named) name = cell;
        if (titled && i == memory) size = leading_number(cell) / (contains(cell, "GiB") ? 1 : mib_per_gib);
        if (titled && i == slices && lower(cell) == "enabled") note("inventory-slices-hidden", 0);
        if (titled) continue;
        if (cell.ends_with("MiB") && size == 0) size = leading_number(cell) / mib_per_gib;
        const bool says = cell.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") != cell.npos;
        if (name.empty() && says && !cell.starts_with("0x") && !cell.starts_with("GPU-") && !cell.ends_with("MiB"))
          name = cell;
      }
      if (name.empty() || name.size() > 80 || (!titled && cells.size() < 2)) return;  // no listing of accelerators
      found.push_back({std::string(name), size, 1, 1, {}});
    }
    inventory_.format = "nvidia-smi --format=csv";
    for (const FoundCards& cards : found) add(cards.name, cards.memory_gib, 1);
  }

  /// nvidia-smi -q -x. A scan of elements that insists on their nesting; nothing else of XML is needed.
  void xml() {
    inventory_.format = "nvidia-smi -q -x";
    std::vector<std::string_view> open;
    std::string_view name;
    double memory = 0;
    double cards = 0;
    double slices = 0;
    const auto wrong = [&](std::size_t at) { findings_.add("inventory-xml", locate_offset(name_, text_, at, 1), {}); };
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t tag = text_.find('<', at);
      if (tag == std::string_view::npos) break;
      const std::string_view content = trim(text_.substr(at, tag - at));
      if (text_.substr(tag).starts_with("<!--")) {
        const std::size_t end = text_.find("-->", tag);
        if (end == std::string_view::npos) return wrong(tag);
        at = end + 3;
        continue;
      }
      const std::size_t end = text_.find('>', tag);
      if (end == std::string_view::npos) return wrong(tag);
      std::string_view element = text_.substr(tag + 1, end - tag - 1);
      at = end + 1;
      if (element.starts_with("?") || element.starts_with("!")) continue;
      if (element.starts_with("/")) {
        if (open.empty() || open.back() != trim(element.substr(1))) return wrong(tag);
        const std::string_view parent = open.size() > 1 ? open[open.size() - 2] : std::string_view();
        if (open.back() == "product_name" && parent == "gpu") name = content;
        if (open.back() == "total" && parent == "fb_memory_usage" && open.size() > 2 && open[open.size() - 3] == "gpu")
          memory = leading_number(content) / mib_per_gib;
        if (open.back() == "mig_device") ++slices;
        if (open.back() == "gpu") {
          add(name, memory, 1);
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
      findings_.add("inventory-xml", {name_, 0, 0, "", "", 1}, {});
      return;
    }
    if (slices > 0) note("inventory-slices", slices);
  }

  // --- npu-smi ---

  /// Two rows a chip: "| 0  910B4-1 | OK | …" and "| 0 | 0000:xx:00.0 | … 3197 / 65536 |". What has one NPU number is
  /// one card, whatever it has of chips.
  void npu_table() {
    inventory_.format = "npu-smi info";
    struct Card {
      std::string name;
      double memory_mb = 0;
      double chips = 0;
    };
    std::map<std::string, Card> cards;
    std::vector<std::string> order;
    Card* current = nullptr;
    for (const std::string_view line : lines_) {
      if (contains(line, "Process id")) break;
      if (!trim(line).starts_with("|")) continue;
      const std::vector<std::string_view> cells = split(trim(line), '|');
      if (cells.size() < 4) continue;
      const std::string_view left = trim(cells[1]);
      const std::string_view middle = trim(cells[2]);
      static constexpr std::array<std::string_view, 6> healths = {"OK",       "Warning", "Alarm",
                                                                  "Critical", "UNKNOWN", "Offline"};
      if (std::find(healths.begin(), healths.end(), middle) != healths.end()) {
        const std::size_t space = left.find(' ');
        if (space == std::string_view::npos || !digits_only(left.substr(0, space))) continue;
        const std::string number(left.substr(0, space));
        if (cards.count(number) == 0) order.push_back(number);
        current = &cards[number];
        current->name = std::string(trim(left.substr(space)));
      } else if (current != nullptr && (contains(middle, ":") || middle == "NA") &&
                 digits_only(left.substr(0, left.find(' ')))) {
        // The last "used / total" with a total is the memory: HBM where there is some, else DDR.
        double total = 0;
        const std::string_view right = trim(cells[3]);
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
      add(card.name, card.memory_mb / mib_per_gib, 1, std::max(1.0, card.chips));
      if (card.chips > 1) chips += card.chips;
    }
    if (chips > 0) note("inventory-chips", chips);
  }

  // --- rocm-smi ---

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
  static std::optional<Partition> partition_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(trim(line), ' ')) {
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
  static double partitions(std::string_view mode, std::string_view model) {
    if (mode == "DPX") return 2;
    if (mode == "TPX") return 3;
    if (mode == "QPX") return 4;
    if (mode != "CPX") return 1;
    if (model == "0x74a0") return 6;  // MI300A
    if (model == "0x74a2") return 4;  // MI308X
    return 8;
  }

  static bool names_a_card(std::string_view text) {
    return !text.empty() && text != "N/A" && !text.starts_with("0x") && text != "unknown";
  }

  void take(Device& device, std::string_view key, std::string_view value) {
    const std::string what = lower(key);
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

  void rocm_devices(const std::map<double, Device>& devices, double listed) {
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
      add(device.name.empty() ? device.model : device.name, device.memory_gib, std::ceil(all / parts));
      if (parts > 1) slices += all;
    }
    if (slices > 0) note("inventory-partitions", slices);
  }

  void rocm_csv() {
    inventory_.format = "rocm-smi --csv";
    std::vector<std::string_view> header;
    std::map<double, Device> devices;
    for (const std::string_view line : lines_) {
      const std::vector<std::string_view> cells = split(line, ',');
      if (trim(cells.front()) == "device") header = cells;
      if (header.empty() || !trim(cells.front()).starts_with("card")) continue;
      Device& device = devices[leading_number(trim(cells.front()).substr(4))];
      for (std::size_t i = 1; i < std::min(cells.size(), header.size()); ++i)
        take(device, trim(header[i]), trim(cells[i]));
    }
    if (devices.empty()) return;
    rocm_devices(devices, 0);
  }

  void rocm_text() {
    inventory_.format = "rocm-smi";
    std::map<double, Device> devices;
    double listed = 0;
    double parts = 0;
    for (const std::string_view line : lines_) {
      if (const auto partition = partition_of(line)) {
        Device& device = devices[partition->device];
        device.model = partition->model;
        device.mode = partition->mode;
        listed = std::max(listed, partition->device + 1);
        parts = std::max(parts, partition->number + 1);
        continue;
      }
      const std::string_view row = trim(line);
      if (!row.starts_with("GPU[")) continue;
      const std::size_t closes = row.find(']');
      const std::size_t colon = row.find(':');
      if (closes == std::string_view::npos || colon == std::string_view::npos) continue;
      const std::string_view rest = trim(row.substr(colon + 1));
      const std::size_t second = rest.find(':');
      if (second == std::string_view::npos) continue;
      const double number = leading_number(row.substr(4, closes - 4));
      listed = std::max(listed, number + 1);
      take(devices[number], trim(rest.substr(0, second)), trim(rest.substr(second + 1)));
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
    rocm_devices(devices, named.size() == 1 ? listed : 0);
  }

  // --- clusters ---

  struct Node {
    std::map<std::string, std::string> labels;  ///< and annotations
    std::map<std::string, double> resources;    ///< capacity, else allocatable
    std::string machine;
  };

  static double number_of(JsonValue value) {
    if (value.kind() == JsonKind::number) return value.number();
    return value.kind() == JsonKind::string ? leading_number(value.string()) : 0;
  }

  void json(std::string text) {
    const JsonDocument document = parse_json(name_, std::move(text), findings_);
    if (document.tree.nodes.empty()) return;
    const JsonValue root(document, 0);
    if (root.kind() == JsonKind::object && root.size() > 0 && JsonValue(document, 1).key().starts_with("card")) {
      inventory_.format = "rocm-smi --json";
      std::map<double, Device> devices;
      root.for_each([&](JsonValue card) {
        if (!card.key().starts_with("card") || card.kind() != JsonKind::object) return;
        Device& device = devices[leading_number(card.key().substr(4))];
        card.for_each([&](JsonValue value) {
          if (value.kind() == JsonKind::string) take(device, value.key(), trim(value.string()));
        });
      });
      return rocm_devices(devices, 0);
    }
    kubernetes(root, "kubectl get nodes -o json");
  }

  static bool yaml_line(std::string_view line) {
    const std::string_view text = trim(line);
    return text == "status:" || text == "metadata:" || text == "items:" || text.starts_with("apiVersion:") ||
           text == "labels:";
  }

  void yaml() {
    const std::optional<std::string> converted = yaml_as_json(name_, text_, findings_);
    if (!converted) return;
    Findings inside;
    const JsonDocument document = parse_json(name_, *converted, inside);
    if (document.tree.nodes.empty()) {
      findings_.add("inventory-yaml", first_line(), {});
      return;
    }
    JsonValue(document, 0).for_each([&](JsonValue one) { kubernetes(one, "kubectl get nodes -o yaml"); });
  }

  void kubernetes(JsonValue root, std::string_view format) {
    std::vector<JsonValue> nodes;
    if (root.kind() == JsonKind::array) {
      root.for_each([&](JsonValue node) { nodes.push_back(node); });
    } else if (root.kind() == JsonKind::object) {
      if (const std::uint32_t items = root.find("items"); items != 0) {
        root.at(items).for_each([&](JsonValue node) { nodes.push_back(node); });
      } else {
        nodes.push_back(root);
      }
    }
    for (const JsonValue one : nodes) {
      if (one.kind() != JsonKind::object || (one.find("metadata") == 0 && one.find("status") == 0)) continue;
      inventory_.format = format;
      Node node;
      const auto texts = [&](JsonValue of, std::string_view key) {
        const std::uint32_t at = of.kind() == JsonKind::object ? of.find(key) : 0;
        if (at == 0) return;
        of.at(at).for_each([&](JsonValue value) {
          node.labels[std::string(value.key())] =
              value.kind() == JsonKind::string ? std::string(value.string()) : std::string(value.source_text());
        });
      };
      if (const std::uint32_t meta = one.find("metadata"); meta != 0) {
        texts(one.at(meta), "labels");
        texts(one.at(meta), "annotations");
      }
      if (const std::uint32_t status = one.find("status"); status != 0) {
        for (const std::string_view key : {"allocatable", "capacity"}) {
          const JsonValue state = one.at(status);
          const std::uint32_t at = state.kind() == JsonKind::object ? state.find(key) : 0;
          if (at != 0)
            state.at(at).for_each(
                [&](JsonValue value) { node.resources[std::string(value.key())] = number_of(value); });
        }
      }
      cluster_node(node);
    }
  }

  /// "nvidia.com/gpu.count=8", "hami.io/node-nvidia-register: …" → key and value.
  static std::pair<std::string, std::string> label_of(std::string_view line) {
    std::string_view text = trim(line);
    for (const std::string_view lead : {"Labels:", "Annotations:"}) {
      if (text.starts_with(lead)) text = trim(text.substr(lead.size()));
    }
    std::size_t sign = text.find('=');
    const std::size_t colon = text.find(": ");
    if (colon != std::string_view::npos && (sign == std::string_view::npos || colon < sign)) sign = colon;
    if (sign == std::string_view::npos) return {};
    const std::string_view key = text.substr(0, sign);
    if (!contains(key, "/") || !contains(key, ".") || contains(key, " ")) return {};
    return {std::string(key), std::string(trim(text.substr(sign + 1)))};
  }

  void labels() {
    inventory_.format = "kubectl";
    Node node;
    for (const std::string_view line : lines_) {
      auto [key, value] = label_of(line);
      if (key.empty()) continue;
      if (key == "kubernetes.io/hostname" && node.labels.count(key) != 0) {  // the next node of a list
        cluster_node(node);
        node = {};
      }
      if (digits_only(value) && !contains(key, "gpu.") && !contains(key, "akash"))
        node.resources[key] = leading_number(value);
      node.labels[key] = std::move(value);
    }
    cluster_node(node);
  }

  static std::string label(const Node& node, std::string_view key) {
    const auto at = node.labels.find(std::string(key));
    return at == node.labels.end() ? std::string() : at->second;
  }

  void cluster_node(const Node& node) {
    const std::size_t before = inventory_.cards.size();
    const double shown_before = total();
    if (sharing_plugin(node) || akash(node) || feature_labels(node)) return;
    for (const auto& [resource, count] : node.resources) device_plugin(node, resource, count);
    if (inventory_.cards.size() > before || total() > shown_before) return;
    const std::string machine = label(node, "node.kubernetes.io/instance-type");
    if (!machine.empty()) add_machine(machine, 1);
  }
  double total() const {
    double count = 0;
    for (const FoundCards& cards : inventory_.cards) count += cards.count;
    return count;
  }

  /// HAMi: "ID,replicas,MiB,cores,name,numa,healthy:…" in an annotation, or the same as JSON.
  bool sharing_plugin(const Node& node) {
    bool any = false;
    for (const auto& [key, value] : node.labels) {
      if (!key.starts_with("hami.io/node-") || !key.ends_with("register")) continue;
      double replicas = 0;
      if (value.starts_with("[")) {
        Findings inside;
        const JsonDocument document = parse_json(name_, value, inside);
        if (document.tree.nodes.empty()) continue;
        JsonValue(document, 0).for_each([&](JsonValue device) {
          const auto member = [&](std::string_view id) {
            return device.kind() == JsonKind::object ? device.find(id) : 0;
          };
          const std::uint32_t type = member("type");
          const std::uint32_t size = member("devmem");
          const std::uint32_t count = member("count");
          if (type == 0) return;
          add(device.at(type).string(), size == 0 ? 0 : number_of(device.at(size)) / mib_per_gib, 1);
          if (count != 0) replicas += number_of(device.at(count));
          any = true;
        });
      } else {
        std::string name;
        double memory = 0;
        for (const std::string_view device : split(value, ':')) {
          const std::vector<std::string_view> fields = split(device, ',');
          if (fields.size() < 2 || fields[0].empty()) continue;
          if (fields.size() > 4) {
            name = std::string(fields[4]);
            memory = leading_number(fields[2]) / mib_per_gib;
          } else {
            note("inventory-cut-off", 0);
          }
          add(name, memory, 1);
          replicas += leading_number(fields[1]);
          any = true;
        }
      }
      if (any && replicas > 0) note("inventory-replicas", replicas);
      if (any && inventory_.format.empty()) inventory_.format = "kubectl";
    }
    return any;
  }

  /// akash.network/capabilities.gpu.vendor.nvidia.model.h100.ram.80Gi=8
  bool akash(const Node& node) {
    static constexpr std::string_view stem = "akash.network/capabilities.gpu.vendor.";
    std::map<std::string, std::tuple<double, std::string, std::string>> models;
    for (const auto& [key, value] : node.labels) {
      if (!key.starts_with(stem)) continue;
      const std::size_t model = key.find(".model.");
      if (model == std::string::npos) continue;
      std::string_view rest = std::string_view(key).substr(model + 7);
      const std::string name(rest.substr(0, rest.find('.')));
      auto& [count, ram, form] = models[name];
      count = std::max(count, leading_number(value));
      if (const std::size_t at = rest.find(".ram."); at != std::string_view::npos)
        ram = std::string(rest.substr(at + 5, rest.substr(at + 5).find('.')));
      if (const std::size_t at = rest.find(".interface."); at != std::string_view::npos)
        form = std::string(rest.substr(at + 11, rest.substr(at + 11).find('.')));
    }
    for (const auto& [name, found] : models) {
      const auto& [count, ram, form] = found;
      add(name + (form.empty() ? "" : " " + form), leading_number(ram), count);
    }
    return !models.empty();
  }

  /// GPU feature discovery and its like: product, count, memory; replicas and slices do not change the count.
  bool feature_labels(const Node& node) {
    std::string name = label(node, "nvidia.com/gpu.product");
    double count = leading_number(label(node, "nvidia.com/gpu.count"));
    double memory = leading_number(label(node, "nvidia.com/gpu.memory")) / mib_per_gib;
    const double replicas = leading_number(label(node, "nvidia.com/gpu.replicas"));
    if (name.empty()) name = label(node, "amd.com/gpu.product-name");
    if (name.empty()) name = label(node, "gpu.nvidia.com/model");
    if (count == 0) count = leading_number(label(node, "gpu.nvidia.com/count"));
    if (count == 0) count = leading_number(label(node, "cloud.google.com/gke-gpu-count"));
    if (name.empty()) name = label(node, "cloud.google.com/gke-accelerator");
    if (name.empty() && count == 0) return false;
    bool sliced = false;
    for (const auto& [resource, slices] : node.resources) {
      if (!contains(resource, "/mig-") || slices <= 0) continue;
      note("inventory-slices", slices);
      sliced = true;
    }
    if (const std::size_t mig = name.find("-MIG-"); mig != std::string::npos) {
      if (!sliced) note("inventory-slices-hidden", 0);
      name.resize(mig);
      memory = 0;  // of a slice
    }
    if (name.ends_with("-SHARED")) name.resize(name.size() - 7);
    if (count == 0) {
      for (const auto& [resource, amount] : node.resources) {
        if (resource == "nvidia.com/gpu" || resource == "amd.com/gpu") count = amount / std::max(1.0, replicas);
      }
    }
    if (count == 0) return false;
    if (replicas > 1) note("inventory-replicas", replicas * count);
    add(name, memory, count);
    return true;
  }

  void device_plugin(const Node& node, const std::string& resource, double count) {
    if (count <= 0) return;
    if (const std::size_t mig = resource.find("/mig-"); mig != std::string::npos) {
      add({}, 0, cards_for_slices(count, slice_sevenths(resource.substr(mig))));
      return note("inventory-slices", count);
    }
    if (resource.ends_with(".shared")) {
      add({}, 0, 1);
      return note("inventory-replicas", count);
    }
    struct Plugin {
      std::string_view resource, name;
    };
    static constexpr std::array<Plugin, 13> plugins = {{{"nvidia.com/gpu", ""},
                                                        {"amd.com/gpu", ""},
                                                        {"gpu.intel.com/i915", ""},
                                                        {"gpu.intel.com/xe", ""},
                                                        {"habana.ai/gaudi", "Gaudi"},
                                                        {"huawei.com/Ascend910", "Ascend910"},
                                                        {"huawei.com/Ascend310P", "310P3"},
                                                        {"cambricon.com/mlu", "Cambricon"},
                                                        {"hygon.com/dcu", "Hygon DCU"},
                                                        {"metax-tech.com/gpu", "MetaX"},
                                                        {"iluvatar.ai/gpu", "Iluvatar"},
                                                        {"kunlunxin.com/xpu", "Kunlunxin"},
                                                        {"mthreads.com/gpu", "Moore Threads"}}};
    for (const Plugin& plugin : plugins) {
      if (resource != plugin.resource) continue;
      std::string name(plugin.name);
      if (const std::string chip = label(node, "node.kubernetes.io/npu.chip.name"); !chip.empty()) name = chip;
      if (name.empty()) note("inventory-product-unlabelled", count, resource);
      add(name, 0, count);
    }
  }

  // --- Slurm ---

  bool slurm_lines() const {
    return any_line([](std::string_view line) {
      return contains(line, "NodeName=") || contains(line, "CfgTRES=") || contains(line, "Gres=") ||
             trim(line).starts_with("gpu:") || contains(line, " gpu:") || trim(line) == "GRES";
    });
  }

  /// "gpu:h100:8(S:0-1),gpu:a100:4" → adds each; the cards in all.
  double gres(std::string_view text, bool count_only = false) {
    double all = 0;
    int depth = 0;
    std::string bare;
    for (const char c : text) {
      depth += c == '(' ? 1 : 0;
      if (depth == 0) bare += c;
      depth -= c == ')' ? 1 : 0;
    }
    for (const std::string_view item : split(bare, ',')) {
      const std::vector<std::string_view> parts = split(trim(item), ':');
      if (parts.size() < 2 || parts[0] != "gpu" || !digits_only(parts.back())) continue;
      double count = leading_number(parts.back());
      std::string name(parts.size() > 2 ? parts[1] : std::string_view());
      if (const double sevenths = slice_sevenths(name); sevenths > 0) {
        if (!count_only) note("inventory-slices", count);
        count = cards_for_slices(count, sevenths);
        const std::string whole = name;
        const std::size_t cut = whole.rfind('_', whole.find("g."));
        name = cut == std::string::npos ? std::string() : whole.substr(0, cut);
      }
      all += count;
      if (!count_only) add(name, 0, count);
    }
    return all;
  }

  /// The value of "Key=…" in a record, up to the next " Word="; nothing where it is not there.
  static std::optional<std::string_view> field(std::string_view record, std::string_view key) {
    for (std::size_t at = record.find(key); at != std::string_view::npos; at = record.find(key, at + 1)) {
      if (at > 0 && record[at - 1] != ' ' && record[at - 1] != '\n') continue;
      std::string_view rest = record.substr(at + key.size());
      return rest.substr(0, rest.find_first_of(" \n"));
    }
    return std::nullopt;
  }

  void slurm() {
    inventory_.format = "scontrol show node";
    std::vector<std::string> records;
    std::vector<std::string_view> sinfo;
    for (const std::string_view line : lines_) {
      const std::string_view text = trim(line);
      if (text.empty()) continue;
      if (text.starts_with("NodeName=")) records.emplace_back();
      if (contains(text, "=")) {
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
      if (const auto cards = field(record, "Gres=")) configured += gres(*cards);
      if (configured > before) continue;
      if (const auto tres = field(record, "CfgTRES=")) {
        double any = 0;
        double typed = 0;
        for (const std::string_view item : split(*tres, ',')) {
          const std::size_t equals = item.find('=');
          if (equals == std::string_view::npos || !item.starts_with("gres/gpu")) continue;
          const std::string_view name = item.substr(8, equals - 8);
          const double count = leading_number(item.substr(equals + 1));
          if (name.empty()) {
            any += count;
          } else {
            typed += count;
            add(name.substr(1), 0, count);
          }
        }
        if (any > typed) add({}, 0, any - typed);
        configured += std::max(any, typed);
      }
      if (configured == before) ++without;
    }
    if (configured == 0) {
      for (const std::string_view line : sinfo) configured += gres(line);
    }
    if (configured == 0) {
      // Only what is in use is shown: there are at least so many.
      for (const std::string& record : records) {
        if (const auto used = field(record, "GresUsed=")) configured += gres(*used);
      }
      if (configured > 0) note("inventory-in-use-only", configured);
    }
    if (configured > 0 && without > 0 && sinfo.empty()) note("inventory-nodes-without", without);
    const bool unnamed = std::any_of(inventory_.cards.begin(), inventory_.cards.end(),
                                     [](const FoundCards& cards) { return cards.name.empty(); });
    if (unnamed) note("inventory-product-unlabelled", 0, "gres/gpu");
  }

  // --- cloud machines ---

  /// "2 x p5.48xlarge", "p5.48xlarge" → type and how many.
  static std::pair<std::string, double> machine_of(std::string_view line) {
    std::string_view text = trim(line);
    double count = 1;
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    if (digits > 0 && digits < text.size() && (text[digits] == 'x' || text[digits] == ' ' || text[digits] == '*')) {
      count = leading_number(text.substr(0, digits));
      text = trim(text.substr(digits));
      if (!text.empty() && (text.front() == 'x' || text.front() == '*')) text = trim(text.substr(1));
    }
    const bool word = !text.empty() && text.size() < 48 && !contains(text, " ") &&
                      text.find_first_of("0123456789") != std::string_view::npos &&
                      text.find_first_of(".-_") != std::string_view::npos;
    return word ? std::pair(std::string(text), count) : std::pair(std::string(), 0.0);
  }

  void add_machine(const std::string& type, double count) {
    for (FoundCards& cards : inventory_.cards) {
      if (cards.instance == type) {
        cards.count += count;
        return;
      }
    }
    inventory_.cards.push_back({{}, 0, count, 1, type});
  }

  void machines() {
    for (const std::string_view line : lines_) {
      if (trim(line).empty()) continue;
      const auto [type, count] = machine_of(line);
      if (type.empty()) {
        inventory_.cards.clear();
        inventory_.format.clear();
        return;
      }
      inventory_.format = "instance types";
      add_machine(type, count);
    }
  }

  const std::string& name_;
  std::string_view text_;
  std::vector<std::string_view> lines_;
  Findings& findings_;
  Inventory inventory_;
};

}  // namespace

Inventory read_inventory(const std::string& name, std::string_view text, Findings& findings) {
  return Reader(name, text, findings).read();
}

}  // namespace pathfinder
