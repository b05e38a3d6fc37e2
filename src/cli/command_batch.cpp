// batch: one scenario a row, one decision a line, in the same order; a table of any length in bounded memory, cut into
// parts for several machines, gone on with after a kill, and summed up.
#include <algorithm>
#include <charconv>
#include <iostream>
#include <thread>

#include "pathfinder/base/sha256.hpp"
#include "pathfinder/catalogue/edition.hpp"
#include "pathfinder/saved/batch_line.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/advise_options.hpp"
#include "cli/batch_answers.hpp"
#include "cli/batch_ids.hpp"
#include "cli/batch_input.hpp"
#include "cli/batch_merge.hpp"
#include "cli/batch_output.hpp"
#include "cli/fact_options.hpp"
#include "cli/interrupts.hpp"
#include "cli/ordered_work.hpp"
#include "cli/output_options.hpp"
#include "cli/policy_options.hpp"
#include "cli/progress.hpp"
#include "cli/table_commands.hpp"

namespace pathfinder::cli {
namespace {

/// The options as given.
struct Asked {
  std::vector<Argument> input, jobs, draws, format, output, shard, resume, summary, data, prices, calibration, language;
  bool full = false;
  bool merge = false;
};

void declare(Arguments& arguments, Asked& asked, const Texts& texts) {
  arguments.positional("FILE|-", asked.input, texts("batch.input"));
  arguments.option("--jobs", asked.jobs, "N", texts("option.jobs"));
  arguments.option("--draws", asked.draws, "N", texts("batch.option.draws"));
  arguments.flag("--full", asked.full, texts("batch.option.full"));
  std::string forms = "ndjson|csv";
  for (const CheckFormat& format : check_formats()) forms += "|" + std::string(format.name);
  arguments.option("--format", asked.format, forms, texts("batch.option.format"));
  arguments.option("--output", asked.output, "FILE", texts("batch.option.output"));
  arguments.option("--summary", asked.summary, "FILE", texts("batch.option.summary"));
  arguments.option("--shard", asked.shard, "K/N", texts("batch.option.shard"));
  arguments.option("--resume", asked.resume, "FILE", texts("batch.option.resume"));
  arguments.flag("--merge", asked.merge, texts("batch.option.merge"));
  arguments.option("--lang", asked.language, language_choice(), texts("option.lang"));
  arguments.option("--data", asked.data, "DIR", texts("option.data"), "group.input");
  arguments.option("--prices", asked.prices, "FILE", texts("option.prices"), "group.input");
  arguments.option("--calibration", asked.calibration, "FILE", texts("option.calibration"), "group.input");
}

/// A whole number within bounds; 0 where it is none, which lands in `findings`.
std::size_t whole_number(std::string_view text, std::size_t least, std::size_t most) {
  std::size_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool good = result.ec == std::errc() && result.ptr == text.data() + text.size();
  return good && number >= least && number <= most ? number : 0;
}

std::size_t jobs_of(const std::vector<Argument>& jobs, Findings& findings) {
  constexpr std::size_t most = 256;
  if (jobs.empty()) return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, most);
  const std::size_t number = whole_number(jobs.front().text, 1, most);
  if (number == 0) {
    findings.add("out-of-range", locate(jobs.front()),
                 {{"key", "--jobs"}, {"expected", "@expected.between\t1\t256"}, {"found", jobs.front().text}});
  }
  return std::max<std::size_t>(number, 1);
}

Shard shard_of(const std::vector<Argument>& asked, Findings& findings) {
  Shard shard;
  if (asked.empty()) return shard;
  constexpr std::size_t most = 1000000;
  const std::string& text = asked.front().text;
  const std::size_t slash = std::min(text.find('/'), text.size());
  shard.part = whole_number(std::string_view(text).substr(0, slash), 1, most);
  shard.of = slash < text.size() ? whole_number(std::string_view(text).substr(slash + 1), 1, most) : 0;
  if (shard.part > 0 && shard.part <= shard.of) return shard;
  findings.add("shard-wrong", locate(asked.front()), {{"found", text}});
  return {};
}

BatchForm form_of(const Asked& asked, Findings& findings) {
  if (asked.format.empty()) return asked.full ? BatchForm::full : BatchForm::ndjson;
  const Argument& format = asked.format.front();
  const bool checks = check_format(format.text) != nullptr;
  if (format.text != "csv" && format.text != "ndjson" && !checks) {
    std::vector<std::string_view> allowed = {"ndjson", "csv"};
    for (const CheckFormat& one : check_formats()) allowed.push_back(one.name);
    refuse_word("--format", format, allowed, findings);
  }
  if (format.text != "csv" && !checks) return asked.full ? BatchForm::full : BatchForm::ndjson;
  const std::string second = "--format " + format.text;
  if (asked.full) findings.add("options-exclude", locate(format), {{"first", "--full"}, {"second", second}});
  // A document ends: nothing can be put behind it.
  if (checks && !asked.resume.empty())
    findings.add("options-exclude", locate(format), {{"first", "--resume"}, {"second", second}});
  return checks ? BatchForm::ndjson : BatchForm::csv;
}

/// Digest of what beside the data bears on answers: policies, prices and measurements; empty where there is none.
std::string digest_of_limits(Session& session, Findings& findings) {
  std::string all;
  for (const std::string_view option :
       {"--policy", "--prices", "--calibration", "--max-total", "--min-confidence", "--forbid"}) {
    const bool file = option == "--policy" || option == "--prices" || option == "--calibration";
    for (std::size_t i = 0; i < session.args.size(); ++i) {
      const std::string& arg = session.args[i];
      std::string value;
      if (arg == option && i + 1 < session.args.size()) {
        value = session.args[i + 1];
      } else if (arg.starts_with(option) && arg.size() > option.size() && arg[option.size()] == '=') {
        value = arg.substr(option.size() + 1);
      } else {
        continue;
      }
      if (file) value = session.read_file({value, static_cast<int>(i + 2), ""}, findings).value_or("");
      all += std::string(option) + " " + std::to_string(value.size()) + " " + value + "\n";
    }
  }
  return all.empty() ? all : sha256_hex(all);
}

/// What the run has come to; filled in the order of the rows.
struct Tally {
  BatchSummary summary;
  SeenIds ids;
  std::size_t twice = 0;
  std::size_t twice_at = 0;       ///< line of the first id that came before
  std::vector<Diagnostic> wrong;  ///< of the first wrong row
  bool defect = false;
  CheckList checks = {"policies", {}};
  std::size_t rows = 0;  ///< answered, those of a run before among them
};

class Batch {
 public:
  Batch(Session& session, const Asked& asked, const std::vector<Policy>& policies, Findings& findings)
      : session_(session),
        asked_(asked),
        jobs_(jobs_of(asked.jobs, findings)),
        shard_(shard_of(asked.shard, findings)),
        ask_{session.catalogue(), session.texts(), policies, {}, form_of(asked, findings), {}, {}, {}, nullptr},
        input_(session, asked.input.empty() ? Argument{"-", 0, ""} : asked.input.front(), findings),
        rows_(session.catalogue(), input_.name()) {
    AdviseOptions& options = ask_.options;
    options = advise_options(asked.draws, {}, session.catalogue(), findings);
    options.side_by_side = false;  // rows are side by side
    options.limits = plan_limits(policies, session.catalogue());
    // A line in short shows none of what else a report does.
    if (ask_.form == BatchForm::full) {
      options.reports = options.tornado = true;
    } else {
      options.flips = options.procurement = options.plans = false;
      options.words = !policies.empty();  // policies may ask for anything
    }
    ask_.today = today(session);
    if (!asked.format.empty()) ask_.checks = check_format(asked.format.front().text);
    if (!asked.input.empty() && asked.input.front().text != "-") ask_.input = input_.name();
    for (std::size_t i = 0; i < jobs_; ++i) shared_.emplace_back(session.catalogue());
    findings.throw_if_any();
    std::vector<Argument> outputs = asked.output;
    if (asked.output.empty()) outputs.insert(outputs.end(), asked.resume.begin(), asked.resume.end());
    outputs.insert(outputs.end(), asked.summary.begin(), asked.summary.end());
    session.check_outputs(outputs);
  }

