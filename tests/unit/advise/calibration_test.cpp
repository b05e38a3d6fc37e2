// Own measurements: what they shift and narrow, and whether one measured row of a source makes the errors of its other
// rows smaller, on the published rows with constants that have not seen the source.
#include "pathfinder/advise/calibration.hpp"

#include <cmath>
#include <map>

#include "pathfinder/backtest/backtest.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using namespace pathfinder::test;

namespace {

Measurement measured(std::string quantity, double ratio, std::string system = "") {
  Measurement one;
  one.id = "row";
  one.quantity = std::move(quantity);
  one.system = std::move(system);
  one.low = 80;
  one.central = 100;
  one.high = 125;
  one.observed = 100 * ratio;
  return one;
}

const ErrorSpreads spreads{0.2, 0, 0.2};

ErrorSpreads shipped_spreads(std::string_view quantity) {
  return error_spreads(quantity, [](std::string_view id) { return shipped().constant(id); });
}

/// Rows of data/observations predicted by constants without their source, by family.
std::map<std::string, std::vector<Measurement>> left_out_rows(const FigureKind& kind, const std::string& file,
                                                              std::string_view quantity) {
  Findings findings;
  const std::string text = file_text((test::source_dir() + "/data/observations/") + file);
  const std::vector<RunRow> rows = read_rows(file, text, findings);
  REQUIRE(findings.empty());
  BacktestOptions options;
  options.refit = true;
  options.leave_out = "each";
  std::map<std::string, std::string> systems;
  for (const RunRow& row : rows) {
    const JsonValue root = row.value();
    const auto word = [&](const char* key) {
      const std::uint32_t at = root.find(key);
      return at != 0 && root.at(at).kind() == JsonKind::string ? std::string(root.at(at).string()) : std::string();
    };
    systems[id_of(row)] =
        kind.name == "inference" ? serving_system(word("gpu"), word("engine"), shipped().serving_profiles) : "";
  }
  std::map<std::string, std::vector<Measurement>> sources;
  for (const FigureRow& row : kind.run(rows, shipped(), options).results) {
    for (const Figure& figure : row.figures) {
      if (figure.quantity != quantity || !figure.measured() || !figure.counted) continue;
      Measurement one;
      one.id = row.id;
      one.quantity = quantity;
      one.system = systems[row.id];
      one.low = figure.low;
      one.central = figure.central;
      one.high = figure.high;
      one.observed = figure.observed;
      sources[row.publisher].push_back(one);
    }
  }
  return sources;
}

/// Mean absolute log error of a source's other rows, before and after each of its rows was measured, over sources.
struct LeaveOneOut {
  double before = 0, after = 0;
  double covered_before = 0, covered_after = 0, narrower = 0;
  int sources = 0;
};
LeaveOneOut leave_one_out(const std::map<std::string, std::vector<Measurement>>& sources, const ErrorSpreads& of) {
  LeaveOneOut total;
  for (const auto& [name, rows] : sources) {
    if (rows.size() < 2) continue;
    LeaveOneOut sum;
    int pairs = 0;
    const std::size_t step = std::max<std::size_t>(1, rows.size() / 400);  // of thousands of rows every so many
    for (std::size_t i = 0; i < rows.size(); i += step) {
      Calibration calibration;
      calibration.quantities.push_back(calibrate({rows[i]}, of));
      for (std::size_t j = 0; j < rows.size(); j += step) {
        if (i == j) continue;
        Measurement other = rows[j];
        const CalibratedSystem offset = offset_for(calibration, other.quantity, other.system);
        sum.before += std::abs(log_residual(other));
        sum.covered_before += other.low <= other.observed && other.observed <= other.high ? 1 : 0;
        apply(offset, other.low, other.central, other.high);
        sum.after += std::abs(log_residual(other));
        sum.covered_after += other.low <= other.observed && other.observed <= other.high ? 1 : 0;
        sum.narrower += offset.width;
        ++pairs;
      }
    }
    total.before += sum.before / pairs;
    total.after += sum.after / pairs;
    total.covered_before += sum.covered_before / pairs;
    total.covered_after += sum.covered_after / pairs;
    total.narrower += sum.narrower / pairs;
    ++total.sources;
  }
  for (double* one : {&total.before, &total.after, &total.covered_before, &total.covered_after, &total.narrower})
    *one /= total.sources;
  return total;
}

const FigureKind& kind_named(std::string_view name) {
  for (const FigureKind& kind : figure_kinds()) {
    if (kind.name == name) return kind;
  }
  throw std::logic_error("no kind");
}

}  // namespace

TEST_CASE("one measurement is believed by the share that sources vary more than rows", "[advise][calibration]") {
  const QuantityCalibration one = calibrate({measured("gpu_hours", std::exp(0.4))}, spreads);
  CHECK(one.shrinkage == Approx(0.5));
  CHECK(one.systems.front().mean == Approx(0.2));
  CHECK(one.systems.front().width == Approx(std::sqrt((0.02 + 0.04) / 0.08)));
  const QuantityCalibration many =
      calibrate(std::vector<Measurement>(50, measured("gpu_hours", std::exp(0.4))), spreads);
  CHECK(many.systems.front().mean > 0.38);
  CHECK(many.systems.front().width < one.systems.front().width);
}

