#include "report/render/html_text.hpp"

#include "pathfinder/base/display_width.hpp"

namespace pathfinder {

std::string html_escaped(std::string_view text) {
  std::string out;
  const std::string safe = terminal_safe(text);
  for (std::size_t i = 0; i < safe.size(); ++i) {
    switch (safe[i]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\xEF':
        // U+FFFE and U+FFFF are no characters of XML.
        if (safe.compare(i, 2, "\xEF\xBF") == 0 && i + 2 < safe.size() &&
            (safe[i + 2] == '\xBE' || safe[i + 2] == '\xBF')) {
          out += "\xEF\xBF\xBD";
          i += 2;
          break;
        }
        out += safe[i];
        break;
      default:
        out += safe[i];
    }
  }
  return out;
}

}  // namespace pathfinder
