#include "pathfinder/report/formats.hpp"

#include <array>
#include <iterator>

#include "pathfinder/report/build.hpp"
#include "pathfinder/report/charts.hpp"
#include "pathfinder/report/render_html.hpp"
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

std::string as_html(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  Sentences say(catalogue, context.language);
  say.show_in(decision.currency, decision.usd_rate);
  Document document = build_summary(decision, catalogue, context.language);
  std::vector<Block> charts = all_charts(decision, catalogue, say);
  if (!charts.empty()) document.blocks.emplace_back(Heading{say.texts()("chart.heading"), 1, "charts"});
  document.blocks.insert(document.blocks.end(), std::make_move_iterator(charts.begin()),
                         std::make_move_iterator(charts.end()));
  document.language = context.language;
  return render_html(document, say.texts());
}

}  // namespace

std::span<const Format> formats() {
  static constexpr std::array<Format, 3> list = {{
      {"text", ".txt", as_text},
      {"json", ".json", as_json},
      {"html", ".html", as_html},
  }};
  return list;
}

}  // namespace pathfinder
