#include "support/cases.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <span>
#include <sstream>

#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/run.hpp"
#include "support/paths.hpp"

namespace pathfinder::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void write(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

/// The first lines that differ, with the one before them.
std::string first_difference(const std::string& name, const std::string& expected, const std::string& actual) {
  if (expected == actual) return {};
  const std::vector<std::string> a = lines_of(expected);
  const std::vector<std::string> b = lines_of(actual);
  std::size_t at = 0;
  while (at < a.size() && at < b.size() && a[at] == b[at]) ++at;
  std::string out = "  " + name + ", line " + std::to_string(at + 1) + ":\n";
  if (at > 0) out += "      " + a[at - 1] + "\n";
  constexpr std::size_t shown = 3;
  for (std::size_t i = at; i < std::min(a.size(), at + shown); ++i) out += "    - " + a[i] + "\n";
  for (std::size_t i = at; i < std::min(b.size(), at + shown); ++i) out += "    + " + b[i] + "\n";
  if (a == b) out += "    (only the line end at the end differs)\n";
  return out;
}

}  // namespace

std::string file_text(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::vector<Case> cases_in(std::string_view kind) {
  std::vector<Case> cases;
  const fs::path root = fs::path(test::source_dir()) / "tests" / kind;
  if (!fs::exists(root)) return cases;
  for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
    cases.push_back({entry.path(), lines_of(file_text(entry.path() / "command")), file_text(entry.path() / "stdin")});
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.folder < b.folder; });
  return cases;
}

Outcome run_command(const std::vector<std::string>& args, const std::string& in) {
  std::istringstream input(in);
  std::ostringstream out;
  std::ostringstream err;
  const int code = cli::run(cli::Environment{}, args, input, out, err);
  return {out.str(), err.str(), code};
}

Outcome run_case(const Case& one) {
  const WorkingFolder there(one.folder);
  return run_command(one.args, one.in);
}

Outcome run_program(const Case& one) {
  const TemporaryFolder kept;
  const auto quoted = [](const std::string& word) {
    std::string text = "'";
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return text + "'";
  };
  std::string line = "cd " + quoted(one.folder.string()) + " && " + quoted(binary());
  for (const std::string& arg : one.args) line += " " + quoted(arg);
  const std::string out = (kept.path() / "out").string(), err = (kept.path() / "err").string();
  line += " < " + quoted(kept.write("in", one.in)) + " > " + quoted(out) + " 2> " + quoted(err);
  const int status = std::system(line.c_str());
  return {file_text(out), file_text(err), WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

namespace {

/// SHA-256 digests masked: those of the data change with every file of it.
std::string without_digests(const std::string& text) {
  constexpr std::size_t digits = 64;
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && hex(text[end])) ++end;
    if (end - at == digits) {
      out += "(SHA-256)";
    } else {
      end = std::max(end, at + 1);
      out.append(text, at, end - at);
    }
    at = end;
  }
  return out;
}

}  // namespace

namespace {

using Json = nlohmann::ordered_json;

/// Adds "POINTER VALUE" for every value below `value` that `path`, split at its slashes, names; `*` is every key or
/// row, and a value that is no leaf is written whole.
void add_picked(const Json& value, std::span<const std::string> path, const std::string& pointer, std::string& out) {
  if (path.empty()) {
    out += pointer + " " + value.dump() + "\n";
    return;
  }
  const std::string& key = path.front();
  if (key == "*" && value.is_structured()) {
    std::size_t row = 0;
    for (const auto& item : value.items()) {
      add_picked(item.value(), path.subspan(1), pointer + "/" + (value.is_array() ? std::to_string(row++) : item.key()),
                 out);
    }
  } else if (value.is_object() && value.contains(key)) {
    add_picked(value.at(key), path.subspan(1), pointer + "/" + key, out);
  } else if (value.is_array() && !key.empty() && key.find_first_not_of("0123456789") == std::string::npos &&
             std::stoul(key) < value.size()) {
    add_picked(value.at(std::stoul(key)), path.subspan(1), pointer + "/" + key, out);
  }
}

/// What a case with a `pick` file is about: of the JSON that came, the values that its lines name.
std::string picked(const std::string& text, const std::string& pick) {
  const Json whole = Json::parse(text, nullptr, false);
  if (whole.is_discarded()) return "no JSON: " + text;
  std::string out;
  for (const std::string& line : lines_of(pick)) {
    std::vector<std::string> path;
    std::istringstream parts(line.substr(1));
    for (std::string part; std::getline(parts, part, '/');) path.push_back(part);
    const std::size_t before = out.size();
    add_picked(whole, path, "", out);
    if (out.size() == before) out += line + " is not there\n";
  }
  return out;
}

}  // namespace

std::string differences(const Case& one, const Outcome& outcome) {
  const std::string pick = file_text(one.folder / "pick");
  const std::string exit = outcome.code == 0 ? "" : std::to_string(outcome.code) + "\n";
  const std::vector<std::pair<std::string, std::string>> files = {
      {"stdout", without_digests(pick.empty() ? outcome.out : picked(outcome.out, pick))},
      {"stderr", outcome.err},
      {"exit", exit}};
  const char* update = std::getenv("PATHFINDER_UPDATE_GOLDEN");
  std::string found;
  for (const auto& [name, text] : files) {
    const fs::path path = one.folder / name;
    if (update != nullptr && std::string_view(update) == "1") {
      if (text.empty()) {
        fs::remove(path);
      } else if (file_text(path) != text) {
        write(path, text);
      }
    } else {
      found += first_difference(name, file_text(path), text);
    }
  }
  return found.empty() ? found : one.folder.filename().string() + "\n" + found;
}

std::string listing(const fs::path& folder) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    files.push_back(entry.path().string() + "\n" + (entry.is_regular_file() ? file_text(entry.path()) : std::string()));
  }
  std::sort(files.begin(), files.end());
  std::string all;
  for (const std::string& file : files) all += file + "\n";
  return all;
}

TemporaryFolder::TemporaryFolder() {
  std::string name = (fs::temp_directory_path() / "pathfinder-test-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(std::string_view name, std::string_view text) const {
  const fs::path path = path_ / name;
  fs::create_directories(path.parent_path());
  pathfinder::test::write(path, text);
  return path.string();
}

WorkingFolder::WorkingFolder(const fs::path& folder) : before_(fs::current_path()) {
  fs::current_path(folder);
}

WorkingFolder::~WorkingFolder() {
  std::error_code ignored;
  fs::current_path(before_, ignored);
}

}  // namespace pathfinder::test
