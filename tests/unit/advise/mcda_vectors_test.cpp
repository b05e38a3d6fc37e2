// Vectors of decision methods made with other libraries or exact arithmetic (tests/data/mcda_vectors.json), for the
// methods used here. Of 61 vectors 28 are used: weighted sums on a scale from least to most (4), SMAA-2 by samples,
// exact and with normal values (8), regret and EVPI (5 + 4), EVPPI (2 + 2), weight flips (2), Kleene logic (1).
// The other 33 are of methods that this program does not use, because what they compute depends on the options at hand
// (one more option would reorder the others) or because another method here answers the same question: weighted sums
// normalised by sum, vector or ratio (4), WPM (2), TOPSIS (5, and half of the 2 rank reversals), PROMETHEE (6), VIKOR
// (1), AHP (4), entropy, CRITIC and rank-order weights (3: ours are set in data and drawn), stochastic dominance (4:
// the share of draws says it), Sobol (2: EVPPI and the tornado say it), sums over intervals (2: scores are drawn).
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "pathfinder/base/random.hpp"
#include "pathfinder/rules/expression.hpp"
#include "pathfinder/rules/program.hpp"

#include "advise/confidence.hpp"
#include "advise/sensitivity.hpp"
#include "support/cases.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;
using nlohmann::json;

namespace {

const json& vectors() {
  static const json all = json::parse(test::file_text(test::source_dir() + "/tests/data/mcda_vectors.json"));
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
            const auto first = first_shares(columns(scores));
            for (std::size_t i = 0; i < options; ++i) {
              REQUIRE(first[i] == Approx(out.at("rank_acceptability")[i][0].get<double>()).margin(tolerance));
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
            const auto first = first_shares(columns(scores));
            for (std::size_t i = 0; i < options; ++i) {
              const double exact = out.at("rank_acceptability")[i][0].get<double>();
              REQUIRE(first[i] == Approx(exact).margin(4 * std::sqrt(exact * (1 - exact) / draws) + 1e-9));
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

TEST_CASE("vectors: a weighted sum on scales from least to most is the sum of points", "[advise]") {
  const auto check = [](const json& in, const json& expected, double tolerance) {
    const json& matrix = in.at("matrix");
    for (std::size_t i = 0; i < matrix.size(); ++i) {
      double score = 0;
      for (std::size_t j = 0; j < in.at("weights").size(); ++j) {
        double low = INFINITY, high = -INFINITY;
        for (const json& row : matrix) {
          low = std::min(low, row[j].get<double>());
          high = std::max(high, row[j].get<double>());
        }
        const bool more = in.at("types")[j].get<int>() > 0;
        Criterion criterion;
        criterion.scale = {{low, more || low == high ? (low == high ? 1.0 : 0.0) : 1.0}};
        if (low < high) criterion.scale.push_back({high, more ? 1.0 : 0.0});
        score += points(in.at("weights")[j].get<double>(), scale_value(criterion, matrix[i][j].get<double>()));
      }
      REQUIRE(score == Approx(expected[i].get<double>()).margin(tolerance));
    }
  };
  std::size_t used = 0;
  each("wsm", [&](const json& in, const json& out, double tolerance) {
    if (in.at("normalisation") != "minmax") return;
    check(in, out.at("score"), tolerance);
    ++used;
  });
  REQUIRE(used == 2);
  REQUIRE(each("topsis+wsm", [&](const json& in, const json& out, double tolerance) {
            check(in, out.at("wsm_minmax"), tolerance);
          }) == 2);
}

TEST_CASE("vectors: SMAA-2 with normal values comes first as often as the exact integral says", "[advise]") {
  constexpr std::size_t draws = 40000;
  REQUIRE(each("smaa2_gaussian", [&](const json& in, const json& out, double) {
            std::vector<std::vector<double>> scores(2, std::vector<double>(draws));
            for (std::size_t s = 0; s < draws; ++s) {
              const double weight = Stream("weight").uniform(s);
              for (std::size_t i = 0; i < 2; ++i) {
                for (std::size_t j = 0; j < 2; ++j) {
                  const Stream stream("value " + std::to_string(2 * i + j));
                  scores[i][s] += (j == 0 ? weight : 1 - weight) * (in.at("mean")[i][j].get<double>() +
                                                                    in.at("sd")[i][j].get<double>() * stream.normal(s));
                }
              }
            }
            const std::vector<double> first = first_shares(columns(scores));
            for (std::size_t i = 0; i < 2; ++i) {
              const double exact = out.at("first_rank")[i].get<double>();
              REQUIRE(first[i] == Approx(exact).margin(4 * std::sqrt(exact * (1 - exact) / draws)));
            }
          }) == 1);
}

TEST_CASE("vectors: EVPPI of a table of states; of two facts that are worth nothing alone the pair is worth all",
          "[advise]") {
  REQUIRE(each("evppi_discrete", [](const json& in, const json& out, double) {
            constexpr std::size_t draws = 20000;
            std::vector<std::string> options;
            for (const auto& [option, payoff] : in.at("table")[0].at("payoff").items()) options.push_back(option);
            std::vector<std::vector<double>> scores(options.size(), std::vector<double>(draws));
            std::map<std::string, std::vector<unsigned char>> bins;
            const Stream stream("state");
            for (std::size_t s = 0; s < draws; ++s) {
              double u = stream.uniform(s);
              std::size_t at = 0;
              while (at + 1 < in.at("table").size() && u >= in.at("table")[at].at("probability").get<double>())
                u -= in.at("table")[at++].at("probability").get<double>();
              const json& row = in.at("table")[at];
              for (std::size_t i = 0; i < options.size(); ++i)
                scores[i][s] = row.at("payoff").at(options[i]).get<double>();
              for (const auto& [fact, level] : row.at("facts").items()) {
                std::size_t bin = 0;
                for (const json& one : in.at("facts").at(fact)) {
                  if (one[0] == level) break;
                  ++bin;
                }
                bins[fact].push_back(static_cast<unsigned char>(bin));
              }
            }
            const ScoreColumns all = columns(scores);
            const double evpi = out.at("evpi").get<double>();
            const double margin = 0.05 * std::max(evpi, 1e-9);
            REQUIRE(expected_value_of_information(all) == Approx(evpi).margin(margin));
            std::vector<unsigned char> both(draws, 0);
            for (const auto& [fact, bin] : bins) {
              REQUIRE(value_of_fact(all, bin, 2).value ==
                      Approx(out.at("evppi").at(fact).get<double>()).margin(margin));
              for (std::size_t s = 0; s < draws; ++s) both[s] = static_cast<unsigned char>(2 * both[s] + bin[s]);
            }
            REQUIRE(value_of_fact(all, both, 8).value == Approx(evpi).margin(margin));
          }) == 2);
}
