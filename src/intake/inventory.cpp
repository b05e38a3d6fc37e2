// Every form is recognised by what only it prints; then its own reader collects devices, and devices become cards.
#include "pathfinder/intake/inventory.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "pathfinder/base/json_document.hpp"

#include "intake/cluster_listing.hpp"
#include "intake/listing.hpp"
#include "intake/npu_listing.hpp"
#include "intake/nvidia_listing.hpp"
#include "intake/rocm_listing.hpp"
#include "intake/slurm_listing.hpp"
#include "intake/yaml.hpp"

namespace pathfinder {
namespace {

bool is_json(const Listing& listing) {
  return listing.start().starts_with("{") || listing.start().starts_with("[");
}

void read_json(Listing& listing) {
  const JsonDocument document = parse_json(listing.name, std::string(listing.text), listing.findings);
  if (document.tree.nodes.empty()) return;
  const JsonValue root(document, 0);
  if (root.kind() == JsonKind::object && root.size() > 0 && JsonValue(document, 1).key().starts_with("card"))
    return read_rocm_json(listing, root);
  read_kubernetes(listing, root, "kubectl get nodes -o json");
}

bool yaml_line(std::string_view line) {
  const std::string_view text = trimmed_cell(line);
  return text == "status:" || text == "metadata:" || text == "items:" || text.starts_with("apiVersion:") ||
         text == "labels:";
}

bool is_yaml(const Listing& listing) {
  return listing.any_line(yaml_line);
}

void read_yaml(Listing& listing) {
  const std::optional<std::string> converted = yaml_as_json(listing.name, listing.text, listing.findings);
  if (!converted) return;
  Findings inside;
  const JsonDocument document = parse_json(listing.name, *converted, inside);
  if (document.tree.nodes.empty()) {
    listing.findings.add("inventory-yaml", listing.first_line(), {});
    return;
  }
  JsonValue(document, 0).for_each([&](JsonValue one) { read_kubernetes(listing, one, "kubectl get nodes -o yaml"); });
}

/// "2 x p5.48xlarge", "p5.48xlarge" → type and how many.
std::pair<std::string, double> machine_of(std::string_view line) {
  std::string_view text = trimmed_cell(line);
  double count = 1;
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits > 0 && digits < text.size() && (text[digits] == 'x' || text[digits] == ' ' || text[digits] == '*')) {
    count = leading_number(text.substr(0, digits));
    text = trimmed_cell(text.substr(digits));
    if (!text.empty() && (text.front() == 'x' || text.front() == '*')) text = trimmed_cell(text.substr(1));
  }
  const bool word = !text.empty() && text.size() < 48 && !has_part(text, " ") &&
                    text.find_first_of("0123456789") != std::string_view::npos &&
                    text.find_first_of(".-_") != std::string_view::npos;
  return word ? std::pair(std::string(text), count) : std::pair(std::string(), 0.0);
}

bool is_machines(const Listing& listing) {
  return listing.any_line([](std::string_view line) { return !machine_of(line).first.empty(); });
}

void read_machines(Listing& listing) {
  for (const std::string_view line : listing.lines) {
    if (trimmed_cell(line).empty()) continue;
    const auto [type, count] = machine_of(line);
    if (type.empty()) {
      listing.inventory.cards.clear();
      listing.inventory.format.clear();
      return;
    }
    listing.inventory.format = "instance types";
    listing.add_machine(type, count);
  }
}

struct Form {
  bool (*recognises)(const Listing&);
  void (*reads)(Listing&);
};

// In this order: what a later one recognises may stand in an earlier one too.
constexpr std::array<Form, 12> forms = {{{is_json, read_json},
                                         {is_nvidia_xml, read_nvidia_xml},
                                         {is_npu_table, read_npu_table},
                                         {is_nvidia_list, read_nvidia_list},
                                         {is_nvidia_table, read_nvidia_table},
                                         {is_rocm_text, read_rocm_text},
                                         {is_rocm_csv, read_rocm_csv},
                                         {is_slurm, read_slurm},
                                         {is_yaml, read_yaml},
                                         {is_labels, read_labels},
                                         {is_nvidia_csv, read_nvidia_csv},
                                         {is_machines, read_machines}}};

}  // namespace

Inventory read_inventory(const std::string& name, std::string_view text, Findings& findings) {
  const std::size_t before = findings.all().size();
  Listing listing(name, text, findings);
  if (trimmed_cell(listing.start()).empty()) {
    findings.add("inventory-empty", {name, 0, 0, "", "", 1}, {});
    return {};
  }
  const auto form = std::find_if(forms.begin(), forms.end(), [&](const Form& one) { return one.recognises(listing); });
  if (form != forms.end()) form->reads(listing);
  if (findings.all().size() > before) return {};
  if (listing.inventory.format.empty()) {
    findings.add("inventory-unknown", listing.first_line(), {{"file", name}});
    return {};
  }
  if (listing.inventory.cards.empty()) {
    findings.add("inventory-without-accelerators", {name, 0, 0, "", "", 1}, {{"format", listing.inventory.format}});
    return {};
  }
  return std::move(listing.inventory);
}

}  // namespace pathfinder
