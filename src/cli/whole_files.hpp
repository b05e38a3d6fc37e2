// Files written as a whole: a name stands for the old file or for the new one, never for half of it, and of several
// files either all are new or none is.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pathfinder::cli {

/// One file to write.
struct WholeFile {
  std::string path;
  std::string_view text;
};

/// Writes all of them. A file that is there keeps its mode; a link is followed and a device is written to. Throws
/// InputError (74) where one cannot be written, and then has replaced none.
void write_whole_files(std::span<const WholeFile> files);

/// The same for one.
void write_whole_file(const std::string& path, std::string_view text);

}  // namespace pathfinder::cli
