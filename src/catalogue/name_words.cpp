#include "catalogue/name_words.hpp"

#include <algorithm>
#include <array>

#include "pathfinder/base/number_text.hpp"
#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {
namespace {

bool wide(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Chinese numerals up to ten, as counts are said: 八卡, 两台.
std::optional<int> numeral(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, int>, 13> all = {{{"一", 1},
                                                                            {"二", 2},
                                                                            {"两", 2},
                                                                            {"三", 3},
                                                                            {"四", 4},
                                                                            {"五", 5},
                                                                            {"六", 6},
                                                                            {"七", 7},
                                                                            {"八", 8},
                                                                            {"九", 9},
                                                                            {"十", 10},
                                                                            {"单", 1},
                                                                            {"双", 2}}};
  for (const auto& [sign, value] : all) {
    if (sign == word) return value;
  }
  return std::nullopt;
}

}  // namespace

bool is_count(std::string_view text) {
  return !text.empty() && text.size() <= 7 && std::all_of(text.begin(), text.end(), digit);
}
std::string plain_name(std::string_view spelling) {
  std::string out;
  for (std::size_t i = 0; i < spelling.size();) {
    const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(spelling[at]); };
    if (i + 2 < spelling.size() && byte(i) == 0xEF && (byte(i + 1) == 0xBC || byte(i + 1) == 0xBD)) {
      const unsigned code = ((byte(i + 1) & 0x3FU) << 6U | (byte(i + 2) & 0x3FU)) - 0xF00U + 0x20U;  // U+FF00…
      if (code > 0x20 && code < 0x7F) {
        const char c = static_cast<char>(code);
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        i += 3;
        continue;
      }
    }
    if (spelling.substr(i, 2) == "×") {
      out += '*';
      i += 2;
    } else if (spelling.substr(i, 3) == "　") {
      out += ' ';
      i += 3;
    } else {
      const char c = spelling[i++];
      out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : (c == '\t' || c == '\n' || c == '\r' ? ' ' : c);
    }
  }
  const std::size_t first = out.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return out.substr(first, out.find_last_not_of(' ') - first + 1);
}

std::string joined_words(const NameParts& tokens) {
  std::string key;
  for (const std::string& token : tokens) key += token;
  return normalise(key);
}

NameParts name_words(std::string_view text, const std::vector<std::string>& known) {
  NameParts tokens;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == ' ' || c == '-' || c == '_' || c == ':' || c == ',' || c == '(' || c == ')' || c == '[' || c == ']') {
      ++i;
      continue;
    }
    if (c == '*') {
      tokens.emplace_back("*");
      ++i;
      continue;
    }
    if (!wide(c)) {
      const std::size_t start = i;
      while (i < text.size() && !wide(text[i]) &&
             std::string_view(" -_:,()[]*").find(text[i]) == std::string_view::npos)
        ++i;
      tokens.emplace_back(text.substr(start, i - start));
      continue;
    }
    // The longest word of the rules that stands here, else one character.
    std::string_view longest;
    for (const std::string& word : known) {
      if (word.size() > longest.size() && wide(word.front()) && text.substr(i, word.size()) == word) longest = word;
    }
    if (longest.empty()) {
      std::size_t end = i + 1;
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
      longest = text.substr(i, end - i);
      if (const std::optional<int> value = numeral(longest)) {
        tokens.push_back(std::to_string(*value));
        i = end;
        continue;
      }
    }
    tokens.emplace_back(longest);
    i += longest.size();
  }
  return tokens;
}

std::vector<NameParts> phrases_of(const std::vector<std::string>& words, const std::vector<std::string>& known) {
  std::vector<NameParts> phrases;
  for (const std::string& word : words) phrases.push_back(name_words(plain_name(word), known));
  std::stable_sort(phrases.begin(), phrases.end(),
                   [](const NameParts& a, const NameParts& b) { return a.size() > b.size(); });
  return phrases;
}

std::size_t phrase_at(const NameParts& tokens, std::size_t at, const std::vector<NameParts>& phrases) {
  for (const NameParts& phrase : phrases) {
    if (phrase.empty() || at + phrase.size() > tokens.size()) continue;
    if (std::equal(phrase.begin(), phrase.end(), tokens.begin() + static_cast<std::ptrdiff_t>(at)))
      return phrase.size();
  }
  return 0;
}

bool remove_phrases(NameParts& tokens, const std::vector<NameParts>& phrases, std::size_t from) {
  NameParts rest(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(std::min(from, tokens.size())));
  for (std::size_t at = from; at < tokens.size();) {
    const std::size_t found = phrase_at(tokens, at, phrases);
    if (found == 0) rest.push_back(tokens[at]);
    at += std::max<std::size_t>(found, 1);
  }
  const bool any = rest.size() != tokens.size();
  tokens = std::move(rest);
  return any;
}

std::optional<double> memory_of(std::string_view token) {
  for (const auto& [unit, factor] : {std::pair<std::string_view, double>{"gib", 1},
                                     {"gb", 1},
                                     {"gi", 1},
                                     {"g", 1},
                                     {"mib", 1.0 / 1024},
                                     {"tb", 1024}}) {
    if (!token.ends_with(unit) || token.size() == unit.size()) continue;
    const std::string_view number = token.substr(0, token.size() - unit.size());
    if (number.find_first_not_of("0123456789.") != std::string_view::npos) continue;
    const std::optional<double> value = parse_number(number);
    if (value && *value > 0) return *value * factor;
  }
  return std::nullopt;
}

double memory_in(const NameParts& tokens) {
  for (const std::string& token : tokens) {
    if (const std::optional<double> size = memory_of(token)) return *size;
  }
  return 0;
}

std::vector<std::string> plain_names(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) out.push_back(plain_name(word));
  return out;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

NameLookup::NameLookup(const Catalogue& catalogue, std::string_view kind,
                       const std::map<std::string, std::string>& same, const std::vector<std::string>& known)
    : catalogue_(catalogue), kind_(kind) {
  for (const auto& [name, id] : same) same_[joined_words(name_words(plain_name(name), known))] = id;
}

std::vector<std::size_t> NameLookup::operator()(const std::string& key) const {
  if (key.empty()) return {};
  const std::size_t found = catalogue_.find(kind_, key);
  if (found != Vocabulary::none) return {found};
  if (const auto other = same_.find(key); other != same_.end()) {
    const std::size_t entry = catalogue_.find(kind_, other->second);
    if (entry != Vocabulary::none) return {entry};
    if (kind_ == "gpus") return family(normalise(other->second));
  }
  return kind_ == "gpus" ? family(key) : std::vector<std::size_t>();
}

std::vector<std::size_t> NameLookup::family(const std::string& key) const {
  std::vector<std::size_t> versions;
  const auto row = catalogue_.gpu_families.find(key);
  if (row == catalogue_.gpu_families.end()) return versions;
  for (const std::string& version : row->second) {
    const std::size_t entry = catalogue_.find(kind_, version);
    if (entry != Vocabulary::none) versions.push_back(entry);
  }
  return versions;
}

}  // namespace pathfinder
