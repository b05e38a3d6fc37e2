#include "support/xml.hpp"

#include <utf8proc.h>

namespace pathfinder::test {
namespace {

bool is_name(char c, bool first) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
  return letter || (!first && ((c >= '0' && c <= '9') || c == '-' || c == '.'));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Xml read() {
    characters();
    constexpr std::string_view doctype = "<!DOCTYPE html>";
    if (text_.substr(0, doctype.size()) == doctype) at_ = doctype.size();
    while (xml_.error.empty() && at_ < text_.size()) {
      if (text_[at_] != '<') {
        content();
      } else if (text_.substr(at_, 2) == "</") {
        end_tag();
      } else {
        start_tag();
      }
    }
    if (xml_.error.empty() && !open_.empty()) fail("not closed: " + xml_.elements[open_.back()].name);
    if (xml_.error.empty() && roots_ != 1) fail("roots: " + std::to_string(roots_));
    return std::move(xml_);
  }

 private:
  void fail(const std::string& what) {
    if (xml_.error.empty())
      xml_.error =
          what + " at " + std::to_string(at_) + ": " + std::string(text_.substr(std::min(at_, text_.size()), 60));
    at_ = text_.size();
  }

  void characters() {
    for (std::size_t i = 0; i < text_.size();) {
      utf8proc_int32_t point = 0;
      const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text_.data() + i),
                                           static_cast<utf8proc_ssize_t>(text_.size() - i), &point);
      at_ = i;
      if (length <= 0) return fail("broken UTF-8");
      if ((point < 0x20 && point != '\n' && point != '\t') || point == 0xFFFE || point == 0xFFFF)
        return fail("no character of XML");
      i += static_cast<std::size_t>(length);
    }
    at_ = 0;
  }

  std::string name() {
    std::string out;
    while (at_ < text_.size() && is_name(text_[at_], out.empty())) out += text_[at_++];
    if (out.empty()) fail("no name");
    return out;
  }

  void spaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  /// Text up to `end` with its entities replaced.
  std::string value(char end) {
    std::string out;
    while (at_ < text_.size() && text_[at_] != end) {
      if (text_[at_] == '<') {
        fail("bare <");
      } else if (text_[at_] != '&') {
        out += text_[at_++];
      } else {
        bool known = false;
        for (const auto& [entity, means] : entities()) {
          if (text_.substr(at_, entity.size()) != entity) continue;
          out += means;
          at_ += entity.size();
          known = true;
          break;
        }
        if (!known) fail("bare & or unknown entity");
      }
    }
    return out;
  }

  static const std::map<std::string, std::string>& entities() {
    static const std::map<std::string, std::string> all = {
        {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}};
    return all;
  }

  void content() {
    const std::string found = value('<');
    if (open_.empty() && found.find_first_not_of(" \n") != std::string::npos) return fail("text outside the root");
    for (const std::size_t element : open_) xml_.elements[element].text += found;
  }

  void start_tag() {
    ++at_;
    XmlElement element;
    element.name = name();
    if (open_.empty()) {
      ++roots_;
    } else {
      element.parent = open_.back();
    }
    for (;;) {
      const std::size_t before = at_;
      spaces();
      if (at_ >= text_.size()) return fail("tag not closed");
      const bool ends = text_.substr(at_, 2) == "/>";
      if (ends || text_[at_] == '>') {
        at_ += ends ? 2 : 1;
        xml_.elements.push_back(element);
        if (!ends) open_.push_back(xml_.elements.size() - 1);
        return;
      }
      if (before == at_) return fail("no space before an attribute");
      const std::string key = name();
      if (text_.substr(at_, 2) != "=\"") return fail("attribute without quotes");
      at_ += 2;
      if (!element.attributes.emplace(key, value('"')).second) return fail("attribute twice");
      if (at_ >= text_.size()) return fail("attribute not closed");
      ++at_;
    }
  }

  void end_tag() {
    at_ += 2;
    const std::string closed = name();
    if (open_.empty() || xml_.elements[open_.back()].name != closed) return fail("crossed tags: " + closed);
    open_.pop_back();
    if (at_ >= text_.size() || text_[at_] != '>') return fail("end tag not closed");
    ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Xml xml_;
  std::vector<std::size_t> open_;
  int roots_ = 0;
};

}  // namespace

std::vector<const XmlElement*> Xml::all(std::string_view name) const {
  std::vector<const XmlElement*> found;
  for (const XmlElement& element : elements) {
    if (element.name == name) found.push_back(&element);
  }
  return found;
}

Xml read_xml(std::string_view text) {
  return Reader(text).read();
}

}  // namespace pathfinder::test
