// The header of a gettext catalogue: lines of a name and a value.
#pragma once

#include <string>
#include <string_view>

#include "document/document.h"

namespace nmt {

// The value of a field; empty where there is none.
std::string_view po_header_field(std::string_view header, std::string_view name);

// The header of a catalogue that is translated into the target language: with the language, UTF-8 and
// plural forms where it says nothing of them.
std::string with_language(std::string_view header, const DocumentLanguages& languages);

}  // namespace nmt
