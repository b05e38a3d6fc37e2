// ask: a conversation at a terminal. The fact worth most is asked for next, every reply shows how the answer moves, and
// it ends when nothing that is still open could change it, with the command line that says the same.
#include <cmath>
#include <csignal>
#include <iostream>
#include <sstream>

#include "pathfinder/advise/dialogue.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/report/render/text.hpp"
#include "pathfinder/wording/findings.hpp"
#include "pathfinder/wording/sentences.hpp"
#include "pathfinder/wording/typed.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"

namespace pathfinder::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

/// While it lives, Ctrl-C ends the reading of a line instead of the process.
class WatchInterrupt {
 public:
  WatchInterrupt() {
    struct sigaction action {};
    action.sa_handler = [](int) { interrupted = 1; };
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
      : session_(session), catalogue_(session.catalogue()), dialogue_(dialogue), say_(catalogue_, session.language) {}

  /// Asks until nothing is left to ask or the user leaves; the exit code.
  int run() {
    print(texts()("ask.intro"));
    print(answer());
    while (!dialogue_.open().empty()) {
      ask();
      const std::optional<std::string> line = read_line();
      if (!line) return leave();
      const std::string word = trimmed(*line);
      if (is_word("ask.words.quit", word)) {
        print(texts()("ask.left"));
        return exit_answered;
      }
      if (word.empty() || is_word("ask.words.skip", word)) {
        dialogue_.skip();
      } else if (is_word("ask.words.back", word)) {
        if (!dialogue_.back()) print(texts()("ask.first"));
        ++asked_;
        print(answer());
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

  /// Two lines of answer with what has changed since the last.
  std::string answer() {
    const Decision& decision = dialogue_.decision();
    const Assessment* winner = decision.winner();
    if (winner == nullptr) return texts()("report.none");
    const std::string option = say_.strategy_name(winner->strategy);
    std::string share;
    if (decision.confidence)
      share = texts()("compare.verdict." + std::string(word_of(decision.confidence->verdict)),
                      {{"share", percent(decision.confidence->first, say_.style())}});
    const std::string before = before_;
    const std::string before_share = before_share_;
    before_ = option;
    before_share_ = share;
    if (before.empty()) return texts()("ask.answer", {{"option", option}, {"share", share}});
    if (before != option)
      return texts()("ask.changed",
                     {{"option", option}, {"share", share}, {"before", before}, {"before_share", before_share}});
    if (before_share == share) return texts()("ask.same", {{"option", option}, {"share", share}});
    return texts()("ask.moved", {{"option", option}, {"share", share}, {"before_share", before_share}});
  }

  void ask() {
    const OpenQuestion& question = dialogue_.open().front();
    const FactSpec& spec = catalogue_.vocabulary.slots[question.slot];
    const Fact& fact = dialogue_.decision().facts[question.slot];
    session_.out << "\n";
    std::string text =
        texts()("ask.question", {{"number", std::to_string(++asked_)}, {"question", texts()(spec.question)}});
    if (question.value > 0) {
      text +=
          texts()("sentence.space") + texts()("ask.worth", {{"share", percent(question.share_of_doubt, say_.style())}});
    } else {
      text += texts()("sentence.space") + texts()("ask.chance", {{"share", percent(question.chance, say_.style())}});
    }
    print(text);
    Document levels;
    KeyValues rows;
    if (spec.type == FactType::category || spec.type == FactType::level) {
      for (std::size_t i = 0; i < spec.levels.size(); ++i) {
        const std::string name = spec.type == FactType::level ? json_number(spec.level_value(i)) : spec.levels[i].id;
        rows.rows.push_back({name, texts()(spec.levels[i].name), "", "", Emphasis::none});
      }
    } else if (spec.type == FactType::boolean) {
      rows.rows.push_back({texts()("ask.yes_no"), "", "", "", Emphasis::none});
    } else {
      rows.rows.push_back({texts()("ask.example", {{"example", spec.example}}), "", "", "", Emphasis::none});
    }
    levels.blocks.push_back(std::move(rows));
    TextLayout layout;
    layout.width = session_.environment.width;
    session_.out << render_text(levels, layout);
    session_.out << (std::isnan(fact.value) ? texts()("ask.prompt_unknown")
                                            : texts()("ask.prompt", {{"value", say_.fact_with_unit(spec, fact)}}));
    session_.out.flush();
  }

  std::optional<std::string> read_line() {
    std::string line;
    if (std::getline(session_.in, line) && interrupted == 0) return line;
    return std::nullopt;
  }

  /// Ctrl-D or Ctrl-C: what is known stands.
  int leave() {
    session_.out << "\n";
    session_.out.flush();
    if (interrupted != 0) {
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
    print(answer());
  }

  Session& session_;
  const Catalogue& catalogue_;
  Dialogue& dialogue_;
  Sentences say_;
  std::string before_, before_share_;
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

  interrupted = 0;
  const WatchInterrupt watch;
  const int code = Conversation(session, dialogue).run();
  session.out << "\n"
              << session.texts()("ask.command") << "\n  "
              << advise_command(dialogue.scenario(), catalogue, session.language) << "\n";
  for (const Argument& file : save) {
    write_whole_file(file.text, scenario_json(dialogue.scenario(), catalogue));
    session.out << session.texts()("ask.saved", {{"file", file.text}}) << "\n";
  }
  return code;
}

}  // namespace pathfinder::cli
