#include "cli/session.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include <sys/stat.h>

#include "pathfinder/advise/calibration.hpp"
#include "pathfinder/catalogue/file_formats.hpp"
#include "pathfinder/catalogue/own_models.hpp"
#include "pathfinder/catalogue/quotes.hpp"

#include "cli/embedded_data.hpp"
#include "cli/new_file.hpp"

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

/// The text at "as_of" of a file; empty where there is none.
std::string_view date_of(const JsonDocument& document) {
  if (document.tree.nodes.empty()) return {};
  const JsonValue root(document, 0);
  const std::uint32_t at = root.kind() == JsonKind::object ? root.find("as_of") : 0;
  return at != 0 && root.at(at).kind() == JsonKind::string ? root.at(at).string() : std::string_view();
}

/// A file's bytes up to the size any format accepts; nothing when it cannot be read.
std::optional<std::string> bytes_of(std::istream& in) {
  std::string text;
  std::array<char, 1U << 16U> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_json_bytes + 1) break;  // the parser says that it is too large
  }
  return in.bad() ? std::nullopt : std::optional(std::move(text));
}

/// What a name stands for, through links: device and number of the file. Zeros: nothing is there.
std::pair<std::uint64_t, std::uint64_t> file_id(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino};
}

}  // namespace

Diagnostic io_error(std::string code, std::string file, std::vector<Field> fields) {
  return {std::move(code), {std::move(file), 0, 0, "", "", 1}, std::move(fields), "", true};
}

std::optional<std::string> Session::read_file(const Argument& file, Findings& findings) {
  if (file.text == "-") {
    if (environment.in_is_terminal) {
      findings.add("stdin-is-terminal", locate(file), {});
      return std::nullopt;
    }
    return bytes_of(in);
  }
  std::error_code error;
  const fs::file_status status = fs::status(file.text, error);
  std::string code;
  if (status.type() == fs::file_type::not_found) {
    code = "file-not-found";
  } else if (status.type() == fs::file_type::directory) {
    code = "is-a-directory";
  } else {
    std::ifstream stream(file.text, std::ios::binary);
    std::optional<std::string> text = stream ? bytes_of(stream) : std::nullopt;
    if (text) {
      reads(file.text);
      return text;
    }
    code = "file-unreadable";
  }
  findings.append({io_error(code, file.text)});
  return std::nullopt;
}

void Session::reads(const std::string& path) {
  inputs_.push_back(file_id(path));
}

void Session::check_outputs(std::span<const Argument> outputs) const {
  Findings findings;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const Argument& file = outputs[i];
    if (file.text == "-") continue;
    const auto id = file_id(file.text);
    std::error_code error;
    const bool regular = fs::is_regular_file(file.text, error);
    if (regular && std::find(inputs_.begin(), inputs_.end(), id) != inputs_.end())
      findings.add("output-is-input", locate(file), {{"file", file.text}});
    for (std::size_t j = 0; j < i; ++j) {
      if (outputs[j].text == file.text) findings.add("output-twice", locate(file), {{"file", file.text}});
    }
  }
  findings.throw_if_any();
}

void Session::write(std::span<const Output> outputs) {
  std::vector<Argument> named;
  for (const Output& output : outputs) named.push_back(output.file);
  check_outputs(named);
  std::vector<WholeFile> files;
  for (const Output& output : outputs) {
    if (output.file.text != "-") files.push_back({output.file.text, output.text});
  }
  write_whole_files(files);
  for (const Output& output : outputs) {
    if (output.file.text == "-") out << output.text;
  }
}

void Session::add_data_file(JsonDocument document) {
  overlay_.push_back(std::move(document));
}

void Session::add_data_directory(const Argument& directory, Findings& findings) {
  std::error_code error;
  const fs::path root(directory.text);
  if (!fs::exists(root, error)) return findings.append({io_error("directory-not-found", directory.text)});
  if (!fs::is_directory(root, error)) return findings.append({io_error("not-a-directory", directory.text)});
  std::vector<fs::path> files;
  for (auto at = fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
       !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->path().extension() == ".json") files.push_back(at->path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) findings.add("empty-data", {directory.text, 0, 0, "", "", 1}, {});
  for (const fs::path& file : files) {
    const std::string path = fs::relative(file, root).generic_string();
    if (format_of(path) == nullptr) {
      std::vector<std::string_view> patterns;
      for (const FileFormat& format : file_formats()) patterns.push_back(format.pattern);
      findings.add("unknown-data-file", {file.string(), 0, 0, "", "", 1},
                   {{"file", path}, {"near", std::string(near_miss(path, patterns))}});
      continue;
    }
    const std::optional<std::string> text = read_file({file.string(), directory.position, ""}, findings);
    if (!text) continue;
    JsonDocument document = parse_json(file.string(), *text, findings);
    document.path = path;
    add_data_file(std::move(document));
  }
}

