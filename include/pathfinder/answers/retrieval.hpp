// `estimate rag`: what a knowledge base costs beside the model, with every line in its parts.
#pragma once

#include <cstddef>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/answers/answer.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {

/// A knowledge base as asked for.
struct RetrievalQuestion {
  Spread<double> tokens{0, 0, 0};
  double documents = 1;
  Chunking chunking;
  Spread<double> passages{0, 0, 0};
  bool rerank = false;
  std::size_t changes = 0;  ///< level of knowledge_changes
  const LanguageModel* embedder = nullptr;
  Gpu gpu;
  double queries_per_day = 0;  ///< 0: not asked
  double prompt_tokens = 0;
  double answer_tokens = 0;
  const LanguageModel* model = nullptr;  ///< that answers; null: no comparison with the article
};

/// Chunks, index, embedding, upkeep, the longer prompt, and the article's +30 % beside the computed extra energy.
Answer answer_retrieval(const RetrievalQuestion& question, const Catalogue& catalogue,
                        const EstimateConstants& constants);

}  // namespace pathfinder
