// The lines of training memory with the parts that each recomputes from, named as in data/formulas/memory.json; amounts
// there are GiB.
#include <algorithm>

#include "pathfinder/estimate/memory.hpp"

namespace pathfinder {
namespace {

std::string_view loss_constant(LossKind loss) {
  switch (loss) {
    case LossKind::upcast:
      return "memory.logits.upcast";
    case LossKind::autocast:
      return "memory.logits.autocast";
    case LossKind::native:
      return "memory.logits.native";
    case LossKind::compiled:
      return "memory.logits.compiled";
    case LossKind::chunked:
      return "memory.logits.chunked";
    case LossKind::fused:
      return "memory.logits.fused";
  }
  return "memory.logits.upcast";
}

/// What the lines of one job are made of.
class Explainer {
 public:
  Explainer(const MemoryPlan& plan, const MemoryConstants& constants)
      : plan_(plan),
        constants_(constants),
        terms_(memory_terms(plan, constants)),
        parts_(memory_parts(terms_, constants)),
        ways_(memory_ways(plan)),
        trained_(trained_params(plan)) {}

  void explain(Line<Bytes>& line) const {
    const std::string& label = line.label;
    const auto is = [&](std::string_view name) { return label == name; };
    if (is("line.memory.weights")) {
      weights(line, "memory.weights");
    } else if (is("line.memory.reference")) {
      weights(line, "memory.reference");
    } else if (is("line.memory.adapters")) {
      per_trained(line, "memory.adapters", parts_.adapter_weights, ways_.weights);
    } else if (is("line.memory.optimizer")) {
      per_trained(line, "memory.optimizer", parts_.optimizer, ways_.states);
    } else if (is("line.memory.gradients")) {
      per_trained(line, "memory.gradients", parts_.gradients, ways_.gradients);
    } else if (is("line.memory.live_parameters")) {
      gathered(line);
    } else if (is("line.memory.activations")) {
      parts_.layer_inputs > 0 ? checkpoints(line) : kept_layers(line);
    } else if (is("line.memory.layer")) {
      working_set(line, {of_layer(), share_of_layer(), 1, constants_.layer, "memory.layer"});
    } else if (is("line.memory.kept_adapter_inputs")) {
      adapter_inputs(line, 1, "", layers());
    } else if (is("line.memory.adapter_inputs")) {
      adapter_inputs(line, of_layer(), share_of_layer(), 1);
    } else if (is("line.memory.kept_scores")) {
      scores(line, 1, "", layers());
    } else if (is("line.memory.scores")) {
      scores(line, of_layer(), share_of_layer(), 1);
    } else if (is("line.memory.logits")) {
      logits(line);
    } else if (is("line.memory.step")) {
      step(line);
    } else {
      reading(line);
    }
  }

 private:
  Part batch() const { return {"B", plan_.batch, "sequences"}; }
  Part length() const { return {"S", plan_.length / plan_.cp / plan_.tp, "tokens"}; }
  double layers() const { return plan_.layers / (plan_.split ? plan_.ways : 1); }
  double of_layer() const { return parts_.loss_larger() ? constants_.overlap : 1; }
  std::string share_of_layer() const { return parts_.loss_larger() ? "memory.overlap" : ""; }

  void weights(Line<Bytes>& line, std::string method) const {
    const bool kbit = !plan_.base_trained && plan_.quant_bits < 16;
    const double tables = kbit ? plan_.embedding_params : 0;
    const double rest = plan_.params - plan_.host_params - tables;
    const double bytes = (parts_.base_weights * ways_.weights - tables * plan_.embedding_bytes) / rest;
    line.basis.method = std::move(method);
    line.parts = {{"b", bytes, "bytes/parameter",
                   !kbit                   ? ""
                   : plan_.quant_bits >= 8 ? "memory.weights.eight_bit"
                   : plan_.quant_bits == 4 ? "memory.weights.four_bit"
                   : plan_.quant_bits < 3  ? "memory.weights.two_bit"
                                           : ""},
                  {"N", rest, "parameters"},
                  {"b_e", plan_.embedding_bytes, "bytes/parameter"},
                  {"N_e", tables, "parameters"},
                  {"w", ways_.weights, "ranks"}};
  }

  void per_trained(Line<Bytes>& line, std::string method, double bytes, double ways) const {
    line.basis.method = std::move(method);
    line.parts = {{"b", trained_ > 0 ? bytes * ways / trained_ : 0, "bytes/parameter"},
                  {"N_t", trained_, "parameters"},
                  {"w", ways, "ranks"}};
  }

  void gathered(Line<Bytes>& line) const {
    line.basis.method = "memory.gathered";
    const bool step = parts_.step_phase() > parts_.backward();
    const Part share{"s", step ? 0.5 : 1, "ratio"};
    if (terms_.zero3_live > 0) {
      line.parts = {share,
                    {"b", constants_.zero3_live_bytes, "bytes/parameter", "memory.zero3.live"},
                    {"N_l", terms_.zero3_live, "parameters"}};
    } else {
      const double params =
          2 * (plan_.params - plan_.embedding_params) / std::max(plan_.layers, 1.0) + plan_.embedding_params;
      line.parts = {share, {"b", parts_.live / params, "bytes/parameter"}, {"N_l", params, "parameters"}};
    }
  }

