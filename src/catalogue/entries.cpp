#include "pathfinder/catalogue/entries.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace pathfinder {
namespace {

constexpr std::array<EntryKind, 12> kinds = {{
    {"gpus", "gpus/", ""},
    {"models", "models/", ""},
    {"prices", "prices/", ""},
    {"regions", "regions.json", "regions"},
    {"strategies", "strategies/", ""},
    {"presets", "presets/", ""},
    {"templates", "templates/", ""},
    {"sources", "sources/", "/"},  // the rows are the file's own members
    {"facts", "facts.json", "facts estimated"},
    {"criteria", "criteria.json", "criteria"},
    {"formulas", "formulas/", "formulas"},
    {"constants", "constants/", "constants"},
}};

std::string_view string_member(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.find(key);
  return at != 0 && object.at(at).kind() == JsonKind::string ? object.at(at).string() : std::string_view();
}

void add_rows(const JsonDocument& document, std::string_view keys, std::vector<EntryText>& all) {
  const JsonValue root(document, 0);
  if (keys == "/") return root.for_each([&](JsonValue row) { all.push_back({&document, row.index()}); });
  while (!keys.empty()) {
    const std::size_t space = std::min(keys.find(' '), keys.size());
    if (const std::uint32_t at = root.find(keys.substr(0, space)); at != 0) {
      root.at(at).for_each([&](JsonValue row) { all.push_back({&document, row.index()}); });
    }
    keys.remove_prefix(std::min(space + 1, keys.size()));
  }
}

/// The newest date anywhere in a value.
void newest(JsonValue value, std::string& date) {
  if (value.kind() != JsonKind::object && value.kind() != JsonKind::array) return;
  value.for_each([&](JsonValue member) {
    const bool dated = member.key() == "as_of" || member.key() == "date";
    if (dated && member.kind() == JsonKind::string && member.string() > date) date = member.string();
    newest(member, date);
  });
}

}  // namespace

std::span<const EntryKind> entry_kinds() {
  return kinds;
}

const EntryKind* entry_kind(std::string_view id) {
  const auto* found = std::find_if(kinds.begin(), kinds.end(), [&](const EntryKind& kind) { return kind.id == id; });
  return found == kinds.end() ? nullptr : found;
}

std::string_view EntryText::text() const {
  if (node != 0) return value().source_text();
  std::string_view all = document->text;
  while (!all.empty() && (all.back() == '\n' || all.back() == '\r')) all.remove_suffix(1);
  return all;
}

std::vector<const JsonDocument*> files_of(const Catalogue& catalogue, const EntryKind& kind) {
  std::vector<const JsonDocument*> files;
  for (const JsonDocument& document : catalogue.documents) {
    if (document.tree.nodes.empty()) continue;
    const bool folder = kind.path.back() == '/';
    if (folder ? document.path.rfind(kind.path, 0) == 0 : document.path == kind.path) files.push_back(&document);
  }
  return files;
}

std::vector<EntryText> entries(const Catalogue& catalogue, const EntryKind& kind) {
  std::vector<EntryText> all;
  for (const JsonDocument* document : files_of(catalogue, kind)) {
    if (kind.rows.empty()) {
      all.push_back({document, 0});
    } else {
      add_rows(*document, kind.rows, all);
    }
  }
  if (kind.id == "facts") {
    // Slots of their own that are worked out from facts; rows that only fill a fact are part of that fact.
    std::set<std::string_view> seen;
    for (const EntryText& entry : all) seen.insert(id_of(entry));
    for (const std::string_view path : {"facts.json", "criteria.json"}) {
      std::vector<EntryText> derived;
      for (const JsonDocument& document : catalogue.documents) {
        if (document.path == path && !document.tree.nodes.empty()) add_rows(document, "derived", derived);
      }
      for (const EntryText& entry : derived) {
        if (seen.insert(id_of(entry)).second) all.push_back(entry);
      }
    }
  }
  return all;
}

std::string_view id_of(const EntryText& entry) {
  const JsonValue value = entry.value();
  for (const std::string_view key : {"id", "provider"}) {
    if (const std::string_view id = string_member(value, key); !id.empty()) return id;
  }
  return value.key();
}

std::vector<EntryText> find_entries(const Catalogue& catalogue, const EntryKind& kind, std::string_view spelling) {
  const std::vector<EntryText> all = entries(catalogue, kind);
  std::vector<EntryText> found;
  const auto take = [&](std::string_view id) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const EntryText& one) { return id_of(one) == id; });
    if (at != all.end()) found.push_back(*at);
  };
  take(spelling);
  if (!found.empty()) return found;

  const std::string key = normalise(spelling);
  if (kind.id == "gpus" || kind.id == "models" || kind.id == "regions") {
    for (const std::size_t entry : read_name(catalogue, kind.id, spelling).entries) take(catalogue.ids(kind.id)[entry]);
    return found;
  }
  if (kind.id == "facts") {
    for (const FactSpec& fact : catalogue.vocabulary.slots) {
      const auto named = [&](const std::string& name) { return normalise(name) == key; };
      if (named(fact.option) || std::any_of(fact.aliases.begin(), fact.aliases.end(), named) ||
          std::any_of(fact.json_aliases.begin(), fact.json_aliases.end(), named)) {
        take(fact.id);
        return found;
      }
    }
  }
  for (const EntryText& entry : all) {
    if (normalise(id_of(entry)) == key) return {entry};
  }
  // A name in either language, where one has it; further names may be those of several: 微调 is peft and full_ft.
  for (const EntryText& entry : all) {
    const std::uint32_t name = entry.value().find("name");
    if (name == 0) continue;
    for (const Language& language : languages) {
      if (normalise(string_member(entry.value().at(name), language.code)) == key) return {entry};
    }
  }
  for (const EntryText& entry : all) {
    const std::uint32_t aliases = entry.value().find("aliases");
    if (aliases == 0) continue;
    bool named = false;
    entry.value().at(aliases).for_each([&](JsonValue alias) {
      named = named || (alias.kind() == JsonKind::string && normalise(alias.string()) == key);
    });
    if (named) found.push_back(entry);
  }
  return found;
}

std::string as_of(const EntryText& entry) {
  const JsonValue value = entry.value();
  for (const std::string_view key : {"as_of", "date"}) {
    if (const std::string_view day = string_member(value, key); !day.empty()) return std::string(day);
  }
  std::string date;
  newest(value, date);
  if (date.empty()) date = string_member(JsonValue(*entry.document, 0), "as_of");
  return date;
}

const JsonDocument& strategy_file(const Catalogue& catalogue, std::string_view strategy) {
  const std::string path = "strategies/" + std::string(strategy) + ".json";
  return *std::find_if(catalogue.documents.begin(), catalogue.documents.end(),
                       [&](const JsonDocument& document) { return document.path == path; });
}

std::string_view member_text(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.find(key);
  return at != 0 && object.at(at).kind() == JsonKind::string ? object.at(at).string() : std::string_view();
}

JsonValue row_named(JsonValue object, std::string_view list, std::string_view id) {
  JsonValue found = object;
  const std::uint32_t at = object.find(list);
  if (at == 0) return found;
  object.at(at).for_each([&](JsonValue row) {
    if (member_text(row, "id") == id) found = row;
  });
  return found;
}

Location place_of(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.find(key);
  return at != 0 ? object.at(at).locate() : object.locate();
}

}  // namespace pathfinder
