#include "pathfinder/advise/estimator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

constexpr double days_per_month = 365.25 / 12;
constexpr double hours_per_month = days_per_month * 24;
constexpr double seconds_per_day = 86400;
constexpr double hours_per_week = 168;

Spread<double> plus(const Spread<double>& a, const Spread<double>& b) {
  return {a.low + b.low, a.central + b.central, a.high + b.high};
}
Spread<double> at_least(const Spread<double>& a, double floor) {
  return {std::max(a.low, floor), std::max(a.central, floor), std::max(a.high, floor)};
}
Spread<double> known_or(const Spread<double>& a, const Spread<double>& otherwise) {
  return std::isnan(a.central) ? otherwise : a;
}

ConstantSpreads spreads_of(const Catalogue& catalogue) {
  return [&catalogue](std::string_view id) {
    const auto found = catalogue.constants.find(std::string(id));
    if (found == catalogue.constants.end()) throw std::logic_error("no constant " + std::string(id));
    return Spread<double>{found->second.low, found->second.value, found->second.high};
  };
}

std::map<std::string, double> values_of(const Catalogue& catalogue) {
  std::map<std::string, double> values;
  for (const auto& [id, constant] : catalogue.constants) values.emplace(id, constant.value);
  return values;
}

/// The estimate's interval widened by what it was fed with.
template <class Q>
Estimate<Q> widened(Estimate<Q> estimate, const Spread<double>& input_ratio) {
  const double central = estimate.central.value;
  if (central <= 0) return estimate;
  const Spread<double> combined =
      independent_product({{estimate.low.value, central, estimate.high.value}, input_ratio});
  estimate.low = {combined.low};
  estimate.high = {combined.high};
  return estimate;
}

Spread<double> ratio(const Spread<double>& spread) {
  if (spread.central <= 0) return {1, 1, 1};
  return {spread.low / spread.central, 1, spread.high / spread.central};
}

bool speaks(const LanguageModel& model, const std::string& language) {
  if (language.empty() || language == "multi" || language == "other") return true;
  return std::find(model.languages.begin(), model.languages.end(), language) != model.languages.end();
}

}  // namespace

EstimateConstants::EstimateConstants(const Catalogue& catalogue) {
  const auto value = [&catalogue](std::string_view id) { return catalogue.constant(id); };
  const ConstantSpreads spreads = spreads_of(catalogue);
  training = training_constants(value);
  memory = memory_constants(value);
  serving = fill_serving_constants(values_of(catalogue));
  retrieval = retrieval_constants(spreads);
  energy = energy_constants(spreads);
  cost = cost_constants(spreads);
  effect = effect_constants(spreads);
}

/// One option while it is being put together.
struct Estimator::Draft {
  explicit Draft(const Strategy& of) : strategy(of) {}

  const Strategy& strategy;
  const LanguageModel* model = nullptr;
  OptionEstimate out;
  TrainingRecipe recipe;
  bool trains = false;
  bool classic = false;
  Spread<double> training_hours{0, 0, 0};  ///< accelerator-hours of one training
  std::vector<CostLine> setup, monthly;
  Spread<double> prompt_tokens{0, 0, 0};  ///< per question, everything in it
  double corpus_in_prompt = 0;            ///< tokens of it that are the corpus, cached
  Spread<double> energy_once{0, 0, 0};    ///< kWh
  Spread<double> energy_month{0, 0, 0};
  bool energy_known = true;  ///< false: behind an API nobody meters it
};

Estimator::Estimator(const Situation& situation, const EstimateConstants& constants)
    : facts_(situation), catalogue_(situation.catalogue()), settings_(catalogue_.plans), constants_(constants) {}

// --- choices --------------------------------------------------------------------------------------------------------

double Estimator::accelerators_there() const {
  if (!facts_.known("gpus")) return 0;
  return facts_.word("gpu_source") == "rented" ? 0 : std::floor(facts_.value("gpus"));
}

bool Estimator::api_allowed() const {
  constexpr double internal = 1;  // levels: public, internal, confidential, regulated, state_secret
  return !facts_.yes("on_premises") && facts_.level("data_sensitivity") <= internal &&
         facts_.word("domestic_hardware") != "required";
}

