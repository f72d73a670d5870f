// Documents in UTF-16, as Windows programs write memories of translations.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "document/document.h"

namespace nmt {

// By the byte order mark, or by what XML begins with.
bool is_utf16_xml(std::string_view content);
// The same text in UTF-8, with its mark. Throws Error, with file:line, where it is not UTF-16.
std::string utf8_of_utf16(std::string_view content, const std::string& name);

// What `read` makes of the content in UTF-8; a document that was in UTF-16 is written so.
std::unique_ptr<Document> read_in_utf8(
    std::string content, const std::string& name,
    const std::function<std::unique_ptr<Document>(std::string)>& read);

}  // namespace nmt
