#include "pathfinder/wording/sentences.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pathfinder/wording/change_text.hpp"
#include "pathfinder/wording/findings.hpp"

namespace pathfinder {
namespace {

/// The row with this id; the ids come from the same table, so it is there.
template <class Row>
const Row& row_of(const std::vector<Row>& rows, std::string_view id) {
  return *std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.id == id; });
}

double points_of(const Assessment& option, std::string_view criterion) {
  for (const Contribution& one : option.contributions) {
    if (one.criterion == criterion) return one.points;
  }
  return 0;
}

}  // namespace

Sentences::Sentences(const Words& words, std::string_view language)
    : words_(words), texts_(words.texts_in(language)), style_(number_style(texts_)) {
  style_.range_digits = 2;
}

void Sentences::show_in(const std::string& currency, double units_per_usd) {
  style_.currency = currency;
  style_.units_per_usd = units_per_usd;
}

std::string Sentences::fact_value(const FactSpec& spec, const Fact& fact) const {
  if (std::isnan(fact.value)) return texts_("fact.unknown");
  if (spec.type == FactType::level) {
    return fact.low == fact.high ? exact_text(fact.value) : exact_text(fact.low) + "–" + exact_text(fact.high);
  }
  if (spec.has_levels() || spec.type == FactType::catalogue) {
    const std::size_t position = spec.level_position(fact.value);
    return position < spec.levels.size() ? texts_(spec.levels[position].name) : texts_("fact.ad_hoc");
  }
  if (spec.type == FactType::money) return to_text(Dollars{fact.low}, Dollars{fact.high}, style_);
  if (spec.type == FactType::ratio) return percent(fact.low, fact.high, style_);
  if (fact.low == fact.high && fact.value < 1e6) return exact_text(fact.value);
  return to_text(fact.low, fact.high, style_);
}

std::string Sentences::fact_with_unit(const FactSpec& spec, const Fact& fact) const {
  if (spec.type == FactType::milliseconds && !std::isnan(fact.value))
    return to_text(Milliseconds{fact.low}, Milliseconds{fact.high}, style_);
  const std::string value = fact_value(spec, fact);
  const auto unit = words_.vocabulary.units.find(spec.unit);
  const bool shown = spec.type != FactType::money && spec.type != FactType::ratio && !spec.has_levels() &&
                     unit != words_.vocabulary.units.end() && !std::isnan(fact.value);
  if (!shown) return value;
  // "accelerator|accelerators"
  const std::string forms = texts_(unit->second);
  const std::size_t bar = forms.find('|');
  const bool single = fact.low == 1 && fact.high == 1;
  return value + std::string(style_.word_space) +
         (bar == std::string::npos ? forms
          : single                 ? forms.substr(0, bar)
                                   : forms.substr(bar + 1));
}

std::string Sentences::unit_name(const std::string& id) const {
  const auto unit = words_.vocabulary.units.find(id);
  if (unit != words_.vocabulary.units.end()) {
    const std::string forms = texts_(unit->second);
    return forms.substr(forms.find('|') + 1);  // npos + 1 is the whole of it
  }
  const std::string text = "unit.of." + id;
  return texts_.has(text) ? texts_(text) : id;
}

std::string Sentences::fill_facts(const std::string& sentence, const Facts& facts) const {
  std::vector<Field> fields;
  for (const std::string& name : field_names(sentence)) {
    const std::size_t slot = words_.vocabulary.find(name);
    if (slot != Vocabulary::none) fields.push_back({name, fact_value(words_.vocabulary.slots[slot], facts[slot])});
  }
  return fill(sentence, fields);
}

std::string Sentences::reason(const Assessment& option, std::string_view id, const Facts& facts) const {
  return fill_facts(texts_(row_of(words_.strategy(option.strategy).reasons, id).text), facts);
}
std::string Sentences::gate(std::string_view strategy, std::string_view id, const Facts& facts) const {
  if (id == forbidden_option_gate) return texts_("gate.forbidden-option");
  return fill_facts(texts_(row_of(words_.strategy(strategy).gates, id).text), facts);
}
std::string Sentences::caution(std::string_view strategy, std::string_view id, const Facts& facts) const {
  return fill_facts(texts_(row_of(words_.strategy(strategy).cautions, id).text), facts);
}

std::string Sentences::plan_words(const PlanAlternative& plan) const {
  const std::string model =
      plan.precision.empty() || plan.precision == "bf16" ? plan.model : plan.model + " " + plan.precision;
  std::string words;
  if (plan.on == "api") {
    words = texts_("way.plan.api", {{"api", plan.api}});
  } else if (plan.on == "owned" || plan.on == "rented") {
    words =
        texts_("way.plan." + plan.on, {{"model", model}, {"gpus", exact_text(plan.serving_gpus)}, {"gpu", plan.gpu}});
  } else {
    words = texts_("way.plan.cpu");
  }
  if (plan.on == "api" && plan.training_gpus <= 0 && !plan.training_recipe.empty()) {
    words += texts_("way.plan.hosted", {{"recipe", texts_("recipe." + plan.training_recipe, {{"model", plan.model}})}});
  } else if (plan.training_gpus > 0 && !plan.training_recipe.empty()) {
    words +=
        texts_("way.plan.training",
               {{"recipe", texts_("recipe." + plan.training_recipe, {{"model", plan.model}})},
                {"gpus", exact_text(plan.training_gpus)},
                {"gpu", plan.training_gpu.empty() ? plan.gpu : texts_("gpu.rented", {{"gpu", plan.training_gpu}})}});
  }
  return words;
}

