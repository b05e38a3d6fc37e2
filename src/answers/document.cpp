#include "pathfinder/answers/document.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {
namespace {

/// Words and numbers of one language for answers.
class Teller {
 public:
  Teller(const Catalogue& catalogue, const EstimateView& view) : catalogue_(catalogue), say_(catalogue, view.language) {
    if (view.currency != "USD") say_.show_in(view.currency, view.units_per_usd);
  }

  const Texts& texts() const { return say_.texts(); }
  const NumberStyle& style() const { return say_.style(); }
  std::string text(const std::string& id) const { return texts()(id); }

  /// A range in a unit of the answers; "–" where an end is not known.
  std::string range(double low, double high, const std::string& unit) const {
    const NumberStyle& numbers = style();
    if (unit == "gpu-hours") return to_text(GpuHours{low}, GpuHours{high}, numbers);
    if (unit == "hours") return to_text(Hours{low}, Hours{high}, numbers);
    if (unit == "weeks") return to_text(Weeks{low}, Weeks{high}, numbers);
    if (unit == "GiB") return to_text(gibibytes(low), gibibytes(high), numbers);
    if (unit == "bytes") return to_text(Bytes{low}, Bytes{high}, numbers);
    if (unit == "usd") return to_text(Dollars{low}, Dollars{high}, numbers);
    if (unit == "kwh") return to_text(KilowattHours{low}, KilowattHours{high}, numbers);
    if (unit == "kg") return to_text(Kilograms{low}, Kilograms{high}, numbers);
    if (unit == "ms") return to_text(Milliseconds{low}, Milliseconds{high}, numbers);
    if (unit == "percent") return percent(low, high, numbers);
    if (unit == "share")
      return percent(low, high, numbers, low < 0.001 ? 3 : low < 0.01 ? 2 : 0);  // small ones count too
    if (unit == "times") return pathfinder::times(low, high, numbers);
    if (unit == "tokens") return tokens_text(low, high, numbers);
    return in_words(to_text(low, high, numbers), low == 1 && high == 1, unit);
  }
  /// What was given keeps all its digits: "2,048 tokens".
  std::string as_given(double low, double high, const std::string& unit) const {
    static constexpr std::array<std::string_view, 5> scaled = {"usd", "gpu-hours", "hours", "ms", "kwh"};
    const bool own_words = std::find(scaled.begin(), scaled.end(), unit) != scaled.end();
    if (low != high || low >= 1e7 || own_words) return range(low, high, unit);
    return in_words(exact_text(low), low == 1, unit);
  }
  std::string one(double value, const std::string& unit) const { return range(value, value, unit); }
  /// The text estimate.unit.UNIT, in one form or as "one|many".
  std::string in_words(const std::string& number, bool single, const std::string& unit) const {
    const std::string id = "estimate.unit." + unit;
    if (!texts().has(id)) return number;
    const std::string forms = texts()(id, {{"n", number}});
    const std::size_t bar = forms.find('|');
    if (bar == std::string::npos) return forms;
    return single ? forms.substr(0, bar) : forms.substr(bar + 1);
  }

  /// The value of a part with all the digits a recomputation needs.
  std::string part(const Part& part) const { return digits(part.value); }
  static std::string digits(double value) {
    // Very large and very small values as powers of ten: 1.6e12 is read faster than its zeros are counted.
    const double size = std::abs(value);
    if (size == 0 || (size >= 1e-4 && size < 1e7)) {
      std::string text = json_number(value);
      const std::size_t dot = text.find('.');
      if (dot != std::string::npos && text.find('e') == std::string::npos)
        text = text.substr(0, dot + 1 + std::max<std::size_t>(6, 1));
      return text;
    }
    int exponent = 0;
    double mantissa = value;
    for (; std::abs(mantissa) >= 10 && exponent < 400; ++exponent) mantissa /= 10;
    for (; std::abs(mantissa) < 1 && exponent > -400; --exponent) mantissa *= 10;
    std::string text = json_number(std::round(mantissa * 1e6) / 1e6);
    return text.substr(0, 8) + "e" + std::to_string(exponent);
  }

