#include "exchange/language_tags.h"

#include "base/format.h"

namespace nmt {

std::set<std::string> language_tags_of(const ForeignVocabulary& vocabulary) {
  std::set<std::string> tags;
  for (const std::string& piece : vocabulary.pieces)
    if (piece.size() > 4 && piece.starts_with(">>") && piece.ends_with("<<")) tags.insert(piece);
  return tags;
}

void note_language_tags(const std::set<std::string>& tags, ForeignModel& model) {
  if (tags.empty()) return;
  model.notes.push_back(
      format("the model has {} tags of languages, such as {}: say which it "
             "translates into by decoding.tag",
             tags.size(), *tags.begin()));
}

}  // namespace nmt
