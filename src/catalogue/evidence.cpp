#include "pathfinder/catalogue/evidence.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "pathfinder/base/calendar.hpp"

namespace pathfinder {
namespace {

/// Prices move within months; tariffs are set by the year and seldom move by much.
constexpr double price_days = 366;
constexpr double tariff_days = 3 * 366;

using Visit = std::function<void(JsonValue)>;

void walk(JsonValue value, const Visit& visit) {
  visit(value);
  value.for_each([&](JsonValue child) { walk(child, visit); });
}

std::string listed(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// The count of one kind under way.
class Counter {
 public:
  Counter(const Catalogue& catalogue, std::string_view kind, std::string_view today, Evidence& evidence)
      : catalogue_(catalogue), today_(today), evidence_(evidence) {
    count_.kind = kind;
  }
  EvidenceCount take() { return std::move(count_); }

  void entry(const EntryText& one) {
    id_ = id_of(one);
    ++count_.entries;
    const JsonValue value = one.value();
    if (count_.kind == "gpus" || count_.kind == "models") return by_field(value);
    if (count_.kind == "prices") return price_rows(value);
    if (count_.kind == "regions") return region(value);
    if (count_.kind == "sources") return source(value);
    by_source(value);
  }

 private:
  void add(std::string_view finding, std::string what) {
    evidence_.rows.push_back({count_.kind, id_, std::string(finding), std::move(what)});
  }

  /// Files with "sources" by field and a list "recalled".
  void by_field(JsonValue file) {
    std::set<std::string_view> sources;
    std::vector<std::string> recalled;
    if (const std::uint32_t at = file.find("sources"); at != 0) {
      file.at(at).for_each([&](JsonValue field) {
        ++count_.figures;
        sources.insert(field.string());
      });
      if (file.at(at).size() > 1 && sources.size() == 1) {
        ++count_.single_source;
        add("single-source", std::string(*sources.begin()));
      }
    }
    if (const std::uint32_t at = file.find("recalled"); at != 0)
      file.at(at).for_each([&](JsonValue field) { recalled.emplace_back(field.string()); });
    if (recalled.empty()) return;
    count_.figures += static_cast<double>(recalled.size());
    count_.recalled += static_cast<double>(recalled.size());
    add("recalled", listed(recalled));
  }

  void price_rows(JsonValue file) {
    std::vector<std::string> recalled, old;
    file.for_each([&](JsonValue list) {
      if (list.kind() != JsonKind::array) return;
      list.for_each([&](JsonValue row) {
        const std::string_view date = member_text(row, "as_of");
        if (date.empty()) return;
        ++count_.figures;
        std::string name(list.key());
        for (const std::string_view key : {"gpu", "model", "item", "id"}) {
          if (const std::string_view of = member_text(row, key); !of.empty()) {
            name = of;
            break;
          }
        }
        if (member_text(row, "verified") == "recalled") recalled.push_back(name);
        if (stale_price(date, today_)) old.push_back(name + " " + std::string(date));
      });
    });
    count_.recalled += static_cast<double>(recalled.size());
    count_.stale += static_cast<double>(old.size());
    if (!recalled.empty()) add("recalled", listed(recalled));
    if (!old.empty()) add("stale", listed(old));
  }

  void region(JsonValue row) {
    std::vector<std::string> recalled;
    for (const std::string_view key : {"carbon", "power_price"}) {
      const std::string verified = std::string(key) + "_verified";
      if (row.find(verified) == 0) continue;
      ++count_.figures;
      if (member_text(row, verified) == "recalled") recalled.emplace_back(key);
    }
    count_.recalled += static_cast<double>(recalled.size());
    if (!recalled.empty()) add("recalled", listed(recalled));
    const std::string_view date = member_text(row, "power_price_as_of");
    if (date.empty() || !stale_tariff(date, today_)) return;
    ++count_.stale;
    add("stale", std::string(date));
  }

  void source(JsonValue row) {
    ++count_.figures;
    const std::uint32_t read = row.find("read");
    if (read != 0 && !row.at(read).boolean()) {
      ++count_.recalled;
      add("recalled", std::string(member_text(row, "title")));
    }
    const std::uint32_t weak = row.find("weak");
    if (weak != 0 && row.at(weak).boolean()) {
      ++count_.weak;
      add("weak", std::string(member_text(row, "title")));
    }
    const std::uint32_t code = row.find("cited_by_code");
    if ((code != 0 && row.at(code).boolean()) || cited().count(id_) != 0) return;
    ++count_.uncited;
    add("uncited", std::string(member_text(row, "title")));
  }

  /// Rows that name a source each, at any depth.
  void by_source(JsonValue entry) {
    double unread = 0;
    std::set<std::string> which;
    walk(entry, [&](JsonValue value) {
      const bool named = value.kind() == JsonKind::string && value.key() == "source";
      if (!named) return;
      ++count_.figures;
      const auto found = catalogue_.sources.find(std::string(value.string()));
      if (found == catalogue_.sources.end() || found->second.read) return;
      ++unread;
      which.insert(found->first);
    });
    count_.recalled += unread;
    if (unread > 0) add("recalled", listed(std::vector<std::string>(which.begin(), which.end())));
  }

  /// Every text of data/ that is the id of a source.
  const std::set<std::string, std::less<>>& cited() {
    if (!cited_.empty()) return cited_;
    for (const JsonDocument& document : catalogue_.documents) {
      if (document.tree.nodes.empty() || document.path.starts_with("sources/") || document.path.starts_with("text/"))
        continue;
      walk(JsonValue(document, 0), [&](JsonValue value) {
        if (value.kind() == JsonKind::string) cited_.emplace(value.string());
      });
    }
    return cited_;
  }

  const Catalogue& catalogue_;
  std::string_view today_;
  Evidence& evidence_;
  EvidenceCount count_;
  std::string id_;
  std::set<std::string, std::less<>> cited_;
};

/// Whether `text` holds `word` as a whole word: how a condition reads a fact.
bool has_word(std::string_view text, std::string_view word) {
  const auto part = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !part(text[at - 1])) && (end == text.size() || !part(text[end]))) return true;
  }
  return false;
}

