#include "report/build/purchase.hpp"

#include <cmath>

#include "pathfinder/wording/exact_money.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {
namespace {

class PurchaseTable {
 public:
  PurchaseTable(const Decision& decision, const Words& words, std::string_view language)
      : decision_(decision),
        say_([&] {
          Sentences say(words, language);
          say.show_in(decision.currency, decision.usd_rate);
          return say;
        }()),
        money_(say_, MoneyGrain::hundredth) {}

  Document build() {
    const auto column = [&](std::string_view id, ColumnRole role) {
      table_.columns.push_back({texts()(id), role, role == ColumnRole::figure ? Align::right : Align::left});
    };
    column("csv.table", ColumnRole::label);
    column("csv.year", ColumnRole::figure);
    column("csv.item", ColumnRole::text);
    column("csv.basis", ColumnRole::text);
    column("csv.low", ColumnRole::figure);
    column("csv.amount", ColumnRole::figure);
    column("csv.high", ColumnRole::figure);
    for (const char* id : {"csv.unit", "csv.quote", "csv.sources"}) column(id, ColumnRole::text);
    if (const Assessment* winner = decision_.winner()) {
      bill(winner->estimate.bill, "setup");
      bill(winner->estimate.bill, "monthly");
      // Paid before the choice, so it is in no option's bill.
      if (const auto& pilot = decision_.sensitivity.pilot; pilot && pilot->verdict != PilotVerdict::decide_now)
        bill(pilot->bill, "pilot");
      years(winner->estimate);
    }
    Document document;
    document.language = texts().language();
    document.blocks.emplace_back(std::move(table_));
    return document;
  }

 private:
  const Texts& texts() const { return say_.texts(); }

  void line(std::vector<std::string> cells) { table_.rows.push_back({std::move(cells), Emphasis::none}); }

  /// The lines of a period; those of a pilot have none.
  void bill(const std::vector<Line<Dollars>>& lines, std::string_view period) {
    const std::string table = texts()("csv.table." + std::string(period));
    long long total = 0;
    bool any = false;
    for (const Line<Dollars>& one : lines) {
      if (one.period != period && period != "pilot") continue;
      any = true;
      std::string priced, sources;
      for (const Part& part : one.parts) {
        if (part.unit.empty() || std::isnan(part.value)) continue;
        priced += (priced.empty() ? "" : "; ") + part.symbol + " = " + exact_text(part.value) + " " +
                  say_.unit_name(part.unit);
      }
      for (const std::string& source : one.basis.sources) sources += (sources.empty() ? "" : "; ") + source;
      if (!one.quote_needed) total += money_.units(one.central);
      const auto shown = [&](Dollars dollars) { return one.quote_needed ? "" : money_.text(money_.units(dollars)); };
      line({table, "", texts()("bill." + one.label), priced, shown(one.low), shown(one.central), shown(one.high),
            money_.unit(), one.quote_needed ? texts()("report.quote_needed") : "", sources});
    }
    if (any) sum(table, "", total);
  }

  void years(const OptionEstimate& estimate) {
    const std::string table = texts()("csv.table.year");
    long long all = 0;
    for (const YearBill& year : estimate.years) {
      long long total = 0;
      const std::string number = std::to_string(year.year);
      for (const Line<Dollars>& one : year.lines) {
        const long long units = money_.units(one.central);
        total += units;
        line({table, number, texts()("bill." + one.label), "", "", money_.text(units), "", money_.unit(), "", ""});
      }
      sum(table, number, total);
      all += total;
    }
    if (!estimate.years.empty()) sum(table, "", all);
  }

  void sum(const std::string& table, const std::string& year, long long units) {
    line({table, year, texts()("report.sum"), "", "", money_.text(units), "", money_.unit(), "", ""});
  }

  const Decision& decision_;
  Sentences say_;
  ExactMoney money_;
  Table table_;
};

}  // namespace

Document build_purchase(const Decision& decision, const Words& words, std::string_view language) {
  return PurchaseTable(decision, words, language).build();
}

}  // namespace pathfinder
