// Markdown: CommonMark with GitHub's tables, task lists and strikethrough; front matter, code and
// blocks of HTML are not translated.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat markdown_format();

}  // namespace nmt
