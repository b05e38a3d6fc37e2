#include "pathfinder/advise/situation.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "pathfinder/rules/program.hpp"

namespace pathfinder {

const Fact& Situation::read(std::string_view fact) const {
  const std::size_t slot = catalogue_.vocabulary.find(fact);
  if (slot == Vocabulary::none) throw std::logic_error("no fact " + std::string(fact));
  read_[slot] = 1;
  if (!facts_[slot].known) assumed_[slot] = 1;
  return facts_[slot];
}

Spread<double> Situation::number(std::string_view fact) const {
  const Fact& one = read(fact);
  return {one.low, one.value, one.high};
}

std::string Situation::word(std::string_view fact) const {
  const double level = read(fact).value;
  const FactSpec& spec = catalogue_.vocabulary.slots[catalogue_.vocabulary.find(fact)];
  const std::size_t position = std::isnan(level) ? spec.levels.size() : spec.level_position(level);
  return position < spec.levels.size() ? spec.levels[position].id : std::string();
}

bool Situation::known(std::string_view fact) const {
  const std::size_t slot = catalogue_.vocabulary.find(fact);
  if (slot == Vocabulary::none) return false;
  read_[slot] = 1;
  return facts_[slot].known;
}

const Gpu& Situation::gpu() const {
  const auto index = static_cast<std::size_t>(read("gpu_type").value);
  if (index < catalogue_.gpus.size()) return catalogue_.gpus[index];
  return *scenario_.ad_hoc_gpu;
}

const Region& Situation::region() const {
  return catalogue_.regions[static_cast<std::size_t>(read("region").value)];
}

Truth Situation::judge(const Expression& condition) const {
  for (const std::size_t slot : condition.reads) read_[slot] = 1;
  return pathfinder::judge(condition, facts_);
}

double Situation::value_of(const Expression& expression) const {
  for (const std::size_t slot : expression.reads) read_[slot] = 1;
  return pathfinder::value_of(expression, facts_);
}

const std::string& Situation::why(std::string_view fact) const {
  return read(fact).why;
}

bool Situation::assumed(std::string_view fact) const {
  const std::size_t slot = catalogue_.vocabulary.find(fact);
  return slot != Vocabulary::none && assumed_[slot] != 0;
}

void Situation::forget_assumed() const {
  std::fill(assumed_.begin(), assumed_.end(), static_cast<unsigned char>(0));
}

std::vector<unsigned char> Situation::take_read() const {
  std::vector<unsigned char> all(read_.size(), 0);
  all.swap(read_);
  return all;
}

}  // namespace pathfinder