/// Whether what stands at `value` names `id`: as a text, as a key, or in a condition.
bool names(JsonValue value, std::string_view id) {
  if (value.key() == id) return true;
  if (value.kind() != JsonKind::string) return false;
  if (value.string() == id) return true;
  static const std::set<std::string_view> conditions = {"when", "as", "raw", "weeks_by_skill"};
  return conditions.count(value.key()) != 0 && has_word(value.string(), id);
}

/// Counts the rows and files at and below `value` that name `id`; true where `value` itself does, outside a row of its
/// own.
bool count_names(JsonValue value, std::string_view id, std::uint32_t own, double& count) {
  if (own != 0 && value.index() == own) return false;
  bool here = names(value, id);
  const bool rows = value.kind() == JsonKind::array;
  value.for_each([&](JsonValue child) {
    const bool there = count_names(child, id, own, count);
    if (there && rows && child.kind() == JsonKind::object) {
      ++count;
    } else {
      here = here || there;
    }
  });
  return here;
}

}  // namespace

bool stale_price(std::string_view as_of, std::string_view today) {
  return days_between(as_of, today) > price_days;
}

bool stale_tariff(std::string_view as_of, std::string_view today) {
  return days_between(as_of, today) > tariff_days;
}

Evidence evidence_of(const Catalogue& catalogue, std::string_view today) {
  Evidence evidence;
  for (const EntryKind& kind : entry_kinds()) {
    Counter counter(catalogue, kind.id, today, evidence);
    for (const EntryText& one : entries(catalogue, kind)) counter.entry(one);
    evidence.counts.push_back(counter.take());
  }
  return evidence;
}

double reach(const Catalogue& catalogue, const EntryText& entry) {
  const std::string_view id = id_of(entry);
  double count = 0;
  for (const JsonDocument& document : catalogue.documents) {
    if (document.tree.nodes.empty() || document.path.starts_with("text/")) continue;
    const bool same = document.path == entry.document->path;
    if (same && entry.node == 0) continue;
    if (count_names(JsonValue(document, 0), id, same ? entry.node : 0, count)) ++count;
  }
  return count;
}

}  // namespace pathfinder
