// The order of the options, and what must not disturb it.
#include "advise/rank.hpp"

#include <algorithm>
#include <random>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"

#include "advise/assess.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::shipped;

namespace {

Assessment option(std::string strategy, double score, Standing standing = Standing::open) {
  Assessment one;
  one.strategy = std::move(strategy);
  one.score = score;
  one.standing = standing;
  return one;
}

std::vector<std::string> ids(const std::vector<Assessment>& ranking) {
  std::vector<std::string> all;
  for (const Assessment& one : ranking) all.push_back(one.strategy);
  return all;
}

/// All options over random facts, without estimates.
std::vector<Assessment> random_options(std::mt19937& random) {
  const Vocabulary& vocabulary = shipped().vocabulary;
  Scenario scenario;
  for (std::size_t slot = 0; slot < vocabulary.size(); ++slot) {
    const FactSpec& spec = vocabulary.slots[slot];
    if (spec.kind != FactSpec::Kind::given || random() % 2 == 0) continue;
    const double value = spec.has_levels() ? spec.level_value(random() % spec.levels.size())
                                           : spec.plausible_low + (spec.plausible_high - spec.plausible_low) *
                                                                      static_cast<double>(random() % 1000) / 9990;
    scenario.given.push_back({slot, value, value, value, Origin::given, {}, {}});
  }
  const Facts facts = gather_facts(scenario, shipped());
  std::vector<Assessment> options;
  for (std::size_t i = 0; i < shipped().strategies.size(); ++i) options.push_back(assess(i, facts, {}, shipped()));
  return options;
}

}  // namespace

TEST_CASE("the best comes first, and blocked options last whatever their score", "[advise]") {
  std::vector<Assessment> options = {option("rag", 0.5), option("peft", 0.9, Standing::blocked),
                                     option("prompting", 0.7, Standing::conditional)};
  CHECK(!rank(options, shipped()));
  CHECK(ids(options) == std::vector<std::string>{"prompting", "rag", "peft"});
  CHECK(options[0].rank == 1);
  CHECK(options[2].rank == 3);
}

TEST_CASE("equal scores go to the cheaper step and are told as a tie", "[advise]") {
  std::vector<Assessment> options = {option("full_ft", 0.5), option("rag", 0.5), option("peft", 0.4)};
  CHECK(rank(options, shipped()));
  CHECK(options[0].strategy == "rag");
  std::vector<Assessment> blocked = {option("full_ft", 0.5, Standing::blocked), option("rag", 0.5)};
  CHECK(!rank(blocked, shipped()));
}

TEST_CASE("adding, removing or blocking an option never reorders the others", "[advise]") {
  std::mt19937 random(17);
  for (int round = 0; round < 100; ++round) {
    std::vector<Assessment> all = random_options(random);
    std::shuffle(all.begin(), all.end(), random);
    std::vector<Assessment> ranked = all;
    rank(ranked, shipped());
    for (std::size_t gone = 0; gone < all.size(); ++gone) {
      std::vector<std::string> expected = ids(ranked);
      std::erase(expected, all[gone].strategy);

      std::vector<Assessment> without = all;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(gone));
      rank(without, shipped());
      REQUIRE(ids(without) == expected);

      std::vector<Assessment> blocked = all;
      blocked[gone].standing = Standing::blocked;
      rank(blocked, shipped());
      std::vector<std::string> rest = ids(blocked);
      std::erase(rest, all[gone].strategy);
      REQUIRE(rest == expected);
    }
  }
}

TEST_CASE("a table without one of its options scores the others as before", "[advise]") {
  // Whoever takes an option away takes it out of the paths of the others.
  const auto without = [](const std::string& file, const std::string& from, const std::string& to) {
    return std::pair(file, test::replaced(std::string(test::data_text(file)), from, to));
  };
  const Catalogue fewer =
      test::shipped_with({{"strategies/continued_pretrain.json", ""},
                          {"strategies/classic_ml.json", ""},
                          {"variants/plain.json", ""},
                          {"variants/distilled.json", ""},
                          {"variants/small_task_model.json", ""},
                          {"variants/search_or_rules.json", ""},
                          without("strategies/peft.json", "\"classic_ml\",\n      \"full_ft\"", "\"full_ft\""),
                          without("strategies/pretrain.json", "[\n      \"classic_ml\"\n    ]", "[]"),
                          without("strategies/rag+full_ft.json", "[\n      \"continued_pretrain\"\n    ]", "[]")});
  REQUIRE(fewer.strategies.size() == shipped().strategies.size() - 2);
  const Scenario scenario =
      test::scenario({{"docs", "50000"}, {"gpus", "8"}, {"task_kind", "qa"}, {"labelled_examples", "2000"}});
  const Facts facts = gather_facts(scenario, shipped());
  for (std::size_t i = 0; i < fewer.strategies.size(); ++i) {
    const std::string& id = fewer.strategies[i].id;
    for (std::size_t j = 0; j < shipped().strategies.size(); ++j) {
      if (shipped().strategies[j].id != id) continue;
      INFO(id);
      CHECK(assess(i, facts, {}, fewer).score == assess(j, facts, {}, shipped()).score);
    }
  }
}

