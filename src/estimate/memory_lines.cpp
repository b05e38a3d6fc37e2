// The lines of training memory with the parts that each recomputes from, named as in data/formulas/memory.json; amounts
// there are GiB.
#include <algorithm>

#include "pathfinder/estimate/memory.hpp"

namespace pathfinder {
Estimate<Bytes> explained(Estimate<Bytes> estimate, const MemoryPlan& plan, const MemoryConstants& constants) {
  const MemoryParts parts = memory_parts(plan, constants);
  const bool loss_larger = parts.logits >= parts.layer;
  const double weight_ways = plan.sharding == Sharding::zero3 || plan.sharding == Sharding::fsdp ? plan.ways : 1;
  const double state_ways = plan.sharding == Sharding::none ? 1 : plan.ways;
  const double gradient_ways = plan.sharding == Sharding::zero1 ? 1 : state_ways;
  const double trained =
      plan.base_trained ? plan.params : plan.adapter_params + (plan.embeddings_trained ? plan.embedding_params : 0);
  const auto per = [](double bytes, double count, double ways) { return count > 0 ? bytes * ways / count : 0; };
  const Part batch{"B", plan.batch, "sequences"};
  const Part length{"S", plan.length, "tokens"};
  const Part hidden{"h", plan.hidden, "elements"};
  const Part layers{"L", plan.layers, "layers"};
  const Part number{"b", plan.number_bytes, "bytes"};
  const auto working_set = [&](double share, double times, std::string_view share_of) {
    const double normal = plan.kernels == LayerKernels::eager ? 20 : 12;
    const double gate = plan.kernels == LayerKernels::fused ? 6 : 8;
    return std::vector<Part>{{"o", share, "ratio", std::string(share_of)},
                             {"L", times, "layers"},
                             number,
                             {"c", constants.layer, "ratio", "memory.layer"},
                             {"n", normal, "numbers/element"},
                             hidden,
                             {"g", gate, "numbers/element"},
                             {"f", plan.ffn, "elements"},
                             {"k", plan.kv_width, "elements"},
                             batch,
                             length,
                             {"x", plan.flash ? 0.0 : 1.0, "flag"},
                             {"a", plan.heads, "heads"}};
  };

  for (Line<Bytes>& line : estimate.breakdown) {
    const std::string& label = line.label;
    if (label == "line.memory.weights" || label == "line.memory.reference") {
      const bool reference = label == "line.memory.reference";
      line.basis.method = reference ? "memory.reference" : "memory.weights";
      const bool kbit = plan.quant_bits < 16;
      const double tables = kbit ? plan.embedding_params : 0;
      const double rest = plan.params - tables;
      const double held = reference ? parts.reference : parts.base_weights;
      const double bytes = (held * weight_ways - tables * plan.embedding_bytes) / rest;
      const std::string constant = !kbit                  ? ""
                                   : plan.quant_bits >= 8 ? "memory.weights.eight_bit"
                                   : plan.quant_bits == 4 ? "memory.weights.four_bit"
                                   : plan.quant_bits < 3  ? "memory.weights.two_bit"
                                                          : "";
      line.parts = {{"b", bytes, "bytes/parameter", constant},
                    {"N", rest, "parameters"},
                    {"b_e", plan.embedding_bytes, "bytes/parameter"},
                    {"N_e", tables, "parameters"},
                    {"w", weight_ways, "ranks"}};
    } else if (label == "line.memory.adapters") {
      line.basis.method = "memory.adapters";
      line.parts = {{"b", per(parts.adapter_weights, trained, weight_ways), "bytes/parameter"},
                    {"N_t", trained, "parameters"},
                    {"w", weight_ways, "ranks"}};
    } else if (label == "line.memory.optimizer") {
      line.basis.method = "memory.optimizer";
      line.parts = {{"b", per(parts.optimizer, trained, state_ways), "bytes/parameter"},
                    {"N_t", trained, "parameters"},
                    {"w", state_ways, "ranks"}};
    } else if (label == "line.memory.gradients") {
      line.basis.method = "memory.gradients";
      line.parts = {{"b", per(parts.gradients, trained, gradient_ways), "bytes/parameter"},
                    {"N_t", trained, "parameters"},
                    {"w", gradient_ways, "ranks"}};
    } else if (label == "line.memory.live_parameters") {
      line.basis.method = "memory.gathered";
      if (plan.sharding == Sharding::zero3) {
        line.parts = {{"b", constants.zero3_live_bytes, "bytes/parameter", "memory.zero3.live"},
                      {"N_l", std::min(plan.params, 1e9), "parameters"}};
      } else {
        const double gathered =
            2 * (plan.params - plan.embedding_params) / std::max(plan.layers, 1.0) + plan.embedding_params;
        line.parts = {{"b", per(parts.live, gathered, 1), "bytes/parameter"}, {"N_l", gathered, "parameters"}};
      }
    } else if (label == "line.memory.activations" && plan.recompute) {
      line.basis.method = "memory.checkpoints";
      line.parts = {number,
                    hidden,
                    batch,
                    length,
                    {"L", plan.offload_checkpoints ? constants.offload_buffers : plan.layers, "layers",
                     plan.offload_checkpoints ? "memory.offload_buffers" : ""}};
    } else if (label == "line.memory.activations") {
      line.basis.method = "memory.layer";
      line.parts = working_set(1, plan.layers, "");
    } else if (label == "line.memory.layer") {
      line.basis.method = "memory.layer";
      line.parts = working_set(loss_larger ? constants.overlap : 1, 1, loss_larger ? "memory.overlap" : "");
    } else if (label == "line.memory.logits") {
      line.basis.method = "memory.logits";
      const double copies = parts.logits / (plan.vocab * plan.batch * plan.length);
      const std::string constant = plan.loss == LossKind::upcast     ? "memory.logits.upcast"
                                   : plan.loss == LossKind::autocast ? "memory.logits.autocast"
                                   : plan.loss == LossKind::native   ? "memory.logits.native"
                                   : plan.loss == LossKind::compiled ? "memory.logits.compiled"
                                   : plan.loss == LossKind::chunked  ? "memory.logits.chunked"
                                                                     : "memory.logits.fused";
      line.parts = {{"o", loss_larger ? 1 : constants.overlap, "ratio", loss_larger ? "" : "memory.overlap"},
                    {"z", copies, "bytes/logit", constant},
                    {"V", plan.vocab, "tokens"},
                    batch,
                    length};
    } else if (label == "line.memory.allocator") {
      line.basis.method = "memory.allocator";
      line.parts = {{"f", constants.allocator, "ratio", "memory.allocator"},
                    {"A", parts.dynamic / bytes_per_gib, "GiB"}};
    } else if (label == "line.memory.step") {
      line.basis.method = "memory.step";
      line.parts = {{"b", per(parts.step, trained, 1), "bytes/parameter"}, {"N_t", trained, "parameters"}};
    } else if (label == "line.memory.context") {
      line.basis.method = "memory.context";
      const bool device = plan.reading == MemoryReading::device;
      line.parts = {{"c", device ? constants.context_gib : constants.torch_context_gib, "GiB",
                     device ? "memory.context_gib" : "memory.torch_context_gib"},
                    {"m", plan.ranks > 1 && device ? constants.collectives_gib : 0, "GiB",
                     plan.ranks > 1 && device ? "memory.collectives_gib" : ""}};
    }
  }
  return estimate;
}

}  // namespace pathfinder
