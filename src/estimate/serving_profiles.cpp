// Engines and vendors as data/engines.json describes them, and the list of constants of the serving model.
#include <stdexcept>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/estimate/serving.hpp"

namespace pathfinder {

void describe_serving_profiles(Fields& fields, ServingProfiles& profiles) {
  note_date(fields, "as_of", Need::required);
  fields.objects(
      "engines",
      [&](Fields& row) {
        EngineProfile& profile = profiles.engines.emplace_back();
        row.text("id", profile.id, Need::required);
        row.object(
            "name",
            [&](Fields& name) {
              for (const Language& one : languages) name.note(one.code, one.stated ? Need::required : Need::optional);
            },
            Need::required);
        row.texts("match", profile.match, Need::required);
        row.choice("group", profile.group, {"vllm", "sglang", "trtllm", "eager"}, Need::required);
        row.number("memory_share", profile.memory_share, within(0.1, 1, Need::required));
        row.number("reserve_gib", profile.reserve_gib, not_negative(Need::required));
        row.number("output_reserved_share", profile.output_reserved_share, within(0, 1, Need::required));
        row.number("max_batch", profile.max_batch, positive(Need::required));
        row.number("small_card_max_batch", profile.small_card_max_batch, positive());
        row.flag("first_generation", profile.first_generation);
        row.flag("autogptq", profile.autogptq);
        row.flag("cache_as_weights", profile.cache_as_weights);
        row.flag("layer_split", profile.layer_split);
        row.number("bandwidth_share", profile.bandwidth_share, within(0.05, 1));
        row.flag("unproven", profile.unproven);
        row.text("since", profile.since);
        row.text("older", profile.older);
        note_reference(row, "source", "sources", Need::required);
      },
      Need::required);
  fields.objects(
      "vendors",
      [&](Fields& row) {
        VendorOfStack& one = profiles.vendors.emplace_back();
        std::string stack;
        row.text("vendor", one.vendor, Need::required);
        row.choice("stack", stack, {"nvidia", "amd", "huawei", "aws", "intel", "other"}, Need::required);
        read_word(stack, one.stack);
        note_reference(row, "source", "sources", Need::required);
      },
      Need::required);
  references(fields, "generations_with_evidence", "generations", profiles.generations_with_evidence, Need::required);
}

#define PF_CONSTANT(id, member, fitted)                                 \
  {                                                                     \
    id, [](ServingConstants& c) -> double& { return c.member; }, fitted \
  }
#define PF_ENGINE(name, index)                                                        \
  PF_CONSTANT("serving." name ".layer-s", engine[index].layer_s, true),               \
      PF_CONSTANT("serving." name ".step-s", engine[index].step_s, true),             \
      PF_CONSTANT("serving." name ".sequence-s", engine[index].sequence_s, true),     \
      PF_CONSTANT("serving." name ".queue-share", engine[index].queue_share, true),   \
      PF_CONSTANT("serving." name ".prompt-share", engine[index].prompt_share, true), \
      PF_CONSTANT("serving." name ".first-token-s", engine[index].first_token_s, true)
#define PF_VENDOR(name, index, fitted)                                                   \
  PF_CONSTANT("serving." name ".compute-factor", vendor[index].compute, fitted),         \
      PF_CONSTANT("serving." name ".bandwidth-factor", vendor[index].bandwidth, fitted), \
      PF_CONSTANT("serving." name ".overhead-factor", vendor[index].overhead, fitted)
#define PF_SPREAD(name, index)                                                                    \
  PF_CONSTANT("serving.spread." name ".throughput", spread[index].throughput, false),             \
      PF_CONSTANT("serving.spread." name ".time-per-token", spread[index].time_per_token, false), \
      PF_CONSTANT("serving.spread." name ".first-token", spread[index].first_token, false)

std::span<const ServingConstant> serving_constants() {
  static constexpr ServingConstant all[] = {
      PF_CONSTANT("serving.bandwidth-share-16bit", bandwidth_share_16bit, true),
      PF_CONSTANT("serving.bandwidth-share-fp8", bandwidth_share_fp8, true),
      PF_CONSTANT("serving.bandwidth-share-weight-only", bandwidth_share_weight_only, true),
      PF_CONSTANT("serving.bandwidth-share-fp4", bandwidth_share_fp4, true),
      PF_CONSTANT("serving.compute-share-16bit", compute_share_16bit, true),
      PF_CONSTANT("serving.compute-share-fp8", compute_share_fp8, true),
      PF_CONSTANT("serving.compute-share-fp4", compute_share_fp4, true),
      PF_CONSTANT("serving.expert-compute-factor", expert_compute_factor, true),
      PF_CONSTANT("serving.compute-factor-blackwell", compute_factor_blackwell, true),
      PF_CONSTANT("serving.attention-compute-share", attention_compute_share, true),
      PF_CONSTANT("serving.cache-bandwidth-share", cache_bandwidth_share, true),
      PF_CONSTANT("serving.link-share", link_share, true),
      PF_CONSTANT("serving.collective-latency-s", collective_latency_s, true),
      PF_CONSTANT("serving.expert-imbalance", expert_imbalance, true),
      PF_CONSTANT("serving.expert-hit-share", expert_hit_share, true),
      PF_CONSTANT("serving.expert-layer-s", expert_layer_s, true),
      PF_CONSTANT("serving.half-efficient-width", half_efficient_width, true),
      PF_CONSTANT("serving.activation-passes", activation_passes, true),
      PF_CONSTANT("serving.weight-only-layer-s", weight_only_layer_s, true),
      PF_CONSTANT("serving.vllm-v0-step-s", vllm_v0_step_s, true),
      PF_CONSTANT("serving.vllm-v0-sequence-s", vllm_v0_sequence_s, true),
      PF_CONSTANT("serving.request-s", request_s, true),
      PF_CONSTANT("serving.slow-link-factor", slow_link_factor, true),
      PF_CONSTANT("serving.desktop-weight-only-factor", desktop_weight_only_factor, true),
      PF_ENGINE("vllm", 0),
      PF_ENGINE("sglang", 1),
      PF_ENGINE("trtllm", 2),
      PF_VENDOR("amd", 1, true),
      PF_VENDOR("huawei", 2, true),
      PF_VENDOR("aws", 3, true),
      PF_VENDOR("intel", 4, true),
      PF_VENDOR("other-vendor", 5, false),
      PF_CONSTANT("serving.eager.layer-s", eager_layer_s, true),
      PF_CONSTANT("serving.eager.gptq-int8-factor", eager_gptq_int8_factor, true),
      PF_CONSTANT("serving.eager.awq-factor", eager_awq_factor, true),
      PF_CONSTANT("serving.eager.autogptq-factor", eager_autogptq_factor, true),
      PF_CONSTANT("serving.eager.cache-passes", eager_cache_passes, true),
      PF_CONSTANT("serving.server-factor", server_factor, true),
      PF_CONSTANT("serving.interactive-factor", interactive_factor, true),
      PF_CONSTANT("serving.node-factor", node_factor, false),
      PF_CONSTANT("serving.power-factor", power_factor, false),
      PF_SPREAD("eager", 0),
      PF_SPREAD("single-stream", 1),
      PF_SPREAD("offline-dense", 2),
      PF_SPREAD("offline-expert", 3),
      PF_SPREAD("closed-dense", 4),
      PF_SPREAD("closed-expert", 5),
      PF_SPREAD("closed-latent", 6),
      PF_SPREAD("other-vendor", 7),
      PF_SPREAD("layer-split", 8),
      PF_SPREAD("amd", 9),
      PF_SPREAD("ascend", 10),
      PF_SPREAD("desktop", 11),
      PF_CONSTANT("serving.spread.unproven-factor", spread_unproven_factor, false),
      PF_CONSTANT("serving.spread.bound-factor", spread_bound_factor, false),
  };
  return all;
}

#undef PF_CONSTANT
#undef PF_ENGINE
#undef PF_SPREAD
#undef PF_VENDOR

ServingConstants fill_serving_constants(const std::map<std::string, double>& values) {
  ServingConstants constants;
  for (const ServingConstant& constant : serving_constants()) {
    const auto found = values.find(std::string(constant.id));
    if (found == values.end()) throw std::logic_error("no constant " + std::string(constant.id));
    constant.in(constants) = found->second;
  }
  return constants;
}

}  // namespace pathfinder
