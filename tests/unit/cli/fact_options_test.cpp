#include "cli/fact_options.hpp"

#include <sstream>

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using namespace pathfinder::cli;

namespace {

struct Taken {
  Scenario scenario;
  std::string findings;
  bool any = false;
};

Taken line(const std::vector<std::string>& args, const std::string& input = "") {
  const Environment environment;
  std::istringstream in(input);
  std::ostringstream out, err;
  Session session(environment, args, in, out, err);
  Arguments arguments("advise", session.texts());
  FactOptions options(session, arguments);
  Findings findings;
  Findings warnings;
  arguments.parse(args, findings);
  Taken read;
  read.scenario = options.scenario(findings, warnings);
  read.any = options.any();
  read.findings = test::summary(findings.all());
  return read;
}

double value(const Scenario& scenario, std::string_view id) {
  for (const GivenFact& given : scenario.given) {
    if (given.slot == test::shipped().vocabulary.find(id)) return given.value;
  }
  return -1;
}

}  // namespace

TEST_CASE("every fact can be given by its option and by each of its other names", "[cli]") {
  for (const FactSpec& fact : test::shipped().vocabulary.slots) {
    if (fact.option.empty()) continue;
    std::vector<std::string> names = fact.aliases;
    names.push_back(fact.option);
    for (const std::string& name : names) {
      const Taken read = line({name, fact.example});
      INFO(name << " " << fact.example << ": " << read.findings);
      CHECK(read.findings.empty());
      CHECK(read.any);
    }
  }
}

TEST_CASE("nothing given is nothing said", "[cli]") {
  const Taken read = line({});
  CHECK(!read.any);
  CHECK(read.scenario.given.empty());
}

TEST_CASE("a fact of the line takes the place of the file's", "[cli]") {
  const Taken read = line({"--docs", "7", "--scenario", "-"}, R"({"facts": {"docs": 8, "gpus": 3}})");
  CHECK(read.findings.empty());
  CHECK(value(read.scenario, "docs") == 7);
  CHECK(value(read.scenario, "gpus") == 3);
}

TEST_CASE("a device named on the line drops the one the file describes", "[cli]") {
  const std::string file = R"({"facts": {"gpu_type": "memory=64GiB"}})";
  CHECK(line({"--scenario", "-"}, file).scenario.ad_hoc_gpu.has_value());
  CHECK(!line({"--scenario", "-", "--gpu", "h100-sxm"}, file).scenario.ad_hoc_gpu.has_value());
  CHECK(line({"--scenario", "-", "--gpu", "memory=48GiB"}, file).scenario.ad_hoc_gpu->memory_gib == 48);
}

TEST_CASE("the line's currency decides what a bare amount of the line means, wherever it stands", "[cli]") {
  CHECK(line({"--budget", "300000", "--currency", "CNY"}).findings.rfind("currency-ambiguous", 0) == 0);
  CHECK(line({"--currency", "CNY", "--budget", "300000元"}).findings.empty());
}

TEST_CASE("mistakes of the line and of the file are told together", "[cli]") {
  const Taken read = line({"--docs", "many", "--scenario", "-", "--gups", "8"}, R"({"facts": {"gpus": "few"}})");
  CHECK(read.findings.find("unknown-option") != std::string::npos);
  CHECK(read.findings.find("not-a-value 1:1") != std::string::npos);
  CHECK(read.findings.find("not-a-value 1:20") != std::string::npos);
}
