// The records of a text that comes piece by piece, whatever its length: lines, or rows of CSV (RFC 4180), in which a
// line end between quotes belongs to the row. Line ends may be LF or CRLF and a byte order mark may stand in front.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// One record: a line that is not blank.
struct Record {
  std::string text;       ///< without its line end; empty where it is too long
  std::size_t line = 0;   ///< of the whole text, from 1: where it begins
  bool too_long = false;  ///< longer than the reader keeps
  bool ended = false;     ///< a line end stood behind it
};

enum class RecordForm { lines, csv };

/// Takes a text apart; keeps one piece and one record of it.
class RecordReader {
 public:
  /// Fills a buffer with what comes next; returns how many bytes, 0 at the end.
  using Source = std::function<std::size_t(char* buffer, std::size_t size)>;

  /// `longest`: bytes of a record that are kept; of a longer one only that it is there.
  RecordReader(Source source, std::size_t longest);

  /// The first character that is no blank, looked at before any record is read; '\0' where there is none.
  char first();
  /// What a record is from here on.
  void form(RecordForm form) { form_ = form; }

  /// The next record; false at the end. Blank lines are passed over.
  bool next(Record& record);
  /// Passes over the next record; false at the end.
  bool skip();

  /// Whether something that was read is still to be looked at.
  bool buffered() const { return at_ < end_; }
  /// Bytes read up to the end of the last record.
  std::size_t position() const { return position_; }

 private:
  bool fill();
  bool read(Record& record, bool keep);

  Source source_;
  std::size_t longest_;
  RecordForm form_ = RecordForm::lines;
  std::string buffer_;
  std::size_t at_ = 0, end_ = 0;  ///< in the buffer
  std::size_t position_ = 0;
  std::size_t line_ = 1;
  bool began_ = false;
};

/// The cells of one row of CSV.
struct CsvRow {
  std::vector<std::string> cells;
  std::vector<std::size_t> offsets;  ///< in bytes, where each begins in the row
  bool broken = false;               ///< text behind a closing quote, or no closing quote; `broken_at` says where
  std::size_t broken_at = 0;
};

CsvRow split_csv(std::string_view row);

/// Where the first byte stands that is no UTF-8; text.size(): all of it is.
std::size_t broken_utf8(std::string_view text);

}  // namespace pathfinder
