// What every command shares: arguments, streams, data (read once, on demand), language, and how files are read and
// written. A command throws InputError for what the user got wrong; run() prints it.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/core/decision.hpp"

#include "cli/arguments.hpp"
#include "cli/ready_catalogue.hpp"
#include "cli/run.hpp"
#include "cli/whole_files.hpp"

namespace pathfinder::cli {

/// A file could not be read or written: exit 74, not 2.
Diagnostic io_error(std::string code, std::string file, std::vector<Field> fields = {});

class Session {
 public:
  Session(const Environment& around, std::span<const std::string> arguments, std::istream& input, std::ostream& output,
          std::ostream& messages)
      : environment(around), args(arguments), in(input), out(output), err(messages) {}

  const Environment& environment;
  std::span<const std::string> args;  ///< behind the command's name
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  std::string language = std::string(languages.front().code);
  bool quiet = false;  ///< --quiet: standard error holds what is wrong, no remarks and no progress

  /// Where not null: commands leave what they take here and do nothing else.
  std::vector<Declaration>* declarations = nullptr;

  /// The catalogue: embedded data, with the files of `--data` directories on top.
  const Catalogue& catalogue();
  /// Puts the files of a directory laid out like data/ on top; before the first catalogue().
  void add_data_directory(const Argument& directory, Findings& findings);
  /// Puts one file on top, as "strategies/peft.json".
  void add_data_file(JsonDocument document);

  /// Puts the quotes of a file into the catalogue; those that are no longer valid become warnings.
  void add_prices(const Argument& file, Findings& findings, Findings& warnings);
  /// The same for quotes named on the command line: they stand in for others of the same item.
  void add_quotes(const std::vector<Quote>& quotes);
  /// Puts a model of one's own beside those of the catalogue; its index.
  std::size_t add_model(LanguageModel model);
  /// Lets the figures of estimates be shifted and narrowed by a file that `calibrate` wrote.
  void add_calibration(const Argument& file, Findings& findings);

  /// Sentences of the embedded data in `language`; they are there even when --data is broken.
  const Texts& texts();
  /// The same in any language.
  static Texts texts_in(const std::string& language);
  /// One of them, without reading the others.
  static std::string_view text_in(const std::string& language, std::string_view id);

  /// The whole of a file, or of standard input for "-"; what cannot be read lands in `findings`.
  std::optional<std::string> read_file(const Argument& file, Findings& findings);

  /// Notes that a file is read by whoever calls, piece by piece: no output may take its place.
  void reads(const std::string& path);
  /// Throws InputError (2) where an output was read (it would be lost) or is named twice.
  void check_outputs(std::span<const Argument> files) const;

  /// A file named by --output, and what goes into it; "-" is standard output.
  struct Output {
    Argument file;
    std::string_view text;
  };
  /// Writes all files or none. Throws InputError as check_outputs() does, and 74 where one cannot be written.
  void write(std::span<const Output> outputs);

 private:
  std::vector<std::pair<std::uint64_t, std::uint64_t>> inputs_;  ///< device and number of every file that was read
  std::vector<JsonDocument> overlay_;
  std::optional<Catalogue*> built_in_;  ///< the ready one, once it was asked for; null: there is none
  std::optional<Catalogue> loaded_;     ///< where there is none, or files of the user's lie on top
  Catalogue* catalogue_ = nullptr;      ///< one of both
  std::optional<Texts> texts_;

  Catalogue* built_in();
};

/// The ids of a list's rows.
template <class Row>
std::vector<std::string> ids_of(const std::vector<Row>& rows) {
  std::vector<std::string> ids;
  for (const Row& row : rows) ids.push_back(row.id);
  return ids;
}

/// One command: a row of the list in commands.cpp.
struct Command {
  std::string_view name;
  int (*run)(Session& session);
  std::vector<std::string_view> (*inner)() = nullptr;  ///< of a command of commands: their names
};

/// The one list: dispatch, help, completion and near misses read it.
std::span<const Command> commands();

int command_advise(Session& session);
int command_explain(Session& session);
int command_backtest(Session& session);
int command_backtest_cases(Session& session);
int command_catalog(Session& session);
int command_validate(Session& session);
int command_schema(Session& session);
int command_init(Session& session);
int command_completion(Session& session);
int command_estimate(Session& session);
std::vector<std::string_view> estimate_kinds();
int command_calibrate(Session& session);
int command_sensitivity(Session& session);
int command_diff(Session& session);
int command_render(Session& session);
int command_compare(Session& session);
int command_ask(Session& session);

}  // namespace pathfinder::cli
