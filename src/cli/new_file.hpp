// A file that is either the old one or the whole new one, however it is written and whenever the program ends.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace pathfinder::cli {

/// A name in the target's folder that nothing has yet. A process that was killed may have had our number: its name
/// stays free.
std::string free_name(const std::filesystem::path& target);

/// Everything into an open file; 0, or errno.
int write_all(int file, std::string_view text);

/// Why the system refused: a text id ("@reason.no-space") where it is a usual one, else the system's own words.
std::string reason_of(int error);

/// Written piece by piece; nobody sees it before commit(). A file that is there keeps its mode; a link is followed and
/// a device is written to. All throw InputError (74).
class NewFile {
 public:
  explicit NewFile(const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view text);
  /// Nothing more comes: everything is on the disk, under a name of its own. What can go wrong has gone wrong by then,
  /// so of several files all are completed before the first is committed.
  void complete();
  /// Completes, and takes the place of the old file.
  void commit();
  /// Whether it is a device, which gets what is written at once and cannot be taken back.
  bool at_once() const { return !replaces_; }

 private:
  [[noreturn]] void fail(int error);

  std::string path_;    ///< as the user named it
  std::string target_;  ///< behind links
  std::string name_;    ///< of the unfinished file, where it has one
  int file_ = -1;
  bool replaces_ = true;  ///< false: a device, written to directly
  bool complete_ = false;
};

}  // namespace pathfinder::cli