TEST_CASE("a measured system is believed more than others of its source", "[advise][calibration]") {
  const ErrorSpreads nested{0.05, 0.2, 0.15};
  Calibration calibration;
  calibration.quantities.push_back(calibrate({measured("tokens_per_s_out", std::exp(0.3), "h100-sxm/vllm")}, nested));
  const CalibratedSystem same = offset_for(calibration, "tokens_per_s_out", "h100-sxm/vllm");
  const CalibratedSystem other = offset_for(calibration, "tokens_per_s_out", "l40s/vllm");
  CHECK(same.mean > 0.15);
  CHECK(other.mean < 0.03);
  CHECK(other.mean > 0);
  CHECK(same.width < other.width);
  CHECK(other.width <= 1);
  const CalibratedSystem nothing = offset_for(calibration, "ttft_ms", "h100-sxm/vllm");
  CHECK(nothing.mean == 0);
  CHECK(nothing.width == 1);
}

TEST_CASE("an applied offset keeps the interval in order and the order of rows does not matter",
          "[advise][calibration]") {
  double low = 80, central = 100, high = 130;
  apply({"", 1, 0.1, 0.5}, low, central, high);
  CHECK(central == Approx(100 * std::exp(0.1)));
  CHECK(low < central);
  CHECK(high > central);
  CHECK(high / central == Approx(std::sqrt(1.3)));
  const std::vector<Measurement> rows = {measured("gpu_hours", 1.2), measured("gpu_hours", 0.9),
                                         measured("gpu_hours", 1.5)};
  CHECK(calibrate(rows, spreads).systems.front().mean ==
        Approx(calibrate({rows[2], rows[0], rows[1]}, spreads).systems.front().mean));
}

TEST_CASE("slips of the unit are recognised", "[advise][calibration]") {
  Measurement minutes = measured("gpu_hours", 60);
  CHECK(unit_suspicions(minutes, spreads).front().id == "minutes");
  Measurement clock = measured("gpu_hours", 1.0 / 8);
  clock.gpus = 8;
  CHECK(unit_suspicions(clock, spreads).front().id == "per-gpu");
  Measurement sum = measured("peak_mem_gib", 8);
  sum.gpus = 8;
  CHECK(unit_suspicions(sum, shipped_spreads("peak_mem_gib")).front().id == "sum");
  CHECK(unit_suspicions(measured("peak_mem_gib", 1024), spreads).front().id == "mib");
  Measurement full = measured("peak_mem_gib", 1);
  full.central = 23;
  full.low = 21;
  full.high = 25;
  full.observed = 24.9;
  full.room_gib = 24;
  CHECK(unit_suspicions(full, spreads).front().certain);
  CHECK(unit_suspicions(measured("peak_mem_gib", 1.0737), spreads).front().id == "gib");
  CHECK(unit_suspicions(measured("peak_mem_gib", 0.99), spreads).empty());
  CHECK(unit_suspicions(measured("gpu_hours", 1.1), spreads).empty());
  const std::vector<Measurement> rows = {measured("peak_mem_gib", 1.02), measured("peak_mem_gib", 1.03),
                                         measured("peak_mem_gib", 1.01), measured("peak_mem_gib", 1.02 * 1.0737)};
  CHECK(stands_off_as_decimal_bytes(rows, 3));
  CHECK_FALSE(stands_off_as_decimal_bytes(rows, 0));
}

TEST_CASE("one measured row of a source makes the errors of its other rows smaller on average",
          "[advise][calibration][whole]") {
  struct Row {
    const char* kind;
    const char* file;
    const char* quantity;
  };
  for (const Row& row :
       {Row{"training", "runs_public.ndjson", "gpu_hours"}, Row{"memory", "memory_public.ndjson", "peak_mem_gib"},
        Row{"inference", "inference_public.ndjson", "tokens_per_s_out"}}) {
    const auto sources = left_out_rows(kind_named(row.kind), row.file, row.quantity);
    const LeaveOneOut figure = leave_one_out(sources, shipped_spreads(row.quantity));
    INFO(row.quantity << ": " << figure.sources << " sources, mean |ln| " << figure.before << " -> " << figure.after
                      << ", coverage " << figure.covered_before << " -> " << figure.covered_after << ", width x "
                      << figure.narrower);
    CHECK(figure.after < figure.before);
    CHECK(figure.narrower < 1);
  }
}

TEST_CASE("10^9 bytes for 2^30 in one of four rows of a source is told from the right ones",
          "[advise][calibration][whole]") {
  const auto sources = left_out_rows(kind_named("memory"), "memory_public.ndjson", "peak_mem_gib");
  double hits = 0, false_alarms = 0, asked = 0, asked_wrongly = 0, tried = 0;
  for (const auto& [name, rows] : sources) {
    for (std::size_t i = 0; i + 4 <= rows.size(); ++i) {
      std::vector<Measurement> four(rows.begin() + static_cast<std::ptrdiff_t>(i),
                                    rows.begin() + static_cast<std::ptrdiff_t>(i) + 4);
      false_alarms += stands_off_as_decimal_bytes(four, 3) ? 1 : 0;
      asked_wrongly += looks_like_decimal_bytes({four[3]}) ? 1 : 0;
      four[3].observed *= 1.073741824;
      hits += stands_off_as_decimal_bytes(four, 3) ? 1 : 0;
      asked += looks_like_decimal_bytes({four[3]}) ? 1 : 0;
      tried += 1;
    }
  }
  INFO("recognised among four: " << hits / tried << ", wrongly: " << false_alarms / tried
                                 << "; alone, asked: " << asked / tried << ", wrongly: " << asked_wrongly / tried);
  CHECK(2 * hits > 3 * false_alarms);
  CHECK(false_alarms < 0.04 * tried);
  CHECK(asked > asked_wrongly);
}
