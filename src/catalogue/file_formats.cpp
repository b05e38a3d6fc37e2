#include "pathfinder/catalogue/file_formats.hpp"

#include <array>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/ci_jobs.hpp"
#include "pathfinder/catalogue/formats.hpp"
#include "pathfinder/catalogue/own_models.hpp"
#include "pathfinder/catalogue/policy_format.hpp"
#include "pathfinder/catalogue/practice_format.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/catalogue/publishers.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/catalogue/report_templates.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"
#include "pathfinder/catalogue/variants.hpp"

namespace pathfinder {

namespace {

template <class Thing>
void describe_one(Fields& fields) {
  Thing thing;
  describe(fields, thing);
}

void describe_facts_file(Fields& fields) {
  note_date(fields, "as_of", Need::required);
  fields.named_objects("units", [](std::string_view, Fields& name) {
    Translated unit;
    describe(name, unit);
  });
  fields.objects("facts", describe_one<FactSpec>, Need::required);
  fields.objects("derived", describe_one<DerivationRow>);
  fields.objects("estimated", [](Fields& row) {
    FactSpec slot;
    slot.kind = FactSpec::Kind::estimated;
    describe(row, slot);
  });
  fields.objects("consistency", describe_one<ConsistencyRow>);
}

void describe_criteria_file(Fields& fields) {
  note_date(fields, "as_of");
  fields.objects("factors", describe_one<Factor>, Need::required);
  fields.objects("derived", describe_one<DerivationRow>);
  fields.objects("criteria", describe_one<Criterion>, Need::required);
}

template <class Thing>
void describe_with_aliases(Fields& fields) {
  Thing thing;
  std::vector<std::string> aliases;
  describe(fields, thing, aliases);
}

template <class Thing>
void describe_list(Fields& fields, std::string_view key) {
  note_date(fields, "as_of");
  fields.objects(
      key, [](Fields& row) { describe_one<Thing>(row); }, Need::required);
}

void describe_prices_file(Fields& fields) {
  PriceFile prices;
  describe(fields, prices, {{"usd", 1}, {"cny", 1}, {"eur", 1}, {"gbp", 1}});
}

void describe_quote(Fields& fields) {
  Quote quote;
  describe(fields, quote, {{"usd", 1}, {"cny", 1}, {"eur", 1}});
}

void describe_regions_file(Fields& fields) {
  RegionsFile file;
  describe(fields, file, {{"usd", 1}, {"cny", 1}, {"eur", 1}, {"gbp", 1}});
}

void describe_policy_file(Fields& fields) {
  PolicyFile file;
  describe(fields, file, {{"usd", 1}, {"cny", 1}, {"eur", 1}, {"gbp", 1}});
}

void describe_engines(Fields& fields) {
  ServingProfiles profiles;
  describe_serving_profiles(fields, profiles);
}

void describe_profiles(Fields& fields) {
  MemoryProfiles profiles;
  describe_memory_profiles(fields, profiles);
}

void describe_families(Fields& fields) {
  std::map<std::string, std::vector<std::string>> families;
  describe_gpu_families(fields, families);
}

constexpr std::array<FileFormat, 32> formats = {{
    {"facts", "facts.json", describe_facts_file},
    {"criteria", "criteria.json", describe_criteria_file},
    {"strategy", "strategies/*.json", describe_one<Strategy>},
    {"training_kind", "training_kinds/*.json", describe_one<TrainingKind>},
    {"variant", "variants/*.json", describe_one<OptionVariant>},
    {"preset", "presets/*.json", describe_one<Preset>},
    {"article", "article.json", describe_one<Article>},
    {"gpu", "gpus/*.json", describe_with_aliases<Gpu>},
    {"model", "models/*.json", describe_with_aliases<LanguageModel>},
    {"prices", "prices/*.json", describe_prices_file},
    {"quotes", "quotes.ndjson", describe_quote},
    {"regions", "regions.json", describe_regions_file},
    {"currencies", "currencies.json", [](Fields& fields) { describe_list<Currency>(fields, "currencies"); }},
    {"formulas", "formulas/*.json", [](Fields& fields) { describe_list<Formula>(fields, "formulas"); }},
    {"constants", "constants/*.json", [](Fields& fields) { describe_list<Constant>(fields, "constants"); }},
    {"backtest", "backtest.json", describe_one<Backtest>},
    {"case_bank", "case_bank.json", describe_one<CaseBank>},
    {"practice", "practice.json", describe_one<Practice>},
    {"frameworks", "frameworks.json", describe_one<FrameworkTable>},
    {"memory_profiles", "memory_profiles.json", describe_profiles},
    {"engines", "engines.json", describe_engines},
    {"publishers", "observations/publishers.json",
     [](Fields& fields) {
       std::vector<Publisher> publishers;
       describe_publishers(fields, publishers);
     }},
    {"gpu_families", "gpu_families.json", describe_families},
    {"name_rules", "name_rules.json", describe_one<NameRules>},
    {"instance_types", "instance_types.json",
     [](Fields& fields) {
       describe_instance_types(fields, [](const std::string&, Fields&, const InstanceType&, const std::string&) {});
     }},
    {"model_types", "model_types.json",
     [](Fields& fields) {
       Architectures architectures;
       std::string source;
       describe_architectures(fields, architectures, source);
     }},
    {"plans", "plans.json", describe_one<PlanSettings>},
    {"policy", "policies/*.json", describe_policy_file},
    {"template", "templates/*.json", describe_one<ReportTemplate>},
    {"ci_job", "ci/*.json", describe_one<CiJob>},
    {"sources", "sources/*.json", nullptr},
    {"text", "text/*.json", nullptr},
}};

/// Whether `path` is `pattern`, whose one '*' stands for a file name.
bool matches(std::string_view path, std::string_view pattern) {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return path == pattern;
  const std::string_view before = pattern.substr(0, star);
  const std::string_view after = pattern.substr(star + 1);
  return path.size() > before.size() + after.size() && path.substr(0, before.size()) == before &&
         path.substr(path.size() - after.size()) == after &&
         path.substr(before.size()).find('/') == std::string_view::npos;
}

}  // namespace

std::span<const FileFormat> file_formats() {
  return formats;
}

const FileFormat* format_of(std::string_view path) {
  for (const FileFormat& format : formats) {
    if (matches(path, format.pattern)) return &format;
  }
  return nullptr;
}

}  // namespace pathfinder
