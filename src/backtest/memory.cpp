// Rows of published training memory → jobs → figures. The fit itself is in backtest/memory_fit.
#include "backtest/memory.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/log_mixture.hpp"

#include "backtest/baselines.hpp"
#include "backtest/memory_fit.hpp"

namespace pathfinder {
namespace {

// Not read: the peak itself, the accelerator (a context "at capacity" would give it away), notes.
constexpr auto memory_keys =
    std::to_array<std::string_view>({"model",           "params",    "layers",         "hidden",
                                     "heads",           "kv_heads",  "head_dim",       "ffn",
                                     "vocab",           "method",    "lora_rank",      "lora_targets",
                                     "quant_bits",      "optimizer", "precision",      "micro_batch",
                                     "seq_len",         "reading",   "sample_packing", "gradient_checkpointing",
                                     "flash_attention", "sharding",  "sharding_ways",  "scope",
                                     "framework",       "kind"});

/// A rule of thumb somebody published: neither fitted on nor counted.
bool rule_of_thumb(const std::string& kind) {
  return kind.find("estimate") != std::string::npos || kind.find("rule") != std::string::npos;
}

/// The longest context that a card of a stated size holds: its peak is the card.
bool at_capacity(const std::string& kind) {
  return kind.find("capacity") != std::string::npos;
}

bool shared_between_ranks(const MemoryCase& peak) {
  return peak.jobs.front().value.ways > 1;
}

/// True or false where a row says so.
std::optional<bool> said(const KnownColumns& row, std::string_view column) {
  const bool yes = row.flag(column, true);
  return yes == row.flag(column, false) ? std::optional<bool>(yes) : std::nullopt;
}

/// A left-out row: what it may mean around the predicted middle, and where it was measured.
struct LeftOutPeak {
  std::vector<LogComponent> around;
  double measured = 0;  ///< ln(measured / predicted)
  double weight = 1;
};

/// The standard deviation of each job's log error at which the 80 % intervals of the rows hold 80 % of their weight.
double spread_that_holds(std::vector<LeftOutPeak> rows) {
  constexpr double wanted = 0.8;
  double low = 0.02, high = 1;
  constexpr int halvings = 25;
  for (int i = 0; i < halvings; ++i) {
    const double sd = (low + high) / 2;
    double all = 0, inside = 0;
    for (LeftOutPeak& row : rows) {
      for (LogComponent& one : row.around) one.sd = sd;
      const double at = mixture_share(row.around, row.measured);
      all += row.weight;
      if (at >= 0.1 && at <= 0.9) inside += row.weight;
    }
    (inside < wanted * all ? low : high) = sd;
  }
  return (low + high) / 2;
}

/// Share of the variance of log errors that lies between publishers: moments of a random-effects analysis of variance,
/// errors beyond 1 counting as 1. Half of it where one publisher or one row each cannot tell.
double share_between(const std::map<std::string, std::vector<double>>& publishers) {
  constexpr double undecided = 0.5, least = 0.2, most = 0.8;
  double squares = 0, rows = 0, mean_of_means = 0, inverse_rows = 0;
  std::vector<double> means;
  for (const auto& [publisher, errors] : publishers) {
    const double middle = mean(errors);
    for (const double error : errors) squares += (error - middle) * (error - middle);
    rows += static_cast<double>(errors.size());
    inverse_rows += 1 / static_cast<double>(errors.size());
    means.push_back(middle);
  }
  const auto count = static_cast<double>(means.size());
  if (count < 3 || rows <= count) return undecided;
  mean_of_means = mean(means);
  double scatter = 0;
  for (const double one : means) scatter += (one - mean_of_means) * (one - mean_of_means);
  const double within = squares / (rows - count);
  const double between = std::max(0.0, scatter / (count - 1) - within * inverse_rows / count);
  return between + within > 0 ? std::clamp(between / (between + within), least, most) : undecided;
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
  const LanguageModel* known = stated_model(catalogue, stated.model);
  const double params = row.number("params");
  const double layers = row.number("layers");
  const double hidden = row.number("hidden");
  const double heads = row.number("heads");
  const double vocab = row.number("vocab");
  const double ffn = row.number("ffn");
  if (params > 0 && layers > 0 && hidden > 0 && heads > 0 && vocab > 0 && ffn > 0) {
    const double kv_heads = row.number("kv_heads");
    stated.shape = shape_from_dimensions(params, layers, hidden, heads, kv_heads > 0 ? kv_heads : heads, ffn, vocab,
                                         row.number("head_dim"));
    if (known != nullptr && known->shape.experts > 0) {  // dimensions of rows tell nothing of experts
      ModelShape& shape = stated.shape;
      shape.experts = known->shape.experts;
      shape.experts_active = known->shape.experts_active;
      shape.shared_experts = known->shape.shared_experts;
      shape.moe_ffn = known->shape.moe_ffn;
      shape.shared_expert_ffn = known->shape.shared_expert_ffn;
      shape.dense_layers_first = known->shape.dense_layers_first;
      shape.expert_layers = known->shape.expert_layers;
      shape.tied_embeddings = known->shape.tied_embeddings;
    }
  } else if (known != nullptr) {
    stated.shape = known->shape;
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
  stated.reading = row.text("reading");
  stated.lora_targets = row.text("lora_targets");
  stated.checkpointing = said(row, "gradient_checkpointing");
  stated.flash_attention = said(row, "flash_attention");
  stated.packed = said(row, "sample_packing");
  if (stated.method.empty()) return refuse("backtest.skip.method", "");
  if (!row.unreadable().empty()) return refuse("backtest.skip.unreadable", row.unreadable());

  peak.jobs = resolve_memory(stated, catalogue.memory_profiles);
  peak.ranks = row.text("scope") == "total_all_gpus" ? std::max(1.0, stated.sharding_ways) : 1;
  // The calculators but the first divide nothing between ranks: their figure is the whole job's.
  const MemoryPlan& plan = likeliest(peak.jobs);
  for (const double gib : {in_gib(cookbook_memory(plan)) * peak.ranks, in_gib(gpu_poor_memory(stated, plan)),
                           in_gib(llama_factory_memory(stated, plan)), in_gib(accelerate_memory(stated, plan))}) {
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
  const Estimate<Bytes> bytes = over_ranks(training_memory(peak.jobs, constants), peak.ranks);
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
                                      const MemoryConstants* start) {
  std::map<std::string, double> counted;
  for (const MemoryCase* peak : peaks) counted[peak->publisher] += 1;
  const MemoryConstants fixed = shipped(catalogue);
  std::vector<MemoryObservation> rows;
  rows.reserve(peaks.size());
  for (const MemoryCase* peak : peaks) {
    MemoryObservation& row = rows.emplace_back();
    for (const Chance<MemoryPlan>& job : peak->jobs) {
      row.jobs.push_back({memory_terms(job.value, fixed), job.weight});
    }
    row.ranks = peak->ranks;
    row.measured = gibibytes(peak->observed_gib);
    row.weight = 1 / std::sqrt(counted[peak->publisher]);
  }
  return refit_memory(rows, fixed, start);
}

void MemoryBacktest::set_widths(const std::vector<const MemoryCase*>& peaks,
                                const std::vector<std::vector<double>>& errors, const Catalogue&,
                                MemoryConstants& constants) {
  std::map<std::string, double> counted;
  for (const MemoryCase* peak : peaks) counted[peak->publisher] += 1;
  std::vector<LeftOutPeak> all;
  std::vector<LeftOutPeak> classes[2];
  std::map<std::string, std::vector<double>> by_publisher[2];
  for (std::size_t i = 0; i < peaks.size(); ++i) {
    const MemoryCase& peak = *peaks[i];
    if (rule_of_thumb(peak.stated.kind) || errors[i].empty() || !std::isfinite(errors[i][0])) continue;
    LeftOutPeak row;
    row.measured = -errors[i][0];
    row.weight = 1 / std::sqrt(counted[peak.publisher]);
    const double middle = log(memory_parts(middle_of(peak.jobs, constants), constants).peak());
    std::map<double, double> binned;  // jobs within a hundredth of each other are one
    for (const Chance<MemoryPlan>& job : peak.jobs) {
      const double away = log(memory_parts(job.value, constants).peak()) - middle;
      binned[std::round(away * 100) / 100] += job.weight;
    }
    for (const auto& [away, weight] : binned) row.around.push_back({away, 0, weight});
    const std::size_t shared = shared_between_ranks(peak) ? 1 : 0;
    by_publisher[shared][peak.publisher].push_back(std::clamp(row.measured, -1.0, 1.0));
    classes[shared].push_back(row);
    all.push_back(std::move(row));
  }
  if (all.empty()) return;
  constexpr double pooled_counts = 4;  // publishers that the spread of all classes stands for
  const double pooled = spread_that_holds(std::move(all));
  const auto set = [&](std::size_t shared, double& publisher, double& row) {
    const auto publishers = static_cast<double>(by_publisher[shared].size());
    const double own = classes[shared].empty() ? pooled : spread_that_holds(classes[shared]);
    const double sd = (publishers * own + pooled_counts * pooled) / (publishers + pooled_counts);
    const double between = share_between(by_publisher[shared]);
    publisher = sd * std::sqrt(between);
    row = sd * std::sqrt(1 - between);
  };
  set(0, constants.spread_one_publisher, constants.spread_one_row);
  set(1, constants.spread_sharded_publisher, constants.spread_sharded_row);
}

std::vector<ConstantChange> MemoryBacktest::changes(const Catalogue& catalogue, const MemoryConstants& constants) {
  std::vector<ConstantChange> changes;
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    const bool width = row.id.find("memory.spread.") == 0;
    if (row.spread <= 0 && !width) continue;
    const double before = catalogue.constant(row.id);
    changes.push_back({std::string(row.id), width ? before : row.prior, before, constants.*row.member, !width});
  }
  return changes;
}

}  // namespace pathfinder
