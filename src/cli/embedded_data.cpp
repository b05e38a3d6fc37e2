#include "cli/embedded_data.hpp"

#include <cstring>
#include <span>
#include <stdexcept>

#include "pathfinder/base/embedded_image.hpp"

namespace pathfinder::cli {
namespace {

std::span<const EmbeddedFile> files_of(const char* image) {
  EmbeddedHeader header{};
  std::memcpy(&header, image, sizeof header);
  if (header.magic != embedded_magic) throw std::logic_error("embedded data image has another layout");
  return {reinterpret_cast<const EmbeddedFile*>(image + sizeof header), header.files};
}

std::string_view name_of(const EmbeddedFile& file, const char* image) {
  return {image + file.name, file.name_size};
}

JsonDocument document_of(const EmbeddedFile& file, const char* image) {
  const std::string path(name_of(file, image));
  return {
      "data/" + path,
      path,
      {image + file.text, file.text_size},
      {{reinterpret_cast<const JsonNode*>(image + file.nodes), file.nodes_count}, {image + file.pool, file.pool_size}},
      nullptr};
}

}  // namespace

std::vector<JsonDocument> embedded_data(const char* image) {
  if (image == nullptr) image = embedded_image().data();
  std::vector<JsonDocument> documents;
  const std::span<const EmbeddedFile> files = files_of(image);
  documents.reserve(files.size());
  for (const EmbeddedFile& file : files) documents.push_back(document_of(file, image));
  return documents;
}

JsonDocument embedded_file(std::string_view path) {
  const char* const image = embedded_image().data();
  for (const EmbeddedFile& file : files_of(image)) {
    if (name_of(file, image) == path) return document_of(file, image);
  }
  throw std::logic_error("embedded data has no " + std::string(path));
}

std::string embedded_data_date() {
  const JsonDocument facts = embedded_file("facts.json");
  const JsonValue root(facts, 0);
  return std::string(root.at(root.find("as_of")).string());
}

}  // namespace pathfinder::cli
