// From what a person typed, or wrote into a scenario file, to given facts. One vocabulary for options, scenario files,
// presets and case banks; everything wrong is found at once, with its place.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/json_document.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

/// Where a part of a typed value stands: offset and width in characters.
using Locate = std::function<Location(int offset, int width)>;

/// Reads facts into a scenario, remembering the currency that bare amounts must not be mistaken for.
class FactReader {
 public:
  FactReader(const Catalogue& catalogue, Findings& findings, Findings& warnings)
      : catalogue_(catalogue), findings_(findings), warnings_(warnings) {}

  /// The currency the user asked for, read before the amounts; any spelling that the fact "currency" takes.
  void set_currency(std::string_view typed);

  /// One fact as typed: "50k", "40k..60k", "41/50", "300万元", "qa", "yes". `name` is what the user called it.
  void read_text(std::size_t slot, std::string_view name, std::string_view text, const Locate& locate, Origin origin,
                 Scenario& scenario);

  /// One fact as JSON: a number, a text as typed, true or false, or {"low": …, "value": …, "high": …}.
  void read_json(std::size_t slot, JsonValue value, Origin origin, Scenario& scenario);

  /// The members of a "facts" object; unknown keys are findings.
  void read_facts(JsonValue facts, Origin origin, Scenario& scenario, std::string_view why = {});

  /// A scenario file or batch line: {"id", "title", "notes", "preset", "facts"}.
  Scenario read_scenario(const JsonDocument& document);

  /// Adds a preset's facts, as origin preset, where nothing stronger is given.
  void add_preset(std::string_view id, const Locate& locate, Scenario& scenario);

 private:
  void read_catalogue_name(std::size_t slot, std::string_view name, std::string_view text, const Locate& locate,
                           Origin origin, Scenario& scenario);
  /// False where something is wrong with it.
  bool read_ad_hoc_gpu(std::string_view text, const Locate& locate, Gpu& gpu);
  void put(std::size_t slot, std::string_view name, double low, double value, double high, Origin origin,
           const Location& where, std::string_view written, Scenario& scenario);
  std::string expected(const FactSpec& fact) const;

  const Catalogue& catalogue_;
  Findings& findings_;
  Findings& warnings_;
  std::string currency_ = "USD";
};

/// The description of a scenario file, for its schema.
void describe_scenario(Fields& fields);

}  // namespace pathfinder
