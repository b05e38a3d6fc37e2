// A document as Markdown for the comment of a merge request (GitHub's and GitLab's dialect).
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/core/texts.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// The first line is an HTML comment that a later run finds its own comment by: "<!-- pathfinder-comment TAG -->".
/// Tables of more than eight rows and the figures of charts are folded. Texts may come from anybody: markup, links,
/// mentions and what could steer a terminal come out as plain characters.
std::string render_markdown(const Document& document, const Texts& texts, std::string_view tag);

/// `text` on one line, to be read as it stands.
std::string markdown_escaped(std::string_view text);

}  // namespace pathfinder