Catalogue* Session::built_in() {
  if (!built_in_) built_in_ = take_ready_catalogue(environment.ready);
  return *built_in_;
}

const Catalogue& Session::catalogue() {
  if (catalogue_ == nullptr && overlay_.empty()) catalogue_ = built_in();
  if (catalogue_ == nullptr) {
    std::vector<JsonDocument> documents = embedded_data();
    Findings older;  // said only where the data do not fit together: an old folder that does is somebody's choice
    for (JsonDocument& document : overlay_) {
      const auto same = std::find_if(documents.begin(), documents.end(),
                                     [&](const JsonDocument& other) { return other.path == document.path; });
      // Sentences come on top of ours one by one, so that a table may change a few.
      if (same != documents.end() && !date_of(document).empty() && date_of(document) < date_of(*same)) {
        const JsonValue root(document, 0);
        older.add("table-older", root.at(root.find("as_of")).locate(),
                  {{"found", std::string(date_of(document))}, {"date", std::string(date_of(*same))}});
      }
      if (same != documents.end() && document.path.rfind("text/", 0) != 0) {
        *same = std::move(document);
      } else {
        documents.push_back(std::move(document));
      }
    }
    overlay_.clear();
    try {
      catalogue_ = &loaded_.emplace(load_catalogue(std::move(documents)));
    } catch (InputError& error) {
      older.append(error.found);
      throw InputError(older.all());
    }
  }
  return *catalogue_;
}

void Session::add_prices(const Argument& file, Findings& findings, Findings& warnings) {
  catalogue();
  const std::optional<std::string> text = read_file(file, findings);
  if (!text) return;
  const std::size_t before = findings.all().size();
  std::vector<Quote> quotes = read_quotes(file.text, *text, *catalogue_, findings);
  if (findings.all().size() > before) return;
  if (quotes.empty()) {
    findings.add("no-quotes", locate(file), {{"file", file.text}});
    return;
  }
  pathfinder::add_quotes(*catalogue_, std::move(quotes));
  for (const Quote* quote : expired_quotes(*catalogue_)) {
    warnings.add("quote-expired",
                 {file.text, std::atoi(quote->id.substr(quote->id.find('-') + 1).c_str()), 0, "", "", 1},
                 {{"item", quote->item}, {"supplier", quote->supplier}, {"until", quote->valid_until}});
  }
}

void Session::add_quotes(const std::vector<Quote>& quotes) {
  catalogue();
  std::vector<Quote> all = catalogue_->quotes;
  for (const Quote& quote : quotes) std::erase_if(all, [&](const Quote& one) { return one.item == quote.item; });
  all.insert(all.end(), quotes.begin(), quotes.end());
  pathfinder::add_quotes(*catalogue_, std::move(all));
}

std::size_t Session::add_model(LanguageModel model) {
  catalogue();
  return pathfinder::add_model(*catalogue_, std::move(model));
}

void Session::add_calibration(const Argument& file, Findings& findings) {
  catalogue();
  const std::optional<std::string> text = read_file(file, findings);
  if (!text) return;
  Calibration calibration;
  const JsonDocument document = parse_json(file.text, *text, findings);
  read_object(document, findings, [&](Fields& fields) { describe_calibration(fields, calibration); });
  // Residuals are against the estimates of their day: with other constants they would correct what is right already.
  if (!calibration.data_date.empty() && calibration.data_date != catalogue_->data_date) {
    const JsonValue root(document, 0);
    findings.add("calibration-of-other-data", root.at(root.find("data_date")).locate(),
                 {{"found", calibration.data_date}, {"date", catalogue_->data_date}});
  }
  catalogue_->sources[calibration_source] = {calibration_source,    file.text,     "",
                                             calibration.data_date, "measurement", true};
  if (calibration.data_date.empty()) catalogue_->sources[calibration_source].date = catalogue_->data_date;
  catalogue_->calibrated = !calibration.quantities.empty();
  catalogue_->calibration = std::move(calibration);
}

const Texts& Session::texts() {
  if (const Catalogue* const ready = built_in()) return ready->texts_in(language);
  if (!texts_) texts_ = texts_in(language);
  return *texts_;
}

std::string_view Session::text_in(const std::string& language, std::string_view id) {
  const JsonDocument document = embedded_file("text/" + language + ".json");
  const JsonValue root(document, 0);
  const std::uint32_t at = root.find(id);
  return at == 0 ? std::string_view() : root.at(at).string();
}

Texts Session::texts_in(const std::string& language) {
  Texts::Sentences sentences;
  const JsonDocument document = embedded_file("text/" + language + ".json");
  JsonValue(document, 0).for_each([&](JsonValue row) { sentences.emplace(row.key(), row.string()); });
  return Texts(language, std::move(sentences));
}

}  // namespace pathfinder::cli
