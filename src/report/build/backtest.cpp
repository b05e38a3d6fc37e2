#include "pathfinder/report/build/backtest.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace pathfinder {
namespace {

constexpr std::size_t least_publisher_rows = 5;
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

  /// The README's table: a row per group. Where there is a report of publishers left out, that is what the row says, of
  /// rows and of publishers, and what the shipped constants reach in sample stands behind it.
  std::string markdown(const std::vector<BacktestReport>& shipped, const std::vector<BacktestReport>& left_out) const {
    std::vector<std::string> headers;
    for (const std::string_view header :
         {"table.figure", "column.rows", "column.median", "column.w125", "column.w15", "column.w2", "column.coverage",
          "column.width", "table.publishers", "table.publishers_median", "column.w15", "column.coverage",
          "column.width", "table.in_sample_median", "column.coverage", "table.baseline"}) {
      headers.push_back(texts_("backtest." + std::string(header)));
    }
    std::string out = markdown_row(headers);
    out += "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|\n";
    for (std::size_t k = 0; k < shipped.size(); ++k) {
      const bool unseen = k < left_out.size();
      for (std::size_t g = 0; g < shipped[k].groups.size(); ++g) {
        const GroupSummary& group = (unseen ? left_out : shipped)[k].groups[g];
        const ErrorSummary& in_sample = shipped[k].groups[g].errors;
        if (group.errors.figures == 0) continue;
        std::vector<std::string> cells = {texts_("backtest.kind." + shipped[k].kind) + ": " + name(group)};
        add_errors(group.errors, cells);
        const PublisherSummary& publishers = group.publishers;
        cells.push_back(std::to_string(publishers.publishers));
        cells.push_back(three_digits(publishers.median_abs_log_error));
        cells.push_back(share(publishers.within_1_5));
        cells.push_back(share(publishers.coverage_p10_p90));
        cells.push_back(width(publishers.mean_high_over_low));
        cells.push_back(unseen ? three_digits(in_sample.median_abs_log_error) : "");
        cells.push_back(unseen ? share(in_sample.coverage_p10_p90) : "");
        std::string baselines;
        // Rules that are fitted themselves are there only beside rows left out.
        const bool fitted = group.baselines.empty() && k < left_out.size();
        for (const BaselineSummary& one : fitted ? left_out[k].groups[g].baselines : group.baselines) {
          baselines += (baselines.empty() ? "" : "; ") + texts_("backtest." + std::string(one.baseline)) + " " +
                       three_digits(one.errors.median_abs_log_error) + ", " + share(one.errors.within_1_5) + ", " +
                       three_digits(one.publishers.median_abs_log_error);
        }
        cells.push_back(baselines);
        out += markdown_row(cells);
      }
    }
    return out;
  }

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
    publishers(report, all);
    worst(report, all);
    if (report.refitted && !report.constants.empty()) constants(report, all);
    reasons(report, all);
  }

  std::string basis(const BacktestReport& report) const {
    return report.half.empty() ? fitted_on(report)
                               : fitted_on(report) + texts_("list.semicolon") + texts_("backtest.half." + report.half);
  }

  std::string fitted_on(const BacktestReport& report) const {
    const std::string rows = std::to_string(report.fitted_on);
    if (!report.refitted) return texts_("backtest.in_sample");
    if (report.fitted_on == 0) return texts_("backtest.refit.nothing");
    if (report.left_out.empty()) return texts_("backtest.refit.all", {{"rows", rows}});
    if (report.left_out == "each") return texts_("backtest.refit.each", {{"rows", rows}});
    if (report.left_out == "half") {
      return texts_("backtest.refit.half", {{"draws", std::to_string(report.draws)}, {"rows", rows}});
    }
    return texts_("backtest.refit.one", {{"left_out", report.left_out}, {"rows", rows}});
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
    cells.push_back(width(errors.mean_high_over_low));
  }

  /// The line of a group where each publisher counts as one.
  void add_publishers(const PublisherSummary& publishers, std::vector<std::string>& cells) const {
    cells.push_back(std::to_string(publishers.publishers));
    cells.push_back(three_digits(publishers.median_abs_log_error));
    for (const double one :
         {publishers.within_1_25, publishers.within_1_5, publishers.within_2, publishers.coverage_p10_p90}) {
      cells.push_back(share(one));
    }
    cells.push_back(width(publishers.mean_high_over_low));
  }

  Table groups(const BacktestReport& report) const {
    Table table = error_table("backtest.column.group");
    for (const GroupSummary& group : report.groups) {
      if (group.errors.figures == 0) continue;
      std::vector<std::string> cells = {name(group)};
      add_errors(group.errors, cells);
      table.rows.push_back({std::move(cells), Emphasis::none});
      if (group.publishers.publishers > 1) {
        cells = {"  – " + texts_("backtest.publishers")};
        add_publishers(group.publishers, cells);
        table.rows.push_back({std::move(cells), Emphasis::none});
      }
      for (const BaselineSummary& baseline : group.baselines) {
        cells = {"  – " + texts_("backtest." + std::string(baseline.baseline))};
        add_errors(baseline.errors, cells);
        table.rows.push_back({std::move(cells), Emphasis::muted});
      }
    }
    table.caption = texts_("backtest.caption");
    return table;
  }

  void publishers(const BacktestReport& report, Document& all) const {
    Table table = error_table("backtest.column.publisher");
    for (const GroupSummary& publisher : report.by_publisher) {
      if (publisher.errors.figures < least_publisher_rows) continue;
      std::vector<std::string> cells = {publisher.group};
      add_errors(publisher.errors, cells);
      table.rows.push_back({std::move(cells), Emphasis::none});
    }
    if (table.rows.size() < 2) return;
    all.blocks.push_back(
        Heading{texts_("backtest.heading.publishers", {{"count", std::to_string(least_publisher_rows)}}), 2});
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
    std::set<std::pair<std::string_view, std::string_view>> shown;  // several draws predict the same row
    for (std::size_t i = 0; i < far.size() && shown.size() < worst_rows; ++i) {
      const Figure& figure = *far[i].figure;
      if (!shown.emplace(far[i].row->id, figure.quantity).second && report.draws > 0) continue;
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
  static std::string width(double value) { return std::isnan(value) ? std::string() : two_decimals(value); }
  static std::string two_decimals(double value) { return fmt::format("{:.2f}", value); }

  const Sentences& say_;
  const Texts& texts_;
};

}  // namespace

Document build_backtest(const std::vector<BacktestReport>& reports, const Sentences& say) {
  return BacktestText(say).document(reports);
}

std::string backtest_markdown(const std::vector<BacktestReport>& shipped, const std::vector<BacktestReport>& left_out,
                              const Sentences& say) {
  return BacktestText(say).markdown(shipped, left_out);
}

}  // namespace pathfinder
