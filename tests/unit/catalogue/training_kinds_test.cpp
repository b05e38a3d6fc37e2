#include "pathfinder/catalogue/training_kinds.hpp"

#include <algorithm>

#include "support/catalogue.hpp"
#include "support/catch.hpp"

using namespace pathfinder;
using test::shipped;

namespace {

std::string first_finding(const std::vector<std::pair<std::string, std::string>>& files) {
  try {
    test::shipped_with(files);
  } catch (const InputError& error) {
    return test::summary({error.found.front()});
  }
  return "none";
}

std::string with(std::string_view from, std::string_view to) {
  return first_finding(
      {{"training_kinds/lora.json", test::replaced(test::data_text("training_kinds/lora.json"), from, to)}});
}

}  // namespace

TEST_CASE("every kind of training names an option that is it, and people to keep it", "[catalogue][data]") {
  for (const TrainingKind& kind : shipped().training_kinds) {
    if (!kind.trains()) continue;
    INFO(kind.id);
    const Strategy& option = shipped().strategy(kind.option);
    CHECK(option.recipe.training == kind.id);
    CHECK_FALSE(option.recipe.retrieval);
    CHECK(kind.order > 0);
  }
}

TEST_CASE("words of people and of published runs find a kind and the way it is run", "[catalogue]") {
  const auto& kinds = shipped().training_kinds;
  CHECK(training_methods(kinds) == std::vector<std::string_view>{"pretrain", "continued", "continued_pretrain",
                                                                 "full_ft", "full", "lora", "qlora"});
  CHECK(training_methods(kinds, true) ==
        std::vector<std::string_view>{"pretrain", "continued", "full_ft", "lora", "qlora"});
  CHECK(training_named(kinds, "qlora").kind->id == "lora");
  CHECK(training_named(kinds, "qlora").variant->weight_bits == 4);
  CHECK(training_named(kinds, "full").variant->id == "full");
  CHECK(training_named(kinds, "sft").kind == nullptr);
  CHECK(training_named(kinds, "sft", true).kind->id == "full");
  CHECK(training_named(kinds, "rl", true).kind == nullptr);
}

TEST_CASE("a plan is named after the nearest way of running its kind", "[catalogue]") {
  const TrainingKind& full = *find_kind(shipped().training_kinds, "full");
  CHECK(variant_of(full, 16, "").id == "full");
  CHECK(variant_of(full, 16, "8bit").id == "full-8bit");
  CHECK(variant_of(full, 16, "offload").id == "full-offload");
  const TrainingKind& lora = *find_kind(shipped().training_kinds, "lora");
  CHECK(variant_of(lora, 16, "8bit").id == "lora");
  CHECK(variant_of(lora, 4, "8bit").id == "qlora");
}

TEST_CASE("the sentences of a kind come from its file, in both languages", "[catalogue]") {
  CHECK(shipped().texts.at("en")("recipe.qlora", std::vector<Field>{{"model", "m"}}) == "QLoRA on m");
  CHECK(shipped().texts.at("zh").has("recipe.short.full-8bit"));
  CHECK(sentences_of(shipped().training_kinds.back(), "en").size() == 2);
}

TEST_CASE("a kind that names what nobody knows is refused where it says so", "[catalogue]") {
  CHECK(with("\"labelled_examples\"", "\"labeled_examples\"") == "unknown-fact 14:13");
  CHECK(with("\"adapters\",\n  \"starts", "\"adaptors\",\n  \"starts") == "unknown-word 10:13");
  CHECK(with("\"id\": \"lora\",\n  \"as_of", "\"id\": \"lara\",\n  \"as_of").rfind("id-not-file-name", 0) == 0);
  CHECK(first_finding({{"training_kinds/classic.json",
                        test::replaced(test::data_text("training_kinds/classic.json"), "bge-m3", "bge-m4")}})
            .rfind("unknown-entry", 0) == 0);
}
