// batch as a user runs it: rows in, lines out, with any number of jobs, in parts, and gone on with after a kill.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "pathfinder/base/json_line.hpp"
#include "pathfinder/base/random.hpp"

#include "cli/batch_ids.hpp"
#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/effort.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using namespace pathfinder::test;

namespace {

using Json = nlohmann::ordered_json;

/// A scenario of a few facts drawn with a fixed seed; every tenth is wrong, every seventh has a comment as its id.
std::string drawn_row(std::size_t number) {
  const auto draw = [&](const char* stream) { return Stream(stream).uniform(number); };
  if (number % 10 == 9) return R"({"id": "row-)" + std::to_string(number) + R"(", "docz": 5})";
  Json facts;
  if (draw("docs") < 0.8) facts["docs"] = std::floor(std::exp2(4 + 16 * draw("how many")));
  if (draw("labels") < 0.6) facts["labelled_examples"] = std::floor(std::exp2(14 * draw("how many labels")));
  if (draw("gpus") < 0.6) facts["gpus"] = std::floor(16 * draw("cards"));
  if (draw("changes") < 0.5) facts["knowledge_changes"] = draw("which") < 0.5 ? "daily" : "yearly";
  if (draw("questions") < 0.5) facts["queries_per_day"] = {{"low", 100}, {"high", 5000}};
  if (draw("citations") < 0.5) facts["needs_citations"] = draw("cited") < 0.5;
  if (draw("budget") < 0.3) facts["budget"] = std::floor(std::exp2(18 * draw("how much")));  // many are missed
  if (facts.empty()) facts["docs"] = 100;
  return Json{{"id", "row-" + std::to_string(number)}, {"facts", facts}}.dump();
}

std::string drawn_rows(std::size_t count) {
  std::string rows;
  for (std::size_t i = 0; i < count; ++i) rows += drawn_row(i) + (i % 13 == 12 ? "\r\n\n" : "\n");
  return rows;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Standard output of a shell line, the program first in PATH; its exit code behind the output.
std::string shell(const std::string& line, const std::filesystem::path& folder) {
  const std::string whole = "cd '" + folder.string() + "' && PATH='" +
                            std::filesystem::path(binary()).parent_path().string() + "':$PATH && { " + line + "\n}";
  FILE* pipe = popen(whole.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) out.append(buffer.data(), count);
  pclose(pipe);
  return out;
}

bool installed(const std::string& program) {
  return std::system(("command -v " + program + " > /dev/null 2>&1").c_str()) == 0;
}

}  // namespace

TEST_CASE("batch answers row by row in order, wrong rows with an error, and ends with 2", "[cli]") {
  const Outcome outcome = run_command({"batch", "--draws", "0", "--jobs", "1"},
                                      "\xEF\xBB\xBF{\"docs\": 50000}\r\n\n{\"docz\": 1}\n"
                                      "{\"id\": \"b\", \"facts\": {\"docs\": \"5k\"}}\n[");
  const std::vector<std::string> lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 4);
  CHECK(outcome.code == 2);
  CHECK(lines[0].find(R"({"line":1,"strategy":")") == 0);
  CHECK(Json::parse(lines[1]).at("line") == 3);
  CHECK(Json::parse(lines[1]).at("error").at("code") == "unknown-fact");
  CHECK(Json::parse(lines[1]).size() == 2);
  CHECK(lines[2].find(R"({"id":"b","line":4,)") == 0);
  CHECK(Json::parse(lines[3]).at("line") == 5);
  CHECK(outcome.err.find("2 of 4 rows are wrong") == 0);
  CHECK(outcome.err.find("-:3:2: error: there is no fact \"docz\"") != std::string::npos);
}

TEST_CASE("batch of nothing answers nothing, and that is well", "[cli]") {
  for (const char* nothing : {"", "\n \n", "id,docs\n"}) {
    const Outcome outcome = run_command({"batch"}, nothing);
    CHECK(outcome.code == 0);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());
  }
}

