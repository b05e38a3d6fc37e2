#include "pathfinder/report/formats.hpp"

#include <array>

#include "pathfinder/report/build.hpp"
#include "pathfinder/report/render_json.hpp"
#include "pathfinder/report/render_text.hpp"

namespace pathfinder {
namespace {

std::string as_text(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  TextLayout layout;
  layout.width = context.width;
  layout.color = context.color;
  return render_text(build_summary(decision, catalogue, context.language), layout);
}

std::string as_json(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  return render_json(decision, catalogue, context.language);
}

}  // namespace

std::span<const Format> formats() {
  static constexpr std::array<Format, 2> list = {{
      {"text", ".txt", as_text},
      {"json", ".json", as_json},
  }};
  return list;
}

}  // namespace pathfinder
