#include "saved/citations.hpp"

#include <algorithm>

#include "saved/format_parts.hpp"

namespace pathfinder::saved {
namespace {

/// Formulas of an option's figures that measurements were held against.
std::vector<std::string> methods_of(const Assessment& option) {
  std::vector<std::string> methods;
  const auto add = [&](const auto& figure) {
    if (figure) methods.push_back(figure->basis.method);
  };
  const OptionEstimate& estimate = option.estimate;
  add(estimate.training_gpu_hours);
  add(estimate.training_wall_hours);
  add(estimate.memory_per_gpu);
  add(estimate.latency);
  add(estimate.ttft);
  // Where accelerators serve, their rate and the time to the first token stand behind how many there are.
  if (estimate.latency) methods.insert(methods.end(), {"serving-throughput", "serving-ttft"});
  return methods;
}

}  // namespace

bool Citations::has(Cited kind, const std::string& id) const {
  const auto of_kind = ids.find(kind);
  return of_kind != ids.end() && of_kind->second.count(id) > 0;
}

Words Citations::words(const Words& all, const Decision& decision) const {
  Words cut;
  for (const Strategy& strategy : all.strategies) {
    if (!has(Cited::strategy, strategy.id)) continue;
    Strategy part;
    part.id = strategy.id;
    part.name = strategy.name;
    part.opens_when = strategy.opens_when;
    // All steps of what is recommended; of the others the tests of the last.
    if (decision.winner() != nullptr && decision.winner()->strategy == strategy.id) {
      part.stages = strategy.stages;
    } else if (!strategy.stages.empty()) {
      part.stages.push_back(strategy.stages.back());
    }
    const auto own = rules.find(strategy.id);
    const auto keep = [&](const auto& from, auto& to) {
      for (const auto& one : from) {
        if (own != rules.end() && own->second.count(one.id) > 0) to.push_back(one);
      }
    };
    keep(strategy.gates, part.gates);
    keep(strategy.cautions, part.cautions);
    keep(strategy.reasons, part.reasons);
    cut.strategies.push_back(std::move(part));
  }
  for (const Criterion& one : all.criteria) {
    if (has(Cited::criterion, one.id)) cut.criteria.push_back(one);
  }
  cut.factors = all.factors;
  cut.same_cost_share = all.same_cost_share;
  for (const ArticleRule& one : all.article.rules) {
    if (!has(Cited::article_rule, one.id)) continue;
    cut.article.rules.emplace_back();
    cut.article.rules.back().id = one.id;
    cut.article.rules.back().why = one.why;
  }
  for (const FailureMode& one : all.article.failure_modes) {
    if (!has(Cited::failure_mode, one.id)) continue;
    cut.article.failure_modes.emplace_back();
    cut.article.failure_modes.back().id = one.id;
    cut.article.failure_modes.back().text = one.text;
  }
  cut.vocabulary = all.vocabulary;
  const auto keep_things = [&](Cited kind, const auto& from, auto& to) {
    for (const auto& one : from) {
      if (has(kind, one.id)) to.push_back(one);
    }
  };
  keep_things(Cited::gpu, all.gpus, cut.gpus);
  if (decision.scenario.ad_hoc_gpu && has(Cited::gpu, decision.scenario.ad_hoc_gpu->id) &&
      row_of(cut.gpus, decision.scenario.ad_hoc_gpu->id) == nullptr)
    cut.gpus.push_back(*decision.scenario.ad_hoc_gpu);
  keep_things(Cited::model, all.models, cut.models);
  keep_things(Cited::region, all.regions, cut.regions);
  cut.backtest = all.backtest;
  if (!all.formulas.empty()) {  // only what stands behind the winner's figures
    const Assessment* winner = decision.winner();
    const std::vector<std::string> methods = winner == nullptr ? std::vector<std::string>() : methods_of(*winner);
    std::erase_if(cut.backtest.groups, [&](const BacktestGroup& group) {
      return std::none_of(all.formulas.begin(), all.formulas.end(), [&](const Formula& formula) {
        return formula.backtest == group.group &&
               std::find(methods.begin(), methods.end(), formula.id) != methods.end();
      });
    });
  }
  for (const std::string& id : sources) {
    const auto source = all.sources.find(id);
    if (source != all.sources.end()) cut.sources.insert(*source);
  }
  cut.data_date = all.data_date;
  cut.texts = all.texts;
  cut.calibrated = all.calibrated;
  return cut;
}

Vocabulary Citations::vocabulary(const Words& words) const {
  const Vocabulary& all = words.vocabulary;
  Vocabulary cut;
  std::set<std::string> facts;
  if (const auto found = ids.find(Cited::fact); found != ids.end()) facts = found->second;
  const auto named_in = [&](const auto& sentences) {
    for (const auto& rule : sentences) {
      for (const std::string* sentence : {&rule.text.en, &rule.text.zh}) {
        for (std::string& name : field_names(*sentence)) facts.insert(std::move(name));
      }
    }
  };
  for (const Strategy& strategy : words.strategies) {
    named_in(strategy.gates);
    named_in(strategy.cautions);
    named_in(strategy.reasons);
  }
  for (const Consistency& one : all.consistency) {
    if (has(Cited::contradiction, one.id)) cut.consistency.push_back(one);
  }
  std::set<std::string> named_units = units;
  for (const FactSpec& spec : all.slots) {
    if (facts.count(spec.id) == 0) continue;
    FactSpec part = spec;
    if (spec.type == FactType::category || spec.type == FactType::catalogue) {
      const auto used = levels.find(spec.id);
      std::erase_if(part.levels,
                    [&](const Level& level) { return used == levels.end() || used->second.count(level.id) == 0; });
    }
    named_units.insert(spec.unit);
    cut.add(std::move(part));
  }
  for (const std::string& id : named_units) {
    const auto unit = all.units.find(id);
    if (unit != all.units.end()) cut.units.insert(*unit);
  }
  return cut;
}

CitedTexts Citations::texts(const Words& all) const {
  CitedTexts found;
  const auto cited = ids.find(Cited::text);
  const auto en = all.texts.find("en");
  const auto zh = all.texts.find("zh");
  if (cited == ids.end() || en == all.texts.end() || zh == all.texts.end()) return found;
  for (const std::string& id : cited->second) {
    if (en->second.has(id)) found[id] = {en->second.all().find(id)->second, zh->second.all().find(id)->second};
  }
  return found;
}

}  // namespace pathfinder::saved
