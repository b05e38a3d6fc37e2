// Names as people, tools and hubs write them: the lists of tests/data and what may never happen.
#include "pathfinder/catalogue/names.hpp"

#include <fstream>
#include <iostream>
#include <sstream>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using pathfinder::test::shipped;

namespace {

std::string id_of(std::string_view kind, std::size_t entry) {
  return std::string(shipped().ids(kind)[entry]);
}

std::string read(std::string_view kind, std::string_view name) {
  std::string ids;
  for (const std::size_t entry : read_name(shipped(), kind, name).entries)
    ids += (ids.empty() ? "" : " ") + id_of(kind, entry);
  return ids.empty() ? "-" : ids;
}

std::vector<std::vector<std::string>> rows(const std::string& file) {
  std::vector<std::vector<std::string>> all;
  std::istringstream lines(test::file_text(std::filesystem::path(test::source_dir()) / "tests/data" / file));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '\t');) cells.push_back(cell);
    all.push_back(cells);
  }
  return all;
}

/// Whether the catalogue holds every entry that is expected; another branch of it may.
bool there(std::string_view kind, const std::string& expected) {
  std::istringstream ids(expected);
  for (std::string id; ids >> id;) {
    const auto all = shipped().ids(kind);
    if (std::find(all.begin(), all.end(), id) == all.end()) return false;
  }
  return true;
}

struct Share {
  int names = 0, right = 0, missing = 0, wrong = 0;
};

Share measure(const std::string& file, std::string_view title, bool with_kind) {
  Share share;
  for (const std::vector<std::string>& row : rows(file)) {
    const std::string kind = with_kind ? row.at(0) : "models";
    const std::string& name = row.at(with_kind ? 1 : 0);
    const std::string& expected = row.at(with_kind ? 2 : 1);
    const std::string found = read(kind, name);
    INFO(name);
    ++share.names;
    const bool entered = expected == "-" || there(kind, expected);
    const std::string right = entered ? expected : "-";
    share.right += found == right && entered ? 1 : 0;
    share.missing += !entered ? 1 : 0;
    share.wrong += found != right ? 1 : 0;
    CHECK(found == right);
  }
  std::cout << title << ": " << share.names << " names, " << share.right << " as expected, " << share.missing
            << " of which the entry is not there yet, " << share.wrong << " wrong\n";
  return share;
}

}  // namespace

TEST_CASE("each name that users type is read as its entry, or refused with a reason", "[catalogue][names]") {
  CHECK(measure("names_typed.tsv", "names typed", true).names == 66);
}

TEST_CASE("names that are in no list are read by the same rules", "[catalogue][names]") {
  CHECK(measure("names_own.tsv", "further names", true).names == 207);
}

TEST_CASE("of a public framework's model ids those of entries are read, all others refused", "[catalogue][names]") {
  CHECK(measure("names_llama_factory.tsv", "ids of a framework", false).names == 634);
}

TEST_CASE("a count, servers and a size of memory are split off a name and told", "[catalogue][names]") {
  struct Row {
    const char* name;
    double count, nodes, memory;
  };
  for (const Row& row : {Row{"8卡H20", 8, 0, 0}, Row{"H20*8", 8, 0, 0}, Row{"八卡H20", 8, 0, 0},
                         Row{"H20 8张", 8, 0, 0}, Row{"8x A100-80GB", 8, 0, 0}, Row{"8×H20", 8, 0, 0},
                         Row{"h100 x4", 4, 0, 0}, Row{"2台8卡H20", 16, 2, 0}, Row{"4x A100-80GB, 2 nodes", 4, 2, 0},
                         Row{"RTX 4090 24GB", 0, 0, 24}, Row{"24 GB card", 0, 0, 24}, Row{"h100:8", 8, 0, 0}}) {
    INFO(row.name);
    const NameReading reading = read_gpu_name(shipped(), row.name);
    CHECK(reading.count == row.count);
    CHECK(reading.nodes == row.nodes);
    CHECK(reading.memory_gib == row.memory);
  }
  CHECK(read_gpu_name(shipped(), "MLU370-X8").count == 0);
  CHECK(read_gpu_name(shipped(), "24GB显存").entries.empty());
  CHECK(read_gpu_name(shipped(), "24GB显存").memory_gib == 24);
}

