// diff OLD.json NEW.json: what differs between two saved decisions, and what moved the answer.
// diff --data OLDDIR --data NEWDIR scenarios.ndjson: which of the saved scenarios get another answer from other data.
#include <charconv>
#include <cmath>
#include <iostream>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/compare/diff.hpp"
#include "pathfinder/compare/replay.hpp"
#include "pathfinder/report/build/diff.hpp"
#include "pathfinder/report/render/markdown.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/wording/findings.hpp"
#include "pathfinder/wording/numbers.hpp"

#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

/// What must have happened for anything to be said.
enum class Only { any, flip, increase, policy };

bool asked_for(const DecisionDiff& diff, Only only) {
  switch (only) {
    case Only::flip:
      return diff.flipped();
    case Only::increase:
      return diff.costs_more();
    case Only::policy:
      return !diff.policies.empty();
    case Only::any:
      break;
  }
  return diff.changed();
}

/// One scenario under both sets of data.
struct ChangeLine {
  std::string id;
  DecisionDiff diff;
};

class Differ {
 public:
  explicit Differ(Session& session) : session_(session), texts_(session.texts()) {}

  int run() {
    std::vector<Argument> files, data, prices, only, least;
    bool exit_code = false;
    Arguments arguments("diff", texts_);
    arguments.option("--data", data, "DIR", texts_("option.diff_data"), "group.input");
    arguments.option("--prices", prices, "FILE", texts_("option.diff_prices"), "group.input");
    arguments.option("--only-if", only, "flip|increase|policy", texts_("option.only_if"));
    arguments.option("--min-change", least, "SHARE", texts_("option.min_change"));
    arguments.flag("--exit-code", exit_code, texts_("option.exit_code"));
    OutputOptions output(session_, arguments, "option.output", true, {"markdown"});
    arguments.positional("OLD.json NEW.json | SCENARIOS.ndjson", files, texts_("diff.arguments"), 1, 2);
    if (arguments.done(session_, findings_)) return exit_answered;
    output.read(findings_);
    read(only, least);
    if (data.size() > 2) findings_.add("diff-data-count", locate(data[2]), {});
    if (data.empty() && files.size() == 1) findings_.add("diff-needs-two", locate(files[0]), {});
    if (!data.empty() && files.size() == 2) findings_.add("diff-one-file", locate(files[1]), {});
    findings_.throw_if_any();
    if (!data.empty()) return over_data(data, prices, files[0], exit_code, output);
    add_prices(session_, prices);

    const StoredDecision before = saved(files[0]);
    const StoredDecision after = saved(files[1]);
    findings_.throw_if_any();
    DecisionDiff diff = compare_decisions(before, after, session_.catalogue(), min_change_);
    if (!asked_for(diff, only_)) {
      // A file that was named says that there is nothing to say; JSON says it in JSON.
      DecisionDiff nothing;
      nothing.winner_before = diff.winner_before;
      nothing.winner_after = diff.winner_after;
      nothing.verdict_before = diff.verdict_before;
      nothing.verdict_after = diff.verdict_after;
      output.print(output.json() ? diff_json(nothing) : std::string());
      return exit_answered;
    }
    try_facts_alone(diff, before, after, session_.catalogue());
    output.print(output.json() ? diff_json(diff)
                               : rendered(build_diff(diff, session_.catalogue(), session_.language), output));
    return exit_code ? exit_check_failed : exit_answered;
  }

 private:
  std::string rendered(const Document& document, const OutputOptions& output) const {
    return output.markdown() ? render_markdown(document, texts_, "diff") : render_text(document, output.layout());
  }

  void read(const std::vector<Argument>& only, const std::vector<Argument>& least) {
    if (!only.empty()) {
      const std::string& word = only.front().text;
      if (word == "flip") {
        only_ = Only::flip;
      } else if (word == "increase") {
        only_ = Only::increase;
      } else if (word == "policy") {
        only_ = Only::policy;
      } else {
        refuse_word("--only-if", only.front(), {"flip", "increase", "policy"}, findings_);
      }
    }
    if (!least.empty()) {
      min_change_ = parse_number(least.front().text, Percent::accepted).value_or(-1);
      if (!(min_change_ >= 0 && min_change_ <= 10)) {
        findings_.add(
            "out-of-range", locate(least.front()),
            {{"key", "--min-change"}, {"expected", "@expected.between\t0\t10"}, {"found", least.front().text}});
      }
    }
  }

  StoredDecision saved(const Argument& file) {
    const std::optional<std::string> text = session_.read_file(file, findings_);
    return text ? read_for_comparison(parse_json(file.text, *text, findings_), findings_) : StoredDecision();
  }

  void add_prices(Session& session, const std::vector<Argument>& prices) {
    Findings warnings;  // of quotes that are no longer valid: what is answered again is as old as they are
    if (!prices.empty()) session.add_prices(prices.front(), findings_, warnings);
  }

