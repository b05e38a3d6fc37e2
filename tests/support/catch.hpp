// One include for Catch2 v3 (where installed) and v2 (Debian 12), so that tests are written once.
#pragma once

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
