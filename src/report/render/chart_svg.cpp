// Everything is placed by numbers of this file, in CSS pixels at the drawing's own width; widths of texts are estimated
// from their columns, on the generous side, because nothing here can measure a font.
#include "report/render/chart_svg.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pathfinder/base/display_width.hpp"

#include "report/render/html_text.hpp"

namespace pathfinder {
namespace {

constexpr double letter_px = 7.4;  ///< estimated width of one column of text at 13 px, all in all
constexpr int most_label = 28;     ///< columns of a label behind a bar
constexpr int most_tick = 24;
constexpr double line_height = 17;
constexpr double bar_height = 18;
constexpr double row_gap = 12;
constexpr double edge = 4;          ///< left free at the sides of the drawing
constexpr std::size_t palette = 8;  ///< colours of the style: s1 … s8, then again from s1

/// Pixels of one line at 13 px in a wide sans-serif: most systems' own is narrower.
double text_width(std::string_view text) {
  static constexpr std::string_view slim = "fijlrtI1 .,:;!|'()[]/-";
  static constexpr std::string_view broad = "mwMW@%&+";
  double width = 0;
  int ascii = 0;
  for (const char c : text) {
    if (c < ' ' || c > '~') continue;
    ++ascii;
    width += slim.find(c) != std::string_view::npos ? 5.2 : broad.find(c) != std::string_view::npos ? 12 : 8.2;
  }
  return width + (display_width(text) - ascii) * 7;
}

/// "12.5", "12", never "-0".
std::string px(double value) {
  std::string text = fmt::format("{:.1f}", value);
  if (text.size() > 2 && text.compare(text.size() - 2, 2, ".0") == 0) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

std::string series_class(std::size_t series) {
  return "s" + std::to_string(series % palette + 1);
}

bool has(const std::vector<double>& values, std::size_t at) {
  return at < values.size() && std::isfinite(values[at]);
}

/// At most `most` lines of `columns`; what is cut ends in "…".
std::vector<std::string> label_lines(const std::string& text, int columns, std::size_t most) {
  std::vector<std::string> lines = wrapped(terminal_safe(text), std::max(columns, 2));
  if (lines.size() > most) {
    lines.resize(most);
    lines.back() = shortened(lines.back() + "……", std::max(columns, 2));
  }
  return lines;
}

/// From the unit of an axis to pixels; survives ranges whose width overflows.
struct Scale {
  double low = 0, high = 0;
  double from = 0, to = 0;

  double operator()(double value) const {
    const double share = (value / 2 - low / 2) / (high / 2 - low / 2);
    return from + std::clamp(share, 0.0, 1.0) * (to - from);
  }
};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  void add(const std::vector<double>& values) {
    for (double value : values) add(value);
  }
  bool empty() const { return low > high; }

  /// A range that a scale can divide by.
  Scale scale(double from, double to) const {
    Scale scale{low, high, from, to};
    if (high / 2 - low / 2 <= 0) {
      const double around = std::max(std::abs(high) / 2, 1.0);
      scale.low = low >= 0 && low - around < 0 ? 0 : low - around;
      scale.high = high + around;
    }
    return scale;
  }
};

class Drawing {
 public:
  Drawing(const Chart& chart, const ChartLayout& layout) : chart_(chart), layout_(layout) {}

  std::string draw() {
    if (chart_.kind == Chart::Kind::lines) {
      if (!lines()) return "";
    } else if (!bars()) {
      return "";
    }
    return head() + out_ + "</svg>";
  }

 private:
  // ---- pieces -----------------------------------------------------------------------------------------------------

  std::string head() const {
    const std::string id = html_escaped(layout_.id);
    const std::string extra = layout_.style.empty() ? "" : " " + html_escaped(layout_.style);
    std::string text = fmt::format(
        R"(<svg class="plot{}" role="img" aria-labelledby="{}-title {}-desc" viewBox="0 0 {} {}" width="{}" height="{}">)",
        extra, id, id, layout_.width, px(height_), layout_.width, px(height_));
    text += fmt::format(R"(<title id="{}-title">{}</title>)", id, html_escaped(chart_.title));
    text += fmt::format(R"(<desc id="{}-desc">{}</desc>)", id, html_escaped(chart_.alternative));
    return text;
  }

