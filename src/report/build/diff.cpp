#include "pathfinder/report/build/diff.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {
namespace {

class Builder {
 public:
  Builder(const DecisionDiff& diff, const Words& words, std::string_view language)
      : diff_(diff), words_(words), say_(words, language) {
    say_.show_in(diff.currency, diff.usd_rate);
  }

  Document build() {
    document_.title = texts()("diff.title");
    document_.language = texts().language();
    answer();
    causes();
    forms();
    money();
    facts();
    rules();
    prices();
    policies();
    data();
    return std::move(document_);
  }

 private:
  const Texts& texts() const { return say_.texts(); }
  std::string nothing() const { return std::string(say_.style().absent); }

  std::string option_name(const std::string& id) const {
    if (id.empty()) return texts()("diff.nothing_feasible");
    for (const Strategy& one : words_.strategies) {
      if (one.id == id) return texts()(one.name);
    }
    return id;
  }

  std::string criterion_name(const std::string& id) const {
    for (const Criterion& one : words_.criteria) {
      if (one.id == id) return texts()(one.name);
    }
    return id;
  }

  std::string share(std::optional<double> value) const { return value ? percent(*value, say_.style()) : nothing(); }

  void answer() {
    std::string aside;
    if (diff_.confidence_before || diff_.confidence_after) {
      const std::string had = share(diff_.confidence_before);
      const std::string has = share(diff_.confidence_after);
      if (diff_.confidence_before == diff_.confidence_after) {
        aside = texts()("diff.confidence_same", {{"after", has}});
      } else {
        aside = texts()("diff.confidence", {{"before", had}, {"after", has}});
      }
    }
    const std::string before = option_name(diff_.winner_before);
    const std::string after = option_name(diff_.winner_after);
    std::string text;
    if (diff_.flipped()) {
      text = texts()("diff.flip", {{"before", before}, {"after", after}});
    } else {
      text = texts()("diff.stays", {{"after", after}});
    }
    document_.blocks.push_back(Paragraph{text, diff_.flipped() ? Emphasis::warning : Emphasis::answer, aside});
    if (diff_.verdict_before != diff_.verdict_after) {
      const std::string was = verdict(diff_.verdict_before);
      const std::string is = verdict(diff_.verdict_after);
      document_.blocks.push_back(
          Paragraph{texts()("diff.verdict", {{"before", was}, {"after", is}}), Emphasis::none, ""});
    }
  }

  std::string verdict(const std::string& word) const {
    const std::string id = "diff.verdict." + word;
    if (!texts().has(id)) return std::string(nothing());
    return texts()(id);
  }

  /// "labelled examples 100 → 6,000, documents 50,000 → 60"
  std::string changed(const std::vector<std::string>& ids) const {
    constexpr std::size_t most = 3;
    std::string all;
    std::size_t shown = 0;
    for (const std::string& id : ids) {
      const auto row =
          std::find_if(diff_.facts.begin(), diff_.facts.end(), [&](const FactChange& one) { return one.fact == id; });
      if (row == diff_.facts.end()) continue;
      if (shown == most) return all + texts()("list.more");
      ++shown;
      all += (all.empty() ? "" : texts()("list.comma")) +
             texts()("diff.fact", {{"fact", fact_name(id)},
                                   {"before", fact_value(id, row->before, row->before_low, row->before_high)},
                                   {"after", fact_value(id, row->after, row->after_low, row->after_high)}});
    }
    return all;
  }

  const FactSpec* spec(const std::string& id) const {
    const std::size_t slot = words_.vocabulary.find(id);
    return slot == Vocabulary::none ? nullptr : &words_.vocabulary.slots[slot];
  }
  std::string fact_name(const std::string& id) const {
    const FactSpec* found = spec(id);
    return found == nullptr ? id : texts()(found->name);
  }

