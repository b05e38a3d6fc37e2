// More tokens, parameters, questions, users or use cases never cost less, over the search for plans: what a larger load
// leaves to choose from is never more, and every plan of it is never cheaper. 10,000 draws with "[.long]", fewer in
// every run.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/base/random.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"

using namespace pathfinder;
using namespace pathfinder::test;

namespace {

struct Said {
  std::string fact;
  double value;
};

/// A scenario drawn at random, and the fact that grows in it.
struct Draw {
  std::vector<Said> facts;
  std::string grows;
  double by = 1;
};

/// Position in the numbers of one draw.
class Numbers {
 public:
  Numbers(const Stream& stream, std::uint64_t draw) : stream_(stream), at_(draw * 256) {}
  double uniform() { return stream_.uniform(at_++); }
  double log_uniform(double low, double high) { return low * std::pow(high / low, uniform()); }
  bool often(double share) { return uniform() < share; }
  double among(double count) { return std::floor(uniform() * count); }

 private:
  const Stream& stream_;
  std::uint64_t at_;
};

Draw drawn(const Stream& stream, std::uint64_t index) {
  Numbers random(stream, index);
  Draw draw;
  const auto say = [&](const char* fact, double value) { draw.facts.push_back({fact, value}); };
  const auto perhaps = [&](double share, const char* fact, double value) {
    if (random.often(share)) say(fact, value);
  };
  const auto count = [&](double low, double high) { return std::floor(random.log_uniform(low, high)); };
  const auto gpu = [&](const char* id) { return static_cast<double>(shipped().find("gpus", id)); };
  say("docs", count(10, 3e6));
  say("queries_per_day", count(10, 3e6));
  say("prompt_tokens", count(50, 6000));
  say("answer_tokens", count(10, 2000));
  say("rounds", 1 + random.among(5));
  say("unlabelled_tokens", count(1e7, 1e12));
  perhaps(0.5, "labelled_examples", count(10, 1e5));
  perhaps(0.5, "knowledge_changes", random.among(6));
  perhaps(0.5, "task_complexity", 1 + random.among(5));
  perhaps(0.3, "horizon_months", 6 + random.among(55));
  perhaps(0.3, "staff_per_week", count(500, 6000));
  perhaps(0.3, "data_sensitivity", random.among(5));
  perhaps(0.15, "on_premises", random.among(2));
  perhaps(0.15, "domestic_hardware", random.among(3));
  perhaps(0.3, "latency_ms", count(1000, 1e5));
  perhaps(0.25, "deadline_weeks", 4 + random.among(50));
  perhaps(0.25, "budget", count(2000, 1e7));
  if (random.often(0.4)) {
    say("gpus", count(1, 64));
    const char* const kinds[] = {"rtx-4090", "a100-80gb-sxm", "h100-sxm", "l40s", "ascend-910b", "h20"};
    if (random.often(0.8)) say("gpu_type", gpu(kinds[static_cast<std::size_t>(random.among(6))]));
    perhaps(0.3, "gpu_source", random.among(2));
  }
  const char* const growing[] = {"docs",   "queries_per_day",   "queries_per_day", "prompt_tokens", "answer_tokens",
                                 "rounds", "unlabelled_tokens", "model_size_b",    "users",         "use_cases"};
  draw.grows = growing[static_cast<std::size_t>(random.among(10))];
  draw.by = random.log_uniform(1.01, 20);
  if (draw.grows == "users" || random.often(0.2)) say("users", count(5, 1e5));
  if (draw.grows == "use_cases" || random.often(0.2)) say("use_cases", 1 + random.among(20));
  if (draw.grows == "model_size_b") say("model_size_b", random.log_uniform(0.5, 100));
  if (draw.grows == "rounds") draw.by = 1 + std::ceil(random.uniform() * 3);
  return draw;
}

Scenario scenario_of(const Draw& draw, bool grown) {
  Scenario scenario;
  for (const Said& said : draw.facts) {
    const bool grows = grown && said.fact == draw.grows;
    scenario.say(shipped().vocabulary.find(said.fact), grows ? said.value * draw.by : said.value);
  }
  return scenario;
}

/// What a plan keeps and gives away: a larger load may make it give up more, and then it may cost less.
struct Kept {
  bool allowed_time = true, latency = true, budget = true, fits = true;
  bool own = true;            ///< accelerators that are there come before cheaper ones, to serve and to train
  bool priced = true;         ///< a sum that lacks a price is no cheaper plan
  double text_in_prompt = 0;  ///< tokens: a text too long for a prompt is left out of it, as is what no context holds
  int quality = 0;
};

Kept kept_by(const OptionEstimate& estimate, const Strategy& strategy, const Situation& facts) {
  const FactSlots& slots = shipped().slots;
  Kept kept;
  const std::size_t model = shipped().find("models", estimate.plan.model);
  const double context = model == Vocabulary::none ? INFINITY : shipped().models[model].context_tokens;
  const double text = facts.value(slots.tokens).value;
  if (strategy.recipe.prompt_corpus && text <= shipped().plans.prompt_corpus_limit)
    kept.text_in_prompt = std::min(text, context);
  if (facts.known(slots.deadline_weeks).value && estimate.weeks_to_value)
    kept.allowed_time = estimate.weeks_to_value->central.value <= facts.value(slots.deadline_weeks).value;
  if (facts.known(slots.budget).value) kept.budget = estimate.total->central.value <= facts.value(slots.budget).value;
  for (const Field& note : estimate.plan.notes) {
    if (note.name == "plan.too_slow") kept.latency = false;
  }
  kept.fits = estimate.plan.fits.value_or(true);
  kept.own =
      estimate.plan.serving == "owned" && (estimate.plan.training_on.empty() || estimate.plan.training_on == "owned");
  kept.priced = !estimate.quote_needed;
  kept.quality = estimate.plan.precision == "int8" || estimate.plan.precision == "awq" ? 1 : 0;
  return kept;
}

bool gives_up(const Kept& more, const Kept& less) {
  return more.text_in_prompt < less.text_in_prompt || (less.allowed_time && !more.allowed_time) ||
         (less.latency && !more.latency) || (less.budget && !more.budget) || (less.fits && !more.fits) ||
         (less.own && !more.own) || (less.priced && !more.priced) || more.quality > less.quality;
}

/// Whether one model costs as much as the other in everything that costs: a larger model of another architecture
/// (experts, fewer heads of cache) may do less work.
bool larger_throughout(const std::string& more, const std::string& less) {
  if (more.empty() || less.empty() || more == less) return more.empty() == less.empty();
  const ModelShape& a = shipped().models[shipped().find("models", more)].shape;
  const ModelShape& b = shipped().models[shipped().find("models", less)].shape;
  const auto cache = [](const ModelShape& one) { return one.cache_elements(); };
  return a.params_total >= b.params_total && a.params_active >= b.params_active && a.layers >= b.layers &&
         a.hidden >= b.hidden && cache(a) >= cache(b) && a.experts == b.experts;
}

struct Outcome {
  std::size_t compared = 0, given_up = 0, other_model = 0, cheaper = 0;
  double worst = 0;  ///< largest saving, as a share
  std::string said;
};

Outcome compare_plans(std::uint64_t draws) {
  static const EstimateConstants constants(shipped());
  static const PlanLimits no_limits;
  const Stream stream("more never costs less, plans");
  Outcome outcome;
  for (std::uint64_t index = 0; index < draws; ++index) {
    const Draw draw = drawn(stream, index);
    const Scenario scenarios[] = {scenario_of(draw, false), scenario_of(draw, true)};
    const Facts facts[] = {gather_facts(scenarios[0], shipped()), gather_facts(scenarios[1], shipped())};
    const Situation situations[] = {{facts[0], scenarios[0], shipped()}, {facts[1], scenarios[1], shipped()}};
    PlanCache cache;
    const EstimateContext contexts[] = {{situations[0], constants, no_limits, cache},
                                        {situations[1], constants, no_limits, cache}};
    for (const Strategy& strategy : shipped().strategies) {
      const OptionEstimate less = estimate_option(contexts[0], strategy);
      const OptionEstimate more = estimate_option(contexts[1], strategy);
      ++outcome.compared;
      const double before = less.total->central.value;
      const double after = more.total->central.value;
      // A card more answers sooner, and the power of all may fall by a fraction of a thousandth of the sum.
      if (after >= before * (1 - 1e-3)) continue;
      // A limit that holds no longer, or a model that is smaller or of another kind, is what the larger load gives up.
      const bool behind_api = less.plan.serving == "api" || more.plan.serving == "api";
      // An adapter behind an API is trained on the base it is sold for, which may be an older one.
      const bool other_base = less.plan.serving != more.plan.serving && less.plan.model != more.plan.model;
      const bool other_model =
          behind_api ? other_base || (draw.grows == "model_size_b" && less.plan.serving != more.plan.serving)
                     : !larger_throughout(more.plan.model, less.plan.model);
      if (other_model || gives_up(kept_by(more, strategy, situations[1]), kept_by(less, strategy, situations[0]))) {
        ++(other_model ? outcome.other_model : outcome.given_up);
        continue;
      }
      ++outcome.cheaper;
      const double saved = 1 - after / before;
      outcome.worst = std::max(outcome.worst, saved);
      std::ostringstream line;
      line << "draw " << index << " " << strategy.id << ": " << draw.grows << " x " << draw.by << ": " << before
           << " -> " << after << " (" << saved << ") " << less.plan.model << "@" << less.plan.training_gpus << "+"
           << less.plan.serving_gpus << "x" << less.plan.gpu << "/" << less.plan.precision << "/" << less.plan.serving
           << "/" << less.plan.training_on << " -> " << more.plan.model << "@" << more.plan.training_gpus << "+"
           << more.plan.serving_gpus << "x" << more.plan.gpu << "/" << more.plan.precision << "/" << more.plan.serving
           << "/" << more.plan.training_on << " |";
      for (const Said& said : draw.facts) line << " " << said.fact << "=" << said.value;
      for (const Line<Dollars>& a : less.bill) {
        for (const Line<Dollars>& b : more.bill) {
          if (a.label == b.label && a.period == b.period && b.central < a.central)
            line << " {" << a.label << " " << a.central.value << ">" << b.central.value << "}";
        }
      }
      outcome.said += line.str() + "\n";
    }
  }
  return outcome;
}

}  // namespace

TEST_CASE("more tokens, parameters or questions never have a cheaper plan that keeps as much",
          "[advise][plans][slow]") {
  const Outcome outcome = compare_plans(tries(1000));
  INFO(outcome.said << outcome.given_up << " of " << outcome.compared << " gave something up");
  CHECK(outcome.cheaper == 0);
  CHECK(outcome.given_up * 50 <= outcome.compared);
}

TEST_CASE("and over 10,000 draws", "[.long]") {
  const Outcome outcome = compare_plans(10000);
  WARN(outcome.said << outcome.compared << " compared, " << outcome.given_up << " cheaper that gave something up, "
                    << outcome.other_model << " that took another model; worst " << outcome.worst);
  CHECK(outcome.cheaper == 0);
}
