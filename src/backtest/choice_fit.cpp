#include "backtest/choice_fit.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

constexpr double constant_pull = 0.1;  ///< share of the penalty that the constant bears
constexpr int most_sweeps = 200;
constexpr double small_step = 1e-4;  ///< of a coefficient: far below what moves an answer
constexpr double widest_step = 1;    ///< where curvature is almost nothing

/// Utilities to shares of the open options.
void to_shares(const std::vector<unsigned char>& open, std::span<double> values) {
  double most = -INFINITY;
  for (std::size_t o = 0; o < values.size(); ++o) {
    if (open[o] != 0) most = std::max(most, values[o]);
  }
  double sum = 0;
  for (std::size_t o = 0; o < values.size(); ++o) {
    values[o] = open[o] != 0 ? pathfinder::exp(values[o] - most) : 0;
    sum += values[o];
  }
  for (double& value : values) value /= sum;
}

/// The choices with their utilities and shares under coefficients that move one at a time.
class Descent {
 public:
  Descent(const ChoiceShape& shape, std::span<const ObservedChoice* const> choices, double penalty)
      : shape_(shape), choices_(choices), penalty_(penalty), coefficients_(shape.parts * shape.traits, 0.0) {
    for (const ObservedChoice* choice : choices) {
      utilities_.push_back(choice->head_start);
      shares_.push_back(choice->head_start);
      to_shares(choice->open, shares_.back());
    }
    seen_.resize(shape.traits);
    for (std::size_t i = 0; i < choices.size(); ++i) {
      for (std::size_t t = 0; t < shape.traits; ++t) {
        if (choices[i]->traits[t] != 0) seen_[t].push_back(i);
      }
    }
  }

  ChoiceCoefficients run() {
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      double widest = 0;
      for (std::size_t part = 0; part < shape_.parts; ++part) {
        for (std::size_t trait = 0; trait < shape_.traits; ++trait) {
          if (shape_.allows[part * shape_.traits + trait] != 0) widest = std::max(widest, move(part, trait));
        }
      }
      if (widest < small_step) break;
    }
    return std::move(coefficients_);
  }

 private:
  /// Newton's step on one coefficient; its width.
  double move(std::size_t part, std::size_t trait) {
    double& one = coefficients_[part * shape_.traits + trait];
    const double pull = penalty_ * (trait == 0 ? constant_pull : 1);
    double slope = pull * one;
    double curvature = pull;
    for (const std::size_t i : seen_[trait]) {
      const ObservedChoice& choice = *choices_[i];
      double share = 0, taken = 0;
      for (std::size_t o = 0; o < shape_.options; ++o) {
        if (!shape_.has_part(o, part)) continue;
        share += shares_[i][o];
        taken += choice.taken[o];
      }
      const double x = choice.traits[trait];
      slope += choice.weight * x * (share - taken);
      curvature += choice.weight * x * x * share * (1 - share);
    }
    const signed char sign = shape_.sign[part * shape_.traits + trait];
    double next = one + std::clamp(-slope / curvature, -widest_step, widest_step);
    if (sign > 0) next = std::max(next, 0.0);
    if (sign < 0) next = std::min(next, 0.0);
    const double step = next - one;
    one = next;
    if (step == 0) return 0;
    for (const std::size_t i : seen_[trait]) {
      for (std::size_t o = 0; o < shape_.options; ++o) {
        if (shape_.has_part(o, part)) utilities_[i][o] += step * choices_[i]->traits[trait];
      }
      shares_[i] = utilities_[i];
      to_shares(choices_[i]->open, shares_[i]);
    }
    return std::abs(step);
  }

  const ChoiceShape& shape_;
  std::span<const ObservedChoice* const> choices_;
  double penalty_;
  ChoiceCoefficients coefficients_;
  std::vector<std::vector<double>> utilities_, shares_;  ///< choice by choice, option by option
  std::vector<std::vector<std::size_t>> seen_;           ///< by trait: choices that have it
};

}  // namespace

std::vector<double> utilities(const ChoiceShape& shape, const ChoiceCoefficients& coefficients,
                              const ObservedChoice& choice) {
  std::vector<double> result = choice.head_start;
  for (std::size_t part = 0; part < shape.parts; ++part) {
    double sum = 0;
    for (std::size_t trait = 0; trait < shape.traits; ++trait)
      sum += coefficients[part * shape.traits + trait] * choice.traits[trait];
    for (std::size_t o = 0; o < shape.options; ++o) {
      if (shape.has_part(o, part)) result[o] += sum;
    }
  }
  return result;
}

ChoiceCoefficients fit_choices(const ChoiceShape& shape, std::span<const ObservedChoice* const> choices,
                               double penalty) {
  return Descent(shape, choices, penalty).run();
}

double mean_log_share(const ChoiceShape& shape, const ChoiceCoefficients& coefficients,
                      std::span<const ObservedChoice* const> choices) {
  constexpr double least = 1e-6;  // one decision that nothing foretold must not outweigh all others
  double sum = 0, weights = 0;
  for (const ObservedChoice* choice : choices) {
    std::vector<double> shares = utilities(shape, coefficients, *choice);
    to_shares(choice->open, shares);
    double taken = 0;
    for (std::size_t o = 0; o < shares.size(); ++o) taken += choice->taken[o] > 0 ? shares[o] : 0;
    sum += choice->weight * pathfinder::log(std::max(least, taken));
    weights += choice->weight;
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace pathfinder
