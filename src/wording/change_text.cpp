#include "pathfinder/wording/change_text.hpp"

#include <cmath>

namespace pathfinder {
namespace {

std::string said(const Flip& flip, const Words& words, const Sentences& say, std::string_view up, std::string_view down,
                 std::string_view level) {
  const FactSpec& spec = words.vocabulary.slots[words.vocabulary.find(flip.fact)];
  Fact value;
  value.value = value.low = value.high = flip.flips;
  const bool in_order = !spec.has_levels() || spec.ordered || spec.type == FactType::level;
  if (!spec.has_levels()) value.value = value.low = value.high = rounded_outwards(flip.flips, flip.upwards);
  return say.texts()(in_order ? (flip.upwards ? up : down) : level,
                     {{"fact", say.texts()(spec.name)},
                      {"value", say.fact_with_unit(spec, value)},
                      {"option", flip.strategy.empty() ? say.texts()("change.blocked") : flip.strategy}});
}

}  // namespace

std::string change_text(const Flip& flip, const Words& words, const Sentences& say) {
  (void)words;
  return say.change(flip);
}

std::string change_condition(const Flip& flip, const Words& words, const Sentences& say) {
  return said(flip, words, say, "condition.up", "condition.down", "condition.level");
}

}  // namespace pathfinder
