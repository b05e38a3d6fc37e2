// How many questions an acceptance test needs: as many as tell the share of right answers that is wanted from one that
// is no longer tolerated, with the same risk for supplier and buyer. After the fixed plans of IEC 61123 (compliance
// test plans for success ratio); sample size: Fleiss, Levin & Paik, Statistical Methods for Rates and Proportions,
// 2003, section 2.5, with correction for continuity. Which count passes is found exactly.
#pragma once

#include "pathfinder/core/acceptance.hpp"
#include "pathfinder/estimate/spread.hpp"

namespace pathfinder {

/// How an acceptance test is cut. Constants of data/constants/cost.json; meanings stand there.
struct AcceptanceRule {
  double discrimination = 1.5;  ///< wrong answers tolerated over wrong answers wanted; of the rarer kind of answer
  double risk = 0.1;            ///< of the supplier, at what is wanted, and of the buyer, at what is tolerated
  double most = 500;            ///< questions; where they do not suffice, what is tolerated lies further below
};

/// Reads the constants "acceptance.*".
AcceptanceRule acceptance_rule(const ConstantSpreads& constants);

/// Questions for a share that is wanted: whole, at least 1, at most `rule.most`; from a half on it never falls as more
/// is wanted. [acceptance.questions] \pre 0 <= wanted <= 1
double acceptance_questions(double wanted, const AcceptanceRule& rule);

/// The same for a share that is not known exactly; an end of the range is the smallest or largest number over it.
Spread<double> acceptance_questions(const Spread<double>& wanted, const AcceptanceRule& rule);

/// The whole test, both risks gone through exactly.
AcceptanceTest acceptance_test(double wanted, const AcceptanceRule& rule);

}  // namespace pathfinder
