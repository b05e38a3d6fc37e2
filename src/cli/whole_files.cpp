#include "cli/whole_files.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/new_file.hpp"
#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

/// The mode of a file that is there: what nobody else may read stays so.
std::optional<mode_t> mode_of(const fs::path& target) {
  struct stat status {};
  constexpr mode_t permissions = 07777;
  if (::stat(target.c_str(), &status) != 0) return std::nullopt;
  return status.st_mode & permissions;
}

/// A complete file of that text and a name of its own in the target's folder; 0, or why not. Written without a name
/// where the file system can (Linux, O_TMPFILE), so that a kill half-way leaves nothing behind.
int write_beside(const fs::path& target, const std::string& name, std::string_view text) {
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  const std::optional<mode_t> mode = mode_of(target);
  for (const bool named : {false, true}) {
    const int file = named ? ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666)
                           : ::open(folder.c_str(), O_WRONLY | O_TMPFILE, 0666);
    if (file < 0 && !named) continue;
    if (file < 0) return errno;
    int error = mode && ::fchmod(file, *mode) != 0 ? errno : 0;
    if (error == 0) error = write_all(file, text);
    if (error == 0 && ::fsync(file) != 0) error = errno;
    const std::string unnamed = "/proc/self/fd/" + std::to_string(file);
    const bool linked =
        named || error != 0 ||
        ::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW) == 0;  // not without /proc
    if (::close(file) != 0 && error == 0) error = errno;
    if (error != 0 && named) ::unlink(name.c_str());
    if (error != 0 || linked) return error;
  }
  return 0;
}

/// A file on its way: complete under another name, or a device.
struct Prepared {
  fs::path target;
  std::string name;  ///< empty: a device, written to as it is
};

}  // namespace

std::string reason_of(int error) {
  switch (error) {
    case ENOSPC:
      return "@reason.no-space";
    case EACCES:
      return "@reason.no-permission";
    case ENOENT:
      return "@reason.no-directory";
    case EISDIR:
      return "@reason.is-a-directory";
    case EROFS:
      return "@reason.read-only";
    case ENOTDIR:
      return "@reason.not-a-directory";
    default:
      return std::strerror(error);
  }
}

void write_whole_files(std::span<const WholeFile> files) {
  std::error_code ignored;
  std::vector<Prepared> prepared;
  const auto refuse = [&](const std::string& path, Diagnostic why) {
    for (const Prepared& one : prepared) {
      if (!one.name.empty()) ::unlink(one.name.c_str());
    }
    why.where.file = path;
    throw InputError({std::move(why)});
  };
  const auto failed = [&](const std::string& path, int error) {
    if (error != 0) refuse(path, io_error("cannot-write", path, {{"reason", reason_of(error)}}));
  };
  for (const WholeFile& file : files) {
    // A link is followed and a device is written to: replacing them by a file would surprise.
    const fs::path target =
        fs::is_symlink(file.path, ignored) ? fs::canonical(file.path, ignored) : fs::path(file.path);
    if (fs::is_directory(target, ignored)) refuse(file.path, io_error("is-a-directory", file.path));
    if (fs::exists(target, ignored) && !fs::is_regular_file(target, ignored)) {
      prepared.push_back({target, ""});
      continue;
    }
    const std::string name = free_name(target);
    failed(file.path, write_beside(target, name, file.text));
    prepared.push_back({target, name});
  }
  // Devices first: they can refuse, a name that is ready hardly can.
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!prepared[i].name.empty()) continue;
    const int file = ::open(prepared[i].target.c_str(), O_WRONLY | O_CREAT, 0666);
    int error = file < 0 ? errno : write_all(file, files[i].text);
    if (file >= 0 && ::close(file) != 0 && error == 0) error = errno;
    failed(files[i].path, error);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (prepared[i].name.empty()) continue;
    failed(files[i].path, ::rename(prepared[i].name.c_str(), prepared[i].target.c_str()) == 0 ? 0 : errno);
    prepared[i].name.clear();
  }
}

void write_whole_file(const std::string& path, std::string_view text) {
  const WholeFile file{path, text};
  write_whole_files(std::span(&file, 1));
}

}  // namespace pathfinder::cli
