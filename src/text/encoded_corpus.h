// Sentence pairs as tokens, and which of them a model does not learn from: one rule for the token
// cache, for the loss in validation, and for nmt check.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "text/corpus.h"
#include "text/tokenizer.h"

namespace nmt {

// Both sides without kEnd.
struct TokenPair {
  enum class Use {
    taken,
    empty,     // a side has no tokens: there is nothing to translate, or nothing to learn
    too_long,  // a side has more than `max_length` tokens, its end mark counted
  };
  std::vector<TokenId> source, target;
  Use use = Use::taken;
  bool is_huge = false;  // and so was not encoded: it may be a file without line ends

  std::int64_t source_length() const { return std::ssize(source) + 1; }  // with the end mark
  std::int64_t target_length() const { return std::ssize(target) + 1; }
};

TokenPair encode_pair(const TextPair& pair, const Tokenizers& tokenizers, int max_length);

struct EncodedPair {
  TextPair text;
  std::int64_t number = 0;  // in the corpus
  CorpusPlace place;
  int part = 0;  // of the list of corpora
  TokenPair tokens = {};
};

// What became of the pairs of a corpus; both token counts include the end marks.
struct CorpusStatistics {
  std::int64_t pairs = 0, source_tokens = 0, target_tokens = 0;  // taken
  SkipCount empty, too_long, invalid_utf8;                       // left out

  void add(const EncodedPair& pair);
  // One line for each reason that left pairs out, with the first place, to be shown once. `of`: what
  // they are left out of, such as " of the loss"; those of invalid UTF-8 are in nothing.
  std::vector<std::string> skip_messages(const CorpusList& corpora, int max_length,
                                         const std::string& of = "") const;
  // Throws Error where no pair was taken. `key`: the setting that names the corpora.
  void require_pairs(const CorpusList& corpora, int max_length, const std::string& key) const;
};

// Streams the pairs in order, encoded by some threads.
class EncodedCorpus {
 public:
  // Those of data.train, each with the tag of its corpus. Throws Error where the tokenizer does not
  // have a tag.
  static EncodedCorpus training_text(const DataSettings& data, const Tokenizers& tokenizers);
  // Those of data.valid, as validation gives them to the model: with decoding.tag.
  static EncodedCorpus validation_text(const DataSettings& data, const std::string& decoding_tag,
                                       const Tokenizers& tokenizers);

  // The next of them; none at the end. Throws what Corpus::next() throws.
  std::vector<EncodedPair> next_chunk();
  const Corpus& corpus() const { return corpus_; }

 private:
  EncodedCorpus(CorpusList corpora, const DataSettings& data, std::vector<Tokenizers> tokenizers);
  void encode(std::vector<EncodedPair>& chunk);

  Corpus corpus_;
  int max_length_;
  std::vector<Tokenizers> tokenizers_;  // [parts]
  std::unique_ptr<ThreadPool> pool_;
};

}  // namespace nmt
