// The table of the source decision-criteria-2026 (d), the article's D3, and laws that must hold.
#include "pathfinder/estimate/effect.hpp"

#include <algorithm>
#include <cmath>
#include <random>

#include "constants_from_data.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

const EffectConstants& constants() {
  static const EffectConstants all = effect_constants(constants_from("effect"));
  return all;
}

EffectIndex index_of(double tokens, double rounds) {
  EffectInput input;
  input.corpus = {tokens};
  input.rounds = rounds;
  return effect_index(input, constants());
}

bool uses(const Estimate<double>& effect, const char* row) {
  const auto& rows = effect.basis.assumptions;
  return std::find(rows.begin(), rows.end(), row) != rows.end();
}

}  // namespace

TEST_CASE("the article's D3, 100 million tokens and 3 rounds, gains 4 times the odds (3 to 5)", "[estimate]") {
  const EffectIndex index = index_of(1e8, 3);
  CHECK(index.odds_ratio.central == Approx(4.00).margin(0.01));
  CHECK(index.odds_ratio.low == Approx(3.0).margin(0.01));
  CHECK(index.odds_ratio.high == Approx(5.0).margin(0.02));
  CHECK(index.knowledge == Approx(0.6));
  CHECK(index.strategy == Approx(0.777).margin(0.001));
  double lines = 0;
  for (const Line<double>& line : index.log_odds.breakdown) lines += line.central;
  CHECK(lines == Approx(index.log_odds.central));
}

TEST_CASE("the index gives the odds ratios of the table", "[estimate]") {
  struct Row {
    double tokens, rounds, odds_ratio;
  };
  for (const Row& row : {Row{1e5, 0, 1.00},
                         {1e6, 0, 1.32},
                         {1e6, 3, 2.28},
                         {1e7, 3, 3.02},
                         {1e8, 0, 2.32},
                         {1e8, 1, 3.06},
                         {2e8, 3, 4.35},
                         {1e8, 4, 4.26},
                         {1e8, 6, 4.52},
                         {1e9, 3, 5.30},
                         {1e10, 3, 7.01},
                         {1e12, 3, 7.01}}) {
    INFO(row.tokens << " tokens, " << row.rounds << " rounds");
    CHECK(index_of(row.tokens, row.rounds).odds_ratio.central == Approx(row.odds_ratio).margin(0.012));
  }
}

TEST_CASE("rounds reach 0.39, 0.63, 0.78 and 0.86 of the strategy's gain", "[estimate]") {
  CHECK(strategy_term(0, constants()) == 0);
  CHECK(strategy_term(1, constants()) == Approx(0.393).margin(0.001));
  CHECK(strategy_term(2, constants()) == Approx(0.632).margin(0.001));
  CHECK(strategy_term(3, constants()) == Approx(0.777).margin(0.001));
  CHECK(strategy_term(4, constants()) == Approx(0.865).margin(0.001));
}

TEST_CASE("text that the base has read, duplicates alone or no text gain nothing", "[estimate]") {
  EffectInput input;
  input.corpus = {1e9};
  input.density = 0;
  CHECK(effect_index(input, constants()).odds_ratio.central == 1);
  input.density = 1;
  input.duplicate_share = 1;
  CHECK(effect_index(input, constants()).odds_ratio.central == 1);
  input.corpus = {0};
  CHECK(effect_index(input, constants()).odds_ratio.central == 1);
}

TEST_CASE("a weaker base than the one compared with loses, and its interval still runs upwards", "[estimate]") {
  EffectInput input;
  input.base_quality = 0.5;
  input.general_quality = 1;
  const EffectIndex index = effect_index(input, constants());
  CHECK(index.odds_ratio.central < 1);
  CHECK(index.odds_ratio.low < index.odds_ratio.central);
  CHECK(index.odds_ratio.central < index.odds_ratio.high);
}

TEST_CASE("two effects together are the larger times the root of the other", "[estimate]") {
  const Spread<double> both = mixed({1.42, 1.42, 1.42}, {1.44, 1.44, 1.44}, constants());
  CHECK(both.central == Approx(1.44 * 1.1916).margin(0.001));
  CHECK(both.low <= both.central);
}

TEST_CASE("retrieval helps where answers rest on unknown facts and not where none do", "[estimate]") {
  EffectSituation situation;
  situation.retrieval = true;
  situation.knowledge_need = 5;
  const auto high = option_effect(situation, constants());
  CHECK(high->low == 1.4);
  CHECK(high->central == 2.5);
  CHECK(high->high == 8);
  CHECK(uses(*high, "effect.prior.rag-high-need"));
  situation.knowledge_need = 1;
  CHECK(option_effect(situation, constants())->central == 1);
  situation.knowledge_need = 3;
  const auto middle = option_effect(situation, constants());
  CHECK(middle->central == Approx(1.581).margin(0.001));
  CHECK(middle->low == Approx(std::sqrt(constants().rag_low_need.low * constants().rag_high_need.low)));
  CHECK(middle->high == Approx(std::sqrt(constants().rag_low_need.high * constants().rag_high_need.high)));
  CHECK(uses(*middle, "effect.prior.rag-low-need"));
  CHECK(uses(*middle, "effect.prior.rag-high-need"));
}

