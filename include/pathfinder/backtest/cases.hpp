// The case bank: published adaptation decisions, with the answers that practitioners would accept and those that are
// clearly wrong. The facts alone are read; the program's answer is counted against both lists, beside what simpler
// rules would have said. Scoring: source decision-criteria-2026, (f).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/advise/worlds.hpp"
#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// One published decision.
struct CaseRow {
  std::string id;
  std::string source;  ///< who published it: the unit that leave-one-out leaves out
  std::vector<std::string> acceptable;
  std::vector<std::string> unacceptable;
  Scenario scenario;
  std::string problem;  ///< why it cannot be answered; empty: it can
};

/// The program's answer to one.
struct CaseResult {
  std::string id;
  std::string strategy;  ///< empty: every option is blocked
  std::string runner_up;
  std::vector<std::string> acceptable;
  std::vector<std::string> unacceptable;
  bool hit = false;   ///< in `acceptable`
  bool miss = false;  ///< in `unacceptable`
  Verdict verdict = Verdict::none;
  double confidence = 0;
  double brier = 0;  ///< (confidence - hit)^2
};

/// A share of a count with its 90 % interval (Wilson 1927).
struct CountedShare {
  std::size_t count = 0;
  std::size_t of = 0;
  double share = 0;
  double low = 0;
  double high = 0;
};
CountedShare counted(std::size_t count, std::size_t of);

/// How an advisor did: what it said counts as acceptable or as clearly wrong.
struct AdvisorScore {
  std::string advisor;   ///< text id behind "cases.advisor."
  std::string strategy;  ///< of a constant answer
  CountedShare acceptable, wrong;
};

/// Answers of one verdict: is what is called clear right more often?
struct ReliabilityBin {
  Verdict verdict{};
  CountedShare acceptable;
  double mean_confidence = 0;
};

/// What a run over the bank found.
struct CasesReport {
  std::size_t rows = 0;
  std::vector<std::pair<std::string, std::string>> skipped;  ///< id, reason
  std::vector<CaseResult> results;
  CountedShare acceptable, wrong, top_two;
  double brier = 0;
  std::vector<ReliabilityBin> bins;
  std::vector<AdvisorScore> baselines;
  CountedShare left_out_acceptable, left_out_wrong;  ///< weights refitted without the source of each case
  std::size_t sources = 0;
  bool without_judged = false;
};

/// Reads a bank: one JSON object a line. `without` names facts to leave out where the bank says they were judged, or
/// says nothing about it.
std::vector<CaseRow> read_cases(const std::string& name, std::string_view text, const Catalogue& catalogue,
                                const std::vector<std::string_view>& without, Findings& findings);

/// The ordinals that whoever compiled a case had to judge.
std::span<const std::string_view> judged_facts();

/// Answers all cases.
CasesReport run_cases(const std::vector<CaseRow>& cases, const Catalogue& catalogue, std::size_t draws);

/// The twenty-line rule of decision-criteria-2026 (f), on the facts known.
std::string twenty_line_rule(const Facts& facts, const Vocabulary& vocabulary);

}  // namespace pathfinder
