#include "pathfinder/base/json_document.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include <nlohmann/json.hpp>

#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

using nlohmann::json;

/// Where a text opens one array or object too many. \pre everything before that place is valid JSON
std::size_t too_deep(std::string_view text) {
  int depth = 0;
  bool inside = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (inside && c == '\\') {
      ++at;
    } else if (c == '"') {
      inside = !inside;
    } else if (!inside && (c == '[' || c == '{')) {
      if (++depth > max_json_depth) return at;
    } else if (!inside && (c == ']' || c == '}')) {
      --depth;
    }
  }
  return 0;
}

/// Where the first byte stands that belongs to no UTF-8 character; the text's size when all do.
std::size_t first_broken(std::string_view text) {
  const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
  std::size_t at = 0;
  while (at < text.size()) {
    const unsigned lead = byte(at);
    const std::size_t size =
        lead < 0x80U
            ? 1
            : (lead >= 0xC2U && lead < 0xE0U ? 2
                                             : ((lead & 0xF0U) == 0xE0U ? 3 : (lead >= 0xF0U && lead < 0xF5U ? 4 : 0)));
    bool good = size > 0;
    for (std::size_t i = 1; i < size; ++i) good = good && (byte(at + i) & 0xC0U) == 0x80U;
    // Too long a form, half a surrogate pair, beyond U+10FFFF.
    good = good && !(lead == 0xE0U && byte(at + 1) < 0xA0U) && !(lead == 0xEDU && byte(at + 1) > 0x9FU) &&
           !(lead == 0xF0U && byte(at + 1) < 0x90U) && !(lead == 0xF4U && byte(at + 1) > 0x8FU);
    if (!good) return at;
    at += size;
  }
  return at;
}

/// Builds the flat tree from nlohmann's events.
class TreeBuilder : public json::json_sax_t {
 public:
  TreeBuilder(const std::string& name, std::string_view text, OwnedTree& tree, Findings& findings)
      : name_(name), text_(text), tree_(tree), findings_(findings) {}

