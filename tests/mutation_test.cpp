// What a data file says is checked: every field of every file in data/ is left out, misspelt, given another type,
// another sign, and every range is turned round, one at a time. The loader refuses it with a place inside that file, or
// takes it because the schema of the format, an independent reader (valijson), takes it too; and then it answers.
#include <algorithm>
#include <cstdlib>
#include <map>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/catalogue/file_formats.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/embedded_data.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/changes.hpp"
#include "support/effort.hpp"
#include "support/parts.hpp"

using namespace pathfinder;

namespace {

using json = test::OrderedJson;

/// One change to one file.
struct Mutation {
  std::size_t document = 0;
  test::Change change;
};

/// Whether the schema of the file's format takes it.
bool schema_takes(const std::string& path, const json& file) {
  const FileFormat* format = format_of(path);
  if (format == nullptr || format->describe == nullptr) return true;  // texts and sources: rows of their own
  static std::map<std::string_view, valijson::Schema> schemas;
  const auto [schema, added] = schemas.try_emplace(format->name);
  if (added) {
    const auto text = nlohmann::json::parse(json_schema("id", "title", format->describe));
    valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema->second);
  }
  const auto plain = nlohmann::json::parse(file.dump());
  return valijson::Validator().validate(schema->second, valijson::adapters::NlohmannJsonAdapter(plain), nullptr);
}

/// What became of a change; empty: as it should be.
std::string outcome(const Mutation& mutation, const std::vector<JsonDocument>& shipped, bool& accepted) {
  std::vector<JsonDocument> documents = shipped;
  JsonDocument& changed = documents[mutation.document];
  json file = json::parse(changed.text);
  test::apply(file, mutation.change);
  Findings findings;
  const std::string path = changed.path;
  changed = parse_json(path, file.dump(2), findings);
  changed.path = path;
  accepted = false;
  try {
    const Catalogue catalogue = load_catalogue(std::move(documents));
    accepted = true;
    // Facts of a table's own test are read when it runs.
    const bool read_later = mutation.change.at.to_string().find("/tests/") != std::string::npos;
    if (mutation.change.kind == "turned round" || (mutation.change.kind == "enormous" && !read_later)) return "taken";
    if (!schema_takes(path, file)) return "taken, though the schema refuses it";
    AdviseOptions options;
    options.draws = 0;
    options.flips = false;
    check_decision(advise(test::scenario({{"docs", "50000"}, {"gpus", "8"}}), catalogue, options), catalogue);
  } catch (const InputError& error) {
    // A row that is gone, or has another name, is missed where it is asked for.
    const bool source =
        path.starts_with("sources/") && mutation.change.at.parent_pointer().empty();  // its key is its id
    const bool elsewhere = source || mutation.change.kind == "another word" || mutation.change.kind == "row left out";
    const auto here = std::find_if(error.found.begin(), error.found.end(), [&](const Diagnostic& one) {
      // What a file declares is missed where others read it: a name, or the order or type of a fact in a condition.
      const bool missed = one.code.starts_with("unknown-") || one.code.starts_with("expression-");
      return (elsewhere || missed || one.where.file == path) && one.where.line > 0;
    });
    if (here == error.found.end()) return "refused without a place: " + test::summary(error.found);
  } catch (const std::exception& error) {
    return std::string("our mistake: ") + error.what();
  }
  return {};
}

std::vector<JsonDocument> data_files() {
  std::vector<JsonDocument> files;
  for (const JsonDocument& one : cli::embedded_data()) files.push_back(one);
  return files;
}

/// Files that load_catalogue() does not read: whoever needs them does (policies, templates, CI jobs).
bool loaded(std::string_view path) {
  return !path.starts_with("policies/") && !path.starts_with("templates/") && !path.starts_with("ci/") &&
         !path.starts_with("text/");
}

std::vector<Mutation> all_mutations(const std::vector<JsonDocument>& files) {
  std::vector<Mutation> all;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (!loaded(files[i].path)) continue;
    for (test::Change& change : test::changes_of(json::parse(files[i].text))) all.push_back({i, std::move(change)});
  }
  return all;
}

void try_all(const std::vector<Mutation>& mutations, const std::vector<JsonDocument>& files) {
  test::ChangeCounts counts;
  for (const Mutation& mutation : mutations) {
    const std::string& path = files[mutation.document].path;
    INFO(path << " " << mutation.change.at.to_string() << " " << mutation.change.kind);
    bool accepted = false;
    CHECK(outcome(mutation, files, accepted) == "");
    const FileFormat* format = format_of(path);
    counts.count(format == nullptr ? path : std::string(format->name), mutation.change.kind, accepted);
  }
  WARN("refused of tried; the rest is taken by the schema, too\n" << counts.table());
}

}  // namespace

TEST_CASE("a field of data/ that is left out, misspelt, of another type, sign or order is refused with its place",
          "[mutation]") {
  const std::vector<JsonDocument> files = data_files();
  std::vector<Mutation> all = all_mutations(files);
  // The large kinds have hundreds of files alike: a seeded part of all, the same each time.
  const Stream random("mutations of data");
  std::vector<Mutation> some;
  constexpr std::size_t part = test::tries(150);
  for (std::size_t i = 0; i < part; ++i)
    some.push_back(all[static_cast<std::size_t>(random.uniform(i) * static_cast<double>(all.size()))]);
  try_all(some, files);
}

TEST_CASE("every field of data/ in turn is refused with its place or taken by the schema, too", "[.long]") {
  const std::vector<JsonDocument> files = data_files();
  // Files of a kind are described alike: of each field of a kind a few places, spread over its files.
  std::map<std::string, std::vector<Mutation>> alike;
  for (Mutation& mutation : all_mutations(files)) {
    const FileFormat* format = format_of(files[mutation.document].path);
    std::string field = std::string(format == nullptr ? "" : format->name) + " " + mutation.change.kind;
    for (json::json_pointer at = mutation.change.at; !at.empty(); at = at.parent_pointer()) {
      const std::string& key = at.back();
      const bool row = std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
      field += "/" + (row ? "*" : key);
    }
    alike[field].push_back(std::move(mutation));
  }
  const char* asked = std::getenv("PATHFINDER_PLACES");
  const std::size_t places = asked == nullptr ? 5 : std::stoul(asked);
  std::vector<Mutation> chosen;
  for (const auto& [field, all] : alike) {
    const std::size_t count = std::min(places, all.size());
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(all[i * all.size() / count]);
  }
  const test::Part part = test::part_asked();
  std::vector<Mutation> some;
  for (std::size_t i = part.first; i < chosen.size(); i += part.step) some.push_back(chosen[i]);
  try_all(some, files);
}
