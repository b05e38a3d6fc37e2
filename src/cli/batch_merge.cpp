#include "cli/batch_merge.hpp"

#include <iostream>

#include "pathfinder/saved/batch_summary.hpp"

namespace pathfinder::cli {

int merge_summaries(Session& session, const std::vector<Argument>& files, const std::vector<Argument>& output,
                    Findings& findings) {
  if (files.empty()) findings.add("missing-argument", {"pathfinder batch", 0, 0, "", "", 1}, {{"argument", "FILE"}});
  BatchSummary sum;
  bool first = true;
  for (const Argument& file : files) {
    const std::optional<std::string> text = session.read_file(file, findings);
    if (!text) continue;
    const std::size_t before = findings.all().size();
    const JsonDocument document = parse_json(file.text, *text, findings);
    BatchSummary one;
    read_object(document, findings, [&](Fields& fields) { describe_batch_summary(fields, one); });
    if (findings.all().size() > before) continue;
    const Location where = JsonValue(document, 0).locate();
    if (first) {
      sum = std::move(one);
      first = false;
    } else if (!(sum.made_with == one.made_with)) {
      findings.add("merge-settings", where, {{"other", files.front().text}});
    } else if (!sum.merge(one)) {
      findings.add("merge-parts", where, {});
    }
  }
  findings.throw_if_any();
  const std::string text = write_json([&](Fields& fields) { describe_batch_summary(fields, sum); });
  if (output.empty()) {
    session.out << text;
  } else {
    const Session::Output file{output.front(), text};
    session.write(std::span(&file, 1));
  }
  return exit_answered;
}

}  // namespace pathfinder::cli
