// Embedding a text and keeping its index: by an API, on accelerators of one's own, or on rented ones.
#include <algorithm>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "advise/bill.hpp"
#include "advise/prices.hpp"
#include "advise/work.hpp"

namespace pathfinder {
namespace {

void bill_embedding(const EstimateContext& context, Draft& draft, const EmbeddingLoad& load, bool by_api) {
  MadeOf& made = draft.of_prompt;
  const Gpu& gpu = *draft.choice.gpu;
  const Spread<TokensPerSecond> rate = embedding_speed(context, gpu);
  const double there = made.take(owned(context, draft.choice));
  const auto hours = [&](const Spread<Tokens>& tokens) { return embedding_time_range(tokens, rate); };
  if (there == 0 && by_api) {
    const std::optional<ApiRates>& rates = context.constants.embedding;
    const auto bill = [&](const char* label, const Spread<Tokens>& used) {
      return api_cost(named(context, label), {used, exactly(Tokens{0}), exactly(Tokens{0})}, rates,
                      context.constants.cost);
    };
    draft.bill.setup.push_back(bill("embedding-api", load.once));
    draft.bill.monthly.push_back(bill("re-embedding-api", load.monthly));
  } else if (there > 0 || made.take(buys_cards(context))) {
    const auto bill = [&](const char* label, const Spread<Tokens>& tokens) {
      const Spread<double> full_power = exactly(1.0);
      const Spread<KilowattHours> energy = training_energy_range(hours(tokens), rated_power(context, gpu), full_power,
                                                                 pue(context), context.constants.energy);
      return by_rated_power(context, gpu,
                            power_bill(named(context, label), energy, "hours:embedding", made.take(tariff(context)),
                                       tariff_basis(*context.place.value)));
    };
    draft.bill.setup.push_back(bill("embedding-power", load.once));
    draft.bill.monthly.push_back(bill("re-embedding-power", load.monthly));
  } else {
    const auto bill = [&](const char* label, const Spread<Tokens>& tokens) {
      return rent(named(context, label), hours(tokens), "hours:embedding", rent_price(context, gpu), gpu.id);
    };
    draft.bill.setup.push_back(bill("embedding-rent", load.once));
    draft.bill.monthly.push_back(bill("re-embedding-rent", load.monthly));
  }
}

/// The index at a seller that bills by storage, reads and writes; nothing where no seller's price is complete.
Read<std::optional<Line<Dollars>>> hosted_store(const EstimateContext& context, StoreUse use,
                                                const Spread<Tokens>& embedded_a_month) {
  const Catalogue& catalogue = context.catalogue;
  const auto price_of = [&](std::string_view item, const std::string& provider) -> const StorePrice* {
    const StorePrice* newest = nullptr;
    for (const StorePrice& price : catalogue.store_prices) {
      if (price.item != item || price.source.provider != provider) continue;
      if (newest == nullptr || price.source.as_of > newest->source.as_of) newest = &price;
    }
    return newest;
  };
  MadeOf made;
  std::optional<Line<Dollars>> cheapest;
  for (const StorePrice& storage : catalogue.store_prices) {
    if (storage.item != "storage" || !region_allowed(context.limits, storage.source.region)) continue;
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
    const double questions = days_per_month * made.take(context.facts.value(context.slots.queries_per_day));
    const auto units = [](Bytes held) { return std::max(0.25, held.value / 1e9); };
    use.reads = {questions * units(use.memory.low), questions * units(use.memory.central),
                 questions * units(use.memory.high)};
    const LanguageModel& embedder = catalogue.models[context.settings.embedder];
    const double kilobytes = embedder.embedding_dim * VectorLayout{}.bytes_per_dimension / 1000;
    use.writes = scaled(kilobytes / context.settings.chunk, values(embedded_a_month));
    Line<Dollars> line = vector_store_per_month(named(context, "vector-store"), use, rates);
    if (context.words()) line.basis.sources.emplace_back("pinecone-understanding-cost");
    if (!cheapest || line.central < cheapest->central) cheapest = std::move(line);
  }
  return {std::move(cheapest), made};
}

/// A month of a store run by oneself, at what its memory costs; nothing where no row prices memory.
std::optional<Line<Dollars>> own_store(const EstimateContext& context, const StoreUse& use) {
  for (const StorePrice& price : context.catalogue.store_prices) {
    if (price.item != "memory" || price.per_gb_month.value <= 0) continue;
    StoreRates rates;
    rates.per_gb_month = exactly(price.per_gb_month);
    rates.id = price.plan;
    rates.source = price.source.source;
    return vector_store_per_month(named(context, "vector-store"), use, rates);
  }
  return std::nullopt;
}

}  // namespace

void bill_retrieval(const EstimateContext& context, Draft& draft) {
  if (!draft.strategy.recipe.retrieval) return;
  const FactSlots& slots = context.slots;
  MadeOf& made = draft.of_prompt;
  const Spread<double> text = known_or(made.take(context.facts.number(slots.tokens)), {0, 0, 0});
  if (text.central <= 0) return;
  const EmbeddingLoad load = made.take(tokens_to_embed(context));
  const bool by_api = made.take(api_allowed(context));
  if (draft.choice.gpu->dense_16bit_tflop_per_s() > 0) bill_embedding(context, draft, load, by_api);

  const LanguageModel& embedder = context.catalogue.models[context.settings.embedder];
  VectorLayout layout;
  layout.dimensions = embedder.embedding_dim > 0 ? embedder.embedding_dim : layout.dimensions;
  const Chunking chunking{context.settings.chunk, context.settings.overlap};
  const Spread<double> documents = known_or(made.take(context.facts.number(slots.docs)), exactly(1.0));
  const double chunks = chunk_count({text.central}, chunking, std::max(1.0, documents.central));
  const Spread<Bytes> store = vector_store_range(chunks, layout, context.constants.retrieval);
  StoreUse use;
  use.memory = quantities<Bytes>(widened(values(store), ratio(text)));
  if (const auto month = made.take(quoted(context, "vector-store"))) {
    StoreRates rates;
    rates.minimum = month->central;
    rates.id = rates.source = quote_source(context.catalogue, "vector-store");
    draft.bill.monthly.push_back(vector_store_per_month(named(context, "vector-store"), use, rates));
    return;
  }
  std::optional<Line<Dollars>> line = own_store(context, use);
  if (!line) return;
  if (by_api) {
    std::optional<Line<Dollars>> hosted = made.take(hosted_store(context, use, load.monthly));
    if (hosted && hosted->central < line->central) line = std::move(hosted);
  }
  draft.bill.monthly.push_back(*std::move(line));
}

}  // namespace pathfinder
