// A listing of accelerators while it is read: its lines, what was found so far, and the small readings of text that all
// forms share.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/intake/inventory.hpp"

namespace pathfinder {

inline constexpr double mib_per_gib = 1024;
inline constexpr double bytes_of_a_gib = 1073741824.0;

/// Without spaces, tabs and carriage returns at both ends.
std::string_view trimmed_cell(std::string_view text);

/// The parts between separators; at least one, empty ones kept.
std::vector<std::string_view> split_at(std::string_view text, char separator);

/// Letters of ASCII in lower case.
std::string lower_case(std::string_view text);

bool has_part(std::string_view text, std::string_view part);

/// One to nine decimal digits and nothing else.
bool digits_only(std::string_view text);

/// The number a text begins with; 0 where it begins with none.
double leading_number(std::string_view text);

/// "1g.20gb" → 1: sevenths of a card. 0 for what is no slice.
double slice_sevenths(std::string_view text);

/// Cards that so many slices need at least.
double cards_for_slices(double slices, double sevenths);

/// A text and what has been found in it. `lines` are without comments ("# …") and without the prompt of a shell.
struct Listing {
  const std::string& name;  ///< of the file, for messages
  std::string_view text;
  std::vector<std::string_view> lines;
  Findings& findings;
  Inventory inventory;

  Listing(const std::string& file, std::string_view content, Findings& out);

  template <class Test>
  bool any_line(Test test) const {
    return std::any_of(lines.begin(), lines.end(), test);
  }

  /// From the first sign that is no space and no byte-order mark.
  std::string_view start() const;

  /// Where the first line that says anything stands.
  Location first_line() const;

  /// `count` more cards of a name and memory (GiB, 0: not said); `chips` a card. Equal ones are counted together.
  void add(std::string_view card, double memory_gib, double count, double chips = 1);

  /// `count` more machines of a cloud's instance type.
  void add_machine(const std::string& type, double count);

  /// A remark by its code; equal ones add up.
  void note(std::string code, double count, std::string what = {});
};

}  // namespace pathfinder
