// ask: a conversation at a terminal. The fact worth most is asked for next, every reply shows how the answer moves, and
// it ends when nothing that is still open could change it, with the command line that says the same.
#include <csignal>
#include <iostream>
#include <sstream>

#include "pathfinder/advise/dialogue.hpp"
#include "pathfinder/report/build/dialogue.hpp"
#include "pathfinder/report/render/text.hpp"
#include "pathfinder/wording/findings.hpp"
#include "pathfinder/wording/sentences.hpp"
#include "pathfinder/wording/typed.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"

namespace pathfinder::cli {
namespace {

volatile std::sig_atomic_t stop_asked = 0;

/// While it lives, Ctrl-C ends the reading of a line instead of the process.
class WatchInterrupt {
 public:
  WatchInterrupt() {
    struct sigaction action {};
    action.sa_handler = [](int) { stop_asked = 1; };
    ::sigemptyset(&action.sa_mask);
    action.sa_flags = 0;  // no SA_RESTART: the read returns
    ::sigaction(SIGINT, &action, &before_);
  }
  ~WatchInterrupt() { ::sigaction(SIGINT, &before_, nullptr); }
  WatchInterrupt(const WatchInterrupt&) = delete;
  WatchInterrupt& operator=(const WatchInterrupt&) = delete;

 private:
  struct sigaction before_ {};
};

/// What is said at the terminal.
class Conversation {
 public:
  Conversation(Session& session, Dialogue& dialogue)
      : session_(session),
        catalogue_(session.catalogue()),
        dialogue_(dialogue),
        say_(catalogue_, session.language),
        standing_(say_) {}

  /// Asks until nothing is left to ask or the user leaves; the exit code.
  int run() {
    print(texts()("ask.intro"));
    print(standing_.after(dialogue_.decision()));
    while (!dialogue_.open().empty()) {
      ask();
      const std::optional<std::string> line = read_line();
      if (!line) return leave();
      const std::string word = trimmed(*line);
      if (is_word("ask.words.quit", word)) {
        print(texts()("ask.left"));
        return exit_answered;
      }
      if (is_word("ask.words.explain", word)) {
        explain();
      } else if (word.empty() || is_word("ask.words.skip", word)) {
        dialogue_.skip();
      } else if (is_word("ask.words.back", word)) {
        if (!dialogue_.back()) print(texts()("ask.first"));
        ++asked_;
        print(standing_.after(dialogue_.decision()));
      } else {
        take(*line);
      }
    }
    print(texts()(dialogue_.decision().winner() == nullptr ? "ask.none" : "ask.done",
                  {{"asked", std::to_string(dialogue_.replies())}}));
    return dialogue_.decision().winner() == nullptr ? exit_none_feasible : exit_answered;
  }

 private:
  const Texts& texts() const { return session_.texts(); }

  void print(const std::string& text) {
    Document document;
    document.blocks.push_back(Paragraph{text, Emphasis::none, ""});
    TextLayout layout;
    layout.width = session_.environment.width;
    session_.out << render_text(document, layout);
    session_.out.flush();
  }

  static std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
  }

  bool is_word(std::string_view id, const std::string& word) const {
    std::istringstream words(texts()(id));
    for (std::string one; words >> one;) {
      if (one == word) return true;
    }
    return false;
  }

  void ask() {
    const OpenQuestion& question = dialogue_.open().front();
    session_.out << "\n";
    print(question_text(question, ++asked_, catalogue_, say_));
    Document levels;
    levels.blocks.push_back(possible_answers(question, catalogue_, say_));
    TextLayout layout;
    layout.width = session_.environment.width;
    session_.out << render_text(levels, layout);
    session_.out << answer_prompt(question, dialogue_.decision(), catalogue_, say_);
    session_.out.flush();
  }

  /// What the fact in front means and how to find it out; the question stays.
  void explain() {
    const FactSpec& spec = catalogue_.vocabulary.slots[dialogue_.open().front().slot];
    print(texts()("ask.explained", {{"fact", texts()(spec.name)},
                                    {"help", spec.help.en.empty() ? std::string() : texts()(spec.help)},
                                    {"example", spec.example}}));
    --asked_;
  }

  std::optional<std::string> read_line() {
    std::string line;
    if (std::getline(session_.in, line) && stop_asked == 0) return line;
    return std::nullopt;
  }

