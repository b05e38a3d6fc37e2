// Worth of a study before it is run: against a hand calculation, against simulation, and what must always hold.
#include "pathfinder/estimate/study.hpp"

#include <cmath>
#include <numeric>

#include "pathfinder/base/math.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/estimate/rate.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

constexpr std::size_t parts = 20;

/// A rate that is known as a Beta distribution, and what options score at it.
struct Rate {
  const char* name;
  std::vector<double> rates;
  StudyBins bins;
};

template <class... Score>
Rate rate(const char* name, const BetaRate& known, Score... score) {
  Rate one{name, beta_parts(known, parts), {}};
  one.bins.shares.assign(parts, 1.0 / static_cast<double>(parts));
  const auto add = [&](const auto& of) {
    std::vector<double>& scores = one.bins.scores.emplace_back();
    for (const double p : one.rates) scores.push_back(of(p));
  };
  (add(score), ...);
  return one;
}

std::vector<Rate> three_rates() {
  const auto log_odds = [](double p) { return std::log10(p / (1 - p)); };
  return {
      rate(
          "right today", {3.4, 1.6}, [](double p) { return 0.5 + 0.1 * p; }, [](double p) { return 0.6 - 0.05 * p; }),
      rate(
          "with retrieval", {19, 4}, [=](double p) { return 0.48 + 0.06 * log_odds(p); }, [](double) { return 0.52; },
          [](double p) { return p > 0.9 ? 0.56 : 0.50; }),
      rate(
          "tuned", {2, 2}, [](double p) { return 0.4 + 0.3 * p * p; }, [](double p) { return 0.6 - 0.2 * p; },
          [](double) { return 0.5; })};
}

/// Simulated: a bin, a result of the study, the option that is best on average given it.
struct Simulated {
  double value = 0, error = 0;
};

template <class Observe>
Simulated simulate(const StudyBins& bins, std::size_t draws, Observe observe) {
  std::vector<double> means;
  for (const std::vector<double>& scores : bins.scores)
    means.push_back(std::inner_product(scores.begin(), scores.end(), bins.shares.begin(), 0.0));
  const std::size_t now = static_cast<std::size_t>(std::max_element(means.begin(), means.end()) - means.begin());
  const Stream stream("study");
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < draws; ++i) {
    const auto bin = static_cast<std::size_t>(stream.uniform(2 * i) * static_cast<double>(bins.size()));
    const std::size_t taken = observe(bin, stream.uniform(2 * i + 1));
    const double gained = bins.scores[taken][bin] - bins.scores[now][bin];
    sum += gained;
    squares += gained * gained;
  }
  const auto n = static_cast<double>(draws);
  return {sum / n, std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)) / n)};
}

/// Option with the best mean under these weights of the bins.
std::size_t best_under(const StudyBins& bins, const std::vector<double>& weights) {
  std::size_t best = 0;
  double most = -INFINITY;
  for (std::size_t k = 0; k < bins.scores.size(); ++k) {
    const double sum = std::inner_product(weights.begin(), weights.end(), bins.scores[k].begin(), 0.0);
    if (sum > most) {
      most = sum;
      best = k;
    }
  }
  return best;
}

Simulated simulated_answers(const Rate& one, std::size_t n, std::size_t draws) {
  // By bin the distribution function of right answers, and by result what is taken then.
  std::vector<std::vector<double>> below(parts), chance(parts);
  for (std::size_t b = 0; b < parts; ++b) {
    double ways = 0, sum = 0;
    for (std::size_t x = 0; x <= n; ++x) {
      const auto right = static_cast<double>(x), all = static_cast<double>(n);
      if (x > 0) ways += std::log((all - right + 1) / right);
      chance[b].push_back(std::exp(ways + right * std::log(one.rates[b]) + (all - right) * std::log(1 - one.rates[b])));
      sum += chance[b].back();
      below[b].push_back(sum);
    }
  }
  std::vector<std::size_t> taken;
  for (std::size_t x = 0; x <= n; ++x) {
    std::vector<double> weights;
    for (std::size_t b = 0; b < parts; ++b) weights.push_back(chance[b][x]);
    taken.push_back(best_under(one.bins, weights));
  }
  return simulate(one.bins, draws, [&](std::size_t bin, double u) {
    const auto at = std::lower_bound(below[bin].begin(), below[bin].end(), u);
    return taken[std::min(static_cast<std::size_t>(at - below[bin].begin()), n)];
  });
}

}  // namespace

