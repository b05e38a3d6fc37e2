// The vocabulary: every fact a rule may read and a user may give, and the value it has in one scenario.
// All of it is data (data/facts.json): names are resolved to slots once, at load, never while deciding.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pathfinder/core/interval.hpp"
#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

enum class FactType {
  count,
  number,
  tokens,
  ratio,
  level,
  category,
  boolean,
  money,
  weeks,
  months,
  hours,
  milliseconds,
  catalogue
};
template <>
inline constexpr std::array<std::string_view, 13> enum_words<FactType> = {
    "count", "number", "tokens", "ratio", "level",        "category", "bool",
    "money", "weeks",  "months", "hours", "milliseconds", "catalogue"};

/// Values an unknown fact may have. Numbers: P10, P50, P90. Levels: one share per level, `central` the level assumed.
struct Assumption : Interval<> {
  bool present = false;
  std::string of;  ///< fact whose multiples the numbers are; empty: they are the value itself
  std::vector<double> shares;
  Translated why;
  std::string source;
};

/// An assumption that holds where a condition on what is known does.
struct ConditionalAssumption {
  std::string when;
  Assumption assumed;
};

/// One value of a category, or one step of a 1–5 scale.
struct Level {
  std::string id;
  Translated name;
};

/// One fact of the vocabulary, or a slot computed from facts (`derived`) or from estimates (`estimated`).
struct FactSpec {
  FactSpec();
  FactSpec(const FactSpec&);
  FactSpec(FactSpec&&) noexcept;
  FactSpec& operator=(const FactSpec&);
  FactSpec& operator=(FactSpec&&) noexcept;
  ~FactSpec();

  enum class Kind { given, derived, estimated };

  std::string id;
  Kind kind = Kind::given;
  FactType type = FactType::number;
  std::string unit;
  std::string option;                ///< "--docs"
  std::vector<std::string> aliases;  ///< further options
  std::vector<std::string> json_aliases;
  std::vector<std::string> accepts;  ///< words beside a number, e.g. "auto": the same as unknown
  std::string catalogue;             ///< of type catalogue: "gpus", "models", "regions"
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  double plausible_low = 0;  ///< what a gate must consider while the fact is not known
  double plausible_high = 0;
  std::string example;
  Translated name;
  Translated question;
  Translated help;
  bool question_yes_means = true;
  std::vector<Level> levels;
  bool ordered = false;
  Assumption assumed;
  std::vector<ConditionalAssumption> assumed_if;
  Assumption guess;  ///< where nothing is assumed: what an answer would probably be; only for the worth of asking
  std::string source;

  bool has_levels() const { return !levels.empty(); }
  /// A level's number: the scale's own for 1–5, the position for categories.
  double level_value(std::size_t position) const {
    return type == FactType::level ? low + static_cast<double>(position) : static_cast<double>(position);
  }
  /// Position of a level's number; levels.size() when there is none.
  std::size_t level_position(double value) const {
    const double position = type == FactType::level ? value - low : value;
    return position >= 0 && position < static_cast<double>(levels.size()) ? static_cast<std::size_t>(position)
                                                                          : levels.size();
  }
};

/// Fills a fact that was not given from others, or defines a slot of its own.
struct Derivation {
  std::size_t slot = 0;
  std::vector<std::size_t> from;  ///< all of them must be known; empty for a slot of its own
  std::string expression;
  std::string source;
  bool narrows =
      true;  ///< false: gates keep the fact's own plausible range (a derived value is no statement of the user)
};

/// A contradiction between given facts.
struct Consistency {
  std::string id;
  std::string when;
  bool error = true;  ///< false: only a warning
  std::vector<std::size_t> facts;
  Translated text;
};

/// All slots, in the order of data/facts.json: facts, derived slots, estimated slots.
struct Vocabulary {
  Vocabulary();
  Vocabulary(const Vocabulary&);
  Vocabulary(Vocabulary&&) noexcept;
  Vocabulary& operator=(const Vocabulary&);
  Vocabulary& operator=(Vocabulary&&) noexcept;
  ~Vocabulary();

  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  std::vector<FactSpec> slots;
  std::vector<Derivation> derivations;
  std::vector<Consistency> consistency;
  std::unordered_map<std::string, Translated> units;

  /// Slot of the fact with this id; `none` when there is none.
  std::size_t find(std::string_view id) const;
  /// Slot of the fact with this id or JSON alias.
  std::size_t find_key(std::string_view key) const;
  std::size_t size() const { return slots.size(); }
  std::size_t add(FactSpec spec);

 private:
  std::unordered_map<std::string, std::size_t> index_;
};

/// The value of one fact in one scenario, in the fact's unit. Categories and bools are level numbers.
/// Score and cost use `value` (assumed where nobody knew); a gate reads plausible_low … plausible_high, and says yes or
/// no only if that holds over the whole interval.
struct Fact {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< NaN: nobody knows and nothing is assumed
  double low = std::numeric_limits<double>::quiet_NaN();    ///< P10; equals value when known exactly
  double high = std::numeric_limits<double>::quiet_NaN();   ///< P90
  double plausible_low = 0;
  double plausible_high = 0;
  Origin origin = Origin::assumed;
  bool known = false;  ///< given, measured, from a preset, or derived from such facts alone
  std::string why;     ///< id of what filled it: preset id, source id
};

/// One slot per row of the vocabulary.
using Facts = std::vector<Fact>;

}  // namespace pathfinder
