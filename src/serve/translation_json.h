// What /translate answers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "serve/api.h"
#include "serve/request_fields.h"
#include "serve/service.h"

namespace nmt {

// Where the texts that a model translates come from.
struct TextsOrigin {
  RequestFields::Texts::Form form = RequestFields::Texts::Form::one;
  std::vector<std::string> pivots = {};                 // the languages they went through before
  std::vector<std::vector<std::string>> warnings = {};  // [text], of these
  std::optional<LanguageGuess> detected = {};           // where nobody said their language
};

// As the log of `nmt translate` has them.
std::vector<std::string> warnings_of(const TextTranslation& text);

// What the service's model made of the texts; through pivots, without what relates both sides.
ApiReply translation_reply(const std::vector<TextTranslation>& texts, const TranslationWish& wish,
                           const TextsOrigin& origin, const Service& service);

// The documents in another language. `alternatives`: whether the client wants further translations,
// of which documents have none.
ApiReply documents_reply(const std::vector<std::string>& translated, const TextsOrigin& origin,
                         bool alternatives);

}  // namespace nmt
