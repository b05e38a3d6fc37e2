// The figures of a knowledge base with their parts; formulas are estimate/retrieval's, equations
// data/formulas/retrieval.json.
#include "pathfinder/advise/answer_retrieval.hpp"

#include <algorithm>
#include <cmath>

namespace pathfinder {
namespace {

/// One exact or estimated figure with a single line of its own formula.
AnswerFigure plain(std::string id, std::string unit, const Spread<double>& value, std::string label,
                   std::string formula, std::vector<AnswerPart> parts, const Basis& basis) {
  AnswerFigure figure;
  figure.id = std::move(id);
  figure.unit = std::move(unit);
  figure.low = value.low;
  figure.central = value.central;
  figure.high = value.high;
  figure.basis = basis;
  figure.lines = {{std::move(label), value.central, std::move(formula), std::move(parts), false}};
  return figure;
}

Spread<double> spread(const Spread<double>& of, double factor) {
  return scaled(factor, of);
}

}  // namespace

Answer answer_retrieval(const RetrievalQuestion& question, const Catalogue& catalogue, const EstimateConstants& all) {
  const RetrievalConstants& constants = all.retrieval;
  const Chunking& cut = question.chunking;
  const ModelShape& encoder = question.embedder->shape;
  const double documents = std::max(1.0, question.documents);
  Answer answer;
  answer.kind = "rag";
  const Basis basis{"retrieval.chunks", {"retrieval-2026"}, {}};
  const AnswerPart text{"T", question.tokens.central, "tokens", ""};
  const AnswerPart docs{"documents", documents, "documents", ""};
  const AnswerPart size{"c", cut.chunk, "tokens", ""};
  const AnswerPart twice{"o", cut.overlap, "tokens", ""};

  const auto of_text = [&](const auto& formula) {
    return Spread<double>{formula(question.tokens.low), formula(question.tokens.central),
                          formula(question.tokens.high)};
  };
  const Spread<double> chunks = of_text([&](double tokens) { return chunk_count({tokens}, cut, documents); });
  const Spread<double> embedded =
      of_text([&](double tokens) { return embedded_tokens({tokens}, cut, documents).value; });
  const AnswerPart count{"N", chunks.central, "chunks", ""};
  answer.figures.push_back(plain("chunks", "chunks", chunks, "estimate.line.chunks", "retrieval.chunk-count",
                                 {text, size, twice, docs}, basis));
  answer.figures.push_back(plain("embedded_tokens", "tokens", embedded, "estimate.line.embedded",
                                 "retrieval.embedded-tokens", {text, count, twice, docs}, basis));

  // Memory: of the bare index, and of a store around it. The text's range moves both.
  VectorLayout layout;
  if (question.embedder->embedding_dim > 0) layout.dimensions = question.embedder->embedding_dim;
  const Spread<double> text_share = chunks.central > 0 ? spread(chunks, 1 / chunks.central) : exactly(1.0);
  const auto widened = [&](AnswerFigure& figure, const Spread<double>& by) {
    const Spread<double> wide = independent_product({{figure.low, figure.central, figure.high}, by});
    figure.low = wide.low;
    figure.high = wide.high;
  };
  const AnswerPart width{"d", layout.dimensions, "dimensions", ""};
  const AnswerPart bytes{"B", layout.bytes_per_dimension, "bytes", ""};
  const AnswerPart links{"m", layout.links, "links", ""};
  const Estimate<Bytes> hnsw = hnsw_index(chunks.central, layout, constants);
  AnswerFigure index = figure_of("index_gib", "GiB", hnsw, 1 / bytes_per_gib);
  const AnswerPart room{"x", constants.hnsw_headroom.central, "ratio", "retrieval.hnsw-headroom"};
  const AnswerPart link{"l", constants.link_bytes, "bytes", "retrieval.link-bytes"};
  index.lines = {
      {"line.retrieval.vectors",
       in_gib(hnsw.breakdown[0].central),
       "retrieval.raw-vectors",
       {count, width, bytes},
       false},
      {"line.retrieval.links", in_gib(hnsw.breakdown[1].central), "retrieval.links", {count, links, link}, false},
      {"line.retrieval.headroom",
       in_gib(hnsw.breakdown[2].central),
       "retrieval.headroom",
       {count, width, bytes, links, link, room},
       false}};
  widened(index, text_share);
  answer.figures.push_back(std::move(index));
  const Estimate<Bytes> held = vector_store_memory(chunks.central, layout, constants);
  AnswerFigure store = figure_of("store_gib", "GiB", held, 1 / bytes_per_gib);
  store.lines = {{"line.retrieval.vectors",
                  in_gib(held.breakdown[0].central),
                  "retrieval.raw-vectors",
                  {count, width, bytes},
                  false},
                 {"line.retrieval.store",
                  in_gib(held.breakdown[1].central),
                  "retrieval.store-rest",
                  {count,
                   width,
                   bytes,
                   links,
                   link,
                   room,
                   {"y", constants.store_factor.central, "ratio", "retrieval.store-factor"}},
                  false}};
  widened(store, text_share);
  answer.figures.insert(answer.figures.begin(), std::move(store));

  // Embedding once, and again as knowledge changes.
  const double params = encoder.params_total - encoder.vocab * encoder.hidden;
  const double peak = question.gpu.dense_16bit_tflop_per_s();
  const Estimate<Tokens> again = reembedded_per_month({embedded.central}, question.changes, constants);
  if (peak > 0 && params > 0) {
    const Spread<TokensPerSecond> rate = embedding_rate(params, peak, EmbeddingEngine::serving, constants);
    const auto hours = [&](std::string id, const Spread<double>& tokens) {
      const Estimate<GpuHours> time = embedding_time(quantities<Tokens>(tokens), rate);
      AnswerFigure figure = figure_of(std::move(id), "gpu-hours", time);
      figure.lines = {{"estimate.line.embedding",
                       time.central.value,
                       "retrieval.embedding-hours",
                       {{"T_e", tokens.central, "tokens", ""},
                        {"P", params, "parameters", ""},
                        {"s", constants.engine_share.central, "ratio", "retrieval.embedding-share-engine"},
                        {"F", peak * 1e12, "FLOP/s", ""}},
                       false}};
      answer.figures.push_back(std::move(figure));
    };
    hours("embedding_gpu_hours", embedded);
    if (again.central.value > 0) hours("reembedding_gpu_hours_per_month", values(spread_of(again)));
  }
  const Estimate<Hours> build = index_build_time(chunks.central, constants);
  AnswerFigure building = figure_of("index_build_hours", "hours", build);
  building.lines = {{"estimate.line.index-build",
                     build.central.value,
                     "retrieval.index-build",
                     {count, {"r", constants.build_per_s.central, "vectors/s", "retrieval.index-build-per-s"}},
                     false}};
  answer.figures.push_back(std::move(building));

  // What it adds to every question.
  const Estimate<Tokens> extra = extra_prompt(question.passages, cut, constants);
  AnswerFigure longer = figure_of("extra_prompt_tokens", "tokens", extra);
  const AnswerPart passages{"k", question.passages.central, "passages", ""};
  longer.lines = {
      {"line.retrieval.passages", extra.breakdown[0].central.value, "retrieval.passages", {passages, size}, false},
      {"line.retrieval.metadata",
       extra.breakdown[1].central.value,
       "retrieval.metadata",
       {passages, {"a", constants.metadata_tokens.central, "tokens", "retrieval.metadata-tokens"}},
       false}};
  answer.figures.push_back(std::move(longer));
  const Estimate<Milliseconds> search = retrieval_latency(question.rerank, constants);
  AnswerFigure delay = figure_of("retrieval_ms", "ms", search);
  delay.lines = {{"line.retrieval.search",
                  constants.search_ms.central,
                  "retrieval.search",
                  {{"t_search", constants.search_ms.central, "ms", "retrieval.search-ms"}},
                  false}};
  if (question.rerank) {
    delay.lines.push_back({"line.retrieval.rerank",
                           constants.rerank_ms.central,
                           "retrieval.rerank",
                           {{"t_rerank", constants.rerank_ms.central, "ms", "retrieval.rerank-ms"}},
                           false});
  }
  answer.figures.push_back(std::move(delay));
  if (question.queries_per_day > 0) {
    const Spread<double> daily = scaled(question.queries_per_day, values(spread_of(extra)));
    answer.figures.push_back(plain(
        "extra_prompt_tokens_per_day", "tokens", daily, "estimate.line.longer-prompts", "retrieval.extra-per-day",
        {{"x", extra.central.value, "tokens", ""}, {"q", question.queries_per_day, "questions", ""}}, extra.basis));
  }

  // The article's "+30 %" (A2) beside what the passages add to an answer's energy on this accelerator.
  if (question.model != nullptr && question.gpu.memory_bandwidth_gb_per_s > 0 && peak > 0) {
    ServingSetup setup;
    setup.model = question.model->shape;
    setup.gpu = question.gpu;
    setup.input_len = question.prompt_tokens + extra.central.value;
    setup.output_len = question.answer_tokens;
    setup.gpu_count = 8;
    const double weights = question.model->shape.params_total * 2;
    while (setup.gpu_count > 1 && setup.gpu_count / 2 * question.gpu.usable_memory().value * 0.75 > weights)
      setup.gpu_count /= 2;
    setup.tp = setup.gpu_count;
    setup.concurrency = 16;
    const ServingEstimate served = estimate_serving(setup, catalogue.serving_profiles, all.serving);
    if (served.joules_per_prompt_token > 0 && served.joules_per_output_token > 0 && !served.bound) {
      const RelativeEnergy relative =
          relative_energy(spread_of(extra), {question.prompt_tokens}, {question.answer_tokens},
                          exactly(JoulesPerToken{served.joules_per_prompt_token}),
                          exactly(JoulesPerToken{served.joules_per_output_token}), constants);
      AnswerFigure more;
      more.id = "extra_energy_of_an_answer";
      more.unit = "ratio";
      more.low = relative.computed.low;
      more.central = relative.computed.central;
      more.high = relative.computed.high;
      more.basis = relative.computed.basis;
      more.lines = {{"estimate.line.extra-energy",
                     relative.computed.central,
                     "retrieval.relative-energy",
                     {{"x", extra.central.value, "tokens", ""},
                      {"e_in", served.joules_per_prompt_token, "joule/token", ""},
                      {"p", question.prompt_tokens, "tokens", ""},
                      {"a", question.answer_tokens, "tokens", ""},
                      {"e_out", served.joules_per_output_token, "joule/token", ""}},
                     false}};
      answer.figures.push_back(std::move(more));
      answer.notes.push_back({"estimate.note.article-rag",
                              {amount("article", relative.article, "percent"),
                               amount("computed", relative.computed.low, relative.computed.high, "percent"),
                               amount("tokens", relative.tokens_for_article.value, "tokens"),
                               word("model", question.model->id), word("gpu", question.gpu.id)},
                              false});
    }
  }
  return answer;
}

}  // namespace pathfinder
