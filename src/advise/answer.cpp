#include "pathfinder/advise/answer.hpp"

namespace pathfinder {

AnswerValue amount(std::string name, double low, double high, std::string unit) {
  return {std::move(name), {}, low, high, std::move(unit)};
}

AnswerValue word(std::string name, std::string text) {
  return {std::move(name), std::move(text), 0, 0, {}};
}

AnswerValue said(std::string name, std::string_view text_id) {
  return word(std::move(name), "@" + std::string(text_id));
}

}  // namespace pathfinder
