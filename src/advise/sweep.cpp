#include "pathfinder/advise/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pathfinder/advise/read_rows.hpp"
#include "pathfinder/base/math.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t usual_steps = 20;
constexpr std::size_t most_steps = 400;
constexpr double decades_for_log = 10;  ///< a range whose end is ten times its begin is one of orders of magnitude

bool counts(const FactSpec& fact) {
  return fact.type == FactType::count || fact.type == FactType::level || fact.type == FactType::tokens;
}

bool in_words(const FactSpec& fact) {
  return fact.type == FactType::category || fact.type == FactType::boolean || fact.type == FactType::catalogue;
}

double between(double low, double high, double share, bool logarithmic) {
  if (share <= 0) return low;
  if (share >= 1) return high;
  return logarithmic ? low * pathfinder::exp(share * pathfinder::log(high / low)) : low + share * (high - low);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Reads the values of one axis.
class AxisReader {
 public:
  AxisReader(std::string_view typed, const Catalogue& catalogue, const Locate& locate, Findings& findings)
      : typed_(typed), catalogue_(catalogue), locate_(locate), findings_(findings) {}

  std::optional<SweepAxis> read() {
    const std::size_t equals = std::min(typed_.find('='), typed_.size());
    const std::string_view name = typed_.substr(0, equals);
    SweepAxis axis;
    axis.slot = fact_named(name, catalogue_.vocabulary);
    if (axis.slot == Vocabulary::none) {
      std::vector<std::string_view> ids;
      for (const FactSpec& spec : catalogue_.vocabulary.slots) {
        if (spec.kind == FactSpec::Kind::given) ids.push_back(spec.id);
      }
      findings_.add("unknown-fact", locate_(0, std::max(1, characters(name))),
                    {{"fact", std::string(name)}, {"near", std::string(near_miss(name, ids))}});
      return std::nullopt;
    }
    const FactSpec& fact = catalogue_.vocabulary.slots[axis.slot];
    const std::string_view range = typed_.substr(std::min(equals + 1, typed_.size()));
    if (range.empty() && fact.has_levels() && fact.type != FactType::catalogue) {
      for (std::size_t i = 0; i < fact.levels.size(); ++i) axis.values.push_back(fact.level_value(i));
    } else if (range.empty() && fact.type == FactType::boolean) {
      axis.values = {0, 1};
    } else if (range.find("..") != std::string_view::npos && !in_words(fact)) {
      read_range(range, axis, fact);
    } else {
      for (const std::string_view one : split(range, ',')) add(one, axis);
      axis.logarithmic = !in_words(fact) && axis.values.size() > 2 && axis.values.front() > 0 &&
                         axis.values.back() >= decades_for_log * axis.values.front();
    }
    if (failed_) return std::nullopt;
    const bool rises = std::is_sorted(axis.values.begin(), axis.values.end()) &&
                       std::adjacent_find(axis.values.begin(), axis.values.end()) == axis.values.end();
    if (axis.values.size() < 2 || (!in_words(fact) && !rises)) {
      wrong(range);
      return std::nullopt;
    }
    return axis;
  }

 private:
  void wrong(std::string_view part) {
    if (!failed_) {
      findings_.add("vary-range", locate_(characters(typed_.substr(0, offset(part))), std::max(1, characters(part))),
                    {{"found", std::string(typed_)}});
    }
    failed_ = true;
  }

  std::size_t offset(std::string_view part) const {
    return part.data() == nullptr ? typed_.size() : static_cast<std::size_t>(part.data() - typed_.data());
  }

  /// One value as typed, money in any currency among them.
  std::optional<double> value(std::string_view text, const SweepAxis& axis) {
    Findings warnings;
    Scenario scenario;
    const std::size_t before = findings_.all().size();
    FactReader reader(catalogue_, findings_, warnings);
    const int at = characters(typed_.substr(0, offset(text)));
    reader.read_text(
        axis.slot, catalogue_.vocabulary.slots[axis.slot].id, text,
        [&](int from, int width) {
          return locate_(at + from, width > 0 ? width : std::max(1, characters(text) - from));
        },
        Origin::given, scenario);
    for (const GivenFact& given : scenario.given) {
      if (given.slot == axis.slot && given.low == given.high) return given.value;
    }
    if (findings_.all().size() == before) wrong(text);
    failed_ = true;
    return std::nullopt;
  }

  void add(std::string_view text, SweepAxis& axis) {
    if (const std::optional<double> one = value(text, axis)) axis.values.push_back(*one);
  }

  void read_range(std::string_view range, SweepAxis& axis, const FactSpec& fact) {
    const std::vector<std::string_view> parts = split(range, ':');
    const std::size_t dots = parts.front().find("..");
    if (dots == std::string_view::npos) return wrong(range);
    const std::optional<double> low = value(parts.front().substr(0, dots), axis);
    const std::optional<double> high = value(parts.front().substr(dots + 2), axis);
    if (!low || !high) return;
    axis.continuous = true;
    axis.logarithmic = *low > 0 && *high >= decades_for_log * *low;
    std::size_t steps = fact.type == FactType::level ? static_cast<std::size_t>(*high - *low + 1) : usual_steps;
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const std::string_view part = parts[i];
      if (part == "log" || part == "lin") {
        axis.logarithmic = part == "log";
        if (axis.logarithmic && *low <= 0) return wrong(part);
        continue;
      }
      const auto result = std::from_chars(part.data(), part.data() + part.size(), steps);
      if (result.ec != std::errc() || result.ptr != part.data() + part.size() || steps < 2 || steps > most_steps)
        return wrong(part);
    }
    if (*low >= *high) return wrong(parts.front());
    for (std::size_t i = 0; i < steps; ++i) {
      const double share = static_cast<double>(i) / static_cast<double>(steps - 1);
      double one = between(*low, *high, share, axis.logarithmic);
      if (counts(fact)) one = std::round(one);
      if (axis.values.empty() || one > axis.values.back()) axis.values.push_back(one);
    }
  }

  std::string_view typed_;
  const Catalogue& catalogue_;
  const Locate& locate_;
  Findings& findings_;
  bool failed_ = false;
};

}  // namespace

