#include "pathfinder/report/render/backtest_json.hpp"

#include <array>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

/// The keys of publishers beside those of rows.
void write_publishers(const PublisherSummary& publishers, bool baseline, JsonWriter& json) {
  json.number("publishers", static_cast<double>(publishers.publishers));
  json.number("median_of_publishers", publishers.median_abs_log_error);
  json.number("mean_publisher_within_1_25", publishers.within_1_25);
  json.number("mean_publisher_within_1_5", publishers.within_1_5);
  json.number("mean_publisher_within_2", publishers.within_2);
  if (baseline) return;
  json.number("mean_publisher_coverage", publishers.coverage_p10_p90);
  json.number("mean_publisher_high_over_low", publishers.mean_high_over_low);
}

void write_summary(std::string_view key, const ErrorSummary& errors, const PublisherSummary& publishers, bool baseline,
                   JsonWriter& json) {
  json.begin_object(key);
  json.number("median_abs_log_error", errors.median_abs_log_error);
  json.number("within_1_25", errors.within_1_25);
  json.number("within_1_5", errors.within_1_5);
  json.number("within_2", errors.within_2);
  if (!baseline) {
    json.number("coverage_p10_p90", errors.coverage_p10_p90);
    json.number("median_high_over_low", errors.median_high_over_low);
    json.number("mean_high_over_low", errors.mean_high_over_low);
  }
  write_publishers(publishers, baseline, json);
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
    write_summary("summary", group.errors, group.publishers, false, json);
    if (!group.baselines.empty()) {
      json.begin_object("baselines");
      for (const BaselineSummary& one : group.baselines) {
        write_summary(one.baseline.substr(one.baseline.find('.') + 1), one.errors, one.publishers, true, json);
      }
      json.end();
    }
    json.end();
  }
  json.end();
}

/// The object of spec 6, with groups and, of a refit, constants behind it.
void write_report(const BacktestReport& report, const Texts& texts, JsonWriter& json) {
  json.begin_object();
  json.text("kind", report.kind);
  json.number("rows", static_cast<double>(report.rows));
  json.number("used", static_cast<double>(report.used));
  json.begin_array("skipped");
  for (const SkippedRow& row : report.skipped) {
    json.begin_object();
    json.text("id", row.id);
    json.text("reason", texts(row.reason, {{"0", row.argument}}));
    json.end();
  }
  json.end();
  write_summary("summary", report.summary, report.publishers, false, json);
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
  write_groups("publishers", "publisher", report.by_publisher, json);
  if (report.refitted) {
    json.begin_object("refit");
    json.text("leave_out", report.left_out);
    json.number("rows", static_cast<double>(report.fitted_on));
    if (report.draws > 0) json.number("draws", static_cast<double>(report.draws));
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

}  // namespace

std::string backtest_json(const std::vector<BacktestReport>& reports, bool list, const Texts& texts) {
  JsonWriter json;
  if (list) {
    json.begin_object();
    json.begin_array("kinds");
  }
  for (const BacktestReport& report : reports) write_report(report, texts, json);
  if (list) {
    json.end();
    json.end();
  }
  return json.take();
}

std::string backtest_errors_json(const std::vector<BacktestReport>& shipped,
                                 const std::vector<BacktestReport>& left_out, const std::string& runs,
                                 const Catalogue& catalogue) {
  JsonWriter json;
  const auto errors = [&](std::string_view key, const ErrorSummary& one) {
    const auto number = [&](std::string_view name, double value) { json.number(name, std::round(value * 1e4) / 1e4); };
    json.begin_object(key);
    number("median_abs_log_error", one.median_abs_log_error);
    number("within_1_25_share", one.within_1_25);
    number("within_1_5_share", one.within_1_5);
    number("within_2_share", one.within_2);
    number("coverage_p10_p90_share", one.coverage_p10_p90);
    number("high_over_low_ratio", one.mean_high_over_low);
    json.end();
  };
  const auto publishers = [&](const PublisherSummary& one) {
    const auto number = [&](std::string_view name, double value) { json.number(name, std::round(value * 1e4) / 1e4); };
    json.begin_object("publishers");
    number("count", static_cast<double>(one.publishers));
    number("median_abs_log_error", one.median_abs_log_error);
    number("coverage_p10_p90_share", one.coverage_p10_p90);
    number("high_over_low_ratio", one.mean_high_over_low);
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
      publishers(left_out[k].groups[g].publishers);
      if (!left_out[k].groups[g].baselines.empty()) {
        const BaselineSummary& rule = left_out[k].groups[g].baselines.front();
        json.begin_object("simple_rule");
        json.text("id", rule.baseline);
        json.number("median_abs_log_error", std::round(rule.errors.median_abs_log_error * 1e4) / 1e4);
        json.begin_object("publishers");
        json.number("median_abs_log_error", std::round(rule.publishers.median_abs_log_error * 1e4) / 1e4);
        json.end();
        json.end();
      }
      json.end();
    }
    json.end();
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

std::string cases_json(const CasesReport& report) {
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
    json.text("verdict", word_of(bin.verdict));
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
  constexpr std::array<std::string_view, 3> fits = {"shipped", "left_out", "learnt"};
  json.text("fit", fits[static_cast<std::size_t>(report.fit)]);
  if (report.fit == CasesReport::Fit::left_out) {
    json.number("publishers", static_cast<double>(report.publishers));
    json.number("folds", static_cast<double>(report.folds));
  }
  json.end();
  json.begin_array("variants");
  for (const VariantShare& one : report.variants) {
    json.begin_object();
    json.text("among", one.among);
    json.number("cases", static_cast<double>(one.named.of));
    write_share(json, "named_share", one.named);
    json.end();
  }
  json.end();
  json.begin_array("present");
  for (const PresentShare& one : report.present) {
    json.begin_object();
    json.text("among", one.among);
    json.number("cases", static_cast<double>(one.before.of));
    write_share(json, "acceptable_share", one.before);
    write_share(json, "acceptable_share_told", one.after);
    write_share(json, "unacceptable_share", one.wrong_before);
    write_share(json, "unacceptable_share_told", one.wrong_after);
    json.end();
  }
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
    json.text("verdict", word_of(one.verdict));
    json.number("confidence", one.confidence);
    json.number("brier", one.brier);
    if (!one.chosen_variant.empty()) {
      json.text("chosen_variant", one.chosen_variant);
      json.text("variant", one.variant);
    }
    if (!one.with_present.empty()) json.text("strategy_told_present", one.with_present);
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

std::string case_bank_json(const CasesReport& report, const std::string& runs, const Catalogue& catalogue) {
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
    json.text("verdict", word_of(bin.verdict));
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

}  // namespace pathfinder
