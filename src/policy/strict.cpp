#include "pathfinder/policy/strict.hpp"

#include <algorithm>
#include <array>

#include "pathfinder/base/calendar.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "policy/figures.hpp"

namespace pathfinder {
namespace {

std::string whole(double number) {
  return std::to_string(static_cast<long long>(number));
}

/// What a quote is for: an item of pathfinder/quotes/1, and the accelerator, region or model that it must name.
struct Wanted {
  std::string item;  ///< empty: no quote helps
  std::string named;
};

std::string region_of(const Decision& decision, const Catalogue& catalogue) {
  const std::size_t slot = catalogue.vocabulary.find("region");
  if (slot >= decision.facts.size() || !(decision.facts[slot].value >= 0)) return {};
  const auto at = static_cast<std::size_t>(decision.facts[slot].value);
  return at < catalogue.regions.size() ? catalogue.regions[at].id : std::string();
}

/// The quote that a line of a bill could be priced by.
Wanted quote_for(const Line<Dollars>& line, const Decision& decision, const Plan& plan, const Catalogue& catalogue) {
  struct Row {
    std::string_view method, item;
  };
  static constexpr std::array<Row, 9> rows = {{{"cost.rent", "rent"},
                                               {"cost.power", "power"},
                                               {"cost.api", "api"},
                                               {"cost.hosted-tuning", "tuning"},
                                               {"cost.server", "cpu-server"},
                                               {"cost.labelling", "labelling"},
                                               {"cost.evaluation", "evaluation-set"},
                                               {"cost.vector-store", "vector-store"},
                                               {"cost.staff", "staff"}}};
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const Row& one) { return one.method == line.basis.method; });
  if (row == rows.end()) return {};
  if (row->item == "api" && line.label.find("embedding") != std::string::npos) return {"embedding", ""};
  if (row->item == "rent") return {"rent", plan.gpu};
  if (row->item == "power") return {"power", region_of(decision, catalogue)};
  if (row->item == "api") return {"api", plan.api.substr(0, plan.api.find(','))};
  return {std::string(row->item), ""};
}

/// Makes the way out of each finding: the quote to write the first time that an item is wanted, then a word that the
/// same quote settles this too.
class WaysOut {
 public:
  WaysOut(const Decision& decision, std::string_view today) : decision_(decision), today_(today) {}

  void add(Diagnostic& finding, const Wanted& wanted) {
    if (wanted.item.empty()) return;
    if (std::find(said_.begin(), said_.end(), wanted.item) != said_.end()) {
      finding.help = "help.figure-not-read.same";
      finding.fields.push_back({"item", wanted.item});
      return;
    }
    said_.push_back(wanted.item);
    finding.help = "help.figure-not-read.quote";
    finding.fields.push_back({"line", quote_to_fill(wanted.item, wanted.named, decision_.currency, today_)});
  }

 private:
  const Decision& decision_;
  std::string_view today_;
  std::vector<std::string> said_;
};

}  // namespace

std::vector<Diagnostic> strict_findings(const Decision& decision, const Catalogue& catalogue, std::string_view today) {
  std::vector<Diagnostic> found;
  const Assessment* winner = decision.winner();
  if (winner == nullptr) return found;
  const Plan& plan = winner->estimate.plan;
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
  WaysOut ways_out(decision, today);
  for (const RestingFigure& figure : resting_figures(*winner, catalogue)) {
    const bool line = figure.id.rfind("bill.", 0) == 0;
    // A sum rests on its lines. A formula is held up by one source that was read; a price is one number of one source.
    if (figure.unread.empty() || figure.id.ends_with("_usd") || (!line && figure.any_read)) continue;
    std::vector<std::string> sources = figure.unread;
    std::replace(sources.begin(), sources.end(), std::string(), std::string("–"));
    found.push_back({"figure-not-read",
                     where,
                     {{"figure", line ? "@" + figure.id : "@diff.figure." + figure.id}, {"source", join(sources)}},
                     "",
                     false});
    for (const Line<Dollars>& one : winner->estimate.bill) {
      if (line && figure.id == "bill." + one.label)
        ways_out.add(found.back(), quote_for(one, decision, plan, catalogue));
    }
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
    const std::string of = price.id.substr(price.id.find(':') + 1);
    if (price.kind == "rent" || price.kind == "power" || price.kind == "api")
      ways_out.add(found.back(), {price.kind, of});
  }
  return found;
}

}  // namespace pathfinder
