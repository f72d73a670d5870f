// A whole document, through a model.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "decode/translator.h"
#include "document/document.h"

namespace nmt {

struct DocumentOptions {
  DocumentLanguages languages = {};
  // After each block of lines.
  std::function<void(std::size_t done, std::size_t lines)> on_progress = {};
  std::function<void(const std::string& place, const std::vector<std::string>&)> on_warnings = {};
};

// The bytes of the translated document. Throws Error where the model has no attention, and tags have
// to find their places.
std::string translate_document(Translator& translator, const Document& document,
                               const DocumentOptions& options = {});

}  // namespace nmt
