#include "pathfinder/core/fact.hpp"

#include <algorithm>

namespace pathfinder {

FactSpec::FactSpec() = default;
FactSpec::FactSpec(const FactSpec&) = default;
FactSpec::FactSpec(FactSpec&&) noexcept = default;
FactSpec& FactSpec::operator=(const FactSpec&) = default;
FactSpec& FactSpec::operator=(FactSpec&&) noexcept = default;
FactSpec::~FactSpec() = default;

Vocabulary::Vocabulary() = default;
Vocabulary::Vocabulary(const Vocabulary&) = default;
Vocabulary::Vocabulary(Vocabulary&&) noexcept = default;
Vocabulary& Vocabulary::operator=(const Vocabulary&) = default;
Vocabulary& Vocabulary::operator=(Vocabulary&&) noexcept = default;
Vocabulary::~Vocabulary() = default;

std::size_t Vocabulary::find(std::string_view id) const {
  const auto found = index_.find(std::string(id));
  return found == index_.end() ? none : found->second;
}

std::size_t Vocabulary::find_key(std::string_view key) const {
  if (const std::size_t slot = find(key); slot != none) return slot;
  for (std::size_t slot = 0; slot < slots.size(); ++slot) {
    const auto& aliases = slots[slot].json_aliases;
    if (std::find(aliases.begin(), aliases.end(), key) != aliases.end()) return slot;
  }
  return none;
}

std::size_t Vocabulary::add(FactSpec spec) {
  const std::size_t slot = slots.size();
  index_.emplace(spec.id, slot);
  slots.push_back(std::move(spec));
  return slot;
}

}  // namespace pathfinder
