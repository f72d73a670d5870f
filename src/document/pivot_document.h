// A document whose texts are in a language between its own and the one that it is translated into.
#pragma once

#include <memory>

#include "document/document.h"

namespace nmt {

// `translations`: of the original's texts, in order. Writes the original with translations of these.
std::unique_ptr<Document> pivot_document(std::unique_ptr<Document> original,
                                         std::span<const TranslatedText> translations);

}  // namespace nmt
