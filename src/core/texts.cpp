#include "pathfinder/core/texts.hpp"

#include <stdexcept>

namespace pathfinder {

std::string Texts::operator()(std::string_view id, std::span<const Field> fields) const {
  const auto found = sentences_->find(id);
  if (found == sentences_->end()) throw std::logic_error("no text " + std::string(id) + " in " + language_);
  return fill(found->second, fields);
}

std::string fill(std::string_view sentence, std::span<const Field> fields) {
  std::string out;
  std::size_t at = 0;
  while (at < sentence.size()) {
    const std::size_t open = sentence.find('{', at);
    const std::size_t close = open == std::string_view::npos ? open : sentence.find('}', open);
    if (close == std::string_view::npos) break;
    out += sentence.substr(at, open - at);
    // "{months}" or, with a word for one and one for more, "{months|month|months}": "1 month", "12 months".
    const std::string_view inside = sentence.substr(open + 1, close - open - 1);
    const std::size_t one = inside.find('|');
    const std::string_view name = inside.substr(0, one);
    const Field* match = nullptr;
    for (const Field& field : fields) {
      if (field.name == name) match = &field;
    }
    if (match != nullptr) {
      out += match->value;
      if (one != std::string_view::npos) {
        const std::size_t more = inside.find('|', one + 1);
        out += ' ';
        out += match->value == "1" ? inside.substr(one + 1, more - one - 1) : inside.substr(more + 1);
      }
    } else {
      out += sentence.substr(open, close - open + 1);
    }
    at = close + 1;
  }
  out += sentence.substr(std::min(at, sentence.size()));
  return out;
}

std::vector<std::string> field_names(std::string_view sentence) {
  std::vector<std::string> names;
  for (std::size_t open = sentence.find('{'); open != std::string_view::npos; open = sentence.find('{', open + 1)) {
    const std::size_t close = sentence.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view inside = sentence.substr(open + 1, close - open - 1);
    names.emplace_back(inside.substr(0, inside.find('|')));
  }
  return names;
}

}  // namespace pathfinder
