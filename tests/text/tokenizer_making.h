// What the tests of tokenizers share: a text to learn from, and a short way to train.
#pragma once

#include <string>
#include <vector>

#include "text/text_files.h"
#include "text/tokenizer.h"

namespace nmt {

// Sentences of some made-up words, so that there is something to learn from.
inline std::string sentences(int count, const std::string& ending) {
  const std::vector<std::string> stems = {"lamp",   "river",    "stone",  "garden",  "window",
                                          "letter", "mountain", "winter", "kitchen", "bridge"};
  std::string text;
  for (int i = 0; i < count; ++i) {
    for (int k = 0; k < 5; ++k)
      text += (k ? " " : "") + stems[static_cast<std::size_t>(i * 7 + k * k * 3) % stems.size()] +
              ((i + k) % 3 ? ending : "");
    text += ".\n";
  }
  return text;
}

class TokenizerTest : public TextFilesTest {
 protected:
  DataSettings data() const { return {.train = corpus(sentences(200, "s"), sentences(200, "en"))}; }
  static Tokenizers make(const TokenizerSettings& settings, const DataSettings& data) {
    settings.validate();
    return make_tokenizers(settings, data, {});
  }
  Tokenizers subwords(const std::string& type) const {
    return make({.type = type, .vocab_size = 305}, data());
  }
};

}  // namespace nmt
