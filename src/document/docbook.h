// DocBook (OASIS), 4 and 5.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat docbook_format();

}  // namespace nmt
