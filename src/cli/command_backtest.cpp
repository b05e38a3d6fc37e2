// backtest: published runs in, predictions beside measurements out, with the errors they add up to; --refit fits the
// constants again. What a kind is lives in backtest/; here stand its files, tables and JSON.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "pathfinder/backtest/backtest.hpp"
#include "pathfinder/backtest/constants_file.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/numbers.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t least_family_rows = 5;
constexpr std::size_t worst_rows = 10;
constexpr int id_width = 44;  ///< columns; JSON has the whole id

/// The reports of a command as one answer.
class BacktestText {
 public:
  explicit BacktestText(const Sentences& say) : say_(say), texts_(say.texts()) {}

  Document document(const std::vector<BacktestReport>& reports) const {
    Document all;
    for (const BacktestReport& report : reports) append(report, all);
    return all;
  }

  /// The README's table: a row per group, what was left out beside it where there is a report of it.
  std::string markdown(const std::vector<BacktestReport>& shipped, const std::vector<BacktestReport>& left_out) const {
    std::vector<std::string> headers;
    for (const std::string_view header :
         {"table.figure", "column.rows", "column.median", "column.w125", "column.w15", "column.w2", "column.coverage",
          "column.width", "table.left_out_median", "table.left_out_w125", "table.left_out_w15",
          "table.left_out_coverage", "table.baseline"}) {
      headers.push_back(texts_("backtest." + std::string(header)));
    }
    std::string out = markdown_row(headers);
    out += "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
    for (std::size_t k = 0; k < shipped.size(); ++k) {
      for (std::size_t g = 0; g < shipped[k].groups.size(); ++g) {
        const GroupSummary& group = shipped[k].groups[g];
        if (group.errors.figures == 0) continue;
        std::vector<std::string> cells = {texts_("backtest.kind." + shipped[k].kind) + ": " + name(group)};
        add_errors(group.errors, cells);
        if (k < left_out.size()) {
          const ErrorSummary& errors = left_out[k].groups[g].errors;
          cells.push_back(three_digits(errors.median_abs_log_error));
          for (const double one : {errors.within_1_25, errors.within_1_5, errors.coverage_p10_p90}) {
            cells.push_back(share(one));
          }
        } else {
          cells.insert(cells.end(), 4, "");
        }
        std::string baselines;
        for (const BaselineSummary& one : group.baselines) {
          baselines += (baselines.empty() ? "" : "; ") + texts_("backtest." + std::string(one.baseline)) + " " +
                       three_digits(one.errors.median_abs_log_error) + ", " + share(one.errors.within_1_5);
        }
        cells.push_back(baselines);
        out += markdown_row(cells);
      }
    }
    return out;
  }

  std::string reason(const SkippedRow& skip) const { return texts_(skip.reason, {{"0", skip.argument}}); }

 private:
  static std::string markdown_row(const std::vector<std::string>& cells) {
    std::string row = "|";
    for (const std::string& cell : cells) {
      row += ' ';
      for (const char c : cell) row += c == '|' ? std::string("\\|") : std::string(1, c);
      row += " |";
    }
    return row + "\n";
  }

  void append(const BacktestReport& report, Document& all) const {
    const std::string kind = texts_("backtest.kind." + report.kind);
    all.blocks.push_back(Paragraph{
        texts_(report.apart > 0 ? "backtest.used.apart" : "backtest.used", {{"kind", kind},
                                                                            {"used", std::to_string(report.used)},
                                                                            {"rows", std::to_string(report.rows)},
                                                                            {"apart", std::to_string(report.apart)}}),
        Emphasis::answer, ""});
    all.blocks.push_back(Paragraph{basis(report), Emphasis::none, ""});
    all.blocks.push_back(groups(report));
    families(report, all);
    worst(report, all);
    if (report.refitted && !report.constants.empty()) constants(report, all);
    reasons(report, all);
  }

  std::string basis(const BacktestReport& report) const {
    const std::string rows = std::to_string(report.fitted_on);
    if (!report.refitted) return texts_("backtest.in_sample");
    if (report.fitted_on == 0) return texts_("backtest.refit.nothing");
    if (report.left_out.empty()) return texts_("backtest.refit.all", {{"rows", rows}});
    if (report.left_out != "each") {
      return texts_("backtest.refit.one", {{"left_out", report.left_out}, {"rows", rows}});
    }
    std::string sentence = texts_("backtest.refit.each", {{"rows", rows}});
    if (!std::isnan(report.nested_coverage)) {
      sentence += texts_("list.semicolon") +
                  texts_("backtest.refit.nested", {{"share", percent(report.nested_coverage, say_.style())}});
    }
    return sentence;
  }

