// Texts in, translations and scores out, within the server's limits. Knows nothing of HTTP or JSON.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "decode/line_translator.h"
#include "document/document.h"
#include "serve/metrics.h"
#include "serve/sentence_cache.h"
#include "serve/settings.h"
#include "serve/work_queue.h"
#include "serve/workers.h"
#include "text/tokenizer.h"

namespace nmt {

// Why a request is not answered, in words for its sender; `status` as in HTTP. `retry_after`: when it
// may be tried again; 0 says nothing.
class Refusal : public std::runtime_error {
 public:
  Refusal(int status, const std::string& error, std::chrono::seconds retry_after = {})
      : std::runtime_error(error), status_(status), retry_after_(retry_after) {}
  int status() const { return status_; }
  std::chrono::seconds retry_after() const { return retry_after_; }

 private:
  int status_;
  std::chrono::seconds retry_after_;
};

// Throws Refusal where the text that is called so is longer than max_characters.
void check_length(const std::string& text, const std::string& name, const ServeSettings& settings);

struct TextTranslation {
  std::vector<std::string> candidates;  // best first, at least one
  std::vector<std::string> sources;     // the lines of the text
  std::vector<TranslatedLine> lines;    // [sources], each with its pieces
};

struct TranslationWish {
  std::vector<std::string> texts;
  int n_best = 1;
  SentenceWork::Detail detail = SentenceWork::Detail::text;
  bool is_limited =
      true;  // by max_characters and max_sentences; not where the server made the texts
};

struct DocumentTranslation {
  std::vector<TranslatedText> texts;  // one for each of the document's
  std::vector<std::string> warnings;  // each with its place
};

struct ScoredPair {
  std::vector<TokenId> target;  // with kEnd
  TargetScore score;
  std::vector<std::string> warnings;
};

struct PairToScore {
  std::string source, target;
};

// What the services of a server have in common.
struct Shared {
  Metrics& metrics;
  SentenceCache& cache;
};

class Service {
 public:
  // What is shared, and the model, must outlive the service. `name`: of the model, by which the cache
  // knows it. Throws what LineTranslator and Workers throw.
  Service(const Seq2Seq& model, Tokenizers tokenizers, const DecodingSettings& decoding,
          const ServeSettings& settings, const Shared& shared, std::string name,
          LearnedText learned = {});

  // May be called by many threads. Throw Refusal.
  // A text is translated as `nmt translate` translates a file of its lines. Bytes that are not UTF-8
  // are replaced, with a warning.
  std::vector<TextTranslation> translate(const TranslationWish& wish);
  // The texts of a document, as `nmt translate` translates them; of no limited number. Throws Error
  // too: where tags have to find their places, and the model has no attention.
  DocumentTranslation translate(const Document& document);
  std::vector<ScoredPair> score(const std::vector<PairToScore>& pairs);

  const DecodingSettings& decoding() const { return translator_.settings(); }
  const Tokenizers& tokenizers() const { return translator_.tokenizers(); }
  std::int64_t waiting() const { return queue_.waiting(); }

 private:
  TextTranslation read(const std::string& text, int& room) const;
  SentenceWork work_to_score(const PairToScore& pair, const std::string& place,
                             std::vector<std::string>& warnings) const;
  std::vector<TokenId> tokens_to_score(const std::string& text, const char* side,
                                       const std::string& place, const Tokenizer& tokenizer,
                                       std::vector<std::string>& warnings) const;
  // Fills the translations of lines that were read.
  void translate_lines(std::span<TranslatedLine* const> lines, int n_best,
                       SentenceWork::Detail detail);
  void run(const std::shared_ptr<Job>& job);
  void search(const std::vector<LinePiece*>& pieces, int n_best, SentenceWork::Detail detail);

  const Seq2Seq& model_;
  const LineTranslator translator_;
  const ServeSettings settings_;
  SentenceCache& cache_;
  const std::string name_;
  WorkQueue queue_;
  Workers workers_;
};

}  // namespace nmt
