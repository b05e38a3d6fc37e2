#include "pathfinder/base/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace pathfinder {

std::string json_string(std::string_view text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (byte < 0x20) {
          out += "\\u00";
          out += hex[byte >> 4U];
          out += hex[byte & 0xFU];
        } else {
          out += c;
        }
    }
  }
  return out + "\"";
}

std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

void JsonWriter::lead(std::string_view key) {
  if (open_.empty()) return;
  out_ += open_.back().empty ? "\n" : ",\n";
  open_.back().empty = false;
  out_.append(2 * open_.size(), ' ');
  if (open_.back().close == '}') out_ += json_string(key) + ": ";
}

void JsonWriter::begin_object(std::string_view key) {
  lead(key);
  out_ += '{';
  open_.push_back({'}', true});
}

void JsonWriter::begin_array(std::string_view key) {
  lead(key);
  out_ += '[';
  open_.push_back({']', true});
}

void JsonWriter::end() {
  const Level level = open_.back();
  open_.pop_back();
  if (!level.empty) out_.append("\n").append(2 * open_.size(), ' ');
  out_ += level.close;
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  raw(key, json_string(value));
}
void JsonWriter::number(std::string_view key, double value) {
  raw(key, json_number(value));
}
void JsonWriter::flag(std::string_view key, bool value) {
  raw(key, value ? "true" : "false");
}

void JsonWriter::raw(std::string_view key, std::string_view json) {
  lead(key);
  out_ += json;
}

std::string JsonWriter::take() {
  return std::move(out_) + "\n";
}

}  // namespace pathfinder
