#include "cli/fact_options.hpp"

#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/base/words.hpp"

#include "cli/fact_sources.hpp"

namespace pathfinder::cli {
namespace {

std::string value_name(const FactSpec& fact) {
  if (fact.type == FactType::boolean) return "yes|no";
  if (fact.type == FactType::level)
    return std::to_string(static_cast<int>(fact.low)) + "-" + std::to_string(static_cast<int>(fact.high));
  return fact.example;
}

/// "daily, weekly, …" of a category, for its help line.
std::string words_of(const FactSpec& fact) {
  std::string words;
  if (fact.type != FactType::category) return words;
  for (const Level& level : fact.levels) words += (words.empty() ? "" : " ") + level.id;
  return words;
}

}  // namespace

std::vector<std::string> values_of(const FactSpec& fact) {
  const bool words =
      fact.type == FactType::category || fact.type == FactType::boolean || fact.type == FactType::catalogue;
  return words ? ids_of(fact.levels) : std::vector<std::string>();
}

std::vector<std::string> fact_ids(const Catalogue& catalogue) {
  std::vector<std::string> ids;
  for (const FactSpec& fact : catalogue.vocabulary.slots) {
    if (fact.kind == FactSpec::Kind::given) ids.push_back(fact.id);
  }
  return ids;
}

Location said_last(const Consistency& rule, const Scenario& scenario) {
  Location where;
  for (const std::size_t slot : rule.facts) {
    for (const GivenFact& given : scenario.given) {
      if (given.slot == slot && given.origin != Origin::preset &&
          (where.file.empty() || comes_before(where, given.where)))
        where = given.where;
    }
  }
  return where;
}

void add_contradictions(const Scenario& scenario, const Catalogue& catalogue, const Texts& texts,
                        const std::function<Location(const Consistency&)>& place, Findings& errors,
                        Findings& warnings) {
  for (const Consistency* rule : contradictions(scenario, catalogue)) {
    std::vector<std::string> names;
    for (const std::size_t slot : rule->facts) names.push_back(catalogue.vocabulary.slots[slot].id);
    (rule->error ? errors : warnings)
        .add("contradiction", place(*rule), {{"text", texts(rule->text)}, {"facts", join(names)}, {"rule", rule->id}});
  }
}

void add_data_directories(Session& session, Findings& findings) {
  for (std::size_t i = 0; i < session.args.size(); ++i) {
    const std::string& arg = session.args[i];
    const int position = static_cast<int>(i + 2);  // the command's name is argument 1
    if (arg == "--data" && i + 1 < session.args.size()) {
      session.add_data_directory({session.args[i + 1], position + 1, "--data"}, findings);
    } else if (arg.rfind("--data=", 0) == 0) {
      session.add_data_directory({arg.substr(7), position, "--data"}, findings);
    }
  }
}

FactOptions::FactOptions(Session& session, Arguments& arguments) : session_(session) {
  const Catalogue& catalogue = session.catalogue();
  const Texts& texts = session.texts();
  std::string presets;
  for (const Preset& preset : catalogue.presets) presets += (presets.empty() ? "" : ", ") + preset.id;
  arguments.option("--scenario", scenario_, "FILE|-", texts("option.scenario"), "group.input");
  arguments.option("--preset", preset_, "ID", texts("option.preset", {{"allowed", presets}}), "group.input");
  arguments.takes([&catalogue] { return ids_of(catalogue.presets); });
  arguments.option("--data", data_, "DIR", texts("option.data"), "group.input");
  arguments.option("--prices", prices_, "FILE", texts("option.prices"), "group.input");
  arguments.option("--calibration", calibration_, "FILE", texts("option.calibration"), "group.input");
  arguments.option("--lang", language_, language_choice(), texts("option.lang"));
  facts_.resize(catalogue.vocabulary.size());
  for (std::size_t slot = 0; slot < facts_.size(); ++slot) {
    const FactSpec& fact = catalogue.vocabulary.slots[slot];
    if (fact.option.empty()) continue;
    std::string names = fact.option;
    for (const std::string& alias : fact.aliases) names += "," + alias;
    const std::string words = words_of(fact);
    arguments.option(names, facts_[slot], value_name(fact),
                     texts(fact.question_yes_means ? fact.question : fact.name) +
                         (words.empty() || words.size() > 120 ? "" : " (" + words + ")"),
                     "group.facts");
    arguments.takes([&fact] { return values_of(fact); });
  }
}

bool FactOptions::any() const {
  for (const auto& values : facts_) {
    if (!values.empty()) return true;
  }
  return !scenario_.empty() || !preset_.empty();
}

Scenario FactOptions::scenario(Findings& findings, Findings& warnings) const {
  if (!prices_.empty()) session_.add_prices(prices_.front(), findings, warnings);
  if (!calibration_.empty()) session_.add_calibration(calibration_.front(), findings);
  const Catalogue& catalogue = session_.catalogue();
  const Vocabulary& vocabulary = catalogue.vocabulary;
  FactReader reader(catalogue, findings, warnings);
  reader.use(fact_sources(session_, findings, warnings));

  const auto once = [](const std::vector<Argument>& values) { return values.empty() ? nullptr : &values.front(); };

  // Options are the strongest, then the scenario file, then the preset; a currency on the line decides first.
  Scenario from_options;
  const std::size_t currency = vocabulary.find("currency");
  if (currency != Vocabulary::none && !facts_[currency].empty()) reader.set_currency(facts_[currency].front().text);
  for (std::size_t slot = 0; slot < facts_.size(); ++slot) {
    const Argument* value = once(facts_[slot]);
    if (value == nullptr) continue;
    reader.read_text(
        slot, vocabulary.slots[slot].id, value->text,
        [&](int offset, int width) { return locate(*value, offset, width); }, Origin::given, from_options);
  }
  Scenario scenario;
  if (const Argument* file = once(scenario_)) {
    if (const std::optional<std::string> text = session_.read_file(*file, findings)) {
      scenario = reader.read_scenario(parse_json(file->text, *text, findings));
    }
  }
  std::vector<GivenFact> given = from_options.given;
  for (const GivenFact& fact : scenario.given) {
    const bool overridden = std::any_of(from_options.given.begin(), from_options.given.end(),
                                        [&](const GivenFact& other) { return other.slot == fact.slot; });
    if (!overridden) given.push_back(fact);
  }
  scenario.given = std::move(given);
  const std::size_t gpu_type = vocabulary.find("gpu_type");
  const bool own_type = std::any_of(from_options.given.begin(), from_options.given.end(),
                                    [&](const GivenFact& fact) { return fact.slot == gpu_type; });
  if (own_type) {
    scenario.ad_hoc_gpu = from_options.ad_hoc_gpu;
    scenario.gpu_versions = from_options.gpu_versions;
  }
  if (const Argument* preset = once(preset_)) {
    if (!scenario.preset.empty()) {
      // The line is stronger: the file's preset is dropped with its facts.
      std::erase_if(scenario.given, [](const GivenFact& fact) { return fact.origin == Origin::preset; });
    }
    reader.add_preset(
        preset->text, [&](int offset, int width) { return locate(*preset, offset, width); }, scenario);
  }
  reader.settle_currency(scenario);
  add_contradictions(
      scenario, catalogue, session_.texts(), [&](const Consistency& rule) { return said_last(rule, scenario); },
      findings, warnings);
  return scenario;
}

}  // namespace pathfinder::cli
