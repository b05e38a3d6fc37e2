// Build tool: loads the catalogue of data/, checks it, and writes down the memory that a copy of it fills, for the
// address where cli/ready_catalogue will map it.
//
//     pathfinder_ready IMAGE
//
// The image is empty where that address cannot be had on this system, or where the copy holds more than itself: the
// program then loads its data when it starts. A row that is made on the stack and moved may bring what lay there
// between its members; compilers differ in that, and of g++ a user's build has an image (ready_catalogue_test).
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <new>
#include <string>
#include <type_traits>
#include <vector>

#include <sys/mman.h>

#include "pathfinder/base/embedded_image.hpp"
#include "pathfinder/catalogue/catalogue.hpp"
#include "pathfinder/catalogue/edition.hpp"
#include "pathfinder/wording/findings.hpp"

#include "cli/embedded_data.hpp"
#include "cli/ready_catalogue.hpp"
#include "cli/session.hpp"

namespace {

using namespace pathfinder;

/// The memory that is written down: given out from the front, never taken back.
struct Arena {
  char* const begin = reinterpret_cast<char*>(ready_place);
  static constexpr std::size_t capacity = std::size_t{256} << 20U;
  std::size_t used = 0;
  bool open = false;  ///< whether `new` gives it out

  void* take(std::size_t size) noexcept {
    constexpr std::size_t alignment = alignof(std::max_align_t);
    char* const at = begin + used;
    used += (size + alignment - 1) / alignment * alignment;
    if (used <= capacity) return at;
    std::cerr << "pathfinder_ready: the catalogue is larger than " << capacity << " bytes\n";
    std::_Exit(1);
  }
};
Arena arena;

/// A document read from a text of its own, which somebody owns, becomes one whose text and tree lie in the arena.
void bring_in(JsonDocument& document) {
  const auto copied = [](const auto* from, std::size_t count) {
    auto* to = static_cast<std::remove_cvref_t<decltype(*from)>*>(arena.take(count * sizeof(*from)));
    std::copy_n(from, count, to);
    return to;
  };
  const JsonTree tree = document.tree;
  document.text = {copied(document.text.data(), document.text.size()), document.text.size()};
  document.tree = {{copied(tree.nodes.data(), tree.nodes.size()), tree.nodes.size()},
                   {copied(tree.pool.data(), tree.pool.size()), tree.pool.size()}};
  document.owner = nullptr;
}

/// A word of the arena that points at memory which will not be there when it is read: where, and into what.
std::string pointer_outside() {
  struct Range {
    std::uint64_t begin, end;
    std::string line;
  };
  std::vector<Range> mapped;
  std::ifstream maps("/proc/self/maps");
  // What sanitizers keep for themselves is larger than any memory or lies where numbers are, below 2^32.
  constexpr std::uint64_t larger_than_memory = std::uint64_t{1} << 40U, numbers = std::uint64_t{1} << 32U;
  for (std::string line; std::getline(maps, line);) {
    Range range{0, 0, line};
    char readable = '-';
    if (std::sscanf(line.c_str(), "%lx-%lx %c", &range.begin, &range.end, &readable) == 3 && readable == 'r' &&
        range.begin >= numbers && range.begin != embedded_place && range.begin != ready_place &&
        range.end - range.begin < larger_than_memory)
      mapped.push_back(range);
  }
  for (std::size_t at = 0; at + sizeof(std::uint64_t) <= arena.used; at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, arena.begin + at, sizeof word);
    for (const Range& range : mapped) {
      if (word >= range.begin && word < range.end) return "byte " + std::to_string(at) + " points into " + range.line;
    }
  }
  return {};
}

int write_file(const char* path, std::size_t size) {
  std::ofstream out(path, std::ios::binary);
  out.write(arena.begin, static_cast<std::streamsize>(size));
  out.close();
  return out ? 0 : 74;
}

int write_none(const char* path, const std::string& why) {
  std::cerr << "pathfinder_ready: no ready catalogue, " << why << ": the program will load its data at each start\n";
  return write_file(path, 0);
}

int write_image(const char* path) {
  if (!cli::map_at(embedded_place, embedded_image(), cli::View::read_only) ||
      ::mmap(arena.begin, Arena::capacity, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE | MAP_NORESERVE, -1, 0) != arena.begin)
    return write_none(path, "its address is taken");
  Catalogue loaded = load_catalogue(cli::embedded_data(reinterpret_cast<const char*>(embedded_place)));
  loaded.data_sha256 = digest_of_data(loaded);
  arena.open = true;
  auto* const header = static_cast<cli::ReadyHeader*>(arena.take(sizeof(cli::ReadyHeader)));
  for (JsonDocument& document : loaded.documents) {
    if (document.owner != nullptr) bring_in(document);
  }
  for (auto& [language, texts] : loaded.texts) texts = Texts(language, new const Texts::Sentences(texts.all()));
  void* const place = arena.take(sizeof(Catalogue));
  new (place) Catalogue(loaded);
  arena.open = false;
  *header = {cli::ready_magic, sizeof(Catalogue), static_cast<std::uint64_t>(static_cast<char*>(place) - arena.begin)};
  const std::string outside = pointer_outside();
  return outside.empty() ? write_file(path, arena.used) : write_none(path, outside);
}

}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  // All zeros: what a row that is made where it stays leaves between its members.
  return arena.open ? arena.take(size) : std::calloc(1, size > 0 ? size : 1);
}
void* operator new(std::size_t size) {
  if (void* const at = operator new(size, std::nothrow)) return at;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* at) noexcept {
  if (!cli::in_ready_catalogue(at)) std::free(at);
}
void operator delete(void* at, std::size_t) noexcept {
  operator delete(at);
}

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: pathfinder_ready IMAGE\n";
    return 2;
  }
  int code = 1;
  try {
    code = write_image(argv[1]);
  } catch (const InputError& error) {
    std::cerr << render_findings(error.found, cli::Session::texts_in("en"));
  }
  std::cerr.flush();
  std::_Exit(code);
}
