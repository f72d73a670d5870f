// Whether a document is XML.
#pragma once

#include <string>

namespace nmt {

// Throws Error, with file:line, for what is not well-formed XML in UTF-8. In bounded memory, without
// reading anything from elsewhere. name: of the file.
void check_xml(const std::string& content, const std::string& name);

}  // namespace nmt