TEST_CASE("the path has one recommended stage, cheaper steps before it and conditional ones after", "[advise]") {
  std::mt19937 random(23);
  for (int round = 0; round < 50; ++round) {
    std::vector<Assessment> options = random_options(random);
    rank(options, shipped());
    const std::vector<PathStage> path = path_of(options, shipped());
    if (options.front().standing == Standing::blocked) {
      REQUIRE(path.empty());
      continue;
    }
    bool past = false;
    int recommended = 0;
    for (const PathStage& stage : path) {
      if (stage.recommended) {
        ++recommended;
        past = true;
        REQUIRE(stage.strategy == options.front().strategy);
      } else {
        REQUIRE(stage.later == past);
      }
      const auto at = std::find_if(options.begin(), options.end(),
                                   [&](const Assessment& one) { return one.strategy == stage.strategy; });
      REQUIRE(at->standing != Standing::blocked);
    }
    REQUIRE(recommended == 1);
  }
}

TEST_CASE("what the stages add up to the recommended one is its set-up", "[advise]") {
  for (const auto& said : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {{"docs", "50000"}, {"gpus", "8"}},
           {{"labelled_examples", "20000"}, {"style_or_format_needs", "5"}, {"team_ml_skill", "5"}},
           {{"docs", "3000"}, {"organisation_kind", "public_body"}, {"on_premises", "yes"}},
           {{"modality", "events"}, {"unlabelled_tokens", "2T"}, {"organisation_kind", "giant"}, {"gpus", "2000"}}}) {
    AdviseOptions options;
    options.draws = 0;
    options.flips = false;
    const Decision decision = advise(test::scenario(said), shipped(), options);
    REQUIRE(decision.winner() != nullptr);
    double sum = 0;
    std::string before;
    for (const PathStage& stage : decision.path) {
      REQUIRE(stage.cost);
      CHECK(stage.cost->low <= stage.cost->central);
      CHECK(stage.cost->central <= stage.cost->high);
      CHECK(stage.cost->central.value >= 0);
      CHECK(stage.cost->basis.method == "path.additional");
      if (stage.later) break;
      CHECK(stage.builds_on == before);
      before = stage.strategy;
      sum += stage.cost->central.value;
    }
    CHECK(sum == Approx(decision.winner()->estimate.setup->central.value));
  }
}

TEST_CASE("when every option is blocked there is no path", "[advise]") {
  std::vector<Assessment> options = {option("rag", 0.5, Standing::blocked), option("peft", 0.9, Standing::blocked)};
  rank(options, shipped());
  CHECK(path_of(options, shipped()).empty());
}

TEST_CASE("the article's own view follows its rules and says whether we agree", "[advise]") {
  const auto view = [](const std::vector<std::pair<std::string, std::string>>& facts, const char* winner) {
    return article_view(gather_facts(test::scenario(facts), shipped()), {option(winner, 1)}, shipped());
  };
  const auto giant = view({{"organisation_kind", "giant"}, {"unique_data", "yes"}}, "continued_pretrain");
  REQUIRE(giant);
  CHECK(giant->strategy == "pretrain");
  CHECK(giant->rule == "B4");
  CHECK(!giant->agrees);
  const auto startup = view({{"organisation_kind", "startup"}}, "rag");
  REQUIRE(startup);
  CHECK(startup->rule == "B1");
  CHECK(startup->agrees);
  const auto provider = view({{"organisation_kind", "solution_provider"}}, "rag+peft");
  REQUIRE(provider);
  CHECK(provider->rule == "B2");
  CHECK(provider->agrees);
  const auto nobody = view({{"docs", "50000"}}, "rag");
  REQUIRE(nobody);
  CHECK(nobody->rule == "B5");  // 80 % of industry scenes
}
