#include "cli/estimate_questions.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"

#include "cli/memory_question.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

/// Currency and rate that `--currency` asks for.
void read_currency(const Scenario& scenario, const Catalogue& catalogue, EstimateView& view) {
  const std::size_t slot = catalogue.vocabulary.find("currency");
  for (const GivenFact& given : scenario.given) {
    if (given.slot != slot) continue;
    const std::string& code = catalogue.vocabulary.slots[slot].levels[static_cast<std::size_t>(given.value)].id;
    for (const Currency& currency : catalogue.currencies) {
      if (currency.code != code) continue;
      view.currency = code;
      view.units_per_usd = currency.usd_rate;
    }
  }
}

}  // namespace

void declare_training(EstimateOptions& ask, bool memory) {
  ask.declare("--method", join(training_methods(ask.catalogue().training_kinds, true), "|"));
  ask.declare("--model", "ID");
  ask.declare("--gpu,--gpu-type", "ID");
  ask.declare("--gpus", "N");
  ask.declare("--nodes", "N");
  ask.declare("--tp", "N");
  ask.declare("--pp", "N");
  ask.declare("--cp", "N");
  ask.declare("--ep", "N");
  ask.declare("--tokens", "N");
  ask.declare("--docs", "N");
  ask.declare("--examples", "N");
  ask.declare("--mean-len", "TOKENS");
  ask.declare("--rounds", "N");
  ask.declare("--seq-len", "TOKENS");
  ask.declare("--micro-batch", "N");
  ask.declare("--batch", "N");
  ask.declare("--precision", "bf16|fp16|fp8|fp32");
  ask.declare("--framework", "NAME");
  ask.declare("--recompute", "none|selective|full");
  ask.declare("--lora-rank", "N");
  ask.declare("--lora-targets", "all-linear|qv|qkvo|…");
  ask.declare("--optimizer", "adamw|adamw-bf16|adamw-8bit|…");
  ask.declare("--sharding", "none|zero1|zero2|zero3|fsdp");
  ask.declare("--quantization", "bf16|int8|nf4|int4|int3|int2");
  ask.declare_flag("--offload");
  ask.declare_flag("--packed");
  ask.declare_flag("--unpacked");
  if (!memory) ask.declare_flag("--steady");
}

namespace {

/// How the accelerators are divided. Without --gpus there are as many as that takes.
void read_training_layout(EstimateOptions& ask, TrainingRecipe& recipe) {
  TrainingLayout& layout = recipe.layout;
  layout.tp = ask.number("tp", 1, 1, 1024, "gpus", false).central;
  layout.pp = ask.number("pp", 1, 1, 1024, "stages", false).central;
  layout.cp = ask.number("cp", 1, 1, 1024, "ranks", false).central;
  layout.ep = ask.number("ep", 1, 1, 1024, "ranks", false).central;
  const double shared = layout.tp * layout.pp * layout.cp;
  recipe.gpu_count = ask.number("gpus", std::max(shared, layout.ep * layout.pp), 1, 1e7, "gpus").central;
  const auto refuse = [&](const char* option, double most) {
    const Argument& typed = *ask.given(option);
    ask.findings().add("out-of-range", locate(typed),
                       {{"key", std::string("--") + option},
                        {"expected", "@expected.between\t1\t" + plain_number(std::max(1.0, std::floor(most)))},
                        {"found", typed.text}});
  };
  for (const auto& [option, ranks] : {std::pair{"tp", layout.tp}, {"pp", layout.pp}, {"cp", layout.cp}}) {
    if (shared <= recipe.gpu_count || ask.given(option) == nullptr) continue;
    refuse(option, recipe.gpu_count / (shared / ranks));
    break;
  }
  const Argument* experts = ask.given("ep");
  if (experts == nullptr) return;
  if (recipe.model.params_total > 0 && recipe.model.experts <= 0) {
    ask.means_nothing("--ep", *experts, "dense");
  } else if (layout.ep > recipe.gpu_count / layout.pp) {
    refuse("ep", recipe.gpu_count / layout.pp);
  }
}

}  // namespace

