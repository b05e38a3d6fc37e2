#include "pathfinder/base/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace pathfinder {

namespace {

constexpr std::string_view hex = "0123456789abcdef";

/// A character at `at` that steers, and its bytes; 0: none.
struct Steering {
  unsigned code = 0;
  std::size_t bytes = 1;
};
Steering steering_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return {byte(0), 1};
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return {byte(1), 2};
  const bool overrides = byte(1) == 0x80 && byte(2) >= 0xAA && byte(2) <= 0xAE;
  const bool isolates = byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9;
  if (byte(0) == 0xE2 && (overrides || isolates)) return {0x2000U + ((byte(1) & 0x3FU) << 6U) + (byte(2) & 0x3FU), 3};
  return {};
}

/// First bytes of characters that may not stand as they are.
constexpr std::array<bool, 256> asked_of = [] {
  std::array<bool, 256> asked{};
  for (std::size_t byte = 0; byte < 0x20; ++byte) asked[byte] = true;
  for (const std::size_t byte : {0x22U, 0x5CU, 0x7FU, 0xC2U, 0xE2U}) asked[byte] = true;
  return asked;
}();

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  static constexpr std::string_view plain = "\"\\\b\f\n\r\t";
  static constexpr std::string_view letters = "\"\\bfnrt";
  out += '"';
  std::size_t written = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!asked_of[static_cast<unsigned char>(c)]) continue;  // copied by the run
    const std::size_t at = plain.find(c);
    const Steering found = at != std::string_view::npos ? Steering{} : steering_at(text, i);
    if (at == std::string_view::npos && found.bytes == 1 && found.code == 0 && c != '\0') continue;
    out += text.substr(written, i - written);
    out += '\\';
    if (at != std::string_view::npos) {
      out += letters[at];
    } else {
      out += 'u';
      for (unsigned shift = 16; shift > 0; shift -= 4) out += hex[(found.code >> (shift - 4)) & 0xFU];
      i += found.bytes - 1;
    }
    written = i + 1;
  }
  out += text.substr(written);
  out += '"';
}

std::string json_string(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_json_string(out, text);
  return out;
}

namespace {

using Digits = std::array<char, 32>;

std::string_view number_in(Digits& digits, double value) {
  if (!std::isfinite(value)) return "null";
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

}  // namespace

std::string json_number(double value) {
  Digits digits;
  return std::string(number_in(digits, value));
}

void JsonWriter::lead(std::string_view key) {
  if (open_.empty()) return;
  if (!open_.back().empty) out_ += ',';
  open_.back().empty = false;
  const bool indented = layout_ == JsonLayout::indented;
  if (indented) (out_ += '\n').append(2 * open_.size(), ' ');
  if (open_.back().close != '}') return;
  append_json_string(out_, key);
  out_ += indented ? std::string_view(": ") : std::string_view(":");
}

void JsonWriter::begin(std::string_view key, char open, char close) {
  const std::size_t from = out_.size();
  const bool first = !open_.empty() && open_.back().empty;
  lead(key);
  out_ += open;
  open_.push_back({close, true, from, first});
}

void JsonWriter::begin_object(std::string_view key) {
  begin(key, '{', '}');
}

void JsonWriter::begin_array(std::string_view key) {
  begin(key, '[', ']');
}

void JsonWriter::end() {
  const Level level = open_.back();
  open_.pop_back();
  if (!level.empty && layout_ == JsonLayout::indented) (out_ += '\n').append(2 * open_.size(), ' ');
  out_ += level.close;
}

void JsonWriter::end_or_drop() {
  const Level level = open_.back();
  if (!level.empty) return end();
  open_.pop_back();
  out_.resize(level.from);
  if (!open_.empty()) open_.back().empty = level.first;
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  lead(key);
  append_json_string(out_, value);
}
void JsonWriter::number(std::string_view key, double value) {
  if (std::isinf(value)) throw std::logic_error(std::string(key) + " would be written as infinite");
  Digits digits;
  raw(key, number_in(digits, value));
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
