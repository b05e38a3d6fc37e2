// Loading goes in the order things refer to each other: sources, sentences, hardware and models, the vocabulary (whose
// catalogue facts take their levels from them), criteria, strategies (compiled against the vocabulary), the rest.
#include "pathfinder/catalogue/catalogue.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <functional>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/constants_needed.hpp"
#include "pathfinder/catalogue/formats.hpp"
#include "pathfinder/catalogue/own_models.hpp"
#include "pathfinder/catalogue/practice_format.hpp"
#include "pathfinder/catalogue/price_formats.hpp"
#include "pathfinder/catalogue/publishers.hpp"
#include "pathfinder/catalogue/quotes.hpp"
#include "pathfinder/catalogue/training_kinds.hpp"
#include "pathfinder/catalogue/variants.hpp"
#include "pathfinder/core/fact_set.hpp"
#include "pathfinder/rules/parse_expression.hpp"

#include "catalogue/compose.hpp"
#include "catalogue/references.hpp"

namespace pathfinder {
namespace {

/// File name without folder and ".json": the id of the thing in it.
std::string_view stem(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.size() - std::min(name.size(), std::string_view(".json").size()));
}

class Loader {
 public:
  explicit Loader(std::vector<JsonDocument> documents) { catalogue_.documents = std::move(documents); }

  Catalogue load() {
    load_sources();
    load_training_kinds();
    load_variants();
    load_texts();
    load_currencies();
    load_hardware_and_models();
    load_vocabulary();
    resolve_training_kinds();
    load_criteria();
    load_practice();
    resolve_slots();
    compile_fact_rules();
    load_strategies();
    compile_variants();
    load_article();
    load_presets();
    load_formulas();
    load_backtest();
    load_profiles();
    check_references(references_, catalogue_, findings_);
    check_constants();
    findings_.throw_if_any();
    move_to(composed_, catalogue_.documents);
    return std::move(catalogue_);
  }

 private:
  /// Calls `visit(document)` for every file in `folder` ("gpus/") or for the one file of that name.
  void each(std::string_view folder, const std::function<void(const JsonDocument&)>& visit) {
    for (const JsonDocument& document : catalogue_.documents) {
      if (document.path.starts_with(folder) && !document.tree.nodes.empty()) visit(document);
    }
  }

  /// Reads a file through its description; what it names is looked for when all files are read.
  void read(const JsonDocument& document, const Fields::Visit& visit) {
    const CollectReferences collect(references_);
    read_object(document, findings_, visit);
  }

  void load_sources() {
    each("sources/", [&](const JsonDocument& document) {
      const JsonValue root(document, 0);
      if (root.kind() != JsonKind::object) return report_wrong_type(root, document.name, "@expected.object", findings_);
      root.for_each([&](JsonValue row) {
        if (row.kind() != JsonKind::object) return report_wrong_type(row, row.key(), "@expected.object", findings_);
        Source source;
        source.id = row.key();
        ObjectReader reader(row, findings_);
        describe(reader, source);
        reader.refuse_unknown_keys();
        if (!catalogue_.sources.emplace(source.id, source).second) {
          findings_.add("duplicate-id", row.locate(true), {{"id", source.id}});
        }
      });
    });
  }

  void load_training_kinds() {
    auto& kinds = catalogue_.training_kinds;
    each("training_kinds/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        TrainingKind& kind = kinds.emplace_back();
        describe(fields, kind);
        id_is_file_name(fields, document, kind.id);
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

  /// Facts and models that kinds of training name.
  void resolve_training_kinds() {
    each("training_kinds/", [&](const JsonDocument& document) {
      const auto kind = std::find_if(catalogue_.training_kinds.begin(), catalogue_.training_kinds.end(),
                                     [&](const TrainingKind& one) { return one.id == stem(document.path); });
      if (kind == catalogue_.training_kinds.end()) return;
      if (kind->load.from == StartsFrom::encoder) kind->model_row = entry("models", kind->model);
      if (!kind->counted_by.empty()) kind->counted_slot = fact(kind->counted_by);
    });
  }

  void load_variants() {
    auto& variants = catalogue_.variants;
    each("variants/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        OptionVariant& variant = variants.emplace_back();
        describe(fields, variant);
        id_is_file_name(fields, document, variant.id);
      });
    });
    std::stable_sort(variants.begin(), variants.end(),
                     [](const OptionVariant& a, const OptionVariant& b) { return a.order < b.order; });
  }

