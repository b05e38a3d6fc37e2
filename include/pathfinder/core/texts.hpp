// Sentences by id in one language, with named fields: "needs {gpus} GPUs".
#pragma once

#include <initializer_list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pathfinder/base/diagnostic.hpp"
#include "pathfinder/core/languages.hpp"

namespace pathfinder {

/// All sentences of one language.
class Texts {
 public:
  using Sentences = std::map<std::string, std::string, std::less<>>;

  Texts() = default;
  Texts(std::string language, Sentences sentences)
      : language_(std::move(language)), sentences_(std::make_shared<const Sentences>(std::move(sentences))) {}
  /// Of sentences that live as long as the program.
  Texts(std::string language, const Sentences* kept)
      : language_(std::move(language)), sentences_(std::shared_ptr<const Sentences>(), kept) {}

  const std::string& language() const { return language_; }
  bool has(std::string_view id) const { return sentences_->find(id) != sentences_->end(); }

  /// The sentence with its fields filled in. A missing id throws std::logic_error: data_test keeps them complete.
  std::string operator()(std::string_view id, std::span<const Field> fields = {}) const;
  std::string operator()(std::string_view id, std::initializer_list<Field> fields) const {
    return (*this)(id, std::span<const Field>(fields.begin(), fields.size()));
  }

  /// The side of a translated text that this language reads.
  const std::string& operator()(const Translated& text) const { return in_language(text, language_); }

  const Sentences& all() const { return *sentences_; }

 private:
  std::string language_ = std::string(languages.front().code);
  std::shared_ptr<const Sentences> sentences_ = std::make_shared<const Sentences>();  ///< one for all copies
};

/// Replaces every {name} of `sentence` by the field of that name; unknown names stay as they are.
std::string fill(std::string_view sentence, std::span<const Field> fields);

/// The {names} of a sentence, in order of appearance.
std::vector<std::string> field_names(std::string_view sentence);

}  // namespace pathfinder
