#include "cli/today.hpp"

#include <chrono>
#include <cstdlib>

#include <fmt/format.h>

namespace pathfinder::cli {

std::string today() {
  const char* epoch = std::getenv("SOURCE_DATE_EPOCH");
  const auto now = epoch != nullptr && *epoch != '\0'
                       ? std::chrono::system_clock::time_point(std::chrono::seconds(std::atoll(epoch)))
                       : std::chrono::system_clock::now();
  const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(now));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace pathfinder::cli