std::string Sentences::lost_words(const PlanAlternative& plan, const OptionEstimate& taken) const {
  const double difference = plan.total && taken.total ? plan.total->central.value - taken.total->central.value : 0;
  const std::string amount = to_text(Dollars{std::abs(difference)}, style_);
  const bool money = plan.lost_by == "cost" || plan.lost_by == "budget";
  const auto figure = [&](double value) { return money ? to_text(Dollars{value}, style_) : to_text(value, style_); };
  std::string id = "lost." + plan.lost_by;
  // What it saves is said where it is cheaper and loses all the same.
  const std::string variant = std::abs(difference) < 0.5 ? ".same" : difference < 0 ? ".cheaper" : "";
  if (texts_.has(id + variant)) id += variant;
  return texts_(id, {{"amount", amount}, {"found", figure(plan.found)}, {"limit", figure(plan.limit)}});
}

std::string Sentences::own_cards_words(const PlanAlternative& own, const OptionEstimate& taken) const {
  const double difference = own.total && taken.total ? taken.total->central.value - own.total->central.value : 0;
  return texts_(
      difference < 0 ? "plan.own_cards.less" : "plan.own_cards.more",
      {{"gpu", own.gpu}, {"why", lost_words(own, taken)}, {"amount", to_text(Dollars{std::abs(difference)}, style_)}});
}

std::string Sentences::constraint_name(const ConstraintCost& cost) const {
  const std::size_t slot = words_.vocabulary.find(cost.constraint);
  const std::string limit = "limit." + cost.constraint;
  return slot != Vocabulary::none ? texts_(words_.vocabulary.slots[slot].name)
         : texts_.has(limit)      ? texts_(limit)
                                  : texts_("limit.policy", {{"policy", cost.constraint}});
}

std::string Sentences::constraint_words(const ConstraintCost& cost, const OptionEstimate& taken) const {
  const std::string name = constraint_name(cost);
  const double difference = cost.with && cost.without ? cost.with->value - cost.without->value : 0;
  const double total = taken.total ? taken.total->central.value : 0;
  const bool same_total = std::abs(cost.without ? total - cost.without->value : 1) < 0.5;
  const bool other_weights = cost.freed.model != taken.plan.model || cost.freed.precision != taken.plan.precision;
  const bool nothing = difference <= words_.same_cost_share * total;
  const std::string_view id = !cost.with && same_total                                    ? "constraint.not_kept.same"
                              : !cost.with                                                ? "constraint.not_kept"
                              : cost.quote_needed                                         ? "constraint.quote"
                              : difference < 0 && nothing && other_weights && !same_total ? "constraint.quality"
                              : nothing                                                   ? "constraint.nothing"
                                                                                          : "constraint.costs";
  return texts_(std::string(id), {{"constraint", name},
                                  {"amount", to_text(Dollars{std::abs(difference)}, style_)},
                                  {"without", cost.without ? to_text(*cost.without, style_) : std::string()},
                                  {"plan", plan_words(cost.freed)}});
}

std::string Sentences::opens_when(const PathStage& stage) const {
  const Strategy& strategy = words_.strategy(stage.strategy);
  std::string text = texts_(strategy.opens_when);
  if (!stage.missing.empty()) {
    constexpr std::size_t most = 3;  // the first are those that matter most; explain names all
    std::string names;
    for (std::size_t i = 0; i < std::min(most, stage.missing.size()); ++i) {
      const FactSpec& fact = words_.vocabulary.slots[words_.vocabulary.find(stage.missing[i])];
      names += (names.empty() ? "" : texts_("list.comma")) + texts_(fact.name);
    }
    if (stage.missing.size() > most) names += texts_("list.more");
    text += texts_("sentence.space") + texts_("stage.first_settle", {{"facts", names}});
  }
  return text;
}
std::string Sentences::stops_when(const PathStage& stage) const {
  const Strategy& strategy = words_.strategy(stage.strategy);
  return strategy.stages.empty() ? std::string() : texts_(strategy.stages.back().stops_when);
}
std::string Sentences::exit_test(const PathStage& stage) const {
  const Strategy& strategy = words_.strategy(stage.strategy);
  return strategy.stages.empty() ? std::string() : texts_(strategy.stages.back().exit_test);
}

