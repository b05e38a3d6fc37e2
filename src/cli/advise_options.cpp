#include "cli/advise_options.hpp"

#include <algorithm>
#include <cmath>
#include <thread>

#include "pathfinder/base/number_text.hpp"

namespace pathfinder::cli {
namespace {

/// Slot of a fact by id, JSON alias or option name.
std::size_t slot_of(std::string_view name, const Vocabulary& vocabulary) {
  const std::size_t slot = vocabulary.find_key(name);
  if (slot != Vocabulary::none) return vocabulary.slots[slot].kind == FactSpec::Kind::given ? slot : Vocabulary::none;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const FactSpec& spec = vocabulary.slots[i];
    const auto spelt = [&](const std::string& option) { return option == name || option == "--" + std::string(name); };
    if (!spec.option.empty() && (spelt(spec.option) || std::any_of(spec.aliases.begin(), spec.aliases.end(), spelt)))
      return i;
  }
  return Vocabulary::none;
}

}  // namespace

AdviseOptions advise_options(const std::vector<Argument>& draws, const std::vector<Argument>& keep,
                             const Catalogue& catalogue, Findings& findings) {
  AdviseOptions options;
  options.side_by_side = std::thread::hardware_concurrency() > 1;
  constexpr double most_draws = 1e6;
  if (!draws.empty()) {
    const Argument& asked = draws.front();
    const double number = parse_number(asked.text).value_or(-1);
    if (number >= 0 && number <= most_draws && number == std::floor(number)) {
      options.draws = static_cast<std::size_t>(number);
      // Who wants it quick wants none of the rest.
      options.flips = options.procurement = options.plans = options.draws > 0;
    } else {
      findings.add("out-of-range", locate(asked),
                   {{"key", "--draws"}, {"expected", "@expected.between\t0\t1000000"}, {"found", asked.text}});
    }
  }
  for (const Argument& one : keep) {
    const std::size_t slot = slot_of(one.text, catalogue.vocabulary);
    if (slot != Vocabulary::none) {
      options.keep.push_back(slot);
      continue;
    }
    std::vector<std::string_view> ids;
    for (const FactSpec& spec : catalogue.vocabulary.slots) {
      if (spec.kind == FactSpec::Kind::given) ids.push_back(spec.id);
    }
    findings.add("unknown-fact", locate(one), {{"fact", one.text}, {"near", std::string(near_miss(one.text, ids))}});
  }
  return options;
}

}  // namespace pathfinder::cli
