// The one list of output formats: --format, help, file endings and the golden tests read it.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/report_template.hpp"
#include "pathfinder/core/words.hpp"

namespace pathfinder {

/// What a renderer may know beside the decision.
struct RenderContext {
  std::string language = "en";
  int width = 80;
  bool color = false;
  bool full = false;                                ///< text: more than the first screen
  std::vector<std::string> sections = {};           ///< of the full report; empty: all (text: the short report)
  const ReportTemplate* report_template = nullptr;  ///< an outline that others prescribe
  std::string date = {};                            ///< of SOURCE_DATE_EPOCH; empty: none is printed
};

struct Format {
  std::string_view name;
  std::string_view ending;  ///< of files that mean it; empty: none does
  std::string (*render)(const Decision&, const Words&, const RenderContext&);
};

std::span<const Format> formats();

}  // namespace pathfinder
