#include "pathfinder/estimate/pilot.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "pathfinder/base/math.hpp"
#include "pathfinder/estimate/rate.hpp"

namespace pathfinder {
namespace {

constexpr std::size_t parts_of_rate = 100;  ///< of each of two independent distributions: 10,000 differences

/// Grades of one question.
struct Grades {
  double right = 0, wrong = 0;
};

using GradesById = std::map<std::string, Grades>;

GradesById grades_of(const EvalArm& arm) {
  GradesById grades;
  for (const GradedAnswer& answer : arm.answers) {
    Grades& one = grades[answer.id];
    if (answer.right) (*answer.right ? one.right : one.wrong) += 1;
  }
  return grades;
}

/// P10, P50 and P90 of what `value` makes of two independent parts.
template <class Value>
Interval<> interval_of(const std::vector<double>& one, const std::vector<double>& other, Value value) {
  std::vector<double> all;
  all.reserve(one.size() * other.size());
  for (const double a : one) {
    for (const double b : other) all.push_back(value(a, b));
  }
  std::sort(all.begin(), all.end());
  const auto at = [&](double share) {
    return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
  };
  return {at(0.1), at(0.5), at(0.9)};
}

GraderAgreement agreement_of(const std::vector<MappedArm>& arms) {
  GraderAgreement found;
  std::set<std::string> graders;
  double same = 0, grades = 0, right = 0;
  for (const MappedArm& arm : arms) {
    for (const GradedAnswer& answer : arm.answers->answers) graders.insert(answer.grader);
    for (const auto& [id, one] : grades_of(*arm.answers)) {
      const double count = one.right + one.wrong;
      if (count < 2) continue;
      found.answers += 1;
      same += (one.right * (one.right - 1) + one.wrong * (one.wrong - 1)) / (count * (count - 1));
      grades += count;
      right += one.right;
    }
  }
  found.graders = static_cast<double>(graders.size());
  if (found.answers == 0) return found;
  found.agreed = same / found.answers;
  const double share = right / grades;
  const double chance = share * share + (1 - share) * (1 - share);
  found.kappa = chance < 1 ? (found.agreed - chance) / (1 - chance) : 1;
  return found;
}

}  // namespace

double mcnemar_exact(double b, double c) {
  const double n = b + c;
  if (n == 0) return 1;
  double ways = n * log(0.5);
  double sum = 0;
  for (double x = 0; x <= std::min(b, c); x += 1) {
    if (x > 0) ways += log(n - x + 1) - log(x);
    sum += exp(ways);
  }
  return std::min(1.0, 2 * sum);
}

void compare_pairs(PairCount& pair) {
  constexpr double half = 0.5;
  const double differing = pair.first_only + pair.second_only;
  const double same = pair.both + pair.neither;
  // The share on which the arms differ, and of that the second's, are independent where the four shares are Dirichlet.
  const BetaRate share{differing + 2 * half, same + 2 * half};
  const BetaRate second{pair.second_only + half, pair.first_only + half};
  pair.p_value = mcnemar_exact(pair.first_only, pair.second_only);
  pair.difference = interval_of(beta_parts(share, parts_of_rate), beta_parts(second, parts_of_rate),
                                [](double all, double won) { return all * (2 * won - 1); });
  pair.second_better = 1 - beta_cdf(second, half);
}

void compare_apart(PairCount& pair, const ArmCount& first, const ArmCount& second) {
  constexpr double half = 0.5;
  const auto parts = [](const ArmCount& arm) {
    return beta_parts({arm.right + half, arm.of - arm.right + half}, parts_of_rate);
  };
  const std::vector<double> one = parts(first), other = parts(second);
  pair.difference = interval_of(one, other, [](double a, double b) { return b - a; });
  double better = 0;
  for (const double a : one) {
    for (const double b : other) better += b > a ? 1 : (b == a ? half : 0);
  }
  pair.second_better = better / static_cast<double>(one.size() * other.size());
}

Pilot count_pilot(const std::vector<MappedArm>& arms) {
  Pilot pilot;
  std::vector<GradesById> grades;
  for (const MappedArm& mapped : arms) {
    ArmCount& count = pilot.arms.emplace_back();
    count.arm = mapped.arm;
    count.label = mapped.answers->label;
    count.model = mapped.answers->model;
    count.file = mapped.run->file;
    count.usage = mapped.answers->usage;
    count.right = mapped.answers->right;
    count.of = mapped.answers->of;
    count.errors = mapped.answers->errors;
    for (const auto& [id, one] : grades.emplace_back(grades_of(*mapped.answers))) {
      if (one.right + one.wrong == 0) {
        count.errors += 1;
      } else if (one.right == one.wrong) {
        count.undecided += 1;
      } else {
        count.of += 1;
        count.right += one.right > one.wrong ? 1 : 0;
      }
    }
  }
  for (std::size_t i = 0; i < arms.size(); ++i) {
    for (std::size_t k = i + 1; k < arms.size(); ++k) {
      PairCount pair;
      pair.first = arms[i].arm;
      pair.second = arms[k].arm;
      for (const auto& [id, one] : grades[i]) {
        const auto other = grades[k].find(id);
        if (other == grades[k].end() || one.right == one.wrong || other->second.right == other->second.wrong) continue;
        const bool first = one.right > one.wrong;
        const bool second = other->second.right > other->second.wrong;
        (first ? (second ? pair.both : pair.first_only) : (second ? pair.second_only : pair.neither)) += 1;
        pair.paired = true;
      }
      if (pair.paired) {
        compare_pairs(pair);
      } else {
        compare_apart(pair, pilot.arms[i], pilot.arms[k]);
      }
      pilot.pairs.push_back(pair);
    }
  }
  GraderAgreement agreement = agreement_of(arms);
  if (agreement.answers > 0) pilot.agreement = agreement;
  return pilot;
}

}  // namespace pathfinder
