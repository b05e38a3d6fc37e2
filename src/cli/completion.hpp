// Completion scripts for shells, made of what the commands declare: the options of each command, the words their values
// are taken from, files where a file is named. A script asks the program for nothing while it runs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"

namespace pathfinder::cli {

/// A command with its line of the overview; "estimate train" is the command train of estimate.
struct CompletedCommand {
  std::string name;
  std::string summary;
};

std::string bash_completion(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations);
std::string zsh_completion(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations);
std::string fish_completion(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations);

}  // namespace pathfinder::cli
