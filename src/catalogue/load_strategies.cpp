#include "catalogue/load_strategies.hpp"

#include <algorithm>
#include <limits>

#include "pathfinder/catalogue/formats.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"
#include "pathfinder/catalogue/variants.hpp"

#include "catalogue/compose.hpp"

namespace pathfinder {
namespace {

std::size_t criterion(Loading& loading, std::string_view id) {
  const auto& criteria = loading.catalogue.program.criteria;
  const auto at = std::find_if(criteria.begin(), criteria.end(), [&](const Criterion& c) { return c.id == id; });
  return at == criteria.end() ? Vocabulary::none : static_cast<std::size_t>(at - criteria.begin());
}

/// The criterion that is a key under "values".
std::size_t need_criterion(Loading& loading, const JsonDocument& document, const std::string& id) {
  const std::size_t index = criterion(loading, id);
  if (index != Vocabulary::none) return index;
  std::vector<std::string_view> ids;
  for (const Criterion& known : loading.catalogue.program.criteria) ids.push_back(known.id);
  const JsonValue root(document, 0);
  const JsonValue values = root.at(root.find("values"));
  loading.findings.add("unknown-criterion", values.at(values.find(id)).locate(true),
                       {{"criterion", id}, {"near", std::string(near_miss(id, ids))}});
  return 0;
}

/// The row of an option's kind of training.
void find_training(Loading& loading, Strategy& strategy) {
  const auto& kinds = loading.catalogue.training_kinds;
  if (const TrainingKind* kind = find_kind(kinds, strategy.recipe.training))
    strategy.recipe.kind = static_cast<std::size_t>(kind - kinds.data());
}

/// A file of the table, before its rules are compiled.
struct Option {
  Strategy strategy;
  JsonDocument document;
};

void read_strategy(Loading& loading, const JsonDocument& document, std::vector<Option>& table) {
  loading.read(document, [&](Fields& fields) {
    Option& option = table.emplace_back();
    option.document = document;
    describe(fields, option.strategy);
    loading.id_is_file_name(fields, document, option.strategy.id);
    find_training(loading, option.strategy);
  });
}

const Strategy* named(const std::vector<Option>& table, std::string_view id) {
  const auto at = std::find_if(table.begin(), table.end(), [&](const Option& one) { return one.strategy.id == id; });
  return at == table.end() ? nullptr : &at->strategy;
}

/// The options that "rag+peft" is made of; null for what is no mix of two options of the table.
std::pair<const Strategy*, const Strategy*> parts_of(const std::string& id, const std::vector<Option>& table) {
  const std::size_t plus = id.find('+');
  if (plus == std::string::npos) return {};
  const std::pair parts(named(table, id.substr(0, plus)), named(table, id.substr(plus + 1)));
  return parts.first != nullptr && parts.second != nullptr ? parts : std::pair<const Strategy*, const Strategy*>();
}

/// Values that a mix does not write follow from its parts'.
void complete_mix(Loading& loading, Strategy& strategy, const std::vector<Option>& table) {
  const auto [first, second] = parts_of(strategy.id, table);
  if (first == nullptr) return;
  const auto has = [](const Strategy& one, const std::string& criterion) {
    return std::any_of(one.values.begin(), one.values.end(),
                       [&](const ValueRule& value) { return value.criterion == criterion; });
  };
  for (const Criterion& criterion : loading.catalogue.program.criteria) {
    if (!has(strategy, criterion.id) && has(*first, criterion.id) && has(*second, criterion.id))
      strategy.values.push_back(mixed_value(criterion, *first, *second));
  }
}

void compile_strategy(Loading& loading, const Strategy& strategy, const JsonDocument& document) {
  CompiledStrategy compiled;
  for (const Gate& gate : strategy.gates) {
    compiled.gates.push_back(loading.compile(document, gate.when, Expect::truth));
  }
  for (const Caution& caution : strategy.cautions) {
    const std::size_t index = criterion(loading, caution.criterion);
    compiled.cautions.push_back(
        {index == Vocabulary::none ? 0 : index, loading.compile(document, caution.when, Expect::truth), caution.takes});
  }
  std::vector<bool> covered(loading.catalogue.program.criteria.size(), false);
  for (const ValueRule& value : strategy.values) {
    const std::size_t index = need_criterion(loading, document, value.criterion);
    if (index < covered.size()) covered[index] = true;
    compiled.values.push_back({index, loading.compile(document, value.raw, Expect::number)});
  }
  const JsonValue root(document, 0);
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (covered[i]) continue;
    loading.findings.add("criterion-without-value", root.at(root.find("values")).locate(),
                         {{"criterion", loading.catalogue.program.criteria[i].id}});
  }
  for (const Reason& reason : strategy.reasons)
    compiled.reasons.push_back(loading.compile(document, reason.when, Expect::truth));
  loading.catalogue.strategies.push_back(strategy);
  loading.catalogue.program.strategies.push_back(std::move(compiled));
}

/// Mixes that nobody wrote, as files of the table: they are read, shown and checked like any other.
void compose_mixes(Loading& loading, std::vector<Option>& table) {
  for (std::size_t i = 0, count = table.size(); i < count; ++i) {
    for (const std::string& id : std::vector<std::string>(table[i].strategy.mixes_with)) {
      const Strategy& training = table[i].strategy;
      const Strategy* retrieval = named(table, id);
      if (retrieval == nullptr) continue;  // reported with the other names
      if (!retrieval->recipe.retrieval || training.recipe.retrieval) {
        loading.findings.add("unknown-entry",
                             JsonValue(table[i].document, loading.find_text(table[i].document, id)).locate(),
                             {{"catalogue", "strategies"}, {"found", id}, {"near", ""}});
        continue;
      }
      if (named(table, id + "+" + training.id) != nullptr) continue;
      Strategy mix = mix_of(*retrieval, training, loading.catalogue.program.criteria);
      const std::string path = "strategies/" + mix.id + ".json";
      JsonDocument& document = loading.composed.emplace_back(
          parse_json(path, write_json([&](Fields& fields) { describe(fields, mix); }), loading.findings));
      document.path = path;
      read_strategy(loading, document, table);
      compile_strategy(loading, table.back().strategy, document);
    }
  }
}

/// By their own numbers, a mix behind its parts; what has no number comes last, in the order of file names.
void order_strategies(Loading& loading, const std::vector<Option>& table) {
  constexpr double last = std::numeric_limits<double>::infinity();
  const auto own = [](const Strategy& strategy) { return strategy.order > 0 ? strategy.order : last; };
  std::vector<std::pair<double, bool>> place;
  for (const Strategy& strategy : loading.catalogue.strategies) {
    const auto [first, second] = parts_of(strategy.id, table);
    const bool behind = strategy.order <= 0 && first != nullptr;
    place.emplace_back(behind ? std::max(own(*first), own(*second)) : own(strategy), behind);
  }
  std::vector<std::size_t> indices(loading.catalogue.strategies.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) { return place[a] < place[b]; });
  std::vector<Strategy> strategies;
  std::vector<CompiledStrategy> compiled;
  for (std::size_t i : indices) {
    strategies.push_back(std::move(loading.catalogue.strategies[i]));
    compiled.push_back(std::move(loading.catalogue.program.strategies[i]));
  }
  loading.catalogue.strategies = std::move(strategies);
  loading.catalogue.program.strategies = std::move(compiled);
}

}  // namespace

