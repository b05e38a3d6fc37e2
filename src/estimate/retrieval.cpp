// The knowledge base's own costs; sources in retrieval.hpp and data/constants/retrieval.json.
#include "pathfinder/estimate/retrieval.hpp"

#include <algorithm>
#include <string>

#include "pathfinder/base/calendar.hpp"

namespace pathfinder {

namespace {

/// "retrieval-2026": the compilation that all formulas here come from.
Basis basis(std::string method) {
  return {std::move(method), {"retrieval-2026"}, {}};
}

/// One over a spread: its ends change places. \pre low > 0
Spread<double> inverse(const Spread<double>& spread) {
  return {1 / spread.high, 1 / spread.central, 1 / spread.low};
}

}  // namespace

RetrievalConstants retrieval_constants(const ConstantSpreads& constants) {
  return {constants("retrieval.hnsw-headroom"),
          constants("retrieval.link-bytes").central,
          constants("retrieval.store-factor"),
          constants("retrieval.embedding-share-engine"),
          constants("retrieval.embedding-share-plain"),
          constants("retrieval.metadata-tokens"),
          constants("retrieval.search-ms"),
          constants("retrieval.rerank-ms"),
          constants("retrieval.index-build-per-s"),
          constants("retrieval.article-extra-energy").central,
          {constants("retrieval.monthly-change.never"), constants("retrieval.monthly-change.yearly"),
           constants("retrieval.monthly-change.monthly"), constants("retrieval.monthly-change.weekly"),
           constants("retrieval.monthly-change.daily"), constants("retrieval.monthly-change.realtime")}};
}

double chunk_count(Tokens corpus, const Chunking& chunking, double documents) {
  return std::max(corpus.value / (chunking.chunk - chunking.overlap), documents);
}

Tokens embedded_tokens(Tokens corpus, const Chunking& chunking, double documents) {
  const double repeated = chunk_count(corpus, chunking, documents) - std::max(documents, 1.0);
  return {corpus.value + std::max(repeated, 0.0) * chunking.overlap};
}

Estimate<double> chunk_estimate(const Spread<Tokens>& corpus, const Chunking& chunking, double documents) {
  const auto count = [&](Tokens tokens) { return chunk_count(tokens, chunking, documents); };
  auto chunks =
      estimate_of<double>({count(corpus.low), count(corpus.central), count(corpus.high)}, basis("retrieval.chunks"));
  chunks.breakdown = {{"estimate.line.chunks",
                       chunks.central,
                       "retrieval.chunk-count",
                       {{"T", corpus.central.value, "tokens"},
                        {"c", chunking.chunk, "tokens"},
                        {"o", chunking.overlap, "tokens"},
                        {"documents", documents, "documents"}}}};
  return chunks;
}

Estimate<Tokens> embedded_estimate(const Spread<Tokens>& corpus, const Chunking& chunking, double documents) {
  const auto read = [&](Tokens tokens) { return embedded_tokens(tokens, chunking, documents); };
  auto embedded =
      estimate_of<Tokens>({read(corpus.low), read(corpus.central), read(corpus.high)}, basis("retrieval.chunks"));
  embedded.breakdown = {{"estimate.line.embedded",
                         embedded.central,
                         "retrieval.embedded-tokens",
                         {{"T", corpus.central.value, "tokens"},
                          {"N", chunk_count(corpus.central, chunking, documents), "chunks"},
                          {"o", chunking.overlap, "tokens"},
                          {"documents", documents, "documents"}}}};
  return embedded;
}

Bytes raw_vectors(double vectors, const VectorLayout& layout) {
  return {vectors * layout.dimensions * layout.bytes_per_dimension};
}

namespace {

Bytes links_of(double vectors, const VectorLayout& layout, const RetrievalConstants& constants) {
  return {vectors * layout.links * constants.link_bytes};
}

Spread<Bytes> hnsw_range(double vectors, const VectorLayout& layout, const RetrievalConstants& constants) {
  const Bytes both = raw_vectors(vectors, layout) + links_of(vectors, layout, constants);
  return scaled(both.value, quantities<Bytes>(constants.hnsw_headroom));
}

}  // namespace

Estimate<Bytes> hnsw_index(double vectors, const VectorLayout& layout, const RetrievalConstants& constants) {
  const Bytes raw = raw_vectors(vectors, layout);
  const Bytes links = links_of(vectors, layout, constants);
  const Bytes both = raw + links;
  auto memory = estimate_of(hnsw_range(vectors, layout, constants), basis("retrieval.hnsw"));
  memory.breakdown = {{"line.retrieval.vectors", raw, "retrieval.raw-vectors"},
                      {"line.retrieval.links", links, "retrieval.links"},
                      {"line.retrieval.headroom", memory.central - both, "retrieval.headroom"}};
  return memory;
}

Spread<Bytes> vector_store_range(double vectors, const VectorLayout& layout, const RetrievalConstants& constants) {
  const Bytes raw = raw_vectors(vectors, layout);
  const Spread<Bytes> index = hnsw_range(vectors, layout, constants);
  return {std::max(raw * constants.store_factor.low, index.low),
          std::max(raw * constants.store_factor.central, index.central),
          std::max(raw * constants.store_factor.high, index.high)};
}

Estimate<Bytes> vector_store_memory(double vectors, const VectorLayout& layout, const RetrievalConstants& constants) {
  const Bytes raw = raw_vectors(vectors, layout);
  auto memory = estimate_of(vector_store_range(vectors, layout, constants), basis("retrieval.store"));
  memory.breakdown = {{"line.retrieval.vectors", raw, "retrieval.raw-vectors"},
                      {"line.retrieval.store", memory.central - raw, "retrieval.store-rest"}};
  return memory;
}

Estimate<Bytes> explained(Estimate<Bytes> memory, double vectors, const VectorLayout& layout,
                          const RetrievalConstants& constants) {
  const Part count{"N", vectors, "chunks"};
  const Part width{"d", layout.dimensions, "dimensions"};
  const Part bytes{"B", layout.bytes_per_dimension, "bytes"};
  const Part links{"m", layout.links, "links"};
  const Part link{"l", constants.link_bytes, "bytes", "retrieval.link-bytes"};
  const Part room{"x", constants.hnsw_headroom.central, "ratio", "retrieval.hnsw-headroom"};
  for (Line<Bytes>& line : memory.breakdown) {
    const std::string& formula = line.basis.method;
    if (formula == "retrieval.raw-vectors") line.parts = {count, width, bytes};
    if (formula == "retrieval.links") line.parts = {count, links, link};
    if (formula == "retrieval.headroom") line.parts = {count, width, bytes, links, link, room};
    if (formula == "retrieval.store-rest")
      line.parts = {count,
                    width,
                    bytes,
                    links,
                    link,
                    room,
                    {"y", constants.store_factor.central, "ratio", "retrieval.store-factor"}};
  }
  return memory;
}

Spread<TokensPerSecond> embedding_rate(double params, double dense_tflop_per_s, EmbeddingEngine engine,
                                       const RetrievalConstants& constants) {
  const Spread<double>& share = engine == EmbeddingEngine::serving ? constants.engine_share : constants.plain_share;
  return quantities<TokensPerSecond>(scaled(dense_tflop_per_s * 1e12 / (2 * params), share));
}

Spread<GpuHours> embedding_time_range(const Spread<Tokens>& tokens, const Spread<TokensPerSecond>& rate) {
  const Spread<double> seconds = independent_product({values(tokens), inverse(values(rate))});
  return quantities<GpuHours>(scaled(1 / seconds_per_hour, seconds));
}

Estimate<GpuHours> embedding_time(const Spread<Tokens>& tokens, const Spread<TokensPerSecond>& rate) {
  return estimate_of(embedding_time_range(tokens, rate), basis("retrieval.embedding-rate"));
}

Estimate<GpuHours> embedding_time(const Spread<Tokens>& tokens, double params, double dense_tflop_per_s,
                                  const RetrievalConstants& constants) {
  Estimate<GpuHours> time =
      embedding_time(tokens, embedding_rate(params, dense_tflop_per_s, EmbeddingEngine::serving, constants));
  time.breakdown = {{"estimate.line.embedding",
                     time.central,
                     "retrieval.embedding-hours",
                     {{"T_e", tokens.central.value, "tokens"},
                      {"P", params, "parameters"},
                      {"s", constants.engine_share.central, "ratio", "retrieval.embedding-share-engine"},
                      {"F", dense_tflop_per_s * 1e12, "FLOP/s"}}}};
  return time;
}

Spread<Tokens> reembedded_range(Tokens embedded, std::size_t level, const RetrievalConstants& constants) {
  return quantities<Tokens>(scaled(embedded.value, constants.monthly_change.at(level)));
}

Estimate<Tokens> reembedded_per_month(Tokens embedded, std::size_t level, const RetrievalConstants& constants) {
  return estimate_of(reembedded_range(embedded, level, constants), basis("retrieval.re-embedding"));
}

Spread<Tokens> extra_prompt_range(const Spread<double>& k, const Chunking& chunking,
                                  const RetrievalConstants& constants) {
  const Spread<double>& metadata = constants.metadata_tokens;
  const Spread<double> passage{chunking.chunk + metadata.low, chunking.chunk + metadata.central,
                               chunking.chunk + metadata.high};
  return quantities<Tokens>(independent_product({k, passage}));
}

Estimate<Tokens> extra_prompt(const Spread<double>& k, const Chunking& chunking, const RetrievalConstants& constants) {
  const Spread<double>& metadata = constants.metadata_tokens;
  auto extra = estimate_of(extra_prompt_range(k, chunking, constants), basis("retrieval.prompt-growth"));
  const Tokens passages{k.central * chunking.chunk};
  const Part count{"k", k.central, "passages"};
  extra.breakdown = {
      {"line.retrieval.passages", passages, "retrieval.passages", {count, {"c", chunking.chunk, "tokens"}}},
      {"line.retrieval.metadata",
       extra.central - passages,
       "retrieval.metadata",
       {count, {"a", metadata.central, "tokens", "retrieval.metadata-tokens"}}}};
  return extra;
}

Estimate<Milliseconds> retrieval_latency(bool rerank, const RetrievalConstants& constants) {
  const Spread<double>& search = constants.search_ms;
  const Line<Milliseconds> searching("line.retrieval.search", {search.central}, "retrieval.search",
                                     {{"t_search", search.central, "ms", "retrieval.search-ms"}});
  if (!rerank) {
    auto latency = estimate_of(quantities<Milliseconds>(search), basis("retrieval.latency"));
    latency.breakdown = {searching};
    return latency;
  }
  const Spread<double>& ranking = constants.rerank_ms;
  const MovedAlone drivers[] = {{search.low + ranking.central, search.high + ranking.central},
                                {search.central + ranking.low, search.central + ranking.high}};
  auto latency = estimate_of(quantities<Milliseconds>(combined(search.central + ranking.central, drivers)),
                             basis("retrieval.latency"));
  latency.breakdown = {searching,
                       {"line.retrieval.rerank",
                        {ranking.central},
                        "retrieval.rerank",
                        {{"t_rerank", ranking.central, "ms", "retrieval.rerank-ms"}}}};
  return latency;
}

Estimate<Hours> index_build_time(double vectors, const RetrievalConstants& constants) {
  auto time = estimate_of(quantities<Hours>(scaled(vectors / seconds_per_hour, inverse(constants.build_per_s))),
                          basis("retrieval.index-build"));
  time.breakdown = {
      {"estimate.line.index-build",
       time.central,
       "retrieval.index-build",
       {{"N", vectors, "chunks"}, {"r", constants.build_per_s.central, "vectors/s", "retrieval.index-build-per-s"}}}};
  return time;
}

RelativeEnergy relative_energy(const Spread<Tokens>& extra, Tokens prompt, Tokens answer,
                               const Spread<JoulesPerToken>& per_prompt_token,
                               const Spread<JoulesPerToken>& per_output_token, const RetrievalConstants& constants) {
  const auto ratio = [&](Tokens more, JoulesPerToken in, JoulesPerToken out) {
    return (more * in) / (prompt * in + answer * out);
  };
  const JoulesPerToken in = per_prompt_token.central;
  const JoulesPerToken out = per_output_token.central;
  const MovedAlone drivers[] = {
      {ratio(extra.low, in, out), ratio(extra.high, in, out)},
      {ratio(extra.central, per_prompt_token.low, out), ratio(extra.central, per_prompt_token.high, out)},
      {ratio(extra.central, in, per_output_token.high), ratio(extra.central, in, per_output_token.low)}};
  RelativeEnergy result;
  result.article = constants.article_extra_energy;
  result.computed = estimate_of(combined(ratio(extra.central, in, out), drivers), basis("retrieval.relative-energy"));
  result.computed.basis.sources.push_back("quan-2025");
  result.computed.breakdown = {{"estimate.line.extra-energy",
                                result.computed.central,
                                "retrieval.relative-energy",
                                {{"x", extra.central.value, "tokens"},
                                 {"e_in", in.value, "joule/token"},
                                 {"p", prompt.value, "tokens"},
                                 {"a", answer.value, "tokens"},
                                 {"e_out", out.value, "joule/token"}}}};
  result.tokens_for_article = {result.article * ((prompt * in + answer * out).value / in.value)};
  return result;
}

}  // namespace pathfinder