  int run() {
    ask_.data_sha256 = digest_of_data(session_.catalogue());
    Findings findings;
    const std::string limits = digest_of_limits(session_, findings);
    BatchSettings made_with{PATHFINDER_VERSION, ask_.data_sha256, static_cast<double>(ask_.options.draws), limits};
    tally_.summary.made_with = made_with;
    if (shard_.of > 1) {
      tally_.summary.parts_of = static_cast<double>(shard_.of);
      tally_.summary.parts = {static_cast<double>(shard_.part)};
    }
    if (input_.csv()) {
      Record header;
      if (input_.header(header)) rows_.use_header(header, findings);
    }
    findings.throw_if_any();
    input_.take(shard_);
    std::optional<WeightDraws> weights;
    if (ask_.options.draws > 0) ask_.options.weights = &weights.emplace(session_.catalogue(), ask_.options.draws);

    open_output(made_with, findings);
    const InterruptsNoted noted;
    answer();
    return interrupted() ? stop() : end();
  }

 private:
  std::string csv_header() const {
    return ask_.form == BatchForm::csv ? batch_csv_header(ids_of(session_.catalogue().strategies)) : std::string();
  }

  void open_output(const BatchSettings& made_with, Findings& findings) {
    bool begins = true;
    if (!asked_.resume.empty()) {
      constexpr std::array<std::string_view, 3> forms = {"ndjson", "ndjson-full", "csv"};
      BatchResume now{made_with,
                      input_.digest(),
                      std::string(forms.at(static_cast<std::size_t>(ask_.form))),
                      session_.language,
                      static_cast<double>(shard_.part),
                      static_cast<double>(shard_.of)};
      auto resumed = std::make_unique<ResumedOutput>(
          asked_.resume.front(), csv_header(), std::move(now),
          [&](const BatchRow& row) {
            ++tally_.rows;
            tally_.summary.add(row);
          },
          findings);
      findings.throw_if_any();
      pass_over(*resumed);
      begins = resumed->empty();
      resumed->begin();
      output_ = std::move(resumed);
    } else if (to_file()) {
      output_ = to_new_file(asked_.output.front().text);
    } else {
      output_ = to_stream(session_);
    }
    // One header stands above all parts put together.
    if (begins && shard_.part == 1) output_->write(csv_header());
  }

