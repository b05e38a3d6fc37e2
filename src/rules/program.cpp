#include "pathfinder/rules/program.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace pathfinder {
namespace {

std::vector<Reading> readings(const Expression& condition, const Facts& facts, const Vocabulary& vocabulary) {
  std::vector<Reading> read;
  for (std::size_t slot : condition.reads) {
    const Fact& fact = facts[slot];
    double threshold = std::nan("");
    for (const Comparison& comparison : condition.comparisons) {
      if (comparison.slot == slot && std::isnan(threshold)) threshold = comparison.threshold;
    }
    read.push_back({vocabulary.slots[slot].id, fact.value, fact.plausible_low, fact.plausible_high, threshold});
  }
  return read;
}

/// The facts that could still decide an unknown condition: those of which one value alone does, else all that are open.
std::vector<std::string> deciding_facts(const Expression& condition, const Facts& facts, const Vocabulary& vocabulary) {
  std::vector<std::string> alone;
  std::vector<std::string> open;
  for (std::size_t slot : condition.reads) {
    const Fact& fact = facts[slot];
    if (fact.plausible_low == fact.plausible_high) continue;
    const std::string& id = vocabulary.slots[slot].id;
    open.push_back(id);
    FactColumns trial(facts);
    const auto decides = [&](double value) {
      Fact set = fact;
      set.plausible_low = set.plausible_high = value;
      trial.set(slot, set);
      return trial.judge(condition) != Truth::unknown;
    };
    const FactSpec& spec = vocabulary.slots[slot];
    bool any = decides(fact.plausible_low) || decides(fact.plausible_high);
    for (std::size_t i = 0; !any && i < spec.levels.size(); ++i) any = decides(spec.level_value(i));
    for (const Comparison& comparison : condition.comparisons) {
      if (!any && comparison.slot == slot) any = decides(comparison.threshold);
    }
    if (any) alone.push_back(id);
  }
  return alone.empty() ? open : alone;
}

}  // namespace

FactColumns::FactColumns(const Facts& facts)
    : values_(facts.size()), low_(facts.size()), high_(facts.size()), known_(facts.size()) {
  for (std::size_t slot = 0; slot < facts.size(); ++slot) set(slot, facts[slot]);
}

void FactColumns::set(std::size_t slot, const Fact& fact) {
  values_[slot] = fact.value;
  low_[slot] = fact.plausible_low;
  high_[slot] = fact.plausible_high;
  known_[slot] = fact.known ? 1 : 0;
}

double FactColumns::value(const Expression& expression) const {
  double out = 0;
  evaluate(expression, points(), {&out, 1});
  return out;
}

std::pair<double, double> FactColumns::range(const Expression& expression) const {
  std::pair<double, double> out;
  evaluate(expression, ranges(), {&out.first, 1}, {&out.second, 1});
  return out;
}

std::pair<double, double> FactColumns::usual_range(const Expression& expression, const Facts& facts,
                                                   const std::pair<double, double>& whole) const {
  // Only what the expression reads is filled, and nothing else is read.
  thread_local std::vector<double> low, high;
  low.resize(facts.size());
  high.resize(facts.size());
  bool as_wide = true;
  for (const std::size_t slot : expression.reads) {
    const bool valued = !std::isnan(facts[slot].value);  // else the plausible range is all there is
    low[slot] = valued ? std::min(facts[slot].low, facts[slot].value) : low_[slot];
    high[slot] = valued ? std::max(facts[slot].high, facts[slot].value) : high_[slot];
    as_wide = as_wide && low[slot] == low_[slot] && high[slot] == high_[slot];
  }
  if (as_wide) return whole;
  std::pair<double, double> out;
  evaluate(expression, {1, 1, low.data(), high.data(), known_.data()}, {&out.first, 1}, {&out.second, 1});
  return out;
}

double points(double weight, double value) {
  return std::nearbyint(weight * value * 0x1p40) * 0x1p-40;  // powers of two: exact
}

double scale_value(const Criterion& criterion, double raw) {
  if (std::isnan(raw)) return criterion.missing;
  const auto& scale = criterion.scale;
  if (raw <= scale.front()[0]) return scale.front()[1];
  for (std::size_t i = 1; i < scale.size(); ++i) {
    if (raw > scale[i][0]) continue;
    const double share = (raw - scale[i - 1][0]) / (scale[i][0] - scale[i - 1][0]);
    return scale[i - 1][1] + share * (scale[i][1] - scale[i - 1][1]);
  }
  return scale.back()[1];
}

