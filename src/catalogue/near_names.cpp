// What may have been meant by a name that no entry has.
#include "pathfinder/catalogue/near_names.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

#include "catalogue/model_names.hpp"
#include "catalogue/name_words.hpp"

namespace pathfinder {
namespace {

/// The numbers in a text: "qwen3.5-9b" → {"3.5", "9"}.
std::vector<std::string> numbers_in(std::string_view text) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!digit(text[i])) continue;
    const std::size_t start = i;
    while (i < text.size() && (digit(text[i]) || (text[i] == '.' && i + 1 < text.size() && digit(text[i + 1])))) ++i;
    all.emplace_back(text.substr(start, i - start));
  }
  return all;
}

/// "9b" → 9, "0.6b", "270m" → 0.27, "8x7b" → 56; nothing for other words.
std::optional<double> size_b(std::string_view token) {
  if (token.size() < 2 || !digit(token.front())) return std::nullopt;
  double unit = 1;
  if (token.back() == 'm') unit = 1e-3;
  if (token.back() == 't') unit = 1e3;
  if (token.back() != 'b' && unit == 1) return std::nullopt;
  token.remove_suffix(1);
  const std::size_t times = token.find('x');
  const auto number = [](std::string_view text) -> std::optional<double> {
    if (text.empty() || text.find_first_not_of("0123456789.") != std::string_view::npos) return std::nullopt;
    return parse_number(text);
  };
  if (times == std::string_view::npos) {
    const std::optional<double> value = number(token);
    return value && *value > 0 ? std::optional(*value * unit) : std::nullopt;
  }
  const std::optional<double> experts = number(token.substr(0, times));
  const std::optional<double> each = number(token.substr(times + 1));
  return experts && each ? std::optional(*experts * *each * unit) : std::nullopt;
}

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), digit);
}

void add_near(std::vector<std::string>& ids, std::string_view id) {
  if (ids.size() < 3 && !id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
}

}  // namespace

NearNames near_names(const Catalogue& catalogue, std::string_view kind, std::string_view spelling) {
  NearNames near;
  const std::vector<std::string_view> ids = catalogue.ids(kind);
  const std::string text = plain_name(spelling);
  if (kind == "regions") {
    add_near(near.ids, near_miss(text, ids));
    return near;
  }

  const NameParts words = kind == "models" ? model_core_words(catalogue, spelling) : name_words(text, {});
  std::string name;
  for (const std::string& word : words) name += (name.empty() ? "" : "-") + word;

  // A slip of the pen: every number is the same.
  const std::vector<std::string> numbers = numbers_in(name);
  std::vector<std::string_view> same_numbers;
  for (const std::string_view id : ids) {
    if (numbers_in(id) == numbers) same_numbers.push_back(id);
  }
  const std::string_view slip = near_miss(name, same_numbers);

  if (kind == "gpus") {
    // "RTX 5060" is the beginning of rtx-5060-ti-16gb; a number is whole or not there.
    const std::string key = normalise(name);
    for (const std::string_view id : ids) {
      const std::string other = normalise(id);
      const std::string& shorter = key.size() < other.size() ? key : other;
      const std::string& longer = key.size() < other.size() ? other : key;
      if (shorter.size() < 3 || !has_digit(shorter) || !longer.starts_with(shorter)) continue;
      if (longer.size() > shorter.size() && digit(longer[shorter.size()]) && digit(shorter.back())) continue;
      add_near(near.ids, id);
    }
    if (near.ids.empty()) add_near(near.ids, slip);
    return near;
  }

  // The words in front of the size are the family; a word without a number may be missing from it.
  const auto sized = std::find_if(words.begin(), words.end(), [](const std::string& word) { return size_b(word); });
  NameParts family(words.begin(), sized);
  while (!family.empty()) {
    std::vector<std::tuple<double, std::size_t, std::string_view>> members;  // distance, length, id
    const double wanted = sized == words.end() ? 0 : *size_b(*sized);
    for (const LanguageModel& model : catalogue.models) {
      const NameParts own = name_words(model.id, {});
      if (own.size() < family.size() || !std::equal(family.begin(), family.end(), own.begin())) continue;
      const double size = model.shape.params_total / 1e9;
      // Within a tenth in size the plainer name is nearer; what tells no size is behind all that do.
      constexpr double no_size_told = 1e3;
      double distance = 0;
      if (wanted > 0) distance = size > 0 ? std::round(10 * std::abs(pathfinder::log(size / wanted))) : no_size_told;
      members.emplace_back(distance, model.id.size(), model.id);
    }
    std::sort(members.begin(), members.end());
    for (const auto& [distance, length, id] : members) add_near(near.ids, id);
    near.family_known = !members.empty();
    if (near.family_known || has_digit(family.back()) || family.size() == 1) break;
    family.pop_back();
  }
  if (near.ids.empty()) add_near(near.ids, slip);
  for (const std::string& word : family) near.family += (near.family.empty() ? "" : "-") + word;
  return near;
}

Diagnostic& refuse_entry(const Catalogue& catalogue, std::string_view kind, std::string_view spelling, Location where,
                         Findings& findings) {
  const NearNames near = near_names(catalogue, kind, spelling);
  std::string list;
  for (const std::string& id : near.ids) list += (list.empty() ? "" : ", ") + id;
  Diagnostic& finding = findings.add(
      "unknown-entry", std::move(where),
      {{"catalogue", std::string(kind)}, {"found", std::string(spelling)}, {"near", list}, {"family", near.family}});
  if (kind == "gpus") finding.help = "help.unknown-entry.gpus";
  if (kind == "models")
    finding.help = near.family.empty() || near.family_known || !list.empty() ? "help.unknown-entry.models"
                                                                             : "help.unknown-entry.family";
  return finding;
}

}  // namespace pathfinder
