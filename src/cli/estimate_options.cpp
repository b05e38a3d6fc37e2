#include "cli/estimate_options.hpp"

#include <algorithm>
#include <cmath>

#include "pathfinder/base/number_text.hpp"

#include "cli/fact_options.hpp"
#include "cli/fact_sources.hpp"
#include "cli/output_options.hpp"

namespace pathfinder::cli {

std::string plain_number(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

EstimateOptions::EstimateOptions(Session& session, std::string_view kind)
    : session_(session),
      catalogue_(session.catalogue()),
      command_("estimate " + std::string(kind)),
      arguments_(command_, session.texts()),
      reader_(catalogue_, findings_, warnings_) {
  reader_.use(fact_sources(session, findings_, warnings_));
}

void EstimateOptions::declare(std::string_view names, std::string_view value_name, std::string_view group) {
  std::string_view first =
      names.substr(2, names.find(',') == std::string_view::npos ? names.npos : names.find(',') - 2);
  arguments_.option(names, values_[std::string(first)], value_name,
                    session_.texts()("estimate.option." + std::string(first)), group);
  if (first == "optimizer") {
    const std::vector<std::string_view>& words = pathfinder::words_of<Optimizer>();
    arguments_.takes([&words] { return std::vector<std::string>(words.begin(), words.end()); });
  }
  if (value_name != "ID") return;
  if (first == "option") return arguments_.takes([this] { return ids_of(catalogue_.strategies); });
  for (const FactSpec& fact : catalogue_.vocabulary.slots) {
    const std::string option = "--" + std::string(first);
    if (fact.option == option || std::find(fact.aliases.begin(), fact.aliases.end(), option) != fact.aliases.end())
      arguments_.takes([&fact] { return values_of(fact); });
  }
}

void EstimateOptions::declare_flag(std::string_view name) {
  arguments_.flag(name, flags_[std::string(name.substr(2))],
                  session_.texts()("estimate.option." + std::string(name.substr(2))));
}

const Argument* EstimateOptions::given(const std::string& option) const {
  const auto found = values_.find(option);
  return found == values_.end() || found->second.empty() ? nullptr : &found->second.front();
}

bool EstimateOptions::flag(const std::string& option) const {
  const auto found = flags_.find(option);
  return found != flags_.end() && found->second;
}

Spread<double> EstimateOptions::number(const std::string& option, double otherwise, double low, double high,
                                       const std::string& unit, bool show_assumed) {
  Spread<double> value = exactly(otherwise);
  const Argument* typed = given(option);
  if (option == "gpus" && found_gpus_ > 0 && (typed == nullptr || listed_)) {
    // Counted in a listing, or said with the accelerator: 8x A100.
    value = exactly(found_gpus_);
    inputs_.push_back({option, amount({}, value.low, value.high, unit), true});
    return value;
  }
  if (option == "gpus" && listed_) return value;  // what is wrong with the listing is among the findings
  if (typed != nullptr) {
    const TypedNumber number = read_interval(typed->text);
    const std::string expected = "@expected.between\t" + plain_number(low) + "\t" + plain_number(high);
    if (!number.ok()) {
      const bool shape = number.wrong == "number-syntax" || number.wrong == "number-missing";
      findings_.add(shape ? "not-a-value" : std::string(number.wrong),
                    shape ? locate(*typed) : locate(*typed, number.at, number.width),
                    {{"key", "--" + option},
                     {"expected", expected},
                     {"found", "@found.typed\t" + typed->text},
                     {"example", plain_number(otherwise > 0 ? otherwise : std::max(1.0, low))}});
      return value;
    }
    if (number.low < low || number.high > high) {
      findings_.add("out-of-range", locate(*typed),
                    {{"key", "--" + option}, {"expected", expected}, {"found", typed->text}});
      return value;
    }
    value = {number.low, number.low > 0 ? std::sqrt(number.low * number.high) : number.value, number.high};
    if (number.low == number.high) value = exactly(number.low);
  }
  if (typed != nullptr || show_assumed)
    inputs_.push_back({option, amount({}, value.low, value.high, unit), typed != nullptr});
  return value;
}

std::string EstimateOptions::choice(const std::string& option, const std::vector<std::string_view>& allowed,
                                    std::string otherwise) {
  const Argument* typed = given(option);
  if (typed != nullptr) {
    if (std::find(allowed.begin(), allowed.end(), typed->text) == allowed.end()) {
      refuse_word("--" + option, *typed, allowed, findings_);
      return otherwise;
    }
    otherwise = typed->text;
  }
  inputs_.push_back({option, word({}, otherwise), typed != nullptr});
  return otherwise;
}

const GivenFact* EstimateOptions::fact(const std::string& option, std::string_view id) {
  const Argument* typed = given(option);
  if (typed == nullptr) return nullptr;
  const std::size_t slot = catalogue_.vocabulary.find(id);
  const std::size_t before = scenario_.given.size();
  reader_.read_text(
      slot, "--" + option, typed->text, [&](int offset, int width) { return locate(*typed, offset, width); },
      Origin::given, scenario_);
  return scenario_.given.size() > before ? &scenario_.given.back() : nullptr;
}

Spread<double> EstimateOptions::fact_number(const std::string& option, std::string_view id, double otherwise,
                                            const std::string& unit, bool show_assumed) {
  const GivenFact* known = fact(option, id);
  const Spread<double> value =
      known != nullptr ? Spread<double>{known->low, known->value, known->high} : exactly(otherwise);
  if (given(option) != nullptr || show_assumed)
    inputs_.push_back({option, amount({}, value.low, value.high, unit), given(option) != nullptr});
  return value;
}

Gpu EstimateOptions::gpu() {
  take_listing();
  const GivenFact* known = fact("gpu", "gpu_type");
  const std::size_t type = catalogue_.slots.gpu_type;
  const std::size_t count = catalogue_.slots.gpus;
  for (const GivenFact& said : scenario_.given) {
    if (said.slot == type && known == nullptr) known = &said;
    if (said.slot == count) found_gpus_ = said.value;
  }
  if (found_gpus_ > 0 && given("gpus") != nullptr && !listed_) {
    const TypedNumber typed = read_interval(given("gpus")->text);
    if (typed.ok() && (found_gpus_ < typed.low || found_gpus_ > typed.high))
      findings_.add(
          "count-disagrees", locate(*given("gpu")),
          {{"found", given("gpu")->text}, {"named", plain_number(found_gpus_)}, {"given", plain_number(typed.low)}});
  }
  Gpu gpu = catalogue_.gpus[std::min(catalogue_.find("gpus", "a100-80gb-sxm"), catalogue_.gpus.size() - 1)];
  if (known != nullptr) {
    const auto index = static_cast<std::size_t>(known->value);
    gpu = index < catalogue_.gpus.size() ? catalogue_.gpus[index] : *scenario_.ad_hoc_gpu;
  }
  std::string shown = gpu.id == "ad-hoc" ? gpu.name : gpu.id;
  if (scenario_.gpu_versions.size() > 1) {
    shown.clear();
    for (const std::size_t version : scenario_.gpu_versions)
      shown += (shown.empty() ? "" : " | ") + catalogue_.gpus[version].id;
  }
  inputs_.push_back({"gpu", word({}, shown), known != nullptr});
  return gpu;
}

std::vector<Gpu> EstimateOptions::other_versions() const {
  std::vector<Gpu> others;
  for (std::size_t i = 1; i < scenario_.gpu_versions.size(); ++i)
    others.push_back(catalogue_.gpus[scenario_.gpu_versions[i]]);
  return others;
}

void EstimateOptions::take_listing() {
  const Argument* typed = given("gpus");
  if (typed == nullptr || read_interval(typed->text).ok()) return;
  const std::size_t before = findings_.all().size() + scenario_.given.size();
  Findings not_a_number;
  FactReader reader(catalogue_, not_a_number, warnings_);
  reader.use(fact_sources(session_, findings_, warnings_));
  reader.read_text(
      catalogue_.slots.gpus, "--gpus", typed->text,
      [&](int offset, int width) { return locate(*typed, offset, width); }, Origin::given, scenario_);
  for (const Diagnostic& one : not_a_number.all()) {
    if (one.code != "not-a-value") findings_.append({one});
  }
  listed_ = findings_.all().size() + scenario_.given.size() > before;
}

const LanguageModel* EstimateOptions::model(const std::string& option, bool required, const LanguageModel* otherwise) {
  const GivenFact* known = fact(option, "model");
  if (known != nullptr) {
    otherwise = &catalogue_.models[static_cast<std::size_t>(known->value)];
  } else if (given(option) == nullptr && required) {
    missing("--" + option);
  }
  if (otherwise != nullptr) inputs_.push_back({option, word({}, otherwise->id), given(option) != nullptr});
  return otherwise;
}

void EstimateOptions::missing(const std::string& option) {
  findings_.add("missing-argument", {"pathfinder " + command_, 0, 0, "", "", 1}, {{"argument", option}});
}

void EstimateOptions::exclusive(const std::vector<std::string>& options) {
  const Argument* first = nullptr;
  for (const std::string& option : options) {
    const Argument* typed = given(option);
    if (typed == nullptr) continue;
    if (first != nullptr)
      findings_.add("options-exclude", locate(*typed), {{"first", first->option}, {"second", typed->option}});
    if (first == nullptr) first = typed;
  }
}

void EstimateOptions::means_nothing(std::string what, const Argument& typed, const std::string& why) {
  findings_.add("option-elsewhere", locate(typed),
                {{"option", std::move(what)}, {"command", command_}, {"why", "@estimate.elsewhere." + why}});
}

void EstimateOptions::lacks(const Gpu& gpu, const std::string& what) {
  const Argument* typed = given("gpu");
  findings_.add("gpu-lacks", typed != nullptr ? locate(*typed) : Location{"pathfinder " + command_, 0, 0, "", "", 1},
                {{"gpu", gpu.id}, {"what", "@" + ("estimate.lacks." + what)}});
}

void EstimateOptions::input(std::string name, AnswerValue value, bool said) {
  inputs_.push_back({std::move(name), std::move(value), said});
}

}  // namespace pathfinder::cli
