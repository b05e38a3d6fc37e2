// Hand-computed numbers of the source retrieval-2026 and laws that must hold.
#include "pathfinder/estimate/retrieval.hpp"

#include <random>

#include "constants_from_data.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const RetrievalConstants& constants() {
  static const RetrievalConstants all = retrieval_constants(constants_from("retrieval"));
  return all;
}

template <class Q>
void check_lines_sum(const Estimate<Q>& estimate) {
  Q sum{};
  for (const Line<Q>& line : estimate.breakdown) sum += line.central;
  CHECK(sum.value == Approx(estimate.central.value));
  CHECK(estimate.low <= estimate.central);
  CHECK(estimate.central <= estimate.high);
}

}  // namespace

TEST_CASE("100 million tokens at 512/64 are 223 thousand chunks and 0.85 GiB of raw vectors", "[estimate]") {
  const double chunks = chunk_count({1e8}, {512, 64});
  CHECK(chunks == Approx(223214).margin(1));
  CHECK(in_gib(raw_vectors(chunks, {1024, 4, 16})) == Approx(0.85).margin(0.005));
  CHECK(embedded_tokens({1e8}, {512, 64}).value == Approx(1.1428e8).epsilon(1e-3));
}

TEST_CASE("short documents are a chunk each, and nothing is embedded twice", "[estimate]") {
  CHECK(chunk_count({1e6}, {512, 64}, 10000) == 10000);
  CHECK(embedded_tokens({1e6}, {512, 64}, 10000).value == 1e6);
}

TEST_CASE("a million float32 vectors of 1,024 dimensions are 3.81 GiB, and the graph of 16 links adds 6 percent",
          "[estimate]") {
  const VectorLayout layout{1024, 4, 16};
  CHECK(in_gib(raw_vectors(1e6, layout)) == Approx(3.81).margin(0.01));
  const Estimate<Bytes> index = hnsw_index(1e6, layout, constants());
  check_lines_sum(index);
  CHECK(index.breakdown[1].central / index.breakdown[0].central == Approx(0.0625));
  CHECK(index.central.value == Approx((4096 + 256) * 1.2e6));
  const Estimate<Bytes> small = hnsw_index(1e6, {384, 4, 16}, constants());
  CHECK(small.breakdown[1].central / small.breakdown[0].central == Approx(0.17).margin(0.005));
}

TEST_CASE("a store takes 1.25 to 2 times the raw vectors; pgvector's measured 1.98 lies inside", "[estimate]") {
  const Estimate<Bytes> store = vector_store_memory(5.5e5, {1024, 4, 16}, constants());
  check_lines_sum(store);
  const Bytes raw = raw_vectors(5.5e5, {1024, 4, 16});
  CHECK(store.high / raw == Approx(2));
  CHECK(store.low / raw >= 1.25 * (1 - 1e-12));
  CHECK(store.low.value <= 4249e6);
  CHECK(4249e6 <= store.high.value);
}

TEST_CASE("with one-byte vectors the graph and not the store's factor decides", "[estimate]") {
  const VectorLayout layout{256, 1, 32};
  CHECK(vector_store_memory(1e6, layout, constants()).central == hnsw_index(1e6, layout, constants()).central);
}

TEST_CASE("an L4 embeds 54 thousand tokens a second by the formula, and the measured 62 thousand lie inside",
          "[estimate]") {
  const Spread<TokensPerSecond> rate = embedding_rate(0.335e9, 121, EmbeddingEngine::serving, constants());
  CHECK(rate.central.value == Approx(54179).epsilon(1e-3));
  CHECK(rate.low.value < 62100);
  CHECK(62100 < rate.high.value);
  const Spread<TokensPerSecond> plain = embedding_rate(0.335e9, 121, EmbeddingEngine::plain, constants());
  CHECK(plain.low.value < 19600);
  CHECK(19600 < plain.high.value);
}

TEST_CASE("100 million tokens at the measured rate take 27 minutes of an L4", "[estimate]") {
  const Estimate<GpuHours> time = embedding_time(exactly(Tokens{1e8}), exactly(TokensPerSecond{62100}));
  CHECK(time.central.value * 60 == Approx(26.8).margin(0.1));
  CHECK((time.central * DollarsPerGpuHour{0.75}).value == Approx(0.335).margin(0.005));
}

