#include "pathfinder/report/render_json.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <nlohmann/json.hpp>

#include "pathfinder/report/sentences.hpp"

namespace pathfinder {
namespace {

using nlohmann::ordered_json;

std::string_view word(Truth truth) {
  static constexpr std::array<std::string_view, 3> words = {"no", "unknown", "yes"};
  return words.at(static_cast<std::size_t>(truth));
}
std::string_view word(Standing standing) {
  static constexpr std::array<std::string_view, 3> words = {"open", "conditional", "blocked"};
  return words.at(static_cast<std::size_t>(standing));
}

double value_of_quantity(double value) {
  return value;
}
template <class Unit>
double value_of_quantity(Quantity<Unit> quantity) {
  return quantity.value;
}

std::string_view word(Verdict verdict) {
  static constexpr std::array<std::string_view, 4> words = {"clear", "leaning", "toss_up", "none"};
  return words.at(static_cast<std::size_t>(verdict));
}

class Writer {
 public:
  Writer(const Decision& decision, const Catalogue& catalogue, std::string_view language)
      : decision_(decision), catalogue_(catalogue), sentences_(catalogue, language) {}

  ordered_json write() {
    ordered_json root;
    root["schema"] = "pathfinder/decision/1";
    root["tool"] = {{"name", "pathfinder"}, {"version", PATHFINDER_VERSION}, {"data_date", catalogue_.data_date}};
    root["scenario"] = scenario();
    if (decision_.currency != "USD") {
      root["currency"] = {
          {"code", decision_.currency}, {"usd_rate", decision_.usd_rate}, {"as_of", decision_.currency_as_of}};
    }
    root["recommendation"] = recommendation();
    root["options"] = ordered_json::array();
    for (const Assessment& option : decision_.ranking) root["options"].push_back(write(option));
    root["sensitivity"] = sensitivity();
    if (decision_.effect) root["effect"] = effect();
    root["policies"] = policies();
    root["warnings"] = ordered_json::array();
    for (const Diagnostic& warning : decision_.warnings) {
      root["warnings"].push_back({{"code", warning.code}, {"message", sentences_.message(warning)}});
    }
    root["sources"] = sources();
    return root;
  }

 private:
  /// A value of a fact: words for levels, numbers else.
  ordered_json fact_value(const FactSpec& spec, double value) const {
    if (spec.type == FactType::boolean) return value != 0;
    if (spec.type == FactType::category || spec.type == FactType::catalogue) {
      const std::size_t position = spec.level_position(value);
      if (position < spec.levels.size()) return spec.levels[position].id;
      return "ad-hoc";
    }
    return value;
  }

  ordered_json scenario() {
    ordered_json facts = ordered_json::object();
    for (std::size_t slot = 0; slot < decision_.facts.size(); ++slot) {
      const FactSpec& spec = catalogue_.vocabulary.slots[slot];
      const Fact& fact = decision_.facts[slot];
      if (spec.kind != FactSpec::Kind::given || std::isnan(fact.value)) continue;
      ordered_json row = {{"value", fact_value(spec, fact.value)}};
      const bool numeric = !spec.has_levels() || spec.type == FactType::level;
      if (numeric) {
        row["low"] = fact.low;
        row["high"] = fact.high;
      }
      if (!spec.unit.empty()) row["unit"] = spec.unit;
      row["origin"] = origin_word(fact.origin);
      if (!fact.why.empty()) {
        row["from"] = fact.why;
        use(fact.why);
      }
      facts[spec.id] = std::move(row);
    }
    ordered_json scenario;
    if (!decision_.scenario.id.empty()) scenario["id"] = decision_.scenario.id;
    if (!decision_.scenario.title.empty()) scenario["title"] = decision_.scenario.title;
    if (!decision_.scenario.notes.empty()) scenario["notes"] = decision_.scenario.notes;
    if (!decision_.scenario.preset.empty()) scenario["preset"] = decision_.scenario.preset;
    scenario["facts"] = std::move(facts);
    return scenario;
  }

