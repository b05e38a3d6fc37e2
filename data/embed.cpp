// Build tool: packs data/*.json into one image, each file as text and as parsed tree, so that a start parses nothing.
// usage: pathfinder_embed DATA_DIR NAMES.txt IMAGE
// The layout is read back by src/cli/embedded_data.cpp; both use base/embedded_image.hpp.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "pathfinder/base/embedded_image.hpp"
#include "pathfinder/base/json_document.hpp"
#include "pathfinder/base/sha256.hpp"

namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return in ? text.str() : std::string();
}

/// Appends bytes at a multiple of 8 and returns where they start.
std::uint32_t append(std::string& image, const void* bytes, std::size_t size) {
  image.resize((image.size() + 7) / 8 * 8, '\0');
  const auto offset = static_cast<std::uint32_t>(image.size());
  image.append(static_cast<const char*>(bytes), size);
  return offset;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: pathfinder_embed DATA_DIR NAMES.txt IMAGE\n";
    return 2;
  }
  std::vector<std::string> names;
  std::istringstream list(read_file(argv[2]));
  for (std::string name; std::getline(list, name);) {
    if (!name.empty()) names.push_back(name);
  }

  pathfinder::Findings findings;
  const pathfinder::EmbeddedHeader header{pathfinder::embedded_magic, static_cast<std::uint32_t>(names.size())};
  std::vector<pathfinder::EmbeddedFile> files(names.size());
  std::string image(sizeof header + files.size() * sizeof(pathfinder::EmbeddedFile), '\0');
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string text = read_file(std::string(argv[1]) + "/" + names[i]);
    const auto tree = pathfinder::build_tree(names[i], text, findings);
    if (!tree) continue;
    const std::string signed_text = text + pathfinder::sha256_hex(text);
    files[i] = {append(image, names[i].data(), names[i].size()),
                static_cast<std::uint32_t>(names[i].size()),
                append(image, signed_text.data(), signed_text.size()),
                static_cast<std::uint32_t>(text.size()),
                append(image, tree->nodes.data(), tree->nodes.size() * sizeof(pathfinder::JsonNode)),
                static_cast<std::uint32_t>(tree->nodes.size()),
                append(image, tree->pool.data(), tree->pool.size()),
                static_cast<std::uint32_t>(tree->pool.size())};
  }
  for (const pathfinder::Diagnostic& one : findings.all()) {
    std::cerr << argv[1] << '/' << one.where.file << ':' << one.where.line << ':' << one.where.column
              << ": error: " << one.code << '\n';
  }
  if (!findings.empty()) return 1;

  image.replace(0, sizeof header, reinterpret_cast<const char*>(&header), sizeof header);
  image.replace(sizeof header, files.size() * sizeof(pathfinder::EmbeddedFile),
                reinterpret_cast<const char*>(files.data()), files.size() * sizeof(pathfinder::EmbeddedFile));
  std::ofstream out(argv[3], std::ios::binary);
  out.write(image.data(), static_cast<std::streamsize>(image.size()));
  return out ? 0 : 74;
}
