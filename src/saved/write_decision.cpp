#include "pathfinder/saved/write_decision.hpp"

#include "saved/decision_format.hpp"

namespace pathfinder {

std::string render_json(const Decision& decision, const Catalogue& catalogue, std::string_view language) {
  Decision copy = decision;  // a description names variables; writing changes none of them
  if (copy.edition.version.empty()) copy.edition.version = PATHFINDER_VERSION;
  if (copy.edition.data_date.empty()) copy.edition.data_date = catalogue.data_date;
  const Sentences sentences(catalogue, language);
  DecisionFormat format(copy, catalogue, &sentences);
  return write_json([&](Fields& fields) { format.describe(fields); });
}

void describe_decision(Fields& fields) {
  Decision decision;
  Catalogue catalogue;
  catalogue.texts["en"];
  DecisionFormat(decision, catalogue, nullptr).describe(fields);
}

}  // namespace pathfinder
