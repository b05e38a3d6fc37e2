#include "cli/batch_input.hpp"

#include <algorithm>
#include <cerrno>
#include <iostream>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pathfinder/base/sha256.hpp"

#include "cli/interrupts.hpp"

namespace pathfinder::cli {
namespace {

/// Reads until something comes or the end; throws InputError (74) where the system refuses.
template <class Read>
std::size_t read_some(const std::string& name, const Read& read) {
  for (;;) {
    const ssize_t count = read();
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) throw InputError({io_error("file-unreadable", name)});
  }
}

/// Waits until a stream has something or ends; false where the run is interrupted meanwhile. The signal may reach
/// another thread than the one that waits, so that it looks every now and then.
bool comes(int file) {
  constexpr int look_again_ms = 200;
  pollfd waits{file, POLLIN, 0};
  while (!interrupted()) {
    if (::poll(&waits, 1, look_again_ms) > 0) return true;
  }
  return false;
}

}  // namespace

BatchInput::BatchInput(Session& session, const Argument& file, Findings& findings)
    : session_(session), name_(file.text) {
  if (file.text == "-") {
    if (session.environment.in_is_terminal) findings.add("stdin-is-terminal", locate(file), {});
    if (&session.in == &std::cin) file_ = STDIN_FILENO;  // what comes is read as it comes
  } else {
    file_ = ::open(file.text.c_str(), O_RDONLY | O_CLOEXEC);
    close_ = file_ >= 0;
    if (close_) session.reads(file.text);
    struct stat status {};
    std::string code;
    if (file_ < 0) {
      code = errno == ENOENT ? "file-not-found" : "file-unreadable";
    } else if (::fstat(file_, &status) == 0 && S_ISDIR(status.st_mode)) {
      code = "is-a-directory";
    }
    if (!code.empty()) findings.append({io_error(code, file.text)});
  }
  struct stat status {};
  seekable_ = file_ >= 0 && ::fstat(file_, &status) == 0 && S_ISREG(status.st_mode);
  if (seekable_) begin_ = std::max<long long>(0, ::lseek(file_, 0, SEEK_CUR));
  reader_ = std::make_unique<RecordReader>(source(), longest_row);
  if (!findings.empty()) return;
  const bool named_json = name_.ends_with(".ndjson") || name_.ends_with(".jsonl") || name_.ends_with(".json");
  const char first = named_json || name_.ends_with(".csv") ? '\0' : reader_->first();
  csv_ = name_.ends_with(".csv") || (first != '\0' && first != '{' && first != '[');
  reader_->form(csv_ ? RecordForm::csv : RecordForm::lines);
}

BatchInput::~BatchInput() {
  if (close_) ::close(file_);
}

RecordReader::Source BatchInput::source() const {
  if (file_ < 0) {
    return [&in = session_.in](char* buffer, std::size_t size) {
      in.read(buffer, static_cast<std::streamsize>(size));
      return static_cast<std::size_t>(in.gcount());
    };
  }
  if (seekable_) {
    return [name = name_, file = file_, at = begin_](char* buffer, std::size_t size) mutable {
      const std::size_t count = read_some(name, [&] { return ::pread(file, buffer, size, at); });
      at += static_cast<long long>(count);
      return count;
    };
  }
  return [name = name_, file = file_](char* buffer, std::size_t size) {
    return comes(file) ? read_some(name, [&] { return ::read(file, buffer, size); }) : 0;
  };
}

std::size_t BatchInput::all_rows() const {
  RecordReader counter(source(), longest_row);
  counter.form(csv_ ? RecordForm::csv : RecordForm::lines);
  std::size_t rows = 0;
  while (counter.skip()) ++rows;
  return csv_ && rows > 0 ? rows - 1 : rows;  // without the header
}

std::size_t BatchInput::rows_left() const {
  if (!seekable_) return 0;
  return end_.value_or(shard_.of == 1 ? all_rows() : row_) - row_;
}

void BatchInput::take(const Shard& shard) {
  shard_ = shard;
  if (shard.of == 1 || !seekable_) return;
  const std::size_t rows = all_rows();
  // Rounded so that parts differ by one row at most, whatever the product.
  const auto border = [&](std::size_t part) { return rows / shard.of * part + rows % shard.of * part / shard.of; };
  end_ = border(shard.part);
  for (const std::size_t begin = border(shard.part - 1); row_ < begin && reader_->skip();) ++row_;
}

bool BatchInput::next(Record& record) {
  if (end_) return row_++ < *end_ && reader_->next(record);
  while (row_ % shard_.of != shard_.part - 1) {
    if (!reader_->skip()) return false;
    ++row_;
  }
  ++row_;
  return reader_->next(record);
}

std::string BatchInput::digest() const {
  if (!seekable_) return {};
  Sha256 digest;
  const RecordReader::Source read = source();
  std::string buffer(1U << 16U, '\0');
  while (const std::size_t count = read(buffer.data(), buffer.size()))
    digest.add(std::string_view(buffer).substr(0, count));
  return digest.hex();
}

}  // namespace pathfinder::cli
