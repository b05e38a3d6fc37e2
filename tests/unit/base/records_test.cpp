#include "pathfinder/base/records.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// Gives a text out in pieces of `size` bytes.
RecordReader::Source pieces(const std::string& text, std::size_t size) {
  return [text, size, at = std::size_t{0}](char* buffer, std::size_t room) mutable {
    const std::size_t count = std::min({size, room, text.size() - at});
    text.copy(buffer, count, at);
    at += count;
    return count;
  };
}

/// "LINE:TEXT" of every record, "LINE!" of one that is too long; the same for pieces of any size.
std::string records(const std::string& text, RecordForm form = RecordForm::lines, std::size_t longest = 100) {
  std::string first;
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{7}, text.size() + 1}) {
    RecordReader reader(pieces(text, size), longest);
    reader.form(form);
    std::string found;
    for (Record record; reader.next(record);)
      found += std::to_string(record.line) + (record.too_long ? "!" : ":" + record.text) + (record.ended ? ";" : "");
    CHECK(reader.position() == text.size());
    if (first.empty()) first = found;
    CHECK(found == first);
  }
  return first;
}

}  // namespace

TEST_CASE("blank lines are passed over and counted; CRLF and a byte order mark are no part of a record", "[base]") {
  CHECK(records("a\n\nb\n") == "1:a;3:b;");
  CHECK(records("\xEF\xBB\xBF{\"a\": 1}\r\n \t\r\nb") == "1:{\"a\": 1};3:b");
  CHECK(records("\n\n").empty());
  CHECK(records("").empty());
}

TEST_CASE("a record that is too long is named and its rest is not taken for a record", "[base]") {
  CHECK(records("short\n" + std::string(101, 'x') + "\nnext\n") == "1:short;2!;3:next;");
  CHECK(records(std::string(100, 'x') + "\n") == "1:" + std::string(100, 'x') + ";");
}

TEST_CASE("a line end between quotes belongs to the row of a CSV table, a quote inside a cell opens nothing",
          "[base]") {
  CHECK(records("id,docs\n\"two\nlines\",5\nlast,6\n", RecordForm::csv) == "1:id,docs;2:\"two\nlines\",5;4:last,6;");
  CHECK(records("5\" disk,1\nb,2\n", RecordForm::csv) == "1:5\" disk,1;2:b,2;");
  CHECK(records("\"a \"\"b\"\"\nc\",1\nd,2", RecordForm::csv) == "1:\"a \"\"b\"\"\nc\",1;3:d,2");
}

TEST_CASE("records that are skipped count lines like those that are read", "[base]") {
  RecordReader reader(pieces("a\n\n" + std::string(300, 'b') + "\nc\n", 64), 100);
  CHECK(reader.first() == 'a');
  CHECK(reader.skip());
  CHECK(reader.skip());
  Record record;
  REQUIRE(reader.next(record));
  CHECK(record.text == "c");
  CHECK(record.line == 4);
  CHECK_FALSE(reader.skip());
}

TEST_CASE("the first character that is no blank tells what a text is", "[base]") {
  RecordReader json(pieces("\xEF\xBB\xBF\n  \n {\"docs\": 1}\n", 2), 100);
  CHECK(json.first() == '{');
  Record record;
  REQUIRE(json.next(record));
  CHECK(record.line == 3);
  RecordReader nothing(pieces(" \n ", 1), 100);
  CHECK(nothing.first() == '\0');
}

TEST_CASE("cells of CSV are split as RFC 4180 says, and what is broken has a place", "[base]") {
  CHECK(split_csv("a,,\"b,c\",\"say \"\"yes\"\"\",").cells ==
        std::vector<std::string>{"a", "", "b,c", "say \"yes\"", ""});
  CHECK(split_csv("a,bc").offsets == std::vector<std::size_t>{0, 2});
  CHECK(split_csv("").cells == std::vector<std::string>{""});
  const CsvRow behind = split_csv("a,\"b\"c,d");
  CHECK(behind.broken);
  CHECK(behind.broken_at == 5);
  const CsvRow open = split_csv("a,\"b");
  CHECK(open.broken);
  CHECK(open.broken_at == 2);
}

TEST_CASE("the first byte that is no UTF-8 is found", "[base]") {
  CHECK(broken_utf8("abc 三百万") == std::string("abc 三百万").size());
  CHECK(broken_utf8("ab\xFF") == 2);
  CHECK(broken_utf8("ab\xE4\xB8") == 2);
}
