// gettext catalogues (.po, .pot): messages without a translation get one, marked as fuzzy.
#pragma once

#include "document/document.h"

namespace nmt {

DocumentFormat po_format();

}  // namespace nmt
