#include "report/render/html.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <regex>
#include <set>
#include <sstream>

#include "report/render/html_text.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/xml.hpp"

using namespace pathfinder;

namespace {

const Texts& english() {
  return test::shipped().texts.at("en");
}

/// A report with a block of every kind; `text` stands in every place that a user's words may reach.
Document with_everywhere(const std::string& text) {
  Document document;
  document.title = text;
  document.footer = text;
  document.blocks.emplace_back(Paragraph{text, Emphasis::answer, text});
  KeyValues pairs;
  pairs.rows = {{text, text, text, text, Emphasis::warning}, {"", text, "", "", Emphasis::none}};
  document.blocks.emplace_back(pairs);
  KeyValues bare;
  bare.rows = {{"", text, text, "", Emphasis::none}};
  document.blocks.emplace_back(bare);
  document.blocks.emplace_back(Heading{text, 1, text});
  Table table;
  table.columns = {{text, ColumnRole::label, Align::left},
                   {text, ColumnRole::figure, Align::right},
                   {text, ColumnRole::text, Align::left}};
  table.rows = {{{text, text, text}, Emphasis::answer}, {{text}, Emphasis::muted}};
  table.caption = table.number = text;
  document.blocks.emplace_back(table);
  document.blocks.emplace_back(Heading{text, 3, text});
  document.blocks.emplace_back(List{{text, text}, true});
  document.blocks.emplace_back(List{{text}, false});
  document.blocks.emplace_back(Code{text + "\n" + text + "\n", text});
  document.blocks.emplace_back(Heading{text, 1, ""});
  for (const Chart::Kind kind : {Chart::Kind::stacked_bars, Chart::Kind::intervals, Chart::Kind::lines}) {
    Chart chart;
    chart.kind = kind;
    chart.title = chart.alternative = chart.axis = chart.x_axis = text;
    chart.categories = chart.labels = {text, text};
    chart.series = {{text, {1, 2}, {}, {}, {0, 1}}, {text, {2, 1}, {}, {}, {0, 1}}};
    chart.ticks = chart.x_ticks = {{0, text}, {2, text}};
    chart.numbers = table;
    document.blocks.emplace_back(chart);
  }
  document.blocks.emplace_back(Heading{text, 1, "sources"});
  document.blocks.emplace_back(Paragraph{text, Emphasis::muted, ""});
  return document;
}

std::string style_of(const std::string& page) {
  const std::size_t from = page.find("<style>") + 7;
  return page.substr(from, page.find("</style>") - from);
}

// ---- colours -------------------------------------------------------------------------------------------------------

using Linear = std::array<double, 3>;

/// sRGB to linear light (IEC 61966-2-1).
Linear linear(const std::string& hex) {
  Linear out{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double c = std::stoi(hex.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    out[i] = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  }
  return out;
}

/// WCAG 2.2, contrast ratio.
double contrast(const std::string& a, const std::string& b) {
  const auto luminance = [](const std::string& hex) {
    const Linear c = linear(hex);
    return 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2];
  };
  const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
  return (light + 0.05) / (dark + 0.05);
}

/// Distance in CIELAB (1976) between two colours as a reader sees them through `eye`.
double distance(const std::string& a, const std::string& b, const std::array<Linear, 3>& eye) {
  const auto lab = [&](const std::string& hex) {
    const Linear c = linear(hex);
    Linear seen{};
    for (std::size_t i = 0; i < 3; ++i)
      seen[i] = std::clamp(eye[i][0] * c[0] + eye[i][1] * c[1] + eye[i][2] * c[2], 0.0, 1.0);
    const auto f = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = f((0.4124 * seen[0] + 0.3576 * seen[1] + 0.1805 * seen[2]) / 0.9505);
    const double y = f(0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]);
    const double z = f((0.0193 * seen[0] + 0.1192 * seen[1] + 0.9505 * seen[2]) / 1.089);
    return Linear{116 * y - 16, 500 * (x - y), 200 * (y - z)};
  };
  const Linear p = lab(a), q = lab(b);
  return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/// The colours of the style by name: first the light ones, then the dark ones.
std::array<std::map<std::string, std::string>, 2> palettes(const std::string& style) {
  std::array<std::map<std::string, std::string>, 2> found;
  const std::size_t dark = style.find("prefers-color-scheme: dark");
  static const std::regex color(R"re(--([a-z0-9-]+): (#[0-9a-f]{6});)re");
  for (auto at = std::sregex_iterator(style.begin(), style.end(), color); at != std::sregex_iterator(); ++at) {
    found[static_cast<std::size_t>(at->position()) > dark ? 1 : 0][(*at)[1]] = (*at)[2];
  }
  return found;
}

/// A small report in one language: the answer, a table, a chart, a list.
Document small_report(const std::string& language) {
  const bool zh = language == "zh";
  const auto say = [&](const char* en, const char* chinese) { return std::string(zh ? chinese : en); };
  Document document;
  document.language = language;
  document.title = say("Technical archive of a metro", "某地铁集团技术档案适配方案");
  document.blocks.emplace_back(Heading{say("Decision", "一、结论"), 1, "decision"});
  document.blocks.emplace_back(
      Paragraph{say("Retrieval first.", "先采用检索增强生成。"), Emphasis::answer, say("first in 71 %", "居首 71%")});
  KeyValues why;
  why.rows = {{say("why", "理由"), say("50,000 documents do not fit a prompt", "5万份资料放不进提示"), "", "", {}},
              {say("not", "不选"), say("cannot cite", "无法注明出处"), "peft", "", Emphasis::muted}};
  document.blocks.emplace_back(why);
  document.blocks.emplace_back(Heading{say("Options", "二、方案比选"), 1, "options"});
  Table table;
  table.number = say("Table 1", "表1");
  table.caption = say("80 % intervals.", "均为80%区间。");
  table.columns = {{say("option", "方案"), ColumnRole::label, Align::left},
                   {say("a year", "一年"), ColumnRole::figure, Align::right},
                   {say("fits", "资源"), ColumnRole::text, Align::left}};
  table.rows = {{{"rag", say("$18–46k", "12.8万–32.7万元"), say("yes", "可")}, Emphasis::answer},
                {{"peft", say("to quote", "待询价"), say("<no> & \"why\"", "“否”")}, Emphasis::warning}};
  document.blocks.emplace_back(table);
  Chart chart;
  chart.kind = Chart::Kind::intervals;
  chart.title = say("Cost over a year", "一年成本");
  chart.alternative = say("rag $18–46k.", "rag 12.8万–32.7万元。");
  chart.axis = say("without tax", "不含税");
  chart.categories = {"rag"};
  chart.labels = {table.rows[0].cells[1]};
  chart.series = {{"", {30}, {18}, {46}, {}}};
  chart.ticks = {{0, "0"}, {25, "25"}, {50, "50"}};
  chart.marked = 0;
  chart.numbers.columns = {table.columns[0], table.columns[1]};
  chart.numbers.rows = {{{"rag", table.rows[0].cells[1]}, Emphasis::none}};
  document.blocks.emplace_back(chart);
  document.blocks.emplace_back(Heading{say("Checks", "三、核查事项"), 1, "checks"});
  document.blocks.emplace_back(List{{say("☐ licence", "☐ 网络安全等级保护")}, false});
  document.footer = say("pathfinder 0.1.0, data of 2026-11-24", "pathfinder 0.1.0，数据日期 2026-11-24");
  return document;
}

/// The page without its style and the style's hash, which change for their own reasons.
std::string without_style(std::string page) {
  page.erase(page.find("<style>") + 7, style_of(page).size());
  const std::size_t hash = page.find("sha256-") + 7;
  return page.erase(hash, 44);
}

}  // namespace

