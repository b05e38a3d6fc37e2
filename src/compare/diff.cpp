#include "pathfinder/compare/diff.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "compare/parts.hpp"

namespace pathfinder {
namespace {

using compared::facts_of;
using compared::facts_read;
using compared::find;
using compared::said;
using compared::threshold_of;
using compared::ToldFact;
using compared::ToldFigure;
using compared::word_of;

template <class Row>
const Row* row_of(const std::vector<Row>& rows, std::string_view id) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == id; });
  return at == rows.end() ? nullptr : &*at;
}

const Contribution* find(const Assessment& option, std::string_view criterion) {
  for (const Contribution& one : option.contributions) {
    if (one.criterion == criterion) return &one;
  }
  return nullptr;
}

double points(const Assessment& option, std::string_view criterion) {
  const Contribution* found = find(option, criterion);
  return found == nullptr ? 0 : found->points;
}

/// The same raw figure, or none both times.
bool same_raw(const Contribution& one, const Contribution& other) {
  return one.raw == other.raw || (std::isnan(one.raw) && std::isnan(other.raw));
}

std::string verdict_of(const Decision& decision) {
  static constexpr std::array<std::string_view, 4> words = {"clear", "leaning", "toss_up", "none"};
  if (decision.winner() == nullptr) return "none";
  return decision.confidence ? std::string(words.at(static_cast<std::size_t>(decision.confidence->verdict))) : "";
}

std::optional<double> confidence_of(const Decision& decision) {
  return decision.winner() != nullptr && decision.confidence ? std::optional(decision.confidence->first) : std::nullopt;
}

