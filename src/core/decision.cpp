#include "pathfinder/core/decision.hpp"

namespace pathfinder {

// Copies, moves and destructors of large structs stand here once: written into every file that includes the header they
// were most of the build.

Plan::Plan() = default;
Plan::Plan(const Plan&) = default;
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(const Plan&) = default;
Plan& Plan::operator=(Plan&&) noexcept = default;
Plan::~Plan() = default;

OptionEstimate::OptionEstimate() = default;
OptionEstimate::OptionEstimate(const OptionEstimate&) = default;
OptionEstimate::OptionEstimate(OptionEstimate&&) noexcept = default;
OptionEstimate& OptionEstimate::operator=(const OptionEstimate&) = default;
OptionEstimate& OptionEstimate::operator=(OptionEstimate&&) noexcept = default;
OptionEstimate::~OptionEstimate() = default;

Assessment::Assessment() = default;
Assessment::Assessment(const Assessment&) = default;
Assessment::Assessment(Assessment&&) noexcept = default;
Assessment& Assessment::operator=(const Assessment&) = default;
Assessment& Assessment::operator=(Assessment&&) noexcept = default;
Assessment::~Assessment() = default;

Sensitivity::Sensitivity() = default;
Sensitivity::Sensitivity(const Sensitivity&) = default;
Sensitivity::Sensitivity(Sensitivity&&) noexcept = default;
Sensitivity& Sensitivity::operator=(const Sensitivity&) = default;
Sensitivity& Sensitivity::operator=(Sensitivity&&) noexcept = default;
Sensitivity::~Sensitivity() = default;

PathStage::PathStage() = default;
PathStage::PathStage(const PathStage&) = default;
PathStage::PathStage(PathStage&&) noexcept = default;
PathStage& PathStage::operator=(const PathStage&) = default;
PathStage& PathStage::operator=(PathStage&&) noexcept = default;
PathStage::~PathStage() = default;

Decision::Decision() = default;
Decision::Decision(const Decision&) = default;
Decision::Decision(Decision&&) noexcept = default;
Decision& Decision::operator=(const Decision&) = default;
Decision& Decision::operator=(Decision&&) noexcept = default;
Decision::~Decision() = default;

}  // namespace pathfinder
