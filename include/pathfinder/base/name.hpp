// An id that is copied and compared at no cost: it stands for text that lives as long as the program.
#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace pathfinder {

/// Text of a literal, or kept once for all who ask for the same. Copies are two words; equal names mostly lie at the
/// same address, so nothing is read to tell that.
class Name {
 public:
  constexpr Name() = default;
  /// A literal.
  template <std::size_t size>
  consteval Name(const char (&literal)[size]) : text_(literal), size_(size - 1) {}
  /// Text that is made while running; any thread may ask.
  static Name of(std::string_view text);

  constexpr std::string_view view() const { return {text_, size_}; }
  constexpr operator std::string_view() const { return view(); }
  explicit operator std::string() const { return std::string(view()); }

  friend bool operator==(Name a, Name b) { return a.size_ == b.size_ && (a.text_ == b.text_ || a.view() == b.view()); }
  friend std::strong_ordering operator<=>(Name a, Name b) { return a.view() <=> b.view(); }
  friend bool operator==(Name a, std::string_view b) { return a.view() == b; }

 private:
  const char* text_ = "";
  std::size_t size_ = 0;
};

}  // namespace pathfinder
