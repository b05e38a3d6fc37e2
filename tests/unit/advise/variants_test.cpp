#include "pathfinder/advise/variants.hpp"

#include <algorithm>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

using Typed = std::vector<std::pair<std::string, std::string>>;

/// The forms of an option for these facts.
std::vector<VariantView> forms(std::string_view option, const Typed& facts) {
  return variants_of(option, FactColumns(gather_facts(test::scenario(facts), shipped())), shipped());
}

std::string taken(std::string_view option, const Typed& facts) {
  return forms(option, facts).front().id;
}

const VariantView& form(const std::vector<VariantView>& all, std::string_view id) {
  return *std::find_if(all.begin(), all.end(), [&](const VariantView& one) { return one.id == id; });
}

}  // namespace

TEST_CASE("variants: every option has a plain form, and it is taken where little is known", "[advise]") {
  for (const Strategy& strategy : shipped().strategies) {
    INFO(strategy.id);
    const std::vector<VariantView> all = forms(strategy.id, {{"docs", "5000"}});
    REQUIRE_FALSE(all.empty());
    CHECK(std::any_of(all.begin(), all.end(), [](const VariantView& one) { return one.id == "plain"; }));
    if (strategy.id == "rag" || strategy.id == "peft" || strategy.id == "prompting") CHECK(all.front().id == "plain");
  }
}

TEST_CASE("variants: a larger model that may teach makes tuning a distillation, one that cannot rules it out",
          "[advise]") {
  CHECK(taken("peft", {{"teacher", "yes"}}) == "distilled");
  CHECK(taken("rag+peft", {{"teacher", "yes"}}) == "distilled");
  const std::vector<VariantView> without = forms("peft", {{"teacher", "no"}});
  CHECK(without.front().id != "distilled");
  CHECK(form(without, "distilled").ruled_out == "distilled.no_teacher");
  // Nobody has said: what is missing is said.
  CHECK(form(forms("peft", {{"gpus", "8"}}), "distilled").would == std::vector<std::string>{"distilled.teacher"});
}

TEST_CASE("variants: pairs, a check, a phone and tools each have their form", "[advise]") {
  CHECK(taken("peft", {{"reward", "pairs"}, {"gpus", "8"}}) == "preference");
  CHECK(taken("full_ft", {{"reward", "checkable"}}) == "reinforcement");
  CHECK(taken("full_ft", {{"reward", "checkable"}, {"team_ml_skill", "1"}}) == "plain");
  CHECK(taken("classic_ml", {{"device", "phone"}, {"modality", "image"}}) == "small_task_model");
  CHECK(taken("rag", {{"tools", "yes"}}) == "agentic_retrieval");
  CHECK(taken("rag", {{"tools", "yes"}, {"latency_ms", "500"}}) == "plain");
  CHECK(taken("prompting", {{"task_kind", "agent"}}) == "agent_with_tools");
  CHECK(taken("prompting", {{"tokens", "80000"}, {"knowledge_need", "5"}}) == "long_context");
}

TEST_CASE("variants: a vendor's tuning needs a vendor that may have the data", "[advise]") {
  const Typed few = {{"labelled_examples", "80"}, {"team_ml_skill", "2"}};
  CHECK(taken("peft", few) == "vendor_api");
  for (const auto& [fact, value] : Typed{{"on_premises", "yes"}, {"model_licence", "open_weights"}, {"device", "pc"}}) {
    Typed held = few;
    held.emplace_back(fact, value);
    INFO(fact);
    CHECK(taken("peft", held) != "vendor_api");
  }
}

TEST_CASE("variants: the decision names the form of every option, and what would change that of the first",
          "[advise]") {
  AdviseOptions central;
  central.draws = 0;
  central.flips = false;
  const Decision decision = advise(test::scenario({{"docs", "50000"}, {"gpus", "8"}}), shipped(), central);
  for (const Assessment& option : decision.ranking) {
    INFO(option.strategy);
    REQUIRE_FALSE(option.variants.empty());
    CHECK(option.variant == option.variants.front().id);
    if (&option != decision.winner()) CHECK(option.variants.size() == 1);
  }
  CHECK(decision.winner()->variants.size() > 1);
}
