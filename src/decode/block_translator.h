// A block of neighbouring lines on its way through the model, in steps that threads can share: read
// each line, make batches, search each batch, write each line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "decode/beam_search.h"
#include "decode/glossary.h"
#include "decode/observe.h"
#include "decode/settings.h"
#include "decode/split.h"
#include "decode/tags.h"
#include "decode/translation.h"
#include "seq2seq/model_directory.h"
#include "seq2seq/seq2seq.h"

namespace nmt {

struct Block {
  // A line, or a part of one that is too long: what the model translates at once.
  struct Piece {
    SourcePiece source;
    std::vector<TokenId> prefix;     // how its translation begins
    std::uint64_t stream = 0;        // names its random numbers
    std::vector<TermChoices> terms;  // of the glossary
    std::vector<Hypothesis> hypotheses;
    std::vector<Observed> observed;  // [hypotheses], where the settings need it
  };
  struct Line {
    std::vector<Piece> pieces;  // usually one, none for a blank line
    std::string text;  // what is translated: the line without its tags, where those are kept
    std::vector<Tag> tags;
    Translation translation;
  };

  std::vector<std::string> texts;
  std::vector<std::string> prefixes;         // how the translation of each begins; or none
  std::int64_t first_line = 1;               // the number of the first text in the input
  std::vector<Line> lines;                   // one for each text
  std::vector<std::vector<Piece*>> batches;  // of pieces of about equal length
};

// The steps. Each is done for the whole block before the next begins; the calls of one step may
// come from any threads in any order, and the result is the same.
class BlockTranslator {
 public:
  // The models, all of these tokenizers, must outlive the translator; their values may change
  // between blocks. Throws what validate() throws, and for a shortlist of other tokenizers.
  BlockTranslator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                  DecodingSettings settings, int threads);
  BlockTranslator(const BlockTranslator&) = delete;
  BlockTranslator& operator=(const BlockTranslator&) = delete;

  static Block block_of(std::vector<std::string> texts);
  // Step 1, for each line: its pieces.
  void read_line(Block& block, std::size_t line) const;
  // Step 2, once: the batches.
  void make_batches(Block& block) const;
  // Step 3, for each batch. `thread` in [0, threads): one call at a time for each.
  void search(Block& block, std::size_t batch, int thread);
  // Step 4, for each line: its translation.
  void write_line(Block& block, std::size_t line) const;

  const Tokenizers& tokenizers() const { return tokenizers_; }

 private:
  // The longest piece of a line, in tokens with kEnd.
  int piece_limit() const;

  void require_attention() const;
  void annotate_line(Block::Line& line) const;
  void observe_all(Block& block, std::size_t batch, int thread);
  void give_prefix(Block& block, std::size_t line, Block::Piece& first) const;

  SearchModels models_;
  Tokenizers tokenizers_;
  DecodingSettings settings_;
  std::optional<Shortlist> shortlist_;
  std::optional<Glossary> glossary_;
  std::deque<Tape> tapes_;  // one for each thread
};

}  // namespace nmt
