#include "pathfinder/catalogue/formats.hpp"

#include <array>
#include <charconv>

#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/catalogue/report_templates.hpp"

namespace pathfinder {
namespace {

const std::vector<std::string_view> fact_types = {"count",    "number",       "tokens",   "ratio", "level",
                                                  "category", "bool",         "money",    "weeks", "months",
                                                  "hours",    "milliseconds", "catalogue"};
constexpr std::array fact_type_values = {
    FactType::count,    FactType::number,       FactType::tokens,   FactType::ratio, FactType::level,
    FactType::category, FactType::boolean,      FactType::money,    FactType::weeks, FactType::months,
    FactType::hours,    FactType::milliseconds, FactType::catalogue};

const std::vector<std::string_view> trainings = {"none", "lora", "full", "continued", "pretrain", "classic"};
const std::vector<std::string_view> standings = {"open", "conditional", "blocked"};

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
  std::string level;
  std::map<std::string, double> shares;
  fields.text("level", level);
  fields.named_numbers("shares", shares);
  describe(fields, "why", assumed.why);
  fields.text("source", assumed.source, Need::required);
  if (level.empty() || fact.type == FactType::catalogue) {
    if (!level.empty()) assumed.why.en = level + "\n" + assumed.why.en;  // resolved once the catalogue is read
    return;
  }
  const std::size_t position = level_index(fact, level);
  if (position == fact.levels.size())
    return fields.wrong("level", "unknown-word", {{"key", "level"}, {"found", level}, {"near", ""}, {"allowed", ""}});
  assumed.central = fact.level_value(position);
  assumed.shares.assign(fact.levels.size(), 0.0);
  for (const auto& [id, share] : shares) {
    const std::size_t at = level_index(fact, id);
    if (at == fact.levels.size()) {
      fields.wrong("shares", "unknown-word", {{"key", "shares"}, {"found", id}, {"near", ""}, {"allowed", ""}});
    } else {
      assumed.shares[at] = share;
    }
  }
  if (shares.empty()) assumed.shares[position] = 1;
}

/// true, false or "partly": whether evidence bears the article out.
void describe_agrees(Fields& fields, std::string& agrees) {
  fields.custom(
      "agrees", R"({"enum":[true,false,"partly"]})",
      [&](JsonValue value) {
        if (value.kind() == JsonKind::boolean) {
          agrees = value.boolean() ? "yes" : "no";
        } else if (value.kind() == JsonKind::string && value.string() == "partly") {
          agrees = "partly";
        } else {
          fields.wrong(
              "agrees", "unknown-word",
              {{"key", "agrees"}, {"found", value.as_written()}, {"near", ""}, {"allowed", "true, false, \"partly\""}});
        }
      },
      Need::required);
}

/// Whether a row was read in its source or only recalled.
void describe_verified(Fields& fields, std::string_view key, bool& read) {
  std::string verified;
  fields.choice(key, verified, {"read", "recalled"}, Need::required);
  read = verified == "read";
}

void describe(Fields& fields, Gate& gate) {
  fields.text("id", gate.id, Need::required);
  fields.text("when", gate.when, Need::required);
  describe(fields, "text", gate.text);
  fields.text("source", gate.source, Need::required);
  fields.text("date", gate.date, Need::required);
}

void describe(Fields& fields, Caution& caution) {
  fields.text("id", caution.id, Need::required);
  fields.text("when", caution.when, Need::required);
  fields.text("criterion", caution.criterion, Need::required);
  fields.number("takes", caution.takes, within(0, 1, Need::required));
  describe(fields, "text", caution.text);
  fields.text("source", caution.source, Need::required);
  fields.text("date", caution.date, Need::required);
}

void describe(Fields& fields, Reason& reason) {
  fields.text("id", reason.id, Need::required);
  fields.text("when", reason.when, Need::required);
  fields.text("criterion", reason.criterion);
  describe(fields, "text", reason.text);
}

void describe(Fields& fields, Stage& stage) {
  fields.text("id", stage.id, Need::required);
  fields.text("strategy", stage.strategy);
  describe(fields, "text", stage.text);
  fields.object("weeks", [&](Fields& weeks) {
    weeks.number("low", stage.weeks_low, not_negative(Need::required));
    weeks.number("central", stage.weeks_central, not_negative(Need::required));
    weeks.number("high", stage.weeks_high, not_negative(Need::required));
  });
  describe(fields, "opens_when", stage.opens_when, Need::optional);
  describe(fields, "stops_when", stage.stops_when, Need::optional);
  describe(fields, "exit_test", stage.exit_test, Need::optional);
  fields.texts("article_steps", stage.article_steps);
  fields.text("source", stage.source, Need::required);
}

/// A fact of a table's test as a person would type it.
std::string typed(JsonValue fact) {
  if (fact.kind() == JsonKind::string) return std::string(fact.string());
  if (fact.kind() == JsonKind::boolean) return fact.boolean() ? "yes" : "no";
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), fact.number()).ptr;
  return {digits.data(), end};
}

