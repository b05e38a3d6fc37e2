// data/templates/ID.json: outlines of reports.
#pragma once

#include <span>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/report_template.hpp"

namespace pathfinder {

void describe(Fields& fields, ReportTemplate& outline);

/// The templates among `documents`, by id.
std::vector<ReportTemplate> report_templates(std::span<const JsonDocument> documents, Findings& findings);

}  // namespace pathfinder
