#include "pathfinder/policy/strict.hpp"

#include <algorithm>
#include <charconv>

#include "pathfinder/base/words.hpp"
#include "pathfinder/policy/figures.hpp"

namespace pathfinder {
namespace {

std::string whole(double number) {
  return std::to_string(static_cast<long long>(number));
}

/// What to do about a line of a bill, by how it is priced: text id.
std::string way_out(const std::string& figure, const Assessment& option) {
  for (const BillLine& line : option.estimate.bill) {
    static const std::vector<std::string> priced = {"cost.power", "cost.rent", "cost.evaluation", "cost.labelling"};
    const bool known = std::find(priced.begin(), priced.end(), line.basis.method) != priced.end();
    if (figure == "bill." + line.label && known) return "help.figure-not-read." + line.basis.method;
  }
  return "help.figure-not-read";
}

}  // namespace

std::vector<Diagnostic> strict_findings(const Decision& decision, const Catalogue& catalogue, std::string_view today) {
  std::vector<Diagnostic> found;
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return found;
  const Location where{winner->strategy, 0, 0, "", "", 1, 0};
  for (const std::string& fact : unread_assumptions(decision, *winner, catalogue)) {
    const std::size_t slot = catalogue.vocabulary.find(fact);
    found.push_back(
        {"assumption-not-read",
         where,
         {{"fact", fact}, {"source", decision.facts[slot].why}, {"option", catalogue.vocabulary.slots[slot].option}},
         "",
         false});
  }
  for (const RestingFigure& figure : resting_figures(*winner, catalogue)) {
    const bool sum = figure.id.ends_with("_usd");
    if (sum || figure.unread.empty()) continue;
    const bool line = figure.id.rfind("bill.", 0) == 0;
    std::vector<std::string> sources = figure.unread;
    std::replace(sources.begin(), sources.end(), std::string(), std::string("–"));
    found.push_back({"figure-not-read",
                     where,
                     {{"figure", line ? "@" + figure.id : "@diff.figure." + figure.id}, {"source", join(sources)}},
                     way_out(figure.id, *winner),
                     false});
  }
  for (const PriceUsed& price : prices_used(decision, *winner, catalogue)) {
    const auto limit = catalogue.constants.find("strict." + price.kind + "-days");
    if (limit == catalogue.constants.end()) continue;
    const double age = days_between(price.as_of, today);
    if (age <= limit->second.value) continue;
    found.push_back({"price-past-date",
                     where,
                     {{"price", price.id},
                      {"as_of", price.as_of},
                      {"source", price.source},
                      {"age", whole(age)},
                      {"limit", whole(limit->second.value)},
                      {"today", std::string(today)}},
                     "",
                     false});
  }
  return found;
}

}  // namespace pathfinder
