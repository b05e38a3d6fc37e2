// The table that `batch` reads: a file or standard input, whole or one part of it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "pathfinder/base/records.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {

/// Bytes of a row that are read; a longer one is answered by an error.
inline constexpr std::size_t longest_row = 1U << 20U;

/// A part of the input: number `part` of `of`, from 1.
struct Shard {
  std::size_t part = 1;
  std::size_t of = 1;
};

class BatchInput {
 public:
  /// Opens what the argument names, "-" for standard input; what cannot be read lands in `findings`.
  BatchInput(Session& session, const Argument& file, Findings& findings);
  ~BatchInput();
  BatchInput(const BatchInput&) = delete;
  BatchInput& operator=(const BatchInput&) = delete;

  /// Whether the rows are CSV: by the ending of the name, else by whether the first character is a brace or bracket.
  bool csv() const { return csv_; }
  const std::string& name() const { return name_; }

  /// The header of a CSV table, before any row.
  bool header(Record& record) { return reader_->next(record); }
  /// From here on only the rows of this part: consecutive ones of a file; of a stream, whose length nobody knows, every
  /// row whose number leaves the same remainder.
  void take(const Shard& shard);
  /// The next row; false at the end, and where an interruption came while the next was waited for.
  bool next(Record& record);

  /// Whether the next row has come already: else reading it may wait for whoever writes it.
  bool ready() const { return reader_->buffered(); }
  /// Rows of this part from here on; 0 where nobody knows: of a stream.
  std::size_t rows_left() const;
  /// SHA-256 of a file; empty for a stream.
  std::string digest() const;

 private:
  RecordReader::Source source() const;
  std::size_t all_rows() const;

  Session& session_;
  std::string name_;
  int file_ = -1;
  bool close_ = false;
  bool seekable_ = false;
  long long begin_ = 0;  ///< where the file stood when it was handed to us
  bool csv_ = false;
  std::unique_ptr<RecordReader> reader_;
  Shard shard_;
  std::size_t row_ = 0;             ///< number of the next row, from 0
  std::optional<std::size_t> end_;  ///< row behind the last of the part, where it is known
};

}  // namespace pathfinder::cli
