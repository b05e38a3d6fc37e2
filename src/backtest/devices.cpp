#include "pathfinder/backtest/devices.hpp"

namespace pathfinder {

StatedDevice stated_device(const Catalogue& catalogue, std::string_view spelling) {
  const NameReading name = read_gpu_name(catalogue, spelling);
  StatedDevice device;
  device.count = name.count;
  device.nodes = name.nodes;
  if (!name.understood()) device.memory_bound_gib = name.memory_gib;
  for (const std::size_t entry : name.entries) device.versions.push_back(&catalogue.gpus[entry]);
  return device;
}

const LanguageModel* stated_model(const Catalogue& catalogue, std::string_view spelling) {
  const std::size_t exact = catalogue.find("models", spelling);
  if (exact != Vocabulary::none) return &catalogue.models[exact];
  const NameReading name = read_model_name(catalogue, spelling);
  return name.entries.size() == 1 ? &catalogue.models[name.entries.front()] : nullptr;
}

}  // namespace pathfinder
