#include "backtest/costs_fit.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/backtest/figures.hpp"
#include "pathfinder/base/math.hpp"

#include "backtest/fit.hpp"

namespace pathfinder {
namespace {

constexpr double usual_error = 1.1;  ///< ln: residuals are measured in it
constexpr double huber = 1.5;
constexpr std::size_t first_spread = static_cast<std::size_t>(CostTerm::spread_people);
constexpr std::size_t spreads = 6;  ///< of five groups and of the doubts

double at_theta(const CostPrior& prior, double theta) {
  return prior.exponent ? theta : exp(theta);
}
double theta_of(const CostPrior& prior, double value) {
  return prior.exponent ? value : log(value);
}

class Fit {
 public:
  Fit(const std::vector<const PaidAmount*>& amounts, const CostModel& start, const CostPriors& priors, CostUses& uses)
      : amounts_(amounts), priors_(priors), uses_(uses), model_(start) {
    std::map<std::string, std::size_t> rows;
    for (const PaidAmount* amount : amounts_) ++rows[amount->publisher];
    for (const PaidAmount* amount : amounts_) weights_.push_back(1 / static_cast<double>(rows[amount->publisher]));
    for (std::size_t i = 0; i < fitted_cost_terms; ++i) theta_.push_back(theta_of(priors_[i], model_.terms[i]));
  }

  CostModel run() {
    constexpr int most_steps = 12;
    constexpr double enough = 1e-4;
    double loss = evaluate(theta_);
    double damping = 1e-3;
    for (int step = 0; step < most_steps; ++step) {
      find_slopes();
      bool better = false;
      double moved = 0;
      for (int attempt = 0; attempt < 5 && !better; ++attempt) {
        const std::vector<double> change = solve(damping);
        std::vector<double> next = theta_;
        moved = 0;
        for (std::size_t i = 0; i < next.size(); ++i) {
          const double clipped = std::clamp(change[i], -0.7, 0.7);
          next[i] += clipped;
          moved = std::max(moved, std::fabs(clipped));
        }
        const double tried = evaluate(next);
        better = tried <= loss;
        if (better) {
          theta_ = std::move(next);
          loss = tried;
        }
        damping *= better ? 0.3 : 10;
      }
      if (!better || moved < enough) break;
    }
    evaluate(theta_);
    find_slopes();
    fit_spreads();
    return model_;
  }

 private:
  /// Sets the model to these unknowns and finds residuals; returns the loss.
  double evaluate(const std::vector<double>& theta) {
    double loss = 0;
    for (std::size_t i = 0; i < theta.size(); ++i) {
      model_.terms[i] = at_theta(priors_[i], theta[i]);
      const double far = (theta[i] - theta_of(priors_[i], priors_[i].central)) / priors_[i].sd;
      loss += far * far / 2;
    }
    residuals_.clear();
    for (std::size_t row = 0; row < amounts_.size(); ++row) {
      const double residual = log(amounts_[row]->paid_usd) - log_central(*amounts_[row], model_);
      residuals_.push_back(residual);
      const double far = std::fabs(residual) / usual_error;
      loss += weights_[row] * (far < huber ? far * far / 2 : huber * (far - huber / 2));
    }
    return loss;
  }

  void find_slopes() {
    constexpr double step = 1e-3;
    slopes_.assign(amounts_.size(), std::vector<double>(fitted_cost_terms));
    for (std::size_t row = 0; row < amounts_.size(); ++row) {
      const PaidAmount& amount = *amounts_[row];
      const bool new_row = !uses_.contains(amount.id);
      auto& used = uses_[amount.id];
      const double central = log_central(amount, model_);
      CostModel moved = model_;
      for (std::size_t i = 0; i < fitted_cost_terms; ++i) {
        if (!new_row && !used[i]) continue;
        moved.terms[i] = at_theta(priors_[i], theta_[i] + step);
        slopes_[row][i] = (log_central(amount, moved) - central) / step;
        moved.terms[i] = model_.terms[i];
        if (new_row) used[i] = slopes_[row][i] != 0;
      }
    }
  }

  /// Weight of a row in the normal equations (iteratively reweighted).
  double pull_of(std::size_t row) const {
    const double far = std::fabs(residuals_[row]) / usual_error;
    return weights_[row] / (usual_error * usual_error) * (far < huber ? 1 : huber / far);
  }

