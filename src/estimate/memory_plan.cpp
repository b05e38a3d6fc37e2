#include "pathfinder/estimate/memory_plan.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

bool mentions(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Width of what a token passes in an expert layer, or of the dense layers before them where that is wider.
double width_of_ffn(const ModelShape& model) {
  if (model.experts <= 0 || model.moe_ffn <= 0) return model.ffn;
  return std::max(model.ffn * (model.dense_layers_first > 0 ? 1 : 0),
                  model.moe_ffn * std::max(model.experts_active, 1.0) + model.shared_width());
}

double block_params(const ModelShape& model, double matrices) {
  const double head = model.dim_of_head();
  const double attention = 2 * model.hidden * head * (model.heads + model.kv_heads);
  return model.layers * (attention + matrices * model.hidden * model.ffn);
}

double distance(double count, double params) {
  return count > 0 && params > 0 ? std::fabs(log(count / params)) : 1e9;
}

bool adapts(std::string_view targets, char layer) {
  return targets.empty() || mentions(targets, "all") || mentions(targets, std::string_view(&layer, 1));
}

/// Every job of `mixture` with each of the values, by their weights.
template <class Value, class Set>
void vary(MemoryMixture& mixture, const Chances<Value>& values, Set set) {
  double all = 0;
  for (const Chance<Value>& one : values) all += one.weight;
  MemoryMixture varied;
  varied.reserve(mixture.size() * values.size());
  for (const Chance<MemoryPlan>& job : mixture) {
    for (const Chance<Value>& one : values) {
      if (one.weight <= 0) continue;
      varied.push_back({job.value, job.weight * one.weight / all});
      set(varied.back().value, one.value);
    }
  }
  if (!varied.empty()) mixture = std::move(varied);
}

/// Precision, sharding and framework of a recipe, as far as several keys follow from them.
struct Said {
  bool fp32 = false, amp = false, pure = false;  ///< precision
  bool engine = false;                           ///< DeepSpeed's engine runs it, in half precision throughout
  bool half = false;                             ///< fp16
};

Said said_by(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints) {
  const std::string precision = lower(recipe.precision);
  Said said;
  said.amp = mentions(precision, "amp") || mentions(precision, "mixed");
  said.fp32 = mentions(precision, "32") && !said.amp;
  said.pure = mentions(precision, "pure") || (hints.optimizer_stated && recipe.optimizer == Optimizer::adamw_bf16);
  said.half = mentions(precision, "fp16");
  const bool zero =
      recipe.sharding == Sharding::zero1 || recipe.sharding == Sharding::zero2 || recipe.sharding == Sharding::zero3;
  said.engine = zero || says(profiles, "deepspeed", lower(recipe.framework));
  return said;
}

Chances<StateNumbers> states_of(const TrainingRecipe& recipe, const MemoryHints& hints, const Said& said,
                                const MemoryHabits& habits) {
  if (hints.states) return {{*hints.states}};
  if (said.fp32) return {{StateNumbers::fp32}};
  if (said.pure) return {{StateNumbers::pure_16bit}};
  if (said.amp) return {{StateNumbers::amp}};
  if (hints.optimizer_stated && recipe.optimizer == Optimizer::adamw_fp32_master) return {{StateNumbers::fp32_master}};
  if (hints.optimizer_stated && recipe.optimizer == Optimizer::adamw_fp32) return {{StateNumbers::fp32}};
  if (said.engine) return {{StateNumbers::fp32_master}};
  if (recipe.sharding == Sharding::fsdp) return habits.states_fsdp;
  return hints.precision_stated ? habits.states : habits.states_unsaid;
}

Chances<LossKind> loss_of(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints,
                          const Said& said, const MemoryHabits& habits) {
  if (hints.loss) return {{*hints.loss}};
  Chances<LossKind> losses = said.pure && !trains_adapters(recipe.load) ? habits.loss_pure : habits.loss;
  if (!keeps_native_logits(profiles, hints.model)) return losses;
  // Half-precision engines run without automatic mixed precision, which would cast the logits.
  for (Chance<LossKind>& one : losses) {
    if (one.value == LossKind::upcast) one.value = said.engine || said.half ? LossKind::native : LossKind::autocast;
  }
  return losses;
}

Chances<double> residual_of(const MemoryPlan& plan, const Said& said, const MemoryHabits& habits) {
  if (said.fp32) return {{4}};
  if (plan.quant_bits < 16) return said.engine ? Chances<double>{{2}} : habits.residual_kbit;
  return said.amp ? habits.residual_amp : Chances<double>{{2}};
}

Moments moments_of(Optimizer optimizer) {
  switch (optimizer) {
    case Optimizer::adamw_8bit:
    case Optimizer::paged_adamw_8bit:
      return Moments::eight_bit;
    case Optimizer::adamw_4bit:
      return Moments::four_bit;
    case Optimizer::sgd:
    case Optimizer::lomo:
      return Moments::none;
    case Optimizer::muon:
      return Moments::muon;
    case Optimizer::galore:
    case Optimizer::galore_8bit:
    case Optimizer::apollo:
      return Moments::projected;
    case Optimizer::badam:
      return Moments::block;
    case Optimizer::lisa:
      return Moments::layers;
    case Optimizer::adamw_fp32_master:
    case Optimizer::adamw_bf16:
    case Optimizer::adamw_fp32:
    case Optimizer::in_backward:
      return Moments::adam;
  }
  return Moments::adam;
}

/// The model, and everything that a recipe says outright.
MemoryPlan stated_plan(const TrainingRecipe& recipe, const MemoryProfile& profile, const MemoryHints& hints,
                       const Said& said) {
  const ModelShape& model = recipe.model;
  MemoryPlan plan;
  plan.params = model.params_total;
  plan.table_params = model.vocab * model.hidden;
  plan.embedding_params = std::min(model.embedding_params(), model.params_total);
  plan.layers = model.layers;
  plan.hidden = model.hidden;
  plan.heads = model.heads;
  plan.query_width = model.heads * model.dim_of_head();
  plan.kv_width = model.kv_heads * model.dim_of_head();
  plan.ffn = width_of_ffn(model);
  plan.vocab = recipe.load.from == StartsFrom::encoder ? 0 : model.vocab;  // a few classes instead of words
  plan.gated = feed_forward_matrices(model) > 2;

  plan.sharding = hints.split ? Sharding::none : recipe.sharding;
  plan.split = hints.split;
  plan.ranks = std::max({1.0, recipe.gpu_count, recipe.sharding_ways});
  const bool shares = plan.split || plan.sharding != Sharding::none;
  plan.ways = !shares ? 1 : recipe.sharding_ways > 1 ? recipe.sharding_ways : plan.ranks;
  plan.offload = recipe.offload;
  plan.tp = std::max(1.0, recipe.layout.tp);
  plan.pp = std::max(1.0, recipe.layout.pp);
  plan.cp = std::max(1.0, recipe.layout.cp);
  plan.ep = std::max(1.0, recipe.layout.ep);
  if (model.experts > 0) {
    plan.expert_params = std::min(0.95 * model.params_total,
                                  3 * model.layers_with_experts() * model.experts * model.hidden * model.moe_ffn);
  }
  if (hints.experts_on_host) plan.host_params = plan.expert_params;

  plan.number_bytes = said.fp32 ? 4 : 2;
  plan.base_trained = !trains_adapters(recipe.load);
  plan.embeddings_trained = recipe.train_embeddings && !plan.base_trained;
  plan.quant_bits = !plan.base_trained && recipe.quant_bits > 0 ? std::min(recipe.quant_bits, 16.0) : 16;
  plan.embedding_bytes = plan.quant_bits >= 16 ? plan.number_bytes
                         : said.engine         ? std::min(profile.embedding_bytes_kbit, 2.0)
                                               : profile.embedding_bytes_kbit;
  plan.reference_copy = recipe.load.reference == Reference::copy;
  plan.adapter_bytes = said.pure ? std::min(profile.adapter_bytes, 2.0) : profile.adapter_bytes;
  plan.adapter_inputs = profile.adapter_inputs;

  plan.moments = moments_of(recipe.optimizer);
  const bool whole_base_only =
      plan.moments == Moments::projected || plan.moments == Moments::block || plan.moments == Moments::layers;
  if (whole_base_only && !plan.base_trained) plan.moments = Moments::adam;
  plan.projected_8bit = recipe.optimizer == Optimizer::galore_8bit;
  plan.paged = hints.paged || recipe.optimizer == Optimizer::paged_adamw_8bit;
  plan.in_backward = plan.base_trained && (hints.in_backward || recipe.optimizer == Optimizer::in_backward ||
                                           recipe.optimizer == Optimizer::lomo);
  plan.master_gradient_bytes = profile.master_gradient_bytes;
  plan.foreach_step = profile.foreach_step;
  plan.accumulates = profile.accumulates;
  plan.offload_checkpoints = profile.offloads_checkpoints || hints.offload_activations;
  plan.kernels = profile.kernels;
  return plan;
}

}  // namespace

