// What a check found, as other programs take it: each row one rule at one place, with how bad it is.
#pragma once

#include <string>
#include <vector>

namespace pathfinder {

struct CheckRow {
  enum class Level { kept, note, warning, error };
  Level level = Level::kept;
  bool fails = false;   ///< counts against the exit code
  std::string rule;     ///< id of a finding's kind or of a policy
  std::string title;    ///< what the rule asks, in words; of a finding its id again
  std::string message;  ///< what is so here
  std::string help;     ///< the way out; may be empty
  std::string file;     ///< as the user named it; empty: the command line
  int line = 0;         ///< from 1; 0: the file as a whole
  int column = 0;       ///< from 1, in characters
  int width = 1;        ///< characters that it is about
  std::string pointer;  ///< inside a JSON file: stays when lines above it move
};

struct CheckList {
  std::string name;  ///< of the command that checked
  std::vector<CheckRow> rows;
};

}  // namespace pathfinder
