#include "advise/fact_steps.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool is_whole(const FactSpec& spec) {
  return spec.has_levels() || spec.type == FactType::count || spec.type == FactType::tokens ||
         spec.type == FactType::level;
}
bool has_order(const FactSpec& spec) {
  return !spec.has_levels() || spec.ordered || spec.type == FactType::level;
}

namespace {

/// The range over which distances are measured, and whether they are of the logarithm.
struct Measure {
  explicit Measure(const FactSpec& spec)
      : low(spec.has_levels() ? spec.level_value(0) : spec.plausible_low),
        high(spec.has_levels() ? spec.level_value(spec.levels.size() - 1) : spec.plausible_high),
        logarithmic(low >= 0 && high > 100 * std::max(low, 1.0)) {}
  double low, high;
  bool logarithmic;
};

}  // namespace

double distance(const FactSpec& spec, double from, double to) {
  if (!has_order(spec) || std::isnan(from)) return 0.5;
  const Measure measure(spec);
  if (measure.logarithmic) {
    return std::abs(pathfinder::log((to + 1) / (from + 1))) / pathfinder::log((measure.high + 1) / (measure.low + 1));
  }
  return std::abs(to - from) / (measure.high - measure.low);
}

double value_at(const FactSpec& spec, double from, double distance, bool upwards) {
  const Measure measure(spec);
  const double step = upwards ? distance : -distance;
  double value = measure.logarithmic
                     ? (from + 1) * pathfinder::exp(step * pathfinder::log((measure.high + 1) / (measure.low + 1))) - 1
                     : from + step * (measure.high - measure.low);
  if (is_whole(spec)) value = upwards ? std::floor(value) : std::ceil(value);  // never farther
  return std::clamp(value, std::max(spec.low, measure.low), std::min(spec.high, measure.high));
}

std::vector<double> candidates(std::size_t slot, const Catalogue& catalogue) {
  const FactSpec& spec = catalogue.vocabulary.slots[slot];
  std::vector<double> values;
  if (spec.has_levels()) {
    for (std::size_t i = 0; i < spec.levels.size(); ++i) values.push_back(spec.level_value(i));
    return values;
  }
  const double low = std::max(spec.low, spec.plausible_low);
  const double high = std::min(spec.high, spec.plausible_high);
  if (low >= 0 && high > 100 * std::max(low, 1.0)) {
    for (double step = std::max(low, 1.0); step < high; step *= 10) {
      values.push_back(step);
      values.push_back(3 * step);
    }
  } else {
    constexpr int steps = 12;
    for (int i = 0; i <= steps; ++i) values.push_back(low + (high - low) * i / steps);
  }
  const auto thresholds = [&](const Expression& expression) {
    for (const Comparison& one : expression.comparisons) {
      if (one.slot == slot)
        values.insert(values.end(),
                      {one.threshold, is_whole(spec) ? one.threshold - 1 : std::nextafter(one.threshold, -INFINITY),
                       is_whole(spec) ? one.threshold + 1 : std::nextafter(one.threshold, INFINITY)});
    }
  };
  for (const Expression& one : catalogue.fact_rules.derivations) thresholds(one);
  for (const CompiledStrategy& one : catalogue.program.strategies) {
    for (const Expression& gate : one.gates) thresholds(gate);
    for (const auto& caution : one.cautions) thresholds(caution.when);
    for (const auto& value : one.values) thresholds(value.raw);
  }
  if (is_whole(spec)) {
    for (double& value : values) value = std::nearbyint(value);
  }
  values.push_back(low);
  values.push_back(high);
  std::erase_if(values, [&](double value) { return value < low || value > high; });
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

double middle(double a, double b, bool whole) {
  const bool logarithmic = a > 0 && b > 0 && (b > 4 * a || a > 4 * b);
  const double value = logarithmic ? std::sqrt(a) * std::sqrt(b) : a + (b - a) / 2;
  return whole ? std::floor(value) : value;
}

bool neighbours(double a, double b, bool whole) {
  if (whole) return std::abs(a - b) <= 1;
  return std::abs(a - b) <= 1e-7 * std::max(std::abs(a), std::abs(b)) || std::abs(a - b) < 1e-12;
}

}  // namespace pathfinder
