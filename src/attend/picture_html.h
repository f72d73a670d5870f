// All maps of attention of one sentence pair as a page that needs nothing else.
#pragma once

#include <span>
#include <string>

#include "attend/attention_view.h"

namespace nmt {

struct PageTexts {
  std::string title, source, target;
};

// For each part one large map and, where there are several views, all of them as small ones, layer
// by layer; a click enlarges one. All have the same colours for the same weights. Without scripts
// the page shows all of this but the weights of enlarged maps. Parts come in the order cross,
// encoder, decoder, others.
std::string attention_html(std::span<const AttentionView> views, const PageTexts& texts);

}  // namespace nmt
