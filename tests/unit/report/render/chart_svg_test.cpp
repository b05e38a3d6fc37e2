#include "report/render/chart_svg.hpp"

#include <cmath>
#include <limits>
#include <sstream>

#include "support/catch.hpp"
#include "support/xml.hpp"

using namespace pathfinder;

namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

using Kind = Chart::Kind;
constexpr Kind all_kinds[] = {Kind::stacked_bars, Kind::intervals, Kind::tornado, Kind::lines, Kind::timeline};

/// A chart of `kind` whose single figures are `values`; intervals run from them to `high`.
Chart chart(Kind kind, const std::vector<double>& values, const std::vector<double>& high = {}) {
  Chart made;
  made.kind = kind;
  made.title = "Cost by year";
  made.alternative = "Year 1 costs most.";
  made.axis = "US dollars";
  ChartSeries series{"hardware", values, {}, {}, {}};
  if (!high.empty() && kind != Kind::stacked_bars && kind != Kind::lines) {
    series.low = values;
    series.high = high;
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    made.categories.push_back("year " + std::to_string(i + 1));
    if (kind == Kind::lines) series.x.push_back(static_cast<double>(i));
  }
  if (kind == Kind::lines) made.categories.clear();
  made.series.push_back(series);
  return made;
}

std::string both_widths(const Chart& made) {
  return "<g>" + chart_svg(made, {760, false, "w", "wide"}) + chart_svg(made, {358, true, "n", ""}) + "</g>";
}

