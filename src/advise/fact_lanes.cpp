#include "advise/fact_lanes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/rules/program.hpp"

#include "advise/assess.hpp"
#include "advise/fact_steps.hpp"

namespace pathfinder {
namespace {

bool reads(const Expression& expression, const std::vector<unsigned char>& set) {
  return std::any_of(expression.reads.begin(), expression.reads.end(), [&](std::size_t one) { return set[one] != 0; });
}

}  // namespace

FactLanes::FactLanes(const WhatIf& what_if, std::span<const Change> moved, const std::vector<OptionEstimate>& estimates)
    : catalogue_(what_if.catalogue()) {
  const Vocabulary& vocabulary = catalogue_.vocabulary;
  const Facts& before = what_if.decision().facts;
  Scenario scenario;
  const Facts facts = what_if.facts_after(moved, scenario);
  const FactColumns columns(facts);
  std::vector<Graph::Node> slots;
  std::vector<unsigned char> touched;
  for (std::size_t i = 0; i < facts.size(); ++i) {
    slots.push_back(graph_.constant(facts[i].value));
    known_.push_back(facts[i].known ? 1 : 0);
    const bool stays = facts[i].known == before[i].known && same(facts[i].value, before[i].value) &&
                       facts[i].plausible_low == before[i].plausible_low &&
                       facts[i].plausible_high == before[i].plausible_high;
    touched.push_back(stays ? 0 : 1);
  }
  for (const Change& change : moved) {
    moved_.push_back(change.first);
    slots[change.first] = inputs_.emplace_back(graph_.input());
    touched[change.first] = 1;
  }
  for (const bool own : {false, true}) {
    for (std::size_t i = 0; i < vocabulary.derivations.size(); ++i) {
      const Derivation& derivation = vocabulary.derivations[i];
      const Expression& expression = catalogue_.fact_rules.derivations[i];
      if (derivation.from.empty() != own || !reads(expression, touched)) continue;
      if (!own && (facts[derivation.slot].origin != Origin::derived ||
                   std::count(moved_.begin(), moved_.end(), derivation.slot) > 0 ||
                   columns.value(expression) != facts[derivation.slot].value))
        continue;
      slots[derivation.slot] = graph_.add(expression, slots, known_);
      touched[derivation.slot] = 1;
      derived_.push_back(i);
    }
  }
  // What estimates fill does not depend on the facts beside them.
  const bool same_estimates = &estimates == &what_if.estimates();
  if (!same_estimates) {
    for (const OptionEstimate& estimate : estimates) filled_.push_back(with_estimates(before, estimate, catalogue_));
  }
  const std::vector<Facts>& all_filled = same_estimates ? what_if.filled() : filled_;
  for (const Assessment& assessment : what_if.decision().ranking) {
    if (!option_allowed(what_if.decision().limits, assessment.strategy)) continue;
    Option option;
    option.strategy = what_if.index_of(assessment.strategy);
    const CompiledStrategy& compiled = catalogue_.program.strategies[option.strategy];
    const Facts& filled = all_filled[option.strategy];
    option.filled = &filled;
    std::vector<Graph::Node> own = slots;
    std::vector<unsigned char> changed = touched, own_known = known_;
    for (std::size_t i = 0; i < filled.size(); ++i) {
      if (vocabulary.slots[i].kind != FactSpec::Kind::estimated) continue;
      own[i] = graph_.constant(filled[i].value);
      own_known[i] = filled[i].known ? 1 : 0;
      changed[i] = same_estimates ? 0 : 1;
    }
    bool out = false;
    for (std::size_t i = 0; i < compiled.gates.size() && !out; ++i) {
      if (reads(compiled.gates[i], changed)) {
        option.gates.push_back(&compiled.gates[i]);
      } else {
        out = assessment.gates[i].blocks == Truth::yes;
      }
    }
    if (out) continue;
    for (std::size_t i = 0; i < compiled.values.size(); ++i) {
      const CompiledStrategy::Value& rule = compiled.values[i];
      bool moves = reads(rule.raw, changed);
      for (const auto& caution : compiled.cautions)
        moves = moves || (caution.criterion == rule.criterion && reads(caution.when, changed));
      const Criterion& criterion = catalogue_.program.criteria[rule.criterion];
      if (!moves) {
        option.constant += assessment.contributions[i].points;
        continue;
      }
      Graph::Node value = graph_.scaled(criterion, graph_.add(rule.raw, own, own_known));
      for (const auto& caution : compiled.cautions) {
        if (caution.criterion == rule.criterion)
          value = graph_.less_where(value, graph_.add(caution.when, own, own_known), caution.takes);
      }
      value = graph_.within_unit(value);
      if (graph_.varies(value)) {
        option.parts.emplace_back(criterion.weight, value);
      } else {
        option.constant += points(criterion.weight, *graph_.value(value));
      }
    }
    gated_ = gated_ || !option.gates.empty();
    options_.push_back(std::move(option));
  }
  // Equal scores: the table's order decides, as in rank().
  std::sort(options_.begin(), options_.end(), [](const Option& a, const Option& b) { return a.strategy < b.strategy; });
  std::vector<Graph::Node> outputs;
  for (const Option& option : options_) {
    for (const auto& [weight, value] : option.parts) outputs.push_back(value);
  }
  graph_.finish(outputs);
  if (!gated_) return;
  low_.resize(facts.size() * max_lanes);
  high_.resize(facts.size() * max_lanes);
  blocked_.resize(options_.size() * max_lanes);
  for (std::size_t i = 0; i < facts.size(); ++i) {
    std::fill_n(&low_[i * max_lanes], max_lanes, facts[i].plausible_low);
    std::fill_n(&high_[i * max_lanes], max_lanes, facts[i].plausible_high);
  }
}

void FactLanes::judge_gates(std::span<const std::vector<double>> values, std::size_t from, std::size_t lanes) {
  for (std::size_t i = 0; i < moved_.size(); ++i) {
    const auto first = values[i].begin() + static_cast<std::ptrdiff_t>(from);
    std::copy_n(first, lanes, &low_[moved_[i] * max_lanes]);
    std::copy_n(first, lanes, &high_[moved_[i] * max_lanes]);
  }
  const auto judge = [&](const Expression& expression, double* low, double* high) {
    const RangeBlock block{lanes, max_lanes, low_.data(), high_.data(), known_.data()};
    evaluate(expression, block, {low, lanes}, {high, lanes});
  };
  std::array<double, max_lanes> low{}, high{};
  for (const std::size_t i : derived_) {
    const Derivation& derivation = catalogue_.vocabulary.derivations[i];
    if (!derivation.narrows) continue;
    judge(catalogue_.fact_rules.derivations[i], low.data(), high.data());
    std::copy_n(low.begin(), lanes, &low_[derivation.slot * max_lanes]);
    std::copy_n(high.begin(), lanes, &high_[derivation.slot * max_lanes]);
  }
  for (std::size_t i = 0; i < options_.size(); ++i) {
    unsigned char* blocked = &blocked_[i * max_lanes];
    std::fill_n(blocked, max_lanes, static_cast<unsigned char>(0));
    for (const Expression* gate : options_[i].gates) {
      for (const std::size_t slot : gate->reads) {
        const FactSpec::Kind kind = catalogue_.vocabulary.slots[slot].kind;
        if (kind != FactSpec::Kind::estimated) continue;
        std::fill_n(&low_[slot * max_lanes], lanes, (*options_[i].filled)[slot].plausible_low);
        std::fill_n(&high_[slot * max_lanes], lanes, (*options_[i].filled)[slot].plausible_high);
        known_[slot] = (*options_[i].filled)[slot].known ? 1 : 0;
      }
      judge(*gate, low.data(), high.data());
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        if (truth(low[lane]) == Truth::yes) blocked[lane] = 1;
      }
    }
  }
}

