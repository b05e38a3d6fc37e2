// Ctrl-C: the program says that it was interrupted and ends with 130. Files are whole or not there at any moment
// (new_file.hpp), so most work may end on the spot; what writes line by line notes the signal and ends behind a
// line.
#pragma once

#include <string_view>

namespace pathfinder::cli {

/// Lets the signal end the process with the word that say_when_interrupted() left. For main() only.
void end_on_interrupt();

/// The word, in the user's language. It is cut at 255 bytes.
void say_when_interrupted(std::string_view word);

/// While one lives, the signal is only noted: whoever made it looks at interrupted() between the pieces of the work,
/// says what is complete and returns exit_interrupted.
class InterruptsNoted {
 public:
  InterruptsNoted();
  ~InterruptsNoted();
  InterruptsNoted(const InterruptsNoted&) = delete;
  InterruptsNoted& operator=(const InterruptsNoted&) = delete;
};

/// Whether the signal came since the one that is alive was made.
bool interrupted();

}  // namespace pathfinder::cli
