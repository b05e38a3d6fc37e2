// The article's effect formula and the priors by option; sources in effect.hpp and data/constants/effect.json.
#include "pathfinder/estimate/effect.hpp"

#include <algorithm>

#include "pathfinder/base/math.hpp"

namespace pathfinder {

namespace {

/// The sum in the brackets of D1.
double weighted(double knowledge, double strategy, double base, double w_knowledge, double w_strategy, double w_base) {
  return w_knowledge * knowledge + w_strategy * strategy + w_base * base;
}

/// Between two effects: 0 gives the first, 1 the second, on the logarithm.
Spread<double> blend(const Spread<double>& first, const Spread<double>& second, double share) {
  const auto mean = [&](double a, double b) { return exp((1 - share) * log(a) + share * log(b)); };
  if (share <= 0) return first;
  if (share >= 1) return second;
  return {mean(first.low, second.low), mean(first.central, second.central), mean(first.high, second.high)};
}

/// 0 at level 2 and below, 1 at level 4 and above.
double between_2_and_4(double level) {
  return std::clamp((level - 2) / 2, 0.0, 1.0);
}

/// An effect with the ids of the priors it was made from.
struct Prior {
  Spread<double> odds_ratio;
  std::vector<std::string> rows;
};

/// Names the rows that a blend really used.
Prior blended(const Spread<double>& first, const char* first_row, const Spread<double>& second, const char* second_row,
              double share) {
  Prior prior{blend(first, second, share), {}};
  if (share < 1) prior.rows.emplace_back(first_row);
  if (share > 0) prior.rows.emplace_back(second_row);
  return prior;
}

/// Both effects on top of each other, as factors of one odds ratio: the second is measured over the first.
Prior on_top(Prior below, const Spread<double>& over, const char* row) {
  below.odds_ratio = independent_product({below.odds_ratio, over});
  below.rows.emplace_back(row);
  return below;
}

Prior retrieval_prior(const EffectSituation& situation, const EffectConstants& constants) {
  return blended(constants.rag_low_need, "effect.prior.rag-low-need", constants.rag_high_need,
                 "effect.prior.rag-high-need", between_2_and_4(situation.knowledge_need));
}

/// Adapters: new facts gain little; a gap in behaviour much; a small model, or a format it cannot do, most.
Prior adapter_prior(const EffectSituation& situation, const EffectConstants& constants) {
  const bool format = situation.small_model;
  return blended(constants.peft_new_facts, "effect.prior.peft-new-facts",
                 format ? constants.peft_format : constants.peft_behaviour,
                 format ? "effect.prior.peft-format" : "effect.prior.peft-behaviour",
                 between_2_and_4(situation.style_or_format_needs));
}

std::optional<Prior> tuning_prior(const EffectSituation& situation, const EffectConstants& constants) {
  switch (situation.tuning) {
    case Tuning::none:
      return std::nullopt;
    case Tuning::adapters:
      return adapter_prior(situation, constants);
    case Tuning::all_weights:
      return situation.unusual_output
                 ? on_top(adapter_prior(situation, constants), constants.full_over_peft_unusual,
                          "effect.prior.full-over-peft-unusual")
                 : on_top(adapter_prior(situation, constants), constants.full_over_peft, "effect.prior.full-over-peft");
    case Tuning::continued:
      return situation.unseen_text ? Prior{constants.continued_unseen, {"effect.prior.continued-unseen"}}
                                   : Prior{constants.continued_seen, {"effect.prior.continued-seen"}};
    case Tuning::pretraining:
      return Prior{constants.pretrain_not_language, {"effect.prior.pretrain-not-language"}};
    case Tuning::classic:
      return Prior{constants.classic, {"effect.prior.classic"}};
  }
  return std::nullopt;
}

Estimate<double> as_estimate(const Prior& prior) {
  return estimate_of(prior.odds_ratio, {"effect.prior", {"decision-criteria-2026"}, prior.rows});
}

}  // namespace

EffectConstants effect_constants(const ConstantSpreads& constants) {
  const auto central = [&](std::string_view id) { return constants(id).central; };
  EffectConstants all;
  all.weight_knowledge = central("effect.weight-knowledge");
  all.weight_strategy = central("effect.weight-strategy");
  all.weight_base = central("effect.weight-base");
  all.calibration = constants("effect.calibration");
  all.tokens_at_zero = central("effect.tokens-at-zero");
  all.tokens_at_one = central("effect.tokens-at-one");
  all.rounds_scale = central("effect.rounds-scale");
  all.mix_exponent = central("effect.mix-exponent");
  all.rag_high_need = constants("effect.prior.rag-high-need");
  all.rag_low_need = constants("effect.prior.rag-low-need");
  all.long_context = constants("effect.prior.long-context");
  all.peft_behaviour = constants("effect.prior.peft-behaviour");
  all.peft_format = constants("effect.prior.peft-format");
  all.peft_new_facts = constants("effect.prior.peft-new-facts");
  all.rag_peft = constants("effect.prior.rag-peft");
  all.full_over_peft = constants("effect.prior.full-over-peft");
  all.full_over_peft_unusual = constants("effect.prior.full-over-peft-unusual");
  all.continued_seen = constants("effect.prior.continued-seen");
  all.continued_unseen = constants("effect.prior.continued-unseen");
  all.pretrain_not_language = constants("effect.prior.pretrain-not-language");
  all.classic = constants("effect.prior.classic");
  return all;
}

double knowledge_term(const EffectInput& input, const EffectConstants& constants) {
  const double effective = input.corpus.value * (1 - input.duplicate_share) * input.share_in_scope;
  if (!(effective > 0)) return 0;
  const double zero = log10(constants.tokens_at_zero);
  const double share = (log10(effective) - zero) / (log10(constants.tokens_at_one) - zero);
  return input.density * std::clamp(share, 0.0, 1.0);
}

double strategy_term(double rounds, const EffectConstants& constants) {
  return 1 - exp(-rounds / constants.rounds_scale);
}

EffectIndex effect_index(const EffectInput& input, const EffectConstants& constants) {
  EffectIndex index;
  index.knowledge = knowledge_term(input, constants);
  index.strategy = strategy_term(input.rounds, constants);
  index.base = input.base_quality - input.general_quality;
  const double gain = weighted(index.knowledge, index.strategy, index.base, constants.weight_knowledge,
                               constants.weight_strategy, constants.weight_base);
  const double k = constants.calibration.central;
  const double one = constants.calibration.low * gain;
  const double other = constants.calibration.high * gain;
  const Basis basis{"effect.index", {"quan-2025", "decision-criteria-2026"}, {}};
  index.log_odds = estimate_of<double>({std::min(one, other), k * gain, std::max(one, other)}, basis);
  const double knowledge = k * constants.weight_knowledge * index.knowledge;
  const double strategy = k * constants.weight_strategy * index.strategy;
  index.log_odds.breakdown = {{"line.effect.knowledge", knowledge},
                              {"line.effect.strategy", strategy},
                              {"line.effect.base", index.log_odds.central - knowledge - strategy}};
  index.odds_ratio =
      estimate_of<double>({exp(index.log_odds.low), exp(index.log_odds.central), exp(index.log_odds.high)}, basis);
  return index;
}

Spread<double> mixed(const Spread<double>& one, const Spread<double>& other, const EffectConstants& constants) {
  const auto mix = [&](double a, double b) { return std::max(a, b) * pow(std::min(a, b), constants.mix_exponent); };
  return {mix(one.low, other.low), mix(one.central, other.central), mix(one.high, other.high)};
}

std::optional<Estimate<double>> option_effect(const EffectSituation& situation, const EffectConstants& constants) {
  if (situation.tuning == Tuning::pretraining && situation.language) return std::nullopt;
  std::optional<Prior> looked_up;
  if (situation.retrieval || situation.whole_text_in_prompt) {
    looked_up = retrieval_prior(situation, constants);
    // The whole text in the prompt was measured against retrieval, on questions that rest on the text.
    if (situation.whole_text_in_prompt && between_2_and_4(situation.knowledge_need) > 0) {
      const Spread<double> over =
          blend(exactly(1.0), constants.long_context, between_2_and_4(situation.knowledge_need));
      looked_up = on_top(*std::move(looked_up), over, "effect.prior.long-context");
    }
  }
  const std::optional<Prior> tuned = tuning_prior(situation, constants);
  if (!looked_up && !tuned) return estimate_of<double>({1, 1, 1}, {"effect.prior", {"decision-criteria-2026"}, {}});
  if (!looked_up) return as_estimate(*tuned);
  if (!tuned) return as_estimate(*looked_up);
  // Facts and behaviour both missing and adapters: measured together, nothing to combine.
  const bool both = situation.knowledge_need >= 4 && situation.style_or_format_needs >= 4;
  if (situation.tuning == Tuning::adapters && both && !situation.small_model && !situation.whole_text_in_prompt) {
    return as_estimate({constants.rag_peft, {"effect.prior.rag-peft"}});
  }
  Prior mix{mixed(looked_up->odds_ratio, tuned->odds_ratio, constants), looked_up->rows};
  mix.rows.insert(mix.rows.end(), tuned->rows.begin(), tuned->rows.end());
  Estimate<double> effect = as_estimate(mix);
  effect.basis.method = "effect.mix";
  return effect;
}

}  // namespace pathfinder