void describe(Fields& fields, StrategyTest& test) {
  fields.text("name", test.name, Need::required);
  fields.custom(
      "facts", R"({"type":"object"})",
      [&](JsonValue facts) {
        facts.for_each([&](JsonValue fact) { test.facts[std::string(fact.key())] = typed(fact); });
      },
      Need::required);
  fields.choice("standing", test.standing, standings);
  bool first = false;
  const bool stated = fields.has("rank_first");
  fields.flag("rank_first", first);
  if (stated) test.first = first ? Truth::yes : Truth::no;
  fields.text("caution", test.caution);
  fields.text("no_caution", test.no_caution);
}

}  // namespace

void describe(Fields& fields, std::string_view key, Translated& text, Need need) {
  fields.object(
      key,
      [&](Fields& languages) {
        languages.text("en", text.en, Need::required);
        languages.text("zh", text.zh, Need::required);
      },
      need);
}

void describe(Fields& fields, FactSpec& fact) {
  fields.text("id", fact.id, Need::required);
  std::string type = "number";
  fields.choice("type", type, fact_types, fact.kind == FactSpec::Kind::given ? Need::required : Need::optional);
  for (std::size_t i = 0; i < fact_types.size(); ++i) {
    if (fact_types[i] == type) fact.type = fact_type_values.at(i);
  }
  fields.text("unit", fact.unit);
  fields.text("option", fact.option);
  fields.texts("aliases", fact.aliases);
  fields.texts("aliases_json", fact.json_aliases);
  fields.texts("accepts", fact.accepts);
  fields.text("catalogue", fact.catalogue);
  bool ad_hoc = false;
  fields.flag("ad_hoc", ad_hoc);
  fields.flag("ordered", fact.ordered);
  fields.flag("question_yes_means", fact.question_yes_means);
  fields.text("example", fact.example);
  describe(fields, "name", fact.name);
  describe(fields, "question", fact.question, Need::optional);
  describe(fields, "help", fact.help, Need::optional);
  fields.object("range", [&](Fields& range) {
    range.number("low", fact.low);
    range.number("high", fact.high);
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
  fields.text("source", fact.source);
}

void describe(Fields& fields, DerivationRow& row) {
  std::string date;
  row.slot.kind = FactSpec::Kind::derived;
  fields.text("id", row.slot.id, Need::required);
  fields.texts("from", row.from);
  fields.text("as", row.derivation.expression, Need::required);
  fields.flag("narrows", row.derivation.narrows);
  fields.text("source", row.derivation.source, Need::required);
  fields.text("unit", row.slot.unit);
  fields.text("date", date);
  describe(fields, "name", row.slot.name, Need::optional);
}

void describe(Fields& fields, ConsistencyRow& row) {
  std::string severity;
  fields.text("id", row.rule.id, Need::required);
  fields.text("when", row.rule.when, Need::required);
  fields.choice("severity", severity, {"error", "warning"}, Need::required);
  fields.texts("facts", row.facts, Need::required);
  describe(fields, "text", row.rule.text);
  row.rule.error = severity == "error";
}

void describe(Fields& fields, Factor& factor) {
  fields.text("id", factor.id, Need::required);
  describe(fields, "name", factor.name);
  describe(fields, "description", factor.description, Need::optional);
  fields.text("source", factor.source);
}

void describe(Fields& fields, Criterion& criterion) {
  fields.text("id", criterion.id, Need::required);
  fields.text("factor", criterion.factor, Need::required);
  describe(fields, "name", criterion.name);
  describe(fields, "description", criterion.description, Need::optional);
  fields.text("unit", criterion.unit, Need::required);
  fields.number("weight", criterion.weight, within(0, 1, Need::required));
  fields.choice("better", criterion.better, {"high", "low"});
  fields.points("scale", criterion.scale, Need::required);
  fields.number("missing", criterion.missing, within(0, 1));
  describe(fields, "pro", criterion.pro, Need::optional);
  describe(fields, "con", criterion.con, Need::optional);
  fields.text("source", criterion.source, Need::required);
  fields.text("date", criterion.date, Need::required);
}

void describe(Fields& fields, Strategy& strategy) {
  std::string as_of;
  fields.text("id", strategy.id, Need::required);
  fields.text("as_of", as_of);
  describe(fields, "name", strategy.name);
  describe(fields, "description", strategy.description);
  fields.object(
      "recipe",
      [&](Fields& recipe) {
        recipe.flag("retrieval", strategy.recipe.retrieval);
        recipe.flag("prompt_corpus", strategy.recipe.prompt_corpus);
        recipe.choice("training", strategy.recipe.training, trainings);
      },
      Need::required);
  fields.object("article", [&](Fields& article) {
    article.texts("facts", strategy.article.facts);
    article.object("relative_energy", [&](Fields& figure) {
      figure.number("low", strategy.article.low, not_negative());
      figure.number("high", strategy.article.high, not_negative());
      figure.text("of", strategy.article.of);
      describe(figure, "text", strategy.article.text, Need::optional);
    });
    describe_agrees(article, strategy.article.agrees);
    describe(article, "evidence", strategy.article.evidence);
    article.texts("sources", strategy.article.sources);
  });
  fields.objects("gates", [&](Fields& row) { describe(row, strategy.gates.emplace_back()); });
  fields.objects("cautions", [&](Fields& row) { describe(row, strategy.cautions.emplace_back()); });
  fields.named_objects(
      "values",
      [&](std::string_view criterion, Fields& row) {
        ValueRule& value = strategy.values.emplace_back();
        value.criterion = criterion;
        row.text("raw", value.raw, Need::required);
        row.text("source", value.source, Need::required);
        row.text("date", value.date);
      },
      Need::required);
  for (const bool for_it : {true, false}) {
    fields.objects(for_it ? "reasons" : "against", [&](Fields& row) {
      Reason& reason = strategy.reasons.emplace_back();
      reason.for_it = for_it;
      describe(row, reason);
    });
  }
  fields.objects("stages", [&](Fields& row) { describe(row, strategy.stages.emplace_back()); });
  fields.object("path", [&](Fields& path) {
    path.texts("before", strategy.before);
    path.texts("after", strategy.after);
    describe(path, "opens_when", strategy.opens_when, Need::optional);
  });
  fields.objects("tests", [&](Fields& row) { describe(row, strategy.tests.emplace_back()); });
}

void describe(Fields& fields, Gpu& gpu, std::vector<std::string>& aliases) {
  std::map<std::string, std::string> sources;
  std::vector<std::string> recalled;
  std::string unused;
  fields.text("id", gpu.id, Need::required);
  fields.text("name", gpu.name, Need::required);
  fields.text("vendor", gpu.vendor, Need::required);
  fields.text("generation", gpu.generation, Need::required);
  fields.text("class", gpu.class_of, Need::required);
  fields.flag("domestic", gpu.domestic);
  fields.number("memory_gib", gpu.memory_gib, positive(Need::required));
  fields.number("memory_usable_gib", gpu.memory_usable_gib, positive());
  fields.number("memory_bandwidth_gb_per_s", gpu.memory_bandwidth_gb_per_s, positive());
  fields.number("dense_bf16_tflop_per_s", gpu.dense_bf16_tflop_per_s, positive());
  fields.number("dense_fp16_tflop_per_s", gpu.dense_fp16_tflop_per_s, positive());
  fields.number("dense_fp8_tflop_per_s", gpu.dense_fp8_tflop_per_s, positive());
  fields.number("dense_int8_top_per_s", gpu.dense_int8_top_per_s, positive());
  fields.number("dense_fp4_tflop_per_s", gpu.dense_fp4_tflop_per_s, positive());
  fields.number("tdp_w", gpu.tdp_w, positive());
  fields.text("interconnect", unused);
  fields.number("interconnect_gb_per_s", gpu.interconnect_gb_per_s, positive());
  fields.number("launch_year", gpu.launch_year, within(2010, 2030));
  fields.texts("aliases", aliases);
  fields.named_texts("sources", sources, Need::required);
  fields.texts("recalled", recalled);
  Translated note;
  describe(fields, "note", note, Need::optional);
  fields.text("as_of", unused, Need::required);
  for (const auto& [field, source] : sources) gpu.sources.push_back(source);
}

void describe(Fields& fields, LanguageModel& model, std::vector<std::string>& aliases) {
  std::map<std::string, std::string> sources;
  std::vector<std::string> recalled;
  std::string unused;
  double ignored = 0;
  ModelShape& shape = model.shape;
  double dense_first = 0;
  fields.text("id", model.id, Need::required);
  fields.text("name", model.name, Need::required);
  fields.text("family", model.family);
  fields.text("kind", model.kind, Need::required);
  fields.text("weights", model.weights);
  fields.flag("offered", model.offered);
  fields.text("superseded_by", unused);
  fields.text("released", model.released);
  fields.number("params_total", shape.params_total, positive(Need::required));
  fields.number("params_active", shape.params_active, positive());
  fields.number("dense_equivalent_b", model.dense_equivalent_b, positive());
  fields.text("params_from", unused);
  fields.number("layers", shape.layers, positive());
  fields.number("encoder_layers", ignored, positive());
  fields.number("full_attention_layers", ignored, not_negative());
  fields.number("expert_layers", ignored, not_negative());
  fields.number("hidden", shape.hidden, positive());
  fields.number("heads", shape.heads, positive());
  fields.number("kv_heads", shape.kv_heads, positive());
  fields.number("head_dim", shape.head_dim, positive());
  fields.number("ffn", shape.ffn, positive());
  fields.number("moe_ffn", shape.moe_ffn, positive());
  fields.number("vocab", shape.vocab, positive());
  fields.flag("tied_embeddings", shape.tied_embeddings);
  fields.number("experts", shape.experts, not_negative());
  fields.number("experts_active", shape.experts_active, not_negative());
  fields.number("shared_experts", shape.shared_experts, not_negative());
  fields.number("dense_layers_first", dense_first, not_negative());
  shape.dense_layers_first = dense_first;
  fields.object("mla", [&](Fields& mla) {
    mla.number("kv_lora_rank", shape.mla_kv_lora_rank, positive());
    mla.number("rope_head_dim", shape.mla_rope_dim, positive());
    mla.number("q_lora_rank", ignored, positive());
  });
  fields.number("sliding_window_tokens", shape.sliding_window, positive());
  fields.number("kv_bytes_per_token_bf16", ignored, not_negative());
  fields.number("context_tokens", model.context_tokens, positive());
  fields.number("embedding_dim", model.embedding_dim, positive());
  fields.text("licence", unused);
  fields.text("licence_id", model.licence);
  fields.text("commercial_use", model.commercial_use);
  Translated note;
  describe(fields, "licence_note", note, Need::optional);
  fields.texts("languages", model.languages);
  fields.number("languages_stated", ignored, not_negative());
  fields.number("pretraining_tokens", model.pretraining_tokens, positive());
  fields.number("pretraining_gpu_hours", model.pretraining_gpu_hours, positive());
  fields.text("pretraining_gpu", model.pretraining_gpu);
  fields.texts("aliases", aliases);
  fields.named_texts("sources", sources, Need::required);
  fields.texts("recalled", recalled);
  describe(fields, "note", note, Need::optional);
  fields.text("as_of", unused, Need::required);
  if (shape.params_active == 0) shape.params_active = shape.params_total;
  for (const auto& [field, source] : sources) model.sources.push_back(source);
}

void describe(Fields& fields, Source& source) {
  std::string note;
  fields.text("title", source.title, Need::required);
  fields.text("url", source.url);
  fields.text("date", source.date, Need::required);
  fields.text("kind", source.kind, Need::required);
  fields.flag("read", source.read, Need::required);
  fields.text("note", note);
}

void describe(Fields& fields, Preset& preset) {
  std::string as_of;
  fields.text("id", preset.id, Need::required);
  describe(fields, "name", preset.name);
  describe(fields, "description", preset.description);
  fields.texts("article_facts", preset.article_facts);
  const std::string facts_schema =
      std::string(R"({"type":"object","additionalProperties":)") + std::string(fact_value_schema) + "}";
  fields.custom(
      "facts", facts_schema, [&](JsonValue facts) { preset.facts_node = facts.index(); }, Need::required);
  fields.named_objects("why", [&](std::string_view fact, Fields& why) {
    Translated& text = preset.why[std::string(fact)];
    why.text("en", text.en, Need::required);
    why.text("zh", text.zh, Need::required);
  });
  fields.text("source", preset.source, Need::required);
  fields.text("as_of", as_of);
}

void describe(Fields& fields, Formula& formula) {
  fields.text("id", formula.id, Need::required);
  describe(fields, "name", formula.name);
  fields.text("equation", formula.equation, Need::required);
  fields.named_objects("symbols", [&](std::string_view symbol, Fields& meaning) {
    Translated& text = formula.symbols[std::string(symbol)];
    meaning.text("en", text.en, Need::required);
    meaning.text("zh", text.zh, Need::required);
  });
  fields.text("source", formula.source, Need::required);
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
          object.number("coverage_p10_p90_share", out.coverage, within(0, 1, Need::required));
          object.number("high_over_low_ratio", out.high_over_low, positive(Need::required));
        },
        Need::required);
  };
  fields.text("as_of", backtest.as_of, Need::required);
  fields.text("runs", backtest.runs, Need::required);
  fields.objects(
      "kinds",
      [&](Fields& kind) {
        BacktestGroup shared;
        kind.text("kind", shared.kind, Need::required);
        kind.text("source", shared.source, Need::required);
        kind.number("rows", shared.kind_rows, positive(Need::required));
        kind.number("used", shared.kind_used, not_negative(Need::required));
        kind.objects(
            "groups",
            [&](Fields& row) {
              BacktestGroup group = shared;
              row.text("group", group.group, Need::required);
              row.text("quantity", group.quantity, Need::required);
              row.number("rows", group.rows, positive(Need::required));
              errors(row, "in_sample", group.in_sample);
              errors(row, "left_out", group.left_out);
              backtest.groups.push_back(std::move(group));
            },
            Need::required);
      },
      Need::required);
}

