// estimate train|memory|serve|rag|cost: one figure with interval, lines, formula and source. Here options become the
// question; advise/answer finds the figures, report/build_estimate shows them.
#include <cmath>
#include <iostream>
#include <map>

#include "pathfinder/advise/answer_cost.hpp"
#include "pathfinder/advise/answer_memory.hpp"
#include "pathfinder/advise/answer_retrieval.hpp"
#include "pathfinder/advise/answer_serving.hpp"
#include "pathfinder/advise/answer_training.hpp"
#include "pathfinder/advise/gpu_versions.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"
#include "pathfinder/report/build/estimate.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

constexpr std::array<std::string_view, 5> kinds = {"train", "memory", "serve", "rag", "cost"};

/// A number as a message shows it.
std::string plain(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Options of one kind of estimate: declared once, then read with a default that the answer names as assumed.
class Question {
 public:
  Question(Session& session, std::string_view kind)
      : session_(session),
        catalogue_(session.catalogue()),
        command_("estimate " + std::string(kind)),
        arguments_(command_, session.texts()),
        reader_(catalogue_, findings_, warnings_) {
    reader_.use(fact_sources(session, findings_, warnings_));
  }

  Findings& findings() { return findings_; }
  Findings& warnings() { return warnings_; }
  Arguments& arguments() { return arguments_; }
  std::vector<AnswerInput>& inputs() { return inputs_; }

  void declare(std::string_view names, std::string_view value_name, std::string_view group = "group.facts") {
    std::string_view first =
        names.substr(2, names.find(',') == std::string_view::npos ? names.npos : names.find(',') - 2);
    arguments_.option(names, values_[std::string(first)], value_name,
                      session_.texts()("estimate.option." + std::string(first)), group);
    if (first == "optimizer") {
      const std::vector<std::string_view>& words = words_of<Optimizer>();
      arguments_.takes([&words] { return std::vector<std::string>(words.begin(), words.end()); });
    }
    if (value_name != "ID") return;
    if (first == "option") return arguments_.takes([this] { return ids_of(catalogue_.strategies); });
    for (const FactSpec& fact : catalogue_.vocabulary.slots) {
      const std::string option = "--" + std::string(first);
      if (fact.option == option || std::find(fact.aliases.begin(), fact.aliases.end(), option) != fact.aliases.end())
        arguments_.takes([&fact] { return values_of(fact); });
    }
  }
  void declare_flag(std::string_view name) {
    arguments_.flag(name, flags_[std::string(name.substr(2))],
                    session_.texts()("estimate.option." + std::string(name.substr(2))));
  }

  const Argument* given(const std::string& option) const {
    const auto found = values_.find(option);
    return found == values_.end() || found->second.empty() ? nullptr : &found->second.front();
  }
  bool flag(const std::string& option) const {
    const auto found = flags_.find(option);
    return found != flags_.end() && found->second;
  }

  /// A number or interval within bounds; `otherwise` where it is not given. It is named among the answer's inputs.
  Spread<double> number(const std::string& option, double otherwise, double low, double high,
                        const std::string& unit = "count", bool show_assumed = true) {
    Spread<double> value = exactly(otherwise);
    const Argument* typed = given(option);
    if (option == "gpus" && found_gpus_ > 0 && (typed == nullptr || listed_)) {
      // Counted in a listing, or said with the accelerator: 8x A100.
      value = exactly(found_gpus_);
      inputs_.push_back({option, amount({}, value.low, value.high, unit), true});
      return value;
    }
    if (option == "gpus" && listed_) return value;  // what is wrong with the listing is among the findings
    if (typed != nullptr) {
      const TypedNumber number = read_interval(typed->text);
      const std::string expected = "@expected.between\t" + plain(low) + "\t" + plain(high);
      if (!number.ok()) {
        const bool shape = number.wrong == "number-syntax" || number.wrong == "number-missing";
        findings_.add(shape ? "not-a-value" : std::string(number.wrong),
                      shape ? locate(*typed) : locate(*typed, number.at, number.width),
                      {{"key", "--" + option},
                       {"expected", expected},
                       {"found", "@found.typed\t" + typed->text},
                       {"example", plain(otherwise > 0 ? otherwise : std::max(1.0, low))}});
        return value;
      }
      if (number.low < low || number.high > high) {
        findings_.add("out-of-range", locate(*typed),
                      {{"key", "--" + option}, {"expected", expected}, {"found", typed->text}});
        return value;
      }
      value = {number.low, number.low > 0 ? std::sqrt(number.low * number.high) : number.value, number.high};
      if (number.low == number.high) value = exactly(number.low);
    }
    if (typed != nullptr || show_assumed)
      inputs_.push_back({option, amount({}, value.low, value.high, unit), typed != nullptr});
    return value;
  }

  /// One of `allowed`; `otherwise` where it is not given.
  std::string choice(const std::string& option, const std::vector<std::string_view>& allowed, std::string otherwise) {
    const Argument* typed = given(option);
    if (typed != nullptr) {
      if (std::find(allowed.begin(), allowed.end(), typed->text) == allowed.end()) {
        refuse_word("--" + option, *typed, allowed, findings_);
        return otherwise;
      }
      otherwise = typed->text;
    }
    inputs_.push_back({option, word({}, otherwise), typed != nullptr});
    return otherwise;
  }

  /// A fact of the vocabulary under an option of ours; nothing where it is not given.
  const GivenFact* fact(const std::string& option, std::string_view id) {
    const Argument* typed = given(option);
    if (typed == nullptr) return nullptr;
    const std::size_t slot = catalogue_.vocabulary.find(id);
    const std::size_t before = scenario_.given.size();
    reader_.read_text(
        slot, "--" + option, typed->text, [&](int offset, int width) { return locate(*typed, offset, width); },
        Origin::given, scenario_);
    return scenario_.given.size() > before ? &scenario_.given.back() : nullptr;
  }
  /// The same as a number with its interval, named among the inputs.
  Spread<double> fact_number(const std::string& option, std::string_view id, double otherwise, const std::string& unit,
                             bool show_assumed = true) {
    const GivenFact* known = fact(option, id);
    const Spread<double> value =
        known != nullptr ? Spread<double>{known->low, known->value, known->high} : exactly(otherwise);
    if (given(option) != nullptr || show_assumed)
      inputs_.push_back({option, amount({}, value.low, value.high, unit), given(option) != nullptr});
    return value;
  }

  /// The accelerator named, found in a listing, or the one assumed everywhere.
  Gpu gpu() {
    take_listing();
    const GivenFact* known = fact("gpu", "gpu_type");
    const std::size_t type = catalogue_.slots.gpu_type;
    const std::size_t count = catalogue_.slots.gpus;
    for (const GivenFact& said : scenario_.given) {
      if (said.slot == type && known == nullptr) known = &said;
      if (said.slot == count) found_gpus_ = said.value;
    }
    if (found_gpus_ > 0 && given("gpus") != nullptr && !listed_) {
      const TypedNumber typed = read_interval(given("gpus")->text);
      if (typed.ok() && (found_gpus_ < typed.low || found_gpus_ > typed.high))
        findings_.add("count-disagrees", locate(*given("gpu")),
                      {{"found", given("gpu")->text}, {"named", plain(found_gpus_)}, {"given", plain(typed.low)}});
    }
    Gpu gpu = catalogue_.gpus[std::min(catalogue_.find("gpus", "a100-80gb-sxm"), catalogue_.gpus.size() - 1)];
    if (known != nullptr) {
      const auto index = static_cast<std::size_t>(known->value);
      gpu = index < catalogue_.gpus.size() ? catalogue_.gpus[index] : *scenario_.ad_hoc_gpu;
    }
    std::string shown = gpu.id == "ad-hoc" ? gpu.name : gpu.id;
    if (scenario_.gpu_versions.size() > 1) {
      shown.clear();
      for (const std::size_t version : scenario_.gpu_versions)
        shown += (shown.empty() ? "" : " | ") + catalogue_.gpus[version].id;
    }
    inputs_.push_back({"gpu", word({}, shown), known != nullptr});
    return gpu;
  }
  /// Where the name of the accelerator left its version open: those that are not the one taken.
  std::vector<Gpu> other_versions() const {
    std::vector<Gpu> others;
    for (std::size_t i = 1; i < scenario_.gpu_versions.size(); ++i)
      others.push_back(catalogue_.gpus[scenario_.gpu_versions[i]]);
    return others;
  }

  /// The model named; it has to be known by its dimensions.
  const LanguageModel* model(const std::string& option, bool required, const LanguageModel* otherwise = nullptr) {
    const GivenFact* known = fact(option, "model");
    if (known != nullptr) {
      const LanguageModel& found = catalogue_.models[static_cast<std::size_t>(known->value)];
      if (found.shape.params_total <= 0 || found.shape.layers <= 0 || found.shape.hidden <= 0) {
        findings_.add("model-without-shape", locate(*given(option)), {{"model", found.id}});
        return nullptr;
      }
      otherwise = &found;
    } else if (given(option) == nullptr && required) {
      missing("--" + option);
    }
    if (otherwise != nullptr) inputs_.push_back({option, word({}, otherwise->id), given(option) != nullptr});
    return otherwise;
  }

  void missing(const std::string& option) {
    findings_.add("missing-argument", {"pathfinder " + command_, 0, 0, "", "", 1}, {{"argument", option}});
  }
  /// Of several options at most one may be given.
  void exclusive(const std::vector<std::string>& options) {
    const Argument* first = nullptr;
    for (const std::string& option : options) {
      const Argument* typed = given(option);
      if (typed == nullptr) continue;
      if (first != nullptr)
        findings_.add("options-exclude", locate(*typed), {{"first", first->option}, {"second", typed->option}});
      if (first == nullptr) first = typed;
    }
  }
  void lacks(const Gpu& gpu, const std::string& what) {
    const Argument* typed = given("gpu");
    findings_.add("gpu-lacks", typed != nullptr ? locate(*typed) : Location{"pathfinder " + command_, 0, 0, "", "", 1},
                  {{"gpu", gpu.id}, {"what", "@" + ("estimate.lacks." + what)}});
  }
  /// Names something the figures rest on.
  void input(std::string name, AnswerValue value, bool said) {
    inputs_.push_back({std::move(name), std::move(value), said});
  }

  Session& session() { return session_; }
  const Catalogue& catalogue() const { return catalogue_; }

 private:
  /// `--gpus auto` or a file instead of a number.
  void take_listing() {
    const Argument* typed = given("gpus");
    if (typed == nullptr || read_interval(typed->text).ok()) return;
    const std::size_t before = findings_.all().size() + scenario_.given.size();
    Findings not_a_number;
    const std::size_t slot = catalogue_.slots.gpus;
    FactReader reader(catalogue_, not_a_number, warnings_);
    reader.use(fact_sources(session_, findings_, warnings_));
    reader.read_text(
        slot, "--gpus", typed->text, [&](int offset, int width) { return locate(*typed, offset, width); },
        Origin::given, scenario_);
    for (const Diagnostic& one : not_a_number.all()) {
      if (one.code != "not-a-value") findings_.append({one});
    }
    listed_ = findings_.all().size() + scenario_.given.size() > before;
  }

  Session& session_;
  const Catalogue& catalogue_;
  std::string command_;
  Arguments arguments_;
  Findings findings_, warnings_;
  FactReader reader_;
  double found_gpus_ = 0;
  bool listed_ = false;
  Scenario scenario_;
  std::map<std::string, std::vector<Argument>> values_;
  std::map<std::string, bool> flags_;
  std::vector<AnswerInput> inputs_;
};

void declare_training(Question& ask) {
  ask.declare("--method", join(training_methods(ask.catalogue().training_kinds, true), "|"));
  ask.declare("--model", "ID");
  ask.declare("--gpu,--gpu-type", "ID");
  ask.declare("--gpus", "N");
  ask.declare("--nodes", "N");
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
  ask.declare_flag("--offload");
  ask.declare_flag("--packed");
  ask.declare_flag("--unpacked");
}

/// The training job that the options describe. `memory`: no tokens are needed.
TrainingQuestion training_question(Question& ask, bool memory) {
  const Catalogue& catalogue = ask.catalogue();
  const PlanSettings& plans = catalogue.plans;
  TrainingQuestion question;
  TrainingRecipe& recipe = question.recipe;

  const auto& trainings = catalogue.training_kinds;
  const NamedTraining named =
      training_named(trainings, ask.choice("method", training_methods(trainings), plans.training_method));
  if (named.kind != nullptr) {
    recipe.load = named.kind->load;
    recipe.quant_bits = named.variant->weight_bits;
    question.option = named.kind->option;
  }
  const bool from_text = recipe.load.on_text;
  const bool tunes_adapters = trains_adapters(recipe.load);
  if (const LanguageModel* model = ask.model("model", true)) {
    recipe.model = model->shape;
    question.hints.model = model->id;
  }
  recipe.gpu = ask.gpu();
  recipe.gpu_count = ask.number("gpus", 1, 1, 1e7, "gpus").central;
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
    if (ask.given("mean-len") == nullptr) question.lengths_estimated = !from_text;
  } else if (!memory) {
    ask.missing("--tokens");
  }
  const Spread<double> rounds = ask.number("rounds", usual_rounds, 1, 1000, "rounds", any_tokens);
  question.tokens = independent_product({question.tokens, rounds});
  recipe.tokens = question.tokens.central;

  recipe.seq_len = ask.number("seq-len", memory ? 2048 : plans.packed_length, 1, 1e7, "tokens").central;
  if (ask.flag("packed") && ask.flag("unpacked")) {
    ask.findings().add("options-exclude", {"pathfinder estimate", 0, 0, "", "", 1},
                       {{"first", "--packed"}, {"second", "--unpacked"}});
  }
  recipe.packed = !ask.flag("unpacked");
  if (!recipe.packed) recipe.mean_length = std::min(length.central, recipe.seq_len);
  if (recipe.packed) question.lengths_estimated = false;  // a guessed length then only moves the count of tokens
  ask.input("packed", word({}, recipe.packed ? "@estimate.yes" : "@estimate.no"),
            ask.flag("packed") || ask.flag("unpacked"));
  recipe.micro_batch = ask.number("micro-batch", memory ? 1 : 0, 1, 1e6, "sequences", memory).central;
  recipe.global_batch = ask.number("batch", 0, 1, 1e9, "sequences", false).central;
  recipe.precision = ask.choice("precision", {"bf16", "fp16", "fp8", "fp32"}, "bf16");
  recipe.framework = from_text ? plans.large_training_framework : plans.training_framework;
  if (const Argument* framework = ask.given("framework")) recipe.framework = framework->text;
  ask.input("framework", word({}, recipe.framework), ask.given("framework") != nullptr);
  const std::string recompute = ask.choice("recompute", {"none", "selective", "full"}, from_text ? "none" : "full");
  recipe.recompute = recompute == "none"        ? Recompute::none
                     : recompute == "selective" ? Recompute::selective
                                                : Recompute::full;
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
    read_word(ask.choice("optimizer", words_of<Optimizer>(), "adamw"), recipe.optimizer);
  }
  const std::string sharding = ask.choice("sharding", {"none", "zero1", "zero2", "zero3", "fsdp"}, "none");
  recipe.sharding = sharding == "zero1"   ? Sharding::zero1
                    : sharding == "zero2" ? Sharding::zero2
                    : sharding == "zero3" ? Sharding::zero3
                    : sharding == "fsdp"  ? Sharding::fsdp
                                          : Sharding::none;
  recipe.sharding_ways = recipe.sharding == Sharding::none ? 1 : recipe.gpu_count;
  recipe.offload = ask.flag("offload");
  if (recipe.offload) ask.input("offload", word({}, "@estimate.yes"), true);
  if (ask.findings().empty() && training_peak(recipe, EstimateConstants(catalogue).training) <= 0)
    ask.lacks(recipe.gpu, "rate");
  return question;
}