  ordered_json recommendation() {
    ordered_json result;
    const Assessment* winner = decision_.winner();
    result["strategy"] = winner == nullptr ? ordered_json(nullptr) : ordered_json(winner->strategy);
    if (decision_.confidence) {
      result["verdict"] = word(decision_.confidence->verdict);
      if (winner != nullptr) result["confidence"] = decision_.confidence->first;
    } else if (winner == nullptr) {
      result["verdict"] = "none";
    }
    if (winner != nullptr && decision_.ranking.size() > 1 && decision_.ranking[1].standing != Standing::blocked) {
      result["runner_up"] = decision_.ranking[1].strategy;
    }
    if (decision_.tie) result["tie"] = true;
    if (decision_.confidence && winner != nullptr) {
      const Confidence& confidence = *decision_.confidence;
      result["draws"] = confidence.draws;
      result["sampling_error"] = confidence.sampling_error;
      result["margin"] = confidence.margin;
      result["beats_runner_up"] = confidence.beats_runner_up;
      if (!confidence.more_often_first.empty()) result["more_often_first"] = confidence.more_often_first;
      if (!confidence.least_regret.empty()) result["least_regret"] = confidence.least_regret;
    }
    if (decision_.article) {
      const ArticleView& view = *decision_.article;
      use("quan-2025");
      result["article"] = {{"strategy", view.strategy},
                           {"rule", view.rule},
                           {"agrees", view.agrees},
                           {"why", sentences_.article_why(decision_)}};
    }
    if (winner != nullptr && !winner->estimate.plan.model.empty()) result["model"] = winner->estimate.plan.model;
    result["reasons"] = ordered_json::array();
    if (winner != nullptr) {
      for (const std::string& id : winner->reasons) {
        result["reasons"].push_back({{"id", id}, {"text", sentences_.reason(*winner, id, decision_.facts)}});
      }
    }
    result["path"] = ordered_json::array();
    int number = 0;
    for (const PathStage& stage : decision_.path) {
      ordered_json row = {{"stage", ++number},
                          {"strategy", stage.strategy},
                          {"recommended", stage.recommended},
                          {"conditional", stage.later}};
      row["weeks"] = figure(stage.weeks, "weeks");
      if (stage.cost) row["cost_usd"] = figure(*stage.cost, "usd");
      const std::string opens = sentences_.opens_when(stage);
      if (!opens.empty()) row["opens_when"] = opens;
      const std::string exit = sentences_.exit_test(stage);
      if (!exit.empty()) row["exit_test"] = exit;
      row["stops_when"] = sentences_.stops_when(stage);
      if (!stage.missing.empty()) row["missing"] = stage.missing;
      result["path"].push_back(std::move(row));
    }
    return result;
  }

  template <class Q>
  ordered_json figure(const Estimate<Q>& estimate, std::string_view unit, double per_unit = 1) {
    for (const std::string& source : estimate.basis.sources) use(source);
    ordered_json row = {{"low", value_of_quantity(estimate.low) / per_unit},
                        {"central", value_of_quantity(estimate.central) / per_unit},
                        {"high", value_of_quantity(estimate.high) / per_unit},
                        {"unit", unit},
                        {"method", estimate.basis.method},
                        {"sources", estimate.basis.sources}};
    return row;
  }

  ordered_json readings(const std::vector<Reading>& read) const {
    ordered_json facts = ordered_json::object();
    for (const Reading& one : read) {
      const FactSpec& spec = catalogue_.vocabulary.slots[catalogue_.vocabulary.find(one.fact)];
      ordered_json row = ordered_json::object();
      if (!std::isnan(one.value)) row["value"] = fact_value(spec, one.value);
      const bool numeric = !spec.has_levels() || spec.type == FactType::level;
      if (numeric && std::isfinite(one.low) && std::isfinite(one.high) && one.low != one.high) {
        row["low"] = one.low;
        row["high"] = one.high;
      }
      facts[one.fact] = std::move(row);
    }
    return facts;
  }

  /// The first threshold a rule compares with a number; null where it compares with none.
  static ordered_json threshold(const std::vector<Reading>& read) {
    for (const Reading& one : read) {
      if (!std::isnan(one.threshold)) return one.threshold;
    }
    return nullptr;
  }

  ordered_json write(const Assessment& option) {
    ordered_json row = {{"strategy", option.strategy},
                        {"rank", option.rank},
                        {"standing", word(option.standing)},
                        {"score", option.score}};
    if (option.first_rank) row["first_rank"] = *option.first_rank;
    if (option.max_regret) row["max_regret"] = *option.max_regret;
    for (const auto& [factor, share] : option.factors) row["factors"][factor] = share;
    row["gates"] = ordered_json::array();
    for (const GateResult& gate : option.gates) {
      if (!gate.source.empty()) use(gate.source);
      ordered_json one = {{"id", gate.id},
                          {"blocks", word(gate.blocks)},
                          {"read", readings(gate.read)},
                          {"missing", gate.missing},
                          {"source", gate.source}};
      if (gate.blocks != Truth::no) one["text"] = sentences_.gate(option.strategy, gate.id, decision_.facts);
      row["gates"].push_back(std::move(one));
    }
    row["cautions"] = ordered_json::array();
    for (const CautionResult& caution : option.cautions) {
      use(caution.source);
      ordered_json one = {{"id", caution.id},       {"applies", word(caution.applies)},
                          {"taken", caution.taken}, {"criterion", caution.criterion},
                          {"takes", caution.takes}, {"read", readings(caution.read)}};
      const ordered_json at = threshold(caution.read);
      if (!at.is_null()) one["threshold"] = at;
      one["source"] = caution.source;
      if (caution.taken) one["text"] = sentences_.caution(option.strategy, caution.id, decision_.facts);
      row["cautions"].push_back(std::move(one));
    }
    row["contributions"] = ordered_json::array();
    for (const Contribution& one : option.contributions) {
      ordered_json part = {{"criterion", one.criterion}};
      if (!std::isnan(one.raw)) part["raw"] = one.raw;
      part["value"] = one.value;
      part["weight"] = one.weight;
      part["points"] = one.points;
      row["contributions"].push_back(std::move(part));
    }
    row["estimate"] = estimate(option.estimate);
    row["plan"] = plan(option.estimate.plan);
    row["bill"] = bill(option.estimate.bill);
    if (!option.against.empty()) {
      row["against"] = ordered_json::array();
      for (const std::string& id : option.against) {
        row["against"].push_back({{"id", id}, {"text", sentences_.reason(option, id, decision_.facts)}});
      }
    }
    if (option.article) {
      row["article"]["relative_energy"] = {{"low", option.article->low},
                                           {"high", option.article->high},
                                           {"of", option.article->of},
                                           {"source", "quan-2025"}};
      if (option.article->computed)
        row["article"]["computed_relative_energy"] = figure(*option.article->computed, "ratio");
    }
    return row;
  }

