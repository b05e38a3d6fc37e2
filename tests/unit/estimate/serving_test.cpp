// The serving model: each formula against figures worked out by hand, layouts as rows write them, and relations that
// must hold whatever the constants are.
#include "pathfinder/estimate/serving.hpp"

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/random.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

JsonDocument data_file(const std::string& path) {
  std::ifstream file(test::source_dir() + "/data/" + path);
  std::stringstream text;
  text << file.rdbuf();
  Findings findings;
  JsonDocument document = parse_json(path, text.str(), findings);
  findings.throw_if_any();
  return document;
}

const ServingProfiles& profiles() {
  static const ServingProfiles read = [] {
    ServingProfiles out;
    Findings findings;
    read_object(data_file("engines.json"), findings, [&](Fields& fields) { describe_serving_profiles(fields, out); });
    findings.throw_if_any();
    return out;
  }();
  return read;
}

std::map<std::string, double> constant_values() {
  std::map<std::string, double> values;
  const JsonDocument document = data_file("constants/serving.json");
  const JsonValue root(document, 0);
  root.at(root.find("constants")).for_each([&](JsonValue row) {
    values[std::string(row.at(row.find("id")).string())] = row.at(row.find("value")).number();
  });
  return values;
}

const ServingConstants& constants() {
  static const ServingConstants filled = fill_serving_constants(constant_values());
  return filled;
}

/// Shares 1 and no overhead, so that a figure can be worked out on paper.
ServingConstants plain_constants() {
  ServingConstants c;
  c.bandwidth_share_16bit = c.bandwidth_share_fp8 = c.bandwidth_share_weight_only = c.bandwidth_share_fp4 = 1;
  c.compute_share_16bit = c.compute_share_fp8 = c.compute_share_fp4 = 1;
  c.expert_compute_factor = c.compute_factor_blackwell = c.attention_compute_share = 1;
  c.cache_bandwidth_share = c.link_share = c.expert_hit_share = 1;
  c.slow_link_factor = c.node_factor = c.desktop_weight_only_factor = 1;
  c.power_factor = 1;
  return c;
}

ModelShape llama_8b() {
  ModelShape m;
  m.params_total = m.params_active = 8030261248;
  m.layers = 32;
  m.hidden = 4096;
  m.heads = 32;
  m.kv_heads = 8;
  m.head_dim = 128;
  m.ffn = 14336;
  m.vocab = 128256;
  return m;
}

ModelShape qwen_32b() {
  ModelShape m;
  m.params_total = m.params_active = 32763876352;
  m.layers = 64;
  m.hidden = 5120;
  m.heads = 40;
  m.kv_heads = 8;
  m.head_dim = 128;
  m.ffn = 27648;
  m.vocab = 152064;
  return m;
}

ModelShape deepseek_v3() {
  ModelShape m;
  m.params_total = 671026404352;
  m.params_active = 37552282624;
  m.layers = 61;
  m.hidden = 7168;
  m.heads = m.kv_heads = 128;
  m.head_dim = 128;
  m.ffn = 18432;
  m.moe_ffn = 2048;
  m.vocab = 129280;
  m.experts = 256;
  m.experts_active = 8;
  m.mla_kv_lora_rank = 512;
  m.mla_rope_dim = 64;
  return m;
}

Gpu h100() {
  Gpu g;
  g.id = "h100-sxm";
  g.vendor = "NVIDIA";
  g.generation = "hopper";
  g.class_of = "datacenter";
  g.memory_gib = 80;
  g.memory_usable_gib = 79.6;
  g.memory_bandwidth_gb_per_s = 3350;
  g.dense_bf16_tflop_per_s = g.dense_fp16_tflop_per_s = 989;
  g.dense_fp8_tflop_per_s = 1979;
  g.tdp_w = 700;
  g.interconnect_gb_per_s = 900;
  return g;
}

Gpu a100() {
  Gpu g = h100();
  g.id = "a100-80gb-sxm";
  g.generation = "ampere";
  g.memory_usable_gib = 79.3;
  g.memory_bandwidth_gb_per_s = 2039;
  g.dense_bf16_tflop_per_s = g.dense_fp16_tflop_per_s = 312;
  g.dense_fp8_tflop_per_s = 0;
  g.tdp_w = 400;
  g.interconnect_gb_per_s = 600;
  return g;
}

Gpu ascend_910b() {
  Gpu g;
  g.id = "ascend-910b";
  g.vendor = "Huawei";
  g.generation = "ascend";
  g.class_of = "datacenter";
  g.domestic = true;
  g.memory_gib = 64;
  g.memory_usable_gib = 61;
  g.memory_bandwidth_gb_per_s = 1600;
  g.dense_bf16_tflop_per_s = g.dense_fp16_tflop_per_s = 320;
  g.dense_int8_top_per_s = 640;
  g.tdp_w = 310;
  g.interconnect_gb_per_s = 392;
  return g;
}

