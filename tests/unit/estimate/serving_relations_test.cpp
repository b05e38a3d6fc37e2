// Relations that serving must keep whatever the constants are, over drawn deployments: what adds work never makes an
// answer faster, and further cards make it slower by what they exchange and no more.
#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "pathfinder/advise/estimator.hpp"
#include "pathfinder/base/random.hpp"
#include "pathfinder/estimate/serving.hpp"

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;

namespace {

/// Rounding of sums in another order.
constexpr double rounding = 1e-9;

/// Deployments drawn from the catalogue's models and accelerators.
class DrawnDeployments {
 public:
  DrawnDeployments() {
    for (const LanguageModel& model : test::shipped().models) {
      const ModelShape& shape = model.shape;
      if (model.kind == "causal" && shape.params_total > 0 && shape.layers > 0 && shape.heads > 0 && shape.vocab > 0)
        models_.push_back(&model);
    }
    for (const Gpu& gpu : test::shipped().gpus) {
      if (gpu.dense_16bit_tflop_per_s() > 0 && gpu.memory_bandwidth_gb_per_s > 0) gpus_.push_back(&gpu);
    }
  }

  ServingSetup at(std::uint64_t draw) const {
    const Stream stream("deployments drawn");
    std::uint64_t next = draw * 32;
    const auto uniform = [&] { return stream.uniform(next++); };
    const auto of = [&](const auto& list) {
      return list[static_cast<std::size_t>(uniform() * static_cast<double>(std::size(list)))];
    };
    const auto between = [&](double low, double high) { return std::floor(low * std::pow(high / low, uniform())); };
    static const char* const engines[] = {"vllm 0.11",        "vllm 0.6.3",   "sglang",
                                          "TensorRT-LLM 1.0", "Transformers", "llama.cpp",
                                          "lmdeploy",         "something",    "MindIE"};
    static const char* const formats[] = {"bf16", "fp8", "fp4", "awq", "gptq-int8", "q4_k_m", "w8a8"};
    ServingSetup setup;
    setup.model = of(models_)->shape;
    setup.gpu = *of(gpus_);
    setup.engine = of(engines);
    setup.precision = of(formats);
    setup.gpu_count = std::exp2(std::floor(uniform() * 5));
    if (uniform() < 0.5) setup.tp = std::exp2(std::floor(uniform() * (std::log2(setup.gpu_count) + 1)));
    setup.input_len = between(1, 30000);
    setup.output_len = between(1, 4000);
    setup.concurrency = uniform() < 0.3 ? 0 : between(1, 600);
    return setup;
  }

 private:
  std::vector<const LanguageModel*> models_;
  std::vector<const Gpu*> gpus_;
};

const ServingConstants& fitted_serving() {
  static const ServingConstants constants = EstimateConstants(test::shipped()).serving;
  return constants;
}

/// Links that take no time.
const ServingConstants& exchange_for_nothing() {
  static const ServingConstants constants = [] {
    ServingConstants free = fitted_serving();
    free.collective_latency_s = 0;
    free.link_share = 1e9;
    return free;
  }();
  return constants;
}

struct ServingGrowth {
  const char* name;
  std::function<void(ServingSetup&, double)> by;
};

std::string told_growth(std::uint64_t draw, const ServingSetup& setup, const char* growth, double by, double before,
                        double after) {
  return "draw " + std::to_string(draw) + ": " + setup.gpu.id + " x " + std::to_string(setup.gpu_count) + " tp " +
         std::to_string(setup.tp) + " " + setup.engine + " " + setup.precision + ", " + growth + " by " +
         std::to_string(by) + ": " + std::to_string(before) + " > " + std::to_string(after) + "\n";
}

/// Where more work makes a token, the first one or the system faster.
int faster_with_more(std::uint64_t draws, std::string& said) {
  const DrawnDeployments drawn;
  const ServingGrowth growths[] = {
      {"layers", [](ServingSetup& s, double by) { s.model.layers = std::ceil(s.model.layers * by); }},
      {"parameters",
       [](ServingSetup& s, double by) {
         s.model.params_total *= by;
         s.model.params_active *= by;
       }},
      {"prompt", [](ServingSetup& s, double by) { s.input_len = std::ceil(s.input_len * by); }},
      {"requests", [](ServingSetup& s, double by) { s.concurrency = std::ceil(s.concurrency * by); }}};
  int faster = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const ServingSetup setup = drawn.at(draw);
    const ServingPlan plan = resolve_serving(setup, test::shipped().serving_profiles);
    const ServingPoint before = predict_serving(plan, fitted_serving());
    const double by = 1 + 3 * Stream("growths drawn").uniform(draw);
    for (const ServingGrowth& growth : growths) {
      ServingSetup more = setup;
      growth.by(more, by);
      const ServingPlan larger = resolve_serving(more, test::shipped().serving_profiles);
      // A layout that nobody stated is another deployment: what does not fit is divided among more cards.
      if (larger.tp != plan.tp || larger.replicas != plan.replicas) continue;
      const ServingPoint after = predict_serving(larger, fitted_serving());
      if (!after.fits) continue;
      const auto shorter = [&](const char* what, double then, double now) {
        if (now >= then * (1 - rounding)) return;
        ++faster;
        said += std::string(what) + " " + told_growth(draw, setup, growth.name, by, then, now);
      };
      const bool load = std::string(growth.name) == "requests";
      if (load) {
        shorter("rate", before.tokens_per_s, after.tokens_per_s);
      } else {
        shorter("rate", 1 / before.tokens_per_s, 1 / after.tokens_per_s);
      }
      // What leaves room for fewer requests at once makes those in the batch wait less for each other.
      if (after.batch < before.batch) continue;
      shorter("first token", before.ttft_s - before.queue_s, after.ttft_s - after.queue_s);
      shorter("further token", before.tpot_s, after.tpot_s);
    }
  }
  return faster;
}

/// Where twice the cards are slower, though what they exchange takes no time.
int slower_with_more_cards(std::uint64_t draws, std::string& said) {
  const DrawnDeployments drawn;
  int slower = 0;
  for (std::uint64_t draw = 0; draw < draws; ++draw) {
    const ServingSetup setup = drawn.at(draw);
    const ServingPoint before =
        predict_serving(resolve_serving(setup, test::shipped().serving_profiles), exchange_for_nothing());
    if (!before.fits) continue;
    for (const bool wider : {false, true}) {
      if (wider && setup.tp <= 0) continue;
      ServingSetup more = setup;
      more.gpu_count *= 2;
      if (wider) more.tp *= 2;
      const ServingPlan plan = resolve_serving(more, test::shipped().serving_profiles);
      // A group wider than engines form is read as several: another deployment.
      if (wider && !plan.in_turn() && plan.tp != more.tp) continue;
      const ServingPoint after = predict_serving(plan, exchange_for_nothing());
      if (after.tokens_per_s >= before.tokens_per_s * (1 - rounding)) continue;
      ++slower;
      said += told_growth(draw, setup, wider ? "group" : "cards", 2, before.tokens_per_s, after.tokens_per_s);
    }
  }
  return slower;
}

}  // namespace

TEST_CASE("more layers, parameters, prompt or requests never make an answer faster", "[estimate]") {
  std::string said;
  const int faster = faster_with_more(10000, said);
  INFO(said.substr(0, 4000));
  CHECK(faster == 0);
}

TEST_CASE("more cards are never slower beyond what exchange costs", "[estimate]") {
  std::string said;
  const int slower = slower_with_more_cards(10000, said);
  INFO(said.substr(0, 4000));
  CHECK(slower == 0);
}
