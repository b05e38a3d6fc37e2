// Widths of 80 % intervals from the errors of rows whose publishers the fit has not seen.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pathfinder {

/// Log errors of one class of figures. A row of a publisher with n rows counts 1/sqrt(n): rows of one publisher err
/// together, so that many of them tell little more than one; weights of 1/n would leave the spread within a publisher
/// to whoever has few rows.
class ErrorsByPublisher {
 public:
  void add(const std::string& publisher, double error) { errors_[publisher].push_back(error); }
  bool empty() const { return errors_.empty(); }

  /// The error below which `share` of the weight lies.
  double quantile(double share) const;
  /// Half width that holds 80 % of the weight.
  double width() const;
  /// The same, drawn towards that of all classes as far as publishers are few: it counts as four of them. `pooled`
  /// where there is no error.
  double width_towards(double pooled) const;

 private:
  struct Weighted {
    double error;
    double weight;
  };
  std::vector<Weighted> weighted() const;

  std::map<std::string, std::vector<double>, std::less<>> errors_;
};

}  // namespace pathfinder
