// Where the lines of `batch` go: standard output, a new file, or behind the last whole line of an unfinished one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pathfinder/saved/batch_resume.hpp"

#include "cli/new_file.hpp"
#include "cli/session.hpp"

namespace pathfinder::cli {

class BatchOutput {
 public:
  virtual ~BatchOutput() = default;
  virtual void write(std::string_view text) = 0;
  /// Lets a reader see what was written.
  virtual void flush() {}
  /// Nothing more comes: what can go wrong has gone wrong behind it.
  virtual void complete() {}
  /// Everything is answered, and lies where the user wanted it.
  virtual void finish() {}
  /// The run ends before its input does: what is complete is kept, so that another can go on behind it.
  virtual void stop() { finish(); }
  /// Whether nobody reads any more.
  virtual bool closed() const { return false; }
};

std::unique_ptr<BatchOutput> to_stream(Session& session);
std::unique_ptr<BatchOutput> to_new_file(const std::string& path);

/// An output that was begun before, or begins now.
class ResumedOutput : public BatchOutput {
 public:
  /// Opens OUT and looks at what it holds: `seen` gets every whole line's row. What stands in the way lands in
  /// `findings`, and the file is not touched before begin(). `header`: the first line of CSV; empty: lines are JSON.
  ResumedOutput(const Argument& file, std::string header, BatchResume now,
                const std::function<void(const BatchRow&)>& seen, Findings& findings);
  ~ResumedOutput() override;

  std::size_t rows() const { return rows_; }              ///< whole lines that answer a row
  const std::string& last_line() const { return last_; }  ///< with its line end
  bool empty() const { return lines_ == 0; }
  /// Cuts off what is no whole line, and notes beside the file what it is made with.
  void begin();

  void write(std::string_view text) override;
  void flush() override;
  void complete() override { flush(); }
  void finish() override;
  void stop() override { flush(); }

 private:
  void lock();
  void look(const std::function<void(const BatchRow&)>& seen, Findings& findings);
  std::string beside() const { return path_ + ".resume"; }

  std::string path_;
  std::string header_;
  BatchResume now_;
  int file_ = -1;
  std::size_t lines_ = 0, rows_ = 0;
  long long whole_ = 0;  ///< bytes of whole lines
  std::string last_;
  std::string buffer_;
};

}  // namespace pathfinder::cli
