// Everything pathfinder knows, read from data/ and cross-checked: vocabulary, strategy table, hardware, models, prices,
// regions, presets, sources, sentences. All files are read and all findings collected before anything throws.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pathfinder/base/json_document.hpp"
#include "pathfinder/catalogue/fact_slots.hpp"
#include "pathfinder/catalogue/names.hpp"
#include "pathfinder/core/calibration.hpp"
#include "pathfinder/core/fact.hpp"
#include "pathfinder/core/hardware.hpp"
#include "pathfinder/core/language_model.hpp"
#include "pathfinder/core/model_description.hpp"
#include "pathfinder/core/quote.hpp"
#include "pathfinder/core/reliability.hpp"
#include "pathfinder/core/strategy.hpp"
#include "pathfinder/core/training_kind.hpp"
#include "pathfinder/core/variant.hpp"
#include "pathfinder/core/words.hpp"
#include "pathfinder/estimate/memory_profile.hpp"
#include "pathfinder/estimate/serving.hpp"
#include "pathfinder/estimate/training.hpp"
#include "pathfinder/rules/program.hpp"

namespace pathfinder {

struct DefaultPrice;

/// Facts of a kind of organisation; used only where the user names it.
struct Preset {
  Preset();
  Preset(const Preset&);
  Preset(Preset&&) noexcept;
  Preset& operator=(const Preset&);
  Preset& operator=(Preset&&) noexcept;
  ~Preset();

  std::string id;
  Translated name;
  std::vector<std::string> aliases;  ///< "政数局"
  Translated description;
  std::vector<std::string> article_facts;
  std::uint32_t facts_node = 0;  ///< the "facts" object inside `document`
  JsonDocument document;
  std::map<std::string, Translated> why;
  std::string source;
};

/// A constant of a formula: value with its range, meaning and where it came from.
struct Constant {
  std::string id;
  double value = 0;
  double low = 0;  ///< fitted constants: P10 of the prior; others: of the value
  double high = 0;
  double prior = 0;  ///< fitted constants: what theory or a handbook says
  std::string unit;
  Translated meaning;
  std::string source;
  std::string date;
  std::string fitted_on;
};

/// data/case_bank.json: how often our answers are acceptable on published decisions, by how sure they are, as
/// `backtest --kind cases --errors` writes it.
struct CaseBank {
  std::string as_of;
  std::string runs;
  std::string source;
  double cases = 0;
  std::map<std::string, Reliability> bands;  ///< by verdict: "clear", "leaning", "toss_up"
};

/// A row of a choice: the first whose condition certainly holds, or that has none.
struct PlanChoice {
  std::string when;
  double value = 0;
  Expression condition;
};

/// How people's work is split by stage and who has paid for it already; how much there is of it say the constants
/// "costs.*".
struct PeopleSettings {
  /// Shares of the build's person-weeks, and of those who stay, by stage id; each adds up to 1.
  struct Shares {
    std::map<std::string, double> build, later;
  };
  Shares application, tuning, model;
  double continued_months = 0, pretrain_months = 0;      ///< of a programme that makes a model
  double usual_weeks_by_skill = 1;                       ///< value of weeks_by_skill at the skill of the paid projects
  std::map<std::string, double> on_payroll;              ///< share of in-house people by kind of organisation
  std::map<std::string, double> on_payroll_by_delivery;  ///< the same where it is said who builds
  std::string source;
};

/// The conditions of a form as code, in the order of its file.
struct CompiledVariant {
  std::vector<Expression> gates;
  std::vector<Expression> wins;
};

/// data/plans.json: what a plan takes where the user says nothing. Lengths in tokens.
struct PlanSettings {
  PlanSettings();
  PlanSettings(const PlanSettings&);
  PlanSettings(PlanSettings&&) noexcept;
  PlanSettings& operator=(const PlanSettings&);
  PlanSettings& operator=(PlanSettings&&) noexcept;
  ~PlanSettings();

  /// Models trained from nothing on sequences that are no language: sizes that such models have, in 10^9 parameters,
  /// and accelerators that are rented for one.
  struct OwnSequence {
    double least_b = 0, usual_b = 0, most_b = 0;
    double rented_accelerators = 0;
    std::string source;
  };

  /// The largest model that runs on a device in a user's hands, in 10^9 parameters; `device` is a level of that fact.
  struct OnDevice {
    std::string device;
    double most_b = 0;
    std::string source;
  };

