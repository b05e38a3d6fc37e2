#include "catalogue/references.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>

#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"

namespace pathfinder {
namespace {

using Names = std::set<std::string_view>;

template <class Rows, class Of>
void take(Names& names, const Rows& rows, Of of) {
  for (const auto& row : rows) {
    if (const std::string_view name = of(row); !name.empty()) names.insert(name);
  }
}

template <class Rows>
void take_ids(Names& names, const Rows& rows) {
  take(names, rows, [](const auto& row) -> std::string_view { return row.id; });
}

template <class Map>
void take_keys(Names& names, const Map& map) {
  take(names, map, [](const auto& entry) -> std::string_view { return entry.first; });
}

/// One kind of rows: the names that a reference may say.
struct Kind {
  std::string_view id;
  void (*names)(const Catalogue&, Names&);
  std::string_view code = "unknown-row";  ///< of the finding
  std::string_view field = "found";       ///< of the finding that holds the name
};

/// The one list: a file that refers to rows of a new kind adds a line.
constexpr std::array<Kind, 20> row_kinds = {{
    {"sources", [](const Catalogue& all, Names& names) { take_keys(names, all.sources); }, "unknown-source", "source"},
    {"facts", [](const Catalogue& all, Names& names) { take_ids(names, all.vocabulary.slots); }, "unknown-fact",
     "fact"},
    {"criteria", [](const Catalogue& all, Names& names) { take_ids(names, all.criteria); }, "unknown-criterion",
     "criterion"},
    {"factors", [](const Catalogue& all, Names& names) { take_ids(names, all.factors); }, "unknown-factor", "factor"},
    {"gpus", [](const Catalogue& all, Names& names) { take_ids(names, all.gpus); }, "unknown-gpu", "gpu"},
    {"models", [](const Catalogue& all, Names& names) { take_ids(names, all.models); }, "unknown-entry"},
    {"regions", [](const Catalogue& all, Names& names) { take_ids(names, all.regions); }, "unknown-entry"},
    {"strategies", [](const Catalogue& all, Names& names) { take_ids(names, all.strategies); }, "unknown-entry"},
    {"training_kinds", [](const Catalogue& all, Names& names) { take_ids(names, all.training_kinds); }},
    {"training-methods",
     [](const Catalogue& all, Names& names) {
       for (const std::string_view word : training_methods(all.training_kinds)) names.insert(word);
     }},
    {"hosted-models",
     [](const Catalogue& all, Names& names) {
       take(names, all.api_prices, [](const ApiPrice& row) -> std::string_view { return row.model; });
     }},
    {"tuned-models",
     [](const Catalogue& all, Names& names) {
       take(names, all.api_prices, [](const ApiPrice& row) -> std::string_view { return row.model; });
       take(names, all.tuning_prices, [](const TuningPrice& row) -> std::string_view { return row.model; });
     }},
    {"rent-kinds",
     [](const Catalogue& all, Names& names) {
       take(names, all.gpu_prices, [](const GpuPrice& row) -> std::string_view { return row.kind; });
     }},
    {"labelling-prices", [](const Catalogue& all, Names& names) { take_ids(names, all.labelling_prices); }},
    {"pue", [](const Catalogue& all, Names& names) { take_ids(names, all.pue); }},
    {"engines", [](const Catalogue& all, Names& names) { take_ids(names, all.serving_profiles.engines); }},
    {"frameworks", [](const Catalogue& all, Names& names) { take_ids(names, all.frameworks.frameworks); }},
    {"generations",
     [](const Catalogue& all, Names& names) {
       take(names, all.gpus, [](const Gpu& row) -> std::string_view { return row.generation; });
     }},
    {"backtest-groups",
     [](const Catalogue& all, Names& names) {
       take(names, all.backtest.groups, [](const BacktestGroup& row) -> std::string_view { return row.group; });
     }},
    {"currencies",
     [](const Catalogue& all, Names& names) {
       take(names, all.currencies, [](const Currency& row) -> std::string_view { return row.code; });
     }},
}};

/// Whether a name that is no id names a row all the same: an alias, or a framework in words ("HF TRL, packed").
bool read_otherwise(std::string_view kind, std::string_view name, const Catalogue& catalogue) {
  if (kind == "frameworks") return !stack_traits(catalogue.frameworks, name).framework.empty();
  return catalogue.find(kind, name) != Vocabulary::none;
}

}  // namespace

void check_references(const RowReferences& references, const Catalogue& catalogue, Findings& findings) {
  std::map<std::string_view, Names> known;
  for (const RowReference& reference : references) {
    const auto* const kind =
        std::find_if(row_kinds.begin(), row_kinds.end(), [&](const Kind& one) { return one.id == reference.kind; });
    if (kind == row_kinds.end()) throw std::logic_error("no kind of rows is called " + std::string(reference.kind));
    const auto [names, added] = known.try_emplace(kind->id);
    if (added) kind->names(catalogue, names->second);
    const JsonValue value(*reference.document, reference.node);
    const std::string_view name = value.string();
    if (names->second.count(name) != 0 || read_otherwise(kind->id, name, catalogue)) continue;
    const std::vector<std::string_view> all(names->second.begin(), names->second.end());
    findings.add(std::string(kind->code), value.locate(),
                 {{std::string(kind->field), std::string(name)},
                  {"catalogue", std::string(kind->id)},
                  {"what", "@what.row." + std::string(kind->id)},
                  {"near", std::string(near_miss(name, all))},
                  {"allowed", join(all)}});
  }
}

}  // namespace pathfinder
