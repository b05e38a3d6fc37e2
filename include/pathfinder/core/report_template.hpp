// The outline of a report that others prescribe: chapters, which of our sections fill them, and what stays for the user
// to fill in.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

struct ReportChapter {
  Translated heading;
  std::vector<std::string> sections;  ///< ids of report sections that stand in it
  std::vector<Translated> texts;      ///< fixed sentences in front of them
  std::vector<Translated> lines;      ///< lines of a bill that stay empty: tax, supervision, reserve
  std::vector<Translated> checks;     ///< items that are listed and not decided
  bool to_fill = false;               ///< nothing we know belongs here: the user fills it in
  std::vector<ReportChapter> chapters;
};

struct ReportTemplate {
  std::string id;
  Translated name;
  Translated title;
  std::string language;  ///< the one it is written in where the user names none
  std::vector<ReportChapter> chapters;
  std::vector<std::string> sources;  ///< of the outline
  std::vector<Translated> basis;     ///< titles listed as what the report was made by
  std::vector<Translated> recalled;  ///< such titles that nobody has read here
};

}  // namespace pathfinder
