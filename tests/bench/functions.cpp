// What the parts of a decision cost beside each other, with Google Benchmark: `cmake --build build --target bench`.
// Only ratios between rows of one run mean anything; times hang on the machine and on what else it does.
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/shared.hpp"
#include "pathfinder/base/lanes.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/saved/batch_line.hpp"

#include "cli/embedded_data.hpp"

using namespace pathfinder;

namespace {

const Catalogue& shipped_catalogue() {
  static const Catalogue catalogue = load_catalogue(cli::embedded_data());
  return catalogue;
}

/// Scenarios that differ in every number, so that little of one helps the next.
std::vector<Scenario> varied_scenarios(std::size_t count) {
  const FactSlots& slots = shipped_catalogue().slots;
  const Stream stream("scenarios of the bench");
  std::vector<Scenario> scenarios(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto drawn = [&](std::uint64_t which, double least, double most) {
      return std::floor(least * pathfinder::pow(most / least, stream.uniform(8 * i + which)));
    };
    Scenario& one = scenarios[i];
    one.say(slots.docs, drawn(0, 100, 1e6));
    one.say(slots.queries_per_day, drawn(1, 10, 1e6));
    one.say(slots.labelled_examples, drawn(2, 50, 1e5));
    if (i % 2 == 0) one.say(slots.gpus, drawn(3, 1, 64));
    if (i % 3 == 0) one.say(slots.budget, drawn(4, 1e4, 1e7));
  }
  return scenarios;
}

AdviseOptions in_short(std::size_t draws, bool words) {
  AdviseOptions options;
  options.draws = draws;
  options.flips = options.procurement = options.plans = false;
  options.words = words;
  return options;
}

void answers(benchmark::State& state, std::size_t draws, bool words) {
  const Catalogue& catalogue = shipped_catalogue();
  const std::vector<Scenario> scenarios = varied_scenarios(512);
  AdviseOptions options = in_short(draws, words);
  const WeightDraws weights(catalogue, draws > 0 ? draws : 1);
  if (draws > 0) options.weights = &weights;
  AdviseShared shared(catalogue);
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(advise(scenarios[i++ % scenarios.size()], catalogue, options, shared).ranking.size());
  state.SetItemsProcessed(state.iterations());
}

void gathering(benchmark::State& state) {
  const std::vector<Scenario> scenarios = varied_scenarios(512);
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(gather_facts(scenarios[i++ % scenarios.size()], shipped_catalogue()).size());
}

void line_as_json(benchmark::State& state) {
  AdviseShared shared(shipped_catalogue());
  const Decision decision = advise(varied_scenarios(1).front(), shipped_catalogue(), in_short(0, false), shared);
  for (auto _ : state) benchmark::DoNotOptimize(batch_json(batch_line(decision, 1)).size());
}

std::vector<double> drawn_numbers() {
  const Stream stream("numbers of the bench");
  std::vector<double> numbers;
  for (std::uint64_t i = 0; i < 10000; ++i) numbers.push_back(20 * (stream.uniform(i) - 0.5));
  return numbers;
}

void powers_one_by_one(benchmark::State& state) {
  std::vector<double> numbers = drawn_numbers(), out(numbers.size());
  for (auto _ : state) {
    for (std::size_t i = 0; i < numbers.size(); ++i) out[i] = pathfinder::exp(numbers[i]);
    benchmark::DoNotOptimize(out.data());
  }
}

void powers_in_lanes(benchmark::State& state) {
  std::vector<double> numbers = drawn_numbers(), out(numbers.size());
  for (auto _ : state) {
    lanes::exp(numbers.data(), out.data(), numbers.size());
    benchmark::DoNotOptimize(out.data());
  }
}

}  // namespace

BENCHMARK_CAPTURE(answers, figures, 0, false);
BENCHMARK_CAPTURE(answers, words, 0, true);
BENCHMARK_CAPTURE(answers, figures_10000_draws, 10000, false);
BENCHMARK(gathering);
BENCHMARK(line_as_json);
BENCHMARK(powers_one_by_one);
BENCHMARK(powers_in_lanes);

BENCHMARK_MAIN();
