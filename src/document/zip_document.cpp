#include "document/zip_document.h"

#include <map>
#include <utility>

#include "base/format.h"

namespace nmt {

void ZipDocument::add(const std::string& file, std::unique_ptr<Document> part) {
  for (DocumentText text : part->texts()) {
    text.place = format("{}, {}", file, text.place);
    texts_.push_back(std::move(text));
  }
  parts_.push_back({file, std::move(part)});
}

std::string ZipDocument::write(std::span<const TranslatedText> translations,
                               const DocumentLanguages& languages) const {
  ZipArchive archive = archive_;
  std::map<std::string, std::string> changed;
  std::size_t first = 0;
  for (const Part& part : parts_) {
    const std::size_t count = part.document->texts().size();
    std::string now = part.document->write(translations.subspan(first, count), languages);
    first += count;
    if (now != archive.read(part.file)) changed[part.file] = std::move(now);
  }
  return archive.with(changed);
}

}  // namespace nmt
