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

template <class Enum>
void word(Fields& row, std::string_view key, Enum& value) {
  const std::vector<std::string_view> words = words_of<Enum>();
  std::string chosen(words[static_cast<std::size_t>(value)]);
  row.choice(key, chosen, words);
  read_word(chosen, value);
}

/// A list of values with their weights; `key` of each value says its unit.
template <class Value>
void chances(Fields& row, std::string_view list, std::string_view key, Chances<Value>& out) {
  row.objects(list, [&](Fields& one) {
    Chance<Value>& chance = out.emplace_back();
    if constexpr (std::is_same_v<Value, double>) {
      one.number(key, chance.value, not_negative(Need::required));
    } else if constexpr (std::is_same_v<Value, std::string>) {
      one.text(key, chance.value, Need::required);
    } else {
      word(one, key, chance.value);
    }
    one.number("weight", chance.weight, within(0, 1, Need::required));
  });
}

/// A share of recipes that do something.
void share(Fields& row, std::string_view key, Chances<double>& out) {
  double often = out.empty() ? -1 : out.front().weight;
  row.number(key, often, within(0, 1));
  if (often >= 0) out = {{1, often}, {0, 1 - often}};
}

void describe_habits(Fields& row, MemoryHabits& habits) {
  chances(row, "length", "length_tokens", habits.length);
  chances(row, "batch", "sequences", habits.batch);
  chances(row, "rank", "rank", habits.rank);
  chances(row, "targets", "layers", habits.targets);
  chances(row, "expert_targets", "layers", habits.expert_targets);
  chances(row, "recompute", "recompute", habits.recompute);
  share(row, "flash_share", habits.flash);
  chances(row, "reading", "reading", habits.reading);
  chances(row, "states", "states", habits.states);
  chances(row, "states_fsdp", "states", habits.states_fsdp);
  chances(row, "states_unsaid", "states", habits.states_unsaid);
  chances(row, "loss", "loss", habits.loss);
  chances(row, "loss_pure", "loss", habits.loss_pure);
  chances(row, "residual_kbit", "number_bytes", habits.residual_kbit);
  chances(row, "residual_amp", "number_bytes", habits.residual_amp);
  share(row, "whole_logits_share", habits.whole_logits);
  share(row, "uneven_share", habits.uneven);
}

template <class Value>
void fill(Chances<Value>& own, const Chances<Value>& otherwise) {
  if (own.empty()) own = otherwise;
}

void fill(MemoryHabits& own, const MemoryHabits& otherwise) {
  fill(own.length, otherwise.length);
  fill(own.batch, otherwise.batch);
  fill(own.rank, otherwise.rank);
  fill(own.targets, otherwise.targets);
  fill(own.expert_targets, otherwise.expert_targets);
  fill(own.recompute, otherwise.recompute);
  fill(own.flash, otherwise.flash);
  fill(own.reading, otherwise.reading);
  fill(own.states, otherwise.states);
  fill(own.states_fsdp, own.states);
  fill(own.states_unsaid, otherwise.states_unsaid);
  fill(own.loss, otherwise.loss);
  fill(own.loss_pure, own.loss);
  fill(own.residual_kbit, otherwise.residual_kbit);
  fill(own.residual_amp, otherwise.residual_amp);
  fill(own.whole_logits, otherwise.whole_logits);
  fill(own.uneven, otherwise.uneven);
}

/// A loss that copies logits, as another kind of loss.
void replace_loss(Chances<LossKind>& losses, LossKind kind) {
  for (Chance<LossKind>& one : losses) {
    if (one.value != LossKind::chunked && one.value != LossKind::fused) one.value = kind;
  }
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
        word(row, "kernels", profile.kernels);
        row.number("adapter_bytes", profile.adapter_bytes, positive());
        row.number("embedding_bytes_kbit", profile.embedding_bytes_kbit, positive());
        row.number("master_gradient_bytes", profile.master_gradient_bytes, positive());
        row.flag("foreach_step", profile.foreach_step);
        row.flag("accumulates", profile.accumulates);
        row.flag("offloads_checkpoints", profile.offloads_checkpoints);
        row.flag("adapter_inputs", profile.adapter_inputs);
        row.object("unsaid", [&](Fields& habits) {
          note_date(habits, "as_of");
          describe_habits(habits, profile.habits);
        });
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
  if (!profiles.profiles.empty()) fill(profile.habits, profiles.profiles.back().habits);
  MemoryHabits& habits = profile.habits;
  if (says(profiles, "deepspeed", name)) {
    profile.embedding_bytes_kbit = std::min(profile.embedding_bytes_kbit, 2.0);  // its engine casts the whole model
    habits.residual_kbit = {{2, 1}};
    for (Chances<StateNumbers>* states : {&habits.states, &habits.states_unsaid})
      *states = {{StateNumbers::fp32_master}};
  }
  if (says(profiles, "compiled", name)) {
    profile.kernels = LayerKernels::fused;
    replace_loss(habits.loss, LossKind::compiled);
    replace_loss(habits.loss_pure, LossKind::compiled);
  }
  if (says(profiles, "chunked-loss", name)) habits.loss = habits.loss_pure = {{LossKind::chunked}};
  const bool liger = says(profiles, "liger", name);
  const bool unsloth = says(profiles, "unsloth", name);
  if (liger) profile.kernels = LayerKernels::fused;
  if (unsloth) {
    if (!liger) profile.kernels = LayerKernels::fused_norm;
    profile.embedding_bytes_kbit = 2;
    profile.adapter_inputs = false;
    habits.residual_kbit = {{2, 1}};
  }
  if (liger || unsloth || says(profiles, "fused-loss", name)) habits.loss = habits.loss_pure = {{LossKind::fused}};
  if (says(profiles, "offload-activations", name)) profile.offloads_checkpoints = true;
  return profile;
}

}  // namespace pathfinder
