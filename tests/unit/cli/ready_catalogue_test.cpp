// This program carries the image too, as the program that users start does.
#include "cli/ready_catalogue.hpp"

#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "pathfinder/advise/advise.hpp"
#include "pathfinder/catalogue/edition.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "support/cases.hpp"
#include "support/catalogue.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"

using namespace pathfinder;

extern "C" {
extern const char pathfinder_ready_begin[];
extern const char pathfinder_ready_end[];
}

namespace {

const Catalogue* ready() {
  static const Catalogue* const taken = cli::take_ready_catalogue({pathfinder_ready_begin, pathfinder_ready_end});
  return taken;
}

}  // namespace

#if defined(NDEBUG) && defined(__linux__) && defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
TEST_CASE("a user's build has a ready catalogue", "[cli]") {
  constexpr std::uint64_t elsewhere = embedded_place + (std::uint64_t{1} << 35U);
  if (!cli::map_at(elsewhere, embedded_image(), cli::View::read_only)) return;  // nothing can be mapped here
  CHECK(ready() != nullptr);
}
#endif

TEST_CASE("a ready catalogue gives the answers of one that was loaded", "[cli]") {
  if (ready() == nullptr) return;  // another system or compiler: the program loads its data
  CHECK(cli::in_ready_catalogue(ready()));
  CHECK(ready()->documents.size() == test::shipped().documents.size());
  CHECK(digest_of_data(*ready()) == digest_of_data(test::shipped()));
  for (const char* language : {"en", "zh"})
    CHECK(ready()->texts_in(language).all() == test::shipped().texts_in(language).all());
  AdviseOptions options;
  options.draws = 200;
  for (const auto& facts : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {},
           {{"docs", "50000"}, {"gpus", "8"}},
           {{"docs", "3M"}, {"gpus", "64"}, {"gpu_type", "a100-80gb-sxm"}, {"region", "cn"}},
           {{"task_kind", "classification"}, {"labelled_examples", "20k"}, {"latency_ms", "50"}}}) {
    const Scenario scenario = test::scenario(facts);
    const Decision loaded = advise(scenario, test::shipped(), options);
    const Decision own = advise(scenario, *ready(), options);
    CHECK(render_json(own, *ready(), "zh") == render_json(loaded, test::shipped(), "zh"));
  }
}

TEST_CASE("only the first who asks gets it, and of what is no image nobody gets one", "[cli]") {
  ready();
  CHECK(cli::take_ready_catalogue({pathfinder_ready_begin, pathfinder_ready_end}) == nullptr);
  CHECK(cli::take_ready_catalogue({}) == nullptr);
}

TEST_CASE("the same data give the same image, byte for byte, as often as it is made", "[cli]") {
  const test::TemporaryFolder folder;
  const std::string packer = (std::filesystem::path(test::binary()).parent_path() / "pathfinder_ready").string();
  if (ready() == nullptr) return;
  const std::string_view carried(pathfinder_ready_begin,
                                 static_cast<std::size_t>(pathfinder_ready_end - pathfinder_ready_begin));
  for (const char* name : {"once", "again"}) {
    const std::string made = (folder.path() / name).string();
    REQUIRE(std::system(("'" + packer + "' '" + made + "'").c_str()) == 0);
    CHECK(test::file_text(made) == carried);
  }
}

TEST_CASE("a part of the program has a second view at a free address, and none where something lies", "[cli]") {
  constexpr std::uint64_t place = embedded_place + (std::uint64_t{1} << 34U);
  const std::span<const char> image = embedded_image();
  if (!cli::map_at(place, image, cli::View::read_only))
    return;  // a system that has no such views: the program loads its data
  CHECK(std::memcmp(reinterpret_cast<const char*>(place), image.data(), image.size()) == 0);
  CHECK_FALSE(cli::map_at(place, image, cli::View::read_only));
  CHECK(std::memcmp(reinterpret_cast<const char*>(place), image.data(), image.size()) == 0);

  constexpr std::uint64_t next = place + (std::uint64_t{1} << 32U);
  CHECK_FALSE(cli::map_at(next, {}, cli::View::read_only));
  CHECK_FALSE(cli::map_at(next, image.subspan(8), cli::View::read_only));  // begins on no page
  const std::string on_the_heap(8192, 'x');
  CHECK_FALSE(cli::map_at(next, on_the_heap, cli::View::read_only));
  REQUIRE(cli::map_at(next, image, cli::View::writable));
  reinterpret_cast<char*>(next)[0] = 'x';
  CHECK(image[0] != 'x');  // what is written stays in the view
}
