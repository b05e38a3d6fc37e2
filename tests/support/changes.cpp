#include "support/changes.hpp"

#include <utility>

#include "pathfinder/base/dates.hpp"

namespace pathfinder::test {
namespace {

bool is_range(const OrderedJson& object, const std::string& low, std::string& high) {
  high = low == "low" ? "high" : low.size() > 4 && low.ends_with("_low") ? low.substr(0, low.size() - 4) + "_high" : "";
  return !high.empty() && object.contains(high) && object[low].is_number() && object[high].is_number() &&
         object[low] != object[high];
}

void add_changes(const OrderedJson& value, const OrderedJson::json_pointer& at, std::vector<Change>& all) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      all.push_back({at / i, "row left out"});
      if (value[i].is_string()) all.push_back({at / i, "another word"});
      add_changes(value[i], at / i, all);
    }
    return;
  }
  if (!value.is_object()) return;
  for (const auto& [key, member] : value.items()) {
    std::string high;
    for (const char* kind : {"left out", "misspelt", "of another type"}) all.push_back({at / key, kind});
    if (member.is_string()) all.push_back({at / key, "another word"});
    if (member.is_string() && is_date(member.get<std::string>())) all.push_back({at / key, "a day to come"});
    if (member.is_number() && member > 0) all.push_back({at / key, "negative"});
    if (member.is_number()) all.push_back({at / key, "enormous"});
    if (is_range(value, key, high)) all.push_back({at / key, "turned round"});
    add_changes(member, at / key, all);
  }
}

OrderedJson of_another_type(const OrderedJson& value) {
  if (value.is_string()) return 7;
  if (value.is_array()) return OrderedJson::object();
  if (value.is_object()) return OrderedJson::array();
  return "a text";
}

}  // namespace

std::vector<Change> changes_of(const OrderedJson& file) {
  std::vector<Change> all;
  add_changes(file, OrderedJson::json_pointer(), all);
  return all;
}

void apply(OrderedJson& file, const Change& change) {
  OrderedJson& parent = file[change.at.parent_pointer()];
  const std::string key = change.at.back();
  std::string high;
  if (change.kind == "another word") {
    file[change.at] = file[change.at].get<std::string>() + "x";
  } else if (change.kind == "row left out") {
    parent.erase(std::stoul(key));
  } else if (change.kind == "left out") {
    parent.erase(key);
  } else if (change.kind == "misspelt") {
    parent[key + "x"] = parent[key];
    parent.erase(key);
  } else if (change.kind == "of another type") {
    parent[key] = of_another_type(parent[key]);
  } else if (change.kind == "a day to come") {
    parent[key] = "2099-01-01";
  } else if (change.kind == "negative") {
    parent[key] = -parent[key].get<double>();
  } else if (change.kind == "enormous") {
    parent[key] = 1e300;
  } else if (is_range(parent, key, high)) {
    std::swap(parent[key], parent[high]);
  }
}

void ChangeCounts::count(const std::string& file, const std::string& change, bool taken) {
  Count& one = counts_[file][change];
  ++one.tried;
  if (!taken) ++one.refused;
}

std::string ChangeCounts::table() const {
  std::string lines;
  for (const auto& [file, changes] : counts_) {
    lines += file + ":";
    for (const auto& [change, one] : changes)
      lines += " " + change + " " + std::to_string(one.refused) + "/" + std::to_string(one.tried) + ";";
    lines.back() = '\n';
  }
  return lines;
}

}  // namespace pathfinder::test
