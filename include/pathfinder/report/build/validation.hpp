// What `validate` says behind its findings: how a strategy table was inspected, and how many findings there are.
#pragma once

#include "pathfinder/advise/check_table.hpp"
#include "pathfinder/core/texts.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// What is odd about a table as warnings, each at its line of the strategy's file.
void add_table_findings(const TableFindings& odd, const Catalogue& catalogue, Findings& warnings);

Document build_validation(const ValidationResult& result, const Texts& texts);

}  // namespace pathfinder