  ordered_json estimate(const OptionEstimate& estimate) {
    ordered_json row = ordered_json::object();
    const auto put = [&](const char* key, const auto& optional, const char* unit, double per_unit = 1) {
      if (optional) row[key] = figure(*optional, unit, per_unit);
    };
    put("training_gpu_hours", estimate.training_gpu_hours, "gpu-hours");
    put("training_wall_hours", estimate.training_wall_hours, "hours");
    put("memory_per_gpu_gib", estimate.memory_per_gpu, "gib", bytes_per_gib);
    put("setup_usd", estimate.setup, "usd");
    put("monthly_usd", estimate.monthly, "usd/month");
    put("total_usd", estimate.total, "usd");
    put("energy_kwh", estimate.energy, "kwh");
    put("co2_kg", estimate.co2, "kg");
    put("weeks_to_value", estimate.weeks_to_value, "weeks");
    put("latency_ms_p95", estimate.latency, "ms");
    put("ttft_ms_p95", estimate.ttft, "ms");
    put("effect_odds_ratio", estimate.effect_odds_ratio, "ratio");
    if (estimate.quote_needed) row["quote_needed"] = true;
    return row;
  }

  static ordered_json plan(const Plan& plan) {
    ordered_json row = ordered_json::object();
    const auto text = [&](const char* key, const std::string& value) {
      if (!value.empty()) row[key] = value;
    };
    const auto number = [&](const char* key, double value) {
      if (value > 0) row[key] = value;
    };
    text("model", plan.model);
    text("api", plan.api);
    text("gpu", plan.gpu);
    text("training_on", plan.training_on);
    text("training_recipe", plan.training_recipe);
    text("sharding", plan.sharding);
    number("training_gpus", plan.training_gpus);
    number("micro_batch", plan.micro_batch);
    number("sequence_tokens", plan.sequence);
    number("train_tokens", plan.train_tokens);
    text("serving", plan.serving);
    number("serving_gpus", plan.serving_gpus);
    number("tensor_parallel", plan.tensor_parallel);
    if (plan.fits) row["fits"] = *plan.fits;
    return row;
  }

  ordered_json bill(const std::vector<BillLine>& lines) {
    ordered_json rows = ordered_json::array();
    for (const BillLine& line : lines) {
      for (const std::string& source : line.basis.sources) use(source);
      ordered_json row = {
          {"line", line.label}, {"text", sentences_.texts()("bill." + line.label)}, {"period", line.period}};
      if (line.quote_needed) {
        row["quote_needed"] = true;
      } else {
        row["usd"] = {{"low", line.low.value}, {"central", line.central.value}, {"high", line.high.value}};
      }
      row["method"] = line.basis.method;
      row["sources"] = line.basis.sources;
      rows.push_back(std::move(row));
    }
    return rows;
  }

  ordered_json flip(const Flip& flip) const {
    const FactSpec& spec = catalogue_.vocabulary.slots[catalogue_.vocabulary.find(flip.fact)];
    ordered_json row = {{"fact", flip.fact}};
    if (!std::isnan(flip.from)) row["from"] = fact_value(spec, flip.from);
    if (!std::isnan(flip.holds)) row["last_that_holds"] = fact_value(spec, flip.holds);
    row["first_that_flips"] = fact_value(spec, flip.flips);
    if (!spec.has_levels() || spec.ordered || spec.type == FactType::level)
      row["direction"] = flip.upwards ? "up" : "down";
    if (!spec.unit.empty()) row["unit"] = spec.unit;
    return row;
  }