std::vector<std::size_t> FactLanes::winners(std::span<const std::vector<double>> values) {
  const std::size_t count = values.front().size();
  std::vector<std::size_t> first(count, Vocabulary::none);
  for (std::size_t from = 0; from < count; from += max_lanes) {
    const std::size_t lanes = std::min(max_lanes, count - from);
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      std::copy_n(values[i].begin() + static_cast<std::ptrdiff_t>(from), lanes, graph_.column(inputs_[i]));
    graph_.evaluate(lanes);
    if (gated_) judge_gates(values, from, lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      double most = -INFINITY;
      for (std::size_t i = 0; i < options_.size(); ++i) {
        if (gated_ && blocked_[i * max_lanes + lane] != 0) continue;
        const Option& option = options_[i];
        double score = option.constant;
        for (const auto& [weight, value] : option.parts) score += points(weight, graph_.column(value)[lane]);
        if (score <= most) continue;
        most = score;
        first[from + lane] = option.strategy;
      }
    }
  }
  return first;
}

std::vector<std::vector<double>> FactLanes::scores(std::span<const std::vector<double>> values) {
  const std::size_t count = values.front().size();
  std::vector<std::vector<double>> result(catalogue_.strategies.size());
  for (const Option& option : options_) result[option.strategy].assign(count, option.constant);
  for (std::size_t from = 0; from < count; from += max_lanes) {
    const std::size_t lanes = std::min(max_lanes, count - from);
    for (std::size_t i = 0; i < inputs_.size(); ++i)
      std::copy_n(values[i].begin() + static_cast<std::ptrdiff_t>(from), lanes, graph_.column(inputs_[i]));
    graph_.evaluate(lanes);
    for (const Option& option : options_) {
      for (const auto& [weight, value] : option.parts) {
        for (std::size_t lane = 0; lane < lanes; ++lane)
          result[option.strategy][from + lane] += points(weight, graph_.column(value)[lane]);
      }
    }
  }
  return result;
}

}  // namespace pathfinder
