#include "pathfinder/catalogue/ci_jobs.hpp"

#include "pathfinder/base/declared.hpp"
#include "pathfinder/catalogue/formats.hpp"

namespace pathfinder {

void describe(Fields& fields, CiJob& job) {
  fields.text("id", job.id, Need::required);
  note_date(fields, "as_of", Need::required);
  describe(fields, "name", job.name);
  fields.text("path", job.path, Need::required);
  fields.texts("lines", job.lines, Need::required);
}

std::vector<CiJob> ci_jobs(std::span<const JsonDocument> documents, Findings& findings) {
  std::vector<CiJob> all;
  for (const JsonDocument& document : documents) {
    if (document.path.rfind("ci/", 0) != 0) continue;
    CiJob job;
    read_object(document, findings, [&](Fields& fields) { describe(fields, job); });
    all.push_back(std::move(job));
  }
  return all;
}

}  // namespace pathfinder
