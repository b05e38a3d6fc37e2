// The same decision in every format: each is parsed back as its reader would, without the code that wrote it; parts
// give their totals in every table that has one, and the totals are the same everywhere at the precision of the format,
// in both languages.
#include <cmath>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/base/display_width.hpp"
#include "pathfinder/report/build/report.hpp"
#include "pathfinder/report/formats.hpp"
#include "pathfinder/saved/read_decision.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

using Row = std::vector<std::string>;

/// A table as it is read: its first row is the header.
using Rows = std::vector<Row>;

std::string trimmed(std::string text, const char* blanks) {
  text.erase(0, std::min(text.find_first_not_of(blanks), text.size()));
  text.erase(text.find_last_not_of(blanks) + 1);
  return text;
}

/// "12,480" and "89.86" in hundredths; nothing where the cell is no plain amount.
std::optional<long long> hundredths(const std::string& cell) {
  std::string digits;
  for (const char c : cell) {
    if (c != ',') digits += c;
  }
  if (digits.empty() || digits.find_first_not_of("-0123456789.") != std::string::npos || digits == "-")
    return std::nullopt;
  return std::llround(std::stod(digits) * 100);
}

bool is_sum(const std::string& cell, const std::string& language) {
  const std::vector<std::string> words =
      language == "zh" ? std::vector<std::string>{"合计"} : std::vector<std::string>{"Sum", "sum"};
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    return cell == word || cell.rfind(word + " without", 0) == 0 || cell.rfind(word + "（", 0) == 0;
  });
}

/// Checks each table that ends in a sum, and rows of a table whose last column is one; gives all totals in order.
std::vector<long long> totals_of(const std::vector<Rows>& tables, const std::string& language) {
  std::vector<long long> totals;
  for (const Rows& rows : tables) {
    if (rows.size() < 3) continue;
    const Row& last = rows.back();
    const std::size_t named = last.size() > 1 && is_sum(last[1], language) ? 1 : 0;
    if (last.empty() || !is_sum(last[named], language)) continue;
    for (std::size_t column = named + 1; column < last.size(); ++column) {
      const auto total = hundredths(last[column]);
      if (!total) continue;
      long long parts = 0;
      for (std::size_t row = 1; row + 1 < rows.size(); ++row)
        parts += hundredths(column < rows[row].size() ? rows[row][column] : "").value_or(0);
      INFO(rows[0].back() << " … " << last[named] << " " << last[column]);
      CHECK(parts == *total);
      totals.push_back(*total);
    }
    if (!is_sum(rows.front().back(), language)) continue;
    for (std::size_t row = 1; row < rows.size(); ++row) {
      long long parts = 0;
      for (std::size_t column = 1; column + 1 < rows[row].size(); ++column)
        parts += hundredths(rows[row][column]).value_or(0);
      CHECK(parts == hundredths(rows[row].back()));
    }
  }
  return totals;
}

std::vector<Rows> document_tables(const Document& document) {
  std::vector<Rows> all;
  const auto add = [&](const Table& table) {
    Rows rows(1);
    for (const TableColumn& column : table.columns) rows[0].push_back(column.header);
    for (const TableRow& row : table.rows) rows.push_back(row.cells);
    all.push_back(std::move(rows));
  };
  for (const Block& block : document.blocks) {
    if (const auto* table = std::get_if<Table>(&block)) add(*table);
    if (const auto* chart = std::get_if<Chart>(&block)) add(chart->numbers);
  }
  return all;
}

std::vector<Rows> markdown_tables(const std::string& text) {
  std::vector<Rows> all(1);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("| ", 0) != 0) {
      if (!all.back().empty()) all.emplace_back();
      continue;
    }
    if (line.find_first_not_of("|:- ") == std::string::npos) continue;
    Row row;
    std::string cell;
    for (std::size_t i = 1; i < line.size(); ++i) {
      if (line[i] == '|' && line[i - 1] != '\\') {
        row.push_back(trimmed(cell, " *"));
        cell.clear();
      } else if (line[i] != '\\') {
        cell += line[i];
      }
    }
    all.back().push_back(std::move(row));
  }
  return all;
}