void evaluate_scores(const Program& program, std::size_t strategy, const ValueBlock& block, std::span<double> scores) {
  const CompiledStrategy& compiled = program.strategies[strategy];
  std::array<double, max_lanes> buffer, value;
  std::fill_n(scores.begin(), block.lanes, 0.0);
  for (const CompiledStrategy::Value& rule : compiled.values) {
    const Criterion& criterion = program.criteria[rule.criterion];
    evaluate(rule.raw, block, buffer);
    for (std::size_t lane = 0; lane < block.lanes; ++lane) value[lane] = scale_value(criterion, buffer[lane]);
    for (const CompiledStrategy::Deduction& caution : compiled.cautions) {
      if (caution.criterion != rule.criterion) continue;
      evaluate(caution.when, block, buffer);
      for (std::size_t lane = 0; lane < block.lanes; ++lane) {
        if (buffer[lane] == 1.0) value[lane] -= caution.takes;
      }
    }
    for (std::size_t lane = 0; lane < block.lanes; ++lane) {
      scores[lane] += points(criterion.weight, std::clamp(value[lane], 0.0, 1.0));
    }
  }
}

std::vector<GateResult> judge_gates(const Strategy& rules, const CompiledStrategy& compiled, const Facts& facts,
                                    const Vocabulary& vocabulary) {
  const FactColumns columns(facts);
  std::vector<GateResult> results;
  for (std::size_t i = 0; i < rules.gates.size(); ++i) {
    const Expression& condition = compiled.gates[i];
    GateResult result{
        rules.gates[i].id, rules.gates[i].source, columns.judge(condition), readings(condition, facts, vocabulary), {}};
    if (result.blocks == Truth::unknown) result.missing = deciding_facts(condition, facts, vocabulary);
    results.push_back(std::move(result));
  }
  return results;
}

std::vector<CautionResult> judge_cautions(const Strategy& rules, const CompiledStrategy& compiled, const Facts& facts,
                                          const Vocabulary& vocabulary) {
  const FactColumns columns(facts);
  std::vector<CautionResult> results;
  for (std::size_t i = 0; i < rules.cautions.size(); ++i) {
    const Caution& caution = rules.cautions[i];
    const Expression& condition = compiled.cautions[i].when;
    results.push_back({caution.id, caution.source, caution.criterion, columns.judge(condition),
                       columns.value(condition) == 1.0, caution.takes, readings(condition, facts, vocabulary)});
  }
  return results;
}

std::vector<Contribution> contributions(const Program& program, std::size_t strategy, const Facts& facts) {
  const FactColumns columns(facts);
  const CompiledStrategy& compiled = program.strategies[strategy];
  std::vector<Contribution> result;
  std::array<double, max_lanes> buffer{};
  for (const CompiledStrategy::Value& rule : compiled.values) {
    const Criterion& criterion = program.criteria[rule.criterion];
    evaluate(rule.raw, columns.points(), buffer);
    const double raw = buffer[0];
    double value = scale_value(criterion, raw);
    for (const CompiledStrategy::Deduction& caution : compiled.cautions) {
      if (caution.criterion != rule.criterion) continue;
      evaluate(caution.when, columns.points(), buffer);
      if (buffer[0] == 1.0) value -= caution.takes;
    }
    value = std::clamp(value, 0.0, 1.0);
    result.push_back({criterion.id, raw, value, criterion.weight, points(criterion.weight, value)});
  }
  return result;
}

CentralVerdict central_verdict(const Program& program, std::size_t strategy, const FactColumns& columns) {
  const CompiledStrategy& compiled = program.strategies[strategy];
  for (const Expression& gate : compiled.gates) {
    if (columns.judge(gate) == Truth::yes) return {true, 0};
  }
  std::array<double, max_lanes> score;
  evaluate_scores(program, strategy, columns.points(), score);
  return {false, score[0]};
}

double best_score(const Program& program, std::size_t strategy, const FactColumns& columns,
                  std::span<const unsigned char> open) {
  const CompiledStrategy& compiled = program.strategies[strategy];
  const auto reads_open = [&](const Expression& expression) {
    return std::any_of(expression.reads.begin(), expression.reads.end(),
                       [&](std::size_t one) { return open[one] != 0; });
  };
  double score = 0;
  for (const CompiledStrategy::Value& rule : compiled.values) {
    const Criterion& criterion = program.criteria[rule.criterion];
    double value = reads_open(rule.raw) ? 1.0 : scale_value(criterion, columns.value(rule.raw));
    for (const CompiledStrategy::Deduction& caution : compiled.cautions) {
      if (caution.criterion == rule.criterion && !reads_open(caution.when) && columns.value(caution.when) == 1.0)
        value -= caution.takes;
    }
    score += points(criterion.weight, std::clamp(value, 0.0, 1.0));
  }
  return score;
}

Truth judge(const Expression& condition, const Facts& facts) {
  return FactColumns(facts).judge(condition);
}

double value_of(const Expression& expression, const Facts& facts) {
  return FactColumns(facts).value(expression);
}

}  // namespace pathfinder
