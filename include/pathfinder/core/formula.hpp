// A formula as it is told: equation, symbols, source. What computes it is in estimate/.
#pragma once

#include <map>
#include <string>

#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// A formula for `explain`.
struct Formula {
  std::string id;
  Translated name;
  std::string equation;
  std::map<std::string, Translated> symbols;
  std::string source;
  std::string backtest;  ///< group of data/backtest.json whose figure it makes or is part of; empty: not tested
  std::string unit;
  Translated text;
};

}  // namespace pathfinder
