// What readers make of any bytes (libFuzzer; -DPATHFINDER_FUZZ=ON, tests/README.md): findings, or a value that keeps
// what it promises. One program for all of `targets`, so that a build links once: PATHFINDER_FUZZ_TARGET in the
// environment names the one that runs; without it the program prints their names.
#include "fuzz/fuzz.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/advise/read_rows.hpp"
#include "pathfinder/backtest/own_rows.hpp"
#include "pathfinder/base/number_text.hpp"
#include "pathfinder/base/records.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/intake/evals.hpp"
#include "pathfinder/intake/inventory.hpp"
#include "pathfinder/intake/model_config.hpp"
#include "pathfinder/policy/policy.hpp"
#include "pathfinder/rules/parse_expression.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/embedded_data.hpp"

namespace pathfinder::fuzz {

const Catalogue& shipped() {
  static const Catalogue catalogue = load_catalogue(cli::embedded_data());
  return catalogue;
}

void must(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

namespace {

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

/// The table of one option in place of the shipped one.
void table(const std::string& text) {
  constexpr std::string_view path = "strategies/peft.json";
  Findings findings;
  JsonDocument file = parse_json(std::string(path), text, findings);
  if (!findings.empty()) return;
  file.path = path;
  std::vector<JsonDocument> documents = cli::embedded_data();
  std::replace_if(
      documents.begin(), documents.end(), [&](const JsonDocument& one) { return one.path == path; }, file);
  load_catalogue(std::move(documents));
}

void batch(const std::string& text) {
  constexpr std::size_t longest = 4096;
  std::size_t at = 0;
  RecordReader reader(
      [&](char* buffer, std::size_t size) {
        const std::size_t count = std::min(size, text.size() - at);
        std::memcpy(buffer, text.data() + at, count);
        at += count;
        return count;
      },
      longest);
  RowReader rows(shipped(), "f");
  Findings header;
  Record record;
  if (const char first = reader.first(); first != '\0' && first != '{' && first != '[') {
    reader.form(RecordForm::csv);
    if (reader.next(record)) rows.use_header(record, header);
  }
  while (header.empty() && reader.next(record)) {
    must(record.text.size() <= longest && record.line >= 1, "a record has a line and an end");
    Findings findings, warnings;
    const Scenario row = rows.read(record, findings, warnings);
    for (const GivenFact& fact : row.given)
      must(!findings.empty() || std::isfinite(fact.value), "a fact of a row is a number");
    for (const Diagnostic& one : findings.all()) must(one.where.line >= 1, "what is wrong with a row has a line");
  }
  must(reader.position() <= text.size(), "no more is read than there is");
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

void evaluation(const std::string& text) {
  Findings findings;
  const EvalRun run = read_evaluation("f", text, {}, findings);
  if (!findings.empty()) return;
  for (const EvalArm& arm : run.arms) {
    must(0 <= arm.right && arm.right <= arm.of && std::isfinite(arm.of), "no more is right than was graded");
    for (const Measured& one :
         {arm.usage.prompt_tokens, arm.usage.answer_tokens, arm.usage.latency_ms, arm.usage.cost_usd})
      must(!one.mean() || std::isfinite(*one.mean()), "a mean is a number");
  }
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

constexpr std::array<Target, 14> targets = {{
    {"document", document},
    {"scenario", scenario},
    {"batch", batch},
    {"condition", condition},
    {"table", table},
    {"policies", policies},
    {"quotes", quotes},
    {"decision", decision},
    {"measured_rows", measured_rows},
    {"evaluation", evaluation},
    {"model_config", model_config},
    {"inventory", inventory},
    {"number", number},
    {"structure", structure},
}};

const Target* asked = nullptr;

}  // namespace

}  // namespace pathfinder::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  using namespace pathfinder::fuzz;
  const char* name = std::getenv("PATHFINDER_FUZZ_TARGET");
  for (const Target& target : targets) {
    if (name == nullptr) std::printf("%s\n", target.name.data());
    if (name != nullptr && target.name == name) asked = &target;
  }
  if (asked != nullptr) return 0;
  if (name != nullptr) std::fprintf(stderr, "no fuzz target is called %s\n", name);
  std::fflush(stdout);
  std::_Exit(name == nullptr ? 0 : 2);
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  try {
    pathfinder::fuzz::asked->read(std::string(reinterpret_cast<const char*>(bytes), count));
  } catch (const pathfinder::InputError&) {
    // Refused with findings: as good as findings that are returned.
  }
  return 0;
}