  void checkpoints(Line<Bytes>& line) const {
    line.basis.method = "memory.checkpoints";
    const bool host = plan_.offload_checkpoints;
    line.parts = {{"c", host ? 1 : constants_.layer_inputs, "ratio", host ? "" : "memory.layer.inputs"},
                  {"b", plan_.residual_bytes, "bytes"},
                  {"h", plan_.hidden, "elements"},
                  batch(),
                  length(),
                  {"L", host ? constants_.offload_buffers : layers(), "layers", host ? "memory.offload_buffers" : ""}};
  }

  void kept_layers(Line<Bytes>& line) const {
    const double selected = plan_.recompute == Recompute::selective ? constants_.selective_share : 1;
    working_set(line, {1, "", layers() * selected, constants_.kept_layers, "memory.layer.kept"});
  }

  struct WorkingSet {
    double share = 1;
    std::string share_of;
    double layers = 1;
    double factor = 1;
    std::string factor_of;
  };
  void working_set(Line<Bytes>& line, const WorkingSet& of) const {
    line.basis.method = "memory.layer";
    const LayerCount count = layer_count(plan_);
    line.parts = {{"o", of.share, "ratio", of.share_of},
                  {"L", of.layers, "layers"},
                  {"c", of.factor, "ratio", of.factor_of},
                  {"z", terms_.frozen ? constants_.frozen : 1, "ratio", terms_.frozen ? "memory.layer.frozen" : ""},
                  {"b", count.numbers, "ratio"},
                  {"n", count.hidden, "numbers/element"},
                  {"h", plan_.hidden, "elements"},
                  {"g", count.ffn, "numbers/element"},
                  {"f", plan_.ffn, "elements"},
                  {"q", plan_.query_width, "elements"},
                  {"k", plan_.kv_width, "elements"},
                  batch(),
                  length()};
  }

  void adapter_inputs(Line<Bytes>& line, double share, std::string share_of, double times) const {
    line.basis.method = "memory.adapter-inputs";
    line.parts = {{"o", share, "ratio", std::move(share_of)},
                  {"L", times, "layers"},
                  {"c", constants_.adapter_inputs, "ratio", "memory.adapter_inputs"},
                  {"b", adapter_input_bytes(plan_), "bytes"},
                  {"W", plan_.adapted_width, "elements"},
                  batch(),
                  length()};
  }

  void scores(Line<Bytes>& line, double share, std::string share_of, double times) const {
    line.basis.method = "memory.scores";
    line.parts = {{"o", share, "ratio", std::move(share_of)},
                  {"L", times, "layers"},
                  {"b", constants_.scores, "bytes", "memory.scores"},
                  batch(),
                  {"a", plan_.heads, "heads"},
                  length(),
                  {"K", plan_.length, "tokens"}};
  }

  void logits(Line<Bytes>& line) const {
    line.basis.method = "memory.logits";
    const bool whole = parts_.loss_larger();
    line.parts = {{"o", whole ? 1 : constants_.overlap, "ratio", whole ? "" : "memory.overlap"},
                  {"z", parts_.logits / terms_.logits, "bytes/logit", std::string(loss_constant(plan_.loss))},
                  {"V", plan_.vocab, "tokens"},
                  batch(),
                  {"S", plan_.length / plan_.cp / (plan_.whole_logits ? 1 : plan_.tp), "tokens"}};
  }

  void step(Line<Bytes>& line) const {
    line.basis.method = "memory.step";
    line.parts = {{"b", trained_ > 0 ? parts_.step / trained_ : 0, "bytes/parameter"}, {"N_t", trained_, "parameters"}};
  }

  void reading(Line<Bytes>& line) const {
    if (line.label == "line.memory.workspace") {
      line.basis.method = "memory.workspace";
      line.parts = {{"c", constants_.workspace_gib, "GiB", "memory.workspace_gib"}};
    } else if (line.label == "line.memory.allocator") {
      line.basis.method = "memory.allocator";
      line.parts = {{"f", plan_.uneven ? constants_.allocator_uneven : constants_.allocator, "ratio",
                     plan_.uneven ? "memory.allocator.uneven" : "memory.allocator"},
                    {"A", parts_.passing() / bytes_per_gib, "GiB"},
                    {"k", constants_.kept_fragments, "ratio", "memory.allocator.kept"},
                    {"K", parts_.kept() / bytes_per_gib, "GiB"}};
    } else if (line.label == "line.memory.fragments") {
      line.basis.method = "memory.fragments";
      line.parts = {{"f", constants_.fsdp_fragments, "ratio", "memory.fsdp.fragments"},
                    {"U", parts_.used() / bytes_per_gib, "GiB"}};
    } else if (line.label == "line.memory.context") {
      line.basis.method = "memory.context";
      line.parts = {{"c", constants_.context_gib, "GiB", "memory.context_gib"},
                    {"m", terms_.several ? constants_.collectives_gib : 0, "GiB",
                     terms_.several ? "memory.collectives_gib" : ""}};
    }
  }

  const MemoryPlan& plan_;
  const MemoryConstants& constants_;
  const MemoryTerms terms_;
  const MemoryParts parts_;
  const MemoryWays ways_;
  const double trained_;
};

}  // namespace

Estimate<Bytes> explained(Estimate<Bytes> estimate, const MemoryMixture& mixture, const MemoryConstants& constants) {
  const Explainer explainer(middle_of(mixture, constants), constants);
  for (Line<Bytes>& line : estimate.breakdown) explainer.explain(line);
  return estimate;
}

}  // namespace pathfinder