  void text(double x, double y, std::string_view words, std::string_view style, std::string_view anchor = "start") {
    if (words.empty()) return;
    out_ += fmt::format(R"(<text class="{}" x="{}" y="{}"{}>{}</text>)", style, px(x), px(y),
                        anchor == "start" ? std::string() : fmt::format(R"( text-anchor="{}")", anchor),
                        html_escaped(words));
  }

  void line(double x1, double y1, double x2, double y2, std::string_view style) {
    out_ += fmt::format(R"(<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>)", style, px(x1), px(y1), px(x2), px(y2));
  }

  /// A bar between two places on the x axis; at least one pixel, so that a small value is still there.
  void bar(double x1, double x2, double y, double height, std::string_view style) {
    const double left = std::min(x1, x2);
    out_ += fmt::format(R"(<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>)", style, px(left), px(y),
                        px(std::max(1.0, std::max(x1, x2) - left)), px(height));
  }

  void number(double x, double y, std::size_t series, std::string_view style) {
    text(x, y, std::to_string(series + 1), style, "middle");
  }

  /// The names of the series with their number and how they are drawn.
  void key() {
    if (chart_.series.size() < 2) return;
    constexpr double sample = 24;
    constexpr double gap = 18;
    const double room = layout_.width - 2 * edge;
    double x = edge;
    for (std::size_t i = 0; i < chart_.series.size(); ++i) {
      const int columns = std::max(2, static_cast<int>((room - sample - 6) / letter_px));
      const std::string name = shortened(terminal_safe(chart_.series[i].name), columns);
      const double width = sample + 6 + text_width(name);
      if (x > edge && x + width > layout_.width - edge) {
        x = edge;
        height_ += line_height + 4;
      }
      const double middle = height_ + line_height / 2;
      const std::string series = series_class(i);
      if (chart_.kind == Chart::Kind::lines) {
        line(x, middle, x + sample, middle, "curve " + series);
        end_mark(x + sample / 2, middle, i);
      } else {
        bar(x, x + sample, middle - 8, 16, "fill " + series);
        number(x + sample / 2, middle + 4, i, "ink " + series);
      }
      text(x + sample + 6, middle + 4.5, name, i == chart_.marked && marks_series() ? "label marked" : "label");
      x += width + gap;
    }
    height_ += line_height + 12;
  }

  bool marks_series() const { return chart_.kind == Chart::Kind::lines; }

  void end_mark(double x, double y, std::size_t series) {
    out_ += fmt::format(R"(<circle class="fill {}" cx="{}" cy="{}" r="8"/>)", series_class(series), px(x), px(y));
    number(x, y + 4, series, "ink " + series_class(series));
  }

  /// Texts below the x axis, as many as fit beside each other.
  void ticks_below(const std::vector<ChartTick>& ticks, const Scale& scale, double top, double bottom) {
    double free_from = -std::numeric_limits<double>::infinity();
    for (const ChartTick& tick : ticks) {
      if (!std::isfinite(tick.at)) continue;
      const double x = scale(tick.at);
      line(x, top, x, bottom, tick.at == chart_.origin && chart_.kind != Chart::Kind::lines ? "origin" : "grid");
      const std::string words = shortened(terminal_safe(tick.text), most_tick);
      const double half = text_width(words) / 2;
      const double middle = std::clamp(x, edge + half, std::max(edge + half, layout_.width - edge - half));
      if (middle - half < free_from) continue;
      text(middle, bottom + line_height - 1, words, "tick", "middle");
      free_from = middle + half + 8;
    }
  }

  // ---- bars of every kind -----------------------------------------------------------------------------------------

  Range bar_range() const {
    Range range;
    const std::size_t count = categories();
    if (chart_.kind == Chart::Kind::stacked_bars) {
      for (std::size_t c = 0; c < count; ++c) {
        double above = 0, below = 0;
        bool any = false;
        for (const ChartSeries& series : chart_.series) {
          if (!has(series.values, c)) continue;
          any = true;
          (series.values[c] < 0 ? below : above) += series.values[c];
        }
        if (!any) continue;
        range.add(above);
        range.add(below);
      }
    } else {
      for (const ChartSeries& series : chart_.series) {
        range.add(series.values);
        range.add(series.low);
        range.add(series.high);
      }
    }
    if (range.empty()) return range;
    if (chart_.kind != Chart::Kind::timeline || chart_.origin == 0) range.add(chart_.origin);
    for (const ChartTick& tick : chart_.ticks) range.add(tick.at);
    return range;
  }

