// Rows of published training memory → plans → figures. The fit itself is estimate/memory's refit_memory.
#include "backtest/memory.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/estimate/memory_fit.hpp"

#include "backtest/baselines.hpp"

namespace pathfinder {
namespace {

// Not read: the peak itself, the accelerator (a context "at capacity" would give it away), notes.
constexpr auto memory_keys =
    std::to_array<std::string_view>({"model",           "params",      "layers",        "hidden",
                                     "heads",           "kv_heads",    "ffn",           "vocab",
                                     "method",          "lora_rank",   "quant_bits",    "optimizer",
                                     "precision",       "micro_batch", "seq_len",       "gradient_checkpointing",
                                     "flash_attention", "sharding",    "sharding_ways", "scope",
                                     "framework",       "kind"});

/// A rule of thumb somebody published: neither fitted on nor counted.
bool rule_of_thumb(const std::string& kind) {
  return kind.find("estimate") != std::string::npos || kind.find("rule") != std::string::npos;
}

/// The longest context that a card of a stated size holds: its peak is the card.
bool at_capacity(const std::string& kind) {
  return kind.find("capacity") != std::string::npos;
}

bool shared_between_ranks(const MemoryPlan& plan) {
  return plan.ways > 1;
}

}  // namespace

std::span<const std::string_view> memory_columns() {
  return memory_keys;
}

std::vector<std::string_view> MemoryBacktest::groups() {
  return {"memory.measured", "memory.max_context", "memory.published_estimate"};
}

std::vector<std::string_view> MemoryBacktest::baselines() {
  return {"baseline.cookbook", "baseline.gpu_poor", "baseline.llama_factory", "baseline.accelerate"};
}

std::vector<MemoryCase> MemoryBacktest::cases(const RunRow& source, const Catalogue& catalogue, SkippedRow& skip) {
  const KnownColumns row(source, memory_keys);
  const auto refuse = [&](std::string reason, std::string argument = {}) {
    skip.reason = std::move(reason);
    skip.argument = std::move(argument);
    return std::vector<MemoryCase>();
  };
  MemoryCase peak;
  StatedMemory& stated = peak.stated;
  stated.model = row.text("model");
  const double params = row.number("params");
  const double layers = row.number("layers");
  const double hidden = row.number("hidden");
  const double heads = row.number("heads");
  const double vocab = row.number("vocab");
  const double ffn = row.number("ffn");
  if (params > 0 && layers > 0 && hidden > 0 && heads > 0 && vocab > 0 && ffn > 0) {
    const double kv_heads = row.number("kv_heads");
    stated.shape = shape_from_dimensions(params, layers, hidden, heads, kv_heads > 0 ? kv_heads : heads, ffn, vocab);
  } else if (const LanguageModel* model = stated_model(catalogue, stated.model)) {
    stated.shape = model->shape;
  }
  if (stated.shape.layers <= 0 || stated.shape.hidden <= 0) return refuse("backtest.skip.model", stated.model);

  stated.method = row.text("method");
  stated.optimizer = row.text("optimizer");
  stated.precision = row.text("precision");
  stated.sharding = row.text("sharding");
  stated.framework = row.text("framework");
  stated.kind = row.text("kind");
  stated.lora_rank = row.number("lora_rank");
  stated.quant_bits = row.number("quant_bits");
  stated.micro_batch = row.number("micro_batch");
  stated.seq_len = row.number("seq_len");
  stated.sharding_ways = row.number("sharding_ways");
  stated.checkpointing = row.flag("gradient_checkpointing", true);
  stated.flash_attention = row.flag("flash_attention", true);
  if (stated.method.empty()) return refuse("backtest.skip.method", "");
  if (!row.unreadable().empty()) return refuse("backtest.skip.unreadable", row.unreadable());

  peak.plan = resolve_memory(stated, catalogue.memory_profiles);
  peak.ranks = row.text("scope") == "total_all_gpus" ? std::max(1.0, stated.sharding_ways) : 1;
  // The calculators but the first divide nothing between ranks: their figure is the whole job's.
  for (const double gib :
       {in_gib(cookbook_memory(peak.plan)) * peak.ranks, in_gib(gpu_poor_memory(stated, peak.plan)),
        in_gib(llama_factory_memory(stated, peak.plan)), in_gib(accelerate_memory(stated, peak.plan))}) {
    peak.baselines.push_back(gib);
  }
  peak.observed_gib = MeasuredColumns(source).figure("peak_mem_gib");
  return {peak};
}

MemoryConstants MemoryBacktest::shipped(const Catalogue& catalogue) {
  return memory_constants([&](std::string_view id) { return catalogue.constant(id); });
}

std::vector<Figure> MemoryBacktest::predict(const MemoryCase& peak, const MemoryConstants& constants) {
  Figure figure;
  figure.quantity = "peak_mem_gib";
  figure.unit = "GiB";
  const Estimate<Bytes> bytes = over_ranks(training_memory(peak.plan, constants), peak.ranks);
  figure.low = in_gib(bytes.low);
  figure.central = in_gib(bytes.central);
  figure.high = in_gib(bytes.high);
  figure.observed = peak.observed_gib;
  figure.baselines = peak.baselines;
  const std::string& kind = peak.stated.kind;
  figure.groups = {rule_of_thumb(kind) ? "memory.published_estimate"
                   : at_capacity(kind) ? "memory.max_context"
                                       : "memory.measured"};
  return {figure};
}

bool MemoryBacktest::in_fit(const MemoryCase& peak, const MemoryConstants&) {
  return peak.observed_gib > 0 && !rule_of_thumb(peak.stated.kind);
}

MemoryConstants MemoryBacktest::refit(const std::vector<const MemoryCase*>& peaks, const Catalogue& catalogue,
                                      const MemoryConstants*) {
  std::vector<MemoryObservation> rows;
  rows.reserve(peaks.size());
  for (const MemoryCase* peak : peaks) rows.push_back({peak->plan, peak->ranks, gibibytes(peak->observed_gib)});
  return refit_memory(rows, shipped(catalogue));
}

void MemoryBacktest::set_widths(const std::vector<const MemoryCase*>& peaks,
                                const std::vector<std::vector<double>>& errors, const Catalogue&,
                                MemoryConstants& constants) {
  std::vector<double> scaled;
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const bool measured = !rule_of_thumb(peaks[i]->stated.kind) && !at_capacity(peaks[i]->stated.kind);
    if (!measured || errors[i].empty() || !std::isfinite(errors[i][0])) continue;
    const double wider = (shared_between_ranks(peaks[i]->plan) ? constants.interval_sharded : 1) *
                         (peaks[i]->plan.proven ? 1 : constants.interval_unproven);
    scaled.push_back(std::fabs(errors[i][0]) / wider);
  }
  if (scaled.empty()) return;
  constants.interval_low = constants.interval_high = quantile(scaled, 0.8);
}

std::vector<ConstantChange> MemoryBacktest::changes(const Catalogue& catalogue, const MemoryConstants& constants) {
  std::vector<ConstantChange> changes;
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    if (row.spread <= 0) continue;
    changes.push_back({std::string(row.id), row.prior, catalogue.constant(row.id), constants.*row.member, true});
  }
  for (const auto& [id, value] : {std::pair("memory.interval.low", constants.interval_low),
                                  std::pair("memory.interval.high", constants.interval_high)}) {
    changes.push_back({id, catalogue.constant(id), catalogue.constant(id), value, false});
  }
  return changes;
}

}  // namespace pathfinder
