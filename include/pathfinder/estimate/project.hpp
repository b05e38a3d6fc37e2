// A project as its buyer can describe it before anything is paid: who buys, by which approach, how much of what. What
// is not known is NaN; estimate/whole_cost has a stand-in for it and the doubt that comes with it.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>

#include "pathfinder/core/enum_words.hpp"

namespace pathfinder {

/// Who buys: the levels of the fact organisation_kind, in its order.
enum class BuyerKind { startup, solution_provider, enterprise, leading_enterprise, giant, public_body };
template <>
inline constexpr std::array<std::string_view, 6> enum_words<BuyerKind> = {
    "startup", "solution_provider", "enterprise", "leading_enterprise", "giant", "public_body"};

/// What is done, as far as people's work differs by it; `machines`: no more than hardware is bought.
enum class Approach {
  prompting,
  rag,
  classic_ml,
  peft,
  full_ft,
  rag_and_tuning,
  continued_pretrain,
  pretrain,
  machines
};
template <>
inline constexpr std::array<std::string_view, 9> enum_words<Approach> = {
    "prompting",          "rag",      "classic_ml",   "peft", "full_ft", "rag_and_tuning",
    "continued_pretrain", "pretrain", "hardware_only"};

/// A programme that makes a model: its team is the model's rather than the buyer's.
constexpr bool makes_model(Approach approach) {
  return approach == Approach::continued_pretrain || approach == Approach::pretrain;
}
/// A trained model without a new one being made.
constexpr bool tunes(Approach approach) {
  return approach == Approach::peft || approach == Approach::full_ft || approach == Approach::rag_and_tuning;
}

/// What is needed of something that may be unknown.
enum class ProjectNeed { months, use_cases, users, integrations, stage, load, docs, tokens, servers, card, gpu_hours };
inline constexpr std::size_t project_needs = 11;

inline constexpr double unknown_need = std::numeric_limits<double>::quiet_NaN();

/// Prices of the project's place and accelerators.
struct ProjectPrices {
  double usd_per_week = 0;      ///< a specialist, loaded
  double usd_per_seat = 0;      ///< list price of a month of an assistant for one person
  double usd_per_server = 0;    ///< eight accelerators of the class
  double usd_per_gpu_hour = 0;  ///< rent of one
  double tflop_per_s = 0;       ///< of one, dense, 16 bits
  bool class_known = false;     ///< false: the three above are those of a usual class
};

/// The facts; NaN: not known.
struct Project {
  BuyerKind buyer = BuyerKind::enterprise;
  Approach approach = Approach::rag;
  double months = unknown_need;
  double use_cases = unknown_need;
  double users = unknown_need;
  double integrations = unknown_need;  ///< other systems that it is built into
  double stage_factor = unknown_need;  ///< work over that of a first production system
  double queries_per_day = unknown_need;
  double docs = unknown_need;
  double tokens = unknown_need;
  double labelled_examples = unknown_need;
  double gpus = unknown_need;
  double gpu_hours = unknown_need;
  double servers = unknown_need;
  bool approach_named = true;  ///< false: one of several approaches that it may be
  ProjectPrices prices;
};

}  // namespace pathfinder
