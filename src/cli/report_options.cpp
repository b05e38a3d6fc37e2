#include "cli/report_options.hpp"

#include <algorithm>
#include <charconv>
#include <iostream>

#include "pathfinder/catalogue/report_templates.hpp"
#include "pathfinder/report/build/report.hpp"
#include "pathfinder/saved/write_decision.hpp"

#include "cli/output_options.hpp"

namespace pathfinder::cli {
namespace {

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const Format& format : formats()) names.push_back(format.name);
  return names;
}

const Format* format_named(std::string_view name) {
  for (const Format& format : formats()) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

/// The format that a file name's ending means.
const Format* format_of_file(const Argument& file, Findings& findings) {
  if (file.text == "-") return format_named("text");
  std::string endings;
  for (const Format& format : formats()) {
    if (format.ending.empty()) continue;
    if (file.text.size() > format.ending.size() && file.text.ends_with(format.ending)) return &format;
    endings += (endings.empty() ? "" : ", ") + std::string(format.ending);
  }
  findings.add("format-unknown", locate(file), {{"found", file.text}, {"allowed", endings}});
  return nullptr;
}

}  // namespace

ReportOptions::ReportOptions(Session& session, Arguments& arguments) : session_(session) {
  const Texts& texts = session.texts();
  std::string names;
  for (const std::string_view name : format_names()) names += (names.empty() ? "" : "|") + std::string(name);
  arguments.option("--format", format_, names, texts("option.format"));
  arguments.option("--output", output_, "FILE", texts("option.output"));
  arguments.flag("--full", context_.full, texts("option.full"));
  arguments.option("--template", template_, "ID", texts("option.template"));
  arguments.takes([&session] {
    Findings findings;
    return ids_of(report_templates(session.catalogue().documents, report_sections(), findings));
  });
  arguments.option("--sections", sections_, "ID,ID", texts("option.sections"));
  arguments.takes([] { return std::vector<std::string>(report_sections().begin(), report_sections().end()); });
  arguments.option("--width", width_, "N", texts("option.width"));
}

void ReportOptions::read(Findings& findings) {
  for (const auto* values : {&format_, &template_}) {
    for (std::size_t i = 1; i < values->size(); ++i)
      findings.add("option-twice", locate((*values)[i]), {{"option", (*values)[i].option}});
  }
  if (!template_.empty()) {
    templates_ = report_templates(session_.catalogue().documents, report_sections(), findings);
    std::vector<std::string_view> ids;
    for (const ReportTemplate& one : templates_) {
      ids.push_back(one.id);
      if (one.id == template_.front().text) context_.report_template = &one;
    }
    if (context_.report_template == nullptr) refuse_word("--template", template_.front(), ids, findings);
  }
  const std::vector<std::string_view> known(report_sections().begin(), report_sections().end());
  for (const Argument& list : sections_) {
    std::string_view rest = list.text;
    for (;;) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      const Argument one{std::string(rest.substr(0, end)), list.position, list.option};
      if (std::find(known.begin(), known.end(), one.text) == known.end()) {
        refuse_word("--sections", one, known, findings);
      } else {
        context_.sections.push_back(one.text);
      }
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
    }
  }
  if (!template_.empty() && !sections_.empty())
    findings.add("template-and-sections", locate(sections_.front()), {{"template", template_.front().text}});
  if (!format_.empty() && output_.size() > 1) {
    findings.add("format-of-several", locate(format_.front()), {{"files", std::to_string(output_.size())}});
  } else if (!format_.empty()) {
    chosen_.push_back(format_named(format_.front().text));
    if (chosen_.front() == nullptr) refuse_word("--format", format_.front(), format_names(), findings);
  } else {
    for (const Argument& file : output_) chosen_.push_back(format_of_file(file, findings));
  }
  if (chosen_.empty()) chosen_.push_back(format_named("text"));

  context_.language = session_.language;
  context_.date = session_.environment.source_date;
  context_.width = session_.environment.width;
  context_.color = output_.empty() && session_.environment.out_is_terminal && !session_.environment.no_color;
  if (!width_.empty()) {
    int columns = 0;
    const std::string& text = width_.front().text;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), columns);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || columns < 40 || columns > 400) {
      findings.add("out-of-range", locate(width_.front()),
                   {{"key", "--width"}, {"expected", "@expected.between\t40\t400"}, {"found", text}});
    }
    context_.width = columns;
  }
}

bool ReportOptions::wants_edition() const {
  return context_.report_template != nullptr || !context_.sections.empty() ||
         std::any_of(chosen_.begin(), chosen_.end(), [](const Format* format) { return format->name != "text"; });
}

void ReportOptions::write(const Decision& decision, const Words& words) const {
  // What writes the decision itself holds every figure against its description.
  const auto checks = [](const Format* format) { return format->name == "json"; };
  if (!std::all_of(chosen_.begin(), chosen_.end(), checks)) check_decision(decision, words);
  std::vector<std::string> reports;
  for (const Format* format : chosen_) reports.push_back(format->render(decision, words, context_));
  if (output_.empty()) session_.out << reports.front();
  std::vector<Session::Output> outputs;
  for (std::size_t i = 0; i < output_.size(); ++i) outputs.push_back({output_[i], reports[i]});
  session_.write(outputs);
}

}  // namespace pathfinder::cli
