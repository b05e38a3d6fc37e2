// The sections of the full report. One class, whose parts stand in report_decision.cpp (what is recommended and why),
// report_costs.cpp (what is bought and what it costs) and report_evidence.cpp (risks, tests, what it rests on).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/report/build/report.hpp"
#include "pathfinder/wording/exact_money.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

class ReportSections {
 public:
  ReportSections(const Decision& decision, const Words& words, std::string_view language);

  const Sentences& say() const { return say_; }
  std::string text(std::string_view id, std::initializer_list<Field> fields = {}) const {
    return say_.texts()(id, fields);
  }

  /// The blocks of a section, its heading first where `heading`; empty where the decision says nothing of it.
  std::vector<Block> section(std::string_view id, int level, bool heading);
  /// Lines of a bill that stay empty, as a table with a number.
  Table empty_lines(const std::vector<std::string>& lines);
  /// "Table 4".
  std::string next_table();

 private:
  void decision();
  void needs();
  void options();
  void path();
  void bill();
  void tco();
  void staff();
  void energy();
  void regions();
  void sensitivity();
  void risks();
  void acceptance();
  void plans();
  void policies();
  void assumptions();
  void sources();
  void accuracy();

  void add(Block block);
  void add_chart(std::optional<Chart> chart);
  void add_table(Table table);
  void paragraph(std::string_view id, std::initializer_list<Field> fields = {});
  void rows_of(const std::string& label, const std::vector<std::string>& texts, Emphasis emphasis = Emphasis::none);
  static TableColumn words(std::string header) { return {std::move(header), ColumnRole::text, Align::left}; }
  static TableColumn label(std::string header) { return {std::move(header), ColumnRole::label, Align::left}; }
  static TableColumn figure(std::string header) { return {std::move(header), ColumnRole::figure, Align::right}; }

  /// Lines with their sum below; gives the sum in printed units.
  long long bill_table(std::string_view title, const std::vector<Line<Dollars>>& lines);
  void bill_lines(std::string_view period);
  void pilot_bill();
  void things_to_obtain();
  void ways();
  std::string price_range(Dollars low, Dollars high, double quantity) const;
  std::string gpu_name(const std::string& id) const;
  std::string model_name(const std::string& id) const;
  std::string fact_name(const std::string& id) const;
  /// A fact, a kind of limit, or a policy by its message and id.
  std::string constraint_name(const ConstraintCost& cost) const;
  /// A source's id; what is no text to look up is said in words too.
  std::string cited(const std::string& source) const;
  std::string way_name(const std::string& id) const;
  std::string months_text(double months) const;
  /// The total as every table of the report shows it: the sum of the printed years where there are years.
  long long total_units(const OptionEstimate& estimate) const;
  double given(std::string_view fact) const;
  /// A fact's value for a table: accelerators and models by their names.
  std::string fact_text(const FactSpec& spec, const Fact& fact) const;
  /// Names of the lines that still need a quote; empty: none.
  std::string lines_to_quote(const OptionEstimate& estimate) const;
  /// A text for a cell: one sentence has no full stop there.
  static std::string cell(std::string text);
  const OptionEstimate* winner_estimate() const;
  template <class Q>
  std::string shown(const std::optional<Estimate<Q>>& estimate) const {
    return estimate ? to_text(*estimate, say_.style()) : std::string(say_.style().absent);
  }

  struct Row;
  static const std::vector<Row>& list();
  friend std::span<const std::string_view> report_sections();

  const Decision& decision_;
  const Words& words_;
  Sentences say_;
  ExactMoney money_;
  std::vector<Block> out_;
  int level_ = 1;
  int tables_ = 0;
  bool decided_ = false;  ///< the decision has been given in full: said again it is brief
};

}  // namespace pathfinder