TEST_CASE("study: two bins, two options and one question, by hand", "[estimate]") {
  // A rate of 0.2 or 0.8, as likely; the first option scores 1 at 0.8 and 0 at 0.2, the second 0.5 at both. Before:
  // 0.5. One answer: right (1/2) makes 0.8 the likelier by 0.8, so the first is worth 0.8; wrong leaves 0.5 of the
  // second. 0.5 * 0.8 + 0.5 * 0.5 - 0.5 = 0.15. Knowing: 0.5 * 1 + 0.5 * 0.5 - 0.5 = 0.25.
  const StudyBins bins{{0.5, 0.5}, {{0, 1}, {0.5, 0.5}}};
  CHECK(AnswersWorth(bins, {0.2, 0.8}).of(1) == Approx(0.15));
  CHECK(perfect_value(bins) == Approx(0.25));
  CHECK(AnswersWorth(bins, {0.2, 0.8}).of(0) == 0);
  // Two: both right 0.34, of it 0.32 at 0.8; both wrong the same; one of each tells nothing (0.5 either way).
  // 0.32 * 1 + 0.34 * 0.5 + 0.32 * 0.5 - 0.5 = 0.15.
  CHECK(AnswersWorth(bins, {0.2, 0.8}).of(2) == Approx(0.15));
}

TEST_CASE("study: none pays, a small one, a larger one, by hand", "[estimate]") {
  // The same two bins. Odd numbers of answers: the first option is taken where most are right, so
  // EVSI(n) = 0.5 P(most right | 0.8) + 0.5 * 0.5 - 0.5, and P is 0.8, 0.896, 0.94208, 0.966656 for 1, 3, 5, 7.
  const StudyBins bins{{0.5, 0.5}, {{0, 1}, {0.5, 0.5}}};
  AnswersWorth answers(bins, {0.2, 0.8});
  const auto worth = [&](std::size_t n) { return answers.of(n); };
  CHECK(worth(3) == Approx(0.198));
  CHECK(worth(5) == Approx(0.22104));
  CHECK(worth(7) == Approx(0.233328));
  // At 0.20 a question no number pays: one answer is worth 0.15.
  CHECK(questions_worth(worth, 0.25, {0.2, 0}, 100).best == 0);
  // At 0.05 one pays best: 0.15 - 0.05 = 0.10, before 0.198 - 0.15 of three.
  const StudySize small = questions_worth(worth, 0.25, {0.05, 0}, 100);
  CHECK(small.best == 1);
  CHECK(small.net == Approx(0.10));
  // At 0.01 five do: 0.22104 - 0.05 = 0.17104, before 0.168 of three and 0.163328 of seven.
  const StudySize large = questions_worth(worth, 0.25, {0.01, 0}, 100);
  CHECK(large.best == 5);
  CHECK(large.net == Approx(0.17104));
  // A study that pays at one size alone is found.
  const StudySize only = questions_worth([](std::size_t n) { return n >= 4 ? 1.0 : 0.0; }, 1, {0.2, 0}, 100);
  CHECK(only.best == 4);
  CHECK(only.net == Approx(0.2));
  // 90 % of 0.25 is 0.225, which five do not reach and six reach no better than five.
  CHECK(large.most_of_value == 7);
}

namespace {

/// Largest distance from simulation, in standard errors of it.
double simulated_distance(std::size_t draws) {
  double most = 0;
  for (const Rate& one : three_rates()) {
    for (const std::size_t n : {std::size_t{5}, std::size_t{10}, std::size_t{50}, std::size_t{100}, std::size_t{500}}) {
      const Simulated found = simulated_answers(one, n, draws);
      const double distance = std::abs(AnswersWorth(one.bins, one.rates).of(n) - found.value);
      UNSCOPED_INFO(one.name << " with " << n << ": " << distance << " of " << found.value);
      most = std::max(most, distance / (found.error + 1e-12));
    }
  }
  return most;
}

}  // namespace

TEST_CASE("study: the exact worth is what simulation finds", "[estimate]") {
  CHECK(simulated_distance(20000) < 4);
}

TEST_CASE("study: the exact worth is what a million draws find", "[.long]") {
  CHECK(simulated_distance(1000000) < 4);
}