/// What a line of the bill costs; absent where a quote is needed.
std::optional<double> usd_of(const Line<Dollars>& line) {
  return line.quote_needed ? std::nullopt : std::optional(line.central.value);
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
  DecisionComparison(const DecisionInWords& before, const DecisionInWords& after, const Catalogue& catalogue,
                     double min_change, std::vector<std::string> not_comparable)
      : before_(before.decision),
        after_(after.decision),
        catalogue_(catalogue),
        min_change_(min_change),
        facts_before_(facts_of(before.decision, before.words)),
        facts_after_(facts_of(after.decision, after.words)) {
    diff_.not_comparable = std::move(not_comparable);
    diff_.runner_up_before = compared::runner_up_of(before);
    diff_.runner_up_after = compared::runner_up_of(after);
  }

  DecisionDiff run() {
    diff_.winner_before = compared::winner_of(before_);
    diff_.winner_after = compared::winner_of(after_);
    diff_.verdict_before = verdict_of(before_);
    diff_.verdict_after = verdict_of(after_);
    diff_.confidence_before = confidence_of(before_);
    diff_.confidence_after = confidence_of(after_);
    diff_.version_before = before_.edition.version;
    diff_.version_after = after_.edition.version;
    diff_.data_before = before_.edition.data_date;
    diff_.data_after = after_.edition.data_date;
    diff_.currency = after_.currency;
    diff_.usd_rate = after_.usd_rate;
    const std::optional<double>& was = diff_.confidence_before;
    const std::optional<double>& is = diff_.confidence_after;
    diff_.confidence_moved =
        was && is ? was != is && std::abs(*is - *was) >= min_change_ : was.has_value() != is.has_value();
    forms();
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

  /// A file from before options had forms names none: nothing to compare.
  void forms() {
    if (before_.winner() != nullptr) diff_.variant_before = before_.winner()->variant;
    if (after_.winner() != nullptr) diff_.variant_after = after_.winner()->variant;
    for (const Assessment& is : after_.ranking) {
      const Assessment* was = find(before_, is.strategy);
      if (was == nullptr || was->variant.empty() || is.variant.empty() || was->variant == is.variant) continue;
      diff_.forms.push_back({is.strategy, was->variant, is.variant});
    }
  }

  void facts() {
    const auto compare = [&](const std::string& id) {
      const ToldFact* a = find(facts_before_, id);
      const ToldFact* b = find(facts_after_, id);
      const ToldFact none;
      const ToldFact& was = a == nullptr ? none : *a;
      const ToldFact& is = b == nullptr ? none : *b;
      const bool value = was.value != is.value || was.low != is.low || was.high != is.high;
      if (value || (a == nullptr) != (b == nullptr) || was.origin != is.origin) {
        const auto origin = [](const ToldFact* fact) {
          return fact == nullptr ? std::string() : std::string(word_of(fact->origin));
        };
        diff_.facts.push_back({id, was.value, is.value, was.low, was.high, is.low, is.high, origin(a), origin(b)});
      }
      if (value) changed_.push_back(id);
    };
    for (const auto& [id, fact] : facts_before_) compare(id);
    for (const auto& [id, fact] : facts_after_) {
      if (find(facts_before_, id) == nullptr) compare(id);
    }
    // What was said comes before what merely follows from it.
    std::stable_partition(diff_.facts.begin(), diff_.facts.end(), [&](const FactChange& one) {
      return said_of(facts_before_, one.fact) || said_of(facts_after_, one.fact);
    });
    std::vector<std::string> given;
    for (const std::string& id : changed_) {
      if (said_of(facts_before_, id) || said_of(facts_after_, id)) given.push_back(id);
    }
    if (!given.empty()) roots_ = given;
    if (given.empty()) roots_ = changed_;  // an assumption of the data changed
  }

  static bool said_of(const std::vector<std::pair<std::string, ToldFact>>& facts, const std::string& id) {
    const ToldFact* fact = find(facts, id);
    return fact != nullptr && said(fact->origin);
  }

  void figures() {
    const auto compare = [&](const Assessment* was, const Assessment* is, const std::string& name,
                             std::vector<FigureChange>& to) {
      std::vector<std::pair<std::string, std::string>> keys;
      for (const Assessment* option : {was, is}) {
        if (option == nullptr) continue;
        for (const ToldFigure& figure : compared::figures_of(option->estimate)) {
          if (!comparable(figure.key)) continue;
          if (std::none_of(keys.begin(), keys.end(), [&](const auto& key) { return key.first == figure.key; }))
            keys.emplace_back(figure.key, figure.unit);
        }
      }
      const auto central = [](const Assessment* option, const std::string& key) -> std::optional<double> {
        if (option == nullptr) return std::nullopt;
        for (const ToldFigure& figure : compared::figures_of(option->estimate)) {
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
    compare(find(before_, diff_.winner_before), find(after_, diff_.winner_after), diff_.winner_after,
            diff_.recommended);
    for (const Assessment& option : after_.ranking) {
      if (option.strategy == diff_.winner_after && diff_.winner_before == diff_.winner_after) continue;
      std::vector<FigureChange> moved;
      compare(find(before_, option.strategy), &option, option.strategy, moved);
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
    for (const Assessment& is : after_.ranking) {
      const Assessment* was = find(before_, is.strategy);
      if (was == nullptr) {
        diff_.rules.push_back({is.strategy, "standing", is.strategy, "", std::string(word_of(is.standing)), {}});
        continue;
      }
      compare_rules(*was, is, "gate", was->gates, is.gates);
      compare_rules(*was, is, "caution", was->cautions, is.cautions);
      if (was->standing != is.standing)
        diff_.rules.push_back({is.strategy, "standing", is.strategy, std::string(word_of(was->standing)),
                               std::string(word_of(is.standing)), roots_});
      for (const Contribution& now : is.contributions) {
        const Contribution* then = find(*was, now.criterion);
        if (then == nullptr) continue;
        // A weight is the same for every option, a scale too: told once.
        if (then->weight != now.weight && !told("weight", now.criterion))
          diff_.rules.push_back({"", "weight", now.criterion, digits(then->weight), digits(now.weight), {}});
        if (scale_changed(*was, is, *then, now) && !told("scale", now.criterion))
          diff_.rules.push_back({"", "scale", now.criterion, digits(then->value), digits(now.value), {}});
      }
    }
    for (const Assessment& was : before_.ranking) {
      if (find(after_, was.strategy) == nullptr)
        diff_.rules.push_back({was.strategy, "standing", was.strategy, std::string(word_of(was.standing)), "", {}});
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

  template <class Rule>
  void compare_rules(const Assessment& was, const Assessment& is, std::string_view kind, const std::vector<Rule>& then,
                     const std::vector<Rule>& now) {
    for (const Rule& rule : now) {
      const Rule* old = row_of(then, rule.id);
      const std::optional<double> threshold = old == nullptr ? std::nullopt : threshold_told(*old);
      const std::optional<double> present = threshold_told(rule);
      if (threshold && present && *threshold != *present)
        diff_.rules.push_back({is.strategy, "threshold", rule.id, digits(*threshold), digits(*present), {}});
      const std::string before = old == nullptr ? "" : said_by(*old);
      const std::string after = said_by(rule);
      if (before != after) {
        diff_.rules.push_back(
            {is.strategy, std::string(kind), rule.id, before, after, changed_among(facts_read(rule.read))});
      }
    }
    for (const Rule& rule : then) {
      if (row_of(now, rule.id) == nullptr)
        diff_.rules.push_back({was.strategy, std::string(kind), rule.id, said_by(rule), "", {}});
    }
  }

  /// Of a gate whether it blocks; of a caution what it takes.
  static std::string said_by(const GateResult& gate) { return std::string(word_of(gate.blocks)); }
  static std::string said_by(const CautionResult& caution) { return caution.taken ? digits(caution.takes) : "0"; }

  /// A gate's thresholds are not in the file: it says what it read and blocks.
  static std::optional<double> threshold_told(const GateResult&) { return std::nullopt; }
  static std::optional<double> threshold_told(const CautionResult& caution) { return threshold_of(caution.read); }

  /// The same raw figure and the same cautions give another value.
  static bool scale_changed(const Assessment& was, const Assessment& is, const Contribution& then,
                            const Contribution& now) {
    if (!same_raw(then, now) || then.value == now.value) return false;
    return taken(was, then.criterion) == taken(is, now.criterion);
  }

  static double taken(const Assessment& option, std::string_view criterion) {
    double sum = 0;
    for (const CautionResult& caution : option.cautions) {
      if (caution.criterion == criterion && caution.taken) sum += caution.takes;
    }
    return sum;
  }

  bool comparable(std::string_view key) const {
    return std::find(diff_.not_comparable.begin(), diff_.not_comparable.end(), key) == diff_.not_comparable.end();
  }

  void prices() {
    if (!comparable("bill")) return;
    std::vector<std::string> options;
    for (const std::string& name : {diff_.winner_after, diff_.winner_before}) {
      if (!name.empty() && std::find(options.begin(), options.end(), name) == options.end()) options.push_back(name);
    }
    for (const std::string& name : options) {
      const Assessment* was = find(before_, name);
      const Assessment* is = find(after_, name);
      if (was == nullptr || is == nullptr) continue;
      const auto line_of = [](const Assessment& option, const Line<Dollars>& like) -> const Line<Dollars>* {
        for (const Line<Dollars>& one : option.estimate.bill) {
          if (one.label == like.label && one.period == like.period) return &one;
        }
        return nullptr;
      };
      for (const Line<Dollars>& now : is->estimate.bill) {
        const Line<Dollars>* then = line_of(*was, now);
        const std::optional<double> before = then == nullptr ? std::nullopt : usd_of(*then);
        const std::vector<std::string> sources = then == nullptr ? std::vector<std::string>() : then->basis.sources;
        if (!worth_telling(before, usd_of(now)) && (then == nullptr || sources == now.basis.sources)) continue;
        diff_.prices.push_back({name, now.label, now.period, before, usd_of(now), sources, now.basis.sources, roots_,
                                then != nullptr, true});
      }
      for (const Line<Dollars>& old : was->estimate.bill) {
        if (line_of(*is, old) == nullptr && usd_of(old)) {
          diff_.prices.push_back(
              {name, old.label, old.period, usd_of(old), std::nullopt, old.basis.sources, {}, roots_, true, false});
        }
      }
    }
    std::stable_sort(diff_.prices.begin(), diff_.prices.end(),
                     [](const PriceChange& a, const PriceChange& b) { return moved(a) > moved(b); });
  }

  static double moved(const PriceChange& one) { return std::abs(one.after.value_or(0) - one.before.value_or(0)); }

  void policies() {
    const auto told = [](const PolicyResult& policy) { return std::string(word_of(policy.holds)); };
    for (const PolicyResult& now : after_.policies) {
      const PolicyResult* then = row_of(before_.policies, now.id);
      if (then == nullptr || then->holds != now.holds)
        diff_.policies.push_back({now.id, then == nullptr ? "" : told(*then), told(now), now.deny});
    }
    for (const PolicyResult& then : before_.policies) {
      if (row_of(after_.policies, then.id) == nullptr) diff_.policies.push_back({then.id, told(then), "", then.deny});
    }
  }

  // --- what moved the answer ---

  void causes() {
    const bool flipped = diff_.winner_before != diff_.winner_after;
    const std::string& other = flipped
                                   ? diff_.winner_before
                                   : (diff_.runner_up_after.empty() ? diff_.runner_up_before : diff_.runner_up_after);
    const std::string& first = diff_.winner_after;
    const Assessment* first_was = find(before_, first);
    const Assessment* first_is = find(after_, first);
    const Assessment* other_was = find(before_, other);
    const Assessment* other_is = find(after_, other);
    if (flipped) {
      if (other_was != nullptr && other_is != nullptr) gate_causes(*other_was, *other_is, true);
      if (first_was != nullptr && first_is != nullptr) gate_causes(*first_was, *first_is, false);
    }
    if (first_was == nullptr || first_is == nullptr || other_was == nullptr || other_is == nullptr) return;
    std::vector<Cause> found;
    for (const Contribution& now : first_is->contributions) {
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
  void gate_causes(const Assessment& was, const Assessment& is, bool blocked) {
    const bool now = is.standing == Standing::blocked;
    const bool then = was.standing == Standing::blocked;
    if (now == then || now != blocked) return;
    const Assessment& held = blocked ? is : was;
    const Assessment& free = blocked ? was : is;
    for (const GateResult& gate : held.gates) {
      if (gate.blocks != Truth::yes) continue;
      const GateResult* there = row_of(free.gates, gate.id);
      if (there != nullptr && there->blocks == Truth::yes) continue;
      Cause cause;
      cause.kind = "gate";
      cause.id = gate.id;
      cause.option = is.strategy;
      cause.facts = changed_among(facts_read(gate.read));
      diff_.causes.push_back(std::move(cause));
    }
  }

  /// Why an option has other points on a criterion.
  Cause why(const Assessment& was, const Assessment& is, const std::string& criterion) const {
    Cause cause;
    cause.option = is.strategy;
    cause.criterion = criterion;
    const Contribution* then = find(was, criterion);
    const Contribution* now = find(is, criterion);
    if (then == nullptr || now == nullptr) {
      cause.kind = "data";
    } else if (then->weight != now->weight) {
      cause.kind = "weight";
    } else if (const CautionResult* caution = caution_changed(was, is, criterion)) {
      cause.kind = "caution";
      cause.id = caution->id;
      cause.facts = changed_among(facts_read(caution->read));
    } else if (same_raw(*then, *now)) {
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

  static const CautionResult* caution_changed(const Assessment& was, const Assessment& is, std::string_view criterion) {
    for (const CautionResult& now : is.cautions) {
      const CautionResult* then = row_of(was.cautions, now.id);
      const double before = then != nullptr && then->taken ? then->takes : 0;
      if (now.criterion == criterion && before != (now.taken ? now.takes : 0)) return &now;
    }
    for (const CautionResult& then : was.cautions) {
      if (then.criterion == criterion && then.taken && row_of(is.cautions, then.id) == nullptr) return &then;
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

  const Decision& before_;
  const Decision& after_;
  const Catalogue& catalogue_;
  double min_change_;
  std::vector<std::pair<std::string, ToldFact>> facts_before_, facts_after_;
  DecisionDiff diff_;
  std::vector<std::string> changed_;  ///< facts with another value
  std::vector<std::string> roots_;    ///< of those the ones that were said; all where none was
};

}  // namespace

DecisionDiff compare_decisions(const DecisionInWords& before, const DecisionInWords& after, const Catalogue& catalogue,
                               double min_change, std::span<const DecisionStep> steps) {
  return DecisionComparison(before, after, catalogue, min_change, not_comparable(before.written, after.written, steps))
      .run();
}

}  // namespace pathfinder