void load_training_kinds(Loading& loading) {
  auto& kinds = loading.catalogue.training_kinds;
  loading.each("training_kinds/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      TrainingKind& kind = kinds.emplace_back();
      describe(fields, kind);
      loading.id_is_file_name(fields, document, kind.id);
      const auto needs = [&](std::string_view key, bool there) {
        if (!there) fields.wrong(key, "missing-key", {{"key", std::string(key)}});
      };
      needs("variants", !kind.trains() || !kind.variants.empty());
      needs("learns_from", !kind.trains() || !kind.counted_by.empty());
      needs("model", kind.load.from != StartsFrom::encoder || !kind.model.empty());
    });
  });
  std::stable_sort(kinds.begin(), kinds.end(), [](const TrainingKind& a, const TrainingKind& b) {
    return std::pair(a.order <= 0, a.order) < std::pair(b.order <= 0, b.order);
  });
}

void resolve_training_kinds(Loading& loading) {
  loading.each("training_kinds/", [&](const JsonDocument& document) {
    const auto kind = std::find_if(loading.catalogue.training_kinds.begin(), loading.catalogue.training_kinds.end(),
                                   [&](const TrainingKind& one) { return one.id == stem(document.path); });
    if (kind == loading.catalogue.training_kinds.end()) return;
    if (kind->load.from == StartsFrom::encoder) kind->model_row = loading.entry("models", kind->model);
    if (!kind->counted_by.empty()) kind->counted_slot = loading.fact(kind->counted_by);
  });
}

void load_variants(Loading& loading) {
  auto& variants = loading.catalogue.variants;
  loading.each("variants/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      OptionVariant& variant = variants.emplace_back();
      describe(fields, variant);
      loading.id_is_file_name(fields, document, variant.id);
    });
  });
  std::stable_sort(variants.begin(), variants.end(),
                   [](const OptionVariant& a, const OptionVariant& b) { return a.order < b.order; });
}

void compile_variants(Loading& loading) {
  for (const OptionVariant& variant : loading.catalogue.variants) {
    CompiledVariant& compiled = loading.catalogue.variant_rules.emplace_back();
    loading.each("variants/" + variant.id + ".json", [&](const JsonDocument& document) {
      for (const VariantRule& rule : variant.gates)
        compiled.gates.push_back(loading.compile(document, rule.when, Expect::truth));
      for (const VariantRule& rule : variant.wins)
        compiled.wins.push_back(loading.compile(document, rule.when, Expect::truth));
    });
  }
}

void load_strategies(Loading& loading) {
  std::vector<Option> table;
  loading.each("strategies/", [&](const JsonDocument& document) { read_strategy(loading, document, table); });
  for (Option& option : table) {
    complete_mix(loading, option.strategy, table);
    compile_strategy(loading, option.strategy, option.document);
  }
  if (loading.findings.empty()) compose_mixes(loading, table);
  order_strategies(loading, table);
}

}  // namespace pathfinder
