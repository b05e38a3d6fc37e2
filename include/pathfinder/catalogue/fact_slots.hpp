// The facts that the code itself reads, as slots: names are resolved here once, when data/ is loaded, and never while
// deciding. What only rules of the data read has no row here.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "pathfinder/core/fact.hpp"

namespace pathfinder {

/// One member a fact, named as in data/facts.json. load_catalogue() fills all of them or refuses the data.
struct FactSlots {
  // facts and what is derived from them
  std::size_t answer_tokens = Vocabulary::none;
  std::size_t api_allowed = Vocabulary::none;
  std::size_t base_accuracy = Vocabulary::none;
  std::size_t budget = Vocabulary::none;
  std::size_t cached_share = Vocabulary::none;
  std::size_t calls_per_answer = Vocabulary::none;
  std::size_t classes = Vocabulary::none;
  std::size_t corpus_language = Vocabulary::none;
  std::size_t currency = Vocabulary::none;
  std::size_t data_sensitivity = Vocabulary::none;
  std::size_t deadline_weeks = Vocabulary::none;
  std::size_t delivery = Vocabulary::none;
  std::size_t device = Vocabulary::none;
  std::size_t docs = Vocabulary::none;
  std::size_t domain_gap = Vocabulary::none;
  std::size_t domestic_hardware = Vocabulary::none;
  std::size_t gpu_hours = Vocabulary::none;
  std::size_t gpu_source = Vocabulary::none;
  std::size_t gpu_type = Vocabulary::none;
  std::size_t gpus = Vocabulary::none;
  std::size_t horizon_months = Vocabulary::none;
  std::size_t integrations = Vocabulary::none;
  std::size_t knowledge_changes = Vocabulary::none;
  std::size_t knowledge_need = Vocabulary::none;
  std::size_t label_quality = Vocabulary::none;
  std::size_t labelled_examples = Vocabulary::none;
  std::size_t latency_ms = Vocabulary::none;
  std::size_t modality = Vocabulary::none;
  std::size_t model = Vocabulary::none;
  std::size_t model_licence = Vocabulary::none;
  std::size_t model_size_b = Vocabulary::none;
  std::size_t on_premises = Vocabulary::none;
  std::size_t organisation_kind = Vocabulary::none;
  std::size_t peak_factor = Vocabulary::none;
  std::size_t project_stage = Vocabulary::none;
  std::size_t prompt_tokens = Vocabulary::none;
  std::size_t queries_per_day = Vocabulary::none;
  std::size_t rag_accuracy = Vocabulary::none;
  std::size_t reasoning_tokens = Vocabulary::none;
  std::size_t region = Vocabulary::none;
  std::size_t rounds = Vocabulary::none;
  std::size_t staff_per_week = Vocabulary::none;
  std::size_t style_or_format_needs = Vocabulary::none;
  std::size_t target_accuracy = Vocabulary::none;
  std::size_t task_kind = Vocabulary::none;
  std::size_t team_ml_skill = Vocabulary::none;
  std::size_t tokens = Vocabulary::none;
  std::size_t tuned_accuracy = Vocabulary::none;
  std::size_t unlabelled_tokens = Vocabulary::none;
  std::size_t unseen_tokens = Vocabulary::none;
  std::size_t use_cases = Vocabulary::none;
  std::size_t users = Vocabulary::none;
  std::size_t value_per_answer = Vocabulary::none;
  // what estimates fill
  std::size_t memory_per_gpu_gib = Vocabulary::none;
  std::size_t fits = Vocabulary::none;
  std::size_t training_gpu_hours = Vocabulary::none;
  std::size_t training_wall_hours = Vocabulary::none;
  std::size_t training_wall_weeks = Vocabulary::none;
  std::size_t train_tokens = Vocabulary::none;
  std::size_t setup_usd = Vocabulary::none;
  std::size_t monthly_usd = Vocabulary::none;
  std::size_t total_usd = Vocabulary::none;
  std::size_t cash_usd = Vocabulary::none;
  std::size_t energy_kwh = Vocabulary::none;
  std::size_t co2_kg = Vocabulary::none;
  std::size_t weeks_to_value = Vocabulary::none;
  std::size_t latency_ms_p95 = Vocabulary::none;
  std::size_t ttft_ms_p95 = Vocabulary::none;
  std::size_t serving_gpus = Vocabulary::none;
  std::size_t effect_odds_ratio = Vocabulary::none;
};

/// A member and the id it stands for.
struct FactSlotRow {
  std::string_view id;
  std::size_t FactSlots::*slot;
};

/// The one list, in the order of the members.
std::span<const FactSlotRow> fact_slot_rows();

}  // namespace pathfinder