TrainingQuestion training_question(EstimateOptions& ask, bool memory) {
  const Catalogue& catalogue = ask.catalogue();
  const PlanSettings& plans = catalogue.plans;
  TrainingQuestion question;
  TrainingRecipe& recipe = question.recipe;

  const auto& trainings = catalogue.training_kinds;
  std::vector<std::string_view> methods = training_methods(trainings);
  for (const std::string_view word : preference_methods()) {
    // How long answers take to be drawn for a reward is no part of the model of training.
    if (memory || !word.starts_with("grpo")) methods.push_back(word);
  }
  std::string method = plans.training_method;
  const Argument* typed_method = ask.given("method");
  if (!memory && typed_method != nullptr && typed_method->text.starts_with("grpo")) {
    ask.means_nothing("--method " + typed_method->text, *typed_method, "grpo");
  } else {
    method = ask.choice("method", methods, method);
  }
  const NamedTraining named = training_named(trainings, method);
  if (named.kind != nullptr) {
    recipe.load = named.kind->load;
    recipe.quant_bits = named.variant->weight_bits;
    question.option = named.kind->option;
  } else {
    read_preference_method(method, recipe, question.hints);
  }
  const bool from_text = recipe.load.on_text;
  const bool tunes_adapters = trains_adapters(recipe.load);
  if (const LanguageModel* model = ask.model("model", true)) {
    recipe.model = model->shape;
    question.hints.model = model->id;
  }
  recipe.gpu = ask.gpu();
  read_training_layout(ask, recipe);
  recipe.nodes = ask.number("nodes", std::ceil(recipe.gpu_count / 8), 1, 1e7, "servers", false).central;

  // Trained tokens: text or examples, times rounds.
  ask.exclusive({"tokens", "docs", "examples"});
  const bool counted = ask.given("docs") != nullptr || ask.given("examples") != nullptr;
  const double usual_rounds = from_text || !counted ? 1 : 3;
  const bool any_tokens = counted || ask.given("tokens") != nullptr;
  const double usual_length = ask.given("docs") != nullptr ? 2000 : 500;
  const Spread<double> length = ask.number("mean-len", usual_length, 1, 1e8, "tokens", counted);
  if (ask.given("tokens") != nullptr) {
    question.tokens = ask.fact_number("tokens", "tokens", 0, "tokens");
  } else if (counted) {
    const std::string of = ask.given("docs") != nullptr ? "docs" : "examples";
    question.tokens = independent_product({ask.number(of, 0, 1, 1e12, of), length});
    question.tokens = scaled(recipe.load.sequences_per_example, question.tokens);
    if (ask.given("mean-len") == nullptr) question.lengths_estimated = !from_text;
  } else if (!memory) {
    ask.missing("--tokens");
  }
  const Spread<double> rounds = ask.number("rounds", usual_rounds, 1, 1000, "rounds", any_tokens);
  question.tokens = independent_product({question.tokens, rounds});
  recipe.tokens = question.tokens.central;

  recipe.seq_len = ask.number("seq-len", plans.packed_length, 1, 1e7, "tokens", !memory).central;
  if (ask.flag("packed") && ask.flag("unpacked")) {
    ask.findings().add("options-exclude", {"pathfinder estimate", 0, 0, "", "", 1},
                       {{"first", "--packed"}, {"second", "--unpacked"}});
  }
  recipe.packed = !ask.flag("unpacked");
  if (!recipe.packed) recipe.mean_length = std::min(length.central, recipe.seq_len);
  if (recipe.packed) question.lengths_estimated = false;  // a guessed length then only moves the count of tokens
  const bool packing_said = ask.flag("packed") || ask.flag("unpacked");
  if (packing_said || !memory)
    ask.input("packed", word({}, recipe.packed ? "@estimate.yes" : "@estimate.no"), packing_said);
  recipe.micro_batch = ask.number("micro-batch", memory ? 1 : 0, 1, 1e6, "sequences", memory).central;
  recipe.global_batch = ask.number("batch", 0, 1, 1e9, "sequences", false).central;
  std::vector<std::string_view> precisions = {"bf16", "fp16", "fp8", "fp32"};
  if (memory) precisions.emplace_back("amp");
  recipe.precision = ask.choice("precision", precisions, "bf16");
  recipe.framework = from_text ? plans.large_training_framework : plans.training_framework;
  if (const Argument* framework = ask.given("framework")) recipe.framework = framework->text;
  ask.input("framework", word({}, recipe.framework), ask.given("framework") != nullptr);
  if (!memory || ask.given("recompute") != nullptr) {
    read_word(ask.choice("recompute", pathfinder::words_of<Recompute>(), from_text ? "none" : "full"),
              recipe.recompute);
  }
  if (tunes_adapters) {
    recipe.lora_rank = ask.number("lora-rank", plans.lora_rank, 1, 65536, "rank").central;
    if (const Argument* targets = ask.given("lora-targets")) {
      recipe.lora_targets = targets->text;
      const bool letters = targets->text.find_first_not_of("qkvom") == std::string::npos && !targets->text.empty();
      if (targets->text != "all-linear" && !letters)
        refuse_word("--lora-targets", *targets, {"all-linear", "qv", "qkv", "qkvo", "qkvom"}, ask.findings());
      ask.input("lora-targets", word({}, targets->text), true);
    }
  }
  question.hints.optimizer_stated = ask.given("optimizer") != nullptr;
  if (question.hints.optimizer_stated) {
    read_word(ask.choice("optimizer", pathfinder::words_of<Optimizer>(), "adamw"), recipe.optimizer);
  }
  std::vector<std::string_view> ways = {"none", "zero1", "zero2", "zero3", "fsdp"};
  if (memory) ways.emplace_back("split");
  const std::string sharding = ask.choice("sharding", ways, "none");
  question.hints.split = sharding == "split";
  recipe.sharding = sharding == "zero1"   ? Sharding::zero1
                    : sharding == "zero2" ? Sharding::zero2
                    : sharding == "zero3" ? Sharding::zero3
                    : sharding == "fsdp"  ? Sharding::fsdp
                                          : Sharding::none;
  recipe.sharding_ways = sharding == "none" ? 1 : recipe.gpu_count;
  read_base_bits(ask, recipe);
  recipe.offload = ask.flag("offload");
  if (recipe.offload) ask.input("offload", word({}, "@estimate.yes"), true);
  if (memory) read_memory(ask, question);
  if (!memory && ask.flag("steady")) {
    recipe.whole_run = false;
    ask.input("steady", word({}, "@estimate.yes"), true);
  }
  if (ask.findings().empty() && training_peak(recipe, EstimateConstants(catalogue).training) <= 0)
    ask.lacks(recipe.gpu, "rate");
  return question;
}

