// Who may include whom (src/README.md), read from the #include lines of the tree.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

namespace {

namespace fs = std::filesystem;
namespace test = pathfinder::test;

/// One #include line.
struct Include {
  std::string file;  ///< below the root: "src/rules/program.cpp"
  int line = 0;
  std::string folder;  ///< of the file: "rules"; "report" also for src/report/build/summary.cpp
  std::string target;  ///< what is included: "pathfinder/core/fact.hpp", "advise/rank.hpp", "nlohmann/json.hpp"
};

/// The folder of src/ or include/pathfinder/ that a path lies in.
std::string folder_of(const fs::path& file) {
  auto part = file.begin();
  if (part != file.end() && *part == "include") ++part;
  if (part != file.end()) ++part;
  return part == file.end() ? std::string() : part->string();
}

/// Where a header of ours lies, below the root: installed ones are included as "pathfinder/core/fact.hpp", those that
/// serve one folder as "advise/rank.hpp". Empty for headers of others.
std::string our_header(const std::string& target) {
  const std::string path = target.rfind("pathfinder/", 0) == 0 ? "include/" + target : "src/" + target;
  return fs::is_regular_file(fs::path(test::source_dir()) / path) ? path : std::string();
}

std::vector<fs::path> sources() {
  std::vector<fs::path> files;
  const fs::path root(test::source_dir());
  for (const char* top : {"include/pathfinder", "src"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / top)) {
      if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp")
        files.push_back(fs::relative(entry.path(), root));
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

const std::vector<Include>& includes() {
  static const std::vector<Include> all = [] {
    std::vector<Include> found;
    const std::regex pattern(R"(^\s*#\s*include\s*[<"]([^>"]+)[>"])");
    for (const fs::path& file : sources()) {
      std::ifstream stream(fs::path(test::source_dir()) / file);
      int number = 0;
      for (std::string line; std::getline(stream, line);) {
        ++number;
        std::smatch match;
        if (line.find('#') != std::string::npos && std::regex_search(line, match, pattern)) {
          found.push_back({file.generic_string(), number, folder_of(file), match[1]});
        }
      }
    }
    return found;
  }();
  return all;
}

std::string place(const Include& one) {
  return one.file + ":" + std::to_string(one.line) + ": includes " + one.target;
}

/// Folders a folder may include beside itself.
const std::map<std::string, std::set<std::string>>& allowed() {
  static const std::map<std::string, std::set<std::string>> table = {
      {"base", {}},
      {"core", {"base"}},
      {"rules", {"base", "core"}},
      {"intake", {"base", "core"}},
      {"estimate", {"base", "core"}},
      {"catalogue", {"base", "core", "rules", "estimate"}},
      {"advise", {"base", "core", "rules", "estimate", "catalogue"}},
      {"wording", {"base", "core"}},
      {"saved", {"base", "core", "wording"}},
      // Nothing of estimate: a report calculates nothing. advise: what a check of the table and a dialogue found.
      {"report", {"base", "core", "rules", "catalogue", "advise", "wording", "saved"}},
      {"backtest", {"base", "core", "rules", "estimate", "catalogue", "advise"}},
      {"policy", {"base", "core", "rules", "estimate", "catalogue", "advise", "wording"}},
      {"compare", {"base", "core", "catalogue", "advise", "saved"}},
      {"answers", {"base", "core", "estimate", "catalogue", "advise", "wording", "report"}},
      {"cli",
       {"base", "core", "rules", "intake", "estimate", "catalogue", "advise", "wording", "saved", "report", "backtest",
        "policy", "compare", "answers"}},
  };
  return table;
}

}  // namespace

TEST_CASE("folders include only what lies below them", "[architecture]") {
  std::string wrong;
  std::size_t seen = 0;
  for (const Include& one : includes()) {
    const std::string header = our_header(one.target);
    if (header.empty()) continue;
    ++seen;
    const std::string target = folder_of(header);
    const auto row = allowed().find(one.folder);
    if (row == allowed().end()) {
      wrong += one.file + ": folder " + one.folder + " is not in the table of this test\n";
    } else if (target != one.folder && row->second.count(target) == 0) {
      wrong += place(one) + ": " + one.folder + " must not see " + target + "\n";
    }
  }
  INFO(wrong);
  CHECK(wrong.empty());
  CHECK(seen > 100);
}

TEST_CASE("a header beside its source is included inside its own folder only", "[architecture]") {
  std::string wrong;
  for (const Include& one : includes()) {
    if (one.target.find("..") != std::string::npos) wrong += place(one) + "\n";
    const std::string header = our_header(one.target);
    if (header.rfind("src/", 0) == 0 && folder_of(header) != one.folder) wrong += place(one) + "\n";
    if (header.rfind("src/", 0) == 0 && one.file.rfind("include/", 0) == 0)
      wrong += place(one) + ": an installed header cannot include one that is not\n";
    const bool quoted_elsewhere =
        header.empty() && one.target.find(".hpp") != std::string::npos &&
        fs::exists(fs::path(test::source_dir()) / fs::path(one.file).parent_path() / one.target);
    if (quoted_elsewhere) wrong += place(one) + ": name it from src/\n";
  }
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("libraries stay where the house keeps them", "[architecture]") {
  std::string wrong;
  for (const Include& one : includes()) {
    const bool json = one.target.rfind("nlohmann/", 0) == 0;
    if (json && one.folder != "base") wrong += place(one) + "\n";
    if (json && one.file.rfind("include/", 0) == 0) wrong += place(one) + ": no header names nlohmann\n";
    if (one.target.rfind("CLI/", 0) == 0 && one.folder != "cli") wrong += place(one) + "\n";
  }
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("only cli touches streams, files, the environment and embedded data", "[architecture]") {
  static const std::set<std::string> outside = {"iostream", "fstream", "ostream",    "istream", "cstdio",  "filesystem",
                                                "unistd.h", "fcntl.h", "sys/stat.h", "iosfwd",  "csignal", "stdio.h"};
  std::string wrong;
  for (const Include& one : includes()) {
    if (one.folder == "cli" || outside.count(one.target) == 0) continue;
    wrong += place(one) + "\n";
  }
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("only cli asks the environment, the clock and the locale", "[architecture]") {
  const std::regex pattern(R"(\b(getenv|setlocale|system_clock|localtime|gmtime|std::time|random_device|isatty)\b)");
  // Anything that goes through the C library's exponentials differs with the CPU (base/math).
  const std::regex transcendental(R"(\bstd::(exp|exp2|log|log2|log10|log1p|expm1|pow|cbrt|tgamma|lgamma|erf)\s*\()");
  const std::regex distributions(
      R"(\bstd::(normal|uniform_real|uniform_int|gamma|lognormal|exponential)_(real_|int_)?distribution\b)");
  std::string wrong;
  for (const fs::path& file : sources()) {
    const std::string folder = folder_of(file);
    std::ifstream stream(fs::path(test::source_dir()) / file);
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      const std::string code = line.substr(0, line.find("//"));
      const std::string where = file.generic_string() + ":" + std::to_string(number) + ": " + code + "\n";
      if (folder != "cli" && std::regex_search(code, pattern)) wrong += where;
      if (file.filename() != "math.cpp" && std::regex_search(code, transcendental)) wrong += where;
      if (std::regex_search(code, distributions)) wrong += where;
    }
  }
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("a page that a comment cites is in the repository", "[architecture]") {
  const std::regex page(R"(//.*?([\w/.-]+\.md)\b)");
  std::string wrong;
  for (const fs::path& file : sources()) {
    std::ifstream stream(fs::path(test::source_dir()) / file);
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
      ++number;
      std::smatch found;
      if (std::regex_search(line, found, page) && !fs::exists(fs::path(test::source_dir()) / found[1].str()))
        wrong += file.generic_string() + ":" + std::to_string(number) + ": " + found[1].str() + "\n";
    }
  }
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("a function that a header declares is called by the program, not by tests alone", "[architecture]") {
  // What begins a line is a declaration or a definition; every other appearance of the name is a use.
  const std::regex function(R"(^(?!using|struct|class|namespace|enum|return|else|static_assert|extern))"
                            R"([A-Za-z_][\w:<>,&* ]*?[ &*](\w+)\()");
  const std::regex word(R"(\b[A-Za-z_]\w*\b)");
  std::map<std::string, std::string> declared;  // name → header
  std::map<std::string, int> uses;
  for (const fs::path& file : sources()) {
    std::ifstream stream(fs::path(test::source_dir()) / file);
    for (std::string line; std::getline(stream, line);) {
      const std::string code = line.substr(0, line.find("//"));
      std::smatch found;
      if (std::regex_search(code, found, function)) {
        --uses[found[1]];
        if (file.extension() == ".hpp") declared.emplace(found[1], file.generic_string());
      }
      for (auto at = std::sregex_iterator(code.begin(), code.end(), word); at != std::sregex_iterator(); ++at)
        ++uses[at->str()];
    }
  }
  std::string wrong;
  for (const auto& [name, header] : declared) {
    if (uses[name] <= 0) wrong += header + ": " + name + "\n";
  }
  INFO(wrong);
  CHECK(wrong.empty());
  CHECK(declared.size() > 300);
}

TEST_CASE("every source has its header, and every file says what it is for", "[architecture]") {
  std::string wrong;
  const fs::path root(test::source_dir());
  for (const fs::path& file : sources()) {
    if (file.extension() == ".hpp") {
      std::ifstream stream(root / file);
      std::string first;
      std::getline(stream, first);
      if (first.rfind("//", 0) != 0) wrong += file.generic_string() + ":1: does not open with a comment\n";
      continue;
    }
    // Commands, main and the rows of a list are declared in the list's header.
    const std::string name = file.stem().string();
    const bool row = name.rfind("command_", 0) == 0;
    // A class whose parts are files of their own (estimator_money.cpp) has one header, named before the part.
    const auto has_header = [&](const std::string& stem) {
      return fs::exists(root / file.parent_path() / (stem + ".hpp")) ||
             fs::exists(root / "include/pathfinder" / fs::relative(file.parent_path(), "src") / (stem + ".hpp"));
    };
    const bool part = name.find('_') != std::string::npos && has_header(name.substr(0, name.find('_')));
    if (!row && !part && name != "main" && name != "commands" && !has_header(name)) {
      wrong += file.generic_string() + ": has no header\n";
    }
  }
  INFO(wrong);
  CHECK(wrong.empty());
}

TEST_CASE("every source has its test, or a row that says what tests it", "[architecture]") {
  const fs::path root(test::source_dir());
  const std::string readme = test::file_text(root / "tests/README.md");
  const std::size_t section = readme.find("## Sources without a test of their own");
  REQUIRE(section != std::string::npos);
  std::map<std::string, std::size_t> excused;  // pattern → sources it stands for
  for (std::size_t line = readme.find("\n| `", section); line != std::string::npos;
       line = readme.find("\n| `", line + 1)) {
    const std::string cell = readme.substr(line + 3, readme.find(" | ", line + 3) - line - 3);
    for (std::size_t at = cell.find('`'); at != std::string::npos; at = cell.find('`', at + 1)) {
      const std::size_t end = cell.find('`', at + 1);
      excused[cell.substr(at + 1, end - at - 1)] = 0;
      at = end;
    }
  }
  std::string wrong;
  for (const fs::path& file : sources()) {
    if (file.extension() != ".cpp") continue;
    const std::string name = fs::relative(file, "src").replace_extension().generic_string();
    if (fs::exists(root / "tests/unit" / (name + "_test.cpp"))) continue;
    const auto row = std::find_if(excused.begin(), excused.end(), [&](const auto& one) {
      const std::string& pattern = one.first;
      return pattern.back() == '*' ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
    });
    if (row == excused.end()) {
      wrong += name + ": no tests/unit/" + name + "_test.cpp and no row in tests/README.md\n";
    } else {
      ++row->second;
    }
  }
  for (const auto& [pattern, sources] : excused) {
    if (sources == 0) wrong += pattern + ": a row of tests/README.md that stands for nothing\n";
  }
  INFO(wrong);
  CHECK(wrong.empty());
}
