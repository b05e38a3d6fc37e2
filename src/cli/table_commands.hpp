// The commands that read or answer more than one scenario at once: lists, ranges, evaluations.
#pragma once

namespace pathfinder::cli {

class Session;

int command_batch(Session& session);
int command_sweep(Session& session);
int command_pilot(Session& session);

}  // namespace pathfinder::cli
