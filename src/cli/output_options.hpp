// --format, --output, --width and --lang of the commands that answer in text or JSON.
#pragma once

#include <string_view>
#include <vector>

#include "pathfinder/report/render/text.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {

/// Declares the four options, then reads them.
class OutputOptions {
 public:
  /// `output_help` is the text id of what --output does; `language` is false where FactOptions declares --lang;
  /// `more` names what the command can write beside text and JSON. Names and endings are those of report/formats.
  OutputOptions(Session& session, Arguments& arguments, std::string_view output_help = "option.output",
                bool language = true, const std::vector<std::string_view>& more = {});

  /// To be called once, behind parsing.
  void read(Findings& findings);

  bool json() const { return format_name_ == "json"; }
  bool markdown() const { return format_name_ == "markdown"; }
  std::string_view format() const { return format_name_; }
  int columns() const { return columns_; }
  TextLayout layout() const;
  const std::vector<Argument>& files() const { return output_; }

  /// Writes the answer to standard output, or to every file named.
  void print(std::string_view text) const;

 private:
  Session& session_;
  std::vector<Argument> format_, output_, width_, language_;
  std::vector<std::string_view> formats_;  ///< names that the command can write, the default first
  std::string_view format_name_;
  int columns_ = 80;
};

/// Reports a word that is none of `allowed`, with the near miss.
void refuse_word(std::string_view key, const Argument& word, const std::vector<std::string_view>& allowed,
                 Findings& findings);

}  // namespace pathfinder::cli
