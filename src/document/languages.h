// Codes of languages: en, pt-BR, zh_Hant.
#pragma once

#include <string_view>

namespace nmt {

// Whether two codes can mean the same: en and en-US do, en-GB and en-US do not. In any case, with -
// or _.
bool same_language(std::string_view a, std::string_view b);

}  // namespace nmt