  std::size_t categories() const {
    std::size_t count = chart_.categories.size();
    for (const ChartSeries& series : chart_.series) {
      count = std::max({count, series.values.size(), series.low.size(), series.high.size()});
    }
    return count;
  }

  bool bars() {
    const Range range = bar_range();
    if (range.empty()) return false;
    const std::size_t count = categories();
    const bool side_by_side = chart_.kind != Chart::Kind::stacked_bars && chart_.series.size() > 1;
    const double group = side_by_side ? bar_height * static_cast<double>(chart_.series.size()) : bar_height;

    double names = 0, behind = 0;
    for (const std::string& name : chart_.categories) names = std::max(names, text_width(terminal_safe(name)));
    for (const std::string& label : chart_.labels) behind = std::max(behind, text_width(terminal_safe(label)));
    constexpr double most_names = 230;
    constexpr int columns_of_names = 28;
    const double left = layout_.narrow ? edge + 2 : edge + std::min(names, most_names) + 12;
    // On a phone the label stands above the bar, at the right end of its name's line.
    const double right = layout_.narrow || behind == 0 ? 14 : std::min(behind, 200.0) + 14;
    const Scale scale = range.scale(left, layout_.width - right);

    height_ = 2;
    key();
    const double top = height_;
    std::string rows;
    std::swap(rows, out_);
    height_ += 6;
    for (std::size_t c = 0; c < count; ++c) {
      const std::string name = c < chart_.categories.size() ? chart_.categories[c] : std::string();
      const std::string label =
          c < chart_.labels.size() ? shortened(terminal_safe(chart_.labels[c]), most_label) : std::string();
      const bool marked = c == chart_.marked && !marks_series();
      const std::string_view style = marked ? "label marked" : "label";
      if (layout_.narrow) {
        const double room = layout_.width - 2 * edge - (label.empty() ? 0 : text_width(label) + 10);
        const auto lines = label_lines(name, static_cast<int>(std::max(room, 60.0) / letter_px), 2);
        for (std::size_t i = 0; i < lines.size(); ++i) {
          if (i > 0) height_ += line_height;
          text(edge, height_ + 12, lines[i], style);
        }
        text(layout_.width - edge, height_ + 12, label, marked ? "value marked" : "value", "end");
        height_ += line_height - 1;
        one_row(c, scale, height_, marked);
        height_ += group + row_gap;
      } else {
        const auto lines = label_lines(name, columns_of_names, 3);
        const double block = std::max(group, static_cast<double>(lines.size()) * line_height - 2);
        const double first = height_ + block / 2 - static_cast<double>(lines.size() - 1) * line_height / 2 + 4.5;
        for (std::size_t i = 0; i < lines.size(); ++i)
          text(left - 12, first + static_cast<double>(i) * line_height, lines[i], style, "end");
        const double end = one_row(c, scale, height_ + (block - group) / 2, marked);
        text(end + 8, height_ + block / 2 + 4.5, label, marked ? "value marked" : "value");
        height_ += block + row_gap;
      }
    }
    std::swap(rows, out_);
    const double bottom = height_ - row_gap + 6;
    ticks_below(chart_.ticks, scale, top, bottom);
    if (!tick_at_origin() && chart_.origin >= scale.low && chart_.origin <= scale.high)
      line(scale(chart_.origin), top, scale(chart_.origin), bottom, "origin");
    out_ += rows;
    height_ = bottom + line_height + 4;
    axis_name(chart_.axis);
    return true;
  }

  bool tick_at_origin() const {
    return std::any_of(chart_.ticks.begin(), chart_.ticks.end(),
                       [this](const ChartTick& tick) { return tick.at == chart_.origin; });
  }

  void axis_name(const std::string& name) {
    if (name.empty()) return;
    for (const std::string& one : label_lines(name, static_cast<int>((layout_.width - 2 * edge) / letter_px), 2)) {
      text(layout_.width - edge, height_ + 12, one, "axis", "end");
      height_ += line_height;
    }
    height_ += 4;
  }

