// The parts of training memory, whether the card holds it, and what else would: formulas are estimate/memory's,
// equations data/formulas/memory.json. Amounts in GiB.
#include "pathfinder/advise/answer_memory.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/estimate/cheaper_recipes.hpp"
#include "pathfinder/estimate/memory.hpp"

namespace pathfinder {
namespace {

/// Lines of the estimate with the parts they recompute from.
std::vector<AnswerLine> memory_lines(const MemoryPlan& plan, const Estimate<Bytes>& estimate,
                                     const MemoryConstants& constants) {
  const MemoryParts parts = memory_parts(plan, constants);
  const bool loss_larger = parts.logits >= parts.layer;
  const double weight_ways = plan.sharding == Sharding::zero3 || plan.sharding == Sharding::fsdp ? plan.ways : 1;
  const double state_ways = plan.sharding == Sharding::none ? 1 : plan.ways;
  const double gradient_ways = plan.sharding == Sharding::zero1 ? 1 : state_ways;
  const double trained =
      plan.base_trained ? plan.params : plan.adapter_params + (plan.embeddings_trained ? plan.embedding_params : 0);
  const auto per = [](double bytes, double count, double ways) { return count > 0 ? bytes * ways / count : 0; };
  const AnswerPart batch{"B", plan.batch, "sequences", ""};
  const AnswerPart length{"S", plan.length, "tokens", ""};
  const AnswerPart hidden{"h", plan.hidden, "elements", ""};
  const AnswerPart layers{"L", plan.layers, "layers", ""};
  const AnswerPart number{"b", plan.number_bytes, "bytes", ""};
  const auto working_set = [&](double share, double times, std::string_view share_of) {
    const double normal = plan.kernels == LayerKernels::eager ? 20 : 12;
    const double gate = plan.kernels == LayerKernels::fused ? 6 : 8;
    return std::vector<AnswerPart>{{"o", share, "ratio", std::string(share_of)},
                                   {"L", times, "layers", ""},
                                   number,
                                   {"c", constants.layer, "ratio", "memory.layer"},
                                   {"n", normal, "numbers/element", ""},
                                   hidden,
                                   {"g", gate, "numbers/element", ""},
                                   {"f", plan.ffn, "elements", ""},
                                   {"k", plan.kv_width, "elements", ""},
                                   batch,
                                   length,
                                   {"x", plan.flash ? 0.0 : 1.0, "flag", ""},
                                   {"a", plan.heads, "heads", ""}};
  };

  std::vector<AnswerLine> lines;
  for (const Line<Bytes>& one : estimate.breakdown) {
    AnswerLine line{one.label, one.central.value / bytes_per_gib, {}, {}, false};
    const std::string& label = one.label;
    if (label == "line.memory.weights" || label == "line.memory.reference") {
      const bool reference = label == "line.memory.reference";
      line.formula = reference ? "memory.reference" : "memory.weights";
      const bool kbit = plan.quant_bits < 16;
      const double tables = kbit ? plan.embedding_params : 0;
      const double rest = plan.params - tables;
      const double bytes =
          ((reference ? parts.reference : parts.base_weights) * weight_ways - tables * plan.embedding_bytes) / rest;
      const std::string constant = !kbit                  ? ""
                                   : plan.quant_bits >= 8 ? "memory.weights.eight_bit"
                                   : plan.quant_bits == 4 ? "memory.weights.four_bit"
                                   : plan.quant_bits < 3  ? "memory.weights.two_bit"
                                                          : "";
      line.parts = {{"b", bytes, "bytes/parameter", constant},
                    {"N", rest, "parameters", ""},
                    {"b_e", plan.embedding_bytes, "bytes/parameter", ""},
                    {"N_e", tables, "parameters", ""},
                    {"w", weight_ways, "ranks", ""}};
    } else if (label == "line.memory.adapters") {
      line.formula = "memory.adapters";
      line.parts = {{"b", per(parts.adapter_weights, trained, weight_ways), "bytes/parameter", ""},
                    {"N_t", trained, "parameters", ""},
                    {"w", weight_ways, "ranks", ""}};
    } else if (label == "line.memory.optimizer") {
      line.formula = "memory.optimizer";
      line.parts = {{"b", per(parts.optimizer, trained, state_ways), "bytes/parameter", ""},
                    {"N_t", trained, "parameters", ""},
                    {"w", state_ways, "ranks", ""}};
    } else if (label == "line.memory.gradients") {
      line.formula = "memory.gradients";
      line.parts = {{"b", per(parts.gradients, trained, gradient_ways), "bytes/parameter", ""},
                    {"N_t", trained, "parameters", ""},
                    {"w", gradient_ways, "ranks", ""}};
    } else if (label == "line.memory.live_parameters") {
      line.formula = "memory.gathered";
      if (plan.sharding == Sharding::zero3) {
        line.parts = {{"b", constants.zero3_live_bytes, "bytes/parameter", "memory.zero3.live"},
                      {"N_l", std::min(plan.params, 1e9), "parameters", ""}};
      } else {
        const double gathered =
            2 * (plan.params - plan.embedding_params) / std::max(plan.layers, 1.0) + plan.embedding_params;
        line.parts = {{"b", per(parts.live, gathered, 1), "bytes/parameter", ""}, {"N_l", gathered, "parameters", ""}};
      }
    } else if (label == "line.memory.activations" && plan.recompute) {
      line.formula = "memory.checkpoints";
      line.parts = {number,
                    hidden,
                    batch,
                    length,
                    {"L", plan.offload_checkpoints ? constants.offload_buffers : plan.layers, "layers",
                     plan.offload_checkpoints ? "memory.offload_buffers" : ""}};
    } else if (label == "line.memory.activations") {
      line.formula = "memory.layer";
      line.parts = working_set(1, plan.layers, "");
    } else if (label == "line.memory.layer") {
      line.formula = "memory.layer";
      line.parts = working_set(loss_larger ? constants.overlap : 1, 1, loss_larger ? "memory.overlap" : "");
    } else if (label == "line.memory.logits") {
      line.formula = "memory.logits";
      const double copies = parts.logits / (plan.vocab * plan.batch * plan.length);
      const std::string constant = plan.loss == LossKind::upcast     ? "memory.logits.upcast"
                                   : plan.loss == LossKind::autocast ? "memory.logits.autocast"
                                   : plan.loss == LossKind::native   ? "memory.logits.native"
                                   : plan.loss == LossKind::compiled ? "memory.logits.compiled"
                                   : plan.loss == LossKind::chunked  ? "memory.logits.chunked"
                                                                     : "memory.logits.fused";
      line.parts = {{"o", loss_larger ? 1 : constants.overlap, "ratio", loss_larger ? "" : "memory.overlap"},
                    {"z", copies, "bytes/logit", constant},
                    {"V", plan.vocab, "tokens", ""},
                    batch,
                    length};
    } else if (label == "line.memory.allocator") {
      line.formula = "memory.allocator";
      line.parts = {{"f", constants.allocator, "ratio", "memory.allocator"},
                    {"A", parts.dynamic / bytes_per_gib, "GiB", ""}};
    } else if (label == "line.memory.step") {
      line.formula = "memory.step";
      line.parts = {{"b", per(parts.step, trained, 1), "bytes/parameter", ""}, {"N_t", trained, "parameters", ""}};
    } else if (label == "line.memory.context") {
      line.formula = "memory.context";
      const bool device = plan.reading == MemoryReading::device;
      line.parts = {{"c", device ? constants.context_gib : constants.torch_context_gib, "GiB",
                     device ? "memory.context_gib" : "memory.torch_context_gib"},
                    {"m", plan.ranks > 1 && device ? constants.collectives_gib : 0, "GiB",
                     plan.ranks > 1 && device ? "memory.collectives_gib" : ""}};
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

/// GPU time of a job per token, relative: what a recipe costs in time.
double time_of(TrainingRecipe recipe, const Catalogue& catalogue, const TrainingConstants& constants) {
  if (recipe.tokens <= 0) recipe.tokens = 1e9;
  recipe.whole_run = false;
  return training_parts(recipe, stack_traits(catalogue.frameworks, recipe.framework), constants).total().value;
}

/// All the changes up to one, as text ids to be said: recipe.change.recompute, …
std::string changes(const std::vector<std::string>& list) {
  std::string all;
  for (const std::string& one : list) all += std::string(all.empty() ? "" : "\t") + "@" + ("recipe.change." + one);
  return all;
}

}  // namespace

Answer answer_memory(const TrainingQuestion& question, const Catalogue& catalogue, const EstimateConstants& all) {
  const TrainingRecipe& recipe = question.recipe;
  const auto measure = [&](const TrainingRecipe& candidate) {
    MemoryHints hints = question.hints;
    if (candidate.optimizer != recipe.optimizer) hints.optimizer_stated = true;
    return resolve_memory(candidate, catalogue.memory_profiles, hints);
  };
  const auto peak = [&](const MemoryPlan& of) {
    Estimate<Bytes> memory = training_memory(of, all.memory);
    apply(question.memory_offset, memory.low.value, memory.central.value, memory.high.value);
    return memory;
  };
  const MemoryPlan plan = measure(recipe);
  const Estimate<Bytes> estimate = peak(plan);

  Answer answer;
  answer.kind = "memory";
  const Estimate<Bytes> modelled = training_memory(plan, all.memory);
  AnswerFigure figure = figure_of("memory_per_gpu_gib", "GiB", modelled, 1 / bytes_per_gib);
  figure.lines = memory_lines(plan, modelled, all.memory);
  calibrate_figure(figure, question.memory_offset);
  if (!plan.base_trained) {
    AnswerLine line{"estimate.quantity.adapters", plan.adapter_params, "memory.adapter-parameters", {}, false};
    const double rank = recipe.lora_rank > 0 ? recipe.lora_rank : 8;
    line.parts = {{"r", rank, "rank", ""}, {"W", plan.adapter_params / rank, "elements", ""}};
    figure.quantities.push_back(std::move(line));
  }
  const Bytes room = recipe.gpu.usable_memory();
  const bool holds = fits(estimate, room);
  const AnswerValue card = word("gpu", recipe.gpu.id);
  const AnswerValue capacity = amount("room", in_gib(room), "GiB");
  const AnswerValue upper = amount("upper", figure.high, "GiB");
  if (holds) {
    answer.notes.push_back({"estimate.note.fits", {card, capacity, upper}, false});
  } else {
    const bool maybe = estimate.central <= room;
    answer.notes.push_back(
        {maybe ? "estimate.note.may-not-fit" : "estimate.note.fits-not", {card, capacity, upper}, true});
    const double before = time_of(recipe, catalogue, all.training);
    std::vector<std::string> made;
    std::optional<AnswerNote> same, other;
    for (const CheaperRecipe& cheaper : cheaper_recipes(recipe)) {
      if (cheaper.change == "offload")
        std::erase_if(made, [](const std::string& change) { return change == "lora" || change == "qlora"; });
      if (cheaper.change == "zero3") std::erase(made, "zero2");
      if (cheaper.change == "qlora") std::erase(made, "lora");
      made.push_back(cheaper.change);
      const bool becomes = trains_adapters(cheaper.recipe.load) && !trains_adapters(recipe.load);
      if (becomes && recipe.load.from == StartsFrom::nothing) continue;  // adapters on nothing
      std::optional<AnswerNote>& slot = becomes ? other : same;
      if (slot) continue;
      const Estimate<Bytes> memory = peak(measure(cheaper.recipe));
      if (!fits(memory, room)) continue;
      const double ratio = before > 0 ? time_of(cheaper.recipe, catalogue, all.training) / before : 0;
      slot =
          AnswerNote{becomes ? "estimate.note.other-recipe" : "estimate.note.recipe",
                     {word("changes", changes(made)), amount("memory", in_gib(memory.low), in_gib(memory.high), "GiB"),
                      amount("time", ratio, "times")},
                     false};
    }
    if (same) answer.notes.push_back(*same);
    if (!same) {
      // More cards share the states: the fewest that hold it with everything this method can do without.
      for (double cards = 2; cards <= 4096 && !same; cards *= 2) {
        TrainingRecipe shared = recipe;
        if (shared.gpu_count >= cards) continue;
        shared.gpu_count = cards;
        shared.nodes = std::ceil(cards / 8);
        shared.sharding = Sharding::zero3;
        shared.sharding_ways = cards;
        shared.recompute = Recompute::full;
        const Estimate<Bytes> memory = peak(measure(shared));
        if (!fits(memory, room)) continue;
        same = AnswerNote{
            "estimate.note.more-cards",
            {amount("gpus", cards, "gpus"), amount("memory", in_gib(memory.low), in_gib(memory.high), "GiB")},
            false};
      }
      answer.notes.push_back(same ? *same : AnswerNote{"estimate.note.never-fits", {card}, true});
    }
    if (other) answer.notes.push_back(*other);
  }
  answer.figures.push_back(std::move(figure));
  return answer;
}

}  // namespace pathfinder
