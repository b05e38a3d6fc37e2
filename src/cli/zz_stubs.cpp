#include "pathfinder/cli/session.hpp"
namespace pathfinder::cli { int command_explain(Session&){return 0;} int command_validate(Session&){return 0;} }
