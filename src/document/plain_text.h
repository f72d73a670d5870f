// Plain text with paragraphs: lines up to a blank one, or to one that begins otherwise, belong
// together.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat plain_text_format();

}  // namespace nmt
