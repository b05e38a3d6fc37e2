// What a knowledge base costs beside the model: chunks, vectors, embedding, upkeep, the longer prompt, the time to
// search. Formulas and measured values: [retrieval-2026], sections named below; the article's "+30 %" is A2 of
// [quan-2025].
#pragma once

#include <array>
#include <cstddef>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// How texts are cut; lengths in tokens.
struct Chunking {
  double chunk = 512;
  double overlap = 64;
};

/// How a vector is stored.
struct VectorLayout {
  double dimensions = 1024;
  double bytes_per_dimension = 4;  ///< float32 4, float16 2, int8 1, binary 1/8
  double links = 16;               ///< links per node and layer of an HNSW graph (m)
};

/// What runs the embedding model on an accelerator.
enum class EmbeddingEngine { serving, plain };  ///< an engine with batching and fused attention; a plain loop

/// Constants of data/constants/retrieval.json; meanings stand there. Times in milliseconds, rates per second.
struct RetrievalConstants {
  Spread<double> hnsw_headroom;     ///< over vectors and links
  double link_bytes = 0;            ///< per link m: two directions of 8 bytes
  Spread<double> store_factor;      ///< memory of a store over raw vectors
  Spread<double> engine_share;      ///< of the dense 16-bit peak, EmbeddingEngine::serving
  Spread<double> plain_share;       ///< the same, EmbeddingEngine::plain
  Spread<double> metadata_tokens;   ///< per retrieved chunk: title, place, separators
  Spread<double> search_ms;         ///< one search inside a service, with the query's embedding
  Spread<double> rerank_ms;         ///< reranking the candidates of one question
  Spread<double> build_per_s;       ///< vectors put into an HNSW index
  double article_extra_energy = 0;  ///< A2: 0.30
  std::array<Spread<double>, 6>
      monthly_change;  ///< share of the corpus embedded again a month, by level of knowledge_changes
};

/// Reads the constants.
RetrievalConstants retrieval_constants(const ConstantSpreads& constants);

/// Chunks of a corpus: tokens / (chunk - overlap), and never fewer than the documents. [retrieval.chunks]
/// \pre chunking.chunk > chunking.overlap >= 0
double chunk_count(Tokens corpus, const Chunking& chunking, double documents = 1);

/// Tokens the embedding model reads: the corpus and every overlap twice. [retrieval.chunks]
Tokens embedded_tokens(Tokens corpus, const Chunking& chunking, double documents = 1);

/// The two of a corpus that is not known exactly, with their lines. [retrieval.chunks]
Estimate<double> chunk_estimate(const Spread<Tokens>& corpus, const Chunking& chunking, double documents);
Estimate<Tokens> embedded_estimate(const Spread<Tokens>& corpus, const Chunking& chunking, double documents);

// Of each formula that a plan is weighed by, the range alone and the estimate with its lines.

/// Vectors alone: count * dimensions * bytes. [retrieval.raw-vectors; section 1]
Bytes raw_vectors(double vectors, const VectorLayout& layout);

/// Vectors in an HNSW graph: count * (dimensions * bytes + 16 * links) * 1.2. Lines: vectors, links, headroom.
/// [retrieval.hnsw; ScyllaDB's sizing page, section 1]
Estimate<Bytes> hnsw_index(double vectors, const VectorLayout& layout, const RetrievalConstants& constants);

/// Memory of the store that holds them: 1.25 (lean) to 2 times (log, copies, payload) the raw vectors, and never less
/// than the HNSW index. Lines: vectors, what the store adds. [retrieval.store; section 1]
Spread<Bytes> vector_store_range(double vectors, const VectorLayout& layout, const RetrievalConstants& constants);
Estimate<Bytes> vector_store_memory(double vectors, const VectorLayout& layout, const RetrievalConstants& constants);

/// Either of the two with the parts that each line recomputes from.
Estimate<Bytes> explained(Estimate<Bytes> memory, double vectors, const VectorLayout& layout,
                          const RetrievalConstants& constants);

/// Tokens an accelerator embeds a second: share * dense 16-bit peak / (2 * parameters). `params`: those that take part
/// in matrix products (vocabulary tables of multilingual encoders do not). [retrieval.embedding-rate; section 3] \pre
/// params > 0
Spread<TokensPerSecond> embedding_rate(double params, double dense_tflop_per_s, EmbeddingEngine engine,
                                       const RetrievalConstants& constants);

/// Accelerator time to embed `tokens`. \pre rate > 0
Spread<GpuHours> embedding_time_range(const Spread<Tokens>& tokens, const Spread<TokensPerSecond>& rate);
Estimate<GpuHours> embedding_time(const Spread<Tokens>& tokens, const Spread<TokensPerSecond>& rate);

/// The same on an engine with its line: which accelerator and which encoder it takes the time from. \pre peak, params >
/// 0
Estimate<GpuHours> embedding_time(const Spread<Tokens>& tokens, double params, double dense_tflop_per_s,
                                  const RetrievalConstants& constants);

/// Tokens embedded again each month because knowledge changes. `level`: index of knowledge_changes, never … realtime.
/// [retrieval.re-embedding] \pre level < 6
Spread<Tokens> reembedded_range(Tokens embedded, std::size_t level, const RetrievalConstants& constants);
Estimate<Tokens> reembedded_per_month(Tokens embedded, std::size_t level, const RetrievalConstants& constants);

/// What retrieval adds to every prompt: k * (chunk + metadata). Lines: passages, metadata. [retrieval.prompt-growth;
/// section 4]
Spread<Tokens> extra_prompt_range(const Spread<double>& k, const Chunking& chunking,
                                  const RetrievalConstants& constants);
Estimate<Tokens> extra_prompt(const Spread<double>& k, const Chunking& chunking, const RetrievalConstants& constants);

/// Time before generation starts: search, and reranking where asked for. [retrieval.latency; section 2]
Estimate<Milliseconds> retrieval_latency(bool rerank, const RetrievalConstants& constants);

/// Time to put vectors into an HNSW index. [retrieval.index-build; section 2]
Estimate<Hours> index_build_time(double vectors, const RetrievalConstants& constants);

/// The article's extra energy of retrieval beside the computed one.
struct RelativeEnergy {
  double article = 0;         ///< A2: 0.30
  Estimate<double> computed;  ///< extra energy of an answer over its energy without retrieval
  Tokens tokens_for_article;  ///< extra prompt tokens at which the article's figure is right
};

/// Extra energy of an answer: extra * e_prompt / (prompt * e_prompt + answer * e_output). [retrieval.relative-energy;
/// section 5] \pre the energies and prompt + answer are above 0
RelativeEnergy relative_energy(const Spread<Tokens>& extra, Tokens prompt, Tokens answer,
                               const Spread<JoulesPerToken>& per_prompt_token,
                               const Spread<JoulesPerToken>& per_output_token, const RetrievalConstants& constants);

}  // namespace pathfinder
