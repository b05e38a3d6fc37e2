#include "backtest/practice.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "pathfinder/base/json_writer.hpp"
#include "pathfinder/catalogue/practice_format.hpp"

namespace pathfinder {
namespace {

constexpr std::string_view criterion_id = "practice";
constexpr std::string_view file_path = "practice.json";

const JsonDocument& document_of(const Catalogue& catalogue) {
  const auto at = std::find_if(catalogue.documents.begin(), catalogue.documents.end(),
                               [](const JsonDocument& one) { return one.path == file_path; });
  if (at == catalogue.documents.end()) throw std::logic_error("no file practice.json");
  return *at;
}

/// Logarithm of odds that one point of the score stands for: the criterion's scale is a line.
double odds_per_score(const Criterion& criterion) {
  const auto& scale = criterion.scale;
  const double slope = (scale.back()[1] - scale.front()[1]) / (scale.back()[0] - scale.front()[0]);
  return 1 / (criterion.weight * slope);
}

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::size_t position(const Practice& practice, std::string_view trait) {
  const auto at = std::find_if(practice.traits.begin(), practice.traits.end(),
                               [&](const PracticeTrait& one) { return one.id == trait; });
  return static_cast<std::size_t>(at - practice.traits.begin());
}

/// A piece of a text to be written anew.
struct Replacement {
  std::size_t at, size;
  std::string text;
};

}  // namespace

PracticeTable::PracticeTable(const Catalogue& catalogue) : catalogue_(catalogue), practice_(practice_of(catalogue)) {
  const auto& criteria = catalogue.program.criteria;
  const auto at =
      std::find_if(criteria.begin(), criteria.end(), [](const Criterion& one) { return one.id == criterion_id; });
  if (at == criteria.end() || practice_.parts.empty()) throw std::logic_error("no criterion practice");
  criterion_ = static_cast<std::size_t>(at - criteria.begin());
  ChoiceShape& shape = shape_;
  shape.options = catalogue.strategies.size();
  shape.parts = practice_.parts.size();
  shape.traits = practice_.traits.size();
  for (const CompiledStrategy& option : catalogue.program.strategies) {
    for (const PracticePart& part : practice_.parts) {
      const std::size_t slot = catalogue.vocabulary.find(part.id);
      const bool has = std::any_of(option.values.begin(), option.values.end(), [&](const CompiledStrategy::Value& one) {
        return one.criterion == criterion_ &&
               std::find(one.raw.reads.begin(), one.raw.reads.end(), slot) != one.raw.reads.end();
      });
      shape.has.push_back(has ? 1 : 0);
    }
  }
  shape.allows.resize(shape.parts * shape.traits);
  shape.sign.resize(shape.parts * shape.traits);
  for (std::size_t part = 0; part < shape.parts; ++part) {
    for (const PracticeCoefficient& one : practice_.parts[part].coefficients) {
      const std::size_t place = part * shape.traits + position(practice_, one.trait);
      shape.allows[place] = 1;
      shape.sign[place] = static_cast<signed char>(one.sign == "up" ? 1 : (one.sign == "down" ? -1 : 0));
    }
  }
}

ObservedChoice PracticeTable::choice_of(const Decision& decision, const CaseRow& row) const {
  const Criterion& criterion = catalogue_.program.criteria[criterion_];
  ObservedChoice choice;
  for (const PracticeTrait& trait : practice_.traits) {
    const double value = decision.facts[catalogue_.vocabulary.find(trait.id)].value;
    choice.traits.push_back(std::isnan(value) ? 0 : value);
  }
  for (const Strategy& strategy : catalogue_.strategies) {
    const auto at = std::find_if(decision.ranking.begin(), decision.ranking.end(),
                                 [&](const Assessment& one) { return one.strategy == strategy.id; });
    double score = 0;
    for (const Contribution& part : at->contributions) score += part.criterion == criterion.id ? 0 : part.points;
    choice.head_start.push_back(score * odds_per_score(criterion));
    choice.open.push_back(at->standing == Standing::blocked ? 0 : 1);
    // What was taken counts twice what others would have accepted.
    const double acceptable = contains(row.acceptable, strategy.id) ? 1 : 0;
    choice.taken.push_back(choice.open.back() * (acceptable + (strategy.id == row.chosen ? acceptable : 0)));
  }
  double sum = 0;
  for (const double share : choice.taken) sum += share;
  if (sum == 0) choice.weight = 0;  // everything acceptable is blocked: nothing to learn
  for (double& share : choice.taken) share = sum > 0 ? share / sum : 0;
  return choice;
}

std::string PracticeTable::file(const ChoiceCoefficients& coefficients, double penalty, std::size_t rows,
                                std::string_view fitted_on, std::string_view date) const {
  const JsonDocument& document = document_of(catalogue_);
  std::vector<Replacement> replacements;
  const auto replace = [&](JsonValue row, std::string_view key, std::string text) {
    const std::string_view written = row.at(row.find(key)).source_text();
    replacements.push_back(
        {static_cast<std::size_t>(written.data() - document.text.data()), written.size(), std::move(text)});
  };
  const JsonValue root(document, 0);
  replace(root, "as_of", json_string(date));
  replace(root, "fitted_on", json_string(fitted_on));
  replace(root, "rows", json_number(static_cast<double>(rows)));
  replace(root, "penalty", json_number(penalty));
  std::size_t part = 0;
  root.at(root.find("parts")).for_each([&](JsonValue one) {
    one.at(one.find("coefficients")).for_each([&](JsonValue row) {
      const std::size_t trait = position(practice_, row.at(row.find("trait")).string());
      // Two decimals: far less than what the rows can tell.
      const double value = std::round(coefficients[part * shape_.traits + trait] * 100) / 100;
      replace(row, "log_odds", json_number(value == 0 ? 0 : value));
    });
    ++part;
  });
  std::sort(replacements.begin(), replacements.end(),
            [](const Replacement& a, const Replacement& b) { return a.at < b.at; });
  std::string text;
  std::size_t at = 0;
  for (const Replacement& one : replacements) {
    text += document.text.substr(at, one.at - at);
    text += one.text;
    at = one.at + one.size;
  }
  return text + std::string(document.text.substr(at));
}

Catalogue with_practice(const Catalogue& catalogue, std::string file) {
  std::vector<JsonDocument> documents = catalogue.documents;
  Findings findings;
  for (JsonDocument& one : documents) {
    if (one.path != file_path) continue;
    one = parse_json(std::string(file_path), std::move(file), findings);
    one.path = file_path;
    break;
  }
  findings.throw_if_any();
  return load_catalogue(std::move(documents));
}

}  // namespace pathfinder
