#include "intake/cluster_listing.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace pathfinder {
namespace {

struct Node {
  std::map<std::string, std::string> labels;  ///< and annotations
  std::map<std::string, double> resources;    ///< capacity, else allocatable
  std::string machine;
};

double number_of(JsonValue value) {
  if (value.kind() == JsonKind::number) return value.number();
  return value.kind() == JsonKind::string ? leading_number(value.string()) : 0;
}

/// "nvidia.com/gpu.count=8", "hami.io/node-nvidia-register: …" → key and value.
std::pair<std::string, std::string> label_of(std::string_view line) {
  std::string_view text = trimmed_cell(line);
  for (const std::string_view lead : {"Labels:", "Annotations:"}) {
    if (text.starts_with(lead)) text = trimmed_cell(text.substr(lead.size()));
  }
  std::size_t sign = text.find('=');
  const std::size_t colon = text.find(": ");
  if (colon != std::string_view::npos && (sign == std::string_view::npos || colon < sign)) sign = colon;
  if (sign == std::string_view::npos) return {};
  const std::string_view key = text.substr(0, sign);
  if (!has_part(key, "/") || !has_part(key, ".") || has_part(key, " ")) return {};
  return {std::string(key), std::string(trimmed_cell(text.substr(sign + 1)))};
}

std::string label(const Node& node, std::string_view key) {
  const auto at = node.labels.find(std::string(key));
  return at == node.labels.end() ? std::string() : at->second;
}

/// HAMi: "ID,replicas,MiB,cores,name,numa,healthy:…" in an annotation, or the same as JSON.
bool sharing_plugin(Listing& listing, const Node& node) {
  bool any = false;
  for (const auto& [key, value] : node.labels) {
    if (!key.starts_with("hami.io/node-") || !key.ends_with("register")) continue;
    double replicas = 0;
    if (value.starts_with("[")) {
      Findings inside;
      const JsonDocument document = parse_json(listing.name, value, inside);
      if (document.tree.nodes.empty()) continue;
      JsonValue(document, 0).for_each([&](JsonValue device) {
        const auto member = [&](std::string_view id) {
          return device.kind() == JsonKind::object ? device.find(id) : 0;
        };
        const std::uint32_t type = member("type");
        const std::uint32_t size = member("devmem");
        const std::uint32_t count = member("count");
        if (type == 0) return;
        listing.add(device.at(type).string(), size == 0 ? 0 : number_of(device.at(size)) / mib_per_gib, 1);
        if (count != 0) replicas += number_of(device.at(count));
        any = true;
      });
    } else {
      std::string name;
      double memory = 0;
      for (const std::string_view device : split_at(value, ':')) {
        const std::vector<std::string_view> fields = split_at(device, ',');
        if (fields.size() < 2 || fields[0].empty()) continue;
        if (fields.size() > 4) {
          name = std::string(fields[4]);
          memory = leading_number(fields[2]) / mib_per_gib;
        } else {
          listing.note("inventory-cut-off", 0);
        }
        listing.add(name, memory, 1);
        replicas += leading_number(fields[1]);
        any = true;
      }
    }
    if (any && replicas > 0) listing.note("inventory-replicas", replicas);
    if (any && listing.inventory.format.empty()) listing.inventory.format = "kubectl";
  }
  return any;
}

/// akash.network/capabilities.gpu.vendor.nvidia.model.h100.ram.80Gi=8
bool akash(Listing& listing, const Node& node) {
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
    listing.add(name + (form.empty() ? "" : " " + form), leading_number(ram), count);
  }
  return !models.empty();
}

/// GPU feature discovery and its like: product, count, memory; replicas and slices do not change the count.
bool feature_labels(Listing& listing, const Node& node) {
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
    if (!has_part(resource, "/mig-") || slices <= 0) continue;
    listing.note("inventory-slices", slices);
    sliced = true;
  }
  if (const std::size_t mig = name.find("-MIG-"); mig != std::string::npos) {
    if (!sliced) listing.note("inventory-slices-hidden", 0);
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
  if (replicas > 1) listing.note("inventory-replicas", replicas * count);
  listing.add(name, memory, count);
  return true;
}

void device_plugin(Listing& listing, const Node& node, const std::string& resource, double count) {
  if (count <= 0) return;
  if (const std::size_t mig = resource.find("/mig-"); mig != std::string::npos) {
    listing.add({}, 0, cards_for_slices(count, slice_sevenths(resource.substr(mig))));
    return listing.note("inventory-slices", count);
  }
  if (resource.ends_with(".shared")) {
    listing.add({}, 0, 1);
    return listing.note("inventory-replicas", count);
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
    if (name.empty()) listing.note("inventory-product-unlabelled", count, resource);
    listing.add(name, 0, count);
  }
}

double total(const Listing& listing) {
  double count = 0;
  for (const FoundCards& cards : listing.inventory.cards) count += cards.count;
  return count;
}

void cluster_node(Listing& listing, const Node& node) {
  const std::size_t before = listing.inventory.cards.size();
  const double shown_before = total(listing);
  if (sharing_plugin(listing, node) || akash(listing, node) || feature_labels(listing, node)) return;
  for (const auto& [resource, count] : node.resources) device_plugin(listing, node, resource, count);
  if (listing.inventory.cards.size() > before || total(listing) > shown_before) return;
  const std::string machine = label(node, "node.kubernetes.io/instance-type");
  if (!machine.empty()) listing.add_machine(machine, 1);
}

}  // namespace

bool is_labels(const Listing& listing) {
  return listing.any_line([](std::string_view line) { return !label_of(line).first.empty(); });
}

void read_kubernetes(Listing& listing, JsonValue root, std::string_view format) {
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
    listing.inventory.format = format;
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
          state.at(at).for_each([&](JsonValue value) { node.resources[std::string(value.key())] = number_of(value); });
      }
    }
    cluster_node(listing, node);
  }
}

void read_labels(Listing& listing) {
  listing.inventory.format = "kubectl";
  Node node;
  for (const std::string_view line : listing.lines) {
    auto [key, value] = label_of(line);
    if (key.empty()) continue;
    if (key == "kubernetes.io/hostname" && node.labels.count(key) != 0) {  // the next node of a list
      cluster_node(listing, node);
      node = {};
    }
    if (digits_only(value) && !has_part(key, "gpu.") && !has_part(key, "akash"))
      node.resources[key] = leading_number(value);
    node.labels[key] = std::move(value);
  }
  cluster_node(listing, node);
}

}  // namespace pathfinder