  /// A value of the file as a person reads it.
  std::string fact_value(const std::string& id, const std::string& value, std::optional<double> low,
                         std::optional<double> high) const {
    if (value.empty()) return texts()("diff.not_known");
    const FactSpec* found = spec(id);
    if (found == nullptr) return value;
    Fact fact;
    if (found->type == FactType::boolean) {
      fact.value = value == "true" ? 1 : 0;
    } else if (found->has_levels() && found->type != FactType::level) {
      const auto level =
          std::find_if(found->levels.begin(), found->levels.end(), [&](const Level& one) { return one.id == value; });
      if (level == found->levels.end()) return value;
      fact.value = found->level_value(static_cast<std::size_t>(level - found->levels.begin()));
    } else {
      if (std::from_chars(value.data(), value.data() + value.size(), fact.value).ec != std::errc()) return value;
      fact.low = low.value_or(fact.value);
      fact.high = high.value_or(fact.value);
      return say_.fact_value(*found, fact);
    }
    fact.low = fact.high = fact.value;
    return say_.fact_value(*found, fact);
  }

  void causes() {
    KeyValues rows;
    std::string label = texts()(diff_.flipped() ? "diff.because" : "diff.lead");
    for (const Cause& cause : diff_.causes) {
      const std::string facts = changed(cause.facts);
      NumberStyle style = say_.style();
      style.digits = 2;
      std::string points = to_text(std::abs(cause.points), style);
      points = (cause.points < 0 ? "−" : "+") + points;
      std::string why = facts;
      if (cause.kind == "price") {
        why = texts()("diff.cause.price", {{"line", bill(cause.id)}});
      } else if (facts.empty()) {
        why = texts()("diff.cause." + (cause.kind == "criterion" ? std::string("data") : cause.kind) + ".itself",
                      {{"id", cause.id}});
      } else if (cause.alone) {
        why = texts()("diff.cause.alone", {{"facts", facts}});
      }
      const std::string id = cause.kind == "gate"      ? "diff.cause.gate"
                             : cause.kind == "caution" ? "diff.cause.caution"
                                                       : "diff.cause.points";
      rows.rows.push_back({label,
                           texts()(id, {{"option", cause.option},
                                        {"criterion", criterion_name(cause.criterion)},
                                        {"id", cause.id},
                                        {"points", points},
                                        {"why", why}}),
                           "", "", Emphasis::none});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void forms() {
    constexpr std::size_t most = 4;
    KeyValues rows;
    std::string label = texts()("diff.forms");
    for (const FormChange& one : diff_.forms) {
      if (rows.rows.size() == most) {
        rows.rows.push_back(
            {"", texts()("diff.more_forms", {{"count", exact_text(static_cast<double>(diff_.forms.size() - most))}}),
             "", "", Emphasis::muted});
        break;
      }
      const bool recommended = one.option == diff_.winner_after && !diff_.flipped();
      rows.rows.push_back(
          {label,
           texts()("diff.form",
                   {{"option", one.option}, {"before", form_name(one.before)}, {"after", form_name(one.after)}}),
           "", "", recommended ? Emphasis::warning : Emphasis::none});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  /// A form that a table of one's own had has no words here.
  std::string form_name(const std::string& id) const {
    return texts().has("variant." + id) ? texts()("variant." + id) : id;
  }

  std::string bill(const std::string& line) const {
    return texts().has("bill." + line) ? texts()("bill." + line) : line;
  }

  std::string figure_name(const std::string& key) const {
    return texts().has("diff.figure." + key) ? texts()("diff.figure." + key) : key;
  }

  std::string figure(std::optional<double> value, const std::string& unit) const {
    if (!value) return nothing();
    const NumberStyle& style = say_.style();
    if (unit == "usd" || unit == "usd/month") return to_text(Dollars{*value}, style);
    if (unit == "gpu-hours") return to_text(GpuHours{*value}, style);
    if (unit == "hours") return to_text(Hours{*value}, style);
    if (unit == "gib") return to_text(gibibytes(*value), style);
    if (unit == "kwh") return to_text(KilowattHours{*value}, style);
    if (unit == "kg") return to_text(Kilograms{*value}, style);
    if (unit == "weeks") return to_text(Weeks{*value}, style);
    if (unit == "ms") return to_text(Milliseconds{*value}, style);
    return to_text(*value, style);
  }

  std::string relative(const FigureChange& one) const {
    const std::optional<double> change = one.relative();
    if (!change) return nothing();
    const double size = std::abs(*change);
    return (*change < 0 ? "−" : "+") + percent(size, say_.style(), size < 0.1 ? 1 : 0);
  }

  void table(const std::vector<FigureChange>& rows, std::string_view caption, bool by_option) {
    Table table;
    table.columns = {{texts()(by_option ? "table.option" : "diff.figure"), ColumnRole::label, Align::left},
                     {texts()("diff.before"), ColumnRole::figure, Align::right},
                     {texts()("diff.after"), ColumnRole::figure, Align::right},
                     {texts()("diff.change"), ColumnRole::figure, Align::right}};
    for (const FigureChange& one : rows) {
      table.rows.push_back({{by_option ? one.option : figure_name(one.figure), figure(one.before, one.unit),
                             figure(one.after, one.unit), relative(one)},
                            Emphasis::none});
    }
    table.caption = texts()(caption);
    if (!table.rows.empty()) document_.blocks.push_back(std::move(table));
  }

  void money() {
    table(diff_.recommended, diff_.flipped() ? "diff.recommended_two" : "diff.recommended", false);
    std::vector<FigureChange> totals;
    for (const FigureChange& one : diff_.others) {
      if (one.figure == "total_usd") totals.push_back(one);
    }
    table(totals, "diff.totals", true);
  }

  std::string origin(const std::string& word) const {
    return texts().has("origin." + word) ? texts()("origin." + word) : word;
  }

  void facts() {
    constexpr std::size_t most = 12;
    KeyValues rows;
    std::string label = texts()("diff.facts");
    for (const FactChange& one : diff_.facts) {
      if (rows.rows.size() == most) {
        rows.rows.push_back(
            {"", texts()("diff.more_facts", {{"count", exact_text(static_cast<double>(diff_.facts.size() - most))}}),
             "", "", Emphasis::muted});
        break;
      }
      std::string origins;
      if (one.origin_before == one.origin_after) {
        origins = origin(one.origin_after);
      } else if (!one.origin_before.empty() && !one.origin_after.empty()) {
        origins = texts()("diff.origins", {{"before", origin(one.origin_before)}, {"after", origin(one.origin_after)}});
      } else {
        origins = origin(one.origin_before.empty() ? one.origin_after : one.origin_before);
      }
      rows.rows.push_back({label, changed({one.fact}), "", origins, Emphasis::none});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  std::string said(const RuleChange& rule, const std::string& word) const {
    if (word.empty()) return texts()("diff.no_rule");
    const std::string id = "diff.says." + rule.kind + "." + word;
    return texts().has(id) ? texts()(id) : word;
  }

  void rules() {
    KeyValues rows;
    std::string label = texts()("diff.rules");
    const auto add = [&](const RuleChange& rule) {
      std::string why = changed(rule.facts);
      if (why.empty() && rule.kind != "standing" && rule.kind != "threshold") why = texts()("diff.rule_itself");
      const bool criterion = rule.kind == "weight" || rule.kind == "scale";
      std::string text = texts()("diff.rule." + rule.kind, {{"option", rule.option},
                                                            {"id", criterion ? criterion_name(rule.id) : rule.id},
                                                            {"before", said(rule, rule.before)},
                                                            {"after", said(rule, rule.after)}});
      if (!why.empty()) text = texts()("diff.rule.why", {{"rule", text}, {"why", why}});
      rows.rows.push_back({label, text, "", "", Emphasis::none});
      label.clear();
    };
    // A rule that itself changed is news; what follows from a fact is told shorter.
    constexpr std::size_t most_followers = 6;
    std::size_t followers = 0, left = 0;
    for (const RuleChange& rule : diff_.rules) {
      if (rule.facts.empty()) add(rule);
    }
    for (const RuleChange& rule : diff_.rules) {
      if (rule.facts.empty()) continue;
      if (followers++ < most_followers) {
        add(rule);
      } else {
        ++left;
      }
    }
    if (left > 0) {
      rows.rows.push_back({"", texts()("diff.more_rules", {{"count", exact_text(static_cast<double>(left))}}), "", "",
                           Emphasis::muted});
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  static std::string sources(const std::vector<std::string>& ids) {
    std::string all;
    for (const std::string& id : ids) all += (all.empty() ? "" : ", ") + id;
    return all;
  }

  /// A line without a price is not a line that is gone.
  std::string price(const std::optional<double>& dollars, bool there) const {
    if (dollars) return to_text(Dollars{*dollars}, say_.style());
    return texts()(there ? "diff.no_price" : "diff.no_line");
  }

  void prices() {
    constexpr std::size_t most = 8;
    KeyValues rows;
    for (const PriceChange& one : diff_.prices) {
      if (rows.rows.size() == most) break;
      const std::string label =
          rows.rows.empty() ? texts()(one.facts.empty() ? "diff.prices" : "diff.bill") : std::string();
      std::string text = texts()("diff.price", {{"option", one.option},
                                                {"line", bill(one.line)},
                                                {"before", price(one.before, one.there_before)},
                                                {"after", price(one.after, one.there_after)},
                                                {"period", texts()("diff.period." + one.period)}});
      if (one.before && one.after && one.sources_before != one.sources_after) {
        text =
            texts()("diff.price.sources",
                    {{"price", text}, {"before", sources(one.sources_before)}, {"after", sources(one.sources_after)}});
      }
      rows.rows.push_back({label, text, "", "", Emphasis::none});
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void policies() {
    KeyValues rows;
    std::string label = texts()("report.policies");
    for (const PolicyChange& one : diff_.policies) {
      const auto word = [&](const std::string& holds) {
        if (holds.empty()) return texts()("diff.not_checked");
        if (holds == "no") return texts()(one.deny ? "policy.denied" : "policy.warned");
        return texts()(holds == "yes" ? "policy.kept" : "policy.unknown");
      };
      rows.rows.push_back(
          {label, texts()("diff.policy", {{"id", one.id}, {"before", word(one.before)}, {"after", word(one.after)}}),
           "", "", one.after == "no" ? Emphasis::warning : Emphasis::none});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void data() {
    KeyValues rows;
    std::string label = texts()("diff.data");
    const auto add = [&](std::string_view id, const std::string& before, const std::string& after) {
      if (before == after) return;
      rows.rows.push_back({label, texts()(id, {{"before", before}, {"after", after}}), "", "", Emphasis::muted});
      label.clear();
    };
    add("diff.data_date", diff_.data_before, diff_.data_after);
    add("diff.version", diff_.version_before, diff_.version_after);
    if (!diff_.not_comparable.empty()) {
      std::vector<std::string> names;
      for (const std::string& key : diff_.not_comparable) names.push_back(figure_name(key));
      rows.rows.push_back({label, texts()("diff.not_comparable", {{"figures", join(names, texts()("list.comma"))}}), "",
                           "", Emphasis::warning});
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  const DecisionDiff& diff_;
  const Words& words_;
  Sentences say_;
  Document document_;
};

void optional(JsonWriter& json, std::string_view key, std::optional<double> value) {
  if (value) json.number(key, *value);
}

void list(JsonWriter& json, std::string_view key, const std::vector<std::string>& words) {
  json.begin_array(key);
  for (const std::string& word : words) json.text({}, word);
  json.end();
}

/// A fact's value as the decision wrote it: numbers and truth bare, words quoted.
void value(JsonWriter& json, std::string_view key, const std::string& text) {
  if (text.empty()) return;
  double number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text == "true" || text == "false" || (read.ec == std::errc() && read.ptr == text.data() + text.size())) {
    json.raw(key, text);
  } else {
    json.text(key, text);
  }
}

void figures(JsonWriter& json, std::string_view key, const std::vector<FigureChange>& rows) {
  json.begin_array(key);
  for (const FigureChange& one : rows) {
    json.begin_object();
    json.text("strategy", one.option);
    json.text("figure", one.figure);
    optional(json, "before", one.before);
    optional(json, "after", one.after);
    json.text("unit", one.unit);
    optional(json, "relative", one.relative());
    json.end();
  }
  json.end();
}

}  // namespace

Document build_diff(const DecisionDiff& diff, const Words& words, std::string_view language) {
  return Builder(diff, words, language).build();
}

std::string diff_json(const DecisionDiff& diff) {
  JsonWriter json;
  json.begin_object();
  json.text("schema", "pathfinder/diff/1");
  json.flag("changed", diff.changed());
  json.flag("flip", diff.flipped());
  json.flag("increase", diff.costs_more());
  json.begin_object("decision");
  for (const bool after : {false, true}) {
    json.begin_object(after ? "after" : "before");
    const std::string& winner = after ? diff.winner_after : diff.winner_before;
    if (winner.empty()) {
      json.raw("strategy", "null");
    } else {
      json.text("strategy", winner);
    }
    const std::string& variant = after ? diff.variant_after : diff.variant_before;
    if (!variant.empty()) json.text("variant", variant);
    json.text("verdict", after ? diff.verdict_after : diff.verdict_before);
    optional(json, "confidence", after ? diff.confidence_after : diff.confidence_before);
    json.text("runner_up", after ? diff.runner_up_after : diff.runner_up_before);
    json.text("version", after ? diff.version_after : diff.version_before);
    json.text("data_date", after ? diff.data_after : diff.data_before);
    json.end();
  }
  json.end();
  json.begin_array("causes");
  for (const Cause& one : diff.causes) {
    json.begin_object();
    json.text("kind", one.kind);
    if (!one.id.empty()) json.text("id", one.id);
    json.text("strategy", one.option);
    if (!one.criterion.empty()) {
      json.text("criterion", one.criterion);
      json.number("points", one.points);
    }
    list(json, "facts", one.facts);
    if (one.alone) json.flag("alone", true);
    json.end();
  }
  json.end();
  if (!diff.not_comparable.empty()) list(json, "not_comparable", diff.not_comparable);
  json.begin_array("variants");
  for (const FormChange& one : diff.forms) {
    json.begin_object();
    json.text("strategy", one.option);
    json.text("before", one.before);
    json.text("after", one.after);
    json.end();
  }
  json.end();
  figures(json, "recommended", diff.recommended);
  figures(json, "others", diff.others);
  json.begin_array("facts");
  for (const FactChange& one : diff.facts) {
    json.begin_object();
    json.text("fact", one.fact);
    for (const bool after : {false, true}) {
      const std::string& text = after ? one.after : one.before;
      if (text.empty()) continue;
      json.begin_object(after ? "after" : "before");
      value(json, "value", text);
      optional(json, "low", after ? one.after_low : one.before_low);
      optional(json, "high", after ? one.after_high : one.before_high);
      json.text("origin", after ? one.origin_after : one.origin_before);
      json.end();
    }
    json.end();
  }
  json.end();
  json.begin_array("rules");
  for (const RuleChange& one : diff.rules) {
    json.begin_object();
    json.text("kind", one.kind);
    json.text("id", one.id);
    if (!one.option.empty()) json.text("strategy", one.option);
    if (!one.before.empty()) json.text("before", one.before);
    if (!one.after.empty()) json.text("after", one.after);
    list(json, "facts", one.facts);
    json.end();
  }
  json.end();
  json.begin_array("prices");
  for (const PriceChange& one : diff.prices) {
    json.begin_object();
    json.text("strategy", one.option);
    json.text("line", one.line);
    json.text("period", one.period);
    optional(json, "before_usd", one.before);
    optional(json, "after_usd", one.after);
    list(json, "sources_before", one.sources_before);
    list(json, "sources_after", one.sources_after);
    list(json, "facts", one.facts);
    json.end();
  }
  json.end();
  json.begin_array("policies");
  for (const PolicyChange& one : diff.policies) {
    json.begin_object();
    json.text("id", one.id);
    json.text("effect", one.deny ? "deny" : "warn");
    if (!one.before.empty()) json.text("before", one.before);
    if (!one.after.empty()) json.text("after", one.after);
    json.end();
  }
  json.end();
  json.end();
  return json.take();
}

}  // namespace pathfinder
