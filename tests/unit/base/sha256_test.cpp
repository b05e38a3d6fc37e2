#include "pathfinder/base/sha256.hpp"

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("digests are those of FIPS 180-4's examples, around the block's end too", "[base]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1000000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("pieces of any size have the digest of the whole", "[base]") {
  const std::string text(1000, 'b');
  for (const std::size_t size : {1U, 63U, 64U, 65U, 130U}) {
    Sha256 digest;
    for (std::size_t at = 0; at < text.size(); at += size) digest.add(std::string_view(text).substr(at, size));
    CHECK(digest.hex() == sha256_hex(text));
  }
}
