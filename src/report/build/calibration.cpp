#include "pathfinder/report/build/calibration.hpp"

#include <cmath>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/wording/numbers.hpp"

namespace pathfinder {
namespace {

constexpr int row_width = 24;  ///< columns; JSON has the whole id

}  // namespace

std::string unused_row_text(const UnusedRow& row, const Texts& texts) {
  return texts("calibrate.unused", {{"id", row.id}, {"reason", texts(row.reason, {{"0", row.argument}})}});
}

Document build_calibration(const CalibrationResult& result, const std::vector<std::string>& files, const Texts& texts) {
  const std::vector<JudgedMeasurement>& judged = result.judged;
  const NumberStyle style = number_style(texts);
  const auto figure = [&](double value) { return to_text(value, style); };
  Document document;
  document.title = texts("calibrate.title");
  std::size_t used = 0;
  for (const JudgedMeasurement& one : judged) used += one.left_out ? 0 : 1;
  document.blocks.push_back(
      Paragraph{texts("calibrate.answer", {{"used", std::to_string(used)}, {"all", std::to_string(judged.size())}}),
                Emphasis::answer,
                {}});

  // What needs a second look comes first.
  std::vector<Measurement> memory;
  for (const JudgedMeasurement& one : judged) {
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
  for (const UnusedRow& one : result.unused)
    document.blocks.push_back(Paragraph{unused_row_text(one, texts), Emphasis::warning, {}});

  Table rows;
  rows.columns = {{texts("calibrate.column.row"), ColumnRole::label, Align::left},
                  {texts("calibrate.column.quantity"), ColumnRole::label, Align::left},
                  {texts("calibrate.column.predicted"), ColumnRole::figure, Align::right},
                  {texts("calibrate.column.measured"), ColumnRole::figure, Align::right},
                  {texts("calibrate.column.ratio"), ColumnRole::figure, Align::right}};
  constexpr std::size_t most = 20;
  for (const JudgedMeasurement& one : judged) {
    if (rows.rows.size() == most) break;
    const Measurement& at = one.measurement;
    rows.rows.push_back({{shortened(at.id, row_width), texts("calibrate.quantity." + at.quantity),
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
  for (const QuantityCalibration& one : result.calibration.quantities) {
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
    for (const std::string& file : files)
      document.blocks.push_back(Paragraph{texts("calibrate.written", {{"file", file}}), Emphasis::muted, {}});
  }
  return document;
}

}  // namespace pathfinder
