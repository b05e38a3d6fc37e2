// The case bank: published adaptation decisions, with the answers that practitioners would accept and those that are
// clearly wrong. The facts alone are read; the program's answer is counted against both lists, beside what simpler
// rules would have said. Scoring: source decision-criteria-2026, (f).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/cases_result.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

/// One published decision.
struct CaseRow {
  std::string id;
  std::string source;        ///< the host that published it
  std::string organisation;  ///< whose project it is: the first word of the id
  std::string chosen;        ///< what they did
  std::vector<std::string> acceptable;
  std::vector<std::string> unacceptable;
  Scenario scenario;
  std::string chosen_variant;  ///< in which form
  Scenario more;               ///< the scenario with the facts that were labelled beside the choice
  bool present_labelled = false;
  Scenario with_present;  ///< the scenario with the way it was done before; only where that is labelled
  std::string problem;    ///< why it cannot be answered; empty: it can
};

/// A count as a share with its interval.
CountedShare counted(std::size_t count, std::size_t of);

/// Reads a bank: one JSON object a line. `without` names facts to leave out where the bank says they were judged, or
/// says nothing about it.
std::vector<CaseRow> read_cases(const std::string& name, std::string_view text, const Catalogue& catalogue,
                                const std::vector<std::string_view>& without, Findings& findings);

/// The ordinals that whoever compiled a case had to judge.
std::span<const std::string_view> judged_facts();

/// What was answered to one case, beside what simpler rules say.
struct CaseAnswer {
  CaseResult result;
  std::string rule;
  std::string article;
};

/// Answers the cases. \pre no row has a problem
std::vector<CaseAnswer> answer_cases(std::span<const CaseRow* const> rows, const Catalogue& catalogue,
                                     std::size_t draws);

/// The shares that answers add up to.
CasesReport report_of(std::vector<CaseAnswer> answers, const Catalogue& catalogue);

/// How `said`, one answer a case, does.
AdvisorScore advisor_score(std::string advisor, std::string strategy, const std::vector<CaseAnswer>& answers,
                           const std::vector<std::string>& said);

/// Answers all cases that can be answered.
CasesReport run_cases(const std::vector<CaseRow>& cases, const Catalogue& catalogue, std::size_t draws);

/// The twenty-line rule of decision-criteria-2026 (f), on the facts known.
std::string twenty_line_rule(const Facts& facts, const Vocabulary& vocabulary);

}  // namespace pathfinder