const LanguageModel& Estimator::nearest_model(double size_b, bool dense_only) const {
  const std::string language = facts_.word("corpus_language");
  const LanguageModel* best = nullptr;
  double best_distance = 0;
  for (const bool any_language : {false, true}) {
    for (const LanguageModel& model : catalogue_.models) {
      if (!model.offered || model.kind != "causal" || model.weights != "open" || model.commercial_use == "no") continue;
      if (dense_only && model.shape.experts > 0) continue;
      if (!any_language && !speaks(model, language)) continue;
      // Conditions in a licence cost a lawyer, which weighs like a quarter more or less in size.
      const double distance = std::abs(pathfinder::log(model.shape.params_total / (size_b * 1e9))) +
                              (model.commercial_use == "yes" ? 0 : 0.25);
      const bool newer =
          best != nullptr && std::abs(distance - best_distance) < 0.08 && model.released > best->released;
      if (best == nullptr || distance < best_distance - 0.08 || newer) {
        best = &model;
        best_distance = distance;
      }
    }
    if (best != nullptr) break;
  }
  return best != nullptr ? *best : catalogue_.models.front();
}

const LanguageModel& Estimator::base_model(const Strategy& strategy) const {
  if (facts_.known("model")) return catalogue_.models[static_cast<std::size_t>(facts_.value("model"))];
  double size = facts_.known("model_size_b") ? facts_.value("model_size_b") : 0;
  if (strategy.recipe.training == "pretrain") {
    const double tokens = known_or(facts_.number("unlabelled_tokens"), {0, 0, 0}).central;
    size = std::clamp(tokens / settings_.tokens_per_parameter / 1e9, size > 0 ? size : 7.0, 700.0);
  }
  if (size <= 0) {
    for (const PlanChoice& choice : settings_.model_size_b) {
      if (choice.when.empty() || judge(choice.condition, facts_.facts()) == Truth::yes) {
        size = choice.value;
        break;
      }
    }
  }
  const bool trained = strategy.recipe.training != "none";
  const LanguageModel* model = &nearest_model(size, trained || size < 100);
  // A model nobody asked for must at least fit where it is to run.
  const double there = accelerators_there();
  if (there > 0 && !facts_.known("model_size_b")) {
    const double room_b = there * in_gib(facts_.gpu().usable_memory()) * 0.75 / 2 * bytes_per_gib / 1e9;
    if (model->shape.params_total / 1e9 > room_b) model = &nearest_model(room_b * 0.8, true);
  }
  return *model;
}

// --- training -------------------------------------------------------------------------------------------------------

