// XLIFF (OASIS XML Localisation Interchange File Format) 1.2, 2.0 and 2.1: sources, and their targets.
#pragma once

#include "document/document.h"

namespace nmt {

// Texts are the sources whose target is missing, is empty, or says that it is no translation; the
// target is written beside each, with its state.
DocumentFormat xliff_format();

}  // namespace nmt
