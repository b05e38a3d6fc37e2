// From what was said to a value for every slot: given before preset before derived before assumed; unknown stays
// unknown.
#include "pathfinder/advise/gather_facts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <random>

#include "pathfinder/advise/read_facts.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::scenario;
using pathfinder::test::shipped;

namespace {

using Given = std::vector<std::pair<std::string, std::string>>;

std::size_t slot(std::string_view id) {
  const std::size_t found = shipped().vocabulary.find(id);
  INFO(id);
  REQUIRE(found != Vocabulary::none);
  return found;
}

/// All facts that follow from those given.
struct Gathered {
  explicit Gathered(const Given& given) : facts(gather_facts(scenario(given), shipped())) {}
  explicit Gathered(const Scenario& from) : facts(gather_facts(from, shipped())) {}
  const Fact& operator[](std::string_view id) const { return facts[slot(id)]; }
  Facts facts;
};

std::string contradiction_ids(const Given& given) {
  std::string ids;
  for (const Consistency* rule : contradictions(scenario(given), shipped())) ids += (ids.empty() ? "" : " ") + rule->id;
  return ids;
}

/// A level, or a number within what is plausible.
double some_value(const FactSpec& spec, std::mt19937& random) {
  if (spec.has_levels()) return spec.level_value(random() % spec.levels.size());
  const double low = std::max(spec.plausible_low, 1e-3);
  return low * std::pow(spec.plausible_high / low, static_cast<double>(random() % 1000) / 999);
}

/// Equal to the bit; what nobody knows is equal too.
bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

}  // namespace

TEST_CASE("of levels that are assumed by their shares the first and last tenth are left out", "[advise]") {
  const Facts facts = gather_facts({}, shipped());
  const auto ends = [&](std::string_view id) {
    const FactSpec& spec = shipped().vocabulary.slots[shipped().vocabulary.find(id)];
    std::vector<std::string> said;
    for (const double end : {facts[shipped().vocabulary.find(id)].low, facts[shipped().vocabulary.find(id)].high})
      said.push_back(spec.levels[spec.level_position(end)].id);
    return said;
  };
  CHECK(ends("project_stage") == std::vector<std::string>{"pilot", "programme"});  // 30, 50, 20 of a hundred
}

TEST_CASE("what the user said is known, exact and plausible nowhere else", "[advise]") {
  const Gathered facts(Given{{"docs", "50k"}});
  CHECK(facts["docs"].value == 50000);
  CHECK(facts["docs"].plausible_low == 50000);
  CHECK(facts["docs"].plausible_high == 50000);
  CHECK(facts["docs"].known);
  CHECK(facts["docs"].origin == Origin::given);
}

TEST_CASE("an interval the user gave stays an interval for gates and scores", "[advise]") {
  const Gathered facts(Given{{"docs", "40k..60k"}});
  CHECK(facts["docs"].low == 40000);
  CHECK(facts["docs"].high == 60000);
  CHECK(facts["docs"].plausible_low == 40000);
  CHECK(facts["docs"].plausible_high == 60000);
  CHECK(facts["docs"].value == Approx(std::sqrt(40000.0 * 60000.0)));
}

TEST_CASE("documents give tokens by the article's 2,000 each, as an interval", "[advise]") {
  const Gathered facts(Given{{"docs", "50000"}});
  CHECK(facts["tokens"].value == 100e6);
  CHECK(facts["tokens"].low == 50000 * 800.0);
  CHECK(facts["tokens"].high == 50000 * 6000.0);
  CHECK(facts["tokens"].origin == Origin::derived);
  CHECK(facts["tokens"].known);
  CHECK(facts["tokens"].why == "quan-2025");
  // A gate considers every plausible length of a document, not only the usual ones.
  CHECK(facts["tokens"].plausible_low < facts["tokens"].low);
  CHECK(facts["tokens"].plausible_high > facts["tokens"].high);
}

TEST_CASE("tokens give documents, and both give the mean length", "[advise]") {
  CHECK(Gathered(Given{{"tokens", "100M"}})["docs"].value == 50000);
  const Gathered both(Given{{"tokens", "100M"}, {"docs", "20000"}});
  CHECK(both["mean_tokens_per_doc"].value == 5000);
  CHECK(both["mean_tokens_per_doc"].origin == Origin::derived);
}

TEST_CASE("nothing is derived from what was itself derived from it", "[advise]") {
  const Gathered facts(Given{{"docs", "50000"}});
  CHECK(facts["docs"].value == 50000);
  CHECK(facts["docs"].origin == Origin::given);
  CHECK(facts["mean_tokens_per_doc"].origin == Origin::assumed);
  CHECK(facts["mean_tokens_per_doc"].value == 2000);
  CHECK(!facts["mean_tokens_per_doc"].known);
}