TEST_CASE("batch with one and with two jobs, with draws and without, gives the same bytes", "[cli]") {
  const std::string rows = drawn_rows(12);
  for (const char* draws : {"0", "500"}) {
    for (const char* format : {"ndjson", "csv"}) {
      const Outcome one = run_command({"batch", "--draws", draws, "--format", format, "--jobs", "1"}, rows);
      const Outcome two = run_command({"batch", "--draws", draws, "--format", format, "--jobs", "2"}, rows);
      CHECK(one.out == two.out);
      CHECK(one.err == two.err);
      CHECK(one.code == 2);
      CHECK(lines_of(one.out).size() == 12U + (format[0] == 'c' ? 1U : 0U));
    }
  }
}

TEST_CASE("advise is batch with one row: --full is the same JSON", "[cli]") {
  const auto same = [](std::size_t number, const std::string& draws) {
    INFO(drawn_row(number));
    const Outcome row = run_command({"batch", "--full", "--draws", draws, "--jobs", "1"}, drawn_row(number));
    const Outcome alone =
        run_command({"advise", "--scenario", "-", "--format", "json", "--draws", draws}, drawn_row(number));
    CHECK(row.out == one_line(alone.out));
  };
  for (std::size_t i = 0; i < tries(9); ++i) same(i, "0");
  same(11, "300");
}

TEST_CASE("and in 10,000 drawn rows, the first 100 of them with draws", "[.long]") {
  for (std::size_t begin = 0; begin < 10000; begin += 1000) {
    std::string rows;
    std::vector<std::size_t> numbers;
    for (std::size_t i = begin; i < begin + 1000; ++i) {
      if (i % 10 == 9) continue;
      numbers.push_back(i);
      rows += drawn_row(i) + "\n";
    }
    const std::vector<std::string> whole = lines_of(run_command({"batch", "--full", "--draws", "0"}, rows).out);
    REQUIRE(whole.size() == numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      INFO(drawn_row(numbers[i]));
      const std::vector<std::string> ask = {"advise", "--scenario", "-", "--format", "json", "--draws"};
      std::vector<std::string> args = ask;
      args.push_back("0");
      REQUIRE(one_line(run_command(args, drawn_row(numbers[i])).out) == whole[i] + "\n");
      if (numbers[i] >= 112) continue;
      args.back() = "1000";
      REQUIRE(one_line(run_command(args, drawn_row(numbers[i])).out) ==
              run_command({"batch", "--full", "--draws", "1000"}, drawn_row(numbers[i])).out);
    }
  }
}

TEST_CASE("a row whose limits are missed says so, as advise does", "[cli]") {
  const Json line = Json::parse(
      run_command({"batch", "--draws", "0"}, R"({"docs": 50000, "budget": "USD 1", "deadline_weeks": 1})").out);
  CHECK(line.at("warnings") == Json::array({"budget-missed", "deadline-missed"}));
}

TEST_CASE("the short line says what the whole decision says", "[cli]") {
  for (std::size_t i = 0; i < tries(5); ++i) {
    const Json shorter = Json::parse(run_command({"batch", "--draws", "300"}, drawn_row(i)).out);
    const Json whole = Json::parse(run_command({"batch", "--draws", "300", "--full"}, drawn_row(i)).out);
    const Json& best = whole.at("recommendation");
    CHECK(shorter.at("strategy") == best.at("strategy"));
    CHECK(shorter.at("verdict") == best.at("verdict"));
    CHECK(shorter.at("confidence") == best.at("confidence"));
    CHECK(shorter.value("runner_up", "") == best.value("runner_up", ""));
    CHECK(shorter.at("variant") == best.at("variant"));
    std::vector<std::string> codes;
    for (const Json& warning : whole.at("warnings")) codes.push_back(warning.at("code"));
    CHECK(shorter.value("warnings", std::vector<std::string>()) == codes);
    REQUIRE(shorter.at("options").size() == whole.at("options").size());
    for (std::size_t k = 0; k < whole.at("options").size(); ++k) {
      const Json& a = shorter.at("options").at(k);
      const Json& b = whole.at("options").at(k);
      for (const char* key : {"strategy", "variant", "standing", "score"}) CHECK(a.at(key) == b.at(key));
      CHECK(a.contains("first_rank") == b.contains("first_rank"));
      for (const char* key : {"total_usd", "training_gpu_hours"}) {
        REQUIRE(a.contains(key) == b.at("estimate").contains(key));
        for (const char* end : {"low", "central", "high"})
          if (a.contains(key)) CHECK(a.at(key).at(end) == b.at("estimate").at(key).at(end));
      }
    }
  }
}

