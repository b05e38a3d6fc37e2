#include "catalogue/load_facts.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pathfinder/catalogue/formats.hpp"
#include "pathfinder/catalogue/practice_format.hpp"
#include "pathfinder/core/fact_set.hpp"

namespace pathfinder {
namespace {

/// Facts that name a catalogue entry take their levels from it.
void fill_levels(Loading& loading, FactSpec& fact) {
  if (fact.type != FactType::catalogue) return;
  for (std::string_view id : loading.catalogue.ids(fact.catalogue)) {
    fact.levels.push_back({std::string(id), {std::string(id), std::string(id)}});
  }
  if (fact.catalogue == "regions") {
    for (std::size_t i = 0; i < loading.catalogue.regions.size(); ++i)
      fact.levels[i].name = loading.catalogue.regions[i].name;
  }
  fact.low = 0;
  fact.high = static_cast<double>(fact.levels.size());
  fact.plausible_low = fact.low;
  fact.plausible_high = fact.high;
}

/// A catalogue fact's assumed level stands in front of its reason until the catalogue is read.
void resolve_assumed(Loading& loading, const FactSpec& fact, Assumption& assumed, const JsonDocument& document) {
  if (fact.type != FactType::catalogue || !assumed.present) return;
  const std::size_t end = assumed.why.en.find('\n');
  const std::string id = assumed.why.en.substr(0, end);
  if (end != std::string::npos) assumed.why.en.erase(0, end + 1);
  const std::size_t index = loading.catalogue.find(fact.catalogue, id);
  if (index == Vocabulary::none) {
    loading.findings.add("unknown-entry", JsonValue(document, 0).locate(),
                         {{"catalogue", fact.catalogue}, {"found", id}, {"near", ""}});
    return;
  }
  assumed.central = static_cast<double>(index);
  assumed.low = assumed.high = assumed.central;
}

void read_derivation(Loading& loading, Fields& fields) {
  Vocabulary& vocabulary = loading.catalogue.vocabulary;
  DerivationRow row;
  describe(fields, row);
  Derivation& derivation = row.derivation;
  for (const std::string& id : row.from) derivation.from.push_back(loading.fact(id));
  derivation.slot = vocabulary.find(row.slot.id);
  if (derivation.slot == Vocabulary::none) derivation.slot = vocabulary.add(std::move(row.slot));
  vocabulary.derivations.push_back(std::move(derivation));
}

void read_consistency(Loading& loading, Fields& fields) {
  ConsistencyRow row;
  describe(fields, row);
  for (const std::string& id : row.facts) row.rule.facts.push_back(loading.fact(id));
  loading.catalogue.vocabulary.consistency.push_back(std::move(row.rule));
}

}  // namespace

void load_vocabulary(Loading& loading) {
  Vocabulary& vocabulary = loading.catalogue.vocabulary;
  loading.each("facts.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      date(fields, "as_of", loading.catalogue.data_date, Need::required);
      fields.named_objects(
          "units", [&](std::string_view unit, Fields& name) { describe(name, vocabulary.units[std::string(unit)]); });
      fields.objects(
          "facts",
          [&](Fields& row) {
            FactSpec fact;
            describe(row, fact);
            fill_levels(loading, fact);
            resolve_assumed(loading, fact, fact.assumed, document);
            for (ConditionalAssumption& conditional : fact.assumed_if)
              resolve_assumed(loading, fact, conditional.assumed, document);
            vocabulary.add(std::move(fact));
          },
          Need::required);
      fields.objects("derived", [&](Fields& row) { read_derivation(loading, row); });
      fields.objects("estimated", [&](Fields& row) {
        FactSpec slot;
        slot.kind = FactSpec::Kind::estimated;
        slot.plausible_low = 0;
        describe(row, slot);
        if (slot.type != FactType::boolean) {
          slot.plausible_low = 0;
          slot.plausible_high = 1e15;
        }
        vocabulary.add(std::move(slot));
      });
      fields.objects("consistency", [&](Fields& row) { read_consistency(loading, row); });
    });
  });
}

void resolve_slots(Loading& loading) {
  const Vocabulary& vocabulary = loading.catalogue.vocabulary;
  const bool wrong = !loading.findings.empty();
  loading.each("facts.json", [&](const JsonDocument& document) {
    const JsonValue root(document, 0);  // where it lies is looked for only if something is wrong
    for (const FactSlotRow& row : fact_slot_rows()) {
      loading.catalogue.slots.*row.slot = vocabulary.find(row.id);
      if (loading.catalogue.slots.*row.slot == Vocabulary::none && !wrong)
        loading.findings.add("missing-fact", root.locate(), {{"fact", std::string(row.id)}});
    }
    if (vocabulary.size() > FactSet::capacity)
      loading.findings.add("too-many-facts", root.locate(),
                           {{"found", std::to_string(vocabulary.size())}, {"most", std::to_string(FactSet::capacity)}});
  });
}

void compile_fact_rules(Loading& loading) {
  FactRules& rules = loading.catalogue.fact_rules;
  const Vocabulary& vocabulary = loading.catalogue.vocabulary;
  for (const Derivation& derivation : vocabulary.derivations) {
    rules.derivations.push_back(loading.compile_anywhere(derivation.expression, Expect::number));
  }
  for (const Consistency& rule : vocabulary.consistency)
    rules.consistency.push_back(loading.compile_anywhere(rule.when, Expect::truth));
  for (const FactSpec& fact : vocabulary.slots) {
    auto& conditions = rules.assumed_if.emplace_back();
    for (const ConditionalAssumption& conditional : fact.assumed_if) {
      conditions.push_back(loading.compile_anywhere(conditional.when, Expect::truth));
    }
  }
}

void load_criteria(Loading& loading) {
  loading.each("criteria.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      note_date(fields, "as_of");
      fields.objects(
          "factors", [&](Fields& row) { describe(row, loading.catalogue.factors.emplace_back()); }, Need::required);
      fields.objects("derived", [&](Fields& row) { read_derivation(loading, row); });
      double sum = 0;
      fields.objects(
          "criteria",
          [&](Fields& row) {
            Criterion criterion;
            describe(row, criterion);
            bool rising = criterion.scale.size() >= 2;
            for (std::size_t i = 1; rising && i < criterion.scale.size(); ++i)
              rising = criterion.scale[i][0] > criterion.scale[i - 1][0];
            if (!rising) row.wrong("scale", "scale-not-rising", {{"criterion", criterion.id}});
            sum += criterion.weight;
            loading.catalogue.program.criteria.push_back(std::move(criterion));
          },
          Need::required);
      loading.catalogue.criteria = loading.catalogue.program.criteria;
      if (std::abs(sum - 1) > 1e-9) fields.wrong("criteria", "weights-not-one", {{"sum", fmt::format("{:.10g}", sum)}});
    });
  });
}

void load_practice(Loading& loading) {
  Practice practice;
  loading.each("practice.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe(fields, practice); });
  });
  const auto derive = [&](const std::string& id, const Translated& name, std::string expression) {
    FactSpec slot;
    slot.kind = FactSpec::Kind::derived;
    slot.id = id;
    slot.name = name;
    Derivation derivation;
    derivation.slot = loading.catalogue.vocabulary.add(std::move(slot));
    derivation.expression = std::move(expression);
    derivation.source = practice.source;
    loading.catalogue.vocabulary.derivations.push_back(std::move(derivation));
  };
  for (const PracticeTrait& trait : practice.traits) derive(trait.id, trait.name, trait.expression);
  for (const PracticePart& part : practice.parts) derive(part.id, part.name, part.expression());
}

}  // namespace pathfinder
