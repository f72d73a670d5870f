// OpenDocument (OASIS ODF): .odt, .ods, .odp, and the flat XML of each.
#pragma once

#include "document/document.h"

namespace nmt {

// Texts are paragraphs and headings, also of headers, footers, notes, cells and text boxes.
DocumentFormat open_document_format();

}  // namespace nmt
