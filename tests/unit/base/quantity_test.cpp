#include "pathfinder/base/quantity.hpp"

#include <type_traits>

#include "support/catch.hpp"

using namespace pathfinder;

namespace {

template <class A, class B, class = void>
struct can_add : std::false_type {};
template <class A, class B>
struct can_add<A, B, std::void_t<decltype(std::declval<A>() + std::declval<B>())>> : std::true_type {};
template <class A, class B, class = void>
struct can_multiply : std::false_type {};
template <class A, class B>
struct can_multiply<A, B, std::void_t<decltype(std::declval<A>() * std::declval<B>())>> : std::true_type {};

}  // namespace

TEST_CASE("only equal units add, and only products that mean something exist", "[base]") {
  STATIC_REQUIRE(can_add<Bytes, Bytes>::value);
  STATIC_REQUIRE(!can_add<Bytes, Dollars>::value);
  STATIC_REQUIRE(!can_add<GpuHours, Hours>::value);
  STATIC_REQUIRE(!can_add<Dollars, double>::value);
  STATIC_REQUIRE(!can_multiply<Dollars, Dollars>::value);
  STATIC_REQUIRE(!can_multiply<Bytes, Dollars>::value);
}

TEST_CASE("hours times a price are dollars", "[base]") {
  STATIC_REQUIRE(std::is_same_v<decltype(GpuHours{3} * DollarsPerGpuHour{2.5}), Dollars>);
  CHECK((GpuHours{3} * DollarsPerGpuHour{2.5}).value == 7.5);
}

TEST_CASE("quantities count, compare and divide to ratios", "[base]") {
  Dollars sum{1};
  sum += Dollars{2};
  CHECK(sum == Dollars{3});
  CHECK(2 * sum - Dollars{1} == Dollars{5});
  CHECK(Dollars{1} < Dollars{2});
  CHECK(Dollars{6} / Dollars{4} == 1.5);
  CHECK(gibibytes(1).value == 1073741824.0);
}
