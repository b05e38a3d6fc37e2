#include "pathfinder/report/build/cases.hpp"

#include <array>

#include <fmt/format.h>

namespace pathfinder {
namespace {

/// The run as tables.
class CasesText {
 public:
  CasesText(const CasesReport& report, const Sentences& say) : report_(report), say_(say), texts_(say.texts()) {}

  Document document() {
    Document all;
    std::string headline = texts_("cases.headline", {{"used", std::to_string(report_.results.size())},
                                                     {"rows", std::to_string(report_.rows)},
                                                     {"acceptable", share(report_.acceptable)},
                                                     {"wrong", share(report_.wrong)}});
    all.blocks.push_back(
        Paragraph{headline, Emphasis::answer, report_.without_judged ? texts_("cases.without_judged") : ""});
    if (report_.fit == CasesReport::Fit::left_out) {
      all.blocks.push_back(Paragraph{texts_("cases.left_out", {{"publishers", std::to_string(report_.publishers)},
                                                               {"folds", std::to_string(report_.folds)}}),
                                     Emphasis::none, ""});
    } else {
      const bool learnt = report_.fit == CasesReport::Fit::learnt;
      all.blocks.push_back(Paragraph{texts_(learnt ? "cases.learnt" : "cases.shipped"), Emphasis::none, ""});
    }
    Table advisors;
    advisors.columns = {{texts_("cases.column.advisor"), ColumnRole::text, Align::left}};
    for (const std::string_view id : {"acceptable", "interval", "wrong", "interval"})
      advisors.columns.push_back({texts_("cases.column." + std::string(id)), ColumnRole::figure, Align::right});
    const auto add = [&](const std::string& name, const CountedShare& acceptable, const CountedShare& wrong,
                         Emphasis emphasis) {
      advisors.rows.push_back(
          {{name, share(acceptable), interval(acceptable), share(wrong), interval(wrong)}, emphasis});
    };
    add(texts_("cases.advisor.pathfinder"), report_.acceptable, report_.wrong, Emphasis::answer);
    for (const AdvisorScore& one : report_.baselines)
      add(texts_("cases.advisor." + one.advisor, {{"strategy", one.strategy}}), one.acceptable, one.wrong,
          Emphasis::none);
    all.blocks.push_back(std::move(advisors));
    Table bins;
    bins.columns = {{texts_("cases.column.verdict"), ColumnRole::text, Align::left}};
    for (const std::string_view id : {"cases", "mean", "acceptable", "interval"})
      bins.columns.push_back({texts_("cases.column." + std::string(id)), ColumnRole::figure, Align::right});
    for (const ReliabilityBin& bin : report_.bins) {
      if (bin.acceptable.of == 0) continue;
      bins.rows.push_back(
          {{texts_("cases.verdict." + std::string(word_of(bin.verdict))), std::to_string(bin.acceptable.of),
            percent(bin.mean_confidence, say_.style()), share(bin.acceptable), interval(bin.acceptable)},
           Emphasis::none});
    }
    if (!bins.rows.empty()) {
      bins.caption =
          texts_("cases.brier", {{"brier", fmt::format("{:.3f}", report_.brier)}, {"top_two", share(report_.top_two)}});
      all.blocks.push_back(std::move(bins));
    }
    Table forms;
    forms.columns = {{texts_("cases.column.form"), ColumnRole::text, Align::left}};
    for (const std::string_view id : {"cases", "named", "interval"})
      forms.columns.push_back({texts_("cases.column." + std::string(id)), ColumnRole::figure, Align::right});
    for (const VariantShare& one : report_.variants) {
      if (one.named.of == 0) continue;
      forms.rows.push_back(
          {{texts_("cases.forms." + one.among), std::to_string(one.named.of), share(one.named), interval(one.named)},
           one.among == "all" ? Emphasis::answer : Emphasis::none});
    }
    if (!forms.rows.empty()) {
      forms.caption = texts_("cases.forms.note");
      all.blocks.push_back(std::move(forms));
    }
    Table present;
    present.columns = {{texts_("cases.column.present"), ColumnRole::text, Align::left}};
    for (const std::string_view id : {"cases", "acceptable", "told", "interval", "wrong", "told"})
      present.columns.push_back({texts_("cases.column." + std::string(id)), ColumnRole::figure, Align::right});
    for (const PresentShare& one : report_.present) {
      present.rows.push_back({{texts_("cases.present." + one.among), std::to_string(one.before.of), share(one.before),
                               share(one.after), interval(one.after), share(one.wrong_before), share(one.wrong_after)},
                              one.among == "all" ? Emphasis::answer : Emphasis::none});
    }
    if (!present.rows.empty()) all.blocks.push_back(std::move(present));
    Table misses;
    for (const std::string_view id : {"case", "said", "mean", "accepted"})
      misses.columns.push_back({texts_("cases.column." + std::string(id)),
                                id == "mean" ? ColumnRole::figure : ColumnRole::text,
                                id == "mean" ? Align::right : Align::left});
    for (const CaseResult& one : report_.results) {
      if (one.hit) continue;
      std::string accepted;
      for (const std::string& strategy : one.acceptable)
        accepted += (accepted.empty() ? "" : texts_("list.comma")) + strategy;
      misses.rows.push_back({{one.id, one.strategy, percent(one.confidence, say_.style()), accepted},
                             one.miss ? Emphasis::warning : Emphasis::none});
    }
    if (!misses.rows.empty()) all.blocks.push_back(std::move(misses));
    for (const auto& [id, reason] : report_.skipped)
      all.blocks.push_back(Paragraph{texts_("cases.skipped", {{"id", id}, {"reason", reason}}), Emphasis::muted, ""});
    return all;
  }

 private:
  std::string share(const CountedShare& one) const { return percent(one.share, say_.style(), 1); }
  std::string interval(const CountedShare& one) const { return percent(one.low, one.high, say_.style()); }

  const CasesReport& report_;
  const Sentences& say_;
  const Texts& texts_;
};

}  // namespace

Document build_cases(const CasesReport& report, const Sentences& say) {
  return CasesText(report, say).document();
}

}  // namespace pathfinder
