// backtest --kind cases: published decisions in, the program's answers beside what practitioners would accept.
#include <array>
#include <cmath>
#include <filesystem>
#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "pathfinder/backtest/cases.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/numbers.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "cli/advise_options.hpp"
#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

std::string_view word(Verdict verdict) {
  constexpr std::array<std::string_view, 4> words = {"clear", "leaning", "toss_up", "none"};
  return words.at(static_cast<std::size_t>(verdict));
}

void write_share(JsonWriter& json, std::string_view key, const CountedShare& share) {
  json.number(key, share.share);
  json.begin_object(std::string(key) + "_interval_90");
  json.number("low", share.low);
  json.number("high", share.high);
  json.end();
}

void write_words(JsonWriter& json, std::string_view key, const std::vector<std::string>& words) {
  json.begin_array(key);
  for (const std::string& one : words) json.text({}, one);
  json.end();
}

std::string to_json(const CasesReport& report) {
  JsonWriter json;
  json.begin_object();
  json.text("kind", "cases");
  json.flag("without_judged", report.without_judged);
  json.number("rows", static_cast<double>(report.rows));
  json.number("used", static_cast<double>(report.results.size()));
  json.begin_array("skipped");
  for (const auto& [id, reason] : report.skipped) {
    json.begin_object();
    json.text("id", id);
    json.text("reason", reason);
    json.end();
  }
  json.end();
  json.begin_object("summary");
  write_share(json, "acceptable_share", report.acceptable);
  write_share(json, "unacceptable_share", report.wrong);
  write_share(json, "top_two_acceptable_share", report.top_two);
  json.number("brier", report.brier);
  json.number("baseline_best_constant", report.baselines.front().acceptable.share);
  json.begin_array("reliability");
  for (const ReliabilityBin& bin : report.bins) {
    json.begin_object();
    json.text("verdict", word(bin.verdict));
    json.number("cases", static_cast<double>(bin.acceptable.of));
    json.number("mean_confidence", bin.mean_confidence);
    write_share(json, "acceptable_share", bin.acceptable);
    json.end();
  }
  json.end();
  json.begin_array("baselines");
  for (const AdvisorScore& one : report.baselines) {
    json.begin_object();
    json.text("advisor", one.advisor);
    if (!one.strategy.empty()) json.text("strategy", one.strategy);
    write_share(json, "acceptable_share", one.acceptable);
    write_share(json, "unacceptable_share", one.wrong);
    json.end();
  }
  json.end();
  json.begin_object("leave_one_source_out");
  json.number("sources", static_cast<double>(report.sources));
  write_share(json, "acceptable_share", report.left_out_acceptable);
  write_share(json, "unacceptable_share", report.left_out_wrong);
  json.end();
  json.end();
  json.begin_array("results");
  for (const CaseResult& one : report.results) {
    json.begin_object();
    json.text("id", one.id);
    json.text("strategy", one.strategy);
    if (!one.runner_up.empty()) json.text("runner_up", one.runner_up);
    write_words(json, "acceptable", one.acceptable);
    write_words(json, "unacceptable", one.unacceptable);
    json.flag("hit", one.hit);
    json.flag("miss", one.miss);
    json.text("verdict", word(one.verdict));
    json.number("confidence", one.confidence);
    json.number("brier", one.brier);
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

/// data/case_bank.json: how often answers were acceptable, by how sure they were; to four decimals.
std::string bank_file(const CasesReport& report, const std::string& runs, const Catalogue& catalogue) {
  JsonWriter json;
  const auto number = [&](std::string_view key, double value) { json.number(key, std::round(value * 1e4) / 1e4); };
  json.begin_object();
  json.text("as_of", catalogue.data_date);
  json.text("runs", runs);
  json.text("source", catalogue.case_bank.source);
  json.number("rows", static_cast<double>(report.results.size()));
  json.begin_array("bands");
  for (const ReliabilityBin& bin : report.bins) {
    if (bin.acceptable.of == 0) continue;
    json.begin_object();
    json.text("verdict", word(bin.verdict));
    json.number("rows", static_cast<double>(bin.acceptable.of));
    number("acceptable_share", bin.acceptable.share);
    number("low_share", bin.acceptable.low);
    number("high_share", bin.acceptable.high);
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

class CasesText {
 public:
  CasesText(const CasesReport& report, const Sentences& say) : report_(report), say_(say), texts_(say.texts()) {}

  Document document() {
    Document all;
    std::string headline = texts_("cases.headline", {{"used", std::to_string(report_.results.size())},
                                                     {"rows", std::to_string(report_.rows)},
                                                     {"acceptable", share(report_.acceptable)},
                                                     {"wrong", share(report_.wrong)}});
    all.blocks.push_back(
        Paragraph{headline, Emphasis::answer, report_.without_judged ? texts_("cases.without_judged") : ""});
    Table advisors;
    advisors.columns = {{texts_("cases.column.advisor"), ColumnRole::text, Align::left}};
    for (const std::string_view id : {"acceptable", "interval", "wrong", "interval"})
      advisors.columns.push_back({texts_("cases.column." + std::string(id)), ColumnRole::figure, Align::right});
    const auto add = [&](const std::string& name, const CountedShare& acceptable, const CountedShare& wrong,
                         Emphasis emphasis) {
      advisors.rows.push_back(
          {{name, share(acceptable), interval(acceptable), share(wrong), interval(wrong)}, emphasis});
    };
    add(texts_("cases.advisor.pathfinder"), report_.acceptable, report_.wrong, Emphasis::answer);
    add(texts_("cases.advisor.left_out"), report_.left_out_acceptable, report_.left_out_wrong, Emphasis::none);
    for (const AdvisorScore& one : report_.baselines)
      add(texts_("cases.advisor." + one.advisor, {{"strategy", one.strategy}}), one.acceptable, one.wrong,
          Emphasis::none);
    all.blocks.push_back(std::move(advisors));
    Table bins;
    bins.columns = {{texts_("cases.column.verdict"), ColumnRole::text, Align::left}};
    for (const std::string_view id : {"cases", "mean", "acceptable", "interval"})
      bins.columns.push_back({texts_("cases.column." + std::string(id)), ColumnRole::figure, Align::right});
    for (const ReliabilityBin& bin : report_.bins) {
      if (bin.acceptable.of == 0) continue;
      bins.rows.push_back(
          {{texts_("cases.verdict." + std::string(word(bin.verdict))), std::to_string(bin.acceptable.of),
            percent(bin.mean_confidence, say_.style()), share(bin.acceptable), interval(bin.acceptable)},
           Emphasis::none});
    }
    if (!bins.rows.empty()) {
      bins.caption =
          texts_("cases.brier", {{"brier", fmt::format("{:.3f}", report_.brier)}, {"top_two", share(report_.top_two)}});
      all.blocks.push_back(std::move(bins));
    }
    Table misses;
    for (const std::string_view id : {"case", "said", "mean", "accepted"})
      misses.columns.push_back({texts_("cases.column." + std::string(id)),
                                id == "mean" ? ColumnRole::figure : ColumnRole::text,
                                id == "mean" ? Align::right : Align::left});
    for (const CaseResult& one : report_.results) {
      if (one.hit) continue;
      std::string accepted;
      for (const std::string& strategy : one.acceptable)
        accepted += (accepted.empty() ? "" : texts_("list.comma")) + strategy;
      misses.rows.push_back({{one.id, one.strategy, percent(one.confidence, say_.style()), accepted},
                             one.miss ? Emphasis::warning : Emphasis::none});
    }
    if (!misses.rows.empty()) all.blocks.push_back(std::move(misses));
    for (const auto& [id, reason] : report_.skipped)
      all.blocks.push_back(Paragraph{texts_("cases.skipped", {{"id", id}, {"reason", reason}}), Emphasis::muted, ""});
    return all;
  }

 private:
  std::string share(const CountedShare& one) const { return percent(one.share, say_.style(), 1); }
  std::string interval(const CountedShare& one) const { return percent(one.low, one.high, say_.style()); }

  const CasesReport& report_;
  const Sentences& say_;
  const Texts& texts_;
};

}  // namespace

int command_backtest_cases(Session& session) {
  Findings findings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  Arguments arguments("backtest", texts);
  std::vector<Argument> kind, files, more_files, data, without, draws, errors;
  arguments.option("--kind", kind, "KIND", texts("backtest.option.kind", {{"kinds", "cases"}}), "group.input");
  arguments.option("--runs", files, "FILE", texts("backtest.option.runs"), "group.input");
  arguments.positional("FILE", more_files, texts("backtest.argument.runs"));
  arguments.option("--data", data, "DIR", texts("option.data"), "group.input");
  arguments.option("--without", without, "judged", texts("cases.option.without"));
  arguments.option("--draws", draws, "N", texts("option.draws"));
  arguments.option("--errors", errors, "FILE", texts("cases.option.errors"));
  OutputOptions output(session, arguments, "backtest.option.output");
  arguments.parse(session.args, findings);
  if (arguments.help_asked()) {
    session.out << arguments.help();
    return exit_answered;
  }
  output.read(findings);
  files.insert(files.end(), more_files.begin(), more_files.end());
  if (files.empty())
    findings.add("missing-argument", {"pathfinder backtest", 0, 0, "", "", 1}, {{"argument", "--runs"}});
  if (!without.empty() && without[0].text != "judged") refuse_word("--without", without[0], {"judged"}, findings);
  const AdviseOptions asked = advise_options(draws, {}, session.catalogue(), findings);
  findings.throw_if_any();

  std::vector<std::string_view> left_out;
  if (!without.empty()) left_out.assign(judged_facts().begin(), judged_facts().end());
  std::vector<CaseRow> cases;
  for (const Argument& file : files) {
    const std::optional<std::string> text = session.read_file(file, findings);
    if (!text) continue;
    for (CaseRow& row : read_cases(file.text, *text, session.catalogue(), left_out, findings))
      cases.push_back(std::move(row));
  }
  findings.throw_if_any();
  CasesReport report = run_cases(cases, session.catalogue(), asked.draws);
  report.without_judged = !without.empty();
  const Sentences say(session.catalogue(), session.language);
  if (!errors.empty()) {
    std::string runs;
    for (const Argument& file : files)
      runs += (runs.empty() ? "" : ", ") + std::filesystem::path(file.text).stem().string();
    write_whole_file(errors[0].text, bank_file(report, runs, session.catalogue()));
  }
  output.print(output.json() ? to_json(report) : render_text(CasesText(report, say).document(), output.layout()));
  return exit_answered;
}

}  // namespace pathfinder::cli