  /// What an answer becomes; null where every option would be blocked.
  static ordered_json becomes(const std::string& strategy) {
    return strategy.empty() ? ordered_json(nullptr) : ordered_json(strategy);
  }

  ordered_json sensitivity() const {
    const Sensitivity& found = decision_.sensitivity;
    ordered_json result;
    result["flips"] = ordered_json::array();
    for (const Flip& one : found.flips) {
      ordered_json row = flip(one);
      row["distance"] = one.distance;
      row["strategy"] = becomes(one.strategy);
      result["flips"].push_back(std::move(row));
    }
    result["weights"] = ordered_json::array();
    for (const WeightFlip& one : found.weights) {
      result["weights"].push_back(
          {{"criterion", one.criterion}, {"from", one.from}, {"to", one.to}, {"strategy", one.strategy}});
    }
    result["counterfactuals"] = ordered_json::array();
    for (const PairFlip& one : found.pairs) {
      result["counterfactuals"].push_back(
          {{"changes", {flip(one.first), flip(one.second)}}, {"strategy", becomes(one.strategy)}});
    }
    if (!found.tornado.empty()) {
      result["tornado"] = ordered_json::array();
      for (const TornadoBar& one : found.tornado) {
        const FactSpec& spec = catalogue_.vocabulary.slots[catalogue_.vocabulary.find(one.fact)];
        result["tornado"].push_back({{"fact", one.fact},
                                     {"low", fact_value(spec, one.low)},
                                     {"high", fact_value(spec, one.high)},
                                     {"lead_at_low", one.lead_low},
                                     {"lead_at_high", one.lead_high}});
      }
    }
    result["ask_next"] = ordered_json::array();
    for (const Question& one : found.ask_next) {
      const FactSpec& spec = catalogue_.vocabulary.slots[catalogue_.vocabulary.find(one.fact)];
      ordered_json row = {{"fact", one.fact}};
      if (one.money) row["value_usd"] = one.money->value;
      row["value_score"] = one.value;
      row["standard_error"] = one.standard_error;
      row["share_of_doubt"] = one.share_of_doubt;
      row["question"] = sentences_.texts()(spec.question);
      result["ask_next"].push_back(std::move(row));
    }
    return result;
  }

  ordered_json effect() {
    const EffectView& view = *decision_.effect;
    ordered_json row = {{"odds_ratio", figure(view.odds_ratio, "ratio")},
                        {"knowledge_base", view.knowledge},
                        {"training_strategy", view.strategy},
                        {"base_model", view.base}};
    row["fails_where"] = ordered_json::array();
    for (const std::string& id : view.failure_modes) {
      row["fails_where"].push_back({{"id", id}, {"text", sentences_.failure_mode(id)}});
    }
    return row;
  }

  ordered_json policies() const {
    ordered_json rows = ordered_json::array();
    for (const PolicyResult& result : decision_.policies) {
      ordered_json row = {{"id", result.id},
                          {"effect", result.deny ? "deny" : "warn"},
                          {"limit", result.limit},
                          {"holds", word(result.holds)},
                          {"message", sentences_.texts()(result.message)}};
      if (!result.unit.empty()) {
        row["allowed"] = result.allowed;
        if (!std::isnan(result.found)) row["found"] = result.found;
        row["unit"] = result.unit;
      }
      if (!result.words.empty()) row["words"] = result.words;
      if (!result.file.empty()) row["file"] = result.file;
      rows.push_back(std::move(row));
    }
    return rows;
  }

  void use(const std::string& source) { used_.insert(source); }

  ordered_json sources() const {
    ordered_json rows = ordered_json::array();
    for (const std::string& id : used_) {
      const auto found = catalogue_.sources.find(id);
      if (found == catalogue_.sources.end()) continue;
      const Source& source = found->second;
      ordered_json row = {{"id", source.id}, {"title", source.title}};
      if (!source.url.empty()) row["url"] = source.url;
      row["date"] = source.date;
      row["kind"] = source.kind;
      row["read"] = source.read;
      rows.push_back(std::move(row));
    }
    return rows;
  }

  const Decision& decision_;
  const Catalogue& catalogue_;
  Sentences sentences_;
  std::set<std::string> used_;
};

/// Whole numbers as whole numbers: 50000, not 50000.0.
void shorten(ordered_json& value) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::floor(number) == number && std::abs(number) < exact) value = static_cast<std::int64_t>(number);
  } else if (value.is_structured()) {
    for (auto& child : value) shorten(child);
  }
}

}  // namespace

std::string render_json(const Decision& decision, const Catalogue& catalogue, std::string_view language) {
  ordered_json root = Writer(decision, catalogue, language).write();
  shorten(root);
  return root.dump(2) + "\n";
}

}  // namespace pathfinder
