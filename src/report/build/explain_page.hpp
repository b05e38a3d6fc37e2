// What the pages of `explain` are made of: rows with labels, headings, and the sources used on the way.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/base/math.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/report/document.hpp"
#include "pathfinder/wording/sentences.hpp"

namespace pathfinder {

/// "full_ft.labels_5000" inside the option full_ft: "labels_5000".
inline std::string short_id(std::string_view id, std::string_view strategy) {
  const bool prefixed = id.size() > strategy.size() + 1 && id.starts_with(strategy) && id[strategy.size()] == '.';
  return std::string(prefixed ? id.substr(strategy.size() + 1) : id);
}

/// What every page is made of: rows with labels, headings, sources used on the way.
class ExplainPage {
 public:
  ExplainPage(const Words& words, std::string_view language) : words_(words), say_(words, language) {}

 protected:
  const Texts& texts() const { return say_.texts(); }
  std::string text(std::string_view id, std::initializer_list<Field> fields = {}) const { return texts()(id, fields); }

  void heading(std::string_view id, std::initializer_list<Field> fields = {}) {
    end_rows();
    document_.blocks.emplace_back(Heading{texts()(id, fields), 1});
  }
  void paragraph(std::string what, Emphasis emphasis = Emphasis::none, std::string aside = {}) {
    end_rows();
    if (!what.empty()) document_.blocks.emplace_back(Paragraph{std::move(what), emphasis, std::move(aside)});
  }
  void code(std::string what) {
    end_rows();
    document_.blocks.emplace_back(Code{std::move(what), ""});
  }
  void table(Table table) {
    end_rows();
    if (!table.rows.empty()) document_.blocks.emplace_back(std::move(table));
  }
  /// A labelled row; rows with the same label in a row share it.
  void row(const std::string& label, std::string what, std::string key = {}, Emphasis emphasis = Emphasis::none) {
    if (what.empty()) return;
    rows_.rows.push_back({label == last_label_ ? std::string() : label, std::move(what), std::move(key), "", emphasis});
    last_label_ = label;
  }
  void end_rows() {
    if (!rows_.rows.empty()) document_.blocks.emplace_back(std::move(rows_));
    rows_ = {};
    last_label_.clear();
  }
  std::string cite(const std::string& source, const std::string& date = {}) {
    use(source);
    return "[" + source + (date.empty() ? "" : ", " + date) + "]";
  }
  std::string cite(const std::vector<std::string>& sources) {
    std::string all;
    for (const std::string& source : sources) {
      use(source);
      all += (all.empty() ? "" : ", ") + source;
    }
    return all.empty() ? all : "[" + all + "]";
  }
  std::string with_cite(const std::string& sentence, const std::string& citation) const {
    return citation.empty() ? sentence : sentence + text("sentence.space") + citation;
  }
  void use(const std::string& source) {
    if (!source.empty()) used_.insert(source);
  }

  std::string source_line(const Source& source) const {
    return text(source.url.empty() ? "explain.source" : "explain.source_url",
                {{"title", source.title},
                 {"date", source.date},
                 {"kind", text("source.kind." + source.kind)},
                 {"read", text(source.read ? "source.read" : "source.recalled")},
                 {"url", source.url}});
  }

  void sources() {
    List list;
    for (const std::string& id : used_) {
      const auto source = words_.sources.find(id);
      if (source != words_.sources.end())
        list.items.push_back(text("explain.statement", {{"id", id}, {"text", source_line(source->second)}}));
    }
    if (list.items.empty()) return end_rows();
    heading("explain.heading.sources");
    document_.blocks.emplace_back(std::move(list));
  }

  std::string join(const std::vector<std::string>& words) const {
    std::string all;
    for (const std::string& word : words) all += (all.empty() ? "" : text("list.comma")) + word;
    return all;
  }
  std::string fact_name(std::string_view id) const {
    const std::size_t slot = words_.vocabulary.find(id);
    return slot == Vocabulary::none ? std::string(id) : texts()(words_.vocabulary.slots[slot].name);
  }
  /// What the article's figure is relative to: an option, or words.
  std::string relative_to(const std::string& of) const {
    const auto& options = words_.strategies;
    const bool option = std::any_of(options.begin(), options.end(), [&](const Strategy& one) { return one.id == of; });
    if (option) return say_.strategy_name(of);
    return texts().has("explain.of." + of) ? text("explain.of." + of) : of;
  }
  std::string agrees(const std::string& word) const { return text("explain.agrees." + (word.empty() ? "yes" : word)); }

  std::string number(double value) const { return to_text(value, say_.style()); }

  /// Our own error on published rows, as data/backtest.json has it.
  std::string backtest_of(const Formula& formula) const {
    const BacktestGroup* tested = formula.backtest.empty() ? nullptr : words_.backtest.find(formula.backtest);
    if (tested == nullptr) return text("explain.backtest.none");
    const BacktestErrors& errors = tested->left_out;
    return text("explain.backtest",
                {{"figure", text("backtest.kind." + tested->kind) + ": " + text("backtest.group." + tested->group)},
                 {"error", percent(pathfinder::exp(errors.median_abs_log_error) - 1, say_.style())},
                 {"rows", std::to_string(static_cast<int>(tested->rows))},
                 {"within", percent(errors.within_1_5, say_.style())},
                 {"covered", percent(errors.coverage, say_.style())},
                 {"as_of", words_.backtest.as_of}});
  }

  const Words& words_;
  Sentences say_;
  Document document_;

 private:
  KeyValues rows_;
  std::string last_label_;
  std::set<std::string> used_;
};

}  // namespace pathfinder
