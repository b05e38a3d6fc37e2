// What the user said about one organisation and its task.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/hardware.hpp"

namespace pathfinder {

/// One fact as given, measured, or taken from a preset; in the fact's unit. low == value == high when exact.
struct GivenFact {
  std::size_t slot = 0;
  double value = 0;
  double low = 0;
  double high = 0;
  Origin origin = Origin::given;
  std::string why;      ///< preset id
  Location where = {};  ///< where the user said it
};

/// Facts about one user. The id and title play no part in the answer.
struct Scenario {
  Scenario();
  Scenario(const Scenario&);
  Scenario(Scenario&&) noexcept;
  Scenario& operator=(const Scenario&);
  Scenario& operator=(Scenario&&) noexcept;
  ~Scenario();

  std::string id;
  std::string title;
  std::string notes;
  std::string preset;
  std::vector<GivenFact> given;
  std::optional<Gpu> ad_hoc_gpu;  ///< --gpu memory=64GiB,…
  std::vector<std::size_t>
      gpu_versions;  ///< of a bare name such as "A100": every entry it may mean, the taken one first

  /// Nobody says this fact any more.
  void forget(std::size_t slot) {
    std::erase_if(given, [slot](const GivenFact& one) { return one.slot == slot; });
  }
  /// Says a fact anew, whatever was said of it before.
  void say(GivenFact fact) {
    forget(fact.slot);
    given.push_back(std::move(fact));
  }
  /// The same for an exact value.
  void say(std::size_t slot, double value) { say({slot, value, value, value, Origin::given, {}, {}}); }
};

}  // namespace pathfinder
