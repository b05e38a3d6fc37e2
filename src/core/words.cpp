#include "pathfinder/core/words.hpp"

#include <algorithm>
#include <stdexcept>

namespace pathfinder {

Words::Words() = default;
Words::Words(const Words&) = default;
Words::Words(Words&&) noexcept = default;
Words& Words::operator=(const Words&) = default;
Words& Words::operator=(Words&&) noexcept = default;
Words::~Words() = default;

const Strategy& Words::strategy(std::string_view id) const {
  const auto at = std::find_if(strategies.begin(), strategies.end(), [&](const Strategy& s) { return s.id == id; });
  if (at == strategies.end()) throw std::logic_error("no strategy " + std::string(id));
  return *at;
}

const Criterion* Words::criterion(std::string_view id) const {
  const auto at = std::find_if(criteria.begin(), criteria.end(), [&](const Criterion& c) { return c.id == id; });
  return at == criteria.end() ? nullptr : &*at;
}

const Texts& Words::texts_in(std::string_view language) const {
  const auto found = texts.find(std::string(language));
  return found != texts.end() ? found->second : texts.begin()->second;
}

}  // namespace pathfinder
