#include "pathfinder/wording/findings.hpp"

#include <algorithm>

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

/// Characters from number `from` on, `count` of them.
std::string_view characters(std::string_view text, int from, int count) {
  const auto skip = [&](std::size_t at, int many) {
    for (; many > 0 && at < text.size(); --many) {
      ++at;
      while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
    return at;
  };
  const std::size_t start = skip(0, from);
  return text.substr(start, skip(start, count) - start);
}

/// The line with the spot underlined. Places count characters, a terminal counts columns: a Chinese character has two.
std::string show_spot(const Location& where, const std::string& number) {
  constexpr int before = 40;
  constexpr int longest = 96;
  const std::string excerpt = terminal_safe(where.excerpt);
  const int column = where.column - where.left_out - 1;
  const int start = display_width(terminal_safe(characters(where.excerpt, 0, column)));
  const int marked = std::max(1, display_width(terminal_safe(characters(where.excerpt, column, where.width))));
  // Long lines are shown around the spot.
  const int skip = start + marked > longest ? std::max(0, start - before) : 0;
  const bool cut = skip > 0 || where.left_out > 0;
  const std::string gutter(number.size() + 4, ' ');
  return "    " + number + " | " + (cut ? "…" : "") + take_columns(excerpt, skip, longest) + "\n" + gutter + " | " +
         std::string(static_cast<std::size_t>(start - skip + (cut ? 1 : 0)), ' ') + "^" +
         std::string(static_cast<std::size_t>(std::min(marked, longest - (start - skip)) - 1), '~') + "\n";
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
  out += ": " + texts(warning ? "finding.warning" : "finding.error") + finding_message(finding, texts) + " [" +
         finding.code + "]\n";
  if (where.line > 0 && !where.excerpt.empty()) {
    out += show_spot(where, argument ? std::string() : std::to_string(where.line));
  }
  const std::string help = finding_help(finding, texts);
  if (!help.empty()) out += "  " + texts("finding.help") + help + "\n";
  return out;
}

std::string render_findings(const std::vector<Diagnostic>& findings, const Texts& texts) {
  std::string out;
  for (const Diagnostic& finding : findings) out += render_finding(finding, texts);
  return out;
}

}  // namespace pathfinder
