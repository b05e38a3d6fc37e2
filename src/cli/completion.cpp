#include "cli/completion.hpp"

#include <algorithm>

#include "pathfinder/base/words.hpp"

namespace pathfinder::cli {
namespace {

/// What completes a value.
enum class Values { free, words, files, folders };

struct Value {
  Values kind = Values::free;
  std::string words;  ///< behind spaces

  friend bool operator==(const Value&, const Value&) = default;
};

/// Ids that need no quotes in any of the shells; there are no others.
bool plain(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._+-/").find(c) != std::string_view::npos;
  });
}

Value value_of(std::string_view name, const std::vector<std::string>& words) {
  std::vector<std::string> shown;
  std::copy_if(words.begin(), words.end(), std::back_inserter(shown), plain);
  if (!shown.empty()) return {Values::words, join(shown, " ")};
  const auto says = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
  if (says("FILE") || says(".json") || says("SCENARIO")) return {Values::files, ""};
  if (says("DIR")) return {Values::folders, ""};
  return {};
}

/// One way to complete, and the places "command:option" where it applies; the option is empty behind none.
struct Places {
  Value value;
  std::vector<std::string> places;
};

std::string place(const std::string& command, const std::string& option) {
  std::string name = command;
  std::replace(name.begin(), name.end(), ' ', '.');
  return name + ":" + option;
}

/// Where each value is completed, equal ones together: the ids of all models stand once.
std::vector<Places> places_of(std::span<const Declaration> declarations) {
  std::vector<Places> all;
  const auto add = [&](Value value, std::string where) {
    auto found = std::find_if(all.begin(), all.end(), [&](const Places& one) { return one.value == value; });
    if (found == all.end()) found = all.insert(all.end(), {std::move(value), {}});
    found->places.push_back(std::move(where));
  };
  for (const Declaration& command : declarations) {
    for (const DeclaredOption& option : command.options) {
      if (option.value_name.empty()) continue;
      for (const std::string& name : option.names)
        add(value_of(option.value_name, option.words), place(command.command, name));
    }
  }
  return all;
}

std::string option_names(const Declaration& command) {
  std::string names;
  for (const DeclaredOption& option : command.options) names += (names.empty() ? "" : " ") + join(option.names, " ");
  return names;
}

/// The names on the first level, and the second words of those that have some.
struct Levels {
  std::vector<std::string> first;
  std::vector<std::pair<std::string, std::string>> second;  ///< "estimate", "train memory …"
};

Levels levels_of(std::span<const CompletedCommand> commands) {
  Levels levels;
  for (const CompletedCommand& command : commands) {
    const std::size_t space = command.name.find(' ');
    if (space == std::string::npos) {
      levels.first.push_back(command.name);
      continue;
    }
    const std::string outer = command.name.substr(0, space);
    if (levels.second.empty() || levels.second.back().first != outer) levels.second.push_back({outer, ""});
    std::string& words = levels.second.back().second;
    words += (words.empty() ? "" : " ") + command.name.substr(space + 1);
  }
  return levels;
}

/// What bash and zsh do differently; both walk the same cases.
struct ShellWords {
  std::string_view first_word, second_word, count;  ///< of the line; how many stand before the one completed
  std::string_view words_before, words_behind;      ///< around words to offer
  std::string_view files, folders, nothing;
};

std::string cases(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations,
                  const ShellWords& shell) {
  const Levels levels = levels_of(commands);
  const auto offer = [&](std::string_view words) {
    return std::string(shell.words_before) + std::string(words) + std::string(shell.words_behind);
  };
  const auto done = [&](const Value& value) {
    switch (value.kind) {
      case Values::words:
        return offer(value.words);
      case Values::files:
        return std::string(shell.files);
      case Values::folders:
        return std::string(shell.folders);
      case Values::free:
        break;
    }
    return std::string(shell.nothing);
  };
  std::string out = "  if [ " + std::string(shell.count) + " -eq 1 ]; then " +
                    offer(join(levels.first, " ") + " --help --version") +
                    "; return; fi\n"
                    "  command=" +
                    std::string(shell.first_word) + "\n";
  for (const auto& [outer, inner] : levels.second) {
    out += "  if [ \"$command\" = " + outer +
           " ]; then\n"
           "    if [ " +
           std::string(shell.count) + " -eq 2 ]; then " + offer(inner + " --help") +
           "; return; fi\n"
           "    command=$command." +
           std::string(shell.second_word) +
           "\n"
           "  fi\n";
  }
  out += "  case $command:$before in\n";
  for (const Places& one : places_of(declarations))
    out += "    " + join(one.places, "|") + ")\n      " + done(one.value) + "; return ;;\n";
  out +=
      "  esac\n"
      "  case $command:$word in\n";
  for (const Declaration& command : declarations)
    out += "    " + place(command.command, "-*") + ") " + offer(option_names(command)) + " ;;\n";
  for (const Declaration& command : declarations) {
    if (command.positional.empty() || command.command.find(' ') != std::string::npos) continue;
    out += "    " + place(command.command, "*") + ") " + done(value_of(command.positional, command.positional_words)) +
           " ;;\n";
  }
  for (const Declaration& command : declarations) {
    if (command.positional.empty() || command.command.find(' ') != std::string::npos)
      out += "    " + place(command.command, "*") + ") " + offer(option_names(command)) + " ;;\n";
  }
  return out + "  esac\n";
}

