#include "pathfinder/catalogue/formats.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/plausible.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view fact_value_schema =
    R"({"anyOf":[{"type":["number","string","boolean"]},{"type":"object","properties":{"low":{"type":"number"},"value":{"type":"number"},"high":{"type":"number"}},"required":["low","high"],"additionalProperties":false}]})";

}  // namespace

void describe_verified(Fields& fields, std::string_view key, bool& read) {
  std::string verified;
  fields.choice(key, verified, {"read", "recalled"}, Need::required);
  read = verified == "read";
}

void describe(Fields& fields, Translated& text) {
  for (const Language& language : languages)
    fields.text(language.code, text.*language.member, language.stated ? Need::required : Need::optional);
}

void describe(Fields& fields, std::string_view key, Translated& text, Need need) {
  if (fields.writes() && need == Need::optional && text.en.empty()) return;
  fields.object(
      key, [&](Fields& inner) { describe(inner, text); }, need);
}

void note_translated(Fields& fields, std::string_view key) {
  Translated unread;
  describe(fields, key, unread, Need::optional);
}

void describe(Fields& fields, Source& source) {
  fields.text("title", source.title, Need::required);
  fields.text("url", source.url);
  date(fields, "date", source.date, Need::required);
  fields.choice("kind", source.kind,
                {"vendor", "repository", "article", "paper", "dataset", "judgement", "price_page", "statistics"},
                Need::required);
  fields.flag("read", source.read, Need::required);
  fields.flag("weak", source.weak);
  fields.note_flag("cited_by_code");  // named in src/ only; data_test looks there
  fields.note("note");
}

void describe(Fields& fields, Preset& preset) {
  fields.text("id", preset.id, Need::required);
  describe(fields, "name", preset.name);
  fields.texts("aliases", preset.aliases);
  describe(fields, "description", preset.description);
  fields.texts("article_facts", preset.article_facts);
  const std::string facts_schema =
      std::string(R"({"type":"object","additionalProperties":)") + std::string(fact_value_schema) + "}";
  fields.custom(
      "facts", facts_schema,
      [&](JsonValue facts) {
        preset.facts_node = facts.index();  // read, and held against each fact's own range, when it is asked for
        refuse_beyond_all(fields, "facts", facts);
      },
      Need::required);
  fields.named_objects("why",
                       [&](std::string_view fact, Fields& why) { describe(why, preset.why[std::string(fact)]); });
  reference(fields, "source", "sources", preset.source, Need::required);
  note_date(fields, "as_of");
}

void describe(Fields& fields, Formula& formula) {
  fields.text("id", formula.id, Need::required);
  describe(fields, "name", formula.name);
  fields.text("equation", formula.equation, Need::required);
  fields.named_objects("symbols", [&](std::string_view symbol, Fields& meaning) {
    describe(meaning, formula.symbols[std::string(symbol)]);
  });
  reference(fields, "source", "sources", formula.source, Need::required);
  reference(fields, "backtest", "backtest-groups", formula.backtest);
  fields.text("unit", formula.unit);
  describe(fields, "text", formula.text, Need::optional);
}

