// A name is read by leaving words out, the fewest first, until what is left names an entry: nothing is ever compared by
// likeness. Words that may be left out either say nothing (a maker, "GPU") or say something that is kept (a count, a
// size of memory, a form, a precision) and then has to agree with the entry.
#include "pathfinder/catalogue/names.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {
namespace {

using NameParts = std::vector<std::string>;

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool digits_only(std::string_view text) {
  return !text.empty() && text.size() <= 7 && std::all_of(text.begin(), text.end(), digit);
}
bool wide(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// Lower case; full-width letters and signs as ASCII; "×" and "✕" as "*".
std::string plain(std::string_view spelling) {
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

std::string joined(const NameParts& tokens) {
  std::string key;
  for (const std::string& token : tokens) key += token;
  return normalise(key);
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

/// A text in words: cut at spaces, '-', '_' and ':', and where Latin and Chinese meet; runs of Chinese are cut by the
/// words known to the rules.
NameParts tokens_of(std::string_view text, const std::vector<std::string>& known) {
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

/// The phrases of a list, cut as names are; the longest first.
std::vector<NameParts> phrases_of(const std::vector<std::string>& words, const std::vector<std::string>& known) {
  std::vector<NameParts> phrases;
  for (const std::string& word : words) phrases.push_back(tokens_of(plain(word), known));
  std::stable_sort(phrases.begin(), phrases.end(),
                   [](const NameParts& a, const NameParts& b) { return a.size() > b.size(); });
  return phrases;
}

/// Words of `tokens` from `at` on that are one of the phrases; 0: none.
std::size_t phrase_at(const NameParts& tokens, std::size_t at, const std::vector<NameParts>& phrases) {
  for (const NameParts& phrase : phrases) {
    if (phrase.empty() || at + phrase.size() > tokens.size()) continue;
    if (std::equal(phrase.begin(), phrase.end(), tokens.begin() + static_cast<std::ptrdiff_t>(at)))
      return phrase.size();
  }
  return 0;
}

/// Without the phrases, wherever they stand; whether there was one.
bool remove_phrases(NameParts& tokens, const std::vector<NameParts>& phrases, std::size_t from = 0) {
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

/// "80gb", "80g", "80gib", "0.5tb" → gibibytes.
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

/// The first size of memory among the words; 0: none.
double memory_in(const NameParts& tokens) {
  for (const std::string& token : tokens) {
    if (const std::optional<double> size = memory_of(token)) return *size;
  }
  return 0;
}

/// What is common to reading names of one kind: the lookups.
class Lookup {
 public:
  Lookup(const Catalogue& catalogue, std::string_view kind, const std::map<std::string, std::string>& same,
         const std::vector<std::string>& known)
      : catalogue_(catalogue), kind_(kind) {
    for (const auto& [name, id] : same) same_[joined(tokens_of(plain(name), known))] = id;
  }

  std::vector<std::size_t> operator()(const std::string& key) const {
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

 private:
  std::vector<std::size_t> family(const std::string& key) const {
    std::vector<std::size_t> versions;
    const auto row = catalogue_.gpu_families.find(key);
    if (row == catalogue_.gpu_families.end()) return versions;
    for (const std::string& version : row->second) {
      const std::size_t entry = catalogue_.find(kind_, version);
      if (entry != Vocabulary::none) versions.push_back(entry);
    }
    return versions;
  }

  const Catalogue& catalogue_;
  std::string kind_;
  std::map<std::string, std::string> same_;
};

std::vector<std::string> lowered(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) out.push_back(plain(word));
  return out;
}

void append(std::vector<std::string>& all, const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

/// Names of accelerators.
class GpuNames {
 public:
  explicit GpuNames(const Catalogue& catalogue)
      : catalogue_(catalogue),
        rules_(catalogue.name_rules.gpus),
        known_(known_words(rules_)),
        lookup_(catalogue, "gpus", rules_.same, known_),
        vendors_(phrases_of(rules_.vendors, known_)),
        noise_(phrases_of(rules_.noise, known_)),
        counts_(lowered(rules_.count_words)),
        nodes_(lowered(rules_.node_words)),
        memory_only_(phrases_of(rules_.memory_only, known_)) {
    for (const auto& [form, spellings] : rules_.forms) forms_.emplace_back(form, phrases_of(spellings, known_));
  }

  NameReading read(std::string_view spelling) const {
    NameReading reading;
    const std::string text = plain(spelling);
    reading.entries = lookup_(normalise(text));
    if (reading.understood()) {
      NameParts tokens = tokens_of(text, known_);
      reading.memory_gib = memory_in(tokens);
      take_nodes(tokens, reading);
      return reading;
    }

    NameParts tokens = tokens_of(without_remarks(text), known_);
    const bool per_node = take_nodes(tokens, reading);
    // The whole first: "MLU370-X8" ends like a count.
    if (core(tokens, reading)) return reading;
    NameParts rest = tokens;
    if (take_count(rest, reading, per_node) && core(rest, reading)) return reading;
    if (reading.count == 0 && tokens.size() > 1 && digits_only(tokens.front())) {
      rest.assign(tokens.begin() + 1, tokens.end());
      if (core(rest, reading)) {
        reading.count = std::stod(tokens.front());
        return reading;
      }
    }
    if (reading.memory_gib == 0) reading = NameReading{};
    return reading;
  }

 private:
  static std::vector<std::string> known_words(const NameRules::Gpus& rules) {
    std::vector<std::string> all;
    for (const auto* list : {&rules.vendors, &rules.noise, &rules.count_words, &rules.node_words, &rules.memory_only})
      append(all, lowered(*list));
    return all;
  }

  static std::string without_remarks(std::string_view text) {
    std::string out;
    int depth = 0;
    for (const char c : text) {
      if (c == '(') ++depth;
      if (depth == 0) out += c;
      if (c == ')' && depth > 0) --depth;
    }
    return out;
  }

  bool one_of(const std::vector<std::string>& words, const std::string& token) const {
    return std::find(words.begin(), words.end(), token) != words.end();
  }

  /// "2台…", ", 2 nodes"
  /// Whether they stand in front: then a count behind them is one of each.
  bool take_nodes(NameParts& tokens, NameReading& reading) const {
    for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
      if (!digits_only(tokens[i]) || !one_of(nodes_, tokens[i + 1])) continue;
      reading.nodes = std::stod(tokens[i]);
      const auto at = tokens.begin() + static_cast<std::ptrdiff_t>(i);
      tokens.erase(at, at + 2);
      return i == 0;
    }
    return false;
  }

  /// "8x …", "8卡…", "… *8", "… x8", "… 8张"
  bool take_count(NameParts& tokens, NameReading& reading, bool per_node) const {
    const auto take = [&](std::size_t at, std::size_t many, std::string_view number) {
      reading.count = std::stod(std::string(number)) * (per_node ? reading.nodes : 1);
      const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(at);
      tokens.erase(first, first + static_cast<std::ptrdiff_t>(many));
      return true;
    };
    const auto times = [](const std::string& token) { return token == "x" || token == "*"; };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::string& token = tokens[i];
      const bool last = i + 1 == tokens.size();
      if (digits_only(token) && !last && one_of(counts_, tokens[i + 1])) return take(i, 2, token);
      if (i == 0 && digits_only(token) && !last && times(tokens[1])) return take(0, 2, token);
      if (last && i > 0 && digits_only(token) && times(tokens[i - 1])) return take(i - 1, 2, token);
      const std::size_t sign = token.find('x');
      if (sign == std::string::npos) continue;
      if (i == 0 && sign > 0 && digits_only(token.substr(0, sign))) {
        const std::string number = token.substr(0, sign);
        const std::string name = token.substr(sign + 1);
        take(0, 1, number);
        if (!name.empty()) tokens.insert(tokens.begin(), name);
        return true;
      }
      const std::size_t end = token.rfind('x');
      if (last && digits_only(token.substr(end + 1)) && (end > 0 || i > 0)) {
        const std::string number = token.substr(end + 1);
        const std::string name = token.substr(0, end);
        take(i, 1, number);
        if (!name.empty()) tokens.push_back(name);
        return true;
      }
    }
    // slurm: gpu:h100:8
    if (tokens.size() > 1 && digits_only(tokens.back()) && tokens.back().size() <= 3) {
      const std::string number = tokens.back();
      return take(tokens.size() - 1, 1, number);
    }
    return false;
  }

  /// The name alone, with what it says of memory and form.
  bool core(NameParts tokens, NameReading& reading) const {
    const auto try_it = [&](const NameParts& words) {
      reading.entries = lookup_(joined(words));
      return reading.understood();
    };
    if (tokens.empty()) return false;
    if (try_it(tokens)) return true;
    for (std::size_t skip = phrase_at(tokens, 0, vendors_); skip > 0; skip = phrase_at(tokens, 0, vendors_)) {
      tokens.erase(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(skip));
      if (try_it(tokens)) return true;
    }
    const NameParts named = tokens;
    if (remove_phrases(tokens, noise_) && try_it(tokens)) return true;
    if (remove_phrases(tokens, vendors_) && try_it(tokens)) return true;

    // "80GB", "80 GB"
    double memory = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::string token = tokens[i];
      std::size_t words = 1;
      if (i + 1 < tokens.size() && digits_only(token) &&
          (tokens[i + 1] == "gb" || tokens[i + 1] == "g" || tokens[i + 1] == "gib")) {
        token += tokens[i + 1];
        words = 2;
      }
      const std::optional<double> size = memory_of(token);
      if (!size) continue;
      memory = *size;
      const auto at = tokens.begin() + static_cast<std::ptrdiff_t>(i);
      tokens.erase(at, at + static_cast<std::ptrdiff_t>(words));
      break;
    }
    if (memory > 0) {
      NameParts rest = tokens;
      remove_phrases(rest, memory_only_);
      if (rest.empty() || tokens.empty()) {
        reading.memory_gib = memory;
        return false;
      }
    }
    if (memory > 0 && try_it(tokens)) {
      std::vector<std::string> said;
      for (const auto& [form, phrases] : forms_) {
        NameParts rest = tokens;
        if (remove_phrases(rest, phrases)) said.push_back(form);
      }
      return agree(reading, memory, said);
    }

    std::vector<std::string> forms;
    for (const auto& [form, phrases] : forms_) {
      if (remove_phrases(tokens, phrases)) forms.push_back(form);
    }
    if (forms.empty() || tokens.empty() || !try_it(tokens)) {
      reading.entries.clear();
      return false;
    }
    return agree(reading, memory, forms);
  }

  /// Keeps the versions whose memory and form are those named; looks among the siblings of an entry when it is another.
  bool agree(NameReading& reading, double memory, const std::vector<std::string>& forms) const {
    std::vector<std::size_t> kept = agreeing(reading.entries, memory, forms);
    if (kept.empty()) {
      std::vector<std::size_t> siblings;
      const std::string stem = stem_of(catalogue_.gpus[reading.entries.front()]);
      for (std::size_t i = 0; i < catalogue_.gpus.size(); ++i) {
        if (stem_of(catalogue_.gpus[i]) == stem) siblings.push_back(i);
      }
      kept = agreeing(siblings, memory, forms);
    }
    reading.entries = std::move(kept);
    if (reading.understood()) reading.memory_gib = memory;
    return reading.understood();
  }

  std::vector<std::size_t> agreeing(const std::vector<std::size_t>& entries, double memory,
                                    const std::vector<std::string>& forms) const {
    std::vector<std::size_t> sized;
    for (const std::size_t entry : entries) {
      const Gpu& gpu = catalogue_.gpus[entry];
      // Sold as 80, shown as 79.65; 94 is not 96.
      const auto near = [&](double size) { return size > 0 && std::abs(memory - size) <= 0.015 * size; };
      if (memory == 0 || near(gpu.memory_gib) || near(gpu.memory_usable_gib)) sized.push_back(entry);
    }
    if (forms.empty()) return sized;
    std::vector<std::size_t> of_form, without;
    for (const std::size_t entry : sized) {
      const std::vector<std::string> own = forms_of(catalogue_.gpus[entry]);
      if (own.empty()) without.push_back(entry);
      if (std::any_of(forms.begin(), forms.end(),
                      [&](const std::string& form) { return std::find(own.begin(), own.end(), form) != own.end(); }))
        of_form.push_back(entry);
    }
    return of_form.empty() ? without : of_form;
  }

  std::vector<std::string> forms_of(const Gpu& gpu) const {
    std::vector<std::string> own;
    for (const std::string& text : {gpu.id, gpu.name}) {
      NameParts tokens = tokens_of(plain(text), known_);
      for (const auto& [form, phrases] : forms_) {
        if (remove_phrases(tokens, phrases)) own.push_back(form);
      }
    }
    return own;
  }

  /// The id without its form and its memory.
  std::string stem_of(const Gpu& gpu) const {
    NameParts tokens = tokens_of(gpu.id, known_);
    for (const auto& [form, phrases] : forms_) remove_phrases(tokens, phrases);
    std::erase_if(tokens, [](const std::string& token) { return memory_of(token).has_value(); });
    return joined(tokens);
  }

  const Catalogue& catalogue_;
  const NameRules::Gpus& rules_;
  std::vector<std::string> known_;
  Lookup lookup_;
  std::vector<NameParts> vendors_, noise_;
  std::vector<std::pair<std::string, std::vector<NameParts>>> forms_;
  std::vector<std::string> counts_, nodes_;
  std::vector<NameParts> memory_only_;
};

/// Names of models.
class ModelNames {
 public:
  explicit ModelNames(const Catalogue& catalogue)
      : rules_(catalogue.name_rules.models),
        known_(known_words(rules_)),
        lookup_(catalogue, "models", rules_.same, known_),
        makers_(phrases_of(rules_.makers, known_)),
        variants_(phrases_of(rules_.variants, known_)),
        containers_(phrases_of(rules_.containers, known_)) {
    for (const auto& [precision, spellings] : rules_.precisions) {
      for (NameParts& phrase : phrases_of(spellings, known_)) precisions_.emplace_back(precision, std::move(phrase));
    }
    std::stable_sort(precisions_.begin(), precisions_.end(),
                     [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  }

  NameReading read(std::string_view spelling) const {
    NameReading reading;
    for (const std::string& text : spellings(spelling)) {
      reading.entries = lookup_(normalise(text));
      if (!reading.understood()) reading.entries = lookup_(joined(tokens_of(text, known_)));
      if (reading.understood()) {
        NameParts tokens = tokens_of(text, known_);
        take_precision(tokens, reading.precision);
        return reading;
      }
    }
    for (const std::string& text : spellings(spelling)) {
      NameParts tokens = tokens_of(text, known_);
      reading.precision.clear();
      take_precision(tokens, reading.precision);
      reading.entries = fewest_left_out(tokens);
      if (reading.understood()) return reading;
    }
    return {};
  }

  /// The words of a name without precision, container, maker and variant: "qwen3.5", "9b".
  NameParts core_words(std::string_view spelling) const {
    NameParts tokens = tokens_of(spellings(spelling).back(), known_);
    std::string precision;
    take_precision(tokens, precision);
    if (const std::size_t maker = phrase_at(tokens, 0, makers_); maker > 0 && tokens.size() > maker)
      tokens.erase(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(maker));
    remove_phrases(tokens, variants_, 1);
    return tokens;
  }

 private:
  static std::vector<std::string> known_words(const NameRules::Models& rules) {
    std::vector<std::string> all;
    for (const auto* list : {&rules.makers, &rules.variants, &rules.containers}) append(all, lowered(*list));
    return all;
  }

  /// The text as typed, without the hub in front, without the owner, and with the signs that stand for a point.
  std::vector<std::string> spellings(std::string_view spelling) const {
    std::vector<std::string> all = {plain(spelling)};
    std::string text = all.front();
    for (const std::string& prefix : rules_.prefixes) {
      const std::string start = plain(prefix);
      if (text.starts_with(start)) text.erase(0, start.size());
    }
    while (!text.empty() && text.back() == '/') text.pop_back();
    for (const std::string_view ending : {".gguf", ".safetensors"}) {
      if (text.ends_with(ending)) text.erase(text.size() - ending.size());
    }
    add(all, text);
    text.erase(0, text.rfind('/') == std::string::npos ? 0 : text.rfind('/') + 1);
    add(all, text);
    for (const auto& [from, to] : rules_.written) {
      const std::string word = plain(from);
      if (const std::size_t at = text.find(word); at != std::string::npos) text.replace(at, word.size(), to);
    }
    add(all, text);
    // Llama-3_3, deepseek-v3p1: a sign between two digits that is written where a point is not allowed.
    std::string pointed = text;
    for (std::size_t i = 1; i + 1 < pointed.size(); ++i) {
      if ((pointed[i] == '_' || pointed[i] == 'p') && digit(pointed[i - 1]) && digit(pointed[i + 1])) pointed[i] = '.';
    }
    add(all, pointed);
    return all;
  }
  static void add(std::vector<std::string>& all, const std::string& text) {
    if (!text.empty() && std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  }

  void take_precision(NameParts& tokens, std::string& precision) const {
    for (std::size_t at = 1; at < tokens.size();) {
      std::size_t taken = phrase_at(tokens, at, containers_);
      for (const auto& [id, phrase] : precisions_) {
        if (taken >= phrase.size() || phrase_at(tokens, at, {phrase}) == 0) continue;
        if (precision.empty()) precision = id;
        taken = phrase.size();
        break;
      }
      const auto first = tokens.begin() + static_cast<std::ptrdiff_t>(at);
      tokens.erase(first, first + static_cast<std::ptrdiff_t>(taken));
      if (taken == 0) ++at;
    }
  }

  /// The entry found by leaving out as few words as possible of those that may be left out.
  std::vector<std::size_t> fewest_left_out(const NameParts& tokens) const {
    std::vector<std::size_t> droppable;  // each a word of its own; phrases of several words are dropped one by one
    const std::size_t maker = phrase_at(tokens, 0, makers_);
    for (std::size_t i = 0; i < maker; ++i) droppable.push_back(i);
    for (std::size_t at = std::max<std::size_t>(maker, 1); at < tokens.size(); ++at) {
      for (std::size_t i = 0; i < phrase_at(tokens, at, variants_); ++i) droppable.push_back(at + i);
    }
    if (droppable.size() > 6) return {};
    std::vector<unsigned> masks;
    for (unsigned mask = 0; mask < 1U << droppable.size(); ++mask) masks.push_back(mask);
    const auto bits = [](unsigned mask) {
      int count = 0;
      for (; mask != 0; mask &= mask - 1) ++count;
      return count;
    };
    std::stable_sort(masks.begin(), masks.end(), [&](unsigned a, unsigned b) { return bits(a) < bits(b); });
    for (const unsigned mask : masks) {
      NameParts kept;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto at = std::find(droppable.begin(), droppable.end(), i);
        const bool left_out = at != droppable.end() && (mask >> (at - droppable.begin()) & 1U) != 0;
        if (!left_out) kept.push_back(tokens[i]);
      }
      std::vector<std::size_t> found = lookup_(joined(kept));
      if (!found.empty()) return found;
    }
    return {};
  }

  const NameRules::Models& rules_;
  std::vector<std::string> known_;
  Lookup lookup_;
  std::vector<NameParts> makers_, variants_, containers_;
  std::vector<std::pair<std::string, NameParts>> precisions_;
};

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

void describe(Fields& fields, NameRules& rules) {
  std::string as_of;
  const auto lists = [](Fields& object, std::string_view key, std::map<std::string, std::vector<std::string>>& out) {
    object.custom(
        key, R"({"type":"object","additionalProperties":{"type":"array","items":{"type":"string"}}})",
        [&out](JsonValue value) {
          value.for_each([&](JsonValue list) {
            std::vector<std::string>& words = out[std::string(list.key())];
            list.for_each([&](JsonValue word) {
              if (word.kind() == JsonKind::string) words.emplace_back(word.string());
            });
          });
        },
        Need::required);
  };
  fields.text("as_of", as_of, Need::required);
  fields.text("source", rules.source, Need::required);
  fields.object(
      "gpus",
      [&](Fields& gpus) {
        gpus.texts("vendors", rules.gpus.vendors, Need::required);
        gpus.texts("noise", rules.gpus.noise, Need::required);
        lists(gpus, "forms", rules.gpus.forms);
        gpus.texts("count_words", rules.gpus.count_words, Need::required);
        gpus.texts("node_words", rules.gpus.node_words, Need::required);
        gpus.texts("memory_only", rules.gpus.memory_only, Need::required);
        gpus.named_texts("same", rules.gpus.same);
        gpus.named_texts("boards", rules.gpus.boards);
      },
      Need::required);
  fields.object(
      "models",
      [&](Fields& models) {
        models.texts("makers", rules.models.makers, Need::required);
        models.texts("prefixes", rules.models.prefixes, Need::required);
        models.named_texts("written", rules.models.written, Need::required);
        models.texts("variants", rules.models.variants, Need::required);
        lists(models, "precisions", rules.models.precisions);
        models.texts("containers", rules.models.containers, Need::required);
        models.named_texts("same", rules.models.same);
      },
      Need::required);
}

void describe_instance_types(Fields& fields,
                             const std::function<void(const std::string& type, Fields& row, InstanceType machine,
                                                      const std::string& source)>& visit) {
  fields.note("as_of", Need::required);
  fields.named_objects(
      "instances",
      [&](std::string_view type, Fields& row) {
        InstanceType machine;
        std::string source;
        row.text("provider", machine.provider, Need::required);
        row.text("gpu", machine.gpu, Need::required);
        row.number("gpus", machine.gpus, positive(Need::required));
        row.text("source", source, Need::required);
        row.note_choice("verified", {"read", "recalled"}, Need::required);
        visit(std::string(type), row, std::move(machine), source);
      },
      Need::required);
}

NameReading read_gpu_name(const Catalogue& catalogue, std::string_view spelling) {
  // What most say is the id: nothing else is prepared for it.
  const std::size_t exact = catalogue.find("gpus", spelling);
  if (exact != Vocabulary::none && normalise(spelling) == normalise(catalogue.gpus[exact].id))
    return {{exact}, 0, 0, memory_in(tokens_of(plain(spelling), {})), {}};
  NameReading reading = GpuNames(catalogue).read(spelling);
  // Who does not say which version has the data-centre board: the fastest link, then bandwidth, then memory.
  std::stable_sort(reading.entries.begin(), reading.entries.end(), [&](std::size_t a, std::size_t b) {
    const auto order = [&](std::size_t entry) {
      const Gpu& gpu = catalogue.gpus[entry];
      return std::tuple(gpu.interconnect_gb_per_s, gpu.memory_bandwidth_gb_per_s, gpu.memory_gib);
    };
    return order(a) > order(b);
  });
  return reading;
}

std::size_t board_named(const Catalogue& catalogue, std::string_view name, double chips) {
  const std::string key = normalise(plain(name)) + "*" + std::to_string(static_cast<int>(chips));
  for (const auto& [board, id] : catalogue.name_rules.gpus.boards) {
    if (normalise(plain(board)) == key) return catalogue.find("gpus", id);
  }
  return Vocabulary::none;
}

std::string instance_key(std::string_view type) {
  std::string key = plain(type);
  for (const std::string_view lead : {"ecs.", "ml.", "standard_"}) {
    if (key.starts_with(lead)) key.erase(0, lead.size());
  }
  return key;
}

NameReading read_model_name(const Catalogue& catalogue, std::string_view spelling) {
  const std::size_t exact = catalogue.find("models", spelling);
  if (exact != Vocabulary::none && spelling == catalogue.models[exact].id) return {{exact}, 0, 0, 0, {}};
  return ModelNames(catalogue).read(spelling);
}

NameReading read_name(const Catalogue& catalogue, std::string_view kind, std::string_view spelling) {
  if (kind == "gpus") return read_gpu_name(catalogue, spelling);
  if (kind == "models") return read_model_name(catalogue, spelling);
  NameReading reading;
  const std::size_t index = catalogue.find(kind, spelling);
  if (index != Vocabulary::none) reading.entries.push_back(index);
  return reading;
}

NearNames near_names(const Catalogue& catalogue, std::string_view kind, std::string_view spelling) {
  NearNames near;
  const std::vector<std::string_view> ids = catalogue.ids(kind);
  const std::string text = plain(spelling);
  if (kind == "regions") {
    add_near(near.ids, near_miss(text, ids));
    return near;
  }

  const ModelNames models(catalogue);
  const NameParts words = kind == "models" ? models.core_words(spelling) : tokens_of(text, {});
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
      const NameParts own = tokens_of(model.id, {});
      if (own.size() < family.size() || !std::equal(family.begin(), family.end(), own.begin())) continue;
      const double size = model.shape.params_total / 1e9;
      // Within a tenth in size the plainer name is nearer.
      const double distance = wanted > 0 && size > 0 ? std::round(10 * std::abs(pathfinder::log(size / wanted))) : 0;
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