TEST_CASE("a small report is the page that was read and approved, in both languages", "[report]") {
  for (const char* language : {"en", "zh"}) {
    const std::string page = without_style(render_html(small_report(language), test::shipped().texts.at(language)));
    const std::string path = test::source_dir() + "/tests/unit/report/render_html_" + language + ".html";
    if (std::getenv("PATHFINDER_UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << page;
    std::ifstream file(path, std::ios::binary);
    std::ostringstream approved;
    approved << file.rdbuf();
    CHECK(page == approved.str());
  }
}

TEST_CASE("a page is well-formed whatever its texts are", "[report]") {
  const std::vector<std::string> texts = {"plain",
                                          "<script>alert(1)</script>",
                                          "\" onload=\"alert(1)\" x='",
                                          "--><!-- ]]> & &amp; &nope; <br>",
                                          "](javascript:x) =cmd|' /C calc'!A0",
                                          "\x1b]0;x\x07\x01\x7f\r\t\n two lines",
                                          "\u202Eright to left\u202C \u2066isolate \u200Bnothing",
                                          "broken \xC3( \xF0\x9F\x98 \xFF utf-8",
                                          "\xEF\xBF\xBE \xEF\xBF\xBF noncharacters \xEF\xBF\xBD \xEF\xBB\xBF",
                                          "数据敏感级别",
                                          ""};
  for (const std::string& text : texts) {
    INFO(text);
    const std::string page = render_html(with_everywhere(text), english());
    const test::Xml xml = test::read_xml(page);
    CHECK(xml.error == "");
    CHECK(page.find("<script") == std::string::npos);
    CHECK(page.find("\u202E") == std::string::npos);
    CHECK(page.find("\u2066") == std::string::npos);
    for (const test::XmlElement& element : xml.elements) {
      CHECK(element.name != "script");
      for (const auto& [name, value] : element.attributes) {
        CHECK(name.rfind("on", 0) != 0);
        CHECK(name != "style");
        if (name == "href") CHECK(value.rfind('#', 0) == 0);
      }
    }
  }
}

TEST_CASE("what a text says is still there after it was made harmless", "[report]") {
  const std::string text = "<a href=\"x\">5 > 3 & 'so'</a>";
  const test::Xml xml = test::read_xml(render_html(with_everywhere(text), english()));
  REQUIRE(xml.error == "");
  for (const char* name : {"h1", "title", "p", "dt", "li", "code", "caption", "figcaption", "desc", "footer"}) {
    INFO(name);
    REQUIRE(!xml.all(name).empty());
    CHECK(xml.all(name).front()->text.find(text) != std::string::npos);
  }
  CHECK(html_escaped("\x1b") == "␛");
  CHECK(html_escaped("\u202E") == "\uFFFD");
}

TEST_CASE("a page asks nobody for anything and its policy forbids it", "[report]") {
  const std::string page = render_html(with_everywhere("cost"), english());
  const test::Xml xml = test::read_xml(page);
  for (const test::XmlElement& element : xml.elements) {
    static const std::set<std::string> loads = {"img",   "link",  "iframe", "object", "embed",
                                                "audio", "video", "source", "form",   "base",
                                                "image", "use",   "script", "a11y",   "foreignObject"};
    CHECK(loads.count(element.name) == 0);
    CHECK(element.attributes.count("src") == 0);
  }
  const std::string style = style_of(page);
  for (const char* word : {"url(", "@import", "@font-face", "http:", "https:", "//", "expression("}) {
    INFO(word);
    CHECK(style.find(word) == std::string::npos);
  }
  CHECK(page.find("http://") == std::string::npos);
  CHECK(page.find("https://") == std::string::npos);

  const auto metas = xml.all("meta");
  const auto policy = std::find_if(metas.begin(), metas.end(), [](const test::XmlElement* meta) {
    return meta->attributes.count("http-equiv") != 0;
  });
  REQUIRE(policy != metas.end());
  const std::string content = (*policy)->attributes.at("content");
  CHECK(content.find("default-src 'none'") != std::string::npos);
  CHECK(content.find("unsafe") == std::string::npos);
  CHECK(page.find("Content-Security-Policy") < page.find("<style>"));
}

TEST_CASE("the hash in the policy is that of the style", "[report]") {
  const std::string page = render_html(with_everywhere("cost"), english());
  const std::string file = "/tmp/pathfinder-style-" + std::to_string(std::hash<std::string>()(page)) + ".css";
  std::ofstream(file, std::ios::binary) << style_of(page);
  const std::unique_ptr<FILE, int (*)(FILE*)> run(popen(("sha256sum " + file).c_str(), "r"), pclose);
  REQUIRE(run != nullptr);
  std::array<char, 65> hex{};
  REQUIRE(std::fread(hex.data(), 1, 64, run.get()) == 64);
  std::remove(file.c_str());

  const std::size_t from = page.find("'sha256-") + 8;
  const std::string base64 = page.substr(from, page.find('\'', from) - from);
  REQUIRE(base64.size() == 44);
  static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bits, named;
  for (const char c : base64.substr(0, 43)) {
    for (int bit = 5; bit >= 0; --bit) bits += (letters.find(c) >> static_cast<unsigned>(bit) & 1U) != 0 ? '1' : '0';
  }
  for (std::size_t i = 0; i + 4 <= 256; i += 4) named += "0123456789abcdef"[std::stoul(bits.substr(i, 4), nullptr, 2)];
  CHECK(named == std::string(hex.data()));
}

TEST_CASE("texts have a contrast of 4.5 to 1 and graphics of 3 to 1, in light and dark", "[report]") {
  const std::array<std::map<std::string, std::string>, 2> all =
      palettes(style_of(render_html(with_everywhere("cost"), english())));
  for (const auto& palette : all) {
    REQUIRE(palette.size() == all[0].size());
    const auto color = [&](const std::string& name) { return palette.at(name); };
    for (const char* text : {"text", "soft", "link", "alarm"}) {
      for (const char* ground : {"page", "panel", "tint"}) {
        INFO(text << " on " << ground);
        CHECK(contrast(color(text), color(ground)) >= 4.5);
      }
    }
    CHECK(contrast(color("alarm"), color("alarm-tint")) >= 4.5);
    CHECK(contrast(color("soft"), color("alarm-tint")) >= 4.5);
    for (const char* graphic : {"accent", "plain", "edge", "alarm"}) {
      INFO(graphic);
      CHECK(contrast(color(graphic), color("page")) >= 3);
    }
    for (int s = 1; s <= 8; ++s) {
      INFO("series " << s);
      CHECK(contrast(color("s" + std::to_string(s)), color("page")) >= 3);
      CHECK(contrast(color("s" + std::to_string(s)), color("i" + std::to_string(s))) >= 4.5);
    }
  }
}

TEST_CASE("colours of series differ for readers who confuse red and green, or blue and yellow", "[report]") {
  // Simulation of full dichromacy in linear light (Machado, Oliveira and Fernandes 2009).
  static constexpr std::array<std::array<Linear, 3>, 4> eyes = {{
      {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
      {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}},
      {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}},
      {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}},
  }};
  for (const auto& palette : palettes(style_of(render_html(with_everywhere("cost"), english())))) {
    for (const auto& eye : eyes) {
      for (int a = 1; a <= 6; ++a) {
        for (int b = a + 1; b <= 6; ++b) {
          INFO(a << " and " << b);
          CHECK(distance(palette.at("s" + std::to_string(a)), palette.at("s" + std::to_string(b)), eye) > 13);
        }
      }
    }
  }
}

