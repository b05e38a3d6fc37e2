#include "report/build/summary.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/currencies.hpp"
#include "pathfinder/report/build/policies.hpp"
#include "pathfinder/wording/sentences.hpp"

#include "report/build/question_rows.hpp"
#include "report/build/step_rows.hpp"
#include "report/build/variant_rows.hpp"

namespace pathfinder {
namespace {

class Summary {
 public:
  Summary(const Decision& decision, const Words& words, std::string_view language, bool full)
      : decision_(decision), words_(words), say_(words, language), full_(full) {
    say_.show_in(decision.currency, decision.usd_rate);
  }

  Document build() {
    document_.title = say_.texts()("report.title");
    answer();
    about();
    policies();
    reasons();
    options();
    if (full_ || decision_.winner() == nullptr) blocked();
    changes();
    path();
    if (full_) steps();
    plan();
    if (full_) effect();
    assumed();
    warnings();
    more();
    return std::move(document_);
  }

 private:
  const Texts& texts() const { return say_.texts(); }

  /// Which of many scenarios this answers.
  void about() {
    if (decision_.scenario.title.empty()) return;
    document_.blocks.push_back(
        Paragraph{texts()("report.about", {{"title", decision_.scenario.title}}), Emphasis::muted, ""});
  }

  std::string sentence_case(std::string text) const {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
  }

  void answer() {
    const Assessment* winner = decision_.winner();
    if (winner == nullptr) {
      document_.blocks.push_back(Paragraph{texts()("report.none"), Emphasis::warning, ""});
      return;
    }
    const std::string name = sentence_case(say_.strategy_name(winner->strategy));
    std::string text = texts()("report.answer", {{"option", name}});
    for (const PathStage& stage : decision_.path) {
      if (!stage.later) continue;
      text += texts()("sentence.space") +
              texts()("report.then", {{"option", say_.strategy_name(stage.strategy)},
                                      {"test", texts()(words_.strategy(stage.strategy).opens_when)}});
      break;
    }
    document_.blocks.push_back(Paragraph{text, Emphasis::answer, confidence_aside()});
    missed();
    second_opinions();
    if (winner->standing == Standing::conditional) {
      document_.blocks.push_back(
          Paragraph{texts()("report.conditional", {{"facts", missing_names(*winner)}}), Emphasis::warning, ""});
    }
    if (decision_.tie) {
      document_.blocks.push_back(
          Paragraph{texts()("report.tie", {{"option", say_.strategy_name(decision_.ranking[1].strategy)}}),
                    Emphasis::warning, ""});
    }
  }

  static bool is_missed(const Diagnostic& warning) { return warning.code.ends_with("-missed"); }
  /// What staying as it is today is, beside the answer.
  static bool is_present(const Diagnostic& warning) { return warning.code.starts_with("present-"); }