std::vector<Rows> html_tables(const std::string& page) {
  std::vector<Rows> all;
  bool inside = false;
  for (std::size_t at = 0; at < page.size();) {
    if (page[at] != '<') {
      const std::size_t end = std::min(page.find('<', at), page.size());
      if (inside) all.back().back().back() += page.substr(at, end - at);
      at = end;
      continue;
    }
    const std::size_t end = page.find('>', at);
    const std::string tag = page.substr(at + 1, std::min(page.find_first_of(" >", at), end) - at - 1);
    if (tag == "table") all.emplace_back();
    if (tag == "tr") all.back().emplace_back();
    if (tag == "td" || tag == "th") all.back().back().emplace_back();
    if (tag == "td" || tag == "th" || tag == "/td" || tag == "/th") inside = tag.front() != '/';
    at = end + 1;
  }
  for (Rows& rows : all) {
    for (Row& row : rows) {
      for (std::string& cell : row) cell = trimmed(cell, " \n");
    }
  }
  return all;
}

/// Tables of a terminal, wide enough for every row to have its own line. Cells are parted by two spaces and stand in
/// the columns of the header: a figure ends where its header ends, words begin where it begins.
std::vector<Rows> text_tables(const std::string& text, const std::string& table_number) {
  struct Piece {
    std::string text;
    int begin, end;
  };
  const auto pieces_of = [](const std::string& line) {
    std::vector<Piece> pieces;
    for (std::size_t at = line.find_first_not_of(' '); at < line.size();) {
      const std::size_t end = std::min(line.find("  ", at), line.size());
      const std::string piece = line.substr(at, end - at);
      const int begin = display_width(line.substr(0, at));
      pieces.push_back({piece, begin, begin + display_width(piece)});
      at = end == line.size() ? end : line.find_first_not_of(' ', end);
    }
    return pieces;
  };
  std::vector<Rows> all;
  std::istringstream lines(text);
  std::vector<Piece> header;
  bool begins = false, inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(table_number, 0) == 0) {
      begins = inside = true;
      all.emplace_back();
      continue;
    }
    const std::vector<Piece> pieces = pieces_of(line);
    inside = inside && !pieces.empty();
    if (!inside) continue;
    if (begins) header = pieces;
    begins = false;
    Row row(header.size());
    bool placed = !pieces.empty();
    for (const Piece& piece : pieces) {
      bool found = false;
      for (std::size_t column = 0; column < header.size() && !found; ++column) {
        found = piece.end == header[column].end || piece.begin == header[column].begin ||
                (piece.begin < header[column].end && piece.end > header[column].begin);
        if (found) row[column] = piece.text;
      }
      placed = placed && found;
    }
    inside = placed && pieces.size() > 1;  // a caption has no columns
    if (inside) all.back().push_back(std::move(row));
  }
  return all;
}

/// Sums of the CSV by table and year; the parts before each sum must give it, and the years the sum of all.
std::vector<long long> csv_totals(const std::string& text, const std::string& language) {
  std::vector<long long> totals;
  long long parts = 0, years = 0;
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    Row row(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        row.emplace_back();
      } else {
        row.back() += c;
      }
    }
    REQUIRE(row.size() == 10);
    const long long amount = hundredths(row[5]).value_or(0);
    if (!is_sum(row[2], language)) {
      parts += amount;
      continue;
    }
    const bool of_all_years = row[1].empty() && parts == 0 && totals.size() > 2;
    CHECK((of_all_years ? years : parts) == amount);
    if (!row[1].empty()) years += amount;
    totals.push_back(amount);
    parts = 0;
  }
  return totals;
}