TEST_CASE("parts of a file put together are the whole, and so are their summaries", "[cli]") {
  const TemporaryFolder folder;
  const WorkingFolder there(folder.path());
  folder.write("rows.ndjson", drawn_rows(23));
  const Outcome whole = run_command({"batch", "rows.ndjson", "--draws", "0", "--summary", "whole.json"});
  std::string together;
  std::vector<std::string> merge = {"batch", "--merge"};
  for (const char* part : {"3", "1", "4", "2"}) {
    const std::string summary = std::string("part-") + part + ".json";
    const Outcome one = run_command(
        {"batch", "rows.ndjson", "--draws", "0", "--shard", std::string(part) + "/4", "--summary", summary});
    folder.write(std::string("part-") + part, one.out);
    merge.push_back(summary);
  }
  for (const char* part : {"part-1", "part-2", "part-3", "part-4"}) together += file_text(folder.path() / part);
  CHECK(together == whole.out);
  const Outcome sum = run_command(merge);
  CHECK(sum.code == 0);
  CHECK(sum.out == file_text(folder.path() / "whole.json"));
  merge.push_back("part-2.json");
  const Outcome twice = run_command(merge);
  CHECK(twice.code == 2);
  CHECK(twice.err.find("[merge-parts]") != std::string::npos);
  const Json summary = Json::parse(sum.out);
  CHECK(summary.at("lines") == 23);
  CHECK(summary.at("wrong") == 2);
}

TEST_CASE("parts of a stream hold every row once, with its line number", "[cli]") {
  const std::string rows = drawn_rows(23);
  std::vector<std::pair<int, std::string>> found;
  for (const char* part : {"1/3", "2/3", "3/3"}) {
    for (const std::string& line : lines_of(run_command({"batch", "--draws", "0", "--shard", part}, rows).out))
      found.emplace_back(Json::parse(line).at("line"), line);
  }
  std::sort(found.begin(), found.end());
  std::string together;
  for (const auto& [number, line] : found) together += line + "\n";
  CHECK(together == run_command({"batch", "--draws", "0"}, rows).out);
}

TEST_CASE("a run that was cut off at any byte goes on to the same bytes, with the same summary", "[cli]") {
  const TemporaryFolder folder;
  const WorkingFolder there(folder.path());
  folder.write("rows.ndjson", drawn_rows(11));
  for (const std::vector<std::string>& form :
       {std::vector<std::string>{}, {"--format", "csv"}, {"--full"}, {"--shard", "2/3"}}) {
    std::vector<std::string> args = {"batch", "rows.ndjson", "--draws", "0", "--resume", "out", "--summary", "sum"};
    args.insert(args.end(), form.begin(), form.end());
    std::filesystem::remove(folder.path() / "out");
    const Outcome first = run_command(args);
    const std::string whole = file_text(folder.path() / "out");
    const std::string sum = file_text(folder.path() / "sum");
    REQUIRE_FALSE(whole.empty());
    CHECK_FALSE(std::filesystem::exists(folder.path() / "out.resume"));
    for (const std::size_t cut : {whole.size(), whole.size() - 1, whole.size() / 2, whole.size() / 3, std::size_t{0}}) {
      folder.write("out", whole.substr(0, cut));
      const Outcome again = run_command(args);
      INFO(cut << " of " << whole.size() << " " << again.err);
      CHECK(again.code == first.code);
      CHECK(file_text(folder.path() / "out") == whole);
      CHECK(file_text(folder.path() / "sum") == sum);
    }
  }
}