  /// The value in a sentence.
  std::string value(const AnswerValue& value) const {
    if (!value.text.empty()) return words(value.text);
    return range(value.low, value.high, value.unit);
  }
  /// "@id" and "@id\t@id" are text ids; everything else is itself.
  std::string words(const std::string& text) const {
    std::string all;
    std::size_t at = 0;
    while (at <= text.size()) {
      const std::size_t tab = std::min(text.find('\t', at), text.size());
      const std::string one = text.substr(at, tab - at);
      if (at > 0) all += texts()("list.comma");
      all += one.rfind('@', 0) == 0 ? texts()(one.substr(1)) : one;
      at = tab + 1;
    }
    return all;
  }
  std::string note(const AnswerNote& note) const {
    std::vector<Field> fields;
    for (const AnswerValue& one : note.values) fields.push_back({one.name, value(one)});
    return texts()(note.text, fields);
  }

  std::string name(const AnswerFigure& figure) const {
    if (figure.id.rfind("year_", 0) == 0)
      return texts()("estimate.figure.year", {{"year", figure.id.substr(5, figure.id.find('_', 5) - 5)}});
    return texts()("estimate.figure." + figure.id);
  }
  std::string label(const Line<double>& line) const { return texts()(line.label); }

  const Formula* formula(const std::string& id) const {
    for (const Formula& one : catalogue_.formulas) {
      if (one.id == id) return &one;
    }
    return nullptr;
  }
  const Constant* constant(const std::string& id) const {
    const auto found = catalogue_.constants.find(id);
    return found == catalogue_.constants.end() ? nullptr : &found->second;
  }
  std::string source(const std::string& id) const {
    const auto found = catalogue_.sources.find(id);
    return found == catalogue_.sources.end()
               ? id
               : id + ": " + found->second.title + (found->second.date.empty() ? "" : " (" + found->second.date + ")");
  }

  /// "1,200 GPU-hours", "at least 900 GPU-hours".
  std::string headline(const AnswerFigure& figure) const {
    if (figure.bound != Bound::none) {
      return texts()(figure.bound == Bound::at_least ? "estimate.at-least" : "estimate.at-most",
                     {{"amount", one(figure.limit, figure.unit)}});
    }
    return one(figure.estimate.central, figure.unit);
  }
  std::string interval(const AnswerFigure& figure) const {
    if (figure.bound != Bound::none) return texts()("estimate.no-evidence");
    if (figure.estimate.low == figure.estimate.high) return texts()("estimate.exact");
    if (std::isnan(figure.estimate.high))
      return texts()("estimate.at-least", {{"amount", one(figure.estimate.low, figure.unit)}});
    return range(figure.estimate.low, figure.estimate.high, figure.unit);
  }

 private:
  const Catalogue& catalogue_;
  Sentences say_;
};

void add(Document& document, Block block) {
  document.blocks.push_back(std::move(block));
}

/// One line of `--explain`: equation, parts, result, constants.
void explain_line(Document& document, const Line<double>& line, const std::string& unit, const Teller& tell) {
  const Formula* formula = tell.formula(line.basis.method);
  const bool known = formula != nullptr;
  std::string title = tell.label(line);
  if (!line.quote_needed)
    title += tell.texts()("estimate.is",
                          {{"amount", unit.empty() ? Teller::digits(line.central) : tell.one(line.central, unit)}});
  add(document, Heading{title, 2});
  if (known) add(document, Code{formula->equation, ""});
  if (line.quote_needed) add(document, Paragraph{tell.text("estimate.quote"), Emphasis::warning, {}});
  Table table;
  table.columns = {{tell.text("estimate.column.symbol"), ColumnRole::label, Align::left},
                   {tell.text("estimate.column.value"), ColumnRole::figure, Align::right},
                   {tell.text("estimate.column.unit"), ColumnRole::label, Align::left},
                   {tell.text("estimate.column.meaning"), ColumnRole::text, Align::left}};
  const bool factors = line.basis.method == "training.utilisation";
  for (const Part& part : line.parts) {
    if (factors && part.value == 1) continue;  // does not apply to this job
    std::string meaning;
    if (known) {
      const auto symbol = formula->symbols.find(part.symbol);
      if (symbol != formula->symbols.end()) meaning = tell.texts()(symbol->second);
    }
    if (const Constant* constant = tell.constant(part.constant)) {
      if (meaning.empty()) meaning = tell.texts()(constant->meaning);
      std::vector<Field> fields = {
          {"id", constant->id}, {"date", constant->date}, {"rows", constant->fitted_on}, {"source", constant->source}};
      meaning += " " + tell.texts()(constant->fitted_on.empty() ? "estimate.constant.set" : "estimate.constant.fitted",
                                    fields);
    }
    table.rows.push_back(
        {{part.symbol, tell.part(part),
          tell.texts().has("estimate.unitname." + part.unit) ? tell.text("estimate.unitname." + part.unit) : part.unit,
          meaning},
         Emphasis::none});
  }
  if (!table.rows.empty()) add(document, std::move(table));
  if (known)
    add(document,
        Paragraph{tell.texts()("estimate.from", {{"formula", formula->id}, {"source", tell.source(formula->source)}}),
                  Emphasis::muted,
                  {}});
}

std::vector<std::string> unique(std::vector<std::string> list) {
  std::vector<std::string> seen;
  for (std::string& one : list) {
    if (!one.empty() && std::find(seen.begin(), seen.end(), one) == seen.end()) seen.push_back(std::move(one));
  }
  return seen;
}

}  // namespace

