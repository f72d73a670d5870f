// The English names of languages.
#pragma once

#include <string>
#include <string_view>

namespace nmt {

// "Portuguese (Brazil)" for pt-BR; the code itself where it is not known.
std::string language_name(const std::string& code);

}  // namespace nmt
