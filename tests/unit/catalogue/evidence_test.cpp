#include "pathfinder/catalogue/evidence.hpp"

#include <algorithm>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using pathfinder::test::data_text;
using pathfinder::test::replaced;
using pathfinder::test::shipped;

namespace {

const EvidenceCount& count(const Evidence& evidence, std::string_view kind) {
  return *std::find_if(evidence.counts.begin(), evidence.counts.end(),
                       [&](const EvidenceCount& one) { return one.kind == kind; });
}

bool has(const Evidence& evidence, std::string_view kind, std::string_view entry, std::string_view finding) {
  return std::any_of(evidence.rows.begin(), evidence.rows.end(), [&](const EvidenceRow& row) {
    return row.kind == kind && row.entry == entry && row.finding == finding;
  });
}

double reach_of(const Catalogue& catalogue, std::string_view kind, std::string_view id) {
  return reach(catalogue, find_entries(catalogue, *entry_kind(kind), id).front());
}

}  // namespace

TEST_CASE("a figure that is moved from its source to memory is one more recalled of as many figures", "[catalogue]") {
  const std::string file = data_text("gpus/a40.json");
  const Evidence before = evidence_of(shipped(), shipped().data_date);
  const Catalogue changed = test::shipped_with(
      {{"gpus/a40.json", replaced(replaced(file, "    \"memory_gib\": \"nvidia-a40-datasheet\",\n", ""),
                                  "\"recalled\": [", "\"recalled\": [\"memory_gib\", ")}});
  const Evidence after = evidence_of(changed, changed.data_date);
  CHECK(count(after, "gpus").recalled == count(before, "gpus").recalled + 1);
  CHECK(count(after, "gpus").figures == count(before, "gpus").figures);
  CHECK(has(after, "gpus", "a40", "recalled"));
}

TEST_CASE("a price grows old after a year, a tariff after three", "[catalogue]") {
  CHECK_FALSE(stale_price("2025-11-29", "2026-11-29"));
  CHECK(stale_price("2025-11-27", "2026-11-29"));
  CHECK_FALSE(stale_price("2025", "2026-11-29"));
  CHECK_FALSE(stale_tariff("2024", "2026-11-29"));
  CHECK(stale_tariff("2021", "2026-11-29"));
  const Evidence today = evidence_of(shipped(), "2026-11-29");
  CHECK(has(today, "regions", "cn-inner-mongolia", "stale"));
  CHECK_FALSE(has(today, "regions", "us", "stale"));
  CHECK(count(evidence_of(shipped(), "2036-01-01"), "prices").stale == count(today, "prices").figures);
}

TEST_CASE("nothing that is shipped is uncited; what nothing names any more is found", "[catalogue]") {
  CHECK(count(evidence_of(shipped(), "2026-11-29"), "sources").uncited == 0);
  const std::string sources = data_text("sources/training.json");
  const Catalogue more = test::shipped_with(
      {{"sources/training.json",
        "{\n  \"nobody-2026\": {\"title\": \"T\", \"date\": \"2026\", \"kind\": \"paper\", \"read\": true},\n" +
            sources.substr(1)}});
  const Evidence found = evidence_of(more, "2026-11-29");
  CHECK(count(found, "sources").uncited == 1);
  CHECK(has(found, "sources", "nobody-2026", "uncited"));
}

TEST_CASE("the reach of an entry counts the files and rows that name it", "[catalogue]") {
  const double before = reach_of(shipped(), "sources", "ecb-reference-rates-2026-05-08");
  CHECK(before >= 6);  // a row for each currency
  CHECK(reach_of(shipped(), "facts", "labelled_examples") > 5);
  CHECK(reach_of(shipped(), "gpus", "h100-sxm") > 10);
  CHECK(reach_of(shipped(), "presets", "startup") < reach_of(shipped(), "gpus", "h100-sxm"));
}