TEST_CASE("paper is never dark", "[report]") {
  const std::string style = style_of(render_html(with_everywhere("cost"), english()));
  for (std::size_t at = style.find("prefers-color-scheme"); at != std::string::npos;
       at = style.find("prefers-color-scheme", at + 1)) {
    CHECK(style.substr(style.rfind('@', at), 20).find("@media screen and") == 0);
  }
  CHECK(style.find("@media print") != std::string::npos);
  CHECK(style.find("@page") != std::string::npos);
}

TEST_CASE("headings go down one level at a time, ids are unique and links arrive", "[report]") {
  Document document = with_everywhere("same");
  document.blocks.emplace_back(Heading{"deep", 6, "same"});
  document.blocks.emplace_back(Heading{"odd", -1, "a b\"<c"});
  const test::Xml xml = test::read_xml(render_html(document, english()));
  REQUIRE(xml.error == "");
  std::set<std::string> ids;
  int last = 0, first_levels = 0;
  for (const test::XmlElement& element : xml.elements) {
    if (const auto id = element.attributes.find("id"); id != element.attributes.end()) {
      INFO(id->second);
      CHECK(ids.insert(id->second).second);
      CHECK(id->second.find_first_of(" \"<") == std::string::npos);
    }
    if (element.name.size() == 2 && element.name[0] == 'h' && element.name[1] >= '1' && element.name[1] <= '6') {
      const int level = element.name[1] - '0';
      CHECK(level <= last + 1);
      first_levels += level == 1 ? 1 : 0;
      last = level;
    }
  }
  CHECK(first_levels == 1);
  std::size_t links = 0;
  for (const test::XmlElement& element : xml.elements) {
    if (const auto href = element.attributes.find("href"); href != element.attributes.end()) {
      CHECK(ids.count(href->second.substr(1)) == 1);
      ++links;
    }
    if (const auto label = element.attributes.find("aria-labelledby"); label != element.attributes.end()) {
      std::istringstream words(label->second);
      for (std::string id; words >> id;) CHECK(ids.count(id) == 1);
    }
  }
  CHECK(links >= 5);  // skip link and contents
  CHECK(xml.all("a").front()->attributes.at("href") == "#report");
  for (const char* landmark : {"header", "main", "nav", "footer"}) CHECK(xml.all(landmark).size() == 1);
}

