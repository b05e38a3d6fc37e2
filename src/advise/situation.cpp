#include "pathfinder/advise/situation.hpp"

#include <cmath>

#include "pathfinder/rules/program.hpp"

namespace pathfinder {
namespace {

MadeOf the_value_of(std::size_t fact) {
  MadeOf one;
  one.values.add(fact);
  return one;
}

/// What an expression reads: the values of facts, or only whether they are known.
MadeOf read_by(const Expression& expression) {
  MadeOf all;
  for (const Instruction& step : expression.code) {
    if (step.op == Op::slot) all.values.add(step.operand);
    if (step.op == Op::known) all.asked.add(step.operand);
  }
  return all;
}

}  // namespace

Read<Spread<double>> Situation::number(std::size_t fact) const {
  const Fact& one = facts_[fact];
  return {{one.low, one.value, one.high}, the_value_of(fact)};
}

Read<double> Situation::value(std::size_t fact) const {
  return {facts_[fact].value, the_value_of(fact)};
}

Read<std::string_view> Situation::word(std::size_t fact) const {
  const double level = facts_[fact].value;
  const FactSpec& spec = catalogue_.vocabulary.slots[fact];
  const std::size_t position = std::isnan(level) ? spec.levels.size() : spec.level_position(level);
  return {position < spec.levels.size() ? std::string_view(spec.levels[position].id) : std::string_view(),
          the_value_of(fact)};
}

Read<bool> Situation::yes(std::size_t fact) const {
  return {facts_[fact].value == 1, the_value_of(fact)};
}

Read<bool> Situation::known(std::size_t fact) const {
  MadeOf asked;
  asked.asked.add(fact);
  return {facts_[fact].known, asked};
}

Read<const Gpu*> Situation::gpu() const {
  const std::size_t slot = catalogue_.slots.gpu_type;
  const auto index = static_cast<std::size_t>(facts_[slot].value);
  const Gpu* gpu = index < catalogue_.gpus.size() ? &catalogue_.gpus[index] : &*scenario_.ad_hoc_gpu;
  return {gpu, the_value_of(slot)};
}

Read<const Region*> Situation::region() const {
  const std::size_t slot = catalogue_.slots.region;
  return {&catalogue_.regions[static_cast<std::size_t>(facts_[slot].value)], the_value_of(slot)};
}

Read<Truth> Situation::judge(const Expression& condition) const {
  return {columns_.judge(condition), read_by(condition)};
}

Read<double> Situation::value_of(const Expression& expression) const {
  return {columns_.value(expression), read_by(expression)};
}

}  // namespace pathfinder
