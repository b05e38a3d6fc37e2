// Forms in which an option is run, as read from data/variants/: what they need, what they cost, when they win. The
// options stay nine; a form stands under one or more of them.
#pragma once

#include <string>
#include <vector>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// What a form means under one option, in a line.
struct VariantForm {
  std::string option;
  Translated text;
};

/// A condition that rules a form out, or points for it where it holds: one point is a full reason.
struct VariantRule {
  std::string id;
  std::string when;
  double points = 0;                 ///< of a reason; a gate has none
  std::vector<std::string> options;  ///< under which it counts; empty: under all
  Translated text;
  std::string source;
  std::string date;
};

/// What a form costs beside the plain one, or beside what it replaces: a factor with its range.
struct VariantCost {
  std::string part;  ///< "setup", "training" or "serving"; empty: nothing is known
  double low = 1;
  double high = 1;
  Translated text;
  std::string source;
  std::string date;
};

/// One form. The one without reasons is the plain one, taken where no other has a full reason.
struct OptionVariant {
  std::string id;
  double order = 0;  ///< decides between forms with as many points
  Translated name;
  Translated description;
  std::vector<VariantForm> forms;
  std::vector<VariantRule> gates;
  std::vector<VariantRule> wins;
  Translated needs;
  VariantCost cost;
  std::string source;
};

/// A form under one option in one scenario.
struct VariantView {
  std::string id;
  std::string form;  ///< what it means there: "distilled.peft", the text "variant.distilled.peft"
  double points = 0;
  std::string ruled_out;             ///< id of the gate that does; empty: none
  std::vector<std::string> reasons;  ///< ids of the reasons that hold
  std::vector<std::string> would;    ///< ids of those that no fact decides yet and that would make it win
};

}  // namespace pathfinder