TEST_CASE("the answer stands before the contents", "[report]") {
  const std::string page = render_html(with_everywhere("cost"), english());
  CHECK(page.find("class=\"answer\"") < page.find("<nav"));
  CHECK(page.find("<nav") < page.find("<section"));

  // A report that opens with a heading: its first section is the answer.
  Document document;
  for (const char* id : {"decision", "options", "cost", "risks"}) {
    document.blocks.emplace_back(Heading{id, 1, id});
    document.blocks.emplace_back(Paragraph{id, Emphasis::none, ""});
  }
  const std::string headed = render_html(document, english());
  CHECK(headed.find("id=\"decision\"") < headed.find("<nav"));
  CHECK(headed.find("<nav") < headed.find("id=\"options\""));
  document.blocks.resize(4);
  CHECK(render_html(document, english()).find("<nav") == std::string::npos);  // two sections need no list of them
}

TEST_CASE("tables have captions, scopes and a name for each row", "[report]") {
  const test::Xml xml = test::read_xml(render_html(with_everywhere("cost"), english()));
  REQUIRE(xml.error == "");
  REQUIRE(xml.all("table").size() == 4);
  CHECK(xml.all("caption").size() == 4);
  std::size_t columns = 0, rows = 0;
  for (const test::XmlElement* cell : xml.all("th")) {
    const std::string scope = cell->attributes.at("scope");
    columns += scope == "col" ? 1 : 0;
    rows += scope == "row" ? 1 : 0;
  }
  CHECK(columns == 12);
  CHECK(rows == 8);
  // A phone shows rows as cards, each figure with the head of its column.
  for (const test::XmlElement* cell : xml.all("td")) {
    if (!cell->text.empty()) CHECK(cell->attributes.at("data-label") == "cost");
  }
}

