// What is wrong with an input: a place, a code, and the fields a sentence is made from.
// Sentences are made in report/ from data/text, in the user's language; the code stays the same in all of them.
#pragma once

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pathfinder {

/// A place in an input. `line` and `column` count from 1 and columns count characters; 0: the file as a whole.
struct Location {
  std::string file;  ///< as the user named it; "argument 3" for the command line
  int line = 0;
  int column = 0;
  std::string pointer;  ///< RFC 6901, for JSON
  std::string excerpt;  ///< the line itself, where there is one
  int width = 1;        ///< characters to underline
  int left_out = 0;     ///< characters of a very long line that stand before the excerpt
};

/// Whether `a` stands before `b`: in the same file by line and column, among arguments by their number.
bool comes_before(const Location& a, const Location& b);

/// One named value of a message, e.g. {"key", "docs"}.
struct Field {
  std::string name;
  std::string value;
};

/// One problem in an input.
struct Diagnostic {
  std::string code;  ///< e.g. "wrong-type"; text id "error.wrong-type" holds the sentence
  Location where;
  std::vector<Field> fields;
  std::string help;       ///< text id of the way out; empty: "help." + code
  bool fatal_io = false;  ///< the file could not be read or written: exit 74 instead of 2
};

/// Thrown once per input, with everything found in it.
struct InputError : std::runtime_error {
  explicit InputError(std::vector<Diagnostic> diagnostics);
  std::vector<Diagnostic> found;
};

/// Collects everything wrong with an input before anybody throws: up to `most`, then one finding that says there is
/// more, for a file of a million mistakes helps nobody.
class Findings {
 public:
  static constexpr std::size_t most = 200;

  Diagnostic& add(std::string code, Location where, std::initializer_list<Field> fields);
  bool empty() const { return found_.empty(); }
  /// Whether looking for more is in vain.
  bool full() const { return found_.size() > most; }
  const std::vector<Diagnostic>& all() const { return found_; }
  void append(const std::vector<Diagnostic>& more);

  /// Throws InputError with all findings; returns when there are none.
  void throw_if_any() const;

 private:
  std::vector<Diagnostic> found_;
};

/// The candidate nearest to `word` by edit distance, or empty when none is near enough to be meant: a third of its
/// letters may differ, and at least two (one of up to three).
std::string_view near_miss(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace pathfinder
