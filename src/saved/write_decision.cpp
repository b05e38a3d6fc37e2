#include "pathfinder/saved/write_decision.hpp"

#include "saved/decision_format.hpp"
#include "saved/format.hpp"

namespace pathfinder {

std::string render_json(const Decision& decision, const Words& words, std::string_view language) {
  Decision copy = decision;  // a description names variables; writing changes none of them
  if (copy.edition.version.empty()) copy.edition.version = PATHFINDER_VERSION;
  if (copy.edition.data_date.empty()) copy.edition.data_date = words.data_date;
  const Sentences sentences(words, language);
  saved::FormatContext context(words, &sentences);
  return write_json([&](Fields& fields) { saved::describe_decision(fields, copy, context); });
}

void check_decision(const Decision& decision, const Words& words) {
  Decision copy = decision;
  saved::FormatContext context = saved::FormatContext::of_figures(words);
  walk_fields([&](Fields& fields) { saved::describe_figures(fields, copy, context); });
}

void describe_decision(Fields& fields) {
  Decision decision;
  const Words words;
  saved::FormatContext context(words, nullptr);
  saved::describe_decision(fields, decision, context);
}

}  // namespace pathfinder
