#include "pathfinder/estimate/parameters.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

double attention_params(const ModelDescription& model) {
  const ModelShape& shape = model.shape;
  const double head = shape.dim_of_head();
  if (shape.mla_kv_lora_rank > 0) {
    const double rank = shape.mla_kv_lora_rank;
    const double rope = shape.mla_rope_dim;
    const double nope = model.qk_nope_head_dim > 0 ? model.qk_nope_head_dim : head;
    const double value = model.v_head_dim > 0 ? model.v_head_dim : head;
    const double queries = shape.heads * (nope + rope);
    const double q = model.q_lora_rank > 0
                         ? shape.hidden * model.q_lora_rank + model.q_lora_rank + model.q_lora_rank * queries
                         : shape.hidden * queries;
    const double kv = shape.hidden * (rank + rope) + rank + rank * shape.heads * (nope + value);
    return q + kv + shape.heads * value * shape.hidden;
  }
  const double queries = shape.heads * head;
  const double keys = shape.kv_heads * head;
  double params = shape.hidden * queries * (model.traits.gated_query ? 2 : 1) + 2 * shape.hidden * keys;
  params += queries * shape.hidden;
  if (model.traits.qkv_bias) params += queries + 2 * keys;
  if (model.traits.output_bias) params += shape.hidden;
  if (model.traits.qk_norm == "head") params += 2 * head;
  if (model.traits.qk_norm == "full") params += queries + keys;
  return params;
}

/// A layer of the gated delta rule: keys and queries, values and their gate, two numbers a head, a short convolution.
double linear_attention_params(const ModelDescription& model) {
  const double keys = model.linear_key_heads * model.linear_key_head_dim;
  const double values = model.linear_value_heads * model.linear_value_head_dim;
  return model.shape.hidden * (2 * keys + 2 * values) + model.shape.hidden * 2 * model.linear_value_heads +
         (2 * keys + values) * model.linear_kernel + 2 * model.linear_value_heads + model.linear_value_head_dim +
         values * model.shape.hidden;
}

}  // namespace

ParameterCount count_parameters(const ModelDescription& model) {
  const ModelShape& shape = model.shape;
  const double expert = model.traits.matrices * shape.hidden * shape.moe_ffn;
  const double sparse = shape.layers_with_experts();
  const double dense = shape.layers - sparse;
  const double shared = shape.shared_width();

  double total = shape.embedding_params() + shape.hidden;  // tables, last norm
  total += (shape.layers - shape.linear_attention_layers) * attention_params(model);
  total += shape.linear_attention_layers * linear_attention_params(model);
  total += shape.layers * model.traits.norms_per_layer * shape.hidden;
  total += dense * model.traits.matrices * shape.hidden * shape.ffn;
  total +=
      sparse * (shape.hidden * shape.experts + shape.experts * expert + model.traits.matrices * shape.hidden * shared +
                (model.traits.shared_gate && shared > 0 ? shape.hidden : 0));
  return {total, total - sparse * std::max(0.0, shape.experts - shape.experts_active) * expert};
}

LanguageModel own_model(const ModelDescription& description) {
  LanguageModel model;
  model.id = own_model_id;
  model.name = description.name;
  model.family = description.architecture;
  model.kind = "causal";
  model.weights = "open";
  model.offered = false;
  model.shape = description.shape;
  model.context_tokens = description.context_tokens;
  const bool counts = model.shape.params_total <= 0;
  if (counts) {
    const ParameterCount count = count_parameters(description);
    model.shape.params_total = count.total;
    if (model.shape.params_active <= 0) model.shape.params_active = count.active;
  }
  if (model.shape.params_active <= 0) {
    const ParameterCount count = count_parameters(description);
    model.shape.params_active = model.shape.params_total * count.active / count.total;
  }
  return model;
}

}  // namespace pathfinder
