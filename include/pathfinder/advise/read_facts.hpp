// From what a person typed, or wrote into a scenario file, to given facts. One vocabulary for options, scenario files,
// presets and case banks; everything wrong is found at once, with its place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "pathfinder/base/fields.hpp"
#include "pathfinder/base/json_document.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/inventory.hpp"
#include "pathfinder/core/scenario.hpp"

namespace pathfinder {

/// Where a part of a typed value stands: offset and width in characters.
using Locate = std::function<Location(int offset, int width)>;

/// What stands outside the text: listings of accelerators and models of one's own. The command line has files and
/// tools; without it such words are refused like any other.
struct FactSources {
  /// The accelerators that "auto" or a file names; nothing where the text names no listing. No cards: what was wrong is
  /// among the findings.
  std::function<std::optional<Inventory>(std::string_view text, const Locate& locate)> inventory;
  /// The catalogue's index of the model described by the text or by the file it names; nothing where it describes none,
  /// size_t(-1) where what is wrong is among the findings.
  std::function<std::optional<std::size_t>(std::string_view text, const Locate& locate)> own_model;
};

/// Reads facts into a scenario, remembering the currency that bare amounts must not be mistaken for.
class FactReader {
 public:
  FactReader(const Catalogue& catalogue, Findings& findings, Findings& warnings)
      : catalogue_(catalogue), findings_(findings), warnings_(warnings) {}

  void use(FactSources sources) { sources_ = std::move(sources); }

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

  /// Who types money in one currency, and asks for none, is answered in it: call it when all is read.
  void settle_currency(Scenario& scenario) const;

  /// Adds a preset's facts, as origin preset, where nothing stronger is given.
  void add_preset(std::string_view id, const Locate& locate, Scenario& scenario);

 private:
  void read_catalogue_name(std::size_t slot, std::string_view name, std::string_view text, const Locate& locate,
                           Origin origin, Scenario& scenario);
  /// False where something is wrong with it.
  bool read_ad_hoc_gpu(std::string_view text, const Locate& locate, Gpu& gpu);
  void put_count(double count, Origin origin, const Location& where, std::string_view text, Scenario& scenario);
  void put(std::size_t slot, std::string_view name, double low, double value, double high, Origin origin,
           const Location& where, std::string_view written, Scenario& scenario);
  std::string expected(const FactSpec& fact) const;

  const Catalogue& catalogue_;
  Findings& findings_;
  Findings& warnings_;
  FactSources sources_;
  std::string currency_ = "USD";
  std::vector<std::string> typed_;  ///< currencies that amounts were typed in
  Location typed_at_;               ///< the first of them
};

/// Whether a preset goes by this name: its id, its name in either language or one of its aliases.
bool names_preset(const Preset& preset, std::string_view spelling);

/// The description of a scenario file, for its schema.
void describe_scenario(Fields& fields, const Catalogue& catalogue);

}  // namespace pathfinder
