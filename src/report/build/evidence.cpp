#include "pathfinder/report/build/evidence.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

template <class Thing>
const Thing* named(const std::vector<Thing>& things, std::string_view id) {
  const auto at = std::find_if(things.begin(), things.end(), [&](const Thing& thing) { return thing.id == id; });
  return at == things.end() ? nullptr : &*at;
}

/// What goes into a model: "text, images".
std::string input_of(const LanguageModel& model, const Texts& texts) {
  if (model.modalities.empty()) return texts("catalog.input.text");
  std::string all;
  for (const std::string& one : model.modalities) {
    const std::string id = "catalog.input." + one;
    all += (all.empty() ? "" : texts("list.comma")) + (texts.has(id) ? texts(id) : one);
  }
  return all;
}

/// Its languages by the names that the fact about the corpus has for them.
std::string languages_of(const LanguageModel& model, const Catalogue& catalogue, const Texts& texts) {
  std::string all;
  const auto& levels = catalogue.vocabulary.slots[catalogue.slots.corpus_language].levels;
  for (const std::string& code : model.languages) {
    const auto known = std::find_if(levels.begin(), levels.end(), [&](const Level& level) { return level.id == code; });
    all += (all.empty() ? "" : texts("list.comma")) + (known != levels.end() ? texts(known->name) : code);
  }
  return all;
}

/// Why a model is offered, or what stands in its place.
void about_model(const LanguageModel& model, const Catalogue& catalogue, const Sentences& say,
                 std::vector<std::string>& lines) {
  const Texts& texts = say.texts();
  if (!model.superseded_by.empty())
    lines.push_back(texts("catalog.about.superseded", {{"model", model.superseded_by}}));
  if (!model.offered) {
    if (model.superseded_by.empty()) lines.push_back(texts("catalog.about.not-offered"));
    return;
  }
  std::string size = to_text(model.shape.params_total / 1e9, say.style());
  if (model.shape.params_active < model.shape.params_total)
    size = texts("catalog.about.active",
                 {{"total", size}, {"active", to_text(model.shape.params_active / 1e9, say.style())}});
  lines.push_back(
      texts("catalog.about.offered",
            {{"size", size},
             {"licence", model.licence},
             {"use", texts("licence.use." + (model.commercial_use.empty() ? "unknown" : model.commercial_use))},
             {"languages", languages_of(model, catalogue, texts)},
             {"input", input_of(model, texts)},
             {"rows", exact_text(model.measured_serving_rows)}}));
}

void about_gpu(const Gpu& gpu, const Sentences& say, std::vector<std::string>& lines) {
  for (const DisputedFigure& figure : gpu.disputed) {
    lines.push_back(
        say.texts()("catalog.about.disputed",
                    {{"key", figure.key}, {"range", exact_text(figure.low) + "–" + exact_text(figure.high)}}));
  }
}

void about_region(const Region& region, std::string_view today, const Sentences& say, std::vector<std::string>& lines) {
  const Texts& texts = say.texts();
  if (region.power_price.value <= 0) return lines.push_back(texts("catalog.about.no-tariff"));
  const std::string& date = region.power_price_as_of;
  const std::string price = to_text(region.power_price.value, say.style());
  if (region.national_tariff)
    lines.push_back(texts("catalog.about.national-tariff", {{"price", price}, {"date", date}}));
  if (stale_tariff(date, today))
    lines.push_back(texts("catalog.about.old-tariff", {{"date", date}, {"age", age_text(date, today, say)}}));
}

}  // namespace

std::string age_text(std::string_view date, std::string_view today, const Sentences& say) {
  constexpr double days_shown_to = 60;
  const double days = std::max(0.0, days_between(date, today));
  const bool short_time = days <= days_shown_to;
  const double count = short_time ? days : std::floor(days / days_per_month);
  return say.texts()(short_time ? "catalog.age.days" : "catalog.age.months", {{"count", exact_text(count)}});
}

Listing list_evidence(const Evidence& evidence, const Sentences& say) {
  Listing list(say);
  for (const EvidenceCount& count : evidence.counts) {
    list.begin();
    list.text("kind", count.kind);
    list.figure("entries", count.entries);
    list.figure("figures", count.figures);
    list.figure("recalled", count.recalled);
    const double share = count.figures > 0 ? std::round(1000 * count.recalled / count.figures) / 10 : 0;
    list.figure("recalled_percent", share);
    list.figure("stale", count.stale);
    list.figure("single_source", count.single_source);
    list.figure("uncited", count.uncited);
    list.figure("weak", count.weak);
  }
  return list;
}

Listing list_findings(const Evidence& evidence, std::string_view kind, const Sentences& say) {
  Listing list(say);
  for (const EvidenceRow& row : evidence.rows) {
    if (!kind.empty() && row.kind != kind) continue;
    list.begin();
    list.text("kind", row.kind);
    list.text("id", row.entry);
    list.text("finding", say.texts()("catalog.finding." + row.finding));
    list.text("what", row.what, ColumnRole::text);
  }
  return list;
}

std::string evidence_json(const Evidence& evidence, std::string_view kind, const Sentences& say) {
  const auto rows = [](const Listing& list) {
    std::string json = list.json();
    while (!json.empty() && json.back() == '\n') json.pop_back();
    return json;
  };
  JsonWriter writer;
  writer.begin_object();
  writer.raw("counts", rows(list_evidence(evidence, say)));
  writer.raw("findings", rows(list_findings(evidence, kind, say)));
  writer.end();
  return writer.take();
}

std::vector<std::string> about_entry(const Catalogue& catalogue, const EntryKind& kind, const EntryText& entry,
                                     std::string_view today, const Sentences& say) {
  std::vector<std::string> lines;
  const Texts& texts = say.texts();
  const std::string_view id = id_of(entry);
  const std::string date = as_of(entry);
  const std::string uses = exact_text(reach(catalogue, entry));
  if (date.empty()) {
    lines.push_back(texts("catalog.about.reach", {{"id", std::string(id)}, {"count", uses}}));
  } else {
    lines.push_back(
        texts("catalog.about.age",
              {{"id", std::string(id)}, {"date", date}, {"age", age_text(date, today, say)}, {"count", uses}}));
  }
  if (kind.id == "models") about_model(*named(catalogue.models, id), catalogue, say, lines);
  if (kind.id == "gpus") about_gpu(*named(catalogue.gpus, id), say, lines);
  if (kind.id == "regions") about_region(*named(catalogue.regions, id), today, say, lines);
  if (kind.id == "sources" && catalogue.sources.at(std::string(id)).weak) lines.push_back(texts("catalog.about.weak"));
  return lines;
}

}  // namespace pathfinder
