// backtest: published runs in, predictions beside measurements out, with the errors they add up to; --refit fits the
// constants again. What a kind is lives in backtest/; tables and JSON are report/'s.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iostream>

#include <fmt/format.h>

#include "pathfinder/backtest/backtest.hpp"
#include "pathfinder/backtest/constants_file.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/report/build/backtest.hpp"
#include "pathfinder/report/render/backtest_json.hpp"

#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"
#include "cli/progress.hpp"
#include "cli/today.hpp"

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

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
    std::vector<Argument> seed;
    std::vector<Argument> half;
    bool markdown = false;
    arguments.option("--kind", kind, "KIND", texts_("backtest.option.kind", {{"kinds", all_kinds}}), "group.input");
    arguments.takes([&kinds] { return std::vector<std::string>(kinds.begin(), kinds.end()); });
    arguments.option("--runs", files_, "FILE", texts_("backtest.option.runs"), "group.input");
    arguments.positional("FILE", more_files_, texts_("backtest.argument.runs"));
    arguments.option("--data", data, "DIR", texts_("option.data"), "group.input");
    arguments.flag("--refit", options_.refit, texts_("backtest.option.refit"));
    arguments.option("--leave-out", leave_out, "NAME|each|half", texts_("backtest.option.leave_out"));
    arguments.option("--seed", seed, "N", texts_("backtest.option.seed"));
    arguments.option("--publishers", half, "even|odd", texts_("backtest.option.publishers"));
    arguments.takes([] { return std::vector<std::string>{"even", "odd"}; });
    arguments.flag("--markdown", markdown, texts_("backtest.option.markdown"));
    arguments.option("--errors", errors, "FILE", texts_("backtest.option.errors"));
    OutputOptions output(session_, arguments, "backtest.option.output");
    if (arguments.done(session_, findings_)) return exit_answered;
    output.read(findings_);
    files_.insert(files_.end(), more_files_.begin(), more_files_.end());
    require("--kind", !kind.empty());
    require("--runs", !files_.empty());
    if (!kind.empty() && std::find(kinds.begin(), kinds.end(), kind[0].text) == kinds.end()) {
      refuse_word("--kind", kind[0], kinds, findings_);
    }
    if (!half.empty()) {
      options_.half = half[0].text;
      if (half[0].text != "even" && half[0].text != "odd")
        refuse_word("--publishers", half[0], {"even", "odd"}, findings_);
    }
    if (!seed.empty()) read_seed(seed[0]);
    if (!leave_out.empty() && !options_.refit) findings_.add("leave-out-without-refit", locate(leave_out[0]), {});
    if (!errors.empty() && !options_.refit) findings_.add("errors-without-refit", locate(errors[0]), {});
    findings_.throw_if_any();

    const std::vector<RunRow> rows = read_files();
    if (!leave_out.empty()) check_left_out(leave_out[0], rows);
    findings_.throw_if_any();

    const Catalogue& catalogue = session_.catalogue();
    std::vector<BacktestReport> reports;
    std::vector<BacktestReport> left_out;
    Progress progress(session_, texts_("progress.refitting"));
    options_.fitted = [&progress](std::size_t done, std::size_t all) { progress.at(done, all); };
    for (const FigureKind& one : figure_kinds()) {
      if (kind[0].text != "all" && kind[0].text != one.name) continue;
      std::vector<RunRow> mine;
      for (const RunRow& row : rows) {
        if (kind[0].text != "all" || kind_of(row) == &one) mine.push_back(row);
      }
      if (mine.empty() && kind[0].text == "all") continue;
      // The table and the file of errors show both: the shipped constants, and what is left out.
      if (markdown || !errors.empty()) {
        BacktestOptions shipped = options_;
        shipped.refit = false;
        BacktestOptions unseen = options_;
        if (unseen.leave_out != "half") unseen.leave_out = "each";
        reports.push_back(one.run(mine, catalogue, shipped));
        if (options_.refit) left_out.push_back(one.run(mine, catalogue, unseen));
      } else {
        reports.push_back(one.run(mine, catalogue, options_));
      }
    }
    if (!errors.empty()) {
      const std::string written = backtest_errors_json(reports, left_out, fitted_on_, catalogue);
      const Session::Output file{errors[0], written};
      session_.write(std::span(&file, 1));
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

  void read_seed(const Argument& asked) {
    constexpr double most = 1e9;
    const double number = parse_number(asked.text).value_or(-1);
    if (number >= 0 && number <= most && number == std::floor(number)) {
      options_.seed = static_cast<std::uint64_t>(number);
    } else {
      findings_.add("out-of-range", locate(asked),
                    {{"key", "--seed"}, {"expected", "@expected.between\t0\t1000000000"}, {"found", asked.text}});
    }
  }

  void check_left_out(const Argument& name, const std::vector<RunRow>& rows) {
    options_.leave_out = name.text;
    if (name.text == "each" || name.text == "half") return;
    const std::vector<std::string> known = names_to_leave_out(rows, session_.catalogue());
    if (std::find(known.begin(), known.end(), name.text) != known.end()) return;
    const std::vector<std::string_view> names(known.begin(), known.end());
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
    std::string answer;
    if (markdown) {
      answer = backtest_markdown(reports, left_out, say);
    } else if (output.json()) {
      answer = backtest_json(reports, all, texts_);
    } else {
      answer = render_text(build_backtest(reports, say), output.layout());
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
