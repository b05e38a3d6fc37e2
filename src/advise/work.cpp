#include "advise/work.hpp"

#include <algorithm>
#include <cmath>

#include "advise/prices.hpp"

namespace pathfinder {
namespace {

/// A number that somebody gave; the model has its own stand-in, and its own doubt, for one that is only assumed.
double given(const EstimateContext& context, std::size_t fact, MadeOf& made) {
  return made.take(context.facts.known(fact)) ? made.take(context.facts.value(fact)) : unknown_need;
}

}  // namespace

Approach approach_of(const Strategy& strategy, const TrainingKind& kind) {
  const bool retrieval = strategy.recipe.retrieval;
  switch (kind.effect) {
    case Tuning::none:
      return retrieval ? Approach::rag : Approach::prompting;
    case Tuning::adapters:
      return retrieval ? Approach::rag_and_tuning : Approach::peft;
    case Tuning::all_weights:
      return retrieval ? Approach::rag_and_tuning : Approach::full_ft;
    case Tuning::continued:
      return Approach::continued_pretrain;
    case Tuning::pretraining:
      return Approach::pretrain;
    case Tuning::classic:
      return Approach::classic_ml;
  }
  return Approach::rag;
}

Read<Work> work_of(const EstimateContext& context, const Draft& draft) {
  const FactSlots& slots = context.slots;
  const PeopleSettings& people = context.settings.people;
  MadeOf made;
  Work work;
  Project& project = work.project;
  // An own model of sequences is a trained part of an application, not a programme that makes a language model.
  project.approach =
      own_sequence(*draft.model, draft.kind) ? Approach::full_ft : approach_of(draft.strategy, draft.kind);
  const FactSpec& kinds = context.catalogue.vocabulary.slots[slots.organisation_kind];
  read_word(made.take(context.facts.word(slots.organisation_kind)), project.buyer);
  if (!made.take(context.facts.known(slots.organisation_kind))) {
    for (std::size_t i = 0; i < std::min(kinds.levels.size(), kinds.assumed.shares.size()); ++i) {
      BuyerShare one{BuyerKind::enterprise, kinds.assumed.shares[i]};
      if (read_word(kinds.levels[i].id, one.buyer)) work.buyers.push_back(one);
    }
  }
  project.use_cases = given(context, slots.use_cases, made);
  project.users = given(context, slots.users, made);
  project.integrations = given(context, slots.integrations, made);
  if (made.take(context.facts.known(slots.project_stage))) {
    const std::string_view stage = made.take(context.facts.word(slots.project_stage));
    project.stage_factor = stage == "pilot"       ? context.constants.work[CostTerm::stage_pilot]
                           : stage == "programme" ? context.constants.work[CostTerm::stage_programme]
                                                  : 1;
  }
  if (project.approach == Approach::continued_pretrain) project.months = people.continued_months;
  if (project.approach == Approach::pretrain) project.months = people.pretrain_months;
  if (makes_model(project.approach) && draft.training.timed) project.tokens = draft.training.job.tokens.central;
  const Priced week = made.take(price_of(context, "staff"));
  project.prices.usd_per_week = week.price ? week.price->central.value : 0;
  if (made.take(context.facts.word(slots.delivery)) != "supplier")
    work.skill =
        made.take(context.facts.value_of(context.settings.weeks_by_skill_expression)) / people.usual_weeks_by_skill;
  return {std::move(work), made};
}

Read<bool> supplier_builds(const EstimateContext& context) {
  MadeOf made;
  const std::size_t delivery = context.slots.delivery;
  return {made.take(context.facts.known(delivery)) && made.take(context.facts.word(delivery)) == "supplier", made};
}

Read<bool> paid_by_seat(const EstimateContext& context, const Draft& draft) {
  if (!draft.choice.api || approach_of(draft.strategy, draft.kind) != Approach::prompting) return {false, {}};
  MadeOf made;
  return {made.take(supplier_builds(context)) && made.take(context.facts.known(context.slots.users)) &&
              !made.take(context.facts.known(context.slots.queries_per_day)),
          made};
}

Read<bool> buys_cards(const EstimateContext& context) {
  MadeOf made;
  const FactSlots& slots = context.slots;
  const std::string_view source = made.take(context.facts.word(slots.gpu_source));
  if (source == "to_buy") return {true, made};
  const bool leased = source == "rented" && made.take(context.facts.known(slots.gpu_source));
  return {!leased && made.take(context.facts.yes(slots.on_premises)), made};
}

}  // namespace pathfinder
