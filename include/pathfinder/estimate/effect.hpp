// What an option gains in accuracy, as odds ratios: points of accuracy depend on where one starts, odds ratios hardly
// do. The article's formula D1-D3 [quan-2025] in the reading of [decision-criteria-2026, (d)]: an index of gain in
// log-odds, fixed by D3 (10^8 tokens, 3 rounds: 3 to 5 times). Priors by option: the same, (c), from published pairs,
// pulled down from their medians because published cases are winners.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/estimate.hpp"
#include "pathfinder/core/training_kind.hpp"
#include "pathfinder/estimate/energy.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// Constants of data/constants/effect.json; meanings, with the condition a prior holds under, stand there.
struct EffectConstants {
  double weight_knowledge = 0;  ///< D1: 0.6
  double weight_strategy = 0;   ///< D1: 0.3
  double weight_base = 0;       ///< D1: 0.1
  Spread<double> calibration;   ///< k
  double tokens_at_zero = 0;    ///< K = 0 up to here
  double tokens_at_one = 0;     ///< K = density from here on
  double rounds_scale = 0;      ///< S = 1 - exp(-rounds / scale)
  double mix_exponent = 0;      ///< of the weaker effect in a mix
  Spread<double> rag_high_need, rag_low_need, long_context;
  Spread<double> peft_behaviour, peft_format, peft_new_facts, rag_peft;
  Spread<double> full_over_peft, full_over_peft_unusual;
  Spread<double> continued_seen, continued_unseen, pretrain_not_language, classic;
};

/// Reads the constants.
EffectConstants effect_constants(const ConstantSpreads& constants);

/// What the article's formula reads.
struct EffectInput {
  Tokens corpus;
  double duplicate_share = 0;  ///< 0…1
  double share_in_scope = 1;   ///< 0…1
  double density = 1;  ///< information per token: 0 already read by the base … 1 unique and checked … 1.2 expert pairs
  double rounds = 0;             ///< of fine-tuning
  double base_quality = 0.7;     ///< 0…1, relative to the best base allowed
  double general_quality = 0.7;  ///< of the general model one compares with
};

/// K = density * clamp((log10(effective tokens) - 5) / 5, 0, 1). [effect.index]
double knowledge_term(const EffectInput& input, const EffectConstants& constants);

/// S = 1 - exp(-rounds / 2). [effect.index]
double strategy_term(double rounds, const EffectConstants& constants);

/// The article's index as gain.
struct EffectIndex {
  double knowledge = 0;         ///< K
  double strategy = 0;          ///< S
  double base = 0;              ///< base quality minus the general model's
  Estimate<double> log_odds;    ///< k * (0.6 K + 0.3 S + 0.1 B); lines: the three terms
  Estimate<double> odds_ratio;  ///< exp of it; odds do not add, so it has no lines
};

/// D1-D3: ln OR = k * (0.6 K + 0.3 S + 0.1 (B - B_general)), k from 1.85 to 2.71. [effect.index]
EffectIndex effect_index(const EffectInput& input, const EffectConstants& constants);

/// Two effects together: the larger times the other to the power 0.5, because effects do not multiply freely.
/// [effect.mix]
Spread<double> mixed(const Spread<double>& one, const Spread<double>& other, const EffectConstants& constants);

/// What decides which prior applies. Ordinals 1-5 as in the facts; between two priors the value lies between them.
struct EffectSituation {
  bool retrieval = false;
  bool whole_text_in_prompt = false;
  Tuning tuning = Tuning::none;
  double knowledge_need = 3;         ///< 2 and less: nothing to look up; 4 and more: answers rest on it
  double style_or_format_needs = 3;  ///< 2 and less: no gap in behaviour; 4 and more: one
  bool small_model = false;          ///< or a format the base cannot do
  bool unusual_output = false;       ///< unseen script, odd output, or more than 10^5 examples
  bool unseen_text = false;          ///< 10^10 tokens and more that the base has not read
  bool language = true;              ///< false: events, series, molecules
};

/// Odds ratio of an option over the same base prompted well (1). Nothing where no published pair tells: pretraining for
/// language. The assumptions of its basis are the ids of the priors used. [effect.prior]
std::optional<Estimate<double>> option_effect(const EffectSituation& situation, const EffectConstants& constants);

}  // namespace pathfinder