void describe(Fields& fields, Backtest& backtest) {
  const auto errors = [](Fields& row, std::string_view key, BacktestErrors& out) {
    row.object(
        key,
        [&](Fields& object) {
          object.number("median_abs_log_error", out.median_abs_log_error, not_negative(Need::required));
          object.number("within_1_25_share", out.within_1_25, within(0, 1, Need::required));
          object.number("within_1_5_share", out.within_1_5, within(0, 1, Need::required));
          object.number("within_2_share", out.within_2, within(0, 1, Need::required));
          rising(object, {{"within_1_25_share", out.within_1_25},
                          {"within_1_5_share", out.within_1_5},
                          {"within_2_share", out.within_2}});
          object.number("coverage_p10_p90_share", out.coverage, within(0, 1, Need::required));
          object.note("high_over_low_ratio", positive(Need::required));
        },
        Need::required);
  };
  date(fields, "as_of", backtest.as_of, Need::required);
  fields.text("runs", backtest.runs, Need::required);
  fields.objects(
      "kinds",
      [&](Fields& kind) {
        BacktestGroup shared;
        kind.text("kind", shared.kind, Need::required);
        reference(kind, "source", "sources", shared.source, Need::required);
        kind.note("rows", positive(Need::required));
        kind.note("used", not_negative(Need::required));
        kind.objects(
            "groups",
            [&](Fields& row) {
              BacktestGroup group = shared;
              row.text("group", group.group, Need::required);
              row.choice("quantity", group.quantity, backtested_quantities(), Need::required);
              row.number("rows", group.rows, positive(Need::required));
              errors(row, "in_sample", group.in_sample);
              errors(row, "left_out", group.left_out);
              row.object("publishers", [](Fields& object) {
                object.note("count", positive(Need::required));
                object.note("median_abs_log_error", not_negative(Need::required));
                object.note("coverage_p10_p90_share", within(0, 1, Need::required));
                object.note("high_over_low_ratio", positive(Need::required));
              });
              row.object("simple_rule", [](Fields& object) {
                object.note("id");
                object.note("median_abs_log_error", not_negative(Need::required));
                object.object("publishers",
                              [](Fields& inner) { inner.note("median_abs_log_error", not_negative(Need::required)); });
              });
              backtest.groups.push_back(std::move(group));
            },
            Need::required);
      },
      Need::required);
}

void describe(Fields& fields, CaseBank& bank) {
  date(fields, "as_of", bank.as_of, Need::required);
  fields.text("runs", bank.runs, Need::required);
  reference(fields, "source", "sources", bank.source, Need::required);
  fields.number("rows", bank.cases, positive(Need::required));
  fields.objects(
      "bands",
      [&](Fields& row) {
        std::string verdict;
        Reliability band;
        row.choice("verdict", verdict, {"clear", "leaning", "toss_up"}, Need::required);  // rows end with an answer
        row.number("rows", band.cases, not_negative(Need::required));
        row.number("acceptable_share", band.acceptable, within(0, 1, Need::required));
        row.number("low_share", band.low, within(0, 1, Need::required));
        row.number("high_share", band.high, within(0, 1, Need::required));
        rising(row, {{"low_share", band.low}, {"acceptable_share", band.acceptable}, {"high_share", band.high}});
        band.as_of = bank.as_of;
        band.source = bank.source;
        bank.bands[verdict] = band;
      },
      Need::required);
}

void describe(Fields& fields, Constant& constant) {
  fields.text("id", constant.id, Need::required);
  fields.text("unit", constant.unit, Need::required);
  // Logarithms and exponents have either sign. Else a constant is above 0, but for one whose range begins there: most
  // are divisors somewhere.
  static constexpr std::array<std::string_view, 4> of_either_sign = {"ln", "log ratio", "log-odds", "exponent"};
  const double none = std::numeric_limits<double>::quiet_NaN();
  const bool signed_unit =
      std::find(of_either_sign.begin(), of_either_sign.end(), constant.unit) != of_either_sign.end();
  NumberRule rule = signed_unit ? plausible_in("ln") : plausible_in(constant.unit);
  if (!signed_unit && !constant.unit.empty()) rule = both(rule, not_negative());
  double low = none;
  fields.number("low", low, rule);
  if (!signed_unit && !constant.unit.empty() && !(low <= 0)) rule = both(rule, positive());
  rule.need = Need::required;
  double value = none;
  fields.number("value", value, rule);
  constant.value = std::isnan(value) ? 0 : value;
  rule.need = Need::optional;
  constant.low = std::isnan(low) ? constant.value : low;
  constant.high = constant.prior = constant.value;
  fields.number("high", constant.high, rule);
  fields.number("prior", constant.prior, rule);
  rising(fields, {{"low", constant.low}, {"value", value}, {"high", constant.high}});
  describe(fields, "meaning", constant.meaning);
  reference(fields, "source", "sources", constant.source, Need::required);
  date(fields, "date", constant.date);
  fields.text("fitted_on", constant.fitted_on);
  fields.note("rows", not_negative());
  fields.note("verified");
}

