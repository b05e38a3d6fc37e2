// The command line of one command: what is wrong is found all at once, with the argument's number as the place and a
// near miss as the way out. CLI11 lays out the help and nothing else: its parser stops at the first problem, and
// declaring sixty options to it costs every start 3 ms (measured), help or not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/texts.hpp"

namespace pathfinder::cli {

/// One value as typed, with the number of the argument it stands in (from 1, behind the program's name: the command's
/// own name is argument 1).
struct Argument {
  std::string text;
  int position = 0;
  std::string option;  ///< the spelling used
};

/// Declares the options of one command, then reads them.
class Arguments {
 public:
  /// `command` names the command; its description and example are the texts "command.NAME" and "example.NAME".
  Arguments(std::string_view command, const Texts& texts);

  /// An option with a value; `names` as "--docs,--documents". `help` is the sentence shown, `group` a text id.
  void option(std::string_view names, std::vector<Argument>& values, std::string_view value_name, std::string_view help,
              std::string_view group = "group.output");
  void flag(std::string_view names, bool& value, std::string_view help);
  /// Arguments without a name.
  void positional(std::string_view name, std::vector<Argument>& values, std::string_view help, std::size_t least = 0,
                  std::size_t most = 1000);

  /// Reads `args`, what stands behind the command's name; everything wrong lands in `findings`, also an option given
  /// twice and a language we do not speak.
  void parse(std::span<const std::string> args, Findings& findings);

  bool help_asked() const { return help_asked_; }
  std::string help() const;

 private:
  struct Row {
    std::vector<std::string> names;
    std::vector<Argument>* values = nullptr;
    bool* flag = nullptr;
    std::string spelling, value_name, help;
    std::string_view group;
  };
  const Row* find(std::string_view name) const;

  std::string command_;
  const Texts& texts_;
  std::vector<Row> rows_;
  std::vector<Argument>* positional_ = nullptr;
  std::string positional_name_, positional_help_;
  std::size_t least_ = 0;
  std::size_t most_ = 0;
  bool help_asked_ = false;
};

/// The place "argument N" of a typed value, with the text itself as the line to show.
Location locate(const Argument& argument, int offset = 0, int width = 0);

}  // namespace pathfinder::cli
