#include "cli/ready_catalogue.hpp"

#include <algorithm>
#include <atomic>
#include <cstring>

#ifdef __linux__
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace pathfinder::cli {
namespace {

#ifdef __linux__

/// Where a byte of the running program lies in its file.
struct Place {
  std::uintptr_t address = 0;
  off_t offset = -1;
};

/// Asked for the program alone, which the linker lists first.
int find_offset(dl_phdr_info* program, std::size_t, void* asked) {
  Place& place = *static_cast<Place*>(asked);
  for (int i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr)& segment = program->dlpi_phdr[i];
    const std::uintptr_t begin = program->dlpi_addr + segment.p_vaddr;
    if (segment.p_type != PT_LOAD || place.address < begin || place.address >= begin + segment.p_filesz) continue;
    place.offset = static_cast<off_t>(segment.p_offset + (place.address - begin));
  }
  return 1;
}

#endif

}  // namespace

bool map_at(std::uint64_t place, std::span<const char> part, View view) {
#ifdef __linux__
  if (sizeof(void*) < sizeof place || part.empty()) return false;
  Place found{reinterpret_cast<std::uintptr_t>(part.data()), -1};
  ::dl_iterate_phdr(find_offset, &found);
  if (found.offset < 0 || found.offset % ::sysconf(_SC_PAGESIZE) != 0) return false;
  const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  void* const wanted = reinterpret_cast<void*>(place);
  const int allowed = view == View::writable ? PROT_READ | PROT_WRITE : PROT_READ;
  void* const mapped = ::mmap(wanted, part.size(), allowed, MAP_PRIVATE | MAP_FIXED_NOREPLACE, file, found.offset);
  ::close(file);
  // A file that was packed after it was linked holds other bytes there than memory does.
  if (mapped == wanted && std::memcmp(mapped, part.data(), std::min(part.size(), std::size_t{64})) == 0) return true;
  if (mapped != MAP_FAILED) ::munmap(mapped, part.size());  // also of a kernel that takes the address as a hint only
#endif
  return false;
}

Catalogue* take_ready_catalogue(std::span<const char> image) {
  static std::atomic_flag taken;
  if (image.size() < sizeof(ReadyHeader) || taken.test_and_set()) return nullptr;
  if (!map_at(embedded_place, embedded_image(), View::read_only) || !map_at(ready_place, image, View::writable))
    return nullptr;
  const auto& header = *reinterpret_cast<const ReadyHeader*>(ready_place);
  if (header.magic != ready_magic || header.catalogue_bytes != sizeof(Catalogue)) return nullptr;
  return reinterpret_cast<Catalogue*>(ready_place + header.catalogue);
}

}  // namespace pathfinder::cli
