// What a decision was made with, as hashes that anybody can compute again.
#pragma once

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// Version, date of the data, SHA-256 over all data files (sha256sum's line of each, by path: "HASH  gpus/l4.json\n")
/// and over the facts as given, one a line in the order of the vocabulary.
Edition edition_of(const Decision& decision, const Catalogue& catalogue);

/// SHA-256 over all data files, for many decisions of one catalogue.
std::string digest_of_data(const Catalogue& catalogue);
Edition edition_of(const Decision& decision, const Catalogue& catalogue, std::string data_sha256);

}  // namespace pathfinder
