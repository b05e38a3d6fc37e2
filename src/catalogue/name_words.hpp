// The words of a name, as reading names of accelerators and of models needs them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

struct Catalogue;

using NameParts = std::vector<std::string>;

inline bool digit(char c) {
  return c >= '0' && c <= '9';
}

/// One to seven digits.
bool is_count(std::string_view text);

/// Lower case; full-width letters and signs as ASCII; "×" as "*"; no space at the ends.
std::string plain_name(std::string_view spelling);
std::vector<std::string> plain_names(const std::vector<std::string>& words);

/// The words as one key, as the catalogue compares names.
std::string joined_words(const NameParts& tokens);

/// A text in words: cut at spaces, '-', '_' and ':', and where Latin and Chinese meet; runs of Chinese are cut by the
/// words known to the rules.
NameParts name_words(std::string_view text, const std::vector<std::string>& known);

/// The phrases of a list, cut as names are; the longest first.
std::vector<NameParts> phrases_of(const std::vector<std::string>& words, const std::vector<std::string>& known);

/// Words of `tokens` from `at` on that are one of the phrases; 0: none.
std::size_t phrase_at(const NameParts& tokens, std::size_t at, const std::vector<NameParts>& phrases);

/// Without the phrases, wherever they stand; whether there was one.
bool remove_phrases(NameParts& tokens, const std::vector<NameParts>& phrases, std::size_t from = 0);

/// "80gb", "80g", "80gib", "0.5tb" → GiB.
std::optional<double> memory_of(std::string_view token);

/// The first size of memory among the words, GiB; 0: none.
double memory_in(const NameParts& tokens);

/// Words that several lists of the rules know.
void append(std::vector<std::string>& all, const std::vector<std::string>& more);

/// Entries by the key of their name: an entry, another name of it, or the versions of a family.
class NameLookup {
 public:
  NameLookup(const Catalogue& catalogue, std::string_view kind, const std::map<std::string, std::string>& same,
             const std::vector<std::string>& known);

  std::vector<std::size_t> operator()(const std::string& key) const;

 private:
  std::vector<std::size_t> family(const std::string& key) const;

  const Catalogue& catalogue_;
  std::string kind_;
  std::map<std::string, std::string> same_;
};

}  // namespace pathfinder
