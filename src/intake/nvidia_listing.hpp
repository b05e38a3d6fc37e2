// What nvidia-smi prints.
#pragma once

#include "intake/listing.hpp"

namespace pathfinder {

/// nvidia-smi -L
bool is_nvidia_list(const Listing& listing);
void read_nvidia_list(Listing& listing);

/// nvidia-smi: the table with a row of bus numbers a card
bool is_nvidia_table(const Listing& listing);
void read_nvidia_table(Listing& listing);

/// nvidia-smi --format=csv: "name, memory.total [MiB]" and rows; without a header the first cell that is no number, no
/// UUID and no address is the name. Anything with a comma may be it: the last form to try but machines.
bool is_nvidia_csv(const Listing& listing);
void read_nvidia_csv(Listing& listing);

/// nvidia-smi -q -x. A scan of elements that insists on their nesting; nothing else of XML is needed.
bool is_nvidia_xml(const Listing& listing);
void read_nvidia_xml(Listing& listing);

}  // namespace pathfinder
