// Glossaries of words with numbers, and a model that is not sure what these become.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "decode/fake_models.h"
#include "text/numbered_words.h"

namespace nmt {

inline constexpr int kWords = 60;
inline constexpr int kVocabulary = kWords + 3;

// Words, where a soft hyphen or a zero-width space is nothing, as SentencePiece has it.
class WordsWithoutInvisible : public Tokenizer {
 public:
  explicit WordsWithoutInvisible(const std::string& letter)
      : Tokenizer(letter), words_(numbered_words(letter, kWords)) {}
  std::vector<TokenId> encode(std::string_view text) const override {
    std::string visible(text);
    for (const std::string_view invisible : {"\u200b", "\u00ad"})
      for (auto at = visible.find(invisible); at != std::string::npos; at = visible.find(invisible))
        visible.erase(at, invisible.size());
    return words_->encode(visible);
  }
  std::string decode(std::span<const TokenId> ids) const override { return words_->decode(ids); }
  int vocabulary_size() const override { return words_->vocabulary_size(); }
  std::string piece(TokenId id) const override { return words_->piece(id); }

 private:
  std::shared_ptr<const Tokenizer> words_;
};

inline Tokenizers tokenizers() {
  return {std::make_shared<WordsWithoutInvisible>("w"),
          std::make_shared<WordsWithoutInvisible>("W"), false};
}

// Of W0, W1 ...
inline TokenId id(int word) { return static_cast<TokenId>(word + 3); }

class GlossaryFile {
 public:
  explicit GlossaryFile(const std::string& text)
      : path_(testing::TempDir() + "nmt_glossary_" + std::to_string(getpid()) + ".tsv") {
    std::ofstream(path_) << text;
  }
  ~GlossaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// wI becomes WI, or, twice as improbable each, WI+20 or WI+40.
inline FakeModel wavering_model() {
  return FakeModel(kVocabulary, [](const auto& source, const auto& prefix, TokenId token) {
    const TokenId now = source[std::min(prefix.size(), source.size() - 1)];
    if (now == kEnd) return token == kEnd ? 9.0 : 0.0;
    return token == now ? 9.0 : token == now + 20 || token == now + 40 ? 8.3 : 0.0;
  });
}

}  // namespace nmt
