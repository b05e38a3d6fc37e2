#include "advise/present_way.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"

namespace pathfinder {
namespace {

const Fact* known_fact(const Decision& decision, const Catalogue& catalogue, std::string_view id) {
  const std::size_t slot = catalogue.vocabulary.find(id);
  return slot != Vocabulary::none && decision.facts[slot].known ? &decision.facts[slot] : nullptr;
}

bool in_use(const Decision& decision, const Catalogue& catalogue) {
  const Fact* way = known_fact(decision, catalogue, "present_solution");
  if (way == nullptr) return false;
  const std::vector<Level>& ways = catalogue.vocabulary.slots[catalogue.vocabulary.find("present_solution")].levels;
  return ways[static_cast<std::size_t>(way->value)].id == decision.winner()->strategy;
}

/// Months of use until what is spent on building comes back; 0 where it does not within `months`.
double month_of_return(const OptionEstimate& estimate, double today_a_month, double months) {
  const double saved = estimate.monthly ? today_a_month - estimate.monthly->central.value : 0;
  if (saved <= 0 || !estimate.setup) return 0;
  const double month = std::max(1.0, std::ceil(estimate.setup->central.value / saved));
  return month <= months ? month : 0;
}

}  // namespace

std::vector<Diagnostic> present_way(const Decision& decision, const Catalogue& catalogue) {
  std::vector<Diagnostic> found;
  if (decision.winner() == nullptr) return found;
  if (in_use(decision, catalogue)) found.push_back({"present-in-use", {}, {}, {}});
  const Fact* bill = known_fact(decision, catalogue, "present_cost_per_month");
  const OptionEstimate& estimate = decision.winner()->estimate;
  if (bill == nullptr || !estimate.total) return found;
  const double months = decision.facts[catalogue.slots.horizon_months].value;
  const Estimate<Dollars>& total = *estimate.total;
  const double saves = bill->value * months - total.central.value;
  const double least = bill->low * months - total.high.value;
  const double most = bill->high * months - total.low.value;
  const double back = month_of_return(estimate, bill->value, months);
  found.push_back({saves >= 0 ? "present-dearer" : "present-cheaper",
                   {},
                   {{"months", json_number(months)},
                    {"today_usd", json_number(bill->value * months)},
                    {"saves_usd", json_number(std::abs(saves))},
                    // What costs more is said as an amount above 0, with its ends in order.
                    {"low_usd", json_number(saves >= 0 ? least : -most)},
                    {"high_usd", json_number(saves >= 0 ? most : -least)},
                    {"back", back > 0 ? "@present.pays_back\t" + json_number(back) : std::string()}},
                   {}});
  return found;
}

}  // namespace pathfinder
