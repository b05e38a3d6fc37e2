// validate FILE|DIR…: everything wrong with scenarios and data files, each with its place; for a strategy table its own
// tests, and what is odd about it although every line is right (rules/findings).
#include <cmath>
#include <filesystem>
#include <iostream>
#include <set>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/advise/gather_facts.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/catalogue/file_formats.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/catalogue/report_templates.hpp"
#include "pathfinder/policy/policy.hpp"
#include "pathfinder/report/build/report.hpp"
#include "pathfinder/rules/findings.hpp"
#include "pathfinder/wording/findings.hpp"
#include "pathfinder/wording/numbers.hpp"

#include "cli/embedded_data.hpp"
#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

/// Keys that tell what kind of data file this is, wherever it lies, and the folder or file of data/ it belongs to.
struct Signature {
  std::string_view key;
  std::string_view path;
};
constexpr std::array<Signature, 14> signatures = {{{"values", "strategies/"},
                                                   {"policies", "policies/"},
                                                   {"criteria", "criteria.json"},
                                                   {"chapters", "templates/"},
                                                   {"params_total", "models/"},
                                                   {"memory_gib", "gpus/"},
                                                   {"provider", "prices/"},
                                                   {"regions", "regions.json"},
                                                   {"currencies", "currencies.json"},
                                                   {"formulas", "formulas/"},
                                                   {"constants", "constants/"},
                                                   {"article_facts", "presets/"},
                                                   {"families", "gpu_families.json"},
                                                   {"effect_failure_modes", "article.json"}}};

std::string_view member_text(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.find(key);
  return at != 0 && object.at(at).kind() == JsonKind::string ? object.at(at).string() : std::string_view();
}

/// The row of a list whose "id" is `id`; the object itself when there is none.
JsonValue row_named(JsonValue object, std::string_view list, std::string_view id) {
  JsonValue found = object;
  const std::uint32_t at = object.find(list);
  if (at == 0) return found;
  object.at(at).for_each([&](JsonValue row) {
    if (member_text(row, "id") == id) found = row;
  });
  return found;
}

/// The place of a member, or of the object itself where it is absent.
Location place(JsonValue object, std::string_view key) {
  const std::uint32_t at = object.find(key);
  return at != 0 ? object.at(at).locate() : object.locate();
}

/// A fact's value as it is typed behind its option.
std::string typed(const FactSpec& spec, double value) {
  if (spec.type == FactType::boolean) return value != 0 ? "yes" : "no";
  if (spec.has_levels() && spec.type != FactType::level) {
    const std::size_t position = spec.level_position(value);
    return position < spec.levels.size() ? spec.levels[position].id : "auto";
  }
  return json_number(value);
}

class Validation {
 public:
  explicit Validation(Session& session) : session_(session), texts_(session.texts()) {}

  int run() {
    Findings wrong_line;
    std::vector<Argument> paths;
    Arguments arguments("validate", texts_);
    OutputOptions output(session_, arguments);
    arguments.positional("FILE|DIR", paths, texts_("validate.arguments"), 1);
    arguments.parse(session_.args, wrong_line);
    if (arguments.help_asked()) {
      session_.out << arguments.help();
      return exit_answered;
    }
    output.read(wrong_line);
    wrong_line.throw_if_any();

    for (const Argument& path : paths) add(path);
    check_data();
    for (const JsonDocument& scenario : scenarios_) check_scenario(scenario);
    for (const JsonDocument& policies : policies_) read_policies(policies, catalogue(), errors_);

    output.print(output.json() ? as_json() : as_text(output));
    session_.out.flush();  // what could be read is answered
    unreadable_.throw_if_any();
    return errors_.empty() && warnings_.empty() ? exit_answered : exit_check_failed;
  }

 private:
  // --- which files, and what they are ---

