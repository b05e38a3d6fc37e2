#include "pathfinder/report/formats.hpp"

#include <array>

#include "pathfinder/report/build/checks.hpp"
#include "pathfinder/report/build/report.hpp"
#include "pathfinder/report/check_formats.hpp"
#include "pathfinder/report/render/markdown.hpp"
#include "pathfinder/report/render/text.hpp"
#include "pathfinder/saved/stored_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "report/build/purchase.hpp"
#include "report/build/summary.hpp"
#include "report/render/csv.hpp"
#include "report/render/html.hpp"

namespace pathfinder {
namespace {

/// From the words that the decision cites, so that a report made at once is the one that its file gives later.
Document full_report(const Decision& decision, const Words& words, const RenderContext& context) {
  return build_report(decision, cited(decision, words),
                      {context.language, context.sections, context.report_template, context.date});
}

std::string as_text(const Decision& decision, const Words& words, const RenderContext& context) {
  TextLayout layout;
  layout.width = context.width;
  layout.color = context.color;
  layout.title = context.report_template != nullptr;
  const bool whole = context.report_template != nullptr || !context.sections.empty();
  return render_text(
      whole ? full_report(decision, words, context) : build_summary(decision, words, context.language, context.full),
      layout);
}

std::string as_json(const Decision& decision, const Words& words, const RenderContext& context) {
  return render_json(decision, words, context.language);
}

std::string as_markdown(const Decision& decision, const Words& words, const RenderContext& context) {
  const Sentences say(words, context.language);
  return render_markdown(full_report(decision, words, context), say.texts(), decision.scenario.id);
}

std::string as_csv(const Decision& decision, const Words& words, const RenderContext& context) {
  return render_csv(build_purchase(decision, words, context.language));
}

std::string as_html(const Decision& decision, const Words& words, const RenderContext& context) {
  const Sentences say(words, context.language);
  return render_html(full_report(decision, words, context), say.texts());
}

/// Of the policies alone: what a job shows beside the change that broke one.
template <std::size_t which>
std::string as_checks(const Decision& decision, const Words& words, const RenderContext& context) {
  Sentences say(words, context.language);
  say.show_in(decision.currency, decision.usd_rate);
  return check_formats()[which].render(policy_checks(decision, say));
}

}  // namespace

std::span<const Format> formats() {
  static const std::array<Format, 8> list = {{
      {"text", ".txt", as_text},
      {"json", ".json", as_json},
      {"markdown", ".md", as_markdown},
      {"csv", ".csv", as_csv},
      {"html", ".html", as_html},
      {check_formats()[0].name, check_formats()[0].ending, as_checks<0>},
      {check_formats()[1].name, check_formats()[1].ending, as_checks<1>},
      {check_formats()[2].name, check_formats()[2].ending, as_checks<2>},
  }};
  return list;
}

}  // namespace pathfinder