  template <class Keeps>
  SymmetricSystem system(Keeps keeps) const {
    SymmetricSystem equations(fitted_cost_terms);
    for (std::size_t row = 0; row < amounts_.size(); ++row) {
      if (keeps(row)) equations.add(slopes_[row], residuals_[row], pull_of(row));
    }
    for (std::size_t i = 0; i < fitted_cost_terms; ++i) {
      const double sd = priors_[i].sd;
      equations.pull(i, theta_of(priors_[i], priors_[i].central) - theta_[i], 1 / (sd * sd));
    }
    return equations;
  }

  std::vector<double> solve(double damping) const {
    const SymmetricSystem equations = system([](std::size_t) { return true; });
    return equations.solve(std::vector<bool>(fitted_cost_terms, true), damping);
  }

  /// Residuals of rows that their publisher's rows did not help to fit, to first order: one step of the equations
  /// without them.
  std::vector<double> unseen_residuals() const {
    std::vector<double> unseen = residuals_;
    std::map<std::string, std::vector<std::size_t>> by_publisher;
    for (std::size_t row = 0; row < amounts_.size(); ++row) by_publisher[amounts_[row]->publisher].push_back(row);
    for (const auto& [name, rows] : by_publisher) {
      const std::string& publisher = name;  // clang 14 lets no lambda see the binding
      const SymmetricSystem equations = system([&](std::size_t row) { return amounts_[row]->publisher != publisher; });
      const std::vector<double> change = equations.solve();
      for (const std::size_t row : rows) {
        for (std::size_t i = 0; i < fitted_cost_terms; ++i) unseen[row] -= slopes_[row][i] * change[i];
      }
    }
    return unseen;
  }

  /// Penalised likelihood of Student's t with four degrees of freedom, one spread after the other.
  void fit_spreads() {
    const std::vector<double> unseen = unseen_residuals();
    std::vector<ErrorShares> shares;
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < amounts_.size(); ++row) {
      if (amounts_[row]->candidates.size() != 1) continue;
      rows.push_back(row);
      shares.push_back(error_shares(amounts_[row]->candidates.front().project, amounts_[row]->covers, model_));
    }
    if (rows.empty()) return;
    const auto badness = [&] {
      double sum = 0;
      for (std::size_t i = 0; i < spreads; ++i) {
        const CostPrior& prior = priors_[fitted_cost_terms + i];
        const double far = log(model_.terms[first_spread + i] / prior.central) / prior.sd;
        sum += far * far / 2;
      }
      for (std::size_t k = 0; k < rows.size(); ++k) {
        const double sd = std::max(error_before_scale(shares[k], model_), 0.05);
        const double far = unseen[rows[k]] / sd;
        sum += weights_[rows[k]] * (log(sd) + 2.5 * log(1 + far * far / 4));
      }
      return sum;
    };
    for (std::size_t i = 0; i < spreads; ++i) model_.terms[first_spread + i] = priors_[fitted_cost_terms + i].central;
    double best = badness();
    for (double step = 0.3; step > 0.005; step /= 2) {
      for (int round = 0; round < 6; ++round) {
        const double before = best;
        for (std::size_t i = 0; i < spreads; ++i) {
          for (const double factor : {exp(step), exp(-step)}) {
            double& spread = model_.terms[first_spread + i];
            const double kept = spread;
            spread *= factor;
            const double tried = badness();
            if (tried < best) {
              best = tried;
            } else {
              spread = kept;
            }
          }
        }
        if (best >= before) break;
      }
    }
    std::vector<double> far;
    for (std::size_t k = 0; k < rows.size(); ++k)
      far.push_back(std::fabs(unseen[rows[k]]) / std::max(error_before_scale(shares[k], model_), 0.05));
    model_.terms[static_cast<std::size_t>(CostTerm::spread_scale)] =
        quantile(std::move(far), 0.8) / normal_quantile(0.9);
  }

  const std::vector<const PaidAmount*>& amounts_;
  const CostPriors& priors_;
  CostUses& uses_;
  CostModel model_;
  std::vector<double> weights_, theta_, residuals_;
  std::vector<std::vector<double>> slopes_;
};

}  // namespace

double log_central(const PaidAmount& amount, const CostModel& model) {
  double sum = 0;
  double shares = 0;
  for (const Candidate& one : amount.candidates) {
    const double usd = sum_of(covered_amount(one.project, amount.covers, model, central_needs()));
    if (usd <= 0) continue;
    sum += one.share * log(usd);
    shares += one.share;
  }
  return shares > 0 ? sum / shares : 0;
}

CostModel fit_costs(const std::vector<const PaidAmount*>& amounts, const CostModel& start, const CostPriors& priors,
                    CostUses& uses) {
  return Fit(amounts, start, priors, uses).run();
}

}  // namespace pathfinder
