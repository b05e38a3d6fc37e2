// An evaluation as the tool that ran it wrote it down: arms, and in each arm the answers with their grades.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/enum_words.hpp"

namespace pathfinder {

/// What an arm of a pilot ran: the model prompted well, the same with retrieval, a tuned one.
enum class PilotArm { base, rag, tuned };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<PilotArm> = {"base", "rag", "tuned"};
inline constexpr std::size_t pilot_arms = 3;

/// One grade of one answer.
struct GradedAnswer {
  std::string id;             ///< of the question: the same in every arm
  std::string grader;         ///< empty: the only one
  std::optional<bool> right;  ///< absent: the harness failed, which says nothing about the answer
  int line = 0;               ///< in the file; 0: not told by lines
};

/// What was counted along with the answers: a sum and over how many.
struct Measured {
  double sum = 0;
  double count = 0;

  void add(double value) {
    sum += value;
    count += 1;
  }
  std::optional<double> mean() const { return count > 0 ? std::optional<double>(sum / count) : std::nullopt; }
};

/// What answers took.
struct Usage {
  Measured prompt_tokens;  ///< tokens read for one answer
  Measured answer_tokens;  ///< tokens written for one answer
  Measured latency_ms;     ///< milliseconds to the complete answer
  Measured cost_usd;       ///< dollars for one answer
};

/// One arm of an evaluation under the name it has there.
struct EvalArm {
  std::string label;
  std::string model;                  ///< as the tool names it; empty: not said
  std::vector<GradedAnswer> answers;  ///< empty where only sums are in the file
  double right = 0, of = 0;           ///< of sums: right answers, graded answers
  double errors = 0;                  ///< of sums: questions on which the harness failed
  Usage usage;
};

/// One file.
struct EvalRun {
  std::string file;
  std::string format;   ///< "promptfoo", "lm-evaluation-harness", "DeepEval", "RAGAS", "OpenAI evals", "CSV"
  std::string version;  ///< of the format: "3", "0.4"
  std::string metric;   ///< what counts as right; empty: the tool's own verdict
  std::vector<EvalArm> arms;
};

/// What a person says about how to read a file.
struct EvalAsk {
  std::string metric;               ///< empty: the only one
  std::optional<double> threshold;  ///< a score counts as right from here on
};

}  // namespace pathfinder
