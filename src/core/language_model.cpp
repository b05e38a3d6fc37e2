#include "pathfinder/core/language_model.hpp"

namespace pathfinder {

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

LanguageModel::LanguageModel() = default;
LanguageModel::LanguageModel(const LanguageModel&) = default;
LanguageModel::LanguageModel(LanguageModel&&) noexcept = default;
LanguageModel& LanguageModel::operator=(const LanguageModel&) = default;
LanguageModel& LanguageModel::operator=(LanguageModel&&) noexcept = default;
LanguageModel::~LanguageModel() = default;

}  // namespace pathfinder
