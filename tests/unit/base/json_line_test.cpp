#include "pathfinder/base/json_line.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("on one line the text keeps its spaces, also behind an escaped quote", "[base]") {
  CHECK(one_line("{\n  \"a b\": [\n    1,\n    \"c \\\" d\\\\\"\n  ],\n  \"e\": {}\n}\n") ==
        "{\"a b\":[1,\"c \\\" d\\\\\"],\"e\":{}}\n");
}
