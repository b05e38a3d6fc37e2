// The refit of the constants of training memory.
#include "backtest/memory_fit.hpp"

#include <vector>

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

TEST_CASE("a refit finds the constants that made the rows, and stays at the priors without rows", "[backtest]") {
  MemoryConstants start = shipped();
  const MemoryConstants alone = refit_memory({}, start);
  for (const MemoryConstantRow& row : memory_constant_rows()) {
    if (row.spread > 0) CHECK(alone.*row.member == row.prior);
  }
  MemoryConstants truth = alone;
  truth.context_gib = 1.4;
  truth.logits_upcast = 18;
  std::vector<MemoryObservation> rows;
  for (double length = 256; length <= 65536; length *= 1.2) {
    TrainingRecipe job = recipe(test::qlora);
    job.quant_bits = 4;
    job.seq_len = length;
    const MemoryPlan made = plan(job);
    rows.push_back({{{memory_terms(made, start)}}, 1, Bytes{memory_parts(made, truth).peak()}, 400});
  }
  const MemoryConstants found = refit_memory(rows, start);
  for (const MemoryObservation& row : rows) {
    CHECK(memory_parts(row.jobs.front().value, found).peak() == Approx(row.measured.value).epsilon(0.02));
  }
}

TEST_CASE("a row that may be two jobs moves the constants of the one that it is", "[backtest]") {
  const MemoryConstants start = shipped();
  const MemoryConstants prior = refit_memory({}, start);
  TrainingRecipe job = recipe(test::lora);
  job.recompute = Recompute::full;
  const MemoryTerms recomputed = memory_terms(plan(job), start);
  job.recompute = Recompute::none;
  const MemoryTerms kept = memory_terms(plan(job), start);
  MemoryConstants truth = prior;
  truth.kept_layers *= 1.2;
  const std::vector<MemoryObservation> rows(
      40, {{{recomputed, 0.5}, {kept, 0.5}}, 1, Bytes{memory_parts(kept, truth).peak()}});
  const MemoryConstants found = refit_memory(rows, start);
  CHECK(memory_parts(kept, found).peak() == Approx(rows.front().measured.value).epsilon(0.02));
  CHECK(memory_parts(recomputed, found).peak() == Approx(memory_parts(recomputed, prior).peak()).epsilon(0.05));
}
