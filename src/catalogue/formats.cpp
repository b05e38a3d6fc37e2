#include "pathfinder/catalogue/formats.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/plausible.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view fact_value_schema =
    R"({"anyOf":[{"type":["number","string","boolean"]},{"type":"object","properties":{"low":{"type":"number"},"value":{"type":"number"},"high":{"type":"number"}},"required":["low","high"],"additionalProperties":false}]})";

/// Position of a level id, from the text a data file uses.
std::size_t level_index(const FactSpec& fact, std::string_view id) {
  for (std::size_t i = 0; i < fact.levels.size(); ++i) {
    if (fact.levels[i].id == id) return i;
  }
  return fact.levels.size();
}

void describe(Fields& fields, const FactSpec& fact, Assumption& assumed) {
  assumed.present = true;
  fields.number("low", assumed.low);
  fields.number("central", assumed.central);
  fields.number("high", assumed.high);
  rising(fields, {{"low", assumed.low}, {"central", assumed.central}, {"high", assumed.high}});
  // What is assumed is a value that could have been given.
  const NumberRule range = within(fact.low, fact.high);
  for (const auto& [key, value] :
       {std::pair("low", assumed.low), {"central", assumed.central}, {"high", assumed.high}}) {
    if (!fields.has(key) || accepts(range, value) || fact.type == FactType::catalogue || fact.low >= fact.high)
      continue;
    fields.wrong(key, "out-of-range", {{"key", key}, {"expected", expected_by(range)}, {"found", json_number(value)}});
  }
  std::string level;
  std::map<std::string, double> shares;
  fields.text("level", level);
  fields.named_numbers("shares", shares);
  for (const auto& [id, share] : shares) {
    if (!accepts(within(0, 1), share))
      fields.wrong("shares", "out-of-range",
                   {{"key", id}, {"expected", expected_by(within(0, 1))}, {"found", json_number(share)}});
  }
  describe(fields, "why", assumed.why);
  reference(fields, "source", "sources", assumed.source, Need::required);
  if (level.empty() || fact.type == FactType::catalogue) {
    if (!level.empty()) assumed.why.en = level + "\n" + assumed.why.en;  // resolved once the catalogue is read
    return;
  }
  const auto unknown = [&](std::string_view key, const std::string& found) {
    std::vector<std::string> ids;
    for (const Level& one : fact.levels) ids.push_back(one.id);
    const std::vector<std::string_view> names(ids.begin(), ids.end());
    fields.wrong(key, "unknown-word",
                 {{"key", std::string(key)},
                  {"found", found},
                  {"near", std::string(near_miss(found, names))},
                  {"allowed", join(ids)}});
  };
  const std::size_t position = level_index(fact, level);
  if (position == fact.levels.size()) return unknown("level", level);
  assumed.central = fact.level_value(position);
  assumed.shares.assign(fact.levels.size(), 0.0);
  for (const auto& [id, share] : shares) {
    const std::size_t at = level_index(fact, id);
    if (at == fact.levels.size()) {
      unknown("shares", id);
    } else {
      assumed.shares[at] = share;
    }
  }
  if (shares.empty()) assumed.shares[position] = 1;
}

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

namespace {

void describe_type(Fields& fields, FactSpec& fact, Need need) {
  std::string type(word_of(fact.type));
  fields.choice("type", type, words_of<FactType>(), need);
  read_word(type, fact.type);
}

}  // namespace