Document build_estimate(const Answer& answer, const Catalogue& catalogue, const EstimateView& view) {
  const Teller tell(catalogue, view);
  Document document;
  document.title = tell.text("estimate.title." + answer.kind);

  // The answer in the first line, what else was computed below it.
  if (!answer.figures.empty()) {
    const AnswerFigure& first = answer.figures.front();
    add(document,
        Paragraph{tell.texts()("estimate.answer", {{"name", tell.name(first)}, {"amount", tell.headline(first)}}),
                  Emphasis::answer,
                  first.bound == Bound::none && first.estimate.low < first.estimate.high
                      ? tell.texts()("estimate.interval", {{"range", tell.interval(first)}})
                      : std::string()});
  }
  for (const AnswerNote& note : answer.notes) {
    if (note.warning) add(document, Paragraph{tell.note(note), Emphasis::warning, {}});
  }
  if (!answer.figures.empty()) {
    const AnswerFigure& first = answer.figures.front();
    const bool cost = answer.kind == "cost";
    for (const AnswerFigure& figure : answer.figures) {
      const bool shown = &figure == &first || (cost && (figure.id == "setup_usd" || figure.id == "monthly_usd")) ||
                         figure.id == "tpot_ms";
      if (!shown || figure.estimate.breakdown.size() < 2 || figure.bound != Bound::none) continue;
      Table table;
      table.columns = {{tell.name(figure), ColumnRole::label, Align::left},
                       {tell.text("estimate.column.amount"), ColumnRole::figure, Align::right},
                       {tell.text("estimate.column.share"), ColumnRole::figure, Align::right}};
      for (const Line<double>& line : figure.estimate.breakdown) {
        if (line.quote_needed) {
          table.rows.push_back({{tell.label(line), tell.text("estimate.quote"), ""}, Emphasis::none});
        } else {
          table.rows.push_back(
              {{tell.label(line), tell.one(line.central, figure.unit),
                figure.estimate.central > 0 ? percent(line.central / figure.estimate.central, tell.style()) : ""},
               Emphasis::none});
        }
      }
      table.caption = figure.quote_needed ? tell.text("estimate.quote-left-out") : std::string();
      add(document, std::move(table));
    }
  }
  if (answer.figures.size() > 1) {
    Table table;
    table.columns = {{tell.text("estimate.column.figure"), ColumnRole::label, Align::left},
                     {tell.text("estimate.column.central"), ColumnRole::figure, Align::right},
                     {tell.text("estimate.column.interval"), ColumnRole::figure, Align::right}};
    for (std::size_t i = 1; i < answer.figures.size(); ++i) {
      const AnswerFigure& figure = answer.figures[i];
      std::string amount = tell.headline(figure);
      if (figure.quote_needed) amount = tell.texts()("estimate.plus-quote", {{"amount", amount}});
      table.rows.push_back({{tell.name(figure), amount, tell.interval(figure)}, Emphasis::none});
    }
    add(document, std::move(table));
  }

  KeyValues rows;
  std::string label = tell.text("report.note");
  for (const AnswerNote& note : answer.notes) {
    if (note.warning) continue;
    rows.rows.push_back({label, tell.note(note), {}, {}, Emphasis::none});
    label.clear();
  }
  label = tell.text("estimate.given");
  std::string given, taken;
  for (const AnswerInput& input : answer.inputs) {
    std::string& list = input.given ? given : taken;
    list += (list.empty() ? "" : tell.texts()("list.semicolon")) +
            tell.texts()(
                "estimate.input." + input.name,
                {{"value", input.value.text.empty() ? tell.as_given(input.value.low, input.value.high, input.value.unit)
                                                    : tell.words(input.value.text)}});
  }
  if (!given.empty()) rows.rows.push_back({label, given, {}, {}, Emphasis::none});
  if (!taken.empty()) rows.rows.push_back({tell.text("report.assumed"), taken, {}, {}, Emphasis::none});
  std::vector<std::string> assumptions, sources;
  for (const AnswerFigure& figure : answer.figures) {
    assumptions.insert(assumptions.end(), figure.estimate.basis.assumptions.begin(),
                       figure.estimate.basis.assumptions.end());
    sources.insert(sources.end(), figure.estimate.basis.sources.begin(), figure.estimate.basis.sources.end());
  }
  for (const std::string& id : unique(assumptions)) {
    rows.rows.push_back(
        {taken.empty() ? tell.text("report.assumed") : std::string(), tell.text(id), {}, {}, Emphasis::none});
    taken = "-";
  }
  if (!answer.figures.empty()) {
    std::string all;
    for (const std::string& id : unique(sources)) all += (all.empty() ? "" : tell.texts()("list.comma")) + id;
    const Formula* formula = tell.formula(answer.figures.front().estimate.basis.method);
    if (formula != nullptr)
      rows.rows.push_back(
          {tell.text("estimate.formula"), formula->equation + "  [" + formula->id + "]", {}, {}, Emphasis::none});
    if (!all.empty()) rows.rows.push_back({tell.text("estimate.sources"), all, {}, {}, Emphasis::muted});
  }
  if (!rows.rows.empty()) add(document, std::move(rows));

  if (!view.explain) {
    if (!answer.figures.empty()) add(document, Paragraph{tell.text("estimate.more"), Emphasis::muted, {}});
    return document;
  }
  for (const AnswerFigure& figure : answer.figures) {
    if (figure.estimate.breakdown.empty() || figure.bound != Bound::none) continue;
    add(document,
        Heading{tell.texts()("estimate.answer", {{"name", tell.name(figure)}, {"amount", tell.headline(figure)}}), 1});
    if (figure.estimate.low < figure.estimate.high || std::isnan(figure.estimate.high))
      add(document,
          Paragraph{tell.texts()("estimate.interval", {{"range", tell.interval(figure)}}), Emphasis::none, {}});
    for (const Line<double>& line : figure.estimate.breakdown) explain_line(document, line, figure.unit, tell);
    for (const Line<double>& line : figure.estimate.quantities) explain_line(document, line, "", tell);
  }
  return document;
}