  // --- the same scenarios under two sets of data ---

  int over_data(const std::vector<Argument>& data, const std::vector<Argument>& prices, const Argument& file,
                bool exit_code, const OutputOptions& output) {
    const std::optional<std::string> text = session_.read_file(file, findings_);
    Session old_data(session_.environment, session_.args, session_.in, session_.out, session_.err);
    Session new_data(session_.environment, session_.args, session_.in, session_.out, session_.err);
    old_data.language = new_data.language = session_.language;
    // With one folder the built-in data is the older.
    if (data.size() == 2) old_data.add_data_directory(data[0], findings_);
    new_data.add_data_directory(data.back(), findings_);
    findings_.throw_if_any();
    for (Session* session : {&old_data, &new_data}) add_prices(*session, prices);
    findings_.throw_if_any();
    const Catalogue& older = old_data.catalogue();
    const Catalogue& newer = new_data.catalogue();

    std::vector<ChangeLine> changed;
    std::size_t answered = 0;
    bool wrong = false;
    for_each_line(*text, [&](std::string_view words, int number) {
      const std::string line(words);
      Findings findings;
      const std::optional<Decision> before = decide(file.text, line, older, findings);
      const std::optional<Decision> after = before ? decide(file.text, line, newer, findings) : std::nullopt;
      if (!findings.empty()) {
        wrong = true;
        std::vector<Diagnostic> found = findings.all();
        for (Diagnostic& one : found) one.where.line = number;
        session_.err << render_findings(found, texts_);
        return;
      }
      ++answered;
      DecisionDiff diff = compare_decisions({*before, older}, {*after, newer}, newer, min_change_);
      if (!(only_ == Only::any ? diff.flipped() : asked_for(diff, only_))) return;
      changed.push_back({id_, std::move(diff)});
    });
    if (output.json()) {
      output.print(as_json(changed, answered));
    } else {
      output.print(changed.empty() ? std::string() : as_text(changed, answered, newer, output));
    }
    if (wrong) return exit_wrong_input;
    return exit_code && !changed.empty() ? exit_check_failed : exit_answered;
  }

  std::optional<Decision> decide(const std::string& name, const std::string& line, const Catalogue& catalogue,
                                 Findings& findings) {
    Findings warnings;
    const JsonDocument document = parse_json(name, line, findings);
    if (!findings.empty()) return std::nullopt;
    FactReader reader(catalogue, findings, warnings);
    FactSources sources = fact_sources(session_, findings, warnings);
    sources.own_model = nullptr;  // the two sides may have catalogues of their own
    reader.use(std::move(sources));
    const Scenario scenario = reader.read_scenario(document);
    add_contradictions(
        scenario, catalogue, texts_, [&](const Consistency&) { return JsonValue(document, 0).locate(); }, findings,
        warnings);
    if (!findings.empty()) return std::nullopt;
    id_ = scenario.id.empty() ? scenario.title : scenario.id;
    AdviseOptions options;
    options.draws = 0;
    options.flips = false;
    return advise(scenario, catalogue, options);
  }

  std::string as_text(const std::vector<ChangeLine>& changed, std::size_t answered, const Catalogue& catalogue,
                      const OutputOptions& output) const {
    Document all;
    all.blocks.push_back(Paragraph{
        texts_("diff.over_data", {{"changed", std::to_string(changed.size())}, {"all", std::to_string(answered)}}),
        Emphasis::answer, ""});
    for (const ChangeLine& line : changed) {
      all.blocks.push_back(Heading{line.id.empty() ? texts_("diff.unnamed") : line.id, 1});
      // The answer and what moved it; diff of two saved decisions says more.
      Document one = build_diff(line.diff, catalogue, session_.language);
      constexpr std::size_t most_blocks = 2;
      if (one.blocks.size() > most_blocks) one.blocks.resize(most_blocks);
      for (Block& block : one.blocks) all.blocks.push_back(std::move(block));
    }
    return rendered(all, output);
  }

  static std::string as_json(const std::vector<ChangeLine>& changed, std::size_t answered) {
    JsonWriter json;
    json.begin_object();
    json.text("schema", "pathfinder/diff-data/1");
    json.number("scenarios", static_cast<double>(answered));
    json.begin_array("changed");
    for (const ChangeLine& line : changed) {
      json.begin_object();
      json.text("id", line.id);
      std::string diff = diff_json(line.diff);
      diff.pop_back();
      json.raw("diff", diff);
      json.end();
    }
    json.end();
    json.end();
    return json.take();
  }

  Session& session_;
  const Texts& texts_;
  Findings findings_;
  Only only_ = Only::any;
  double min_change_ = 0;
  std::string id_;  ///< of the scenario decided last
};

}  // namespace

int command_diff(Session& session) {
  return Differ(session).run();
}

}  // namespace pathfinder::cli
