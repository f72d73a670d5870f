// A block of neighbouring lines on its way through the model, in steps that threads can share: read
// each line, make batches, search each batch, write each line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "decode/line_translator.h"

namespace nmt {

struct Block {
  std::vector<std::string> texts;
  std::vector<std::string> prefixes;             // how the translation of each begins; or none
  std::vector<std::span<const InlineTag>> tags;  // those of each; or none
  std::int64_t first_line = 1;                   // the number of the first text in the input
  std::vector<TranslatedLine> lines;             // one for each text
  std::vector<std::vector<LinePiece*>> batches;  // of pieces of about equal length
};

// The steps. Each is done for the whole block before the next begins; the calls of one step may
// come from any threads in any order, and the result is the same.
class BlockTranslator {
 public:
  // As LineTranslator.
  BlockTranslator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                  DecodingSettings settings, LearnedText learned, int threads);

  static Block block_of(std::vector<std::string> texts);
  // Step 1, for each line: its pieces.
  void read_line(Block& block, std::size_t line) const;
  // Step 2, once: the batches.
  void make_batches(Block& block) const;
  // Step 3, for each batch. `thread` in [0, threads): one call at a time for each.
  void search(Block& block, std::size_t batch, int thread);
  // Step 4, for each line: its translation.
  void write_line(Block& block, std::size_t line) const;

  const Tokenizers& tokenizers() const { return lines_.tokenizers(); }
  const DecodingSettings& settings() const { return lines_.settings(); }

 private:
  const LineTranslator lines_;
  std::deque<Tape> tapes_;  // one for each thread
};

}  // namespace nmt
