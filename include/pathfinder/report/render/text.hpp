// A document as text for a terminal: measured in columns, safe to print, coloured only when asked.
#pragma once

#include <string>

#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// How text is laid out.
struct TextLayout {
  int width = 80;        ///< columns of the terminal; below 24 counts as 24
  bool color = false;    ///< ANSI: answer bold, warning yellow, muted dim
  bool title = false;    ///< the document's title on top; without it the answer leads
  int label_width = 11;  ///< least column of the labels of KeyValues, space behind it included
};

/// `document` as lines of at most `layout.width` columns, without a space at any line's end, one blank line between
/// blocks (none behind a heading), one line end at the end; "\n" alone when empty. Code keeps its lines, however long.
/// Whatever could steer a terminal is replaced (terminal_safe), so texts may come from anybody.
std::string render_text(const Document& document, const TextLayout& layout = {});

}  // namespace pathfinder
