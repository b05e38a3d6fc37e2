#include "pathfinder/advise/variants.hpp"

#include <algorithm>

#include "pathfinder/catalogue/variants.hpp"

namespace pathfinder {
namespace {

constexpr double full_reason = 1;  ///< points that make a form better than the plain one

bool counts_under(const VariantRule& rule, std::string_view option) {
  const auto names = [&](const std::string& id) {
    return option == id || option.starts_with(id + "+") || option.ends_with("+" + id);
  };
  return rule.options.empty() || std::any_of(rule.options.begin(), rule.options.end(), names);
}

VariantView view_of(const OptionVariant& variant, const CompiledVariant& rules, std::string_view option,
                    const FactColumns& facts) {
  VariantView view;
  view.id = variant.id;
  view.form = variant.id + "." + form_under(variant, option)->option;
  for (std::size_t i = 0; i < variant.gates.size() && view.ruled_out.empty(); ++i) {
    if (facts.judge(rules.gates[i]) == Truth::yes) view.ruled_out = variant.gates[i].id;
  }
  for (std::size_t i = 0; i < variant.wins.size(); ++i) {
    const VariantRule& rule = variant.wins[i];
    if (!counts_under(rule, option)) continue;
    if (facts.value(rules.wins[i]) == 1) {
      view.points += rule.points;
      view.reasons.push_back(rule.id);
    } else if (facts.judge(rules.wins[i]) == Truth::unknown) {
      view.would.push_back(rule.id);
    }
  }
  return view;
}

/// Whether `view` would be taken before one with `points` if all that no fact decides held.
bool could_win(const VariantView& view, const OptionVariant& variant, double points) {
  double most = view.points;
  for (const VariantRule& rule : variant.wins) {
    if (std::find(view.would.begin(), view.would.end(), rule.id) != view.would.end()) most += rule.points;
  }
  return view.ruled_out.empty() && most >= full_reason && most > points;
}

}  // namespace

std::vector<VariantView> variants_of(std::string_view option, const FactColumns& facts, const Catalogue& catalogue) {
  std::vector<VariantView> views;
  std::vector<const OptionVariant*> rows;
  for (std::size_t i = 0; i < catalogue.variants.size(); ++i) {
    const OptionVariant& variant = catalogue.variants[i];
    if (form_under(variant, option) == nullptr) continue;
    views.push_back(view_of(variant, catalogue.variant_rules[i], option, facts));
    rows.push_back(&variant);
  }
  if (views.empty()) return views;
  std::size_t best = views.size();
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (!views[i].ruled_out.empty()) continue;
    const bool plain = rows[i]->wins.empty();
    if (!plain && views[i].points < full_reason) continue;
    if (best == views.size() || views[i].points > views[best].points) best = i;
  }
  if (best == views.size()) return {};
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (i != best && !could_win(views[i], *rows[i], views[best].points)) views[i].would.clear();
  }
  views[best].would.clear();
  const auto first = views.begin();
  std::rotate(first, first + static_cast<std::ptrdiff_t>(best), first + static_cast<std::ptrdiff_t>(best) + 1);
  return views;
}

}  // namespace pathfinder