  /// Draws the bars of one category from `y` on; returns where they end on the right.
  double one_row(std::size_t c, const Scale& scale, double y, bool marked) {
    if (chart_.kind == Chart::Kind::stacked_bars) return stack(c, scale, y);
    double end = scale.from;
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const bool one = chart_.series.size() == 1;
      const std::string style = one ? (marked ? "marked" : "plain") : series_class(s);
      const double row = y + static_cast<double>(s) * bar_height;
      const double here = span(chart_.series[s], c, scale, row, style);
      end = std::max(end, here);
      if (one || here < 0) continue;
      text(here + 5, row + bar_height / 2 + 4, std::to_string(s + 1), "tick");
      end = std::max(end, here + 12);
    }
    return end;
  }

  /// One bar or interval; returns its right end, -1 where there is nothing to draw.
  double span(const ChartSeries& series, std::size_t c, const Scale& scale, double y, const std::string& style) {
    const bool center = has(series.values, c);
    const bool both = has(series.low, c) && has(series.high, c);
    if (!center && !both) return -1;
    const double low = both ? std::min(series.low[c], series.high[c]) : std::min(series.values[c], chart_.origin);
    const double high = both ? std::max(series.low[c], series.high[c]) : std::max(series.values[c], chart_.origin);
    const double middle = y + bar_height / 2;
    if (chart_.kind == Chart::Kind::intervals) {
      if (both) {
        bar(scale(low), scale(high), middle - 4, 8, "fill " + style);
        for (double at : {low, high}) line(scale(at), middle - 7, scale(at), middle + 7, "cap " + style);
      }
      if (center) {
        out_ += fmt::format(R"(<circle class="dot {}" cx="{}" cy="{}" r="5.5"/>)", style, px(scale(series.values[c])),
                            px(middle));
      }
      const double end = center ? std::max(series.values[c], both ? high : series.values[c]) : high;
      return scale(end) + (both ? 1 : 5);
    }
    bar(scale(low), scale(high), y + 2, bar_height - 4, "fill " + style);
    if (both && center && chart_.kind == Chart::Kind::timeline)
      line(scale(series.values[c]), y + 2, scale(series.values[c]), y + bar_height - 2, "notch");
    return scale(high);
  }

  double stack(std::size_t c, const Scale& scale, double y) {
    double above = 0, below = 0;
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const ChartSeries& series = chart_.series[s];
      if (!has(series.values, c) || series.values[c] == 0) continue;
      double& from = series.values[c] < 0 ? below : above;
      const double x1 = scale(from), x2 = scale(from + series.values[c]);
      from += series.values[c];
      const std::string style = series_class(s);
      bar(x1, x2, y, bar_height, "fill part " + style);
      if (chart_.series.size() > 1 &&
          std::abs(x2 - x1) >= 8 + letter_px * static_cast<double>(std::to_string(s + 1).size()))
        number((x1 + x2) / 2, y + bar_height / 2 + 4, s, "ink " + style);
    }
    return scale(above);
  }

  // ---- lines ------------------------------------------------------------------------------------------------------

  bool lines() {
    Range range_x, range_y;
    for (const ChartSeries& series : chart_.series) {
      for (std::size_t i = 0; i < std::min(series.x.size(), series.values.size()); ++i) {
        if (!has(series.x, i) || !has(series.values, i)) continue;
        range_x.add(series.x[i]);
        range_y.add(series.values[i]);
        if (has(series.low, i)) range_y.add(series.low[i]);
        if (has(series.high, i)) range_y.add(series.high[i]);
      }
    }
    if (range_x.empty()) return false;
    double left = edge;
    for (const ChartTick& tick : chart_.ticks) {
      range_y.add(tick.at);
      left = std::max(left, edge + text_width(terminal_safe(tick.text)) + 8);
    }
    for (const ChartTick& tick : chart_.x_ticks) range_x.add(tick.at);
    left = std::min(left, layout_.width * 0.4);

    height_ = 2;
    key();
    for (const std::string& one :
         label_lines(chart_.axis, static_cast<int>((layout_.width - 2 * edge) / letter_px), 2)) {
      text(edge, height_ + 12, one, "axis");
      height_ += line_height;
    }
    height_ += 8;
    const double top = height_;
    const double bottom = top + (layout_.narrow ? 200 : 260);
    const Scale x = range_x.scale(left, layout_.width - 22);
    const Scale y = range_y.scale(bottom, top);
    double free_below = std::numeric_limits<double>::infinity();
    for (const ChartTick& tick : chart_.ticks) {
      if (!std::isfinite(tick.at)) continue;
      const double at = y(tick.at);
      line(left, at, x.to, at, "grid");
      if (at > free_below - line_height && free_below > at) continue;  // ticks that stand too close, from the bottom up
      text(left - 8, at + 4.5, shortened(terminal_safe(tick.text), static_cast<int>(left / letter_px)), "tick", "end");
      free_below = at;
    }
    ticks_below(chart_.x_ticks, x, top, bottom);
    line(left, bottom, x.to, bottom, "origin");
    for (std::size_t s = 0; s < chart_.series.size(); ++s) band(chart_.series[s], x, y, s);
    for (std::size_t s = 0; s < chart_.series.size(); ++s) curve(chart_.series[s], x, y, s);
    ends(x, y);
    height_ = bottom + line_height + 4;
    axis_name(chart_.x_axis);
    return true;
  }

