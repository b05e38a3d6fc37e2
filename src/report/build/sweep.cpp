#include "pathfinder/report/build/sweep.hpp"

#include "pathfinder/base/display_width.hpp"

#include "report/build/sweep_words.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t most_rows = 24;
constexpr double sure = 0.6;  ///< first in this share of draws or more: a capital letter

char letter_of(const SweepPoint& point, const SweepWords& words) {
  if (point.strategy.empty()) return '.';
  const auto number = static_cast<char>(std::min<std::size_t>(words.number(point.strategy), 25));
  return static_cast<char>((std::isnan(point.confidence) || point.confidence >= sure ? 'A' : 'a') + number);
}

/// Place of the value nearest to the user's own; npos where that lies outside.
std::size_t own_place(const SweepAxis& axis, double own) {
  constexpr auto none = static_cast<std::size_t>(-1);
  if (std::isnan(own)) return none;
  std::size_t best = none;
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    if (best == none || std::abs(axis.values[i] - own) < std::abs(axis.values[best] - own)) best = i;
  }
  const auto [low, high] = std::minmax_element(axis.values.begin(), axis.values.end());
  return own < *low || own > *high ? none : best;
}

std::string padded(const std::string& text, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ') + text;
}

/// One map as lines of letters.
std::string letters(const Sweep& sweep, const std::vector<std::size_t>& map, const SweepWords& words, int columns) {
  const SweepAxis& across = sweep.axes[0];
  const std::size_t wide = across.values.size();
  const std::size_t high = map.size() / wide;
  const SweepAxis* down = sweep.axes.size() > 1 ? &sweep.axes[1] : nullptr;
  int margin = 0;
  for (std::size_t row = 0; down != nullptr && row < high; ++row)
    margin = std::max(margin, display_width(words.value(*down, down->values[row])));
  const std::size_t room = static_cast<std::size_t>(std::max(20, columns - margin - 3));
  const std::size_t step = (wide + room - 1) / room;
  const std::size_t row_step = (high + most_rows - 1) / most_rows;
  const std::size_t own_column = own_place(across, sweep.own[0]);
  const std::size_t own_row = down == nullptr ? 0 : own_place(*down, sweep.own[1]);
  std::string text;
  for (std::size_t row = high; row-- > 0;) {
    if (row % row_step != 0) continue;
    text += padded(down == nullptr ? "" : words.value(*down, down->values[row]), margin) + " |";
    for (std::size_t column = 0; column < wide; column += step) {
      const bool own = sweep.axes.size() <= 2 && own_column != static_cast<std::size_t>(-1) &&
                       own_row != static_cast<std::size_t>(-1) && own_column / step == column / step &&
                       own_row / row_step == row / row_step;
      text += own ? '*' : letter_of(sweep.points[map[row * wide + column]], words);
    }
    text += "\n";
  }
  const std::string first = words.value(across, across.values.front());
  const std::string last = words.value(across, across.values.back());
  const int drawn = static_cast<int>((wide + step - 1) / step);
  text += std::string(static_cast<std::size_t>(margin), ' ') + " +" +
          std::string(static_cast<std::size_t>(drawn), '-') + "\n" +
          std::string(static_cast<std::size_t>(margin + 2), ' ') + first +
          padded(last, std::max(1 + display_width(last), drawn - display_width(first))) + "\n";
  return text;
}

/// Where one option gives way to another, along a single axis.
Table borders(const Sweep& sweep, const SweepWords& words) {
  const SweepAxis& axis = sweep.axes[0];
  Table table;
  table.columns = {{words.texts()("sweep.from"), ColumnRole::figure, Align::right},
                   {words.texts()("sweep.to"), ColumnRole::figure, Align::right},
                   {words.texts()("sweep.option"), ColumnRole::label, Align::left}};
  double from = axis.values.front();
  for (std::size_t i = 0; i < sweep.points.size(); ++i) {
    const bool ends = i + 1 == sweep.points.size() || sweep.points[i + 1].strategy != sweep.points[i].strategy;
    if (!ends) continue;
    double to = axis.values[i];
    for (const SweepCrossing& crossing : sweep.crossings) {
      if (crossing.from == i) to = crossing.value;
    }
    table.rows.push_back(
        {{words.value(axis, from), words.value(axis, to), words.name(sweep.points[i].strategy)}, Emphasis::none});
    if (i + 1 < sweep.points.size()) from = to == axis.values[i] ? axis.values[i + 1] : to;
  }
  return table;
}

}  // namespace

Document build_sweep(const Sweep& sweep, const Words& words, std::string_view language, int columns) {
  const SweepWords named(sweep, words, language);
  const Texts& texts = named.texts();
  Document document;
  document.language = language;
  std::string facts;
  for (const SweepAxis& axis : sweep.axes)
    facts += (facts.empty() ? "" : texts("list.comma")) + texts(named.fact(axis).name);
  document.title = texts("sweep.title", {{"facts", facts}});
  const std::string& most = named.winners().front();
  document.blocks.push_back(Paragraph{texts("sweep.answer", {{"option", named.name(most)},
                                                             {"share", percent(named.share(most), named.say().style())},
                                                             {"points", std::to_string(sweep.points.size())}}),
                                      Emphasis::answer, ""});
  Table options;
  options.columns = {{texts("sweep.sign"), ColumnRole::figure, Align::left},
                     {texts("sweep.option"), ColumnRole::label, Align::left},
                     {texts("sweep.share"), ColumnRole::figure, Align::right}};
  for (const std::string& id : named.winners()) {
    const SweepPoint point{{}, id, {}, 1, 0, 0};
    options.rows.push_back(
        {{columns > 0 ? std::string(1, letter_of(point, named)) : std::to_string(named.number(id) + 1), named.name(id),
          percent(named.share(id), named.say().style())},
         Emphasis::none});
  }
  document.blocks.push_back(std::move(options));
  if (sweep.grid && columns > 0) {
    std::string axes = texts("sweep.across", {{"axis", named.axis_name(sweep.axes[0])}});
    if (sweep.axes.size() > 1) axes += texts("sweep.upwards", {{"axis", named.axis_name(sweep.axes[1])}});
    document.blocks.push_back(Paragraph{axes, Emphasis::none, ""});
    for (const std::vector<std::size_t>& map : sweep_maps(sweep)) {
      const std::string title = map_title(sweep, named, map.front());
      if (!title.empty()) document.blocks.push_back(Paragraph{title, Emphasis::none, ""});
      document.blocks.push_back(Code{letters(sweep, map, named, columns), ""});
    }
    document.blocks.push_back(
        Paragraph{texts(std::isnan(sweep.points.front().confidence) ? "sweep.legend" : "sweep.legend_draws"),
                  Emphasis::muted, ""});
  }
  if (sweep.grid && sweep.axes.size() == 1) document.blocks.push_back(borders(sweep, named));
  return document;
}

}  // namespace pathfinder
