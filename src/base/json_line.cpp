#include "pathfinder/base/json_line.hpp"

namespace pathfinder {

std::string one_line(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (json[i] == '"') {
      std::size_t end = i + 1;
      while (json[end] != '"') end += json[end] == '\\' ? 2 : 1;
      out += json.substr(i, end + 1 - i);
      i = end;
    } else if (json[i] != ' ' && json[i] != '\n') {
      out += json[i];
    }
  }
  return out + "\n";
}

}  // namespace pathfinder
