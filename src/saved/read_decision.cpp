#include "pathfinder/saved/read_decision.hpp"

#include <charconv>
#include <utility>

#include "saved/decision_format.hpp"
#include "saved/format.hpp"

namespace pathfinder {
namespace {

/// The number of the form that the file says it has; nothing, with a finding, where we do not read it.
std::optional<int> form_of(const JsonDocument& document, std::span<const DecisionStep> steps, Findings& findings) {
  const JsonValue root(document, 0);
  if (root.kind() != JsonKind::object) {
    findings.add("not-a-decision", root.locate(false, 0, 1), {{"found", found_text(root)}});
    return std::nullopt;
  }
  const std::uint32_t at = root.find("schema");
  const std::string found = at != 0 && root.at(at).kind() == JsonKind::string ? std::string(root.at(at).string()) : "";
  if (!found.starts_with(decision_family)) {
    findings.add("not-a-decision", at == 0 ? root.locate(false, 0, 1) : root.at(at).locate(),
                 {{"found", at == 0 ? "{…}" : root.at(at).as_written()}});
    return std::nullopt;
  }
  if (found == decision_schema) return decision_version;
  for (const DecisionStep& step : steps) {
    if (found == std::string(decision_family) + std::to_string(step.from)) return step.from;
  }
  findings.add("decision-version", root.at(at).locate(), {{"found", found}, {"read", readable_decisions(steps)}});
  return std::nullopt;
}

/// The document as the present form has it.
JsonDocument upgraded(const JsonDocument& document, int form, std::span<const DecisionStep> steps) {
  if (form == decision_version) return document;
  JsonEdit edit(document);
  for (const DecisionStep& step : steps) {
    if (step.from >= form) step.upgrade(edit);
  }
  const JsonValue root(document, 0);
  edit.replace("schema", root.at(root.find("schema")).string(), decision_schema);
  return edit.document();
}

void read_words(const JsonDocument& document, Words& words, saved::CitedTexts& texts, Findings& findings) {
  ObjectReader reader(JsonValue(document, 0), findings, true);
  reader.object(
      "words", [&](Fields& fields) { saved::describe(fields, words, texts); }, Need::required);
  std::vector<Source> sources;
  Findings passed_over;  // they are read again, with the rest
  ObjectReader(JsonValue(document, 0), passed_over, true)
      .rows(
          "sources", 0, [&](std::size_t, Fields& fields) { saved::describe(fields, sources.emplace_back()); },
          Need::required);
  for (Source& source : sources) words.sources.emplace(source.id, std::move(source));
}

/// What is recommended is the option that stands first.
void check_recommended(const JsonDocument& file, const Decision& decision, Findings& findings) {
  const JsonValue root(file, 0);
  const std::uint32_t part = root.find("recommendation");
  if (part == 0 || decision.ranking.empty()) return;
  const std::uint32_t at = root.at(part).find("strategy");
  if (at == 0 || root.at(at).kind() != JsonKind::string) return;
  const std::string& first = decision.ranking.front().strategy;
  if (root.at(at).string() == first) return;
  findings.add("decision-recommends", root.at(at).locate(),
               {{"found", std::string(root.at(at).string())}, {"first", first}});
}

}  // namespace

StoredDecision read_decision(const JsonDocument& document, const std::map<std::string, Texts>& texts,
                             Findings& findings, std::span<const DecisionStep> steps) {
  StoredDecision stored;
  if (document.tree.nodes.empty()) return stored;  // what is wrong with it was found already
  const std::optional<int> form = form_of(document, steps, findings);
  if (!form) return stored;
  stored.written = *form;
  const JsonDocument file = upgraded(document, *form, steps);
  Findings here;
  saved::CitedTexts own;
  read_words(file, stored.words, own, here);
  // Its own words stand before ours: they are what it was written with.
  for (const auto& [language, sentences] : texts) {
    Texts::Sentences all = sentences.all();
    for (const auto& [id, text] : own) all[id] = language == "zh" ? text.zh : text.en;
    stored.words.texts.emplace(language, Texts(language, std::move(all)));
  }
  if (here.empty()) {
    saved::FormatContext context(std::as_const(stored.words), nullptr);
    read_object(
        file, here, [&](Fields& fields) { saved::describe_decision(fields, stored.decision, context); }, true);
    check_recommended(file, stored.decision, here);
  }
  stored.words.data_date = stored.decision.edition.data_date;
  findings.append(here.all());
  return stored;
}

StoredDecision read_for_comparison(const JsonDocument& document, Findings& findings,
                                   std::span<const DecisionStep> steps) {
  StoredDecision stored;
  if (document.tree.nodes.empty()) return stored;
  const std::optional<int> form = form_of(document, steps, findings);
  if (!form) return stored;
  stored.written = *form;
  const JsonDocument file = upgraded(document, *form, steps);
  Findings passed_over;
  saved::CitedTexts own;
  read_words(file, stored.words, own, passed_over);
  saved::FormatContext context(stored.words);
  read_object(
      file, passed_over, [&](Fields& fields) { saved::describe_decision(fields, stored.decision, context); }, true);
  stored.words.data_date = stored.decision.edition.data_date;
  ObjectReader(JsonValue(file, 0), passed_over, true)
      .object(
          "recommendation", [&](Fields& fields) { fields.text("runner_up", stored.runner_up); }, Need::optional);
  return stored;
}

}  // namespace pathfinder
