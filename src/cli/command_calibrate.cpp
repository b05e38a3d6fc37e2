// calibrate: the user's own measurements in, narrower intervals out, in a file that --calibration reads; and a word
// where a measurement contradicts the model or looks like a slip of its unit.
#include <cmath>
#include <iostream>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/backtest/backtest.hpp"
#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/wording/numbers.hpp"

#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

/// A measured column, the kind of rows it belongs to.
struct MeasuredColumn {
  std::string_view column;
  std::string_view kind;
};
constexpr std::array<MeasuredColumn, 5> measured_columns = {{{"gpu_hours", "training"},
                                                             {"peak_mem_gib", "memory"},
                                                             {"tokens_per_s_out", "inference"},
                                                             {"ttft_ms", "inference"},
                                                             {"tpot_ms", "inference"}}};

constexpr int id_width = 24;  ///< columns; JSON has the whole id

/// One measurement with what is to be said about it.
struct Judged {
  Measurement measurement;
  double z = 0;
  std::vector<UnitSuspicion> slips;
  bool left_out = false;  ///< contradicts the model, or stands in another unit: it narrows nothing
};

/// A row that could not be used: text id and argument.
struct Unused {
  std::string id, reason, argument;
};

/// The rows of a file: one object a line, or a JSON array of objects, or one object over several lines.
std::vector<RunRow> rows_of(const std::string& name, const std::string& text, Findings& findings) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first == std::string::npos) return {};
  const bool list = text[first] == '[';
  const std::size_t line_end = text.find('\n', first);
  Findings alone;
  const bool whole = list || (line_end != std::string::npos &&
                              parse_json(name, text.substr(first, line_end - first), alone).tree.nodes.empty());
  if (!whole) return read_rows(name, text, findings);
  JsonDocument document = parse_json(name, text, findings);
  if (document.tree.nodes.empty()) return {};
  const JsonValue root(document, 0);
  std::vector<RunRow> rows;
  const auto add = [&](JsonValue value) {
    if (value.kind() != JsonKind::object) return report_wrong_type(value, "row", "@expected.object", findings);
    rows.push_back({parse_json(name, std::string(value.source_text()), findings), name, value.locate().line});
  };
  if (list) root.for_each(add);
  if (!list) add(root);
  return rows;
}

double number_of(const RunRow& row, std::initializer_list<std::string_view> columns) {
  const KnownColumns known(row, std::vector<std::string_view>(columns));
  for (const std::string_view column : columns) {
    if (known.number(column) > 0) return known.number(column);
  }
  return 0;
}

std::string text_of(const RunRow& row, std::string_view column) {
  const std::array<std::string_view, 1> allowed = {column};
  return KnownColumns(row, allowed).text(column);
}

/// Every measured figure of `row` beside its prediction.
void judge(const RunRow& row, const Catalogue& catalogue, std::vector<Judged>& judged, std::vector<Unused>& unused) {
  const MeasuredColumns measured(row);
  const StatedDevice device = stated_device(catalogue, text_of(row, "gpu"));
  const double count = std::max({1.0, device.count, number_of(row, {"gpu_count", "sharding_ways"})});
  bool any = false;
  for (const FigureKind& kind : figure_kinds()) {
    std::vector<std::string_view> wanted;
    for (const MeasuredColumn& column : measured_columns) {
      if (column.kind == kind.name && measured.figure(column.column) > 0) wanted.push_back(column.column);
    }
    if (wanted.empty()) continue;
    any = true;
    const BacktestReport report = kind.run({row}, catalogue, {});
    if (report.results.empty()) {
      if (!report.skipped.empty())
        unused.push_back({id_of(row), report.skipped.front().reason, report.skipped.front().argument});
      continue;
    }
    for (const Figure& figure : report.results.front().figures) {
      if (!figure.measured() || std::find(wanted.begin(), wanted.end(), figure.quantity) == wanted.end()) continue;
      Judged one;
      Measurement& at = one.measurement;
      at.id = id_of(row);
      at.quantity = figure.quantity;
      at.low = figure.low;
      at.central = figure.central;
      at.high = figure.high;
      at.observed = figure.observed;
      at.gpus = count;
      const std::string gpu = device.versions.empty() ? std::string() : device.versions.front()->id;
      if (kind.name == "inference" && !gpu.empty())
        at.system = serving_system(gpu, text_of(row, "engine"), catalogue.serving_profiles);
      if (kind.name == "memory" && !device.versions.empty() && text_of(row, "scope") != "total")
        at.room_gib = device.versions.front()->memory_gib;
      judged.push_back(std::move(one));
    }
  }
  if (!any) unused.push_back({id_of(row), "calibrate.nothing-measured", ""});
}