TEST_CASE("knowledge that changes more often is never embedded again less often", "[estimate]") {
  for (std::size_t level = 1; level < 6; ++level) {
    const Estimate<Tokens> slower = reembedded_per_month({1e8}, level - 1, constants());
    const Estimate<Tokens> faster = reembedded_per_month({1e8}, level, constants());
    CHECK(slower.low <= faster.low);
    CHECK(slower.central < faster.central);
    CHECK(slower.high < faster.high);
  }
  CHECK(reembedded_per_month({1e8}, 0, constants()).high.value == 0);
}

TEST_CASE("five passages of 512 tokens with 50 of metadata add 2,810 tokens at most", "[estimate]") {
  const Estimate<Tokens> extra = extra_prompt(exactly(5.0), {512, 64}, constants());
  CHECK(extra.central.value == 2710);
  CHECK(extra.high.value == 2810);
  check_lines_sum(extra);
}

TEST_CASE("reranking takes longer than searching", "[estimate]") {
  CHECK(retrieval_latency(false, constants()).central.value == 50);
  const Estimate<Milliseconds> with = retrieval_latency(true, constants());
  CHECK(with.central.value == 150);
  CHECK(with.low.value > 30 + 50);
  CHECK(with.high.value < 80 + 200);
  check_lines_sum(with);
}

TEST_CASE("an index of 550 thousand vectors takes pgvector 444 to 2,081 seconds", "[estimate]") {
  const Estimate<Hours> time = index_build_time(5.5e5, constants());
  CHECK(time.low.value * 3600 <= 444);
  CHECK(time.high.value * 3600 >= 2081);
}

TEST_CASE(
    "the article's 30 percent is right for 193 tokens on a busy A100, where five passages cost four times as much",
    "[estimate]") {
  // Qwen2.5-7B, 300 tokens in and out: 300 more tokens cost 47 % more, so a generated token costs 1.13 prompt tokens.
  const Spread<JoulesPerToken> in = exactly(JoulesPerToken{1});
  const Spread<JoulesPerToken> out = exactly(JoulesPerToken{1 / 0.47 - 1});
  const RelativeEnergy one = relative_energy(exactly(Tokens{300}), {300}, {300}, in, out, constants());
  CHECK(one.computed.central == Approx(0.47));
  CHECK(one.article == 0.3);
  CHECK(one.tokens_for_article.value == Approx(193).margin(2));
  const RelativeEnergy five = relative_energy(exactly(Tokens{2560}), {300}, {300}, in, out, constants());
  CHECK(five.computed.central == Approx(4.09).epsilon(0.03));
}

TEST_CASE("more tokens, passages or vectors never cost less", "[estimate]") {
  std::mt19937_64 generator(4);
  const auto draw = [&](double low, double high) {
    const double share = static_cast<double>(generator() >> 11U) * 0x1.0p-53;
    return low + share * (high - low);
  };
  for (int i = 0; i < 10000; ++i) {
    const double tokens = draw(1, 1e10);
    const double more = tokens * draw(1, 3);
    const double documents = draw(1, 1e6);
    const Chunking chunking{draw(128, 1024), draw(0, 100)};
    const double chunks = chunk_count({tokens}, chunking, documents);
    const double more_chunks = chunk_count({more}, chunking, documents);
    REQUIRE(chunks <= more_chunks);
    REQUIRE(embedded_tokens({tokens}, chunking, documents) <= embedded_tokens({more}, chunking, documents));
    const VectorLayout layout{draw(64, 4096), draw(0.125, 4), draw(4, 64)};
    const Estimate<Bytes> store = vector_store_memory(chunks, layout, constants());
    const Estimate<Bytes> more_store = vector_store_memory(more_chunks, layout, constants());
    REQUIRE(store.low <= more_store.low);
    REQUIRE(store.central <= more_store.central);
    REQUIRE(store.high <= more_store.high);
    const Spread<TokensPerSecond> rate =
        embedding_rate(draw(1e7, 7e9), draw(20, 2000), EmbeddingEngine::serving, constants());
    REQUIRE(embedding_time(exactly(Tokens{tokens}), rate).high <= embedding_time(exactly(Tokens{more}), rate).high);
    const double k = draw(1, 20);
    REQUIRE(extra_prompt(exactly(k), chunking, constants()).low <=
            extra_prompt(exactly(k + 1), chunking, constants()).low);
  }
}
