#include "pathfinder/report/build/report.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "pathfinder/base/words.hpp"

#include "report/build/report_parts.hpp"

namespace pathfinder {

struct ReportSections::Row {
  std::string_view id;
  void (ReportSections::*build)();
};

/// The one list of sections.
const std::vector<ReportSections::Row>& ReportSections::list() {
  static const std::vector<Row> rows = {
      {"decision", &ReportSections::decision},
      {"needs", &ReportSections::needs},
      {"options", &ReportSections::options},
      {"path", &ReportSections::path},
      {"bill", &ReportSections::bill},
      {"tco", &ReportSections::tco},
      {"staff", &ReportSections::staff},
      {"energy", &ReportSections::energy},
      {"regions", &ReportSections::regions},
      {"sensitivity", &ReportSections::sensitivity},
      {"risks", &ReportSections::risks},
      {"acceptance", &ReportSections::acceptance},
      {"plans", &ReportSections::plans},
      {"policies", &ReportSections::policies},
      {"assumptions", &ReportSections::assumptions},
      {"sources", &ReportSections::sources},
      {"accuracy", &ReportSections::accuracy},
  };
  return rows;
}

std::span<const std::string_view> report_sections() {
  static const std::vector<std::string_view> ids = [] {
    std::vector<std::string_view> all;
    for (const ReportSections::Row& row : ReportSections::list()) all.push_back(row.id);
    return all;
  }();
  return ids;
}

ReportSections::ReportSections(const Decision& decision, const Words& words, std::string_view language)
    : decision_(decision),
      words_(words),
      say_([&] {
        Sentences say(words, language);
        say.show_in(decision.currency, decision.usd_rate);
        return say;
      }()),
      money_(say_) {}

std::vector<Block> ReportSections::section(std::string_view id, int level, bool heading) {
  out_.clear();
  level_ = level;
  for (const Row& row : list()) {
    if (row.id == id) (this->*row.build)();
  }
  std::vector<Block> blocks;
  if (out_.empty()) return blocks;
  if (heading) blocks.emplace_back(Heading{text("section." + std::string(id)), level, std::string(id)});
  blocks.insert(blocks.end(), out_.begin(), out_.end());
  return blocks;
}

std::string ReportSections::next_table() {
  return text("report.table_number", {{"number", std::to_string(++tables_)}});
}

void ReportSections::add(Block block) {
  out_.push_back(std::move(block));
}

namespace {

/// Words of the short text begin small; heads of a report's columns do not.
void begin_large(std::string& text) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
    text.front() = static_cast<char>(text.front() - 'a' + 'A');
}

}  // namespace

void ReportSections::add_table(Table table) {
  if (table.rows.empty()) return;
  for (TableColumn& column : table.columns) begin_large(column.header);
  table.number = next_table();
  add(std::move(table));
}

void ReportSections::add_chart(std::optional<Chart> chart) {
  if (!chart) return;
  chart->numbers.number = next_table();
  for (TableColumn& column : chart->numbers.columns) begin_large(column.header);
  add(std::move(*chart));
}

void ReportSections::paragraph(std::string_view id, std::initializer_list<Field> fields) {
  add(Paragraph{text(id, fields), Emphasis::none, ""});
}

void ReportSections::rows_of(const std::string& label, const std::vector<std::string>& texts, Emphasis emphasis) {
  KeyValues rows;
  for (const std::string& one : texts) rows.rows.push_back({rows.rows.empty() ? label : "", one, "", "", emphasis});
  if (!rows.rows.empty()) add(std::move(rows));
}

Table ReportSections::empty_lines(const std::vector<std::string>& lines) {
  Table table;
  table.columns = {words(text("report.column.line")), figure(text("report.column.amount", {{"unit", money_.unit()}}))};
  for (const std::string& line : lines) table.rows.push_back({{line, ""}, Emphasis::none});
  table.caption = text("report.empty_lines");
  table.number = next_table();
  return table;
}

std::string ReportSections::gpu_name(const std::string& id) const {
  for (const Gpu& gpu : words_.gpus) {
    if (gpu.id == id) return gpu.name;
  }
  return id == "ad-hoc" ? text("fact.ad_hoc") : id;
}

std::string ReportSections::model_name(const std::string& id) const {
  for (const LanguageModel& model : words_.models) {
    if (model.id == id) return model.name;
  }
  return id;
}

std::string ReportSections::fact_name(const std::string& id) const {
  const std::size_t slot = words_.vocabulary.find(id);
  return slot == Vocabulary::none ? id : say_.texts()(words_.vocabulary.slots[slot].name);
}

