// The links between the words of a training corpus, in a memory-mapped file, so that memory does not
// grow with the corpus; and what they mean for the tokens that the words became.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "text/batch.h"
#include "text/settings.h"
#include "text/tokenizer.h"
#include "text/word_links.h"

namespace nmt {

// Throws Error with file:line on what is no line of links, on a word that is not there and on unequal
// numbers of lines.
void check_links(const CorpusList& corpora);

class LinkFile {
 public:
  // Reads the alignment beside each corpus into folder/links.bin, and maps that; pairs of a corpus
  // without one have no links. Throws what check_links() throws.
  LinkFile(const std::string& folder, const CorpusList& corpora);
  LinkFile(const LinkFile&) = delete;
  LinkFile& operator=(const LinkFile&) = delete;

  struct Pair {
    int source_words = 0, target_words = 0;
    WordLinks links;
  };
  // `number`: of the pair in the corpus.
  Pair pair(std::int64_t number) const;
  std::int64_t pairs() const { return pairs_; }

 private:
  ReadOnlyMap file_;
  std::int64_t pairs_ = 0;
};

// Which tokens begin a word: by SentencePiece's mark, or every one where a vocabulary has words.
class WordStarts {
 public:
  explicit WordStarts(const Tokenizer& tokenizer);
  // The tokens that each word became, [words + 1] positions; the end mark belongs to none.
  std::vector<int> words(std::span<const TokenId> sentence) const;

 private:
  std::vector<bool> begins_;  // [vocabulary]
};

// The links of the words as links of the tokens: every token of a word has its links. None where the
// tokens have another number of words than the text had, as after a normalisation that removes some.
WordLinks token_links(const LinkFile::Pair& pair, std::span<const int> source_words,
                      std::span<const int> target_words);

}  // namespace nmt
