// The command line of one command, declared once for parser, help and completion. The parser is ours, because CLI11
// 2.1.2 gives no argument numbers, stops at the first missing value, reads `--docs --budget 3` as docs = "--budget",
// and takes 0.3 ms of every start to declare sixty options (measured); CLI11 lays out the help, and only
// arguments.cpp includes it. What is wrong is found all at once, with the argument's number as the place and a near
// miss as the way out.
#pragma once

#include <functional>
#include <map>
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

class Session;

/// An option as completion sees it.
struct DeclaredOption {
  std::vector<std::string> names;
  std::string value_name;  ///< empty: a flag
  std::string help;
  std::vector<std::string> words;  ///< the values it takes, where they are words
};

/// What one command takes.
struct Declaration {
  std::string command;
  std::vector<DeclaredOption> options;
  std::string positional;
  std::vector<std::string> positional_words;
};

/// Declares the options of one command, then reads them.
class Arguments {
 public:
  using Words = std::function<std::vector<std::string>()>;

  /// `command` names the command; its description and example are the texts "command.NAME" and "example.NAME".
  Arguments(std::string_view command, const Texts& texts);

  /// An option with a value; `names` as "--docs,--documents". `help` is the sentence shown, `group` a text id.
  void option(std::string_view names, std::vector<Argument>& values, std::string_view value_name, std::string_view help,
              std::string_view group = "group.output");
  /// The values that the option declared last takes, asked for only where they are shown. A value name that lists them
  /// ("text|json") says so by itself.
  /// An option of another command: refused with `why`, the id of a sentence, instead of as unknown.
  void elsewhere(std::string_view option, std::string why);
  void takes(Words words) { rows_.back().words = std::move(words); }
  void flag(std::string_view names, bool& value, std::string_view help);
  /// Arguments without a name.
  void positional(std::string_view name, std::vector<Argument>& values, std::string_view help, std::size_t least = 0,
                  std::size_t most = 1000);
  void positional_takes(Words words) { positional_words_ = std::move(words); }

  /// Reads `args`, what stands behind the command's name; everything wrong lands in `findings`, also an option given
  /// twice and a language we do not speak.
  void parse(std::span<const std::string> args, Findings& findings);

  /// Reads the session's arguments. True where that is all: help was asked for and printed, or only the declaration.
  bool done(Session& session, Findings& findings);

  bool help_asked() const { return help_asked_; }
  std::string help() const;
  Declaration declaration() const;

 private:
  struct Row {
    std::vector<std::string> names;
    std::vector<Argument>* values = nullptr;
    bool* flag = nullptr;
    std::string spelling, value_name, help;
    std::string_view group;
    Words words;
  };
  const Row* find(std::string_view name) const;

  std::string command_;
  const Texts& texts_;
  std::vector<Row> rows_;
  std::map<std::string, std::string, std::less<>> elsewhere_;
  std::vector<Argument>* positional_ = nullptr;
  std::string positional_name_, positional_help_;
  Words positional_words_;
  std::size_t least_ = 0;
  std::size_t most_ = 0;
  bool help_asked_ = false;
  bool quiet_ = false;
};

/// What --lang takes: "en|zh".
std::string language_choice();

/// The place "argument N" of a typed value, with the text itself as the line to show.
Location locate(const Argument& argument, int offset = 0, int width = 0);

}  // namespace pathfinder::cli