  Table error_table(std::string_view first) const {
    Table table;
    table.columns.push_back({texts_(first), ColumnRole::text, Align::left});
    for (const std::string_view header : {"rows", "median", "w125", "w15", "w2", "coverage", "width"}) {
      table.columns.push_back({texts_("backtest.column." + std::string(header)), ColumnRole::figure, Align::right});
    }
    return table;
  }

  void add_errors(const ErrorSummary& errors, std::vector<std::string>& cells) const {
    cells.push_back(std::to_string(errors.figures));
    cells.push_back(three_digits(errors.median_abs_log_error));
    for (const double one : {errors.within_1_25, errors.within_1_5, errors.within_2, errors.coverage_p10_p90}) {
      cells.push_back(share(one));
    }
    const double width = errors.median_high_over_low;
    cells.push_back(std::isnan(width) ? "" : two_decimals(width));
  }

  Table groups(const BacktestReport& report) const {
    Table table = error_table("backtest.column.group");
    for (const GroupSummary& group : report.groups) {
      if (group.errors.figures == 0) continue;
      std::vector<std::string> cells = {name(group)};
      add_errors(group.errors, cells);
      table.rows.push_back({std::move(cells), Emphasis::none});
      for (const BaselineSummary& baseline : group.baselines) {
        cells = {"  – " + texts_("backtest." + std::string(baseline.baseline))};
        add_errors(baseline.errors, cells);
        table.rows.push_back({std::move(cells), Emphasis::muted});
      }
    }
    table.caption = texts_("backtest.caption");
    return table;
  }

  void families(const BacktestReport& report, Document& all) const {
    Table table = error_table("backtest.column.family");
    for (const GroupSummary& family : report.families) {
      if (family.errors.figures < least_family_rows) continue;
      std::vector<std::string> cells = {family.group};
      add_errors(family.errors, cells);
      table.rows.push_back({std::move(cells), Emphasis::none});
    }
    if (table.rows.size() < 2) return;
    all.blocks.push_back(
        Heading{texts_("backtest.heading.families", {{"count", std::to_string(least_family_rows)}}), 2});
    all.blocks.push_back(std::move(table));
  }

  void worst(const BacktestReport& report, Document& all) const {
    struct Far {
      const FigureRow* row;
      const Figure* figure;
    };
    std::vector<Far> far;
    for (const FigureRow& row : report.results) {
      for (const Figure& figure : row.figures) {
        const auto headline = report.groups.empty()
                                  ? figure.groups.end()
                                  : std::find(figure.groups.begin(), figure.groups.end(), report.groups.front().group);
        if (figure.counted && std::isfinite(figure.log_error()) && headline != figure.groups.end()) {
          far.push_back({&row, &figure});
        }
      }
    }
    if (far.empty()) return;
    std::stable_sort(far.begin(), far.end(), [](const Far& a, const Far& b) {
      return std::fabs(a.figure->log_error()) > std::fabs(b.figure->log_error());
    });
    Table table;
    for (const auto& [header, role] :
         {std::pair("row", ColumnRole::text), std::pair("predicted", ColumnRole::figure),
          std::pair("measured", ColumnRole::figure), std::pair("off", ColumnRole::figure)}) {
      table.columns.push_back({texts_("backtest.column." + std::string(header)), role,
                               role == ColumnRole::figure ? Align::right : Align::left});
    }
    const NumberStyle& style = say_.style();
    for (std::size_t i = 0; i < std::min(worst_rows, far.size()); ++i) {
      const Figure& figure = *far[i].figure;
      const double ratio = figure.central / figure.observed;
      const double factor = std::max(ratio, 1 / ratio);
      table.rows.push_back(
          {{shortened(far[i].row->id, id_width), to_text(figure.central, style), to_text(figure.observed, style),
            texts_(ratio > 1 ? "backtest.too_high" : "backtest.too_low", {{"times", two_decimals(factor) + "×"}})},
           Emphasis::none});
    }
    const std::string unit(far.front().figure->unit);
    all.blocks.push_back(Heading{texts_("backtest.heading.worst", {{"unit", unit}}), 2});
    all.blocks.push_back(std::move(table));
  }