  bool to_file() const { return !asked_.output.empty() && asked_.output.front().text != "-"; }

  /// Passes over the rows that are answered already; the last of them is answered again, and must be what is there.
  void pass_over(const ResumedOutput& resumed) {
    Record row;
    for (std::size_t i = 0; i < resumed.rows(); ++i) {
      const bool there = input_.next(row);
      const bool last = i + 1 == resumed.rows();
      if (there && (!last || answer_row(row, rows_, ask_, shared_.front()).text == resumed.last_line())) continue;
      Findings findings;
      findings.add("resume-differs", {asked_.resume.front().text, 0, 0, "", "", 1},
                   {{"line", std::to_string(resumed.rows())}, {"input", input_.name()}});
      findings.throw_if_any();
    }
  }

  void take(BatchAnswer&& answer) {
    ++tally_.rows;
    tally_.summary.add(answer.row);
    if (!answer.wrong.empty()) {
      for (const Diagnostic& one : answer.wrong) tally_.defect = tally_.defect || one.code == "defect";
      if (tally_.wrong.empty()) tally_.wrong = std::move(answer.wrong);
    }
    if (!answer.id.empty() && tally_.ids.seen(answer.id) && tally_.twice++ == 0) tally_.twice_at = answer.line;
    if (ask_.checks != nullptr) {
      for (CheckRow& row : answer.checks) tally_.checks.rows.push_back(std::move(row));
      return;
    }
    output_->write(answer.text);
  }

  void answer() {
    // Lines that appear on the terminal are progress enough, and a bar would stand among them.
    const bool on_terminal = session_.environment.out_is_terminal && asked_.resume.empty() && !to_file();
    const bool bar = Progress::draws(session_) && !on_terminal;
    const std::size_t left = bar ? input_.rows_left() : 0;
    const std::size_t all = left == 0 ? 0 : tally_.rows + left;
    std::optional<Progress> progress;
    if (bar) progress.emplace(session_, session_.texts()("progress.answering"));
    OrderedWork<Record, BatchAnswer> work(
        jobs_, [&](const Record& row, std::size_t thread) { return answer_row(row, rows_, ask_, shared_[thread]); },
        [&](BatchAnswer&& answer) {
          take(std::move(answer));
          if (progress) progress->at(all == 0 ? tally_.rows : std::min(tally_.rows, all), all);
        },
        [&] { output_->flush(); });
    Record row;
    while (!output_->closed() && !interrupted()) {
      // Whoever writes a row and waits for its answer gets it.
      if (jobs_ == 1 && !input_.ready()) output_->flush();
      if (!input_.next(row)) break;
      work.put(std::move(row));
    }
    if (interrupted()) work.abandon();
    work.finish();
  }

