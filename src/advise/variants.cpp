#include "pathfinder/advise/variants.hpp"

#include <algorithm>
#include <optional>

#include "pathfinder/catalogue/variants.hpp"

namespace pathfinder {
namespace {

constexpr double full_reason = 1;  ///< points that make a form better than the plain one

bool counts_under(const VariantRule& rule, std::string_view option) {
  const auto names = [&](std::string_view id) {
    if (option == id) return true;
    if (option.size() <= id.size()) return false;
    return (option.starts_with(id) && option[id.size()] == '+') ||
           (option.ends_with(id) && option[option.size() - id.size() - 1] == '+');
  };
  return rule.options.empty() || std::any_of(rule.options.begin(), rule.options.end(), names);
}

/// The first gate that rules a form out; null: none does.
const VariantRule* ruled_out_by(const OptionVariant& variant, const CompiledVariant& rules, const FactColumns& facts) {
  for (std::size_t i = 0; i < variant.gates.size(); ++i) {
    if (facts.judge(rules.gates[i]) == Truth::yes) return &variant.gates[i];
  }
  return nullptr;
}

VariantView view_of(const OptionVariant& variant, const CompiledVariant& rules, std::string_view option,
                    const FactColumns& facts) {
  VariantView view;
  view.id = variant.id;
  view.form = variant.id + "." + form_under(variant, option)->option;
  if (const VariantRule* gate = ruled_out_by(variant, rules, facts)) view.ruled_out = gate->id;
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

/// Of forms in their order, offered one by one, the one that is taken: the plain one, or the first with the most points
/// where those are a full reason.
class Leading {
 public:
  void offer(std::size_t form, const OptionVariant& variant, double points, bool ruled_out) {
    const bool plain = variant.wins.empty();
    if (ruled_out || (!plain && points < full_reason) || (best_ && points <= points_)) return;
    best_ = form;
    points_ = points;
  }
  std::optional<std::size_t> best() const { return best_; }

 private:
  std::optional<std::size_t> best_;
  double points_ = 0;
};

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
  Leading leading;
  for (std::size_t i = 0; i < views.size(); ++i)
    leading.offer(i, *rows[i], views[i].points, !views[i].ruled_out.empty());
  if (!leading.best()) return {};
  const std::size_t best = *leading.best();
  for (std::size_t i = 0; i < views.size(); ++i) {
    if (i != best && !could_win(views[i], *rows[i], views[best].points)) views[i].would.clear();
  }
  views[best].would.clear();
  const auto first = views.begin();
  std::rotate(first, first + static_cast<std::ptrdiff_t>(best), first + static_cast<std::ptrdiff_t>(best) + 1);
  return views;
}

std::string leading_form(std::string_view option, const FactColumns& facts, const Catalogue& catalogue) {
  Leading leading;
  for (std::size_t i = 0; i < catalogue.variants.size(); ++i) {
    const OptionVariant& variant = catalogue.variants[i];
    const CompiledVariant& rules = catalogue.variant_rules[i];
    if (form_under(variant, option) == nullptr) continue;
    double points = 0;
    for (std::size_t k = 0; k < variant.wins.size(); ++k) {
      if (counts_under(variant.wins[k], option) && facts.value(rules.wins[k]) == 1) points += variant.wins[k].points;
    }
    if (points < full_reason && !variant.wins.empty()) continue;  // whatever its gates say
    leading.offer(i, variant, points, ruled_out_by(variant, rules, facts) != nullptr);
  }
  return leading.best() ? catalogue.variants[*leading.best()].id : std::string();
}

}  // namespace pathfinder
