// Whether an id came before, in bounded memory: digests of the first ones are kept, and beyond them nothing is looked
// for. An id that came before is told, never refused: it plays no part in an answer.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pathfinder::cli {

class SeenIds {
 public:
  /// Whether `id` came before, as far as that is known; remembers it.
  bool seen(std::string_view id);

 private:
  static constexpr std::size_t most = 1U << 20U;  ///< places, 8 MiB; three quarters of them are used

  void grow();
  std::uint64_t& place(std::uint64_t digest);

  std::vector<std::uint64_t> places_;  ///< open addressing; 0: free
  std::size_t used_ = 0;
};

}  // namespace pathfinder::cli