std::optional<SweepAxis> read_axis(std::string_view typed, const Catalogue& catalogue, const Locate& locate,
                                   Findings& findings) {
  return AxisReader(typed, catalogue, locate, findings).read();
}

std::vector<std::vector<double>> sweep_places(const std::vector<SweepAxis>& axes, std::size_t sample,
                                              const Catalogue& catalogue) {
  std::vector<std::vector<double>> places;
  if (sample > 0) {
    places.assign(sample, std::vector<double>(axes.size()));
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const SweepAxis& axis = axes[a];
      const FactSpec& fact = catalogue.vocabulary.slots[axis.slot];
      const Stream stream("sweep " + fact.id);
      for (std::size_t i = 0; i < sample; ++i) {
        const double share = stream.uniform(i);
        if (axis.continuous) {
          const double value = between(axis.values.front(), axis.values.back(), share, axis.logarithmic);
          places[i][a] = counts(fact) ? std::round(value) : value;
        } else {
          places[i][a] = axis.values[static_cast<std::size_t>(share * static_cast<double>(axis.values.size()))];
        }
      }
    }
    return places;
  }
  std::size_t all = 1;
  for (const SweepAxis& axis : axes) all *= axis.values.size();
  for (std::size_t i = 0; i < all; ++i) {
    std::vector<double>& place = places.emplace_back();
    std::size_t rest = i;
    for (const SweepAxis& axis : axes) {
      place.push_back(axis.values[rest % axis.values.size()]);
      rest /= axis.values.size();
    }
  }
  return places;
}

Scenario at_place(const Scenario& scenario, const std::vector<SweepAxis>& axes, const std::vector<double>& place) {
  Scenario there = scenario;
  for (std::size_t a = 0; a < axes.size(); ++a) there.say(axes[a].slot, place[a]);
  return there;
}

void find_crossings(Sweep& sweep, const Catalogue& catalogue,
                    const std::function<std::string(const std::vector<double>&)>& winner_at) {
  constexpr int halvings = 7;  // 1/128 of the distance
  std::size_t stride = 1;
  for (std::size_t a = 0; a < sweep.axes.size(); ++a) {
    const SweepAxis& axis = sweep.axes[a];
    const std::size_t steps = axis.values.size();
    const bool whole = counts(catalogue.vocabulary.slots[axis.slot]);
    for (std::size_t from = 0; axis.continuous && from < sweep.points.size(); ++from) {
      if (from / stride % steps + 1 == steps) continue;
      const std::size_t to = from + stride;
      const SweepPoint& here = sweep.points[from];
      const SweepPoint& there = sweep.points[to];
      if (here.strategy == there.strategy) continue;
      double low = here.at[a], high = there.at[a];
      for (int i = 0; i < halvings && !(whole && high - low <= 1); ++i) {
        double middle = between(low, high, 0.5, axis.logarithmic);
        if (whole) middle = std::clamp(std::round(middle), low + 1, high - 1);
        std::vector<double> place = here.at;
        place[a] = middle;
        (winner_at(place) == here.strategy ? low : high) = middle;
      }
      // Of things that are counted the first at which another option wins; its border lies before it.
      const double border = between(low, high, 0.5, axis.logarithmic);
      const double share = axis.logarithmic
                               ? pathfinder::log(border / here.at[a]) / pathfinder::log(there.at[a] / here.at[a])
                               : (border - here.at[a]) / (there.at[a] - here.at[a]);
      sweep.crossings.push_back({from, to, a, share, whole ? high : border});
    }
    stride *= steps;
  }
}

}  // namespace pathfinder
