// Text on its way into markup: what it says stays, what it could do is gone.
#pragma once

#include <string>
#include <string_view>

namespace pathfinder {

/// `text` for the inside of an element or a quoted attribute, of HTML and of XML: markup escaped, what could steer a
/// reader (control characters, bidirectional overrides, invisible marks, broken UTF-8) replaced as on a terminal.
std::string html_escaped(std::string_view text);

}  // namespace pathfinder
