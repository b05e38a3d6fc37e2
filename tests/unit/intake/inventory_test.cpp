// Listings of accelerators: the samples of tests/data/inventory and their traps.
#include "pathfinder/intake/inventory.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "pathfinder/advise/read_facts.hpp"

#include "advise/inventory_facts.hpp"
#include "cli/fact_sources.hpp"
#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using pathfinder::test::shipped;

namespace {

/// What a listing is read as: "8 h100-sxm", kinds apart by ";", versions by "|", a card unknown to the catalogue by its
/// own name; then the notes.
std::string reading(const std::string& file) {
  const std::string text = test::file_text(std::filesystem::path(test::source_dir()) / "tests/data/inventory" / file);
  Findings findings;
  const Inventory inventory = read_inventory(file, text, findings);
  std::string all = test::summary(findings.all());
  for (const FoundKind& kind : kinds_of(inventory, shipped(), {}, findings)) {
    all += (all.empty() ? "" : "; ") + std::to_string(static_cast<int>(kind.count)) + " ";
    std::string entries;
    for (const std::size_t entry : kind.entries) entries += (entries.empty() ? "" : "|") + shipped().gpus[entry].id;
    all += entries.empty() ? (kind.name.empty() ? "?" : kind.name) : entries;
  }
  for (const InventoryNote& note : inventory.notes) all += " [" + note.code.substr(10) + " " + note.count + "]";
  return all;
}

std::string found(const std::string& text) {
  Findings findings;
  read_inventory("list.txt", text, findings);
  return test::summary(findings.all());
}

}  // namespace

TEST_CASE("every sample listing is read as physical cards of its kind", "[intake]") {
  struct Row {
    const char* file;
    const char* expected;
  };
  int right = 0;
  int samples = 0;
  for (const Row& row : {
           Row{"01-npu-smi-910b4-1-64gb.txt", "2 ascend-910b4-1"},
           Row{"02-npu-smi-910c-two-chips.txt", "1 ascend-910c [chips 2]"},
           Row{"03-npu-smi-26-wide.txt", "1 ascend-910c [chips 2]"},
           Row{"04-rocm-smi-7900xt.json", "1 Radeon RX 7900 XT"},
           Row{"05-rocm-smi-7900xt.csv", "1 Radeon RX 7900 XT"},
           Row{"06-rocm-smi-mi300x-cpx.txt", "8 mi300x [partitions 63]"},
           Row{"07-k8s-gfd-labels-h100.txt", "8 h100-sxm"},
           Row{"08-k8s-status-only.yaml", "1 ? [product-unlabelled 1]"},
           Row{"09-k8s-hami-register.txt", "2 a100-40gb-pcie [cut-off 0] [replicas 20]"},
           Row{"10-k8s-akash-labels.txt", "8 h100-pcie"},
           Row{"11-slurm-tres-without-gpu.txt", "8 h100-sxm|h100-nvl|h100-pcie"},
           Row{"12-slurm-cfgtres-with-gpu.txt", "12 ? [product-unlabelled 0]"},
           Row{"13-nvidia-smi-totals.csv",
               "1 h100-sxm|h100-pcie; 1 a100-80gb-sxm; 1 a100-40gb-sxm; 1 a10; 1 l40s; 1 l4; 1 t4"},
           Row{"14-nvidia-smi-device-id.csv", "1 h100-nvl"},
           Row{"15-nvidia-smi-L-mig.txt", "4 a100-80gb-sxm [slices 4]"},
           Row{"16-nvidia-smi-q-x.xml", "1 NVIDIA GeForce RTX 3080 Ti"},
           Row{"17-nvidia-smi-table-a100-40gb.txt", "1 a100-40gb-sxm"},
           Row{"v01-nvidia-smi-L-eight-h100.txt", "8 h100-sxm"},
           Row{"v02-nvidia-smi-mixed.csv", "2 rtx-3090; 1 rtx-4090"},
           Row{"v03-nvidia-smi-noheader-4090-48gb.csv", "2 rtx-4090-48gb"},
           Row{"v04-nvidia-smi-table-cut-name.txt", "2 v100-32gb"},
           Row{"v05-kubectl-time-slicing.json", "16 a100-80gb-sxm [replicas 64]"},
           Row{"v06-kubectl-mig-mixed.json", "2 h100-sxm [slices 14]"},
           Row{"v07-kubectl-ascend.yaml", "16 ascend-910b3"},
           Row{"v08-slurm-two-kinds-multiline.txt",
               "8 l40s; 4 a100-80gb-sxm|a100-80gb-pcie|a100-40gb-pcie|a100-40gb-sxm [nodes-without 1]"},
           Row{"v09-cloud-machines.txt", "24 a100-40gb-sxm"},
           Row{"v10-rocm-smi-text-mi210.txt", "2 mi210"},
           Row{"v11-npu-smi-310p-duo.txt", "1 atlas-300i-duo [chips 2]"},
           Row{"v12-rocm-smi-cpx.json", "2 mi300x [partitions 16]"},
           Row{"v13-hami-json.txt", "2 l20 [replicas 20]"},
           Row{"v14-nvidia-smi-q-x-two.xml", "2 h200-sxm"},
       }) {
    const std::string got = reading(row.file);
    INFO(row.file);
    CHECK(got == row.expected);
    ++samples;
    right += got == row.expected ? 1 : 0;
  }
  std::cout << "inventories: " << right << " of " << samples << " samples read right\n";
}

