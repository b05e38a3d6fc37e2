// The scripts of `completion`, run by the shells themselves: what they offer behind a line that somebody has begun.
#include "cli/completion.hpp"

#include <array>
#include <cstdio>
#include <set>
#include <sstream>

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using namespace pathfinder::cli;

namespace {

/// The script of a shell, in a file.
class Script {
 public:
  explicit Script(const std::string& shell)
      : path_(folder_.write("script", test::run_command({"completion", shell}).out)) {}
  const std::string& path() const { return path_; }

 private:
  test::TemporaryFolder folder_;
  std::string path_;
};

std::string output_of(const std::string& command) {
  std::string all;
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> block{};
  while (const std::size_t size = std::fread(block.data(), 1, block.size(), pipe)) all.append(block.data(), size);
  pclose(pipe);
  return all;
}

bool there(const std::string& shell) {
  return output_of("command -v " + shell + " >/dev/null && echo yes") == "yes\n";
}

/// One offer per line; fish puts descriptions behind a tab.
std::set<std::string> lines(const std::string& text) {
  std::set<std::string> all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) all.insert(line.substr(0, line.find('\t')));
  }
  return all;
}

/// The words of a line as the shell sees them; the last one is being completed.
using Typed = std::vector<std::string>;

std::string joined(const Typed& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "'" : " '") + word + "'";
  return all;
}

std::set<std::string> bash_offers(const Script& script, const Typed& words) {
  return lines(output_of("bash --norc --noprofile -c \"source " + script.path() + "; COMP_WORDS=(" + joined(words) +
                         "); COMP_CWORD=" + std::to_string(words.size() - 1) +
                         "; _pathfinder; printf '%s\\n' \\\"\\${COMPREPLY[@]}\\\"\""));
}

/// zsh offers words outside of its line editor only where compadd prints them; it filters them itself.
std::set<std::string> zsh_offers(const Script& script, const Typed& words) {
  return lines(output_of(
      "zsh -f -c \"compdef() { : }; compset() { : }; _files() { print -l -- files \\$@ }; "
      "compadd() { shift; print -l -- \\$@ }; source " +
      script.path() + "; words=(" + joined(words) + "); CURRENT=" + std::to_string(words.size()) + "; _pathfinder\""));
}

std::set<std::string> fish_offers(const Script& script, const Typed& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return lines(output_of("fish --no-config -c \"source " + script.path() + "; complete -C '" + line + "'\""));
}

/// What a shell offers for the last of the words.
using Offers = std::set<std::string> (*)(const Script&, const Typed&);

void try_shell(const std::string& shell, Offers offers, bool filters) {
  if (!there(shell)) {
    WARN(shell << " is not installed: its completion was not tried");
    return;
  }
  const Script script(shell);
  INFO(shell);
  const auto offered = [&](const Typed& words) { return offers(script, words); };
  const auto has = [](const std::set<std::string>& all, const std::string& word) { return all.count(word) == 1; };

  CHECK(has(offered({"pathfinder", ""}), "sensitivity"));
  // Options of this command and of no other.
  const std::set<std::string> advise = offered({"pathfinder", "advise", "--"});
  for (const char* option : {"--docs", "--policy", "--prices", "--strict", "--template", "--keep", "--max-total"})
    CHECK(has(advise, option));
  CHECK_FALSE(has(advise, "--exit-code"));
  const std::set<std::string> diff = offered({"pathfinder", "diff", "--"});
  CHECK(has(diff, "--exit-code"));
  CHECK_FALSE(has(diff, "--docs"));
  // Values, those of this command's option.
  CHECK(offered({"pathfinder", "diff", "--only-if", ""}) == std::set<std::string>{"flip", "increase", "policy"});
  CHECK(has(offered({"pathfinder", "advise", "--format", ""}), "html"));
  CHECK_FALSE(has(offered({"pathfinder", "diff", "--format", ""}), "html"));
  CHECK(has(offered({"pathfinder", "advise", "--gpu", ""}), "h100-sxm"));
  CHECK(has(offered({"pathfinder", "advise", "--template", ""}), "tco"));
  CHECK(has(offered({"pathfinder", "schema", ""}), "policy"));
  // Commands of a command.
  CHECK(has(offered({"pathfinder", "estimate", ""}), "serve"));
  const std::set<std::string> serve = offered({"pathfinder", "estimate", "serve", "--"});
  CHECK(has(serve, "--engine"));
  CHECK_FALSE(has(serve, "--lora-rank"));
  CHECK(has(offered({"pathfinder", "estimate", "train", "--optimizer", ""}), "galore"));
  if (filters) CHECK(offered({"pathfinder", "advise", "--lang", "z"}) == std::set<std::string>{"zh"});
}

}  // namespace

TEST_CASE("completion: bash offers the options and values of the command that is typed", "[cli]") {
  try_shell("bash", bash_offers, true);
}

TEST_CASE("completion: zsh offers the options and values of the command that is typed", "[cli]") {
  try_shell("zsh", zsh_offers, false);
}

TEST_CASE("completion: fish offers the options and values of the command that is typed", "[cli]") {
  try_shell("fish", fish_offers, true);
}

TEST_CASE("completion: an apostrophe in a help line does not end fish's string", "[cli]") {
  const Declaration declaration{"ask", {{{"--save"}, "FILE", "the user's \\ file", {}}}, "", {}};
  const CompletedCommand command{"ask", "it's asked"};
  const std::string script = fish_completion({&command, 1}, {&declaration, 1});
  CHECK(script.find("-d 'it\\'s asked'") != std::string::npos);
  CHECK(script.find("-l save -r -F -d 'the user\\'s \\\\ file'") != std::string::npos);
}

TEST_CASE("completion: words that a shell would read otherwise are not offered", "[cli]") {
  const Declaration declaration{"ask", {{{"--for"}, "ID", "help", {"rag+peft", "$(rm)", "a b", ""}}}, "", {}};
  const CompletedCommand command{"ask", "asks"};
  CHECK(bash_completion({&command, 1}, {&declaration, 1}).find("_pathfinder_words \"rag+peft\"") != std::string::npos);
}
