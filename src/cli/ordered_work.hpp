// Work on a stream of jobs by several threads whose results are taken one at a time, in the order of the jobs. Only a
// few jobs and results wait at any time.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace pathfinder::cli {

template <class Job, class Result>
class OrderedWork {
 public:
  /// The second argument is the thread's number, from 0.
  using Work = std::function<Result(const Job&, std::size_t thread)>;
  using Take = std::function<void(Result&&)>;

  /// `work` runs on `threads` threads, for one of them on the caller's; `take` on any of them, but never twice at once.
  /// `idle` is called behind `take` where no job is left.
  OrderedWork(std::size_t threads, Work work, Take take, std::function<void()> idle)
      : work_(std::move(work)), take_(std::move(take)), idle_(std::move(idle)), most_(8 * threads) {
    try {
      for (std::size_t i = 0; threads > 1 && i < threads; ++i) threads_.emplace_back([this, i] { run(i); });
    } catch (...) {
      stop();  // a thread that nobody waits for ends the program
      throw;
    }
  }
  ~OrderedWork() { stop(); }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  /// Waits while enough jobs wait. Throws what work or take threw.
  void put(Job job) {
    if (threads_.empty()) return take_(work_(job, 0));
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return slots_.size() < most_ || failure_; });
    if (failure_) std::rethrow_exception(failure_);
    slots_.push_back({std::move(job), std::nullopt, false});
    work_waits_.notify_one();
  }

  /// Forgets the jobs that nobody has begun, so that finish() waits for what is under way only.
  void abandon() {
    const std::lock_guard lock(mutex_);
    while (!slots_.empty() && !slots_.back().begun) slots_.pop_back();
  }

  /// Waits until every result was taken.
  void finish() {
    if (threads_.empty()) return idle_();
    {
      std::unique_lock lock(mutex_);
      done_.wait(lock, [&] { return slots_.empty() || failure_; });
    }
    stop();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  struct Slot {
    Job job;
    std::optional<Result> result;
    bool begun = false;
  };

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    work_waits_.notify_all();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  Slot* next_job() {
    for (Slot& slot : slots_) {
      if (!slot.begun) return &slot;
    }
    return nullptr;
  }

  void run(std::size_t thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
      Slot* slot = nullptr;  // a deque's slots stay where they are while others are added behind and taken in front
      work_waits_.wait(lock, [&] { return stopped_ || failure_ || (slot = next_job()) != nullptr; });
      if (stopped_ || failure_) return;
      slot->begun = true;
      lock.unlock();
      try {
        Result result = work_(slot->job, thread);
        lock.lock();
        slot->result = std::move(result);
        take_ready(lock);
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        failure_ = std::current_exception();
        work_waits_.notify_all();
        room_.notify_all();
        done_.notify_all();
      }
    }
  }

  void take_ready(std::unique_lock<std::mutex>& lock) {
    if (taking_) return;  // whoever takes looks again before it ends
    taking_ = true;
    while (!slots_.empty() && slots_.front().result && !failure_) {
      Result result = std::move(*slots_.front().result);
      lock.unlock();
      take_(std::move(result));
      lock.lock();
      slots_.pop_front();
      // Who brings jobs is woken for several of them, not for each.
      if (slots_.size() == most_ / 2) room_.notify_one();
      if (!slots_.empty()) continue;
      idle_();
      done_.notify_one();
    }
    taking_ = false;
  }

  Work work_;
  Take take_;
  std::function<void()> idle_;
  std::size_t most_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable work_waits_;  ///< a job that nobody has begun, or the end
  std::condition_variable room_;        ///< for jobs
  std::condition_variable done_;        ///< every result was taken
  std::deque<Slot> slots_;
  std::exception_ptr failure_;
  bool stopped_ = false;
  bool taking_ = false;
};

}  // namespace pathfinder::cli
