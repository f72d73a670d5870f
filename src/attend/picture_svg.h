// One heat map of attention as a picture that needs nothing else.
#pragma once

#include <string>

#include "attend/attention_view.h"

namespace nmt {

// An SVG that follows the light or dark colours of who looks at it; each visible cell says its
// weight where the pointer rests.
std::string attention_svg(const AttentionView& view);

}  // namespace nmt
