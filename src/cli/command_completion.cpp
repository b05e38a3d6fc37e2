// completion bash|zsh|fish: a script made from the list of commands and the facts' options.
#include <iostream>

#include "pathfinder/base/words.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

/// Every option a fact answers to.
std::vector<std::string> fact_options(const Catalogue& catalogue) {
  std::vector<std::string> options;
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    if (!fact.option.empty()) options.push_back(fact.option);
    options.insert(options.end(), fact.aliases.begin(), fact.aliases.end());
  }
  return options;
}

/// The words a fact's option takes, where it takes words.
std::string words_of(const FactSpec& fact) {
  if (fact.type != FactType::category && fact.type != FactType::boolean && fact.type != FactType::catalogue) return {};
  std::vector<std::string> ids;
  for (const Level& level : fact.levels) ids.push_back(level.id);
  return join(ids, " ");
}

std::string bash(const std::string& names, const Catalogue& catalogue, const std::string& general) {
  std::string cases;
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    const std::string words = words_of(fact);
    if (fact.option.empty() || words.empty()) continue;
    std::vector<std::string> spellings = {fact.option};
    spellings.insert(spellings.end(), fact.aliases.begin(), fact.aliases.end());
    cases += "    " + join(spellings, "|") + ") COMPREPLY=($(compgen -W \"" + words + "\" -- \"$word\")); return ;;\n";
  }
  return "# pathfinder completion for bash\n"
         "_pathfinder() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
         "  if [ \"$COMP_CWORD\" -eq 1 ]; then COMPREPLY=($(compgen -W \"" +
         names +
         "\" -- \"$word\")); return; fi\n"
         "  case $before in\n" +
         cases +
         "    --scenario|--output|--data) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"" +
         join(fact_options(catalogue), " ") + " " + general +
         "\" -- \"$word\"))\n"
         "}\n"
         "complete -F _pathfinder pathfinder\n";
}

std::string zsh(const std::string& names, const Catalogue& catalogue, const std::string& general) {
  return "#compdef pathfinder\n"
         "# pathfinder completion for zsh\n"
         "if (( CURRENT == 2 )); then compadd " +
         names +
         "; return; fi\n"
         "case $words[CURRENT-1] in\n"
         "  --scenario|--output|--data) _files ;;\n"
         "  *) compadd -- " +
         join(fact_options(catalogue), " ") + " " + general +
         " ;;\n"
         "esac\n";
}

std::string fish(const Catalogue& catalogue, const Texts& texts) {
  std::string out = "# pathfinder completion for fish\ncomplete -c pathfinder -f\n";
  for (const Command& command : commands()) {
    out += "complete -c pathfinder -n __fish_use_subcommand -a " + std::string(command.name) + " -d '" +
           texts("command." + std::string(command.name)) + "'\n";
  }
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    if (fact.option.empty()) continue;
    const std::string words = words_of(fact);
    std::vector<std::string> spellings = {fact.option};
    spellings.insert(spellings.end(), fact.aliases.begin(), fact.aliases.end());
    for (const std::string& spelling : spellings) {
      out += "complete -c pathfinder -l " + spelling.substr(2) + " -x -d '" + texts(fact.name) + "'" +
             (words.empty() ? "" : " -a '" + words + "'") + "\n";
    }
  }
  return out;
}

}  // namespace

int command_completion(Session& session) {
  Findings findings;
  std::vector<Argument> shells, language;
  Arguments arguments("completion", session.texts());
  arguments.positional("SHELL", shells, "bash, zsh, fish", 1, 1);
  arguments.option("--lang", language, "en|zh", session.texts()("option.lang"));
  arguments.parse(session.args, findings);
  if (arguments.help_asked()) {
    session.out << arguments.help();
    return exit_answered;
  }
  findings.throw_if_any();

  std::string names;
  for (const Command& command : commands()) names += (names.empty() ? "" : " ") + std::string(command.name);
  const std::string general = "--scenario --preset --format --lang --output --data --help";
  const std::string& shell = shells[0].text;
  if (shell == "bash") {
    session.out << bash(names, session.catalogue(), general);
  } else if (shell == "zsh") {
    session.out << zsh(names, session.catalogue(), general);
  } else if (shell == "fish") {
    session.out << fish(session.catalogue(), session.texts());
  } else {
    const std::vector<std::string_view> known = {"bash", "zsh", "fish"};
    findings.add("unknown-name", locate(shells[0]),
                 {{"what", "@what.shell"},
                  {"found", shell},
                  {"near", std::string(near_miss(shell, known))},
                  {"command", "completion bash|zsh|fish"}});
    findings.throw_if_any();
  }
  return exit_answered;
}

}  // namespace pathfinder::cli
