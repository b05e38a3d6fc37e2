#include "pathfinder/advise/read_rows.hpp"

#include <algorithm>
#include <array>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view scenario_schema = "pathfinder/scenario/1";

/// What a row says beside facts.
constexpr std::array<std::string_view, 4> beside = {"id", "title", "notes", "preset"};

std::string_view cell_text(std::string_view text) {
  const std::size_t from = std::min(text.find_first_not_of(" \t"), text.size());
  return text.substr(from, text.find_last_not_of(" \t") + 1 - from);
}

/// Names that a row may hold, for near misses.
std::vector<std::string_view> row_names(const Vocabulary& vocabulary) {
  std::vector<std::string_view> names(beside.begin(), beside.end());
  for (const FactSpec& fact : vocabulary.slots) {
    if (fact.kind != FactSpec::Kind::given) continue;
    names.push_back(fact.id);
    for (const std::string& alias : fact.aliases) names.push_back(std::string_view(alias).substr(2));
  }
  return names;
}

/// A row stands in for no file and no machine: what the command line takes from them must be in the catalogue.
FactSources sources_of_rows(Findings& findings) {
  FactSources sources;
  sources.own_model = [&findings](std::string_view text, const Locate& locate) -> std::optional<std::size_t> {
    if (text.find('=') == std::string_view::npos && !text.ends_with(".json")) return std::nullopt;
    findings.add("own-model-in-row", locate(0, 0), {{"found", std::string(text)}});
    return Vocabulary::none;
  };
  return sources;
}

}  // namespace

std::size_t fact_named(std::string_view name, const Vocabulary& vocabulary) {
  const std::size_t slot = vocabulary.find_key(name);
  if (slot != Vocabulary::none) return vocabulary.slots[slot].kind == FactSpec::Kind::given ? slot : Vocabulary::none;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const FactSpec& spec = vocabulary.slots[i];
    const auto spelt = [&](std::string_view option) { return option == name || option.substr(2) == name; };
    if (!spec.option.empty() && (spelt(spec.option) || std::any_of(spec.aliases.begin(), spec.aliases.end(), spelt)))
      return i;
  }
  return Vocabulary::none;
}

Location RowReader::locate(const Record& row, std::size_t offset, std::string_view part) const {
  const std::string_view text = row.text;
  Location where;
  where.file = file_;
  where.line = static_cast<int>(std::min<std::size_t>(row.line, 2147483647));
  where.column = characters(text.substr(0, offset)) + 1;
  where.excerpt = text.substr(0, 400);
  where.width = std::max(1, characters(part));
  return where;
}

void RowReader::use_header(const Record& row, Findings& findings) {
  if (row.too_long) return void(findings.add("row-too-long", locate(row, 0, {}), {}));
  const CsvRow cells = split_csv(row.text);
  if (cells.broken) return void(findings.add("csv-quotes", locate(row, cells.broken_at, {}), {}));
  for (std::size_t i = 0; i < cells.cells.size(); ++i) {
    Header column;
    column.name = cell_text(cells.cells[i]);
    const auto named = std::find(beside.begin(), beside.end(), column.name);
    if (named != beside.end()) {
      column.column = static_cast<Column>(named - beside.begin());
    } else {
      column.slot = fact_named(column.name, catalogue_.vocabulary);
    }
    const Location where = locate(row, cells.offsets[i], cells.cells[i]);
    if (column.slot == Vocabulary::none) {
      findings.add(
          "unknown-column", where,
          {{"found", column.name}, {"near", std::string(near_miss(column.name, row_names(catalogue_.vocabulary)))}});
    }
    const auto same = std::find_if(header_.begin(), header_.end(), [&](const Header& other) {
      return other.column == column.column && other.slot == column.slot && column.slot != Vocabulary::none;
    });
    if (same != header_.end()) findings.add("column-twice", where, {{"found", column.name}, {"other", same->name}});
    header_.push_back(std::move(column));
  }
}

Scenario RowReader::read(const Record& row, Findings& findings, Findings& warnings) const {
  if (row.too_long) {
    findings.add("row-too-long", locate(row, 0, {}), {});
    return {};
  }
  FactReader reader(catalogue_, findings, warnings);
  reader.use(sources_of_rows(findings));
  Scenario scenario = header_.empty() ? read_json(row, reader, findings) : read_csv(row, reader, findings);
  reader.settle_currency(scenario);
  return scenario;
}