void declare_serving(EstimateOptions& ask) {
  ask.declare("--model", "ID");
  ask.declare("--gpu,--gpu-type", "ID");
  ask.declare("--gpus", "N");
  ask.declare("--input-tokens", "N");
  ask.declare("--output-tokens", "N");
  ask.declare("--requests-per-s", "N");
  ask.declare("--concurrency", "N");
  ask.declare("--latency-ms", "MS");
  ask.declare("--ttft-ms", "MS");
  ask.declare("--engine", "NAME");
  ask.declare("--nodes", "N");
  ask.declare("--tp", "N");
  ask.declare("--pp", "N");
  ask.declare("--ep", "N");
  ask.declare("--attention-dp", "N");
  ask.declare("--precision,--quantization", "bf16|fp16|fp8|fp4|int8|int4|awq|gptq|q4_k_m|…");
  ask.declare("--cache-precision", "bf16|fp8");
}

namespace {

/// How the cards of one replica are divided: what is not said follows from what is, and no more than there are.
void read_layout(EstimateOptions& ask, bool load, ServingSetup& setup) {
  const auto refuse = [&](const char* option, double most) {
    ask.findings().add("out-of-range", locate(*ask.given(option)),
                       {{"key", std::string("--") + option},
                        {"expected", "@expected.between\t1\t" + plain_number(std::max(1.0, std::floor(most)))},
                        {"found", ask.given(option)->text}});
  };
  const bool divided = ask.given("pp") != nullptr || ask.given("attention-dp") != nullptr || setup.moe_ep > 0;
  const double ranks = setup.pp * setup.attention_dp;
  if (divided && setup.tp <= 0) {
    setup.tp = load ? 1 : std::max(1.0, std::floor(std::max(setup.gpu_count, setup.moe_ep * setup.pp) / ranks));
  }
  const double cards = setup.tp * ranks;
  if (cards > setup.gpu_count && !load) {
    if (ask.given("gpus") != nullptr) {
      for (const char* option : {"tp", "pp", "attention-dp"}) {
        if (ask.given(option) == nullptr) continue;
        const double own = option == std::string_view("tp")   ? setup.tp
                           : option == std::string_view("pp") ? setup.pp
                                                              : setup.attention_dp;
        refuse(option, setup.gpu_count / (cards / own));
        break;
      }
    }
    setup.gpu_count = cards;
  }
  if (setup.moe_ep > 0) {
    const double group = setup.tp * setup.attention_dp;
    if (setup.moe_ep > group) refuse("ep", group);
    setup.moe_tp = std::max(1.0, group / setup.moe_ep);
  }
  if (setup.nodes > setup.gpu_count && !load) {
    if (ask.given("gpus") != nullptr) refuse("nodes", setup.gpu_count);
    setup.gpu_count = setup.nodes;
  }
}

}  // namespace

