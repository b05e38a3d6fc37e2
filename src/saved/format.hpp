// What the parts of the file share while it is read, written or walked: the words that ids must have, the sentences,
// and what has been cited.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/fields.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "saved/citations.hpp"
#include "saved/format_parts.hpp"

namespace pathfinder::saved {

class FormatContext {
 public:
  /// Writing: `words` are those the decision was made with, or read with, and `sentences` speak the language of the
  /// sentences in the file (null: they are left out). Reading and for the schema: `words` are those already read.
  FormatContext(const Words& words, const Sentences* sentences) : words_(words), sentences_(sentences) {}
  /// Reading what others may have written: what `words` do not know is no finding, and facts are added to them.
  explicit FormatContext(Words& words) : words_(words), learns_(&words) {}

  /// Looking at figures alone: nobody asks what was cited.
  static FormatContext of_figures(const Words& words) {
    FormatContext context(words, nullptr);
    context.cites_ = false;
    return context;
  }

  const Words& words() const { return words_; }
  Words* learns() { return learns_; }
  /// Reading a file whose words must be its own.
  bool reads_own(const Fields& fields) const { return !fields.writes() && learns_ == nullptr; }
  Citations& citations() { return citations_; }

  bool knows(Cited kind, const std::string& id) const;
  /// Cites `prefix` + `id` while writing; while reading the file must hold words for it.
  void check(Fields& fields, std::string_view key, const std::string& id, Cited kind, std::string_view prefix = {});
  /// A text, or a list of them, that is such an id.
  void cite(Fields& fields, std::string_view key, std::string& id, Cited kind, Need need = Need::optional,
            std::string_view prefix = {});
  void cite(Fields& fields, std::string_view key, std::vector<std::string>& ids, Cited kind,
            Need need = Need::optional);
  /// Cites an id that may name nothing.
  void cite_if_known(Fields& fields, Cited kind, const std::string& id);
  /// A rule of an option: gate, caution or reason, looked up in `rules` of the option while reading.
  template <class Rule>
  void check_rule(Fields& fields, const std::string& strategy, std::vector<Rule> Strategy::*rules,
                  const std::string& id) {
    if (cites_) citations_.rules[strategy].insert(id);
    if (fields.writes() || learns_ != nullptr) return;
    for (const Strategy& one : words_.strategies) {
      if (one.id == strategy && row_of(one.*rules, id) == nullptr) unknown(fields, "id", id);
    }
  }

  /// A source, or a list of them; while reading the file must hold them.
  void source(Fields& fields, std::string_view key, std::string& id, Need need = Need::required);
  void sources(Fields& fields, std::string_view key, std::vector<std::string>& ids, Need need = Need::optional);
  /// Ids of texts, or of what needs none: a constant, a row of the table of effects.
  void assumptions(Fields& fields, Basis& basis);

  const FactSpec& spec_of(const std::string& fact) const;
  /// A value of a fact: a word for a level, true or false, else a number; NaN is left out.
  void fact_value(Fields& fields, std::string_view key, const FactSpec& spec, double& value,
                  Need need = Need::optional);

  /// A sentence made from the rest: written for people, passed over when read.
  template <class Make>
  void sentence(Fields& fields, std::string_view key, Make&& make, Need need = Need::optional) {
    std::string text;
    if (sentences_ != nullptr && fields.writes()) text = make(*sentences_);
    fields.text(key, text, fields.writes() ? need : Need::optional);
  }

  /// An estimate, in `unit` of which one is `per_unit` of ours.
  template <class Q>
  void figure(Fields& fields, Estimate<Q>& estimate, std::string_view unit, double per_unit = 1) {
    const auto number = [&](std::string_view key, Q& quantity) {
      double shown = value_of(quantity) / per_unit;
      fields.number(key, shown, wanted);
      value_of(quantity) = shown * per_unit;
    };
    number("low", estimate.low);
    number("central", estimate.central);
    number("high", estimate.high);
    rising(
        fields,
        {{"low", value_of(estimate.low)}, {"central", value_of(estimate.central)}, {"high", value_of(estimate.high)}});
    std::string text(unit);
    fields.text("unit", text, Need::required);
    if (!fields.writes() && !fields.has("unit")) return;
    fields.text("method", estimate.basis.method, Need::required);
    sources(fields, "sources", estimate.basis.sources, Need::required);
    assumptions(fields, estimate.basis);
  }
  template <class Q>
  void figure(Fields& fields, std::string_view key, Estimate<Q>& estimate, std::string_view unit, double per_unit = 1) {
    fields.object(
        key, [&](Fields& inner) { figure(inner, estimate, unit, per_unit); }, Need::required);
  }
  template <class Q>
  void figure(Fields& fields, std::string_view key, std::optional<Estimate<Q>>& estimate, std::string_view unit,
              double per_unit = 1) {
    if (fields.writes() && !estimate) return;
    fields.object(key, [&](Fields& inner) {
      if (!estimate) estimate.emplace();
      figure(inner, *estimate, unit, per_unit);
    });
  }

 private:
  /// An id that stands in the file and says nothing names nothing that a report could look up.
  void check_said(Fields& fields, std::string_view key, const std::string& id);
  void unknown(Fields& fields, std::string_view key, const std::string& id);

  const Words& words_;
  Words* learns_ = nullptr;
  const Sentences* sentences_ = nullptr;
  bool cites_ = true;
  Citations citations_;
};

/// JSON Schema of a fact's value.
inline constexpr std::string_view fact_schema = R"({"type":["number","string","boolean"]})";

/// Numbers have a range; words have none.
bool in_numbers(const FactSpec& spec);

// The parts of the file; the whole of it is decision_format.hpp.
void describe_recommendation(Fields& fields, Decision& decision, FormatContext& context);
void describe_scenario(Fields& fields, Decision& decision, FormatContext& context);
void describe_option(Fields& fields, Assessment& option, const Decision& decision, FormatContext& context);
void describe_bill_line(Fields& fields, Line<Dollars>& line, FormatContext& context);
void describe_purchase(Fields& fields, OptionEstimate& estimate, FormatContext& context);
void describe_plan(Fields& fields, Plan& plan, FormatContext& context);
void describe_constraint(Fields& fields, ConstraintCost& cost, FormatContext& context);
void describe_region(Fields& fields, RegionView& region, FormatContext& context);
void describe_sensitivity(Fields& fields, Sensitivity& sensitivity, FormatContext& context);

}  // namespace pathfinder::saved