namespace {

/// Shares by name that add up to 1.
void shares(Fields& fields, std::string_view key, std::map<std::string, double>& held) {
  fields.named_numbers(key, held, Need::required);
  double sum = 0;
  for (const auto& [stage, share] : held) {
    const NumberRule rule = within(0, 1);
    if (!accepts(rule, share))
      fields.wrong(key, "out-of-range",
                   {{"key", stage}, {"expected", expected_by(rule)}, {"found", json_number(share)}});
    sum += share;
  }
  constexpr double rounding = 1e-6;
  if (!held.empty() && !fields.writes() && std::abs(sum - 1) > rounding)
    fields.wrong(key, "out-of-range",
                 {{"key", std::string(key)}, {"expected", "@expected.sum-of-1"}, {"found", json_number(sum)}});
}

void describe(Fields& fields, PeopleSettings& people) {
  const std::pair<std::string_view, PeopleSettings::Shares*> kinds[] = {
      {"application", &people.application}, {"tuning", &people.tuning}, {"model", &people.model}};
  for (const auto& [key, held] : kinds) {
    PeopleSettings::Shares* of_kind = held;
    fields.object(
        key,
        [&](Fields& inner) {
          shares(inner, "build", of_kind->build);
          shares(inner, "later", of_kind->later);
        },
        Need::required);
  }
  fields.number("continued_months", people.continued_months, positive(Need::required));
  fields.number("pretrain_months", people.pretrain_months, positive(Need::required));
  fields.number("usual_weeks_by_skill_ratio", people.usual_weeks_by_skill, positive(Need::required));
  for (const auto& [key, held] : {std::pair("on_payroll", &people.on_payroll),
                                  std::pair("on_payroll_by_delivery", &people.on_payroll_by_delivery)}) {
    fields.named_numbers(key, *held, Need::required);
    for (const auto& [name, share] : *held) {
      const NumberRule rule = within(0, 1);
      if (!accepts(rule, share))
        fields.wrong(key, "out-of-range",
                     {{"key", name}, {"expected", expected_by(rule)}, {"found", json_number(share)}});
    }
  }
  reference(fields, "source", "sources", people.source, Need::required);
  note_date(fields, "as_of", Need::required);
}

}  // namespace

