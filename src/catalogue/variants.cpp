#include "pathfinder/catalogue/variants.hpp"

#include <algorithm>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {
namespace {

void describe_rule(Fields& fields, VariantRule& rule, bool with_points) {
  fields.text("id", rule.id, Need::required);
  fields.text("when", rule.when, Need::required);
  if (with_points) {
    fields.number("points", rule.points, within(0, 10, Need::required));
    references(fields, "options", "strategies", rule.options);
  }
  describe(fields, "text", rule.text);
  reference(fields, "source", "sources", rule.source, Need::required);
  date(fields, "date", rule.date, Need::required);
}

}  // namespace

void describe(Fields& fields, OptionVariant& variant) {
  fields.text("id", variant.id, Need::required);
  note_date(fields, "as_of", Need::required);
  fields.number("order", variant.order, positive(Need::required));
  describe(fields, "name", variant.name);
  describe(fields, "description", variant.description);
  fields.objects(
      "forms",
      [&](Fields& row) {
        VariantForm& form = variant.forms.emplace_back();
        reference(row, "option", "strategies", form.option, Need::required);
        describe(row, "text", form.text);
      },
      Need::required);
  fields.objects("gates", [&](Fields& row) { describe_rule(row, variant.gates.emplace_back(), false); });
  fields.objects("wins", [&](Fields& row) { describe_rule(row, variant.wins.emplace_back(), true); });
  describe(fields, "needs", variant.needs, Need::optional);
  fields.object("cost", [&](Fields& cost) {
    cost.choice("part", variant.cost.part, {"setup", "training", "serving"}, Need::required);
    cost.number("low_ratio", variant.cost.low, positive(Need::required));
    cost.number("high_ratio", variant.cost.high, positive(Need::required));
    rising(cost, {{"low_ratio", variant.cost.low}, {"high_ratio", variant.cost.high}});
    describe(cost, "text", variant.cost.text);
    reference(cost, "source", "sources", variant.cost.source, Need::required);
    date(cost, "date", variant.cost.date, Need::required);
  });
  reference(fields, "source", "sources", variant.source, Need::required);
}

std::vector<std::pair<std::string, std::string>> sentences_of(const OptionVariant& variant, std::string_view language) {
  std::vector<std::pair<std::string, std::string>> sentences;
  const std::string id = "variant." + variant.id;
  const auto add = [&](const std::string& name, const Translated& text) {
    if (!in_language(text, language).empty()) sentences.emplace_back(name, in_language(text, language));
  };
  add(id, variant.name);
  add(id + ".needs", variant.needs);
  add(id + ".cost", variant.cost.text);
  for (const VariantForm& form : variant.forms) add(id + "." + form.option, form.text);
  for (const std::vector<VariantRule>* rules : {&variant.gates, &variant.wins}) {
    for (const VariantRule& rule : *rules) add("variant.rule." + rule.id, rule.text);
  }
  return sentences;
}

const VariantForm* form_under(const OptionVariant& variant, std::string_view option) {
  const auto find = [&](std::string_view id) {
    const auto at = std::find_if(variant.forms.begin(), variant.forms.end(),
                                 [&](const VariantForm& form) { return form.option == id; });
    return at == variant.forms.end() ? nullptr : &*at;
  };
  if (const VariantForm* own = find(option)) return own;
  while (option.find('+') != std::string_view::npos) {
    const std::size_t plus = option.find('+');
    if (const VariantForm* part = find(option.substr(0, plus))) return part;
    option.remove_prefix(plus + 1);
    if (const VariantForm* part = find(option)) return part;
  }
  return nullptr;
}

}  // namespace pathfinder