ServingSetup setup_of(const ModelShape& model, const Gpu& gpu) {
  ServingSetup s;
  s.model = model;
  s.gpu = gpu;
  s.engine = "vllm 0.12.0";
  s.input_len = 1000;
  s.output_len = 300;
  s.concurrency = 16;
  return s;
}

double sum(const std::vector<Line<Milliseconds>>& lines) {
  double total = 0;
  for (const auto& line : lines) total += line.central.value;
  return total;
}

}  // namespace

TEST_CASE("every serving constant of the struct has its row in the data, and the data no row more", "[estimate]") {
  auto values = constant_values();
  CHECK(values.size() == serving_constants().size());
  CHECK_NOTHROW(fill_serving_constants(values));
  values.erase("serving.link-share");
  CHECK_THROWS_AS(fill_serving_constants(values), std::logic_error);
}

TEST_CASE("what a refit may move are the constants of speed, not how far the rows lie apart", "[estimate]") {
  for (const ServingConstant& constant : serving_constants()) {
    const std::string_view id = constant.id;
    INFO(id);
    // Of other vendors, of several servers and of a card's power no row of the fit says anything.
    const bool no_rows =
        id.starts_with("serving.other-vendor.") || id == "serving.node-factor" || id == "serving.power-factor";
    CHECK(constant.fitted == !(id.starts_with("serving.spread.") || no_rows));
  }
}

TEST_CASE("weights of a card: blocks over the tensor group, embeddings in 16 bit", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.gpu_count = s.tp = 2;
  // 8,030,261,248 - 2 x 128,256 x 4,096 = 6,979,588,096 in blocks; (6,979,588,096 x 2 + 1,050,673,152 x 2) / 2
  CHECK(weight_bytes_per_card(resolve_serving(s, profiles())) == Approx(8030261248.0));
  s.precision = "fp8";
  CHECK(weight_bytes_per_card(resolve_serving(s, profiles())) == Approx((6979588096.0 + 2 * 1050673152.0) / 2));
}

TEST_CASE("the experts of a model are what all of its parameters hold beyond those that a token reads", "[estimate]") {
  const ServingPlan plan = resolve_serving(setup_of(deepseek_v3(), h100()), profiles());
  // Eight of 256 are read: 31/32 of all experts lie between both published figures.
  CHECK(plan.params_expert == Approx((671026404352.0 - 37552282624.0) * 32 / 31));
  CHECK(plan.params_expert + plan.params_block + plan.params_embedding == Approx(671026404352.0));
}

TEST_CASE("cache per token: grouped heads, latent attention, fewer key-value heads than cards", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  CHECK(kv_bytes_per_token(resolve_serving(s, profiles())) == Approx(131072.0));  // 2 x 32 x 8 x 128 x 2
  s.gpu_count = s.tp = 16;  // 8 key-value heads on 16 cards: each is held twice
  CHECK(kv_bytes_per_token(resolve_serving(s, profiles())) == Approx(16384.0));
  ServingSetup d = setup_of(deepseek_v3(), h100());
  d.gpu_count = d.tp = d.moe_tp = 8;  // the compressed cache is needed whole on every card
  CHECK(kv_bytes_per_token(resolve_serving(d, profiles())) == Approx(61 * (512 + 64) * 2.0));
}

TEST_CASE("the batch is what memory leaves room for, and never above the engine's own limit", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.input_len = 6000;
  s.output_len = 1000;
  const double room = 0.9 * 79.6 * bytes_per_gib - 8030261248.0 * 2 - 2 * bytes_per_gib;
  CHECK(batch_limit(resolve_serving(s, profiles())) == Approx(room / (131072.0 * 6600)));
  s.input_len = 10;
  s.output_len = 10;
  CHECK(batch_limit(resolve_serving(s, profiles())) == 1024);
  s.engine = "vLLM 0.6.3";
  CHECK(batch_limit(resolve_serving(s, profiles())) == 256);
  s.engine = "vLLM 0.11";
  s.gpu = a100();  // its default is that of small cards, whatever it holds
  CHECK(batch_limit(resolve_serving(s, profiles())) == 256);
}

TEST_CASE("a batch touches a growing share of the experts", "[estimate]") {
  CHECK(experts_touched(8, 2, 1) == Approx(0.25));
  CHECK(experts_touched(8, 2, 2) == Approx(0.4375));
  CHECK(experts_touched(1, 1, 5) == 1);
  CHECK(experts_touched(256, 8, 100000) == Approx(1));
}

