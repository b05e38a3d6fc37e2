// Sentences about a decision in one language, their {fields} filled with facts as people read them. All words come from
// data: beside the rule they belong to, or from data/text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/decision.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/wording/numbers.hpp"

namespace pathfinder {

class Sentences {
 public:
  Sentences(const Words& words, std::string_view language);

  const Texts& texts() const { return texts_; }
  const NumberStyle& style() const { return style_; }
  /// Amounts of money are shown in this currency from now on.
  void show_in(const std::string& currency, double units_per_usd);

  const std::string& name(const Strategy& strategy) const { return texts_(strategy.name); }
  std::string strategy_name(std::string_view id) const { return texts_(words_.strategy(id).name); }

  /// A fact's value as a person reads it: "50,000", "40–60 k", "monthly", "yes", "4". Without its unit.
  std::string fact_value(const FactSpec& spec, const Fact& fact) const;
  /// The same with its unit: "50,000 documents".
  std::string fact_with_unit(const FactSpec& spec, const Fact& fact) const;
  /// A unit as data/ names it ("usd/gpu-hour") in words.
  std::string unit_name(const std::string& id) const;

  /// `sentence` with every {fact} of the vocabulary filled.
  std::string fill_facts(const std::string& sentence, const Facts& facts) const;

  std::string reason(const Assessment& option, std::string_view id, const Facts& facts) const;
  std::string gate(std::string_view strategy, std::string_view id, const Facts& facts) const;
  std::string caution(std::string_view strategy, std::string_view id, const Facts& facts) const;
  std::string opens_when(const PathStage& stage) const;
  std::string stops_when(const PathStage& stage) const;
  std::string exit_test(const PathStage& stage) const;
  std::string article_why(const Decision& decision) const;
  std::string failure_mode(std::string_view id) const;
  std::string message(const Diagnostic& finding) const;
  /// A change after which another option comes first, the threshold rounded to the side on which it does.
  std::string change(const Flip& flip) const;
  std::string change(const PairFlip& pair) const;

  /// A plan in a few words: model, precision, accelerators or API, training.
  std::string plan_words(const PlanAlternative& plan) const;
  /// Why a plan lost to the one taken: "costs $2,100 more", "takes 9 weeks, 6 are allowed".
  std::string lost_words(const PlanAlternative& plan, const OptionEstimate& taken) const;
  /// Why training is rented though there are accelerators, and what that costs over keeping to them.
  std::string own_cards_words(const PlanAlternative& own, const OptionEstimate& taken) const;
  /// What the constraint is called: the fact, the limit or the policy.
  std::string constraint_name(const ConstraintCost& cost) const;
  /// What a constraint costs, in a sentence: with its name, the difference and the plan without it.
  std::string constraint_words(const ConstraintCost& cost, const OptionEstimate& taken) const;

  /// Persons, months of building and persons who stay behind an option's sums, as {persons} {months} {staying}; empty
  /// where a saved decision does not hold them.
  std::vector<Field> paid_work(const OptionEstimate& estimate) const;

  /// For a winner its own reasons, largest contribution first; when none fires, the `pro` of its best criteria.
  std::vector<std::string> reasons_for(const Decision& decision, const Assessment& winner, std::size_t most) const;
  /// For a loser why not: its blocking gates, else what is against it, else the `con` of the criteria that cost it most
  /// against the winner.
  std::vector<std::string> reasons_against(const Decision& decision, const Assessment& loser, std::size_t most) const;

 private:
  std::string changed_fact(const Flip& flip) const;

  const Words& words_;
  const Texts& texts_;
  NumberStyle style_;
};

}  // namespace pathfinder
