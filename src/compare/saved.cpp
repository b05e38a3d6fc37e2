#include "pathfinder/compare/saved.hpp"

namespace pathfinder {
namespace {

std::optional<JsonValue> member(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.kind() == JsonKind::object ? object.find(key) : 0;
  return at == 0 ? std::nullopt : std::optional(object.at(at));
}

std::string text(JsonValue object, std::string_view key) {
  const std::optional<JsonValue> found = member(object, key);
  return found && found->kind() == JsonKind::string ? std::string(found->string()) : std::string();
}

std::optional<double> number(JsonValue object, std::string_view key) {
  const std::optional<JsonValue> found = member(object, key);
  return found && found->kind() == JsonKind::number ? std::optional(found->number()) : std::nullopt;
}

bool flag(JsonValue object, std::string_view key) {
  const std::optional<JsonValue> found = member(object, key);
  return found && found->kind() == JsonKind::boolean && found->boolean();
}

template <class Visit>
void each(JsonValue object, std::string_view key, const Visit& visit) {
  if (const std::optional<JsonValue> list = member(object, key)) list->for_each(visit);
}

std::vector<std::string> texts(JsonValue object, std::string_view key) {
  std::vector<std::string> all;
  each(object, key, [&](JsonValue one) {
    if (one.kind() == JsonKind::string) all.emplace_back(one.string());
  });
  return all;
}

SavedRule rule(JsonValue row, std::string_view says) {
  SavedRule one;
  one.id = text(row, "id");
  one.says = text(row, says);
  one.taken = flag(row, "taken");
  one.takes = number(row, "takes").value_or(0);
  one.threshold = number(row, "threshold");
  one.criterion = text(row, "criterion");
  each(row, "read", [&](JsonValue fact) { one.reads.emplace_back(fact.key()); });
  return one;
}

SavedOption option_of(JsonValue row) {
  SavedOption option;
  option.strategy = text(row, "strategy");
  option.standing = text(row, "standing");
  each(row, "gates", [&](JsonValue gate) { option.gates.push_back(rule(gate, "blocks")); });
  each(row, "cautions", [&](JsonValue caution) { option.cautions.push_back(rule(caution, "applies")); });
  each(row, "contributions", [&](JsonValue part) {
    option.contributions.push_back({text(part, "criterion"), number(part, "raw"), number(part, "value").value_or(0),
                                    number(part, "weight").value_or(0), number(part, "points").value_or(0)});
  });
  each(row, "estimate", [&](JsonValue figure) {
    const std::optional<double> central = number(figure, "central");
    if (central) option.figures.push_back({std::string(figure.key()), text(figure, "unit"), *central});
  });
  each(row, "bill", [&](JsonValue line) {
    SavedLine one{text(line, "line"), text(line, "period"), std::nullopt, texts(line, "sources")};
    if (const std::optional<JsonValue> usd = member(line, "usd")) one.usd = number(*usd, "central");
    option.bill.push_back(std::move(one));
  });
  return option;
}

}  // namespace

const SavedOption* SavedDecision::option(std::string_view strategy) const {
  for (const SavedOption& one : options) {
    if (one.strategy == strategy) return &one;
  }
  return nullptr;
}

const SavedFact* SavedDecision::fact(std::string_view id) const {
  for (const auto& [name, one] : facts) {
    if (name == id) return &one;
  }
  return nullptr;
}

std::optional<SavedDecision> read_saved(const JsonDocument& document, Findings& findings) {
  if (document.tree.nodes.empty()) return std::nullopt;  // what is wrong with it was found already
  const JsonValue root(document, 0);
  const std::string schema = text(root, "schema");
  if (schema != "pathfinder/decision/1") {
    const std::optional<JsonValue> place = member(root, "schema");
    findings.add("not-a-decision", place ? place->locate() : root.locate(), {{"found", schema}});
    return std::nullopt;
  }
  SavedDecision saved;
  if (const std::optional<JsonValue> tool = member(root, "tool")) {
    saved.version = text(*tool, "version");
    saved.data_date = text(*tool, "data_date");
  }
  if (const std::optional<JsonValue> scenario = member(root, "scenario")) {
    each(*scenario, "facts", [&](JsonValue fact) {
      SavedFact one;
      if (const std::optional<JsonValue> value = member(fact, "value")) {
        one.value =
            value->kind() == JsonKind::string ? std::string(value->string()) : std::string(value->source_text());
      }
      one.low = number(fact, "low");
      one.high = number(fact, "high");
      one.origin = text(fact, "origin");
      saved.facts.emplace_back(fact.key(), std::move(one));
    });
  }
  if (const std::optional<JsonValue> currency = member(root, "currency")) {
    saved.currency = text(*currency, "code");
    saved.usd_rate = number(*currency, "usd_rate").value_or(1);
  }
  if (const std::optional<JsonValue> answer = member(root, "recommendation")) {
    saved.winner = text(*answer, "strategy");
    saved.verdict = text(*answer, "verdict");
    saved.runner_up = text(*answer, "runner_up");
    saved.confidence = number(*answer, "confidence");
  }
  each(root, "options", [&](JsonValue row) { saved.options.push_back(option_of(row)); });
  each(root, "policies", [&](JsonValue row) {
    saved.policies.push_back({text(row, "id"), text(row, "holds"), text(row, "effect") == "deny"});
  });
  return saved;
}

}  // namespace pathfinder