std::string ReportSections::constraint_name(const ConstraintCost& cost) const {
  for (const PolicyResult& policy : decision_.policies) {
    if (policy.id == cost.constraint)
      return text("report.named", {{"name", say_.texts()(policy.message)}, {"id", policy.id}});
  }
  return say_.constraint_name(cost);
}

std::string ReportSections::cited(const std::string& source) const {
  const std::string words = "report.cited." + source;
  return say_.texts().has(words) ? text("report.named", {{"name", text(words)}, {"id", source}}) : source;
}

std::string ReportSections::way_name(const std::string& id) const {
  const std::string name = "way." + id;
  return say_.texts().has(name) ? text(name) : id;
}

std::string ReportSections::months_text(double months) const {
  return text("report.months", {{"months", exact_text(months)}});
}

double ReportSections::given(std::string_view fact) const {
  const std::size_t slot = words_.vocabulary.find(fact);
  return slot == Vocabulary::none ? std::numeric_limits<double>::quiet_NaN() : decision_.facts[slot].value;
}

const OptionEstimate* ReportSections::winner_estimate() const {
  const Assessment* winner = decision_.winner();
  return winner == nullptr ? nullptr : &winner->estimate;
}

std::string ReportSections::fact_text(const FactSpec& spec, const Fact& fact) const {
  Fact shown = fact;
  if (spec.has_levels() && spec.type != FactType::level) shown.low = shown.high = shown.value;
  const std::size_t position = spec.has_levels() ? spec.level_position(fact.value) : spec.levels.size();
  if (position < spec.levels.size() && spec.id == "gpu_type") return gpu_name(spec.levels[position].id);
  if (position < spec.levels.size() && spec.id == "model") return model_name(spec.levels[position].id);
  return say_.fact_with_unit(spec, shown);
}