void Estimator::plan_training(Draft& draft) const {
  const std::string& kind = draft.strategy.recipe.training;
  if (kind == "none") return;
  draft.trains = true;
  draft.classic = kind == "classic";
  TrainingRecipe& recipe = draft.recipe;
  const double there = accelerators_there();
  const bool from_text = kind == "continued" || kind == "pretrain";

  const Spread<double> rounds = at_least(facts_.number("rounds"), 1);
  Spread<double> tokens;
  if (from_text) {
    const double parameters = draft.model->shape.params_total;
    // Without a word about the text: what such training needs at least [decision-criteria-2026, b4, b5].
    tokens = known_or(facts_.number("unlabelled_tokens"), {1e9, 1e10, 1e11});
    tokens = kind == "continued" ? scaled(1 + settings_.replay_share, tokens)
                                 : at_least(tokens, settings_.tokens_per_parameter_least * parameters);
  } else {
    const auto reach = settings_.labels_to_reach.find(kind);
    const Spread<double> examples =
        at_least(facts_.number("labelled_examples"), reach == settings_.labels_to_reach.end() ? 0 : reach->second);
    const Spread<double> length =
        plus(draft.prompt_tokens, draft.classic ? Spread<double>{0, 0, 0} : facts_.number("answer_tokens"));
    tokens = independent_product({examples, length, draft.classic ? exactly(settings_.encoder_epochs) : rounds});
  }

  const LanguageModel* encoder = nullptr;
  if (draft.classic) {
    const std::size_t index = catalogue_.find("models", settings_.encoder_model);
    encoder = &catalogue_.models[index];
  }
  recipe.model = encoder != nullptr ? encoder->shape : draft.model->shape;
  recipe.gpu = facts_.gpu();
  recipe.method = kind == "lora"        ? TrainingMethod::lora
                  : kind == "continued" ? TrainingMethod::continued_pretrain
                  : kind == "pretrain"  ? TrainingMethod::pretrain
                                        : TrainingMethod::full;
  const double rented = kind == "pretrain" ? settings_.rented_accelerators_pretraining : settings_.rented_accelerators;
  recipe.gpu_count = draft.classic ? 1 : (there > 0 ? there : rented);
  if (kind == "lora") recipe.gpu_count = std::min(recipe.gpu_count, 8.0);
  recipe.nodes = std::ceil(recipe.gpu_count / 8);
  recipe.tokens = tokens.central;
  recipe.seq_len = settings_.packed_length;
  recipe.framework = from_text ? settings_.large_training_framework : settings_.training_framework;
  recipe.recompute = Recompute::full;
  recipe.lora_rank = settings_.lora_rank;
  recipe.sharding_ways = recipe.gpu_count;
  plan_memory(draft);

  const StackTraits stack = stack_traits(catalogue_.frameworks, recipe.framework);
  if (training_peak(recipe, constants_.training) <= 0 || recipe.tokens <= 0)
    return;  // nothing is known of the chip's rate
  Estimate<GpuHours> time = widened(training_time(recipe, stack, constants_.training), ratio(tokens));
  draft.training_hours = {time.low.value, time.central.value, time.high.value};
  draft.out.training_wall_hours = Estimate<Hours>{{time.low.value / recipe.gpu_count},
                                                  {time.central.value / recipe.gpu_count},
                                                  {time.high.value / recipe.gpu_count},
                                                  {},
                                                  time.basis};
  Plan& plan = draft.out.plan;
  plan.training_gpus = recipe.gpu_count;
  plan.train_tokens = tokens.central;
  plan.sequence = recipe.seq_len;
  plan.micro_batch = recipe.micro_batch;
  plan.training_on = there > 0 ? "owned" : "rented";
  plan.gpu = recipe.gpu.id;

  // What one training costs: rent, or the power of accelerators that are there.
  const double utilised = std::min(
      1.0, training_flops(recipe).value / (time.central.value * 3600 * training_peak(recipe, constants_.training)));
  const Spread<double> share = power_share(utilised, constants_.energy);
  const Estimate<KilowattHours> energy =
      training_energy({time.low, time.central, time.high}, Watts{recipe.gpu.tdp_w}, share, pue(), constants_.energy);
  draft.energy_once = plus(draft.energy_once, values(spread_of(energy)));
  const CostLine once = there > 0 ? power_bill("training-power", spread_of(energy), "hours:training", tariff(),
                                               facts_.region().power_price_source)
                                  : rent("training-rent", {time.low, time.central, time.high}, "hours:training",
                                         rent_price(), recipe.gpu.id);
  draft.setup.push_back(once);
  const auto level = static_cast<std::size_t>(facts_.level("knowledge_changes"));
  if (!from_text) {
    const Spread<double> again =
        retraining_rounds(level, draft.strategy.recipe.retrieval || draft.classic, constants_.cost);
    draft.monthly.push_back(retraining_per_month("retraining", once, again));
    draft.energy_month =
        plus(draft.energy_month, independent_product({values(spread_of(energy)), scaled(1.0 / 12, again)}));

    // Examples that are missing have to be written, and every tuned model needs a test set.
    const auto reach = settings_.labels_to_reach.find(kind);
    const Spread<double> have = facts_.number("labelled_examples");
    const double wanted = reach == settings_.labels_to_reach.end() ? 0 : reach->second;
    const Spread<double> missing = {std::max(0.0, wanted - have.high), std::max(0.0, wanted - have.central),
                                    std::max(0.0, wanted - have.low)};
    if (missing.high > 0)
      draft.setup.push_back(labelling("labelling", missing, 1, label_price(settings_.labelling_price)));
  }
  draft.out.training_gpu_hours = std::move(time);
}

void Estimator::plan_memory(Draft& draft) const {
  TrainingRecipe& recipe = draft.recipe;
  Plan& plan = draft.out.plan;
  const Bytes capacity = recipe.gpu.usable_memory();
  const auto measure = [&](const TrainingRecipe& candidate) {
    return training_memory(candidate, catalogue_.memory_profiles, constants_.memory);
  };
  const bool adapters = recipe.method == TrainingMethod::lora;
  const auto search = [&] {
    Estimate<Bytes> estimate = measure(recipe);
    if (fits(estimate, capacity)) return std::pair(estimate, true);
    for (const CheaperRecipe& cheaper : cheaper_recipes(recipe)) {
      const bool becomes_adapters =
          cheaper.recipe.method == TrainingMethod::lora || cheaper.recipe.method == TrainingMethod::qlora;
      if (!adapters && becomes_adapters) continue;  // another option, not a cheaper way of this one
      estimate = measure(cheaper.recipe);
      if (!fits(estimate, capacity)) continue;
      recipe = cheaper.recipe;
      return std::pair(estimate, true);
    }
    return std::pair(estimate, false);
  };
  auto [memory, fitting] = search();
  // A base model nobody asked for may be a smaller one.
  while (!fitting && !draft.classic && !facts_.known("model") && !facts_.known("model_size_b") &&
         draft.model->shape.params_total > 1.5e9) {
    const LanguageModel& smaller = nearest_model(draft.model->shape.params_total / 1e9 * 0.5, true);
    if (smaller.shape.params_total >= draft.model->shape.params_total) break;
    draft.model = &smaller;
    recipe.model = smaller.shape;
    std::tie(memory, fitting) = search();
  }
  draft.out.memory_per_gpu = memory;
  if (facts_.known("gpus")) plan.fits = fitting;
  plan.sharding = recipe.sharding == Sharding::zero2   ? "zero-2"
                  : recipe.sharding == Sharding::zero3 ? "zero-3"
                  : recipe.sharding == Sharding::fsdp  ? "fsdp"
                                                       : "none";
  const std::string suffix = recipe.offload ? "-offload" : (recipe.optimizer == Optimizer::adamw_8bit ? "-8bit" : "");
  plan.training_recipe = draft.classic                                         ? "encoder"
                         : recipe.method == TrainingMethod::qlora              ? "qlora"
                         : recipe.method == TrainingMethod::lora               ? "lora"
                         : recipe.method == TrainingMethod::pretrain           ? "pretrain" + suffix
                         : recipe.method == TrainingMethod::continued_pretrain ? "continued" + suffix
                                                                               : "full" + suffix;
}

