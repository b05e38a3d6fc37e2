// --policy, --max-total, --min-confidence and --forbid: the limits a decision is checked against.
#pragma once

#include <string_view>
#include <vector>

#include "pathfinder/policy/policy.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {

/// Declares the four options, then reads them.
class PolicyOptions {
 public:
  PolicyOptions(Session& session, Arguments& arguments);

  /// The policies of the files, in their order, then those of the flags. `currency` is the one of the scenario: a bare
  /// amount under another than dollars has two readings.
  std::vector<Policy> read(std::string_view currency, Findings& findings) const;

 private:
  Policy flag(std::string_view option, std::string_view limit) const;
  /// The limit on money that an option of the command line sets.
  Policy money(const Argument& asked, std::string_view option, std::string_view limit, std::string_view currency,
               Findings& findings) const;

  Session& session_;
  std::vector<Argument> files_, max_total_, max_cash_, min_confidence_, forbid_;
};

/// The day that prices are aged to: SOURCE_DATE_EPOCH's where it is set, else the day of the data, so that the same
/// input gives the same answer.
std::string today(Session& session);

}  // namespace pathfinder::cli
