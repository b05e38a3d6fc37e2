// What a run over the case bank found: the program's answers, and how often practitioners would accept them.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "pathfinder/core/decision.hpp"

namespace pathfinder {

/// The program's answer to one published decision.
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
  double brier = 0;            ///< (confidence - hit)^2
  std::string chosen_variant;  ///< form of what they chose, as the bank labels it; empty: no label
  std::string variant;         ///< form that is named under what they chose
  std::string bare_variant;    ///< the same from the facts of the choice alone, without those labelled beside it
  std::string with_present;    ///< answer where the way it was done before is told as well; empty: no label
  bool even =
      false;  ///< the publisher's name hashes even: the half whose misses the forms' rules were written looking at
};

/// A share of a count with its 90 % interval (Wilson 1927).
struct CountedShare {
  std::size_t count = 0;
  std::size_t of = 0;
  double share = 0;
  double low = 0;
  double high = 0;
};

/// How an advisor did: what it said counts as acceptable or as clearly wrong.
struct AdvisorScore {
  std::string advisor;   ///< text id behind "cases.advisor."
  std::string strategy;  ///< of a constant answer
  CountedShare acceptable, wrong;
};

/// How often the form named is the one labelled, among some of the cases.
struct VariantShare {
  std::string among;  ///< text id behind "cases.forms."
  CountedShare named;
};

/// How answers do once the way it was done before is told as well, among the cases where that is labelled.
struct PresentShare {
  std::string among;  ///< text id behind "cases.present."
  CountedShare before, after, wrong_before, wrong_after;
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
  std::vector<VariantShare> variants;  ///< empty: no case has a label
  std::vector<PresentShare> present;   ///< empty: no case has a label
  /// How the coefficients were found that answered.
  enum class Fit { shipped, left_out, learnt };
  Fit fit = Fit::shipped;
  std::size_t publishers = 0;  ///< of the cases: hosts and organisations, joined where they share a case
  std::size_t folds = 0;       ///< that the publishers were dealt to, where they were left out
  bool without_judged = false;
};

}  // namespace pathfinder
