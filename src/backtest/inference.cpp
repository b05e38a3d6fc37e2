// Rows of published serving figures → plans → figures, and the fit of the serving constants: Levenberg-Marquardt on
// their logarithms with a ridge towards the priors of data/constants/serving.json.
#include "backtest/inference.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"

#include "backtest/baselines.hpp"
#include "backtest/fit.hpp"
#include "backtest/widths.hpp"

namespace pathfinder {
namespace {

// Not read: rates, times, memory used, and formats of single layers.
constexpr auto inference_keys = std::to_array<std::string_view>(
    {"model", "arch", "precision", "gpu", "gpu_count", "nodes", "tp", "pp", "attention_dp", "moe_tp", "moe_ep",
     "input_len", "output_len", "concurrency", "engine", "scenario", "cache_precision", "as_of"});

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

ModelShape shape_of(const KnownColumns& row) {
  const auto member = [&](std::string_view name) { return row.number("arch", name); };
  ModelShape shape;
  shape.params_total = member("params_total");
  shape.params_active = member("params_active");
  shape.layers = member("layers");
  shape.hidden = member("hidden");
  shape.heads = member("heads");
  shape.kv_heads = member("kv_heads");
  shape.head_dim = member("head_dim");
  shape.ffn = member("ffn");
  shape.vocab = member("vocab");
  shape.experts = member("experts");
  shape.experts_active = member("experts_active");
  shape.shared_experts = member("shared_experts");
  shape.moe_ffn = member("moe_ffn");
  shape.mla_kv_lora_rank = member("kv_lora_rank");
  shape.mla_rope_dim = member("qk_rope_head_dim");
  shape.sliding_window = member("sliding_window");
  if (shape.params_active <= 0) shape.params_active = shape.params_total;
  return shape;
}

bool complete(const ModelShape& shape) {
  return shape.params_total > 0 && shape.layers > 0 && shape.hidden > 0 && shape.heads > 0 && shape.vocab > 0;
}

/// A scenario that is one half of a server, or counts by node or chip instead of the system.
bool partial(const std::string& scenario) {
  for (const std::string_view word : {"per node", "per npu", "per gpu", "per 8-gpu", "prefill", "decode"}) {
    if (contains(scenario, word)) return true;
  }
  return false;
}

/// Requests in flight that a source states in words: "16-32" is the middle of the two, "unlimited" and what names no
/// number mean as many as memory holds (0).
double worded_concurrency(const std::string& stated) {
  std::string words = lower(stated);
  if (contains(words, "unlimited") || contains(words, "inf")) return 0;
  words.erase(std::min(words.find(' '), words.size()));
  const std::size_t dash = words.find('-', 1);
  if (dash != std::string::npos) words.replace(dash, 1, "..");
  const TypedNumber number = read_interval(words);
  return number.ok() ? std::sqrt(number.low * number.high) : 0;
}

/// The fewest cards that hold the weights, where a source states no count: a power of two.
double cards_that_hold(ServingSetup setup, const Gpu& gpu, const ServingProfiles& profiles) {
  constexpr double most = 64;
  setup.gpu = gpu;
  for (setup.gpu_count = 1; setup.gpu_count < most; setup.gpu_count *= 2) {
    const ServingPlan plan = resolve_serving(setup, profiles);
    if (weight_bytes_per_card(plan) + plan.reserve_bytes < plan.memory_share * plan.memory) break;
  }
  return setup.gpu_count;
}

/// Square root of the pseudo-Huber loss of an error in units of 0.2: quadratic inside, linear outside.
double bent(double error) {
  constexpr double unit = 0.2;
  const double u = error / unit;
  return (u < 0 ? -1 : 1) * std::sqrt(2 * (std::sqrt(1 + u * u) - 1));
}

/// The residuals of a point that counts `weight`: output rate and both times, the first one less, as it includes
/// queueing.
std::array<double, 3> residuals(const ServingCase& point, const ServingConstants& constants, double weight) {
  constexpr double next_token_weight = 0.7;
  constexpr double first_token_weight = 0.3;
  constexpr double first_token_unit = 1.5;
  const ServingPoint at = predict_serving(point.plans.front(), constants);
  std::array<double, 3> out{};
  if (point.tokens_per_s > 0) out[0] = bent(log(at.tokens_per_s / point.tokens_per_s)) * std::sqrt(weight);
  if (point.tpot_ms > 0 && !point.single_stream) {
    out[1] = bent(log(at.tpot_s * 1e3 / point.tpot_ms)) * std::sqrt(weight * next_token_weight);
  }
  if (point.ttft_ms > 0) {
    out[2] = bent(log(at.ttft_s * 1e3 / point.ttft_ms) / first_token_unit) * std::sqrt(weight * first_token_weight);
  }
  return out;
}

bool of_other_vendor(ServingClass kind) {
  return kind == ServingClass::amd || kind == ServingClass::ascend || kind == ServingClass::other_vendor;
}

}  // namespace

std::span<const std::string_view> inference_columns() {
  return inference_keys;
}

std::vector<std::string_view> InferenceBacktest::groups() {
  return {"inference.rate",         "inference.rate_published", "inference.rate_served", "inference.rate_single",
          "inference.rate_offline", "inference.tpot",           "inference.ttft"};
}

std::vector<std::string_view> InferenceBacktest::baselines() {
  return {"baseline.half_bandwidth", "baseline.half_roofline"};
}

std::vector<ServingCase> InferenceBacktest::cases(const RunRow& source, const Catalogue& catalogue, SkippedRow& skip) {
  const KnownColumns row(source, inference_keys);
  const auto refuse = [&](std::string reason, std::string argument = {}) {
    skip.reason = std::move(reason);
    skip.argument = std::move(argument);
    return std::vector<ServingCase>();
  };
  ServingCase point;
  ServingSetup setup;
  const std::string model_name = row.text("model");
  if (row.has("arch")) setup.model = shape_of(row);
  if (!complete(setup.model)) {
    if (const LanguageModel* model = stated_model(catalogue, model_name)) setup.model = model->shape;
  }
  if (!complete(setup.model)) return refuse("backtest.skip.model", model_name);

  setup.input_len = row.number("input_len");
  setup.output_len = row.number("output_len");
  setup.scenario = row.text("scenario");
  if (partial(lower(setup.scenario))) return refuse("backtest.skip.scenario", setup.scenario);
  if (setup.input_len <= 0 || setup.output_len <= 0) return refuse("backtest.skip.lengths");

  const StatedDevice device = stated_device(catalogue, row.text("gpu"));
  setup.tp = row.number("tp");
  setup.pp = std::max(1.0, row.number("pp"));
  setup.attention_dp = std::max(1.0, row.number("attention_dp"));
  setup.moe_tp = row.number("moe_tp");
  setup.moe_ep = row.number("moe_ep");
  setup.nodes = std::max(1.0, row.number("nodes"));
  setup.gpu_count = row.number("gpu_count");
  if (setup.gpu_count <= 0) setup.gpu_count = device.count * std::max(1.0, device.nodes);
  if (setup.gpu_count <= 0 && setup.tp > 0) setup.gpu_count = setup.tp * setup.pp * setup.attention_dp;
  const std::string concurrency = row.text("concurrency");
  const TypedNumber requests = read_interval(concurrency);
  setup.concurrency = requests.ok() ? requests.value : worded_concurrency(concurrency);
  setup.cache_precision = row.text("cache_precision");
  const std::string precision = row.text("precision");
  if (!precision.empty()) setup.precision = precision;
  // The month says which engine an unversioned name meant.
  setup.engine = row.text("engine") + " " + row.text("as_of").substr(0, std::string_view("2024-10").size());
  if (!row.unreadable().empty()) return refuse("backtest.skip.unreadable", row.unreadable());

  if (setup.gpu_count <= 0) {
    if (device.versions.empty()) return refuse("backtest.skip.gpu", row.text("gpu"));
    setup.gpu_count = cards_that_hold(setup, *device.versions.front(), catalogue.serving_profiles);
  }

  point.layout_stated = setup.tp > 0;
  point.architecture = json_number(setup.model.params_total) + "-" + json_number(setup.model.layers) + "-" +
                       json_number(setup.model.hidden);
  point.latencies = setup.concurrency > 0;
  point.single_stream = contains(lower(setup.scenario), "single");
  for (const Gpu* version : device.versions) {
    if (version->dense_16bit_tflop_per_s() <= 0 || version->memory_bandwidth_gb_per_s <= 0) continue;
    setup.gpu = *version;
    point.plans.push_back(resolve_serving(setup, catalogue.serving_profiles));
  }
  if (point.plans.empty()) return refuse("backtest.skip.gpu", row.text("gpu"));

  const ServingPlan& plan = point.plans.front();
  point.ceiling = plan.peak * setup.gpu_count;
  const double active = setup.model.params_active;
  const double without_tables = std::max(0.0, active - 2 * setup.model.vocab * setup.model.hidden);
  point.flops_per_output_token = 2 * without_tables * setup.input_len / setup.output_len + 2 * active;
  point.baselines = {half_bandwidth_rate(plan), half_roofline_rate(plan)};

  const MeasuredColumns measured(source);
  point.tokens_per_s = measured.figure("tokens_per_s_out");
  point.ttft_ms = measured.figure("ttft_ms");
  point.tpot_ms = measured.figure("tpot_ms");
  return {point};
}

ServingConstants InferenceBacktest::shipped(const Catalogue& catalogue) {
  std::map<std::string, double> values;
  for (const auto& [id, constant] : catalogue.constants) values.emplace(id, constant.value);
  return fill_serving_constants(values);
}

std::vector<Figure> InferenceBacktest::predict(const ServingCase& point, const ServingConstants& constants) {
  Figure rate{{}, "tokens_per_s_out", "tokens/s", point.tokens_per_s, true, {"inference.rate"}, point.baselines};
  rate.groups.emplace_back(point.layout_stated ? "inference.rate_served" : "inference.rate_published");
  if (!point.layout_stated) {
    rate.groups.emplace_back(point.single_stream ? "inference.rate_single" : "inference.rate_offline");
  }
  Figure first{{}, "ttft_ms", "ms", point.ttft_ms, true, {"inference.ttft"}, {}};
  Figure next{{}, "tpot_ms", "ms", point.tpot_ms, true, {"inference.tpot"}, {}};
  // One stream's published speed is all tokens over the whole request: its inverse is no time per further token, and
  // the same error once more.
  if (point.single_stream) next.groups.clear();

  const auto take = [](Figure& figure, bool begin, double low, double central, double high) {
    if (begin) figure.central = central;
    figure.low = begin ? low : std::min(figure.low, low);
    figure.high = begin ? high : std::max(figure.high, high);
  };
  for (const ServingPlan& plan : point.plans) {
    const bool begin = &plan == &point.plans.front();
    const ServingEstimate estimate = estimate_serving(plan, constants);
    take(rate, begin, estimate.throughput.low.value, estimate.throughput.central.value, estimate.throughput.high.value);
    take(first, begin, estimate.ttft.low.value, estimate.ttft.central.value, estimate.ttft.high.value);
    if (point.single_stream) {
      take(next, begin, 1e3 / estimate.throughput.high.value, 1e3 / estimate.throughput.central.value,
           1e3 / estimate.throughput.low.value);
    } else {
      take(next, begin, estimate.tpot.low.value, estimate.tpot.central.value, estimate.tpot.high.value);
    }
  }
  if (!point.latencies) return {rate};
  return {rate, first, next};
}

std::string InferenceBacktest::left_out(const ServingCase& point, const ServingConstants&) {
  constexpr double most_of_peak = 0.85;
  const bool more = point.flops_per_output_token * point.tokens_per_s > most_of_peak * point.ceiling;
  return more ? "backtest.left_out.exceeds_machine" : "";
}

std::string InferenceBacktest::unit(const ServingCase& point) {
  return point.layout_stated ? point.family + "/" + point.architecture : point.family;
}

bool InferenceBacktest::in_fit(const ServingCase& point, const ServingConstants& constants) {
  return point.tokens_per_s > 0 && left_out(point, constants).empty();
}

ServingConstants InferenceBacktest::refit(const std::vector<const ServingCase*>& points, const Catalogue& catalogue,
                                          const ServingConstants* start) {
  constexpr double step = 1e-4;
  constexpr double ridge = 2;
  constexpr double edge = 1e-9;
  const int rounds = start == nullptr ? 20 : 12;

  ServingConstants constants = start != nullptr ? *start : shipped(catalogue);
  std::vector<double& (*)(ServingConstants&)> members;
  std::vector<double> prior;
  std::vector<double> sd;
  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> at;
  for (const ServingConstant& row : serving_constants()) {
    if (!row.fitted) continue;
    const Constant& constant = catalogue.constants.at(std::string(row.id));
    members.push_back(row.in);
    prior.push_back(log(constant.prior));
    sd.push_back(log(constant.prior / constant.low) / 3);
    low.push_back(log(constant.low));
    high.push_back(log(constant.high));
    const double begin = log(start != nullptr ? row.in(constants) : constant.prior);
    at.push_back(std::clamp(begin, low.back(), high.back()));
  }
  const std::size_t n = members.size();

  const auto constants_at = [&](const std::vector<double>& z) {
    ServingConstants filled = constants;
    for (std::size_t j = 0; j < n; ++j) members[j](filled) = exp(z[j]);
    return filled;
  };
  using Residuals = std::vector<std::array<double, 3>>;
  // Rows of one publisher err together: n of them count sqrt(n), on average every row 1.
  std::map<std::string_view, double> rows_of;
  for (const ServingCase* point : points) rows_of[point->publisher] += 1;
  double all_weight = 0;
  for (const auto& [publisher, rows] : rows_of) all_weight += std::sqrt(rows);
  const double mean_weight = points.empty() ? 1 : all_weight / static_cast<double>(points.size());
  const auto residuals_at = [&](const std::vector<double>& z) {
    const ServingConstants filled = constants_at(z);
    Residuals all;
    all.reserve(points.size());
    for (const ServingCase* point : points) {
      const double weight = 1 / std::sqrt(rows_of[point->publisher]) / mean_weight;
      all.push_back(residuals(*point, filled, weight));
    }
    return all;
  };
  const auto cost_of = [&](const Residuals& all, const std::vector<double>& z) {
    double sum = 0;
    for (const auto& row : all) {
      for (const double r : row) sum += r * r;
    }
    for (std::size_t j = 0; j < n; ++j) sum += ridge * (z[j] - prior[j]) * (z[j] - prior[j]) / (sd[j] * sd[j]);
    return sum;
  };

  Residuals here = residuals_at(at);
  double cost = cost_of(here, at);
  double damping = 1e-2;
  for (int round = 0; round < rounds; ++round) {
    std::vector<Residuals> moved;
    std::vector<double> by;
    for (std::size_t j = 0; j < n; ++j) {
      std::vector<double> trial = at;
      by.push_back(at[j] + step <= high[j] ? step : -step);
      trial[j] += by.back();
      moved.push_back(residuals_at(trial));
    }
    SymmetricSystem system(n);
    std::vector<double> slope(n);
    for (std::size_t i = 0; i < here.size(); ++i) {
      for (std::size_t k = 0; k < 3; ++k) {
        for (std::size_t j = 0; j < n; ++j) slope[j] = (moved[j][i][k] - here[i][k]) / by[j];
        system.add(slope, -here[i][k], 1);
      }
    }
    for (std::size_t j = 0; j < n; ++j) system.pull(j, prior[j] - at[j], ridge / (sd[j] * sd[j]));
    // At a bound and pushed outwards: held.
    std::vector<bool> free(n);
    for (std::size_t j = 0; j < n; ++j) {
      free[j] = !((at[j] >= high[j] - edge && system.right(j) > 0) || (at[j] <= low[j] + edge && system.right(j) < 0));
    }
    bool better = false;
    double gain = 0;
    for (int attempt = 0; attempt < 8 && !better; ++attempt) {
      const std::vector<double> change = system.solve(free, damping);
      std::vector<double> next = at;
      for (std::size_t j = 0; j < n; ++j) {
        next[j] = std::clamp(at[j] + std::clamp(change[j], -1.0, 1.0), low[j], high[j]);
      }
      Residuals there = residuals_at(next);
      const double next_cost = cost_of(there, next);
      if (next_cost < cost) {
        gain = cost - next_cost;
        at = std::move(next);
        here = std::move(there);
        cost = next_cost;
        better = true;
      } else {
        damping *= 4;
      }
    }
    if (!better) break;
    damping = std::max(damping / 5, 1e-8);
    if (gain < 1e-6 * cost) break;
  }
  return constants_at(at);
}

void InferenceBacktest::set_widths(const std::vector<const ServingCase*>& points,
                                   const std::vector<std::vector<double>>& errors, const Catalogue&,
                                   ServingConstants& constants) {
  using Errors = std::array<ErrorsByPublisher, 3>;  // rate, first token, further token
  // What a class of few publishers is drawn towards: NVIDIA's accelerators, and those of all others, whose software
  // differs more.
  Errors nvidia, others;
  std::array<Errors, serving_classes> by_class;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const ServingClass kind = points[i]->plans.front().interval_class;
    Errors& here = by_class[static_cast<std::size_t>(kind)];
    for (std::size_t k = 0; k < errors[i].size() && k < 3; ++k) {
      if ((k > 0 && points[i]->single_stream) || !std::isfinite(errors[i][k])) continue;
      Errors& stack = points[i]->plans.front().vendor == VendorStack::nvidia ? nvidia : others;
      stack[k].add(points[i]->publisher, errors[i][k]);
      here[k].add(points[i]->publisher, errors[i][k]);
    }
  }
  for (std::size_t kind = 0; kind < serving_classes; ++kind) {
    ServingSpread& spread = constants.spread[kind];
    double* const widths[] = {&spread.throughput, &spread.first_token, &spread.time_per_token};
    for (std::size_t k = 0; k < 3; ++k) {
      if (nvidia[k].empty()) continue;
      double pooled = nvidia[k].width();
      if (of_other_vendor(static_cast<ServingClass>(kind))) pooled = others[k].width_towards(pooled);
      *widths[k] = by_class[kind][k].width_towards(pooled);
    }
  }
}

std::vector<ConstantChange> InferenceBacktest::changes(const Catalogue& catalogue, const ServingConstants& constants) {
  std::vector<ConstantChange> changes;
  ServingConstants copy = constants;
  for (const ServingConstant& row : serving_constants()) {
    const bool width = row.id.starts_with("serving.spread.") && !row.id.ends_with("-factor");
    if (!row.fitted && !width) continue;
    const Constant& constant = catalogue.constants.at(std::string(row.id));
    changes.push_back(
        {std::string(row.id), row.fitted ? constant.prior : constant.value, constant.value, row.in(copy), row.fitted});
  }
  return changes;
}

}  // namespace pathfinder
