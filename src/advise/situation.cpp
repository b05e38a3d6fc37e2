#include "pathfinder/advise/situation.hpp"

#include <cmath>
#include <stdexcept>

namespace pathfinder {

const Fact& Situation::read(std::string_view fact) const {
  const std::size_t slot = catalogue_.vocabulary.find(fact);
  if (slot == Vocabulary::none) throw std::logic_error("no fact " + std::string(fact));
  if (!facts_[slot].known) assumed_.insert(std::string(fact));
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
  return slot != Vocabulary::none && facts_[slot].known;
}

const Gpu& Situation::gpu() const {
  const auto index = static_cast<std::size_t>(read("gpu_type").value);
  if (index < catalogue_.gpus.size()) return catalogue_.gpus[index];
  return *scenario_.ad_hoc_gpu;
}

const Region& Situation::region() const {
  return catalogue_.regions[static_cast<std::size_t>(read("region").value)];
}

std::vector<std::string> Situation::take_assumed() const {
  std::vector<std::string> all(assumed_.begin(), assumed_.end());
  assumed_.clear();
  return all;
}

}  // namespace pathfinder
