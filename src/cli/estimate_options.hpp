// Options of one kind of estimate: declared once, then read with a default that the answer names as assumed.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/advise/read_facts.hpp"
#include "pathfinder/answers/answer.hpp"
#include "pathfinder/estimate/spread.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {

/// A number as a message shows it.
std::string plain_number(double value);

class EstimateOptions {
 public:
  EstimateOptions(Session& session, std::string_view kind);

  Findings& findings() { return findings_; }
  Findings& warnings() { return warnings_; }
  Arguments& arguments() { return arguments_; }
  std::vector<AnswerInput>& inputs() { return inputs_; }
  Session& session() { return session_; }
  const Catalogue& catalogue() const { return catalogue_; }

  void declare(std::string_view names, std::string_view value_name, std::string_view group = "group.facts");
  void declare_flag(std::string_view name);

  const Argument* given(const std::string& option) const;
  bool flag(const std::string& option) const;

  /// A number or interval within bounds; `otherwise` where it is not given. It is named among the answer's inputs.
  Spread<double> number(const std::string& option, double otherwise, double low, double high,
                        const std::string& unit = "count", bool show_assumed = true);
  /// One of `allowed`; `otherwise` where it is not given.
  std::string choice(const std::string& option, const std::vector<std::string_view>& allowed, std::string otherwise);
  /// A fact of the vocabulary under an option of ours; nothing where it is not given.
  const GivenFact* fact(const std::string& option, std::string_view id);
  /// The same as a number with its interval, named among the inputs.
  Spread<double> fact_number(const std::string& option, std::string_view id, double otherwise, const std::string& unit,
                             bool show_assumed = true);
  /// The accelerator named, found in a listing, or the one assumed everywhere.
  Gpu gpu();
  /// Where the name of the accelerator left its version open: those that are not the one taken.
  std::vector<Gpu> other_versions() const;
  /// The model named; it has to be known by its dimensions.
  const LanguageModel* model(const std::string& option, bool required, const LanguageModel* otherwise = nullptr);

  void missing(const std::string& option);
  /// Of several options at most one may be given.
  void exclusive(const std::vector<std::string>& options);
  /// Something that says nothing of this estimate, with the reason: `estimate.elsewhere.WHY`.
  void means_nothing(std::string what, const Argument& typed, const std::string& why);
  void lacks(const Gpu& gpu, const std::string& what);
  /// Names something the figures rest on.
  void input(std::string name, AnswerValue value, bool said);

 private:
  /// `--gpus auto` or a file instead of a number.
  void take_listing();

  Session& session_;
  const Catalogue& catalogue_;
  std::string command_;
  Arguments arguments_;
  Findings findings_, warnings_;
  FactReader reader_;
  double found_gpus_ = 0;
  bool listed_ = false;
  Scenario scenario_;
  std::map<std::string, std::vector<Argument>> values_;
  std::map<std::string, bool> flags_;
  std::vector<AnswerInput> inputs_;
};

}  // namespace pathfinder::cli