  void compile_variants() {
    for (const OptionVariant& variant : catalogue_.variants) {
      CompiledVariant& compiled = catalogue_.variant_rules.emplace_back();
      each("variants/" + variant.id + ".json", [&](const JsonDocument& document) {
        for (const VariantRule& rule : variant.gates)
          compiled.gates.push_back(compile(document, rule.when, Expect::truth));
        for (const VariantRule& rule : variant.wins)
          compiled.wins.push_back(compile(document, rule.when, Expect::truth));
      });
    }
  }

  /// Words of a kind of training, or of a form of an option, stand in its file.
  void add_words(std::string_view language, Texts::Sentences& sentences) {
    const auto add = [&](const auto& rows) {
      for (const auto& row : rows) {
        for (auto& [id, sentence] : sentences_of(row, language)) sentences.insert_or_assign(id, std::move(sentence));
      }
    };
    add(catalogue_.training_kinds);
    add(catalogue_.variants);
  }

  void load_texts() {
    each("text/", [&](const JsonDocument& document) {
      const JsonValue root(document, 0);
      if (root.kind() != JsonKind::object) return report_wrong_type(root, document.name, "@expected.object", findings_);
      const std::string language(stem(document.path));
      // A user's file of the same name follows ours and changes the sentences it holds.
      const auto before = catalogue_.texts.find(language);
      const bool on_top = before != catalogue_.texts.end();
      Texts::Sentences sentences;
      if (on_top) sentences = before->second.all();
      if (!on_top) add_words(language, sentences);
      root.for_each([&](JsonValue row) {
        if (row.kind() != JsonKind::string) return report_wrong_type(row, row.key(), "@expected.text", findings_);
        if (on_top && sentences.find(row.key()) == sentences.end()) {
          std::vector<std::string_view> ids;
          for (const auto& [id, sentence] : sentences) ids.push_back(id);
          findings_.add("unknown-text", row.locate(true),
                        {{"id", std::string(row.key())}, {"near", std::string(near_miss(row.key(), ids))}});
          return;
        }
        sentences.insert_or_assign(std::string(row.key()), std::string(row.string()));
      });
      catalogue_.texts.insert_or_assign(language, Texts(language, std::move(sentences)));
    });
  }

