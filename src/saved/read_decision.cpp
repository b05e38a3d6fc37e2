#include "pathfinder/saved/read_decision.hpp"

#include "saved/decision_format.hpp"

namespace pathfinder {
namespace {

/// Whether the file says that it is a decision of a version we read; says what it is otherwise.
bool is_decision(const JsonDocument& document, Findings& findings) {
  const JsonValue root(document, 0);
  if (root.kind() != JsonKind::object) {
    findings.add("not-a-decision", root.locate(false, 0, 1), {{"found", found_text(root)}});
    return false;
  }
  const std::uint32_t at = root.find("schema");
  const std::string found = at != 0 && root.at(at).kind() == JsonKind::string ? std::string(root.at(at).string()) : "";
  if (found == decision_schema) return true;
  constexpr std::string_view family = "pathfinder/decision/";
  if (found.rfind(family, 0) == 0) {
    findings.add("decision-version", root.at(at).locate(), {{"found", found}, {"read", std::string(decision_schema)}});
  } else {
    findings.add("not-a-decision", at == 0 ? root.locate(false, 0, 1) : root.at(at).locate(),
                 {{"found", at == 0 ? "{…}" : root.at(at).as_written()}});
  }
  return false;
}

}  // namespace

StoredDecision read_decision(const JsonDocument& document, const std::map<std::string, Texts>& texts,
                             Findings& findings) {
  StoredDecision saved;
  if (document.tree.nodes.empty() || !is_decision(document, findings)) return saved;
  Findings here;
  DecisionWords words;
  const JsonValue root(document, 0);
  ObjectReader reader(root, here, true);
  std::vector<Source> sources;
  reader.object(
      "words", [&](Fields& fields) { describe(fields, words); }, Need::required);
  saved.catalogue = std::move(words.slice);
  // Its own words stand before ours: they are what it was written with.
  for (const auto& [language, sentences] : texts) {
    std::map<std::string, std::string, std::less<>> all = sentences.all();
    for (const auto& [id, text] : words.texts) all[id] = language == "zh" ? text.zh : text.en;
    saved.catalogue.texts.emplace(language, Texts(language, std::move(all)));
  }
  if (const std::uint32_t list = root.find("sources"); list != 0) {
    root.at(list).for_each([&](JsonValue row) {
      if (row.kind() != JsonKind::object) return;
      const auto text = [&](std::string_view key) {
        const std::uint32_t at = row.find(key);
        return at != 0 && row.at(at).kind() == JsonKind::string ? std::string(row.at(at).string()) : std::string();
      };
      const std::uint32_t read = row.find("read");
      Source source{text("id"), text("title"), text("url"), text("date"), text("kind"), false};
      source.read = read != 0 && row.at(read).kind() == JsonKind::boolean && row.at(read).boolean();
      saved.catalogue.sources.emplace(source.id, std::move(source));
    });
  }
  if (here.empty()) {
    read_object(
        document, here,
        [&](Fields& fields) { DecisionFormat(saved.decision, saved.catalogue, nullptr).describe(fields); }, true);
  }
  saved.catalogue.data_date = saved.decision.edition.data_date;
  findings.append(here.all());
  return saved;
}

}  // namespace pathfinder
