// A document as one HTML file that asks nobody for anything: no script, its style inside and named by its hash in a
// content-security policy that forbids all else. Well-formed as XML, too.
#pragma once

#include <string>
#include <string_view>

#include "pathfinder/core/texts.hpp"
#include "pathfinder/report/document.hpp"

namespace pathfinder {

/// `texts` gives the few words that belong to the page and not to the report: skip link, contents. `figures` are
/// elements drawn elsewhere, well-formed; they stand behind the answer.
std::string render_html(const Document& document, const Texts& texts, std::string_view figures = {});

}  // namespace pathfinder