TEST_CASE("one sequence decodes at the speed of reading the weights and its cache", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.concurrency = 1;
  const ServingPlan plan = resolve_serving(s, profiles());
  ServingPoint point;
  decode_step_seconds(plan, plain_constants(), 1, point);
  // blocks and head are read, the embedding table is not: (8,030,261,248 - 525,336,576) x 2 / 3.35e12
  CHECK(point.weights_s == Approx(7504924672.0 * 2 / 3.35e12));
  CHECK(point.cache_s == Approx(131072.0 * 1150 / 3.35e12));
  CHECK(point.compute_s == Approx(2 * 7504924672.0 / 989e12));
  CHECK(point.collectives_s == 0);
  CHECK(point.launches_s == 0);
  CHECK(point.step_s == Approx(point.weights_s + point.cache_s + point.compute_s));
}

TEST_CASE("a prompt costs its products and causal attention", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  const ServingPlan plan = resolve_serving(s, profiles());
  const double products = 2 * 6979588096.0 * 1000;     // neither embedding nor head
  const double attention = 2.0 * 32 * 32 * 128 * 1e6;  // half of the square
  CHECK(prefill_seconds(plan, plain_constants()) == Approx((products + attention) / 989e12));
}

TEST_CASE("an all-reduce has a fixed time and moves 2(t-1)/t of the activations", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  ServingConstants c = plain_constants();
  c.collective_latency_s = 1e-5;
  CHECK(all_reduce_seconds(resolve_serving(s, profiles()), c, 16, true) == 0);
  s.gpu_count = s.tp = 8;
  const double bytes = 2 * 7.0 / 8 * 16 * 4096 * 2;
  CHECK(all_reduce_seconds(resolve_serving(s, profiles()), c, 16, true) == Approx(64 * (1e-5 + bytes / 450e9)));
  CHECK(all_reduce_seconds(resolve_serving(s, profiles()), c, 16, false) == Approx(64 * bytes / 450e9));
}

TEST_CASE("attention ranks send each token to its experts, a byte and a half an element; dense ones send nothing",
          "[estimate]") {
  ServingSetup s = setup_of(deepseek_v3(), h100());
  s.gpu_count = s.attention_dp = 8;
  s.tp = 1;
  const ServingPlan plan = resolve_serving(s, profiles());
  REQUIRE(plan.moe_ep == 8);
  const double sent = 16 * 7168 * 1.5 * 8;  // eight experts a token, on eight cards
  CHECK(all_reduce_seconds(plan, plain_constants(), 16, false) == Approx(2 * plan.layers * sent / plan.link));
  s.model = llama_8b();
  CHECK(all_reduce_seconds(resolve_serving(s, profiles()), plain_constants(), 16, false) == 0);
}

TEST_CASE("the width of a product is the card's part of the feed-forward layer, and no more than the model's",
          "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  CHECK(resolve_serving(s, profiles()).width == 4096);
  s.gpu_count = s.tp = 8;
  CHECK(resolve_serving(s, profiles()).width == 14336.0 / 8);
  s.model.ffn = 0;  // unknown: four times the model's
  CHECK(resolve_serving(s, profiles()).width == 4 * 4096.0 / 8);
}

TEST_CASE("layouts that count the same cards twice mean one factor's worth of cards", "[estimate]") {
  ServingSetup s = setup_of(deepseek_v3(), h100());
  s.gpu_count = s.tp = 64;
  s.moe_tp = s.moe_ep = 8;
  ServingPlan plan = resolve_serving(s, profiles());
  CHECK(plan.tp == 8);
  CHECK(plan.moe_ep == 8);
  CHECK(plan.moe_tp == 1);
  CHECK(plan.replicas == 1);
  s.tp = 1;
  s.attention_dp = 64;
  plan = resolve_serving(s, profiles());
  CHECK(plan.tp == 1);
  CHECK(plan.attention_dp == 8);
  s.gpu_count = 16;
  s.tp = s.attention_dp = 4;
  s.moe_tp = 1;
  s.moe_ep = 16;
  plan = resolve_serving(s, profiles());
  CHECK(plan.tp == 4);
  CHECK(plan.attention_dp == 1);
  CHECK(plan.moe_ep == 4);
}