Scenario RowReader::read_json(const Record& row, FactReader& reader, Findings& findings) const {
  Findings found;
  const JsonDocument document = parse_json(file_, row.text, found);
  for (Diagnostic one : found.all()) {
    // What would be said of a file as a whole, its encoding, is said of this row.
    if (one.where.line == 0) one.where = locate(row, 0, {});
    findings.append({std::move(one)});
  }
  if (document.tree.nodes.empty()) return {};
  const JsonValue root(document, 0);
  if (root.kind() != JsonKind::object) {
    report_wrong_type(root, "row", "@expected.object", findings);
    return {};
  }
  if (root.find("facts") != 0) return reader.read_scenario(document);

  const Vocabulary& vocabulary = catalogue_.vocabulary;
  Scenario scenario;
  // The currency first: it decides whether a bare amount of money has two readings.
  if (const std::uint32_t at = root.find("currency"); at != 0 && root.at(at).kind() == JsonKind::string)
    reader.set_currency(root.at(at).string());
  std::uint32_t preset = 0;
  const std::array<std::string*, 3> texts = {&scenario.id, &scenario.title, &scenario.notes};
  root.for_each([&](JsonValue member) {
    const std::string_view key = member.key();
    if (member.kind() == JsonKind::null || findings.full()) return;  // tables write null for an empty cell
    if (key == "schema" && member.kind() == JsonKind::string && member.string() == scenario_schema) return;
    const auto named = static_cast<std::size_t>(std::find(beside.begin(), beside.end(), key) - beside.begin());
    if (key == "id" && member.kind() == JsonKind::number) {
      scenario.id = json_number(member.number());
    } else if (named < beside.size() && member.kind() != JsonKind::string) {
      report_wrong_type(member, key, "@expected.text", findings);
    } else if (named < texts.size()) {
      *texts.at(named) = member.string();
    } else if (named < beside.size()) {
      preset = member.index();
    } else if (const std::size_t slot = fact_named(key, vocabulary); slot != Vocabulary::none) {
      reader.read_json(slot, member, Origin::given, scenario);
    } else {
      findings.add("unknown-fact", member.locate(true),
                   {{"fact", std::string(key)}, {"near", std::string(near_miss(key, row_names(vocabulary)))}});
    }
  });
  if (preset != 0) {
    const JsonValue value = root.at(preset);
    reader.add_preset(
        value.string(), [&](int offset, int width) { return value.locate(false, offset, width); }, scenario);
  }
  return scenario;
}

Scenario RowReader::read_csv(const Record& row, FactReader& reader, Findings& findings) const {
  Scenario scenario;
  if (const std::size_t at = broken_utf8(row.text); at < row.text.size()) {
    findings.add("broken-utf8", locate(row, at, {}), {});
    return scenario;
  }
  const CsvRow cells = split_csv(row.text);
  if (cells.broken) {
    findings.add("csv-quotes", locate(row, cells.broken_at, {}), {});
    return scenario;
  }
  if (cells.cells.size() != header_.size()) {
    findings.add("csv-cells", locate(row, 0, row.text),
                 {{"found", std::to_string(cells.cells.size())}, {"expected", std::to_string(header_.size())}});
    return scenario;
  }
  const auto place = [&](std::size_t column) {
    const std::size_t quote = row.text[std::min(cells.offsets[column], row.text.size() - 1)] == '"' ? 1 : 0;
    return [this, &row, &cells, column, quote](int offset, int width) {
      const std::string_view cell = cells.cells[column];
      Location where = locate(row, cells.offsets[column] + quote, cell);
      where.column += offset;
      where.width = width > 0 ? width : std::max(1, where.width - offset);
      return where;
    };
  };
  std::size_t preset = header_.size();
  for (std::size_t i = 0; i < header_.size(); ++i) {
    if (header_[i].column != Column::fact || header_[i].slot != catalogue_.slots.currency) continue;
    if (const std::string_view currency = cell_text(cells.cells[i]); !currency.empty()) reader.set_currency(currency);
  }
  for (std::size_t i = 0; i < header_.size(); ++i) {
    const Header& column = header_[i];
    const std::string_view cell = cell_text(cells.cells[i]);
    if (cell.empty()) continue;
    switch (column.column) {
      case Column::id:
        scenario.id = cell;
        break;
      case Column::title:
        scenario.title = cell;
        break;
      case Column::notes:
        scenario.notes = cell;
        break;
      case Column::preset:
        preset = i;
        break;
      case Column::fact:
        reader.read_text(column.slot, column.name, cells.cells[i], place(i), Origin::given, scenario);
        break;
    }
  }
  if (preset < header_.size()) reader.add_preset(cell_text(cells.cells[preset]), place(preset), scenario);
  return scenario;
}

void describe_batch_row(Fields& fields, const Vocabulary& vocabulary) {
  constexpr std::string_view fact =
      R"({"anyOf":[{"type":["number","string","boolean","null"]},{"type":"object","properties":{"low":{"type":"number"},"value":{"type":"number"},"high":{"type":"number"}},"required":["low","high"],"additionalProperties":false}]})";
  fields.note_choice("schema", {scenario_schema});
  fields.note("id", R"({"type":["string","number","null"]})");
  for (const std::string_view key : {"title", "notes", "preset"}) fields.note(key, R"({"type":["string","null"]})");
  fields.note("facts", R"({"type":"object"})");
  for (const FactSpec& spec : vocabulary.slots) {
    if (spec.kind != FactSpec::Kind::given) continue;
    fields.note(spec.id, fact);
    for (const std::string& alias : spec.json_aliases) fields.note(alias, fact);
    for (const std::string& alias : spec.aliases) fields.note(alias.substr(2), fact);
  }
}

}  // namespace pathfinder