  void constants(const BacktestReport& report, Document& all) const {
    Table table;
    for (const auto& [header, role] :
         {std::pair("constant", ColumnRole::text), std::pair("prior", ColumnRole::figure),
          std::pair("shipped", ColumnRole::figure), std::pair("refitted", ColumnRole::figure)}) {
      table.columns.push_back({texts_("backtest.column." + std::string(header)), role,
                               role == ColumnRole::figure ? Align::right : Align::left});
    }
    const NumberStyle& style = say_.style();
    for (const ConstantChange& change : report.constants) {
      table.rows.push_back({{change.id, change.fitted ? to_text(change.prior, style) : std::string(),
                             to_text(change.shipped, style), to_text(change.refitted, style)},
                            change.fitted ? Emphasis::none : Emphasis::muted});
    }
    all.blocks.push_back(Heading{texts_("backtest.heading.constants"), 2});
    all.blocks.push_back(std::move(table));
  }

  /// How many rows were skipped or left out, by reason.
  void reasons(const BacktestReport& report, Document& all) const {
    struct Reason {
      std::string id;
      std::string arguments;  ///< those that differ, joined
      std::vector<std::string> rows;
    };
    const auto list = [&](std::string_view heading, const std::vector<SkippedRow>& rows) {
      if (rows.empty()) return;
      std::vector<Reason> reasons;
      for (const SkippedRow& row : rows) {
        auto found =
            std::find_if(reasons.begin(), reasons.end(), [&](const Reason& one) { return one.id == row.reason; });
        if (found == reasons.end()) {
          found = reasons.insert(reasons.end(), {row.reason, row.argument, {}});
        } else if (found->arguments.find(row.argument) == std::string::npos) {
          found->arguments += texts_("list.semicolon") + row.argument;
        }
        found->rows.push_back(row.id);
      }
      Table table;
      table.columns = {{texts_("backtest.column.reason"), ColumnRole::text, Align::left},
                       {texts_("backtest.column.rows"), ColumnRole::figure, Align::right},
                       {texts_("backtest.column.row"), ColumnRole::text, Align::left}};
      for (const auto& [why, arguments, ids] : reasons) {
        constexpr std::size_t shown = 3;
        constexpr int arguments_width = 80;
        std::string some;
        for (std::size_t i = 0; i < std::min(shown, ids.size()); ++i)
          some += (i > 0 ? ", " : "") + shortened(ids[i], id_width);
        if (ids.size() > shown) some += ", …";
        table.rows.push_back(
            {{texts_(why, {{"0", shortened(arguments, arguments_width)}}), std::to_string(ids.size()), some},
             Emphasis::none});
      }
      all.blocks.push_back(Heading{texts_(heading), 2});
      all.blocks.push_back(std::move(table));
    };
    list("backtest.heading.skipped", report.skipped);
    std::vector<SkippedRow> left_out;
    for (const FigureRow& row : report.results) {
      if (!row.left_out.empty()) left_out.push_back({row.id, row.left_out, ""});
    }
    list("backtest.heading.left_out", left_out);
  }

  std::string name(const GroupSummary& group) const { return texts_("backtest.group." + group.group); }
  std::string share(double value) const { return std::isnan(value) ? std::string() : percent(value, say_.style()); }
  static std::string three_digits(double value) {
    return std::isnan(value) ? std::string() : fmt::format("{:.3f}", value);
  }
  static std::string two_decimals(double value) { return fmt::format("{:.2f}", value); }

  const Sentences& say_;
  const Texts& texts_;
};

void write_summary(std::string_view key, const ErrorSummary& errors, bool baseline, JsonWriter& json) {
  json.begin_object(key);
  json.number("median_abs_log_error", errors.median_abs_log_error);
  json.number("within_1_25", errors.within_1_25);
  json.number("within_1_5", errors.within_1_5);
  json.number("within_2", errors.within_2);
  if (!baseline) {
    json.number("coverage_p10_p90", errors.coverage_p10_p90);
    json.number("median_high_over_low", errors.median_high_over_low);
  }
  json.end();
}