TEST_CASE("experts lie as attention does where nobody says how: over the tensor group, or whole beside it",
          "[estimate]") {
  ServingSetup s = setup_of(deepseek_v3(), h100());
  s.gpu_count = s.tp = 4;
  ServingPlan plan = resolve_serving(s, profiles());
  CHECK(plan.moe_tp == 4);
  CHECK(plan.moe_ep == 1);
  s.gpu_count = 8;
  s.tp = 1;
  s.attention_dp = 8;
  plan = resolve_serving(s, profiles());
  CHECK(plan.moe_tp == 1);
  CHECK(plan.moe_ep == 8);
  s.gpu_count = 4;
  s.tp = s.attention_dp = 2;
  plan = resolve_serving(s, profiles());
  CHECK(plan.moe_tp == 1);
  CHECK(plan.moe_ep == 4);
}

TEST_CASE("no tensor group is wider than sixteen cards: more than that are boards of eight", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  for (const auto& [said, meant] : {std::pair(16.0, 16.0), {17.0, 8.0}, {32.0, 8.0}}) {
    s.gpu_count = s.tp = said;
    CHECK(resolve_serving(s, profiles()).tp == meant);
  }
}

TEST_CASE("stages of a pipeline are replicas of their own, in which the rest of the cards lies", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.gpu_count = 16;
  s.tp = 2;
  s.pp = 4;
  const ServingPlan plan = resolve_serving(s, profiles());
  CHECK(plan.pp == 4);
  CHECK(plan.replicas == 8);  // two pipelines of two cards a stage, on four batches each
}

TEST_CASE("a layout nobody stated follows from memory and load", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.gpu_count = 8;
  s.concurrency = 0;
  ServingPlan plan = resolve_serving(s, profiles());  // 16 GB fit one card: eight replicas
  CHECK(plan.tp == 1);
  CHECK(plan.replicas == 8);
  s.concurrency = 4;  // a few requests: the whole board works on each
  plan = resolve_serving(s, profiles());
  CHECK(plan.tp == 8);
  CHECK(plan.replicas == 1);
  ServingSetup d = setup_of(deepseek_v3(), h100());
  d.gpu_count = 16;
  d.concurrency = 0;
  plan = resolve_serving(d, profiles());  // 1.3 TB: vLLM's one tensor group takes all sixteen cards
  CHECK(plan.tp == 16);
  CHECK(plan.replicas == 1);
  d.engine = "TensorRT-LLM 1.0";
  plan = resolve_serving(d, profiles());
  CHECK(plan.attention_dp == 8);
  CHECK(plan.moe_ep == 8);
  CHECK(plan.replicas == 2);
}

TEST_CASE("a group wider than what one fabric joins exchanges between servers", "[estimate]") {
  ServingSetup s = setup_of(deepseek_v3(), h100());
  s.precision = "fp8";
  s.gpu.nvlink_domain_accelerators = 8;
  s.gpu.node_link_gb_per_s = 50;
  s.gpu_count = s.tp = 8;
  ServingPlan plan = resolve_serving(s, profiles());
  CHECK_FALSE(plan.across_nodes);
  const double inside = all_reduce_seconds(plan, constants(), 16, true);
  s.nodes = 2;  // eight cards, four in each of two servers
  plan = resolve_serving(s, profiles());
  CHECK(plan.across_nodes);
  CHECK(plan.link == Approx(50e9));
  CHECK(all_reduce_seconds(plan, constants(), 16, true) > 2 * inside);
  s.gpu.nvlink_domain_accelerators = 72;
  s.nodes = 1;
  s.gpu_count = s.tp = 16;
  CHECK_FALSE(resolve_serving(s, profiles()).across_nodes);
  s.gpu.nvlink_domain_accelerators = 1;  // no link of their own: a board joins eight
  s.gpu_count = s.tp = 8;
  CHECK_FALSE(resolve_serving(s, profiles()).across_nodes);
  s.gpu.nvlink_domain_accelerators = 2;  // pairs of cards
  s.gpu_count = s.tp = 4;
  CHECK(resolve_serving(s, profiles()).across_nodes);
}

TEST_CASE("an engine written for desktop cards reads those in full and faster memory in part", "[estimate]") {
  ServingSetup s = setup_of(qwen_32b(), h100());
  s.engine = "llama.cpp";
  s.concurrency = 1;
  const auto read = [&](double gb_per_s) {
    s.gpu.memory_bandwidth_gb_per_s = gb_per_s;
    const ServingPlan plan = resolve_serving(s, profiles());
    return plan.bandwidth_share * plan.bandwidth;
  };
  CHECK(read(936) == Approx(936e9));
  CHECK(read(3350) == Approx(0.61 * 3350e9));
  double before = 0;
  for (double rate = 200; rate < 5000; rate += 100) {
    CHECK(read(rate) >= before);
    before = read(rate);
  }
  s.engine = "vllm";
  CHECK(read(3350) == Approx(3350e9));
}