TEST_CASE("another input, version or form is no way to go on, and the file stays as it was", "[cli]") {
  const TemporaryFolder folder;
  const WorkingFolder there(folder.path());
  folder.write("rows.ndjson", drawn_rows(6));
  folder.write("others.ndjson", drawn_rows(5) + "{\"docs\": 3}\n");
  const std::vector<std::string> args = {"batch", "rows.ndjson", "--draws", "0", "--resume", "out"};
  run_command(args);
  const std::string whole = file_text(folder.path() / "out");
  const std::string part = whole.substr(0, whole.size() * 3 / 4);
  const auto refused = [&](std::vector<std::string> changed, const std::string& why) {
    folder.write("out", part);
    const Outcome outcome = run_command(changed);
    INFO(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find(why) != std::string::npos);
    CHECK(file_text(folder.path() / "out") == part);
  };
  // Without what is noted beside it, the last whole line has to tell.
  refused({"batch", "rows.ndjson", "--draws", "200", "--resume", "out"}, "[resume-differs]");
  refused({"batch", "rows.ndjson", "--draws", "0", "--resume", "out", "--shard", "2/2"}, "[resume-differs]");
  // With it, also what the last line does not show.
  Json begun = {{"schema", "pathfinder/batch_resume/1"},
                {"made_with", {{"version", "0.0.1"}, {"data_sha256", "none"}, {"draws", 0}}},
                {"form", "ndjson"},
                {"language", "en"},
                {"part", 1},
                {"parts_of", 1}};
  folder.write("out.resume", begun.dump());
  refused(args, "it was begun with another version of pathfinder [resume-other]");
  begun["input_sha256"] = "of something else";
  folder.write("out.resume", begun.dump());
  refused(args, "it was begun with another input [resume-other]");
}

TEST_CASE("killed at random moments and begun again, batch ends with the bytes of a run in peace", "[cli]") {
  const TemporaryFolder folder;
  const std::size_t count = tries(300);
  folder.write("rows.ndjson", drawn_rows(count));
  const std::string whole = shell("pathfinder batch rows.ndjson --draws 0 2> /dev/null", folder.path());
  for (int i = 0; i < 4; ++i) {
    shell("timeout -s KILL 0.3 pathfinder batch rows.ndjson --draws 0 --resume out > /dev/null 2>&1", folder.path());
  }
  shell("pathfinder batch rows.ndjson --draws 0 --resume out 2> /dev/null", folder.path());
  CHECK(file_text(folder.path() / "out") == whole);
  CHECK(lines_of(whole).size() == count);
}

TEST_CASE("a limit that denies a row ends with 1, a wrong row outranks it", "[cli]") {
  const std::string rows = "{\"docs\": 50000, \"gpus\": 8}\n{\"docs\": 5}\n";
  const Outcome denied = run_command({"batch", "--draws", "0", "--max-total", "$1"}, rows);
  CHECK(denied.code == 1);
  CHECK(Json::parse(lines_of(denied.out).front()).at("denied").at(0) == "--max-total");
  CHECK(denied.err == "rows that break a limit that denies: 2\n");
  CHECK(run_command({"batch", "--draws", "0", "--max-total", "$1"}, rows + "{\"docs\": -1}\n").code == 2);
  CHECK(run_command({"batch", "--draws", "0", "--max-total", "$900M"}, rows).code == 0);
}

TEST_CASE("an id that came before is told, and both rows are answered", "[cli]") {
  const Outcome outcome = run_command({"batch", "--draws", "0"}, "id,docs\na,5\nb,5\na,7\n");
  CHECK(outcome.code == 0);
  CHECK(lines_of(outcome.out).size() == 3);
  CHECK(outcome.err == "rows whose id came before: 1, the first in line 4; each is answered by itself\n");
  cli::SeenIds ids;
  std::size_t seen = 0;
  for (int i = 0; i < static_cast<int>(tries(900000)); ++i) seen += ids.seen(std::to_string(i)) ? 1 : 0;
  CHECK(seen == 0);
  CHECK(ids.seen("1"));
}

TEST_CASE("a row of more than a MiB is one error, and the next is answered", "[cli]") {
  const Outcome outcome =
      run_command({"batch", "--draws", "0"}, "{\"notes\": \"" + std::string(1U << 20U, 'x') + "\"}\n{\"docs\": 5}\n");
  const std::vector<std::string> lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 2);
  CHECK(Json::parse(lines[0]).at("error").at("code") == "row-too-long");
  CHECK(Json::parse(lines[1]).at("line") == 2);
}

