// One line on its way: its pieces, which somebody searches, and what becomes of them. Streams, the
// ranks of a cluster and the server only differ in who searches which pieces when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "decode/beam_search.h"
#include "decode/glossary.h"
#include "decode/kept_line.h"
#include "decode/line_piece.h"
#include "decode/line_sentences.h"
#include "decode/normal_case.h"
#include "decode/observe.h"
#include "decode/remembered.h"
#include "decode/settings.h"
#include "decode/split.h"
#include "decode/translation.h"
#include "decode/translation_memory.h"
#include "document/document.h"
#include "document/kept_spans.h"
#include "document/learned_text.h"
#include "document/sentences.h"
#include "seq2seq/model_directory.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct TranslatedLine {
  std::vector<LinePiece> pieces;  // usually one, none for a blank line
  std::string text;               // in valid UTF-8
  KeptLine kept;                  // what the model reads of it, and what is kept from it
  Translation translation;

  // The pieces that are to be searched.
  std::vector<LinePiece*> unsearched();
};

struct LineToTranslate {
  std::string_view text;
  std::string_view prefix = {};          // how its translation begins
  std::int64_t number = 1;               // in its text, from 1, which sampling draws by
  std::span<const InlineTag> tags = {};  // as DocumentText has them; the text is valid UTF-8 then
};

// Immutable: all calls may come from any threads.
class LineTranslator {
 public:
  // The models, all of these tokenizers, must outlive the translator; their values may change
  // between calls. Throws what validate() throws, and for whatever the settings name and cannot be
  // had: a shortlist of other tokenizers, a glossary, attention.
  LineTranslator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                 DecodingSettings settings, LearnedText learned = {});
  LineTranslator(const LineTranslator&) = delete;
  LineTranslator& operator=(const LineTranslator&) = delete;

  // Cuts the line into its sentences, where decoding.split says so, and these into pieces, other than
  // those that the memory knows. Bytes that are not UTF-8 are replaced, with a warning.
  TranslatedLine read(const LineToTranslate& line) const;
  // Fills the hypotheses of pieces of any lines, `n_best` of each (as the settings say, where it is
  // none), and what is observed of them where that is asked for. A piece's result does not depend on
  // the others.
  void search(std::span<LinePiece* const> pieces, Tape& tape, int n_best = 0) const;
  // Fills the translation of a line of which all unsearched() pieces have been searched.
  void write(TranslatedLine& line) const;

  const Tokenizers& tokenizers() const { return tokenizers_; }
  const DecodingSettings& settings() const { return settings_; }

 private:
  // Fills the log-probabilities of what is observed.
  void read_again(std::span<LinePiece* const> pieces, Tape& tape) const;
  int piece_limit() const;
  std::vector<LineSentence> divide(TranslatedLine& line, const LineToTranslate& asked) const;
  // The pieces of each sentence.
  std::vector<std::vector<LinePiece>> cut(const TranslatedLine& line,
                                          const std::vector<LineSentence>& sentences,
                                          int limit) const;
  std::vector<LinePiece> cut_sentence(const TranslatedLine& line, const LineSentence& sentence,
                                      int limit) const;
  LinePiece remembered_piece(std::string_view text, const std::string& translation) const;
  void require_attention() const;
  void give_terms(TranslatedLine& line) const;
  void give_prefix(TranslatedLine& line, std::string_view prefix) const;
  std::vector<KeptSpan> spans_in(std::string_view line, std::span<const InlineTag> tags) const;
  void annotate_line(TranslatedLine& line) const;

  SearchModels models_;
  const Tokenizers tokenizers_;
  const DecodingSettings settings_;
  const LearnedText learned_;
  const Masks masks_;
  const KeptScanner kept_;
  std::optional<SentenceSplitter> splitter_;  // where lines are divided
  std::optional<Shortlist> shortlist_;
  const std::vector<TokenId> suppressed_;
  std::optional<Glossary> glossary_;
  const NormalCase normal_case_;
  std::optional<TranslationMemory> memory_;
};

}  // namespace nmt
