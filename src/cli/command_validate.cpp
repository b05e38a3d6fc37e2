// validate FILE|DIR…: everything wrong with scenarios and data files, each with its place; for a strategy table its own
// tests, and what is odd about it although every line is right (rules/findings).
#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/advise/check_table.hpp"
#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/catalogue/ci_jobs.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/catalogue/recognise.hpp"
#include "pathfinder/catalogue/report_templates.hpp"
#include "pathfinder/policy/policy.hpp"
#include "pathfinder/report/build/checks.hpp"
#include "pathfinder/report/build/report.hpp"
#include "pathfinder/report/build/validation.hpp"
#include "pathfinder/report/check_formats.hpp"
#include "pathfinder/report/render/validation_json.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/embedded_data.hpp"
#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

/// "schema" of what other commands answer and nobody reads back: it is what it says, and that is all there is to check.
constexpr std::array<std::string_view, 4> answers = {"pathfinder/estimate/1", "pathfinder/diff/1",
                                                     "pathfinder/diff-data/1", "pathfinder/comparison/1"};

class Validation {
 public:
  explicit Validation(Session& session) : session_(session), texts_(session.texts()) {}

  int run() {
    Findings wrong_line;
    std::vector<Argument> paths;
    Arguments arguments("validate", texts_);
    std::vector<std::string_view> more;
    for (const CheckFormat& format : check_formats()) more.push_back(format.name);
    OutputOptions output(session_, arguments, "option.output", true, more);
    arguments.positional("FILE|DIR", paths, texts_("validate.arguments"), 1);
    if (arguments.done(session_, wrong_line)) return exit_answered;
    output.read(wrong_line);
    wrong_line.throw_if_any();

    for (const Argument& path : paths) add(path);
    check_data();
    for (const JsonDocument& scenario : scenarios_) check_scenario(scenario);
    for (const JsonDocument& policies : policies_) read_policies(policies, catalogue(), errors_);

    result_.errors = errors_.all();
    result_.warnings = warnings_.all();
    output.print(answer(output));
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
    ++result_.files;
    files_.push_back(file.text);
    // A file of lines: quotes, as --prices reads them.
    if (file.text.ends_with(".ndjson") && text->find("\"item\"") != std::string::npos) {
      read_quotes(file.text, *text, session_.catalogue(), errors_);
      return;
    }
    JsonDocument document = parse_json(file.text, *text, errors_);
    if (document.tree.nodes.empty()) return;
    const JsonValue root(document, 0);
    if (root.kind() != JsonKind::object) return report_wrong_type(root, file.text, "@expected.object", errors_);
    if (check_output(document)) return;
    document.path = data_path_of(root, inside, whole);
    if (document.path == scenario_path) return scenarios_.push_back(std::move(document));
    if (document.path.starts_with("policies/")) return policies_.push_back(std::move(document));
    if (document.path.empty()) {
      errors_.add("unknown-file-format", JsonValue(document, 0).locate(), {});
      return;
    }
    data_.push_back(std::move(document));
  }

  /// Checks what other commands write; false where it is something else.
  bool check_output(const JsonDocument& document) {
    const JsonValue root(document, 0);
    const std::uint32_t at = root.find("schema");
    if (at == 0 || root.at(at).kind() != JsonKind::string) return false;
    const std::string_view schema = root.at(at).string();
    if (schema.starts_with(decision_family)) {
      std::map<std::string, Texts> texts;
      for (const char* spoken : {"en", "zh"}) texts.emplace(spoken, Session::texts_in(spoken));
      read_decision(document, texts, errors_);
      return true;
    }
    if (schema.starts_with("pathfinder/calibration/")) {
      Calibration calibration;
      read_object(document, errors_, [&](Fields& fields) { describe_calibration(fields, calibration); });
      return true;
    }
    return std::find(answers.begin(), answers.end(), schema) != answers.end();
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
    ci_jobs(data_, errors_);
    bool table = false;
    for (const JsonDocument& document : data_) {
      table = table || document.path.starts_with("strategies/") || document.path.starts_with("training_kinds/") ||
              document.path.starts_with("variants/") || document.path == "criteria.json" ||
              document.path == "facts.json";
      if (document.path.starts_with("presets/")) check_preset(document);
    }
    if (!table) return;
    result_.table = check_table(*catalogue_, errors_);
    result_.catalogue = &*catalogue_;
    add_table_findings(result_.table.odd, *catalogue_, warnings_);
  }

  const Catalogue& catalogue() { return catalogue_ ? *catalogue_ : session_.catalogue(); }

  void check_preset(const JsonDocument& document) {
    const JsonValue root(document, 0);
    Scenario scenario;
    FactReader(catalogue(), errors_, warnings_).read_facts(root.at(root.find("facts")), Origin::preset, scenario);
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

  std::string answer(const OutputOptions& output) const {
    if (output.json()) return validation_json(result_, texts_);
    const CheckFormat* format = check_format(output.format());
    return format == nullptr ? as_text(output) : format->render(validation_checks(result_, files_, texts_));
  }

  std::string as_text(const OutputOptions& output) const {
    std::string text = render_findings(result_.errors, texts_);
    for (const Diagnostic& warning : result_.warnings) text += render_finding(warning, texts_, true);
    return text + (text.empty() ? "" : "\n") + render_text(build_validation(result_, texts_), output.layout());
  }

  Session& session_;
  const Texts& texts_;
  std::vector<std::string> files_;  ///< that were read, as the user named them
  std::vector<JsonDocument> data_, scenarios_, policies_;
  std::optional<Catalogue> catalogue_;  ///< with the data files on top; empty when they do not load
  Findings errors_, warnings_, unreadable_;
  ValidationResult result_;
};

}  // namespace

int command_validate(Session& session) {
  return Validation(session).run();
}

}  // namespace pathfinder::cli
