#include "pathfinder/report/build/compare.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {
namespace {

std::string_view verdict_id(const Decision& decision) {
  return decision.confidence ? word_of(decision.confidence->verdict) : "";
}

bool same(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

/// Facts that are not the same in all scenarios and that somebody has said, or that follow from what was said, in one.
std::vector<std::size_t> facts_that_differ(std::span<const ComparedScenario> scenarios, const Words& words) {
  std::vector<std::size_t> slots;
  for (std::size_t slot = 0; slot < words.vocabulary.size(); ++slot) {
    if (words.vocabulary.slots[slot].kind != FactSpec::Kind::given) continue;
    const Fact& first = scenarios.front().decision.facts[slot];
    bool known = false;
    bool differs = false;
    for (const ComparedScenario& one : scenarios) {
      const Fact& fact = one.decision.facts[slot];
      known = known || fact.known;
      differs = differs || !same(fact.value, first.value) || !same(fact.low, first.low) ||
                !same(fact.high, first.high) || fact.known != first.known;
    }
    if (known && differs) slots.push_back(slot);
  }
  return slots;
}

const Assessment& option_of(const Decision& decision, std::string_view strategy) {
  return *std::find_if(decision.ranking.begin(), decision.ranking.end(),
                       [&](const Assessment& one) { return one.strategy == strategy; });
}

/// The table of scenarios as columns, row by row.
class SideBySide {
 public:
  SideBySide(std::span<const ComparedScenario> scenarios, std::string corner) : scenarios_(scenarios) {
    table_.columns.push_back({std::move(corner), ColumnRole::label, Align::left});
    for (const ComparedScenario& one : scenarios) table_.columns.push_back({one.name, ColumnRole::text, Align::left});
  }

  template <class Cell>
  void row(std::string label, Cell cell, Emphasis emphasis = Emphasis::none) {
    TableRow row{{std::move(label)}, emphasis};
    for (const ComparedScenario& one : scenarios_) row.cells.push_back(cell(one.decision));
    table_.rows.push_back(std::move(row));
  }

  bool empty() const { return table_.rows.empty(); }
  Table take() { return std::move(table_); }

 private:
  std::span<const ComparedScenario> scenarios_;
  Table table_;
};

}  // namespace

Document build_compare(std::span<const ComparedScenario> scenarios, const Words& words, std::string_view language) {
  Document document;
  document.language = language;
  Sentences sentences(words, language);
  const Texts& texts = sentences.texts();
  document.title = texts("compare.title");
  const std::string absent(sentences.style().absent);
  // Every amount in its own scenario's currency.
  const auto say = [&](const Decision& decision) -> const Sentences& {
    sentences.show_in(decision.currency, decision.usd_rate);
    return sentences;
  };
  const auto winner = [&](const auto& text) {
    return [&, text](const Decision& decision) {
      return decision.winner() == nullptr ? absent : text(decision, *decision.winner());
    };
  };
  const auto figure = [&](const auto& member) {
    return winner([&, member](const Decision& decision, const Assessment& option) {
      return option.estimate.*member ? to_text(*(option.estimate.*member), say(decision).style()) : absent;
    });
  };

  SideBySide answers(scenarios, texts("compare.scenario"));
  answers.row(
      texts("compare.answer"),
      [&](const Decision& decision) {
        if (decision.winner() == nullptr) return texts("report.none");
        return sentences.strategy_name(decision.winner()->strategy) +
               (decision.winner()->standing == Standing::conditional ? "?" : "");
      },
      Emphasis::answer);
  answers.row(texts("compare.confidence"), winner([&](const Decision& decision, const Assessment&) {
                if (!decision.confidence) return absent;
                return texts("compare.verdict." + std::string(verdict_id(decision)),
                             {{"share", percent(decision.confidence->first, sentences.style())}});
              }));
  answers.row(texts("table.setup"), figure(&OptionEstimate::setup));
  answers.row(texts("table.month"), figure(&OptionEstimate::monthly));
  answers.row(texts("compare.total"), figure(&OptionEstimate::total));
  answers.row(texts("compare.months"), [&](const Decision& decision) {
    return exact_text(decision.facts[words.vocabulary.find("horizon_months")].value);
  });
  answers.row(texts("table.weeks"), figure(&OptionEstimate::weeks_to_value));
  document.blocks.push_back(answers.take());

  document.blocks.push_back(Heading{texts("compare.facts"), 1, "facts"});
  SideBySide facts(scenarios, texts("sensitivity.fact"));
  for (const std::size_t slot : facts_that_differ(scenarios, words)) {
    const FactSpec& spec = words.vocabulary.slots[slot];
    facts.row(texts(spec.name), [&](const Decision& decision) {
      const Fact& fact = decision.facts[slot];
      if (std::isnan(fact.value)) return texts("sensitivity.not_known");
      const std::string value = say(decision).fact_with_unit(spec, fact);
      return fact.known ? value : texts("compare.assumed", {{"value", value}});
    });
  }
  if (facts.empty()) {
    document.blocks.push_back(Paragraph{texts("compare.same"), Emphasis::none, ""});
  } else {
    document.blocks.push_back(facts.take());
  }

  document.blocks.push_back(Heading{texts("compare.options"), 1, "options"});
  SideBySide options(scenarios, texts("table.option"));
  for (const Strategy& strategy : words.strategies) {
    options.row(strategy.id, [&](const Decision& decision) {
      const Assessment& option = option_of(decision, strategy.id);
      if (option.standing == Standing::blocked) return texts("compare.blocked");
      const std::string score = percent(option.score, sentences.style());
      const std::string mark = option.standing == Standing::conditional ? "?" : "";
      if (!option.first_rank) return score + mark;
      return texts("compare.score", {{"score", score}, {"first", percent(*option.first_rank, sentences.style())}}) +
             mark;
    });
  }
  Table table = options.take();
  table.caption = texts("compare.caption");
  document.blocks.push_back(std::move(table));
  return document;
}

std::string compare_json(std::span<const ComparedScenario> scenarios, const Words& words) {
  JsonWriter out;
  const auto quantity = [&](std::string_view key, const auto& estimate) {
    if (!estimate) return;
    out.begin_object(key);
    out.number("low", estimate->low.value);
    out.number("central", estimate->central.value);
    out.number("high", estimate->high.value);
    out.end();
  };
  out.begin_object();
  out.text("schema", "pathfinder/comparison/1");
  out.begin_array("scenarios");
  for (const ComparedScenario& one : scenarios) {
    const Decision& decision = one.decision;
    out.begin_object();
    out.text("name", one.name);
    if (!decision.scenario.id.empty()) out.text("id", decision.scenario.id);
    if (const Assessment* winner = decision.winner()) {
      out.text("strategy", winner->strategy);
      out.text("standing", word_of(winner->standing));
      out.number("score", winner->score);
      if (decision.confidence) {
        out.text("verdict", verdict_id(decision));
        out.number("confidence", decision.confidence->first);
      }
      quantity("setup_usd", winner->estimate.setup);
      quantity("monthly_usd", winner->estimate.monthly);
      quantity("total_usd", winner->estimate.total);
      quantity("weeks_to_value", winner->estimate.weeks_to_value);
    } else {
      out.raw("strategy", "null");
      out.text("verdict", "none");
    }
    out.end();
  }
  out.end();
  out.begin_array("facts");
  for (const std::size_t slot : facts_that_differ(scenarios, words)) {
    const FactSpec& spec = words.vocabulary.slots[slot];
    out.begin_object();
    out.text("fact", spec.id);
    if (!spec.unit.empty()) out.text("unit", spec.unit);
    out.begin_array("values");
    for (const ComparedScenario& one : scenarios) {
      const Fact& fact = one.decision.facts[slot];
      out.begin_object();
      const std::size_t level = spec.level_position(fact.value);
      if (!std::isnan(fact.value) && spec.type != FactType::level && level < spec.levels.size()) {
        out.text("value", spec.levels[level].id);
      } else if (!std::isnan(fact.value)) {
        out.number("value", fact.value);
        if (fact.low != fact.high) {
          out.number("low", fact.low);
          out.number("high", fact.high);
        }
      }
      out.flag("known", fact.known);
      out.end();
    }
    out.end();
    out.end();
  }
  out.end();
  out.begin_array("options");
  for (const Strategy& strategy : words.strategies) {
    out.begin_object();
    out.text("strategy", strategy.id);
    out.begin_array("by_scenario");
    for (const ComparedScenario& one : scenarios) {
      const Assessment& option = option_of(one.decision, strategy.id);
      out.begin_object();
      out.text("standing", word_of(option.standing));
      out.number("rank", option.rank);
      out.number("score", option.score);
      if (option.first_rank) out.number("first_rank", *option.first_rank);
      out.end();
    }
    out.end();
    out.end();
  }
  out.end();
  out.end();
  return out.take();
}

}  // namespace pathfinder
