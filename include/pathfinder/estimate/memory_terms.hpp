// What of one job lies in memory, part by part, before any fitted constant is applied: counted from the modelling code
// and the documentation of engines (training-memory-2026). A fit evaluates these many times and counts them once.
#pragma once

#include "pathfinder/estimate/memory_constants.hpp"
#include "pathfinder/estimate/memory_plan.hpp"

namespace pathfinder {

/// Amounts per accelerator: bytes where a constant is a ratio, counts where it is bytes of each.
struct MemoryTerms {
  // static
  double weights = 0;                                 ///< bytes of 16- and 32-bit weights
  double four_bit = 0, eight_bit = 0, two_bit = 0;    ///< quantised parameters
  double reference = 0;                               ///< copies of all these beside the trained ones
  double adapters = 0, gradients = 0, optimizer = 0;  ///< bytes
  double projected = 0;                               ///< bytes of projected states
  double zero3_live = 0;                              ///< parameters gathered at once
  double gathered = 0;                                ///< bytes of FSDP's unsharded layers
  double master_step = 0;                             ///< parameters whose 32-bit gradients the step makes
  double foreach_step = 0;                            ///< bytes of gradients it lists
  // between forward and backward
  double layer_inputs = 0;                          ///< bytes, all layers
  double offloaded_input = 0;                       ///< bytes of one layer's input
  double kept_layers = 0, kept_adapter_inputs = 0;  ///< bytes
  double kept_scores = 0;                           ///< scores of attention
  // of one layer while its gradient is made, and of the loss
  double layer = 0, adapter_inputs = 0;  ///< bytes
  double scores = 0, logits = 0;         ///< counts
  // how the constants apply
  LossKind loss = LossKind::upcast;
  MemoryReading reading = MemoryReading::device;
  bool frozen = false;         ///< the base keeps less for its backward pass
  bool gradients_stay = true;  ///< beside activations
  bool several = false;        ///< accelerators that talk to each other
  bool fsdp = false, uneven = false;
};

/// Counts a job. Of the constants only those that no fit moves are read.
MemoryTerms memory_terms(const MemoryPlan& plan, const MemoryConstants& constants);

/// How many accelerators share weights, gradients, states of a job.
struct MemoryWays {
  double weights = 1, gradients = 1, states = 1;
};
MemoryWays memory_ways(const MemoryPlan& plan);

/// Bytes of one layer's working set a token, before any constant: (n h + g f + 2 q + 2 k) times a factor of its
/// numbers.
struct LayerCount {
  double hidden = 20;  ///< n: bytes per element of the width
  double ffn = 8;      ///< g: bytes per element of the feed-forward width
  double numbers = 1;  ///< 1 in 16 bits, 1.4 over a 32-bit residual stream, 2 in 32 bits
};
LayerCount layer_count(const MemoryPlan& plan);

/// Bytes that adapters keep of each element of their inputs.
double adapter_input_bytes(const MemoryPlan& plan);

/// Parameters that are trained.
double trained_params(const MemoryPlan& plan);

}  // namespace pathfinder
