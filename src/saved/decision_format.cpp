#include "saved/decision_format.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "saved/decision_parts.hpp"

namespace pathfinder {
namespace {

using namespace std::string_view_literals;
using namespace decision_parts;

constexpr NumberRule wanted = {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), false,
                               Need::required};
double& value_of(double& number) {
  return number;
}
template <class Unit>
double& value_of(Quantity<Unit>& quantity) {
  return quantity.value;
}

template <class Unit>
void amount(Fields& fields, std::string_view key, Quantity<Unit>& quantity, Need need = Need::required) {
  NumberRule rule = wanted;
  rule.need = need;
  fields.number(key, quantity.value, rule);
}

/// A number that may be absent.
template <class Q>
void optional_amount(Fields& fields, std::string_view key, std::optional<Q>& held) {
  Q quantity{};
  double& value = value_of(quantity);
  value = nan;
  if (held) quantity = *held;
  fields.number(key, value);
  if (!std::isnan(value)) held = quantity;
}

void optional_flag(Fields& fields, std::string_view key, std::optional<bool>& held) {
  JsonScalar value;
  if (held) value = *held;
  fields.scalar(key, R"({"type":"boolean"})", value);
  if (const bool* flag = std::get_if<bool>(&value)) held = *flag;
}

/// Numbers have a range; words have none.
bool in_numbers(const FactSpec& spec) {
  return !spec.has_levels() || spec.type == FactType::level;
}

template <class Row>
const Row* row_of(const std::vector<Row>& rows, std::string_view id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

constexpr std::string_view fact_schema = R"({"type":["number","string","boolean"]})";

}  // namespace

bool DecisionFormat::known(Kind kind, const std::string& id) const {
  switch (kind) {
    case Kind::strategy:
      return row_of(catalogue_.strategies, id) != nullptr;
    case Kind::fact:
      return catalogue_.vocabulary.find(id) != Vocabulary::none;
    case Kind::criterion:
      return row_of(catalogue_.program.criteria, id) != nullptr;
    case Kind::text:
      return catalogue_.texts.begin()->second.has(id);
    case Kind::article_rule:
      return row_of(catalogue_.article.rules, id) != nullptr;
    case Kind::failure_mode:
      return row_of(catalogue_.article.failure_modes, id) != nullptr;
    case Kind::contradiction:
    case Kind::gpu:
    case Kind::model:
    case Kind::region:
      break;  // a report may do without their names
  }
  return true;
}

void DecisionFormat::check(Fields& fields, std::string_view key, const std::string& id, Kind kind,
                           std::string_view prefix) {
  if (id.empty()) return;
  const std::string full = std::string(prefix) + id;
  if (fields.writes()) {
    cited_[kind].insert(full);
  } else if (!known(kind, full)) {
    fields.wrong(key, "decision-word", {{"found", full}});
  }
}

void DecisionFormat::cite(Fields& fields, std::string_view key, std::string& id, Kind kind, Need need,
                          std::string_view prefix) {
  fields.text(key, id, need);
  check(fields, key, id, kind, prefix);
}

void DecisionFormat::cite(Fields& fields, std::string_view key, std::vector<std::string>& ids, Kind kind, Need need) {
  fields.texts(key, ids, need);
  for (const std::string& id : ids) check(fields, key, id, kind);
}

const FactSpec& DecisionFormat::spec_of(const std::string& fact) const {
  static const FactSpec none;
  const std::size_t slot = catalogue_.vocabulary.find(fact);
  return slot == Vocabulary::none ? none : catalogue_.vocabulary.slots[slot];
}

void DecisionFormat::fact_value(Fields& fields, std::string_view key, const FactSpec& spec, double& value, Need need) {
  JsonScalar scalar;
  const bool words = spec.type == FactType::category || spec.type == FactType::catalogue;
  if (fields.writes() && !std::isnan(value)) {
    const std::size_t position = spec.level_position(value);
    if (spec.type == FactType::boolean) {
      scalar = value != 0;
    } else if (words) {
      scalar = position < spec.levels.size() ? spec.levels[position].id : std::string("ad-hoc");
      if (position < spec.levels.size()) levels_[spec.id].insert(spec.levels[position].id);
    } else {
      scalar = value;
    }
  }
  fields.scalar(key, fact_schema, scalar, need);
  if (fields.writes()) return;
  const std::string* text = std::get_if<std::string>(&scalar);
  const double* number = std::get_if<double>(&scalar);
  const bool* flag = std::get_if<bool>(&scalar);
  if (spec.type == FactType::boolean ? flag == nullptr : (words ? text == nullptr : number == nullptr)) {
    if (!std::holds_alternative<std::monostate>(scalar))
      fields.wrong(key, "wrong-type", {{"key", std::string(key)}, {"expected", "@expected.fact"}, {"found", spec.id}});
    return;
  }
  if (flag != nullptr) value = *flag ? 1 : 0;
  if (number != nullptr) value = *number;
  if (text == nullptr) return;
  std::size_t position = 0;
  while (position < spec.levels.size() && spec.levels[position].id != *text) ++position;
  value = static_cast<double>(position);
  if (position == spec.levels.size() && *text != "ad-hoc") fields.wrong(key, "decision-word", {{"found", *text}});
}

template <class Make>
void DecisionFormat::sentence(Fields& fields, std::string_view key, Make&& make, Need need) {
  std::string text;
  if (sentences_ != nullptr && fields.writes()) text = make(*sentences_);
  fields.text(key, text, fields.writes() ? need : Need::optional);
}

void DecisionFormat::sources(Fields& fields, std::string_view key, std::vector<std::string>& ids, Need need) {
  fields.texts(key, ids, need);
  used_sources_.insert(ids.begin(), ids.end());
}

/// Ids of texts, or of what needs none: a constant, a row of the table of effects.
void DecisionFormat::assumptions(Fields& fields, Basis& basis) {
  fields.texts("assumptions", basis.assumptions);
  for (const std::string& id : basis.assumptions) {
    if (fields.writes() && known(Kind::text, id)) cited_[Kind::text].insert(id);
  }
}

template <class Q>
void DecisionFormat::figure(Fields& fields, Estimate<Q>& estimate, std::string_view unit, double per_unit) {
  const auto number = [&](std::string_view key, Q& quantity) {
    double shown = value_of(quantity) / per_unit;
    fields.number(key, shown, wanted);
    value_of(quantity) = shown * per_unit;
  };
  number("low", estimate.low);
  number("central", estimate.central);
  number("high", estimate.high);
  std::string text(unit);
  fields.text("unit", text, Need::required);
  if (!fields.writes() && !fields.has("unit")) return;
  fields.text("method", estimate.basis.method, Need::required);
  sources(fields, "sources", estimate.basis.sources, Need::required);
  assumptions(fields, estimate.basis);
}

template <class Q>
void DecisionFormat::figure(Fields& fields, std::string_view key, Estimate<Q>& estimate, std::string_view unit,
                            double per_unit) {
  fields.object(
      key, [&](Fields& inner) { figure(inner, estimate, unit, per_unit); }, Need::required);
}

template <class Q>
void DecisionFormat::figure(Fields& fields, std::string_view key, std::optional<Estimate<Q>>& estimate,
                            std::string_view unit, double per_unit) {
  if (fields.writes() && !estimate) return;
  fields.object(key, [&](Fields& inner) {
    if (!estimate) estimate.emplace();
    figure(inner, *estimate, unit, per_unit);
  });
}

void DecisionFormat::describe(Fields& fields) {
  std::string text(decision_schema);
  fields.choice("schema", text, {decision_schema}, Need::required);
  fields.object(
      "tool",
      [&](Fields& inner) {
        std::string name = "pathfinder";
        inner.choice("name", name, {"pathfinder"}, Need::required);
        inner.text("version", decision_.edition.version, Need::required);
        inner.text("data_date", decision_.edition.data_date, Need::required);
        inner.text("data_sha256", decision_.edition.data_sha256);
      },
      Need::required);
  fields.object(
      "scenario", [&](Fields& inner) { scenario(inner); }, Need::required);
  if (!fields.writes() || decision_.currency != "USD") {
    fields.object("currency", [&](Fields& inner) {
      inner.text("code", decision_.currency, Need::required);
      inner.number("usd_rate", decision_.usd_rate, positive(Need::required));
      inner.text("as_of", decision_.currency_as_of, Need::required);
    });
  }
  fields.object(
      "recommendation", [&](Fields& inner) { recommendation(inner); }, Need::required);
  each(
      fields, "options", decision_.ranking, [&](Fields& inner, Assessment& one) { option(inner, one); },
      Need::required);
  fields.object("sensitivity", [&](Fields& inner) { sensitivity(inner); });
  if (!fields.writes() || decision_.effect) fields.object("effect", [&](Fields& inner) { effect(inner); });
  each(fields, "horizons", decision_.horizons, [&](Fields& inner, HorizonWinner& one) {
    inner.number("months", one.months, positive(Need::required));
    cite(inner, "strategy", one.strategy, Kind::strategy, Need::required);
  });
  each(fields, "constraints", decision_.constraints,
       [&](Fields& inner, ConstraintCost& one) { constraint(inner, one); });
  each(fields, "regions", decision_.regions, [&](Fields& inner, RegionView& one) { region(inner, one); });
  each(
      fields, "policies", decision_.policies, [&](Fields& inner, PolicyResult& one) { policy(inner, one); },
      Need::required);
  each(
      fields, "warnings", decision_.warnings, [&](Fields& inner, Diagnostic& one) { warning(inner, one); },
      Need::required);

  DecisionWords words;
  if (fields.writes()) words = cited_words();
  std::vector<Source> rows;
  for (const std::string& id : used_sources_) {
    const auto found = catalogue_.sources.find(id);
    if (found != catalogue_.sources.end()) rows.push_back(found->second);
  }
  if (!fields.writes()) rows.clear();
  each(
      fields, "sources", rows,
      [](Fields& inner, Source& source) {
        inner.text("id", source.id, Need::required);
        inner.text("title", source.title, Need::required);
        inner.text("url", source.url);
        inner.text("date", source.date, Need::required);
        inner.choice("kind", source.kind,
                     {"article", "paper", "vendor", "dataset", "repository", "price_page", "judgement", "statistics",
                      "quote", "measurement"},
                     Need::required);
        inner.flag("read", source.read, Need::required);
      },
      Need::required);
  fields.object(
      "words", [&](Fields& inner) { pathfinder::describe(inner, words); }, Need::required);
}

void DecisionFormat::fact(Fields& fields, std::size_t slot) {
  static const FactSpec none;
  const FactSpec& spec = slot < catalogue_.vocabulary.size() ? catalogue_.vocabulary.slots[slot] : none;
  Fact spare;
  Fact& fact = slot < decision_.facts.size() ? decision_.facts[slot] : spare;
  check(fields, "value", spec.id, Kind::fact);
  fact_value(fields, "value", spec, fact.value, Need::required);
  double low = in_numbers(spec) ? fact.low : nan;
  double high = in_numbers(spec) ? fact.high : nan;
  fields.number("low", low);
  fields.number("high", high);
  if (!fields.writes()) {
    fact.low = std::isnan(low) ? fact.value : low;
    fact.high = std::isnan(high) ? fact.value : high;
  }
  std::string unit = spec.unit;
  fields.text("unit", unit);
  word(fields, "origin", fact.origin, words_of<Origin>());
  // Derived from what was said, or from what was assumed.
  bool known = fact.known && fact.origin == Origin::derived;
  fields.flag("known", known);
  if (!fields.writes()) fact.known = known || fact.origin < Origin::derived;
  fields.text("from", fact.why);
  if (!fact.why.empty()) used_sources_.insert(fact.why);
}

void DecisionFormat::scenario(Fields& fields) {
  Scenario& scenario = decision_.scenario;
  fields.text("id", scenario.id);
  fields.text("title", scenario.title);
  fields.text("notes", scenario.notes);
  fields.text("preset", scenario.preset);
  fields.text("sha256", decision_.edition.scenario_sha256);
  const Vocabulary& vocabulary = catalogue_.vocabulary;
  if (!fields.writes()) decision_.facts.assign(vocabulary.size(), {});
  const auto of_kind = [&](FactSpec::Kind kind) {
    std::vector<std::string> ids;
    for (std::size_t slot = 0; slot < decision_.facts.size(); ++slot) {
      const FactSpec& spec = vocabulary.slots[slot];
      if (spec.kind == kind && !std::isnan(decision_.facts[slot].value)) ids.push_back(spec.id);
    }
    return ids;
  };
  const auto visit = [&](std::string_view id, Fields& inner) {
    const std::size_t slot = vocabulary.find(id);
    if (slot == Vocabulary::none) inner.wrong("value", "decision-word", {{"found", std::string(id)}});
    fact(inner, slot);
  };
  fields.named_rows("facts", fields.writes() ? of_kind(FactSpec::Kind::given) : std::vector<std::string>(), visit,
                    Need::required);
  fields.named_rows("derived", fields.writes() ? of_kind(FactSpec::Kind::derived) : std::vector<std::string>(), visit);
  cite(fields, "unsaid", decision_.unsaid, Kind::fact);
}

void DecisionFormat::confidence(Fields& fields) {
  const Assessment* winner = decision_.winner();
  if (fields.writes() && !decision_.confidence) {
    std::string none = "none";
    if (winner == nullptr) fields.choice("verdict", none, words_of<Verdict>());
    return;
  }
  Confidence spare;
  if (decision_.confidence) spare = *decision_.confidence;
  word(fields, "verdict", spare.verdict, words_of<Verdict>(), Need::optional);
  if (fields.writes() && winner == nullptr) return;
  spare.first = fields.writes() ? spare.first : nan;
  fields.number("confidence", spare.first, within(0, 1));
  double draws = static_cast<double>(spare.draws);
  fields.number("draws", draws, within(0, 1e9));
  spare.draws = static_cast<std::size_t>(draws);
  fields.number("sampling_error", spare.sampling_error);
  fields.number("margin", spare.margin);
  fields.number("beats_runner_up", spare.beats_runner_up);
  fields.number("doubt", spare.doubt);
  cite(fields, "more_often_first", spare.more_often_first, Kind::strategy);
  cite(fields, "least_regret", spare.least_regret, Kind::strategy);
  if (!fields.writes() || spare.reliability) {
    fields.object("reliability", [&](Fields& inner) {
      if (!spare.reliability) spare.reliability.emplace();
      inner.number("cases", spare.reliability->cases, positive(Need::required));
      inner.number("acceptable_share", spare.reliability->acceptable, within(0, 1, Need::required));
      inner.number("low_share", spare.reliability->low, within(0, 1, Need::required));
      inner.number("high_share", spare.reliability->high, within(0, 1, Need::required));
      inner.text("as_of", spare.reliability->as_of, Need::required);
      inner.text("source", spare.reliability->source, Need::required);
      used_sources_.insert(spare.reliability->source);
    });
  }
  if (!fields.writes() && !std::isnan(spare.first)) decision_.confidence = spare;
}

void DecisionFormat::recommendation(Fields& fields) {
  const Assessment* winner = decision_.winner();
  JsonScalar strategy;
  if (fields.writes() && winner != nullptr) strategy = winner->strategy;
  fields.scalar("strategy", R"({"type":["string","null"]})", strategy, Need::required);
  confidence(fields);
  std::string runner_up;
  if (winner != nullptr && decision_.ranking.size() > 1 && decision_.ranking[1].standing != Standing::blocked)
    runner_up = decision_.ranking[1].strategy;
  fields.text("runner_up", runner_up);
  fields.flag("tie", decision_.tie);
  if (!fields.writes() || decision_.article) {
    fields.object("article", [&](Fields& inner) {
      if (!decision_.article) decision_.article.emplace();
      ArticleView& view = *decision_.article;
      used_sources_.insert("quan-2025");
      cite(inner, "strategy", view.strategy, Kind::strategy, Need::required);
      cite(inner, "rule", view.rule, Kind::article_rule, Need::required);
      inner.flag("agrees", view.agrees, Need::required);
      sentence(
          inner, "why", [&](const Sentences& say) { return say.article_why(decision_); }, Need::required);
    });
  }
  std::string model = winner == nullptr ? std::string() : winner->estimate.plan.model;
  fields.text("model", model);
  std::vector<std::string> ids;
  if (fields.writes() && winner != nullptr) ids = winner->reasons;
  // Read with the option itself.
  fields.rows(
      "reasons", ids.size(),
      [&](std::size_t row, Fields& inner) {
        std::string id = row < ids.size() ? ids[row] : std::string();
        inner.text("id", id, Need::required);
        sentence(
            inner, "text", [&](const Sentences& say) { return say.reason(*winner, id, decision_.facts); },
            Need::required);
      },
      Need::required);
  double number = 0;
  each(
      fields, "path", decision_.path, [&](Fields& inner, PathStage& one) { stage(inner, one, ++number); },
      Need::required);
}

void DecisionFormat::stage(Fields& fields, PathStage& stage, double number) {
  fields.number("stage", number, positive(Need::required));
  cite(fields, "strategy", stage.strategy, Kind::strategy, Need::required);
  fields.flag("recommended", stage.recommended, Need::required);
  fields.flag("conditional", stage.later, Need::required);
  figure(fields, "weeks", stage.weeks, "weeks");
  figure(fields, "cost_usd", stage.cost, "usd");
  sentence(fields, "opens_when", [&](const Sentences& say) { return say.opens_when(stage); });
  sentence(fields, "exit_test", [&](const Sentences& say) { return say.exit_test(stage); });
  sentence(fields, "stops_when", [&](const Sentences& say) { return say.stops_when(stage); });
  cite(fields, "missing", stage.missing, Kind::fact);
}

void DecisionFormat::readings(Fields& fields, std::vector<Reading>& read) {
  std::vector<std::string> names;
  for (const Reading& one : read) {
    if (std::find(names.begin(), names.end(), one.fact) == names.end()) names.push_back(one.fact);
  }
  fields.named_rows(
      "read", names,
      [&](std::string_view name, Fields& inner) {
        // A fact that was read twice has one row, of the last reading.
        auto at = std::find_if(read.rbegin(), read.rend(), [&](const Reading& one) { return one.fact == name; });
        if (at == read.rend()) {
          read.push_back({std::string(name), nan, nan, nan, nan});
          at = read.rbegin();
        }
        Reading& one = *at;
        const FactSpec& spec = spec_of(one.fact);
        check(inner, "value", one.fact, Kind::fact);
        fact_value(inner, "value", spec, one.value);
        const bool range = in_numbers(spec) && std::isfinite(one.low) && std::isfinite(one.high) && one.low != one.high;
        double low = range ? one.low : nan;
        double high = range ? one.high : nan;
        inner.number("low", low);
        inner.number("high", high);
        if (!inner.writes()) {
          one.low = std::isnan(low) ? one.value : low;
          one.high = std::isnan(high) ? one.value : high;
        }
      },
      Need::required);
}

void DecisionFormat::gate(Fields& fields, const std::string& strategy, GateResult& gate) {
  fields.text("id", gate.id, Need::required);
  word(fields, "blocks", gate.blocks, words_of<Truth>());
  readings(fields, gate.read);
  cite(fields, "missing", gate.missing, Kind::fact, Need::required);
  fields.text("source", gate.source, Need::required);
  used_sources_.insert(gate.source);
  if (gate.id == forbidden_option_gate) check(fields, "id", "gate.forbidden-option", Kind::text);
  if (gate.blocks == Truth::no) {
    std::string text;
    if (!fields.writes()) fields.text("text", text);
    return;
  }
  rules_[strategy].insert(gate.id);
  const Strategy* table = row_of(catalogue_.strategies, strategy);
  if (!fields.writes() && table != nullptr && row_of(table->gates, gate.id) == nullptr &&
      gate.id != forbidden_option_gate)
    fields.wrong("id", "decision-word", {{"found", gate.id}});
  sentence(fields, "text", [&](const Sentences& say) { return say.gate(strategy, gate.id, decision_.facts); });
}

void DecisionFormat::caution(Fields& fields, const std::string& strategy, CautionResult& caution) {
  fields.text("id", caution.id, Need::required);
  word(fields, "applies", caution.applies, words_of<Truth>());
  fields.flag("taken", caution.taken, Need::required);
  cite(fields, "criterion", caution.criterion, Kind::criterion, Need::required);
  fields.number("takes", caution.takes, within(0, 1, Need::required));
  readings(fields, caution.read);
  // The first threshold the rule compares with a number.
  double threshold = nan;
  for (const Reading& one : caution.read) {
    if (std::isnan(threshold)) threshold = one.threshold;
  }
  fields.number("threshold", threshold);
  if (!fields.writes() && !caution.read.empty()) caution.read.front().threshold = threshold;
  fields.text("source", caution.source, Need::required);
  used_sources_.insert(caution.source);
  const auto say_it = [&](const Sentences& say) { return say.caution(strategy, caution.id, decision_.facts); };
  if (!caution.taken) {
    std::string text;
    if (!fields.writes()) fields.text("text", text);
    return;
  }
  rules_[strategy].insert(caution.id);
  const Strategy* table = row_of(catalogue_.strategies, strategy);
  if (!fields.writes() && table != nullptr && row_of(table->cautions, caution.id) == nullptr)
    fields.wrong("id", "decision-word", {{"found", caution.id}});
  sentence(fields, "text", say_it);
}

void DecisionFormat::reasons(Fields& fields, std::string_view key, const Assessment& option,
                             std::vector<std::string>& ids, Need need) {
  each(
      fields, key, ids,
      [&](Fields& inner, std::string& id) {
        inner.text("id", id, Need::required);
        rules_[option.strategy].insert(id);
        const Strategy* table = row_of(catalogue_.strategies, option.strategy);
        if (!inner.writes() && table != nullptr && row_of(table->reasons, id) == nullptr)
          inner.wrong("id", "decision-word", {{"found", id}});
        sentence(
            inner, "text", [&](const Sentences& say) { return say.reason(option, id, decision_.facts); },
            Need::required);
      },
      need);
}

void DecisionFormat::option(Fields& fields, Assessment& option) {
  cite(fields, "strategy", option.strategy, Kind::strategy, Need::required);
  double rank = option.rank;
  fields.number("rank", rank, within(1, 1000, Need::required));
  option.rank = static_cast<int>(rank);
  word(fields, "standing", option.standing, words_of<Standing>());
  fields.number("score", option.score, within(0, 1, Need::required));
  optional_amount(fields, "first_rank", option.first_rank);
  optional_amount(fields, "max_regret", option.max_regret);
  std::map<std::string, double> factors(option.factors.begin(), option.factors.end());
  fields.named_numbers("factors", factors, Need::required);
  if (!fields.writes()) {
    // In the order of the factors, which an object does not keep.
    for (const Factor& factor : catalogue_.factors) {
      const auto share = factors.find(factor.id);
      if (share != factors.end()) option.factors.emplace_back(share->first, share->second);
    }
  }
  each(
      fields, "gates", option.gates, [&](Fields& inner, GateResult& one) { gate(inner, option.strategy, one); },
      Need::required);
  each(
      fields, "cautions", option.cautions,
      [&](Fields& inner, CautionResult& one) { caution(inner, option.strategy, one); }, Need::required);
  each(
      fields, "contributions", option.contributions,
      [&](Fields& inner, Contribution& one) {
        cite(inner, "criterion", one.criterion, Kind::criterion, Need::required);
        if (!inner.writes()) one.raw = nan;
        inner.number("raw", one.raw);
        inner.number("value", one.value, within(0, 1, Need::required));
        inner.number("weight", one.weight, within(0, 1, Need::required));
        inner.number("points", one.points, within(0, 1, Need::required));
      },
      Need::required);
  fields.object(
      "estimate", [&](Fields& inner) { estimate(inner, option.estimate); }, Need::required);
  fields.object(
      "plan", [&](Fields& inner) { plan(inner, option.estimate.plan); }, Need::required);
  purchase(fields, option.estimate);
  reasons(fields, "reasons", option, option.reasons, Need::optional);
  reasons(fields, "against", option, option.against, Need::optional);
  if (!fields.writes() || option.article) {
    fields.object("article", [&](Fields& inner) {
      if (!option.article) option.article.emplace();
      inner.object(
          "relative_energy",
          [&](Fields& figure) {
            figure.number("low", option.article->low, wanted);
            figure.number("high", option.article->high, wanted);
            figure.text("of", option.article->of, Need::required);
            std::string source = "quan-2025";
            figure.text("source", source, Need::required);
            used_sources_.insert(source);
          },
          Need::required);
      figure(inner, "computed_relative_energy", option.article->computed, "ratio");
    });
  }
}

void DecisionFormat::estimate(Fields& fields, OptionEstimate& estimate) {
  figure(fields, "training_gpu_hours", estimate.training_gpu_hours, "gpu-hours");
  figure(fields, "training_wall_hours", estimate.training_wall_hours, "hours");
  figure(fields, "memory_per_gpu_gib", estimate.memory_per_gpu, "gib", bytes_per_gib);
  figure(fields, "setup_usd", estimate.setup, "usd");
  figure(fields, "monthly_usd", estimate.monthly, "usd/month");
  figure(fields, "total_usd", estimate.total, "usd");
  figure(fields, "energy_kwh", estimate.energy, "kwh");
  figure(fields, "training_energy_kwh", estimate.training_energy, "kwh");
  figure(fields, "monthly_energy_kwh", estimate.monthly_energy, "kwh/month");
  figure(fields, "co2_kg", estimate.co2, "kg");
  figure(fields, "weeks_to_value", estimate.weeks_to_value, "weeks");
  figure(fields, "latency_ms_p95", estimate.latency, "ms");
  figure(fields, "ttft_ms_p95", estimate.ttft, "ms");
  figure(fields, "effect_odds_ratio", estimate.effect_odds_ratio, "ratio");
  figure(fields, "retrieval_extra_energy_ratio", estimate.retrieval_extra_energy, "ratio");
  figure(fields, "staff_weeks", estimate.staff_weeks, "weeks");
  count(fields, "labels_to_write", estimate.labels_to_write);
  fields.flag("quote_needed", estimate.quote_needed);
  cite(fields, "training_assumed", estimate.training_assumed, Kind::fact);
  cite(fields, "money_assumed", estimate.money_assumed, Kind::fact);
}

void DecisionFormat::purchase(Fields& fields, OptionEstimate& estimate) {
  each(
      fields, "bill", estimate.bill, [&](Fields& inner, Line<Dollars>& one) { bill_line(inner, one); }, Need::required);
  each(fields, "years", estimate.years, [&](Fields& inner, YearBill& one) { year(inner, one); });
  each(fields, "horizons", estimate.horizons, [&](Fields& inner, HorizonCost& one) {
    inner.number("months", one.months, positive(Need::required));
    figure(inner, "total_usd", one.total, "usd");
  });
  each(fields, "ways", estimate.ways, [&](Fields& inner, Sourcing& one) { way(inner, one); });
  each(fields, "break_even", estimate.break_even, [&](Fields& inner, SourcingBreakEven& one) {
    cite(inner, "first", one.first, Kind::text, Need::required, "way.");
    cite(inner, "second", one.second, Kind::text, Need::required, "way.");
    inner.choice("kind", one.kind, {"first_always", "second_always", "equal", "at_month"}, Need::required);
    double month = one.kind == "at_month" ? one.month : nan;
    inner.number("month", month);
    if (!inner.writes() && !std::isnan(month)) one.month = month;
    optional_amount(inner, "earliest_month", one.earliest);
    optional_amount(inner, "latest_month", one.latest);
    inner.flag("first_wins_later", one.first_wins_later);
  });
  each(fields, "by_load", estimate.by_load, [&](Fields& inner, LoadPoint& one) {
    inner.number("queries_per_day", one.queries_per_day, not_negative(Need::required));
    cite(inner, "way", one.way, Kind::text, Need::required, "way.");
    amount(inner, "monthly_usd", one.monthly);
  });
  each(fields, "alternatives", estimate.alternatives,
       [&](Fields& inner, PlanAlternative& one) { alternative(inner, one); });
  if (!fields.writes() || estimate.own_cards) {
    fields.object("own_cards", [&](Fields& inner) {
      if (!estimate.own_cards) estimate.own_cards.emplace();
      alternative(inner, *estimate.own_cards);
    });
  }
  if (!fields.writes() || estimate.workload) {
    fields.object("workload", [&](Fields& inner) {
      if (!estimate.workload) estimate.workload.emplace();
      workload(inner, *estimate.workload);
    });
  }
}

void DecisionFormat::plan(Fields& fields, Plan& plan) {
  cite(fields, "model", plan.model, Kind::model);
  fields.text("api", plan.api);
  cite(fields, "gpu", plan.gpu, Kind::gpu);
  cite(fields, "training_gpu", plan.training_gpu, Kind::gpu);
  fields.choice("training_on", plan.training_on, {"owned", "rented", "hosted", "none"});
  cite(fields, "training_recipe", plan.training_recipe, Kind::text, Need::optional, "recipe.");
  if (!plan.training_recipe.empty())
    check(fields, "training_recipe", plan.training_recipe, Kind::text, "recipe.short.");
  fields.text("sharding", plan.sharding);
  count(fields, "training_gpus", plan.training_gpus);
  count(fields, "micro_batch", plan.micro_batch);
  count(fields, "sequence_tokens", plan.sequence);
  count(fields, "train_tokens", plan.train_tokens);
  fields.choice("serving", plan.serving, {"owned", "rented", "api", "cpu"});
  count(fields, "serving_gpus", plan.serving_gpus);
  count(fields, "tensor_parallel", plan.tensor_parallel);
  fields.text("precision", plan.precision);
  optional_flag(fields, "fits", plan.fits);
  each(fields, "notes", plan.notes, [&](Fields& inner, Field& note) {
    cite(inner, "id", note.name, Kind::text, Need::required);
    inner.text("what", note.value);
  });
}

void DecisionFormat::bill_line(Fields& fields, Line<Dollars>& line) {
  cite(fields, "line", line.label, Kind::text, Need::required, "bill.");
  sentence(
      fields, "text", [&](const Sentences& say) { return say.texts()("bill." + line.label); }, Need::required);
  fields.choice("period", line.period, {"setup", "monthly"}, Need::required);
  fields.flag("quote_needed", line.quote_needed);
  if (!fields.writes() || !line.quote_needed) {
    fields.object("usd", [&](Fields& inner) {
      amount(inner, "low", line.low);
      amount(inner, "central", line.central);
      amount(inner, "high", line.high);
    });
  }
  each(fields, "parts", line.parts, [&](Fields& inner, Part& part) {
    units_.insert(part.unit);
    inner.text("symbol", part.symbol, Need::required);
    inner.number("value", part.value);
    inner.text("unit", part.unit);
  });
  fields.text("method", line.basis.method, Need::required);
  sources(fields, "sources", line.basis.sources, Need::required);
  assumptions(fields, line.basis);
}

void DecisionFormat::year(Fields& fields, YearBill& year) {
  double number = year.year;
  fields.number("year", number, within(1, 1000, Need::required));
  year.year = static_cast<int>(number);
  fields.number("months", year.months, positive(Need::required));
  each(
      fields, "lines", year.lines,
      [&](Fields& inner, Line<Dollars>& line) {
        cite(inner, "line", line.label, Kind::text, Need::required, "bill.");
        amount(inner, "usd", line.central);
      },
      Need::required);
  figure(fields, "cost_usd", year.cost, "usd");
}

void DecisionFormat::way(Fields& fields, Sourcing& way) {
  cite(fields, "way", way.id, Kind::text, Need::required, "way.");
  fields.flag("chosen", way.chosen, Need::required);
  figure(fields, "setup_usd", way.setup, "usd");
  figure(fields, "monthly_usd", way.monthly, "usd/month");
  figure(fields, "total_usd", way.total, "usd");
  count(fields, "cards_to_buy", way.cards_to_buy);
  fields.flag("quote_needed", way.quote_needed);
  fields.texts("quotes", way.quotes);
  for (const std::string& label : way.quotes) check(fields, "quotes", label, Kind::text, "bill.");
  // [month, US dollars], every three months.
  constexpr double step = 3;
  std::vector<std::array<double, 2>> points;
  for (std::size_t i = 0; i < way.accumulated.size(); ++i)
    points.push_back({step * static_cast<double>(i), way.accumulated[i].value});
  fields.points("accumulated_usd_by_month", points);
  if (!fields.writes()) {
    for (const auto& point : points) way.accumulated.push_back({point[1]});
  }
  fields.texts("excluded", way.excluded);
  for (const std::string& fact : way.excluded) {
    if (fields.writes() && known(Kind::fact, fact)) cited_[Kind::fact].insert(fact);
  }
}

void DecisionFormat::alternative(Fields& fields, PlanAlternative& plan) {
  cite(fields, "model", plan.model, Kind::model);
  cite(fields, "gpu", plan.gpu, Kind::gpu);
  fields.text("on", plan.on);
  fields.text("api", plan.api);
  count(fields, "training_gpus", plan.training_gpus);
  cite(fields, "training_gpu", plan.training_gpu, Kind::gpu);
  count(fields, "serving_gpus", plan.serving_gpus);
  cite(fields, "training_recipe", plan.training_recipe, Kind::text, Need::optional, "recipe.");
  fields.text("precision", plan.precision);
  count(fields, "tensor_parallel", plan.tensor_parallel);
  count(fields, "micro_batch", plan.micro_batch);
  figure(fields, "total_usd", plan.total, "usd");
  optional_amount(fields, "weeks", plan.weeks);
  cite(fields, "lost_by", plan.lost_by, Kind::text, Need::optional, "lost.");
  fields.number("found", plan.found);
  fields.number("limit", plan.limit);
}

void DecisionFormat::workload(Fields& fields, Workload& workload) {
  fields.number("input_tokens", workload.input_tokens, not_negative(Need::required));
  fields.number("output_tokens", workload.output_tokens, not_negative(Need::required));
  fields.number("requests_per_s", workload.requests_per_s, not_negative(Need::required));
  fields.number("concurrency", workload.concurrency, not_negative(Need::required));
  count(fields, "latency_limit_ms", workload.latency_limit_ms);
  figure(fields, "tokens_per_s_out", workload.tokens_per_s_out, "tokens/s");
}

void DecisionFormat::flip(Fields& fields, Flip& flip) {
  cite(fields, "fact", flip.fact, Kind::fact, Need::required);
  const FactSpec& spec = spec_of(flip.fact);
  if (!fields.writes()) flip.from = flip.holds = nan;
  fact_value(fields, "from", spec, flip.from);
  fact_value(fields, "last_that_holds", spec, flip.holds);
  fact_value(fields, "first_that_flips", spec, flip.flips, Need::required);
  const bool in_order = !spec.has_levels() || spec.ordered || spec.type == FactType::level;
  std::string direction;
  if (fields.writes() && in_order) direction = flip.upwards ? "up" : "down";
  fields.choice("direction", direction, {"up", "down"});
  if (!fields.writes()) flip.upwards = direction != "down";
  std::string unit = spec.unit;
  fields.text("unit", unit);
}

void DecisionFormat::sensitivity(Fields& fields) {
  Sensitivity& found = decision_.sensitivity;
  // What an answer becomes; null where every option would be blocked.
  const auto becomes = [&](Fields& inner, std::string& strategy) {
    JsonScalar value;
    if (!strategy.empty()) value = strategy;
    inner.scalar("strategy", R"({"type":["string","null"]})", value, Need::required);
    if (const std::string* id = std::get_if<std::string>(&value)) strategy = *id;
    check(inner, "strategy", strategy, Kind::strategy);
  };
  each(
      fields, "flips", found.flips,
      [&](Fields& inner, Flip& one) {
        flip(inner, one);
        inner.number("distance", one.distance, not_negative(Need::required));
        becomes(inner, one.strategy);
      },
      Need::required);
  each(
      fields, "weights", found.weights,
      [&](Fields& inner, WeightFlip& one) {
        cite(inner, "criterion", one.criterion, Kind::criterion, Need::required);
        inner.number("from", one.from, within(0, 1, Need::required));
        inner.number("to", one.to, within(0, 1, Need::required));
        cite(inner, "strategy", one.strategy, Kind::strategy, Need::required);
      },
      Need::required);
  each(
      fields, "counterfactuals", found.pairs,
      [&](Fields& inner, PairFlip& one) {
        inner.rows(
            "changes", 2, [&](std::size_t row, Fields& change) { flip(change, row == 0 ? one.first : one.second); },
            Need::required);
        becomes(inner, one.strategy);
      },
      Need::required);
  each(fields, "tornado", found.tornado, [&](Fields& inner, TornadoBar& one) {
    cite(inner, "fact", one.fact, Kind::fact, Need::required);
    const FactSpec& spec = spec_of(one.fact);
    fact_value(inner, "low", spec, one.low, Need::required);
    fact_value(inner, "high", spec, one.high, Need::required);
    inner.number("lead_at_low", one.lead_low, wanted);
    inner.number("lead_at_high", one.lead_high, wanted);
  });
  each(
      fields, "ask_next", found.ask_next,
      [&](Fields& inner, Question& one) {
        cite(inner, "fact", one.fact, Kind::fact, Need::required);
        optional_amount(inner, "value_usd", one.money);
        inner.number("value_score", one.value, wanted);
        inner.number("standard_error", one.standard_error, wanted);
        inner.number("share_of_doubt", one.share_of_doubt, wanted);
        sentence(
            inner, "question", [&](const Sentences& say) { return say.texts()(spec_of(one.fact).question); },
            Need::required);
        // A second fact: the value is that of knowing both.
        cite(inner, "with", one.with, Kind::fact);
      },
      Need::required);
}

void DecisionFormat::effect(Fields& fields) {
  if (!decision_.effect) decision_.effect.emplace();
  EffectView& view = *decision_.effect;
  figure(fields, "odds_ratio", view.odds_ratio, "ratio");
  fields.number("knowledge_base", view.knowledge, wanted);
  fields.number("training_strategy", view.strategy, wanted);
  fields.number("base_model", view.base, wanted);
  each(
      fields, "fails_where", view.failure_modes,
      [&](Fields& inner, std::string& id) {
        cite(inner, "id", id, Kind::failure_mode, Need::required);
        sentence(
            inner, "text", [&](const Sentences& say) { return say.failure_mode(id); }, Need::required);
      },
      Need::required);
}

void DecisionFormat::constraint(Fields& fields, ConstraintCost& cost) {
  fields.text("constraint", cost.constraint, Need::required);
  if (fields.writes() && known(Kind::fact, cost.constraint)) cited_[Kind::fact].insert(cost.constraint);
  cite(fields, "strategy", cost.strategy, Kind::strategy, Need::required);
  optional_amount(fields, "with_usd", cost.with);
  optional_amount(fields, "without_usd", cost.without);
  fields.flag("quote_needed", cost.quote_needed);
  fields.object(
      "freed", [&](Fields& inner) { alternative(inner, cost.freed); }, Need::required);
}

void DecisionFormat::region(Fields& fields, RegionView& region) {
  cite(fields, "region", region.region, Kind::region, Need::required);
  fields.choice("of", region.of, {"training", "month"}, Need::required);
  optional_amount(fields, "power_usd", region.power_cost);
  optional_amount(fields, "co2_kg", region.co2);
  fields.text("carbon_method", region.carbon_method);
  const auto rank = [&](std::string_view key, int& held) {
    double number = held;
    count(fields, key, number);
    held = static_cast<int>(number);
  };
  rank("rank_by_cost", region.rank_by_cost);
  rank("rank_by_carbon", region.rank_by_carbon);
  fields.flag("chosen", region.chosen, Need::required);
}

void DecisionFormat::policy(Fields& fields, PolicyResult& policy) {
  fields.text("id", policy.id, Need::required);
  std::string effect = policy.deny ? "deny" : "warn";
  fields.choice("effect", effect, {"deny", "warn"}, Need::required);
  policy.deny = effect == "deny";
  fields.text("limit", policy.limit, Need::required);
  word(fields, "holds", policy.holds, words_of<Truth>());
  sentence(
      fields, "message", [&](const Sentences& say) { return say.texts()(policy.message); }, Need::required);
  fields.object(
      "messages", [&](Fields& inner) { two_languages(inner, policy.message); }, Need::required);
  const bool counted = !fields.writes() || !policy.unit.empty();
  double allowed = counted && fields.writes() ? policy.allowed : nan;
  double found = counted && fields.writes() ? policy.found : nan;
  fields.number("allowed", allowed);
  fields.number("found", found);
  if (!fields.writes()) {
    policy.allowed = std::isnan(allowed) ? 0 : allowed;
    policy.found = found;
  }
  fields.text("unit", policy.unit);
  fields.texts("words", policy.words);
  fields.text("file", policy.file);
  if (!fields.writes()) return;
  std::vector<std::string> named = policy.words;  // names of lines of the bill among them
  named.push_back("policy.unit." + policy.unit);
  for (const std::string& id : named) {
    if (known(Kind::text, id)) cited_[Kind::text].insert(id);
  }
}

void DecisionFormat::warning(Fields& fields, Diagnostic& warning) {
  cite(fields, "code", warning.code, Kind::text, Need::required, "error.");
  sentence(
      fields, "message", [&](const Sentences& say) { return say.message(warning); }, Need::required);
  std::map<std::string, std::string> values;
  for (const Field& field : warning.fields) {
    values[field.name] = field.value;
    if (fields.writes() && field.name == "rule") cited_[Kind::contradiction].insert(field.value);
    // Values that begin with '@' are text ids, their arguments behind tabs.
    if (fields.writes() && !field.value.empty() && field.value[0] == '@')
      cited_[Kind::text].insert(field.value.substr(1, field.value.find('\t') - 1));
  }
  fields.named_texts("fields", values);
  if (!fields.writes()) {
    for (const auto& [name, value] : values) warning.fields.push_back({name, value});
  }
}

// The words.

namespace {

/// Formulas of an option's figures that measurements were held against.
std::vector<std::string> methods_of(const Assessment& option) {
  std::vector<std::string> methods;
  const auto add = [&](const auto& figure) {
    if (figure) methods.push_back(figure->basis.method);
  };
  const OptionEstimate& estimate = option.estimate;
  add(estimate.training_gpu_hours);
  add(estimate.training_wall_hours);
  add(estimate.memory_per_gpu);
  add(estimate.latency);
  add(estimate.ttft);
  // Where accelerators serve, their rate and the time to the first token stand behind how many there are.
  if (estimate.latency) methods.insert(methods.end(), {"serving-throughput", "serving-ttft"});
  return methods;
}

}  // namespace

DecisionWords DecisionFormat::cited_words() const {
  DecisionWords words;
  Catalogue& slice = words.slice;
  const auto cited = [&](Kind kind, const std::string& id) {
    const auto of_kind = cited_.find(kind);
    return of_kind != cited_.end() && of_kind->second.count(id) > 0;
  };
  std::set<std::string> facts;
  const auto named_facts = [&](const Translated& text) {
    for (const std::string* sentence : {&text.en, &text.zh}) {
      for (const std::string& name : field_names(*sentence)) facts.insert(name);
    }
  };
  if (const auto all = cited_.find(Kind::fact); all != cited_.end()) facts = all->second;
  for (const Strategy& strategy : catalogue_.strategies) {
    if (!cited(Kind::strategy, strategy.id)) continue;
    Strategy cut;
    cut.id = strategy.id;
    cut.name = strategy.name;
    cut.opens_when = strategy.opens_when;
    if (!strategy.stages.empty()) cut.stages.push_back(strategy.stages.back());
    const auto rules = rules_.find(strategy.id);
    const auto keep = [&](const auto& from, auto& to) {
      for (const auto& one : from) {
        if (rules == rules_.end() || rules->second.count(one.id) == 0) continue;
        to.push_back(one);
        named_facts(one.text);
      }
    };
    keep(strategy.gates, cut.gates);
    keep(strategy.cautions, cut.cautions);
    keep(strategy.reasons, cut.reasons);
    slice.strategies.push_back(std::move(cut));
  }
  for (const Criterion& one : catalogue_.program.criteria) {
    if (cited(Kind::criterion, one.id)) slice.program.criteria.push_back(one);
  }
  slice.factors = catalogue_.factors;
  slice.plans.same_cost_share = catalogue_.plans.same_cost_share;
  for (const ArticleRule& one : catalogue_.article.rules) {
    if (!cited(Kind::article_rule, one.id)) continue;
    slice.article.rules.emplace_back();
    slice.article.rules.back().id = one.id;
    slice.article.rules.back().why = one.why;
  }
  for (const FailureMode& one : catalogue_.article.failure_modes) {
    if (!cited(Kind::failure_mode, one.id)) continue;
    slice.article.failure_modes.emplace_back();
    slice.article.failure_modes.back().id = one.id;
    slice.article.failure_modes.back().text = one.text;
  }
  for (const Consistency& one : catalogue_.vocabulary.consistency) {
    if (cited(Kind::contradiction, one.id)) slice.vocabulary.consistency.push_back(one);
  }
  for (const FactSpec& spec : catalogue_.vocabulary.slots) {
    if (facts.count(spec.id) == 0) continue;
    FactSpec cut = spec;
    if (spec.type == FactType::category || spec.type == FactType::catalogue) {
      const auto used = levels_.find(spec.id);
      cut.levels.clear();
      for (const Level& level : spec.levels) {
        if (used != levels_.end() && used->second.count(level.id) > 0) cut.levels.push_back(level);
      }
    }
    const auto unit = catalogue_.vocabulary.units.find(spec.unit);
    if (unit != catalogue_.vocabulary.units.end()) slice.vocabulary.units.insert(*unit);
    slice.vocabulary.add(std::move(cut));
  }
  for (const std::string& id : units_) {
    const auto unit = catalogue_.vocabulary.units.find(id);
    if (unit != catalogue_.vocabulary.units.end()) slice.vocabulary.units.insert(*unit);
  }
  const auto keep_things = [&](Kind kind, const auto& from, auto& to) {
    for (const auto& one : from) {
      if (cited(kind, one.id)) to.push_back(one);
    }
  };
  keep_things(Kind::gpu, catalogue_.gpus, slice.gpus);
  if (decision_.scenario.ad_hoc_gpu && cited(Kind::gpu, decision_.scenario.ad_hoc_gpu->id) &&
      row_of(slice.gpus, decision_.scenario.ad_hoc_gpu->id) == nullptr)
    slice.gpus.push_back(*decision_.scenario.ad_hoc_gpu);
  keep_things(Kind::model, catalogue_.models, slice.models);
  keep_things(Kind::region, catalogue_.regions, slice.regions);
  slice.backtest = catalogue_.backtest;
  if (!catalogue_.formulas.empty()) {  // only what stands behind the winner's figures
    const Assessment* winner = decision_.winner();
    const std::vector<std::string> methods = winner == nullptr ? std::vector<std::string>() : methods_of(*winner);
    std::erase_if(slice.backtest.groups, [&](const BacktestGroup& group) {
      return std::none_of(catalogue_.formulas.begin(), catalogue_.formulas.end(), [&](const Formula& formula) {
        return formula.backtest == group.group &&
               std::find(methods.begin(), methods.end(), formula.id) != methods.end();
      });
    });
  }
  if (const auto texts = cited_.find(Kind::text); texts != cited_.end()) {
    const auto en = catalogue_.texts.find("en");
    const auto zh = catalogue_.texts.find("zh");
    for (const std::string& id : texts->second) {
      if (en == catalogue_.texts.end() || zh == catalogue_.texts.end() || !en->second.has(id)) continue;
      words.texts[id] = {en->second.all().find(id)->second, zh->second.all().find(id)->second};
    }
  }
  return words;
}

}  // namespace pathfinder
