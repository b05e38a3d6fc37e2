// The kinds of training as read from data/training_kinds/, one row each. Code asks a row for its properties, never for
// its name, so that a further kind is one file.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/core/enum_words.hpp"
#include "pathfinder/core/provenance.hpp"

namespace pathfinder {

/// What changes while a model is trained.
enum class Trained { nothing, adapters, all_weights };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<Trained> = {"nothing", "adapters", "all_weights"};

/// What training starts from: the base model of the plan, no weights at all, a small encoder.
enum class StartsFrom { model, nothing, encoder };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<StartsFrom> = {"model", "nothing", "encoder"};

/// Where the answers of a frozen model come from that the trained one is held against: there is none, the same weights
/// with their adapters switched off, one more copy of the weights.
enum class Reference { none, same_weights, copy };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<Reference> = {"none", "same_weights", "copy"};

/// Why a training is repeated in use: it is not, because the wanted behaviour moves, because facts were trained in.
enum class Repeated { never, for_behaviour, for_facts };
template <>
inline constexpr std::array<std::string_view, 3> enum_words<Repeated> = {"never", "for_behaviour", "for_facts"};

/// Which published pairs tell what such a training gains (estimate/effect).
enum class Tuning { none, adapters, all_weights, continued, pretraining, classic };
template <>
inline constexpr std::array<std::string_view, 6> enum_words<Tuning> = {"none",      "adapters",    "all_weights",
                                                                       "continued", "pretraining", "classic"};

/// What a kind of training asks of machines: all that the formulas of memory and time need to know of it.
struct TrainingLoad {
  Trained trained = Trained::adapters;
  StartsFrom from = StartsFrom::model;
  bool on_text = false;  ///< raw text in large packed batches; false: examples
  Reference reference = Reference::none;
  double sequences_per_example = 1;  ///< 2 where a better and a worse answer are compared

  friend auto operator<=>(const TrainingLoad&, const TrainingLoad&) = default;
};

inline bool trains_adapters(const TrainingLoad& load) {
  return load.trained == Trained::adapters;
}

/// A way of running a kind, milder ones first. Plans name it (`Plan::training_recipe`); its words are the texts
/// "recipe.ID" and "recipe.short.ID".
struct TrainingVariant {
  std::string id;                    ///< "lora", "qlora", "full-8bit"
  std::string states;                ///< optimiser states: empty, "8bit", "offload" (on the host)
  double weight_bits = 16;           ///< of frozen base weights
  std::vector<std::string> methods;  ///< words for it in `estimate --method`, the first one in help
  Translated name;                   ///< "LoRA on {model}"
  Translated brief;                  ///< in a column: "yes, LoRA"
};

/// One kind of training.
struct TrainingKind {
  std::string id;
  double order = 0;    ///< place in lists
  Translated name;     ///< what is done: "training of adapters (LoRA, QLoRA)"
  std::string option;  ///< the option that is this training and nothing else
  TrainingLoad load;

  // what it learns from
  std::string counted_by;                 ///< fact that counts its examples, or the tokens of its text
  std::size_t counted_slot = 0;           ///< of that fact
  double examples_to_reach = 0;           ///< fewer are written before training
  double fixed_epochs = 0;                ///< 0: as many rounds as the user plans
  double replay_share = 0;                ///< general text mixed in
  double tokens_per_parameter = 0;        ///< size of a model made from nothing
  double least_tokens_per_parameter = 0;  ///< fewer make no sense at that size
  double least_tokens = 0;                ///< fewer teach nothing: what it would need is priced

  // where it runs
  std::string model;                   ///< catalogue id of the encoder; empty: the base model of the plan
  std::size_t model_row = 0;           ///< of that model
  double accelerators_most = 0;        ///< 0: as many as there are
  double accelerators_rented = 0;      ///< where the user has none; 0: as data/plans.json says
  std::vector<std::string> hosted_as;  ///< words of sellers who train and serve it by the token; empty: nobody does

  // what follows
  Repeated repeated = Repeated::never;
  Tuning effect = Tuning::none;

  std::vector<TrainingVariant> variants;
  std::vector<std::string> stated_as;  ///< further words of published runs
  std::string source;

  bool trains() const { return load.trained != Trained::nothing; }
};

}  // namespace pathfinder