std::optional<Estimate<GpuHours>> Estimator::original_training(const LanguageModel& model) const {
  if (model.pretraining_tokens <= 0) return std::nullopt;
  TrainingRecipe recipe;
  recipe.model = model.shape;
  recipe.gpu = facts_.gpu();
  recipe.method = TrainingMethod::pretrain;
  recipe.gpu_count = 1024;
  recipe.nodes = 128;
  recipe.tokens = model.pretraining_tokens;
  recipe.seq_len = settings_.packed_length;
  recipe.framework = settings_.large_training_framework;
  recipe.recompute = Recompute::none;
  if (training_peak(recipe, constants_.training) <= 0) return std::nullopt;
  return training_time(recipe, stack_traits(catalogue_.frameworks, recipe.framework), constants_.training);
}

// --- prices ---------------------------------------------------------------------------------------------------------

Spread<double> Estimator::pue() const {
  const auto row = [&](const std::string& id) {
    const auto at =
        std::find_if(catalogue_.pue.begin(), catalogue_.pue.end(), [&](const PueRow& one) { return one.id == id; });
    return at == catalogue_.pue.end() ? 1.5 : at->ratio;
  };
  return {row(settings_.pue_low), row(settings_.pue_central), row(settings_.pue_high)};
}

std::optional<RentalPrice> Estimator::rent_price() const {
  return rental_price(catalogue_.gpu_prices, facts_.gpu().id, settings_.rental_kind, catalogue_.data_date,
                      constants_.cost);
}

std::optional<Spread<DollarsPerKilowattHour>> Estimator::tariff() const {
  const Region& region = facts_.region();
  if (region.power_price.value <= 0) return std::nullopt;
  return exactly(region.power_price);
}

std::optional<LabelRate> Estimator::label_price(std::string_view id) const {
  for (const LabellingPrice& price : catalogue_.labelling_prices) {
    if (price.id == id) return label_rate(price);
  }
  return std::nullopt;
}

// --- retrieval ------------------------------------------------------------------------------------------------------

