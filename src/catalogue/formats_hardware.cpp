// Files of what models run on, and of models: data/gpus, data/models, families and frameworks.
#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {

void describe(Fields& fields, Gpu& gpu, std::vector<std::string>& aliases) {
  std::map<std::string, std::string> sources;
  fields.text("id", gpu.id, Need::required);
  fields.text("name", gpu.name, Need::required);
  fields.text("vendor", gpu.vendor, Need::required);
  fields.text("generation", gpu.generation, Need::required);
  fields.choice("class", gpu.class_of, {"datacenter", "workstation", "consumer"}, Need::required);
  fields.flag("domestic", gpu.domestic);
  // Where sources differ, KEY_low and KEY_high stand beside the figure.
  const auto figure = [&](std::string_view key, double& value, Need need = Need::optional) {
    fields.number(key, value, positive(need));
    DisputedFigure range{std::string(key), 0, 0};
    fields.number(range.key + "_low", range.low, positive());
    fields.number(range.key + "_high", range.high, positive());
    rising(fields, {{range.key + "_low", range.low}, {range.key, value}, {range.key + "_high", range.high}});
    if (range.low <= 0 && range.high <= 0) return;
    if (range.low <= 0) range.low = value;
    if (range.high <= 0) range.high = value;
    gpu.disputed.push_back(std::move(range));
  };
  figure("memory_gib", gpu.memory_gib, Need::required);
  figure("memory_usable_gib", gpu.memory_usable_gib);
  figure("memory_bandwidth_gb_per_s", gpu.memory_bandwidth_gb_per_s);
  figure("dense_bf16_tflop_per_s", gpu.dense_bf16_tflop_per_s);
  figure("dense_fp16_tflop_per_s", gpu.dense_fp16_tflop_per_s);
  figure("dense_fp8_tflop_per_s", gpu.dense_fp8_tflop_per_s);
  figure("dense_int8_top_per_s", gpu.dense_int8_top_per_s);
  figure("dense_fp4_tflop_per_s", gpu.dense_fp4_tflop_per_s);
  figure("tdp_w", gpu.tdp_w);
  fields.note("interconnect");
  figure("interconnect_gb_per_s", gpu.interconnect_gb_per_s);
  fields.number("nvlink_domain_accelerators", gpu.nvlink_domain_accelerators, positive());
  fields.number("node_link_gb_per_s", gpu.node_link_gb_per_s, positive());
  fields.number("chips_per_board", gpu.chips_per_board, positive());
  fields.number("dies_per_card", gpu.dies_per_card, positive());
  describe(fields, "vendor_unit", gpu.vendor_unit, Need::optional);
  fields.note("launch_year", within(2010, 2030));
  fields.texts("aliases", aliases);
  named_references(fields, "sources", "sources", sources, Need::required);
  fields.note_texts("recalled");
  note_translated(fields, "note");
  note_date(fields, "as_of", Need::required);
  for (const auto& [field, source] : sources) gpu.sources.push_back(source);
}

