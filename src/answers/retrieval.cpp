// The figures of a knowledge base, and the article's extra energy beside the computed one.
#include "pathfinder/answers/retrieval.hpp"

#include <algorithm>
#include <cmath>

namespace pathfinder {
namespace {

/// The range of a figure, wider by that of a factor it is proportional to.
void widen(AnswerFigure& figure, const Spread<double>& by) {
  Estimate<double>& estimate = figure.estimate;
  const Spread<double> wide = independent_product({spread_of(estimate), by});
  estimate.low = wide.low;
  estimate.high = wide.high;
}

}  // namespace

Answer answer_retrieval(const RetrievalQuestion& question, const Catalogue& catalogue, const EstimateConstants& all) {
  const RetrievalConstants& constants = all.retrieval;
  const Chunking& cut = question.chunking;
  const ModelShape& encoder = question.embedder->shape;
  const double documents = std::max(1.0, question.documents);
  Answer answer;
  answer.kind = "rag";
  const Spread<Tokens> text = quantities<Tokens>(question.tokens);
  const Estimate<double> chunks = chunk_estimate(text, cut, documents);
  const Estimate<Tokens> embedded = embedded_estimate(text, cut, documents);
  answer.figures.push_back(figure_of("chunks", "chunks", chunks));
  answer.figures.push_back(figure_of("embedded_tokens", "tokens", embedded));

  // Memory: of the bare index, and of a store around it. The text's range moves both.
  VectorLayout layout;
  if (question.embedder->embedding_dim > 0) layout.dimensions = question.embedder->embedding_dim;
  const Spread<double> text_share = chunks.central > 0 ? scaled(1 / chunks.central, spread_of(chunks)) : exactly(1.0);
  const auto memory = [&](std::string id, const Estimate<Bytes>& estimate) {
    AnswerFigure figure =
        figure_of(std::move(id), "GiB", explained(estimate, chunks.central, layout, constants), 1 / bytes_per_gib);
    widen(figure, text_share);
    return figure;
  };
  answer.figures.push_back(memory("index_gib", hnsw_index(chunks.central, layout, constants)));
  answer.figures.insert(answer.figures.begin(),
                        memory("store_gib", vector_store_memory(chunks.central, layout, constants)));

  // Embedding once, and again as knowledge changes.
  const double params = encoder.params_total - encoder.vocab * encoder.hidden;
  const double peak = question.gpu.dense_16bit_tflop_per_s();
  const Estimate<Tokens> again = reembedded_per_month(embedded.central, question.changes, constants);
  if (peak > 0 && params > 0) {
    const auto hours = [&](std::string id, const Estimate<Tokens>& tokens) {
      answer.figures.push_back(
          figure_of(std::move(id), "gpu-hours", embedding_time(spread_of(tokens), params, peak, constants)));
    };
    hours("embedding_gpu_hours", embedded);
    if (again.central.value > 0) hours("reembedding_gpu_hours_per_month", again);
  }
  answer.figures.push_back(figure_of("index_build_hours", "hours", index_build_time(chunks.central, constants)));

  // What it adds to every question.
  const Estimate<Tokens> extra = extra_prompt(question.passages, cut, constants);
  answer.figures.push_back(figure_of("extra_prompt_tokens", "tokens", extra));
  answer.figures.push_back(figure_of("retrieval_ms", "ms", retrieval_latency(question.rerank, constants)));
  if (question.queries_per_day > 0) {
    Estimate<Tokens> daily =
        estimate_of(quantities<Tokens>(scaled(question.queries_per_day, values(spread_of(extra)))), extra.basis);
    daily.breakdown = {{"estimate.line.longer-prompts",
                        daily.central,
                        "retrieval.extra-per-day",
                        {{"x", extra.central.value, "tokens"}, {"q", question.queries_per_day, "questions"}}}};
    answer.figures.push_back(figure_of("extra_prompt_tokens_per_day", "tokens", daily));
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
      answer.figures.push_back(figure_of("extra_energy_of_an_answer", "ratio", relative.computed));
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
