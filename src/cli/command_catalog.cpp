// catalog list|show|check: what the program knows, with dates and sources. `list` is for reading; `show` prints data/
// as it is written, so that a user can copy a file, change it and pass --data, and says on standard error what the text
// does not hold; `check` lists what rests on memory, age or one source.
#include <algorithm>
#include <filesystem>
#include <iostream>

#include "pathfinder/advise/procurement.hpp"
#include "pathfinder/base/words.hpp"
#include "pathfinder/catalogue/entries.hpp"
#include "pathfinder/catalogue/near_names.hpp"
#include "pathfinder/report/build/catalogue.hpp"
#include "pathfinder/report/build/evidence.hpp"

#include "cli/fact_options.hpp"
#include "cli/output_options.hpp"
#include "cli/policy_options.hpp"

namespace pathfinder::cli {
namespace {

/// The command with its arguments read.
class CatalogCommand {
 public:
  explicit CatalogCommand(Session& session) : session_(session), texts_(session.texts()) {}

  int run() {
    add_data_directories(session_, findings_);
    findings_.throw_if_any();
    Arguments arguments("catalog", texts_);
    std::string kinds;
    for (const EntryKind& kind : entry_kinds()) kinds += (kinds.empty() ? "" : " ") + std::string(kind.id);
    arguments.positional("list|show|check", words_, texts_("catalog.arguments", {{"kinds", kinds}}), 0, 3);
    arguments.positional_takes([] {
      std::vector<std::string> words = {"list", "show", "check"};
      for (const EntryKind& kind : entry_kinds()) words.emplace_back(kind.id);
      return words;
    });
    OutputOptions output(session_, arguments, "catalog.option.output");
    output_ = &output;
    arguments.option("--data", data_, "DIR", texts_("option.data"), "group.input");
    if (arguments.done(session_, findings_)) return exit_answered;
    output.read(findings_);
    const std::string action = words_.empty() ? "list" : words_[0].text;
    if (action != "list" && action != "show" && action != "check")
      refuse_word("catalog", words_[0], {"list", "show", "check"}, findings_);
    const EntryKind* kind = nullptr;
    if (words_.size() > 1) kind = entry_kind(words_[1].text);
    if (words_.size() > 1 && kind == nullptr) {
      std::vector<std::string_view> names;
      for (const EntryKind& one : entry_kinds()) names.push_back(one.id);
      findings_.add("unknown-name", locate(words_[1]),
                    {{"what", "@what.kind"},
                     {"found", words_[1].text},
                     {"near", std::string(near_miss(words_[1].text, names))},
                     {"command", "catalog list"}});
    }
    if (action != "show" && words_.size() > 2)
      findings_.add("unexpected-argument", locate(words_[2]), {{"argument", words_[2].text}, {"near", ""}});
    if (action == "show" && words_.size() < 2) {
      findings_.add("missing-argument", {"pathfinder catalog show", 0, 0, "", "", 1}, {{"argument", "KIND"}});
    }
    findings_.throw_if_any();
    if (action == "list") return kind == nullptr ? list_all() : list(*kind);
    if (action == "check") return check(kind);
    return show(*kind);
  }

 private:
  int print(const Listing& listing, const std::string& hint, std::initializer_list<std::string_view> once = {}) {
    if (output_->json()) return write(listing.json());
    Document document;
    document.blocks.push_back(listing.table(output_->columns(), once));
    if (!hint.empty()) document.blocks.push_back(Paragraph{hint, Emphasis::muted, ""});
    return write(render_text(document, output_->layout()));
  }
  int write(std::string_view text) {
    output_->print(text);
    return exit_answered;
  }

  int list_all() {
    const Sentences say(session_.catalogue(), session_.language);
    return print(list_kinds(session_.catalogue(), say), texts_("catalog.hint.kinds"));
  }

  int list(const EntryKind& kind) {
    const Catalogue& catalogue = session_.catalogue();
    const Sentences say(catalogue, session_.language);
    const std::vector<RegionView> ranks =
        kind.id == "regions" ? ranked_regions({1}, {}, catalogue) : std::vector<RegionView>();
    return print(list_entries(catalogue, kind, ranks, say), texts_("catalog.hint." + std::string(kind.id)), {"as_of"});
  }

  int check(const EntryKind* kind) {
    const Sentences say(session_.catalogue(), session_.language);
    const Evidence evidence = evidence_of(session_.catalogue(), today(session_));
    const std::string_view only = kind == nullptr ? std::string_view() : kind->id;
    if (output_->json()) return write(evidence_json(evidence, only, say));
    if (kind == nullptr) return print(list_evidence(evidence, say), texts_("catalog.hint.check"));
    return print(list_findings(evidence, only, say), texts_("catalog.hint.findings"), {"kind"});
  }