TEST_CASE("study: pairs are worth what simulation finds, question by question", "[estimate]") {
  // Each question differs with probability 0.25, and then the second arm wins with the bin's share.
  const Rate one = three_rates()[2];
  constexpr double differing = 0.25;
  PairsWorth pairs(one.bins, one.rates, differing);
  for (const std::size_t n : {std::size_t{5}, std::size_t{20}, std::size_t{60}}) {
    const Stream stream("pairs");
    std::uint64_t at = 0;
    const Simulated found = simulate(one.bins, 20000, [&](std::size_t bin, double) {
      std::size_t differ = 0, won = 0;
      for (std::size_t question = 0; question < n; ++question) {
        if (stream.uniform(at++) >= differing) continue;
        ++differ;
        won += stream.uniform(at++) < one.rates[bin] ? 1U : 0U;
      }
      std::vector<double> weights;
      for (const double rate : one.rates)
        weights.push_back(std::pow(rate, static_cast<double>(won)) *
                          std::pow(1 - rate, static_cast<double>(differ - won)));
      return best_under(one.bins, weights);
    });
    INFO(n << ": " << pairs.of(n) << " beside " << found.value);
    CHECK(std::abs(pairs.of(n) - found.value) < 4 * found.error);
  }
}

namespace {

/// Largest share by which the approximation misses simulation, over three numbers that are no rates: logarithms of
/// lengths, with scores that are straight, bent and with a step. What sampling could explain is taken off.
double missed_by_normal(const std::vector<std::size_t>& questions, std::size_t draws) {
  StudyBins straight, bent, three;
  std::vector<double> values;
  for (std::size_t b = 0; b < parts; ++b)
    values.push_back(5.7 + 0.9 * normal_quantile((static_cast<double>(b) + 0.5) / static_cast<double>(parts)));
  for (StudyBins* one : {&straight, &bent, &three}) one->shares.assign(parts, 1.0 / static_cast<double>(parts));
  straight.scores = {{}, {}};
  bent.scores = {{}, {}};
  three.scores = {{}, {}, {}};
  for (const double v : values) {
    straight.scores[0].push_back(0.1 * v);
    straight.scores[1].push_back(0.6);
    bent.scores[0].push_back(0.5);
    bent.scores[1].push_back(0.47 + 0.05 * (v > 5.5 ? v - 5.5 : 0));
    three.scores[0].push_back(0.5);
    three.scores[1].push_back(0.56 - 0.02 * v + 0.05);
    three.scores[2].push_back(0.3 + 0.036 * v);
  }
  double most = 0;
  for (const StudyBins* one : {&straight, &bent, &three}) {
    for (const std::size_t n : questions) {
      constexpr double sd = 0.8;
      const double error = sd / std::sqrt(static_cast<double>(n));
      const Simulated found = simulate(*one, draws, [&](std::size_t bin, double u) {
        const double seen = values[bin] + error * normal_quantile(u);
        std::vector<double> weights;
        for (const double v : values) weights.push_back(std::exp(-(seen - v) * (seen - v) / (2 * error * error)));
        return best_under(*one, weights);
      });
      const double approximate = value_of_measurements(*one, values, sd, n);
      UNSCOPED_INFO("n " << n << ": " << approximate << " beside " << found.value << " +- " << found.error);
      most = std::max(most, (std::abs(approximate - found.value) - 4 * found.error) / found.value);
    }
  }
  return most;
}

}  // namespace

TEST_CASE("study: the normal approximation is within 10 % from 50 measurements on", "[estimate]") {
  CHECK(missed_by_normal({50, 500}, 20000) < 0.1);
}

TEST_CASE("study: the normal approximation beside a million draws", "[.long]") {
  CHECK(missed_by_normal({50, 100, 500}, 1000000) < 0.1);
}

TEST_CASE("study: one measurement as far off as the values lie apart, by hand", "[estimate]") {
  // Values 0 and 1 have a variance of 1/4, as have measurements with an sd of 1/2: what is expected after one moves by
  // the root of 1/2 of the way, and the first option gains half of that where it leads.
  const StudyBins bins{{0.5, 0.5}, {{0, 1}, {0.5, 0.5}}};
  CHECK(value_of_measurements(bins, {0, 1}, 0.5, 1) == Approx(0.25 * std::sqrt(0.5)));
  CHECK(value_of_measurements(bins, {0, 1}, 0.5, 3) == Approx(0.25 * std::sqrt(0.75)));
}