TEST_CASE("engines that divide the layers do not answer one request faster with more cards", "[estimate]") {
  ServingSetup s = setup_of(qwen_32b(), h100());
  s.engine = "llama.cpp b4000";
  s.precision = "q4_k_m";
  s.concurrency = 1;
  const ServingPoint one = predict_serving(resolve_serving(s, profiles()), constants());
  s.gpu_count = 4;
  const ServingPlan four = resolve_serving(s, profiles());
  CHECK(four.interval_class == ServingClass::layer_split);
  CHECK(predict_serving(four, constants()).tokens_per_s == Approx(one.tokens_per_s));
  CHECK(batch_limit(four) > batch_limit(resolve_serving(setup_of(qwen_32b(), h100()), profiles())) / 4);
  s.engine = "vllm";
  CHECK(predict_serving(resolve_serving(s, profiles()), constants()).tokens_per_s > 1.5 * one.tokens_per_s);
}

TEST_CASE("the cache has its own precision: the engine's, or the one that is said", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.precision = "fp8";
  const auto bytes = [&] { return resolve_serving(s, profiles()).cache_bytes; };
  CHECK(bytes() == 2);  // vLLM keeps 16 bits by itself
  s.engine = "TensorRT-LLM 1.0";
  CHECK(bytes() == 1);
  s.cache_precision = "bf16";
  CHECK(bytes() == 2);
  s.engine = "vllm";
  s.cache_precision = "fp8";
  CHECK(bytes() == 1);
}

TEST_CASE("formats of GGUF weigh what their bits and scales weigh", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.engine = "llama.cpp";
  s.precision = "Q4_K_M";
  ServingPlan plan = resolve_serving(s, profiles());
  CHECK(plan.weights == WeightClass::weight_only_4);
  CHECK(plan.weight_bytes * 8 > 4.5);
  CHECK(plan.weight_bytes * 8 < 5);
  s.precision = "q8_0";
  plan = resolve_serving(s, profiles());
  CHECK(plan.weights == WeightClass::weight_only_8);
  CHECK(plan.weight_bytes * 8 == Approx(8.5));
  // GB of files of Llama 3.1 8B, 8.03e9 parameters, to the hundredth part.
  const std::pair<const char*, double> files[] = {{"Q2_K", 3.18},   {"Q3_K_M", 4.02}, {"Q4_0", 4.66}, {"Q4_K_S", 4.69},
                                                  {"Q4_K_M", 4.92}, {"Q5_K_M", 5.73}, {"Q6_K", 6.60}, {"Q8_0", 8.54}};
  for (const auto& [format, gb] : files) {
    INFO(format);
    s.precision = format;
    CHECK(resolve_serving(s, profiles()).weight_bytes * 8.03 == Approx(gb).epsilon(0.01));
  }
}

TEST_CASE("short answers are bound by the requests that a server process handles", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.concurrency = 0;
  s.input_len = 10;
  s.output_len = 1;
  const double rate = predict_serving(resolve_serving(s, profiles()), constants()).tokens_per_s;
  CHECK(rate < 1 / constants().request_s);
  s.engine = "TensorRT-LLM 1.0";
  CHECK(predict_serving(resolve_serving(s, profiles()), constants()).tokens_per_s > rate);
}

TEST_CASE("latent attention and other vendors have widths of their own, one request or many", "[estimate]") {
  ServingSetup s = setup_of(deepseek_v3(), h100());
  s.gpu_count = s.tp = 8;
  s.concurrency = 1;
  CHECK(resolve_serving(s, profiles()).interval_class == ServingClass::closed_latent);
  s.gpu.vendor = "AMD";
  CHECK(resolve_serving(s, profiles()).interval_class == ServingClass::amd);
  const auto width = [](ServingClass kind) { return constants().spread[static_cast<std::size_t>(kind)].throughput; };
  CHECK(width(ServingClass::single_stream) < width(ServingClass::closed_latent));
  CHECK(width(ServingClass::closed_dense) < width(ServingClass::amd));
}

TEST_CASE("the same figures under another vendor's software give less, and cost more on the host", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  const ServingPoint nvidia = predict_serving(resolve_serving(s, profiles()), constants());
  for (const char* vendor : {"AMD", "Huawei", "AWS", "Cambricon"}) {
    INFO(vendor);
    s.gpu.vendor = vendor;
    const ServingPlan plan = resolve_serving(s, profiles());
    CHECK(plan.peak == resolve_serving(setup_of(llama_8b(), h100()), profiles()).peak);
    const ServingPoint other = predict_serving(plan, constants());
    CHECK(other.tokens_per_s < nvidia.tokens_per_s);
    CHECK(other.launches_s > nvidia.launches_s);
    CHECK(first_token_seconds(plan, constants()) > 0);
  }
}

