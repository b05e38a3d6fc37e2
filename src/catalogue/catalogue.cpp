// Loading goes in the order things refer to each other: sources, sentences, hardware and models, the vocabulary (whose
// catalogue facts take their levels from them), criteria, strategies (compiled against the vocabulary), the rest.
#include "pathfinder/catalogue/catalogue.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/constants_needed.hpp"
#include "pathfinder/catalogue/formats.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/catalogue/publishers.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"
#include "pathfinder/catalogue/variants.hpp"

#include "catalogue/load_facts.hpp"
#include "catalogue/load_hardware.hpp"
#include "catalogue/load_strategies.hpp"
#include "catalogue/loading.hpp"
#include "catalogue/references.hpp"

namespace pathfinder {
namespace {

void load_sources(Loading& loading) {
  loading.each("sources/", [&](const JsonDocument& document) {
    const JsonValue root(document, 0);
    if (root.kind() != JsonKind::object)
      return report_wrong_type(root, document.name, "@expected.object", loading.findings);
    root.for_each([&](JsonValue row) {
      if (row.kind() != JsonKind::object)
        return report_wrong_type(row, row.key(), "@expected.object", loading.findings);
      Source source;
      source.id = row.key();
      ObjectReader reader(row, loading.findings);
      describe(reader, source);
      reader.refuse_unknown_keys();
      if (!loading.catalogue.sources.emplace(source.id, source).second) {
        loading.findings.add("duplicate-id", row.locate(true), {{"id", source.id}});
      }
    });
  });
}

/// Words of a kind of training, or of a form of an option, stand in its file.
void add_words(Loading& loading, std::string_view language, Texts::Sentences& sentences) {
  const auto add = [&](const auto& rows) {
    for (const auto& row : rows) {
      for (auto& [id, sentence] : sentences_of(row, language)) sentences.insert_or_assign(id, std::move(sentence));
    }
  };
  add(loading.catalogue.training_kinds);
  add(loading.catalogue.variants);
}

void load_texts(Loading& loading) {
  loading.each("text/", [&](const JsonDocument& document) {
    const JsonValue root(document, 0);
    if (root.kind() != JsonKind::object)
      return report_wrong_type(root, document.name, "@expected.object", loading.findings);
    const std::string language(stem(document.path));
    // A user's file of the same name follows ours and changes the sentences it holds.
    const auto before = loading.catalogue.texts.find(language);
    const bool on_top = before != loading.catalogue.texts.end();
    Texts::Sentences sentences;
    if (on_top) sentences = before->second.all();
    if (!on_top) add_words(loading, language, sentences);
    root.for_each([&](JsonValue row) {
      if (row.kind() != JsonKind::string) return report_wrong_type(row, row.key(), "@expected.text", loading.findings);
      if (on_top && sentences.find(row.key()) == sentences.end()) {
        std::vector<std::string_view> ids;
        for (const auto& [id, sentence] : sentences) ids.push_back(id);
        loading.findings.add("unknown-text", row.locate(true),
                             {{"id", std::string(row.key())}, {"near", std::string(near_miss(row.key(), ids))}});
        return;
      }
      sentences.insert_or_assign(std::string(row.key()), std::string(row.string()));
    });
    loading.catalogue.texts.insert_or_assign(language, Texts(language, std::move(sentences)));
  });
}

void load_currencies(Loading& loading) {
  loading.each("currencies.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      note_date(fields, "as_of");
      fields.objects(
          "currencies", [&](Fields& row) { describe(row, loading.catalogue.currencies.emplace_back()); },
          Need::required);
    });
  });
}

void load_article(Loading& loading) {
  loading.each("article.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe(fields, loading.catalogue.article); });
    ArticleConditions& conditions = loading.catalogue.article_conditions;
    for (const ArticleRule& rule : loading.catalogue.article.rules)
      conditions.rules.push_back(loading.compile(document, rule.when, Expect::truth));
    for (const FailureMode& mode : loading.catalogue.article.failure_modes)
      conditions.failure_modes.push_back(loading.compile(document, mode.when, Expect::truth));
  });
}

void load_presets(Loading& loading) {
  loading.each("presets/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      Preset preset;
      describe(fields, preset);
      loading.id_is_file_name(fields, document, preset.id);
      preset.document = document;
      loading.catalogue.presets.push_back(std::move(preset));
    });
  });
}

void load_profiles(Loading& loading) {
  loading.each("frameworks.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe(fields, loading.catalogue.frameworks); });
  });
  loading.each("memory_profiles.json", [&](const JsonDocument& document) {
    loading.read(document,
                 [&](Fields& fields) { describe_memory_profiles(fields, loading.catalogue.memory_profiles); });
  });
  loading.each("engines.json", [&](const JsonDocument& document) {
    loading.read(document,
                 [&](Fields& fields) { describe_serving_profiles(fields, loading.catalogue.serving_profiles); });
  });
  loading.each("observations/publishers.json", [&](const JsonDocument& document) {
    std::vector<Publisher> publishers;
    read_object(document, loading.findings, [&](Fields& fields) { describe_publishers(fields, publishers); });
  });
  loading.each("plans.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      PlanSettings& plans = loading.catalogue.plans;
      describe(fields, plans);
      plans.embedder = loading.entry("models", plans.embedding_model);
      for (const std::string& id : plans.rented_gpus) plans.rented_kinds.push_back(loading.entry("gpus", id));
      for (const std::string& id : plans.figures_rest_on) plans.drivers.push_back(loading.fact(id));
    });
    for (PlanChoice& choice : loading.catalogue.plans.model_size_b) {
      if (!choice.when.empty()) choice.condition = loading.compile(document, choice.when, Expect::truth);
    }
    PlanSettings& plans = loading.catalogue.plans;
    loading.catalogue.same_cost_share = plans.same_cost_share;
    for (const TrainingKind& kind : loading.catalogue.training_kinds) {
      const bool listed =
          std::find(plans.drivers.begin(), plans.drivers.end(), kind.counted_slot) != plans.drivers.end();
      if (kind.trains() && !listed) plans.drivers.push_back(kind.counted_slot);
    }
    plans.weeks_by_skill_expression = loading.compile(document, plans.weeks_by_skill, Expect::number);
  });
}

