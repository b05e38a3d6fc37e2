// A strict reader of small XML: enough to say whether a page is well-formed and to ask for its elements.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder::test {

struct XmlElement {
  std::string name;
  std::map<std::string, std::string> attributes;  ///< values with their entities replaced
  std::string text;                               ///< of itself and all inside, entities replaced
  std::size_t parent = static_cast<std::size_t>(-1);
};

struct Xml {
  std::vector<XmlElement> elements;  ///< in the order of their start tags
  std::string error;                 ///< empty: well-formed

  std::vector<const XmlElement*> all(std::string_view name) const;
};

/// Refuses what XML refuses: unclosed or crossed tags, unquoted or repeated attributes, a bare "&" or "<", unknown
/// entities, control characters, broken UTF-8, U+FFFE and U+FFFF, a second root. Comments and CDATA are not expected.
Xml read_xml(std::string_view text);

}  // namespace pathfinder::test