TEST_CASE("with nothing said nothing is known, and gates have the whole plausible range", "[advise]") {
  const Gathered facts(Given{});
  for (std::size_t i = 0; i < facts.facts.size(); ++i) {
    const FactSpec& spec = shipped().vocabulary.slots[i];
    INFO(spec.id);
    // What follows from no fact at all ("any task") is known whatever is said.
    const bool constant = spec.kind == FactSpec::Kind::derived && facts.facts[i].known;
    CHECK((!facts.facts[i].known || (constant && facts.facts[i].value == 1)));
    if (spec.kind != FactSpec::Kind::given) continue;
    CHECK(facts.facts[i].plausible_low == spec.plausible_low);
    CHECK(facts.facts[i].plausible_high == spec.plausible_high);
    CHECK(std::isnan(facts.facts[i].value) == !(spec.assumed.present));
  }
}

TEST_CASE("what nobody assumes stays without a value", "[advise]") {
  const Gathered facts(Given{{"gpus", "8"}});
  CHECK(std::isnan(facts["docs"].value));
  CHECK(std::isnan(facts["tokens"].value));
  CHECK(std::isnan(facts["budget"].value));
}

TEST_CASE("silence about labels or accelerators is not zero", "[advise]") {
  const Gathered facts(Given{{"docs", "50000"}});
  CHECK(facts["labelled_examples"].value > 0);
  CHECK(facts["labelled_examples"].plausible_high > 5000);
  CHECK(facts["gpus"].value > 0);
  CHECK(facts["gpus"].plausible_low == 0);
  CHECK(Gathered(Given{{"gpus", "0"}})["gpus"].plausible_high == 0);
}

TEST_CASE("an assumption under a condition holds where the condition is known to hold", "[advise]") {
  const Gathered without(Given{{"task_kind", "qa"}});
  const Gathered sequences(Given{{"task_kind", "prediction"}});
  const std::size_t modality = slot("modality");
  const FactSpec& spec = shipped().vocabulary.slots[modality];
  REQUIRE(!spec.assumed_if.empty());
  // Every conditional assumption of the data can come true, or it would be dead.
  CHECK(spec.levels[spec.level_position(without["modality"].value)].id == "text");
  const Gathered region(Given{{"organisation_kind", "public_body"}});
  CHECK(region["horizon_months"].value == 36);
  CHECK(Gathered(Given{{"organisation_kind", "startup"}})["horizon_months"].value == 12);
  CHECK(!region["horizon_months"].known);
  CHECK(sequences["modality"].origin == Origin::assumed);
}

TEST_CASE("a preset fills only what the user left open", "[advise]") {
  Findings findings;
  Findings warnings;
  Scenario from = scenario({{"docs", "7"}});
  FactReader reader(shipped(), findings, warnings);
  reader.add_preset(
      "startup", [](int, int) { return Location{}; }, from);
  REQUIRE(findings.empty());
  const Gathered facts(from);
  CHECK(facts["docs"].value == 7);
  CHECK(facts["docs"].origin == Origin::given);
  CHECK(facts["deadline_weeks"].value == 6);
  CHECK(facts["deadline_weeks"].origin == Origin::preset);
  CHECK(facts["deadline_weeks"].why == "startup");
  CHECK(facts["deadline_weeks"].known);
}

TEST_CASE("a value given is stronger than any derivation", "[advise]") {
  const Gathered facts(Given{{"docs", "50000"}, {"tokens", "200M"}, {"unlabelled_tokens", "5B"}});
  CHECK(facts["tokens"].value == 200e6);
  CHECK(facts["unlabelled_tokens"].value == 5e9);
  CHECK(Gathered(Given{{"tokens", "200M"}})["unlabelled_tokens"].value == 200e6);
}

TEST_CASE("a derivation that does not narrow leaves gates the whole range", "[advise]") {
  const Gathered facts(Given{{"tokens", "100M"}});
  const FactSpec& spec = shipped().vocabulary.slots[slot("unlabelled_tokens")];
  CHECK(facts["unlabelled_tokens"].value == 100e6);
  CHECK(facts["unlabelled_tokens"].plausible_high == spec.plausible_high);
}

TEST_CASE("a slot of its own is known only when all it reads is known", "[advise]") {
  CHECK(!Gathered(Given{{"labelled_examples", "300"}})["good_examples"].known);
  const Gathered both(Given{{"labelled_examples", "300"}, {"label_quality", "5"}});
  CHECK(both["good_examples"].known);
  CHECK(both["good_examples"].value == 300);
}

