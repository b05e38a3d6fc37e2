#include "pathfinder/backtest/own_rows.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/backtest/backtest.hpp"
#include "pathfinder/backtest/devices.hpp"
#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/quantity.hpp"

namespace pathfinder {
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
void judge(const RunRow& row, const Catalogue& catalogue, std::vector<JudgedMeasurement>& judged,
           std::vector<UnusedRow>& unused) {
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
      JudgedMeasurement one;
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

/// The measurement as the file of a calibration keeps it.
CalibrationRow kept_row(const JudgedMeasurement& one) {
  CalibrationRow row;
  row.id = one.measurement.id;
  row.quantity = one.measurement.quantity;
  row.system = one.measurement.system;
  row.predicted = one.measurement.central;
  row.observed = one.measurement.observed;
  row.log_residual = log_residual(one.measurement);
  row.z = one.z;
  if (one.left_out) row.left_out = one.slips.empty() ? "contradicts" : "unit:" + one.slips.front().id;
  if (!one.left_out && !one.slips.empty()) row.question = "unit:" + one.slips.front().id;
  return row;
}

}  // namespace

std::vector<RunRow> read_own_rows(const std::string& name, const std::string& text, Findings& findings) {
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

CalibrationResult calibrate_on(const std::vector<RunRow>& rows, const Catalogue& catalogue) {
  CalibrationResult result;
  for (const RunRow& row : rows) judge(row, catalogue, result.judged, result.unused);
  result.calibration.data_date = catalogue.data_date;
  const auto value = [&](std::string_view id) { return catalogue.constant(id); };
  constexpr double contradiction = 3;
  for (const std::string_view quantity : calibrated_quantities()) {
    const ErrorSpreads spreads = error_spreads(quantity, value);
    std::vector<Measurement> believed, together;
    for (const JudgedMeasurement& one : result.judged) {
      if (one.measurement.quantity == quantity) together.push_back(one.measurement);
    }
    std::size_t index = 0;
    for (JudgedMeasurement& one : result.judged) {
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
    if (!believed.empty()) result.calibration.quantities.push_back(calibrate(believed, spreads));
  }
  for (const JudgedMeasurement& one : result.judged) result.calibration.measurements.push_back(kept_row(one));
  return result;
}

}  // namespace pathfinder
