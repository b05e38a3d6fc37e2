// calibrate: the user's own measurements in, narrower intervals out, in a file that --calibration reads; and a word
// where a measurement contradicts the model or looks like a slip of its unit.
#include <iostream>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/backtest/own_rows.hpp"
#include "pathfinder/report/build/calibration.hpp"

#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {

int command_calibrate(Session& session) {
  Findings findings;
  add_data_directories(session, findings);
  findings.throw_if_any();
  const Texts& texts = session.texts();
  Arguments arguments("calibrate", texts);
  std::vector<Argument> measured, data;
  arguments.option("--measured", measured, "FILE|-", texts("calibrate.option.measured"), "group.input");
  arguments.option("--data", data, "DIR", texts("option.data"), "group.input");
  OutputOptions output(session, arguments, "calibrate.option.output");
  if (arguments.done(session, findings)) return exit_answered;
  output.read(findings);
  if (measured.empty())
    findings.add("missing-argument", {"pathfinder calibrate", 0, 0, "", "", 1}, {{"argument", "--measured"}});
  std::vector<RunRow> rows;
  for (const Argument& file : measured) {
    if (const std::optional<std::string> text = session.read_file(file, findings)) {
      std::vector<RunRow> more = read_own_rows(file.text, *text, findings);
      if (more.empty() && findings.empty()) findings.add("nothing-measured", {file.text, 0, 0, "", "", 1}, {});
      rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
  }
  findings.throw_if_any();

  CalibrationResult result = calibrate_on(rows, session.catalogue());
  if (result.judged.empty()) {
    for (const UnusedRow& one : result.unused) session.err << unused_row_text(one, texts) << "\n";
    findings.add("nothing-measured", {measured.front().text, 0, 0, "", "", 1}, {});
    findings.throw_if_any();
  }
  const std::string json = write_json([&](Fields& fields) { describe_calibration(fields, result.calibration); });
  std::vector<std::string> files;
  std::vector<Session::Output> outputs;
  for (const Argument& file : output.files()) {
    outputs.push_back({file, json});
    if (file.text != "-") files.push_back(file.text);
  }
  session.write(outputs);
  if (outputs.size() > files.size()) return exit_answered;  // standard output holds the file
  if (output.json() && files.empty()) {
    session.out << json;
  } else {
    session.out << render_text(build_calibration(result, files, texts), output.layout());
  }
  return exit_answered;
}

}  // namespace pathfinder::cli
