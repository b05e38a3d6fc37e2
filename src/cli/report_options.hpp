// --format, --output, --width, --template and --sections of the commands that turn a decision into reports.
#pragma once

#include <vector>

#include "pathfinder/report/formats.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {

/// Declares the options, then reads them.
class ReportOptions {
 public:
  ReportOptions(Session& session, Arguments& arguments);

  /// To be called once, behind parsing. A wrong word, two formats for one file, a file whose ending means no format:
  /// everything lands in `findings`.
  void read(Findings& findings);

  /// Whether a report was asked for that says which data it was made with: all but the short one.
  bool wants_edition() const;

  /// Every report is made before the first is written, each file as a whole or not at all.
  void write(const Decision& decision, const Words& words) const;

 private:
  Session& session_;
  std::vector<Argument> format_, output_, width_, template_, sections_;
  std::vector<const Format*> chosen_;
  std::vector<ReportTemplate> templates_;
  RenderContext context_;
};

}  // namespace pathfinder::cli
