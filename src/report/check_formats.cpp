#include "pathfinder/report/check_formats.hpp"

#include <array>

#include "report/render/github.hpp"
#include "report/render/junit.hpp"
#include "report/render/sarif.hpp"

namespace pathfinder {

std::span<const CheckFormat> check_formats() {
  static constexpr std::array<CheckFormat, 3> list = {{
      {"sarif", ".sarif", render_sarif},
      {"junit", ".xml", render_junit},
      {"github", "", render_github},
  }};
  return list;
}

const CheckFormat* check_format(std::string_view name) {
  for (const CheckFormat& format : check_formats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace pathfinder
