// The commands that answer many scenarios at once.
#pragma once

namespace pathfinder::cli {

class Session;

int command_batch(Session& session);
int command_sweep(Session& session);

}  // namespace pathfinder::cli
