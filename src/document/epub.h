// Electronic books (EPUB 2 and 3).
#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace nmt {

// Texts are those of its pages, of its tables of contents, and its title.
DocumentFormat epub_format();

// The path in the archive that a reference in one of its files names: OPS/book.opf, ../a%20b.html.
std::string path_in_archive(std::string_view file, std::string_view reference);

}  // namespace nmt
