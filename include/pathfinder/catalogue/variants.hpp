// data/variants/: how a file is read, and the sentences it brings along.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/variant.hpp"

namespace pathfinder {

/// Describes one file for reader and schema.
void describe(Fields& fields, OptionVariant& variant);

/// The sentences of a form in one language, by the ids under which decisions cite them: "variant.distilled" (name),
/// "variant.distilled.needs", "variant.distilled.cost", "variant.distilled.peft" (what it means there), and
/// "variant.rule.distilled.teacher".
std::vector<std::pair<std::string, std::string>> sentences_of(const OptionVariant& variant, std::string_view language);

/// What a form means under an option: its line for just that option, else for the first part of a mix that has one;
/// null where it does not stand there.
const VariantForm* form_under(const OptionVariant& variant, std::string_view option);

}  // namespace pathfinder
