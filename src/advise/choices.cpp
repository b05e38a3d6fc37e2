#include "advise/choices.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "pathfinder/advise/plans.hpp"
#include "pathfinder/base/math.hpp"

namespace pathfinder {
namespace {

/// Whether this kind of input goes in; text where a file does not say. Program code is text.
bool takes(const LanguageModel& model, std::string_view input) {
  const auto& in = model.modalities;
  return in.empty() ? input == "text" : std::find(in.begin(), in.end(), input) != in.end();
}

/// What a base model has to take and to be.
struct Wanted {
  std::string_view input = "text";  ///< beside text
  std::string_view language;
  std::string_view licence;
};

Wanted wanted_of(const EstimateContext& context, MadeOf& made) {
  Wanted wanted;
  const std::string_view modality = made.take(context.facts.word(context.slots.modality));
  if (modality == "image") wanted.input = "image";
  if (modality == "speech") wanted.input = "audio";
  wanted.language = made.take(context.facts.word(context.slots.corpus_language));
  wanted.licence = made.take(context.facts.word(context.slots.model_licence));
  return wanted;
}

/// Whether a model is proposed as a base for generation.
bool offered(const LanguageModel& model) {
  return model.offered && model.kind == "causal" && model.weights == "open" && model.commercial_use != "no" &&
         takes(model, "text");
}

/// Whether it speaks the language of the text.
bool speaks(const LanguageModel& model, std::string_view language) {
  if (language.empty() || language == "multi" || language == "other") return true;
  return std::find(model.languages.begin(), model.languages.end(), language) != model.languages.end();
}

/// Whether its licence and its maker are what the organisation asks for.
bool licensed(const EstimateContext& context, const LanguageModel& model, std::string_view licence) {
  if (licence == "commercial") return model.commercial_use == "yes";
  if (licence != "domestic") return true;
  const std::vector<std::string>& families = context.settings.domestic_families;
  return families.empty() || std::any_of(families.begin(), families.end(),
                                         [&](const std::string& family) { return model.family.starts_with(family); });
}

/// All of it, and allowed.
bool suits(const EstimateContext& context, const LanguageModel& model, const Wanted& wanted) {
  return takes(model, wanted.input) && speaks(model, wanted.language) && licensed(context, model, wanted.licence) &&
         forbids(context.limits, model).empty();
}

/// How a model is trained from nothing on sequences that are no language; null where the input is language, or nobody
/// has trained one for such input.
Read<const LanguageModel*> own_sequence_model(const EstimateContext& context, const TrainingKind& kind) {
  MadeOf made;
  const std::string_view modality = made.take(context.facts.word(context.slots.modality));
  const PlanSettings::OwnSequence& sizes = context.settings.own_sequence;
  double size = sizes.usual_b;
  if (made.take(context.facts.known(context.slots.model_size_b))) {
    size = made.take(context.facts.value(context.slots.model_size_b));
  } else if (const double text = made.take(context.facts.value(context.slots.unlabelled_tokens)); !std::isnan(text)) {
    size = std::clamp(text / kind.tokens_per_parameter / 1e9, sizes.least_b, sizes.most_b);
  }
  const LanguageModel* best = nullptr;
  double best_distance = INFINITY;
  for (const LanguageModel& model : context.catalogue.models) {
    if (model.kind != "sequence" || !takes(model, modality)) continue;
    const double distance = std::abs(pathfinder::log(model.shape.params_total / (size * 1e9)));
    if (distance < best_distance) best = &model;
    best_distance = std::min(best_distance, distance);
  }
  return {best, made};
}

constexpr double nominal = 0.97;  // sizes are rounded names: a 70-billion model stands for "72"

}  // namespace

Read<double> accelerators_there(const EstimateContext& context) {
  MadeOf made;
  if (!made.take(context.facts.known(context.slots.gpus))) return {0, made};
  const std::string_view source = made.take(context.facts.word(context.slots.gpu_source));
  const double there =
      source == "rented" || source == "to_buy" ? 0 : std::floor(made.take(context.facts.value(context.slots.gpus)));
  return {there, made};
}

Read<double> owned(const EstimateContext& context, const Choice& choice) {
  if (choice.gpu != context.user_gpu.value) return {0, {}};
  return accelerators_there(context);
}

Read<bool> runs_on_device(const EstimateContext& context, double parameters) {
  MadeOf made;
  if (!made.take(context.facts.known(context.slots.device))) return {false, made};
  const std::string_view device = made.take(context.facts.word(context.slots.device));
  for (const PlanSettings::OnDevice& one : context.settings.on_device) {
    if (one.device == device) return {parameters <= one.most_b * 1e9, made};
  }
  return {false, made};
}

// --- models ---------------------------------------------------------------------------------------------------------

Read<const LanguageModel*> nearest_model(const EstimateContext& context, double size_b, bool dense_only) {
  MadeOf made;
  Wanted wanted = wanted_of(context, made);
  const PlanCache::ModelKey key{PlanCache::bits(size_b), dense_only, wanted.input, wanted.language, wanted.licence};
  const auto [known, added] = context.cache.models.try_emplace(key, &context.catalogue.models.front());
  if (!added) return {known->second, made};
  const LanguageModel* best = nullptr;
  double best_distance = 0;
  const auto look = [&] {
    for (const LanguageModel& model : context.catalogue.models) {
      if (!offered(model) || !suits(context, model, wanted) || (dense_only && model.shape.experts > 0)) continue;
      // Conditions in a licence cost a lawyer, which weighs like a quarter more or less in size.
      const double distance = std::abs(pathfinder::log(model.shape.params_total / (size_b * 1e9))) +
                              (model.commercial_use == "yes" ? 0 : 0.25);
      const bool newer =
          best != nullptr && std::abs(distance - best_distance) < 0.08 && model.released > best->released;
      if (best == nullptr || distance < best_distance - 0.08 || newer) {
        best = &model;
        best_distance = distance;
      }
    }
  };
  look();
  // Where none takes the input, something before it turns that into text; where none speaks the language, any has to
  // do.
  if (best == nullptr && wanted.input != "text") {
    wanted.input = "text";
    look();
  }
  if (best == nullptr) {
    wanted.language = {};
    look();
  }
  if (best != nullptr) known->second = best;
  return {known->second, made};
}

Read<const LanguageModel*> base_model(const EstimateContext& context, const Strategy& strategy) {
  const Situation& facts = context.facts;
  const FactSlots& slots = context.slots;
  MadeOf made;
  if (made.take(facts.known(slots.model))) {
    const auto named = static_cast<std::size_t>(made.take(facts.value(slots.model)));
    return {&context.catalogue.models[named], made};
  }
  const TrainingKind& kind = context.catalogue.training_of(strategy);
  if (kind.load.from == StartsFrom::nothing) {
    if (const LanguageModel* own = made.take(own_sequence_model(context, kind))) return {own, made};
  }
  const bool sized = made.take(facts.known(slots.model_size_b));
  double size = sized ? made.take(facts.value(slots.model_size_b)) : 0;
  if (kind.load.from == StartsFrom::nothing) {
    const double text = made.take(facts.value(slots.unlabelled_tokens));
    const double tokens = std::isnan(text) ? 0 : text;
    const double least = size > 0 ? size : 7.0;
    size = std::clamp(tokens / kind.tokens_per_parameter / 1e9, least, std::max(least, 700.0));
  }
  if (size <= 0) {
    for (const PlanChoice& choice : context.settings.model_size_b) {
      if (choice.when.empty() || made.take(facts.judge(choice.condition)) == Truth::yes) {
        size = choice.value;
        break;
      }
    }
  }
  const LanguageModel* model = made.take(nearest_model(context, size, kind.trains() || size < 100));
  // A model nobody asked for must at least fit where it is to run.
  const double there = made.take(accelerators_there(context));
  if (there > 0 && !sized) {
    const Gpu& gpu = *made.take(context.user_gpu);
    const double room_b = there * in_gib(gpu.usable_memory()) * 0.75 / 2 * bytes_per_gib / 1e9;
    if (model->shape.params_total / 1e9 > room_b) model = made.take(nearest_model(context, room_b * 0.8, true));
  }
  return {model, made};
}

Read<std::vector<const LanguageModel*>> comparable_models(const EstimateContext& context, const LanguageModel& base,
                                                          bool dense_only) {
  constexpr double larger = 1.35;
  MadeOf made;
  const Wanted wanted = wanted_of(context, made);
  std::vector<const LanguageModel*> models;
  for (const LanguageModel& model : context.catalogue.models) {
    const double size = model.shape.params_total / base.shape.params_total;
    if (&model == &base || !offered(model) || size < nominal || size > larger) continue;
    if (!suits(context, model, wanted)) continue;
    if (dense_only && model.shape.experts > 0) continue;
    models.push_back(&model);
  }
  std::stable_sort(models.begin(), models.end(), [](const LanguageModel* a, const LanguageModel* b) {
    return std::tuple(a->commercial_use != "yes", b->released) < std::tuple(b->commercial_use != "yes", a->released);
  });
  return {std::move(models), made};
}

Read<std::vector<const LanguageModel*>> equal_expert_models(const EstimateContext& context,
                                                            const LanguageModel& dense) {
  MadeOf made;
  const Wanted wanted = wanted_of(context, made);
  std::vector<const LanguageModel*> models;
  for (const LanguageModel& model : context.catalogue.models) {
    const double equals = model.dense_equivalent_b * 1e9 / dense.shape.params_total;
    if (!(equals >= nominal) || !offered(model) || model.commercial_use != "yes") continue;
    if (!suits(context, model, wanted)) continue;
    models.push_back(&model);
  }
  return {std::move(models), made};
}

// --- hardware -------------------------------------------------------------------------------------------------------

Read<bool> offered_here(const EstimateContext& context, const Gpu& gpu) {
  // A rent holds where machines stand: what no seller offers on this side of the border cannot be had here.
  const bool china = context.place.value->country == "cn";
  const auto [known, added] = context.cache.offered.try_emplace({&gpu, china}, false);
  if (!added) return {known->second, context.place.made_of};
  const auto& prices = context.catalogue.gpu_prices;
  known->second = std::any_of(prices.begin(), prices.end(), [&](const GpuPrice& price) {
    if (price.gpu != gpu.id) return false;
    if (price.source.quote) return true;  // made to this user
    const bool chinese = std::string_view(price.source.region).substr(0, 2) == "cn";
    return chinese == china && (price.kind == context.settings.rental_kind || price.kind == "market") &&
           region_allowed(context.limits, price.source.region);
  });
  return {known->second, context.place.made_of};
}

bool serves_fp8(const Catalogue& catalogue, const Gpu& gpu) {
  const auto& proven = catalogue.serving_profiles.generations_with_evidence;
  return gpu.dense_fp8_tflop_per_s > 0 && std::find(proven.begin(), proven.end(), gpu.generation) != proven.end();
}

Read<std::vector<const Gpu*>> rentable(const EstimateContext& context) {
  MadeOf made;
  const bool domestic = made.take(context.facts.word(context.slots.domestic_hardware)) == "required";
  const bool china = context.place.value->country == "cn";
  const auto [known, added] = context.cache.rentable.try_emplace({domestic, context.limits.domestic_hardware, china});
  PlanCache::Rentable& found = known->second;
  if (added) {
    std::vector<std::size_t> all = context.settings.rented_kinds;
    for (const Quote& quote : context.catalogue.quotes) {
      if (quote.item != "rent") continue;
      const std::size_t kind = context.catalogue.find("gpus", quote.gpu);
      if (kind != Vocabulary::none && std::find(all.begin(), all.end(), kind) == all.end()) all.push_back(kind);
    }
    std::vector<const Gpu*> possible;
    for (const std::size_t kind : all) {
      const Gpu& gpu = context.catalogue.gpus[kind];
      if (!forbids(context.limits, gpu).empty() || (domestic && !gpu.domestic)) continue;
      possible.push_back(&gpu);
      found.by_place = true;
      if (offered_here(context, gpu).value) found.kinds.push_back(&gpu);
    }
    if (found.kinds.empty()) found.kinds = std::move(possible);
  }
  if (found.by_place) made |= context.place.made_of;
  return {found.kinds, made};
}

Read<std::vector<const Gpu*>> kinds(const EstimateContext& context) {
  MadeOf made;
  const Gpu* own = made.take(context.user_gpu);
  const bool allowed = forbids(context.limits, *own).empty();
  if (allowed && (made.take(accelerators_there(context)) > 0 || made.take(context.facts.known(context.slots.gpu_type))))
    return {{own}, made};
  std::vector<const Gpu*> rented = made.take(rentable(context));
  const bool offered =
      std::any_of(rented.begin(), rented.end(), [&](const Gpu* gpu) { return made.take(offered_here(context, *gpu)); });
  // Where nobody names a price a quote is needed, for the kind that was named if that is allowed.
  if (rented.empty() || (!offered && allowed)) return {{own}, made};
  return {std::move(rented), made};
}

const Gpu& kind_named(const EstimateContext& context, std::string_view gpu) {
  const Gpu& own = *context.user_gpu.value;
  if (gpu == own.id) return own;
  const std::size_t index = context.catalogue.find("gpus", gpu);
  return index == Vocabulary::none ? own : context.catalogue.gpus[index];
}

// --- what may leave -------------------------------------------------------------------------------------------------

namespace {

// Levels of data_sensitivity: public, internal, confidential, regulated, state_secret.
constexpr double internal = 1;
constexpr double confidential = 2;
constexpr double state_secret = 4;

}  // namespace

Read<bool> api_allowed(const EstimateContext& context) {
  const Situation& facts = context.facts;
  const PlanLimits& limits = context.limits;
  const auto& prices = context.catalogue.api_prices;
  const auto priced_here = [&](const ApiPrice& price) { return region_allowed(limits, price.source.region); };
  if (!limits.allowed_regions.empty() && std::none_of(prices.begin(), prices.end(), priced_here)) return {false, {}};
  MadeOf made;
  // What the sensitivity suggests gives way to what somebody says, but for state secrets: those never leave.
  const double sensitivity = made.take(facts.value(context.slots.data_sensitivity));
  const bool said = made.take(facts.known(context.slots.api_allowed));
  const bool may_leave =
      said ? made.take(facts.yes(context.slots.api_allowed)) && sensitivity < state_secret : sensitivity <= internal;
  const std::string_view licence = made.take(facts.word(context.slots.model_licence));
  if (licence == "open_weights" || licence == "domestic") return {false, made};
  const bool in_hand =
      made.take(facts.known(context.slots.device)) && made.take(facts.word(context.slots.device)) != "server";
  const bool allowed = !limits.no_api && !limits.domestic_hardware && !in_hand &&
                       !made.take(facts.yes(context.slots.on_premises)) && may_leave &&
                       made.take(facts.word(context.slots.domestic_hardware)) != "required";
  return {allowed, made};
}

Read<std::vector<const ApiPrice*>> sold_here(const EstimateContext& context, const std::vector<std::string>& models) {
  // Only who says that the machines stand in China is held to what is sold there: else it is an assumption. A public
  // body there may use registered services only, and those are domestic.
  MadeOf made;
  const bool body = made.take(context.facts.known(context.slots.organisation_kind)) &&
                    made.take(context.facts.word(context.slots.organisation_kind)) == "public_body";
  const bool china =
      (made.take(context.facts.known(context.slots.region)) || body) && made.take(context.place)->country == "cn";
  std::vector<const ApiPrice*> rows;
  for (const std::string& id : models) {
    const ApiPrice* newest = nullptr;
    for (const ApiPrice& price : context.catalogue.api_prices) {
      if (price.model == id && (newest == nullptr || price.source.as_of > newest->source.as_of)) newest = &price;
    }
    if (newest == nullptr || !region_allowed(context.limits, newest->source.region)) continue;
    if (!china || newest->source.region != "outside-cn") rows.push_back(newest);
  }
  // Pictures go to models that read them; where none on offer does, something before it turns the input into text.
  const Wanted wanted = wanted_of(context, made);
  const auto reads = [&](const ApiPrice* row) {
    const std::string& id = row->catalogue_model.empty() ? row->model : row->catalogue_model;
    const std::size_t index = context.catalogue.find("models", id);
    return index == Vocabulary::none || takes(context.catalogue.models[index], wanted.input);
  };
  if (std::any_of(rows.begin(), rows.end(), reads))
    rows.erase(std::remove_if(rows.begin(), rows.end(), [&](const ApiPrice* row) { return !reads(row); }), rows.end());
  return {std::move(rows), made};
}

Read<std::vector<const ApiPrice*>> adapters_sold(const EstimateContext& context, const LanguageModel& base) {
  MadeOf made;
  std::vector<const ApiPrice*> rows = made.take(sold_here(context, context.settings.tuned_api_models));
  std::erase_if(rows,
                [&](const ApiPrice* row) { return !row->catalogue_model.empty() && row->catalogue_model != base.id; });
  return {std::move(rows), made};
}

Read<const LanguageModel*> adapters_base(const EstimateContext& context, const LanguageModel& base) {
  MadeOf made;
  if (!made.take(adapters_sold(context, base)).empty()) return {&base, made};
  if (made.take(context.facts.known(context.slots.model))) return {nullptr, made};
  const Wanted wanted = wanted_of(context, made);
  const LanguageModel* newest = nullptr;
  for (const ApiPrice* row : made.take(sold_here(context, context.settings.tuned_api_models))) {
    const std::size_t index = context.catalogue.find("models", row->catalogue_model);
    if (index == Vocabulary::none) continue;
    const LanguageModel& model = context.catalogue.models[index];
    if (suits(context, model, wanted) && (newest == nullptr || model.released > newest->released)) newest = &model;
  }
  return {newest, made};
}

Read<bool> may_wait_a_day(const EstimateContext& context) {
  constexpr std::string_view in_the_background[] = {"classification", "extraction", "summarisation", "translation"};
  MadeOf made;
  const std::string_view task = made.take(context.facts.word(context.slots.task_kind));
  const bool waits =
      !made.take(context.facts.known(context.slots.latency_ms)) &&
      std::find(std::begin(in_the_background), std::end(in_the_background), task) != std::end(in_the_background);
  return {waits, made};
}

Read<bool> may_rent_training(const EstimateContext& context) {
  MadeOf made;
  const bool may = !made.take(context.facts.yes(context.slots.on_premises)) &&
                   made.take(context.facts.value(context.slots.data_sensitivity)) <= confidential;
  return {may, made};
}

}  // namespace pathfinder