TEST_CASE("prompts hold up decoding by the share that does not run beside it", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  const ServingPlan plan = resolve_serving(s, profiles());
  ServingConstants c = plain_constants();
  const double whole = predict_serving(plan, c).tpot_s;
  for (EngineTimes& times : c.engine) times.prompt_share = 0.5;
  const ServingPoint half = predict_serving(plan, c);
  CHECK(half.tpot_s < whole);
  CHECK(half.tpot_s >= half.step_s);
}

TEST_CASE("a precision the chip cannot compute in is expanded before the product", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), a100());
  s.precision = "FP8";
  CHECK(resolve_serving(s, profiles()).weights == WeightClass::weight_only_8);
  s.precision = "gptq-int4";
  CHECK(resolve_serving(s, profiles()).weights == WeightClass::weight_only_4);
  s.gpu = h100();
  s.precision = "fp8";
  CHECK(resolve_serving(s, profiles()).weights == WeightClass::fp8);
  s.precision = "nvfp4";
  CHECK(resolve_serving(s, profiles()).weights == WeightClass::weight_only_4);
}

TEST_CASE("engines are found by fragments of their names", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.engine = "TensorRT-LLM 1.0 (PyTorch backend)";
  CHECK(resolve_serving(s, profiles()).group == EngineGroup::trtllm);
  s.engine = "SGLang, 12 nodes in all";
  CHECK(resolve_serving(s, profiles()).group == EngineGroup::sglang);
  s.engine = "Transformers 4.46";
  CHECK(resolve_serving(s, profiles()).group == EngineGroup::eager);
  s.engine = "vLLM: v0.11.0; SGLang: v0.5.5; TensorRT-LLM: v1.2.0 (baseline vLLM default)";
  CHECK(resolve_serving(s, profiles()).group == EngineGroup::vllm);
  s.engine = "vLLM 0.10.2";
  CHECK_FALSE(resolve_serving(s, profiles()).first_generation);
  CHECK(resolve_serving(s, profiles()).proven);
  for (const char* early : {"vLLM 2024-10", "vLLM 2024-09", "vLLM (2023-12)"}) {
    s.engine = early;
    CHECK(resolve_serving(s, profiles()).first_generation);
  }
  s.engine = "vLLM 2025-11";
  CHECK_FALSE(resolve_serving(s, profiles()).first_generation);
  s.engine = "something new";
  CHECK_FALSE(resolve_serving(s, profiles()).proven);
}

TEST_CASE("published speeds of Qwen2.5-32B on A100 lie inside the interval", "[estimate]") {
  ServingSetup s = setup_of(qwen_32b(), a100());
  s.engine = "vLLM 0.6.3";
  s.precision = "gptq-int8";
  s.scenario = "single stream";
  s.concurrency = 1;
  s.output_len = 2048;
  s.input_len = 14336;
  const ServingEstimate e = estimate_serving(s, profiles(), constants());  // QwenLM speed benchmark: 31.89 tokens/s
  CHECK(e.throughput.low.value < 31.89);
  CHECK(e.throughput.high.value > 31.89);
  CHECK(e.throughput.central.value == Approx(31.89).epsilon(0.15));
}

TEST_CASE("breakdowns add up to the central figures and intervals enclose them", "[estimate]") {
  for (const double concurrency : {0.0, 1.0, 8.0, 300.0, 5000.0}) {
    ServingSetup s = setup_of(deepseek_v3(), h100());
    s.gpu_count = s.tp = s.moe_tp = 16;
    s.precision = "fp8";
    s.engine = "sglang 0.5.9";
    s.concurrency = concurrency;
    const ServingEstimate e = estimate_serving(s, profiles(), constants());
    CHECK(sum(e.tpot.breakdown) == Approx(e.tpot.central.value));
    CHECK(sum(e.ttft.breakdown) == Approx(e.ttft.central.value));
    CHECK(e.tpot.low.value <= e.tpot.central.value);
    CHECK(e.ttft.high.value >= e.ttft.central.value);
    CHECK(e.joules_per_output_token > 0);
  }
}

TEST_CASE("throughput never falls when more requests are in flight", "[estimate]") {
  for (const char* engine : {"vllm", "sglang", "trtllm", "hf"}) {
    for (const double input : {1.0, 200.0, 2000.0, 20000.0}) {
      for (const double output : {1.0, 20.0, 300.0, 4000.0}) {
        ServingSetup s = setup_of(qwen_32b(), h100());
        s.engine = engine;
        s.gpu_count = s.tp = 4;
        s.input_len = input;
        s.output_len = output;
        double before = 0;
        for (double c = 1; c <= 4096; c *= 1.3) {
          s.concurrency = std::floor(c);
          const double now = predict_serving(resolve_serving(s, profiles()), constants()).tokens_per_s;
          INFO(engine << " in " << input << " out " << output << " c " << s.concurrency);
          CHECK(now >= before * (1 - 1e-9));
          before = now;
        }
      }
    }
  }
}

