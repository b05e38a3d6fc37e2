#include "pathfinder/report/render/sweep_page.hpp"

#include <fmt/format.h>

#include "pathfinder/report/build/sweep.hpp"

#include "report/build/sweep_words.hpp"
#include "report/render/html.hpp"
#include "report/render/html_text.hpp"
#include "report/render/sweep_svg.hpp"

namespace pathfinder {

std::string sweep_html(const Sweep& sweep, const Words& words, std::string_view language) {
  const SweepWords named(sweep, words, language);
  const Document document = build_sweep(sweep, words, language, 0);
  const bool draws = !std::isnan(sweep.points.front().confidence);
  const std::string caption = named.texts()(draws ? "sweep.caption_draws" : "sweep.caption");
  constexpr int wide = 760, narrow = 360;  // CSS pixels, as charts have them
  const std::string figure =
      fmt::format("<div class=\"chart\">\n<figure>\n<figcaption>{}</figcaption>\n{}\n{}\n</figure>\n</div>\n",
                  html_escaped(caption), sweep_svg(sweep, named, {wide, false, "map-wide", "wide"}, document.title),
                  sweep_svg(sweep, named, {narrow, true, "map-narrow", "narrow"}, document.title));
  return render_html(document, named.texts(), figure);
}

}  // namespace pathfinder
