#include "pathfinder/wording/typed.hpp"

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

/// As a shell takes it for one word.
std::string quoted(const std::string& word) {
  const bool plain =
      word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._,=+:/%@-") ==
      std::string::npos;
  if (plain && !word.empty()) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

std::string typed_value(const FactSpec& spec, double value) {
  if (spec.type == FactType::boolean) return value != 0 ? "yes" : "no";
  if (spec.has_levels() && spec.type != FactType::level) {
    const std::size_t position = spec.level_position(value);
    return position < spec.levels.size() ? spec.levels[position].id : "auto";
  }
  return json_number(value);
}

std::string typed_fact(const GivenFact& given, const Scenario& scenario, const Words& words) {
  const FactSpec& spec = words.vocabulary.slots[given.slot];
  const auto one = [&](double value) -> std::string {
    const std::size_t level = spec.level_position(value);
    if (spec.type == FactType::catalogue) {
      if (level < spec.levels.size()) return spec.levels[level].id;
      return scenario.ad_hoc_gpu ? scenario.ad_hoc_gpu->name : std::string();
    }
    if (spec.type != FactType::level && level < spec.levels.size()) return spec.levels[level].id;
    return json_number(value);
  };
  const std::string value = given.low == given.high ? one(given.value) : one(given.low) + ".." + one(given.high);
  return spec.type == FactType::money ? "USD " + value : value;
}

std::string advise_command(const Scenario& scenario, const Words& words, const std::string& language) {
  std::string line = "pathfinder advise";
  if (!scenario.preset.empty()) line += " --preset " + quoted(scenario.preset);
  for (const GivenFact& given : scenario.given) {
    if (given.origin == Origin::preset) continue;
    line += " " + words.vocabulary.slots[given.slot].option + " " + quoted(typed_fact(given, scenario, words));
  }
  return line + (language == languages.front().code ? "" : " --lang " + language);
}

std::string scenario_json(const Scenario& scenario, const Words& words) {
  JsonWriter out;
  out.begin_object();
  out.text("schema", "pathfinder/scenario/1");
  if (!scenario.id.empty()) out.text("id", scenario.id);
  if (!scenario.title.empty()) out.text("title", scenario.title);
  if (!scenario.notes.empty()) out.text("notes", scenario.notes);
  if (!scenario.preset.empty()) out.text("preset", scenario.preset);
  out.begin_object("facts");
  for (const GivenFact& given : scenario.given) {
    if (given.origin == Origin::preset) continue;
    const FactSpec& spec = words.vocabulary.slots[given.slot];
    const bool number = !spec.has_levels() && spec.type != FactType::catalogue && spec.type != FactType::money;
    if ((number || spec.type == FactType::level) && given.low == given.high) {
      out.number(spec.id, given.value);
    } else if (number) {
      out.begin_object(spec.id);
      out.number("low", given.low);
      out.number("value", given.value);
      out.number("high", given.high);
      out.end();
    } else if (spec.type == FactType::boolean) {
      out.flag(spec.id, given.value == 1);
    } else {
      out.text(spec.id, typed_fact(given, scenario, words));
    }
  }
  out.end();
  out.end();
  return out.take();
}

}  // namespace pathfinder