TEST_CASE("contradictions between what was said are found, and presets contradict nobody", "[advise]") {
  CHECK(contradiction_ids({{"docs", "50000"}, {"tokens", "400"}}) == "tokens_below_docs");
  CHECK(contradiction_ids({{"docs", "50000"}, {"tokens", "100M"}}).empty());
  CHECK(contradiction_ids({{"docs", "50000"}, {"tokens", "1B"}, {"mean_tokens_per_doc", "2000"}}) == "tokens_disagree");
  CHECK(contradiction_ids({{"gpus", "0"}, {"gpu_type", "h100-sxm"}}) == "gpus_zero_with_type");
  CHECK(contradiction_ids({{"gpus", "0"}}).empty());
  CHECK(contradiction_ids({{"gpu_type", "h100-sxm"}}).empty());
  CHECK(contradiction_ids({{"docs", "10..100000"}, {"tokens", "50..1M"}}).empty());  // it may still fit
  Findings findings;
  Findings warnings;
  Scenario from = scenario({{"gpu_type", "h100-sxm"}});
  FactReader(shipped(), findings, warnings)
      .add_preset(
          "startup", [](int, int) { return Location{}; }, from);
  CHECK(contradictions(from, shipped()).empty());  // its "gpus": 0 is a guess
}

TEST_CASE("whatever is said, values lie in their intervals and these in what is plausible", "[advise]") {
  std::mt19937 random(3);
  const Vocabulary& vocabulary = shipped().vocabulary;
  for (int round = 0; round < 200; ++round) {
    Scenario from;
    for (std::size_t i = 0; i < vocabulary.size(); ++i) {
      const FactSpec& spec = vocabulary.slots[i];
      if (spec.kind == FactSpec::Kind::given && random() % 3 == 0) from.say(i, some_value(spec, random));
    }
    const Facts facts = gather_facts(from, shipped());
    REQUIRE(facts.size() == vocabulary.size());
    for (std::size_t i = 0; i < facts.size(); ++i) {
      const Fact& fact = facts[i];
      INFO(vocabulary.slots[i].id << " " << fact.low << " " << fact.value << " " << fact.high << " plausible "
                                  << fact.plausible_low << " … " << fact.plausible_high);
      REQUIRE(fact.plausible_low <= fact.plausible_high);
      if (std::isnan(fact.value)) continue;
      const double slack = 1e-9 * (1 + std::abs(fact.value));
      if (!vocabulary.slots[i].has_levels()) {
        REQUIRE(fact.low <= fact.value + slack);
        REQUIRE(fact.value <= fact.high + slack);
      }
      if (fact.origin == Origin::given)
        REQUIRE((fact.plausible_low == fact.value && fact.plausible_high == fact.value));
    }
    // The same facts in another order are the same facts.
    std::reverse(from.given.begin(), from.given.end());
    const Facts again = gather_facts(from, shipped());
    for (std::size_t i = 0; i < facts.size(); ++i) {
      REQUIRE((facts[i].value == again[i].value || (std::isnan(facts[i].value) && std::isnan(again[i].value))));
    }
  }
}

TEST_CASE("facts gathered behind another scenario's are those gathered alone, to the bit", "[advise]") {
  std::mt19937 random(4);
  const Vocabulary& vocabulary = shipped().vocabulary;
  LastDerived last;
  Scenario from;
  for (int round = 0; round < 400; ++round) {
    // One fact said, said otherwise or no longer said; now and then another scenario altogether.
    if (round % 40 == 39) from = Scenario();
    const std::size_t moved = random() % vocabulary.size();
    if (vocabulary.slots[moved].kind != FactSpec::Kind::given) continue;
    if (random() % 4 == 0) {
      std::erase_if(from.given, [&](const GivenFact& fact) { return fact.slot == moved; });
    } else {
      from.say(moved, some_value(vocabulary.slots[moved], random));
    }
    const Facts alone = gather_facts(from, shipped());
    const Facts behind = gather_facts(from, shipped(), last);
    for (std::size_t i = 0; i < alone.size(); ++i) {
      INFO(round << ": " << vocabulary.slots[i].id << " after " << vocabulary.slots[moved].id);
      const Fact &a = alone[i], &b = behind[i];
      REQUIRE((same_bits(a.value, b.value) && same_bits(a.low, b.low) && same_bits(a.high, b.high)));
      REQUIRE((same_bits(a.plausible_low, b.plausible_low) && same_bits(a.plausible_high, b.plausible_high)));
      REQUIRE((a.known == b.known && a.origin == b.origin && a.why == b.why));
    }
  }
}