std::string estimate_json(const Answer& answer, const Catalogue& catalogue, const EstimateView& view) {
  const Teller tell(catalogue, view);
  JsonWriter out;
  out.begin_object();
  out.text("schema", "pathfinder/estimate/1");
  out.begin_object("tool");
  out.text("name", "pathfinder");
  out.text("version", PATHFINDER_VERSION);
  out.text("data_date", catalogue.data_date);
  out.end();
  out.text("kind", answer.kind);
  out.begin_object("inputs");
  for (const AnswerInput& input : answer.inputs) {
    out.begin_object(input.name);
    if (!input.value.text.empty()) {
      out.text("value", tell.words(input.value.text));
    } else {
      if (input.value.low != input.value.high) {
        out.number("low", input.value.low);
        out.number("high", input.value.high);
      } else {
        out.number("value", input.value.low);
      }
      if (!input.value.unit.empty()) out.text("unit", input.value.unit);
    }
    out.text("origin", input.given ? "given" : "assumed");
    out.end();
  }
  out.end();

  const auto write_line = [&](const Line<double>& line, bool in_unit) {
    out.begin_object();
    out.text("label", line.label);
    out.text("text", tell.label(line));
    if (line.quote_needed) {
      out.flag("quote_needed", true);
    } else {
      out.number(in_unit ? "amount" : "value", line.central);
    }
    if (!line.basis.method.empty()) out.text("formula", line.basis.method);
    if (const Formula* formula = tell.formula(line.basis.method)) out.text("equation", formula->equation);
    if (!line.parts.empty()) {
      out.begin_array("parts");
      for (const Part& part : line.parts) {
        out.begin_object();
        out.text("symbol", part.symbol);
        out.number("value", part.value);
        if (!part.unit.empty()) out.text("unit", part.unit);
        if (!part.constant.empty()) out.text("constant", part.constant);
        out.end();
      }
      out.end();
    }
    out.end();
  };
  std::vector<std::string> formulas, constants, sources;
  out.begin_object("estimate");
  for (const AnswerFigure& figure : answer.figures) {
    out.begin_object(figure.id);
    if (figure.bound != Bound::none) {
      out.text("bound", figure.bound == Bound::at_least ? "at_least" : "at_most");
      out.number("limit", figure.limit);
    } else {
      out.number("low", figure.estimate.low);
      out.number("central", figure.estimate.central);
      if (!std::isnan(figure.estimate.high)) out.number("high", figure.estimate.high);
    }
    out.text("unit", figure.unit);
    if (figure.quote_needed) out.flag("quote_needed", true);
    out.text("method", figure.estimate.basis.method);
    formulas.push_back(figure.estimate.basis.method);
    for (const auto& [key, list] : {std::pair{"sources", &figure.estimate.basis.sources},
                                    std::pair{"assumptions", &figure.estimate.basis.assumptions}}) {
      out.begin_array(key);
      for (const std::string& id : *list) {
        if (!id.empty()) out.text({}, id);
      }
      out.end();
    }
    sources.insert(sources.end(), figure.estimate.basis.sources.begin(), figure.estimate.basis.sources.end());
    // Of a bound nothing but the limit: its lines would add up to a point.
    if (figure.bound == Bound::none) {
      out.begin_array("breakdown");
      for (const Line<double>& line : figure.estimate.breakdown) write_line(line, true);
      out.end();
      if (!figure.estimate.quantities.empty()) {
        out.begin_array("quantities");
        for (const Line<double>& line : figure.estimate.quantities) write_line(line, false);
        out.end();
      }
      for (const auto* lines : {&figure.estimate.breakdown, &figure.estimate.quantities}) {
        for (const Line<double>& line : *lines) {
          formulas.push_back(line.basis.method);
          for (const Part& part : line.parts) constants.push_back(part.constant);
        }
      }
    }
    out.end();
  }
  out.end();
  out.begin_array("notes");
  for (const AnswerNote& note : answer.notes) {
    out.begin_object();
    out.text("id", note.text);
    out.text("text", tell.note(note));
    if (note.warning) out.flag("warning", true);
    for (const AnswerValue& value : note.values) {
      if (!value.text.empty()) {
        out.text(value.name, tell.words(value.text));
      } else if (value.low == value.high) {
        out.number(value.name, value.low);
      } else {
        out.begin_object(value.name);
        out.number("low", value.low);
        out.number("high", value.high);
        out.end();
      }
    }
    out.end();
  }
  out.end();
  if (view.currency != "USD") {
    out.begin_object("currency");
    out.text("code", view.currency);
    out.number("usd_rate", view.units_per_usd);
    out.end();
  }
  out.begin_array("formulas");
  for (const std::string& id : unique(formulas)) {
    const Formula* formula = tell.formula(id);
    if (formula == nullptr) continue;
    out.begin_object();
    out.text("id", id);
    out.text("name", tell.texts()(formula->name));
    out.text("equation", formula->equation);
    out.text("source", formula->source);
    out.end();
    sources.push_back(formula->source);
  }
  out.end();
  out.begin_array("constants");
  for (const std::string& id : unique(constants)) {
    const Constant* constant = tell.constant(id);
    if (constant == nullptr) continue;
    out.begin_object();
    out.text("id", id);
    out.number("value", constant->value);
    out.text("unit", constant->unit);
    out.text("date", constant->date);
    if (!constant->fitted_on.empty()) out.text("fitted_on", constant->fitted_on);
    out.text("source", constant->source);
    out.end();
    sources.push_back(constant->source);
  }
  out.end();
  out.begin_array("sources");
  for (const std::string& id : unique(sources)) {
    const auto found = catalogue.sources.find(id);
    out.begin_object();
    out.text("id", id);
    if (found != catalogue.sources.end()) out.text("title", found->second.title);
    out.end();
  }
  out.end();
  out.end();
  return out.take();
}

}  // namespace pathfinder
