#include "attend/attention_view.h"

#include "base/format.h"

namespace nmt {

bool AttentionView::sees_all() const {
  for (const Seen& range : seen)
    if (range.begin > 0 || range.end < static_cast<int>(keys.size())) return false;
  return true;
}

std::string part_name(const std::string& part) {
  return part == "cross" ? "cross-attention" : part + " self-attention";
}

std::string layer_and_head(const AttentionView& view) {
  const std::string layer = format("layer {} of {}", view.layer, view.layers);
  if (view.heads <= 1) return layer;
  return layer + (view.head == 0 ? format(", mean of {} heads", view.heads)
                                 : format(", head {} of {}", view.head, view.heads));
}

std::string view_name(const AttentionView& view) {
  return part_name(view.part) + ", " + layer_and_head(view);
}

Axes axes_of(const std::string& part) {
  if (part == "encoder") return {"source", "source"};
  if (part == "decoder") return {"target", "target read so far"};
  return {"target", "source"};
}

}  // namespace nmt
