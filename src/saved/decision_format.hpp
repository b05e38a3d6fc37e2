// The file of a decision, schema pathfinder/decision/1, described once: the same functions write it, read it
// back and print its schema. Behind the figures stand the words that they cite, in both languages, so that a saved
// decision becomes any report later, with nothing computed again and whatever has become of the data since.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "saved/decision_words.hpp"

namespace pathfinder {

inline constexpr std::string_view decision_schema = "pathfinder/decision/1";

/// Everything in the file, `words` included.
class DecisionFormat {
 public:
  /// Writing: `catalogue` is the one the decision was made with, or the slice it was read with, and `sentences` speak
  /// the language of the sentences in the file. Reading and for the schema: `catalogue` is the slice already read, and
  /// there are no sentences.
  DecisionFormat(Decision& decision, const Catalogue& catalogue, const Sentences* sentences)
      : decision_(decision), catalogue_(catalogue), sentences_(sentences) {}

  void describe(Fields& fields);

 private:
  void scenario(Fields& fields);
  void fact(Fields& fields, std::size_t slot);
  void recommendation(Fields& fields);
  void stage(Fields& fields, PathStage& stage, double number);
  void confidence(Fields& fields);
  void option(Fields& fields, Assessment& option);
  void gate(Fields& fields, const std::string& strategy, GateResult& gate);
  void caution(Fields& fields, const std::string& strategy, CautionResult& caution);
  void readings(Fields& fields, std::vector<Reading>& read);
  void reasons(Fields& fields, std::string_view key, const Assessment& option, std::vector<std::string>& ids,
               Need need);
  void estimate(Fields& fields, OptionEstimate& estimate);
  void purchase(Fields& fields, OptionEstimate& estimate);
  void plan(Fields& fields, Plan& plan);
  void bill_line(Fields& fields, Line<Dollars>& line);
  void year(Fields& fields, YearBill& year);
  void way(Fields& fields, Sourcing& way);
  void alternative(Fields& fields, PlanAlternative& plan);
  void workload(Fields& fields, Workload& workload);
  void sensitivity(Fields& fields);
  void flip(Fields& fields, Flip& flip);
  void effect(Fields& fields);
  void constraint(Fields& fields, ConstraintCost& cost);
  void region(Fields& fields, RegionView& region);
  void policy(Fields& fields, PolicyResult& policy);
  void warning(Fields& fields, Diagnostic& warning);
  DecisionWords cited_words() const;

  template <class Q>
  void figure(Fields& fields, Estimate<Q>& estimate, std::string_view unit, double per_unit = 1);
  template <class Q>
  void figure(Fields& fields, std::string_view key, Estimate<Q>& estimate, std::string_view unit, double per_unit = 1);
  template <class Q>
  void figure(Fields& fields, std::string_view key, std::optional<Estimate<Q>>& estimate, std::string_view unit,
              double per_unit = 1);
  void assumptions(Fields& fields, Basis& basis);
  void sources(Fields& fields, std::string_view key, std::vector<std::string>& ids, Need need = Need::optional);

  /// What an id may name.
  enum class Kind { strategy, fact, criterion, text, article_rule, failure_mode, contradiction, gpu, model, region };
  bool known(Kind kind, const std::string& id) const;
  /// An id whose words the file must hold; `prefix` stands before it in data/text.
  void cite(Fields& fields, std::string_view key, std::string& id, Kind kind, Need need = Need::optional,
            std::string_view prefix = {});
  void cite(Fields& fields, std::string_view key, std::vector<std::string>& ids, Kind kind, Need need = Need::optional);
  void check(Fields& fields, std::string_view key, const std::string& id, Kind kind, std::string_view prefix = {});
  const FactSpec& spec_of(const std::string& fact) const;
  /// A value of a fact: a word for a level, true or false, else a number; NaN is left out.
  void fact_value(Fields& fields, std::string_view key, const FactSpec& spec, double& value,
                  Need need = Need::optional);
  /// A sentence made from the rest: written for people, passed over when read.
  template <class Make>
  void sentence(Fields& fields, std::string_view key, Make&& make, Need need = Need::optional);

  Decision& decision_;
  const Catalogue& catalogue_;
  const Sentences* sentences_;
  std::map<Kind, std::set<std::string>> cited_;
  std::map<std::string, std::set<std::string>> rules_;   ///< by strategy: gates, cautions and reasons
  std::map<std::string, std::set<std::string>> levels_;  ///< by fact
  std::set<std::string> units_;
  std::set<std::string> used_sources_;
};

}  // namespace pathfinder
