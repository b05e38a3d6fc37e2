#include "cli/fact_sources.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#ifndef PATHFINDER_STATIC
#include <dlfcn.h>
#endif
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pathfinder/base/number_text.hpp"
#include "pathfinder/estimate/parameters.hpp"
#include "pathfinder/intake/inventory.hpp"
#include "pathfinder/intake/model_config.hpp"

extern char** environ;

namespace pathfinder::cli {
namespace {

namespace fs = std::filesystem;

/// What a tool prints, if it is there, ends within ten seconds and reports no failure.
std::optional<std::string> output_of(std::vector<std::string> words) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  std::string text;
  bool ended = false;
  if (error == 0) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    std::array<char, 4096> buffer{};
    while (text.size() < max_json_bytes) {
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd ready{ends[0], POLLIN, 0};
      if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) <= 0) break;
      const ssize_t count = ::read(ends[0], buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      ended = count == 0;
      if (count <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }
  ::close(ends[0]);
  if (error != 0) return std::nullopt;
  if (!ended) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? std::optional(std::move(text)) : std::nullopt;
}

/// Whether the text is a number as typed, and so no name of anything.
bool number_like(std::string_view text) {
  return read_interval(text).ok();
}

bool is_file(const std::string& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

/// "2xp5.48xlarge", "p5.48xlarge": the table of the catalogue has it.
bool names_machine(std::string_view text, const Catalogue& catalogue) {
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits > 0 && digits < text.size() && (text[digits] == 'x' || text[digits] == '*' || text[digits] == ' ')) {
    text.remove_prefix(digits);
    while (!text.empty() && (text.front() == 'x' || text.front() == '*' || text.front() == ' ')) text.remove_prefix(1);
  }
  return catalogue.instance_types.count(instance_key(text)) > 0;
}

}  // namespace

#ifdef PATHFINDER_STATIC
constexpr std::string_view asked_here = "@what.asked_tools";

Inventory nvml_inventory(const char*) {
  return {};
}
#else
constexpr std::string_view asked_here = "@what.asked_library";

Inventory nvml_inventory(const char* library) {
  Inventory inventory;
  void* const nvml = ::dlopen(library, RTLD_LAZY | RTLD_LOCAL);
  if (nvml == nullptr) return inventory;
  struct Memory {
    unsigned long long total, free, used;
  };
  const auto function = [&](const char* name) { return ::dlsym(nvml, name); };
  const auto init = reinterpret_cast<int (*)()>(function("nvmlInit_v2"));
  const auto stop = reinterpret_cast<int (*)()>(function("nvmlShutdown"));
  const auto count = reinterpret_cast<int (*)(unsigned*)>(function("nvmlDeviceGetCount_v2"));
  const auto handle = reinterpret_cast<int (*)(unsigned, void**)>(function("nvmlDeviceGetHandleByIndex_v2"));
  const auto name = reinterpret_cast<int (*)(void*, char*, unsigned)>(function("nvmlDeviceGetName"));
  const auto memory = reinterpret_cast<int (*)(void*, Memory*)>(function("nvmlDeviceGetMemoryInfo"));
  if (init != nullptr && stop != nullptr && count != nullptr && handle != nullptr && name != nullptr &&
      memory != nullptr && init() == 0) {
    unsigned devices = 0;
    if (count(&devices) == 0) {
      for (unsigned i = 0; i < devices; ++i) {
        void* device = nullptr;
        std::array<char, 96> text{};
        Memory size{};
        if (handle(i, &device) != 0 || name(device, text.data(), static_cast<unsigned>(text.size())) != 0) continue;
        const double gib = memory(device, &size) == 0 ? static_cast<double>(size.total) / 1073741824.0 : 0;
        inventory.cards.push_back({text.data(), gib, 1, 1, {}});
      }
    }
    stop();
  }
  ::dlclose(nvml);
  if (!inventory.cards.empty()) inventory.format = "NVML";
  return inventory;
}
#endif

Inventory accelerators_here() {
  Inventory all = nvml_inventory("libnvidia-ml.so.1");
  const auto add = [&](std::vector<std::string> words) {
    const std::optional<std::string> text = output_of(std::move(words));
    if (!text) return false;
    Findings ignored;
    Inventory found = read_inventory("-", *text, ignored);
    if (found.cards.empty()) return false;
    all.format = found.format;
    all.cards.insert(all.cards.end(), found.cards.begin(), found.cards.end());
    all.notes.insert(all.notes.end(), found.notes.begin(), found.notes.end());
    return true;
  };
  if (all.cards.empty() && !add({"nvidia-smi", "--query-gpu=name,memory.total", "--format=csv"}))
    add({"nvidia-smi", "-L"});
  add({"npu-smi", "info"});
  if (!add({"rocm-smi", "--showproductname", "--showmeminfo", "vram", "--showcomputepartition", "--json"}))
    add({"rocm-smi", "--showproductname", "--showmeminfo", "vram", "--json"});
  return all;
}

FactSources fact_sources(Session& session, Findings& findings, Findings& warnings) {
  FactSources sources;
  sources.inventory = [&](std::string_view text, const Locate& locate) -> std::optional<Inventory> {
    const std::string path(text);
    if (path == "auto") {
      Inventory here = accelerators_here();
      if (here.cards.empty()) findings.add("no-accelerators-here", locate(0, 0), {{"what", std::string(asked_here)}});
      return here;
    }
    if (number_like(text)) return std::nullopt;
    if (names_machine(text, session.catalogue())) return read_inventory(path, text, findings);
    std::error_code error;
    const bool there = fs::exists(path, error);
    const bool looks_like_one = path.find('/') != std::string::npos || !fs::path(path).extension().empty();
    const bool word = path.find_first_not_of("0123456789.,+-eE%") != std::string::npos;
    if (!there && !(looks_like_one && word)) return std::nullopt;
    const std::optional<std::string> content = session.read_file({path, 0, ""}, findings);
    if (!content) return Inventory{};
    return read_inventory(path, *content, findings);
  };
  sources.own_model = [&](std::string_view text, const Locate& locate) -> std::optional<std::size_t> {
    std::optional<ModelDescription> model;
    if (text.find('=') != std::string_view::npos) {
      model = read_model_text(text, locate, findings);
    } else {
      std::string path(text);
      const bool json = path.ends_with(".json");
      if (!json && read_model_name(session.catalogue(), text).understood()) return std::nullopt;
      if (!json) path += "/config.json";
      if (!json && !is_file(path)) return std::nullopt;
      const std::optional<std::string> content = session.read_file({path, 0, ""}, findings);
      if (!content) return Vocabulary::none;
      model = read_model_config(parse_json(path, *content, findings), session.catalogue().architectures, findings,
                                warnings);
      if (model && model->name.empty()) model->name = path;
    }
    if (!model) return Vocabulary::none;
    return session.add_model(own_model(*model));
  };
  return sources;
}

}  // namespace pathfinder::cli
