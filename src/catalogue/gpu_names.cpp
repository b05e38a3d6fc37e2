#include "catalogue/gpu_names.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/catalogue/catalogue.hpp"

namespace pathfinder {
namespace {

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
        counts_(plain_names(rules_.count_words)),
        nodes_(plain_names(rules_.node_words)),
        memory_only_(phrases_of(rules_.memory_only, known_)) {
    for (const auto& [form, spellings] : rules_.forms) forms_.emplace_back(form, phrases_of(spellings, known_));
  }

  NameReading read(std::string_view spelling) const {
    NameReading reading;
    const std::string text = plain_name(spelling);
    reading.entries = lookup_(normalise(text));
    if (reading.understood()) {
      NameParts tokens = name_words(text, known_);
      reading.memory_gib = memory_in(tokens);
      take_nodes(tokens, reading);
      return reading;
    }

    NameParts tokens = name_words(without_remarks(text), known_);
    const bool per_node = take_nodes(tokens, reading);
    // The whole first: "MLU370-X8" ends like a count.
    if (core(tokens, reading)) return reading;
    NameParts rest = tokens;
    if (take_count(rest, reading, per_node) && core(rest, reading)) return reading;
    if (reading.count == 0 && tokens.size() > 1 && is_count(tokens.front())) {
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
      append(all, plain_names(*list));
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
      if (!is_count(tokens[i]) || !one_of(nodes_, tokens[i + 1])) continue;
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
      if (is_count(token) && !last && one_of(counts_, tokens[i + 1])) return take(i, 2, token);
      if (i == 0 && is_count(token) && !last && times(tokens[1])) return take(0, 2, token);
      if (last && i > 0 && is_count(token) && times(tokens[i - 1])) return take(i - 1, 2, token);
      const std::size_t sign = token.find('x');
      if (sign == std::string::npos) continue;
      if (i == 0 && sign > 0 && is_count(token.substr(0, sign))) {
        const std::string number = token.substr(0, sign);
        const std::string name = token.substr(sign + 1);
        take(0, 1, number);
        if (!name.empty()) tokens.insert(tokens.begin(), name);
        return true;
      }
      const std::size_t end = token.rfind('x');
      if (last && is_count(token.substr(end + 1)) && (end > 0 || i > 0)) {
        const std::string number = token.substr(end + 1);
        const std::string name = token.substr(0, end);
        take(i, 1, number);
        if (!name.empty()) tokens.push_back(name);
        return true;
      }
    }
    // slurm: gpu:h100:8
    if (tokens.size() > 1 && is_count(tokens.back()) && tokens.back().size() <= 3) {
      const std::string number = tokens.back();
      return take(tokens.size() - 1, 1, number);
    }
    return false;
  }

  /// The name alone, with what it says of memory and form.
  bool core(NameParts tokens, NameReading& reading) const {
    const auto try_it = [&](const NameParts& words) {
      reading.entries = lookup_(joined_words(words));
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
      if (i + 1 < tokens.size() && is_count(token) &&
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
      NameParts tokens = name_words(plain_name(text), known_);
      for (const auto& [form, phrases] : forms_) {
        if (remove_phrases(tokens, phrases)) own.push_back(form);
      }
    }
    return own;
  }

  /// The id without its form and its memory.
  std::string stem_of(const Gpu& gpu) const {
    NameParts tokens = name_words(gpu.id, known_);
    for (const auto& [form, phrases] : forms_) remove_phrases(tokens, phrases);
    std::erase_if(tokens, [](const std::string& token) { return memory_of(token).has_value(); });
    return joined_words(tokens);
  }

  const Catalogue& catalogue_;
  const NameRules::Gpus& rules_;
  std::vector<std::string> known_;
  NameLookup lookup_;
  std::vector<NameParts> vendors_, noise_;
  std::vector<std::pair<std::string, std::vector<NameParts>>> forms_;
  std::vector<std::string> counts_, nodes_;
  std::vector<NameParts> memory_only_;
};

}  // namespace

NameReading gpu_name(const Catalogue& catalogue, std::string_view spelling) {
  return GpuNames(catalogue).read(spelling);
}

}  // namespace pathfinder