  /// Limits that the answer does not keep come before everything that speaks for it.
  void missed() {
    KeyValues rows;
    std::string label = texts()("report.missed");
    for (const Diagnostic& warning : decision_.warnings) {
      if (!is_missed(warning)) continue;
      rows.rows.push_back({label, say_.message(warning), "", "", Emphasis::warning});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void policies() {
    KeyValues rows = policy_rows(decision_, say_);
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  std::string confidence_aside() const {
    if (!decision_.confidence) return {};
    const Confidence& confidence = *decision_.confidence;
    return texts()("confidence." + std::string(word_of(confidence.verdict)),
                   {{"share", percent(confidence.first, say_.style())}});
  }

  /// What the draws say against the answer, one line each.
  void second_opinions() {
    if (!decision_.confidence) return;
    const Confidence& confidence = *decision_.confidence;
    const auto line = [&](std::string_view id, const std::string& strategy) {
      const auto option = std::find_if(decision_.ranking.begin(), decision_.ranking.end(),
                                       [&](const Assessment& a) { return a.strategy == strategy; });
      document_.blocks.push_back(
          Paragraph{texts()(id, {{"other", sentence_case(say_.strategy_name(strategy))},
                                 {"share", percent(option->first_rank.value_or(0), say_.style())}}),
                    Emphasis::warning, ""});
    };
    if (confidence.reliability) {
      const Reliability& found = *confidence.reliability;
      document_.blocks.push_back(Paragraph{texts()("reliability." + std::string(word_of(confidence.verdict)),
                                                   {{"cases", exact_text(found.cases)},
                                                    {"share", percent(found.acceptable, say_.style())},
                                                    {"interval", percent(found.low, found.high, say_.style())}}),
                                           Emphasis::muted, ""});
    }
    if (!confidence.more_often_first.empty()) {
      line("confidence.more_often", confidence.more_often_first);
    } else if (full_ && confidence.verdict == Verdict::toss_up && decision_.ranking.size() > 1) {
      const auto other = std::max_element(
          decision_.ranking.begin() + 1, decision_.ranking.end(),
          [](const Assessment& a, const Assessment& b) { return a.first_rank.value_or(0) < b.first_rank.value_or(0); });
      line("confidence.close", other->strategy);
    }
    if (full_ && !confidence.least_regret.empty() && confidence.least_regret != confidence.more_often_first)
      line("confidence.regret", confidence.least_regret);
  }

  void changes() {
    const std::size_t most_changes = full_ ? 4 : 2;
    const std::size_t most_questions = full_ ? 2 : 1;
    KeyValues rows;
    std::string label = texts()("report.change");
    for (const Flip& flip : decision_.sensitivity.flips) {
      if (rows.rows.size() == most_changes) break;
      rows.rows.push_back({label, say_.change(flip), "", "", Emphasis::none});
      label.clear();
    }
    if (full_) {
      for (KeyValue& row : worth_rows(decision_, say_)) rows.rows.push_back(std::move(row));
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
    KeyValues questions{question_rows(decision_, words_, say_, most_questions)};
    for (KeyValue& row : pilot_rows(decision_, words_, say_, full_)) {
      // On the first screen it is one line or none.
      constexpr int room = 62;
      const bool one_line = display_width(row.text) + display_width(row.aside) + 2 <= room;
      if (full_ || one_line) questions.rows.push_back(std::move(row));
    }
    if (!questions.rows.empty()) document_.blocks.push_back(std::move(questions));
  }

  std::string fact_names(const std::vector<std::string>& facts) const {
    std::string names;
    for (const std::string& fact : facts) {
      names += (names.empty() ? "" : texts()("list.comma")) +
               texts()(words_.vocabulary.slots[words_.vocabulary.find(fact)].name);
    }
    return names;
  }

  std::string missing_names(const Assessment& option) const {
    std::vector<std::string> missing;
    for (const GateResult& gate : option.gates) {
      for (const std::string& fact : gate.missing) {
        if (std::find(missing.begin(), missing.end(), fact) == missing.end()) missing.push_back(fact);
      }
    }
    // The first few are those that matter most; explain names all.
    const std::size_t most = full_ ? 4 : 2;
    const bool more = missing.size() > most;
    if (more) missing.resize(most);
    return fact_names(missing) + (more ? texts()("list.more") : std::string());
  }

  void reasons() {
    const Assessment* winner = decision_.winner();
    if (winner == nullptr) return;
    KeyValues rows;
    std::string label = texts()("report.form");
    std::vector<std::string> form = {variant_line(*winner, say_)};
    if (full_) form = variant_lines(*winner, say_, most_forms);
    for (const std::string& line : form) {
      if (line.empty()) continue;
      rows.rows.push_back({label, line, "", "", Emphasis::none});
      label.clear();
    }
    label = texts()("report.why");
    // Where limits are missed or facts must be settled, the first lines say so, and one reason has to do.
    const bool crowded = winner->standing == Standing::conditional ||
                         std::any_of(decision_.warnings.begin(), decision_.warnings.end(), is_missed);
    for (const std::string& reason : say_.reasons_for(decision_, *winner, full_ ? 3 : (crowded ? 1 : 2))) {
      rows.rows.push_back({label, reason, "", "", Emphasis::none});
      label.clear();
    }
    label = texts()("report.today");
    for (const Diagnostic& warning : decision_.warnings) {
      if (!is_present(warning)) continue;
      rows.rows.push_back({label, say_.message(warning), "", "", Emphasis::none});
      label.clear();
    }
    add_against(rows, texts()("report.not"), Standing::open);
    if (decision_.article && (full_ || !decision_.article->agrees)) {
      const std::string view = texts()(decision_.article->agrees ? "report.article.agrees"
                                       : full_                   ? "report.article.differs"
                                                                 : "report.article.differs.short",
                                       {{"option", say_.strategy_name(decision_.article->strategy)},
                                        {"rule", decision_.article->rule},
                                        {"why", say_.article_why(decision_)}});
      rows.rows.push_back({texts()("report.article"), view, "", "", Emphasis::none});
    }
    document_.blocks.push_back(std::move(rows));
  }

  /// One row per reason: options that fail for the same one share it. Blocked ones are a group of their own.
  void add_against(KeyValues& rows, std::string label, Standing group) const {
    std::vector<std::pair<std::string, std::string>> reasons;  // sentence, options
    for (const Assessment& option : decision_.ranking) {
      const bool blocked = option.standing == Standing::blocked;
      if (blocked != (group == Standing::blocked) || &option == decision_.winner()) continue;
      const std::vector<std::string> against = say_.reasons_against(decision_, option, 1);
      const std::string sentence = against.empty() ? texts()("report.close") : against.front();
      const auto same =
          std::find_if(reasons.begin(), reasons.end(), [&](const auto& row) { return row.first == sentence; });
      if (same == reasons.end()) {
        reasons.emplace_back(sentence, option.strategy);
      } else {
        same->second += texts()("list.comma") + option.strategy;
      }
    }
    if (!full_ && reasons.size() > most_against) reasons.resize(most_against);  // those that came closest
    for (const auto& [sentence, options] : reasons) {
      rows.rows.push_back(
          {label, texts()("against.row", {{"options", options}, {"why", sentence}}), "", "", Emphasis::none});
      label.clear();
    }
  }

  template <class Q>
  std::string shown(const std::optional<Estimate<Q>>& estimate) const {
    return estimate ? to_text(*estimate, say_.style()) : std::string(say_.style().absent);
  }

  /// The word that names the currency behind an amount ("5万元"); empty where it stands before it.
  std::string_view currency_behind() const {
    if (!say_.style().currency_behind) return {};
    const auto at = std::find_if(currency_words.begin(), currency_words.end(),
                                 [&](const CurrencyWords& one) { return one.code == say_.style().currency; });
    return at == currency_words.end() ? std::string_view() : at->behind;
  }

  /// An amount in a column: a currency that is written behind it stands once, in the caption.
  std::string in_column(std::string amount) const {
    const std::string_view word = currency_behind();
    for (std::size_t at = 0; !word.empty() && (at = amount.find(word, at)) != std::string::npos;)
      amount.erase(at, word.size());
    return amount;
  }
  std::string middle(const std::optional<Estimate<Dollars>>& estimate) const {
    return estimate ? in_column(to_text(estimate->central, say_.style())) : std::string(say_.style().absent);
  }

  double given(std::string_view id) const {
    const std::size_t slot = words_.vocabulary.find(id);
    return slot == Vocabulary::none ? std::nan("") : decision_.facts[slot].value;
  }

  std::string fits(const Assessment& option) const {
    const Plan& plan = option.estimate.plan;
    if (plan.fits && !*plan.fits) return texts()("fits.no");
    if (!plan.training_gpu.empty()) return texts()("fits.rented", {{"gpus", exact_text(plan.training_gpus)}});
    if (!plan.training_recipe.empty()) return texts()("recipe.short." + plan.training_recipe);
    if (plan.serving == "api") return texts()("fits.api");
    if (plan.serving == "device") return texts()("fits.device");
    if (plan.serving_gpus <= 0) return texts()("fits.nothing");
    const std::string_view how = plan.serving == "owned"    ? "fits.yes"
                                 : plan.serving == "bought" ? "fits.bought"
                                                            : "fits.rented";
    return texts()(how, {{"gpus", exact_text(plan.serving_gpus)}});
  }

  /// Persons and months behind the sums: money is for a whole build, first use comes long before its end.
  std::string what_is_paid() const {
    const Assessment* winner = decision_.winner();
    if (winner == nullptr) return {};
    const std::vector<Field> figures = say_.paid_work(winner->estimate);
    if (figures.empty()) return {};
    std::vector<Field> fields = {{"option", winner->strategy}};
    fields.insert(fields.end(), figures.begin(), figures.end());
    return texts()("table.pays", fields);
  }

  void options() {
    const double months = given("horizon_months");
    Table table;
    table.columns = {{texts()("table.option"), ColumnRole::label, Align::left},
                     {texts()(decision_.confidence ? "table.first" : "table.score"), ColumnRole::figure, Align::right},
                     {texts()("table.setup"), ColumnRole::figure, Align::right},
                     {texts()("table.month"), ColumnRole::figure, Align::right},
                     {texts()("table.total"), ColumnRole::figure, Align::right},
                     {texts()("table.range"), ColumnRole::figure, Align::right},
                     {texts()("table.cash"), ColumnRole::figure, Align::right},
                     {texts()("table.fits"), ColumnRole::text, Align::left}};
    bool quote = false;
    std::size_t left_out = 0;
    for (const Assessment& option : decision_.ranking) {
      // What comes first in more draws is named above: its row stands here.
      const bool named = decision_.confidence && decision_.confidence->more_often_first == option.strategy;
      if (option.standing == Standing::blocked || (!full_ && table.rows.size() >= most_options && !named)) {
        ++left_out;
        continue;
      }
      const OptionEstimate& estimate = option.estimate;
      quote = quote || estimate.quote_needed;
      const std::string mark = option.standing == Standing::conditional ? "?" : "";
      table.rows.push_back({{option.strategy + mark, percent(option.first_rank.value_or(option.score), say_.style()),
                             middle(estimate.setup), middle(estimate.monthly), middle(estimate.total),
                             in_column(shown(estimate.total)), middle(estimate.cash), fits(option)},
                            &option == decision_.winner() ? Emphasis::answer : Emphasis::none});
    }
    if (table.rows.empty()) return;
    table.caption =
        texts()("table.caption",
                {{"months", exact_text(months)},
                 {"currency", currency_behind().empty() ? say_.style().currency : std::string(currency_behind())}}) +
        (quote ? texts()("sentence.space") + texts()("table.quote") : std::string());
    if (const std::string paid = what_is_paid(); !paid.empty()) table.caption += texts()("sentence.space") + paid;
    table.caption += texts()("sentence.space") + texts()("table.money_error");
    if (!full_ && left_out > 0)
      table.caption += texts()("sentence.space") + texts()("table.left_out", {{"options", std::to_string(left_out)}});
    document_.blocks.push_back(std::move(table));
  }

  void blocked() {
    KeyValues rows;
    add_against(rows, texts()("report.blocked"), Standing::blocked);
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  std::string path_text(const PathStage& stage) const {
    const std::string id = stage.later ? "path.later" : (stage.recommended ? "path.recommended" : "path.step");
    return id + (full_ ? "" : ".short");
  }

  /// The recommended stage, the one before it and the one after it.
  bool beside_recommended(const PathStage& stage) const {
    const auto& path = decision_.path;
    const auto recommended =
        std::find_if(path.begin(), path.end(), [](const PathStage& one) { return one.recommended; });
    return std::abs((&stage - path.data()) - (recommended - path.begin())) <= 1;
  }

  void path() {
    KeyValues rows;
    std::string label = texts()("report.path");
    int number = 0;
    for (const PathStage& stage : decision_.path) {
      ++number;
      if (!full_ && !beside_recommended(stage)) continue;
      std::string cost = stage.cost ? to_text(*stage.cost, say_.style()) : std::string();
      const bool adds = stage.cost && stage.cost->central.value > 0;
      if (!stage.builds_on.empty() && stage.cost)
        cost = adds ? texts()("path.more", {{"cost", cost}}) : texts()("path.nothing_more");
      const std::string weeks = to_text(stage.weeks, say_.style());
      const std::string text = texts()(path_text(stage), {{"option", say_.strategy_name(stage.strategy)},
                                                          {"weeks", weeks},
                                                          {"cost", cost},
                                                          {"exit", stage.later ? "" : say_.exit_test(stage)},
                                                          {"test", stage.later ? say_.opens_when(stage) : ""}});
      rows.rows.push_back(
          {label, text, std::to_string(number), "", stage.recommended ? Emphasis::answer : Emphasis::none});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void steps() {
    KeyValues rows;
    std::string label = texts()("report.steps");
    for (const StepRow& step : step_rows(decision_, words_, say_)) {
      rows.rows.push_back({label, texts()("steps.row", {{"step", step.text}, {"weeks", step.weeks}}), step.numbers, "",
                           Emphasis::none});
      label.clear();
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void plan() {
    const Assessment* winner = decision_.winner();
    if (winner == nullptr) return;
    KeyValues rows;
    std::string label = texts()("report.plan");
    const auto add = [&](const std::string& text) {
      rows.rows.push_back({label, text, "", "", Emphasis::none});
      label.clear();
    };
    const Plan& plan = winner->estimate.plan;
    const OptionEstimate& estimate = winner->estimate;
    if (!plan.serving.empty()) {
      add(texts()("plan.serving." + plan.serving,
                  {{"model", plan.precision.empty() || plan.precision == "bf16" ? plan.model
                                                                                : plan.model + " " + plan.precision},
                   {"api", plan.api},
                   {"gpus", exact_text(plan.serving_gpus)},
                   {"gpu", plan.gpu},
                   {"latency",
                    estimate.latency ? to_text(*estimate.latency, say_.style()) : std::string(say_.style().absent)}}));
    }
    if (full_ && estimate.training_gpu_hours && estimate.training_wall_hours) {
      add(texts()("plan.training",
                  {{"recipe", texts()("recipe." + plan.training_recipe, {{"model", plan.model}})},
                   {"hours", to_text(*estimate.training_gpu_hours, say_.style())},
                   {"wall", to_text(*estimate.training_wall_hours, say_.style())},
                   {"gpus", exact_text(plan.training_gpus)},
                   {"gpu", plan.training_gpu.empty() ? plan.gpu : texts()("gpu.rented", {{"gpu", plan.training_gpu}})},
                   {"memory", shown(estimate.memory_per_gpu)}}));
    }
    if (!full_) {
      document_.blocks.push_back(std::move(rows));
      return;
    }
    if (estimate.own_cards) add(say_.own_cards_words(*estimate.own_cards, estimate));
    if (estimate.energy)
      add(texts()("plan.energy", {{"energy", to_text(*estimate.energy, say_.style())}, {"co2", shown(estimate.co2)}}));
    std::string quotes;
    for (const Line<Dollars>& line : estimate.bill) {
      if (line.quote_needed) quotes += (quotes.empty() ? "" : texts()("list.comma")) + texts()("bill." + line.label);
    }
    if (!quotes.empty()) add(texts()("plan.quotes", {{"lines", quotes}}));
    add_money(estimate, add);
    for (const Field& note : plan.notes) add(texts()(note.name, {{"what", note.value}}));
    const auto next = std::find_if(estimate.alternatives.begin(), estimate.alternatives.end(),
                                   [](const PlanAlternative& one) { return one.lost_by != "equal"; });
    if (next != estimate.alternatives.end())
      add(texts()("plan.next", {{"plan", say_.plan_words(*next)}, {"why", say_.lost_words(*next, estimate)}}));
    constexpr std::size_t most = 2;  // explain shows all
    std::size_t shown_costs = 0;
    const double same = words_.same_cost_share * (estimate.total ? estimate.total->central.value : 0);
    for (const ConstraintCost& cost : decision_.constraints) {
      const bool differs = !cost.with || cost.quote_needed || cost.with->value - cost.without->value > same;
      if (differs && shown_costs++ < most) add(say_.constraint_words(cost, estimate));
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  /// When another way of obtaining the computing pays, and whether another horizon changes the answer: a line each.
  template <class Add>
  void add_money(const OptionEstimate& estimate, const Add& add) const {
    const SourcingBreakEven* soonest = nullptr;
    for (const SourcingBreakEven& even : estimate.break_even) {
      // That a reservation costs less than paying by the hour is no news.
      if (even.first.starts_with("rent-") && even.second.starts_with("rent-")) continue;
      const bool to_the_other = even.kind == "second_always" || (even.kind == "at_month" && !even.first_wins_later);
      if (to_the_other && (soonest == nullptr || even.month < soonest->month)) soonest = &even;
    }
    if (soonest != nullptr && soonest->kind == "at_month") {
      add(texts()("plan.pays-from", {{"other", texts()("way." + soonest->second)},
                                     {"way", texts()("way." + soonest->first)},
                                     {"month", exact_text(std::ceil(soonest->month))}}));
    } else if (soonest != nullptr) {
      add(texts()("plan.pays-always",
                  {{"other", texts()("way." + soonest->second)}, {"way", texts()("way." + soonest->first)}}));
    }
    if (decision_.horizons.empty()) return;
    std::string months, others;
    for (const HorizonWinner& one : decision_.horizons) {
      months += (months.empty() ? "" : texts()("list.comma")) + exact_text(one.months);
      if (one.strategy == decision_.winner()->strategy) continue;
      others += (others.empty() ? "" : texts()("list.semicolon")) +
                texts()("horizon.other", {{"months", exact_text(one.months)},
                                          {"option", one.strategy.empty() ? texts()("horizon.none") : one.strategy}});
    }
    add(others.empty() ? texts()("horizon.same", {{"months", months}})
                       : texts()("horizon.changes", {{"others", others}}));
    if (words_.calibrated) add(texts()("plan.calibrated"));
  }

  void effect() {
    if (!decision_.effect) return;
    const EffectView& view = *decision_.effect;
    KeyValues rows;
    rows.rows.push_back(
        {texts()("report.effect"),
         texts()("effect.odds", {{"odds", times(view.odds_ratio.low, view.odds_ratio.high, say_.style())}}), "", "",
         Emphasis::none});
    for (const std::string& id : view.failure_modes) {
      rows.rows.push_back({"", texts()("effect.but", {{"limit", say_.failure_mode(id)}}), "", "", Emphasis::muted});
      break;
    }
    document_.blocks.push_back(std::move(rows));
  }

  bool on_assumed_gpu(const Plan& plan) const {
    // By the words of the fact: a saved decision brings those, and no catalogue of accelerators.
    const std::size_t slot = words_.vocabulary.find("gpu_type");
    if (slot == Vocabulary::none || std::isnan(decision_.facts[slot].value)) return false;
    const FactSpec& spec = words_.vocabulary.slots[slot];
    const std::size_t level = spec.level_position(decision_.facts[slot].value);
    return level < spec.levels.size() && plan.gpu == spec.levels[level].id;
  }

  void assumed() {
    // Those that the figures rest on most; explain lists all of them.
    static constexpr std::array<std::string_view, 11> shown_first = {
        "gpu_type",        "gpu_source",    "gpus",          "task_kind", "labelled_examples", "knowledge_changes",
        "queries_per_day", "prompt_tokens", "answer_tokens", "region",    "horizon_months"};
    std::string list;
    std::size_t named = 0;
    std::vector<std::string> unsaid = decision_.unsaid;
    for (std::string_view id : shown_first) {
      const std::size_t slot = words_.vocabulary.find(id);
      if (slot == Vocabulary::none || decision_.facts[slot].known || std::isnan(decision_.facts[slot].value)) continue;
      // Where cards are rented the search says which: the plan shows them, nothing was assumed.
      if (id == "gpu_type" && decision_.winner() != nullptr && !on_assumed_gpu(decision_.winner()->estimate.plan))
        continue;
      const FactSpec& spec = words_.vocabulary.slots[slot];
      std::erase(unsaid, spec.id);
      if (!full_ && ++named > most_assumed) {
        if (named == most_assumed + 1) list += texts()("list.more");
        continue;
      }
      Fact central = decision_.facts[slot];
      central.low = central.high = central.value;
      list += (list.empty() ? "" : texts()("list.semicolon")) +
              texts()("assumed.fact", {{"fact", texts()(spec.name)}, {"value", say_.fact_value(spec, central)}});
    }
    const Assessment* winner = decision_.winner();
    if (full_ && winner != nullptr && !winner->estimate.plan.model.empty() && std::isnan(given("model"))) {
      list += (list.empty() ? "" : texts()("list.semicolon")) +
              texts()("assumed.fact", {{"fact", texts()("assumed.model")}, {"value", winner->estimate.plan.model}});
    }
    KeyValues rows;
    if (!list.empty()) rows.rows.push_back({texts()("report.assumed"), list, "", "", Emphasis::muted});
    if (full_ && !unsaid.empty())
      rows.rows.push_back({texts()("report.unsaid"), fact_names(unsaid), "", "", Emphasis::muted});
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void warnings() {
    KeyValues rows;
    std::string label = texts()("report.note");
    for (const Diagnostic& warning : decision_.warnings) {
      if (is_missed(warning) || is_present(warning)) continue;
      rows.rows.push_back({label, say_.message(warning), "", "", Emphasis::warning});
      label.clear();
    }
    const Assessment* winner = decision_.winner();
    if (full_ && winner != nullptr) {
      for (const CautionResult& caution : winner->cautions) {
        if (!caution.taken) continue;
        rows.rows.push_back(
            {label,
             texts()("report.caution", {{"text", say_.caution(winner->strategy, caution.id, decision_.facts)},
                                        {"source", caution.source}}),
             "", "", Emphasis::warning});
        label.clear();
      }
    }
    if (!rows.rows.empty()) document_.blocks.push_back(std::move(rows));
  }

  void more() {
    document_.blocks.push_back(Paragraph{texts()(full_ ? "report.more" : "report.more.short"), Emphasis::muted, ""});
  }

  // Of the first screen: 45 lines of 80 columns.
  static constexpr std::size_t most_against = 2;
  static constexpr std::size_t most_options = 3;
  static constexpr std::size_t most_assumed = 4;
  // With --full.
  static constexpr std::size_t most_forms = 4;

  const Decision& decision_;
  const Words& words_;
  Sentences say_;
  bool full_;
  Document document_;
};

}  // namespace

Document build_summary(const Decision& decision, const Words& words, std::string_view language, bool full) {
  return Summary(decision, words, language, full).build();
}

}  // namespace pathfinder