void describe(Fields& fields, CaseBank& bank) {
  fields.text("as_of", bank.as_of, Need::required);
  fields.text("runs", bank.runs, Need::required);
  fields.text("source", bank.source, Need::required);
  fields.number("rows", bank.cases, positive(Need::required));
  fields.objects(
      "bands",
      [&](Fields& row) {
        std::string verdict;
        Reliability band;
        row.choice("verdict", verdict, {"clear", "leaning", "toss_up"}, Need::required);
        row.number("rows", band.cases, not_negative(Need::required));
        row.number("acceptable_share", band.acceptable, within(0, 1, Need::required));
        row.number("low_share", band.low, within(0, 1, Need::required));
        row.number("high_share", band.high, within(0, 1, Need::required));
        band.as_of = bank.as_of;
        band.source = bank.source;
        bank.bands[verdict] = band;
      },
      Need::required);
}

void describe(Fields& fields, Constant& constant) {
  std::string verified;
  double rows = 0;
  fields.text("id", constant.id, Need::required);
  fields.number("value", constant.value, {-1e300, 1e300, false, Need::required});
  constant.low = constant.high = constant.value;
  fields.number("low", constant.low);
  fields.number("high", constant.high);
  constant.prior = constant.value;
  fields.number("prior", constant.prior);
  fields.text("unit", constant.unit, Need::required);
  describe(fields, "meaning", constant.meaning);
  fields.text("source", constant.source, Need::required);
  fields.text("date", constant.date);
  fields.text("fitted_on", constant.fitted_on);
  fields.number("rows", rows, not_negative());
  fields.text("verified", verified);
}