void load_formulas(Loading& loading) {
  loading.each("formulas/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      note_date(fields, "as_of");
      fields.objects(
          "formulas",
          [&](Fields& row) {
            Formula& formula = loading.catalogue.formulas.emplace_back();
            describe(row, formula);
          },
          Need::required);
    });
  });
  loading.each("constants/", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) {
      note_date(fields, "as_of");
      fields.objects(
          "constants",
          [&](Fields& row) {
            Constant constant;
            describe(row, constant);
            if (!loading.catalogue.constants.emplace(constant.id, constant).second)
              row.wrong("id", "duplicate-id", {{"id", constant.id}});
          },
          Need::required);
    });
  });
}

/// The constants that the code reads: every one is there. One is looked for in the file of its family.
void check_constants(Loading& loading) {
  const std::vector<std::string> needed = constants_needed();
  loading.each("constants/", [&](const JsonDocument& document) {
    const std::string family = std::string(stem(document.path)) + ".";
    const JsonValue root(document, 0);
    if (root.kind() != JsonKind::object) return;
    for (const std::string& id : needed) {
      if (!id.starts_with(family) || loading.catalogue.constants.count(id) != 0) continue;
      std::vector<std::string_view> others;
      for (const auto& [other, constant] : loading.catalogue.constants) {
        const bool read = std::find(needed.begin(), needed.end(), other) != needed.end();
        if (!read && other.starts_with(family)) others.push_back(other);
      }
      const std::uint32_t list = root.find("constants");
      loading.findings.add("missing-constant", root.at(list).locate(list != 0),
                           {{"id", id}, {"near", std::string(near_miss(id, others))}});
    }
  });
}

void load_backtest(Loading& loading) {
  loading.each("backtest.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe(fields, loading.catalogue.backtest); });
  });
  loading.each("case_bank.json", [&](const JsonDocument& document) {
    loading.read(document, [&](Fields& fields) { describe(fields, loading.catalogue.case_bank); });
  });
}

}  // namespace

std::string normalise(std::string_view spelling) {
  std::string key;
  for (char c : spelling) {
    if (c == ' ' || c == '-' || c == '_') continue;
    key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return key;
}

std::size_t Catalogue::find(std::string_view kind, std::string_view spelling) const {
  const auto found = aliases.find(std::string(kind) + "/" + normalise(spelling));
  return found == aliases.end() ? Vocabulary::none : found->second;
}

std::vector<std::string_view> Catalogue::ids(std::string_view kind) const {
  std::vector<std::string_view> all;
  if (kind == "gpus") {
    for (const Gpu& gpu : gpus) all.push_back(gpu.id);
  } else if (kind == "models") {
    for (const LanguageModel& model : models) all.push_back(model.id);
  } else if (kind == "regions") {
    for (const Region& region : regions) all.push_back(region.id);
  }
  return all;
}

double Catalogue::constant(std::string_view id) const {
  const auto found = constants.find(std::string(id));
  if (found == constants.end()) throw std::logic_error("no constant " + std::string(id));
  return found->second.value;
}

Catalogue load_catalogue(std::vector<JsonDocument> documents) {
  Loading loading;
  loading.catalogue.documents = std::move(documents);
  load_sources(loading);
  load_training_kinds(loading);
  load_variants(loading);
  load_texts(loading);
  load_currencies(loading);
  load_hardware_and_models(loading);
  load_vocabulary(loading);
  resolve_training_kinds(loading);
  load_criteria(loading);
  load_practice(loading);
  resolve_slots(loading);
  compile_fact_rules(loading);
  load_strategies(loading);
  compile_variants(loading);
  load_article(loading);
  load_presets(loading);
  load_formulas(loading);
  load_backtest(loading);
  load_profiles(loading);
  check_references(loading.references, loading.catalogue, loading.findings);
  check_constants(loading);
  loading.findings.throw_if_any();
  std::move(loading.composed.begin(), loading.composed.end(), std::back_inserter(loading.catalogue.documents));
  return std::move(loading.catalogue);
}

Catalogue::Catalogue() = default;
Catalogue::Catalogue(const Catalogue&) = default;
Catalogue::Catalogue(Catalogue&&) noexcept = default;
Catalogue& Catalogue::operator=(const Catalogue&) = default;
Catalogue& Catalogue::operator=(Catalogue&&) noexcept = default;
Catalogue::~Catalogue() = default;

PlanSettings::PlanSettings() = default;
PlanSettings::PlanSettings(const PlanSettings&) = default;
PlanSettings::PlanSettings(PlanSettings&&) noexcept = default;
PlanSettings& PlanSettings::operator=(const PlanSettings&) = default;
PlanSettings& PlanSettings::operator=(PlanSettings&&) noexcept = default;
PlanSettings::~PlanSettings() = default;

Preset::Preset() = default;
Preset::Preset(const Preset&) = default;
Preset::Preset(Preset&&) noexcept = default;
Preset& Preset::operator=(const Preset&) = default;
Preset& Preset::operator=(Preset&&) noexcept = default;
Preset::~Preset() = default;

}  // namespace pathfinder
