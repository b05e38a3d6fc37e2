// The catalogue the program ships, and small vocabularies for tests that need only a few facts.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder::test {

/// Everything in data/, loaded once.
const Catalogue& shipped();

/// How many options the table holds: files of data/strategies.
std::size_t shipped_options();

/// A document parsed from `text`; fails the test when it is not JSON.
JsonDocument document(std::string path, std::string text);

/// The shipped catalogue with some files replaced (path inside data/, text) or left out (empty text).
Catalogue shipped_with(const std::vector<std::pair<std::string, std::string>>& files);

/// The text of a file of data/.
std::string data_text(std::string_view path);

/// `text` with the first `from` replaced by `to`; fails the test when there is none.
std::string replaced(std::string text, std::string_view from, std::string_view to);

/// "CODE line:column" of every finding, in order, joined by "; ".
std::string summary(const std::vector<Diagnostic>& findings);

/// The scenario that these facts, typed as on the command line, describe; findings and warnings as summary() where
/// wanted.
Scenario scenario(const std::vector<std::pair<std::string, std::string>>& facts, std::string* findings = nullptr,
                  std::string* warnings = nullptr);

/// docs, tokens, labels (numbers), skill (level 1-5), task (category: qa, code, classification), changes (ordered:
/// never, monthly, daily), cited (bool), budget (usd), place (catalogue fact of 100 entries p0 … p99), on slots in this
/// order.
Vocabulary small_vocabulary();

}  // namespace pathfinder::test
