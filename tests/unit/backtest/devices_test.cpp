// Accelerators as rows spell them.
#include "pathfinder/backtest/devices.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("counts, nodes and remarks are split off an accelerator's name", "[backtest]") {
  const Catalogue& catalogue = test::shipped();
  const StatedDevice eight = stated_device(catalogue, "8x A100-80GB");
  REQUIRE(eight.versions.size() == 1);
  CHECK(eight.versions.front()->id == "a100-80gb-sxm");
  CHECK(eight.count == 8);

  const StatedDevice nodes = stated_device(catalogue, "4x A100-80GB, 2 nodes");
  REQUIRE(nodes.versions.size() == 1);
  CHECK(nodes.count == 4);
  CHECK(nodes.nodes == 2);

  const StatedDevice ascend = stated_device(catalogue, "Ascend A3 (910C), 4 nodes x16 dies");
  REQUIRE(ascend.versions.size() == 1);
  CHECK(ascend.versions.front()->id == "ascend-910c");
  CHECK(ascend.nodes == 4);
}

TEST_CASE("a card of so many GB is a bound on memory, not an accelerator", "[backtest]") {
  for (const char* spelling : {"24 GB card", "24 GB class"}) {
    const StatedDevice card = stated_device(test::shipped(), spelling);
    CHECK(card.versions.empty());
    CHECK(card.memory_bound_gib == 24);
  }
}

TEST_CASE("a bare name is all its versions, the data-centre board first", "[backtest]") {
  const StatedDevice a100 = stated_device(test::shipped(), "A100");
  CHECK(a100.versions.size() == 4);
  CHECK(a100.versions.front()->id == "a100-80gb-sxm");
  CHECK(stated_device(test::shipped(), "H100").versions.front()->id == "h100-sxm");
}

TEST_CASE("every spelling of an accelerator in published rows is known, unless it names none", "[backtest]") {
  for (const char* spelling : {"2x A100-SXM4-80GB",
                               "A100 SXM 80GB",
                               "A100-SXM4-80G",
                               "A10G",
                               "A6000",
                               "AMD Instinct MI300X 192GB HBM3",
                               "AMD Instinct MI325X 256GB HBM3e",
                               "Ascend 910B",
                               "Ascend 910B (A2, count not stated, probably 1)",
                               "Ascend 910B (cards not read in excerpt)",
                               "Ascend A2/A3 (count not read)",
                               "Ascend A3 (910C), 1 node",
                               "B200",
                               "GB200",
                               "Gaudi2",
                               "H100 SXM",
                               "H100-SXM-96GB-500W",
                               "H20 96GB",
                               "H200",
                               "H800",
                               "L4",
                               "L40S",
                               "MI300X",
                               "NVIDIA B200-SXM-180GB",
                               "NVIDIA GB300",
                               "NVIDIA H200-NVL-141GB",
                               "NVIDIA L40S",
                               "NVIDIA RTX PRO 6000 Blackwell Server Edition",
                               "RTX 4090",
                               "RTX A6000",
                               "RTX PRO 6000 Blackwell SE",
                               "RTX2080Ti",
                               "RTX3090",
                               "RTXA4000",
                               "TPUv3",
                               "TPUv5e",
                               "TPUv6e",
                               "V100-16GB",
                               "Virtualized NVIDIA H200-SXM-141GB",
                               "[MAXSUN] MS-Intel Arc Pro B60 Dual 48G Turbo"}) {
    INFO(spelling);
    CHECK_FALSE(stated_device(test::shipped(), spelling).versions.empty());
  }
  for (const char* spelling :
       {"unknown", "", "CPU only (INTEL(R) XEON(R) 6787P)", "first table (GPU not stated in the excerpt)", "CS-2"}) {
    INFO(spelling);
    CHECK(stated_device(test::shipped(), spelling).versions.empty());
  }
}