TEST_CASE("a listing that is none, is empty or shows nothing says so with its place", "[intake]") {
  CHECK(found("") == "inventory-empty");
  CHECK(found("  \n# only a comment\n") == "inventory-unknown");
  CHECK(found("hello world\n") == "inventory-unknown 1:1");
  CHECK(found("{\"items\": []}") == "inventory-unknown 1:1");
  CHECK(found("{\"items\": [{\"kind\": \"Node\", \"metadata\": {}, \"status\": {}}]}") ==
        "inventory-without-accelerators");
  CHECK(found("{\"card0\": ").rfind("json", 0) == 0);
  CHECK(found("<?xml version=\"1.0\"?>\n<nvidia_smi_log><gpu>\n") == "inventory-xml");
  CHECK(found("<?xml version=\"1.0\"?>\n<nvidia_smi_log></gpu>\n") == "inventory-xml 2:17");
  CHECK(found("metadata:\n  labels: &anchor\n    a: b\n") == "inventory-yaml 2:11");
  CHECK(found("NodeName=n1 CfgTRES=cpu=20,mem=1G\n") == "inventory-without-accelerators");
}

TEST_CASE("what a listing shows is measured; a kind that was named stays", "[intake][advise]") {
  const Catalogue& catalogue = shipped();
  Findings findings, warnings;
  Scenario scenario;
  Inventory inventory;
  inventory.format = "nvidia-smi -L";
  inventory.cards = {{"NVIDIA L4", 0, 3, 1, {}}, {"NVIDIA T4", 0, 1, 1, {}}};
  add_inventory(inventory, catalogue, {}, scenario, findings, warnings);
  REQUIRE(scenario.given.size() == 2);
  CHECK(scenario.given[0].value == 3);
  CHECK(scenario.given[0].origin == Origin::measured);
  CHECK(catalogue.gpus[static_cast<std::size_t>(scenario.given[1].value)].id == "l4");
  CHECK(test::summary(warnings.all()) == "inventory-mixed");

  Scenario named;
  const double h20 = static_cast<double>(catalogue.find("gpus", "h20"));
  named.say(catalogue.vocabulary.find("gpu_type"), h20);
  add_inventory(inventory, catalogue, {}, named, findings, warnings);
  CHECK(named.given.front().value == h20);
  CHECK(findings.empty());
}

TEST_CASE("a file in the place of a number is read; a machine without accelerators is an error with a way out",
          "[intake][cli]") {
  const std::string file =
      (std::filesystem::path(test::source_dir()) / "tests/data/inventory/v01-nvidia-smi-L-eight-h100.txt").string();
  const test::Outcome answer =
      test::run_command({"estimate", "memory", "--model", "qwen3-8b", "--method", "lora", "--gpus", file});
  CHECK(answer.code == 0);
  CHECK(answer.out.find("h100-sxm") != std::string::npos);
  const test::Outcome machine =
      test::run_command({"estimate", "memory", "--model", "qwen3-8b", "--method", "lora", "--gpus", "p4d.24xlarge"});
  CHECK(machine.out.find("a100-40gb-sxm") != std::string::npos);
  const test::Outcome missing = test::run_command({"advise", "--docs", "50000", "--gpus", "no/such/file.txt"});
  CHECK(missing.code == 74);
  const test::Outcome decision =
      test::run_command({"advise", "--docs", "50000", "--gpus", file, "--draws", "0", "--format", "json"});
  CHECK(decision.out.find("\"measured\"") != std::string::npos);
}

TEST_CASE("NVIDIA's library is asked where it is there, and its absence is no accelerator", "[intake][cli]") {
  CHECK(cli::nvml_inventory("libpathfinder-no-such-library.so.1").cards.empty());
  const Inventory two = cli::nvml_inventory(test::fake_nvml().c_str());
  REQUIRE(two.cards.size() == 2);
  CHECK(two.cards[0].name == "NVIDIA H200");
  CHECK(two.cards[0].memory_gib > 140);
  CHECK(two.cards[1].memory_gib == 0);
  Findings findings;
  const std::vector<FoundKind> kinds = kinds_of(two, shipped(), {}, findings);
  REQUIRE(kinds.size() == 1);
  CHECK(kinds[0].count == 2);
  CHECK(shipped().gpus[kinds[0].entries.front()].id == "h200-sxm");
}

TEST_CASE("auto asks the vendors' tools; where none answers it says so and assumes nothing", "[intake][cli]") {
  if (!cli::nvml_inventory("libnvidia-ml.so.1").cards.empty()) return;  // a machine with cards of its own
  const test::TemporaryFolder folder;
  const char* before = std::getenv("PATH");
  const std::string kept = before == nullptr ? "" : before;
  const auto advise = [] {
    return test::run_command({"advise", "--docs", "50000", "--gpus", "auto", "--draws", "0", "--format", "json"});
  };
  ::setenv("PATH", folder.path().c_str(), 1);
  const test::Outcome none = advise();
  const std::string tool = folder.write("npu-smi", "#!/bin/sh\nexec /bin/cat '" + test::source_dir() +
                                                       "/tests/data/inventory/01-npu-smi-910b4-1-64gb.txt'\n");
  std::filesystem::permissions(tool, std::filesystem::perms::owner_all);
  const test::Outcome found = advise();
  std::filesystem::remove(tool);
  const std::string broken = folder.write("rocm-smi", "#!/bin/sh\nexit 3\n");
  std::filesystem::permissions(broken, std::filesystem::perms::owner_all);
  const test::Outcome failed = advise();
  ::setenv("PATH", kept.c_str(), 1);

  CHECK(none.code == 2);
  CHECK(none.out.empty());
  CHECK(none.err.find("[no-accelerators-here]") != std::string::npos);
  CHECK(found.code == 0);
  CHECK(found.out.find("\"ascend-910b4-1\"") != std::string::npos);
  CHECK(failed.code == 2);
}
