// String resources of Android: <string>, <plurals> and <string-array> of res/values/strings.xml.
#pragma once

#include <string>

#include "document/document.h"

namespace nmt {

DocumentFormat android_strings_format();

// Android's own escapes (\n \' \" \@ \? \t \u00e9), and quotation marks around white space, which is
// a blank elsewhere.
std::string android_decoded(const std::string& written);
std::string android_encoded(const std::string& text);

}  // namespace nmt
