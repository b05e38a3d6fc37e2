#include "catalogue/compose.hpp"

#include <algorithm>

namespace pathfinder {
namespace {

/// "why.facts" of "rag.why.facts".
std::string_view name_in(std::string_view id, const Strategy& part) {
  const bool named = id.size() > part.id.size() && id.substr(0, part.id.size()) == part.id && id[part.id.size()] == '.';
  return named ? id.substr(part.id.size() + 1) : id;
}

std::string replaced(std::string text, std::string_view from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// Rows of both parts under the mix's name.
template <class Row>
std::vector<Row> both(const Strategy& mix, const Strategy& first, const Strategy& second,
                      std::vector<Row> Strategy::*rows) {
  std::vector<Row> all;
  for (const Strategy* part : {&first, &second}) {
    for (const Row& row : part->*rows) {
      if (row.alone) continue;
      const std::string_view name = name_in(row.id, *part);
      const auto same_name = [&](const Row& other) { return name_in(other.id, mix) == name; };
      const auto other = std::find_if(all.begin(), all.end(), same_name);
      if (other != all.end() && other->when == row.when) continue;
      const std::string under = mix.id + "." + std::string(other == all.end() ? name : std::string_view(row.id));
      all.emplace_back(row).id = under;
    }
  }
  return all;
}

/// Stages in the order of both parts: what only one has stands where it stood there, the first part's before the
/// second's.
std::vector<Stage> both_stages(const Strategy& mix, const Strategy& first, const Strategy& second) {
  std::vector<Stage> all;
  const auto add = [&](const Strategy& part, const Stage& stage) {
    Stage& added = all.emplace_back(stage);
    added.id = mix.id + "." + std::string(name_in(stage.id, part));
    added.strategy = mix.id;
  };
  auto next = second.stages.begin();
  for (const Stage& stage : first.stages) {
    const auto shared = std::find_if(next, second.stages.end(), [&](const Stage& other) {
      return name_in(other.id, second) == name_in(stage.id, first);
    });
    if (shared == second.stages.end()) {
      add(first, stage);
      continue;
    }
    for (; next != shared; ++next) add(second, *next);
    add(second, *next++);
    all.back().weeks_low = std::max(all.back().weeks_low, stage.weeks_low);
    all.back().weeks_central = std::max(all.back().weeks_central, stage.weeks_central);
    all.back().weeks_high = std::max(all.back().weeks_high, stage.weeks_high);
  }
  for (; next != second.stages.end(); ++next) add(second, *next);
  return all;
}

std::vector<std::string> both(std::vector<std::string> first, const std::vector<std::string>& second) {
  for (const std::string& one : second) {
    if (std::find(first.begin(), first.end(), one) == first.end()) first.push_back(one);
  }
  return first;
}

Translated both(const Translated& first, std::string_view between, const Translated& second) {
  Translated all;
  for (const Language& language : languages) {
    const std::string& one = in_language(first, language.code);
    all.*language.member = one + std::string(between) + in_language(second, language.code);
  }
  return all;
}

const ValueRule& value_on(const Strategy& strategy, std::string_view criterion) {
  return *std::find_if(strategy.values.begin(), strategy.values.end(),
                       [&](const ValueRule& value) { return value.criterion == criterion; });
}

}  // namespace

ValueRule mixed_value(const Criterion& criterion, const Strategy& retrieval, const Strategy& training) {
  const ValueRule& looked_up = value_on(retrieval, criterion.id);
  ValueRule value = value_on(training, criterion.id);
  if (criterion.mix.empty()) return value;
  const std::string trained = "(" + value.raw + ")";
  value.raw = replaced(replaced(criterion.mix, "{retrieval}", "(" + looked_up.raw + ")"), "{training}", trained);
  if (criterion.mix == "{retrieval}") value = looked_up;
  return value;
}

Strategy mix_of(const Strategy& retrieval, const Strategy& training, const std::vector<Criterion>& criteria) {
  Strategy mix;
  mix.id = retrieval.id + "+" + training.id;
  mix.as_of = std::max(retrieval.as_of, training.as_of);
  mix.name = both(retrieval.name, " + ", training.name);
  mix.description = both(retrieval.description, " ", training.description);
  mix.recipe = training.recipe;
  mix.recipe.retrieval = retrieval.recipe.retrieval || training.recipe.retrieval;
  mix.recipe.prompt_corpus = false;  // what is fetched stands in the prompt
  mix.article = training.article;
  mix.article.facts = both(retrieval.article.facts, training.article.facts);
  mix.article.sources = both(retrieval.article.sources, training.article.sources);
  mix.gates = both(mix, retrieval, training, &Strategy::gates);
  mix.cautions = both(mix, retrieval, training, &Strategy::cautions);
  for (const Criterion& criterion : criteria) mix.values.push_back(mixed_value(criterion, retrieval, training));
  mix.reasons = both(mix, retrieval, training, &Strategy::reasons);
  mix.stages = both_stages(mix, retrieval, training);
  mix.before = both(retrieval.before, {retrieval.id});
  mix.opens_when = training.opens_when;
  return mix;
}

}  // namespace pathfinder