void describe(Fields& fields, LanguageModel& model, std::vector<std::string>& aliases) {
  std::map<std::string, std::string> sources;
  ModelShape& shape = model.shape;
  fields.text("id", model.id, Need::required);
  fields.text("name", model.name, Need::required);
  fields.text("family", model.family);
  fields.choice("kind", model.kind, {"causal", "encoder-decoder", "embedding", "reranker", "speech", "sequence"},
                Need::required);
  fields.choice("weights", model.weights, {"open", "closed"});
  fields.flag("offered", model.offered);
  reference(fields, "superseded_by", "models", model.superseded_by);
  date(fields, "released", model.released);
  fields.number("params_total", shape.params_total, positive());
  // Who keeps weights to himself rarely says how many there are.
  if (!fields.has("params_total") && model.weights != "closed")
    fields.wrong("", "missing-key", {{"key", "params_total"}});
  fields.number("params_active", shape.params_active, positive());
  fields.number("dense_equivalent_b", model.dense_equivalent_b, positive());
  fields.note_choice("params_from", {"dimensions", "published"});
  fields.number("layers", shape.layers, positive());
  fields.note("encoder_layers", positive());
  fields.number("full_attention_layers", shape.full_attention_layers, not_negative());
  fields.number("sliding_layers", shape.sliding_layers, not_negative());
  fields.number("linear_attention_layers", shape.linear_attention_layers, not_negative());
  fields.number("shared_cache_layers", shape.shared_cache_layers, not_negative());
  fields.number("expert_layers", shape.expert_layers, not_negative());
  fields.number("hidden", shape.hidden, positive());
  fields.number("heads", shape.heads, positive());
  fields.number("kv_heads", shape.kv_heads, positive());
  fields.number("head_dim", shape.head_dim, positive());
  fields.number("value_head_dim", shape.value_head_dim, positive());
  fields.number("full_kv_heads", shape.full_kv_heads, positive());
  fields.number("full_head_dim", shape.full_head_dim, positive());
  fields.number("sliding_kv_heads", shape.sliding_kv_heads, positive());
  fields.number("ffn", shape.ffn, positive());
  fields.number("moe_ffn", shape.moe_ffn, positive());
  fields.number("shared_expert_ffn", shape.shared_expert_ffn, positive());
  fields.number("vocab", shape.vocab, positive());
  fields.flag("tied_embeddings", shape.tied_embeddings);
  fields.number("experts", shape.experts, not_negative());
  fields.number("experts_active", shape.experts_active, not_negative());
  fields.number("shared_experts", shape.shared_experts, not_negative());
  fields.number("dense_layers_first", shape.dense_layers_first, not_negative());
  fields.object("mla", [&](Fields& mla) {
    mla.number("kv_lora_rank", shape.mla_kv_lora_rank, positive());
    mla.number("rope_head_dim", shape.mla_rope_dim, positive());
    mla.note("q_lora_rank", positive());
  });
  fields.number("sliding_window_tokens", shape.sliding_window, positive());
  double cached = 0;  // data_test holds it against the dimensions where no source of its own states it
  fields.number("kv_bytes_per_token_bf16", cached, not_negative());
  fields.number("context_tokens", model.context_tokens, positive());
  fields.number("embedding_dim", model.embedding_dim, positive());
  fields.note("licence");
  fields.text("licence_id", model.licence);
  fields.choice("commercial_use", model.commercial_use, {"yes", "conditions", "no"});
  note_translated(fields, "licence_note");
  fields.texts("languages", model.languages);
  fields.texts("modalities", model.modalities);
  fields.note("languages_stated", not_negative());
  fields.number("pretraining_tokens", model.pretraining_tokens, positive());
  fields.number("measured_serving_rows", model.measured_serving_rows, positive());
  fields.note("pretraining_gpu_hours", positive());
  fields.note("pretraining_gpu");
  fields.texts("aliases", aliases);
  named_references(fields, "sources", "sources", sources, Need::required);
  fields.note_texts("recalled");
  note_translated(fields, "note");
  note_date(fields, "as_of", Need::required);
  if (shape.params_active == 0) shape.params_active = shape.params_total;
  if (sources.count("kv_bytes_per_token_bf16") != 0) shape.cache_bytes = cached;
  for (const auto& [field, source] : sources) model.sources.push_back(source);
}

void describe_gpu_families(Fields& fields, std::map<std::string, std::vector<std::string>>& families) {
  named_lists(fields, "families", "gpus", families, Need::required);
}

void describe(Fields& fields, FrameworkTable& table) {
  note_date(fields, "as_of", Need::required);
  note_reference(fields, "source", "sources", Need::required);
  fields.note("rule");
  fields.objects(
      "frameworks",
      [&](Fields& row) {
        FrameworkRow& framework = table.frameworks.emplace_back();
        std::string stack;
        row.text("id", framework.id, Need::required);
        row.note("name", Need::required);
        row.texts("fragments", framework.fragments, Need::required);
        row.choice("stack", stack, {"tuned", "native"}, Need::required);
        framework.stack = stack == "tuned" ? StackClass::tuned : StackClass::native;
        row.flag("fused_kernels", framework.fused_kernels, Need::required);
        row.flag("whole_layer_fp8", framework.whole_layer_fp8, Need::required);
        row.flag("loops_experts", framework.loops_experts);
      },
      Need::required);
  fields.objects(
      "flags",
      [&](Fields& row) {
        FrameworkFlag& flag = table.flags.emplace_back();
        row.text("id", flag.id, Need::required);
        row.texts("fragments", flag.fragments, Need::required);
        row.texts("except", flag.except);
      },
      Need::required);
}

}  // namespace pathfinder
