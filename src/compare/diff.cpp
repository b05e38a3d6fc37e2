#include "pathfinder/compare/diff.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace pathfinder {
namespace {

const SavedContribution* find(const SavedOption& option, std::string_view criterion) {
  for (const SavedContribution& one : option.contributions) {
    if (one.criterion == criterion) return &one;
  }
  return nullptr;
}

const SavedRule* find(const std::vector<SavedRule>& rules, std::string_view id) {
  for (const SavedRule& one : rules) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

double points(const SavedOption& option, std::string_view criterion) {
  const SavedContribution* found = find(option, criterion);
  return found == nullptr ? 0 : found->points;
}

/// Words of an expression that are slots of the vocabulary.
void add_slots(std::string_view expression, const Vocabulary& vocabulary, std::set<std::size_t>& slots) {
  std::string word;
  const auto take = [&] {
    const std::size_t slot = word.empty() ? Vocabulary::none : vocabulary.find(word);
    if (slot != Vocabulary::none) slots.insert(slot);
    word.clear();
  };
  for (const char c : expression) {
    const bool part = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    if (part) {
      word += c;
    } else {
      take();
    }
  }
  take();
}

class DecisionComparison {
 public:
  DecisionComparison(const SavedDecision& before, const SavedDecision& after, const Catalogue& catalogue,
                     double min_change)
      : before_(before), after_(after), catalogue_(catalogue), min_change_(min_change) {}

  DecisionDiff run() {
    diff_.winner_before = before_.winner;
    diff_.winner_after = after_.winner;
    diff_.verdict_before = before_.verdict;
    diff_.verdict_after = after_.verdict;
    diff_.confidence_before = before_.confidence;
    diff_.confidence_after = after_.confidence;
    diff_.runner_up_before = before_.runner_up;
    diff_.runner_up_after = after_.runner_up;
    diff_.version_before = before_.version;
    diff_.version_after = after_.version;
    diff_.data_before = before_.data_date;
    diff_.data_after = after_.data_date;
    diff_.currency = after_.currency;
    diff_.usd_rate = after_.usd_rate;
    const bool both = before_.confidence && after_.confidence;
    diff_.confidence_moved = both ? before_.confidence != after_.confidence &&
                                        std::abs(*after_.confidence - *before_.confidence) >= min_change_
                                  : before_.confidence.has_value() != after_.confidence.has_value();
    facts();
    figures();
    rules();
    prices();
    policies();
    causes();
    return std::move(diff_);
  }

 private:
  bool worth_telling(std::optional<double> before, std::optional<double> after) const {
    if (before.has_value() != after.has_value()) return true;
    if (!before || *before == *after) return false;
    return *before == 0 || std::abs(*after / *before - 1) >= min_change_;
  }

  void facts() {
    const auto compare = [&](const std::string& id) {
      const SavedFact* a = before_.fact(id);
      const SavedFact* b = after_.fact(id);
      const SavedFact none;
      const SavedFact& was = a == nullptr ? none : *a;
      const SavedFact& is = b == nullptr ? none : *b;
      const bool value = was.value != is.value || was.low != is.low || was.high != is.high;
      if (value || was.origin != is.origin) {
        diff_.facts.push_back({id, was.value, is.value, was.low, was.high, is.low, is.high, was.origin, is.origin});
      }
      if (value) changed_.push_back(id);
    };
    for (const auto& [id, fact] : before_.facts) compare(id);
    for (const auto& [id, fact] : after_.facts) {
      if (before_.fact(id) == nullptr) compare(id);
    }
    // What was said comes before what merely follows from it.
    std::stable_partition(diff_.facts.begin(), diff_.facts.end(),
                          [&](const FactChange& one) { return said(one.origin_before) || said(one.origin_after); });
    std::vector<std::string> given;
    for (const std::string& id : changed_) {
      const SavedFact* a = before_.fact(id);
      const SavedFact* b = after_.fact(id);
      if ((a != nullptr && said(a->origin)) || (b != nullptr && said(b->origin))) given.push_back(id);
    }
    if (!given.empty()) roots_ = given;
    if (given.empty()) roots_ = changed_;  // an assumption of the data changed
  }

  static bool said(std::string_view origin) { return origin == "given" || origin == "measured" || origin == "preset"; }

  void figures() {
    const auto compare = [&](const SavedOption* was, const SavedOption* is, const std::string& name,
                             std::vector<FigureChange>& to) {
      std::vector<std::pair<std::string, std::string>> keys;
      for (const SavedOption* option : {was, is}) {
        if (option == nullptr) continue;
        for (const SavedFigure& figure : option->figures) {
          if (std::none_of(keys.begin(), keys.end(), [&](const auto& key) { return key.first == figure.key; }))
            keys.emplace_back(figure.key, figure.unit);
        }
      }
      const auto central = [](const SavedOption* option, const std::string& key) -> std::optional<double> {
        if (option == nullptr) return std::nullopt;
        for (const SavedFigure& figure : option->figures) {
          if (figure.key == key) return figure.central;
        }
        return std::nullopt;
      };
      for (const auto& [key, unit] : keys) {
        const std::optional<double> a = central(was, key);
        const std::optional<double> b = central(is, key);
        if (worth_telling(a, b)) to.push_back({name, key, unit, a, b});
      }
      // Money first.
      std::stable_partition(to.begin(), to.end(), [](const FigureChange& one) { return one.figure.ends_with("_usd"); });
    };
    compare(before_.option(before_.winner), after_.option(after_.winner), after_.winner, diff_.recommended);
    for (const SavedOption& option : after_.options) {
      if (option.strategy == after_.winner && before_.winner == after_.winner) continue;
      std::vector<FigureChange> moved;
      compare(before_.option(option.strategy), &option, option.strategy, moved);
      diff_.others.insert(diff_.others.end(), moved.begin(), moved.end());
    }
  }

  /// Changed facts among those that a rule reads, directly or through what is derived from them.
  std::vector<std::string> changed_among(const std::vector<std::string>& reads) const {
    std::set<std::size_t> slots;
    for (const std::string& id : reads) {
      const std::size_t slot = catalogue_.vocabulary.find(id);
      if (slot != Vocabulary::none) slots.insert(slot);
    }
    bool through_estimates = false;
    close(slots, through_estimates);
    std::vector<std::string> found;
    for (const std::string& id : roots_) {
      const std::size_t slot = catalogue_.vocabulary.find(id);
      const bool read = std::find(reads.begin(), reads.end(), id) != reads.end();
      if (read || (slot != Vocabulary::none && slots.count(slot) != 0)) found.push_back(id);
    }
    if (found.empty() && through_estimates) return roots_;
    return found;
  }

  /// Adds what the slots are derived from.
  void close(std::set<std::size_t>& slots, bool& through_estimates) const {
    const Vocabulary& vocabulary = catalogue_.vocabulary;
    for (bool more = true; more;) {
      const std::size_t count = slots.size();
      for (const Derivation& one : vocabulary.derivations) {
        if (slots.count(one.slot) == 0) continue;
        slots.insert(one.from.begin(), one.from.end());
        add_slots(one.expression, vocabulary, slots);
      }
      more = slots.size() > count;
    }
    for (const std::size_t slot : slots)
      through_estimates = through_estimates || vocabulary.slots[slot].kind == FactSpec::Kind::estimated;
  }

  void rules() {
    for (const SavedOption& is : after_.options) {
      const SavedOption* was = before_.option(is.strategy);
      if (was == nullptr) {
        diff_.rules.push_back({is.strategy, "standing", is.strategy, "", is.standing, {}});
        continue;
      }
      compare_rules(*was, is, "gate", was->gates, is.gates);
      compare_rules(*was, is, "caution", was->cautions, is.cautions);
      if (was->standing != is.standing)
        diff_.rules.push_back({is.strategy, "standing", is.strategy, was->standing, is.standing, roots_});
      for (const SavedContribution& now : is.contributions) {
        const SavedContribution* then = find(*was, now.criterion);
        if (then == nullptr) continue;
        // A weight is the same for every option, a scale too: told once.
        if (then->weight != now.weight && !told("weight", now.criterion))
          diff_.rules.push_back({"", "weight", now.criterion, digits(then->weight), digits(now.weight), {}});
        if (scale_changed(*was, is, *then, now) && !told("scale", now.criterion))
          diff_.rules.push_back({"", "scale", now.criterion, digits(then->value), digits(now.value), {}});
      }
    }
    for (const SavedOption& was : before_.options) {
      if (after_.option(was.strategy) == nullptr)
        diff_.rules.push_back({was.strategy, "standing", was.strategy, was.standing, "", {}});
    }
  }

  bool told(std::string_view kind, const std::string& id) const {
    return std::any_of(diff_.rules.begin(), diff_.rules.end(),
                       [&](const RuleChange& one) { return one.kind == kind && one.id == id; });
  }

  static std::string digits(double value) {
    std::string text = std::to_string(std::round(value * 1e4) / 1e4);
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
  }

  void compare_rules(const SavedOption& was, const SavedOption& is, std::string_view kind,
                     const std::vector<SavedRule>& then, const std::vector<SavedRule>& now) {
    for (const SavedRule& rule : now) {
      const SavedRule* old = find(then, rule.id);
      if (old != nullptr && old->threshold && rule.threshold && *old->threshold != *rule.threshold) {
        diff_.rules.push_back(
            {is.strategy, "threshold", rule.id, digits(*old->threshold), digits(*rule.threshold), {}});
      }
      const std::string before = old == nullptr ? "" : said_by(*old, kind);
      const std::string after = said_by(rule, kind);
      if (before != after)
        diff_.rules.push_back({is.strategy, std::string(kind), rule.id, before, after, changed_among(rule.reads)});
    }
    for (const SavedRule& rule : then) {
      if (find(now, rule.id) == nullptr)
        diff_.rules.push_back({was.strategy, std::string(kind), rule.id, said_by(rule, kind), "", {}});
    }
  }

  /// Of a gate whether it blocks; of a caution what it takes.
  static std::string said_by(const SavedRule& rule, std::string_view kind) {
    if (kind == "gate") return rule.says;
    return rule.taken ? digits(rule.takes) : "0";
  }

  /// The same raw figure and the same cautions give another value.
  static bool scale_changed(const SavedOption& was, const SavedOption& is, const SavedContribution& then,
                            const SavedContribution& now) {
    if (then.raw != now.raw || then.value == now.value) return false;
    return taken(was, then.criterion) == taken(is, now.criterion);
  }

  static double taken(const SavedOption& option, std::string_view criterion) {
    double sum = 0;
    for (const SavedRule& caution : option.cautions) {
      if (caution.criterion == criterion && caution.taken) sum += caution.takes;
    }
    return sum;
  }

  void prices() {
    std::vector<std::string> options;
    for (const std::string& name : {after_.winner, before_.winner}) {
      if (!name.empty() && std::find(options.begin(), options.end(), name) == options.end()) options.push_back(name);
    }
    for (const std::string& name : options) {
      const SavedOption* was = before_.option(name);
      const SavedOption* is = after_.option(name);
      if (was == nullptr || is == nullptr) continue;
      const auto line_of = [](const SavedOption& option, const SavedLine& like) -> const SavedLine* {
        for (const SavedLine& one : option.bill) {
          if (one.line == like.line && one.period == like.period) return &one;
        }
        return nullptr;
      };
      const SavedLine none;
      for (const SavedLine& now : is->bill) {
        const SavedLine* then = line_of(*was, now);
        const SavedLine& old = then == nullptr ? none : *then;
        if (!worth_telling(old.usd, now.usd) && (then == nullptr || old.sources == now.sources)) continue;
        diff_.prices.push_back({name, now.line, now.period, old.usd, now.usd, old.sources, now.sources, roots_});
      }
      for (const SavedLine& old : was->bill) {
        if (line_of(*is, old) == nullptr && old.usd)
          diff_.prices.push_back({name, old.line, old.period, old.usd, std::nullopt, old.sources, {}, roots_});
      }
    }
    std::stable_sort(diff_.prices.begin(), diff_.prices.end(),
                     [](const PriceChange& a, const PriceChange& b) { return moved(a) > moved(b); });
  }

  static double moved(const PriceChange& one) { return std::abs(one.after.value_or(0) - one.before.value_or(0)); }

  void policies() {
    const auto of = [](const SavedDecision& decision, const std::string& id) -> const SavedPolicy* {
      for (const SavedPolicy& one : decision.policies) {
        if (one.id == id) return &one;
      }
      return nullptr;
    };
    for (const SavedPolicy& now : after_.policies) {
      const SavedPolicy* then = of(before_, now.id);
      if (then == nullptr || then->holds != now.holds)
        diff_.policies.push_back({now.id, then == nullptr ? "" : then->holds, now.holds, now.deny});
    }
    for (const SavedPolicy& then : before_.policies) {
      if (of(after_, then.id) == nullptr) diff_.policies.push_back({then.id, then.holds, "", then.deny});
    }
  }

  // --- what moved the answer ---

  void causes() {
    const bool flipped = before_.winner != after_.winner;
    const std::string& other =
        flipped ? before_.winner : (after_.runner_up.empty() ? before_.runner_up : after_.runner_up);
    const std::string& first = after_.winner;
    const SavedOption* first_was = before_.option(first);
    const SavedOption* first_is = after_.option(first);
    const SavedOption* other_was = before_.option(other);
    const SavedOption* other_is = after_.option(other);
    if (flipped) {
      if (other_was != nullptr && other_is != nullptr) gate_causes(*other_was, *other_is, true);
      if (first_was != nullptr && first_is != nullptr) gate_causes(*first_was, *first_is, false);
    }
    if (first_was == nullptr || first_is == nullptr || other_was == nullptr || other_is == nullptr) return;
    std::vector<Cause> found;
    for (const SavedContribution& now : first_is->contributions) {
      const double of_first = now.points - points(*first_was, now.criterion);
      const double of_other = points(*other_is, now.criterion) - points(*other_was, now.criterion);
      const double moved = of_first - of_other;
      if (std::abs(moved) < least_points) continue;
      // The option whose points moved more tells why.
      const bool by_first = std::abs(of_first) >= std::abs(of_other);
      Cause cause = by_first ? why(*first_was, *first_is, now.criterion) : why(*other_was, *other_is, now.criterion);
      cause.points = moved;
      found.push_back(std::move(cause));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Cause& a, const Cause& b) { return std::abs(a.points) > std::abs(b.points); });
    double largest = 0;
    for (const Cause& cause : found) {
      if (!flipped || cause.points > 0) largest = std::max(largest, std::abs(cause.points));
    }
    // What pulled the other way, or a tenth of what moved it, did not move the answer.
    std::erase_if(found, [&](const Cause& cause) {
      return (flipped && cause.points < 0) || std::abs(cause.points) < largest / 10;
    });
    if (found.size() > most_causes) found.resize(most_causes);
    diff_.causes.insert(diff_.causes.end(), found.begin(), found.end());
  }

  /// Gates that block an option now and did not (`blocked`), or the other way round.
  void gate_causes(const SavedOption& was, const SavedOption& is, bool blocked) {
    if (blocked ? is.standing != "blocked" || was.standing == "blocked"
                : was.standing != "blocked" || is.standing == "blocked")
      return;
    const SavedOption& held = blocked ? is : was;
    const SavedOption& free = blocked ? was : is;
    for (const SavedRule& gate : held.gates) {
      if (gate.says != "yes") continue;
      const SavedRule* there = find(free.gates, gate.id);
      if (there != nullptr && there->says == "yes") continue;
      Cause cause;
      cause.kind = "gate";
      cause.id = gate.id;
      cause.option = is.strategy;
      cause.facts = changed_among(gate.reads);
      diff_.causes.push_back(std::move(cause));
    }
  }

  /// Why an option has other points on a criterion.
  Cause why(const SavedOption& was, const SavedOption& is, const std::string& criterion) const {
    Cause cause;
    cause.option = is.strategy;
    cause.criterion = criterion;
    const SavedContribution* then = find(was, criterion);
    const SavedContribution* now = find(is, criterion);
    if (then == nullptr || now == nullptr) {
      cause.kind = "data";
    } else if (then->weight != now->weight) {
      cause.kind = "weight";
    } else if (const SavedRule* caution = caution_changed(was, is, criterion)) {
      cause.kind = "caution";
      cause.id = caution->id;
      cause.facts = changed_among(caution->reads);
    } else if (then->raw == now->raw) {
      cause.kind = "scale";
    } else {
      cause.kind = "criterion";
      cause.facts = facts_behind(is.strategy, criterion);
      if (cause.facts.empty()) {
        cause.kind = "data";
        for (const PriceChange& price : diff_.prices) {
          if (price.option != is.strategy || criterion != "cost") continue;
          cause.kind = "price";
          cause.id = price.line;
          break;
        }
      }
    }
    return cause;
  }

  static const SavedRule* caution_changed(const SavedOption& was, const SavedOption& is, std::string_view criterion) {
    for (const SavedRule& now : is.cautions) {
      const SavedRule* then = find(was.cautions, now.id);
      const double before = then != nullptr && then->taken ? then->takes : 0;
      if (now.criterion == criterion && before != (now.taken ? now.takes : 0)) return &now;
    }
    for (const SavedRule& then : was.cautions) {
      if (then.criterion == criterion && then.taken && find(is.cautions, then.id) == nullptr) return &then;
    }
    return nullptr;
  }

  /// Changed facts that an option's rule for a criterion reads.
  std::vector<std::string> facts_behind(const std::string& strategy, const std::string& criterion) const {
    for (const Strategy& one : catalogue_.strategies) {
      if (one.id != strategy) continue;
      for (const ValueRule& rule : one.values) {
        if (rule.criterion != criterion) continue;
        std::set<std::size_t> slots;
        add_slots(rule.raw, catalogue_.vocabulary, slots);
        std::vector<std::string> reads;
        for (const std::size_t slot : slots) reads.push_back(catalogue_.vocabulary.slots[slot].id);
        return changed_among(reads);
      }
    }
    return roots_;
  }

  static constexpr std::size_t most_causes = 4;
  static constexpr double least_points = 1e-9;

  const SavedDecision& before_;
  const SavedDecision& after_;
  const Catalogue& catalogue_;
  double min_change_;
  DecisionDiff diff_;
  std::vector<std::string> changed_;  ///< facts with another value
  std::vector<std::string> roots_;    ///< of those the ones that were said; all where none was
};

}  // namespace

DecisionDiff compare_decisions(const SavedDecision& before, const SavedDecision& after, const Catalogue& catalogue,
                               double min_change) {
  return DecisionComparison(before, after, catalogue, min_change).run();
}

}  // namespace pathfinder
