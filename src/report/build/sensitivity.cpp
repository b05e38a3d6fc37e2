#include "pathfinder/report/build/sensitivity.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pathfinder/wording/sentences.hpp"

#include "report/build/question_rows.hpp"

namespace pathfinder {
namespace {

/// A bar of at most `width` columns for a lead from -most to most, with the zero in the middle.
std::string bar(double low, double high, double most, int width) {
  const auto place = [&](double lead) { return static_cast<int>(std::lround((lead / most + 1) / 2 * (width - 1))); };
  std::string text(static_cast<std::size_t>(width), ' ');
  text[static_cast<std::size_t>(place(0))] = '|';
  for (int i = place(std::min(low, high)); i <= place(std::max(low, high)); ++i) {
    text[static_cast<std::size_t>(i)] = i == place(0) ? '+' : '=';
  }
  return text;
}

}  // namespace

Document build_sensitivity(const Decision& decision, const Words& words, std::string_view language) {
  Sentences say(words, language);
  say.show_in(decision.currency, decision.usd_rate);
  const Texts& texts = say.texts();
  const Sensitivity& found = decision.sensitivity;
  Document document;
  document.title = texts("sensitivity.title");
  const auto spec_of = [&](const std::string& fact) -> const FactSpec& {
    return words.vocabulary.slots[words.vocabulary.find(fact)];
  };
  const auto value_of = [&](const FactSpec& spec, double value) {
    if (std::isnan(value)) return texts("sensitivity.not_known");
    Fact fact;
    fact.value = fact.low = fact.high = value;
    return say.fact_with_unit(spec, fact);
  };
  const Assessment* winner = decision.winner();
  if (winner == nullptr) {
    document.blocks.push_back(Paragraph{texts("report.none"), Emphasis::warning, ""});
    return document;
  }
  document.blocks.push_back(
      Paragraph{texts("sensitivity.answer", {{"option", say.strategy_name(winner->strategy)}}), Emphasis::answer, ""});

  if (!found.tornado.empty()) {
    Table table;
    table.columns = {{texts("sensitivity.fact"), ColumnRole::label, Align::left},
                     {texts("sensitivity.range"), ColumnRole::text, Align::left},
                     {texts("sensitivity.lead"), ColumnRole::label, Align::left},
                     {texts("sensitivity.figures"), ColumnRole::figure, Align::right}};
    double most = 0;
    for (const TornadoBar& one : found.tornado)
      most = std::max({most, std::abs(one.lead_low), std::abs(one.lead_high)});
    for (const TornadoBar& one : found.tornado) {
      const FactSpec& spec = spec_of(one.fact);
      table.rows.push_back(
          {{texts(spec.name), value_of(spec, one.low) + " … " + value_of(spec, one.high),
            bar(one.lead_low, one.lead_high, most, 25), fmt::format("{:+.3f} … {:+.3f}", one.lead_low, one.lead_high)},
           std::min(one.lead_low, one.lead_high) < 0 ? Emphasis::warning : Emphasis::none});
    }
    table.caption = texts("sensitivity.caption");
    document.blocks.push_back(std::move(table));
  }
  Table flips;
  flips.columns = {{texts("sensitivity.fact"), ColumnRole::label, Align::left},
                   {texts("sensitivity.from"), ColumnRole::figure, Align::right},
                   {texts("sensitivity.holds"), ColumnRole::figure, Align::right},
                   {texts("sensitivity.flips"), ColumnRole::figure, Align::right},
                   {texts("sensitivity.then"), ColumnRole::label, Align::left}};
  for (const Flip& one : found.flips) {
    const FactSpec& spec = spec_of(one.fact);
    flips.rows.push_back({{texts(spec.name), value_of(spec, one.from), value_of(spec, one.holds),
                           value_of(spec, one.flips), one.strategy.empty() ? texts("change.blocked") : one.strategy},
                          Emphasis::none});
  }
  for (const WeightFlip& one : found.weights) {
    if (one.to > 0.9) continue;  // only where nothing else counts
    const auto criterion = std::find_if(words.criteria.begin(), words.criteria.end(),
                                        [&](const Criterion& c) { return c.id == one.criterion; });
    flips.rows.push_back({{texts("sensitivity.weight", {{"criterion", texts(criterion->name)}}),
                           fmt::format("{:.2f}", one.from), "", fmt::format("{:.2f}", one.to), one.strategy},
                          Emphasis::muted});
  }
  if (flips.rows.empty()) {
    document.blocks.push_back(Paragraph{texts("change.none"), Emphasis::none, ""});
  } else {
    document.blocks.push_back(std::move(flips));
  }
  KeyValues pairs;
  std::string pair_label = texts("report.pairs");
  for (const PairFlip& one : found.pairs) {
    pairs.rows.push_back({pair_label, say.change(one), "", "", Emphasis::none});
    pair_label.clear();
  }
  if (!pairs.rows.empty()) document.blocks.push_back(std::move(pairs));
  KeyValues questions{question_rows(decision, words, say, found.ask_next.size() + 1)};
  for (KeyValue& row : pilot_rows(decision, words, say, true)) questions.rows.push_back(std::move(row));
  if (!questions.rows.empty()) document.blocks.push_back(std::move(questions));
  return document;
}

}  // namespace pathfinder