ServingQuestion serving_question(EstimateOptions& ask) {
  ServingQuestion question;
  ServingSetup& setup = question.setup;
  if (const LanguageModel* model = ask.model("model", true)) setup.model = model->shape;
  setup.gpu = ask.gpu();
  setup.input_len = ask.number("input-tokens", 1000, 1, 1e7, "tokens").central;
  setup.output_len = ask.number("output-tokens", 300, 1, 1e7, "tokens").central;
  question.load.requests_per_s = ask.number("requests-per-s", 0, 1e-9, 1e9, "requests/s", false).central;
  const bool load = question.load.requests_per_s > 0;
  setup.gpu_count = ask.number("gpus", 1, 1, 1e6, "gpus", !load).central;
  setup.nodes = ask.number("nodes", 1, 1, 1e5, "servers", false).central;
  setup.tp = ask.number("tp", 0, 1, 1024, "gpus", false).central;
  setup.pp = ask.number("pp", 1, 1, 1024, "stages", false).central;
  setup.attention_dp = ask.number("attention-dp", 1, 1, 1024, "ranks", false).central;
  setup.moe_ep = ask.number("ep", 0, 1, 1024, "ranks", false).central;
  read_layout(ask, load, setup);
  setup.concurrency = ask.number("concurrency", 0, 1, 1e9, "sequences", false).central;
  question.load.latency_p95_s = ask.number("latency-ms", 0, 0.1, 1e10, "ms", false).central / 1000;
  question.load.ttft_p95_s = ask.number("ttft-ms", 0, 0.1, 1e10, "ms", false).central / 1000;
  if (load) ask.exclusive({"requests-per-s", "concurrency"});
  if (load) ask.exclusive({"requests-per-s", "gpus"});
  if (!load) {
    for (const char* limit : {"latency-ms", "ttft-ms"}) {
      if (const Argument* typed = ask.given(limit))
        ask.findings().add("option-needs", locate(*typed), {{"option", typed->option}, {"needed", "--requests-per-s"}});
    }
  }
  setup.engine = ask.catalogue().plans.serving_engine;
  if (const Argument* engine = ask.given("engine")) setup.engine = engine->text;
  ask.input("engine", word({}, setup.engine), ask.given("engine") != nullptr);
  setup.precision = ask.choice("precision", {"bf16",   "fp16", "fp8",    "fp4",    "nvfp4",     "mxfp4",     "w8a8",
                                             "int8",   "int4", "awq",    "gptq",   "gptq-int4", "gptq-int8", "q2_k",
                                             "q3_k_m", "q4_0", "q4_k_s", "q4_k_m", "q5_k_m",    "q6_k",      "q8_0"},
                               "bf16");
  if (const Argument* cache = ask.given("cache-precision")) {
    setup.cache_precision = cache->text;
    ask.choice("cache-precision", {"bf16", "fp16", "fp8", "int8"}, "bf16");
  }
  if (ask.findings().empty() && setup.gpu.dense_16bit_tflop_per_s() <= 0) ask.lacks(setup.gpu, "rate");
  if (ask.findings().empty() && setup.gpu.memory_bandwidth_gb_per_s <= 0) ask.lacks(setup.gpu, "bandwidth");
  return question;
}