TEST_CASE("the whole text in the prompt beats retrieval where it fits", "[estimate]") {
  EffectSituation situation;
  situation.knowledge_need = 5;
  situation.whole_text_in_prompt = true;
  CHECK(option_effect(situation, constants())->central == Approx(2.5 * 1.4));
}

TEST_CASE("adapters help where behaviour is missing, most with a small model, hardly where facts are", "[estimate]") {
  EffectSituation situation;
  situation.tuning = Tuning::adapters;
  situation.style_or_format_needs = 5;
  CHECK(option_effect(situation, constants())->central == 2.2);
  situation.small_model = true;
  CHECK(option_effect(situation, constants())->central == 14);
  situation.style_or_format_needs = 1;
  CHECK(option_effect(situation, constants())->central == 1.1);
}

TEST_CASE("facts and behaviour both missing: the measured prior of both; else the mix", "[estimate]") {
  EffectSituation situation;
  situation.retrieval = true;
  situation.tuning = Tuning::adapters;
  situation.knowledge_need = 4;
  situation.style_or_format_needs = 4;
  const auto both = option_effect(situation, constants());
  CHECK(both->central == 3);
  CHECK(uses(*both, "effect.prior.rag-peft"));
  situation.tuning = Tuning::all_weights;
  const auto full = option_effect(situation, constants());
  CHECK(full->basis.method == "effect.mix");
  CHECK(full->central == Approx(2.5 * std::sqrt(2.2 * 1.05)));
}

TEST_CASE("all weights beat adapters only where the output is unusual", "[estimate]") {
  EffectSituation situation;
  situation.tuning = Tuning::all_weights;
  situation.style_or_format_needs = 5;
  CHECK(option_effect(situation, constants())->central == Approx(2.2 * 1.05));
  situation.unusual_output = true;
  CHECK(option_effect(situation, constants())->central == Approx(2.2 * 1.8));
}

TEST_CASE("nothing is said of pretraining for language, because no published pair tells", "[estimate]") {
  EffectSituation situation;
  situation.tuning = Tuning::pretraining;
  CHECK_FALSE(option_effect(situation, constants()));
  situation.language = false;
  CHECK(option_effect(situation, constants())->central == 6);
}

TEST_CASE("continued pretraining needs text the base has not seen", "[estimate]") {
  EffectSituation situation;
  situation.tuning = Tuning::continued;
  CHECK(option_effect(situation, constants())->central == 0.95);
  situation.unseen_text = true;
  CHECK(option_effect(situation, constants())->central == 1.4);
}

TEST_CASE("a good prompt alone is the measure: odds ratio 1", "[estimate]") {
  const auto effect = option_effect({}, constants());
  CHECK(effect->low == 1);
  CHECK(effect->central == 1);
  CHECK(effect->high == 1);
}

TEST_CASE("more tokens, rounds, density or a better base never lower the index", "[estimate]") {
  std::mt19937_64 generator(7);
  const auto draw = [&](double low, double high) {
    return low + static_cast<double>(generator() >> 11U) * 0x1.0p-53 * (high - low);
  };
  for (int i = 0; i < 10000; ++i) {
    EffectInput input;
    input.corpus = {draw(0, 2e10)};
    input.duplicate_share = draw(0, 1);
    input.density = draw(0, 1.2);
    input.rounds = draw(0, 8);
    input.base_quality = draw(0, 1);
    input.general_quality = draw(0, 1);
    const double before = effect_index(input, constants()).odds_ratio.central;
    EffectInput more = input;
    more.corpus = more.corpus * draw(1, 10);
    REQUIRE(before <= effect_index(more, constants()).odds_ratio.central);
    more = input;
    more.rounds += draw(0, 3);
    REQUIRE(before <= effect_index(more, constants()).odds_ratio.central);
    more = input;
    more.density += draw(0, 0.5);
    REQUIRE(before <= effect_index(more, constants()).odds_ratio.central);
    more = input;
    more.base_quality += draw(0, 0.5);
    REQUIRE(before <= effect_index(more, constants()).odds_ratio.central);
    EffectSituation situation;
    situation.retrieval = generator() % 2 == 0;
    situation.tuning = static_cast<Tuning>(generator() % 6);
    situation.knowledge_need = draw(1, 5);
    situation.style_or_format_needs = draw(1, 5);
    situation.small_model = generator() % 2 == 0;
    if (const auto effect = option_effect(situation, constants())) {
      REQUIRE(effect->low <= effect->central);
      REQUIRE(effect->central <= effect->high);
    }
  }
}
