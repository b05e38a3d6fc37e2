#include "cli/whole_files.hpp"

#include <memory>
#include <vector>

#include "cli/new_file.hpp"

namespace pathfinder::cli {

void write_whole_files(std::span<const WholeFile> files) {
  std::vector<std::unique_ptr<NewFile>> unfinished;
  // Devices last: what they got cannot be taken back where another file refuses.
  for (const bool devices : {false, true}) {
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (!devices) unfinished.push_back(std::make_unique<NewFile>(files[i].path));
      if (unfinished[i]->at_once() != devices) continue;
      unfinished[i]->write(files[i].text);
      unfinished[i]->complete();
    }
  }
  for (const std::unique_ptr<NewFile>& file : unfinished) file->commit();
}

void write_whole_file(const std::string& path, std::string_view text) {
  const WholeFile file{path, text};
  write_whole_files(std::span(&file, 1));
}

}  // namespace pathfinder::cli
