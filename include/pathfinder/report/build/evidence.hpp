// What `catalog check` lists, and what `catalog show` says beside an entry: its age, how far it reaches, where sources
// differ, why a model is offered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/catalogue/evidence.hpp"
#include "pathfinder/report/build/catalogue.hpp"

namespace pathfinder {

/// One line per kind: entries, figures, and how many of them rest on memory, on age, on one source.
Listing list_evidence(const Evidence& evidence, const Sentences& say);

/// Everything found in a kind; in all kinds where it is empty.
Listing list_findings(const Evidence& evidence, std::string_view kind, const Sentences& say);

/// Both as one JSON object: "counts" and "findings".
std::string evidence_json(const Evidence& evidence, std::string_view kind, const Sentences& say);

/// Sentences about an entry that its text does not hold. `today`: the day it is aged to.
std::vector<std::string> about_entry(const Catalogue& catalogue, const EntryKind& kind, const EntryText& entry,
                                     std::string_view today, const Sentences& say);

/// The age of something as of `date`: "12 days", "14 months".
std::string age_text(std::string_view date, std::string_view today, const Sentences& say);

}  // namespace pathfinder