/// What the JSON's amounts come to in hundredths, rounded as a format says, each line first, then added: to a whole
/// unit of the currency, to 100 of them, to a hundredth. Of hundredths of 万 a hundredth stands for 100 yuan.
enum class Grain { whole, hundred, hundredth };
std::vector<long long> json_totals(const nlohmann::json& decision, Grain grain) {
  const double rate = decision.contains("currency") ? decision["currency"]["usd_rate"].get<double>() : 1.0;
  const auto units = [&](const nlohmann::json& usd) {
    const double amount = usd.get<double>() * rate;
    if (grain == Grain::whole) return std::llround(amount) * 100;
    return std::llround(grain == Grain::hundred ? amount / 100 : amount * 100);
  };
  const nlohmann::json& option = decision["options"][0];
  const nlohmann::json& estimate = option["estimate"];
  std::vector<long long> totals;
  for (const char* period : {"setup", "monthly"}) {
    long long total = 0;
    double exact = 0;
    for (const nlohmann::json& line : option["bill"]) {
      if (line["period"] != period || !line.contains("usd")) continue;
      total += units(line["usd"]["central"]);
      exact += line["usd"]["central"].get<double>();
    }
    CHECK(exact == Approx(estimate[std::string(period) + "_usd"]["central"].get<double>()).epsilon(1e-9).margin(1e-9));
    totals.push_back(total);
  }
  // A pilot is paid before the choice: its bill stands in no option's.
  if (const nlohmann::json& pilot = decision["sensitivity"].value("pilot", nlohmann::json::object());
      pilot.value("verdict", "decide_now") != "decide_now") {
    long long total = 0;
    for (const nlohmann::json& line : pilot["bill"]) total += units(line["usd"]["central"]);
    totals.push_back(total);
  }
  long long all = 0;
  double exact = 0;
  for (const nlohmann::json& year : option["years"]) {
    long long total = 0;
    double of_year = 0;
    for (const nlohmann::json& line : year["lines"]) {
      total += units(line["usd"]);
      of_year += line["usd"].get<double>();
    }
    CHECK(of_year == Approx(year["cost_usd"]["central"].get<double>()).epsilon(1e-9));
    exact += of_year;
    totals.push_back(total);
    all += total;
  }
  CHECK(exact == Approx(estimate["total_usd"]["central"].get<double>()).epsilon(1e-9));
  totals.push_back(all);
  return totals;
}

/// What a user says, by fact id, as numbers.
using Said = std::vector<std::pair<const char*, double>>;

Decision decided(const Said& said) {
  Scenario scenario;
  for (const auto& [fact, value] : said) scenario.say(test::shipped().vocabulary.find(fact), value);
  AdviseOptions options;
  options.draws = 100;
  return advise(scenario, test::shipped(), options);
}

}  // namespace

TEST_CASE(
    "totals read back from text, JSON, Markdown, CSV and HTML are equal at what each rounds to, and parts give them",
    "[report]") {
  constexpr double yuan = 1;  // levels of the currency: USD, CNY, EUR
  const std::vector<Said> scenarios = {{{"docs", 50000}, {"gpus", 8}, {"staff_per_week", 3000}, {"horizon_months", 36}},
                                       {{"docs", 50000}, {"staff_per_week", 1400}, {"horizon_months", 30}},
                                       {{"docs", 20000},
                                        {"labelled_examples", 20000},
                                        {"style_or_format_needs", 5},
                                        {"gpus", 2},
                                        {"horizon_months", 60}},
                                       {{"docs", 60}, {"horizon_months", 12}}};
  std::size_t tables = 0;
  for (const Said& facts : scenarios) {
    for (const bool chinese_money : {false, true}) {
      Said said = facts;
      if (chinese_money) said.emplace_back("currency", yuan);
      const Decision decision = decided(said);
      REQUIRE(decision.winner() != nullptr);
      for (const char* language : {"en", "zh"}) {
        INFO(language << " " << decision.currency << " " << decision.winner()->strategy);
        RenderContext context;
        context.language = language;
        context.width = 400;
        for (const std::string_view id : report_sections()) context.sections.emplace_back(id);
        const auto rendered = [&](std::string_view name) {
          for (const Format& format : formats()) {
            if (format.name == name) return format.render(decision, test::shipped(), context);
          }
          return std::string();
        };
        Findings findings;
        const StoredDecision saved =
            read_decision(parse_json("", render_json(decision, test::shipped(), language), findings),
                          test::shipped().texts, findings);
        REQUIRE(findings.empty());
        const Document document = build_report(saved.decision, saved.words, {language, {}, nullptr, ""});
        const std::vector<long long> totals = totals_of(document_tables(document), language);
        REQUIRE(totals.size() >= 4);
        tables += totals.size();
        CHECK(totals_of(markdown_tables(rendered("markdown")), language) == totals);
        CHECK(totals_of(html_tables(rendered("html")), language) == totals);
        CHECK(totals_of(text_tables(rendered("text"), std::string(language) == "zh" ? "表" : "Table "), language) ==
              totals);
        // Reports round to what people read, CSV keeps cents: each is what the JSON gives at its own precision.
        const nlohmann::json json = nlohmann::json::parse(rendered("json"));
        CHECK(json_totals(json, std::string(language) == "zh" ? Grain::hundred : Grain::whole) == totals);
        CHECK(csv_totals(rendered("csv"), language) == json_totals(json, Grain::hundredth));
      }
    }
  }
  CHECK(tables >= 64);
}