std::string calibration_json(const Calibration& calibration, const std::vector<Judged>& judged) {
  JsonWriter out;
  out.begin_object();
  out.text("schema", "pathfinder/calibration/1");
  out.text("data_date", calibration.data_date);
  out.begin_array("quantities");
  for (const QuantityCalibration& one : calibration.quantities) {
    out.begin_object();
    out.text("quantity", one.quantity);
    out.number("n", one.n);
    out.number("residual_sd", one.residual_sd);
    out.number("shrinkage", one.shrinkage);
    out.begin_array("systems");
    for (const CalibratedSystem& system : one.systems) {
      out.begin_object();
      if (!system.system.empty()) {
        out.text("system", system.system);
        out.number("n", system.n);
      }
      out.number("mean", system.mean);
      out.number("width", system.width);
      out.end();
    }
    out.end();
    out.end();
  }
  out.end();
  out.begin_array("measurements");
  for (const Judged& one : judged) {
    out.begin_object();
    out.text("id", one.measurement.id);
    out.text("quantity", one.measurement.quantity);
    if (!one.measurement.system.empty()) out.text("system", one.measurement.system);
    out.number("predicted", one.measurement.central);
    out.number("observed", one.measurement.observed);
    out.number("log_residual", log_residual(one.measurement));
    out.number("z", one.z);
    if (one.left_out) out.text("left_out", one.slips.empty() ? "contradicts" : "unit:" + one.slips.front().id);
    if (!one.left_out && !one.slips.empty()) out.text("question", "unit:" + one.slips.front().id);
    out.end();
  }
  out.end();
  out.end();
  return out.take();
}