TEST_CASE("an output appears when all is answered; in a wrong command line nothing does", "[cli]") {
  const TemporaryFolder folder;
  const WorkingFolder there(folder.path());
  folder.write("rows.csv", "docs,gpus\n5000,8\n");
  CHECK(run_command({"batch", "rows.csv", "--draws", "0", "--output", "out", "--jobs", "2"}).code == 0);
  CHECK(lines_of(file_text(folder.path() / "out")).size() == 1);
  const std::string before = listing(folder.path());
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"--jobs", "0"},
                                             {"--shard", "5/4"},
                                             {"--shard", "0/4"},
                                             {"--draws", "-1"},
                                             {"--format", "xml"},
                                             {"--full", "--format", "csv"},
                                             {"other.csv"},
                                             {"--resume", "a", "--output", "b"}}) {
    std::vector<std::string> args = {"batch", "rows.csv", "--output", "new"};
    args.insert(args.end(), wrong.begin(), wrong.end());
    INFO(wrong.front());
    CHECK(run_command(args).code == 2);
    CHECK(listing(folder.path()) == before);
  }
  for (const char* option : {"--output", "--resume", "--summary"}) {
    const Outcome outcome = run_command({"batch", "rows.csv", "--draws", "0", option, "rows.csv"});
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("[output-is-input]") != std::string::npos);
    CHECK(listing(folder.path()) == before);
  }
  CHECK(run_command({"batch", "rows.csv", "--draws", "0", "--output", "new", "--summary", "no/summary"}).code == 74);
  CHECK(listing(folder.path()) == before);
  CHECK(lines_of(run_command({"batch", "rows.csv", "--draws", "0", "--output", "-"}).out).size() == 1);
  CHECK(run_command({"batch", "missing.csv"}).code == 74);
  CHECK(run_command({"batch", "."}).code == 74);
  CHECK(run_command({"batch"}, "id,docz\na,5\n").err.find("-:1:4: error: the column \"docz\" is no fact") == 0);
}

TEST_CASE("a reader that leaves early ends batch quietly, and a row is answered before the next is written", "[cli]") {
  const TemporaryFolder folder;
  folder.write("rows.ndjson", drawn_rows(150));
  CHECK(shell("{ pathfinder batch rows.ndjson --draws 0 --jobs 2; echo $? > code; } 2> err | head -n 1 | wc -l",
              folder.path()) == "1\n");
  CHECK(file_text(folder.path() / "code") == "0\n");
  CHECK(file_text(folder.path() / "err").empty());
  // The second row is written only after the first was answered.
  folder.write("talk.sh",
               "mkfifo in out\npathfinder batch --draws 0 < in > out &\nexec 3> in 4< out\n"
               "echo '{\"docs\": 5}' >&3\nread -r one <&4\necho \"${one%%,*}\"\necho '{\"docs\": 6}' >&3\n"
               "read -r two <&4\necho \"${two%%,*}\"\nexec 3>&-\n");
  CHECK(shell("timeout 60 sh talk.sh", folder.path()) == "{\"line\":1\n{\"line\":2\n");
}

TEST_CASE("GNU parallel cuts the input up and puts the answers together as batch alone would", "[cli]") {
  if (!installed("parallel")) return;
  const TemporaryFolder folder;
  folder.write("rows.ndjson", drawn_rows(40));
  // Blocks count lines anew; all else is the same.
  const std::string strip = " 2> /dev/null | sed 's/\"line\":[0-9]*,//'";
  CHECK(shell("parallel --pipe -k -N 7 pathfinder batch --draws 0 --jobs 1 < rows.ndjson" + strip, folder.path()) ==
        shell("pathfinder batch rows.ndjson --draws 0" + strip, folder.path()));
  CHECK(shell("parallel -k pathfinder batch rows.ndjson --draws 0 --shard '{}/3' ::: 1 2 3 2> /dev/null",
              folder.path()) == shell("pathfinder batch rows.ndjson --draws 0 2> /dev/null", folder.path()));
}