void describe(Fields& fields, FactSpec& fact) {
  fields.text("id", fact.id, Need::required);
  describe_type(fields, fact, fact.kind == FactSpec::Kind::given ? Need::required : Need::optional);
  fields.text("unit", fact.unit);
  fields.text("option", fact.option);
  fields.texts("aliases", fact.aliases);
  fields.texts("aliases_json", fact.json_aliases);
  fields.texts("accepts", fact.accepts);
  fields.choice("catalogue", fact.catalogue, {"gpus", "models", "regions"});
  fields.note_flag("ad_hoc");
  fields.flag("ordered", fact.ordered);
  fields.flag("question_yes_means", fact.question_yes_means);
  fields.text("example", fact.example);
  describe(fields, "name", fact.name);
  describe(fields, "question", fact.question, Need::optional);
  describe(fields, "help", fact.help, Need::optional);
  fields.object("range", [&](Fields& range) {
    // No wider than its unit allows: what is said within it is written again under keys that end in the unit.
    range.number("low", fact.low, plausible_in(fact.unit));
    range.number("high", fact.high, plausible_in(fact.unit));
    rising(range, {{"low", fact.low}, {"high", fact.high}});
  });
  fields.objects("levels", [&](Fields& level) {
    Level one;
    level.text("id", one.id, Need::required);
    describe(level, "name", one.name);
    fact.levels.push_back(one);
  });
  if (fact.type == FactType::boolean) {
    fact.low = 0;
    fact.high = 1;
    if (fact.levels.empty()) fact.levels = {{"no", {"no", "否"}}, {"yes", {"yes", "是"}}};
  } else if (fact.type == FactType::category) {
    fact.low = 0;
    fact.high = fact.levels.empty() ? 0 : static_cast<double>(fact.levels.size() - 1);
  }
  fact.plausible_low = fact.low;
  fact.plausible_high = fact.high;
  fields.object("plausible", [&](Fields& range) {
    range.number("low", fact.plausible_low);
    range.number("high", fact.plausible_high);
    rising(range, {{"low", fact.plausible_low}, {"high", fact.plausible_high}});
  });
  // "assumed": null says that nothing is assumed, which is not the same as forgetting it.
  fields.custom(
      "assumed", R"({"type":["object","null"]})",
      [&](JsonValue value) {
        if (value.kind() == JsonKind::null) return;
        fields.object("assumed", [&](Fields& assumed) { describe(assumed, fact, fact.assumed); });
      },
      fact.kind == FactSpec::Kind::given ? Need::required : Need::optional);
  fields.object("guess", [&](Fields& guess) { describe(guess, fact, fact.guess); });
  fields.objects("assumed_if", [&](Fields& row) {
    ConditionalAssumption conditional;
    row.text("when", conditional.when, Need::required);
    row.object(
        "assumed", [&](Fields& assumed) { describe(assumed, fact, conditional.assumed); }, Need::required);
    fact.assumed_if.push_back(std::move(conditional));
  });
  reference(fields, "source", "sources", fact.source);
}

void describe(Fields& fields, DerivationRow& row) {
  row.slot.kind = FactSpec::Kind::derived;
  fields.text("id", row.slot.id, Need::required);
  references(fields, "from", "facts", row.from);
  fields.text("as", row.derivation.expression, Need::required);
  fields.flag("narrows", row.derivation.narrows);
  reference(fields, "source", "sources", row.derivation.source, Need::required);
  fields.text("unit", row.slot.unit);
  note_date(fields, "date");
  describe(fields, "name", row.slot.name, Need::optional);
}

void describe(Fields& fields, ConsistencyRow& row) {
  std::string severity;
  fields.text("id", row.rule.id, Need::required);
  fields.text("when", row.rule.when, Need::required);
  fields.choice("severity", severity, {"error", "warning"}, Need::required);
  references(fields, "facts", "facts", row.facts, Need::required);
  describe(fields, "text", row.rule.text);
  row.rule.error = severity == "error";
}

void describe(Fields& fields, Factor& factor) {
  fields.text("id", factor.id, Need::required);
  describe(fields, "name", factor.name);
  describe(fields, "description", factor.description, Need::optional);
  reference(fields, "source", "sources", factor.source);
}

void describe(Fields& fields, Criterion& criterion) {
  fields.text("id", criterion.id, Need::required);
  reference(fields, "factor", "factors", criterion.factor, Need::required);
  describe(fields, "name", criterion.name);
  describe(fields, "description", criterion.description, Need::optional);
  fields.text("unit", criterion.unit, Need::required);
  fields.number("weight", criterion.weight, within(0, 1, Need::required));
  fields.note_choice("better", {"high", "low"});
  fields.points("scale", criterion.scale, Need::required);
  fields.number("missing", criterion.missing, within(0, 1));
  fields.text("mix", criterion.mix);
  describe(fields, "pro", criterion.pro, Need::optional);
  describe(fields, "con", criterion.con, Need::optional);
  reference(fields, "source", "sources", criterion.source, Need::required);
  date(fields, "date", criterion.date, Need::required);
}