void declare_retrieval(EstimateOptions& ask) {
  ask.declare("--docs", "N");
  ask.declare("--tokens", "N");
  ask.declare("--mean-tokens-per-doc", "TOKENS");
  ask.declare("--chunk", "TOKENS");
  ask.declare("--overlap", "TOKENS");
  ask.declare("--passages", "N");
  ask.declare("--queries,--queries-per-day", "N");
  ask.declare("--knowledge-changes,--changes", "never|yearly|monthly|weekly|daily|realtime");
  ask.declare("--embedding-model", "ID");
  ask.declare("--gpu,--gpu-type", "ID");
  ask.declare("--model", "ID");
  ask.declare("--prompt-tokens", "N");
  ask.declare("--answer-tokens", "N");
  ask.declare_flag("--rerank");
}

RetrievalQuestion retrieval_question(EstimateOptions& ask) {
  const Catalogue& catalogue = ask.catalogue();
  const PlanSettings& plans = catalogue.plans;
  RetrievalQuestion question;
  if (ask.given("docs") == nullptr && ask.given("tokens") == nullptr) ask.missing("--docs");
  const Spread<double> docs = ask.fact_number("docs", "docs", 1, "docs", false);
  const bool from_docs = ask.given("tokens") == nullptr;
  const Spread<double> length =
      ask.fact_number("mean-tokens-per-doc", "mean_tokens_per_doc", 2000, "tokens", from_docs);
  question.documents = docs.central;
  question.tokens = from_docs ? independent_product({docs, length}) : ask.fact_number("tokens", "tokens", 0, "tokens");
  question.chunking.chunk = ask.number("chunk", plans.chunk, 8, 1e6, "tokens").central;
  question.chunking.overlap = ask.number("overlap", plans.overlap, 0, 1e6, "tokens").central;
  if (question.chunking.overlap >= question.chunking.chunk) {
    const Argument* typed = ask.given("overlap") != nullptr ? ask.given("overlap") : ask.given("chunk");
    ask.findings().add("out-of-range",
                       typed != nullptr ? locate(*typed) : Location{"pathfinder estimate rag", 0, 0, "", "", 1},
                       {{"key", "--overlap"},
                        {"expected", "@expected.between\t0\t" + plain_number(question.chunking.chunk - 1)},
                        {"found", plain_number(question.chunking.overlap)}});
  }
  question.passages = ask.number("passages", plans.passages, 1, 10000, "passages");
  if (ask.given("passages") == nullptr) question.passages = {plans.passages_low, plans.passages, plans.passages_high};
  question.rerank = ask.flag("rerank");
  const GivenFact* changes = ask.fact("knowledge-changes", "knowledge_changes");
  const FactSpec& levels = catalogue.vocabulary.slots[catalogue.vocabulary.find("knowledge_changes")];
  constexpr std::size_t monthly = 2;
  question.changes = changes != nullptr ? static_cast<std::size_t>(changes->value) : monthly;
  ask.input("knowledge-changes", word({}, levels.levels[question.changes].id), changes != nullptr);
  const std::size_t usual = catalogue.find("models", plans.embedding_model);
  question.embedder = &catalogue.models[usual];
  if (const Argument* typed = ask.given("embedding-model")) {
    const std::size_t named = catalogue.find("models", typed->text);
    if (named >= catalogue.models.size() || catalogue.models[named].kind != "embedding") {
      std::vector<std::string_view> all;
      for (const LanguageModel& model : catalogue.models) {
        if (model.kind == "embedding") all.push_back(model.id);
      }
      refuse_word("--embedding-model", *typed, all, ask.findings());
    } else {
      question.embedder = &catalogue.models[named];
    }
  }
  ask.input("embedding-model", word({}, question.embedder->id), ask.given("embedding-model") != nullptr);
  question.gpu = ask.gpu();
  question.queries_per_day = ask.fact_number("queries", "queries_per_day", 0, "questions", false).central;
  question.prompt_tokens = ask.fact_number("prompt-tokens", "prompt_tokens", 500, "tokens").central;
  question.answer_tokens = ask.fact_number("answer-tokens", "answer_tokens", 300, "tokens").central;
  // Without a model: the newest open one about as large as the plans take where nothing is said.
  const LanguageModel* nearest = nullptr;
  const double size = plans.model_size_b.empty() ? 14 : plans.model_size_b.back().value;
  for (const LanguageModel& model : catalogue.models) {
    if (!model.offered || model.kind != "causal" || model.weights != "open" || model.commercial_use != "yes" ||
        model.shape.experts > 0)
      continue;
    if (std::abs(model.shape.params_total / (size * 1e9) - 1) > 0.08) continue;
    if (nearest == nullptr || model.released > nearest->released) nearest = &model;
  }
  question.model = ask.model("model", false, nearest);
  return question;
}

