#include "cli/embedded_data.hpp"

#include <cstring>
#include <stdexcept>

#include "pathfinder/base/embedded_image.hpp"

extern "C" {
extern const char pathfinder_embedded_begin[];
extern const char pathfinder_embedded_end[];
}

namespace pathfinder::cli {

std::vector<JsonDocument> embedded_data() {
  const char* image = pathfinder_embedded_begin;
  EmbeddedHeader header{};
  std::memcpy(&header, image, sizeof header);
  if (header.magic != embedded_magic) throw std::logic_error("embedded data image has another layout");

  const auto* files = reinterpret_cast<const EmbeddedFile*>(image + sizeof header);
  std::vector<JsonDocument> documents;
  documents.reserve(header.files);
  for (std::uint32_t i = 0; i < header.files; ++i) {
    const EmbeddedFile& file = files[i];
    const std::string path(image + file.name, file.name_size);
    documents.push_back({"data/" + path,
                         path,
                         {image + file.text, file.text_size},
                         {{reinterpret_cast<const JsonNode*>(image + file.nodes), file.nodes_count},
                          {image + file.pool, file.pool_size}},
                         nullptr});
  }
  return documents;
}

std::string embedded_data_date() {
  for (const JsonDocument& document : embedded_data()) {
    if (document.path != "facts.json") continue;
    const JsonValue root(document, 0);
    return std::string(root.at(root.find("as_of")).string());
  }
  throw std::logic_error("embedded data has no facts.json");
}

}  // namespace pathfinder::cli
