#include "decode/block_translator.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"

namespace nmt {
namespace {

using Piece = Block::Piece;

// Pieces of about equal length together, the longest first, so that no thread begins a long batch
// last.
std::vector<std::vector<Piece*>> batches_of(std::vector<Piece*> pieces, std::int64_t most_tokens) {
  std::stable_sort(pieces.begin(), pieces.end(), [](const Piece* a, const Piece* b) {
    return a->source.ids.size() > b->source.ids.size();
  });
  std::vector<std::vector<Piece*>> batches;
  std::int64_t tokens = 0;
  for (Piece* piece : pieces) {
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

// The n-th best translation of a line: the n-th best of each of its pieces, or the last that a
// piece has.
Candidate join(std::span<const Piece> pieces, std::size_t n, const Tokenizer& tokenizer,
               double length_penalty) {
  Candidate candidate;
  int tokens = 0;
  for (const Piece& piece : pieces) {
    const Hypothesis& hypothesis = piece.hypotheses[std::min(n, piece.hypotheses.size() - 1)];
    append_piece(candidate.text, tokenizer.decode(hypothesis.ids), piece.source.before);
    candidate.ids.insert(candidate.ids.end(), hypothesis.ids.begin(), hypothesis.ids.end());
    candidate.log_probability += hypothesis.log_probability;
    candidate.score = hypothesis.score;
    tokens += static_cast<int>(hypothesis.ids.size()) + (hypothesis.finished ? 1 : 0);
  }
  if (pieces.size() > 1)
    candidate.score = normalised_score(candidate.log_probability, tokens, length_penalty);
  return candidate;
}

}  // namespace

BlockTranslator::BlockTranslator(const Seq2Seq& model, Tokenizers tokenizers,
                                 DecodingSettings settings, int threads)
    : model_(&model), tokenizers_(std::move(tokenizers)), settings_(std::move(settings)) {
  settings_.validate();
  for (int thread = 0; thread < threads; ++thread) tapes_.emplace_back(Tape::Mode::infer);
}

Block BlockTranslator::block_of(std::vector<std::string> texts) {
  Block block;
  block.lines.resize(texts.size());
  block.texts = std::move(texts);
  return block;
}

int BlockTranslator::piece_limit() const {
  const int model_limit = model_->max_length();
  return model_limit > 0 ? std::min(settings_.max_source_length, model_limit)
                         : settings_.max_source_length;
}

void BlockTranslator::read_line(Block& block, std::size_t line) const {
  std::string_view text = block.texts[line];
  std::vector<std::string>& warnings = block.lines[line].translation.warnings;
  std::string repaired;
  if (const std::size_t bad = find_invalid_utf8(text); bad != std::string::npos) {
    text = repaired = replace_invalid_utf8(text);
    warnings.push_back(
        format("byte {} is not UTF-8; what is wrong was replaced by U+FFFD", bad + 1));
  }
  const int limit = piece_limit();
  std::vector<Piece>& pieces = block.lines[line].pieces;
  for (SourcePiece& piece : split_tokens(text, *tokenizers_.source, limit))
    pieces.push_back({std::move(piece), {}});
  if (pieces.size() > 1)
    warnings.push_back(format("the line has more than {} tokens; it was translated in {} pieces",
                              limit, pieces.size()));
}

void BlockTranslator::make_batches(Block& block) const {
  std::vector<Piece*> pieces;
  std::int64_t tokens = 0;
  for (Block::Line& line : block.lines)
    for (Piece& piece : line.pieces) {
      pieces.push_back(&piece);
      tokens += static_cast<std::int64_t>(piece.source.ids.size());
    }
  // A small block is still shared by all threads.
  const std::int64_t share = tokens / static_cast<std::int64_t>(tapes_.size()) + 1;
  block.batches =
      batches_of(std::move(pieces), std::min<std::int64_t>(settings_.batch_tokens, share));
}

void BlockTranslator::search(Block& block, std::size_t batch, int thread) {
  Batch source;
  for (const Piece* piece : block.batches[batch]) source.add(piece->source.ids);
  tapes_[thread].reset();
  auto results = beam_search(*model_, tapes_[thread], source, settings_);
  for (std::size_t i = 0; i < results.size(); ++i)
    block.batches[batch][i]->hypotheses = std::move(results[i]);
}

void BlockTranslator::write_line(Block& block, std::size_t line) const {
  std::vector<Piece>& pieces = block.lines[line].pieces;
  std::vector<Candidate>& candidates = block.lines[line].translation.candidates;
  std::size_t count = 0;
  for (const Piece& piece : pieces) count = std::max(count, piece.hypotheses.size());
  for (std::size_t n = 0; n < count; ++n)
    candidates.push_back(join(pieces, n, *tokenizers_.target, settings_.length_penalty));
  if (candidates.empty()) candidates.emplace_back();
  pieces.clear();
}

}  // namespace nmt
