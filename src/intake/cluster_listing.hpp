// What a Kubernetes cluster says of its nodes: resources, labels and annotations of device plugins, HAMi, Akash.
#pragma once

#include "pathfinder/base/json_document.hpp"

#include "intake/listing.hpp"

namespace pathfinder {

/// Nodes of `kubectl get nodes -o json`, or -o yaml turned into JSON; `format` is the name to tell.
void read_kubernetes(Listing& listing, JsonValue root, std::string_view format);

/// Lines of labels and annotations as `kubectl describe` shows them
bool is_labels(const Listing& listing);
void read_labels(Listing& listing);

}  // namespace pathfinder
