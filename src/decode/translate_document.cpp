#include "decode/translate_document.h"

#include <algorithm>
#include <vector>

#include "decode/document_lines.h"

namespace nmt {

std::string translate_document(Translator& translator, const Document& document,
                               const DocumentOptions& options) {
  constexpr std::size_t kBlock = 1000;  // lines whose pieces are in memory at once
  DocumentLines lines(document);
  for (std::size_t begin = 0; begin < lines.count(); begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, lines.count());
    std::vector<LineToTranslate> block;
    for (std::size_t i = begin; i < end; ++i) block.push_back(lines.line(i));
    const std::vector<Translation> translations = translator.translate(block);
    for (std::size_t i = begin; i < end; ++i) {
      lines.take(translations[i - begin]);
      if (const auto& warnings = translations[i - begin].warnings;
          options.on_warnings && !warnings.empty())
        options.on_warnings(lines.place(i), warnings);
    }
    if (options.on_progress) options.on_progress(end, lines.count());
  }
  return document.write(std::move(lines).texts(), options.languages);
}

}  // namespace nmt
