// Scores raw text against raw text: how probable a model finds each given translation.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "base/settings.h"
#include "base/thread_pool.h"
#include "decode/score.h"
#include "seq2seq/seq2seq.h"
#include "text/corpus.h"
#include "text/tokenizer.h"

namespace nmt {

struct ScorerSettings {
  int batch_tokens = 2048;
  int max_length = 1024;
  int threads = 0;

  void describe(SettingVisitor& setting);
};

// One side of a pair, with kEnd. Bytes that are not UTF-8 are replaced, with a warning.
std::vector<TokenId> encode_side(const std::string& text, const char* side,
                                 const Tokenizer& tokenizer, std::vector<std::string>& warnings);

struct PairScore {
  // nothing: both sides are empty, and log p is 0, as translating an empty line gives. too_long: not
  // scored.
  enum class Kind { scored, nothing, too_long };
  Kind kind = Kind::scored;
  TargetScore score;
  std::vector<TokenId> ids;                // of the target, with kEnd
  int words = 0;                           // of the target, between white space
  std::vector<std::string> warnings = {};  // without the line number
};

class Scorer {
 public:
  // The model must outlive the scorer.
  Scorer(const Seq2Seq& model, Tokenizers tokenizers, const ScorerSettings& settings);

  // One score for each pair, in order; it does not depend on the other pairs or on the number of
  // threads. Bytes that are not UTF-8 are replaced and warned about.
  std::vector<PairScore> score(std::span<const TextPair> pairs);

 private:
  struct Encoded;
  Encoded encode(const TextPair& pair) const;

  const Seq2Seq* model_;
  Tokenizers tokenizers_;
  ScorerSettings settings_;
  ThreadPool pool_;
  std::deque<Tape> tapes_;  // one for each thread
};

// Scores added up over a text.
struct ScoreSummary {
  std::int64_t pairs = 0, too_long = 0, tokens = 0, words = 0;
  double log_probability = 0;

  void add(const PairScore& score);
  // exp of the mean negative log p; the end mark counts as a token, not as a word.
  double token_perplexity() const;
  double word_perplexity() const;
};

}  // namespace nmt