TEST_CASE("the precision of quantised weights is told, and is no part of the model", "[catalogue][names]") {
  for (const auto& [name, precision] : {std::pair{"Qwen/Qwen3-8B-AWQ", "int4"},
                                        {"Qwen3-8B-GPTQ-Int8", "int8"},
                                        {"Qwen3-8B-FP8", "fp8"},
                                        {"unsloth/Qwen3-8B-GGUF", ""},
                                        {"Qwen3-8B-Q4_K_M.gguf", "int4"},
                                        {"qwen3:8b-fp16", "fp16"},
                                        {"qwen3:8b", ""}}) {
    INFO(name);
    const NameReading reading = read_model_name(shipped(), name);
    REQUIRE(reading.entries.size() == 1);
    CHECK(shipped().models[reading.entries.front()].id == "qwen3-8b");
    CHECK(reading.precision == precision);
  }
}

TEST_CASE("a name never becomes a relative's", "[catalogue][names]") {
  for (const char* name : {"Qwen3.5-999B", "Qwen3-8B-2999", "qwen2.5-7b-vl-instruct", "Kimi-K2-Instruct-0906",
                           "gemma-1.1-2b-it", "internlm2_5-7b-chat-1m", "Llama-3.2-90B-Vision", "glm-4-9b-chat-1m"}) {
    INFO(name);
    CHECK(read("models", name) == "-");
  }
  for (const char* name : {"NVIDIA A3", "A100 64GB", "H100 SXM 94GB", "RTX 6090", "MI9999X", "NVIDIA A100-4C"}) {
    INFO(name);
    CHECK(read("gpus", name) == "-");
  }
}

TEST_CASE("every alias of the catalogue is read as its own entry", "[catalogue][names]") {
  for (const auto& [key, index] : shipped().aliases) {
    const std::size_t slash = key.find('/');
    const std::string kind = key.substr(0, slash);
    if (kind == "regions") continue;
    INFO(key);
    const NameReading reading = read_name(shipped(), kind, key.substr(slash + 1));
    REQUIRE(reading.entries.size() == 1);
    CHECK(reading.entries.front() == index);
  }
}

TEST_CASE("show and estimate agree on a bare name: all its versions", "[catalogue][names][cli]") {
  const test::Outcome shown = test::run_command({"catalog", "show", "gpus", "H100"});
  CHECK(shown.code == 0);
  for (const char* id : {"\"h100-sxm\"", "\"h100-pcie\"", "\"h100-nvl\""})
    CHECK(shown.out.find(id) != std::string::npos);
  const test::Outcome estimated = test::run_command(
      {"estimate", "train", "--model", "qwen3-8b", "--tokens", "10M", "--gpu", "H100", "--gpus", "8"});
  CHECK(estimated.code == 0);
  CHECK(estimated.out.find("h100-sxm | h100-nvl | h100-pcie") != std::string::npos);
  CHECK(estimated.err.find("h100-sxm, h100-nvl, h100-pcie") != std::string::npos);
  CHECK(estimated.err.find("[ambiguous-device]") == estimated.err.rfind("[ambiguous-device]"));
}

TEST_CASE("presets and options go by their Chinese names", "[catalogue][names][cli]") {
  CHECK(test::run_command({"explain", "微调", "--lang", "zh"}).code == 0);
  CHECK(test::run_command({"init", "--preset", "政数局"}).code == 0);
  CHECK(test::run_command({"advise", "--preset", "政数局", "--draws", "0"}).out ==
        test::run_command({"advise", "--preset", "government_data_bureau", "--draws", "0"}).out);
  CHECK(test::run_command({"catalog", "show", "strategies", "检索增强"}).code == 0);
}
