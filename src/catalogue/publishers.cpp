#include "pathfinder/catalogue/publishers.hpp"

#include <algorithm>

#include "pathfinder/base/declared.hpp"
#include "pathfinder/base/words.hpp"

namespace pathfinder {
namespace {

std::string squeezed(std::string_view text) {
  std::string result;
  for (const char c : lower(text)) {
    if (c != ' ' && c != '-' && c != '_') result += c;
  }
  return result;
}

/// The host of the first address in a text; empty where there is none.
std::string host_in(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return {};
  const std::string_view rest = text.substr(scheme + 3);
  const std::string_view host = rest.substr(0, rest.find_first_of("/ )],;\"'"));
  return std::string(host.starts_with("www.") ? host.substr(4) : host);
}

}  // namespace

void describe_publishers(Fields& fields, std::vector<Publisher>& publishers) {
  note_date(fields, "as_of");
  fields.note("rule");
  fields.objects(
      "publishers",
      [&](Fields& row) {
        Publisher& publisher = publishers.emplace_back();
        row.text("id", publisher.id, Need::required);
        row.texts("families", publisher.families);
        row.texts("addresses", publisher.addresses);
      },
      Need::required);
}

std::vector<Publisher> publishers_of(const Catalogue& catalogue) {
  std::vector<Publisher> publishers;
  for (const JsonDocument& document : catalogue.documents) {
    if (document.path != "observations/publishers.json") continue;
    Findings reported_at_load;
    read_object(document, reported_at_load, [&](Fields& fields) { describe_publishers(fields, publishers); });
  }
  return publishers;
}

std::string publisher_of(const std::vector<Publisher>& publishers, std::string_view family, std::string_view source,
                         std::string_view row) {
  if (!family.empty()) {
    const std::string name = squeezed(family);
    for (const Publisher& one : publishers) {
      const auto same = [&](const std::string& listed) { return squeezed(listed) == name; };
      if (std::any_of(one.families.begin(), one.families.end(), same)) return one.id;
    }
    return lower(family);
  }
  const std::string address = lower(source);
  for (const Publisher& one : publishers) {
    const auto within = [&](const std::string& listed) { return address.find(lower(listed)) != std::string::npos; };
    if (std::any_of(one.addresses.begin(), one.addresses.end(), within)) return one.id;
  }
  const std::string host = host_in(address);
  return host.empty() ? std::string(row) : host;
}

}  // namespace pathfinder
