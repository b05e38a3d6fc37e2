// Jobs, constants and profiles that the tests of training memory share.
#pragma once

#include <fstream>
#include <functional>
#include <map>
#include <numeric>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/estimate/memory.hpp"
#include "pathfinder/estimate/memory_stated.hpp"

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/training.hpp"

namespace pathfinder::test::memory {

inline std::string read_text(const std::string& name) {
  std::ifstream file(source_dir() + "/data/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline nlohmann::json constant_file() {
  return nlohmann::json::parse(read_text("constants/memory.json"));
}

inline MemoryConstants shipped() {
  std::map<std::string, double, std::less<>> values;
  const nlohmann::json file = constant_file();
  for (const auto& row : file["constants"]) values[row["id"]] = row["value"];
  return memory_constants([&](std::string_view id) { return values.at(std::string(id)); });
}

/// Constants that are easy to reckon with.
inline MemoryConstants plain() {
  MemoryConstants constants = memory_constants([](std::string_view) { return 1.0; });
  constants.allocator = 0.25;
  constants.allocator_uneven = 0.5;
  constants.kept_fragments = 0.125;
  constants.fsdp_fragments = 0.125;
  constants.overlap = 0.5;
  constants.scores = 8;
  constants.logits_upcast = 16;
  constants.logits_compiled = 8;
  constants.four_bit_bytes = 0.5;
  constants.zero3_live_bytes = 4;
  constants.master_step_bytes = 4;
  constants.offload_buffers = 3;
  constants.lisa_layers = 2;
  constants.selective_share = 0.5;
  return constants;
}

inline MemoryProfiles profiles() {
  Findings findings;
  const JsonDocument document = parse_json("memory_profiles.json", read_text("memory_profiles.json"), findings);
  MemoryProfiles read;
  read_object(document, findings, [&](Fields& fields) { describe_memory_profiles(fields, read); });
  return read;
}

inline ModelShape llama_2_7b() {
  return shape_from_dimensions(6738415616, 32, 4096, 32, 32, 11008, 32000);
}
inline ModelShape llama_31_8b() {
  return shape_from_dimensions(8030261248, 32, 4096, 32, 8, 14336, 128256);
}
inline ModelShape llama_31_70b() {
  return shape_from_dimensions(70553706496, 80, 8192, 64, 8, 28672, 128256);
}

inline TrainingRecipe recipe(const Way& way) {
  TrainingRecipe job;
  job.model = llama_2_7b();
  set_way(job, way);
  job.seq_len = 2048;
  job.lora_rank = 8;
  return job;
}

/// The job that a recipe with every key stated means most often.
inline MemoryPlan plan(const TrainingRecipe& job, MemoryHints hints = {}) {
  if (!hints.reading) hints.reading = MemoryReading::device;
  if (!hints.even_lengths) hints.even_lengths = true;
  return likeliest(resolve_memory(job, profiles(), hints));
}

inline StatedMemory torchtune(const ModelShape& shape, std::string method, std::string optimizer) {
  StatedMemory row;
  row.model = "llama-3.1";
  row.shape = shape;
  row.method = std::move(method);
  row.optimizer = std::move(optimizer);
  row.precision = "bf16";
  row.framework = "torchtune + compile";
  row.lora_rank = 8;
  row.micro_batch = 2;
  row.seq_len = 2048;
  row.checkpointing = row.flash_attention = true;
  return row;
}

inline double central_gib(const StatedMemory& row) {
  return in_gib(training_memory(resolve_memory(row, profiles()), shipped()).central);
}

inline double sum(const Estimate<Bytes>& estimate) {
  return std::accumulate(estimate.breakdown.begin(), estimate.breakdown.end(), 0.0,
                         [](double total, const Line<Bytes>& line) { return total + line.central.value; });
}

}  // namespace pathfinder::test::memory