TEST_CASE("a chart stands with its figures; without a picture they are open", "[report]") {
  Document document;
  Chart chart;
  chart.title = "Cost by year";
  chart.numbers.columns = {{"year", ColumnRole::label, Align::left}, {"cost", ColumnRole::figure, Align::right}};
  chart.numbers.rows = {{{"1", "$5"}, Emphasis::none}};
  document.blocks.emplace_back(chart);
  const std::string bare = render_html(document, english());
  CHECK(bare.find("<svg") == std::string::npos);
  CHECK(bare.find("<details open=\"open\">") != std::string::npos);
  chart.series = {{"", {5}, {}, {}, {}}};
  document.blocks = {chart};
  const test::Xml xml = test::read_xml(render_html(document, english()));
  CHECK(xml.all("svg").size() == 2);
  CHECK(xml.all("details").size() == 1);
  CHECK(xml.all("details").front()->text.find("$5") != std::string::npos);
}

TEST_CASE("a page names its language, Chinese with its script's region", "[report]") {
  Document document = with_everywhere("费用");
  document.language = "zh";
  const test::Xml xml = test::read_xml(render_html(document, test::shipped().texts.at("zh")));
  CHECK(xml.elements.front().attributes.at("lang") == "zh-CN");
  CHECK(xml.all("nav").front()->text.find("目录") != std::string::npos);
  document.language = "en";
  CHECK(test::read_xml(render_html(document, english())).elements.front().attributes.at("lang") == "en");
}

TEST_CASE("boxes to be ticked have no bullet before them", "[report]") {
  Document document;
  document.blocks.emplace_back(List{{"☐ 等级保护", "☐ 密码应用"}, false});
  document.blocks.emplace_back(List{{"☐ one", "two"}, false});
  const test::Xml xml = test::read_xml(render_html(document, english()));
  REQUIRE(xml.all("ul").size() == 2);
  CHECK(xml.all("ul")[0]->attributes.count("class") == 1);
  CHECK(xml.all("ul")[1]->attributes.count("class") == 0);
}

TEST_CASE("an empty document is a page all the same", "[report]") {
  const test::Xml xml = test::read_xml(render_html(Document{}, english()));
  CHECK(xml.error == "");
  CHECK(xml.all("main").size() == 1);
}

TEST_CASE("the reader of XML refuses what XML refuses", "[report]") {
  for (const char* wrong : {"<a>", "<a></b>", "<a><b></a></b>", "<a x=1/>", "<a x=\"1\" x=\"2\"/>", "<a>&</a>",
                            "<a>&nbsp;</a>", "<a/><b/>", "<a x=\"<\"/>", "<a>\x01</a>", "<a>\xFF</a>", "", "text"}) {
    INFO(wrong);
    CHECK(test::read_xml(wrong).error != "");
  }
  CHECK(test::read_xml("<a x=\"&quot;\"><b/>&lt;</a>\n").error == "");
}
