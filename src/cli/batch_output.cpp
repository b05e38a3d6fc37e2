#include "cli/batch_output.hpp"

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <ostream>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "pathfinder/base/records.hpp"

namespace pathfinder::cli {
namespace {

constexpr std::size_t buffered = 1U << 16U;
constexpr std::size_t longest_line = 64U << 20U;

class StreamOutput : public BatchOutput {
 public:
  explicit StreamOutput(std::ostream& out) : out_(out) {}
  void write(std::string_view text) override { closed_ = !(out_ << text); }
  void flush() override { closed_ = !out_.flush(); }
  void complete() override { flush(); }
  bool closed() const override { return closed_; }

 private:
  std::ostream& out_;
  std::atomic<bool> closed_ = false;  ///< asked by another thread than the one that writes
};

class FileOutput : public BatchOutput {
 public:
  explicit FileOutput(const std::string& path) : file_(path) {}
  void write(std::string_view text) override {
    buffer_ += text;
    if (buffer_.size() < buffered) return;
    file_.write(buffer_);
    buffer_.clear();
  }
  void complete() override {
    file_.write(buffer_);
    buffer_.clear();
    file_.complete();
  }
  void finish() override {
    complete();
    file_.commit();
  }

 private:
  NewFile file_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<BatchOutput> to_stream(Session& session) {
  return std::make_unique<StreamOutput>(session.out);
}

std::unique_ptr<BatchOutput> to_new_file(const std::string& path) {
  return std::make_unique<FileOutput>(path);
}

ResumedOutput::ResumedOutput(const Argument& file, std::string header, BatchResume now,
                             const std::function<void(const BatchRow&)>& seen, Findings& findings)
    : path_(file.text), header_(std::move(header)), now_(std::move(now)) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (file_ < 0 && errno == ENOENT) return;  // it begins now
  if (file_ < 0) {
    findings.append({io_error("cannot-write", path_, {{"reason", reason_of(errno)}})});
    return;
  }
  lock();
  look(seen, findings);
}

void ResumedOutput::lock() {
  if (::flock(file_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  Findings findings;
  findings.add("resume-busy", {path_, 0, 0, "", "", 1}, {});
  findings.throw_if_any();
}

ResumedOutput::~ResumedOutput() {
  if (file_ >= 0) ::close(file_);
}

void ResumedOutput::look(const std::function<void(const BatchRow&)>& seen, Findings& findings) {
  RecordReader reader(
      [this, at = off_t{0}](char* buffer, std::size_t size) mutable {
        const ssize_t count = ::pread(file_, buffer, size, at);
        if (count < 0) throw InputError({io_error("file-unreadable", path_)});
        at += count;
        return static_cast<std::size_t>(count);
      },
      longest_line);
  const bool csv = !header_.empty();
  if (csv) reader.form(RecordForm::csv);
  const std::string_view end = csv ? "\r\n" : "\n";
  const std::vector<std::string> columns =
      csv ? split_csv(std::string_view(header_).substr(0, header_.size() - end.size())).cells
          : std::vector<std::string>();
  for (Record record; findings.empty() && reader.next(record) && record.ended;) {
    whole_ = static_cast<long long>(reader.position());
    ++lines_;
    record.text += end;
    if (csv && record.text == header_) continue;
    ++rows_;
    last_ = record.text;
    record.text.resize(record.text.size() - end.size());
    seen(csv ? read_batch_row(columns, split_csv(record.text).cells)
             : read_batch_row(parse_json(path_, record.text, findings), findings));
  }
  if (lines_ == 0) return;
  if (!findings.empty()) {
    const int line = static_cast<int>(lines_);
    findings = Findings();
    findings.add("no-batch-line", {path_, line, 1, "", "", 1}, {});
    return;
  }
  std::error_code error;
  if (!std::filesystem::exists(beside(), error)) return;
  BatchResume begun;
  std::string text(1U << 16U, '\0');
  const int state = ::open(beside().c_str(), O_RDONLY | O_CLOEXEC);
  const ssize_t count = state < 0 ? -1 : ::read(state, text.data(), text.size());
  if (state >= 0) ::close(state);
  if (count < 0) return findings.append({io_error("file-unreadable", beside())});
  text.resize(static_cast<std::size_t>(count));
  read_object(parse_json(beside(), text, findings), findings,
              [&](Fields& fields) { describe_batch_resume(fields, begun); });
  if (!findings.empty()) return;
  const std::string other = other_run(begun, now_);
  if (!other.empty()) findings.add("resume-other", {path_, 0, 0, "", "", 1}, {{"what", "@resume." + other}});
}

void ResumedOutput::begin() {
  if (file_ < 0) {
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0) throw InputError({io_error("cannot-write", path_, {{"reason", reason_of(errno)}})});
    lock();
  }
  write_whole_file(beside(), write_json([&](Fields& fields) { describe_batch_resume(fields, now_); }));
  if (::ftruncate(file_, whole_) != 0 || ::lseek(file_, whole_, SEEK_SET) < 0)
    throw InputError({io_error("cannot-write", path_, {{"reason", reason_of(errno)}})});
}

void ResumedOutput::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= buffered) flush();
}

void ResumedOutput::flush() {
  if (const int error = write_all(file_, buffer_); error != 0)
    throw InputError({io_error("cannot-write", path_, {{"reason", reason_of(error)}})});
  buffer_.clear();
}

void ResumedOutput::finish() {
  flush();
  ::unlink(beside().c_str());
}

}  // namespace pathfinder::cli
