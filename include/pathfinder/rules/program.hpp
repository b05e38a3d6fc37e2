// The strategy table compiled: every condition and value resolved to slots, once, at load.
// Gates read intervals (assumed facts over their plausible range), scores read points.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/strategy.hpp"
#include "pathfinder/core/verdict.hpp"
#include "pathfinder/rules/expression.hpp"

namespace pathfinder {

/// One option's rules as code, in the order of its Strategy.
struct CompiledStrategy {
  struct Value {
    std::size_t criterion = 0;
    Expression raw;
  };
  struct Deduction {
    std::size_t criterion = 0;
    Expression when;
    double takes = 0;
  };
  std::vector<Expression> gates;
  std::vector<Deduction> cautions;
  std::vector<Value> values;
  std::vector<Expression> reasons;
};

/// The whole table.
struct Program {
  std::vector<Criterion> criteria;
  std::vector<CompiledStrategy> strategies;
};

/// The facts of one scenario as columns of one lane: made once, read by many expressions.
class FactColumns {
 public:
  explicit FactColumns(const Facts& facts);

  /// Takes over a fact that has changed.
  void set(std::size_t slot, const Fact& fact);

  double value(const Expression& expression) const;
  /// Its hull over the plausible ranges; both ends equal for truths.
  std::pair<double, double> range(const Expression& expression) const;
  /// The same over P10…P90 of the slots it reads, where they have a value. `whole`: its range(), which it is where all
  /// that is read is as wide as that.
  std::pair<double, double> usual_range(const Expression& expression, const Facts& facts,
                                        const std::pair<double, double>& whole) const;
  Truth judge(const Expression& condition) const { return truth(range(condition).first); }

  ValueBlock points() const { return {1, 1, values_.data(), known_.data()}; }
  RangeBlock ranges() const { return {1, 1, low_.data(), high_.data(), known_.data()}; }

 private:
  std::vector<double> values_, low_, high_;
  std::vector<unsigned char> known_;
};

/// Points are multiples of 2^-40, so contributions sum to the score exactly in any order.
double points(double weight, double value);

/// Value of `raw` on a criterion's fixed scale, 0…1; `missing` where raw is NaN.
double scale_value(const Criterion& criterion, double raw);

/// Scores of option `strategy` for every lane of the block, with the table's weights. \pre block.lanes <= max_lanes
void evaluate_scores(const Program& program, std::size_t strategy, const ValueBlock& block, std::span<double> scores);

/// One row of reasons: every gate of `rules` over the ranges of `facts`, with what it read and what could decide it.
std::vector<GateResult> judge_gates(const Strategy& rules, const CompiledStrategy& compiled, const Facts& facts,
                                    const Vocabulary& vocabulary);

/// The same for cautions; `taken` follows the facts' values, `applies` their ranges.
std::vector<CautionResult> judge_cautions(const Strategy& rules, const CompiledStrategy& compiled, const Facts& facts,
                                          const Vocabulary& vocabulary);

/// Contributions of every criterion of the program, cautions taken off.
std::vector<Contribution> contributions(const Program& program, std::size_t strategy, const Facts& facts);

/// Standing and score of an option without reasons: for answering the same question many times.
struct CentralVerdict {
  bool blocked = false;
  double score = 0;  ///< 0 where it is blocked
};
CentralVerdict central_verdict(const Program& program, std::size_t strategy, const FactColumns& facts);

/// The most an option could score whatever the `open` slots (1 where they are) hold: criteria that read one of them
/// count in full.
double best_score(const Program& program, std::size_t strategy, const FactColumns& facts,
                  std::span<const unsigned char> open);

/// The truth of one condition over the ranges of `facts`.
Truth judge(const Expression& condition, const Facts& facts);

/// The value of one expression at the facts' values; for conditions 0, 1/2 or 1.
double value_of(const Expression& expression, const Facts& facts);

}  // namespace pathfinder
