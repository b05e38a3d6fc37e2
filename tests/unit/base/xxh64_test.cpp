// XXH64 against values of other implementations.
#include "pathfinder/base/xxh64.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("XXH64 gives the values of the reference implementation", "[base]") {
  CHECK(xxh64("") == 0xEF46DB3751D8E999);
  CHECK(xxh64("a") == 0xD24EC4F1A98C6E5B);
  CHECK(xxh64("abc") == 0x44BC2CF5AD770999);
  // Lengths that take the parts of 32, 8, 4 and 1 bytes: the examples in the README of python-xxhash 3.5.
  CHECK(xxh64("Nobody inspects the spammish repetition") == 0xFBCEA83C8A378BF1);
  CHECK(xxh64("xxhash") == 0x32DD38952C4BC720);
}