void write_groups(std::string_view key, std::string_view name, const std::vector<GroupSummary>& groups,
                  JsonWriter& json) {
  json.begin_array(key);
  for (const GroupSummary& group : groups) {
    if (group.errors.figures == 0) continue;
    json.begin_object();
    json.text(name, group.group);
    json.text("quantity", group.quantity);
    json.number("rows", static_cast<double>(group.errors.figures));
    write_summary("summary", group.errors, false, json);
    if (!group.baselines.empty()) {
      json.begin_object("baselines");
      for (const BaselineSummary& one : group.baselines) {
        write_summary(one.baseline.substr(one.baseline.find('.') + 1), one.errors, true, json);
      }
      json.end();
    }
    json.end();
  }
  json.end();
}

/// Predictions beside measurements, with groups and, of a refit, constants behind it.
void write_report(const BacktestReport& report, const BacktestText& text, const Texts& texts, JsonWriter& json) {
  json.begin_object();
  json.text("kind", report.kind);
  json.number("rows", static_cast<double>(report.rows));
  json.number("used", static_cast<double>(report.used));
  json.begin_array("skipped");
  for (const SkippedRow& row : report.skipped) {
    json.begin_object();
    json.text("id", row.id);
    json.text("reason", text.reason(row));
    json.end();
  }
  json.end();
  write_summary("summary", report.summary, false, json);
  json.begin_array("results");
  for (const FigureRow& row : report.results) {
    for (const Figure& figure : row.figures) {
      json.begin_object();
      json.text("id", row.id);
      json.text("quantity", figure.quantity);
      json.text("unit", figure.unit);
      json.number("low", figure.low);
      json.number("central", figure.central);
      json.number("high", figure.high);
      json.number("observed", figure.observed);
      json.number("log_error", figure.log_error());
      json.end();
    }
  }
  json.end();
  json.begin_array("left_out");
  for (const FigureRow& row : report.results) {
    if (row.left_out.empty()) continue;
    json.begin_object();
    json.text("id", row.id);
    json.text("reason", texts(row.left_out));
    json.end();
  }
  json.end();
  write_groups("groups", "group", report.groups, json);
  write_groups("families", "family", report.families, json);
  if (report.refitted) {
    json.begin_object("refit");
    json.text("leave_out", report.left_out);
    json.number("rows", static_cast<double>(report.fitted_on));
    json.number("nested_coverage", report.nested_coverage);
    json.begin_array("constants");
    for (const ConstantChange& change : report.constants) {
      json.begin_object();
      json.text("id", change.id);
      if (change.fitted) json.number("prior", change.prior);
      json.number("shipped", change.shipped);
      json.number("refitted", change.refitted);
      json.end();
    }
    json.end();
    json.end();
  }
  json.end();
}

