#include "pathfinder/estimate/memory_profile.hpp"

#include <algorithm>
#include <cstddef>
#include <type_traits>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

bool contains_any(std::string_view text, const std::vector<std::string>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return text.find(part) != std::string_view::npos; });
}

std::string squeezed(std::string_view text) {
  std::string result;
  for (char c : lower(text)) {
    if (c != ' ' && c != '-' && c != '_') result += c;
  }
  return result;
}

}  // namespace

bool says(const MemoryProfiles& profiles, std::string_view flag, std::string_view name) {
  return std::any_of(profiles.flags.begin(), profiles.flags.end(),
                     [&](const MemoryFlag& f) { return f.id == flag && contains_any(name, f.fragments); });
}

bool keeps_native_logits(const MemoryProfiles& profiles, std::string_view model) {
  return contains_any(squeezed(model), profiles.native_loss_models);
}

void describe_memory_profiles(Fields& fields, MemoryProfiles& profiles) {
  const auto word = [](Fields& row, std::string_view key, const std::vector<std::string_view>& words, auto& value) {
    std::string chosen(words[static_cast<std::size_t>(value)]);
    row.choice(key, chosen, words);
    const auto at = std::find(words.begin(), words.end(), chosen);
    if (at != words.end()) value = static_cast<std::remove_reference_t<decltype(value)>>(at - words.begin());
  };
  note_date(fields, "as_of");
  note_reference(fields, "source", "sources");
  fields.note("rule");
  fields.objects(
      "profiles",
      [&](Fields& row) {
        MemoryProfile& profile = profiles.profiles.emplace_back();
        row.text("id", profile.id, Need::required);
        row.note("name");
        row.texts("fragments", profile.fragments, Need::required);
        row.text("lora_targets", profile.lora_targets);
        word(row, "states", {"fp32-master", "amp", "pure-16bit", "fp32"}, profile.states);
        word(row, "loss", {"upcast", "autocast", "native", "compiled", "chunked", "fused"}, profile.loss);
        word(row, "kernels", {"eager", "fused-norm", "fused"}, profile.kernels);
        word(row, "reading", {"device", "torch-reserved", "torch-allocated"}, profile.reading);
        row.number("adapter_bytes", profile.adapter_bytes, positive());
        row.number("embedding_bytes_kbit", profile.embedding_bytes_kbit, positive());
        row.number("master_gradient_bytes", profile.master_gradient_bytes, positive());
        row.flag("foreach_step", profile.foreach_step);
        row.flag("accumulates", profile.accumulates);
        row.flag("offloads_checkpoints", profile.offloads_checkpoints);
        row.number("seq_len_tokens", profile.seq_len, positive());
        row.flag("proven", profile.proven);
        note_reference(row, "source", "sources");
        row.note("note");
      },
      Need::required);
  fields.objects("flags", [&](Fields& row) {
    MemoryFlag& flag = profiles.flags.emplace_back();
    row.text("id", flag.id, Need::required);
    row.texts("fragments", flag.fragments, Need::required);
    row.note("note");
  });
  fields.texts("native_loss_models", profiles.native_loss_models);
}

MemoryProfile memory_profile(const MemoryProfiles& profiles, std::string_view framework) {
  const std::string name = lower(framework);
  MemoryProfile profile;
  const auto found = std::find_if(profiles.profiles.begin(), profiles.profiles.end(),
                                  [&](const MemoryProfile& p) { return contains_any(name, p.fragments); });
  if (found != profiles.profiles.end()) {
    profile = *found;
  } else if (!profiles.profiles.empty()) {
    profile = profiles.profiles.back();
  }
  if (says(profiles, "deepspeed", name) && profile.states == StateNumbers::pure_16bit) {
    profile.states = StateNumbers::fp32_master;
  }
  if (says(profiles, "compiled", name)) {
    profile.kernels = LayerKernels::fused;
    if (profile.loss != LossKind::chunked && profile.loss != LossKind::fused) profile.loss = LossKind::compiled;
  }
  if (says(profiles, "chunked-loss", name)) profile.loss = LossKind::chunked;
  if (says(profiles, "unsloth", name)) {
    profile.kernels = LayerKernels::fused_norm;
    profile.loss = LossKind::fused;
    profile.embedding_bytes_kbit = 2;
  }
  if (says(profiles, "liger", name)) {
    profile.kernels = LayerKernels::fused;
    profile.loss = LossKind::fused;
  }
  if (says(profiles, "offload-activations", name)) profile.offloads_checkpoints = true;
  return profile;
}

}  // namespace pathfinder
