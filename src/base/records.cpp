#include "pathfinder/base/records.hpp"

#include <algorithm>
#include <cstring>

#include <utf8proc.h>

namespace pathfinder {
namespace {

constexpr std::size_t bytes_a_read = 1U << 16U;

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// Where a row of CSV stands: a quote opens only at the beginning of a cell, and doubled it stays inside.
class Quotes {
 public:
  bool open() const { return state_ == State::inside; }
  void take(char c) {
    switch (state_) {
      case State::begin:
      case State::plain:
        if (c == '"' && state_ == State::begin) {
          state_ = State::inside;
        } else {
          state_ = c == ',' ? State::begin : State::plain;
        }
        break;
      case State::inside:
        if (c == '"') state_ = State::closed;
        break;
      case State::closed:
        if (c == '"') {
          state_ = State::inside;
        } else {
          state_ = c == ',' ? State::begin : State::plain;
        }
        break;
    }
  }

 private:
  enum class State { begin, plain, inside, closed };
  State state_ = State::begin;
};

}  // namespace

RecordReader::RecordReader(Source source, std::size_t longest) : source_(std::move(source)), longest_(longest) {
  buffer_.resize(bytes_a_read);
}

bool RecordReader::fill() {
  if (at_ < end_) return true;
  at_ = 0;
  end_ = source_(buffer_.data(), buffer_.size());
  if (!began_) {
    began_ = true;
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    // A source that gives less than the mark at once is asked again: the mark is no part of the first record.
    while (end_ > 0 && end_ < mark.size() && mark.substr(0, end_) == std::string_view(buffer_.data(), end_)) {
      const std::size_t more = source_(buffer_.data() + end_, buffer_.size() - end_);
      if (more == 0) break;
      end_ += more;
    }
    if (std::string_view(buffer_.data(), end_).starts_with(mark)) {
      at_ = mark.size();
      position_ = mark.size();
      return at_ < end_ || fill();
    }
  }
  return end_ > 0;
}

char RecordReader::first() {
  if (!fill()) return '\0';
  for (std::size_t i = at_; i < end_; ++i) {
    if (std::strchr(" \t\r\n", buffer_[i]) == nullptr) return buffer_[i];
  }
  // A whole piece of blanks says nothing; its blank lines are counted when they are read.
  if (end_ < buffer_.size()) {
    const std::size_t more = source_(buffer_.data() + end_, buffer_.size() - end_);
    end_ += more;
    return more == 0 ? '\0' : first();
  }
  return '\0';
}

bool RecordReader::next(Record& record) {
  return read(record, true);
}

bool RecordReader::skip() {
  Record ignored;
  return read(ignored, false);
}

bool RecordReader::read(Record& record, bool keep) {
  for (;;) {
    record.text.clear();
    record.line = line_;
    record.too_long = record.ended = false;
    bool any = false;
    bool seen = false;  // a character that is no blank
    Quotes quotes;
    while (!record.ended && fill()) {
      any = true;
      const char* const begin = buffer_.data() + at_;
      const char* const end = buffer_.data() + end_;
      const char* stop = begin;
      if (form_ == RecordForm::lines) {
        const void* found = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
        stop = found == nullptr ? end : static_cast<const char*>(found);
      } else {
        for (; stop != end && (*stop != '\n' || quotes.open()); ++stop) {
          quotes.take(*stop);
          if (*stop == '\n') ++line_;
        }
      }
      const std::string_view part(begin, static_cast<std::size_t>(stop - begin));
      seen = seen || !blank(part);
      if (!keep || record.text.size() + part.size() > longest_) {
        record.too_long = record.too_long || keep;
        record.text.clear();
        keep = keep && !record.too_long;
      } else {
        record.text += part;
      }
      record.ended = stop != end;
      at_ += part.size() + (record.ended ? 1 : 0);
      position_ += part.size() + (record.ended ? 1 : 0);
    }
    if (!any) return false;
    ++line_;
    if (!record.text.empty() && record.text.back() == '\r') record.text.pop_back();
    if (seen) return true;
  }
}

CsvRow split_csv(std::string_view row) {
  CsvRow result;
  std::size_t at = 0;
  for (;;) {
    result.offsets.push_back(at);
    std::string& cell = result.cells.emplace_back();
    if (at < row.size() && row[at] == '"') {
      for (++at;; ++at) {
        if (at >= row.size()) {
          result.broken = true;
          result.broken_at = result.offsets.back();
          return result;
        }
        if (row[at] != '"') {
          cell += row[at];
        } else if (at + 1 < row.size() && row[at + 1] == '"') {
          cell += row[++at];
        } else {
          break;
        }
      }
      ++at;
      if (at < row.size() && row[at] != ',') {
        result.broken = true;
        result.broken_at = at;
        return result;
      }
    } else {
      const std::size_t comma = std::min(row.find(',', at), row.size());
      cell = row.substr(at, comma - at);
      at = comma;
    }
    if (at >= row.size()) return result;
    ++at;  // the comma
  }
}

std::size_t broken_utf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  std::size_t at = 0;
  while (at < text.size()) {
    utf8proc_int32_t point = 0;
    const auto length = utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &point);
    if (length <= 0) return at;
    at += static_cast<std::size_t>(length);
  }
  return at;
}

}  // namespace pathfinder
