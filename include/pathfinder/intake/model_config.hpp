// A model of one's own: a Hugging Face config.json (dense, grouped queries, latent attention, experts, layers with
// linear attention), or a line of dimensions as a person types it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/base/json_document.hpp"
#include "pathfinder/core/model_description.hpp"

namespace pathfinder {

/// Reads a configuration; what cannot be counted honestly is refused with its place. An architecture that nobody has
/// described is read like the usual decoder, and a warning says so.
std::optional<ModelDescription> read_model_config(const JsonDocument& config, const Architectures& architectures,
                                                  Findings& findings, Findings& warnings);

/// Reads "layers=40,hidden=5120,heads=40,kv_heads=8,ffn=17408,vocab=151936[,…]". `locate` places a part by offset and
/// width in characters.
std::optional<ModelDescription> read_model_text(std::string_view text,
                                                const std::function<Location(int offset, int width)>& locate,
                                                Findings& findings);

}  // namespace pathfinder
