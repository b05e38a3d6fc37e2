#include "support/made.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace pathfinder::test {

std::size_t Choices::below(std::size_t count) {
  std::size_t value = 0;
  for (std::size_t range = count - 1; range > 0 && left(); range >>= 8U)
    value = (value << 8U) | static_cast<unsigned char>(bytes_[at_++]);
  return value % count;
}

double Choices::number(double low, double high) {
  constexpr std::size_t steps = 1U << 16U;
  const std::size_t kind = below(8);
  if (kind == 0) return low;
  if (kind == 1) return high;
  const double share = static_cast<double>(below(steps)) / steps;
  double value = low + share * (high - low);
  if (kind >= 4 && high > 1) {
    const double from = std::max(low, std::min(1.0, 1e-6 * high));
    value = from * std::pow(high / from, share);
  }
  if (kind % 2 == 0 && std::round(value) >= low && std::round(value) <= high) value = std::round(value);
  return std::clamp(value, low, high);
}

namespace {

nlohmann::json made_number(const nlohmann::json& schema, Choices& choices) {
  constexpr double beyond = 1e18;  // what a schema leaves open ends here
  const bool above = schema.contains("exclusiveMinimum");
  const double low = above ? schema.at("exclusiveMinimum").get<double>() : schema.value("minimum", -beyond);
  const double high = std::max(low, schema.value("maximum", beyond));
  const double value = choices.number(low, high);
  const double number = above && value <= low ? std::nextafter(low, high) : value;
  return schema.value("type", nlohmann::json()) == "integer" ? nlohmann::json(std::llround(number))
                                                             : nlohmann::json(number);
}

nlohmann::json made_object(const nlohmann::json& schema, std::span<const std::string> texts, Choices& choices) {
  nlohmann::json object = nlohmann::json::object();
  const nlohmann::json required = schema.value("required", nlohmann::json::array());
  const nlohmann::json properties = schema.value("properties", nlohmann::json::object());
  // A large object with every second key says too much to be believed: of many keys few are there.
  const std::size_t rare = properties.size() > 12 ? 6 : 2;
  for (const auto& [key, member] : properties.items()) {
    const bool needed = std::find(required.begin(), required.end(), key) != required.end();
    if (needed || (choices.left() && choices.below(rare) == 0)) object[key] = made(member, texts, choices);
  }
  const nlohmann::json more = schema.value("additionalProperties", nlohmann::json(false));
  if (more.is_object()) {
    for (std::size_t count = choices.below(4); count > 0; --count)
      object[texts[choices.below(texts.size())]] = made(more, texts, choices);
  }
  return object;
}

}  // namespace

nlohmann::json made(const nlohmann::json& schema, std::span<const std::string> texts, Choices& choices) {
  for (const char* key : {"anyOf", "oneOf"}) {
    if (schema.contains(key)) return made(schema.at(key).at(choices.below(schema.at(key).size())), texts, choices);
  }
  if (schema.contains("const")) return schema.at("const");
  if (schema.contains("enum")) return schema.at("enum").at(choices.below(schema.at("enum").size()));
  nlohmann::json type = schema.value("type", nlohmann::json(schema.contains("properties") ? "object" : "string"));
  if (type.is_array()) type = type.at(choices.below(type.size()));
  if (type == "object") return made_object(schema, texts, choices);
  if (type == "array") {
    const std::size_t least = schema.value("minItems", std::size_t{0});
    const std::size_t most = schema.value("maxItems", least + 3);
    nlohmann::json array = nlohmann::json::array();
    for (std::size_t count = least + choices.below(most - least + 1); count > 0; --count)
      array.push_back(made(schema.value("items", nlohmann::json::object()), texts, choices));
    return array;
  }
  if (type == "number" || type == "integer") return made_number(schema, choices);
  if (type == "boolean") return choices.below(2) == 1;
  if (type == "null") return nullptr;
  return texts[choices.below(texts.size())];
}

}  // namespace pathfinder::test
