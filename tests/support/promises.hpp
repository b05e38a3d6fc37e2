// What every answer promises, whatever was asked: looked for in its JSON, without the code that made it.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace pathfinder::test {

/// What `value`, a decision or a part of one, breaks of what holds in every file: figures are finite, low is not above
/// central nor central above high, and points add up to the score. Empty: nothing.
std::string broken_promise(const nlohmann::json& value);

/// The same of a decision made just now, of which more is sure than of one that was read: it ranks each of `options`
/// options once, bills add up, and shares are shares.
std::string broken_answer(const nlohmann::json& decision, std::size_t options);

}  // namespace pathfinder::test