  /// What the text of entries does not hold, for whoever reads it on a terminal or sends it to a file; of kinds whose
  /// figures age.
  void say_about(const EntryKind& kind, const std::vector<EntryText>& found) {
    static constexpr std::string_view kinds_that_age[] = {"gpus", "models", "regions", "sources"};
    if (output_->json() || session_.quiet ||
        std::find(std::begin(kinds_that_age), std::end(kinds_that_age), kind.id) == std::end(kinds_that_age))
      return;
    const Sentences say(session_.catalogue(), session_.language);
    for (const EntryText& entry : found) {
      for (const std::string& line : about_entry(session_.catalogue(), kind, entry, today(session_), say))
        session_.err << line << "\n";
    }
  }

  int show(const EntryKind& kind) {
    const Catalogue& catalogue = session_.catalogue();
    if (words_.size() == 2) return show_files(files_of(catalogue, kind));
    const std::vector<EntryText> found = find_entries(catalogue, kind, words_[2].text);
    if (kind.id == "prices" && show_prices(found)) return exit_answered;
    if (found.empty()) {
      std::vector<std::string_view> names;
      const std::vector<EntryText> all = entries(catalogue, kind);
      for (const EntryText& entry : all) names.push_back(id_of(entry));
      std::string lower;
      for (const char c : words_[2].text) lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      std::string near(near_miss(lower, names));
      if (kind.id == "gpus" || kind.id == "models") near = join(near_names(catalogue, kind.id, words_[2].text).ids);
      findings_.add("unknown-name", locate(words_[2]),
                    {{"what", "@what.entry." + std::string(kind.id)},
                     {"found", words_[2].text},
                     {"near", near},
                     {"command", "catalog list " + std::string(kind.id)}});
      findings_.throw_if_any();
    }
    say_about(kind, found);
    if (found.front().node == 0) {
      std::vector<const JsonDocument*> files;
      for (const EntryText& entry : found) files.push_back(entry.document);
      return show_files(files);
    }
    std::string text;
    for (const EntryText& entry : found) text += std::string(entry.text()) + "\n";
    return write(text);
  }

  /// Files as they are; into a directory laid out like data/ where --output names one.
  int show_files(const std::vector<const JsonDocument*>& files) {
    namespace fs = std::filesystem;
    const auto is_directory = [](const std::string& path) {
      std::error_code error;
      return path.ends_with('/') || fs::is_directory(path, error);
    };
    if (!output_->files().empty() && is_directory(output_->files().front().text)) {
      for (const JsonDocument* file : files) {
        const fs::path path = fs::path(output_->files().front().text) / file->path;
        std::error_code error;
        fs::create_directories(path.parent_path(), error);
        if (error) throw InputError({io_error("cannot-write", path.string(), {{"reason", error.message()}})});
        write_whole_file(path.string(), file->text);
      }
      return exit_answered;
    }
    std::string text;
    for (const JsonDocument* file : files) text += file->text;
    return write(text);
  }

  /// Prices are read across sellers: all dated rows of an accelerator, a model or a seller. A seller's file itself is
  /// what --format json shows. False when nothing has that name.
  bool show_prices(const std::vector<EntryText>& providers) {
    const Catalogue& catalogue = session_.catalogue();
    if (output_->json() && !providers.empty()) return write(providers.front().document->text) == exit_answered;
    std::vector<std::string_view> things;
    for (const std::string_view kind : {"gpus", "models"}) {
      for (const EntryText& entry : find_entries(catalogue, *entry_kind(kind), words_[2].text))
        things.push_back(id_of(entry));
    }
    if (providers.empty() && things.empty()) return false;
    const std::string_view seller = providers.empty() ? std::string_view() : id_of(providers.front());
    const Sentences say(catalogue, session_.language);
    const Listing listing =
        list_prices(catalogue, say, today(session_), [&](std::string_view provider, std::string_view thing) {
          return seller.empty() ? std::find(things.begin(), things.end(), thing) != things.end() : provider == seller;
        });
    print(listing, texts_("catalog.hint.price_rows"), {"seller", "what", "per", "read"});
    return true;
  }

  Session& session_;
  const Texts& texts_;
  Findings findings_;
  std::vector<Argument> words_, data_;
  const OutputOptions* output_ = nullptr;
};

}  // namespace

int command_catalog(Session& session) {
  return CatalogCommand(session).run();
}

}  // namespace pathfinder::cli