void Estimator::plan_retrieval(Draft& draft) const {
  draft.prompt_tokens = facts_.number("prompt_tokens");
  const Spread<double> corpus = facts_.number("tokens");
  if (draft.strategy.recipe.prompt_corpus && !std::isnan(corpus.central) &&
      corpus.central <= settings_.prompt_corpus_limit) {
    draft.corpus_in_prompt = corpus.central;
  }
  if (!draft.strategy.recipe.retrieval) return;
  const Chunking chunking{settings_.chunk, settings_.overlap};
  const Spread<double> passages = {settings_.passages_low, settings_.passages, settings_.passages_high};
  draft.prompt_tokens =
      plus(draft.prompt_tokens, values(spread_of(extra_prompt(passages, chunking, constants_.retrieval))));

  const Spread<double> text = known_or(corpus, {0, 0, 0});
  if (text.central <= 0) return;
  const std::size_t index = catalogue_.find("models", settings_.embedding_model);
  const LanguageModel& embedder = catalogue_.models[index];
  const double documents = std::max(1.0, known_or(facts_.number("docs"), exactly(1.0)).central);
  const Tokens embedded = embedded_tokens({text.central}, chunking, documents);
  const Spread<Tokens> to_embed = quantities<Tokens>(independent_product({exactly(embedded.value), ratio(text)}));
  const double matrix_params = embedder.shape.params_total - embedder.shape.vocab * embedder.shape.hidden;
  const double rate_tflops = facts_.gpu().dense_16bit_tflop_per_s();
  const auto level = static_cast<std::size_t>(facts_.level("knowledge_changes"));
  const Estimate<Tokens> again = reembedded_per_month(embedded, level, constants_.retrieval);
  if (rate_tflops > 0) {
    const Spread<TokensPerSecond> rate =
        embedding_rate(matrix_params, rate_tflops, EmbeddingEngine::serving, constants_.retrieval);
    const Estimate<GpuHours> once = embedding_time(to_embed, rate);
    const Estimate<GpuHours> monthly = embedding_time(spread_of(again), rate);
    if (accelerators_there() > 0) {
      const Spread<double> full_power = exactly(1.0);
      const auto energy =
          training_energy(spread_of(once), Watts{facts_.gpu().tdp_w}, full_power, pue(), constants_.energy);
      draft.setup.push_back(power_bill("embedding-power", spread_of(energy), "hours:embedding", tariff(),
                                       facts_.region().power_price_source));
      const auto energy_again =
          training_energy(spread_of(monthly), Watts{facts_.gpu().tdp_w}, full_power, pue(), constants_.energy);
      draft.monthly.push_back(power_bill("re-embedding-power", spread_of(energy_again), "hours:embedding", tariff(),
                                         facts_.region().power_price_source));
    } else {
      draft.setup.push_back(rent("embedding-rent", spread_of(once), "hours:embedding", rent_price(), facts_.gpu().id));
      draft.monthly.push_back(
          rent("re-embedding-rent", spread_of(monthly), "hours:embedding", rent_price(), facts_.gpu().id));
    }
  }

  // The index: memory of the store, at what a self-run store's memory costs.
  VectorLayout layout;
  layout.dimensions = embedder.embedding_dim > 0 ? embedder.embedding_dim : layout.dimensions;
  const double chunks = chunk_count({text.central}, chunking, documents);
  const Estimate<Bytes> store = vector_store_memory(chunks, layout, constants_.retrieval);
  for (const StorePrice& price : catalogue_.store_prices) {
    if (price.item != "memory" || price.per_gb_month.value <= 0) continue;
    StoreRates rates;
    rates.per_gb_month = exactly(price.per_gb_month);
    rates.id = price.plan;
    rates.source = price.source.source;
    StoreUse use;
    const Estimate<Bytes> wide = widened(store, ratio(text));
    use.memory = spread_of(wide);
    draft.monthly.push_back(vector_store_per_month("vector-store", use, rates));
    break;
  }
}

// --- serving --------------------------------------------------------------------------------------------------------

void Estimator::plan_serving(Draft& draft) const {
  Plan& plan = draft.out.plan;
  if (draft.classic) {
    plan.serving = "cpu";
    const std::array<CostFactor, 1> amounts = {{{"n", "servers", "servers", exactly(1.0)}}};
    draft.monthly.push_back(unpriced_line("cpu-server", amounts, {"cost.hosting", {}, {}}));
    return;
  }
  const bool own_weights = draft.trains;
  const bool long_prompt = draft.corpus_in_prompt > draft.model->context_tokens * 0.8;
  const bool alone = accelerators_there() == 0;
  const bool behind_api = !own_weights && api_allowed() && (alone || draft.corpus_in_prompt > 20000 || long_prompt);
  // Adapters are served by the token too (spec 2: peft covers hosted fine-tuning); whole tuned models are not.
  const bool hosted_adapters = alone && api_allowed() && draft.strategy.recipe.training == "lora";
  if (behind_api || hosted_adapters) {
    serve_behind_api(draft, behind_api ? settings_.api_models : settings_.tuned_api_models);
  } else {
    serve_on_accelerators(draft);
  }
}

void Estimator::serve_behind_api(Draft& draft, const std::vector<std::string>& models) const {
  Plan& plan = draft.out.plan;
  plan.serving = "api";
  if (!draft.trains) plan.model.clear();
  std::vector<double> in, cached, out;
  std::vector<std::string> sources;
  std::string name;
  for (const std::string& id : models) {
    const ApiPrice* newest = nullptr;
    for (const ApiPrice& price : catalogue_.api_prices) {
      if (price.model == id && (newest == nullptr || price.source.as_of > newest->source.as_of)) newest = &price;
    }
    if (newest == nullptr) continue;
    in.push_back(newest->per_mtok_in.value);
    cached.push_back(newest->per_mtok_cached_in.value > 0 ? newest->per_mtok_cached_in.value
                                                          : newest->per_mtok_in.value);
    out.push_back(newest->per_mtok_out.value);
    if (std::find(sources.begin(), sources.end(), newest->source.source) == sources.end())
      sources.push_back(newest->source.source);
    name += (name.empty() ? "" : ", ") + id;
  }
  plan.api = name;
  const auto range = [](std::vector<double> rates) {
    std::sort(rates.begin(), rates.end());
    return Spread<Dollars>{{rates.front()}, {rates[rates.size() / 2]}, {rates.back()}};
  };
  std::optional<ApiRates> rates;
  if (!in.empty()) rates = ApiRates{range(in), range(cached), range(out), name, sources.front()};
  const Spread<double> questions = scaled(days_per_month, facts_.number("queries_per_day"));
  ApiUse use;
  use.prompt = quantities<Tokens>(independent_product({questions, draft.prompt_tokens}));
  use.cached_prompt = quantities<Tokens>(scaled(draft.corpus_in_prompt, questions));
  use.output = quantities<Tokens>(independent_product({questions, facts_.number("answer_tokens")}));
  CostLine line = api_cost("api", use, rates, constants_.cost);
  for (const std::string& source : sources) {
    if (std::find(line.basis.sources.begin(), line.basis.sources.end(), source) == line.basis.sources.end())
      line.basis.sources.push_back(source);
  }
  draft.monthly.push_back(std::move(line));
  draft.energy_known = false;
}

