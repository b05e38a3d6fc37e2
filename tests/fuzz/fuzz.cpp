// What readers make of any bytes (libFuzzer; -DPATHFINDER_FUZZ=ON, tests/README.md): findings, or a value that keeps
// what it promises. One program a row of `targets`, which CMake names by PATHFINDER_FUZZ_TARGET.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/backtest/own_rows.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/intake/inventory.hpp"
#include "pathfinder/intake/model_config.hpp"
#include "pathfinder/policy/policy.hpp"
#include "pathfinder/rules/parse_expression.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/embedded_data.hpp"

using namespace pathfinder;

namespace {

const Catalogue& shipped() {
  static const Catalogue catalogue = load_catalogue(cli::embedded_data());
  return catalogue;
}

void must(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

void document(const std::string& text) {
  Findings findings;
  const JsonDocument read = parse_json("f", text, findings);
  must(findings.empty() || read.tree.nodes.empty() || !findings.all().front().code.empty(), "a finding has a code");
}

void scenario(const std::string& text) {
  Findings findings, warnings;
  const JsonDocument read = parse_json("f", text, findings);
  if (!findings.empty()) return;
  const Scenario answer = FactReader(shipped(), findings, warnings).read_scenario(read);
  for (const GivenFact& fact : answer.given)
    must(!findings.empty() || std::isfinite(fact.value), "a fact that is taken is a number");
}

void condition(const std::string& text) {
  for (const Expect expect : {Expect::truth, Expect::number}) {
    std::vector<ExpressionError> errors;
    parse_expression(text, expect, shipped().vocabulary, errors);
    for (const ExpressionError& error : errors)
      must(error.offset >= 0 && error.width >= 1 && !error.code.empty(), "an error has a place");
  }
}

void policies(const std::string& text) {
  Findings findings;
  const JsonDocument read = parse_json("f", text, findings);
  if (findings.empty()) read_policies(read, shipped(), findings);
}

void quotes(const std::string& text) {
  Findings findings;
  read_quotes("f", text, shipped(), findings);
}

void decision(const std::string& text) {
  Findings findings;
  const JsonDocument read = parse_json("f", text, findings);
  if (!findings.empty()) return;
  const StoredDecision saved = read_decision(read, shipped().texts, findings);
  if (findings.empty()) render_json(saved.decision, saved.words, "en");
}

void measured_rows(const std::string& text) {
  Findings findings;
  read_own_rows("f", text, findings);
}

void model_config(const std::string& text) {
  Findings findings, warnings;
  const JsonDocument read = parse_json("f", text, findings);
  if (findings.empty()) read_model_config(read, shipped().architectures, findings, warnings);
  read_model_text(
      text, [](int offset, int width) { return Location{"f", 1, offset + 1, "", "", width, 0}; }, findings);
}

void inventory(const std::string& text) {
  Findings findings;
  read_inventory("f", text, findings);
}

void number(const std::string& text) {
  for (const TypedNumber& read :
       {read_number(text, Percent::accepted), read_interval(text), read_rate(text), read_money(text)}) {
    if (read.ok()) {
      must(std::isfinite(read.low) && read.low <= read.value && read.value <= read.high && std::isfinite(read.high),
           "a number is finite and in its interval");
    } else {
      must(read.at >= 0 && read.width >= 1, "what is wrong has a place");
    }
  }
}

struct Target {
  std::string_view name;
  void (*read)(const std::string& text);
};

constexpr std::array<Target, 10> targets = {{
    {"document", document},
    {"scenario", scenario},
    {"condition", condition},
    {"policies", policies},
    {"quotes", quotes},
    {"decision", decision},
    {"measured_rows", measured_rows},
    {"model_config", model_config},
    {"inventory", inventory},
    {"number", number},
}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string text(reinterpret_cast<const char*>(bytes), count);
  for (const Target& target : targets) {
    if (target.name != PATHFINDER_FUZZ_TARGET) continue;
    try {
      target.read(text);
    } catch (const InputError&) {
      // Refused with findings: as good as findings that are returned.
    }
    return 0;
  }
  std::abort();  // CMake names a target that is not here
}
