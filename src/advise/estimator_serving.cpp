// What answers the questions of one option: retrieval, an API, or accelerators and how many.
#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "advise/draft.hpp"

namespace pathfinder {

namespace {

/// Embedding by the token: lowest, middle and highest of the sellers' newest rates.
std::optional<ApiRates> embedding_rates(const Catalogue& catalogue) {
  std::vector<double> rates;
  std::vector<std::string> sources;
  for (const ApiPrice& price : catalogue.embedding_prices) {
    const bool newest =
        std::none_of(catalogue.embedding_prices.begin(), catalogue.embedding_prices.end(), [&](const ApiPrice& other) {
          return other.model == price.model && other.source.provider == price.source.provider &&
                 other.source.as_of > price.source.as_of;
        });
    if (!newest || price.per_mtok_in.value <= 0) continue;  // a free quota is no price
    rates.push_back(price.per_mtok_in.value);
    sources.push_back(price.source.source);
  }
  if (rates.empty()) return std::nullopt;
  std::sort(rates.begin(), rates.end());
  return ApiRates{{{rates.front()}, {rates[rates.size() / 2]}, {rates.back()}}, {}, {}, "embedding", sources.front()};
}

}  // namespace

/// What a question's prompt holds: the question, passages, or the whole text.
void Estimator::set_prompt(Draft& draft) const {
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
}

std::pair<Spread<Tokens>, Spread<Tokens>> Estimator::tokens_to_embed() const {
  const Spread<double> text = known_or(facts_.number("tokens"), {0, 0, 0});
  const Chunking chunking{settings_.chunk, settings_.overlap};
  const double documents = std::max(1.0, known_or(facts_.number("docs"), exactly(1.0)).central);
  const Tokens embedded = embedded_tokens({text.central}, chunking, documents);
  const auto level = static_cast<std::size_t>(facts_.level("knowledge_changes"));
  return {quantities<Tokens>(independent_product({exactly(embedded.value), ratio(text)})),
          spread_of(reembedded_per_month(embedded, level, constants_.retrieval))};
}

Spread<TokensPerSecond> Estimator::embedding_speed(const Gpu& gpu) const {
  const LanguageModel& embedder = catalogue_.models[catalogue_.find("models", settings_.embedding_model)];
  const double matrix_params = embedder.shape.params_total - embedder.shape.vocab * embedder.shape.hidden;
  return embedding_rate(matrix_params, gpu.dense_16bit_tflop_per_s(), EmbeddingEngine::serving, constants_.retrieval);
}

void Estimator::plan_retrieval(Draft& draft) const {
  set_prompt(draft);
  if (!draft.strategy.recipe.retrieval) return;
  const Chunking chunking{settings_.chunk, settings_.overlap};
  const Spread<double> text = known_or(facts_.number("tokens"), {0, 0, 0});
  if (text.central <= 0) return;
  const LanguageModel& embedder = catalogue_.models[catalogue_.find("models", settings_.embedding_model)];
  const double documents = std::max(1.0, known_or(facts_.number("docs"), exactly(1.0)).central);
  const auto [to_embed, again] = tokens_to_embed();
  const Gpu& gpu = *draft.choice.gpu;
  if (gpu.dense_16bit_tflop_per_s() > 0) {
    const Spread<TokensPerSecond> rate = embedding_speed(gpu);
    const Estimate<GpuHours> once = embedding_time(to_embed, rate);
    const Estimate<GpuHours> monthly = embedding_time(again, rate);
    if (owned(draft) == 0 && api_allowed()) {
      const std::optional<ApiRates> by_token = embedding_rates(catalogue_);
      const auto bill = [&](const char* label, const Spread<Tokens>& used) {
        return api_cost(label, {used, exactly(Tokens{0}), exactly(Tokens{0})}, by_token, constants_.cost);
      };
      draft.setup.push_back(bill("embedding-api", to_embed));
      draft.monthly.push_back(bill("re-embedding-api", again));
    } else if (owned(draft) > 0) {
      const Spread<double> full_power = exactly(1.0);
      const auto energy = training_energy(spread_of(once), Watts{gpu.tdp_w}, full_power, pue(), constants_.energy);
      draft.setup.push_back(
          power_bill("embedding-power", spread_of(energy), "hours:embedding", tariff(), place().power_price_source));
      const auto energy_again =
          training_energy(spread_of(monthly), Watts{gpu.tdp_w}, full_power, pue(), constants_.energy);
      draft.monthly.push_back(power_bill("re-embedding-power", spread_of(energy_again), "hours:embedding", tariff(),
                                         place().power_price_source));
    } else {
      draft.setup.push_back(rent("embedding-rent", spread_of(once), "hours:embedding", rent_price(gpu), gpu.id));
      draft.monthly.push_back(
          rent("re-embedding-rent", spread_of(monthly), "hours:embedding", rent_price(gpu), gpu.id));
    }
  }

  // The index: memory of the store, at what a self-run store's memory costs.
  VectorLayout layout;
  layout.dimensions = embedder.embedding_dim > 0 ? embedder.embedding_dim : layout.dimensions;
  const double chunks = chunk_count({text.central}, chunking, documents);
  const Estimate<Bytes> store = vector_store_memory(chunks, layout, constants_.retrieval);
  StoreUse use;
  use.memory = spread_of(widened(store, ratio(text)));
  if (const auto month = quoted("vector-store")) {
    StoreRates rates;
    rates.minimum = month->central;
    rates.id = rates.source = quote_source(catalogue_, "vector-store");
    draft.monthly.push_back(vector_store_per_month("vector-store", use, rates));
    return;
  }
  for (const StorePrice& price : catalogue_.store_prices) {
    if (price.item != "memory" || price.per_gb_month.value <= 0) continue;
    StoreRates rates;
    rates.per_gb_month = exactly(price.per_gb_month);
    rates.id = price.plan;
    rates.source = price.source.source;
    draft.monthly.push_back(vector_store_per_month("vector-store", use, rates));
    break;
  }
  if (!api_allowed() || draft.monthly.empty() || draft.monthly.back().label != "vector-store") return;
  const std::optional<Line<Dollars>> hosted = hosted_store(use, again);
  if (hosted && hosted->central < draft.monthly.back().central) draft.monthly.back() = *hosted;
}

/// The same index at a seller that bills by storage, reads and writes; nothing where no seller's price is complete.
std::optional<Line<Dollars>> Estimator::hosted_store(StoreUse use, const Spread<Tokens>& embedded_a_month) const {
  const auto price_of = [&](std::string_view item, const std::string& provider) -> const StorePrice* {
    const StorePrice* newest = nullptr;
    for (const StorePrice& price : catalogue_.store_prices) {
      if (price.item != item || price.source.provider != provider) continue;
      if (newest == nullptr || price.source.as_of > newest->source.as_of) newest = &price;
    }
    return newest;
  };
  std::optional<Line<Dollars>> cheapest;
  for (const StorePrice& storage : catalogue_.store_prices) {
    if (storage.item != "storage" || !region_allowed(limits_, storage.source.region)) continue;
    const StorePrice* reads = price_of("read_units", storage.source.provider);
    const StorePrice* writes = price_of("write_units", storage.source.provider);
    if (reads == nullptr || writes == nullptr) continue;
    StoreRates rates;
    rates.per_gb_month = exactly(storage.per_gb_month);
    rates.per_million_reads = exactly(reads->per_million);
    rates.per_million_writes = exactly(writes->per_million);
    if (const StorePrice* minimum = price_of("minimum", storage.source.provider)) rates.minimum = minimum->per_month;
    rates.id = storage.plan;
    rates.source = storage.source.source;
    // A query reads one unit per 10^9 bytes of the index, a quarter at least; a kilobyte written is one unit
    // [pinecone-understanding-cost].
    const double questions = days_per_month * facts_.value("queries_per_day");
    const auto units = [](Bytes held) { return std::max(0.25, held.value / 1e9); };
    use.reads = {questions * units(use.memory.low), questions * units(use.memory.central),
                 questions * units(use.memory.high)};
    const LanguageModel& embedder = catalogue_.models[catalogue_.find("models", settings_.embedding_model)];
    const double kilobytes = embedder.embedding_dim * VectorLayout{}.bytes_per_dimension / 1000;
    use.writes = scaled(kilobytes / settings_.chunk, values(embedded_a_month));
    Line<Dollars> line = vector_store_per_month("vector-store", use, rates);
    line.basis.sources.emplace_back("pinecone-understanding-cost");
    if (!cheapest || line.central < cheapest->central) cheapest = std::move(line);
  }
  return cheapest;
}

// --- serving --------------------------------------------------------------------------------------------------------

void Estimator::plan_serving(Draft& draft) const {
  Plan& plan = draft.out.plan;
  if (draft.classic) {
    plan.serving = "cpu";
    draft.monthly.push_back(cite_quotes(server_per_month("cpu-server", 1, quoted("cpu-server")), "cpu-server"));
    return;
  }
  if (draft.choice.api) {
    serve_behind_api(draft, draft.trains ? settings_.tuned_api_models : settings_.api_models);
  } else {
    serve_on_accelerators(draft);
  }
}

const PlanCache::Fleet& Estimator::fleet_for(const Draft& draft) const {
  ServingSetup setup;
  setup.input_len = std::min(draft.prompt_tokens.central + draft.corpus_in_prompt,
                             std::max(1024.0, draft.model->context_tokens * 0.9));
  setup.output_len = facts_.value("answer_tokens");
  ServingLoad load;
  load.requests_per_s = facts_.value("queries_per_day") * facts_.value("peak_factor") / seconds_per_day;
  load.latency_p95_s = facts_.value("latency_ms") / 1000;
  const auto place = std::find(precisions.begin(), precisions.end(), draft.choice.precision);
  const PlanCache::Key key{draft.model,
                           draft.choice.gpu,
                           {static_cast<double>(place - precisions.begin()), setup.input_len, setup.output_len,
                            load.requests_per_s, load.latency_p95_s}};
  const auto found = cache_.fleets_.find(key);
  if (found != cache_.fleets_.end()) return found->second;

  setup.model = draft.model->shape;
  setup.gpu = *draft.choice.gpu;
  setup.engine = settings_.serving_engine;
  setup.precision = draft.choice.precision;
  // What was measured here: the model's machine is so many times as fast as the user's, so its load and limit are too.
  const std::string system = serving_system(setup.gpu.id, setup.engine, catalogue_.serving_profiles);
  load.requests_per_s *= pathfinder::exp(-offset_for(catalogue_.calibration, "tokens_per_s_out", system).mean);
  load.latency_p95_s /= pathfinder::exp(offset_for(catalogue_.calibration, "tpot_ms", system).mean);
  PlanCache::Fleet fleet;
  fleet.least = least_accelerators(setup, load, catalogue_.serving_profiles, constants_.serving);
  if (!fleet.least.central.feasible) {
    // The limit cannot be kept by this model on this accelerator: what it costs without the limit is still worth
    // knowing.
    fleet.too_slow = true;
    load.latency_p95_s = 0;
    fleet.least = least_accelerators(setup, load, catalogue_.serving_profiles, constants_.serving);
  }
  return cache_.fleets_.emplace(key, fleet).first->second;
}

void Estimator::serve_behind_api(Draft& draft, const std::vector<std::string>& models) const {
  Plan& plan = draft.out.plan;
  plan.serving = "api";
  if (!draft.trains) plan.model.clear();
  std::vector<double> in, cached, out;
  std::vector<std::string> sources;
  std::string name;
  for (const ApiPrice* newest : sold_here(models)) {
    in.push_back(newest->per_mtok_in.value);
    cached.push_back(newest->per_mtok_cached_in.value > 0 ? newest->per_mtok_cached_in.value
                                                          : newest->per_mtok_in.value);
    out.push_back(newest->per_mtok_out.value);
    if (std::find(sources.begin(), sources.end(), newest->source.source) == sources.end())
      sources.push_back(newest->source.source);
    name += (name.empty() ? "" : ", ") + newest->model;
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
  // Batches come back within a day: whoever allows that pays half [cost.batch-share].
  constexpr double day_ms = seconds_per_day * 1000;
  const bool allowed = facts_.known("latency_ms") && facts_.value("latency_ms") >= day_ms;
  use.batch_share = draft.choice.batched || allowed ? 1 : 0;
  Line<Dollars> line = api_cost("api", use, rates, constants_.cost);
  for (const std::string& source : sources) {
    if (std::find(line.basis.sources.begin(), line.basis.sources.end(), source) == line.basis.sources.end())
      line.basis.sources.push_back(source);
  }
  draft.monthly.push_back(std::move(line));
  draft.energy_known = false;
}

void Estimator::serve_on_accelerators(Draft& draft) const {
  Plan& plan = draft.out.plan;
  facts_.gpu();  // the figures rest on it, even where it is only the kind to start the search from
  const double there = owned(draft);
  const Gpu& gpu = *draft.choice.gpu;
  plan.model = draft.model->id;
  plan.gpu = gpu.id;
  plan.precision = draft.choice.precision;
  plan.serving = there > 0 ? "owned" : "rented";
  if (gpu.memory_bandwidth_gb_per_s <= 0 || gpu.dense_16bit_tflop_per_s() <= 0) return;  // nothing to reckon with

  const std::string system = serving_system(gpu.id, settings_.serving_engine, catalogue_.serving_profiles);
  const PlanCache::Fleet& found = fleet_for(draft);
  const LeastAccelerators& fleet = found.least;
  draft.too_slow = found.too_slow;
  if (found.too_slow) draft.out.plan.notes.push_back({"plan.too_slow", draft.model->id});
  if (fleet.bound) draft.out.plan.notes.push_back({"plan.bound", gpu.id});
  if (!fleet.central.feasible) {
    draft.serving_fits = false;
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
  calibrate_estimate(latency, catalogue_.calibration, "tpot_ms", system);
  calibrate_estimate(first, catalogue_.calibration, "ttft_ms", system);
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
    ServingSetup setup;
    setup.model = draft.model->shape;
    setup.gpu = gpu;
    setup.engine = settings_.serving_engine;
    setup.precision = draft.choice.precision;
    setup.input_len = std::min(draft.prompt_tokens.central + draft.corpus_in_prompt,
                               std::max(1024.0, draft.model->context_tokens * 0.9));
    setup.output_len = facts_.value("answer_tokens");
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
  // A replica works while anything is in flight: of a Poisson number with the mean of a mean hour, all but e^-mean.
  const double mean_in_flight = fleet.central.in_flight / std::max(1.0, facts_.value("peak_factor"));
  const double busy = 1 - pathfinder::exp(-mean_in_flight);
  const double owned = std::min(needed, there);
  if (there > 0) {
    const Estimate<KilowattHours> energy =
        serving_energy_held(owned, Hours{hours_per_month}, Watts{gpu.tdp_w}, exactly(busy), pue(), constants_.energy);
    draft.energy_month = plus(draft.energy_month, values(spread_of(energy)));
    draft.monthly.push_back(
        power_bill("serving-power", spread_of(energy), "load", tariff(), place().power_price_source));
    const Watts power{owned * gpu.tdp_w * constants_.energy.server_factor.central};
    draft.monthly.push_back(cite_quotes(hosting_per_month("hosting", power, quoted("hosting")), "hosting"));
  }
  const Spread<double> rented = {std::max(0.0, cards.low - there), std::max(0.0, needed - there),
                                 std::max(0.0, cards.high - there)};
  if (rented.high > 0) {
    const Spread<GpuHours> hours = quantities<GpuHours>(scaled(hours_per_month, rented));
    draft.monthly.push_back(rent("serving-rent", hours, "load", rent_price(gpu), gpu.id));
    const Estimate<KilowattHours> energy = serving_energy_held(rented.central, Hours{hours_per_month}, Watts{gpu.tdp_w},
                                                               exactly(busy), pue(), constants_.energy);
    draft.energy_month = plus(draft.energy_month, values(spread_of(energy)));
    // Nobody rents into the user's rooms by the hour, and what accelerators cost to buy has no price row.
    if (facts_.known("on_premises") && facts_.yes("on_premises"))
      draft.out.plan.notes.push_back(
          {"plan.own_rooms", std::to_string(static_cast<int>(std::max(1.0, needed - there)))});
  }
}

}  // namespace pathfinder
