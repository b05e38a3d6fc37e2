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

/// Written piece by piece; nobody sees it before commit(). All throw InputError (74).
class NewFile {
 public:
  explicit NewFile(const std::string& path);
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  void write(std::string_view text);
  void commit();

 private:
  [[noreturn]] void fail(int error);

  std::string path_;    ///< as the user named it
  std::string target_;  ///< behind links
  std::string name_;    ///< of the unfinished file, where it has one
  int file_ = -1;
  bool replaces_ = true;  ///< false: a device, written to directly
};

}  // namespace pathfinder::cli