const MemoryPlan& likeliest(const MemoryMixture& mixture) {
  return std::max_element(mixture.begin(), mixture.end(),
                          [](const auto& a, const auto& b) { return a.weight < b.weight; })
      ->value;
}

ModelShape shape_from_dimensions(double params, double layers, double hidden, double heads, double kv_heads, double ffn,
                                 double vocab, double head_dim) {
  ModelShape shape;
  shape.params_total = shape.params_active = params;
  shape.layers = layers;
  shape.hidden = hidden;
  shape.heads = heads;
  shape.kv_heads = kv_heads;
  shape.head_dim = head_dim;
  shape.ffn = ffn;
  shape.vocab = vocab;
  double best = 1e9;
  for (const double matrices : {3.0, 2.0}) {
    for (const bool tied : {true, false}) {
      const double far = distance(block_params(shape, matrices) + vocab * hidden * (tied ? 1 : 2), params);
      if (far < best - 1e-9) {
        best = far;
        shape.tied_embeddings = tied;
      }
    }
  }
  return shape;
}

MemoryMixture resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles, const MemoryHints& hints) {
  const MemoryProfile profile = memory_profile(profiles, recipe.framework);
  const MemoryHabits& habits = profile.habits;
  const Said said = said_by(recipe, profiles, hints);
  MemoryMixture jobs = {{stated_plan(recipe, profile, hints, said)}};
  const auto or_stated = [](bool stated, double value, const Chances<double>& otherwise) {
    return stated && value > 0 ? Chances<double>{{value}} : otherwise;
  };

  vary(jobs, or_stated(hints.length_stated, recipe.seq_len, habits.length),
       [](MemoryPlan& job, double tokens) { job.length = tokens; });
  const double batch = recipe.micro_batch > 0 ? recipe.micro_batch : 1;
  const double sequences = recipe.load.sequences_per_example;
  vary(jobs, or_stated(hints.batch_stated, batch, habits.batch),
       [sequences](MemoryPlan& job, double examples) { job.batch = examples * sequences; });
  vary(jobs, hints.recompute_stated ? Chances<Recompute>{{recipe.recompute}} : habits.recompute,
       [](MemoryPlan& job, Recompute how) { job.recompute = how; });
  vary(jobs, hints.flash_stated ? Chances<double>{{recipe.flash_attention ? 1.0 : 0.0}} : habits.flash,
       [](MemoryPlan& job, double flash) { job.flash = flash > 0; });
  const MemoryPlan& plain = jobs.front().value;
  if (plain.base_trained) {
    const bool parts =
        plain.moments == Moments::projected || plain.moments == Moments::block || plain.moments == Moments::layers;
    if (!parts || hints.states || said.fp32 || said.amp) {
      vary(jobs, states_of(recipe, hints, said, habits),
           [](MemoryPlan& job, StateNumbers states) { job.states = states; });
    }
  } else {
    const ModelShape& model = recipe.model;
    const std::string type = lower(recipe.peft_type);
    const bool prompts = mentions(type, "prompt");  // trained beside the layers, not in them
    const bool vectors = prompts || mentions(type, "ia3") || mentions(type, "vera");
    const double rank_share = vectors ? 0.05 : 1;  // beside matrices of a rank
    const Chances<std::string> targets = !recipe.lora_targets.empty() ? Chances<std::string>{{recipe.lora_targets}}
                                         : model.experts > 0          ? habits.expert_targets
                                                                      : habits.targets;
    vary(jobs, targets, [&](MemoryPlan& job, const std::string& layers) {
      job.adapter_params = rank_share * adapter_params(model, 1, layers);
      job.adapted_width = prompts ? 0 : adapted_width(model, layers);
    });
    vary(jobs, or_stated(true, recipe.lora_rank, habits.rank),
         [](MemoryPlan& job, double rank) { job.adapter_params *= rank; });
  }
  vary(jobs, loss_of(recipe, profiles, hints, said, habits), [](MemoryPlan& job, LossKind loss) { job.loss = loss; });
  if (recipe.layout.tp > 1) {
    vary(jobs, habits.whole_logits, [](MemoryPlan& job, double whole) { job.whole_logits = whole > 0; });
  }
  vary(jobs, residual_of(jobs.front().value, said, habits),
       [](MemoryPlan& job, double bytes) { job.residual_bytes = bytes; });
  vary(jobs, hints.reading ? Chances<MemoryReading>{{*hints.reading}} : habits.reading,
       [](MemoryPlan& job, MemoryReading reading) { job.reading = reading; });

  // Lengths that change from step to step fray the allocator's pool; tensors in use do not show it.
  if (hints.even_lengths && *hints.even_lengths) return jobs;
  MemoryMixture all;
  for (const Chance<MemoryPlan>& one : jobs) {
    MemoryMixture single = {one};
    if (one.value.reading != MemoryReading::torch_allocated) {
      vary(single, habits.uneven, [](MemoryPlan& job, double uneven) { job.uneven = uneven > 0; });
    }
    all.insert(all.end(), single.begin(), single.end());
  }
  return all;
}

