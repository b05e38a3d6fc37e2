#include "cli/arguments.hpp"

#include <algorithm>
#include <array>
#include <ostream>

#include <CLI/CLI.hpp>

#include "pathfinder/base/words.hpp"
#include "pathfinder/core/languages.hpp"

#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

std::vector<std::string> split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = list.find(separator);
    parts.emplace_back(list.substr(0, end));
    list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
  }
  return parts;
}

/// Whether one letter more, less, other or in its neighbour's place makes one word of the other.
bool one_slip(std::string_view a, std::string_view b) {
  if (a.size() < b.size()) std::swap(a, b);
  const auto begin = static_cast<std::size_t>(std::mismatch(b.begin(), b.end(), a.begin()).first - b.begin());
  const auto end = static_cast<std::size_t>(std::mismatch(b.rbegin(), b.rend(), a.rbegin()).first - b.rbegin());
  if (begin + end + 1 >= a.size()) return a.size() - b.size() <= 1;
  return a.size() == b.size() && begin + end + 2 == a.size() && a[begin] == b[begin + 1] && a[begin + 1] == b[begin];
}

/// The option that was probably meant. Dashes in front are no letters in common, and a name of a few letters is known
/// again after one slip only: --tp is not --gpu, and --nodes is not --model.
std::string near_option(std::string_view name, const std::vector<std::string_view>& known) {
  constexpr std::size_t few_letters = 5;
  const auto bare = [](std::string_view option) {
    return option.substr(std::min(option.find_first_not_of('-'), option.size()));
  };
  std::vector<std::string_view> words;
  for (const std::string_view option : known) {
    if (option.starts_with("--")) words.push_back(bare(option));
  }
  const std::string_view word = bare(name);
  const std::string_view near = near_miss(word, words);
  constexpr std::size_t initials = 2;  // one of two letters is no slip: --ep is not --tp
  if (word.size() <= initials) return {};
  if (near.empty() || (word.size() <= few_letters && !one_slip(word, near))) return {};
  return "--" + std::string(near);
}

/// The words that a value's name lists: "text|json", not "FILE|-".
std::vector<std::string> listed(std::string_view value_name) {
  if (value_name.find('|') == std::string_view::npos) return {};
  std::vector<std::string> words = split(value_name, '|');
  // A placeholder ("FILE|-") or a dash is no word, nor is what stands for further ones.
  std::erase_if(words, [](const std::string& word) {
    return word == "-" || word == "…" ||
           std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  });
  return words;
}

/// Options that may be given more than once; with all others a second value would silently lose.
bool repeatable(std::string_view option) {
  static constexpr std::array<std::string_view, 9> list = {"--output", "--data", "--policy", "--keep", "--vary",
                                                           "--prices", "--runs", "--forbid", "--arm"};
  return std::find(list.begin(), list.end(), option) != list.end();
}

}  // namespace

Arguments::Arguments(std::string_view command, const Texts& texts) : command_(command), texts_(texts) {
  flag("--help,-h", help_asked_, texts("help.help"));
  flag("--quiet", quiet_, texts("help.quiet"));
}

void Arguments::option(std::string_view names, std::vector<Argument>& values, std::string_view value_name,
                       std::string_view help, std::string_view group) {
  rows_.push_back(
      {split(names, ','), &values, nullptr, std::string(names), std::string(value_name), std::string(help), group, {}});
}

void Arguments::flag(std::string_view names, bool& value, std::string_view help) {
  rows_.push_back({split(names, ','), nullptr, &value, std::string(names), "", std::string(help), "group.output", {}});
}

void Arguments::positional(std::string_view name, std::vector<Argument>& values, std::string_view help,
                           std::size_t least, std::size_t most) {
  positional_ = &values;
  positional_name_ = name;
  positional_help_ = help;
  least_ = least;
  most_ = most;
}

void Arguments::elsewhere(std::string_view option, std::string why) {
  elsewhere_.emplace(option, std::move(why));
}

const Arguments::Row* Arguments::find(std::string_view name) const {
  for (const Row& row : rows_) {
    if (std::find(row.names.begin(), row.names.end(), name) != row.names.end()) return &row;
  }
  return nullptr;
}