void describe(Fields& fields, FrameworkTable& table) {
  std::string text;
  fields.text("as_of", text, Need::required);
  fields.text("source", text, Need::required);
  fields.text("rule", text);
  fields.objects(
      "frameworks",
      [&](Fields& row) {
        FrameworkRow& framework = table.frameworks.emplace_back();
        std::string name;
        std::string stack;
        row.text("id", framework.id, Need::required);
        row.text("name", name, Need::required);
        row.texts("fragments", framework.fragments, Need::required);
        row.choice("stack", stack, {"tuned", "native"}, Need::required);
        framework.stack = stack == "tuned" ? StackClass::tuned : StackClass::native;
        row.flag("fused_kernels", framework.fused_kernels, Need::required);
        row.flag("whole_layer_fp8", framework.whole_layer_fp8, Need::required);
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

void describe(Fields& fields, PlanSettings& settings) {
  std::string as_of;
  fields.text("as_of", as_of, Need::required);
  fields.text("source", settings.source, Need::required);
  fields.objects(
      "model_size_b",
      [&](Fields& row) {
        PlanChoice& choice = settings.model_size_b.emplace_back();
        row.text("when", choice.when);
        row.number("value", choice.value, positive(Need::required));
      },
      Need::required);
  fields.text("embedding_model", settings.embedding_model, Need::required);
  fields.text("encoder_model", settings.encoder_model, Need::required);
  fields.texts("api_models", settings.api_models, Need::required);
  fields.texts("tuned_api_models", settings.tuned_api_models, Need::required);
  fields.text("rental_kind", settings.rental_kind, Need::required);
  fields.text("serving_engine", settings.serving_engine, Need::required);
  fields.text("training_framework", settings.training_framework, Need::required);
  fields.text("large_training_framework", settings.large_training_framework, Need::required);
  fields.object(
      "retrieval",
      [&](Fields& retrieval) {
        retrieval.number("chunk_tokens", settings.chunk, positive(Need::required));
        retrieval.number("overlap_tokens", settings.overlap, not_negative(Need::required));
        retrieval.number("passages_low", settings.passages_low, positive(Need::required));
        retrieval.number("passages", settings.passages, positive(Need::required));
        retrieval.number("passages_high", settings.passages_high, positive(Need::required));
      },
      Need::required);
  fields.object(
      "training",
      [&](Fields& training) {
        training.number("lora_rank", settings.lora_rank, positive(Need::required));
        training.number("packed_length_tokens", settings.packed_length, positive(Need::required));
        training.number("replay_share", settings.replay_share, within(0, 1, Need::required));
        training.number("tokens_per_parameter", settings.tokens_per_parameter, positive(Need::required));
        training.number("tokens_per_parameter_least", settings.tokens_per_parameter_least, positive(Need::required));
        training.number("encoder_epochs", settings.encoder_epochs, positive(Need::required));
        training.number("rented_accelerators", settings.rented_accelerators, positive(Need::required));
        training.number("rented_accelerators_pretraining", settings.rented_accelerators_pretraining,
                        positive(Need::required));
      },
      Need::required);
  fields.object(
      "search",
      [&](Fields& search) {
        search.texts("rented_gpus", settings.rented_gpus, Need::required);
        search.number("comfortable_training_hours", settings.comfortable_training_hours, positive(Need::required));
        search.number("same_cost_share", settings.same_cost_share, positive(Need::required));
      },
      Need::required);
  fields.named_numbers("labels_to_reach", settings.labels_to_reach, Need::required);
  fields.text("labelling_price", settings.labelling_price, Need::required);
  fields.text("evaluation_price", settings.evaluation_price, Need::required);
  fields.number("staff_persons", settings.staff_persons, positive(Need::required));
  fields.named_numbers("upkeep_staff_weeks_per_month", settings.upkeep_weeks_per_month, Need::required);
  fields.text("weeks_by_skill", settings.weeks_by_skill, Need::required);
  fields.object(
      "pue",
      [&](Fields& pue) {
        pue.text("low", settings.pue_low, Need::required);
        pue.text("central", settings.pue_central, Need::required);
        pue.text("high", settings.pue_high, Need::required);
      },
      Need::required);
  fields.number("prompt_corpus_limit_tokens", settings.prompt_corpus_limit, positive(Need::required));
  fields.texts("figures_rest_on", settings.figures_rest_on, Need::required);
}

void describe(Fields& fields, ArticleFact& fact) {
  std::string kind;
  fields.text("id", fact.id, Need::required);
  fields.text("kind", kind, Need::required);
  describe(fields, "statement", fact.statement);
  describe_agrees(fields, fact.agrees);
  describe(fields, "evidence", fact.evidence);
  fields.texts("sources", fact.sources, Need::required);
  fields.objects("steps", [&](Fields& row) {
    ArticleFact& step = fact.steps.emplace_back();
    row.text("id", step.id, Need::required);
    describe(row, "text", step.statement);
  });
  // Figures of the effect formula: read by estimate/effect through data/constants/effect.json, kept here for the
  // reader.
  fields.custom("weights", R"({"type":"object"})", [](JsonValue) {});
  fields.custom("density", R"({"type":"array"})", [](JsonValue) {});
  fields.custom("calibration", R"({"type":"object"})", [](JsonValue) {});
}

void describe(Fields& fields, ArticleRule& rule) {
  fields.text("when", rule.when, Need::required);
  fields.text("strategy", rule.strategy, Need::required);
  describe(fields, "why", rule.why);
}

void describe(Fields& fields, Article& article) {
  std::string text;
  fields.text("as_of", text, Need::required);
  fields.text("source", text, Need::required);
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
    std::vector<std::string> facts;
    row.text("id", mode.id, Need::required);
    row.texts("facts", facts);
    row.text("when", mode.when, Need::required);
    describe(row, "text", mode.text);
    row.text("source", mode.source, Need::required);
  });
}

namespace {

/// A price in whichever currency the seller names it ("cny_per_gpu_hour"), kept in dollars; `suffix` is "", "_low",
/// "_high".
void money(Fields& fields, std::string_view unit, Dollars& out, const Rates& rates, Need need = Need::optional,
           std::string_view suffix = "") {
  bool found = false;
  for (const auto& [code, per_dollar] : rates) {
    const std::string key = code + "_per_" + std::string(unit) + std::string(suffix);
    if (code != "usd" && !fields.has(key)) continue;
    double amount = -1;
    fields.number(key, amount, not_negative());
    if (amount < 0) continue;
    out.value = amount / per_dollar;
    found = true;
  }
  if (!found && need == Need::required) fields.wrong("", "missing-key", {{"key", "usd_per_" + std::string(unit)}});
}

/// "as_of", "source", "verified", "note": where a price row comes from.
void describe_row(Fields& fields, PriceSource& source) {
  Translated note;
  fields.text("region", source.region);
  fields.text("as_of", source.as_of, Need::required);
  fields.text("source", source.source, Need::required);
  describe_verified(fields, "verified", source.read);
  describe(fields, "note", note, Need::optional);
}

}  // namespace

void describe(Fields& fields, PriceFile& prices, const Rates& rates) {
  double ignored = 0;
  fields.text("provider", prices.provider, Need::required);
  describe(fields, "name", prices.name);
  fields.objects("gpu_hours", [&](Fields& row) {
    GpuPrice& price = prices.gpu_hours.emplace_back();
    std::string instance;
    price.source.provider = prices.provider;
    row.text("gpu", price.gpu, Need::required);
    row.text("kind", price.kind, Need::required);
    Dollars amount;
    money(row, "gpu_hour", amount, rates, Need::required);
    Dollars low = amount;
    Dollars high = amount;
    money(row, "gpu_hour", low, rates, Need::optional, "_low");
    money(row, "gpu_hour", high, rates, Need::optional, "_high");
    price.price = {amount.value};
    price.low = {low.value};
    price.high = {high.value};
    row.text("instance", instance);
    row.number("gpus_in_instance", ignored, positive());
    describe_row(row, price.source);
  });
  const auto token_row = [&](Fields& row) {
    ApiPrice price;
    bool tiered = false;
    price.source.provider = prices.provider;
    row.text("model", price.model, Need::required);
    row.text("catalogue_model", price.catalogue_model);
    money(row, "mtok_in", price.per_mtok_in, rates, Need::required);
    money(row, "mtok_out", price.per_mtok_out, rates);
    money(row, "mtok_cached_in", price.per_mtok_cached_in, rates);
    row.flag("tiered", tiered);
    describe_row(row, price.source);
    return price;
  };
  fields.objects("api_tokens", [&](Fields& row) { prices.api_tokens.push_back(token_row(row)); });
  fields.objects("embeddings", [&](Fields& row) { prices.embeddings.push_back(token_row(row)); });
  fields.objects("fine_tuning", [&](Fields& row) {
    TuningPrice& price = prices.fine_tuning.emplace_back();
    price.source.provider = prices.provider;
    row.text("model", price.model);
    row.text("catalogue_model", price.catalogue_model);
    row.texts("methods", price.methods);
    row.number("model_size_b_low", price.model_size_b_low, not_negative());
    row.number("model_size_b_high", price.model_size_b_high, not_negative());
    money(row, "mtok_train", price.per_mtok_train, rates, Need::required);
    money(row, "job", price.per_job, rates);
    describe_row(row, price.source);
  });
  fields.objects("vector_stores", [&](Fields& row) {
    StorePrice& price = prices.vector_stores.emplace_back();
    price.source.provider = prices.provider;
    row.text("item", price.item, Need::required);
    row.text("plan", price.plan);
    money(row, "month", price.per_month, rates);
    money(row, "gb_month", price.per_gb_month, rates);
    money(row, "million", price.per_million, rates);
    row.number("vectors", price.vectors, positive());
    row.number("dimensions", price.dimensions, positive());
    describe_row(row, price.source);
  });
  fields.objects("labelling", [&](Fields& row) {
    LabellingPrice& price = prices.labelling.emplace_back();
    price.source.provider = prices.provider;
    row.text("id", price.id, Need::required);
    describe(row, "name", price.name);
    for (const std::string_view unit : {"example", "1000_characters", "image", "minute"}) {
      if (unit != "example" && !row.has("cny_per_" + std::string(unit) + "_low")) continue;
      price.unit = unit;
      money(row, unit, price.low, rates, Need::optional, "_low");
      money(row, unit, price.high, rates, Need::optional, "_high");
    }
    describe_row(row, price.source);
  });
}

void describe(Fields& fields, Region& region, const Rates& rates) {
  std::string text;
  bool read = false;
  double ignored = 0;
  std::vector<std::string> recalled;
  Translated note;
  fields.text("id", region.id, Need::required);
  describe(fields, "name", region.name);
  fields.text("country", region.country, Need::required);
  fields.texts("aliases", region.aliases);
  fields.flag("edwc_hub", region.east_west_hub);
  fields.text("edwc_side", region.east_west_side);
  fields.number("carbon_kg_per_kwh", region.carbon.value, positive());
  fields.number("carbon_kg_per_kwh_2021", ignored, positive());
  fields.number("carbon_year", ignored, within(2000, 2100));
  fields.text("carbon_method", region.carbon_method);
  fields.text("carbon_source", region.carbon_source);
  if (fields.has("carbon_verified")) describe_verified(fields, "carbon_verified", read);
  for (const auto& [code, per_dollar] : rates) {
    const std::string key = "power_price_" + code + "_per_kwh";
    if (code != "usd" && !fields.has(key)) continue;
    double amount = 0;
    fields.number(key, amount, not_negative());
    if (amount > 0) region.power_price.value = amount / per_dollar;
  }
  fields.text("power_price_as_of", region.power_price_as_of);
  fields.text("power_price_source", region.power_price_source);
  if (fields.has("power_price_verified")) describe_verified(fields, "power_price_verified", region.power_price_read);
  describe(fields, "power_price_note", note, Need::optional);
  fields.texts("recalled", recalled);
}

void describe(Fields& fields, PueRow& pue) {
  Translated note;
  fields.text("id", pue.id, Need::required);
  describe(fields, "name", pue.name);
  fields.number("pue_ratio", pue.ratio, within(1, 5, Need::required));
  fields.text("as_of", pue.as_of, Need::required);
  fields.text("source", pue.source, Need::required);
  describe_verified(fields, "verified", pue.read);
  describe(fields, "note", note, Need::optional);
}

void describe(Fields& fields, RegionsFile& file, const Rates& rates) {
  std::string as_of;
  fields.text("as_of", as_of, Need::required);
  fields.objects(
      "regions", [&](Fields& row) { describe(row, file.regions.emplace_back(), rates); }, Need::required);
  // Averages to compare a region with; no scenario can be placed there.
  fields.custom("references", R"({"type":"array"})", [](JsonValue) {});
  fields.objects("pue", [&](Fields& row) { describe(row, file.pue.emplace_back()); });
}

void describe(Fields& fields, Currency& currency) {
  fields.text("code", currency.code, Need::required);
  describe(fields, "name", currency.name);
  fields.text("symbol", currency.symbol, Need::required);
  fields.number("usd_rate", currency.usd_rate, positive(Need::required));
  fields.text("as_of", currency.as_of, Need::required);
  fields.text("source", currency.source, Need::required);
  describe_verified(fields, "verified", currency.read);
}

namespace {

constexpr std::array<LimitKind, 19> limits = {{
    {"max_total", "usd"},
    {"max_setup", "usd"},
    {"max_monthly", "usd"},
    {"max_weeks", "weeks"},
    {"max_months", "months"},
    {"max_energy_kwh", "kwh"},
    {"max_co2_kg", "kg"},
    {"min_confidence", "share", LimitKind::Test::at_least},
    {"max_recalled_share", "share"},
    {"max_assumed_share", "share"},
    {"max_price_age_days", "days"},
    {"allowed_options", "", LimitKind::Test::allowed},
    {"forbidden_options", "", LimitKind::Test::forbidden},
    {"allowed_regions", "", LimitKind::Test::allowed},
    {"forbidden_regions", "", LimitKind::Test::forbidden},
    {"allowed_licences", "", LimitKind::Test::allowed},
    {"forbidden_licences", "", LimitKind::Test::forbidden},
    {"allowed_hardware", "", LimitKind::Test::allowed},
    {"forbidden_hardware", "", LimitKind::Test::forbidden},
}};

void describe(Fields& fields, Policy& policy, int& limits_found, const Rates& rates) {
  std::string effect, at;
  fields.text("id", policy.id, Need::required);
  fields.choice("effect", effect, {"warn", "deny"}, Need::required);
  describe(fields, "message", policy.message);
  fields.choice("at", at, {"central", "high"});
  policy.deny = effect == "deny";
  policy.at_high = at == "high";
  const auto number = [&](const std::string& key, const LimitKind& kind, double per_unit, NumberRule rule) {
    if (fields.has(key)) {
      policy.limit = kind.key;
      ++limits_found;
    }
    double amount = -1;
    fields.number(key, amount, rule);
    if (amount >= 0) policy.allowed = amount / per_unit;
  };
  for (const LimitKind& kind : limits) {
    const std::string key(kind.key);
    if (kind.unit == "usd") {
      for (const auto& [code, per_dollar] : rates) number(key + "_" + code, kind, per_dollar, not_negative());
    } else if (kind.unit == "share") {
      number(key, kind, 1, within(0, 1));
    } else if (!kind.unit.empty()) {
      number(key, kind, 1, not_negative());
    } else {
      if (fields.has(key)) {
        policy.limit = kind.key;
        ++limits_found;
      }
      fields.texts(key, policy.words);
    }
  }
}

}  // namespace

std::span<const LimitKind> limit_kinds() {
  return limits;
}

void describe(Fields& fields, PolicyFile& file, const Rates& rates) {
  std::string schema;
  fields.choice("schema", schema, {"pathfinder/policy/1"}, Need::required);
  describe(fields, "name", file.name, Need::optional);
  fields.objects(
      "policies",
      [&](Fields& row) { describe(row, file.policies.emplace_back(), file.limits_found.emplace_back(), rates); },
      Need::required);
}

namespace {

template <class Thing>
void describe_one(Fields& fields) {
  Thing thing;
  describe(fields, thing);
}

void describe_facts_file(Fields& fields) {
  std::string text;
  fields.text("as_of", text, Need::required);
  fields.named_objects("units", [](std::string_view, Fields& name) {
    std::string word;
    name.text("en", word, Need::required);
    name.text("zh", word, Need::required);
  });
  fields.objects("facts", describe_one<FactSpec>, Need::required);
  fields.objects("derived", describe_one<DerivationRow>);
  fields.objects("estimated", [](Fields& row) {
    FactSpec slot;
    slot.kind = FactSpec::Kind::estimated;
    describe(row, slot);
  });
  fields.objects("consistency", describe_one<ConsistencyRow>);
}

void describe_criteria_file(Fields& fields) {
  std::string text;
  fields.text("as_of", text);
  fields.objects("factors", describe_one<Factor>, Need::required);
  fields.objects("derived", describe_one<DerivationRow>);
  fields.objects("criteria", describe_one<Criterion>, Need::required);
}

template <class Thing>
void describe_with_aliases(Fields& fields) {
  Thing thing;
  std::vector<std::string> aliases;
  describe(fields, thing, aliases);
}

template <class Thing>
void describe_list(Fields& fields, std::string_view key) {
  std::string as_of;
  fields.text("as_of", as_of);
  fields.objects(
      key, [](Fields& row) { describe_one<Thing>(row); }, Need::required);
}

void describe_prices_file(Fields& fields) {
  PriceFile prices;
  describe(fields, prices, {{"usd", 1}, {"cny", 1}});
}

void describe_quote(Fields& fields) {
  Quote quote;
  describe(fields, quote, {{"usd", 1}, {"cny", 1}, {"eur", 1}});
}

void describe_regions_file(Fields& fields) {
  RegionsFile file;
  describe(fields, file, {{"usd", 1}, {"cny", 1}});
}

void describe_policy_file(Fields& fields) {
  PolicyFile file;
  describe(fields, file, {{"usd", 1}, {"cny", 1}, {"eur", 1}, {"gbp", 1}});
}

void describe_engines(Fields& fields) {
  ServingProfiles profiles;
  describe_serving_profiles(fields, profiles);
}

void describe_profiles(Fields& fields) {
  MemoryProfiles profiles;
  describe_memory_profiles(fields, profiles);
}

void describe_families(Fields& fields) {
  fields.custom(
      "families", R"({"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}})",
      [](JsonValue) {}, Need::required);
}

