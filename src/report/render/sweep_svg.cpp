// Placed by numbers of this file, in CSS pixels. Between four points of a grid the area is parted by lines from the
// crossings on its sides to their middle: straight borders come out straight, and a grid of 40 x 40 looks exact.
#include "report/render/sweep_svg.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

#include "pathfinder/base/math.hpp"

#include "report/render/html_text.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t sweep_palette = 8;
constexpr double map_letter_px = 7.6;  ///< pixels of a column of text, on the generous side
constexpr double sweep_line_height = 18;
constexpr double strip_height = 56;

struct Spot {
  double x = 0, y = 0;
};

double text_width(const std::string& text) {
  return display_width(text) * map_letter_px;
}

std::string sweep_px(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

/// One axis from its values to 0…1.
class AxisScale {
 public:
  explicit AxisScale(const SweepAxis& axis) : axis_(axis) {}

  std::size_t size() const { return axis_.values.size(); }
  bool continuous() const { return axis_.continuous; }
  double at(std::size_t place) const {
    return axis_.continuous ? of(axis_.values[place])
                            : (static_cast<double>(place) + 0.5) / static_cast<double>(size());
  }
  /// Of a value anywhere; NaN outside.
  double of(double value) const {
    const double low = axis_.values.front(), high = axis_.values.back();
    if (!axis_.continuous) {
      const auto same = std::find(axis_.values.begin(), axis_.values.end(), value);
      return same == axis_.values.end() ? std::nan("") : at(static_cast<std::size_t>(same - axis_.values.begin()));
    }
    if (!(value >= low && value <= high)) return std::nan("");
    return axis_.logarithmic ? pathfinder::log(value / low) / pathfinder::log(high / low)
                             : (value - low) / (high - low);
  }

 private:
  const SweepAxis& axis_;
};

class SweepDrawing {
 public:
  SweepDrawing(const Sweep& sweep, const SweepWords& words, const ChartLayout& layout)
      : sweep_(sweep), words_(words), layout_(layout), across_(sweep.axes[0]) {
    for (const SweepCrossing& one : sweep.crossings) crossings_[{one.from, one.axis}] = one.share;
  }

  std::string draw(const std::string& title) {
    const std::vector<std::vector<std::size_t>> maps =
        sweep_.grid ? sweep_maps(sweep_) : std::vector<std::vector<std::size_t>>(1);
    const std::size_t columns = layout_.narrow || maps.size() == 1 ? 1 : 2;
    const double panel = layout_.width / static_cast<double>(columns);
    double height = 0;
    for (std::size_t i = 0; i < maps.size(); ++i) {
      const double x = panel * static_cast<double>(i % columns);
      if (i % columns == 0 && i > 0) height += panel_height_ + 14;
      out_ += fmt::format("<g transform=\"translate({} {})\">", sweep_px(x), sweep_px(height));
      map_panel(maps[i], panel - (columns > 1 ? 14 : 0));
      out_ += "</g>";
    }
    height = key(height + panel_height_ + 14);
    const std::string id = html_escaped(layout_.id);
    return fmt::format(
               "<svg class=\"plot{}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{}-title\"><title "
               "id=\"{}-title\">{}</title>",
               layout_.style.empty() ? "" : " " + std::string(layout_.style), layout_.width, sweep_px(height), id, id,
               html_escaped(title)) +
           out_ + "</svg>";
  }

 private:
  const SweepPoint& point(std::size_t i, std::size_t j) const { return sweep_.points[(*map_)[j * across_.size() + i]]; }
  std::size_t colour(const std::string& strategy) const { return words_.number(strategy) % sweep_palette + 1; }

  /// How strong a colour is: the share of draws, in tenths so that areas alike join.
  static int strength(double confidence) {
    if (std::isnan(confidence)) return 10;
    return std::clamp(static_cast<int>(std::lround(2 + 8 * (confidence - 0.2) / 0.8)), 2, 10);
  }
  std::string fill(const std::string& strategy, int strong) const {
    const std::string opacity = strong == 10 ? "" : fmt::format(" fill-opacity=\"0.{}\"", strong);
    return strategy.empty() ? "class=\"plain fill\"" + opacity
                            : fmt::format("class=\"s{} fill\"{}", colour(strategy), opacity);
  }

  double x(double share) const { return left_ + share * wide_; }
  double y(double share) const { return top_ + (1 - share) * high_; }

  void map_panel(const std::vector<std::size_t>& map, double width) {
    map_ = &map;
    const SweepAxis* upwards = sweep_.axes.size() > 1 ? &sweep_.axes[1] : nullptr;
    left_ = 4;
    top_ = 4;
    const std::string title = map.empty() ? std::string() : map_title(sweep_, words_, map.front());
    if (!title.empty()) {
      text(4, top_ + 13, "marked", "start", title);
      top_ += sweep_line_height + 4;
    }
    if (upwards != nullptr) {
      text(4, top_ + 13, "axis", "start", words_.axis_name(*upwards));
      top_ += sweep_line_height + 4;
      for (const std::size_t place : tick_places(*upwards, 6))
        left_ = std::max(left_, 12 + text_width(words_.value(*upwards, upwards->values[place])));
    }
    wide_ = width - left_ - 12;
    high_ = upwards == nullptr ? strip_height : std::min(wide_ * (layout_.narrow ? 1.0 : 0.62), 440.0);
    if (!sweep_.grid) {
      scatter();
    } else if (upwards != nullptr && across_.continuous() && upwards->continuous) {
      areas();
    } else {
      bands();
    }
    if (sweep_.grid) names();
    own_point();
    ticks(upwards);
    panel_height_ = top_ + high_ + 2 * sweep_line_height + 10;
  }

  // ---- areas ------------------------------------------------------------------------------------------------------

  double crossing(std::size_t point, std::size_t axis) const {
    const auto found = crossings_.find({point, axis});
    return found == crossings_.end() ? 0.5 : found->second;
  }

  void areas() {
    const AxisScale upwards(sweep_.axes[1]);
    std::string lines;
    out_ += "<g shape-rendering=\"crispEdges\">";
    for (std::size_t j = 0; j + 1 < upwards.size(); ++j) {
      for (std::size_t i = 0; i + 1 < across_.size();) {
        // Squares alike in a row are one.
        std::size_t end = i;
        while (end + 1 < across_.size() && uniform(end, j) && point(end, j).strategy == point(i, j).strategy &&
               square_strength(end, j) == square_strength(i, j))
          ++end;
        if (end > i) {
          rectangle({x(across_.at(i)), y(upwards.at(j + 1))}, {x(across_.at(end)), y(upwards.at(j))},
                    fill(point(i, j).strategy, square_strength(i, j)));
          i = end;
          continue;
        }
        parted(i, j, upwards, lines);
        ++i;
      }
    }
    out_ += "</g>";
    if (!lines.empty()) out_ += fmt::format("<path class=\"part\" fill=\"none\" d=\"{}\"/>", lines);
  }

  bool uniform(std::size_t i, std::size_t j) const {
    const std::string& one = point(i, j).strategy;
    return point(i + 1, j).strategy == one && point(i, j + 1).strategy == one && point(i + 1, j + 1).strategy == one;
  }

  int square_strength(std::size_t i, std::size_t j) const {
    return strength((point(i, j).confidence + point(i + 1, j).confidence + point(i, j + 1).confidence +
                     point(i + 1, j + 1).confidence) /
                    4);
  }

  /// A square whose corners differ: each corner has the part up to the crossings beside it and their middle.
  void parted(std::size_t i, std::size_t j, const AxisScale& upwards, std::string& lines) {
    const std::array<std::pair<std::size_t, std::size_t>, 4> corners = {
        {{i, j}, {i + 1, j}, {i + 1, j + 1}, {i, j + 1}}};
    std::array<Spot, 4> spots, sides;
    std::array<bool, 4> changes{};
    for (std::size_t c = 0; c < 4; ++c) spots[c] = {x(across_.at(corners[c].first)), y(upwards.at(corners[c].second))};
    Spot middle;
    double crossed = 0;
    for (std::size_t c = 0; c < 4; ++c) {
      const std::size_t d = (c + 1) % 4;
      changes[c] = at(corners[c]).strategy != at(corners[d]).strategy;
      // Sides run from the smaller value to the larger; those of the upper and left side come the other way round.
      const std::size_t begin = c < 2 ? c : d;
      const std::size_t end = c < 2 ? d : c;
      const double share =
          changes[c] ? crossing((*map_)[corners[begin].second * across_.size() + corners[begin].first], c % 2) : 0.5;
      sides[c] = {spots[begin].x + share * (spots[end].x - spots[begin].x),
                  spots[begin].y + share * (spots[end].y - spots[begin].y)};
      if (!changes[c]) continue;
      middle.x += sides[c].x;
      middle.y += sides[c].y;
      crossed += 1;
    }
    middle = {middle.x / crossed, middle.y / crossed};
    for (std::size_t c = 0; c < 4; ++c) {
      const Spot& before = sides[(c + 3) % 4];
      out_ += fmt::format("<polygon points=\"{},{} {},{} {},{} {},{}\" {}/>", sweep_px(spots[c].x),
                          sweep_px(spots[c].y), sweep_px(sides[c].x), sweep_px(sides[c].y), sweep_px(middle.x),
                          sweep_px(middle.y), sweep_px(before.x), sweep_px(before.y),
                          fill(at(corners[c]).strategy, strength(at(corners[c]).confidence)));
      if (changes[c])
        lines += fmt::format("M{} {}L{} {}", sweep_px(sides[c].x), sweep_px(sides[c].y), sweep_px(middle.x),
                             sweep_px(middle.y));
    }
  }

  const SweepPoint& at(const std::pair<std::size_t, std::size_t>& place) const {
    return point(place.first, place.second);
  }

  void rectangle(Spot from, Spot to, const std::string& style) {
    out_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" {}/>", sweep_px(from.x), sweep_px(from.y),
                        sweep_px(to.x - from.x), sweep_px(to.y - from.y), style);
  }

  /// Where the part of a place ends on one axis, towards the next place.
  double end_of(const AxisScale& axis, std::size_t place, std::size_t point, std::size_t number) const {
    if (place + 1 == axis.size()) return 1;
    if (!axis.continuous()) return static_cast<double>(place + 1) / static_cast<double>(axis.size());
    return axis.at(place) + crossing(point, number) * (axis.at(place + 1) - axis.at(place));
  }

  /// One of the axes has no values between its values: rows or columns, cut at the crossings.
  void bands() {
    const std::size_t rows = map_->size() / across_.size();
    std::optional<AxisScale> upwards;
    if (sweep_.axes.size() > 1) upwards.emplace(sweep_.axes[1]);
    out_ += "<g shape-rendering=\"crispEdges\">";
    for (std::size_t j = 0; j < rows; ++j) {
      for (std::size_t i = 0; i < across_.size(); ++i) {
        const auto number = [&](std::size_t a, std::size_t b) { return (*map_)[b * across_.size() + a]; };
        const double from = i == 0 ? 0 : end_of(across_, i - 1, number(i - 1, j), 0);
        const double to = end_of(across_, i, number(i, j), 0);
        const double low = !upwards || j == 0 ? 0 : end_of(*upwards, j - 1, number(i, j - 1), 1);
        const double high = upwards ? end_of(*upwards, j, number(i, j), 1) : 1;
        rectangle({x(from), y(high)}, {x(to), y(low)}, fill(point(i, j).strategy, strength(point(i, j).confidence)));
      }
    }
    out_ += "</g>";
  }

  void scatter() {
    const AxisScale upwards(sweep_.axes[sweep_.axes.size() > 1 ? 1 : 0]);
    for (const SweepPoint& one : sweep_.points) {
      const double up = sweep_.axes.size() > 1 ? upwards.of(one.at[1]) : 0.5;
      out_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"3\" {}/>", sweep_px(x(across_.of(one.at[0]))),
                          sweep_px(y(up)), fill(one.strategy, strength(one.confidence)));
    }
  }

  // ---- words ------------------------------------------------------------------------------------------------------

  void text(double at_x, double at_y, std::string_view style, std::string_view anchor, const std::string& words) {
    out_ += fmt::format("<text x=\"{}\" y=\"{}\" class=\"{}\" text-anchor=\"{}\">{}</text>", sweep_px(at_x),
                        sweep_px(at_y), style, anchor, html_escaped(words));
  }

  /// The name of each option where its area is widest, its number where the name has no room.
  void names() {
    const std::size_t columns = across_.size();
    const std::size_t rows = map_->size() / columns;
    for (const std::string& winner : words_.winners()) {
      std::size_t best = 0, best_i = 0, best_j = 0;
      for (std::size_t j = 0; j < rows; ++j) {
        for (std::size_t i = 0; i < columns; ++i) {
          const std::size_t room = room_around(i, j, winner);
          if (room > best) {
            best = room;
            best_i = i;
            best_j = j;
          }
        }
      }
      if (best == 0) continue;
      std::size_t begin = best_i, end = best_i;
      while (begin > 0 && point(begin - 1, best_j).strategy == winner) --begin;
      while (end + 1 < columns && point(end + 1, best_j).strategy == winner) ++end;
      const double middle = x((across_.at(begin) + across_.at(end)) / 2);
      const double room = x(across_.at(end)) - x(across_.at(begin));
      const double up = sweep_.axes.size() > 1 ? AxisScale(sweep_.axes[1]).at(best_j) : 0.5;
      const std::string number = std::to_string(words_.number(winner) + 1);
      const std::string name = number + " " + words_.name(winner);
      const bool fits = text_width(name) < room;
      if (!fits && text_width(number) > room + 8) continue;
      const double half = (fits ? text_width(name) : text_width(number)) / 2;
      text(std::clamp(middle, left_ + half, left_ + wide_ - half), std::clamp(y(up) + 5, top_ + 14, top_ + high_ - 4),
           "marked", "middle", fits ? name : number);
    }
  }

  /// Points to the nearest end of the option's area or of the map, at most; 0: it does not win here.
  std::size_t room_around(std::size_t i, std::size_t j, const std::string& winner) const {
    const std::size_t columns = across_.size();
    const std::size_t rows = map_->size() / columns;
    const auto wins = [&](std::size_t a, std::size_t b) {
      return a < columns && b < rows && point(a, b).strategy == winner;
    };
    if (!wins(i, j)) return 0;
    std::size_t room = 1;
    const bool flat = rows == 1;
    for (;; ++room) {
      for (std::size_t k = 0; k <= 2 * room; ++k) {
        const std::size_t a = i + k - room, b = flat ? j : j + k - room;
        const bool inside =
            wins(a, flat ? j : j + room) && wins(a, flat ? j : j - room) && wins(i + room, b) && wins(i - room, b);
        if (!inside) return room;
      }
    }
  }

  void own_point() {
    if (sweep_.own.empty()) return;
    const double across = across_.of(sweep_.own[0]);
    const double up = sweep_.axes.size() > 1 ? AxisScale(sweep_.axes[1]).of(sweep_.own[1]) : 0.5;
    if (std::isnan(across) || std::isnan(up)) return;
    for (std::size_t a = 2; a < sweep_.axes.size(); ++a) {
      if (!map_->empty() && sweep_.points[map_->front()].at[a] != sweep_.own[a]) return;
    }
    const std::string label = words_.texts()("sweep.own");
    out_ +=
        fmt::format("<circle class=\"dot marked\" cx=\"{}\" cy=\"{}\" r=\"6\"/>", sweep_px(x(across)), sweep_px(y(up)));
    const bool right = x(across) + 12 + text_width(label) < left_ + wide_;
    text(x(across) + (right ? 10 : -10), y(up) - 8 < top_ + 12 ? y(up) + 18 : y(up) - 8, "marked",
         right ? "start" : "end", label);
  }

  /// Places of at most `most` ticks, the first and the last among them.
  static std::vector<std::size_t> tick_places(const SweepAxis& axis, std::size_t most) {
    const std::size_t count = std::min(most, axis.values.size());
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < count; ++i)
      places.push_back(i * (axis.values.size() - 1) / std::max<std::size_t>(1, count - 1));
    return places;
  }

  void ticks(const SweepAxis* upwards) {
    const double below = top_ + high_;
    double widest = 30;
    for (const double value : sweep_.axes[0].values)
      widest = std::max(widest, text_width(words_.value(sweep_.axes[0], value)) + 14);
    const auto most = static_cast<std::size_t>(std::clamp(wide_ / widest, 2.0, 8.0));
    for (const std::size_t place : tick_places(sweep_.axes[0], most)) {
      const std::string label = words_.value(sweep_.axes[0], sweep_.axes[0].values[place]);
      const double half = text_width(label) / 2;
      const double at_x = x(across_.at(place));
      out_ += fmt::format("<line class=\"grid\" x1=\"{0}\" x2=\"{0}\" y1=\"{1}\" y2=\"{2}\"/>", sweep_px(at_x),
                          sweep_px(below), sweep_px(below + 5));
      text(std::clamp(at_x, left_ + half - 6, left_ + wide_ + 10 - half), below + sweep_line_height, "tick", "middle",
           label);
    }
    text(left_, below + 2 * sweep_line_height, "axis", "start", words_.axis_name(sweep_.axes[0]));
    if (upwards == nullptr) return;
    const AxisScale scale(*upwards);
    for (const std::size_t place : tick_places(*upwards, 6)) {
      text(left_ - 6, std::clamp(y(scale.at(place)) + 4.5, top_ + 10, below), "tick", "end",
           words_.value(*upwards, upwards->values[place]));
    }
  }

  /// Colours with numbers, names and shares; the height below it.
  double key(double from) {
    double at_x = 4;
    double at_y = from + 14;
    for (const std::string& winner : words_.winners()) {
      const std::string label = fmt::format("{} {} {}", words_.number(winner) + 1, words_.name(winner),
                                            percent(words_.share(winner), words_.say().style()));
      const double width = 24 + text_width(label) + 16;
      if (at_x > 4 && at_x + width > layout_.width) {
        at_x = 4;
        at_y += sweep_line_height + 4;
      }
      rectangle({at_x, at_y - 12}, {at_x + 16, at_y + 2}, fill(winner, 10));
      text(at_x + 22, at_y, "value", "start", label);
      at_x += width;
    }
    return at_y + 8;
  }

  const Sweep& sweep_;
  const SweepWords& words_;
  const ChartLayout& layout_;
  AxisScale across_;
  std::map<std::pair<std::size_t, std::size_t>, double> crossings_;
  const std::vector<std::size_t>* map_ = nullptr;
  std::string out_;
  double left_ = 0, top_ = 0, wide_ = 0, high_ = 0;
  double panel_height_ = 0;
};

}  // namespace

std::string sweep_svg(const Sweep& sweep, const SweepWords& words, const ChartLayout& layout,
                      const std::string& title) {
  return SweepDrawing(sweep, words, layout).draw(title);
}

}  // namespace pathfinder
