#include "report/build/variant_rows.hpp"

namespace pathfinder {
namespace {

std::string rule_text(const std::string& rule, const Texts& texts) {
  return texts("variant.rule." + rule);
}

}  // namespace

std::string variant_line(const Assessment& option, const Sentences& say) {
  return option.variants.empty() ? std::string() : say.texts()("variant." + option.variants.front().form);
}

std::vector<std::string> variant_lines(const Assessment& option, const Sentences& say, std::size_t most_others) {
  std::vector<std::string> lines;
  if (option.variants.empty()) return lines;
  const Texts& texts = say.texts();
  const VariantView& taken = option.variants.front();
  const std::string id = "variant." + taken.id;
  lines.push_back(texts("report.form.taken", {{"name", texts(id)}, {"form", variant_line(option, say)}}));
  for (const std::string& reason : taken.reasons) lines.push_back(rule_text(reason, texts));
  if (texts.has(id + ".needs")) lines.push_back(texts("report.form.needs", {{"needs", texts(id + ".needs")}}));
  if (texts.has(id + ".cost")) lines.push_back(texts(id + ".cost"));
  for (const VariantView& other : option.variants) {
    if (other.would.empty() || most_others == 0) continue;
    --most_others;
    lines.push_back(texts("report.form.other",
                          {{"name", texts("variant." + other.id)}, {"reason", rule_text(other.would.front(), texts)}}));
  }
  return lines;
}

}  // namespace pathfinder