MemoryMixture resolve_memory(const TrainingRecipe& recipe, const MemoryProfiles& profiles) {
  MemoryHints hints;
  hints.reading = MemoryReading::device;
  if (recipe.packed) hints.even_lengths = true;
  return resolve_memory(recipe, profiles, hints);
}

double feed_forward_matrices(const ModelShape& model) {
  if (model.experts > 0) return 3;
  const double tables = model.embedding_params();
  const double gated = distance(block_params(model, 3) + tables, model.params_total);
  return gated <= distance(block_params(model, 2) + tables, model.params_total) ? 3 : 2;
}

double adapter_params(const ModelShape& model, double rank, std::string_view targets) {
  const double query = model.heads * model.dim_of_head();
  const double key = model.kv_heads * model.dim_of_head();
  double attention = 0;
  if (adapts(targets, 'q')) attention += model.hidden + query;
  if (adapts(targets, 'k')) attention += model.hidden + key;
  if (adapts(targets, 'v')) attention += model.hidden + key;
  if (adapts(targets, 'o')) attention += model.hidden + query;
  double total = model.layers * attention;
  if (adapts(targets, 'm')) {
    const double matrices = feed_forward_matrices(model);
    const double expert_layers = model.layers_with_experts();
    total += (model.layers - expert_layers) * matrices * (model.hidden + model.ffn);
    total += expert_layers * matrices * model.experts * (model.hidden + model.moe_ffn);
    total += expert_layers * matrices * (model.shared_experts * model.hidden + model.shared_width());
  }
  return rank * total;
}

double adapted_width(const ModelShape& model, std::string_view targets) {
  double width = 0;
  for (const char layer : {'q', 'k', 'v'}) width += adapts(targets, layer) ? model.hidden : 0;
  if (adapts(targets, 'o')) width += model.heads * model.dim_of_head();
  if (adapts(targets, 'm')) {
    const double inner = width_of_ffn(model);
    const double experts = model.experts > 0 && model.moe_ffn > 0 ? std::max(model.experts_active, 1.0) : 1;
    width += (feed_forward_matrices(model) - 1) * model.hidden * experts + inner;
  }
  return width;
}

}  // namespace pathfinder
