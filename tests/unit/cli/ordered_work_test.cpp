#include "cli/ordered_work.hpp"

#include <atomic>
#include <stdexcept>

#include "support/catch.hpp"

using namespace pathfinder;

TEST_CASE("results are taken in the order of their jobs, whatever the threads and however long each takes", "[cli]") {
  for (std::size_t threads = 1; threads <= 4; ++threads) {
    for (const int jobs : {0, 1, 7, 300}) {
      INFO(threads << " threads, " << jobs << " jobs");
      std::atomic<int> at_once = 0;
      int taken = 0, idle = 0;
      bool in_order = true, alone = true;
      cli::OrderedWork<int, int> work(
          threads,
          [](const int& job, std::size_t) {
            volatile int spent = 0;
            for (int i = 0; i < job * 37 % 3000; ++i) spent = spent + i;
            return 2 * job;
          },
          [&](int&& result) {
            alone = alone && ++at_once == 1;
            in_order = in_order && result == 2 * taken++;
            --at_once;
          },
          [&] { ++idle; });
      for (int job = 0; job < jobs; ++job) work.put(job);
      work.finish();
      CHECK(taken == jobs);
      CHECK(in_order);
      CHECK(alone);
      CHECK(idle >= (jobs > 0 || threads == 1 ? 1 : 0));
    }
  }
}

TEST_CASE("what a job or the taker throws comes back to who puts jobs, and ends the work", "[cli]") {
  for (const std::size_t threads : {std::size_t{1}, std::size_t{3}}) {
    for (const bool taker : {false, true}) {
      INFO(threads << " threads");
      const auto all = [&] {
        cli::OrderedWork<int, int> work(
            threads,
            [&](const int& job, std::size_t) {
              if (!taker && job == 20) throw std::out_of_range("a job");
              return job;
            },
            [&](int&& result) {
              if (taker && result == 20) throw std::out_of_range("the taker");
            },
            [] {});
        for (int job = 0; job < 200; ++job) work.put(job);
        work.finish();
      };
      CHECK_THROWS_AS(all(), std::out_of_range);
    }
  }
}
