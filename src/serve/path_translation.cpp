#include "serve/path_translation.h"

#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "document/pivot_document.h"
#include "serve/translation_json.h"

namespace nmt {
namespace {

// An error that a client can do something about.
Refusal refusal_of(const Error& error) {
  const Error::Parts& parts = error.parts();
  return {400, parts.where.empty() ? parts.what : format("{}: {}", parts.where, parts.what)};
}

}  // namespace

std::vector<std::vector<std::string>> translate_to_pivot(ModelPool& models,
                                                         const LanguageRoutes::Path& path,
                                                         TranslationWish& wish) {
  std::vector<std::vector<std::string>> warnings(wish.texts.size());
  for (std::size_t hop = 0; hop + 1 < path.size(); ++hop) {
    const ModelPool::Lease model = models.use(path[hop]);
    const auto translated = model->translate({.texts = wish.texts, .is_limited = wish.is_limited});
    for (std::size_t i = 0; i < translated.size(); ++i) {
      wish.texts[i] = translated[i].candidates.front();
      for (const std::string& warning : warnings_of(translated[i]))
        warnings[i].push_back(
            format("into {}: {}", models.model(path[hop]).languages.target, warning));
    }
    wish.is_limited = false;
  }
  return warnings;
}

std::unique_ptr<Document> read_document(const DocumentFormat& kind, std::string content,
                                        const std::string& name,
                                        const DocumentLanguages& languages) {
  try {
    return kind.read(std::move(content), name, languages);
  } catch (const Error& error) {
    throw refusal_of(error);
  }
}

TranslatedDocument translate_document(ModelPool& models, const LanguageRoutes::Path& path,
                                      std::unique_ptr<Document> document,
                                      const DocumentLanguages& languages) {
  TranslatedDocument result;
  for (std::size_t hop = 0; hop < path.size(); ++hop) {
    const ModelPool::Lease model = models.use(path[hop]);
    try {
      const DocumentTranslation translated = model->translate(*document);
      for (const std::string& warning : translated.warnings)
        result.warnings.push_back(
            path.size() == 1
                ? warning
                : format("into {}: {}", models.model(path[hop]).languages.target, warning));
      if (hop + 1 < path.size())
        document = pivot_document(std::move(document), translated.texts);
      else
        result.content = document->write(translated.texts, languages);
    } catch (const Error& error) {
      throw refusal_of(error);
    }
  }
  return result;
}

}  // namespace nmt
