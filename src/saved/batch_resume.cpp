#include "pathfinder/saved/batch_resume.hpp"

namespace pathfinder {

void describe_batch_resume(Fields& fields, BatchResume& resume) {
  std::string schema = "pathfinder/batch_resume/1";
  fields.choice("schema", schema, {"pathfinder/batch_resume/1"}, Need::required);
  fields.object(
      "made_with", [&](Fields& inner) { describe_batch_settings(inner, resume.made_with); }, Need::required);
  fields.text("input_sha256", resume.input_sha256);
  fields.text("form", resume.form, Need::required);
  fields.text("language", resume.language, Need::required);
  fields.number("part", resume.part, positive(Need::required));
  fields.number("parts_of", resume.parts_of, positive(Need::required));
}

std::string other_run(const BatchResume& begun, const BatchResume& now) {
  const BatchSettings& a = begun.made_with;
  const BatchSettings& b = now.made_with;
  // A stream has no digest: then the last line, answered again, has to tell.
  if (begun.input_sha256 != now.input_sha256 && !begun.input_sha256.empty() && !now.input_sha256.empty())
    return "input";
  if (a.version != b.version) return "version";
  if (a.data_sha256 != b.data_sha256) return "data";
  const bool same = a.draws == b.draws && a.limits_sha256 == b.limits_sha256 && begun.form == now.form &&
                    begun.language == now.language && begun.part == now.part && begun.parts_of == now.parts_of;
  return same ? "" : "options";
}

}  // namespace pathfinder
