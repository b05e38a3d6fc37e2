// Every formula here is somebody else's, written from its published source; the header says whose.
#include "backtest/baselines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/estimate/training.hpp"

namespace pathfinder {
namespace {

constexpr double mib = 1048576.0;

double matrices_of(const MemoryPlan& plan) {
  return plan.layers * 3 * plan.hidden * plan.ffn;
}

/// Parameters as gpu_poor counts them: no grouped attention, input and output table.
double gpu_poor_params(const MemoryPlan& plan) {
  return 2 * plan.vocab * plan.hidden + 4 * plan.layers * plan.hidden * plan.hidden + matrices_of(plan);
}

struct Replica {
  double cards = 1;
  double batch = 1;    ///< sequences per replica
  double weights = 0;  ///< bytes a card reads for one step
  double cache = 0;    ///< bytes a card reads for one sequence of its attention rank
};

/// The batch that memory allows, at most 256 and what was asked for.
Replica replica_of(const ServingPlan& plan) {
  Replica replica;
  replica.cards = std::max(1.0, plan.cards / plan.replicas);
  replica.weights = weight_bytes_per_card(plan);
  const double cache = kv_bytes_per_token(plan);
  const double room = std::max(0.9 * plan.memory - replica.weights, 0.02 * plan.memory);
  double batch = room / (cache * (plan.input_len + plan.output_len)) * plan.attention_dp;
  batch = std::min(batch, 256.0);
  if (plan.concurrency > 0) batch = std::min(batch, plan.concurrency / plan.replicas);
  replica.batch = std::max(1.0, batch);
  replica.cache = cache * (plan.input_len + plan.output_len / 2) / plan.attention_dp;
  return replica;
}

}  // namespace

double constant_utilisation_hours(const TrainingRecipe& recipe) {
  constexpr double utilisation = 0.4;
  const double length = !recipe.packed && recipe.mean_length > 0 ? recipe.mean_length : recipe.seq_len;
  const double flops = linear_flops_per_token(recipe.load, working_params(recipe.model)) +
                       attention_flops_per_token(recipe.model, length);
  const double peak = recipe.gpu.dense_16bit_tflop_per_s() * 1e12;
  return flops * recipe.tokens / (utilisation * peak) / seconds_per_hour;
}

Bytes cookbook_memory(const MemoryPlan& plan) {
  const double width = plan.hidden;
  const double ranks = std::max(1.0, plan.ranks);
  const double kv_ratio = width > 0 ? plan.kv_width / width : 1;
  const double params = 2 * plan.vocab * width + width * plan.length + 8 * width * plan.layers + 2 * width +
                        2 * (1 + kv_ratio) * plan.layers * width * width + matrices_of(plan);
  const double stage = plan.sharding == Sharding::zero3 || plan.sharding == Sharding::fsdp ? 3
                       : plan.sharding == Sharding::zero2                                  ? 2
                                                                                           : 1;
  double bytes = params * (plan.base_trained ? 2 : std::min(16.0, plan.quant_bits) / 8) / (stage >= 3 ? ranks : 1);
  if (plan.base_trained) {
    bytes += params * 4 / (stage >= 2 ? ranks : 1) + params * 12 / ranks;
  } else {
    bytes += 16 * (plan.adapter_params + (plan.embeddings_trained ? plan.embedding_params : 0));
  }
  if (ranks > 1) bytes += 5e8 * 2 + (stage >= 3 ? 1e9 * 2 : 0);
  const double scores = plan.recompute == Recompute::full ? 0 : 5 * plan.heads * plan.length / std::max(1.0, width);
  bytes += plan.length * plan.batch * width * plan.layers * (34 + scores);
  return {bytes};
}

Bytes gpu_poor_memory(const StatedMemory& row, const MemoryPlan& plan) {
  const double params = gpu_poor_params(plan);
  const double width = plan.hidden;
  const double length = plan.length;
  const double bits = plan.base_trained ? 16 : plan.quant_bits;
  const double size = 2 * params;
  double bytes = size;
  if (bits < 8) bytes = size / 4 - params * 2 / 64 + 0.06 * size;
  if (bits == 8) bytes = size / 2 + 0.06 * size;

  // What it calls extra memory of quantised kernels, at 50 tokens and growing with the square root.
  const double common = (15 * width + 6 * plan.ffn) * plan.layers * 50 * std::sqrt(std::max(1.0, length / 50));
  const double adapters = plan.layers * 8 * width;  // rank 8, whatever was asked for
  if (plan.base_trained) {
    bytes += params * 3 * 2;
  } else if (bits < 8) {
    bytes += adapters * 0.5 * 4 * 3 + 0.75 * common * plan.batch;
  } else if (bits == 8) {
    bytes += adapters * 2 * 4 * 3 + 0.75 * 1.25 * common * plan.batch;
  } else {
    bytes += adapters * 2 * 4 * 3 * 2;
  }

  const double square = length * length * plan.heads;
  const double attention = length * width * 8 * 2 + square * (2 + 4 + 2);
  const double feed_forward = 2 * width * length * 2 + 6 * length * plan.ffn * 2;
  const double norm = length * 8 + length * width * 12;
  bytes +=
      (attention + feed_forward + norm) * plan.layers * plan.batch * (row.checkpointing.value_or(true) ? 0.15 : 1.0);
  return {bytes + 650 * mib};
}

Bytes accelerate_memory(const StatedMemory& row, const MemoryPlan& plan) {
  if (plan.quant_bits < 16) return {std::numeric_limits<double>::quiet_NaN()};
  const bool fp32 = row.precision.find("fp32") != std::string::npos;
  return {(fp32 ? 16.0 : 8.0) * plan.params};
}

Bytes llama_factory_memory(const StatedMemory& row, const MemoryPlan& plan) {
  double per_parameter = 2.3;
  const bool parts = plan.moments == Moments::projected || plan.moments == Moments::layers;
  if (plan.base_trained && !parts) {
    per_parameter = row.precision.find("pure") != std::string::npos ? 8 : 18;
  } else if (plan.quant_bits < 16) {
    per_parameter = plan.quant_bits >= 8 ? 1.43 : plan.quant_bits >= 3 ? 0.86 : 0.57;
  }
  return {per_parameter * plan.params};
}

double half_bandwidth_rate(const ServingPlan& plan) {
  const Replica replica = replica_of(plan);
  const double step = (replica.weights + replica.batch * replica.cache) / (0.5 * plan.bandwidth);
  return plan.replicas * replica.batch / step;
}

double half_roofline_rate(const ServingPlan& plan) {
  const Replica replica = replica_of(plan);
  const double rate = 0.5 * plan.peak * replica.cards;
  const double compute = 2 * plan.params_active * replica.batch / rate;
  const double memory = replica.weights / (0.5 * plan.bandwidth);
  const double step = std::max(memory, compute) + replica.batch * replica.cache / (0.5 * plan.bandwidth);
  const double prompt = 2 * plan.params_active * plan.input_len / rate;
  return plan.replicas / (step / replica.batch + prompt / plan.output_len);
}

}  // namespace pathfinder