  void add(const Argument& argument) {
    std::error_code error;
    const fs::path root(argument.text);
    if (argument.text == "-" || !fs::is_directory(root, error))
      return add_file(argument, root.filename().generic_string(), root.generic_string());
    std::vector<fs::path> files;
    auto at = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      const std::string name = at->path().filename().string();
      if (at->is_directory(error) && name.starts_with('.')) at.disable_recursion_pending();
      if (at->path().extension() == ".json" && !name.starts_with('.') && !at->is_directory(error))
        files.push_back(at->path());
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) errors_.add("empty-data", {argument.text, 0, 0, "", "", 1}, {});
    for (const fs::path& file : files) {
      add_file({file.string(), argument.position, ""}, fs::relative(file, root, error).generic_string(),
               file.generic_string());
    }
  }

  /// `inside` is the file's place below the directory named, `whole` its whole path.
  void add_file(const Argument& file, const std::string& inside, const std::string& whole) {
    const std::optional<std::string> text = session_.read_file(file, unreadable_);
    if (!text) return;
    ++files_;
    // A file of lines: quotes, as --prices reads them.
    if (file.text.ends_with(".ndjson") && text->find("\"item\"") != std::string::npos) {
      read_quotes(file.text, *text, session_.catalogue(), errors_);
      return;
    }
    JsonDocument document = parse_json(file.text, *text, errors_);
    if (document.tree.nodes.empty()) return;
    const JsonValue root(document, 0);
    if (root.kind() != JsonKind::object) return report_wrong_type(root, file.text, "@expected.object", errors_);
    document.path = path_of(root, inside, whole);
    if (document.path == scenario_mark) return scenarios_.push_back(std::move(document));
    if (document.path.starts_with("policies/")) return policies_.push_back(std::move(document));
    if (document.path.empty()) {
      errors_.add("unknown-file-format", JsonValue(document, 0).locate(), {});
      return;
    }
    data_.push_back(std::move(document));
  }

  static constexpr std::string_view scenario_mark = "?scenario";

  /// The place in data/ that a file stands for: by where it lies, else by its keys.
  static std::string path_of(JsonValue root, const std::string& inside, const std::string& whole) {
    if (member_text(root, "schema").starts_with("pathfinder/scenario")) return std::string(scenario_mark);
    if (member_text(root, "schema").starts_with("pathfinder/policy")) return "policies/" + inside;
    if (inside.find('/') != std::string::npos && format_of(inside) != nullptr) return inside;
    const fs::path path(whole);
    const std::string two = (path.parent_path().filename() / path.filename()).generic_string();
    if (format_of(two) != nullptr) return two;

    const std::uint32_t facts = root.find("facts");
    const bool fact_list = facts != 0 && root.at(facts).kind() == JsonKind::array;
    for (const Signature& signature : signatures) {
      if (root.find(signature.key) == 0) continue;
      if (signature.path.back() != '/') return std::string(signature.path);
      const std::string_view id = member_text(root, signature.key == "provider" ? "provider" : "id");
      return std::string(signature.path) + (id.empty() ? path.stem().string() : std::string(id)) + ".json";
    }
    if (facts != 0 && !fact_list) return std::string(scenario_mark);
    const std::string name = path.filename().string();
    if (format_of(name) != nullptr) return name;
    return fact_list ? "facts.json" : "";
  }

  // --- data files ---

  void check_data() {
    if (data_.empty()) return;
    std::vector<JsonDocument> documents = embedded_data();
    for (const JsonDocument& document : data_) {
      const auto same = std::find_if(documents.begin(), documents.end(),
                                     [&](const JsonDocument& other) { return other.path == document.path; });
      if (same != documents.end()) {
        *same = document;
      } else {
        documents.push_back(document);
      }
    }
    try {
      catalogue_ = load_catalogue(std::move(documents));
    } catch (const InputError& error) {
      errors_.append(error.found);
      return;
    }
    report_templates(data_, report_sections(), errors_);
    bool table = false;
    for (const JsonDocument& document : data_) {
      table = table || document.path.starts_with("strategies/") || document.path == "criteria.json" ||
              document.path == "facts.json";
      if (document.path.starts_with("presets/")) check_preset(document);
    }
    if (!table) return;
    for (const Strategy& strategy : catalogue_->strategies) run_tests(strategy);
    inspect();
  }

  const Catalogue& catalogue() { return catalogue_ ? *catalogue_ : session_.catalogue(); }

  const JsonDocument& document_of(std::string_view strategy) {
    const std::string path = "strategies/" + std::string(strategy) + ".json";
    return *std::find_if(catalogue().documents.begin(), catalogue().documents.end(),
                         [&](const JsonDocument& document) { return document.path == path; });
  }

  void check_preset(const JsonDocument& document) {
    const JsonValue root(document, 0);
    Scenario scenario;
    FactReader(catalogue(), errors_, warnings_).read_facts(root.at(root.find("facts")), Origin::preset, scenario);
  }

  void run_tests(const Strategy& strategy) {
    const JsonDocument& document = document_of(strategy.id);
    const JsonValue root(document, 0);
    if (root.find("tests") == 0) return;
    std::vector<JsonValue> rows;
    root.at(root.find("tests")).for_each([&](JsonValue row) { rows.push_back(row); });
    for (std::size_t i = 0; i < strategy.tests.size(); ++i) {
      const StrategyTest& test = strategy.tests[i];
      Findings findings, warnings;
      Scenario scenario;
      FactReader(catalogue(), findings, warnings)
          .read_facts(rows[i].at(rows[i].find("facts")), Origin::given, scenario);
      errors_.append(findings.all());
      if (!findings.empty()) continue;
      const auto fail = [&](std::string_view key, std::string what) {
        errors_.add("strategy-test-failed", place(rows[i], key), {{"test", test.name}, {"what", std::move(what)}});
      };
      const Decision decision = advise(scenario, catalogue());
      const auto option = std::find_if(decision.ranking.begin(), decision.ranking.end(),
                                       [&](const Assessment& a) { return a.strategy == strategy.id; });
      static constexpr std::array<std::string_view, 3> standings = {"open", "conditional", "blocked"};
      const std::string standing(standings.at(static_cast<std::size_t>(option->standing)));
      if (!test.standing.empty() && test.standing != standing)
        fail("standing", "@validate.test.standing\t" + test.standing + "\t" + standing);
      const bool first = decision.winner() == &*option;
      if (test.first != Truth::unknown && (test.first == Truth::yes) != first) {
        const std::string winner = decision.winner() == nullptr ? "–" : decision.winner()->strategy;
        fail("rank_first", first ? std::string("@validate.test.first") : "@validate.test.not_first\t" + winner);
      }
      for (const bool wanted : {true, false}) {
        const std::string& id = wanted ? test.caution : test.no_caution;
        if (id.empty()) continue;
        const auto caution = std::find_if(option->cautions.begin(), option->cautions.end(),
                                          [&](const CautionResult& c) { return c.id == id; });
        const bool taken = caution != option->cautions.end() && caution->taken;
        if (taken != wanted)
          fail(wanted ? "caution" : "no_caution",
               (wanted ? "@validate.test.caution\t" : "@validate.test.no_caution\t") + id);
      }
    }
  }

  // --- what is odd about a table ---

  void inspect() {
    odd_ = inspect_table(catalogue().program, catalogue().strategies, catalogue().vocabulary);
    inspected_ = true;
    const std::string drawn = "@validate.drawn\t" + exact_text(static_cast<double>(odd_.scenarios));
    for (const TableFinding& finding : odd_.findings) {
      using Kind = TableFinding::Kind;
      static const std::map<Kind, std::string> codes = {{Kind::never_true, "rule-never-holds"},
                                                        {Kind::always_true, "rule-always-holds"},
                                                        {Kind::duplicate, "rule-duplicate"},
                                                        {Kind::implied, "rule-implied"},
                                                        {Kind::never_first, "option-never-first"}};
      const JsonValue root(document_of(finding.strategy), 0);
      JsonValue row = row_named(root, "gates", finding.rule);
      if (row.index() == 0) row = row_named(root, "cautions", finding.rule);
      warnings_.add(codes.at(finding.kind), place(row, finding.rule.empty() ? "id" : "when"),
                    {{"rule", finding.rule},
                     {"other", finding.other},
                     {"option", finding.strategy},
                     {"how", finding.proven ? "@validate.proven" : drawn}});
    }
    for (const KnownFacts& facts : odd_.all_blocked) {
      if (find_witness(facts)) break;
    }
  }

  static Scenario scenario_of(const KnownFacts& facts) {
    Scenario scenario;
    for (const auto& [slot, value] : facts) scenario.given.push_back({slot, value, value, value, Origin::given, ""});
    return scenario;
  }

  /// Whether nothing is left in this scenario by the real estimates too; then the fewest facts that do it are kept.
  bool find_witness(KnownFacts facts) {
    const std::size_t currency = catalogue().vocabulary.find("currency");
    std::erase_if(facts, [&](const auto& fact) { return fact.first == currency; });
    const auto nothing_left = [&](const KnownFacts& some) {
      return advise(scenario_of(some), catalogue()).winner() == nullptr;
    };
    if (!nothing_left(facts)) return false;
    for (std::size_t i = facts.size(); i-- > 0;) {
      KnownFacts fewer = facts;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
      if (nothing_left(fewer)) facts = std::move(fewer);
    }
    for (std::size_t i = 0; i < facts.size(); ++i) {
      if (catalogue().vocabulary.slots[facts[i].first].has_levels() || facts[i].second <= 0) continue;
      KnownFacts rounder = facts;
      double unit = 1;
      while (unit * 10 <= facts[i].second) unit *= 10;
      while (unit > facts[i].second) unit /= 10;
      rounder[i].second = std::nearbyint(facts[i].second / unit) * unit;
      if (nothing_left(rounder)) facts = std::move(rounder);
    }
    for (const Consistency* rule : contradictions(scenario_of(facts), catalogue())) {
      if (rule->error) return false;
    }
    witness_ = facts;
    for (const Assessment& option : advise(scenario_of(facts), catalogue()).ranking) {
      for (const GateResult& gate : option.gates) {
        if (gate.blocks == Truth::yes) {
          witness_gates_ += (witness_gates_.empty() ? "" : texts_("list.comma")) + gate.id;
          break;
        }
      }
    }
    return true;
  }

  std::string witness_line() {
    std::string line = "pathfinder advise";
    for (const auto& [slot, value] : witness_) {
      const FactSpec& spec = catalogue().vocabulary.slots[slot];
      line += " " + spec.option + " " + typed(spec, value);
    }
    return line;
  }

  // --- scenarios ---

  void check_scenario(const JsonDocument& document) {
    Findings findings;
    FactReader reader(catalogue(), findings, warnings_);
    if (!catalogue_) {
      // Whether a scenario is right does not hang on the machine that looks at it.
      FactSources sources = fact_sources(session_, findings, warnings_);
      sources.inventory = [listed = sources.inventory](std::string_view text, const Locate& locate) {
        return text == "auto" ? std::nullopt : listed(text, locate);
      };
      reader.use(std::move(sources));
    }
    const Scenario scenario = reader.read_scenario(document);
    errors_.append(findings.all());
    if (!findings.empty()) return;
    const JsonValue root(document, 0);
    const JsonValue facts = root.at(root.find("facts"));
    const auto place = [&](const Consistency& rule) {
      Location where = facts.locate(true);
      for (std::size_t i = rule.facts.size(); i-- > 0;) {
        facts.for_each([&](JsonValue fact) {
          if (catalogue().vocabulary.find_key(fact.key()) == rule.facts[i]) where = fact.locate(true);
        });
      }
      return where;
    };
    add_contradictions(scenario, catalogue(), texts_, place, errors_, warnings_);
  }

  // --- the answer ---

  std::string as_text(const OutputOptions& output) {
    std::string text = render_findings(errors_.all(), texts_);
    for (const Diagnostic& warning : warnings_.all()) text += render_finding(warning, texts_, true);
    Document notes;
    if (inspected_) {
      const NumberStyle style = number_style(texts_);
      KeyValues rows;
      const auto note = [&](std::string_view label, const std::string& what) {
        rows.rows.push_back({texts_(label), what, "", "", Emphasis::none});
      };
      note("validate.label.table",
           texts_("validate.inspected", {{"scenarios", exact_text(static_cast<double>(odd_.scenarios))}}));
      if (!witness_.empty()) note("validate.label.blocked", texts_("validate.witness", {{"gates", witness_gates_}}));
      if (witness_.empty()) note("validate.label.blocked", no_witness());
      for (const CorrelatedCriteria& pair : odd_.correlated) {
        note("validate.label.together",
             texts_("validate.together",
                    {{"first", pair.first}, {"second", pair.second}, {"r", to_text(pair.rank_correlation, style)}}));
      }
      notes.blocks.push_back(std::move(rows));
      if (!witness_.empty()) notes.blocks.push_back(Code{witness_line(), "sh"});
    }
    const std::size_t count = errors_.all().size() + warnings_.all().size();
    notes.blocks.push_back(Paragraph{texts_(count == 0 ? "validate.none" : "validate.some",
                                            {{"files", files_counted()}, {"count", std::to_string(count)}}),
                                     Emphasis::answer, ""});
    return text + (text.empty() ? "" : "\n") + render_text(notes, output.layout());
  }

  std::string files_counted() const {
    return texts_(files_ == 1 ? "validate.file" : "validate.files", {{"files", std::to_string(files_)}});
  }

  std::string no_witness() const {
    std::string free;
    for (const std::string& option : odd_.never_blocked) free += (free.empty() ? "" : texts_("list.comma")) + option;
    return free.empty() ? texts_("validate.no_witness") : texts_("validate.never_blocked", {{"options", free}});
  }

  void write(JsonWriter& json, const Diagnostic& finding, std::string_view severity) const {
    json.begin_object();
    json.text("severity", severity);
    json.text("file", finding.where.file);
    if (finding.where.line > 0) {
      json.number("line", finding.where.line);
      json.number("column", finding.where.column);
    }
    if (!finding.where.pointer.empty()) json.text("pointer", finding.where.pointer);
    json.text("code", finding.code);
    json.text("message", finding_message(finding, texts_));
    const std::string help = finding_help(finding, texts_);
    if (!help.empty()) json.text("help", help);
    json.end();
  }

  std::string as_json() {
    JsonWriter json;
    json.begin_object();
    json.number("files", static_cast<double>(files_));
    json.begin_array("findings");
    for (const Diagnostic& finding : errors_.all()) write(json, finding, "error");
    for (const Diagnostic& finding : warnings_.all()) write(json, finding, "warning");
    json.end();
    if (inspected_) {
      json.begin_object("table");
      json.number("scenarios", static_cast<double>(odd_.scenarios));
      if (!witness_.empty()) {
        json.begin_object("everything_blocked");
        for (const auto& [slot, value] : witness_) {
          const FactSpec& spec = catalogue().vocabulary.slots[slot];
          const bool words = spec.has_levels() && spec.type != FactType::level;
          if (spec.type == FactType::boolean) {
            json.flag(spec.id, value != 0);
          } else if (words) {
            json.text(spec.id, typed(spec, value));
          } else {
            json.number(spec.id, value);
          }
        }
        json.end();
      }
      json.begin_array("never_blocked");
      for (const std::string& option : odd_.never_blocked) json.text({}, option);
      json.end();
      json.begin_array("criteria_together");
      for (const CorrelatedCriteria& pair : odd_.correlated) {
        json.begin_object();
        json.text("first", pair.first);
        json.text("second", pair.second);
        json.number("rank_correlation", pair.rank_correlation);
        json.end();
      }
      json.end();
      json.end();
    }
    json.end();
    return json.take();
  }

  Session& session_;
  const Texts& texts_;
  std::size_t files_ = 0;
  std::vector<JsonDocument> data_, scenarios_, policies_;
  std::optional<Catalogue> catalogue_;  ///< with the data files on top; empty when they do not load
  Findings errors_, warnings_, unreadable_;
  bool inspected_ = false;
  TableFindings odd_;
  KnownFacts witness_;
  std::string witness_gates_;
};

}  // namespace

int command_validate(Session& session) {
  return Validation(session).run();
}

}  // namespace pathfinder::cli