void Arguments::parse(std::span<const std::string> args, Findings& findings) {
  std::vector<std::string_view> known;
  for (const Row& row : rows_) known.insert(known.end(), row.names.begin(), row.names.end());
  bool only_positional = false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    const Argument here{arg, static_cast<int>(i + 2), ""};
    if (!only_positional && arg == "--") {
      only_positional = true;
      continue;
    }
    if (only_positional || arg.size() < 2 || arg[0] != '-') {
      if (positional_ == nullptr || positional_->size() >= most_) {
        // A forgotten "--" is the usual cause: name the option that was meant.
        findings.add("unexpected-argument", locate(here), {{"argument", arg}, {"near", near_option(arg, known)}});
      } else {
        positional_->push_back({arg, here.position, ""});
      }
      continue;
    }
    const std::size_t equals = arg.find('=');
    const std::string name = arg.substr(0, equals);
    const Row* row = find(name);
    if (row == nullptr) {
      const auto other = elsewhere_.find(name);
      if (other != elsewhere_.end()) {
        findings.add("option-elsewhere", locate(here, 0, characters(name)),
                     {{"option", name}, {"command", command_}, {"why", "@" + other->second}});
      } else {
        findings.add("unknown-option", locate(here, 0, characters(name)),
                     {{"option", name}, {"near", near_option(name, known)}, {"command", command_}});
      }
      // The value behind an unknown option is not a mistake of its own.
      if (equals == std::string::npos && i + 1 < args.size() && args[i + 1].substr(0, 1) != "-") ++i;
      continue;
    }
    if (row->flag != nullptr) {
      if (equals != std::string::npos) findings.add("option-takes-no-value", locate(here), {{"option", name}});
      *row->flag = true;
      continue;
    }
    if (equals != std::string::npos) {
      row->values->push_back({arg.substr(equals + 1), here.position, name});
    } else if (i + 1 < args.size() && !(args[i + 1].size() > 2 && args[i + 1].rfind("--", 0) == 0)) {
      row->values->push_back({args[i + 1], here.position + 1, name});
      ++i;
    } else {
      findings.add("option-without-value", locate(here), {{"option", name}});
    }
  }
  for (const Row& row : rows_) {
    if (row.values == nullptr) continue;
    for (std::size_t i = 1; i < row.values->size() && !repeatable(row.names.front()); ++i) {
      findings.add("option-twice", locate((*row.values)[i]), {{"option", (*row.values)[i].option}});
    }
    if (row.names.front() != "--lang") continue;
    for (const Argument& language : *row.values) {
      if (is_spoken(language.text)) continue;
      findings.add("unknown-word", locate(language),
                   {{"key", "--lang"}, {"found", language.text}, {"near", ""}, {"allowed", join(language_codes())}});
    }
  }
  if (positional_ != nullptr && positional_->size() < least_ && !help_asked_) {
    findings.add("missing-argument", {"pathfinder " + command_, 0, 0, "", "", 1}, {{"argument", positional_name_}});
  }
}

bool Arguments::done(Session& session, Findings& findings) {
  if (session.declarations != nullptr) {
    session.declarations->push_back(declaration());
    return true;
  }
  parse(session.args, findings);
  session.quiet = quiet_;
  if (help_asked_) session.out << help();
  return help_asked_;
}

Declaration Arguments::declaration() const {
  Declaration all{command_, {}, positional_name_, {}};
  for (const Row& row : rows_)
    all.options.push_back({row.names, row.value_name, row.help, row.words ? row.words() : listed(row.value_name)});
  if (positional_words_) all.positional_words = positional_words_();
  return all;
}

std::string Arguments::help() const {
  CLI::App app(texts_("command." + command_), "pathfinder " + command_);
  app.set_help_flag();
  const auto formatter = app.get_formatter();
  formatter->column_width(34);
  formatter->label("OPTIONS", texts_("help.options"));
  formatter->label("Usage", texts_("help.usage"));
  formatter->label("Positionals", texts_("help.positionals"));
  app.footer(texts_("help.example") + "\n  " + texts_("example." + command_));
  if (positional_ != nullptr) app.add_option(positional_name_, positional_help_)->type_name("")->expected(-1);
  for (const Row& row : rows_) {
    if (row.flag != nullptr) {
      app.add_flag(row.spelling, row.help)->group(texts_(row.group));
    } else {
      app.add_option(row.spelling, row.help)->type_name(row.value_name)->group(texts_(row.group))->expected(-1);
    }
  }
  return app.help();
}

std::string language_choice() {
  return join(language_codes(), "|");
}

Location locate(const Argument& argument, int offset, int width) {
  Location where;
  where.file = "argument " + std::to_string(argument.position);
  where.line = 1;
  where.column = offset + 1;
  where.excerpt = argument.text;
  where.width = width > 0 ? width : std::max(1, characters(argument.text) - offset);
  return where;
}

}  // namespace pathfinder::cli