  /// Ctrl-D or Ctrl-C: what is known stands.
  int leave() {
    session_.out << "\n";
    session_.out.flush();
    if (stop_asked != 0) {
      session_.err << texts()("ask.interrupted") << "\n";
      return exit_interrupted;
    }
    print(texts()("ask.left"));
    return exit_answered;
  }

  /// A reply to the question in front: read as the option would be; what is wrong is said, and the question stays.
  void take(const std::string& line) {
    const std::size_t slot = dialogue_.open().front().slot;
    const FactSpec& spec = catalogue_.vocabulary.slots[slot];
    Findings findings;
    Findings warnings;
    FactReader reader(catalogue_, findings, warnings);
    reader.use(fact_sources(session_, findings, warnings));
    Scenario reply;
    Argument argument{trimmed(line), 0, ""};
    // A category's level may be named by its number in the list.
    const auto place = [&](int offset, int width) {
      Location where = locate(argument, offset, width);
      where.file = texts()("ask.place");
      return where;
    };
    reader.read_text(slot, spec.id, argument.text, place, Origin::given, reply);
    if (findings.empty()) {
      Scenario trial = dialogue_.scenario();
      trial.forget(slot);
      for (const GivenFact& one : reply.given) trial.given.push_back(one);
      add_contradictions(
          trial, catalogue_, texts(), [&](const Consistency&) { return place(0, 0); }, findings, warnings);
    }
    session_.out.flush();
    if (!findings.empty()) {
      session_.err << render_findings(findings.all(), texts());
      session_.err << texts()("ask.again") << "\n";
      --asked_;
      return;
    }
    for (const Diagnostic& warning : warnings.all()) session_.err << render_finding(warning, texts(), true);
    dialogue_.give(reply);
    print(standing_.after(dialogue_.decision()));
  }

  Session& session_;
  const Catalogue& catalogue_;
  Dialogue& dialogue_;
  Sentences say_;
  DialogueAnswer standing_;
  int asked_ = 0;
};

}  // namespace

int command_ask(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  std::vector<Argument> draws, keep, save;
  Arguments arguments("ask", session.texts());
  FactOptions facts(session, arguments);
  arguments.option("--save", save, "FILE", session.texts()("option.save"));
  arguments.option("--draws", draws, "N", session.texts()("option.draws"));
  arguments.option("--keep", keep, "FACT", session.texts()("option.keep"));
  arguments.takes([&] { return fact_ids(session.catalogue()); });
  if (arguments.done(session, findings)) return exit_answered;
  const Catalogue& catalogue = session.catalogue();
  const Scenario scenario = facts.scenario(findings, warnings);
  const AdviseOptions options = advise_options(draws, keep, catalogue, findings);
  findings.throw_if_any();
  Dialogue dialogue(scenario, catalogue, options);
  if (!session.environment.in_is_terminal) {
    constexpr std::size_t most = 8;
    std::string flags;
    for (const OpenQuestion& question : dialogue.open().first(std::min(most, dialogue.open().size()))) {
      const FactSpec& spec = catalogue.vocabulary.slots[question.slot];
      flags += (flags.empty() ? "" : ", ") + spec.option;
    }
    findings.add("ask-without-terminal", {"pathfinder ask", 0, 0, "", "", 1}, {{"options", flags}});
    findings.throw_if_any();
  }

  stop_asked = 0;
  const WatchInterrupt watch;
  const int code = Conversation(session, dialogue).run();
  if (options.draws > 0 && code == exit_answered) {
    AdviseOptions once = options;
    once.flips = true;
    once.procurement = once.plans = once.reports = false;
    const Decision decision = advise(dialogue.scenario(), catalogue, once);
    const Sentences say(catalogue, session.language);
    if (const std::string pilot = pilot_text(decision, catalogue, say); !pilot.empty())
      session.out << "\n" << pilot << "\n";
  }
  session.out << "\n"
              << session.texts()("ask.command") << "\n  "
              << advise_command(dialogue.scenario(), catalogue, session.language) << "\n";
  for (const Argument& file : save) {
    const std::string scenario_file = scenario_json(dialogue.scenario(), catalogue);
    const Session::Output output{file, scenario_file};
    session.write(std::span(&output, 1));
    session.out << session.texts()("ask.saved", {{"file", file.text}}) << "\n";
  }
  return code;
}

}  // namespace pathfinder::cli
