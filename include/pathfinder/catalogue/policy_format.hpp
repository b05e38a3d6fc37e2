// Policies as users write them: limits of an organisation, each with its message.
#pragma once

#include <span>
#include <string_view>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/core/policy.hpp"

namespace pathfinder {

/// What a policy may limit: one row per key of a policy file. Money has a key per currency ("max_total_cny").
struct LimitKind {
  enum class Test { at_most, at_least, allowed, forbidden };
  std::string_view key;   ///< without the currency
  std::string_view unit;  ///< "usd", "weeks", …; empty: a list of words
  Test test = Test::at_most;
};
std::span<const LimitKind> limit_kinds();
void describe(Fields& fields, PolicyFile& file, const Rates& rates);

}  // namespace pathfinder
