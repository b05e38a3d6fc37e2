#include "pathfinder/report/render_findings.hpp"

#include "pathfinder/base/display_width.hpp"

namespace pathfinder {
namespace {

/// A field value that begins with '@' is a text id; what follows behind tabs fills {0}, {1}, ….
std::string resolve(const std::string& value, const Texts& texts) {
  if (value.empty() || value[0] != '@') return terminal_safe(value);
  std::vector<Field> arguments;
  std::string id = value.substr(1);
  for (std::size_t tab = id.rfind('\t'); tab != std::string::npos; tab = id.rfind('\t')) {
    arguments.insert(arguments.begin(), {"", terminal_safe(id.substr(tab + 1))});
    id.resize(tab);
  }
  for (std::size_t i = 0; i < arguments.size(); ++i) arguments[i].name = std::to_string(i);
  return texts.has(id) ? texts(id, arguments) : id;
}

std::vector<Field> resolved(const Diagnostic& finding, const Texts& texts) {
  std::vector<Field> fields;
  for (const Field& field : finding.fields) fields.push_back({field.name, resolve(field.value, texts)});
  return fields;
}

}  // namespace

std::string finding_message(const Diagnostic& finding, const Texts& texts) {
  return texts("error." + finding.code, resolved(finding, texts));
}

std::string finding_help(const Diagnostic& finding, const Texts& texts) {
  const std::vector<Field> fields = resolved(finding, texts);
  const std::string id = finding.help.empty() ? "help." + finding.code : finding.help;
  for (const Field& field : fields) {
    if (field.name == "near" && !field.value.empty() && texts.has(id + ".near")) return texts(id + ".near", fields);
  }
  return texts.has(id) ? texts(id, fields) : std::string();
}

std::string render_finding(const Diagnostic& finding, const Texts& texts, bool warning) {
  const Location& where = finding.where;
  std::string out = terminal_safe(where.file);
  const bool argument = where.file.rfind("argument ", 0) == 0;
  if (where.line > 0 && !argument) out += ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
  out += ": " + texts(warning ? "finding.warning" : "finding.error") + ": " + finding_message(finding, texts) + " [" +
         finding.code + "]\n";
  if (where.line > 0 && !where.excerpt.empty()) {
    // Long lines are shown around the spot.
    constexpr int before = 40;
    constexpr int longest = 96;
    const std::string excerpt = terminal_safe(where.excerpt);
    const int skip = where.column > longest ? where.column - before : 0;
    const std::string lead = take_columns(excerpt, 0, skip + where.column - 1 - skip);
    const std::string shown = skip > 0 ? "…" + take_columns(excerpt, skip, longest) : take_columns(excerpt, 0, longest);
    const int indent = display_width(skip > 0 ? take_columns(lead, skip, longest) : lead) + (skip > 0 ? 1 : 0);
    const std::string number = argument ? std::string() : std::to_string(where.line);
    const std::string gutter(number.size() + 4, ' ');
    out += "    " + number + " | " + shown + "\n";
    out += gutter + " | " + std::string(static_cast<std::size_t>(indent), ' ') + "^" +
           std::string(static_cast<std::size_t>(std::max(0, std::min(where.width, longest) - 1)), '~') + "\n";
  }
  const std::string help = finding_help(finding, texts);
  if (!help.empty()) out += "  " + texts("finding.help") + ": " + help + "\n";
  return out;
}

std::string render_findings(const std::vector<Diagnostic>& findings, const Texts& texts) {
  std::string out;
  for (const Diagnostic& finding : findings) out += render_finding(finding, texts);
  return out;
}

}  // namespace pathfinder
