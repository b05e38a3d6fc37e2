#include "cli/new_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/session.hpp"

namespace pathfinder::cli {

namespace fs = std::filesystem;

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

std::string free_name(const fs::path& target) {
  std::string name = target.string() + ".part-" + std::to_string(::getpid());
  std::error_code ignored;
  for (int i = 2; fs::exists(fs::symlink_status(name, ignored)); ++i)
    name = target.string() + ".part-" + std::to_string(::getpid()) + "-" + std::to_string(i);
  return name;
}

int write_all(int file, std::string_view text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = ::write(file, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    written += static_cast<std::size_t>(count);
  }
  return 0;
}

NewFile::NewFile(const std::string& path) : path_(path) {
  std::error_code ignored;
  // A link is followed and a device is written to: replacing them by a file would surprise.
  const fs::path target = fs::is_symlink(path, ignored) ? fs::canonical(path, ignored) : fs::path(path);
  if (fs::is_directory(target, ignored)) throw InputError({io_error("is-a-directory", path)});
  target_ = target.string();
  replaces_ = !fs::exists(target, ignored) || fs::is_regular_file(target, ignored);
  if (!replaces_) {
    file_ = ::open(target_.c_str(), O_WRONLY | O_CREAT, 0666);
  } else {
    // Without a name where the system can (Linux, O_TMPFILE, named later through /proc), so that a kill half-way leaves
    // nothing behind.
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    if (fs::exists("/proc/self/fd", ignored)) file_ = ::open(folder.c_str(), O_WRONLY | O_TMPFILE, 0666);
    if (file_ < 0) {
      name_ = free_name(target);
      file_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666);
    }
  }
  if (file_ < 0) fail(errno);
}

NewFile::~NewFile() {
  if (file_ >= 0) ::close(file_);
  if (!name_.empty()) ::unlink(name_.c_str());
}

void NewFile::fail(int error) {
  throw InputError({io_error("cannot-write", path_, {{"reason", reason_of(error)}})});
}

void NewFile::write(std::string_view text) {
  if (const int error = write_all(file_, text); error != 0) fail(error);
}

void NewFile::complete() {
  if (complete_) return;
  int error = 0;
  if (replaces_) {
    // What nobody else may read stays so.
    struct stat before {};
    constexpr mode_t permissions = 07777;
    if (::stat(target_.c_str(), &before) == 0 && ::fchmod(file_, before.st_mode & permissions) != 0) error = errno;
    if (error == 0 && ::fsync(file_) != 0) error = errno;
    if (error == 0 && name_.empty()) {
      const std::string unnamed = "/proc/self/fd/" + std::to_string(file_);
      name_ = free_name(target_);
      if (::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, name_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
        error = errno;
        name_.clear();
      }
    }
  }
  const int file = file_;
  file_ = -1;
  if (::close(file) != 0 && error == 0) error = errno;
  if (error != 0) fail(error);  // the destructor takes the unfinished file away
  complete_ = true;
}

void NewFile::commit() {
  complete();
  if (replaces_ && ::rename(name_.c_str(), target_.c_str()) != 0) fail(errno);
  name_.clear();
}

}  // namespace pathfinder::cli