  void load_currencies() {
    each("currencies.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        note_date(fields, "as_of");
        fields.objects(
            "currencies", [&](Fields& row) { describe(row, catalogue_.currencies.emplace_back()); }, Need::required);
      });
    });
  }
  void add_alias(std::string_view kind, std::string_view spelling, std::size_t index, const JsonDocument& document) {
    const std::string key = std::string(kind) + "/" + normalise(spelling);
    const auto [at, added] = catalogue_.aliases.emplace(key, index);
    if (!added && at->second != index) {
      findings_.add("duplicate-alias", JsonValue(document, 0).locate(), {{"alias", std::string(spelling)}});
    }
  }

  void id_is_file_name(Fields& fields, const JsonDocument& document, const std::string& id) {
    if (id != stem(document.path)) {
      fields.wrong("id", "id-not-file-name", {{"id", id}, {"file", std::string(stem(document.path))}});
    }
  }

  /// A region without a tariff of its own takes the country's: else its bills leave power out and it looks cheap.
  static void borrow_tariff(Region& region, const std::vector<ReferenceRow>& references) {
    for (const ReferenceRow& row : references) {
      if (row.tariff_of != region.country || row.region.power_price.value <= 0) continue;
      region.power_price = row.region.power_price;
      region.power_price_as_of = row.region.power_price_as_of;
      region.power_price_source = row.region.power_price_source;
      region.power_price_read = row.region.power_price_read;
      region.national_tariff = true;
    }
  }

  void load_hardware_and_models() {
    each("gpus/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        Gpu gpu;
        std::vector<std::string> aliases;
        describe(fields, gpu, aliases);
        id_is_file_name(fields, document, gpu.id);
        aliases.push_back(gpu.id);
        for (const std::string& alias : aliases) add_alias("gpus", alias, catalogue_.gpus.size(), document);
        catalogue_.gpus.push_back(std::move(gpu));
      });
    });
    each("models/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        LanguageModel model;
        std::vector<std::string> aliases;
        describe(fields, model, aliases);
        id_is_file_name(fields, document, model.id);
        aliases.push_back(model.id);
        for (const std::string& alias : aliases) add_alias("models", alias, catalogue_.models.size(), document);
        catalogue_.models.push_back(std::move(model));
      });
    });
    each("regions.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        RegionsFile file;
        describe(fields, file, rates_of(catalogue_));
        for (Region& region : file.regions) {
          if (region.power_price.value <= 0) borrow_tariff(region, file.references);
          add_alias("regions", region.id, catalogue_.regions.size(), document);
          for (const std::string& alias : region.aliases)
            add_alias("regions", alias, catalogue_.regions.size(), document);
          catalogue_.regions.push_back(std::move(region));
        }
        catalogue_.pue = std::move(file.pue);
      });
    });
    each("gpu_families.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe_gpu_families(fields, catalogue_.gpu_families); });
    });
    each("name_rules.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe(fields, catalogue_.name_rules); });
    });
    each("instance_types.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        describe_instance_types(fields,
                                [&](const std::string& type, Fields&, InstanceType machine, const std::string&) {
                                  catalogue_.instance_types[instance_key(type)] = std::move(machine);
                                });
      });
    });
    each("model_types.json", [&](const JsonDocument& document) {
      std::string source;
      read(document, [&](Fields& fields) { describe_architectures(fields, catalogue_.architectures, source); });
    });
    each("prices/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        PriceFile prices;
        describe(fields, prices, rates_of(catalogue_));
        move_to(prices.gpu_hours, catalogue_.gpu_prices);
        move_to(prices.api_tokens, catalogue_.api_prices);
        move_to(prices.embeddings, catalogue_.embedding_prices);
        move_to(prices.fine_tuning, catalogue_.tuning_prices);
        move_to(prices.vector_stores, catalogue_.store_prices);
        move_to(prices.labelling, catalogue_.labelling_prices);
        move_to(prices.defaults, catalogue_.default_prices);
      });
    });
  }
  template <class Rows, class Row>
  static void move_to(Rows& from, std::vector<Row>& to) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }

  /// Facts that name a catalogue entry take their levels from it.
  void fill_levels(FactSpec& fact) {
    if (fact.type != FactType::catalogue) return;
    for (std::string_view id : catalogue_.ids(fact.catalogue)) {
      fact.levels.push_back({std::string(id), {std::string(id), std::string(id)}});
    }
    if (fact.catalogue == "regions") {
      for (std::size_t i = 0; i < catalogue_.regions.size(); ++i) fact.levels[i].name = catalogue_.regions[i].name;
    }
    fact.low = 0;
    fact.high = static_cast<double>(fact.levels.size());
    fact.plausible_low = fact.low;
    fact.plausible_high = fact.high;
  }

  /// A catalogue fact's assumed level stands in front of its reason until the catalogue is read.
  void resolve_assumed(const FactSpec& fact, Assumption& assumed, const JsonDocument& document) {
    if (fact.type != FactType::catalogue || !assumed.present) return;
    const std::size_t end = assumed.why.en.find('\n');
    const std::string id = assumed.why.en.substr(0, end);
    if (end != std::string::npos) assumed.why.en.erase(0, end + 1);
    const std::size_t index = catalogue_.find(fact.catalogue, id);
    if (index == npos) {
      findings_.add("unknown-entry", JsonValue(document, 0).locate(),
                    {{"catalogue", fact.catalogue}, {"found", id}, {"near", ""}});
      return;
    }
    assumed.central = static_cast<double>(index);
    assumed.low = assumed.high = assumed.central;
  }

  void load_vocabulary() {
    Vocabulary& vocabulary = catalogue_.vocabulary;
    each("facts.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        date(fields, "as_of", catalogue_.data_date, Need::required);
        fields.named_objects(
            "units", [&](std::string_view unit, Fields& name) { describe(name, vocabulary.units[std::string(unit)]); });
        fields.objects(
            "facts",
            [&](Fields& row) {
              FactSpec fact;
              describe(row, fact);
              fill_levels(fact);
              resolve_assumed(fact, fact.assumed, document);
              for (ConditionalAssumption& conditional : fact.assumed_if)
                resolve_assumed(fact, conditional.assumed, document);
              vocabulary.add(std::move(fact));
            },
            Need::required);
        fields.objects("derived", [&](Fields& row) { read_derivation(row); });
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
        fields.objects("consistency", [&](Fields& row) { read_consistency(row); });
      });
    });
  }

  /// The facts that the code reads by name. A file that is wrong otherwise may only seem to lack them.
  void resolve_slots() {
    const Vocabulary& vocabulary = catalogue_.vocabulary;
    const bool wrong = !findings_.empty();
    each("facts.json", [&](const JsonDocument& document) {
      const JsonValue root(document, 0);  // where it lies is looked for only if something is wrong
      for (const FactSlotRow& row : fact_slot_rows()) {
        catalogue_.slots.*row.slot = vocabulary.find(row.id);
        if (catalogue_.slots.*row.slot == npos && !wrong)
          findings_.add("missing-fact", root.locate(), {{"fact", std::string(row.id)}});
      }
      if (vocabulary.size() > FactSet::capacity)
        findings_.add("too-many-facts", root.locate(),
                      {{"found", std::to_string(vocabulary.size())}, {"most", std::to_string(FactSet::capacity)}});
    });
  }

  void read_derivation(Fields& fields) {
    Vocabulary& vocabulary = catalogue_.vocabulary;
    DerivationRow row;
    describe(fields, row);
    Derivation& derivation = row.derivation;
    for (const std::string& id : row.from) derivation.from.push_back(fact(id));
    derivation.slot = vocabulary.find(row.slot.id);
    if (derivation.slot == npos) derivation.slot = vocabulary.add(std::move(row.slot));
    vocabulary.derivations.push_back(std::move(derivation));
  }

  /// Slot of a fact that a file names. One that is not there is reported with the file's other names.
  std::size_t fact(const std::string& id) const {
    const std::size_t slot = catalogue_.vocabulary.find(id);
    return slot == npos ? 0 : slot;
  }

  void read_consistency(Fields& fields) {
    ConsistencyRow row;
    describe(fields, row);
    for (const std::string& id : row.facts) row.rule.facts.push_back(fact(id));
    catalogue_.vocabulary.consistency.push_back(std::move(row.rule));
  }

  /// The vocabulary is complete once criteria have added their slots: now its rules can be compiled.
  void compile_fact_rules() {
    FactRules& rules = catalogue_.fact_rules;
    const Vocabulary& vocabulary = catalogue_.vocabulary;
    for (const Derivation& derivation : vocabulary.derivations) {
      rules.derivations.push_back(compile_anywhere(derivation.expression, Expect::number));
    }
    for (const Consistency& rule : vocabulary.consistency)
      rules.consistency.push_back(compile_anywhere(rule.when, Expect::truth));
    for (const FactSpec& fact : vocabulary.slots) {
      auto& conditions = rules.assumed_if.emplace_back();
      for (const ConditionalAssumption& conditional : fact.assumed_if) {
        conditions.push_back(compile_anywhere(conditional.when, Expect::truth));
      }
    }
  }

  /// Compiles a line of facts.json or criteria.json; a mistake is reported in the file that holds the line.
  Expression compile_anywhere(const std::string& text, Expect expect) {
    std::vector<ExpressionError> errors;
    Expression expression = parse_expression(text, expect, catalogue_.vocabulary, errors);
    for (const ExpressionError& error : errors) {
      each("facts.json", [&](const JsonDocument& document) { report(document, text, error); });
      each("criteria.json", [&](const JsonDocument& document) { report(document, text, error); });
      each("practice.json", [&](const JsonDocument& document) { report(document, text, error); });
    }
    return expression;
  }

  /// The text value `text` in `document`: the next one each time, so that the same mistake made twice is shown twice.
  /// Index 0 when no value is `text`.
  std::uint32_t find_text(const JsonDocument& document, std::string_view text) {
    const auto& nodes = document.tree.nodes;
    std::uint32_t& last = shown_[document.name + '\n' + std::string(text)];
    for (std::uint32_t i = last + 1; i < nodes.size(); ++i) {
      if (nodes[i].kind == JsonKind::string && JsonValue(document, i).string() == text) return last = i;
    }
    return last;
  }

  /// Adds a finding for `text` somewhere in `document`.
  void report(const JsonDocument& document, const std::string& text, const ExpressionError& error) {
    const std::uint32_t node = find_text(document, text);
    if (node == 0) return;  // another file's line, reported there
    const auto characters = [](std::string_view part) {
      return static_cast<int>(std::count_if(part.begin(), part.end(),
                                            [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    };
    const std::string_view line = text;
    const auto offset = static_cast<std::size_t>(error.offset);
    Diagnostic& found =
        findings_.add(error.code,
                      JsonValue(document, node)
                          .locate(false, characters(line.substr(0, offset)),
                                  std::max(1, characters(line.substr(offset, static_cast<std::size_t>(error.width))))),
                      {});
    found.fields = error.fields;
  }

  Expression compile(const JsonDocument& document, const std::string& text, Expect expect) {
    std::vector<ExpressionError> errors;
    Expression expression = parse_expression(text, expect, catalogue_.vocabulary, errors);
    for (const ExpressionError& error : errors) report(document, text, error);
    return expression;
  }

  void load_criteria() {
    each("criteria.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        note_date(fields, "as_of");
        fields.objects(
            "factors", [&](Fields& row) { describe(row, catalogue_.factors.emplace_back()); }, Need::required);
        fields.objects("derived", [&](Fields& row) { read_derivation(row); });
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
              catalogue_.program.criteria.push_back(std::move(criterion));
            },
            Need::required);
        catalogue_.criteria = catalogue_.program.criteria;
        if (std::abs(sum - 1) > 1e-9)
          fields.wrong("criteria", "weights-not-one", {{"sum", fmt::format("{:.10g}", sum)}});
      });
    });
  }

  /// Traits and parts become derived facts: the parts' tendencies are sums over the traits.
  void load_practice() {
    Practice practice;
    each("practice.json",
         [&](const JsonDocument& document) { read(document, [&](Fields& fields) { describe(fields, practice); }); });
    const auto derive = [&](const std::string& id, const Translated& name, std::string expression) {
      FactSpec slot;
      slot.kind = FactSpec::Kind::derived;
      slot.id = id;
      slot.name = name;
      Derivation derivation;
      derivation.slot = catalogue_.vocabulary.add(std::move(slot));
      derivation.expression = std::move(expression);
      derivation.source = practice.source;
      catalogue_.vocabulary.derivations.push_back(std::move(derivation));
    };
    for (const PracticeTrait& trait : practice.traits) derive(trait.id, trait.name, trait.expression);
    for (const PracticePart& part : practice.parts) derive(part.id, part.name, part.expression());
  }

  std::size_t criterion(std::string_view id) const {
    const auto& criteria = catalogue_.program.criteria;
    const auto at = std::find_if(criteria.begin(), criteria.end(), [&](const Criterion& c) { return c.id == id; });
    return at == criteria.end() ? npos : static_cast<std::size_t>(at - criteria.begin());
  }
  /// The criterion that is a key under "values".
  std::size_t need_criterion(const JsonDocument& document, const std::string& id) {
    const std::size_t index = criterion(id);
    if (index != npos) return index;
    std::vector<std::string_view> ids;
    for (const Criterion& known : catalogue_.program.criteria) ids.push_back(known.id);
    const JsonValue root(document, 0);
    const JsonValue values = root.at(root.find("values"));
    findings_.add("unknown-criterion", values.at(values.find(id)).locate(true),
                  {{"criterion", id}, {"near", std::string(near_miss(id, ids))}});
    return 0;
  }

  /// The row of an option's kind of training.
  void find_training(Strategy& strategy) {
    const auto& kinds = catalogue_.training_kinds;
    if (const TrainingKind* kind = find_kind(kinds, strategy.recipe.training))
      strategy.recipe.kind = static_cast<std::size_t>(kind - kinds.data());
  }

  /// A file of the table, before its rules are compiled.
  struct Option {
    Strategy strategy;
    JsonDocument document;
  };

  void read_strategy(const JsonDocument& document, std::vector<Option>& table) {
    read(document, [&](Fields& fields) {
      Option& option = table.emplace_back();
      option.document = document;
      describe(fields, option.strategy);
      id_is_file_name(fields, document, option.strategy.id);
      find_training(option.strategy);
    });
  }

  static const Strategy* named(const std::vector<Option>& table, std::string_view id) {
    const auto at = std::find_if(table.begin(), table.end(), [&](const Option& one) { return one.strategy.id == id; });
    return at == table.end() ? nullptr : &at->strategy;
  }

  /// The options that "rag+peft" is made of; null for what is no mix of two options of the table.
  static std::pair<const Strategy*, const Strategy*> parts_of(const std::string& id, const std::vector<Option>& table) {
    const std::size_t plus = id.find('+');
    if (plus == std::string::npos) return {};
    const std::pair parts(named(table, id.substr(0, plus)), named(table, id.substr(plus + 1)));
    return parts.first != nullptr && parts.second != nullptr ? parts : std::pair<const Strategy*, const Strategy*>();
  }

  /// Values that a mix does not write follow from its parts'.
  void complete_mix(Strategy& strategy, const std::vector<Option>& table) {
    const auto [first, second] = parts_of(strategy.id, table);
    if (first == nullptr) return;
    const auto has = [](const Strategy& one, const std::string& criterion) {
      return std::any_of(one.values.begin(), one.values.end(),
                         [&](const ValueRule& value) { return value.criterion == criterion; });
    };
    for (const Criterion& criterion : catalogue_.program.criteria) {
      if (!has(strategy, criterion.id) && has(*first, criterion.id) && has(*second, criterion.id))
        strategy.values.push_back(mixed_value(criterion, *first, *second));
    }
  }

  void compile_strategy(const Strategy& strategy, const JsonDocument& document) {
    CompiledStrategy compiled;
    for (const Gate& gate : strategy.gates) {
      compiled.gates.push_back(compile(document, gate.when, Expect::truth));
    }
    for (const Caution& caution : strategy.cautions) {
      const std::size_t index = criterion(caution.criterion);
      compiled.cautions.push_back(
          {index == npos ? 0 : index, compile(document, caution.when, Expect::truth), caution.takes});
    }
    std::vector<bool> covered(catalogue_.program.criteria.size(), false);
    for (const ValueRule& value : strategy.values) {
      const std::size_t index = need_criterion(document, value.criterion);
      if (index < covered.size()) covered[index] = true;
      compiled.values.push_back({index, compile(document, value.raw, Expect::number)});
    }
    const JsonValue root(document, 0);
    for (std::size_t i = 0; i < covered.size(); ++i) {
      if (covered[i]) continue;
      findings_.add("criterion-without-value", root.at(root.find("values")).locate(),
                    {{"criterion", catalogue_.program.criteria[i].id}});
    }
    for (const Reason& reason : strategy.reasons)
      compiled.reasons.push_back(compile(document, reason.when, Expect::truth));
    catalogue_.strategies.push_back(strategy);
    catalogue_.program.strategies.push_back(std::move(compiled));
  }

  void load_strategies() {
    std::vector<Option> table;
    each("strategies/", [&](const JsonDocument& document) { read_strategy(document, table); });
    for (Option& option : table) {
      complete_mix(option.strategy, table);
      compile_strategy(option.strategy, option.document);
    }
    if (findings_.empty()) compose_mixes(table);
    order_strategies(table);
  }

  /// Mixes that nobody wrote, as files of the table: they are read, shown and checked like any other.
  void compose_mixes(std::vector<Option>& table) {
    for (std::size_t i = 0, count = table.size(); i < count; ++i) {
      for (const std::string& id : std::vector<std::string>(table[i].strategy.mixes_with)) {
        const Strategy& training = table[i].strategy;
        const Strategy* retrieval = named(table, id);
        if (retrieval == nullptr) continue;  // reported with the other names
        if (!retrieval->recipe.retrieval || training.recipe.retrieval) {
          findings_.add("unknown-entry", JsonValue(table[i].document, find_text(table[i].document, id)).locate(),
                        {{"catalogue", "strategies"}, {"found", id}, {"near", ""}});
          continue;
        }
        if (named(table, id + "+" + training.id) != nullptr) continue;
        Strategy mix = mix_of(*retrieval, training, catalogue_.program.criteria);
        const std::string path = "strategies/" + mix.id + ".json";
        JsonDocument& document = composed_.emplace_back(
            parse_json(path, write_json([&](Fields& fields) { describe(fields, mix); }), findings_));
        document.path = path;
        read_strategy(document, table);
        compile_strategy(table.back().strategy, document);
      }
    }
  }

  /// By their own numbers, a mix behind its parts; what has no number comes last, in the order of file names.
  void order_strategies(const std::vector<Option>& table) {
    constexpr double last = std::numeric_limits<double>::infinity();
    const auto own = [](const Strategy& strategy) { return strategy.order > 0 ? strategy.order : last; };
    std::vector<std::pair<double, bool>> place;
    for (const Strategy& strategy : catalogue_.strategies) {
      const auto [first, second] = parts_of(strategy.id, table);
      const bool behind = strategy.order <= 0 && first != nullptr;
      place.emplace_back(behind ? std::max(own(*first), own(*second)) : own(strategy), behind);
    }
    std::vector<std::size_t> indices(catalogue_.strategies.size());
    for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i;
    std::stable_sort(indices.begin(), indices.end(), [&](std::size_t a, std::size_t b) { return place[a] < place[b]; });
    std::vector<Strategy> strategies;
    std::vector<CompiledStrategy> compiled;
    for (std::size_t i : indices) {
      strategies.push_back(std::move(catalogue_.strategies[i]));
      compiled.push_back(std::move(catalogue_.program.strategies[i]));
    }
    catalogue_.strategies = std::move(strategies);
    catalogue_.program.strategies = std::move(compiled);
  }

  void load_article() {
    each("article.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe(fields, catalogue_.article); });
      ArticleConditions& conditions = catalogue_.article_conditions;
      for (const ArticleRule& rule : catalogue_.article.rules)
        conditions.rules.push_back(compile(document, rule.when, Expect::truth));
      for (const FailureMode& mode : catalogue_.article.failure_modes)
        conditions.failure_modes.push_back(compile(document, mode.when, Expect::truth));
    });
  }

  void load_presets() {
    each("presets/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        Preset preset;
        describe(fields, preset);
        id_is_file_name(fields, document, preset.id);
        preset.document = document;
        catalogue_.presets.push_back(std::move(preset));
      });
    });
  }

  /// Index of the entry that a file names; 0 for one that is not there, which is reported with the file's other names.
  std::size_t entry(std::string_view kind, const std::string& id) const {
    const std::size_t index = catalogue_.find(kind, id);
    return index == npos ? 0 : index;
  }

  void load_profiles() {
    each("frameworks.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe(fields, catalogue_.frameworks); });
    });
    each("memory_profiles.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe_memory_profiles(fields, catalogue_.memory_profiles); });
    });
    each("engines.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe_serving_profiles(fields, catalogue_.serving_profiles); });
    });
    each("observations/publishers.json", [&](const JsonDocument& document) {
      std::vector<Publisher> publishers;
      read_object(document, findings_, [&](Fields& fields) { describe_publishers(fields, publishers); });
    });
    each("plans.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        PlanSettings& plans = catalogue_.plans;
        describe(fields, plans);
        plans.embedder = entry("models", plans.embedding_model);
        for (const std::string& id : plans.rented_gpus) plans.rented_kinds.push_back(entry("gpus", id));
        for (const std::string& id : plans.figures_rest_on) plans.drivers.push_back(fact(id));
      });
      for (PlanChoice& choice : catalogue_.plans.model_size_b) {
        if (!choice.when.empty()) choice.condition = compile(document, choice.when, Expect::truth);
      }
      PlanSettings& plans = catalogue_.plans;
      catalogue_.same_cost_share = plans.same_cost_share;
      for (const TrainingKind& kind : catalogue_.training_kinds) {
        const bool listed =
            std::find(plans.drivers.begin(), plans.drivers.end(), kind.counted_slot) != plans.drivers.end();
        if (kind.trains() && !listed) plans.drivers.push_back(kind.counted_slot);
      }
      plans.weeks_by_skill_expression = compile(document, plans.weeks_by_skill, Expect::number);
    });
  }

  void load_formulas() {
    each("formulas/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        note_date(fields, "as_of");
        fields.objects(
            "formulas",
            [&](Fields& row) {
              Formula& formula = catalogue_.formulas.emplace_back();
              describe(row, formula);
            },
            Need::required);
      });
    });
    each("constants/", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) {
        note_date(fields, "as_of");
        fields.objects(
            "constants",
            [&](Fields& row) {
              Constant constant;
              describe(row, constant);
              if (!catalogue_.constants.emplace(constant.id, constant).second)
                row.wrong("id", "duplicate-id", {{"id", constant.id}});
            },
            Need::required);
      });
    });
  }

  /// The constants that the code reads: every one is there. One is looked for in the file of its family.
  void check_constants() {
    const std::vector<std::string> needed = constants_needed();
    each("constants/", [&](const JsonDocument& document) {
      const std::string family = std::string(stem(document.path)) + ".";
      const JsonValue root(document, 0);
      if (root.kind() != JsonKind::object) return;
      for (const std::string& id : needed) {
        if (!id.starts_with(family) || catalogue_.constants.count(id) != 0) continue;
        std::vector<std::string_view> others;
        for (const auto& [other, constant] : catalogue_.constants) {
          const bool read = std::find(needed.begin(), needed.end(), other) != needed.end();
          if (!read && other.starts_with(family)) others.push_back(other);
        }
        const std::uint32_t list = root.find("constants");
        findings_.add("missing-constant", root.at(list).locate(list != 0),
                      {{"id", id}, {"near", std::string(near_miss(id, others))}});
      }
    });
  }

  void load_backtest() {
    each("backtest.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe(fields, catalogue_.backtest); });
    });
    each("case_bank.json", [&](const JsonDocument& document) {
      read(document, [&](Fields& fields) { describe(fields, catalogue_.case_bank); });
    });
  }

  static constexpr std::size_t npos = Vocabulary::none;
  std::map<std::string, std::uint32_t> shown_;  ///< last place shown of a text, by document and text
  Catalogue catalogue_;
  std::deque<JsonDocument> composed_;  ///< files of mixes that nobody wrote: where they lie stays the same
  RowReferences references_;
  Findings findings_;
};

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
  return Loader(std::move(documents)).load();
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
