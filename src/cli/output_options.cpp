#include "cli/output_options.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

#include "pathfinder/base/words.hpp"
#include "pathfinder/report/formats.hpp"

namespace pathfinder::cli {

OutputOptions::OutputOptions(Session& session, Arguments& arguments, std::string_view output_help, bool language,
                             const std::vector<std::string_view>& more)
    : session_(session), columns_(session.environment.width) {
  for (const Format& format : formats()) {
    if (format.name == "text" || format.name == "json" ||
        std::find(more.begin(), more.end(), format.name) != more.end())
      formats_.push_back(format.name);
  }
  format_name_ = formats_.front();
  const Texts& texts = session.texts();
  arguments.option("--format", format_, join(formats_, "|"), texts("option.format"));
  arguments.option("--output", output_, "FILE", texts(output_help));
  arguments.option("--width", width_, "N", texts("option.width"));
  if (language) arguments.option("--lang", language_, language_choice(), texts("option.lang"));
}

void OutputOptions::read(Findings& findings) {
  for (const auto* values : {&format_, &width_, &language_}) {
    for (std::size_t i = 1; i < values->size(); ++i) {
      findings.add("option-twice", locate((*values)[i]), {{"option", (*values)[i].option}});
    }
  }
  if (!format_.empty()) {
    const auto named = std::find(formats_.begin(), formats_.end(), format_.front().text);
    if (named == formats_.end()) {
      refuse_word("--format", format_.front(), formats_, findings);
    } else {
      format_name_ = *named;
    }
  } else if (!output_.empty()) {
    for (const Format& format : formats()) {
      const bool can = std::find(formats_.begin(), formats_.end(), format.name) != formats_.end();
      if (can && !format.ending.empty() && output_.front().text.ends_with(format.ending)) format_name_ = format.name;
    }
  }
  if (!language_.empty() && !is_spoken(language_.front().text))
    refuse_word("--lang", language_.front(), language_codes(), findings);
  if (!width_.empty()) {
    const std::string& text = width_.front().text;
    int columns = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || columns < 40 || columns > 400) {
      findings.add("out-of-range", locate(width_.front()),
                   {{"key", "--width"}, {"expected", "@expected.between\t40\t400"}, {"found", text}});
    }
    columns_ = columns;
  }
}

TextLayout OutputOptions::layout() const {
  TextLayout layout;
  layout.width = columns_;
  layout.color = output_.empty() && session_.environment.out_is_terminal && !session_.environment.no_color;
  return layout;
}

void OutputOptions::print(std::string_view text) const {
  if (output_.empty()) session_.out << text;
  std::vector<Session::Output> outputs;
  for (const Argument& file : output_) outputs.push_back({file, text});
  session_.write(outputs);
}

void refuse_word(std::string_view key, const Argument& word, const std::vector<std::string_view>& allowed,
                 Findings& findings) {
  std::string all;
  for (const std::string_view one : allowed) all += (all.empty() ? "" : ", ") + std::string(one);
  findings.add("unknown-word", locate(word),
               {{"key", std::string(key)},
                {"found", word.text},
                {"near", std::string(near_miss(word.text, allowed))},
                {"allowed", all}});
}

}  // namespace pathfinder::cli
