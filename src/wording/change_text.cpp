#include "pathfinder/wording/change_text.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

/// The text of a change: "… or more", "… or less", or the value alone.
std::string_view form_of(const FactSpec& spec, double value, bool upwards) {
  const bool in_order = !spec.has_levels() || spec.ordered || spec.type == FactType::level;
  const bool by_position = spec.has_levels() && spec.type != FactType::level;
  // No fact is below 0, which a saved decision need not say.
  const double least = by_position ? 0 : std::max(0.0, spec.low);
  const double most = by_position ? static_cast<double>(spec.levels.size()) - 1 : spec.high;
  if (!in_order || (upwards ? value >= most : value <= least)) {
    const bool counted = spec.type == FactType::count || spec.type == FactType::tokens;
    return counted && value == 0 ? "change.zero" : "change.level";
  }
  return upwards ? "change.up" : "change.down";
}

}  // namespace

std::string change_condition(const Flip& flip, const Words& words, const Sentences& say) {
  const FactSpec& spec = words.vocabulary.slots[words.vocabulary.find(flip.fact)];
  Fact value;
  value.value = value.low = value.high = spec.has_levels() ? flip.flips : rounded_outwards(flip.flips, flip.upwards);
  return say.texts()(form_of(spec, value.value, flip.upwards),
                     {{"fact", say.texts()(spec.name)}, {"value", say.fact_with_unit(spec, value)}});
}

}  // namespace pathfinder
