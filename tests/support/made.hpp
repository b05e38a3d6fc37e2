// Files made of a JSON Schema and a few bytes: whatever the bytes say, the schema takes the file. A fuzzer that bends
// the bytes so walks through what the readers accept, instead of through what their first check refuses.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace pathfinder::test {

/// Decisions read from bytes; where these end, each is the first there is.
class Choices {
 public:
  explicit Choices(std::string_view bytes) : bytes_(bytes) {}

  bool left() const { return at_ < bytes_.size(); }
  /// One of 0 … count - 1. \pre count >= 1
  std::size_t below(std::size_t count);
  /// A number between the ends: one of them, between them evenly or by orders of magnitude.
  double number(double low, double high);

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

/// A value that `schema` takes. Where it asks for any text one of `texts` is taken. \pre texts is not empty
nlohmann::json made(const nlohmann::json& schema, std::span<const std::string> texts, Choices& choices);

}  // namespace pathfinder::test
