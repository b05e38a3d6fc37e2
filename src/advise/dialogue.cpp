#include "pathfinder/advise/dialogue.hpp"

#include <algorithm>

#include "pathfinder/advise/worlds.hpp"

#include "advise/what_if.hpp"

namespace pathfinder {
namespace {

/// Share of a fact's plausible values that change what comes first, with the plan made anew.
double chance_of_change(const WhatIf& what_if, const FactDistribution& fact) {
  constexpr int parts = 20;
  double share = 0;
  double seen = -1;
  bool changes = false;
  for (int i = 0; i < parts; ++i) {
    const double value = fact.at((i + 0.5) / parts);
    if (i == 0 || value != seen) {
      const Change change{fact.slot, value};
      changes = what_if.first_after({&change, 1}) != what_if.winner();
      seen = value;
    }
    if (changes) share += 1.0 / parts;
  }
  return share;
}

}  // namespace

Dialogue::Dialogue(Scenario start, const Catalogue& catalogue, AdviseOptions options)
    : catalogue_(catalogue), options_(std::move(options)), weights_(catalogue, options_.draws) {
  options_.flips = false;
  options_.weights = &weights_;
  decision_.scenario = std::move(start);
  answer();
}

void Dialogue::answer() {
  const Scenario scenario = decision_.scenario;
  decision_ = advise(scenario, catalogue_, options_);
  open_.clear();
  if (decision_.winner() == nullptr) return;
  const WhatIf what_if(decision_, catalogue_);
  std::vector<FactDistribution> facts = uncertain_facts(decision_.facts, catalogue_, options_.keep);
  for (FactDistribution& fact : unassumed_facts(decision_.facts, catalogue_, options_.keep))
    facts.push_back(std::move(fact));
  for (const FactDistribution& fact : facts) {
    const FactSpec& spec = catalogue_.vocabulary.slots[fact.slot];
    if (decision_.facts[fact.slot].known || spec.question.en.empty() ||
        std::find(skipped_.begin(), skipped_.end(), fact.slot) != skipped_.end())
      continue;
    OpenQuestion question;
    question.slot = fact.slot;
    for (const Question& one : decision_.sensitivity.ask_next) {
      if (one.fact != spec.id && one.with != spec.id) continue;
      question.value = std::max(question.value, one.value);
      question.share_of_doubt = std::max(question.share_of_doubt, one.share_of_doubt);
    }
    question.chance = chance_of_change(what_if, fact);
    if (question.value > 0 || question.chance > 0) open_.push_back(question);
  }
  std::stable_sort(open_.begin(), open_.end(), [](const OpenQuestion& a, const OpenQuestion& b) {
    return a.value != b.value ? a.value > b.value : a.chance > b.chance;
  });
}

void Dialogue::give(const Scenario& reply) {
  past_.push_back({decision_.scenario, skipped_});
  for (const GivenFact& fact : reply.given) decision_.scenario.say(fact);
  if (reply.ad_hoc_gpu) decision_.scenario.ad_hoc_gpu = reply.ad_hoc_gpu;
  if (!reply.gpu_versions.empty()) decision_.scenario.gpu_versions = reply.gpu_versions;
  answer();
}

void Dialogue::skip() {
  if (open_.empty()) return;
  past_.push_back({decision_.scenario, skipped_});
  skipped_.push_back(open_.front().slot);
  open_.erase(open_.begin());
}

bool Dialogue::back() {
  if (past_.empty()) return false;
  decision_.scenario = std::move(past_.back().scenario);
  skipped_ = std::move(past_.back().skipped);
  past_.pop_back();
  answer();
  return true;
}

}  // namespace pathfinder
