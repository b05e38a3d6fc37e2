// What differs between two decisions, and what moved the answer. Ids and numbers only.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace pathfinder {

/// A fact that has another value, or another origin with the same value.
struct FactChange {
  std::string fact;
  std::string before, after;  ///< as JSON writes the value; empty: not known then
  std::optional<double> before_low, before_high, after_low, after_high;
  std::string origin_before, origin_after;
};

/// A figure of an option that moved. Amounts in US dollars, otherwise in `unit`.
struct FigureChange {
  std::string option;
  std::string figure;  ///< "total_usd"
  std::string unit;
  std::optional<double> before, after;  ///< central values; absent: not known, or no such option

  /// After over before, less 1; absent where one of them is missing or nothing.
  std::optional<double> relative() const {
    if (!before || !after || *before == 0) return std::nullopt;
    return *after / *before - 1;
  }
};

/// A line of an option's bill that moved.
struct PriceChange {
  std::string option;
  std::string line;    ///< id of the text "bill.LINE"
  std::string period;  ///< "setup", "monthly"
  std::optional<double> before, after;
  std::vector<std::string> sources_before, sources_after;
  std::vector<std::string> facts;  ///< that changed too: the amount may follow them; empty: the price itself did it
  bool there_before = true, there_after = true;  ///< whether the bill has the line; one that it has may lack a price
};

/// A rule that says something else, was added or is gone.
struct RuleChange {
  std::string option;
  std::string kind;                ///< "gate", "caution", "threshold", "weight", "scale", "standing"
  std::string id;                  ///< of gate or caution; of the criterion for weight and scale
  std::string before, after;       ///< "yes", "unknown", "no"; what a caution takes; a threshold; a weight; "open", …
  std::vector<std::string> facts;  ///< facts it reads that changed; empty: the rule itself did
};

/// The same option in another form.
struct FormChange {
  std::string option;
  std::string before, after;  ///< ids of forms
};

/// A limit that is kept now and was not, or the other way round.
struct PolicyChange {
  std::string id;
  std::string before, after;  ///< "yes", "unknown", "no"; empty: not checked
  bool deny = false;
};

/// One thing that moved the lead of one option over another.
struct Cause {
  std::string kind;                ///< "gate", "caution", "weight", "scale", "criterion", "price", "facts", "data"
  std::string id;                  ///< gate, caution, bill line
  std::string option;              ///< whose
  std::string criterion;           ///< empty for gates
  double points = 0;               ///< by which the lead moved: above 0 towards the new answer
  std::vector<std::string> facts;  ///< changed facts behind it
  bool alone = false;              ///< the one fact named is enough to change the answer (tried)
};

struct DecisionDiff {
  std::string winner_before, winner_after;    ///< empty: nothing was feasible
  std::string variant_before, variant_after;  ///< the form of each; empty: none is named
  std::string verdict_before, verdict_after;
  std::optional<double> confidence_before, confidence_after;
  bool confidence_moved = false;  ///< by as much as was asked for
  std::string runner_up_before, runner_up_after;
  std::string version_before, version_after, data_before, data_after;
  std::vector<std::string> not_comparable;  ///< figures that mean something else in one of them: keys, "bill"
  std::string currency = "USD";             ///< of the newer decision, with its rate
  double usd_rate = 1;

  std::vector<Cause> causes;              ///< of another winner, or of a moved lead; largest first
  std::vector<FigureChange> recommended;  ///< what the recommended option costs and takes, before and after
  std::vector<FigureChange> others;       ///< the same of every other option
  std::vector<FormChange> forms;          ///< of options that both name a form of; the recommended one first
  std::vector<FactChange> facts;
  std::vector<RuleChange> rules;
  std::vector<PriceChange> prices;
  std::vector<PolicyChange> policies;

  bool flipped() const { return winner_before != winner_after; }
  /// The recommended option costs more in all than the one recommended before.
  bool costs_more() const {
    for (const FigureChange& one : recommended) {
      if (one.figure == "total_usd" && one.before && one.after) return *one.after > *one.before;
    }
    return false;
  }
  /// Anything but version and date of the data.
  bool changed() const {
    return flipped() || verdict_before != verdict_after || confidence_moved || runner_up_before != runner_up_after ||
           !forms.empty() || !recommended.empty() || !others.empty() || !facts.empty() || !rules.empty() ||
           !prices.empty() || !policies.empty();
  }
};

}  // namespace pathfinder
