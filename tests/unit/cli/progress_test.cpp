#include "cli/progress.hpp"

#include <sstream>

#include "cli/session.hpp"
#include "support/catch.hpp"

using namespace pathfinder::cli;

TEST_CASE("the bar says how much is done in one line of the terminal", "[cli]") {
  CHECK(progress_line("refitting", 12, 24, 60) == "refitting  [#################..................] 50 %  12/24");
  CHECK(progress_line("refitting", 0, 24, 79).find('#') == std::string::npos);
  CHECK(progress_line("refitting", 24, 24, 79).find('.') == std::string::npos);
  CHECK(progress_line("answering", 7, 0, 60) == "answering  7");  // of a stream, whose length nobody knows
  CHECK(progress_line("refitting", 1, 2, 20) == "refitting 50 %  1/2");
}

TEST_CASE("nothing is drawn where standard error is no terminal, or --quiet", "[cli]") {
  for (const bool terminal : {false, true}) {
    Environment environment;
    environment.err_is_terminal = terminal;
    std::istringstream in;
    std::ostringstream out, err;
    Session session(environment, {}, in, out, err);
    session.quiet = terminal;
    Progress progress(session, "refitting");
    for (std::size_t i = 0; i <= 100; ++i) progress.at(i, 100);
    CHECK(err.str().empty());
  }
}
