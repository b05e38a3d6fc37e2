#include "catalogue/model_names.hpp"

#include <algorithm>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {
namespace {

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
      if (!reading.understood()) reading.entries = lookup_(joined_words(name_words(text, known_)));
      if (reading.understood()) {
        NameParts tokens = name_words(text, known_);
        take_precision(tokens, reading.precision);
        return reading;
      }
    }
    for (const std::string& text : spellings(spelling)) {
      NameParts tokens = name_words(text, known_);
      reading.precision.clear();
      take_precision(tokens, reading.precision);
      reading.entries = fewest_left_out(tokens);
      if (reading.understood()) return reading;
    }
    return {};
  }

  /// The words of a name without precision, container, maker and variant: "qwen3.5", "9b".
  NameParts core_words(std::string_view spelling) const {
    NameParts tokens = name_words(spellings(spelling).back(), known_);
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
    for (const auto* list : {&rules.makers, &rules.variants, &rules.containers}) append(all, plain_names(*list));
    return all;
  }

  /// The text as typed, without the hub in front, without the owner, and with the signs that stand for a point.
  std::vector<std::string> spellings(std::string_view spelling) const {
    std::vector<std::string> all = {plain_name(spelling)};
    std::string text = all.front();
    for (const std::string& prefix : rules_.prefixes) {
      const std::string start = plain_name(prefix);
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
      const std::string word = plain_name(from);
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
      std::vector<std::size_t> found = lookup_(joined_words(kept));
      if (!found.empty()) return found;
    }
    return {};
  }

  const NameRules::Models& rules_;
  std::vector<std::string> known_;
  NameLookup lookup_;
  std::vector<NameParts> makers_, variants_, containers_;
  std::vector<std::pair<std::string, NameParts>> precisions_;
};

}  // namespace

NameReading model_name(const Catalogue& catalogue, std::string_view spelling) {
  return ModelNames(catalogue).read(spelling);
}

NameParts model_core_words(const Catalogue& catalogue, std::string_view spelling) {
  return ModelNames(catalogue).core_words(spelling);
}

}  // namespace pathfinder