  std::vector<OnDevice> on_device;
  std::vector<PlanChoice> model_size_b;  ///< size of the base model by what the task asks for
  OwnSequence own_sequence;
  std::string embedding_model;
  std::vector<std::string> api_models;        ///< cheap to strong: their prices are the range of an API's
  std::vector<std::string> tuned_api_models;  ///< the same for adapters that a provider serves
  std::string rental_kind;
  std::string serving_engine;
  std::string training_framework;
  std::string large_training_framework;
  double chunk = 0, overlap = 0;
  double passages_low = 0, passages = 0, passages_high = 0;
  std::string training_method;  ///< of an estimate that names none
  double lora_rank = 0;
  double packed_length = 0;
  double rented_accelerators = 0;              ///< for a job where the user has none
  std::vector<std::string> domestic_families;  ///< of models of Chinese makers: how their names begin
  std::vector<std::string> rented_gpus;        ///< kinds that a search among rented ones weighs, where nobody names one
  double comfortable_training_hours = 0;       ///< a training may take so long if that needs fewer accelerators
  double same_cost_share = 0;                  ///< totals nearer than this are the same, and fewer accelerators decide
  std::string labelling_price, evaluation_price;  ///< ids of price rows
  PeopleSettings people;
  std::string weeks_by_skill;  ///< factor on the weeks of options that train
  Expression weeks_by_skill_expression;
  std::string pue_low, pue_central, pue_high;  ///< ids of PUE rows
  double prompt_corpus_limit = 0;              ///< tokens of text that may still go into every prompt
  std::vector<std::string> figures_rest_on;    ///< facts that can move a figure by factors, the largest first
  std::string source;

  // What the names above stand for, resolved at load.
  std::size_t embedder = 0;               ///< index of embedding_model among the models
  std::vector<std::size_t> rented_kinds;  ///< of rented_gpus among the accelerators
  std::vector<std::size_t> drivers;       ///< slots of figures_rest_on
};

/// A currency's rate.
struct Currency {
  std::string code;
  Translated name;
  std::string symbol;
  double usd_rate = 1;  ///< units of it for one US dollar
  std::string as_of;
  std::string source;
  bool read = false;
};

/// The conditions and derivations of the vocabulary as code, in its order.
struct FactRules {
  std::vector<Expression> derivations;
  std::vector<Expression> consistency;
  std::vector<std::vector<Expression>> assumed_if;  ///< by slot
};

/// The conditions of the article's rules and limits as code, in its order.
struct ArticleConditions {
  std::vector<Expression> rules;
  std::vector<Expression> failure_modes;
};

/// All words, and what answers are computed from. Passed as it is where words are asked for.
struct Catalogue : Words {
  Catalogue();
  Catalogue(const Catalogue&);
  Catalogue(Catalogue&&) noexcept;
  Catalogue& operator=(const Catalogue&);
  Catalogue& operator=(Catalogue&&) noexcept;
  ~Catalogue();

  std::vector<JsonDocument> documents;
  std::string data_sha256;  ///< digest_of_data(), where it was made at build time; else empty

  FactSlots slots;  ///< of the vocabulary
  FactRules fact_rules;
  ArticleConditions article_conditions;
  std::vector<TrainingKind> training_kinds;  ///< in their order
  std::vector<OptionVariant> variants;       ///< in their order
  std::vector<CompiledVariant> variant_rules;
  Program program;

  std::vector<GpuPrice> gpu_prices;
  std::vector<ApiPrice> api_prices;
  std::vector<ApiPrice> embedding_prices;
  std::vector<TuningPrice> tuning_prices;
  std::vector<StorePrice> store_prices;
  std::vector<LabellingPrice> labelling_prices;
  std::vector<DefaultPrice> default_prices;  ///< of what nobody has quoted, in the order of their files
  std::vector<PueRow> pue;
  std::map<std::string, std::vector<std::string>> gpu_families;  ///< bare names such as "a100" → versions
  NameRules name_rules;
  std::map<std::string, InstanceType> instance_types;  ///< by instance_key()
  Architectures architectures;
  std::vector<Currency> currencies;
  std::vector<Preset> presets;
  std::map<std::string, Constant> constants;
  CaseBank case_bank;
  FrameworkTable frameworks;
  MemoryProfiles memory_profiles;
  ServingProfiles serving_profiles;
  PlanSettings plans;
  std::vector<Quote> quotes;                   ///< the user's own prices (catalogue/quotes); empty: none
  Calibration calibration;                     ///< of the user's own measurements; empty: none
  std::map<std::string, std::size_t> aliases;  ///< "gpus/a100" → index, after normalise()

  /// Index of the entry of `kind` ("gpus", "models", "regions") that this spelling names; size_t(-1) when none does.
  std::size_t find(std::string_view kind, std::string_view spelling) const;
  /// Ids of a kind, in order.
  std::vector<std::string_view> ids(std::string_view kind) const;
  /// How an option trains.
  const TrainingKind& training_of(const Strategy& strategy) const { return training_kinds[strategy.recipe.kind]; }
  double constant(std::string_view id) const;
};

/// Lower case, without spaces, '-' and '_': how spellings of devices and models are compared.
std::string normalise(std::string_view spelling);

/// Reads and cross-checks all files. Throws InputError with everything found.
Catalogue load_catalogue(std::vector<JsonDocument> documents);

}  // namespace pathfinder
