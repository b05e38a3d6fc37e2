#include "pathfinder/catalogue/report_templates.hpp"

#include <algorithm>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {
namespace {

constexpr int most_levels = 3;  ///< of chapters: a paper outline has no more

void describe_texts(Fields& fields, std::string_view key, std::vector<Translated>& texts) {
  fields.objects(key, [&](Fields& row) {
    Translated text;
    describe(row, text);
    texts.push_back(std::move(text));
  });
}

void describe_chapter(Fields& fields, ReportChapter& chapter, int level) {
  describe(fields, "heading", chapter.heading);
  fields.texts("sections", chapter.sections);
  describe_texts(fields, "texts", chapter.texts);
  describe_texts(fields, "empty_lines", chapter.lines);
  describe_texts(fields, "checks", chapter.checks);
  fields.flag("to_fill", chapter.to_fill);
  if (level == most_levels) return;
  fields.objects("chapters", [&](Fields& row) {
    ReportChapter inner;
    describe_chapter(row, inner, level + 1);
    chapter.chapters.push_back(std::move(inner));
  });
}

}  // namespace

void describe(Fields& fields, ReportTemplate& outline) {
  fields.text("id", outline.id, Need::required);
  note_date(fields, "as_of", Need::required);
  describe(fields, "name", outline.name);
  describe(fields, "title", outline.title);
  fields.choice("language", outline.language, language_codes(), Need::required);
  references(fields, "sources", "sources", outline.sources);
  describe_texts(fields, "basis", outline.basis);
  describe_texts(fields, "recalled", outline.recalled);
  fields.objects(
      "chapters",
      [&](Fields& row) {
        ReportChapter chapter;
        describe_chapter(row, chapter, 1);
        outline.chapters.push_back(std::move(chapter));
      },
      Need::required);
}

namespace {

/// Words under "sections" of a chapter and of those below it.
void check_sections(JsonValue chapters, const std::vector<std::string_view>& known, Findings& findings) {
  if (chapters.kind() != JsonKind::array) return;
  chapters.for_each([&](JsonValue chapter) {
    if (chapter.kind() != JsonKind::object) return;
    const std::uint32_t words = chapter.find("sections");
    if (words != 0 && chapter.at(words).kind() == JsonKind::array) {
      chapter.at(words).for_each([&](JsonValue word) {
        if (word.kind() != JsonKind::string) return;
        const std::string found(word.string());
        if (std::find(known.begin(), known.end(), found) != known.end()) return;
        findings.add("unknown-word", word.locate(),
                     {{"key", "sections"},
                      {"found", found},
                      {"near", std::string(near_miss(found, known))},
                      {"allowed", join(known)}});
      });
    }
    if (const std::uint32_t inner = chapter.find("chapters"); inner != 0)
      check_sections(chapter.at(inner), known, findings);
  });
}

}  // namespace

std::vector<ReportTemplate> report_templates(std::span<const JsonDocument> documents,
                                             std::span<const std::string_view> sections, Findings& findings) {
  const std::vector<std::string_view> known(sections.begin(), sections.end());
  std::vector<ReportTemplate> all;
  for (const JsonDocument& document : documents) {
    if (document.path.rfind("templates/", 0) != 0) continue;
    ReportTemplate outline;
    read_object(document, findings, [&](Fields& fields) { describe(fields, outline); });
    const JsonValue root(document, 0);
    if (const std::uint32_t chapters = root.find("chapters"); chapters != 0)
      check_sections(root.at(chapters), known, findings);
    all.push_back(std::move(outline));
  }
  return all;
}

}  // namespace pathfinder
