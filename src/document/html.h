// HTML and XHTML pages.
#pragma once

#include "document/document.h"

namespace nmt {

// A text is what stands between two block elements (or <br>): tags of inline elements and comments
// are its tags, and white space is one blank. Attributes for people (alt, title ...) are texts of
// their own. Scripts, styles, pre, code and what says translate="no" stay as they are; <html lang>
// becomes that of the translation. Whatever the page is like, it is read.
DocumentFormat html_format();

}  // namespace nmt