  bool point(const ChartSeries& series, std::size_t i) const { return has(series.x, i) && has(series.values, i); }

  void band(const ChartSeries& series, const Scale& x, const Scale& y, std::size_t s) {
    std::string upper, lower;
    std::size_t count = 0;
    for (std::size_t i = 0; i < series.x.size(); ++i) {
      if (!has(series.x, i) || !has(series.low, i) || !has(series.high, i)) continue;
      upper += fmt::format("{},{} ", px(x(series.x[i])), px(y(series.high[i])));
      lower.insert(0, fmt::format("{},{} ", px(x(series.x[i])), px(y(series.low[i]))));
      ++count;
    }
    if (count < 2) return;
    lower.pop_back();
    out_ += fmt::format(R"(<polygon class="band {}" points="{}{}"/>)", series_class(s), upper, lower);
  }

  /// A value that is missing parts the curve.
  void curve(const ChartSeries& series, const Scale& x, const Scale& y, std::size_t s) {
    const std::string style = series_class(s) + (s == chart_.marked ? " strong" : "");
    const std::size_t count = std::min(series.x.size(), series.values.size());
    for (std::size_t i = 0; i < count;) {
      std::string points;
      std::size_t run = 0;
      for (; i < count && point(series, i); ++i, ++run)
        points += fmt::format("{}{},{}", run == 0 ? "" : " ", px(x(series.x[i])), px(y(series.values[i])));
      if (run > 1) {
        out_ += fmt::format(R"(<polyline class="curve {}" points="{}"/>)", style, points);
      } else if (run == 0) {
        ++i;
      } else {
        out_ += fmt::format(R"(<circle class="fill {}" cx="{}" cy="{}" r="4"/>)", style, px(x(series.x[i - 1])),
                            px(y(series.values[i - 1])));
      }
    }
  }

  /// Each curve's number at its last point, moved apart where they would cover each other.
  void ends(const Scale& x, const Scale& y) {
    if (chart_.series.size() < 2) return;
    struct End {
      double x, y;
      std::size_t series;
    };
    std::vector<End> all;
    for (std::size_t s = 0; s < chart_.series.size(); ++s) {
      const ChartSeries& series = chart_.series[s];
      for (std::size_t i = std::min(series.x.size(), series.values.size()); i-- > 0;) {
        if (!point(series, i)) continue;
        all.push_back({x(series.x[i]) + 11, y(series.values[i]), s});
        break;
      }
    }
    std::stable_sort(all.begin(), all.end(), [](const End& a, const End& b) { return a.y < b.y; });
    constexpr double apart = 17;
    for (std::size_t i = 1; i < all.size(); ++i) all[i].y = std::max(all[i].y, all[i - 1].y + apart);
    double limit = y.from + 6;  // the bottom of the plot
    for (std::size_t i = all.size(); i-- > 0;) {
      all[i].y = std::min(all[i].y, limit);
      limit = all[i].y - apart;
    }
    for (const End& end : all) end_mark(std::min(end.x, layout_.width - 9.0), end.y, end.series);
  }

  const Chart& chart_;
  ChartLayout layout_;
  std::string out_;
  double height_ = 0;  ///< of what is drawn so far
};

}  // namespace

std::string chart_svg(const Chart& chart, const ChartLayout& layout) {
  return Drawing(chart, layout).draw();
}

}  // namespace pathfinder
