// What one token adds to the key-value cache, worked out by hand for each kind of attention.
#include "pathfinder/core/language_model.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// Grouped heads in 48 layers.
ModelShape grouped() {
  ModelShape shape;
  shape.layers = 48;
  shape.heads = 16;
  shape.kv_heads = 8;
  shape.head_dim = 256;
  return shape;
}

}  // namespace

TEST_CASE("every layer caches a key and a value for each of its heads", "[core]") {
  CHECK(grouped().cache_elements() == 48 * 2 * 8 * 256);
  ModelShape whole = grouped();
  whole.kv_heads = 0;
  CHECK(whole.cache_elements() == 48 * 2 * 16 * 256);
  whole.mla_kv_lora_rank = 512;
  whole.mla_rope_dim = 64;
  CHECK(whole.cache_elements() == 48 * 576);
}

TEST_CASE("layers with a state of fixed size, or with another layer's cache, add nothing", "[core]") {
  ModelShape hybrid = grouped();
  hybrid.linear_attention_layers = 36;
  CHECK(hybrid.cache_elements() == 12 * 2 * 8 * 256);
  hybrid.full_attention_layers = 8;  // the other four hold experts only
  CHECK(hybrid.cache_elements() == 8 * 2 * 8 * 256);
  ModelShape shared = grouped();
  shared.shared_cache_layers = 18;
  CHECK(shared.cache_elements() == 30 * 2 * 8 * 256);
}

TEST_CASE("layers with a window have heads of their own and keep their share of the cache", "[core]") {
  ModelShape windowed = grouped();
  windowed.sliding_window = 1024;
  CHECK(windowed.windowed_share() == 0.5);  // which layers have it is not known: every other
  windowed.sliding_layers = 40;
  CHECK(windowed.cache_elements() == 48 * 2 * 8 * 256);
  CHECK(windowed.windowed_share() == Approx(40.0 / 48));
  windowed.full_kv_heads = 2;
  windowed.full_head_dim = 512;
  CHECK(windowed.cache_elements() == 40 * 2 * 8 * 256 + 8 * 2 * 2 * 512);
  windowed.sliding_kv_heads = 4;
  windowed.value_head_dim = 128;
  CHECK(windowed.cache_elements() == 40 * 4 * (256 + 128) + 8 * 2 * (512 + 128));
}

TEST_CASE("a cache that a source states counts instead of the dimensions, and has no window", "[core]") {
  ModelShape compressed = grouped();
  compressed.sliding_window = 128;
  compressed.cache_bytes = 6880;
  CHECK(compressed.cache_elements() == 3440);
  CHECK(compressed.windowed_share() == 0);
}

TEST_CASE("shared experts are as wide as routed ones unless their width is known", "[core]") {
  ModelShape shape;
  shape.shared_experts = 2;
  shape.moe_ffn = 768;
  CHECK(shape.shared_width() == 1536);
  shape.shared_expert_ffn = 512;
  CHECK(shape.shared_width() == 512);
}
