#include "pathfinder/report/render/sweep_table.hpp"

#include <cmath>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/wording/typed.hpp"

#include "report/render/csv.hpp"

namespace pathfinder {
namespace {

bool in_words(const FactSpec& fact) {
  return fact.type == FactType::category || fact.type == FactType::catalogue;
}

std::string number_cell(double value) {
  return std::isnan(value) ? std::string() : json_number(value);
}

}  // namespace

std::string sweep_csv(const Sweep& sweep, const Words& words) {
  std::string out;
  for (const SweepAxis& axis : sweep.axes) out += words.vocabulary.slots[axis.slot].id + ",";
  out += "strategy,runner_up,confidence,score,total_usd\r\n";
  for (const SweepPoint& point : sweep.points) {
    for (std::size_t a = 0; a < sweep.axes.size(); ++a) {
      const FactSpec& fact = words.vocabulary.slots[sweep.axes[a].slot];
      const bool plain = !in_words(fact) && fact.type != FactType::boolean;
      out += (plain ? json_number(point.at[a]) : csv_cell(typed_value(fact, point.at[a]))) + ",";
    }
    out += csv_cell(point.strategy) + "," + csv_cell(point.runner_up) + "," + number_cell(point.confidence) + "," +
           number_cell(point.score) + "," + number_cell(point.total_usd) + "\r\n";
  }
  return out;
}

std::string sweep_ndjson(const Sweep& sweep, const Words& words) {
  std::string out;
  for (const SweepPoint& point : sweep.points) {
    JsonWriter json(JsonLayout::one_line);
    json.begin_object();
    json.begin_object("facts");
    for (std::size_t a = 0; a < sweep.axes.size(); ++a) {
      const FactSpec& fact = words.vocabulary.slots[sweep.axes[a].slot];
      if (fact.type == FactType::boolean) {
        json.flag(fact.id, point.at[a] != 0);
      } else if (in_words(fact)) {
        json.text(fact.id, typed_value(fact, point.at[a]));
      } else {
        json.number(fact.id, point.at[a]);
      }
    }
    json.end();
    if (point.strategy.empty()) {
      json.raw("strategy", "null");
    } else {
      json.text("strategy", point.strategy);
    }
    if (!point.runner_up.empty()) json.text("runner_up", point.runner_up);
    for (const auto& [key, value] :
         {std::pair{"confidence", point.confidence}, {"score", point.score}, {"total_usd", point.total_usd}}) {
      if (!std::isnan(value)) json.number(key, value);
    }
    json.end();
    out += json.take();
  }
  return out;
}

}  // namespace pathfinder
