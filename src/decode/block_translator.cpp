#include "decode/block_translator.h"

#include <algorithm>
#include <utility>

namespace nmt {
namespace {

// Pieces of about equal length together, the longest first, so that no thread begins a long batch
// last.
std::vector<std::vector<LinePiece*>> batches_of(std::vector<LinePiece*> pieces,
                                                std::int64_t most_tokens) {
  std::stable_sort(pieces.begin(), pieces.end(), [](const LinePiece* a, const LinePiece* b) {
    return a->source.ids.size() > b->source.ids.size();
  });
  std::vector<std::vector<LinePiece*>> batches;
  std::int64_t tokens = 0;
  for (LinePiece* piece : pieces) {
    const auto size = static_cast<std::int64_t>(piece->source.ids.size());
    if (batches.empty() || tokens + size > most_tokens) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(piece);
    tokens += size;
  }
  return batches;
}

}  // namespace

BlockTranslator::BlockTranslator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                                 DecodingSettings settings, LearnedText learned, int threads)
    : lines_(std::move(models), std::move(tokenizers), std::move(settings), std::move(learned)) {
  for (int thread = 0; thread < threads; ++thread) tapes_.emplace_back(Tape::Mode::infer);
}

Block BlockTranslator::block_of(std::vector<std::string> texts) {
  Block block;
  block.lines.resize(texts.size());
  block.texts = std::move(texts);
  return block;
}

void BlockTranslator::read_line(Block& block, std::size_t line) const {
  block.lines[line] =
      lines_.read({.text = block.texts[line],
                   .prefix = block.prefixes.empty() ? std::string_view() : block.prefixes[line],
                   .number = block.first_line + static_cast<std::int64_t>(line),
                   .tags = block.tags.empty() ? std::span<const InlineTag>() : block.tags[line]});
}

void BlockTranslator::make_batches(Block& block) const {
  std::vector<LinePiece*> pieces;
  std::int64_t tokens = 0;
  for (TranslatedLine& line : block.lines)
    for (LinePiece* piece : line.unsearched()) {
      pieces.push_back(piece);
      tokens += static_cast<std::int64_t>(piece->source.ids.size());
    }
  // A small block is still shared by all threads.
  const std::int64_t share = tokens / static_cast<std::int64_t>(tapes_.size()) + 1;
  block.batches =
      batches_of(std::move(pieces), std::min<std::int64_t>(lines_.settings().batch_tokens, share));
}

void BlockTranslator::search(Block& block, std::size_t batch, int thread) {
  tapes_[static_cast<std::size_t>(thread)].reset();
  lines_.search(block.batches[batch], tapes_[static_cast<std::size_t>(thread)]);
}

void BlockTranslator::write_line(Block& block, std::size_t line) const {
  lines_.write(block.lines[line]);
  block.lines[line].pieces.clear();
}

}  // namespace nmt