void declare_serving(Question& ask) {
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
  ask.declare("--tp", "N");
  ask.declare("--precision", "bf16|fp16|fp8|fp4|int8|int4|awq|gptq");
}

ServingQuestion serving_question(Question& ask) {
  ServingQuestion question;
  ServingSetup& setup = question.setup;
  if (const LanguageModel* model = ask.model("model", true)) setup.model = model->shape;
  setup.gpu = ask.gpu();
  setup.input_len = ask.number("input-tokens", 1000, 1, 1e7, "tokens").central;
  setup.output_len = ask.number("output-tokens", 300, 1, 1e7, "tokens").central;
  question.load.requests_per_s = ask.number("requests-per-s", 0, 1e-9, 1e9, "requests/s", false).central;
  const bool load = question.load.requests_per_s > 0;
  setup.gpu_count = ask.number("gpus", 1, 1, 1e6, "gpus", !load).central;
  setup.tp = ask.number("tp", 0, 1, 1024, "gpus", false).central;
  if (setup.tp > setup.gpu_count && !load) {
    if (ask.given("gpus") != nullptr) {
      ask.findings().add("out-of-range", locate(*ask.given("tp")),
                         {{"key", "--tp"},
                          {"expected", "@expected.between\t1\t" + plain(setup.gpu_count)},
                          {"found", ask.given("tp")->text}});
    }
    setup.gpu_count = setup.tp;
  }
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
  setup.precision = ask.choice(
      "precision", {"bf16", "fp16", "fp8", "fp4", "mxfp4", "int8", "int4", "awq", "gptq", "gptq-int4", "gptq-int8"},
      "bf16");
  if (ask.findings().empty() && setup.gpu.dense_16bit_tflop_per_s() <= 0) ask.lacks(setup.gpu, "rate");
  if (ask.findings().empty() && setup.gpu.memory_bandwidth_gb_per_s <= 0) ask.lacks(setup.gpu, "bandwidth");
  return question;
}