/// data/backtest.json: both kinds of errors of every group, to four decimals.
std::string errors_file(const std::vector<BacktestReport>& shipped, const std::vector<BacktestReport>& left_out,
                        const std::string& runs, const Catalogue& catalogue) {
  JsonWriter json;
  const auto errors = [&](std::string_view key, const ErrorSummary& one) {
    const auto number = [&](std::string_view name, double value) { json.number(name, std::round(value * 1e4) / 1e4); };
    json.begin_object(key);
    number("median_abs_log_error", one.median_abs_log_error);
    number("within_1_25_share", one.within_1_25);
    number("within_1_5_share", one.within_1_5);
    number("within_2_share", one.within_2);
    number("coverage_p10_p90_share", one.coverage_p10_p90);
    number("high_over_low_ratio", one.median_high_over_low);
    json.end();
  };
  json.begin_object();
  json.text("as_of", catalogue.data_date);
  json.text("runs", runs);
  json.begin_array("kinds");
  for (std::size_t k = 0; k < shipped.size() && k < left_out.size(); ++k) {
    const BacktestReport& report = shipped[k];
    json.begin_object();
    json.text("kind", report.kind);
    // What the fitted constants cite says which rows they were fitted on.
    const auto fitted = left_out[k].constants.empty() ? catalogue.constants.end()
                                                      : catalogue.constants.find(left_out[k].constants.front().id);
    json.text("source", fitted == catalogue.constants.end() ? "" : fitted->second.source);
    json.number("rows", static_cast<double>(report.rows));
    json.number("used", static_cast<double>(report.used));
    json.begin_array("groups");
    for (std::size_t g = 0; g < report.groups.size(); ++g) {
      const GroupSummary& group = report.groups[g];
      if (group.errors.figures == 0) continue;
      json.begin_object();
      json.text("group", group.group);
      json.text("quantity", group.quantity);
      json.number("rows", static_cast<double>(group.errors.figures));
      errors("in_sample", group.errors);
      errors("left_out", left_out[k].groups[g].errors);
      json.end();
    }
    json.end();
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

/// The day of a fit: SOURCE_DATE_EPOCH where it is set, so that a build can be repeated, else today.
std::string today() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  const auto now = epoch != nullptr && *epoch != '\0'
                       ? std::chrono::system_clock::time_point(std::chrono::seconds(std::atoll(epoch)))
                       : std::chrono::system_clock::now();
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

/// The command with its arguments read.
class BacktestCommand {
 public:
  explicit BacktestCommand(Session& session) : session_(session), texts_(session.texts()) {}

  int run() {
    add_data_directories(session_, findings_);
    findings_.throw_if_any();
    std::vector<std::string_view> kinds;
    for (const FigureKind& kind : figure_kinds()) kinds.push_back(kind.name);
    std::string all_kinds;
    for (const std::string_view kind : kinds) all_kinds += (all_kinds.empty() ? "" : ", ") + std::string(kind);
    all_kinds += ", cases";
    kinds.emplace_back("cases");
    kinds.emplace_back("all");

    Arguments arguments("backtest", texts_);
    std::vector<Argument> kind;
    std::vector<Argument> leave_out;
    std::vector<Argument> data;
    std::vector<Argument> errors;
    bool markdown = false;
    arguments.option("--kind", kind, "KIND", texts_("backtest.option.kind", {{"kinds", all_kinds}}), "group.input");
    arguments.option("--runs", files_, "FILE", texts_("backtest.option.runs"), "group.input");
    arguments.positional("FILE", more_files_, texts_("backtest.argument.runs"));
    arguments.option("--data", data, "DIR", texts_("option.data"), "group.input");
    arguments.flag("--refit", options_.refit, texts_("backtest.option.refit"));
    arguments.option("--leave-out", leave_out, "FAMILY|each", texts_("backtest.option.leave_out"));
    arguments.flag("--markdown", markdown, texts_("backtest.option.markdown"));
    arguments.option("--errors", errors, "FILE", texts_("backtest.option.errors"));
    OutputOptions output(session_, arguments, "backtest.option.output");
    arguments.parse(session_.args, findings_);
    if (arguments.help_asked()) {
      session_.out << arguments.help();
      return exit_answered;
    }
    output.read(findings_);
    files_.insert(files_.end(), more_files_.begin(), more_files_.end());
    require("--kind", !kind.empty());
    require("--runs", !files_.empty());
    if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind[0].text) == kinds.end()) {
      refuse_word("--kind", kind[0], kinds, findings_);
    }
    if (!leave_out.empty() && !options_.refit) findings_.add("leave-out-without-refit", locate(leave_out[0]), {});
    if (!errors.empty() && !options_.refit) findings_.add("errors-without-refit", locate(errors[0]), {});
    findings_.throw_if_any();

    const std::vector<RunRow> rows = read_files();
    if (!leave_out.empty()) check_left_out(leave_out[0], rows);
    findings_.throw_if_any();

    const Catalogue& catalogue = session_.catalogue();
    std::vector<BacktestReport> reports;
    std::vector<BacktestReport> left_out;
    for (const FigureKind& one : figure_kinds()) {
      if (kind[0].text != "all" && kind[0].text != one.name) continue;
      std::vector<RunRow> mine;
      for (const RunRow& row : rows) {
        if (kind[0].text != "all" || kind_of(row) == &one) mine.push_back(row);
      }
      if (mine.empty() && kind[0].text == "all") continue;
      // The table and the file of errors show both: the shipped constants, and what is left out.
      if (markdown || !errors.empty()) {
        reports.push_back(one.run(mine, catalogue, {}));
        if (options_.refit) left_out.push_back(one.run(mine, catalogue, {true, "each"}));
      } else {
        reports.push_back(one.run(mine, catalogue, options_));
      }
    }
    if (!errors.empty()) {
      write_whole_file(errors[0].text, errors_file(reports, left_out, fitted_on_, catalogue));
    }
    return print(reports, left_out, markdown, kind[0].text == "all", output);
  }

 private:
  void require(std::string_view option, bool there) {
    if (!there) {
      findings_.add("missing-argument", {"pathfinder backtest", 0, 0, "", "", 1}, {{"argument", std::string(option)}});
    }
  }

  static const FigureKind* kind_of(const RunRow& row) {
    for (const FigureKind& kind : figure_kinds()) {
      if (kind.recognises(row)) return &kind;
    }
    return nullptr;
  }

  std::vector<RunRow> read_files() {
    std::vector<RunRow> rows;
    for (const Argument& file : files_) {
      std::vector<std::string> names = {file.text};
      std::error_code error;
      if (file.text != "-" && fs::is_directory(file.text, error)) names = rows_in(file);
      for (const std::string& name : names) {
        const std::optional<std::string> text = session_.read_file({name, file.position, file.option}, findings_);
        if (!text) continue;
        const std::size_t before = findings_.all().size();
        std::vector<RunRow> found = read_rows(name, *text, findings_);
        if (found.empty() && findings_.all().size() == before) {
          findings_.add("no-rows", {name, 0, 0, "", "", 1}, {{"file", name}});
        }
        if (!fitted_on_.empty()) fitted_on_ += ", ";
        fitted_on_ += name == "-" ? name : fs::path(name).stem().string();
        rows.insert(rows.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
      }
    }
    return rows;
  }

  /// The *.ndjson files of a folder, by name.
  std::vector<std::string> rows_in(const Argument& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder.text, error)) {
      if (entry.path().extension() == ".ndjson") names.push_back(entry.path().string());
    }
    std::sort(names.begin(), names.end());
    if (names.empty()) findings_.add("no-rows", locate(folder), {{"file", folder.text}});
    return names;
  }

  void check_left_out(const Argument& name, const std::vector<RunRow>& rows) {
    options_.leave_out = name.text;
    if (name.text == "each") return;
    const std::vector<std::string> families = families_of(rows);
    if (std::find(families.begin(), families.end(), name.text) != families.end()) return;
    const std::vector<std::string_view> names(families.begin(), families.end());
    findings_.add("unknown-name", locate(name),
                  {{"what", "@what.left_out"},
                   {"found", name.text},
                   {"near", std::string(near_miss(name.text, names))},
                   {"command", "backtest --help"}});
  }

  static bool names_folder(const std::string& path) {
    std::error_code error;
    return path.ends_with('/') || fs::is_directory(path, error);
  }

  int print(const std::vector<BacktestReport>& reports, const std::vector<BacktestReport>& left_out, bool markdown,
            bool all, const OutputOptions& output) {
    const Sentences say(session_.catalogue(), session_.language);
    const BacktestText text(say);
    std::string answer;
    if (markdown) {
      answer = text.markdown(reports, left_out);
    } else if (output.json()) {
      JsonWriter json;
      if (all) {
        json.begin_object();
        json.begin_array("kinds");
      }
      for (const BacktestReport& report : reports) write_report(report, text, texts_, json);
      if (all) {
        json.end();
        json.end();
      }
      answer = json.take();
    } else {
      answer = render_text(text.document(reports), output.layout());
    }
    const bool to_folder = options_.refit && !output.files().empty() && names_folder(output.files().front().text);
    if (!to_folder) {
      output.print(answer);
      return exit_answered;
    }
    for (const BacktestReport& report : reports) {
      if (!report.refitted || report.constants.empty()) continue;
      const fs::path path = fs::path(output.files().front().text) / constants_path(report.kind);
      std::error_code error;
      fs::create_directories(path.parent_path(), error);
      if (error) throw InputError({io_error("cannot-write", path.string(), {{"reason", error.message()}})});
      write_whole_file(path.string(), refitted_constants(report, session_.catalogue(), fitted_on_, today()));
    }
    session_.out << answer;
    return exit_answered;
  }

  Session& session_;
  const Texts& texts_;
  Findings findings_;
  BacktestOptions options_;
  std::vector<Argument> files_, more_files_;
  std::string fitted_on_;
};

}  // namespace

int command_backtest(Session& session) {
  // Decisions have results of their own: no figure with an interval, but an answer that is acceptable or not.
  for (std::size_t i = 0; i < session.args.size(); ++i) {
    const bool next = session.args[i] == "--kind" && i + 1 < session.args.size() && session.args[i + 1] == "cases";
    if (next || session.args[i] == "--kind=cases") return command_backtest_cases(session);
  }
  return BacktestCommand(session).run();
}

}  // namespace pathfinder::cli
