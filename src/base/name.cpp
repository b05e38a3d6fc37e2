#include "pathfinder/base/name.hpp"

#include <functional>
#include <mutex>
#include <shared_mutex>
#include <unordered_set>

namespace pathfinder {
namespace {

/// Looks texts up without making strings of them.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

/// Never destroyed: names outlive whatever holds them. Their number is that of sellers, cards and texts of the data.
struct Kept {
  std::shared_mutex mutex;
  std::unordered_set<std::string, TextHash, std::equal_to<>> texts;
};

Kept& kept() {
  static Kept& all = *new Kept;
  return all;
}

}  // namespace

Name Name::of(std::string_view text) {
  Kept& all = kept();
  const auto name = [](const std::string& found) {
    Name one;
    one.text_ = found.data();
    one.size_ = found.size();
    return one;
  };
  {
    const std::shared_lock reading(all.mutex);
    if (const auto at = all.texts.find(text); at != all.texts.end()) return name(*at);
  }
  const std::unique_lock writing(all.mutex);
  return name(*all.texts.emplace(text).first);
}

}  // namespace pathfinder
