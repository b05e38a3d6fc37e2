#include "cli/arguments.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using namespace pathfinder::cli;

namespace {

/// A command with two options, a flag and up to two names.
struct Typed {
  explicit Typed(const std::vector<std::string>& args) : arguments("advise", test::shipped().texts.at("en")) {
    arguments.option("--docs,--documents", docs, "N", "documents");
    arguments.option("--output", output, "FILE", "file");
    arguments.option("--lang", lang, "en|zh", "language");
    arguments.flag("--strict", strict, "strict");
    arguments.positional("FILE", names, "files", 0, 2);
    Findings found;
    arguments.parse(args, found);
    for (const Diagnostic& one : found.all())
      findings += (findings.empty() ? "" : "; ") + one.code + " " + one.where.file;
  }
  std::vector<Argument> docs, output, lang, names;
  bool strict = false;
  std::string findings;
  Arguments arguments;
};

}  // namespace

TEST_CASE("options take their value behind a space or an equals sign", "[cli]") {
  const Typed line({"--docs", "5", "--output=a.json", "x.json", "--strict"});
  CHECK(line.findings.empty());
  REQUIRE(line.docs.size() == 1);
  CHECK(line.docs[0].text == "5");
  CHECK(line.docs[0].position == 3);  // the command's name is argument 1
  CHECK(line.output[0].text == "a.json");
  CHECK(line.output[0].position == 4);
  CHECK(line.names[0].text == "x.json");
  CHECK(line.strict);
}

TEST_CASE("a negative number or a dash may be a value, a forgotten value may not", "[cli]") {
  CHECK(Typed({"--docs", "-5"}).docs[0].text == "-5");
  CHECK(Typed({"--docs", "-"}).docs[0].text == "-");
  CHECK(Typed({"--docs=--x"}).docs[0].text == "--x");
  CHECK(Typed({"--docs", "--strict"}).findings == "option-without-value argument 2");
  CHECK(Typed({"--docs", "--strcit"}).findings == "option-without-value argument 2; unknown-option argument 3");
  CHECK(Typed({"--docs"}).findings == "option-without-value argument 2");
}

TEST_CASE("behind two dashes everything is a name", "[cli]") {
  const Typed line({"--", "--docs", "-x"});
  CHECK(line.findings.empty());
  CHECK(line.names.size() == 2);
  CHECK(line.docs.empty());
}

TEST_CASE("the value of an unknown option is no second mistake", "[cli]") {
  CHECK(Typed({"--dcos", "5", "--docs", "6"}).findings == "unknown-option argument 2");
  CHECK(Typed({"--dcos=5"}).findings == "unknown-option argument 2");
}

TEST_CASE("an option given twice is told, also by its other name; files may be many", "[cli]") {
  CHECK(Typed({"--docs", "5", "--documents", "6"}).findings == "option-twice argument 5");
  CHECK(Typed({"--output", "a", "--output", "b"}).findings.empty());
}

TEST_CASE("too many names, a flag with a value and a language we do not speak are told", "[cli]") {
  CHECK(Typed({"a", "b", "c"}).findings == "unexpected-argument argument 4");
  CHECK(Typed({"--strict=yes"}).findings == "option-takes-no-value argument 2");
  CHECK(Typed({"--lang", "fr"}).findings == "unknown-word argument 3");
  CHECK(Typed({"--lang", "zh"}).findings.empty());
}

TEST_CASE("help is read wherever it stands, beside any mistake", "[cli]") {
  CHECK(Typed({"--dcos", "5", "--help"}).arguments.help_asked());
  const std::string help = Typed({}).arguments.help();
  CHECK(help.find("--docs") != std::string::npos);
  CHECK(help.find("--documents") != std::string::npos);
}

TEST_CASE("a near miss is named where one slip explains it, and nothing where few letters agree", "[cli]") {
  const auto meant = [](const std::string& typed) {
    std::vector<Argument> model, gpu, docs, micro;
    Arguments arguments("estimate rag", test::shipped().texts.at("en"));
    arguments.option("--model", model, "ID", "model");
    arguments.option("--gpu", gpu, "ID", "accelerator");
    arguments.option("--docs", docs, "N", "documents");
    arguments.option("--micro-batch", micro, "N", "sequences");
    Findings found;
    arguments.parse(std::vector<std::string>{typed, "2"}, found);
    REQUIRE(found.all().size() == 1);
    for (const auto& [key, value] : found.all().front().fields) {
      if (key == "near") return value;
    }
    return std::string();
  };
  CHECK(meant("--tp").empty());
  CHECK(meant("--nodes").empty());
  CHECK(meant("--ep").empty());
  CHECK(meant("--dp").empty());
  CHECK(meant("--dcos") == "--docs");
  CHECK(meant("--gpuu") == "--gpu");
  CHECK(meant("-model") == "--model");
  CHECK(meant("--micro-bacth") == "--micro-batch");
  CHECK(meant("--microbatch") == "--micro-batch");
}
