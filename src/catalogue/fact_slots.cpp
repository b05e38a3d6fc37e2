#include "pathfinder/catalogue/fact_slots.hpp"

namespace pathfinder {
namespace {

constexpr FactSlotRow rows[] = {
    {"answer_tokens", &FactSlots::answer_tokens},
    {"api_allowed", &FactSlots::api_allowed},
    {"base_accuracy", &FactSlots::base_accuracy},
    {"budget", &FactSlots::budget},
    {"cached_share", &FactSlots::cached_share},
    {"calls_per_answer", &FactSlots::calls_per_answer},
    {"classes", &FactSlots::classes},
    {"corpus_language", &FactSlots::corpus_language},
    {"currency", &FactSlots::currency},
    {"data_sensitivity", &FactSlots::data_sensitivity},
    {"deadline_weeks", &FactSlots::deadline_weeks},
    {"delivery", &FactSlots::delivery},
    {"docs", &FactSlots::docs},
    {"domain_gap", &FactSlots::domain_gap},
    {"domestic_hardware", &FactSlots::domestic_hardware},
    {"gpu_hours", &FactSlots::gpu_hours},
    {"gpu_source", &FactSlots::gpu_source},
    {"gpu_type", &FactSlots::gpu_type},
    {"gpus", &FactSlots::gpus},
    {"horizon_months", &FactSlots::horizon_months},
    {"knowledge_changes", &FactSlots::knowledge_changes},
    {"knowledge_need", &FactSlots::knowledge_need},
    {"label_quality", &FactSlots::label_quality},
    {"labelled_examples", &FactSlots::labelled_examples},
    {"latency_ms", &FactSlots::latency_ms},
    {"modality", &FactSlots::modality},
    {"model", &FactSlots::model},
    {"model_licence", &FactSlots::model_licence},
    {"model_size_b", &FactSlots::model_size_b},
    {"on_premises", &FactSlots::on_premises},
    {"organisation_kind", &FactSlots::organisation_kind},
    {"peak_factor", &FactSlots::peak_factor},
    {"project_stage", &FactSlots::project_stage},
    {"prompt_tokens", &FactSlots::prompt_tokens},
    {"queries_per_day", &FactSlots::queries_per_day},
    {"rag_accuracy", &FactSlots::rag_accuracy},
    {"reasoning_tokens", &FactSlots::reasoning_tokens},
    {"region", &FactSlots::region},
    {"rounds", &FactSlots::rounds},
    {"staff_per_week", &FactSlots::staff_per_week},
    {"style_or_format_needs", &FactSlots::style_or_format_needs},
    {"target_accuracy", &FactSlots::target_accuracy},
    {"task_kind", &FactSlots::task_kind},
    {"team_ml_skill", &FactSlots::team_ml_skill},
    {"tokens", &FactSlots::tokens},
    {"tuned_accuracy", &FactSlots::tuned_accuracy},
    {"unlabelled_tokens", &FactSlots::unlabelled_tokens},
    {"unseen_tokens", &FactSlots::unseen_tokens},
    {"use_cases", &FactSlots::use_cases},
    {"users", &FactSlots::users},
    {"value_per_answer", &FactSlots::value_per_answer},
    {"memory_per_gpu_gib", &FactSlots::memory_per_gpu_gib},
    {"fits", &FactSlots::fits},
    {"training_gpu_hours", &FactSlots::training_gpu_hours},
    {"training_wall_hours", &FactSlots::training_wall_hours},
    {"training_wall_weeks", &FactSlots::training_wall_weeks},
    {"train_tokens", &FactSlots::train_tokens},
    {"setup_usd", &FactSlots::setup_usd},
    {"monthly_usd", &FactSlots::monthly_usd},
    {"total_usd", &FactSlots::total_usd},
    {"cash_usd", &FactSlots::cash_usd},
    {"energy_kwh", &FactSlots::energy_kwh},
    {"co2_kg", &FactSlots::co2_kg},
    {"weeks_to_value", &FactSlots::weeks_to_value},
    {"latency_ms_p95", &FactSlots::latency_ms_p95},
    {"ttft_ms_p95", &FactSlots::ttft_ms_p95},
    {"serving_gpus", &FactSlots::serving_gpus},
    {"effect_odds_ratio", &FactSlots::effect_odds_ratio},
};
static_assert(sizeof(FactSlots) == std::size(rows) * sizeof(std::size_t), "every member has its row");

}  // namespace

std::span<const FactSlotRow> fact_slot_rows() {
  return rows;
}

}  // namespace pathfinder
