// The whole report for who must decide, buy and answer for it: decision, needs, options, path, bill of materials, cost
// by year, people, energy, risks, acceptance tests, assumptions, sources. In a template's chapters, or in our own
// order.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/report_template.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

struct ReportRequest {
  std::string language = "en";
  std::vector<std::string> sections;                ///< ids of report_sections(); empty: all
  const ReportTemplate* report_template = nullptr;  ///< its chapters; null: a section each
  std::string date;                                 ///< of SOURCE_DATE_EPOCH; empty: none is printed
};

/// Ids of all sections, in the order of a report without a template.
std::span<const std::string_view> report_sections();

Document build_report(const Decision& decision, const Words& words, const ReportRequest& request);

}  // namespace pathfinder
