// The case bank answered by coefficients that have not seen a case's publisher (data/practice.json): the figures that
// count. A publisher is a host with its organisations; the penalty is chosen inside the folds that learn.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/backtest/cases.hpp"

namespace pathfinder {

/// Rows to learn from: each decision is learnt twice, once with all its facts and once without those somebody judged,
/// since those who ask know the judged ones less often than those who compiled the bank.
struct CasesToLearn {
  std::vector<CaseRow> full, bare;  ///< the same decisions in the same order
};

/// Publisher of every case, numbered in the order of the cases: cases that share a host or an organisation share it.
std::vector<std::size_t> publishers_of(const std::vector<CaseRow>& cases);

/// The fold of every case: publishers are dealt whole, the largest first, to the fold that has the fewest cases.
std::vector<std::size_t> folds_of(const std::vector<std::size_t>& publishers, std::size_t folds);

/// Answers every case with coefficients learnt from the other folds; `bare` asks without the judged facts.
CasesReport run_left_out(const CasesToLearn& cases, bool bare, const Catalogue& catalogue, std::size_t draws);

/// Answers `cases` with coefficients learnt from `learn` alone.
CasesReport run_learnt(const std::vector<CaseRow>& cases, const CasesToLearn& learn, const Catalogue& catalogue,
                       std::size_t draws);

/// data/practice.json, fitted to all of `cases`.
std::string fitted_practice(const CasesToLearn& cases, const Catalogue& catalogue, std::string_view fitted_on,
                            std::string_view date);

}  // namespace pathfinder
