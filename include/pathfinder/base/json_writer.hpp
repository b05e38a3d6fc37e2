// JSON as text, written value by value in the order given. Files that are read back are written through their
// description (base/fields.hpp), which writes with this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// `text` between quotes, escaped: also what steers a terminal or the direction of writing, though JSON allows it (DEL,
/// C1 controls U+0080 … 9F, bidirectional overrides and isolates U+202A … 2E, U+2066 … 69). \pre text is valid UTF-8
std::string json_string(std::string_view text);
/// The same behind what `out` holds.
void append_json_string(std::string& out, std::string_view text);

/// The shortest decimal text that reads back as `value`; "null" for what is not a number.
std::string json_number(double value);

/// How a text stands on the page: indented by two spaces, or on one line without a space between values (NDJSON).
enum class JsonLayout { indented, one_line };

/// Writes one JSON text. Inside an object every value needs a key, inside an array none.
class JsonWriter {
 public:
  explicit JsonWriter(JsonLayout layout = JsonLayout::indented) : layout_(layout) {}

  void begin_object(std::string_view key = {});
  void begin_array(std::string_view key = {});
  /// Ends the object or array begun last.
  void end();
  /// The same, but an object without members is taken back, its key too.
  void end_or_drop();

  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, double value);
  void flag(std::string_view key, bool value);
  /// A value that is JSON already.
  void raw(std::string_view key, std::string_view json);

  /// Everything written so far, with a line end. \pre everything begun has ended
  std::string take();

 private:
  struct Level {
    char close;
    bool empty;
    std::size_t from;  ///< length of the text before it
    bool first;        ///< of what it stands in
  };
  void lead(std::string_view key);
  void begin(std::string_view key, char open, char close);

  JsonLayout layout_;
  std::string out_;
  std::vector<Level> open_;
};

}  // namespace pathfinder
