// pilot: graded answers of an evaluation in, counted rates and the answer before and after out. What the files say is
// named once by --arm: the model as it is, with retrieval, tuned.
#include <algorithm>
#include <array>
#include <cmath>
#include <iostream>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/estimate/pilot.hpp"
#include "pathfinder/intake/evals.hpp"
#include "pathfinder/report/build/pilot.hpp"
#include "pathfinder/wording/typed.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"
#include "cli/table_commands.hpp"

namespace pathfinder::cli {
namespace {

constexpr std::string_view left_out = "none";  ///< --arm LABEL=none: an arm that is no part of the pilot

/// One --arm as typed.
struct ArmName {
  std::string label;
  std::optional<PilotArm> arm;  ///< nothing: left out
  const Argument* where = nullptr;
  bool used = false;
};

std::vector<ArmName> arm_names(const std::vector<Argument>& typed, Findings& findings) {
  std::vector<ArmName> names;
  for (const Argument& one : typed) {
    const std::size_t equals = one.text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
      findings.add("pilot-arm-syntax", locate(one), {{"found", one.text}});
      continue;
    }
    ArmName name{one.text.substr(0, equals), std::nullopt, &one};
    const std::string word = lower(std::string_view(one.text).substr(equals + 1));
    PilotArm arm{};
    if (read_word(word, arm)) {
      name.arm = arm;
    } else if (word != left_out) {
      std::vector<std::string_view> allowed(enum_words<PilotArm>.begin(), enum_words<PilotArm>.end());
      allowed.push_back(left_out);
      findings.add("unknown-word", locate(one, static_cast<int>(equals) + 1),
                   {{"key", "--arm"},
                    {"found", word},
                    {"near", std::string(near_miss(word, allowed))},
                    {"allowed", join(allowed)}});
      continue;
    }
    const bool twice =
        std::any_of(names.begin(), names.end(), [&](const ArmName& other) { return other.label == name.label; });
    if (twice) findings.add("fact-twice", locate(one), {{"key", name.label}});
    names.push_back(std::move(name));
  }
  return names;
}

std::string listed(const std::vector<std::string>& labels) {
  std::string list;
  for (const std::string& label : labels) list += (list.empty() ? "\"" : ", \"") + label + "\"";
  return list;
}

/// Every arm of the files with what it was: named on the line, or called so in the file.
std::vector<MappedArm> mapped_arms(const std::vector<EvalRun>& runs, std::vector<ArmName>& names, Findings& findings) {
  std::vector<MappedArm> mapped;
  std::vector<std::string> unnamed, labels;
  for (const EvalRun& run : runs) {
    for (const EvalArm& arm : run.arms) {
      labels.push_back(arm.label);
      std::optional<PilotArm> what;
      const auto named =
          std::find_if(names.begin(), names.end(), [&](const ArmName& one) { return one.label == arm.label; });
      if (named != names.end()) {
        named->used = true;
        if (!named->arm) continue;
        what = named->arm;
      } else if (PilotArm word{}; read_word(lower(arm.label), word)) {
        what = word;
      }
      if (!what) {
        unnamed.push_back(arm.label);
        continue;
      }
      const auto same =
          std::find_if(mapped.begin(), mapped.end(), [&](const MappedArm& one) { return one.arm == *what; });
      if (same != mapped.end()) {
        findings.add("pilot-arm-twice", {run.file, 0, 0, "", "", 1},
                     {{"arm", std::string(word_of(*what))}, {"labels", listed({same->answers->label, arm.label})}});
        continue;
      }
      mapped.push_back({*what, &run, &arm});
    }
  }
  for (const ArmName& name : names) {
    if (name.used || name.where == nullptr) continue;
    std::vector<std::string_view> known(labels.begin(), labels.end());
    findings.add(
        "pilot-arm-unknown", locate(*name.where),
        {{"label", name.label}, {"near", std::string(near_miss(name.label, known))}, {"allowed", listed(labels)}});
  }
  if (!unnamed.empty())
    findings.add("pilot-arms", {"pathfinder pilot", 0, 0, "", "", 1},
                 {{"labels", listed(unnamed)}, {"example", unnamed.front()}});
  std::stable_sort(mapped.begin(), mapped.end(), [](const MappedArm& a, const MappedArm& b) { return a.arm < b.arm; });
  return mapped;
}

/// Arms must differ in what they are compared on: the model with and without retrieval is one model.
void check_arms(const std::vector<MappedArm>& arms, const Pilot& pilot, Findings& findings) {
  for (std::size_t i = 0; i < arms.size(); ++i) {
    if (!(pilot.arms[i].of > 0))
      findings.add("pilot-nothing-graded", {arms[i].run->file, 0, 0, "", "", 1}, {{"file", arms[i].answers->label}});
    for (std::size_t k = i + 1; k < arms.size(); ++k) {
      if (arms[k].arm == PilotArm::tuned) continue;
      const std::string& one = arms[i].answers->model;
      const std::string& other = arms[k].answers->model;
      if (!one.empty() && !other.empty() && one != other)
        findings.add("pilot-models", {arms[k].run->file, 0, 0, "", "", 1}, {{"first", one}, {"second", other}});
    }
  }
}

/// What the pilot tells as facts; what the user says stays the user's.
std::vector<GivenFact> facts_found(const Pilot& pilot, const Scenario& said, const Catalogue& catalogue,
                                   Findings& findings) {
  const FactSlots& slots = catalogue.slots;
  std::vector<GivenFact> found;
  const auto given = [&](std::size_t slot) {
    return std::any_of(said.given.begin(), said.given.end(),
                       [slot](const GivenFact& one) { return one.slot == slot && one.origin != Origin::preset; });
  };
  const std::array<std::size_t, pilot_arms> rates = {slots.base_accuracy, slots.rag_accuracy, slots.tuned_accuracy};
  for (const ArmCount& arm : pilot.arms) {
    const std::size_t slot = rates[static_cast<std::size_t>(arm.arm)];
    const Location where{arm.file, 0, 0, "", "", 1};
    if (given(slot)) {
      findings.add("pilot-fact-twice", where, {{"fact", catalogue.vocabulary.slots[slot].id}});
      continue;
    }
    const CountedRate rate = wilson_interval(arm.right, arm.of);
    found.push_back({slot, rate.value, rate.low, rate.high, Origin::measured, {}, where});
  }
  const auto length = [&](std::size_t slot, const std::optional<double>& mean, const std::string& file) {
    if (!mean || *mean < 1 || given(slot)) return;
    const double whole = std::nearbyint(*mean);
    found.push_back({slot, whole, whole, whole, Origin::measured, {}, {file, 0, 0, "", "", 1}});
  };
  if (pilot.arms.empty()) return found;
  const ArmCount& first = pilot.arms.front();
  // With retrieval the prompt holds passages, which are counted apart.
  if (first.arm == PilotArm::base) length(slots.prompt_tokens, first.usage.prompt_tokens.mean(), first.file);
  length(slots.answer_tokens, first.usage.answer_tokens.mean(), first.file);
  return found;
}

}  // namespace

