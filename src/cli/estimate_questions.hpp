// What `estimate` is asked, read from its options: one question per kind.
#pragma once

#include "pathfinder/answers/cost.hpp"
#include "pathfinder/answers/document.hpp"
#include "pathfinder/answers/retrieval.hpp"
#include "pathfinder/answers/serving.hpp"
#include "pathfinder/answers/training.hpp"

#include "cli/estimate_options.hpp"
#include "cli/fact_options.hpp"

namespace pathfinder::cli {

void declare_training(EstimateOptions& ask, bool memory);
/// The training job that the options describe. `memory`: no tokens are needed.
TrainingQuestion training_question(EstimateOptions& ask, bool memory);

void declare_serving(EstimateOptions& ask);
ServingQuestion serving_question(EstimateOptions& ask);

void declare_retrieval(EstimateOptions& ask);
RetrievalQuestion retrieval_question(EstimateOptions& ask);

void declare_cost(EstimateOptions& ask);
/// The amounts beside the facts of an option, or the whole bill where no option is named.
Answer cost_answer(EstimateOptions& ask, const FactOptions& facts, EstimateView& view);

}  // namespace pathfinder::cli
