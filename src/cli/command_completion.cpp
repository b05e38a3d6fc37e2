// completion bash|zsh|fish: a script made of what every command declares.
#include <array>
#include <iostream>

#include "pathfinder/base/words.hpp"

#include "cli/completion.hpp"
#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)(std::span<const CompletedCommand>, std::span<const Declaration>);
};
constexpr std::array<Shell, 3> shells = {
    {{"bash", bash_completion}, {"zsh", zsh_completion}, {"fish", fish_completion}}};

std::vector<std::string_view> shell_names() {
  std::vector<std::string_view> names;
  for (const Shell& shell : shells) names.push_back(shell.name);
  return names;
}

/// What every command declares. A command of commands is asked for each.
std::vector<Declaration> declarations_of(Session& session) {
  std::vector<Declaration> declarations;
  const std::span<const std::string> args = session.args;
  session.declarations = &declarations;
  for (const Command& command : commands()) {
    const std::vector<std::string_view> inner =
        command.inner == nullptr ? std::vector<std::string_view>() : command.inner();
    for (std::size_t i = 0; i < std::max<std::size_t>(inner.size(), 1); ++i) {
      std::vector<std::string> words;
      if (!inner.empty()) words.emplace_back(inner[i]);
      session.args = words;
      command.run(session);
    }
  }
  session.declarations = nullptr;
  session.args = args;
  return declarations;
}

}  // namespace

int command_completion(Session& session) {
  Findings findings;
  std::vector<Argument> chosen, language;
  Arguments arguments("completion", session.texts());
  arguments.positional("SHELL", chosen, join(shell_names()), 1, 1);
  arguments.positional_takes([] {
    const std::vector<std::string_view> names = shell_names();
    return std::vector<std::string>(names.begin(), names.end());
  });
  arguments.option("--lang", language, language_choice(), session.texts()("option.lang"));
  if (arguments.done(session, findings)) return exit_answered;
  findings.throw_if_any();

  const auto shell =
      std::find_if(shells.begin(), shells.end(), [&](const Shell& one) { return one.name == chosen[0].text; });
  if (shell == shells.end()) {
    findings.add("unknown-name", locate(chosen[0]),
                 {{"what", "@what.shell"},
                  {"found", chosen[0].text},
                  {"near", std::string(near_miss(chosen[0].text, shell_names()))},
                  {"command", "completion bash|zsh|fish"}});
    findings.throw_if_any();
  }
  const std::vector<Declaration> declarations = declarations_of(session);
  std::vector<CompletedCommand> all;
  for (const Command& command : commands())
    all.push_back({std::string(command.name), session.texts()("command." + std::string(command.name))});
  for (const Declaration& one : declarations) {
    if (one.command.find(' ') != std::string::npos)
      all.push_back({one.command, session.texts()("command." + one.command)});
  }
  session.out << shell->script(all, declarations);
  return exit_answered;
}

}  // namespace pathfinder::cli
