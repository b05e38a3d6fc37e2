// estimate train|memory|serve|rag|cost: one figure with interval, lines, formula and source. The options become a
// question (estimate_questions); answers/ finds the figures and shows them.
#include <algorithm>
#include <iostream>
#include <span>

#include "pathfinder/answers/memory.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/estimate_questions.hpp"
#include "cli/memory_question.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

constexpr std::array<std::string_view, 5> kinds = {"train", "memory", "serve", "rag", "cost"};

constexpr std::string_view of_memory[] = {"--attention", "--loss", "--reading", "--train-embeddings",
                                          "--offload-activations"};
constexpr std::string_view of_training[] = {
    "--method",   "--optimizer", "--lora-targets", "--lora-rank", "--packed",    "--unpacked",
    "--sharding", "--batch",     "--micro-batch",  "--recompute", "--seq-len",   "--rounds",
    "--examples", "--tokens",    "--docs",         "--mean-len",  "--framework", "--offload"};
constexpr std::string_view of_serving[] = {"--cache-precision", "--attention-dp", "--engine",
                                           "--concurrency",     "--input-tokens", "--output-tokens",
                                           "--requests-per-s",  "--latency-ms",   "--ttft-ms"};

/// Options of the other estimates are refused with the place where they mean something.
void point_elsewhere(const std::string& kind, Arguments& arguments) {
  const auto point = [&](std::span<const std::string_view> options, const char* where) {
    for (const std::string_view option : options)
      arguments.elsewhere(option, "estimate.elsewhere." + std::string(where));
  };
  if (kind == "train" || kind == "memory") point(of_serving, "serving");
  if (kind == "train") point(of_memory, "memory");
  if (kind == "memory") arguments.elsewhere("--steady", "estimate.elsewhere.time");
  if (kind != "serve") return;
  point(of_memory, "training");
  point(of_training, "training");
  arguments.elsewhere("--cp", "estimate.elsewhere.sequences");
}

int overview(Session& session, bool asked) {
  const Texts& texts = session.texts();
  std::string out = texts("command.estimate") + "\n\n" + texts("help.usage") + ": pathfinder estimate KIND …\n\n";
  for (const std::string_view kind : kinds) {
    std::string name = "  " + std::string(kind);
    name.resize(10, ' ');
    out += name + texts("command.estimate " + std::string(kind)) + "\n";
  }
  out += "\n" + texts("help.example") + "\n  " + texts("example.estimate") + "\n";
  (asked ? session.out : session.err) << out;
  return asked ? exit_answered : exit_wrong_input;
}

}  // namespace

std::vector<std::string_view> estimate_kinds() {
  return {kinds.begin(), kinds.end()};
}

int command_estimate(Session& session) {
  if (session.args.empty()) return overview(session, false);
  const std::string kind = session.args.front();
  if (kind == "--help" || kind == "-h") return overview(session, true);
  Findings findings;
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    refuse_word("estimate", {kind, 2, ""}, estimate_kinds(), findings);
    findings.throw_if_any();
  }
  add_data_directories(session, findings);
  findings.throw_if_any();

  EstimateOptions ask(session, kind);
  const bool cost = kind == "cost";
  std::vector<Argument> named, data;
  bool explain = false;
  ask.arguments().positional("KIND", named, session.texts()("command.estimate " + kind), 0, 1);
  std::optional<FactOptions> facts;
  if (kind == "train" || kind == "memory") declare_training(ask, kind == "memory");
  if (kind == "memory") declare_memory(ask);
  if (kind == "serve") declare_serving(ask);
  if (kind == "rag") declare_retrieval(ask);
  if (cost) {
    declare_cost(ask);
    facts.emplace(session, ask.arguments());
  } else {
    ask.arguments().option("--data", data, "DIR", session.texts()("option.data"), "group.input");
  }
  std::vector<Argument> calibration_file;
  const bool calibrates = kind == "train" || kind == "memory" || kind == "serve";
  if (calibrates)
    ask.arguments().option("--calibration", calibration_file, "FILE", session.texts()("estimate.option.calibration"),
                           "group.input");
  ask.arguments().flag("--explain", explain, session.texts()("estimate.option.explain"));
  point_elsewhere(kind, ask.arguments());
  OutputOptions output(session, ask.arguments(), "option.output", !cost);
  if (ask.arguments().done(session, ask.findings())) return exit_answered;
  output.read(ask.findings());

  EstimateView view;
  view.language = session.language;
  view.explain = explain;
  const Catalogue& catalogue = session.catalogue();
  if (!calibration_file.empty()) session.add_calibration(calibration_file.front(), ask.findings());
  const Calibration& calibration = catalogue.calibration;
  Answer answer;
  if (cost) {
    answer = cost_answer(ask, *facts, view);
  } else if (kind == "serve") {
    const ServingQuestion question = serving_question(ask);
    ask.findings().throw_if_any();
    const EstimateConstants constants(catalogue);
    answer = answer_serving(question, catalogue, constants);
    for (ServingQuestion other = question; const Gpu& version : ask.other_versions()) {
      other.setup.gpu = version;
      widen(answer, answer_serving(other, catalogue, constants));
    }
    // Of a fleet only the times of the replica shown are shifted: how many there are rests on the model alone.
    const std::string system = serving_system(question.setup.gpu.id, question.setup.engine, catalogue.serving_profiles);
    for (AnswerFigure& figure : answer.figures) calibrate_figure(figure, offset_for(calibration, figure.id, system));
  } else if (kind == "rag") {
    const RetrievalQuestion question = retrieval_question(ask);
    ask.findings().throw_if_any();
    const EstimateConstants constants(catalogue);
    answer = answer_retrieval(question, catalogue, constants);
    for (RetrievalQuestion other = question; const Gpu& version : ask.other_versions()) {
      other.gpu = version;
      widen(answer, answer_retrieval(other, catalogue, constants));
    }
  } else {
    TrainingQuestion question = training_question(ask, kind == "memory");
    ask.findings().throw_if_any();
    question.memory_offset = offset_for(calibration, "peak_mem_gib", "");
    const EstimateConstants constants(catalogue);
    answer = kind == "train" ? answer_training(question, catalogue, constants)
                             : answer_memory(question, catalogue, constants);
    for (TrainingQuestion other = question; const Gpu& version : ask.other_versions()) {
      other.recipe.gpu = version;
      widen(answer, kind == "train" ? answer_training(other, catalogue, constants)
                                    : answer_memory(other, catalogue, constants));
    }
    if (kind == "train") {
      const CalibratedSystem offset = offset_for(calibration, "gpu_hours", "");
      for (AnswerFigure& figure : answer.figures) calibrate_figure(figure, offset);
    }
  }
  answer.inputs = std::move(ask.inputs());
  check_answer(answer);
  for (const Diagnostic& warning : ask.warnings().all())
    if (!session.quiet) session.err << render_finding(warning, session.texts(), true);
  output.print(output.json() ? estimate_json(answer, catalogue, view)
                             : render_text(build_estimate(answer, catalogue, view), output.layout()));
  return answer.figures.empty() ? exit_none_feasible : exit_answered;
}

}  // namespace pathfinder::cli
