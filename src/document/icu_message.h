// Messages of ICU's MessageFormat that choose among texts:
// {count, plural, one {# file} other {# files}}.
#pragma once

#include <memory>
#include <string>

#include "document/document.h"

namespace nmt {

// The texts of its branches and what stands around them; arguments are tags. Null for what chooses
// nothing or does not hold together.
std::unique_ptr<Document> icu_message(const std::string& message);

}  // namespace nmt
