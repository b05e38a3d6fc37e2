// Findings of `validate` and results of policies as rows for other programs (report/check_formats).
#pragma once

#include <string>
#include <vector>

#include "pathfinder/advise/check_table.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/report/checks.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

CheckRow check_of_finding(const Diagnostic& finding, const Texts& texts, CheckRow::Level level);

/// Every finding, and a row that is kept for each of `files` without one.
CheckList validation_checks(const ValidationResult& result, const std::vector<std::string>& files, const Texts& texts);

/// Every policy; `id` stands before what is said, where it is not empty: of a scenario among many.
CheckList policy_checks(const Decision& decision, const Sentences& say, std::string_view id = {});

}  // namespace pathfinder
