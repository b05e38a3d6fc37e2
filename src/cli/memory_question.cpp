#include "cli/memory_question.hpp"

#include <algorithm>

#include "pathfinder/base/words.hpp"

#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

/// Bits of a frozen base by the words people use for them.
constexpr std::pair<std::string_view, double> widths[] = {{"bf16", 16}, {"int8", 8}, {"nf4", 4},
                                                          {"int4", 4},  {"int3", 3}, {"int2", 2}};

template <class Value, class Word>
std::string joined(const Chances<Value>& values, Word word) {
  std::string all;
  for (const Chance<Value>& one : values) all += (all.empty() ? "" : "\t") + std::string(word(one.value));
  return all;
}

}  // namespace

void declare_memory(EstimateOptions& ask) {
  ask.declare("--attention", "flash|eager");
  ask.declare("--loss", join(pathfinder::words_of<LossKind>(), "|"));
  ask.declare("--reading", join(pathfinder::words_of<MemoryReading>(), "|"));
  ask.declare_flag("--train-embeddings");
  ask.declare_flag("--offload-activations");
}

const std::vector<std::string_view>& preference_methods() {
  static const std::vector<std::string_view> all = {"sft",  "dpo",       "dpo-lora",  "dpo-qlora",
                                                    "grpo", "grpo-lora", "grpo-qlora"};
  return all;
}

void read_preference_method(std::string_view word, TrainingRecipe& recipe, MemoryHints& hints) {
  const auto& all = preference_methods();
  if (std::find(all.begin(), all.end(), word) == all.end()) return;
  const bool adapters = word.find("lora") != std::string_view::npos;
  const bool pairs = word.find("dpo") == 0;
  recipe.load = {adapters ? Trained::adapters : Trained::all_weights, StartsFrom::model, false,
                 word == "sft" ? Reference::none
                 : adapters    ? Reference::same_weights
                               : Reference::copy,
                 pairs ? 2.0 : 1.0};
  recipe.quant_bits = word.find("qlora") != std::string_view::npos ? 4 : 16;
  hints.even_lengths = word == "sft" ? std::optional<bool>() : false;  // answers of their own lengths
}

void read_base_bits(EstimateOptions& ask, TrainingRecipe& recipe) {
  const Argument* typed = ask.given("quantization");
  if (typed == nullptr) return;
  if (typed->text.size() > 2 && typed->text[0] == 'q' && typed->text.find('_') == 2) {
    ask.means_nothing("--quantization " + typed->text, *typed, "gguf");
    return;
  }
  std::vector<std::string_view> words;
  for (const auto& one : widths) words.push_back(one.first);
  const std::string chosen = ask.choice("quantization", words, "bf16");
  for (const auto& [name, bits] : widths) {
    if (name == chosen) recipe.quant_bits = bits;
  }
  if (trains_adapters(recipe.load)) return;
  ask.findings().add("option-needs", locate(*typed), {{"option", typed->option}, {"needed", "--method qlora"}});
}

void read_memory(EstimateOptions& ask, TrainingQuestion& question) {
  TrainingRecipe& recipe = question.recipe;
  MemoryHints& hints = question.hints;
  const bool adapters = trains_adapters(recipe.load);
  const MemoryHabits habits = memory_profile(ask.catalogue().memory_profiles, recipe.framework).habits;

  recipe.flash_attention = ask.choice("attention", {"flash", "eager"}, "flash") == "flash";
  hints.reading = MemoryReading::device;
  read_word(ask.choice("reading", pathfinder::words_of<MemoryReading>(), "device"), *hints.reading);
  if (ask.given("loss") != nullptr) {
    LossKind loss = LossKind::upcast;
    read_word(ask.choice("loss", pathfinder::words_of<LossKind>(), "upcast"), loss);
    hints.loss = loss;
  }
  recipe.train_embeddings = ask.flag("train-embeddings");
  if (recipe.train_embeddings) ask.input("train-embeddings", pathfinder::word({}, "@estimate.yes"), true);
  hints.offload_activations = ask.flag("offload-activations");
  if (hints.offload_activations) ask.input("offload-activations", pathfinder::word({}, "@estimate.yes"), true);
  if (recipe.sharding_ways > 1)
    recipe.sharding_ways = std::max(1.0, recipe.gpu_count / (recipe.layout.tp * recipe.layout.pp));
  if (ask.flag("packed")) hints.even_lengths = true;
  if (ask.flag("unpacked")) hints.even_lengths = false;

  // What was left out stands for all that users of the framework choose.
  hints.precision_stated = ask.given("precision") != nullptr;
  hints.length_stated = ask.given("seq-len") != nullptr;
  if (!hints.length_stated) {
    double shortest = habits.length.front().value, longest = shortest;
    for (const Chance<double>& one : habits.length) {
      shortest = std::min(shortest, one.value);
      longest = std::max(longest, one.value);
    }
    ask.input("seq-len", amount({}, shortest, longest, "tokens"), false);
    question.unsaid.emplace_back("seq-len");
  }
  hints.recompute_stated = ask.given("recompute") != nullptr;
  if (!hints.recompute_stated) {
    recipe.recompute = Recompute::none;
    ask.input("recompute", pathfinder::word({}, joined(habits.recompute, pathfinder::word_of<Recompute>)), false);
    question.unsaid.emplace_back("recompute");
  }
  if (adapters && recipe.lora_targets.empty()) {
    const auto& targets = recipe.model.experts > 0 ? habits.expert_targets : habits.targets;
    ask.input("lora-targets", pathfinder::word({}, joined(targets, [](const std::string& one) { return one; })), false);
    if (targets.size() > 1) question.unsaid.emplace_back("lora-targets");
  }
  if (!adapters && !hints.optimizer_stated) question.unsaid.emplace_back("optimizer");
  const bool uneven = habits.uneven.front().weight > 0;
  if (!hints.even_lengths && uneven && *hints.reading != MemoryReading::torch_allocated)
    question.unsaid.emplace_back("packed");
  if (!hints.loss && habits.loss.size() > 1) question.unsaid.emplace_back("loss");
}

}  // namespace pathfinder::cli
