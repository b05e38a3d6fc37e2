#include "report/render/csv.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/display_width.hpp"
#include "pathfinder/wording/exact_money.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class CsvWriter {
 public:
  CsvWriter(const Decision& decision, const Catalogue& catalogue, std::string_view language)
      : decision_(decision),
        say_([&] {
          Sentences say(catalogue, language);
          say.show_in(decision.currency, decision.usd_rate);
          return say;
        }()),
        money_(say_) {}

  std::string write() {
    out_ = byte_order_mark;
    const Texts& texts = say_.texts();
    line({texts("csv.table"), texts("csv.year"), texts("csv.item"), texts("csv.basis"), texts("csv.low"),
          texts("csv.amount"), texts("csv.high"), texts("csv.unit"), texts("csv.quote"), texts("csv.sources")});
    const Assessment* winner = decision_.winner();
    if (winner == nullptr) return std::move(out_);
    bill(winner->estimate, "setup");
    bill(winner->estimate, "monthly");
    years(winner->estimate);
    return std::move(out_);
  }

 private:
  void line(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out_ += (i == 0 ? "" : ",") + cells[i];
    out_ += "\r\n";
  }

  /// A number as it is: no separators, and never taken for a formula although it may be negative.
  std::string amount(long long units) const {
    std::string text = money_.text(units);
    text.erase(std::remove(text.begin(), text.end(), ','), text.end());
    return text;
  }

  void bill(const OptionEstimate& estimate, std::string_view period) {
    const Texts& texts = say_.texts();
    long long total = 0;
    bool any = false;
    for (const Line<Dollars>& one : estimate.bill) {
      if (one.period != period) continue;
      any = true;
      std::string priced, sources;
      for (const Part& part : one.parts) {
        if (part.unit.empty() || std::isnan(part.value)) continue;
        priced += (priced.empty() ? "" : "; ") + part.symbol + " = " + exact_text(part.value) + " " +
                  say_.unit_name(part.unit);
      }
      for (const std::string& source : one.basis.sources) sources += (sources.empty() ? "" : "; ") + source;
      const std::string none;
      if (!one.quote_needed) total += money_.units(one.central);
      line({csv_cell(texts("csv.table." + std::string(period))), none, csv_cell(texts("bill." + one.label)),
            csv_cell(priced), one.quote_needed ? none : amount(money_.units(one.low)),
            one.quote_needed ? none : amount(money_.units(one.central)),
            one.quote_needed ? none : amount(money_.units(one.high)), csv_cell(money_.unit()),
            one.quote_needed ? csv_cell(texts("report.quote_needed")) : none, csv_cell(sources)});
    }
    if (any) sum(texts("csv.table." + std::string(period)), "", total);
  }

  void years(const OptionEstimate& estimate) {
    const std::string table = say_.texts()("csv.table.year");
    long long all = 0;
    for (const YearBill& year : estimate.years) {
      long long total = 0;
      const std::string number = std::to_string(year.year);
      for (const Line<Dollars>& one : year.lines) {
        const long long units = money_.units(one.central);
        total += units;
        line({csv_cell(table), number, csv_cell(say_.texts()("bill." + one.label)), "", "", amount(units), "",
              csv_cell(money_.unit()), "", ""});
      }
      sum(table, number, total);
      all += total;
    }
    if (!estimate.years.empty()) sum(table, "", all);
  }

  void sum(const std::string& table, const std::string& year, long long units) {
    line({csv_cell(table), year, csv_cell(say_.texts()("report.sum")), "", "", amount(units), "",
          csv_cell(money_.unit()), "", ""});
  }

  const Decision& decision_;
  Sentences say_;
  ExactMoney money_;
  std::string out_;
};

}  // namespace

std::string csv_cell(std::string_view text) {
  std::string safe = terminal_safe(text);
  if (!text.empty() && (std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)) safe = "'" + safe;
  if (safe.find_first_of("\",\r\n") == std::string::npos) return safe;
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string render_csv(const Decision& decision, const Catalogue& catalogue, std::string_view language) {
  return CsvWriter(decision, catalogue, language).write();
}

}  // namespace pathfinder
