// Memory beside published peaks: no row that used more than a card "fits" on it, and figures that no fit has seen.
#include "backtest/memory.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "pathfinder/backtest/backtest.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

namespace {

struct Peak {
  Estimate<Bytes> memory;  ///< as the fit to a card is decided
  double high_gib = 0;
  double central_gib = 0;
  double low_gib = 0;
  double observed_gib = not_measured;
};

std::vector<Peak> peaks_of(const std::string& text) {
  Findings findings;
  const std::vector<RunRow> rows = read_rows("rows", text, findings);
  REQUIRE(findings.empty());
  const MemoryConstants constants = MemoryBacktest::shipped(test::shipped());
  std::vector<Peak> peaks;
  for (const RunRow& row : rows) {
    SkippedRow skip;
    for (const MemoryCase& one : MemoryBacktest::cases(row, test::shipped(), skip)) {
      for (const Figure& figure : MemoryBacktest::predict(one, constants)) {
        Estimate<Bytes> memory;
        memory.high = gibibytes(figure.high / one.ranks);
        peaks.push_back({memory, figure.high / one.ranks, figure.central / one.ranks, figure.low / one.ranks,
                         one.observed_gib / one.ranks});
      }
    }
  }
  return peaks;
}

}  // namespace

TEST_CASE("what fits a card is said at P90, and one row in twenty or fewer contradicts it", "[backtest]") {
  const std::vector<Peak> peaks =
      peaks_of(test::file_text(test::source_dir() + "/data/observations/memory_public.ndjson"));
  REQUIRE(peaks.size() > 100);
  std::size_t too_large = 0;
  std::size_t said_to_fit = 0;
  for (const Peak& peak : peaks) {
    // The cards the rows ran on: 40 and 80 GB as the driver counts them.
    for (const double card : {39.5, 79.25}) {
      if (!(peak.observed_gib > card)) continue;
      ++too_large;
      said_to_fit += fits(peak.memory, gibibytes(card)) ? 1 : 0;
    }
  }
  CHECK(too_large >= 100);
  CHECK(static_cast<double>(said_to_fit) <= 0.05 * static_cast<double>(too_large));

  // On every size of card that is sold, by the rule that `estimate memory` prints: high <= what the card has.
  too_large = said_to_fit = 0;
  for (const Peak& peak : peaks) {
    for (const double card : {8.0, 12.0, 16.0, 24.0, 32.0, 40.0, 48.0, 64.0, 80.0, 96.0}) {
      if (!(peak.observed_gib > card)) continue;
      ++too_large;
      said_to_fit += fits(peak.memory, gibibytes(card)) ? 1 : 0;
    }
  }
  REQUIRE(too_large > 300);
  CHECK(static_cast<double>(said_to_fit) <= 0.02 * static_cast<double>(too_large));
}

TEST_CASE("peaks that LitGPT published, seen by no fit", "[backtest]") {
  // Lightning-AI/litgpt tutorials/resource-tables.md, 2023-10-20 (commit b732986): LoRA of rank 8 on queries and
  // values, bf16-true, A100-SXM4-40GB, Alpaca at its longest example, no checkpointing. Printed in 10^9 bytes
  // (torch.cuda.max_memory_allocated / 1e9). tests/data/litgpt_memory.ndjson holds the rows.
  const std::vector<Peak> peaks = peaks_of(test::file_text(test::source_dir() + "/tests/data/litgpt_memory.ndjson"));
  REQUIRE(peaks.size() == 14);
  std::vector<double> errors;
  std::size_t inside = 0;
  for (const Peak& peak : peaks) {
    if (std::isnan(peak.observed_gib)) {
      CHECK(peak.high_gib > 39.5);  // it ran out of memory
      continue;
    }
    errors.push_back(std::fabs(std::log(peak.central_gib / peak.observed_gib)));
    inside += peak.low_gib <= peak.observed_gib && peak.observed_gib <= peak.high_gib ? 1 : 0;
  }
  std::sort(errors.begin(), errors.end());
  REQUIRE(errors.size() == 12);
  CAPTURE(errors, inside);
  CHECK(errors[errors.size() / 2] < 0.12);
  CHECK(inside >= 9);
}

TEST_CASE("peaks that torchtune and PEFT published, read from their tables once more", "[backtest]") {
  // torchtune: README.md at 0031bfb (2024-09-25), "Memory and training speed": batch 2, packed to 2,048 tokens,
  // compiled; on the 4090 with recomputation, on the A6000 without (its configurations; the table does not say). PEFT:
  // README.md at 0032f32 (2023-02), "GPU memory required", 32-bit weights, printed in 10^9 bytes.
  const std::vector<Peak> peaks = peaks_of(test::file_text(test::source_dir() + "/tests/data/published_memory.ndjson"));
  REQUIRE(peaks.size() == 12);
  std::vector<double> errors;
  std::size_t inside = 0;
  for (const Peak& peak : peaks) {
    errors.push_back(std::fabs(std::log(peak.central_gib / peak.observed_gib)));
    inside += peak.low_gib <= peak.observed_gib && peak.observed_gib <= peak.high_gib ? 1 : 0;
  }
  std::sort(errors.begin(), errors.end());
  CAPTURE(errors, inside);
  CHECK(errors[6] < 0.2);
  CHECK(std::count_if(errors.begin(), errors.end(), [](double one) { return one < std::log(1.25); }) >= 9);
  CHECK(inside >= 9);
}
