#include "intake/yaml.hpp"

#include <cctype>
#include <vector>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

struct YamlLine {
  std::size_t offset = 0;  ///< of the first character that is no space
  int indent = 0;
  std::string_view text;  ///< without indent, comment and spaces at the end
  std::string_view raw;
};

class NotUnderstood {
 public:
  explicit NotUnderstood(std::size_t at) : offset(at) {}
  std::size_t offset;
};

std::string_view without_comment(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"')
        ++i;
      else if (c == quote)
        quote = 0;
    } else if ((c == '"' || c == '\'') &&
               (i == 0 || text[i - 1] == ' ' || text[i - 1] == '{' || text[i - 1] == '[' || text[i - 1] == ',')) {
      quote = c;
    } else if (c == '#' && (i == 0 || text[i - 1] == ' ')) {
      text = text.substr(0, i);
      break;
    }
  }
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const std::string_view raw = text.substr(at, end - at);
      std::size_t indent = 0;
      while (indent < raw.size() && raw[indent] == ' ') ++indent;
      if (indent < raw.size() && raw[indent] == '\t') throw NotUnderstood(at + indent);
      lines_.push_back({at + indent, static_cast<int>(indent), without_comment(raw.substr(indent)), raw});
      at = end + 1;
    }
  }

  std::string documents() {
    std::string all = "[";
    for (;;) {
      skip_empty();
      if (next_ >= lines_.size()) break;
      if (lines_[next_].text == "---" || lines_[next_].text == "...") {
        ++next_;
        continue;
      }
      if (all.size() > 1) all += ",";
      all += block(lines_[next_].indent, 0);
    }
    return all + "]";
  }

 private:
  static constexpr int deepest = 60;

  void skip_empty() {
    while (next_ < lines_.size() && lines_[next_].text.empty()) ++next_;
  }
  bool at_block(int indent) {
    skip_empty();
    return next_ < lines_.size() && lines_[next_].indent == indent && lines_[next_].text != "---";
  }

  /// The mapping or sequence whose lines stand at `indent`.
  std::string block(int indent, int depth) {
    if (depth > deepest) throw NotUnderstood(lines_[next_].offset);
    if (is_item(lines_[next_].text)) return sequence(indent, depth);
    if (key_end(lines_[next_].text) != std::string_view::npos) return mapping(indent, depth);
    const YamlLine line = lines_[next_++];
    return scalar(line.text, line.offset, indent);
  }

  static bool is_item(std::string_view text) { return text == "-" || text.starts_with("- "); }

  /// Where the ':' behind a key stands; npos where the line is no member of a mapping.
  static std::size_t key_end(std::string_view text) {
    if (text.empty() || text.front() == '{' || text.front() == '[') return std::string_view::npos;
    if (text.front() == '"' || text.front() == '\'') {
      std::size_t end = 1;
      while (end < text.size() && text[end] != text.front()) end += text[end] == '\\' && text.front() == '"' ? 2 : 1;
      return end + 1 < text.size() && text[end + 1] == ':' ? end + 1 : std::string_view::npos;
    }
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == ':' && (i + 1 == text.size() || text[i + 1] == ' ')) return i;
    }
    return std::string_view::npos;
  }

  std::string mapping(int indent, int depth) {
    std::string all = "{";
    while (at_block(indent) && !is_item(lines_[next_].text)) {
      const YamlLine line = lines_[next_];
      const std::size_t colon = key_end(line.text);
      if (colon == std::string_view::npos) throw NotUnderstood(line.offset);
      if (all.size() > 1) all += ",";
      all += key(line.text.substr(0, colon), line.offset) + ":";
      all += value(line.text.substr(colon + 1), line.offset + colon + 1, indent, depth);
    }
    skip_empty();
    if (next_ < lines_.size() && lines_[next_].indent > indent) throw NotUnderstood(lines_[next_].offset);
    return all + "}";
  }

  std::string sequence(int indent, int depth) {
    std::string all = "[";
    while (at_block(indent) && is_item(lines_[next_].text)) {
      YamlLine& line = lines_[next_];
      if (all.size() > 1) all += ",";
      std::size_t skip = 1;
      while (skip < line.text.size() && line.text[skip] == ' ') ++skip;
      const std::string_view rest = line.text.substr(std::min(skip, line.text.size()));
      if (rest.empty()) {
        ++next_;
        skip_empty();
        const bool nested = next_ < lines_.size() && lines_[next_].indent > indent;
        all += nested ? block(lines_[next_].indent, depth + 1) : "null";
      } else if (is_item(rest) || key_end(rest) != std::string_view::npos) {
        // What stands behind the dash is a block of its own, as if the dash were a space.
        line.indent = indent + static_cast<int>(skip);
        line.offset += skip;
        line.text = rest;
        all += block(line.indent, depth + 1);
      } else {
        const std::size_t offset = line.offset + skip;
        ++next_;
        all += scalar(rest, offset, indent);
      }
    }
    return all + "]";
  }

  /// What stands behind "key:", on the line or below it. The line is consumed.
  std::string value(std::string_view rest, std::size_t offset, int indent, int depth) {
    ++next_;
    while (!rest.empty() && rest.front() == ' ') {
      rest.remove_prefix(1);
      ++offset;
    }
    if (!rest.empty() && (rest.front() == '|' || rest.front() == '>')) return literal(rest, offset, indent);
    if (!rest.empty()) return scalar(rest, offset, indent);
    skip_empty();
    if (next_ >= lines_.size()) return "null";
    const YamlLine& below = lines_[next_];
    if (below.indent > indent || (below.indent == indent && is_item(below.text))) return block(below.indent, depth + 1);
    return "null";
  }

  std::string literal(std::string_view mark, std::size_t offset, int indent) {
    const bool folded = mark.front() == '>';
    if (mark.size() > 2 || (mark.size() == 2 && mark[1] != '-' && mark[1] != '+')) throw NotUnderstood(offset);
    std::string text;
    int own = -1;
    while (next_ < lines_.size()) {
      const YamlLine& line = lines_[next_];
      const bool blank = line.raw.find_first_not_of(" \r") == std::string_view::npos;
      if (!blank && line.indent <= indent) break;
      if (own < 0 && !blank) own = line.indent;
      if (!text.empty()) text += folded ? " " : "\n";
      if (!blank) text += line.raw.substr(static_cast<std::size_t>(std::max(own, 0)));
      ++next_;
    }
    return json_string(text);
  }

  static std::string key(std::string_view text, std::size_t offset) {
    if (text.empty()) throw NotUnderstood(offset);
    if (text.front() == '"') return std::string(text);
    if (text.front() == '\'') return json_string(text.substr(1, text.size() - 2));
    if (text.front() == '&' || text.front() == '*' || text.front() == '!' || text.front() == '?' || text == "<<")
      throw NotUnderstood(offset);
    return json_string(text);
  }

  /// A scalar or a flow collection that begins here; what is not closed goes on on the following lines.
  std::string scalar(std::string_view first, std::size_t offset, int indent) {
    std::string text(first);
    const auto go_on = [&] {
      skip_empty();
      if (next_ >= lines_.size() || lines_[next_].indent <= indent) return false;
      text += " " + std::string(lines_[next_].text);
      ++next_;
      return true;
    };
    const char opens = text.front();
    if (opens == '{' || opens == '[' || opens == '"' || opens == '\'') {
      for (;;) {
        std::size_t at = 0;
        try {
          const std::string out = flow(text, at, offset, 0);
          while (at < text.size() && text[at] == ' ') ++at;
          if (at != text.size()) throw NotUnderstood(offset + at);
          return out;
        } catch (const Open&) {
          if (!go_on()) throw NotUnderstood(offset);
        }
      }
    }
    while (next_ < lines_.size() && !lines_[next_].text.empty() && lines_[next_].indent > indent &&
           key_end(lines_[next_].text) == std::string_view::npos && !is_item(lines_[next_].text))
      go_on();
    return plain(text, offset);
  }

  struct Open {};

  std::string flow(std::string_view text, std::size_t& at, std::size_t offset, int depth) const {
    while (at < text.size() && text[at] == ' ') ++at;
    if (at >= text.size()) throw Open{};
    if (depth > deepest) throw NotUnderstood(offset);
    const char c = text[at];
    if (c == '"') {
      std::size_t end = at + 1;
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      if (end >= text.size()) throw Open{};
      const std::string out(text.substr(at, end + 1 - at));
      at = end + 1;
      return out;
    }
    if (c == '\'') {
      std::string out;
      std::size_t end = at + 1;
      for (;; ++end) {
        if (end >= text.size()) throw Open{};
        if (text[end] != '\'') {
          out += text[end];
        } else if (end + 1 < text.size() && text[end + 1] == '\'') {
          out += '\'';
          ++end;
        } else {
          break;
        }
      }
      at = end + 1;
      return json_string(out);
    }
    if (c == '{' || c == '[') {
      const char closes = c == '{' ? '}' : ']';
      std::string out(1, c);
      ++at;
      for (bool comma = false;; comma = true) {
        while (at < text.size() && text[at] == ' ') ++at;
        if (at >= text.size()) throw Open{};
        if (text[at] == closes) {
          ++at;
          return out + closes;
        }
        if (comma) {
          if (text[at] != ',') throw NotUnderstood(offset + at);
          ++at;
          while (at < text.size() && text[at] == ' ') ++at;
          if (at >= text.size()) throw Open{};
          if (text[at] == closes) continue;
          out += ",";
        }
        if (c == '{') {
          std::string name;
          if (text[at] == '"' || text[at] == '\'') {
            name = flow(text, at, offset, depth + 1);
            if (at >= text.size()) throw Open{};
            if (text[at] != ':') throw NotUnderstood(offset + at);
          } else {
            std::size_t end = at;
            while (end < text.size() && !(text[end] == ':' && (end + 1 == text.size() || text[end + 1] == ' '))) ++end;
            if (end >= text.size()) throw Open{};
            name = key(text.substr(at, end - at), offset + at);
            at = end;
          }
          ++at;
          out += name + ":";
        }
        out += flow(text, at, offset, depth + 1);
      }
    }
    std::size_t end = at;
    while (end < text.size() && text[end] != ',' && text[end] != '}' && text[end] != ']') ++end;
    std::string_view word = text.substr(at, end - at);
    while (!word.empty() && word.back() == ' ') word.remove_suffix(1);
    at = end;
    return plain(word, offset);
  }

  static std::string plain(std::string_view text, std::size_t offset) {
    if (text.empty() || text == "~" || text == "null") return "null";
    if (text == "true" || text == "false") return std::string(text);
    if (text.front() == '&' || text.front() == '*' || text.front() == '!' || text.front() == '%' || text.front() == '@')
      throw NotUnderstood(offset);
    const bool whole = text.find_first_not_of("0123456789") == std::string_view::npos && text.size() < 16 &&
                       (text.size() == 1 || text.front() != '0');
    return whole ? std::string(text) : json_string(text);
  }

  std::string_view text_;
  std::vector<YamlLine> lines_;
  std::size_t next_ = 0;
};

}  // namespace

std::optional<std::string> yaml_as_json(const std::string& name, std::string_view text, Findings& findings) {
  try {
    return Reader(text).documents();
  } catch (const NotUnderstood& at) {
    findings.add("inventory-yaml", locate_offset(name, text, at.offset, 1), {});
    return std::nullopt;
  }
}

}  // namespace pathfinder
