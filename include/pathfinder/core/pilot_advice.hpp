// Which pilot is worth running before the decision: how many questions, what for, and what that would be worth.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/quantity.hpp"
#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/estimate.hpp"

namespace pathfinder {

/// run: it pays, or nobody has said what an answer is worth; decide_now: no result pays for the study.
enum class PilotVerdict { run, decide_now };
template <>
inline constexpr std::array<std::string_view, 2> enum_words<PilotVerdict> = {"run", "decide_now"};

/// What a pilot of some questions would be worth.
struct PilotPoint {
  double questions = 0;
  double value = 0;  ///< score that it adds on average (EVSI)
  double share_of_doubt = 0;
};

struct PilotAdvice {
  PilotVerdict verdict = PilotVerdict::decide_now;
  std::vector<std::string> facts;    ///< what it measures; two: both arms on the same questions
  double perfect = 0;                ///< score that knowing it exactly would add (EVPPI)
  double questions = 0;              ///< to ask: where it pays best, else where most of the value is had; 0: none
  double most_of_value = 0;          ///< least number that brings 90 % of `perfect`; 0: more than was tried
  double value = 0;                  ///< score at `questions`
  double share_of_doubt = 0;         ///< of Confidence::doubt, at `questions`
  std::optional<Dollars> worth;      ///< only where the worth of an answer is known
  std::optional<Dollars> pays_from;  ///< least worth of a right answer at which some number of questions pays
  std::vector<Line<Dollars>> bill;   ///< what `questions` cost: paid before the choice, so in no option's bill
  Dollars cost;                      ///< sum of these lines
  Dollars per_question;
  Dollars fixed;
  std::optional<Dollars> project;  ///< total of the recommended option and this
  bool approximate = false;        ///< not every result was gone through
  std::vector<PilotPoint> curve;   ///< rising
};

}  // namespace pathfinder
