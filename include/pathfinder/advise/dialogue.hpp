// A conversation in which the fact worth most is asked for next: its state, without a terminal. After every reply the
// scenario is answered anew; it ends when no value that an open fact may plausibly have would change what comes first.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "pathfinder/advise/advise.hpp"

namespace pathfinder {

/// A fact that could still change the answer.
struct OpenQuestion {
  std::size_t slot = 0;
  double value = 0;           ///< EVPPI in score; 0 where it is not told from nothing
  double share_of_doubt = 0;  ///< of Confidence::doubt
  double chance = 0;          ///< share of its plausible values, weighed by how likely they are, that change the answer
};

class Dialogue {
 public:
  /// `options.keep` is neither asked nor drawn. The catalogue must outlive the dialogue.
  Dialogue(Scenario start, const Catalogue& catalogue, AdviseOptions options);

  const Decision& decision() const { return decision_; }
  const Scenario& scenario() const { return decision_.scenario; }

  /// What could still change the answer, the most valuable first; what was skipped or is known is left out.
  std::span<const OpenQuestion> open() const { return open_; }

  /// Takes a reply to the question in front, or to any other: all facts given in `reply`.
  void give(const Scenario& reply);
  /// Nobody knows: the question in front is not asked again.
  void skip();
  /// Undoes the last reply or skip; false where there is none.
  bool back();

  std::size_t replies() const { return past_.size(); }

 private:
  struct State {
    Scenario scenario;
    std::vector<std::size_t> skipped;
  };
  void answer();

  const Catalogue& catalogue_;
  AdviseOptions options_;
  WeightDraws weights_;
  Decision decision_;
  std::vector<std::size_t> skipped_;
  std::vector<State> past_;
  std::vector<OpenQuestion> open_;
};

}  // namespace pathfinder