void Estimator::serve_on_accelerators(Draft& draft) const {
  Plan& plan = draft.out.plan;
  const double there = accelerators_there();
  const Gpu& gpu = facts_.gpu();
  plan.model = draft.model->id;
  plan.gpu = gpu.id;
  plan.serving = there > 0 ? "owned" : "rented";
  if (gpu.memory_bandwidth_gb_per_s <= 0 || gpu.dense_16bit_tflop_per_s() <= 0) return;  // nothing to reckon with

  ServingSetup setup;
  setup.model = draft.model->shape;
  setup.gpu = gpu;
  setup.engine = settings_.serving_engine;
  setup.input_len = std::min(draft.prompt_tokens.central + draft.corpus_in_prompt,
                             std::max(1024.0, draft.model->context_tokens * 0.9));
  setup.output_len = facts_.value("answer_tokens");
  ServingLoad load;
  load.requests_per_s = facts_.value("queries_per_day") * facts_.value("peak_factor") / seconds_per_day;
  load.latency_p95_s = facts_.value("latency_ms") / 1000;
  const LeastAccelerators least = least_accelerators(setup, load, catalogue_.serving_profiles, constants_.serving);
  if (!least.central.feasible) {
    // The limit cannot be kept by this model on this accelerator: what it costs without the limit is still worth
    // knowing.
    draft.out.plan.notes.push_back({"plan.too_slow", draft.model->id});
    load.latency_p95_s = 0;
  }
  const LeastAccelerators fleet =
      least.central.feasible ? least : least_accelerators(setup, load, catalogue_.serving_profiles, constants_.serving);
  if (!fleet.central.feasible) {
    if (facts_.known("gpus")) plan.fits = false;
    return;
  }
  const double needed = fleet.central.accelerators;
  const double most = fleet.high.feasible ? fleet.high.accelerators : needed * 2;
  const double fewest = fleet.low.feasible ? fleet.low.accelerators : needed;
  plan.serving_gpus = needed;
  plan.tensor_parallel = fleet.central.cards_per_replica;
  if (facts_.known("gpus") && there > 0) {
    const bool holds = needed <= there;
    plan.fits = plan.fits.value_or(true) && (holds || !facts_.yes("on_premises"));
    if (!holds) draft.out.plan.notes.push_back({"plan.rent_beside", std::to_string(static_cast<int>(needed - there))});
  }
  const auto milliseconds = [](double seconds) { return Milliseconds{seconds * 1000}; };
  double slow = fleet.high.feasible ? fleet.high.latency_p95_s : fleet.central.latency_p95_s * 1.5;
  double fast = fleet.low.feasible ? fleet.low.latency_p95_s : fleet.central.latency_p95_s / 1.5;
  Basis basis{"serving-fleet", {"pathfinder-serving-fit-2026"}, {}};
  slow = std::max(slow, fleet.central.latency_p95_s);
  fast = std::min(fast, fleet.central.latency_p95_s);
  Estimate<Milliseconds> latency{
      milliseconds(fast), milliseconds(fleet.central.latency_p95_s), milliseconds(slow), {}, basis};
  Estimate<Milliseconds> first{milliseconds(fleet.central.ttft_p95_s / 1.5),
                               milliseconds(fleet.central.ttft_p95_s),
                               milliseconds(fleet.central.ttft_p95_s * 1.5),
                               {},
                               basis};
  if (draft.strategy.recipe.retrieval) {
    const Estimate<Milliseconds> search = retrieval_latency(false, constants_.retrieval);
    for (Estimate<Milliseconds>* one : {&latency, &first}) {
      one->low += search.low;
      one->central += search.central;
      one->high += search.high;
    }
  }
  draft.out.latency = latency;
  draft.out.ttft = first;

  if (draft.strategy.recipe.retrieval) {
    // What the passages cost an answer beside the article's "about 30 %" (A2), at the load of the busiest hour.
    const ServingEstimate served = estimate_serving(setup, catalogue_.serving_profiles, constants_.serving);
    const Spread<double> base = facts_.number("prompt_tokens");
    const Spread<double> extra = {std::max(0.0, draft.prompt_tokens.low - base.low),
                                  std::max(0.0, draft.prompt_tokens.central - base.central),
                                  std::max(0.0, draft.prompt_tokens.high - base.high)};
    if (served.joules_per_prompt_token > 0 && served.joules_per_output_token > 0) {
      draft.out.retrieval_extra_energy =
          relative_energy(quantities<Tokens>(extra), {base.central}, {setup.output_len},
                          exactly(JoulesPerToken{served.joules_per_prompt_token}),
                          exactly(JoulesPerToken{served.joules_per_output_token}), constants_.retrieval)
              .computed;
    }
  }
  const Spread<double> cards = {std::min(fewest, needed), needed, std::max(most, needed)};
  const double busy = std::clamp(fleet.central.utilisation / std::max(1.0, facts_.value("peak_factor")), 0.0, 1.0);
  const double owned = std::min(needed, there);
  if (there > 0) {
    const Estimate<KilowattHours> energy =
        serving_energy_held(owned, Hours{hours_per_month}, Watts{gpu.tdp_w}, exactly(busy), pue(), constants_.energy);
    draft.energy_month = plus(draft.energy_month, values(spread_of(energy)));
    draft.monthly.push_back(
        power_bill("serving-power", spread_of(energy), "load", tariff(), facts_.region().power_price_source));
    draft.monthly.push_back(
        hosting_per_month("hosting", Watts{owned * gpu.tdp_w * constants_.energy.server_factor.central}, std::nullopt));
  }
  const Spread<double> rented = {std::max(0.0, cards.low - there), std::max(0.0, needed - there),
                                 std::max(0.0, cards.high - there)};
  if (rented.high > 0) {
    const Spread<GpuHours> hours = quantities<GpuHours>(scaled(hours_per_month, rented));
    draft.monthly.push_back(rent("serving-rent", hours, "load", rent_price(), gpu.id));
    const Estimate<KilowattHours> energy = serving_energy_held(rented.central, Hours{hours_per_month}, Watts{gpu.tdp_w},
                                                               exactly(busy), pue(), constants_.energy);
    draft.energy_month = plus(draft.energy_month, values(spread_of(energy)));
  }
}

