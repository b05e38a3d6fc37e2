#include "cli/advise_options.hpp"

#include <cmath>
#include <thread>

#include "pathfinder/advise/read_rows.hpp"
#include "pathfinder/base/number_text.hpp"

namespace pathfinder::cli {
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
    const std::size_t slot = fact_named(one.text, catalogue.vocabulary);
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
