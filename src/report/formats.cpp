#include "pathfinder/report/formats.hpp"

#include <array>

#include "pathfinder/report/build/report.hpp"
#include "pathfinder/report/render/markdown.hpp"
#include "pathfinder/report/render/text.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "report/build/summary.hpp"
#include "report/render/csv.hpp"
#include "report/render/html.hpp"

namespace pathfinder {
namespace {

/// The decision as it is saved: a report made at once and one made later are made of the same words, those it cites.
StoredDecision as_saved(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  Findings findings;
  const JsonDocument document = parse_json("", render_json(decision, catalogue, context.language), findings);
  StoredDecision saved = read_decision(document, catalogue.texts, findings);
  findings.throw_if_any();
  return saved;
}

Document full_report(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  const StoredDecision saved = as_saved(decision, catalogue, context);
  return build_report(saved.decision, saved.catalogue,
                      {context.language, context.sections, context.report_template, context.date});
}

std::string as_text(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  TextLayout layout;
  layout.width = context.width;
  layout.color = context.color;
  layout.title = context.report_template != nullptr;
  const bool whole = context.report_template != nullptr || !context.sections.empty();
  return render_text(
      whole ? full_report(decision, catalogue, context) : build_summary(decision, catalogue, context.language), layout);
}

std::string as_json(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  return render_json(decision, catalogue, context.language);
}

std::string as_markdown(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  const Sentences say(catalogue, context.language);
  return render_markdown(full_report(decision, catalogue, context), say.texts(), decision.scenario.id);
}

std::string as_csv(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  return render_csv(decision, catalogue, context.language);
}

std::string as_html(const Decision& decision, const Catalogue& catalogue, const RenderContext& context) {
  const Sentences say(catalogue, context.language);
  return render_html(full_report(decision, catalogue, context), say.texts());
}

}  // namespace

std::span<const Format> formats() {
  static constexpr std::array<Format, 5> list = {{
      {"text", ".txt", as_text},
      {"json", ".json", as_json},
      {"markdown", ".md", as_markdown},
      {"csv", ".csv", as_csv},
      {"html", ".html", as_html},
  }};
  return list;
}

}  // namespace pathfinder