  bool null() override { return leaf(JsonKind::null, 0); }
  bool boolean(bool value) override { return leaf(JsonKind::boolean, value ? 1 : 0); }
  bool number_integer(number_integer_t value) override { return leaf(JsonKind::number, static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return leaf(JsonKind::number, static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return leaf(JsonKind::number, value); }
  bool binary(binary_t&) override { return false; }

  bool string(string_t& value) override {
    JsonNode& node = add(JsonKind::string);
    node.text = intern(value);
    node.size = static_cast<std::uint32_t>(value.size());
    return true;
  }
  bool start_object(std::size_t) override { return open(JsonKind::object); }
  bool start_array(std::size_t) override { return open(JsonKind::array); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& value) override {
    key_ = intern(value);
    key_size_ = static_cast<std::uint32_t>(value.size());
    if (!open_.back().keys.insert(value).second) duplicates_.push_back(static_cast<std::uint32_t>(tree_.nodes.size()));
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override {
    const std::size_t offset = position > 0 ? position - 1 : 0;
    if (error.id == 406) {
      const std::size_t start = offset + 1 >= token.size() ? offset + 1 - token.size() : 0;
      findings_.add("number-too-large", locate_offset(name_, text_, start, static_cast<int>(token.size())), {});
      return false;
    }
    // What was read whole and cannot stand here begins before it ends.
    const bool unexpected = std::string_view(error.what()).find(" - unexpected ") != std::string_view::npos;
    if (std::string_view(error.what()).find("UTF-8") != std::string_view::npos) {
      findings_.add("broken-utf8", locate_offset(name_, text_, first_broken(text_), 1), {});
      return false;
    }
    const bool at_end = offset >= text_.size();
    if (const std::string_view word = not_finite(std::min(offset, text_.size())); !word.empty()) {
      findings_.add("json-not-finite",
                    locate_offset(name_, text_, static_cast<std::size_t>(word.data() - text_.data()),
                                  static_cast<int>(word.size())),
                    {{"found", std::string(word)}});
      return false;
    }
    const bool sign = !at_end && std::string_view("{}[]:,").find(text_[offset]) != std::string_view::npos;
    const bool whole = unexpected && !at_end && !sign && token.size() <= offset + 1;
    findings_.add(at_end ? "json-ends-early" : "json-syntax",
                  locate_offset(name_, text_, whole ? offset + 1 - token.size() : std::min(offset, text_.size()),
                                whole ? static_cast<int>(token.size()) : 1),
                  {});
    return false;
  }

  /// To be called once, after the text was read to its end.
  void report_duplicates() {
    const JsonDocument document{name_, {}, text_, {tree_.nodes, tree_.pool}, nullptr};
    for (const std::uint32_t node : duplicates_) {
      if (findings_.full()) return;
      const JsonValue member(document, node);
      findings_.add("duplicate-key", member.locate(true), {{"key", std::string(member.key())}});
    }
  }

 private:
  struct Open {
    std::uint32_t index;
    std::unordered_set<std::string> keys;
  };

  /// The word NaN or Infinity at this place, as other languages write it into their JSON; empty when there is none.
  std::string_view not_finite(std::size_t offset) const {
    const auto letter = [&](std::size_t at) {
      const char c = text_[at];
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    };
    std::size_t start = offset;
    std::size_t end = offset;
    while (start > 0 && letter(start - 1)) --start;
    while (end < text_.size() && letter(end)) ++end;
    static constexpr std::array<std::string_view, 8> words = {"NaN",       "nan",  "NAN", "Infinity",
                                                              "-Infinity", "-NaN", "inf", "-inf"};
    const std::string_view word = text_.substr(start, end - start);
    return std::find(words.begin(), words.end(), word) == words.end() ? std::string_view() : word;
  }

  std::uint32_t intern(const std::string& value) {
    const auto offset = static_cast<std::uint32_t>(tree_.pool.size());
    tree_.pool += value;
    return offset;
  }

  JsonNode& add(JsonKind kind) {
    if (!open_.empty()) ++tree_.nodes[open_.back().index].size;
    const auto after = static_cast<std::uint32_t>(tree_.nodes.size() + 1);
    tree_.nodes.push_back({0, 0, key_, key_size_, 0, after, kind});
    key_ = key_size_ = 0;
    return tree_.nodes.back();
  }
  bool leaf(JsonKind kind, double value) {
    add(kind).number = value;
    return true;
  }
  bool open(JsonKind kind) {
    if (open_.size() >= static_cast<std::size_t>(max_json_depth)) {
      findings_.add("json-too-deep", locate_offset(name_, text_, too_deep(text_), 1),
                    {{"limit", std::to_string(max_json_depth)}});
      return false;
    }
    add(kind);
    open_.push_back({static_cast<std::uint32_t>(tree_.nodes.size() - 1), {}});
    return true;
  }
  bool close() {
    tree_.nodes[open_.back().index].after = static_cast<std::uint32_t>(tree_.nodes.size());
    open_.pop_back();
    return true;
  }

  const std::string& name_;
  std::string_view text_;
  OwnedTree& tree_;
  Findings& findings_;
  std::vector<Open> open_;
  std::vector<std::uint32_t> duplicates_;  ///< nodes whose key their object already has
  std::uint32_t key_ = 0;
  std::uint32_t key_size_ = 0;
};

/// Walks a JSON text that is known to be valid.
class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  std::size_t position() const { return at_; }
  void to_value() {
    if (at_ == 0 && text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;  // a byte order mark
    while (at_ < text_.size() && std::string_view(" \t\r\n,:").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }
  void skip_value() {
    to_value();
    if (at_ >= text_.size()) return;
    if (text_[at_] == '"') return skip_string();
    if (text_[at_] != '{' && text_[at_] != '[') {
      while (at_ < text_.size() && std::string_view(" \t\r\n,]}").find(text_[at_]) == std::string_view::npos) ++at_;
      return;
    }
    int depth = 0;
    do {
      if (text_[at_] == '"') {
        skip_string();
        continue;
      }
      if (text_[at_] == '{' || text_[at_] == '[') ++depth;
      if (text_[at_] == '}' || text_[at_] == ']') --depth;
      ++at_;
    } while (depth > 0 && at_ < text_.size());
  }
  void enter() {
    to_value();
    ++at_;
    to_value();
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// Byte range of node `target` and of its key.
struct Range {
  std::size_t key = 0, key_end = 0, value = 0, value_end = 0;
};

Range find_in_text(const JsonDocument& document, std::uint32_t target) {
  Walker walker(document.text);
  std::uint32_t node = 0;
  Range range;
  while (true) {
    const JsonNode& here = document.tree.nodes[node];
    walker.to_value();
    range.value = walker.position();
    if (node == target) {
      walker.skip_value();
      range.value_end = walker.position();
      return range;
    }
    walker.enter();
    std::uint32_t child = node + 1;
    for (std::uint32_t i = 0; i < here.size; ++i) {
      walker.to_value();
      if (here.kind == JsonKind::object) {
        range.key = walker.position();
        walker.skip_string();
        range.key_end = walker.position();
        walker.to_value();
      }
      if (target < document.tree.nodes[child].after) break;
      walker.skip_value();
      child = document.tree.nodes[child].after;
    }
    node = child;
  }
}

/// Bytes from the opening quote of a JSON string to its character number `count`.
std::size_t into_string(std::string_view quoted, int count) {
  std::size_t at = 1;
  for (; count > 0 && at + 1 < quoted.size(); --count) {
    if (quoted[at] == '\\') {
      const bool unicode = quoted[at + 1] == 'u';
      const bool first_half = unicode && (quoted[at + 2] == 'd' || quoted[at + 2] == 'D') &&
                              std::string_view("89abAB").find(quoted[at + 3]) != std::string_view::npos;
      at += first_half ? 12U : (unicode ? 6U : 2U);  // a surrogate pair is one character
      continue;
    }
    ++at;
    while (at < quoted.size() && (static_cast<unsigned char>(quoted[at]) & 0xC0U) == 0x80U) ++at;
  }
  return std::min(at, quoted.size());
}

}  // namespace

Location locate_offset(std::string name, std::string_view text, std::size_t offset, int width) {
  offset = std::min(offset, text.size());
  std::size_t start = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  start = start == std::string_view::npos ? 0 : start + 1;
  std::size_t end = text.find('\n', offset);
  if (end == std::string_view::npos) end = text.size();
  const auto before = text.substr(0, start);
  if (start == 0 && text.substr(0, 3) == "\xEF\xBB\xBF") start = std::min<std::size_t>(3, offset);
  if (end > start && text[end - 1] == '\r') --end;
  offset = std::max(start, std::min(offset, end));
  Location where;
  where.file = std::move(name);
  where.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
  where.column = characters(text.substr(start, offset - start)) + 1;
  // A file without line ends is one line of megabytes: what stands far from the place helps nobody.
  constexpr std::size_t around = 1000;
  std::size_t from = offset - start > around ? offset - around : start;
  while (from > start && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) --from;
  std::size_t to = end - offset > around ? offset + around : end;
  while (to < end && (static_cast<unsigned char>(text[to]) & 0xC0U) == 0x80U) ++to;
  where.left_out = characters(text.substr(start, from - start));
  where.excerpt = std::string(text.substr(from, to - from));
  where.width = std::max(1, std::min(width, characters(where.excerpt) + where.left_out - where.column + 1));
  return where;
}

std::shared_ptr<OwnedTree> build_tree(const std::string& name, std::string_view text, Findings& findings) {
  if (text.size() > max_json_bytes) {
    findings.add("file-too-large", {name, 0, 0, "", "", 1}, {{"limit", std::to_string(max_json_bytes >> 20U)}});
    return nullptr;
  }
  const std::size_t nul = text.find('\0');
  // UTF-16, as some editors save: a mark in front, or every second byte 0.
  if (text.size() >= 2 && (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF" ||
                           (nul < 2 && text.size() > nul + 2 && text[nul + 2] == '\0'))) {
    findings.add("broken-utf8", {name, 0, 0, "", "", 1}, {});
    return nullptr;
  }
  if (nul != std::string_view::npos) {
    findings.add("nul-byte", locate_offset(name, text, nul, 1), {});
    return nullptr;
  }
  auto tree = std::make_shared<OwnedTree>();
  TreeBuilder builder(name, text, *tree, findings);
  const std::size_t before = findings.all().size();
  const bool parsed = json::sax_parse(text.begin(), text.end(), &builder);
  if (parsed) builder.report_duplicates();
  return parsed && findings.all().size() == before ? tree : nullptr;
}

JsonDocument parse_json(std::string name, std::string text, Findings& findings) {
  struct Owner {
    std::string text;
    std::shared_ptr<OwnedTree> tree;
  };
  auto owner = std::make_shared<Owner>();
  owner->text = std::move(text);
  owner->tree = build_tree(name, owner->text, findings);
  JsonDocument document{std::move(name), {}, owner->text, {}, owner};
  if (owner->tree) document.tree = {owner->tree->nodes, owner->tree->pool};
  return document;
}

std::uint32_t JsonValue::find(std::string_view key, std::uint32_t from) const {
  if (kind() != JsonKind::object || node().size == 0) return 0;
  const std::uint32_t end = node().after;
  const std::uint32_t start = from > index_ && from < end ? from : index_ + 1;
  const auto scan = [&](std::uint32_t child, std::uint32_t last) -> std::uint32_t {
    while (child < last) {
      const JsonNode& candidate = document_->tree.nodes[child];
      // Most keys differ in their length or first letter.
      if (candidate.key_size == key.size() && !key.empty() && document_->tree.pool[candidate.key] == key.front() &&
          document_->tree.pool.compare(candidate.key, candidate.key_size, key) == 0) {
        return child;
      }
      child = candidate.after;
    }
    return 0;
  };
  const std::uint32_t found = scan(start, end);
  return found != 0 ? found : scan(index_ + 1, start);
}

std::string JsonValue::pointer() const {
  std::string path;
  std::uint32_t at = 0;
  while (at != index_) {
    const JsonNode& parent = document_->tree.nodes[at];
    std::uint32_t child = at + 1;
    std::uint32_t position = 0;
    while (document_->tree.nodes[child].after <= index_) {
      child = document_->tree.nodes[child].after;
      ++position;
    }
    path += '/';
    if (parent.kind == JsonKind::object) {
      for (char c : JsonValue(*document_, child).key()) path += c == '~' ? "~0" : (c == '/' ? "~1" : std::string(1, c));
    } else {
      path += std::to_string(position);
    }
    at = child;
  }
  return path;
}

Location JsonValue::locate(bool at_key, int offset, int width) const {
  const Range range = find_in_text(*document_, index_);
  const std::size_t start = at_key ? range.key : range.value;
  const std::size_t end = at_key ? range.key_end : range.value_end;
  std::size_t at = start;
  if (offset > 0 || width > 0) at += into_string(document_->text.substr(start, end - start), offset);
  const int span = width > 0 ? width : characters(document_->text.substr(at, end > at ? end - at : 0));
  Location where = locate_offset(document_->name, document_->text, at, span);
  where.pointer = pointer();
  return where;
}

std::string_view JsonValue::source_text() const {
  const Range range = find_in_text(*document_, index_);
  return document_->text.substr(range.value, range.value_end - range.value);
}

std::string JsonValue::as_written() const {
  std::string text(source_text());
  constexpr std::size_t longest = 40;
  if (text.size() > longest) {
    std::size_t cut = longest;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    text = text.substr(0, cut) + "…";
  }
  return text;
}

}  // namespace pathfinder
