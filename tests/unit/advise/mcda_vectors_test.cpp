// Vectors of decision methods made with other libraries or exact arithmetic (tests/data/mcda_vectors.json), for the
// methods used here: weighted sum on fixed scales, SMAA-2, regret, EVPI, EVPPI, weight flips, Kleene logic. Not used,
// so not tested: WPM, TOPSIS, PROMETHEE, VIKOR, AHP, entropy, CRITIC and ROC weights, dominance, Sobol, sums over
// intervals.
#include <algorithm>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "pathfinder/advise/confidence.hpp"
#include "pathfinder/advise/sensitivity.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/rules/expression.hpp"

#include "support/cases.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using nlohmann::json;

namespace {

const json& vectors() {
  static const json all =
      json::parse(test::file_text(std::string(PATHFINDER_SOURCE_DIR) + "/tests/data/mcda_vectors.json"));
  return all.at("vectors");
}

double number(const json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

ScoreColumns columns(const std::vector<std::vector<double>>& scores) {
  ScoreColumns result;
  for (const auto& one : scores) result.emplace_back(one);
  return result;
}

template <class Visit>
std::size_t each(const std::string& method, Visit&& visit) {
  std::size_t count = 0;
  for (const json& one : vectors()) {
    if (one.at("method") != method) continue;
    INFO(one.at("id").get<std::string>());
    visit(one.at("input"), one.at("expected"), one.at("tolerance").get<double>());
    ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("vectors: SMAA-2 on given samples gives R smaa's acceptabilities and pairwise shares", "[advise]") {
  REQUIRE(each("smaa2_samples", [](const json& in, const json& out, double tolerance) {
            const std::size_t samples = in.at("values").size(), options = in.at("values")[0].size();
            std::vector<std::vector<double>> scores(options, std::vector<double>(samples));
            for (std::size_t s = 0; s < samples; ++s) {
              for (std::size_t i = 0; i < options; ++i) {
                for (std::size_t j = 0; j < in.at("weights")[s].size(); ++j)
                  scores[i][s] += in.at("weights")[s][j].get<double>() * in.at("values")[s][i][j].get<double>();
              }
            }
            const auto ranks = rank_acceptability(columns(scores));
            const auto first = first_shares(columns(scores));
            for (std::size_t i = 0; i < options; ++i) {
              REQUIRE(first[i] == Approx(out.at("rank_acceptability")[i][0].get<double>()).margin(tolerance));
              for (std::size_t r = 0; r < options; ++r)
                REQUIRE(ranks[i][r] == Approx(out.at("rank_acceptability")[i][r].get<double>()).margin(tolerance));
              for (std::size_t k = 0; k < options; ++k) {
                if (k != i)
                  REQUIRE(share_ahead(scores[i], scores[k]) ==
                          Approx(out.at("pairwise_winning")[i][k].get<double>()).margin(tolerance));
              }
            }
          }) == 2);
}

TEST_CASE("vectors: SMAA-2 with drawn weights lies within four sampling errors of the exact areas", "[advise]") {
  constexpr std::size_t draws = 20000;
  REQUIRE(each("smaa2_exact", [&](const json& in, const json& out, double) {
            const json& utilities = in.at("utilities");
            const bool ordinal = in.at("weights") != "uniform on the simplex";
            const std::size_t options = utilities.size(), criteria = utilities[0].size();
            std::vector<std::vector<double>> scores(options, std::vector<double>(draws));
            for (std::size_t s = 0; s < draws; ++s) {
              std::vector<double> weights;
              double sum = 0;
              for (std::size_t j = 0; j < criteria; ++j) {
                weights.push_back(Stream("weight " + std::to_string(j)).gamma(1, s));
                sum += weights.back();
              }
              if (ordinal) std::sort(weights.rbegin(), weights.rend());
              for (std::size_t i = 0; i < options; ++i) {
                for (std::size_t j = 0; j < criteria; ++j)
                  scores[i][s] += weights[j] / sum * utilities[i][j].get<double>();
              }
            }
            const auto ranks = rank_acceptability(columns(scores));
            for (std::size_t i = 0; i < options; ++i) {
              for (std::size_t r = 0; r < options; ++r) {
                const double exact = out.at("rank_acceptability")[i][r].get<double>();
                REQUIRE(ranks[i][r] == Approx(exact).margin(4 * std::sqrt(exact * (1 - exact) / draws) + 1e-9));
              }
            }
          }) == 5);
}

TEST_CASE("vectors: regret and the value of perfect information", "[advise]") {
  REQUIRE(each("decision_rules", [](const json& in, const json& out, double) {
            std::vector<std::vector<double>> scores(in.at("payoff").size());
            for (std::size_t s = 0; s < in.at("probabilities").size(); ++s) {
              const auto times = static_cast<int>(std::lround(number(in.at("probabilities")[s]) * 10));
              for (std::size_t i = 0; i < scores.size(); ++i)
                scores[i].insert(scores[i].end(), static_cast<std::size_t>(times), in.at("payoff")[i][s].get<double>());
            }
            const auto regret = max_regrets(columns(scores));
            for (std::size_t i = 0; i < scores.size(); ++i)
              REQUIRE(regret[i] == Approx(out.at("max_regret")[i].get<double>()));
            REQUIRE(expected_value_of_information(columns(scores)) ==
                    Approx(out.at("evpi").get<double>()).margin(1e-9));
          }) == 5);
}

TEST_CASE("vectors: the value of information of normal differences, by drawing", "[advise]") {
  constexpr std::size_t draws = 40000;
  const auto check = [&](double mean, const std::vector<double>& sds, double evpi, const std::vector<double>& evppi) {
    std::vector<std::vector<double>> scores(2, std::vector<double>(draws));
    for (std::size_t s = 0; s < draws; ++s) {
      scores[0][s] = mean;
      for (std::size_t i = 0; i < sds.size(); ++i)
        scores[0][s] += sds[i] * Stream("term " + std::to_string(i)).normal(s);
    }
    double total = 0;
    for (const double sd : sds) total += sd * sd;
    const double margin = 4 * std::sqrt(total / draws);
    REQUIRE(expected_value_of_information(columns(scores)) == Approx(evpi).margin(margin));
    for (std::size_t i = 0; i < evppi.size(); ++i) {
      std::vector<unsigned char> bin(draws);
      for (std::size_t s = 0; s < draws; ++s)
        bin[s] = static_cast<unsigned char>(Stream("term " + std::to_string(i)).uniform(s) * 20);
      REQUIRE(value_of_fact(columns(scores), bin, 20).value == Approx(evppi[i]).margin(margin));
    }
  };
  REQUIRE(each("evpi_normal", [&](const json& in, const json& out, double) {
            check(in.at("mean_incremental_benefit").get<double>(), {in.at("sd").get<double>()},
                  out.at("evpi").get<double>(), {});
          }) == 4);
  REQUIRE(each("evppi_normal", [&](const json& in, const json& out, double) {
            check(in.at("mean").get<double>(), in.at("sds").get<std::vector<double>>(), out.at("evpi").get<double>(),
                  out.at("evppi").get<std::vector<double>>());
          }) == 2);
}

TEST_CASE("vectors: weights flip where the exact arithmetic says", "[advise]") {
  REQUIRE(each("weight_flip", [](const json& in, const json& out, double tolerance) {
            std::vector<Assessment> ranking(in.at("utilities").size());
            for (std::size_t i = 0; i < ranking.size(); ++i) {
              ranking[i].strategy = std::to_string(i);
              for (std::size_t j = 0; j < in.at("weights").size(); ++j) {
                ranking[i].contributions.push_back(
                    {std::to_string(j), 0, number(in.at("utilities")[i][j]), in.at("weights")[j].get<double>(), 0});
              }
            }
            std::swap(ranking[0], ranking[out.at("winner").get<std::size_t>()]);
            const std::vector<WeightFlip> found = weight_flips(ranking);
            std::size_t expected = 0;
            for (const json& one : out.at("flips")) {
              if (one.is_null()) continue;
              ++expected;
              const std::string criterion = std::to_string(one.at("criterion").get<int>());
              const auto at = std::find_if(found.begin(), found.end(),
                                           [&](const WeightFlip& flip) { return flip.criterion == criterion; });
              REQUIRE(at != found.end());
              REQUIRE(at->to == Approx(one.at("new_weight").get<double>()).margin(std::max(tolerance, 1e-12)));
              REQUIRE(at->strategy == std::to_string(one.at("new_winner").get<int>()));
            }
            REQUIRE(found.size() == expected);
          }) == 2);
}

TEST_CASE("vectors: and, or, not are Kleene's", "[advise]") {
  const auto value = [](char word) { return word == 't' ? 1.0 : (word == 'f' ? 0.0 : 0.5); };
  REQUIRE(each("three_valued_logic", [&](const json&, const json& out, double) {
            double result = 0;
            for (const auto& [table, op] :
                 {std::pair("and_table", Op::conjunction), std::pair("or_table", Op::disjunction)}) {
              for (const auto& [pair, expected] : out.at(table).items()) {
                const double a = value(pair[0]), b = value(pair[1]);
                apply(op, &a, &b, nullptr, {}, 1, &result);
                REQUIRE(result == value(expected.template get<std::string>()[0]));
              }
            }
            for (const auto& [word, expected] : out.at("not_table").items()) {
              const double a = value(word[0]);
              apply(Op::negation, &a, nullptr, nullptr, {}, 1, &result);
              REQUIRE(result == value(expected.template get<std::string>()[0]));
            }
          }) == 1);
}