void describe(Fields& fields, PlanSettings& settings) {
  note_date(fields, "as_of", Need::required);
  reference(fields, "source", "sources", settings.source, Need::required);
  fields.objects(
      "model_size_b",
      [&](Fields& row) {
        PlanChoice& choice = settings.model_size_b.emplace_back();
        row.text("when", choice.when);
        row.number("value", choice.value, positive(Need::required));
      },
      Need::required);
  fields.objects(
      "on_device",
      [&](Fields& row) {
        PlanSettings::OnDevice& one = settings.on_device.emplace_back();
        row.choice("device", one.device, {"pc", "phone"}, Need::required);
        row.number("size_b_high", one.most_b, positive(Need::required));
        reference(row, "source", "sources", one.source, Need::required);
        row.note("note");
      },
      Need::required);
  fields.object(
      "own_sequence_model",
      [&](Fields& own) {
        PlanSettings::OwnSequence& sizes = settings.own_sequence;
        own.number("size_b_low", sizes.least_b, positive(Need::required));
        own.number("size_b", sizes.usual_b, positive(Need::required));
        own.number("size_b_high", sizes.most_b, positive(Need::required));
        rising(own, {{"size_b_low", sizes.least_b}, {"size_b", sizes.usual_b}, {"size_b_high", sizes.most_b}});
        own.number("rented_accelerators", sizes.rented_accelerators, positive(Need::required));
        reference(own, "source", "sources", sizes.source, Need::required);
      },
      Need::required);
  reference(fields, "embedding_model", "models", settings.embedding_model, Need::required);
  references(fields, "api_models", "hosted-models", settings.api_models, Need::required);
  references(fields, "tuned_api_models", "tuned-models", settings.tuned_api_models, Need::required);
  fields.texts("domestic_model_families", settings.domestic_families);
  reference(fields, "rental_kind", "rent-kinds", settings.rental_kind, Need::required);
  reference(fields, "serving_engine", "engines", settings.serving_engine, Need::required);
  reference(fields, "training_framework", "frameworks", settings.training_framework, Need::required);
  reference(fields, "large_training_framework", "frameworks", settings.large_training_framework, Need::required);
  fields.object(
      "retrieval",
      [&](Fields& retrieval) {
        retrieval.number("chunk_tokens", settings.chunk, positive(Need::required));
        retrieval.number("overlap_tokens", settings.overlap, not_negative(Need::required));
        retrieval.number("passages_low", settings.passages_low, positive(Need::required));
        retrieval.number("passages", settings.passages, positive(Need::required));
        retrieval.number("passages_high", settings.passages_high, positive(Need::required));
        rising(retrieval, {{"overlap_tokens", settings.overlap}, {"chunk_tokens", settings.chunk}});
        rising(retrieval, {{"passages_low", settings.passages_low},
                           {"passages", settings.passages},
                           {"passages_high", settings.passages_high}});
      },
      Need::required);
  fields.object(
      "training",
      [&](Fields& training) {
        reference(training, "method", "training-methods", settings.training_method, Need::required);
        training.number("lora_rank", settings.lora_rank, positive(Need::required));
        training.number("packed_length_tokens", settings.packed_length, positive(Need::required));
        training.number("rented_accelerators", settings.rented_accelerators, positive(Need::required));
      },
      Need::required);
  fields.object(
      "search",
      [&](Fields& search) {
        references(search, "rented_gpus", "gpus", settings.rented_gpus, Need::required);
        search.number("comfortable_training_hours", settings.comfortable_training_hours, positive(Need::required));
        search.number("same_cost_share", settings.same_cost_share, positive(Need::required));
      },
      Need::required);
  reference(fields, "labelling_price", "labelling-prices", settings.labelling_price, Need::required);
  reference(fields, "evaluation_price", "labelling-prices", settings.evaluation_price, Need::required);
  fields.object(
      "people", [&](Fields& people) { describe(people, settings.people); }, Need::required);
  fields.text("weeks_by_skill", settings.weeks_by_skill, Need::required);
  fields.object(
      "pue",
      [&](Fields& pue) {
        reference(pue, "low", "pue", settings.pue_low, Need::required);
        reference(pue, "central", "pue", settings.pue_central, Need::required);
        reference(pue, "high", "pue", settings.pue_high, Need::required);
      },
      Need::required);
  fields.number("prompt_corpus_limit_tokens", settings.prompt_corpus_limit, positive(Need::required));
  references(fields, "figures_rest_on", "facts", settings.figures_rest_on, Need::required);
}

void describe(Fields& fields, ArticleFact& fact) {
  fields.text("id", fact.id, Need::required);
  fields.note("kind", Need::required);
  describe(fields, "statement", fact.statement);
  describe_agrees(fields, fact.agrees);
  describe(fields, "evidence", fact.evidence);
  references(fields, "sources", "sources", fact.sources, Need::required);
  fields.objects("steps", [&](Fields& row) {
    ArticleFact& step = fact.steps.emplace_back();
    row.text("id", step.id, Need::required);
    describe(row, "text", step.statement);
  });
  // Figures of the effect formula: read by estimate/effect through data/constants/effect.json, kept here for the
  // reader.
  fields.note("weights", R"({"type":"object"})");
  fields.note("density", R"({"type":"array"})");
  fields.note("calibration", R"({"type":"object"})");
}

void describe(Fields& fields, ArticleRule& rule) {
  fields.text("when", rule.when, Need::required);
  reference(fields, "strategy", "strategies", rule.strategy, Need::required);
  describe(fields, "why", rule.why);
}

void describe(Fields& fields, Article& article) {
  note_date(fields, "as_of", Need::required);
  note_reference(fields, "source", "sources", Need::required);
  fields.objects("rules", [&](Fields& row) {
    ArticleFact& fact = article.facts.emplace_back();
    describe(row, fact);
    ArticleRule& rule = article.rules.emplace_back();
    describe(row, rule);
    rule.id = fact.id;
  });
  fields.objects("facts", [&](Fields& row) { describe(row, article.facts.emplace_back()); });
  fields.objects("effect_failure_modes", [&](Fields& row) {
    FailureMode& mode = article.failure_modes.emplace_back();
    row.text("id", mode.id, Need::required);
    row.note_texts("facts");
    row.text("when", mode.when, Need::required);
    describe(row, "text", mode.text);
    reference(row, "source", "sources", mode.source, Need::required);
  });
}

}  // namespace pathfinder
