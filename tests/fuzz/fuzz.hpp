// What fuzz targets share.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder::fuzz {

/// Everything in data/, loaded once.
const Catalogue& shipped();

/// Ends the program with `what` where it does not hold: the fuzzer then keeps the input.
void must(bool holds, std::string_view what);

/// Files that their schema takes, made of the bytes: scenarios, quotes and policies, and the answer to them.
void structure(const std::string& bytes);

}  // namespace pathfinder::fuzz