TEST_CASE("study: nothing at no question, never less with more, never above knowing", "[estimate]") {
  for (std::uint64_t number = 0; number < 2000; ++number) {
    const Stream stream("study " + std::to_string(number));
    std::uint64_t at = 0;
    const std::size_t size = 2 + static_cast<std::size_t>(stream.uniform(at++) * 8);
    const std::size_t options = 2 + static_cast<std::size_t>(stream.uniform(at++) * 4);
    StudyBins bins;
    std::vector<double> rates;
    double sum = 0;
    for (std::size_t b = 0; b < size; ++b) {
      bins.shares.push_back(stream.uniform(at++));
      sum += bins.shares.back();
      rates.push_back(stream.uniform(at++));
    }
    for (double& share : bins.shares) share /= sum;
    for (std::size_t k = 0; k < options; ++k) {
      std::vector<double>& scores = bins.scores.emplace_back();
      for (std::size_t b = 0; b < size; ++b) scores.push_back(stream.uniform(at++));
    }
    const double perfect = perfect_value(bins);
    const double sd = 0.05 + stream.uniform(at++);
    AnswersWorth answers(bins, rates);
    PairsWorth both(bins, rates, 0.25);
    bool holds = answers.of(0) == 0 && both.of(0) == 0 && value_of_measurements(bins, rates, sd, 0) == 0;
    double before = 0, pairs_before = 0, normal_before = 0;
    for (const std::size_t n : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, std::size_t{20}}) {
      const double now = answers.of(n);
      const double pairs = both.of(n);
      const double normal = value_of_measurements(bins, rates, sd, n);
      holds = holds && now >= before - 1e-12 && now <= perfect + 1e-12;
      holds = holds && pairs >= pairs_before - 1e-12 && pairs <= perfect + 1e-12;
      holds = holds && normal >= normal_before - 1e-12 && normal <= perfect + 1e-12;
      before = now;
      pairs_before = pairs;
      normal_before = normal;
    }
    if (!holds) FAIL_CHECK("scenario " << number);
  }
}

TEST_CASE("study: how many questions, at which price", "[estimate]") {
  const Rate one = three_rates()[2];
  const double perfect = perfect_value(one.bins);
  AnswersWorth answers(one.bins, one.rates);
  const auto worth = [&](std::size_t n) { return answers.of(n); };

  SECTION("no study pays where a question costs more than knowing brings") {
    const StudySize size = questions_worth(worth, perfect, {perfect, 0}, 500);
    CHECK(size.best == 0);
    CHECK(size.net == 0);
  }
  SECTION("a small one where questions are dear, a large one where they are cheap") {
    const StudySize dear = questions_worth(worth, perfect, {perfect / 60, 0}, 2000);
    const StudySize cheap = questions_worth(worth, perfect, {perfect / 20000, 0}, 2000);
    CHECK(dear.best > 0);
    CHECK(dear.best < 20);
    CHECK(cheap.best > 100);
    CHECK(cheap.net > dear.net);
  }
  SECTION("the best of all numbers is found") {
    const StudyPrice price{perfect / 2000, perfect / 20};
    std::size_t best = 0;
    double most = 0;
    for (std::size_t n = 1; n <= 500; ++n) {
      const double net = worth(n) - price.fixed - price.per_question * static_cast<double>(n);
      if (net > most) {
        most = net;
        best = n;
      }
    }
    const StudySize size = questions_worth(worth, perfect, price, 500);
    CHECK(size.net == Approx(most).epsilon(0.01));
    CHECK(std::abs(static_cast<double>(size.best) - static_cast<double>(best)) < 0.25 * static_cast<double>(best));
  }
  SECTION("90 % of what knowing brings") {
    const StudySize size = questions_worth(worth, perfect, {0, 0}, 2000);
    REQUIRE(size.most_of_value > 1);
    CHECK(worth(size.most_of_value) >= 0.9 * perfect);
    CHECK(worth(size.most_of_value - 1) < 0.9 * perfect);
  }
  SECTION("nothing is worth asking where one option is best throughout") {
    const StudyBins bins{{0.5, 0.5}, {{1, 1}, {0, 0.5}}};
    CHECK(perfect_value(bins) == 0);
    CHECK(questions_worth([](std::size_t) { return 0.0; }, 0, {0, 0}, 100).best == 0);
  }
}
