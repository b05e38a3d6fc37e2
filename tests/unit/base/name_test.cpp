#include "pathfinder/base/name.hpp"

#include <string>
#include <thread>
#include <vector>

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("a name made while running is the literal's, and stays when its text is gone", "[base]") {
  constexpr Name literal = "hours:training";
  std::string text = "hours:";
  text += "training";
  const Name made = Name::of(text);
  text = "something else altogether";
  CHECK(made == literal);
  CHECK(made.view() == "hours:training");
  CHECK(std::string(made) == "hours:training");
  CHECK(Name::of("hours:training").view().data() == made.view().data());
  constexpr Name other = "hours:embedding";
  CHECK_FALSE(made == other);
  CHECK(Name().view().empty());
}

TEST_CASE("names stand in the order of their texts, wherever these lie", "[base]") {
  constexpr Name load = "load", need = "need", users = "need:users";
  const Name rent = Name::of("rent:h100-sxm"), label = Name::of("label:expert");
  CHECK(load < rent);
  CHECK(label < load);
  CHECK(need < users);
}

TEST_CASE("threads that ask for the same text get the same name", "[base]") {
  std::vector<Name> found(8);
  std::vector<std::thread> threads;
  for (Name& one : found)
    threads.emplace_back([&one] {
      for (int i = 0; i < 1000; ++i) one = Name::of("thread-name-" + std::to_string(i));
    });
  for (std::thread& one : threads) one.join();
  for (const Name& one : found) CHECK(one.view().data() == found.front().view().data());
}
