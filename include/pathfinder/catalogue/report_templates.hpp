// data/templates/ID.json: outlines of reports.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/core/report_template.hpp"

namespace pathfinder {

void describe(Fields& fields, ReportTemplate& outline);

/// The templates among `documents`, by id. `sections`: what a chapter may name; another word is a finding.
std::vector<ReportTemplate> report_templates(std::span<const JsonDocument> documents,
                                             std::span<const std::string_view> sections, Findings& findings);

}  // namespace pathfinder