void declare_retrieval(Question& ask) {
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

RetrievalQuestion retrieval_question(Question& ask) {
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
                        {"expected", "@expected.between\t0\t" + plain(question.chunking.chunk - 1)},
                        {"found", plain(question.chunking.overlap)}});
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

/// The amounts beside the facts of an option, or the whole bill where no option is named.
Answer cost_answer(Question& ask, const FactOptions& facts, EstimateView& view) {
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

int overview(Session& session, bool asked) {
  const Texts& texts = session.texts();
  std::string out = texts("command.estimate") + "\n\n" + texts("help.usage") + ": pathfinder estimate KIND …\n\n";
  for (const std::string_view kind : kinds) {
    std::string name = "  " + std::string(kind);
    name.resize(10, ' ');
    out += name + texts("command.estimate " + std::string(kind)) + "\n";
  }
  out += "\n" + texts("help.example") + "\n  " + texts("example.estimate") + "\n";
  (asked ? session.out : session.err) << out;
  return asked ? exit_answered : exit_wrong_input;
}

}  // namespace

std::vector<std::string_view> estimate_kinds() {
  return {kinds.begin(), kinds.end()};
}

int command_estimate(Session& session) {
  if (session.args.empty()) return overview(session, false);
  const std::string kind = session.args.front();
  if (kind == "--help" || kind == "-h") return overview(session, true);
  Findings findings;
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    refuse_word("estimate", {kind, 2, ""}, estimate_kinds(), findings);
    findings.throw_if_any();
  }
  add_data_directories(session, findings);
  findings.throw_if_any();

  Question ask(session, kind);
  const bool cost = kind == "cost";
  std::vector<Argument> named, data;
  bool explain = false;
  ask.arguments().positional("KIND", named, session.texts()("command.estimate " + kind), 0, 1);
  std::optional<FactOptions> facts;
  if (kind == "train" || kind == "memory") declare_training(ask);
  if (kind == "serve") declare_serving(ask);
  if (kind == "rag") declare_retrieval(ask);
  if (cost) {
    ask.declare("--option", "ID", "group.input");
    ask.declare("--energy-kwh", "KWH", "group.input");
    ask.declare("--months", "N", "group.input");
    ask.declare("--rental", "on-demand|spot|reserved-1y", "group.input");
    ask.declare("--purchase-price", "USD", "group.input");
    ask.declare("--hosting-price", "USD", "group.input");
    ask.declare("--api-model", "ID", "group.input");
    facts.emplace(session, ask.arguments());
  } else {
    ask.arguments().option("--data", data, "DIR", session.texts()("option.data"), "group.input");
  }
  std::vector<Argument> calibration_file;
  const bool calibrates = kind == "train" || kind == "memory" || kind == "serve";
  if (calibrates)
    ask.arguments().option("--calibration", calibration_file, "FILE", session.texts()("estimate.option.calibration"),
                           "group.input");
  ask.arguments().flag("--explain", explain, session.texts()("estimate.option.explain"));
  OutputOptions output(session, ask.arguments(), "option.output", !cost);
  if (ask.arguments().done(session, ask.findings())) return exit_answered;
  output.read(ask.findings());

  EstimateView view;
  view.language = session.language;
  view.explain = explain;
  const Catalogue& catalogue = session.catalogue();
  if (!calibration_file.empty()) session.add_calibration(calibration_file.front(), ask.findings());
  const Calibration& calibration = catalogue.calibration;
  Answer answer;
  if (cost) {
    answer = cost_answer(ask, *facts, view);
  } else if (kind == "serve") {
    const ServingQuestion question = serving_question(ask);
    ask.findings().throw_if_any();
    const EstimateConstants constants(catalogue);
    answer = answer_serving(question, catalogue, constants);
    for (ServingQuestion other = question; const Gpu& version : ask.other_versions()) {
      other.setup.gpu = version;
      widen(answer, answer_serving(other, catalogue, constants));
    }
    // Of a fleet only the times of the replica shown are shifted: how many there are rests on the model alone.
    const std::string system = serving_system(question.setup.gpu.id, question.setup.engine, catalogue.serving_profiles);
    for (AnswerFigure& figure : answer.figures) calibrate_figure(figure, offset_for(calibration, figure.id, system));
  } else if (kind == "rag") {
    const RetrievalQuestion question = retrieval_question(ask);
    ask.findings().throw_if_any();
    const EstimateConstants constants(catalogue);
    answer = answer_retrieval(question, catalogue, constants);
    for (RetrievalQuestion other = question; const Gpu& version : ask.other_versions()) {
      other.gpu = version;
      widen(answer, answer_retrieval(other, catalogue, constants));
    }
  } else {
    TrainingQuestion question = training_question(ask, kind == "memory");
    ask.findings().throw_if_any();
    question.memory_offset = offset_for(calibration, "peak_mem_gib", "");
    const EstimateConstants constants(catalogue);
    answer = kind == "train" ? answer_training(question, catalogue, constants)
                             : answer_memory(question, catalogue, constants);
    for (TrainingQuestion other = question; const Gpu& version : ask.other_versions()) {
      other.recipe.gpu = version;
      widen(answer, kind == "train" ? answer_training(other, catalogue, constants)
                                    : answer_memory(other, catalogue, constants));
    }
    if (kind == "train") {
      const CalibratedSystem offset = offset_for(calibration, "gpu_hours", "");
      for (AnswerFigure& figure : answer.figures) calibrate_figure(figure, offset);
    }
  }
  answer.inputs = std::move(ask.inputs());
  for (const Diagnostic& warning : ask.warnings().all()) session.err << render_finding(warning, session.texts(), true);
  output.print(output.json() ? estimate_json(answer, catalogue, view)
                             : render_text(build_estimate(answer, catalogue, view), output.layout()));
  return answer.figures.empty() ? exit_none_feasible : exit_answered;
}

}  // namespace pathfinder::cli
