#include "pathfinder/core/language_model.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

/// Layers that keep the whole text and layers that keep a window of it, with the numbers a token adds to one of each.
struct CacheLayers {
  double full = 0, full_width = 0;
  double sliding = 0, sliding_width = 0;
};

CacheLayers cache_layers(const ModelShape& model) {
  const auto or_else = [](double own, double usual) { return own > 0 ? own : usual; };
  const double heads = or_else(model.kv_heads, model.heads);
  const double keys = model.dim_of_head();
  CacheLayers cache;
  cache.sliding = model.sliding_layers;
  cache.full = or_else(
      model.full_attention_layers,
      std::max(0.0, model.layers - model.sliding_layers - model.linear_attention_layers - model.shared_cache_layers));
  if (model.mla_kv_lora_rank > 0) {
    cache.full_width = cache.sliding_width = model.mla_kv_lora_rank + model.mla_rope_dim;
    return cache;
  }
  const double full_keys = or_else(model.full_head_dim, keys);
  cache.full_width = or_else(model.full_kv_heads, heads) * (full_keys + or_else(model.value_head_dim, full_keys));
  cache.sliding_width = or_else(model.sliding_kv_heads, heads) * (keys + or_else(model.value_head_dim, keys));
  return cache;
}

}  // namespace

double ModelShape::cache_elements() const {
  constexpr double bytes_of_16_bits = 2;
  if (cache_bytes > 0) return cache_bytes / bytes_of_16_bits;
  const CacheLayers cache = cache_layers(*this);
  return cache.full * cache.full_width + cache.sliding * cache.sliding_width;
}

double ModelShape::windowed_share() const {
  if (sliding_window <= 0 || cache_bytes > 0) return 0;
  if (sliding_layers <= 0) return 0.5;
  return sliding_layers * cache_layers(*this).sliding_width / cache_elements();
}

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

LanguageModel::LanguageModel() = default;
LanguageModel::LanguageModel(const LanguageModel&) = default;
LanguageModel::LanguageModel(LanguageModel&&) noexcept = default;
LanguageModel& LanguageModel::operator=(const LanguageModel&) = default;
LanguageModel& LanguageModel::operator=(LanguageModel&&) noexcept = default;
LanguageModel::~LanguageModel() = default;

}  // namespace pathfinder
