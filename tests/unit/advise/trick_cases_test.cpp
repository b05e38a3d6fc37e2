// The ten contested cases of the source decision-criteria-2026 (e): where the obvious advice is wrong, the right answer
// comes first, and the decision holds the reason.
#include <algorithm>

#include "pathfinder/advise/advise.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::scenario;
using test::shipped;

namespace {

using FactList = std::vector<std::pair<std::string, std::string>>;

struct Trick {
  std::string situation;
  FactList facts;
  std::vector<std::string> right;
  std::string reason;  ///< id of a reason for the winner or against the obvious option, or of the rule that stops it
};

bool has(const std::vector<std::string>& ids, const std::string& id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool gives(const Decision& decision, const std::string& id) {
  if (has(decision.winner()->reasons, id)) return true;
  return std::any_of(decision.ranking.begin(), decision.ranking.end(), [&](const Assessment& option) {
    return has(option.against, id) ||
           std::any_of(option.gates.begin(), option.gates.end(),
                       [&](const GateResult& gate) { return gate.id == id && gate.blocks == Truth::yes; }) ||
           std::any_of(option.cautions.begin(), option.cautions.end(),
                       [&](const CautionResult& caution) { return caution.id == id && caution.taken; });
  });
}

}  // namespace

TEST_CASE("trick cases: the right answer comes first, with its reason", "[advise][relations]") {
  const std::vector<Trick> tricks = {
      {"50,000 documents, but facts change daily and must be cited: not tuning",
       {{"docs", "50000"}, {"knowledge_changes", "daily"}, {"needs_citations", "yes"}, {"task_kind", "qa"}},
       {"rag"},
       "peft.citations"},
      {"many labels, a fixed set of classes, no accelerators, 50 ms: a classic classifier",
       {{"task_kind", "classification"},
        {"labelled_examples", "100k"},
        {"classes", "40"},
        {"gpus", "0"},
        {"latency_ms", "50"}},
       {"classic_ml"},
       "classic_ml.why.speed"},
      {"the whole corpus is 100,000 tokens: into the prompt, no index",
       {{"tokens", "100k"}, {"task_kind", "qa"}, {"knowledge_need", "4"}, {"queries_per_day", "500"}},
       {"prompting"},
       "prompting.why.fits"},
      {"140,000 examples that are chat logs, not the wanted output: tuning copies them",
       {{"task_kind", "generation"},
        {"labelled_examples", "140k"},
        {"label_quality", "1"},
        {"style_or_format_needs", "3"}},
       {"prompting"},
       "peft.copies_examples"},
      {"a hospital with billions of public medical tokens: the base has read them",
       {{"task_kind", "qa"},
        {"unlabelled_tokens", "5B"},
        {"unique_data", "no"},
        {"domain_gap", "3"},
        {"gpus", "32"},
        {"knowledge_need", "3"},
        {"data_sensitivity", "regulated"}},
       {"prompting", "rag", "peft"},
       "continued_pretrain.seen_text"},
      {"1,000 classes, few labels each, a moving taxonomy: look the class up",
       {{"task_kind", "classification"},
        {"classes", "1000"},
        {"labelled_examples", "2000"},
        {"knowledge_changes", "weekly"}},
       {"rag", "prompting"},  // examples fetched into a prompt count as either (decision-criteria-2026, b3)
       "full_ft.not.adapters_suffice"},
      {"a small local model is right in 14 %, a large one in 96 %: the gap is form, which 700 examples teach",
       {{"task_kind", "classification"},
        {"model_size_b", "8"},
        {"labelled_examples", "700"},
        {"base_accuracy", "0.14"},
        {"target_accuracy", "0.96"},
        {"style_or_format_needs", "4"}},
       {"peft"},
       "peft.why.small_model"},
      {"a public body with regulated data extracts fields that are all in the text: nothing to retrieve",
       {{"task_kind", "extraction"},
        {"organisation_kind", "public_body"},
        {"data_sensitivity", "regulated"},
        {"on_premises", "yes"},
        {"gpus", "8"},
        {"labelled_examples", "8000"},
        {"knowledge_need", "1"}},
       {"peft", "classic_ml"},
       "rag.not.no_facts_missing"},
      {"a giant's own events: no language",
       {{"task_kind", "prediction"},
        {"modality", "events"},
        {"unlabelled_tokens", "50B"},
        {"unique_data", "yes"},
        {"gpus", "64"},
        {"organisation_kind", "giant"}},
       {"pretrain", "classic_ml"},
       "prompting.not.not_language"},
      {"a start-up with 6,000 good labels whose product still moves: weights freeze behaviour",
       {{"task_kind", "agent"},
        {"organisation_kind", "startup"},
        {"labelled_examples", "6000"},
        {"label_quality", "4"},
        {"knowledge_changes", "weekly"},
        {"style_or_format_needs", "2"}},
       {"prompting", "rag"},
       "full_ft.not.stale"}};
  for (const Trick& trick : tricks) {
    INFO(trick.situation);
    const Decision decision = advise(scenario(trick.facts), shipped());
    REQUIRE(decision.winner() != nullptr);
    INFO(decision.winner()->strategy);
    CHECK(has(trick.right, decision.winner()->strategy));
    CHECK(gives(decision, trick.reason));
  }
}
