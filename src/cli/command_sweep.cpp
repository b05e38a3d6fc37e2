// sweep: one scenario over ranges of a few of its facts; which option wins where.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <thread>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/shared.hpp"
#include "pathfinder/advise/sweep.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/report/build/sweep.hpp"
#include "pathfinder/report/render/sweep_page.hpp"
#include "pathfinder/report/render/sweep_table.hpp"
#include "pathfinder/report/render/text.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/interrupts.hpp"
#include "cli/ordered_work.hpp"
#include "cli/output_options.hpp"
#include "cli/progress.hpp"
#include "cli/table_commands.hpp"

namespace pathfinder::cli {
namespace {

constexpr std::size_t most_points = 250000;
constexpr std::size_t most_axes = 4;
constexpr std::array<std::string_view, 4> forms = {"text", "csv", "ndjson", "html"};
constexpr std::array<std::string_view, 4> endings = {".txt", ".csv", ".ndjson", ".html"};

SweepPoint point_of(const Decision& decision, std::vector<double> place) {
  SweepPoint point;
  point.at = std::move(place);
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return point;
  point.strategy = winner->strategy;
  if (decision.ranking.size() > 1 && decision.ranking[1].standing != Standing::blocked)
    point.runner_up = decision.ranking[1].strategy;
  if (decision.confidence) point.confidence = decision.confidence->first;
  point.score = winner->score;
  if (winner->estimate.total) point.total_usd = winner->estimate.total->central.value;
  return point;
}

/// The form asked for, of the file's ending where none is.
std::string_view form_of(const std::vector<Argument>& format, const std::vector<Argument>& output, Findings& findings) {
  if (!format.empty()) {
    const auto found = std::find(forms.begin(), forms.end(), format.front().text);
    if (found != forms.end()) return *found;
    refuse_word("--format", format.front(), {forms.begin(), forms.end()}, findings);
  }
  for (std::size_t i = 0; !output.empty() && i < forms.size(); ++i) {
    if (output.front().text.ends_with(endings[i])) return forms[i];
  }
  return forms.front();
}

/// A whole number of an option; `otherwise` where it is not given.
std::size_t number_of(const std::vector<Argument>& given, std::size_t otherwise, std::size_t least, std::size_t most,
                      Findings& findings) {
  if (given.empty()) return otherwise;
  const double number = parse_number(given.front().text).value_or(-1);
  if (number >= static_cast<double>(least) && number <= static_cast<double>(most) && number == std::floor(number))
    return static_cast<std::size_t>(number);
  findings.add("out-of-range", locate(given.front()),
               {{"key", given.front().option},
                {"expected", "@expected.between\t" + std::to_string(least) + "\t" + std::to_string(most)},
                {"found", given.front().text}});
  return otherwise;
}

std::vector<SweepAxis> axes_of(const std::vector<Argument>& vary, const Catalogue& catalogue, Findings& findings) {
  std::vector<SweepAxis> axes;
  for (const Argument& one : vary) {
    const std::optional<SweepAxis> axis = read_axis(
        one.text, catalogue, [&](int offset, int width) { return locate(one, offset, width); }, findings);
    if (!axis) continue;
    const bool twice =
        std::any_of(axes.begin(), axes.end(), [&](const SweepAxis& other) { return other.slot == axis->slot; });
    if (twice) findings.add("fact-twice", locate(one), {{"key", catalogue.vocabulary.slots[axis->slot].id}});
    axes.push_back(*axis);
  }
  if (vary.empty() || vary.size() > most_axes)
    findings.add("vary-count", {"pathfinder sweep", 0, 0, "", "", 1}, {{"most", std::to_string(most_axes)}});
  return axes;
}

/// Answers every place, on several threads, in their order; the first of them where the run is interrupted.
std::vector<SweepPoint> answer(const std::vector<std::vector<double>>& places, const std::vector<SweepAxis>& axes,
                               const Scenario& scenario, Session& session, const AdviseOptions& options,
                               std::vector<AdviseShared>& shared) {
  const Catalogue& catalogue = session.catalogue();
  std::vector<SweepPoint> points;
  const InterruptsNoted noted;
  Progress progress(session, session.texts()("progress.answering"));
  OrderedWork<std::vector<double>, SweepPoint> work(
      shared.size(),
      [&](const std::vector<double>& place, std::size_t thread) {
        return point_of(advise(at_place(scenario, axes, place), catalogue, options, shared[thread]), place);
      },
      [&](SweepPoint&& point) {
        points.push_back(std::move(point));
        progress.at(points.size(), places.size());
      },
      [] {});
  for (const std::vector<double>& place : places) {
    if (interrupted()) break;
    work.put(place);
  }
  if (interrupted()) work.abandon();
  work.finish();
  return points;
}

}  // namespace

int command_sweep(Session& session) {
  Findings findings, warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  std::vector<Argument> vary, sample, draws, keep, jobs, format, output, width;
  Arguments arguments("sweep", texts);
  FactOptions facts(session, arguments);
  arguments.option("--vary", vary, "FACT=RANGE", texts("sweep.option.vary"));
  arguments.option("--sample", sample, "N", texts("sweep.option.sample"));
  arguments.option("--draws", draws, "N", texts("sweep.option.draws"));
  arguments.option("--jobs", jobs, "N", texts("option.jobs"));
  arguments.option("--format", format, "text|csv|ndjson|html", texts("sweep.option.format"));
  arguments.option("--output", output, "FILE", texts("option.output"));
  arguments.option("--width", width, "N", texts("option.width"));
  if (arguments.done(session, findings)) return exit_answered;

  const Scenario scenario = facts.scenario(findings, warnings);
  const Catalogue& catalogue = session.catalogue();
  Sweep sweep;
  sweep.axes = axes_of(vary, catalogue, findings);
  const std::size_t sampled = number_of(sample, 0, 1, most_points, findings);
  const std::string_view form = form_of(format, output, findings);
  const std::size_t threads =
      number_of(jobs, std::max(1U, std::min(std::thread::hardware_concurrency(), 256U)), 1, 256, findings);
  const auto columns =
      static_cast<int>(number_of(width, static_cast<std::size_t>(session.environment.width), 40, 400, findings));
  constexpr std::size_t usual_draws = 500;
  AdviseOptions options = advise_options(draws, keep, catalogue, findings);
  if (draws.empty()) options.draws = usual_draws;
  options.side_by_side = options.flips = options.procurement = options.plans = options.words = false;
  double count = 1;
  for (const SweepAxis& axis : sweep.axes) count *= static_cast<double>(axis.values.size());
  if (sampled == 0 && count > static_cast<double>(most_points))
    findings.add("vary-many", locate(vary.front()), {{"count", std::to_string(static_cast<long long>(count))}});
  findings.throw_if_any();
  for (const Diagnostic& warning : warnings.all())
    if (!session.quiet) session.err << render_finding(warning, texts, true);
  session.check_outputs(output);

  std::optional<WeightDraws> weights;
  if (options.draws > 0) options.weights = &weights.emplace(catalogue, options.draws);
  std::vector<AdviseShared> shared;
  for (std::size_t i = 0; i < threads; ++i) shared.emplace_back(catalogue);
  const std::vector<std::vector<double>> places = sweep_places(sweep.axes, sampled, catalogue);
  sweep.points = answer(places, sweep.axes, scenario, session, options, shared);
  const bool cut_off = sweep.points.size() < places.size();
  sweep.grid = sampled == 0 && !cut_off;  // some points of a grid are points like any others
  if (cut_off) {
    session.err << texts("sweep.interrupted",
                         {{"count", std::to_string(sweep.points.size())}, {"all", std::to_string(places.size())}})
                << "\n";
    if (sweep.points.empty()) return exit_interrupted;
  }
  const Facts known = gather_facts(scenario, catalogue);
  for (const SweepAxis& axis : sweep.axes) sweep.own.push_back(known[axis.slot].value);
  if (sweep.grid && (form == "html" || (form == "text" && sweep.axes.size() == 1))) {
    AdviseOptions plain = options;
    plain.draws = 0;  // draws say how sure a winner is, not which it is
    find_crossings(sweep, catalogue, [&](const std::vector<double>& place) {
      const Decision there = advise(at_place(scenario, sweep.axes, place), catalogue, plain, shared.front());
      return there.winner() == nullptr ? std::string() : there.winner()->strategy;
    });
  }
  std::string text;
  if (form == "csv") {
    text = sweep_csv(sweep, catalogue);
  } else if (form == "ndjson") {
    text = sweep_ndjson(sweep, catalogue);
  } else if (form == "html") {
    text = sweep_html(sweep, catalogue, session.language);
  } else {
    TextLayout layout;
    layout.width = columns;
    layout.color = output.empty() && session.environment.out_is_terminal && !session.environment.no_color;
    text = render_text(build_sweep(sweep, catalogue, session.language, columns), layout);
  }
  if (output.empty()) session.out << text;
  std::vector<Session::Output> files;
  for (const Argument& file : output) files.push_back({file, text});
  session.write(files);
  return cut_off ? exit_interrupted : exit_answered;
}

}  // namespace pathfinder::cli
