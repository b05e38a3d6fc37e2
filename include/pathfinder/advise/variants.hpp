// Which form of an option the facts support: a pure function of the facts and the forms of data/variants/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/variant.hpp"
#include "pathfinder/rules/program.hpp"

namespace pathfinder {

/// The forms that stand under `option`, the one to take first, the others in their order. A form is taken where no
/// gate certainly rules it out and its reasons hold for a point at least: the one with most points, the earlier one
/// where two have as many; else the plain one. Reasons read the facts' values, gates and what would still make a form
/// win their plausible ranges. Empty where none stands under the option.
std::vector<VariantView> variants_of(std::string_view option, const FactColumns& facts, const Catalogue& catalogue);

/// The id of the one to take first, for answers that name it and no more; empty where there is none.
std::string leading_form(std::string_view option, const FactColumns& facts, const Catalogue& catalogue);

}  // namespace pathfinder