void describe(Fields& fields, Gpu& gpu, std::vector<std::string>& aliases) {
  std::map<std::string, std::string> sources;
  fields.text("id", gpu.id, Need::required);
  fields.text("name", gpu.name, Need::required);
  fields.text("vendor", gpu.vendor, Need::required);
  fields.text("generation", gpu.generation, Need::required);
  fields.choice("class", gpu.class_of, {"datacenter", "workstation", "consumer"}, Need::required);
  fields.flag("domestic", gpu.domestic);
  // Where sources differ, KEY_low and KEY_high stand beside the figure.
  const auto figure = [&](std::string_view key, double& value, Need need = Need::optional) {
    fields.number(key, value, positive(need));
    DisputedFigure range{std::string(key), 0, 0};
    fields.number(range.key + "_low", range.low, positive());
    fields.number(range.key + "_high", range.high, positive());
    rising(fields, {{range.key + "_low", range.low}, {range.key, value}, {range.key + "_high", range.high}});
    if (range.low <= 0 && range.high <= 0) return;
    if (range.low <= 0) range.low = value;
    if (range.high <= 0) range.high = value;
    gpu.disputed.push_back(std::move(range));
  };
  figure("memory_gib", gpu.memory_gib, Need::required);
  figure("memory_usable_gib", gpu.memory_usable_gib);
  figure("memory_bandwidth_gb_per_s", gpu.memory_bandwidth_gb_per_s);
  figure("dense_bf16_tflop_per_s", gpu.dense_bf16_tflop_per_s);
  figure("dense_fp16_tflop_per_s", gpu.dense_fp16_tflop_per_s);
  figure("dense_fp8_tflop_per_s", gpu.dense_fp8_tflop_per_s);
  figure("dense_int8_top_per_s", gpu.dense_int8_top_per_s);
  figure("dense_fp4_tflop_per_s", gpu.dense_fp4_tflop_per_s);
  figure("tdp_w", gpu.tdp_w);
  fields.note("interconnect");
  figure("interconnect_gb_per_s", gpu.interconnect_gb_per_s);
  fields.number("nvlink_domain_accelerators", gpu.nvlink_domain_accelerators, positive());
  fields.number("node_link_gb_per_s", gpu.node_link_gb_per_s, positive());
  fields.number("chips_per_board", gpu.chips_per_board, positive());
  fields.number("dies_per_card", gpu.dies_per_card, positive());
  describe(fields, "vendor_unit", gpu.vendor_unit, Need::optional);
  fields.note("launch_year", within(2010, 2030));
  fields.texts("aliases", aliases);
  named_references(fields, "sources", "sources", sources, Need::required);
  fields.note_texts("recalled");
  note_translated(fields, "note");
  note_date(fields, "as_of", Need::required);
  for (const auto& [field, source] : sources) gpu.sources.push_back(source);
}