/// 'text' for fish: within single quotes a backslash and a quote are escaped.
std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

}  // namespace

std::string bash_completion(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations) {
  // Bash breaks a word at "=": behind "--lang=" the option stands two words back.
  return "# pathfinder completion for bash\n"
         "_pathfinder() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command\n"
         "  if [ \"$word\" = = ]; then word=; elif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}; fi\n"
         "  COMPREPLY=()\n" +
         cases(commands, declarations,
               {"${COMP_WORDS[1]}", "${COMP_WORDS[2]}", "\"$COMP_CWORD\"", "_pathfinder_words \"", "\"",
                "_pathfinder_paths -f", "_pathfinder_paths -d", ":"}) +
         "}\n"
         "_pathfinder_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$word\")); }\n"
         "_pathfinder_paths() {\n"
         "  local IFS=$'\\n'\n"
         "  COMPREPLY=($(compgen \"$1\" -- \"$word\"))\n"
         "  compopt -o filenames 2>/dev/null\n"
         "}\n"
         "complete -F _pathfinder pathfinder\n";
}

std::string zsh_completion(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations) {
  return "#compdef pathfinder\n"
         "# pathfinder completion for zsh\n"
         "_pathfinder() {\n"
         "  local word=$words[CURRENT] before=$words[CURRENT-1] command\n"
         "  if [[ $word == --*=* ]]; then before=${word%%=*}; compset -P '*='; fi\n" +
         cases(commands, declarations,
               {"$words[2]", "$words[3]", "$((CURRENT - 1))", "compadd -- ", "", "_files", "_files -/", ":"}) +
         "}\n"
         "if [[ $funcstack[1] == _pathfinder ]]; then _pathfinder \"$@\"; else compdef _pathfinder pathfinder; fi\n";
}

std::string fish_completion(std::span<const CompletedCommand> commands, std::span<const Declaration> declarations) {
  std::string out =
      "# pathfinder completion for fish\n"
      "function __pathfinder_at\n"
      "  set -l words (commandline -opc)\n"
      "  set -l command $words[2]\n";
  const Levels levels = levels_of(commands);
  for (const auto& level : levels.second)
    out += "  if test \"$command\" = " + level.first + "; set command (string join . -- $words[2..3]); end\n";
  out +=
      "  contains -- \"$command\" $argv\n"
      "end\n"
      "complete -c pathfinder -f\n";
  for (const CompletedCommand& command : commands) {
    const std::size_t space = command.name.find(' ');
    const std::string at = space == std::string::npos ? "''" : command.name.substr(0, space);
    out += "complete -c pathfinder -n " + shell_quoted("__pathfinder_at " + at) + " -a " +
           command.name.substr(space == std::string::npos ? 0 : space + 1) + " -d " + shell_quoted(command.summary) +
           "\n";
  }
  // An option that many commands share with the same words stands once.
  struct Shared {
    std::string option;
    std::vector<std::string> commands;
  };
  std::vector<Shared> all;
  const auto add = [&](const std::string& command, std::string option) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Shared& one) { return one.option == option; });
    std::string where = place(command, "");
    where.pop_back();
    if (found == all.end()) {
      all.push_back({std::move(option), {std::move(where)}});
    } else {
      found->commands.push_back(std::move(where));
    }
  };
  const auto values = [](const Value& value) -> std::string {
    switch (value.kind) {
      case Values::words:
        return " -a " + shell_quoted(value.words);
      case Values::files:
        return " -F";
      case Values::folders:
        return " -a " + shell_quoted("(__fish_complete_directories)");
      case Values::free:
        break;
    }
    return "";
  };
  for (const Declaration& command : declarations) {
    for (const DeclaredOption& option : command.options) {
      std::string words;
      for (const std::string& name : option.names)
        words += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.value_name.empty()) {
        const Value value = value_of(option.value_name, option.words);
        words += (value.kind == Values::files ? " -r" : " -x") + values(value);
      }
      add(command.command, words + " -d " + shell_quoted(option.help));
    }
    if (command.positional.empty() || command.command.find(' ') != std::string::npos) continue;
    const Value value = value_of(command.positional, command.positional_words);
    if (value.kind != Values::free) add(command.command, values(value));
  }
  for (const Shared& one : all)
    out +=
        "complete -c pathfinder -n " + shell_quoted("__pathfinder_at " + join(one.commands, " ")) + one.option + "\n";
  return out;
}

}  // namespace pathfinder::cli