Document report(const Calibration& calibration, const std::vector<Judged>& judged, const std::vector<Unused>& unused,
                const std::vector<Argument>& files, const Texts& texts) {
  const NumberStyle style = number_style(texts);
  const auto figure = [&](double value) { return to_text(value, style); };
  Document document;
  document.title = texts("calibrate.title");
  std::size_t used = 0;
  for (const Judged& one : judged) used += one.left_out ? 0 : 1;
  document.blocks.push_back(
      Paragraph{texts("calibrate.answer", {{"used", std::to_string(used)}, {"all", std::to_string(judged.size())}}),
                Emphasis::answer,
                {}});

  // What needs a second look comes first.
  std::vector<Measurement> memory;
  for (const Judged& one : judged) {
    const Measurement& at = one.measurement;
    if (at.quantity == "peak_mem_gib" && !one.left_out) memory.push_back(at);
    const std::vector<Field> fields = {
        {"id", at.id},
        {"quantity", texts("calibrate.quantity." + at.quantity)},
        {"observed", figure(at.observed)},
        {"predicted", to_text(at.low, at.high, style)},
        {"z", to_text(std::abs(one.z), style)},
        {"right", one.slips.empty() ? std::string() : figure(at.observed / one.slips.front().factor)}};
    if (!one.slips.empty()) {
      const UnitSuspicion& slip = one.slips.front();
      if (slip.id == "gib" && !slip.certain) continue;  // a question, asked once below
      document.blocks.push_back(Paragraph{texts("calibrate.unit." + slip.id, fields), Emphasis::warning, {}});
    } else if (one.left_out) {
      document.blocks.push_back(Paragraph{texts("calibrate.contradicts", fields), Emphasis::warning, {}});
    }
  }
  if (looks_like_decimal_bytes(memory)) {
    document.blocks.push_back(
        Paragraph{texts("calibrate.unit.question", {{"rows", std::to_string(memory.size())}}), Emphasis::warning, {}});
  }
  for (const Unused& one : unused) {
    document.blocks.push_back(
        Paragraph{texts("calibrate.unused", {{"id", one.id}, {"reason", texts(one.reason, {{"0", one.argument}})}}),
                  Emphasis::warning,
                  {}});
  }

  Table rows;
  rows.columns = {{texts("calibrate.column.row"), ColumnRole::label, Align::left},
                  {texts("calibrate.column.quantity"), ColumnRole::label, Align::left},
                  {texts("calibrate.column.predicted"), ColumnRole::figure, Align::right},
                  {texts("calibrate.column.measured"), ColumnRole::figure, Align::right},
                  {texts("calibrate.column.ratio"), ColumnRole::figure, Align::right}};
  constexpr std::size_t most = 20;
  for (const Judged& one : judged) {
    if (rows.rows.size() == most) break;
    const Measurement& at = one.measurement;
    rows.rows.push_back({{shortened(at.id, id_width), texts("calibrate.quantity." + at.quantity),
                          to_text(at.low, at.high, style), figure(at.observed), figure(at.observed / at.central)},
                         Emphasis::none});
  }
  if (judged.size() > most) rows.caption = texts("calibrate.more", {{"count", std::to_string(judged.size() - most)}});
  if (!rows.rows.empty()) document.blocks.push_back(std::move(rows));

  Table gains;
  gains.columns = {{texts("calibrate.column.quantity"), ColumnRole::label, Align::left},
                   {texts("calibrate.column.system"), ColumnRole::label, Align::left},
                   {texts("calibrate.column.rows"), ColumnRole::figure, Align::right},
                   {texts("calibrate.column.shift"), ColumnRole::figure, Align::right},
                   {texts("calibrate.column.width"), ColumnRole::figure, Align::right}};
  for (const QuantityCalibration& one : calibration.quantities) {
    for (const CalibratedSystem& system : one.systems) {
      const bool any = system.system.empty();
      gains.rows.push_back({{any ? texts("calibrate.quantity." + one.quantity) : std::string(),
                             any ? texts("calibrate.any") : system.system, figure(any ? one.n : system.n),
                             "× " + to_text(pathfinder::exp(system.mean), style), percent(system.width, style)},
                            Emphasis::none});
    }
  }
  if (!gains.rows.empty()) {
    gains.caption = texts("calibrate.caption");
    document.blocks.push_back(std::move(gains));
  }
  if (files.empty()) {
    document.blocks.push_back(Paragraph{texts("calibrate.not-written"), Emphasis::muted, {}});
  } else {
    for (const Argument& file : files)
      document.blocks.push_back(Paragraph{texts("calibrate.written", {{"file", file.text}}), Emphasis::muted, {}});
  }
  return document;
}

}  // namespace

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
  arguments.parse(session.args, findings);
  if (arguments.help_asked()) {
    session.out << arguments.help();
    return exit_answered;
  }
  output.read(findings);
  if (measured.empty())
    findings.add("missing-argument", {"pathfinder calibrate", 0, 0, "", "", 1}, {{"argument", "--measured"}});
  std::vector<RunRow> rows;
  for (const Argument& file : measured) {
    if (const std::optional<std::string> text = session.read_file(file, findings)) {
      std::vector<RunRow> more = rows_of(file.text, *text, findings);
      if (more.empty() && findings.empty()) findings.add("nothing-measured", {file.text, 0, 0, "", "", 1}, {});
      rows.insert(rows.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
  }
  findings.throw_if_any();

  const Catalogue& catalogue = session.catalogue();
  std::vector<Judged> judged;
  std::vector<Unused> unused;
  for (const RunRow& row : rows) judge(row, catalogue, judged, unused);
  if (judged.empty()) {
    for (const Unused& one : unused) {
      session.err << texts("calibrate.unused", {{"id", one.id}, {"reason", texts(one.reason, {{"0", one.argument}})}})
                  << "\n";
    }
    findings.add("nothing-measured", {measured.front().text, 0, 0, "", "", 1}, {});
    findings.throw_if_any();
  }
  Calibration calibration;
  calibration.data_date = catalogue.data_date;
  const auto value = [&](std::string_view id) { return catalogue.constant(id); };
  constexpr double contradiction = 3;
  for (const std::string_view quantity : calibrated_quantities()) {
    const ErrorSpreads spreads = error_spreads(quantity, value);
    std::vector<Measurement> believed, together;
    for (const Judged& one : judged) {
      if (one.measurement.quantity == quantity) together.push_back(one.measurement);
    }
    std::size_t index = 0;
    for (Judged& one : judged) {
      if (one.measurement.quantity != quantity) continue;
      one.z = z_score(one.measurement);
      one.slips = unit_suspicions(one.measurement, spreads);
      const bool open = one.slips.empty() || (one.slips.front().id == "gib" && !one.slips.front().certain);
      if (quantity == "peak_mem_gib" && open && stands_off_as_decimal_bytes(together, index)) {
        one.slips = {{"gib-row", bytes_per_gib / 1e9, true}};
      }
      ++index;
      const bool other_unit = !one.slips.empty() && (one.slips.front().id != "gib" || one.slips.front().certain);
      one.left_out = std::abs(one.z) > contradiction || other_unit;
      if (!one.left_out) believed.push_back(one.measurement);
    }
    if (!believed.empty()) calibration.quantities.push_back(calibrate(believed, spreads));
  }
  const std::string json = calibration_json(calibration, judged);
  for (const Argument& file : output.files()) write_whole_file(file.text, json);
  if (output.json() && output.files().empty()) {
    session.out << json;
  } else {
    session.out << render_text(report(calibration, judged, unused, output.files(), texts), output.layout());
  }
  return exit_answered;
}

}  // namespace pathfinder::cli
