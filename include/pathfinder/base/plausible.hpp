// Which numbers an input may hold, beside what its description says: what the unit in its key can be at all. Bounds lie
// orders of magnitude beyond anything built or sold, so that only slips are refused.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/base/fields.hpp"

namespace pathfinder {

/// Beyond this no input of ours means anything, whatever its unit: bytes of all disks ever sold are fewer.
inline constexpr double largest_number = 1e18;

/// By the ending of a key: "_share", "_gib", with "_low" behind it, "usd_per_gpu_hour".
NumberRule plausible(std::string_view key);
/// By a unit itself: "ratio".
NumberRule plausible_in(std::string_view unit);
/// Both rules at once.
NumberRule both(NumberRule rule, const NumberRule& other);

bool accepts(const NumberRule& rule, double value);

/// Reports at `key` the first number in its value that no quantity can be: of what is only read by people, or later.
void refuse_beyond_all(Fields& fields, std::string_view key, JsonValue value);

/// The same for the first range, "low" and "high" or "x_low" and "x_high", that is written from high to low.
void refuse_turned_round(Fields& fields, std::string_view key, JsonValue value);

/// What a message says is expected: a text id with its arguments behind tabs.
std::string expected_by(const NumberRule& rule);
/// The same for a number that `whole`, the rule with what its unit allows, refuses: the rule's own words, or the bound
/// of the unit that was passed.
std::string expected_by(const NumberRule& rule, const NumberRule& whole, double refused);

}  // namespace pathfinder
