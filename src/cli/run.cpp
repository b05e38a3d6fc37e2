// Finds the command, runs it, and turns what goes wrong into findings and exit codes: the only catch for people.
#include "cli/run.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <iostream>
#include <memory>
#include <new>

#include <fmt/format.h>

#include "pathfinder/base/dates.hpp"
#include "pathfinder/base/libraries.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/embedded_data.hpp"
#include "cli/interrupts.hpp"
#include "cli/new_file.hpp"
#include "cli/session.hpp"

namespace pathfinder::cli {
namespace {

/// The language asked for anywhere on the line, so that even a mistake in front of it is told in it.
std::string_view language_asked(std::span<const std::string> args) {
  std::string_view language;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--lang" && i + 1 < args.size()) language = args[i + 1];
    if (args[i].rfind("--lang=", 0) == 0) language = std::string_view(args[i]).substr(7);
  }
  return language_of(language).code;
}

/// The day at the easternmost clock (UTC+14): no date of data or quotes lies behind it.
std::string last_day_begun() {
  constexpr std::chrono::hours easternmost(14);
  const std::chrono::year_month_day day(
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now() + easternmost));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string overview(Session& session) {
  const Texts& texts = session.texts();
  std::string out = texts("overview.what") + "\n\n" + texts("help.usage") + ": pathfinder COMMAND …\n\n";
  for (const Command& command : commands()) {
    std::string name = "  " + std::string(command.name);
    name.resize(14, ' ');
    out += name + texts("command." + std::string(command.name)) + "\n";
  }
  return out + "\n" + texts("help.example") + "\n  " + texts("example.advise") + "\n\n" + texts("overview.more") + "\n";
}

int dispatch(Session& session) {
  if (session.args.empty()) {
    session.err << overview(session);
    return exit_wrong_input;
  }
  const std::string name = session.args[0];
  if (name == "--help" || name == "-h" || name == "help") {
    session.out << overview(session);
    return exit_answered;
  }
  if (name == "--version" || name == "-V") {
    session.out << "pathfinder " PATHFINDER_VERSION " (" << embedded_data_date() << ")\n" << linked_libraries() << "\n";
    return exit_answered;
  }
  for (const Command& command : commands()) {
    if (command.name != name) continue;
    session.args = session.args.subspan(1);
    return command.run(session);
  }
  std::vector<std::string_view> names;
  std::string all;
  for (const Command& command : commands()) {
    names.push_back(command.name);
    all += (all.empty() ? "" : ", ") + std::string(command.name);
  }
  Findings findings;
  findings.add("unknown-command", locate({name, 1, ""}),
               {{"command", name}, {"near", std::string(near_miss(name, names))}, {"allowed", all}});
  findings.throw_if_any();
  return exit_wrong_input;
}

}  // namespace

int run(const Environment& environment, std::span<const std::string> args, std::istream& in, std::ostream& out,
        std::ostream& err) {
  // Who ends anyway does not take the catalogue apart first: a tenth of a start.
  void (*const keep_or_destroy)(Session*) =
      environment.ends_process ? [](Session*) {} : [](Session* one) { delete one; };
  const std::unique_ptr<Session, void (*)(Session*)> owned(new Session(environment, args, in, out, err),
                                                           keep_or_destroy);
  Session& session = *owned;
  session.language = language_asked(args);
  set_last_day(last_day_begun());
  say_when_interrupted(Session::text_in(session.language, "interrupted"));
  const std::string_view no_memory = Session::text_in(session.language, "no-memory");
  try {
    const int code = dispatch(session);
    out.flush();
    if (out) return code;
    // A reader that has seen enough is no mistake; a full disk or a closed output is.
    const int error = environment.out_error == nullptr ? 0 : *environment.out_error;
    if (error != EPIPE) {
      Diagnostic lost = io_error("stdout-unwritable", "pathfinder", {{"reason", error == 0 ? "" : reason_of(error)}});
      err << render_findings({lost}, session.texts());
    }
    return exit_io;
  } catch (const InputError& error) {
    // Those of the command line in its order, whatever order they were looked for in.
    std::vector<Diagnostic> found = error.found;
    const auto of_line = std::stable_partition(
        found.begin(), found.end(), [](const Diagnostic& one) { return one.where.file.rfind("argument ", 0) == 0; });
    std::stable_sort(found.begin(), of_line,
                     [](const Diagnostic& a, const Diagnostic& b) { return comes_before(a.where, b.where); });
    err << render_findings(found, session.texts());
    const bool io =
        std::any_of(error.found.begin(), error.found.end(), [](const Diagnostic& one) { return one.fatal_io; });
    return io ? exit_io : exit_wrong_input;
  } catch (const std::bad_alloc&) {
    err << no_memory << "\n";  // which lies in the program: saying it takes no memory
    return exit_no_memory;
  } catch (const std::exception& error) {
    err << session.texts()("defect", {{"what", error.what()}}) << "\n";
    return exit_our_defect;
  }
}

}  // namespace pathfinder::cli
