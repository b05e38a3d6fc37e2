#include "pathfinder/advise/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/normal.hpp"
#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/backtest.hpp"

namespace pathfinder {
namespace {

constexpr double contradiction = 3;  ///< standard deviations
const double decimal_over_binary = bytes_per_gib / 1e9;

/// Weight of the prior's `within` when the user's own scatter is pooled with it, in measurements.
constexpr double prior_weight = 8;

}  // namespace

double log_residual(const Measurement& one) {
  return log(one.observed / one.central);
}

double z_score(const Measurement& one) {
  const double residual = log_residual(one);
  const double half = residual >= 0 ? log(one.high / one.central) : log(one.central / one.low);
  return half > 0 ? residual / (half / normal_p90) : 0;
}

std::vector<UnitSuspicion> unit_suspicions(const Measurement& one, const ErrorSpreads& spreads) {
  std::vector<UnitSuspicion> found;
  const double residual = log_residual(one);
  const bool memory = one.quantity == "peak_mem_gib";
  if (memory && one.room_gib > 0 && one.observed > one.room_gib && one.observed / decimal_over_binary <= one.room_gib) {
    found.push_back({"gib", decimal_over_binary, true});
    return found;
  }
  if (std::abs(z_score(one)) > contradiction) {
    std::vector<UnitSuspicion> slips;
    if (one.gpus > 1) {
      slips.push_back({"sum", one.gpus, false});
      slips.push_back({"per-gpu", 1 / one.gpus, false});
    }
    if (memory) {
      slips.push_back({"mib", 1024, false});
      slips.push_back({"bytes", bytes_per_gib, false});
      slips.push_back({"kib", 1024.0 * 1024, false});
    } else if (one.quantity == "gpu_hours") {
      slips.push_back({"seconds", 3600, false});
      slips.push_back({"minutes", 60, false});
      slips.push_back({"days", 1.0 / 24, false});
    } else if (one.quantity == "tokens_per_s_out") {
      slips.push_back({"per-minute", 60, false});
      slips.push_back({"thousands", 1e-3, false});
    } else {
      slips.push_back({"milli", 1e-3, false});
      slips.push_back({"micro", 1e3, false});
    }
    const double sd = std::sqrt(spreads.total_variance());
    const UnitSuspicion* best = nullptr;
    for (const UnitSuspicion& slip : slips) {
      const double away = std::abs(residual - log(slip.factor));
      if (away <= 2 * sd && (best == nullptr || away < std::abs(residual - log(best->factor)))) best = &slip;
    }
    if (best != nullptr) found.push_back(*best);
    if (!found.empty()) return found;
  }
  if (memory && looks_like_decimal_bytes({one})) found.push_back({"gib", decimal_over_binary, false});
  return found;
}

bool stands_off_as_decimal_bytes(const std::vector<Measurement>& memory, std::size_t index) {
  constexpr std::size_t least_others = 3;
  std::vector<double> others;
  for (std::size_t i = 0; i < memory.size(); ++i) {
    if (i != index) others.push_back(log_residual(memory[i]));
  }
  if (others.size() < least_others) return false;
  const auto middle = [](std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  };
  const double centre = middle(others);
  std::vector<double> away;
  for (const double other : others) away.push_back(std::abs(other - centre));
  constexpr double mad_in_sd = 1.4826;
  constexpr double least_scatter = 0.02;
  const double scatter = std::max(least_scatter, mad_in_sd * middle(away));
  const double off = log_residual(memory[index]) - centre;
  const double slip = log(decimal_over_binary);
  constexpr double stands_off = 3.5;    // scatters: one right row in forty is then taken for such a slip
  constexpr double near_enough = 0.35;  // of the slip
  return off > stands_off * scatter && std::abs(off - slip) < near_enough * slip;
}

bool looks_like_decimal_bytes(const std::vector<Measurement>& memory) {
  if (memory.empty()) return false;
  double mean = 0;
  for (const Measurement& one : memory) mean += log_residual(one);
  mean /= static_cast<double>(memory.size());
  const double slip = log(decimal_over_binary);
  return mean > slip / 2 && mean < 2.5 * slip;
}

QuantityCalibration calibrate(const std::vector<Measurement>& measurements, const ErrorSpreads& spreads) {
  QuantityCalibration result;
  result.quantity = measurements.front().quantity;
  result.n = static_cast<double>(measurements.size());
  struct Sum {
    double n = 0;
    double residual = 0;
  };
  std::map<std::string, Sum> systems;  // ordered: the file is the same whatever the order of the rows
  for (const Measurement& one : measurements) {
    Sum& sum = systems[one.system];
    sum.n += 1;
    sum.residual += log_residual(one);
  }
  double squares = 0;
  for (const Measurement& one : measurements) {
    const Sum& sum = systems[one.system];
    const double away = log_residual(one) - sum.residual / sum.n;
    squares += away * away;
  }
  const double freedom = result.n - static_cast<double>(systems.size());
  result.residual_sd = freedom > 0 ? std::sqrt(squares / freedom) : spreads.within;
  const double noise =
      (prior_weight * spreads.within * spreads.within + squares) / (prior_weight + std::max(0.0, freedom));
  const double of_source = spreads.source * spreads.source;
  const double of_system = spreads.system * spreads.system;

  // The source's offset from the means of its systems; each mean scatters by its system and by noise over its rows.
  double precision = of_source > 0 ? 1 / of_source : 1e18;
  double weighted = 0;
  for (const auto& [name, sum] : systems) {
    const double scatter = of_system + noise / sum.n;
    precision += 1 / scatter;
    weighted += sum.residual / sum.n / scatter;
  }
  const double source = weighted / precision;
  const double source_variance = 1 / precision;
  double mean = 0;
  for (const auto& [name, sum] : systems) mean += sum.residual;
  mean /= result.n;
  result.shrinkage = mean != 0 ? std::clamp(source / mean, 0.0, 1.0) : 0;

  const double before = spreads.total_variance();
  const auto width = [&](double variance) { return std::min(1.0, std::sqrt(variance / before)); };
  result.systems.push_back({"", 0, source, width(source_variance + of_system + noise)});
  for (const auto& [name, sum] : systems) {
    if (name.empty() || of_system <= 0) continue;
    const double scatter = of_system + noise / sum.n;
    const double believed = of_system / scatter;
    const double offset = source + believed * (sum.residual / sum.n - source);
    const double variance = of_system * (1 - believed) + (1 - believed) * (1 - believed) * source_variance;
    result.systems.push_back({name, sum.n, offset, width(variance + noise)});
  }
  return result;
}

CalibratedSystem offset_for(const Calibration& calibration, std::string_view quantity, std::string_view system) {
  for (const QuantityCalibration& one : calibration.quantities) {
    if (one.quantity != quantity) continue;
    const CalibratedSystem* best = nullptr;
    for (const CalibratedSystem& candidate : one.systems) {
      if (candidate.system.empty() && best == nullptr) best = &candidate;
      if (!system.empty() && candidate.system == system) best = &candidate;
    }
    if (best != nullptr) return *best;
  }
  return {};
}

void apply(const CalibratedSystem& offset, double& low, double& central, double& high) {
  const double down = low > 0 ? log(central / low) : 0;
  const double up = high > 0 ? log(high / central) : 0;
  const bool open_below = low <= 0;
  central *= exp(offset.mean);
  if (!open_below) low = central * exp(-down * offset.width);
  high = central * exp(up * offset.width);
}

ErrorSpreads error_spreads(std::string_view quantity, const std::function<double(std::string_view)>& value) {
  const std::string prefix = "calibration." + std::string(quantity);
  return {value(prefix + ".source"), value(prefix + ".system"), value(prefix + ".within")};
}

std::string serving_system(std::string_view gpu, std::string_view engine, const ServingProfiles& profiles) {
  std::string name(engine);
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  std::string group = profiles.engines.empty() ? std::string() : profiles.engines.back().group;
  for (const EngineProfile& profile : profiles.engines) {
    const bool matches = std::any_of(profile.match.begin(), profile.match.end(),
                                     [&](const std::string& part) { return name.find(part) != std::string::npos; });
    if (!matches) continue;
    group = profile.group;
    break;
  }
  return std::string(gpu) + "/" + group;
}

const std::vector<std::string_view>& calibrated_quantities() {
  static const std::vector<std::string_view> measured = [] {
    std::vector<std::string_view> all = backtested_quantities();
    std::erase(all, "amount_usd");  // a bill is no measurement of the own machines
    return all;
  }();
  return measured;
}

void describe_calibration(Fields& fields, Calibration& calibration) {
  std::string schema = "pathfinder/calibration/1";
  fields.choice("schema", schema, {"pathfinder/calibration/1"}, Need::required);
  fields.text("data_date", calibration.data_date);
  fields.rows(
      "quantities", calibration.quantities.size(),
      [&](std::size_t index, Fields& row) {
        if (!row.writes()) calibration.quantities.emplace_back();
        QuantityCalibration& one = calibration.quantities[index];
        row.choice("quantity", one.quantity, calibrated_quantities(), Need::required);
        row.number("n", one.n, positive(Need::required));
        row.number("residual_sd", one.residual_sd, not_negative());
        row.number("shrinkage", one.shrinkage, within(0, 1));
        row.rows(
            "systems", one.systems.size(),
            [&](std::size_t number, Fields& part) {
              if (!part.writes()) one.systems.emplace_back();
              CalibratedSystem& system = one.systems[number];
              part.text("system", system.system);
              if (!part.writes() || !system.system.empty()) part.number("n", system.n, not_negative());
              part.number("mean", system.mean, within(-3, 3, Need::required));
              part.number("width", system.width, within(0.01, 1, Need::required));
            },
            Need::required);
      },
      Need::required);
  fields.rows("measurements", calibration.measurements.size(), [&](std::size_t index, Fields& row) {
    if (!row.writes()) calibration.measurements.emplace_back();
    CalibrationRow& one = calibration.measurements[index];
    row.text("id", one.id);
    row.text("quantity", one.quantity);
    row.text("system", one.system);
    row.number("predicted", one.predicted);
    row.number("observed", one.observed);
    row.number("log_residual", one.log_residual);
    row.number("z", one.z);
    row.text("left_out", one.left_out);
    row.text("question", one.question);
  });
}

}  // namespace pathfinder