void declare_cost(EstimateOptions& ask) {
  ask.declare("--option", "ID", "group.input");
  ask.declare("--energy-kwh", "KWH", "group.input");
  ask.declare("--months", "N", "group.input");
  ask.declare("--rental", "on-demand|spot|reserved-1y", "group.input");
  ask.declare("--purchase-price", "USD", "group.input");
  ask.declare("--hosting-price", "USD", "group.input");
  ask.declare("--api-model", "ID", "group.input");
}

Answer cost_answer(EstimateOptions& ask, const FactOptions& facts, EstimateView& view) {
  const Catalogue& catalogue = ask.catalogue();
  const Scenario scenario = facts.scenario(ask.findings(), ask.warnings());
  read_currency(scenario, catalogue, view);
  const Facts gathered = gather_facts(scenario, catalogue);
  const Situation situation(gathered, scenario, catalogue);
  CostQuestion question;
  question.gpu = *situation.gpu().value;
  question.region = situation.region().value;
  const FactSlots& slots = catalogue.slots;
  const auto known = [&](std::size_t fact) {
    return situation.known(fact).value ? situation.number(fact).value : exactly(0.0);
  };
  const auto told = [&](const std::string& name, std::size_t fact, const std::string& unit) {
    const Spread<double> value = situation.number(fact).value;
    const bool said = std::any_of(scenario.given.begin(), scenario.given.end(),
                                  [&](const GivenFact& given) { return given.slot == fact; });
    if (said) ask.input(name, amount({}, value.low, value.high, unit), true);
  };
  question.energy_kwh = ask.number("energy-kwh", 0, 0, 1e15, "kwh", false);
  const double months = ask.number("months", situation.value(slots.horizon_months).value, 1, 240, "months",
                                   !situation.known(slots.horizon_months).value)
                            .central;
  told("horizon-months", slots.horizon_months, "months");
  question.months = months;
  // A price typed here is a quote like those of --prices, and stands in for them.
  std::vector<Quote> quotes;
  const auto quote = [&](std::string item, double price) {
    Quote& one = quotes.emplace_back();
    one.id = "argument-" + item;
    one.gpu = item == "purchase" ? question.gpu.id : std::string();
    one.item = std::move(item);
    one.price = {price};
    one.supplier = "--" + one.item + "-price";
    one.as_of = catalogue.data_date;
  };
  const Spread<double> purchase = ask.number("purchase-price", 0, 0.01, 1e9, "usd", false);
  if (ask.given("purchase-price") != nullptr) quote("purchase", purchase.central);
  const Spread<double> hosting = ask.number("hosting-price", 0, 0, 1e6, "usd", false);
  if (ask.given("hosting-price") != nullptr) quote("hosting", hosting.central);
  if (!quotes.empty()) ask.session().add_quotes(quotes);
  question.rental_kind = catalogue.plans.rental_kind;
  if (ask.given("rental") != nullptr)
    question.rental_kind =
        ask.choice("rental", {"on-demand", "spot", "reserved-1y", "reserved-3y", "community"}, "on-demand");
  if (const Argument* typed = ask.given("api-model")) {
    std::vector<std::string_view> all;
    for (const ApiPrice& price : catalogue.api_prices) all.push_back(price.model);
    if (std::find(all.begin(), all.end(), typed->text) == all.end()) {
      ask.findings().add("unknown-name", locate(*typed),
                         {{"what", "@what.entry.prices"},
                          {"found", typed->text},
                          {"near", std::string(near_miss(typed->text, all))},
                          {"command", "catalog list prices"}});
    }
    question.api_model = typed->text;
    ask.input("api-model", word({}, typed->text), true);
  }
  ask.input("gpu", word({}, question.gpu.id), situation.known(slots.gpu_type).value);
  ask.input("region", word({}, question.region->id), situation.known(slots.region).value);

  if (const Argument* option = ask.given("option")) {
    std::vector<std::string_view> ids;
    const Strategy* strategy = nullptr;
    for (const Strategy& one : catalogue.strategies) {
      ids.push_back(one.id);
      if (one.id == option->text) strategy = &one;
    }
    if (strategy == nullptr) refuse_word("--option", *option, ids, ask.findings());
    for (const auto& [name, fact, unit] : {std::tuple{"docs", slots.docs, "docs"},
                                           {"tokens", slots.tokens, "tokens"},
                                           {"gpus", slots.gpus, "gpus"},
                                           {"queries", slots.queries_per_day, "questions"}})
      told(name, fact, unit);
    ask.input("option", word({}, option->text), true);
    ask.findings().throw_if_any();
    Scenario of_option = scenario;
    if (ask.given("months") != nullptr) of_option.say(slots.horizon_months, months);
    const EstimateConstants constants(catalogue);
    Answer answer = answer_option(*strategy, of_option, catalogue, constants);
    for (std::size_t i = 1; i < of_option.gpu_versions.size(); ++i) {
      Scenario other = of_option;
      other.say(slots.gpu_type, static_cast<double>(of_option.gpu_versions[i]));
      widen(answer, answer_option(*strategy, other, catalogue, constants));
    }
    return answer;
  }
  question.gpu_hours = known(slots.gpu_hours);
  question.held_gpus = std::floor(known(slots.gpus).central);
  told("gpu-hours", slots.gpu_hours, "gpu-hours");
  told("gpus", slots.gpus, "gpus");
  if (ask.given("api-model") != nullptr) {
    const double questions = situation.value(slots.queries_per_day).value * days_per_year / months_per_year;
    question.prompt_mtok_per_month = questions * situation.value(slots.prompt_tokens).value / 1e6;
    question.output_mtok_per_month = questions * situation.value(slots.answer_tokens).value / 1e6;
    ask.input("queries", amount({}, situation.value(slots.queries_per_day).value, "questions"),
              situation.known(slots.queries_per_day).value);
    ask.input("prompt-tokens", amount({}, situation.value(slots.prompt_tokens).value, "tokens"),
              situation.known(slots.prompt_tokens).value);
    ask.input("answer-tokens", amount({}, situation.value(slots.answer_tokens).value, "tokens"),
              situation.known(slots.answer_tokens).value);
  }
  const bool nothing = question.gpu_hours.central <= 0 && question.held_gpus <= 0 && question.energy_kwh.central <= 0 &&
                       question.api_model.empty();
  if (nothing) ask.missing("--option");
  ask.findings().throw_if_any();
  return answer_bill(question, catalogue, EstimateConstants(catalogue));
}

}  // namespace pathfinder::cli