constexpr std::array<FileFormat, 24> formats = {{
    {"facts", "facts.json", describe_facts_file},
    {"criteria", "criteria.json", describe_criteria_file},
    {"strategy", "strategies/*.json", describe_one<Strategy>},
    {"preset", "presets/*.json", describe_one<Preset>},
    {"article", "article.json", describe_one<Article>},
    {"gpu", "gpus/*.json", describe_with_aliases<Gpu>},
    {"model", "models/*.json", describe_with_aliases<LanguageModel>},
    {"prices", "prices/*.json", describe_prices_file},
    {"quotes", "quotes.ndjson", describe_quote},
    {"regions", "regions.json", describe_regions_file},
    {"currencies", "currencies.json", [](Fields& fields) { describe_list<Currency>(fields, "currencies"); }},
    {"formulas", "formulas/*.json", [](Fields& fields) { describe_list<Formula>(fields, "formulas"); }},
    {"constants", "constants/*.json", [](Fields& fields) { describe_list<Constant>(fields, "constants"); }},
    {"backtest", "backtest.json", describe_one<Backtest>},
    {"case_bank", "case_bank.json", describe_one<CaseBank>},
    {"frameworks", "frameworks.json", describe_one<FrameworkTable>},
    {"memory_profiles", "memory_profiles.json", describe_profiles},
    {"engines", "engines.json", describe_engines},
    {"gpu_families", "gpu_families.json", describe_families},
    {"plans", "plans.json", describe_one<PlanSettings>},
    {"policy", "policies/*.json", describe_policy_file},
    {"template", "templates/*.json", describe_one<ReportTemplate>},
    {"sources", "sources/*.json", nullptr},
    {"text", "text/*.json", nullptr},
}};

/// Whether `path` is `pattern`, whose one '*' stands for a file name.
bool matches(std::string_view path, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return path == pattern;
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  return path.size() > before.size() + after.size() && path.substr(0, before.size()) == before &&
         path.substr(path.size() - after.size()) == after &&
         path.substr(before.size()).find('/') == std::string_view::npos;
}

}  // namespace

std::span<const FileFormat> file_formats() {
  return formats;
}

const FileFormat* format_of(std::string_view path) {
  for (const FileFormat& format : formats) {
    if (matches(path, format.pattern)) return &format;
  }
  return nullptr;
}

}  // namespace pathfinder