// --- people, energy, totals -----------------------------------------------------------------------------------------

void Estimator::bill_people(Draft& draft) const {
  Spread<double> weeks{0, 0, 0};
  for (const Stage& stage : draft.strategy.stages) {
    weeks = plus(weeks, {stage.weeks_low, stage.weeks_central, stage.weeks_high});
  }
  // Skill costs weeks (or a supplier), it does not block.
  if (draft.trains && facts_.word("delivery") != "supplier") {
    weeks = scaled(value_of(settings_.weeks_by_skill_expression, facts_.facts()), weeks);
    facts_.value("team_ml_skill");
  }
  if (draft.out.training_wall_hours) {
    const Estimate<Hours>& wall = *draft.out.training_wall_hours;
    weeks =
        plus(weeks, scaled(1 / hours_per_week, Spread<double>{wall.low.value, wall.central.value, wall.high.value}));
  }
  draft.out.weeks_to_value =
      estimate_of(quantities<Weeks>(weeks), {"weeks-of-stages", {"pathfinder-judgement-2026", "quan-2025"}, {}});

  const Spread<double> pay = facts_.number("staff_per_week");
  std::optional<Spread<Dollars>> per_week;
  if (!std::isnan(pay.central)) per_week = quantities<Dollars>(pay);
  draft.setup.push_back(evaluation_set("evaluation-set", 1, label_price(settings_.evaluation_price), constants_.cost));
  draft.setup.push_back(staff("staff-setup", quantities<Weeks>(weeks), settings_.staff_persons, "weeks", per_week));
  const std::string kept = draft.trains ? "training" : (draft.strategy.recipe.retrieval ? "retrieval" : "none");
  const auto upkeep = settings_.upkeep_weeks_per_month.find(kept);
  const double each_month = upkeep == settings_.upkeep_weeks_per_month.end() ? 0 : upkeep->second;
  draft.monthly.push_back(
      staff("staff-upkeep", exactly(Weeks{each_month}), settings_.staff_persons, "weeks:upkeep", per_week));
}