TEST_CASE("a larger model, a longer prompt or more requests never make a token faster", "[estimate]") {
  double before = 0;
  for (const double times : {1.0, 1.5, 2.0, 4.0}) {
    ServingSetup s = setup_of(llama_8b(), h100());
    s.gpu_count = s.tp = 8;
    s.model.params_total *= times;
    s.model.params_active *= times;
    const double now = predict_serving(resolve_serving(s, profiles()), constants()).tpot_s;
    CHECK(now >= before);
    before = now;
  }
  before = 0;
  for (const double input : {100.0, 1000.0, 5000.0, 20000.0}) {
    ServingSetup s = setup_of(llama_8b(), h100());
    s.input_len = input;
    const double now = predict_serving(resolve_serving(s, profiles()), constants()).ttft_s;
    CHECK(now >= before);
    before = now;
  }
}

TEST_CASE("a chip without measured rows gets a wide bound that its memory and peak cut off", "[estimate]") {
  ServingSetup s = setup_of(qwen_32b(), ascend_910b());
  s.gpu.vendor = "Cambricon";
  s.gpu.generation = "mlu";
  s.gpu_count = s.tp = 4;
  const ServingEstimate e = estimate_serving(s, profiles(), constants());
  CHECK(e.bound);
  CHECK(e.throughput.high.value / e.throughput.low.value > 1.8);
  s.gpu = h100();
  CHECK_FALSE(estimate_serving(s, profiles(), constants()).bound);
}

TEST_CASE("energy of an output token is power over the replica's speed", "[estimate]") {
  ServingSetup s = setup_of(llama_8b(), h100());
  s.concurrency = 1;
  const ServingEstimate e = estimate_serving(s, profiles(), constants());
  CHECK(e.joules_per_output_token == Approx(constants().power_factor * 700 * e.point.step_s));
  CHECK(e.joules_per_prompt_token < e.joules_per_output_token / 10);
}

TEST_CASE("more load, longer answers or tighter limits never need fewer accelerators", "[estimate]") {
  const ServingSetup s = setup_of(qwen_32b(), h100());
  double before = 0;
  for (const double rate : {0.5, 2.0, 5.0, 10.0, 20.0, 50.0, 200.0}) {
    const LeastAccelerators found = least_accelerators(s, {rate, 30, 0}, profiles(), constants());
    REQUIRE(found.central.feasible);
    CHECK(found.central.accelerators >= before);
    CHECK(found.low.accelerators <= found.central.accelerators);
    CHECK(found.high.accelerators >= found.central.accelerators);
    CHECK(found.central.latency_p95_s <= 30);
    before = found.central.accelerators;
  }
  before = 0;
  for (const double limit : {60.0, 20.0, 10.0, 6.0}) {
    const LeastAccelerators found = least_accelerators(s, {20, limit, 0}, profiles(), constants());
    REQUIRE(found.central.feasible);
    CHECK(found.central.accelerators >= before);
    before = found.central.accelerators;
  }
  CHECK_FALSE(least_accelerators(s, {20, 0.05, 0}, profiles(), constants()).central.feasible);
}

namespace {

/// Fleets of random models, cards, lengths and loads, and of more requests, longer prompts and answers, more
/// parameters: how many of the larger need fewer accelerators.
int fleets_that_shrink(std::uint64_t draws, std::string& said) {
  const Stream stream("more load never needs fewer accelerators");
  const char* const formats[] = {"bf16", "fp8", "awq"};
  int shrunk = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    std::uint64_t at = draw * 32;
    const auto uniform = [&] { return stream.uniform(at++); };
    const auto between = [&](double low, double high) { return low * std::pow(high / low, uniform()); };
    ServingSetup setup = setup_of(uniform() < 0.4   ? llama_8b()
                                  : uniform() < 0.6 ? qwen_32b()
                                                    : deepseek_v3(),
                                  uniform() < 0.5 ? h100() : a100());
    setup.precision = formats[static_cast<std::size_t>(uniform() * 3)];
    setup.input_len = std::floor(between(20, 20000));
    setup.output_len = std::floor(between(1, 3000));
    const ServingLoad load{between(0.001, 300), uniform() < 0.5 ? 0 : between(1, 200), 0};
    const LeastAccelerators before = least_accelerators(setup, load, profiles(), constants());
    if (!before.central.feasible) continue;
    for (int grows = 0; grows < 4; ++grows) {
      ServingSetup more = setup;
      ServingLoad larger = load;
      const double by = between(1.001, 8);
      if (grows == 0) larger.requests_per_s *= by;
      if (grows == 1) more.input_len *= by;
      if (grows == 2) more.output_len *= by;
      if (grows == 3) {
        more.model.params_total *= by;
        more.model.params_active *= by;
      }
      const LeastAccelerators after = least_accelerators(more, larger, profiles(), constants());
      if (!after.central.feasible || after.central.accelerators >= before.central.accelerators) continue;
      ++shrunk;
      said += "draw " + std::to_string(draw) + " grows " + std::to_string(grows) + " by " + std::to_string(by) + ": " +
              std::to_string(before.central.accelerators) + " > " + std::to_string(after.central.accelerators) + "\n";
    }
  }
  return shrunk;
}

}  // namespace