int command_pilot(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  std::vector<Argument> files, arm_options, metric, threshold, draws, keep;
  Arguments arguments("pilot", texts);
  arguments.positional("FILE", files, texts("pilot.arguments"), 1, 20);
  arguments.option("--arm", arm_options, "LABEL=base|rag|tuned|none", texts("pilot.option.arm"), "group.input");
  arguments.option("--metric", metric, "NAME", texts("pilot.option.metric"), "group.input");
  arguments.option("--threshold", threshold, "0.5", texts("pilot.option.threshold"), "group.input");
  FactOptions facts(session, arguments);
  arguments.option("--draws", draws, "N", texts("option.draws"));
  arguments.option("--keep", keep, "FACT", texts("option.keep"));
  arguments.takes([&] { return fact_ids(session.catalogue()); });
  OutputOptions output(session, arguments, "pilot.option.output", false);
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);

  EvalAsk ask;
  if (!metric.empty()) ask.metric = metric.front().text;
  if (!threshold.empty()) {
    ask.threshold = parse_number(threshold.front().text, Percent::accepted);
    if (!ask.threshold || !(*ask.threshold > 0 && *ask.threshold <= 1)) {
      findings.add(
          "out-of-range", locate(threshold.front()),
          {{"key", "--threshold"}, {"expected", "@expected.between\t0\t1"}, {"found", threshold.front().text}});
    }
  }
  std::vector<ArmName> names = arm_names(arm_options, findings);
  PilotReport report;
  for (const Argument& file : files) {
    if (const std::optional<std::string> text = session.read_file(file, findings))
      report.runs.push_back(read_evaluation(file.text, *text, ask, findings));
  }
  const Scenario before = facts.scenario(findings, warnings);
  AdviseOptions options = advise_options(draws, keep, session.catalogue(), findings);
  findings.throw_if_any();
  const std::vector<MappedArm> arms = mapped_arms(report.runs, names, findings);
  findings.throw_if_any();
  report.pilot = count_pilot(arms);
  check_arms(arms, report.pilot, findings);
  const Catalogue& catalogue = session.catalogue();
  report.found = facts_found(report.pilot, before, catalogue, findings);
  Scenario after = before;
  for (const GivenFact& fact : report.found) after.say(fact);
  add_contradictions(
      after, catalogue, texts, [&](const Consistency& rule) { return said_last(rule, after); }, findings, warnings);
  findings.throw_if_any();

  options.procurement = options.plans = options.reports = false;
  options.flips = options.draws > 0;
  const WeightDraws weights(catalogue, std::max<std::size_t>(options.draws, 1));
  options.weights = &weights;
  report.before = advise(before, catalogue, options);
  report.after = advise(after, catalogue, options);
  std::vector<Session::Output> outputs;
  const std::string scenario = scenario_json(after, catalogue);
  for (const Argument& file : output.files()) outputs.push_back({file, scenario});
  session.write(outputs);
  const bool to_standard_output =
      std::any_of(outputs.begin(), outputs.end(), [](const Session::Output& one) { return one.file.text == "-"; });
  if (!to_standard_output) {
    session.out << (output.json() && outputs.empty()
                        ? pilot_json(report, catalogue, session.language)
                        : render_text(build_pilot(report, catalogue, session.language), output.layout()));
  }
  return report.after.winner() == nullptr ? exit_none_feasible : exit_answered;
}

}  // namespace pathfinder::cli
