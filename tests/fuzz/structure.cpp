// The target that knows the schemas: bytes choose what a scenario, a file of quotes and one of policies say within what
// their schemas take, and the answer keeps what answers promise (support/promises.hpp); and a deployment, of which a
// larger load never needs less.
#include <cmath>
#include <vector>

#include <nlohmann/json.hpp>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/catalogue/file_formats.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/policy/policy.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "fuzz/fuzz.hpp"
#include "support/made.hpp"
#include "support/promises.hpp"

namespace pathfinder::fuzz {
namespace {

using nlohmann::json;

/// Words of the catalogue and numbers as people type them: what a schema calls a text.
const std::vector<std::string>& texts() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> words = {"50k", "41/50", "40M..200M", "300万元", "$2.5M", "90%", "2026-11-12",
                                      "yes", "",      "2 weeks",   "€1.2bn",  "1e3",   "~700"};
    for (const auto& one : shipped().gpus) words.push_back(one.id);
    for (const auto& one : shipped().models) words.push_back(one.id);
    for (const auto& one : shipped().strategies) words.push_back(one.id);
    for (const auto& one : shipped().regions) words.push_back(one.id);
    return words;
  }();
  return all;
}

json schema_of(const Fields::Visit& describe) {
  return json::parse(json_schema("id", "title", describe));
}

json schema_of_format(std::string_view path) {
  return schema_of(format_of(path)->describe);
}

/// A scenario without the facts that its reader refuses, as the schema cannot know all that a fact must be.
Scenario scenario_made(test::Choices& choices) {
  static const json schema = schema_of([](Fields& fields) { describe_scenario(fields, shipped()); });
  json file = test::made(schema, texts(), choices);
  file.erase("preset");
  for (;;) {
    Findings findings, warnings;
    const JsonDocument document = parse_json("f", file.dump(), findings);
    Scenario scenario = FactReader(shipped(), findings, warnings).read_scenario(document);
    if (findings.empty()) return scenario;
    const std::size_t before = file.dump().size();
    for (const Diagnostic& one : findings.all()) {
      json::json_pointer at(one.where.pointer);
      while (!at.empty() && !(file.contains(at) && file.at(at.parent_pointer()).is_object())) at.pop_back();
      if (!at.empty()) file.at(at.parent_pointer()).erase(at.back());
    }
    if (file.dump().size() == before) return {};
  }
}

std::vector<Policy> policies_made(test::Choices& choices) {
  static const json schema = schema_of_format("policies/f.json");
  Findings findings;
  const JsonDocument document = parse_json("f", test::made(schema, texts(), choices).dump(), findings);
  std::vector<Policy> policies = read_policies(document, shipped(), findings);
  return findings.empty() ? policies : std::vector<Policy>{};
}

/// The shipped catalogue under quotes; itself where none is asked for, or one is refused.
const Catalogue& quoted(test::Choices& choices, Catalogue& own) {
  static const json schema = schema_of_format("quotes.ndjson");
  std::string lines;
  for (std::size_t count = choices.below(4); count > 0; --count)
    lines += test::made(schema, texts(), choices).dump() + "\n";
  Findings findings;
  std::vector<Quote> quotes = read_quotes("f", lines, shipped(), findings);
  if (quotes.empty() || !findings.empty()) return shipped();
  own = shipped();
  add_quotes(own, std::move(quotes));
  return own;
}

/// More requests a second of one deployment never need fewer accelerators, nor find some where fewer found none.
void more_load(test::Choices& choices) {
  static const EstimateConstants constants(shipped());
  const LanguageModel& model = shipped().models[choices.below(shipped().models.size())];
  ServingSetup setup;
  setup.model = model.shape;
  setup.gpu = shipped().gpus[choices.below(shipped().gpus.size())];
  if (model.shape.params_total <= 0 || model.shape.hidden <= 0 || setup.gpu.dense_16bit_tflop_per_s() <= 0) return;
  setup.input_len = std::floor(choices.number(50, 8000));
  setup.output_len = std::floor(choices.number(10, 2000));
  ServingLoad load;
  load.requests_per_s = choices.number(0.01, 200);
  load.latency_p95_s = choices.below(2) == 0 ? 0 : choices.number(5, 120);
  ServingLoad more = load;
  more.requests_per_s *= choices.number(1, 3);
  const ServingProfiles& profiles = shipped().serving_profiles;
  const ServingFleet few = least_accelerators(setup, load, profiles, constants.serving).central;
  const ServingFleet many = least_accelerators(setup, more, profiles, constants.serving).central;
  must(few.feasible || !many.feasible, "a larger load finds accelerators where a smaller found none");
  must(!few.feasible || !many.feasible || many.accelerators >= few.accelerators, "a larger load needs fewer");
}

}  // namespace

void structure(const std::string& bytes) {
  test::Choices choices(bytes);
  more_load(choices);
  const Scenario scenario = scenario_made(choices);
  const std::vector<Policy> policies = policies_made(choices);
  Catalogue own;
  const Catalogue& catalogue = quoted(choices, own);
  AdviseOptions options;
  options.draws = choices.below(4) == 0 ? 50 : 0;
  options.flips = choices.below(4) == 0;
  // What only reports show takes most of the time.
  options.reports = options.procurement = choices.below(4) == 0;
  options.limits = plan_limits(policies, catalogue);
  const Decision decision = advise(scenario, catalogue, options);
  check_policies(policies, decision, catalogue, catalogue.data_date);
  const std::string broken =
      test::broken_answer(json::parse(render_json(decision, catalogue, "en")), catalogue.strategies.size());
  must(broken.empty(), broken);
}

}  // namespace pathfinder::fuzz