TEST_CASE("more requests, longer prompts or answers, more parameters never need fewer accelerators", "[estimate]") {
  std::string said;
  const int shrunk = fleets_that_shrink(100, said);
  INFO(said);
  CHECK(shrunk == 0);
}

TEST_CASE("and over 10,000 draws of fleets", "[.long]") {
  std::string said;
  const int shrunk = fleets_that_shrink(10000, said);
  INFO(said);
  CHECK(shrunk == 0);
}

TEST_CASE("a fleet's latency runs from the quick reading to the slow one, or as far as is usual", "[estimate]") {
  const ServingEstimate replica = estimate_serving(setup_of(llama_8b(), h100()), profiles(), constants());
  const auto served = [](double seconds) {
    ServingFleet fleet;
    fleet.feasible = true;
    fleet.accelerators = fleet.replicas = 1;
    fleet.latency_p95_s = seconds;
    return fleet;
  };
  LeastAccelerators least;
  least.low = served(2);
  least.central = served(3);
  least.high = served(5);
  const auto latency = [&] { return fleet_latency(least, replica, {1, 10, 0}, constants()); };
  CHECK(latency().low.value == Approx(2000));
  CHECK(latency().central.value == Approx(3000));
  CHECK(latency().high.value == Approx(5000));
  least.low.feasible = least.high.feasible = false;
  CHECK(latency().low.value == Approx(2000));
  CHECK(latency().high.value == Approx(4500));
}

TEST_CASE("a light load of a small model is served by one card", "[estimate]") {
  const LeastAccelerators found = least_accelerators(setup_of(llama_8b(), h100()), {1, 5, 1}, profiles(), constants());
  CHECK(found.central.feasible);
  CHECK(found.central.accelerators == 1);
  CHECK(found.central.ttft_p95_s < 1);
}

TEST_CASE("layers with a window hold no more than that, so that more requests fit", "[estimate]") {
  ServingSetup setup;
  setup.model = llama_8b();
  setup.gpu = h100();
  setup.precision = "bf16";
  setup.input_len = 8000;
  setup.output_len = 0.001;
  const ServingPlan whole = resolve_serving(setup, profiles());
  setup.model.sliding_window = 1000;
  setup.model.sliding_layers = 24;
  const ServingPlan windowed = resolve_serving(setup, profiles());
  CHECK(kv_bytes_per_token(windowed) == kv_bytes_per_token(whole));
  // A quarter of the layers holds 8,000 tokens, three quarters hold 1,000.
  CHECK(batch_limit(windowed) / batch_limit(whole) == Approx(1 / (0.25 + 0.75 / 8)).epsilon(1e-3));
}

TEST_CASE("what sources say of a memory's rate widens the interval where no rows decide it", "[estimate]") {
  ServingSetup setup;
  setup.model = llama_8b();
  setup.gpu = h100();
  setup.gpu.generation = "unheard-of";
  setup.precision = "bf16";
  setup.input_len = 1000;
  setup.output_len = 500;
  setup.concurrency = 8;
  const auto tpot = [&] { return estimate_serving(setup, profiles(), constants()).tpot; };
  const auto agreed = tpot();
  setup.gpu.disputed = {{"memory_bandwidth_gb_per_s", 800, 3350}};
  const auto slower = tpot();
  CHECK(slower.central.value == agreed.central.value);
  CHECK(slower.high.value > agreed.high.value);
  CHECK(slower.low.value == Approx(agreed.low.value));
  setup.gpu.generation = "hopper";  // measured rows settle it
  const auto settled = tpot();
  setup.gpu.disputed.clear();
  CHECK(settled.high.value == tpot().high.value);
}
