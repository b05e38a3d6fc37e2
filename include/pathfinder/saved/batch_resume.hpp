// What lies beside an unfinished output of `batch`: what it was begun with, so that nobody goes on with something else.
#pragma once

#include <string>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/saved/batch_summary.hpp"

namespace pathfinder {

struct BatchResume {
  BatchSettings made_with;
  std::string input_sha256;  ///< empty: a stream, whose bytes nobody has beforehand
  std::string form;          ///< of the output: "ndjson", "ndjson-full", "csv"
  std::string language;      ///< of its sentences
  double part = 1;
  double parts_of = 1;
};

void describe_batch_resume(Fields& fields, BatchResume& resume);

/// What differs between what was begun and what is asked for now: "input", "version", "data", "options"; empty:
/// nothing.
std::string other_run(const BatchResume& begun, const BatchResume& now);

}  // namespace pathfinder
