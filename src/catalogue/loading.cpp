#include "catalogue/loading.hpp"

#include <algorithm>

namespace pathfinder {

std::string_view stem(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  return name.substr(0, name.size() - std::min(name.size(), std::string_view(".json").size()));
}

void Loading::each(std::string_view folder, const std::function<void(const JsonDocument&)>& visit) {
  for (const JsonDocument& document : catalogue.documents) {
    if (document.path.starts_with(folder) && !document.tree.nodes.empty()) visit(document);
  }
}

void Loading::read(const JsonDocument& document, const Fields::Visit& visit) {
  const CollectReferences collect(references);
  read_object(document, findings, visit);
}

void Loading::id_is_file_name(Fields& fields, const JsonDocument& document, const std::string& id) {
  if (id != stem(document.path)) {
    fields.wrong("id", "id-not-file-name", {{"id", id}, {"file", std::string(stem(document.path))}});
  }
}

std::size_t Loading::fact(const std::string& id) const {
  const std::size_t slot = catalogue.vocabulary.find(id);
  return slot == Vocabulary::none ? 0 : slot;
}

std::size_t Loading::entry(std::string_view kind, const std::string& id) const {
  const std::size_t index = catalogue.find(kind, id);
  return index == Vocabulary::none ? 0 : index;
}

Expression Loading::compile(const JsonDocument& document, const std::string& text, Expect expect) {
  std::vector<ExpressionError> errors;
  Expression expression = parse_expression(text, expect, catalogue.vocabulary, errors);
  for (const ExpressionError& error : errors) report(document, text, error);
  return expression;
}

Expression Loading::compile_anywhere(const std::string& text, Expect expect) {
  std::vector<ExpressionError> errors;
  Expression expression = parse_expression(text, expect, catalogue.vocabulary, errors);
  for (const ExpressionError& error : errors) {
    each("facts.json", [&](const JsonDocument& document) { report(document, text, error); });
    each("criteria.json", [&](const JsonDocument& document) { report(document, text, error); });
    each("practice.json", [&](const JsonDocument& document) { report(document, text, error); });
  }
  return expression;
}

std::uint32_t Loading::find_text(const JsonDocument& document, std::string_view text) {
  const auto& nodes = document.tree.nodes;
  std::uint32_t& last = shown_[document.name + '\n' + std::string(text)];
  for (std::uint32_t i = last + 1; i < nodes.size(); ++i) {
    if (nodes[i].kind == JsonKind::string && JsonValue(document, i).string() == text) return last = i;
  }
  return last;
}

void Loading::report(const JsonDocument& document, const std::string& text, const ExpressionError& error) {
  const std::uint32_t node = find_text(document, text);
  if (node == 0) return;  // another file's line, reported there
  const auto characters = [](std::string_view part) {
    return static_cast<int>(std::count_if(part.begin(), part.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
  };
  const std::string_view line = text;
  const auto offset = static_cast<std::size_t>(error.offset);
  Diagnostic& found =
      findings.add(error.code,
                   JsonValue(document, node)
                       .locate(false, characters(line.substr(0, offset)),
                               std::max(1, characters(line.substr(offset, static_cast<std::size_t>(error.width))))),
                   {});
  found.fields = error.fields;
}

}  // namespace pathfinder