/// Every number of the drawing is finite and inside it; empty: all is well.
std::string wrong_places(const std::string& svg) {
  const test::Xml xml = test::read_xml(svg);
  if (!xml.error.empty()) return xml.error;
  std::string wrong;
  double width = 0, height = 0;
  for (const test::XmlElement& element : xml.elements) {
    if (element.name == "svg") {
      std::istringstream box(element.attributes.at("viewBox"));
      double zero = 0;
      box >> zero >> zero >> width >> height;
      if (!(width > 0 && height > 0 && height < 20000)) wrong += "viewBox " + element.attributes.at("viewBox") + "\n";
    }
    for (const auto& [name, value] : element.attributes) {
      const bool across = name == "x" || name == "x1" || name == "x2" || name == "cx";
      const bool down = name == "y" || name == "y1" || name == "y2" || name == "cy";
      if (!across && !down && name != "width" && name != "points") continue;
      std::string numbers = value;
      for (char& c : numbers) c = c == ',' ? ' ' : c;
      std::istringstream stream(numbers);
      double number = 0;
      for (bool x = !down; stream >> number; x = name == "points" ? !x : x) {
        if (number < 0 || number > (x ? width : height)) wrong += element.name + " " + name + "=" + value + "\n";
      }
      if (!stream.eof()) wrong += element.name + " " + name + "=" + value + "\n";
    }
  }
  return wrong;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("a chart without a finite figure is not drawn", "[report]") {
  for (const Kind kind : all_kinds) {
    CHECK(chart_svg(chart(kind, {}), {760, false, "c", ""}).empty());
    CHECK(chart_svg(chart(kind, {none, none}), {760, false, "c", ""}).empty());
    CHECK(chart_svg(chart(kind, {infinity, -infinity}), {760, false, "c", ""}).empty());
    Chart no_series = chart(kind, {1});
    no_series.series.clear();
    CHECK(chart_svg(no_series, {760, false, "c", ""}).empty());
  }
}

TEST_CASE("figures of any size and sign stay inside the drawing", "[report]") {
  const double huge = std::numeric_limits<double>::max();
  const double tiny = std::numeric_limits<double>::denorm_min();
  const std::vector<std::pair<std::vector<double>, std::vector<double>>> cases = {{{5}, {5}},
                                                                                  {{0}, {0}},
                                                                                  {{1, 2, 3}, {2, 4, 3}},
                                                                                  {{-5, -1}, {-2, -1}},
                                                                                  {{-5, 3}, {5, 8}},
                                                                                  {{7, none}, {9, none}},
                                                                                  {{none, 7, none}, {9, 9, 9}},
                                                                                  {{infinity, 2}, {3, infinity}},
                                                                                  {{-huge, huge}, {huge, huge}},
                                                                                  {{huge, huge}, {huge, huge}},
                                                                                  {{tiny, tiny}, {tiny, 2 * tiny}},
                                                                                  {{3, 2, 1}, {1, 1, 1}}};
  for (const Kind kind : all_kinds) {
    for (const auto& [values, high] : cases) {
      for (const auto& bounds : {high, std::vector<double>()}) {
        const std::string svg = both_widths(chart(kind, values, bounds));
        INFO(static_cast<int>(kind) << ": " << svg);
        CHECK(count(svg, "<svg") == 2);
        CHECK(wrong_places(svg) == "");
      }
    }
  }
}

TEST_CASE("a value that is missing leaves a gap and not a zero", "[report]") {
  const std::string bars = chart_svg(chart(Kind::stacked_bars, {4, none, 2}), {760, false, "c", ""});
  CHECK(count(bars, "<rect") == 2);
  CHECK(bars.find("year 2") != std::string::npos);
  const std::string lines = chart_svg(chart(Kind::lines, {1, 2, none, 4, 5, none, 3}), {760, false, "c", ""});
  CHECK(count(lines, "<polyline") == 2);
  CHECK(count(lines, "<circle") == 1);  // a point between two gaps
}

TEST_CASE("bars are as long as their figures", "[report]") {
  Chart made = chart(Kind::stacked_bars, {10, 20});
  made.series.push_back({"staff", {30, 10}, {}, {}, {}});
  made.ticks = {{0, "0"}, {50, "50"}};
  const test::Xml xml = test::read_xml(chart_svg(made, {760, false, "c", ""}));
  REQUIRE(xml.error == "");
  std::vector<double> widths, starts;
  for (const test::XmlElement* rect : xml.all("rect")) {
    if (rect->attributes.at("class").find("part") == std::string::npos) continue;
    widths.push_back(std::stod(rect->attributes.at("width")));
    starts.push_back(std::stod(rect->attributes.at("x")));
  }
  REQUIRE(widths.size() == 4);
  CHECK(widths[1] == Approx(3 * widths[0]).epsilon(0.01));
  CHECK(widths[2] == Approx(2 * widths[0]).epsilon(0.01));
  CHECK(starts[1] == Approx(starts[0] + widths[0]).margin(0.2));
  CHECK(starts[2] == Approx(starts[0]).margin(0.01));
}

TEST_CASE("what is taken off stands on the other side of zero", "[report]") {
  Chart made = chart(Kind::stacked_bars, {50});
  made.series.push_back({"residual value", {-20}, {}, {}, {}});
  const test::Xml xml = test::read_xml(chart_svg(made, {760, false, "c", ""}));
  REQUIRE(xml.error == "");
  std::vector<const test::XmlElement*> parts;
  for (const test::XmlElement* rect : xml.all("rect")) {
    if (rect->attributes.at("class").find("part") != std::string::npos) parts.push_back(rect);
  }
  REQUIRE(parts.size() == 2);
  CHECK(std::stod(parts[1]->attributes.at("x")) + std::stod(parts[1]->attributes.at("width")) ==
        Approx(std::stod(parts[0]->attributes.at("x"))).margin(0.2));
}

TEST_CASE("series are told apart by more than colour", "[report]") {
  Chart stacked = chart(Kind::stacked_bars, {10, 20});
  stacked.series.push_back({"staff", {30, 10}, {}, {}, {}});
  const test::Xml bars = test::read_xml(chart_svg(stacked, {760, false, "c", ""}));
  REQUIRE(bars.error == "");
  int numbered = 0;
  for (const test::XmlElement* text : bars.all("text")) numbered += text->text == "2" ? 1 : 0;
  CHECK(numbered == 3);  // in the key and in both bars

  Chart curves = chart(Kind::lines, {1, 2});
  curves.series.push_back({"rent", {2, 4}, {}, {}, {0, 1}});
  const test::Xml lines = test::read_xml(chart_svg(curves, {760, false, "c", ""}));
  REQUIRE(lines.error == "");
  numbered = 0;
  for (const test::XmlElement* text : lines.all("text")) numbered += text->text == "2" ? 1 : 0;
  CHECK(numbered == 2);  // in the key and at the end of the curve
}

TEST_CASE("the answer is marked, by weight as well as colour", "[report]") {
  Chart made = chart(Kind::intervals, {2, 5}, {4, 9});
  made.marked = 1;
  const test::Xml xml = test::read_xml(chart_svg(made, {760, false, "c", ""}));
  REQUIRE(xml.error == "");
  for (const test::XmlElement* text : xml.all("text")) {
    const bool bold = text->attributes.at("class").find("marked") != std::string::npos;
    CHECK(bold == (text->text == "year 2"));
  }
}

TEST_CASE("a drawing has a role, a title and a description of its own", "[report]") {
  Chart made = chart(Kind::tornado, {-2}, {3});
  made.title = "<b>\"&'";
  const test::Xml xml = test::read_xml(chart_svg(made, {358, true, "chart-3", ""}));
  REQUIRE(xml.error == "");
  CHECK(xml.elements.front().attributes.at("role") == "img");
  CHECK(xml.elements.front().attributes.at("aria-labelledby") == "chart-3-title chart-3-desc");
  REQUIRE(xml.all("title").size() == 1);
  CHECK(xml.all("title").front()->text == made.title);
  CHECK(xml.all("title").front()->attributes.at("id") == "chart-3-title");
  CHECK(xml.all("desc").front()->text == made.alternative);
}

TEST_CASE("long names wrap and end in an ellipsis, in Chinese too", "[report]") {
  std::string name;
  for (int i = 0; i < 40; ++i) name += "把整个语料放进提示词的方案";
  for (const Kind kind : all_kinds) {
    Chart made = chart(kind, {3, 4}, {5, 6});
    made.axis = made.x_axis = made.series[0].name = name;
    made.categories = {name, "an_identifier_without_any_space_that_is_far_longer_than_its_column_is_wide_by_far"};
    made.labels = {"", name};
    made.ticks = {{3, name}, {4, "4"}};
    made.series.push_back(made.series[0]);
    const std::string svg = both_widths(made);
    INFO(svg);
    CHECK(wrong_places(svg) == "");
    CHECK(svg.find("…") != std::string::npos);
    CHECK(svg.size() < 20000);
  }
}

TEST_CASE("texts of ticks do not cover each other", "[report]") {
  Chart made = chart(Kind::intervals, {0, 50}, {50, 100});
  for (int i = 0; i <= 100; ++i) made.ticks.push_back({static_cast<double>(i), "$" + std::to_string(1000 * i)});
  const test::Xml xml = test::read_xml(chart_svg(made, {358, true, "c", ""}));
  REQUIRE(xml.error == "");
  double last = -100;
  int shown = 0;
  for (const test::XmlElement* text : xml.all("text")) {
    if (text->attributes.at("class") != "tick") continue;
    const double x = std::stod(text->attributes.at("x"));
    CHECK(x - last > 20);
    last = x;
    ++shown;
  }
  CHECK(shown > 3);
  CHECK(shown < 15);
}