std::string ReportSections::lines_to_quote(const OptionEstimate& estimate) const {
  std::vector<std::string> names;
  for (const Line<Dollars>& line : estimate.bill) {
    std::string name = text("bill." + line.label);
    if (line.quote_needed && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return join(names, text("list.semicolon"));
}

std::string ReportSections::cell(std::string text) {
  for (const std::string_view stop : {".", "。"}) {
    if (!text.ends_with(stop)) continue;
    const bool one = text.find(std::string(stop) + (stop == "." ? " " : "")) >= text.size() - stop.size();
    if (one) text.resize(text.size() - stop.size());
    break;
  }
  return text;
}

long long ReportSections::total_units(const OptionEstimate& estimate) const {
  if (estimate.years.empty()) return estimate.total ? money_.units(estimate.total->central) : 0;
  long long total = 0;
  for (const YearBill& year : estimate.years) {
    for (const Line<Dollars>& line : year.lines) total += money_.units(line.central);
  }
  return total;
}

namespace {

/// Fills chapters with sections; what no section fills is left to the user, visibly.
class Outline {
 public:
  Outline(ReportSections& sections, Document& document) : sections_(sections), document_(document) {}

  void chapter(const ReportChapter& chapter, int level) {
    const Texts& texts = sections_.say().texts();
    document_.blocks.emplace_back(Heading{texts(chapter.heading), level, "chapter-" + std::to_string(++number_)});
    const std::size_t before = document_.blocks.size();
    for (const Translated& text : chapter.texts)
      document_.blocks.emplace_back(Paragraph{texts(text), Emphasis::none, ""});
    for (const std::string& id : chapter.sections) {
      // A chapter that is called like the section needs no second heading.
      const bool same = texts(chapter.heading).find(texts("section." + id)) != std::string::npos;
      const std::vector<Block> blocks = sections_.section(id, level + 1, chapter.sections.size() > 1 && !same);
      document_.blocks.insert(document_.blocks.end(), blocks.begin(), blocks.end());
    }
    std::vector<std::string> lines;
    for (const Translated& line : chapter.lines) lines.push_back(texts(line));
    if (!lines.empty()) document_.blocks.emplace_back(sections_.empty_lines(lines));
    if (!chapter.checks.empty()) {
      List list;
      for (const Translated& check : chapter.checks)
        list.items.push_back(texts("report.check", {{"item", texts(check)}}));
      document_.blocks.emplace_back(Paragraph{texts("report.checks"), Emphasis::none, ""});
      document_.blocks.emplace_back(std::move(list));
    }
    for (const ReportChapter& inner : chapter.chapters) this->chapter(inner, level + 1);
    if (chapter.to_fill || document_.blocks.size() == before)
      document_.blocks.emplace_back(Paragraph{texts("report.to_fill"), Emphasis::warning, ""});
  }

 private:
  ReportSections& sections_;
  Document& document_;
  int number_ = 0;
};

/// Chinese is set without spaces between Chinese characters and letters or digits; sentences from the data may have
/// them.
void close_up(std::string& text) {
  const auto chinese_at = [&](std::size_t at) {
    const auto lead = static_cast<unsigned char>(at < text.size() ? text[at] : 0);
    return lead >= 0xE4 && lead <= 0xE9;  // U+4000 … U+9FFF
  };
  const auto chinese_before = [&](std::size_t at) { return at >= 3 && chinese_at(at - 3); };
  const auto word_at = [&](std::size_t at) {
    return at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || text[at] == '%');
  };
  for (std::size_t at = text.find(' '); at < text.size(); at = text.find(' ', at + 1)) {
    const bool behind = chinese_before(at) && word_at(at + 1);
    const bool before = at > 0 && word_at(at - 1) && chinese_at(at + 1);
    if (behind || before) text.erase(at--, 1);
  }
}

/// Every text of a block but what is to be copied.
void close_up(Block& block) {
  const auto table = [](Table& one) {
    close_up(one.caption);
    for (TableColumn& column : one.columns) close_up(column.header);
    for (TableRow& row : one.rows) {
      for (std::string& cell : row.cells) close_up(cell);
    }
  };
  if (auto* paragraph = std::get_if<Paragraph>(&block)) close_up(paragraph->text);
  if (auto* one = std::get_if<Table>(&block)) table(*one);
  if (auto* list = std::get_if<List>(&block)) {
    for (std::string& item : list->items) close_up(item);
  }
  if (auto* pairs = std::get_if<KeyValues>(&block)) {
    for (KeyValue& row : pairs->rows) {
      close_up(row.label);
      close_up(row.text);
    }
  }
  if (auto* chart = std::get_if<Chart>(&block)) {
    for (std::string* text : {&chart->title, &chart->alternative, &chart->axis, &chart->x_axis}) close_up(*text);
    for (auto* texts : {&chart->categories, &chart->labels}) {
      for (std::string& text : *texts) close_up(text);
    }
    for (ChartSeries& series : chart->series) close_up(series.name);
    table(chart->numbers);
  }
}

std::string footer(const Decision& decision, const Words& words, const ReportSections& sections,
                   const ReportRequest& request) {
  const Edition& edition = decision.edition;
  std::string text =
      sections.text("report.footer", {{"version", edition.version.empty() ? PATHFINDER_VERSION : edition.version},
                                      {"date", edition.data_date.empty() ? words.data_date : edition.data_date}});
  if (!edition.data_sha256.empty()) {
    text += sections.text("report.footer.hash", {{"data", edition.data_sha256}, {"scenario", edition.scenario_sha256}});
  }
  if (!request.date.empty()) text += sections.text("report.footer.made", {{"date", request.date}});
  return text;
}

}  // namespace

Document build_report(const Decision& decision, const Words& words, const ReportRequest& request) {
  ReportSections sections(decision, words, request.language);
  Document document;
  document.language = request.language;
  const Texts& texts = sections.say().texts();
  document.title = request.report_template != nullptr ? texts(request.report_template->title) : texts("report.title");
  if (!decision.scenario.title.empty())
    document.title = texts("report.titled", {{"title", decision.scenario.title}, {"report", document.title}});
  if (request.report_template != nullptr) {
    Outline outline(sections, document);
    for (const ReportChapter& chapter : request.report_template->chapters) outline.chapter(chapter, 1);
    List basis;
    for (const Translated& title : request.report_template->basis) basis.items.push_back(texts(title));
    for (const Translated& title : request.report_template->recalled)
      basis.items.push_back(texts("report.recalled", {{"title", texts(title)}}));
    if (!basis.items.empty()) {
      document.blocks.emplace_back(Heading{texts("report.outline_basis"), 1, "basis"});
      document.blocks.emplace_back(std::move(basis));
    }
  } else {
    if (!decision.scenario.notes.empty() && request.sections.empty())
      document.blocks.emplace_back(Paragraph{decision.scenario.notes, Emphasis::muted, ""});
    for (const std::string_view id : report_sections()) {
      if (!request.sections.empty() &&
          std::find(request.sections.begin(), request.sections.end(), id) == request.sections.end())
        continue;
      std::vector<Block> blocks = sections.section(id, 1, true);
      document.blocks.insert(document.blocks.end(), blocks.begin(), blocks.end());
    }
  }
  if (sections.say().style().word_space.empty()) {
    for (Block& block : document.blocks) {
      if (const auto* paragraph = std::get_if<Paragraph>(&block);
          paragraph != nullptr && paragraph->text == decision.scenario.notes)
        continue;  // the user's own
      close_up(block);
    }
  }
  document.footer = footer(decision, words, sections, request);
  return document;
}

}  // namespace pathfinder
