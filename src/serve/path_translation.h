// Translating along a path of models, through the languages between.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "document/document.h"
#include "serve/language_routes.h"
#include "serve/model_pool.h"
#include "serve/service.h"

namespace nmt {

// Replaces the texts of the wish by what the last model of the path reads of them; for each text, what
// was warned of on the way. Throws Refusal.
std::vector<std::vector<std::string>> translate_to_pivot(ModelPool& models,
                                                         const LanguageRoutes::Path& path,
                                                         TranslationWish& wish);

struct TranslatedDocument {
  std::string content;
  std::vector<std::string> warnings;
};

// The document, translated by each model of the path in turn; `languages`: of its ends. Throws
// Refusal.
TranslatedDocument translate_document(ModelPool& models, const LanguageRoutes::Path& path,
                                      std::unique_ptr<Document> document,
                                      const DocumentLanguages& languages);

// A document of a client; `name`: of its file, for errors. Throws Refusal (400) for what is none of
// this format.
std::unique_ptr<Document> read_document(const DocumentFormat& format, std::string content,
                                        const std::string& name,
                                        const DocumentLanguages& languages);

}  // namespace nmt
