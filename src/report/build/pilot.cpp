#include "pathfinder/report/build/pilot.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "report/build/question_rows.hpp"

namespace pathfinder {
namespace {

/// A criterion's points for one option in both answers.
struct MovedPoints {
  std::string strategy, criterion;
  double before = 0, after = 0;

  double by() const { return after - before; }
};

const Assessment* option_in(const Decision& decision, std::string_view strategy) {
  const auto at = std::find_if(decision.ranking.begin(), decision.ranking.end(),
                               [&](const Assessment& one) { return one.strategy == strategy; });
  return at == decision.ranking.end() ? nullptr : &*at;
}

/// What moved most, the largest first; of each criterion only the option on which it moved most.
std::vector<MovedPoints> moved_points(const PilotReport& report, std::size_t most) {
  std::vector<MovedPoints> all;
  for (const Assessment& after : report.after.ranking) {
    const Assessment* before = option_in(report.before, after.strategy);
    if (before == nullptr || after.standing == Standing::blocked) continue;
    for (std::size_t i = 0; i < after.contributions.size() && i < before->contributions.size(); ++i) {
      const MovedPoints one{after.strategy, after.contributions[i].criterion, before->contributions[i].points,
                            after.contributions[i].points};
      constexpr double told = 5e-4;  // of a score: the last digit that is shown
      if (std::abs(one.by()) < told) continue;
      const auto same = std::find_if(all.begin(), all.end(),
                                     [&](const MovedPoints& other) { return other.criterion == one.criterion; });
      if (same == all.end()) {
        all.push_back(one);
      } else if (std::abs(one.by()) > std::abs(same->by())) {
        *same = one;
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const MovedPoints& a, const MovedPoints& b) { return std::abs(a.by()) > std::abs(b.by()); });
  if (all.size() > most) all.resize(most);
  return all;
}

std::string arm_name(PilotArm arm, const Texts& texts) {
  return texts("pilot.arm." + std::string(word_of(arm)));
}

std::string signed_points(double share) {
  const double points = share * 100;
  return fmt::format("{:+.0f}", std::abs(points) < 0.5 ? 0.0 : points);
}

std::string first_share(const Decision& decision, const Texts& texts, const NumberStyle& style) {
  if (!decision.confidence || decision.winner() == nullptr) return {};
  return texts("compare.verdict." + std::string(word_of(decision.confidence->verdict)),
               {{"share", percent(decision.confidence->first, style)}});
}

void write_answer(JsonWriter& out, std::string_view key, const Decision& decision) {
  out.begin_object(key);
  if (const Assessment* winner = decision.winner()) {
    out.text("strategy", winner->strategy);
    out.number("score", winner->score);
    if (decision.confidence) {
      out.text("verdict", word_of(decision.confidence->verdict));
      out.number("confidence", decision.confidence->first);
    }
  } else {
    out.raw("strategy", "null");
    out.text("verdict", "none");
  }
  out.begin_array("options");
  for (const Assessment& one : decision.ranking) {
    out.begin_object();
    out.text("strategy", one.strategy);
    out.text("standing", word_of(one.standing));
    out.number("score", one.score);
    if (one.first_rank) out.number("first_rank", *one.first_rank);
    out.end();
  }
  out.end();
  out.end();
}

void write_interval(JsonWriter& out, std::string_view key, const Interval<>& interval) {
  out.begin_object(key);
  out.number("low", interval.low);
  out.number("central", interval.central);
  out.number("high", interval.high);
  out.end();
}

}  // namespace

Document build_pilot(const PilotReport& report, const Words& words, std::string_view language) {
  Document document;
  document.language = language;
  Sentences say(words, language);
  say.show_in(report.after.currency, report.after.usd_rate);
  const Texts& texts = say.texts();
  const NumberStyle& style = say.style();
  document.title = texts("pilot.title");
  const auto paragraph = [&](std::string text, Emphasis emphasis = Emphasis::none) {
    document.blocks.push_back(Paragraph{std::move(text), emphasis, ""});
  };

  const Assessment* now = report.after.winner();
  const Assessment* was = report.before.winner();
  if (now == nullptr) {
    paragraph(texts("report.none"), Emphasis::warning);
  } else {
    const std::string share = first_share(report.after, texts, style);
    const std::string before = was == nullptr ? texts("report.none") : say.strategy_name(was->strategy);
    const std::string before_share = first_share(report.before, texts, style);
    const bool same = was != nullptr && was->strategy == now->strategy;
    paragraph(texts(same ? "pilot.same" : "pilot.turned", {{"option", say.strategy_name(now->strategy)},
                                                           {"share", share},
                                                           {"before", before},
                                                           {"before_share", before_share}}),
              Emphasis::answer);
  }

  if (report.after.confidence && !report.after.confidence->more_often_first.empty()) {
    const std::string& other = report.after.confidence->more_often_first;
    const double share = option_in(report.after, other)->first_rank.value_or(0);
    paragraph(texts("pilot.more-often", {{"other", say.strategy_name(other)}, {"share", percent(share, style)}}),
              Emphasis::warning);
  }

  Table arms;
  arms.columns = {{texts("pilot.column.arm"), ColumnRole::label, Align::left},
                  {texts("pilot.column.right"), ColumnRole::figure, Align::right},
                  {texts("pilot.column.known"), ColumnRole::figure, Align::right},
                  {texts("pilot.column.left-out"), ColumnRole::figure, Align::right},
                  {texts("pilot.column.label"), ColumnRole::text, Align::left}};
  for (const ArmCount& arm : report.pilot.arms) {
    const Fact& fact = report.after.facts[words.vocabulary.find(std::string(word_of(arm.arm)) + "_accuracy")];
    arms.rows.push_back({{arm_name(arm.arm, texts), exact_text(arm.right) + "/" + exact_text(arm.of),
                          percent(fact.low, fact.high, style), exact_text(arm.errors + arm.undecided),
                          arm.model.empty() || arm.model == arm.label ? arm.label : arm.label + " (" + arm.model + ")"},
                         Emphasis::none});
  }
  arms.caption = texts("pilot.caption");
  document.blocks.push_back(std::move(arms));

  for (const PairCount& pair : report.pilot.pairs) {
    const std::vector<Field> fields = {
        {"first", arm_name(pair.first, texts)},
        {"second", arm_name(pair.second, texts)},
        {"pairs", exact_text(pair.both + pair.first_only + pair.second_only + pair.neither)},
        {"first_only", exact_text(pair.first_only)},
        {"second_only", exact_text(pair.second_only)},
        {"p", fmt::format("{:.2g}", pair.p_value)},
        {"low", signed_points(pair.difference.low)},
        {"central", signed_points(pair.difference.central)},
        {"high", signed_points(pair.difference.high)},
        {"better", percent(pair.second_better, style)}};
    paragraph(texts(pair.paired ? "pilot.pairs" : "pilot.apart", fields));
  }
  if (report.pilot.agreement) {
    const GraderAgreement& found = *report.pilot.agreement;
    paragraph(texts("pilot.graders", {{"graders", exact_text(found.graders)},
                                      {"answers", exact_text(found.answers)},
                                      {"agreed", percent(found.agreed, style)},
                                      {"kappa", fmt::format("{:.2f}", found.kappa)}}));
  }
  KeyValues facts;
  std::string label = texts("pilot.facts");
  for (const GivenFact& given : report.found) {
    const FactSpec& spec = words.vocabulary.slots[given.slot];
    Fact fact;
    fact.value = given.value;
    fact.low = given.low;
    fact.high = given.high;
    facts.rows.push_back({label, say.fact_with_unit(spec, fact), texts(spec.name), "", Emphasis::none});
    label.clear();
  }
  for (const ArmCount& arm : report.pilot.arms) {
    const auto measured = [&](std::string_view id, std::string value) {
      facts.rows.push_back(
          {label, std::move(value), texts(id, {{"arm", arm_name(arm.arm, texts)}}), "", Emphasis::muted});
      label.clear();
    };
    if (const auto latency = arm.usage.latency_ms.mean())
      measured("pilot.latency", to_text(Milliseconds{*latency}, style));
    if (const auto cost = arm.usage.cost_usd.mean()) measured("pilot.cost", to_text(Dollars{*cost}, style));
  }
  if (!facts.rows.empty()) document.blocks.push_back(std::move(facts));

  Table options;
  options.columns = {{texts("table.option"), ColumnRole::label, Align::left},
                     {texts("pilot.column.before"), ColumnRole::figure, Align::right},
                     {texts("pilot.column.after"), ColumnRole::figure, Align::right}};
  for (const Assessment& one : report.after.ranking) {
    const Assessment* before = option_in(report.before, one.strategy);
    const auto cell = [&](const Assessment* option) {
      if (option == nullptr || option->standing == Standing::blocked) return texts("compare.blocked");
      const std::string score = fmt::format("{:.3f}", option->score);
      if (!option->first_rank) return score;
      return texts("compare.score", {{"score", score}, {"first", percent(*option->first_rank, style)}});
    };
    options.rows.push_back({{one.strategy, cell(before), cell(&one)}, Emphasis::none});
  }
  document.blocks.push_back(std::move(options));
  KeyValues moved;
  label = texts("pilot.moved");
  for (const MovedPoints& one : moved_points(report, 3)) {
    moved.rows.push_back({label,
                          texts("pilot.moved-by", {{"criterion", texts(words.criterion(one.criterion)->name)},
                                                   {"option", one.strategy},
                                                   {"before", fmt::format("{:.3f}", one.before)},
                                                   {"after", fmt::format("{:.3f}", one.after)}}),
                          "", "", Emphasis::none});
    label.clear();
  }
  if (moved.rows.empty()) {
    paragraph(texts("pilot.moved-nothing"), Emphasis::muted);
  } else {
    document.blocks.push_back(std::move(moved));
  }
  if (report.after.sensitivity.pilot) {
    const PilotAdvice& advice = *report.after.sensitivity.pilot;
    const bool counted = std::all_of(advice.facts.begin(), advice.facts.end(), [&](const std::string& fact) {
      return std::any_of(report.found.begin(), report.found.end(),
                         [&](const GivenFact& one) { return words.vocabulary.slots[one.slot].id == fact; });
    });
    if (advice.verdict == PilotVerdict::run) paragraph(texts(counted ? "pilot.too-small" : "pilot.not-counted"));
    KeyValues next{pilot_rows(report.after, words, say, true)};
    if (!next.rows.empty()) document.blocks.push_back(std::move(next));
  }
  return document;
}

std::string pilot_json(const PilotReport& report, const Words& words, std::string_view language) {
  JsonWriter out;
  const Texts& texts = words.texts_in(language);
  out.begin_object();
  out.text("schema", "pathfinder/pilot/1");
  out.begin_array("files");
  for (const EvalRun& run : report.runs) {
    out.begin_object();
    out.text("file", run.file);
    out.text("format", run.format);
    out.text("version", run.version);
    if (!run.metric.empty()) out.text("metric", run.metric);
    out.end();
  }
  out.end();
  out.begin_array("arms");
  for (const ArmCount& arm : report.pilot.arms) {
    out.begin_object();
    out.text("arm", word_of(arm.arm));
    out.text("label", arm.label);
    out.text("file", arm.file);
    if (!arm.model.empty()) out.text("model", arm.model);
    out.number("right", arm.right);
    out.number("of", arm.of);
    out.number("harness_errors", arm.errors);
    out.number("undecided", arm.undecided);
    const auto mean = [&](std::string_view key, const Measured& measured) {
      if (measured.mean()) out.number(key, *measured.mean());
    };
    mean("mean_prompt_tokens", arm.usage.prompt_tokens);
    mean("mean_answer_tokens", arm.usage.answer_tokens);
    mean("mean_latency_ms", arm.usage.latency_ms);
    mean("mean_cost_usd", arm.usage.cost_usd);
    out.end();
  }
  out.end();
  out.begin_array("comparisons");
  for (const PairCount& pair : report.pilot.pairs) {
    out.begin_object();
    out.text("first", word_of(pair.first));
    out.text("second", word_of(pair.second));
    if (pair.paired) {
      out.begin_object("pairs");
      out.number("both_right", pair.both);
      out.number("first_only", pair.first_only);
      out.number("second_only", pair.second_only);
      out.number("neither", pair.neither);
      out.number("mcnemar_p", pair.p_value);
      out.end();
    }
    write_interval(out, "difference", pair.difference);
    out.number("second_better", pair.second_better);
    out.end();
  }
  out.end();
  if (report.pilot.agreement) {
    out.begin_object("graders");
    out.number("graders", report.pilot.agreement->graders);
    out.number("answers", report.pilot.agreement->answers);
    out.number("agreed", report.pilot.agreement->agreed);
    out.number("kappa", report.pilot.agreement->kappa);
    out.end();
  }
  out.begin_object("facts");
  for (const GivenFact& given : report.found) {
    const Fact& known = report.after.facts[given.slot];
    out.begin_object(words.vocabulary.slots[given.slot].id);
    out.number("value", given.value);
    out.number("low", given.low);
    out.number("high", given.high);
    if (given.low < given.high) write_interval(out, "posterior", {known.low, known.value, known.high});
    out.end();
  }
  out.end();
  write_answer(out, "before", report.before);
  write_answer(out, "after", report.after);
  out.begin_array("moved");
  for (const MovedPoints& one : moved_points(report, 10)) {
    out.begin_object();
    out.text("criterion", one.criterion);
    out.text("name", texts(words.criterion(one.criterion)->name));
    out.text("strategy", one.strategy);
    out.number("points_before", one.before);
    out.number("points_after", one.after);
    out.end();
  }
  out.end();
  if (report.after.sensitivity.pilot) {
    const PilotAdvice& next = *report.after.sensitivity.pilot;
    out.begin_object("next_pilot");
    out.text("verdict", word_of(next.verdict));
    out.begin_array("facts");
    for (const std::string& fact : next.facts) out.text("", fact);
    out.end();
    out.number("questions", next.questions);
    out.number("questions_for_90_percent", next.most_of_value);
    out.number("share_of_doubt", next.share_of_doubt);
    out.flag("approximate", next.approximate);
    out.end();
  }
  out.end();
  return out.take();
}

}  // namespace pathfinder
