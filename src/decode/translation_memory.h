// What has been translated before and is to be translated so again: a file of sentences, or of whole
// lines, and their translations.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "document/document.h"

namespace nmt {

class TranslationMemory {
 public:
  // Lines of `source<TAB>target`, or, where the name ends in .tmx, the units of a TMX that have both
  // languages; it may be packed. Of several translations of one source the most frequent counts, of
  // equally frequent ones the last. Throws Error with file:line for a file of another form.
  explicit TranslationMemory(const std::string& path, const DocumentLanguages& languages = {});

  // How exactly this text, without the white space around it, is translated; null where nothing says
  // it. Never an empty translation.
  const std::string* find(std::string_view text) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> entries_;
};

}  // namespace nmt