std::string Sentences::article_why(const Decision& decision) const {
  if (!decision.article) return {};
  const ArticleView& view = *decision.article;
  const auto rule = std::find_if(words_.article.rules.begin(), words_.article.rules.end(),
                                 [&](const ArticleRule& one) { return one.id == view.rule; });
  const Assessment* winner = decision.winner();
  if (view.agrees || winner == nullptr) return texts_(rule->why);
  const auto theirs = std::find_if(decision.ranking.begin(), decision.ranking.end(),
                                   [&](const Assessment& a) { return a.strategy == view.strategy; });
  std::vector<std::string> against;
  if (theirs != decision.ranking.end()) against = reasons_against(decision, *theirs, 1);
  return texts_("article.differs", {{"article", texts_(rule->why)}, {"why", against.empty() ? "" : against.front()}});
}

std::string Sentences::failure_mode(std::string_view id) const {
  return texts_(row_of(words_.article.failure_modes, id).text);
}

std::string Sentences::message(const Diagnostic& finding) const {
  // A contradiction's words stand in the data, in every language.
  Diagnostic spoken = finding;
  // Amounts are held in dollars and said in the currency of the answer.
  for (Field& field : spoken.fields) {
    double dollars = 0;
    if (field.name.ends_with("_usd") &&
        std::from_chars(field.value.data(), field.value.data() + field.value.size(), dollars).ec == std::errc())
      field.value = to_text(Dollars{dollars}, style_);
  }
  for (const Field& rule : finding.fields) {
    if (rule.name != "rule") continue;
    for (const Consistency& one : words_.vocabulary.consistency) {
      if (one.id == rule.value) spoken.fields.push_back({"text", texts_(one.text)});
    }
  }
  return finding_message(spoken, texts_);
}

std::string Sentences::changed_fact(const Flip& flip) const {
  return change_condition(flip, words_, *this);
}

std::string Sentences::change(const Flip& flip) const {
  return texts_("change.one", {{"change", changed_fact(flip)},
                               {"option", flip.strategy.empty() ? texts_("change.blocked") : flip.strategy}});
}

std::string Sentences::change(const PairFlip& pair) const {
  return texts_("change.two", {{"first", changed_fact(pair.first)},
                               {"second", changed_fact(pair.second)},
                               {"option", pair.strategy.empty() ? texts_("change.blocked") : pair.strategy}});
}

std::vector<Field> Sentences::paid_work(const OptionEstimate& estimate) const {
  if (!estimate.build_persons || !estimate.build_months || !estimate.staying_persons) return {};
  NumberStyle rough = style_;
  rough.digits = 2;
  return {{"persons", to_text(estimate.build_persons->central, rough)},
          {"months", to_text(estimate.build_months->central, rough)},
          {"staying", to_text(estimate.staying_persons->central, rough)}};
}

std::vector<std::string> Sentences::reasons_for(const Decision& decision, const Assessment& winner,
                                                std::size_t most) const {
  const Strategy& strategy = words_.strategy(winner.strategy);
  std::vector<const Reason*> fired;
  for (const std::string& id : winner.reasons) fired.push_back(&row_of(strategy.reasons, id));
  std::stable_sort(fired.begin(), fired.end(), [&](const Reason* a, const Reason* b) {
    return points_of(winner, a->criterion) > points_of(winner, b->criterion);
  });
  std::vector<std::string> texts;
  for (const Reason* reason : fired) texts.push_back(fill_facts(texts_(reason->text), decision.facts));
  if (texts.empty()) {
    std::vector<Contribution> best = winner.contributions;
    std::stable_sort(best.begin(), best.end(),
                     [](const Contribution& a, const Contribution& b) { return a.points > b.points; });
    for (const Contribution& one : best) texts.push_back(texts_(row_of(words_.criteria, one.criterion).pro));
  }
  if (texts.size() > most) texts.resize(most);
  return texts;
}

std::vector<std::string> Sentences::reasons_against(const Decision& decision, const Assessment& loser,
                                                    std::size_t most) const {
  std::vector<std::string> texts;
  for (const GateResult& gate : loser.gates) {
    if (gate.blocks == Truth::yes) texts.push_back(this->gate(loser.strategy, gate.id, decision.facts));
  }
  if (texts.empty()) {
    // The difference to the winner, criterion by criterion, largest first; the sentence that fired there, else its con.
    const Assessment* winner = decision.winner();
    const Strategy& strategy = words_.strategy(loser.strategy);
    std::vector<std::pair<double, std::string>> losses;
    for (const Contribution& one : loser.contributions) {
      losses.emplace_back((winner == nullptr ? 0 : points_of(*winner, one.criterion)) - one.points, one.criterion);
    }
    std::stable_sort(losses.begin(), losses.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& lost : losses) {
      if (lost.first <= 0) break;
      const auto fired = std::find_if(loser.against.begin(), loser.against.end(), [&](const std::string& id) {
        return row_of(strategy.reasons, id).criterion == lost.second;
      });
      if (fired != loser.against.end()) texts.push_back(reason(loser, *fired, decision.facts));
    }
    for (const auto& [loss, criterion] : losses) {
      if (loss <= 0 || !texts.empty()) break;
      texts.push_back(texts_(row_of(words_.criteria, criterion).con));
    }
  }
  if (texts.size() > most) texts.resize(most);
  return texts;
}

}  // namespace pathfinder
