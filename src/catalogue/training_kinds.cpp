#include "pathfinder/catalogue/training_kinds.hpp"

#include <algorithm>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {
namespace {

/// An enumeration by its word.
template <class Enum>
void describe_word(Fields& fields, std::string_view key, Enum& value, Need need = Need::optional) {
  std::string word(word_of(value));
  fields.choice(key, word, words_of<Enum>(), need);
  read_word(word, value);
}

void describe(Fields& fields, TrainingVariant& variant) {
  fields.text("id", variant.id, Need::required);
  fields.choice("states", variant.states, {"8bit", "offload"});
  fields.number("weight_bits", variant.weight_bits, within(1, 16));
  fields.texts("methods", variant.methods);
  describe(fields, "name", variant.name);
  describe(fields, "short", variant.brief);
}

bool among(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

void describe(Fields& fields, TrainingKind& kind) {
  std::string text;
  fields.text("id", kind.id, Need::required);
  note_date(fields, "as_of");
  fields.number("order", kind.order, positive());
  describe(fields, "name", kind.name);
  fields.text("option", kind.option);
  describe_word(fields, "trains", kind.load.trained, Need::required);
  describe_word(fields, "starts_from", kind.load.from);
  reference(fields, "model", "models", kind.model);
  describe_word(fields, "reference", kind.load.reference);
  fields.object("learns_from", [&](Fields& data) {
    data.choice("what", text, {"examples", "text"}, Need::required);
    kind.load.on_text = text == "text";
    reference(data, "fact", "facts", kind.counted_by, Need::required);
    data.number("sequences_per_example", kind.load.sequences_per_example, positive());
    data.number("examples_to_reach", kind.examples_to_reach, positive());
    data.number("fixed_epochs", kind.fixed_epochs, positive());
    data.number("replay_share", kind.replay_share, within(0, 1));
    data.number("tokens_per_parameter", kind.tokens_per_parameter, positive());
    data.number("least_tokens_per_parameter", kind.least_tokens_per_parameter, positive());
    data.number("least_tokens", kind.least_tokens, positive());
  });
  fields.object("accelerators", [&](Fields& accelerators) {
    accelerators.number("most", kind.accelerators_most, positive());
    accelerators.number("rented", kind.accelerators_rented, positive());
  });
  fields.texts("hosted_as", kind.hosted_as);
  describe_word(fields, "repeated", kind.repeated);
  describe_word(fields, "effect", kind.effect, Need::required);
  fields.objects("variants", [&](Fields& row) { describe(row, kind.variants.emplace_back()); });
  fields.texts("stated_as", kind.stated_as);
  reference(fields, "source", "sources", kind.source, Need::required);
}

std::vector<std::pair<std::string, std::string>> sentences_of(const TrainingKind& kind, std::string_view language) {
  std::vector<std::pair<std::string, std::string>> sentences;
  for (const TrainingVariant& variant : kind.variants) {
    sentences.emplace_back("recipe." + variant.id, in_language(variant.name, language));
    sentences.emplace_back("recipe.short." + variant.id, in_language(variant.brief, language));
  }
  return sentences;
}

const TrainingKind* find_kind(const std::vector<TrainingKind>& kinds, std::string_view id) {
  const auto at = std::find_if(kinds.begin(), kinds.end(), [&](const TrainingKind& kind) { return kind.id == id; });
  return at == kinds.end() ? nullptr : &*at;
}

std::vector<std::string_view> training_methods(const std::vector<TrainingKind>& kinds, bool first_only) {
  std::vector<std::string_view> words;
  for (const TrainingKind& kind : kinds) {
    for (const TrainingVariant& variant : kind.variants) {
      for (const std::string& word : variant.methods) {
        words.push_back(word);
        if (first_only) break;
      }
    }
  }
  return words;
}

NamedTraining training_named(const std::vector<TrainingKind>& kinds, std::string_view word, bool published) {
  for (const TrainingKind& kind : kinds) {
    for (const TrainingVariant& variant : kind.variants) {
      if (among(variant.methods, word)) return {&kind, &variant};
    }
    if (published && !kind.variants.empty() && among(kind.stated_as, word)) return {&kind, &kind.variants.front()};
  }
  return {};
}

const TrainingVariant& variant_of(const TrainingKind& kind, double weight_bits, std::string_view states) {
  for (const bool same_states : {true, false}) {
    for (const TrainingVariant& variant : kind.variants) {
      const bool narrow = variant.weight_bits < 16;
      if (narrow == (weight_bits < 16) && (!same_states || variant.states == states)) return variant;
    }
  }
  return kind.variants.front();
}

}  // namespace pathfinder
