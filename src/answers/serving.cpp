// Throughput and times of a deployment, or the fleet for a load; a chip without evidence gets bounds.
#include "pathfinder/answers/serving.hpp"

#include <algorithm>
#include <cmath>

namespace pathfinder {
namespace {

/// What the engine leaves of a card's memory to weights: the rule by which they fit or not.
double room_for_weights(const ServingPlan& plan) {
  return std::max(0.0, plan.memory_share * plan.memory - plan.reserve_bytes);
}

/// Throughput, time to first token, time per token of a deployment.
void add_deployment(const ServingEstimate& served, const ServingConstants& constants, bool with_throughput,
                    Answer& answer) {
  if (with_throughput) {
    AnswerFigure rate = figure_of("tokens_per_s_out", "tokens/s", served.throughput);
    if (served.bound) {
      rate.bound = Bound::at_most;
      rate.limit = rate.estimate.high;
    }
    answer.figures.push_back(std::move(rate));
  }
  for (AnswerFigure figure : {figure_of("tpot_ms", "ms", served.tpot), figure_of("ttft_ms", "ms", served.ttft)}) {
    if (served.bound) {
      figure.bound = Bound::at_least;
      figure.limit = figure.estimate.low;
    }
    answer.figures.push_back(std::move(figure));
  }
  if (!served.bound && served.plan.tdp_w > 0) {
    answer.figures.push_back(
        figure_of("joules_per_output_token", "joule/token", output_token_joules(served, constants)));
    answer.figures.push_back(
        figure_of("joules_per_prompt_token", "joule/token", prompt_token_joules(served, constants)));
  }
}

}  // namespace

Answer answer_serving(const ServingQuestion& question, const Catalogue& catalogue, const EstimateConstants& all) {
  const ServingConstants& constants = all.serving;
  Answer answer;
  answer.kind = "serve";
  if (question.load.requests_per_s <= 0) {
    const ServingEstimate served =
        explained(estimate_serving(question.setup, catalogue.serving_profiles, constants), constants);
    if (!served.point.fits) {
      answer.notes.push_back({"estimate.note.serve-fits-not",
                              {word("gpu", question.setup.gpu.id),
                               amount("memory", weight_bytes_per_card(served.plan) / bytes_per_gib, "GiB"),
                               amount("room", room_for_weights(served.plan) / bytes_per_gib, "GiB"),
                               amount("card", in_gib(question.setup.gpu.usable_memory()), "GiB")},
                              true});
    }
    add_deployment(served, constants, true, answer);
    if (served.bound) answer.notes.push_back({"estimate.note.serve-bound", {word("gpu", question.setup.gpu.id)}, true});
    answer.notes.push_back(
        {"estimate.note.batch",
         {amount("batch", served.point.batch, "sequences"), amount("limit", served.point.batch_limit, "sequences")},
         false});
    return answer;
  }

  const LeastAccelerators least =
      least_accelerators(question.setup, question.load, catalogue.serving_profiles, constants);
  const ServingFleet& usable = least.usable();
  if (!usable.feasible) {
    answer.notes.push_back({least.bound ? "estimate.note.fleet-none-bound" : "estimate.note.fleet-none",
                            {word("gpu", question.setup.gpu.id)},
                            true});
    return answer;
  }
  AnswerFigure cards = figure_of("accelerators", "gpus", fleet_size(least));
  if (least.bound || !least.central.feasible) {
    cards.bound = Bound::at_least;
    cards.limit = cards.estimate.low;
  }

  ServingSetup replica = question.setup;
  replica.gpu_count = replica.tp = usable.cards_per_replica;
  replica.pp = replica.attention_dp = 1;
  replica.moe_tp = replica.moe_ep = 0;
  replica.concurrency = std::max(1.0, usable.in_flight);
  const ServingEstimate served = explained(estimate_serving(replica, catalogue.serving_profiles, constants), constants);
  const bool bound = cards.bound != Bound::none;
  answer.figures.push_back(std::move(cards));
  if (bound) {
    AnswerFigure token = figure_of("tpot_ms", "ms", served.tpot);
    token.bound = Bound::at_least;
    token.limit = token.estimate.low;
    answer.figures.push_back(std::move(token));
    answer.notes.push_back({least.bound ? "estimate.note.serve-bound" : "estimate.note.fleet-only-fast",
                            {word("gpu", question.setup.gpu.id)},
                            true});
    return answer;
  }

  answer.figures.push_back(figure_of("latency_ms_p95", "ms", fleet_latency(least, served, question.load, constants)));
  add_deployment(served, constants, false, answer);
  answer.notes.push_back(
      {"estimate.note.in-flight",
       {amount("flight", usable.in_flight * usable.replicas, "sequences"),
        amount("replicas", usable.replicas, "replicas"), amount("cards", usable.cards_per_replica, "gpus"),
        amount("tokens", question.load.requests_per_s * served.plan.output_len, "tokens/s")},
       false});
  if (!least.high.feasible)
    answer.notes.push_back({"estimate.note.fleet-slow-end", {word("gpu", question.setup.gpu.id)}, true});
  return answer;
}

}  // namespace pathfinder