  /// Interrupted: the lines so far stay, a summary of some rows would be taken for one of all.
  int stop() {
    if (output_->closed()) return exit_answered;
    output_->stop();
    session_.out.flush();
    const std::string count = std::to_string(tally_.rows);
    std::string file;
    if (to_file()) file = asked_.output.front().text;
    if (!asked_.resume.empty()) file = asked_.resume.front().text;
    const std::string_view text = file.empty() ? "batch.interrupted" : "batch.interrupted.file";
    session_.err << session_.texts()(text, {{"count", count}, {"file", file}}) << "\n";
    return exit_interrupted;
  }

  int end() {
    if (output_->closed()) return exit_answered;  // run() tells a reader who left from a full disk
    BatchSummary& summary = tally_.summary;
    if (ask_.checks != nullptr) output_->write(ask_.checks->render(tally_.checks));
    output_->complete();
    if (!asked_.summary.empty()) {
      const std::string sums = write_json([&](Fields& fields) { describe_batch_summary(fields, summary); });
      const Session::Output file{asked_.summary.front(), sums};
      session_.write(std::span(&file, 1));
    }
    output_->finish();
    const Texts& texts = session_.texts();
    session_.out.flush();
    if (tally_.twice > 0 && !session_.quiet)
      session_.err << texts("batch.ids",
                            {{"count", std::to_string(tally_.twice)}, {"line", std::to_string(tally_.twice_at)}})
                   << "\n";
    if (summary.denied > 0) session_.err << texts("batch.denied", {{"count", std::to_string(summary.denied)}}) << "\n";
    if (summary.wrong > 0) {
      session_.err << texts("batch.wrong",
                            {{"count", std::to_string(summary.wrong)}, {"lines", std::to_string(summary.lines)}})
                   << "\n";
      if (!tally_.wrong.empty()) session_.err << render_finding(tally_.wrong.front(), texts);
    }
    if (tally_.defect) return exit_our_defect;
    if (summary.wrong > 0) return exit_wrong_input;
    return summary.denied > 0 ? exit_check_failed : exit_answered;
  }

  Session& session_;
  const Asked& asked_;
  std::size_t jobs_;
  Shard shard_;
  BatchAsk ask_;
  BatchInput input_;
  RowReader rows_;
  std::vector<AdviseShared> shared_;  ///< by thread
  std::unique_ptr<BatchOutput> output_;
  Tally tally_;
};

}  // namespace

int command_batch(Session& session) {
  Findings findings;
  Findings warnings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  Asked asked;
  Arguments arguments("batch", session.texts());
  declare(arguments, asked, session.texts());
  PolicyOptions policies(session, arguments);
  if (arguments.done(session, findings)) return exit_answered;
  for (std::size_t i = 1; i < asked.output.size(); ++i)
    findings.add("option-twice", locate(asked.output[i]), {{"option", asked.output[i].option}});
  if (asked.merge) return merge_summaries(session, asked.input, asked.output, findings);
  for (std::size_t i = 1; i < asked.input.size(); ++i)
    findings.add("unexpected-argument", locate(asked.input[i]), {{"argument", asked.input[i].text}, {"near", ""}});
  if (!asked.resume.empty() && !asked.output.empty() && asked.resume.front().text != asked.output.front().text)
    findings.add("options-exclude", locate(asked.output.front()), {{"first", "--resume"}, {"second", "--output"}});
  if (!asked.prices.empty()) session.add_prices(asked.prices.front(), findings, warnings);
  if (!asked.calibration.empty()) session.add_calibration(asked.calibration.front(), findings);
  const std::vector<Policy> limits = policies.read("USD", findings);
  findings.throw_if_any();
  for (const Diagnostic& warning : warnings.all())
    if (!session.quiet) session.err << render_finding(warning, session.texts(), true);
  return Batch(session, asked, limits, findings).run();
}

}  // namespace pathfinder::cli
