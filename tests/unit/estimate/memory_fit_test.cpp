// The refit of the constants of training memory.
#include "pathfinder/estimate/memory_fit.hpp"

#include <vector>

#include "support/memory.hpp"

using namespace pathfinder;
using namespace pathfinder::test::memory;

TEST_CASE("a refit finds the constants that made the rows, and stays at the priors without rows", "[estimate]") {
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
    rows.push_back({made, 1, Bytes{memory_parts(made, truth).peak()}});
  }
  const MemoryConstants found = refit_memory(rows, start);
  for (const MemoryObservation& row : rows) {
    CHECK(memory_parts(row.plan, found).peak() == Approx(row.measured.value).epsilon(0.02));
  }
}
