#include "advise/draft.hpp"

#include <algorithm>
#include <cmath>

namespace pathfinder {

CostLines Draft::whole_bill() const {
  CostLines whole = bill;
  whole.setup.insert(whole.setup.end(), people->lines.setup.begin(), people->lines.setup.end());
  whole.monthly.insert(whole.monthly.end(), people->lines.monthly.begin(), people->lines.monthly.end());
  return whole;
}

Draft prompt_draft(const EstimateContext& context, const Strategy& strategy, const Choice& choice) {
  const PlanSettings& settings = context.settings;
  Draft draft(strategy, context.catalogue.training_of(strategy), choice);
  draft.prompt_tokens = draft.of_prompt.take(context.facts.number(context.slots.prompt_tokens));
  const Spread<double> corpus = draft.of_prompt.take(context.facts.number(context.slots.tokens));
  if (strategy.recipe.prompt_corpus && !std::isnan(corpus.central) && corpus.central <= settings.prompt_corpus_limit)
    draft.corpus_in_prompt = corpus.central;
  if (!strategy.recipe.retrieval) return draft;
  draft.prompt_tokens = plus(draft.prompt_tokens, values(context.constants.passages));
  return draft;
}

Draft draft_of(const EstimateContext& context, const Strategy& strategy, const Choice& choice) {
  Draft draft = prompt_draft(context, strategy, choice);
  if (draft.trains) draft_training(context, draft);
  draft_serving(context, draft);
  return draft;
}

Read<Spread<double>> stage_weeks(const EstimateContext& context, const Draft& draft) {
  Spread<double> weeks{0, 0, 0};
  for (const Stage& stage : draft.strategy.stages)
    weeks = plus(weeks, {stage.weeks_low, stage.weeks_central, stage.weeks_high});
  // Skill costs weeks (or a supplier), it does not block.
  MadeOf made;
  if (draft.trains && made.take(context.facts.word(context.slots.delivery)) != "supplier")
    weeks = scaled(made.take(context.facts.value_of(context.settings.weeks_by_skill_expression)), weeks);
  return {weeks, made};
}

Read<EmbeddingLoad> tokens_to_embed(const EstimateContext& context) {
  const FactSlots& slots = context.slots;
  MadeOf made;
  const Spread<double> text = known_or(made.take(context.facts.number(slots.tokens)), {0, 0, 0});
  const Chunking chunking{context.settings.chunk, context.settings.overlap};
  const Spread<double> documents = known_or(made.take(context.facts.number(slots.docs)), exactly(1.0));
  const Tokens embedded = embedded_tokens({text.central}, chunking, std::max(1.0, documents.central));
  const auto level = static_cast<std::size_t>(made.take(context.facts.value(slots.knowledge_changes)));
  return {{quantities<Tokens>(independent_product({exactly(embedded.value), ratio(text)})),
           reembedded_range(embedded, level, context.constants.retrieval)},
          made};
}

Spread<TokensPerSecond> embedding_speed(const EstimateContext& context, const Gpu& gpu) {
  const LanguageModel& embedder = context.catalogue.models[context.settings.embedder];
  const double matrix_params = embedder.shape.params_total - embedder.shape.vocab * embedder.shape.hidden;
  return embedding_rate(matrix_params, gpu.dense_16bit_tflop_per_s(), EmbeddingEngine::serving,
                        context.constants.retrieval);
}

}  // namespace pathfinder