void Estimator::energy_and_totals(Draft& draft) const {
  const double months = facts_.value("horizon_months");
  OptionEstimate& out = draft.out;
  const std::vector<CostLine> all = over_horizon(draft.setup, draft.monthly, months, constants_.cost.discount_rate);
  out.setup = sum(draft.setup);
  out.monthly = sum(draft.monthly);
  out.total = sum(all);
  out.quote_needed = quote_needed(draft.setup) || quote_needed(draft.monthly);
  for (const CostLine& line : draft.setup) out.bill.push_back(bill_line(line, "setup"));
  for (const CostLine& line : draft.monthly) out.bill.push_back(bill_line(line, "monthly"));

  if (!draft.energy_known) return;  // behind an API nobody meters it
  const Spread<double> energy = plus(draft.energy_once, scaled(months, draft.energy_month));
  if (energy.central <= 0) return;
  out.energy = estimate_of(quantities<KilowattHours>(energy), {"energy.serving-held", {"inference-formulas-2026"}, {}});
  const Region& region = facts_.region();
  if (region.carbon.value > 0) {
    out.co2 = carbon(quantities<KilowattHours>(energy), exactly(region.carbon));
    if (!region.carbon_source.empty()) out.co2->basis.sources.push_back(region.carbon_source);
  }
}

void Estimator::effect_prior(Draft& draft) const {
  EffectSituation situation;
  const std::string& training = draft.strategy.recipe.training;
  situation.retrieval = draft.strategy.recipe.retrieval;
  situation.whole_text_in_prompt = draft.corpus_in_prompt > 0;
  situation.tuning = training == "lora"        ? Tuning::adapters
                     : training == "full"      ? Tuning::all_weights
                     : training == "continued" ? Tuning::continued
                     : training == "pretrain"  ? Tuning::pretraining
                     : training == "classic"   ? Tuning::classic
                                               : Tuning::none;
  situation.knowledge_need = facts_.value("knowledge_need");
  situation.style_or_format_needs = facts_.value("style_or_format_needs");
  situation.small_model = facts_.known("model_size_b") && facts_.value("model_size_b") <= 9;
  situation.unusual_output = facts_.value("domain_gap") >= 4;
  const double unseen = facts_.value("unseen_tokens");
  situation.unseen_text = !std::isnan(unseen) && unseen >= 1e10;
  const std::string modality = facts_.word("modality");
  situation.language =
      modality != "tabular" && modality != "time_series" && modality != "events" && modality != "molecule";
  draft.out.effect_odds_ratio = option_effect(situation, constants_.effect);
}

std::optional<EffectView> Estimator::effect() const {
  const double tokens = facts_.value("tokens");
  if (std::isnan(tokens)) return std::nullopt;
  EffectInput input;
  input.corpus = {tokens};
  // 1.0 is D3's "high quality", unique and checked; ordinary internal papers carry 0.7 [decision-criteria-2026, (d)].
  input.density = facts_.value("label_quality") >= 4 && facts_.known("label_quality") ? 1.0 : 0.7;
  input.rounds = facts_.known("rounds") ? facts_.value("rounds") : 0;
  const EffectIndex index = effect_index(input, constants_.effect);
  EffectView view;
  view.odds_ratio = index.odds_ratio;
  view.knowledge = index.knowledge;
  view.strategy = index.strategy;
  view.base = index.base;
  for (const FailureMode& mode : catalogue_.article.failure_modes) {
    if (value_of(mode.condition, facts_.facts()) == 1.0) view.failure_modes.push_back(mode.id);
  }
  return view;
}

/// Of the facts read since the last call that nobody gave, those that move a figure by factors.
std::vector<std::string> Estimator::assumed_drivers() const {
  const std::vector<std::string> assumed = facts_.take_assumed();
  std::vector<std::string> drivers;
  for (const std::string& fact : settings_.figures_rest_on) {
    if (std::find(assumed.begin(), assumed.end(), fact) != assumed.end()) drivers.push_back(fact);
  }
  return drivers;
}

OptionEstimate Estimator::estimate(const Strategy& strategy) const {
  Draft draft(strategy);
  facts_.take_assumed();
  draft.model = &base_model(strategy);
  plan_retrieval(draft);
  facts_.take_assumed();
  plan_training(draft);
  draft.out.training_assumed = assumed_drivers();
  if (!draft.classic) draft.out.plan.model = draft.model->id;
  plan_serving(draft);
  bill_people(draft);
  energy_and_totals(draft);
  draft.out.money_assumed = assumed_drivers();
  for (const std::string& fact : draft.out.training_assumed) {
    auto& all = draft.out.money_assumed;
    if (std::find(all.begin(), all.end(), fact) == all.end()) all.push_back(fact);
  }
  effect_prior(draft);
  return std::move(draft.out);
}

}  // namespace pathfinder
