#include "pathfinder/cli/session.hpp"
namespace pathfinder::cli { int command_explain(Session&){return 0;} }
