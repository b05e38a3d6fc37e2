#include "pathfinder/saved/stored_decision.hpp"

#include "saved/decision_format.hpp"
#include "saved/format.hpp"

namespace pathfinder {

Words cited(const Decision& decision, const Words& words) {
  Decision copy = decision;  // a description names variables; walking changes none of them
  saved::FormatContext context(words, nullptr);
  walk_fields([&](Fields& fields) { saved::describe_decision(fields, copy, context); });
  return context.citations().words(words, decision);
}

}  // namespace pathfinder