void describe(Fields& fields, LanguageModel& model, std::vector<std::string>& aliases) {
  std::map<std::string, std::string> sources;
  ModelShape& shape = model.shape;
  fields.text("id", model.id, Need::required);
  fields.text("name", model.name, Need::required);
  fields.text("family", model.family);
  fields.choice("kind", model.kind, {"causal", "encoder-decoder", "embedding", "reranker", "speech"}, Need::required);
  fields.choice("weights", model.weights, {"open", "closed"});
  fields.flag("offered", model.offered);
  reference(fields, "superseded_by", "models", model.superseded_by);
  date(fields, "released", model.released);
  fields.number("params_total", shape.params_total, positive());
  // Who keeps weights to himself rarely says how many there are.
  if (!fields.has("params_total") && model.weights != "closed")
    fields.wrong("", "missing-key", {{"key", "params_total"}});
  fields.number("params_active", shape.params_active, positive());
  fields.number("dense_equivalent_b", model.dense_equivalent_b, positive());
  fields.note_choice("params_from", {"dimensions", "published"});
  fields.number("layers", shape.layers, positive());
  fields.note("encoder_layers", positive());
  fields.number("full_attention_layers", shape.full_attention_layers, not_negative());
  fields.number("sliding_layers", shape.sliding_layers, not_negative());
  fields.number("linear_attention_layers", shape.linear_attention_layers, not_negative());
  fields.number("shared_cache_layers", shape.shared_cache_layers, not_negative());
  fields.number("expert_layers", shape.expert_layers, not_negative());
  fields.number("hidden", shape.hidden, positive());
  fields.number("heads", shape.heads, positive());
  fields.number("kv_heads", shape.kv_heads, positive());
  fields.number("head_dim", shape.head_dim, positive());
  fields.number("value_head_dim", shape.value_head_dim, positive());
  fields.number("full_kv_heads", shape.full_kv_heads, positive());
  fields.number("full_head_dim", shape.full_head_dim, positive());
  fields.number("sliding_kv_heads", shape.sliding_kv_heads, positive());
  fields.number("ffn", shape.ffn, positive());
  fields.number("moe_ffn", shape.moe_ffn, positive());
  fields.number("shared_expert_ffn", shape.shared_expert_ffn, positive());
  fields.number("vocab", shape.vocab, positive());
  fields.flag("tied_embeddings", shape.tied_embeddings);
  fields.number("experts", shape.experts, not_negative());
  fields.number("experts_active", shape.experts_active, not_negative());
  fields.number("shared_experts", shape.shared_experts, not_negative());
  fields.number("dense_layers_first", shape.dense_layers_first, not_negative());
  fields.object("mla", [&](Fields& mla) {
    mla.number("kv_lora_rank", shape.mla_kv_lora_rank, positive());
    mla.number("rope_head_dim", shape.mla_rope_dim, positive());
    mla.note("q_lora_rank", positive());
  });
  fields.number("sliding_window_tokens", shape.sliding_window, positive());
  double cached = 0;  // data_test holds it against the dimensions where no source of its own states it
  fields.number("kv_bytes_per_token_bf16", cached, not_negative());
  fields.number("context_tokens", model.context_tokens, positive());
  fields.number("embedding_dim", model.embedding_dim, positive());
  fields.note("licence");
  fields.text("licence_id", model.licence);
  fields.choice("commercial_use", model.commercial_use, {"yes", "conditions", "no"});
  note_translated(fields, "licence_note");
  fields.texts("languages", model.languages);
  fields.texts("modalities", model.modalities);
  fields.note("languages_stated", not_negative());
  fields.number("pretraining_tokens", model.pretraining_tokens, positive());
  fields.number("measured_serving_rows", model.measured_serving_rows, positive());
  fields.note("pretraining_gpu_hours", positive());
  fields.note("pretraining_gpu");
  fields.texts("aliases", aliases);
  named_references(fields, "sources", "sources", sources, Need::required);
  fields.note_texts("recalled");
  note_translated(fields, "note");
  note_date(fields, "as_of", Need::required);
  if (shape.params_active == 0) shape.params_active = shape.params_total;
  if (sources.count("kv_bytes_per_token_bf16") != 0) shape.cache_bytes = cached;
  for (const auto& [field, source] : sources) model.sources.push_back(source);
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
      "facts", facts_schema, [&](JsonValue facts) { preset.facts_node = facts.index(); }, Need::required);
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
  fields.text("backtest", formula.backtest);
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
              row.text("quantity", group.quantity, Need::required);
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

void describe_gpu_families(Fields& fields, std::map<std::string, std::vector<std::string>>& families) {
  named_lists(fields, "families", "gpus", families, Need::required);
}

void describe(Fields& fields, FrameworkTable& table) {
  note_date(fields, "as_of", Need::required);
  note_reference(fields, "source", "sources", Need::required);
  fields.note("rule");
  fields.objects(
      "frameworks",
      [&](Fields& row) {
        FrameworkRow& framework = table.frameworks.emplace_back();
        std::string stack;
        row.text("id", framework.id, Need::required);
        row.note("name", Need::required);
        row.texts("fragments", framework.fragments, Need::required);
        row.choice("stack", stack, {"tuned", "native"}, Need::required);
        framework.stack = stack == "tuned" ? StackClass::tuned : StackClass::native;
        row.flag("fused_kernels", framework.fused_kernels, Need::required);
        row.flag("whole_layer_fp8", framework.whole_layer_fp8, Need::required);
        row.flag("loops_experts", framework.loops_experts);
      },
      Need::required);
  fields.objects(
      "flags",
      [&](Fields& row) {
        FrameworkFlag& flag = table.flags.emplace_back();
        row.text("id", flag.id, Need::required);
        row.texts("fragments", flag.fragments, Need::required);
        row.texts("except", flag.except);
      },
      Need::required);
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
  fields.text("source", people.source, Need::required);
  fields.note("as_of");
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
  reference(fields, "embedding_model", "models", settings.embedding_model, Need::required);
  references(fields, "api_models", "hosted-models", settings.api_models, Need::required);
  references(fields, "tuned_api_models", "tuned-models", settings.tuned_api_models, Need::required);
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
