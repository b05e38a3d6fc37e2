#include "pathfinder/base/json_edit.hpp"

#include <utility>
#include <vector>

namespace pathfinder {

JsonEdit::JsonEdit(const JsonDocument& document) : from_(document), tree_(std::make_shared<OwnedTree>()) {
  tree_->nodes.assign(document.tree.nodes.begin(), document.tree.nodes.end());
  tree_->pool = document.tree.pool;
}

/// Calls `change(node)` for every node at `where`.
template <class Change>
void JsonEdit::each(std::string_view where, Change&& change) {
  std::vector<std::uint32_t> at = {0};
  while (!where.empty()) {
    const std::size_t end = std::min(where.find('/'), where.size());
    const std::string_view key = where.substr(0, end);
    where.remove_prefix(std::min(end + 1, where.size()));
    std::vector<std::uint32_t> next;
    for (const std::uint32_t parent : at) {
      const JsonNode& node = tree_->nodes[parent];
      if (node.kind != JsonKind::object && node.kind != JsonKind::array) continue;
      for (std::uint32_t child = parent + 1; child < node.after; child = tree_->nodes[child].after) {
        const JsonNode& one = tree_->nodes[child];
        const bool named =
            node.kind == JsonKind::object && std::string_view(tree_->pool).substr(one.key, one.key_size) == key;
        if (key == "*" || named) next.push_back(child);
      }
    }
    at = std::move(next);
  }
  for (const std::uint32_t node : at) change(tree_->nodes[node]);
}

std::uint32_t JsonEdit::text(std::string_view words) {
  const std::size_t at = tree_->pool.size();
  tree_->pool += words;
  return static_cast<std::uint32_t>(at);
}

void JsonEdit::rename(std::string_view where, std::string_view key) {
  const std::uint32_t at = text(key);
  each(where, [&](JsonNode& node) {
    node.key = at;
    node.key_size = static_cast<std::uint32_t>(key.size());
  });
}

void JsonEdit::scale(std::string_view where, double factor) {
  each(where, [&](JsonNode& node) {
    if (node.kind == JsonKind::number) node.number *= factor;
  });
}

void JsonEdit::replace(std::string_view where, std::string_view from, std::string_view to) {
  const std::uint32_t at = text(to);
  each(where, [&](JsonNode& node) {
    if (node.kind != JsonKind::string || std::string_view(tree_->pool).substr(node.text, node.size) != from) return;
    node.text = at;
    node.size = static_cast<std::uint32_t>(to.size());
  });
}

JsonDocument JsonEdit::document() const {
  struct Owner {
    std::shared_ptr<const void> text;
    std::shared_ptr<OwnedTree> tree;
  };
  auto owner = std::make_shared<Owner>(Owner{from_.owner, tree_});
  JsonDocument edited = from_;
  edited.tree = {tree_->nodes, tree_->pool};
  edited.owner = std::move(owner);
  return edited;
}

}  // namespace pathfinder
