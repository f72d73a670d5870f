// Apple's .strings files of messages.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat apple_strings_format();

}  // namespace nmt
