// Which facts a value rests on. Every value that is read from a scenario carries the set, and a figure that is made of
// several carries their union: what rests on a fact nobody gave must not let a gate decide (spec 5.3), and a figure
// changes only with facts it was made of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace pathfinder {

/// A set of facts by slot.
class FactSet {
 public:
  /// Slots of a vocabulary that a set can hold; load_catalogue() refuses larger ones.
  static constexpr std::size_t capacity = 256;

  /// \pre slot < capacity
  void add(std::size_t slot) { words_[slot / 64] |= std::uint64_t{1} << (slot % 64); }
  bool has(std::size_t slot) const { return (words_[slot / 64] >> (slot % 64) & 1U) != 0; }
  FactSet& operator|=(const FactSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
    return *this;
  }
  friend bool operator==(const FactSet&, const FactSet&) = default;

 private:
  std::array<std::uint64_t, capacity / 64> words_{};
};

/// A value read from a scenario, with what it rests on.
template <class T>
struct Read;

/// What a figure was made of. Whether anybody knows a fact rests on no assumption about its value, so that is told
/// apart.
struct MadeOf {
  FactSet values;  ///< facts whose values are in it
  FactSet asked;   ///< facts of which it was asked whether anybody knows them

  /// All of them: where none of these changes, the figure does not.
  FactSet all() const {
    FactSet both = values;
    return both |= asked;
  }
  MadeOf& operator|=(const MadeOf& other) {
    values |= other.values;
    asked |= other.asked;
    return *this;
  }
  /// The value, for a figure that from now on rests on it too.
  template <class T>
  T take(Read<T> read);
};

template <class T>
struct Read {
  T value;
  MadeOf made_of;
};

template <class T>
T MadeOf::take(Read<T> read) {
  *this |= read.made_of;
  return std::move(read.value);
}

}  // namespace pathfinder
