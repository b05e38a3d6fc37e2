// data/practice.json: what comparable projects chose, as it is read.
#pragma once

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/practice.hpp"

namespace pathfinder {

void describe(Fields& fields, Practice& practice);

/// What the catalogue's file says; nothing where it has none.
Practice practice_of(const Catalogue& catalogue);

}  // namespace pathfinder
