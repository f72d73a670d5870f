#include "decode/block_translator.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/format.h"
#include "base/random.h"
#include "base/utf8.h"
#include "decode/annotate.h"

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
               const DecodingSettings& settings) {
  Candidate candidate;
  double coverage = 0;
  int tokens = 0;
  for (const Piece& piece : pieces) {
    const Hypothesis& hypothesis = piece.hypotheses[std::min(n, piece.hypotheses.size() - 1)];
    append_piece(candidate.text, tokenizer.decode(hypothesis.ids), piece.source.before);
    candidate.ids.insert(candidate.ids.end(), hypothesis.ids.begin(), hypothesis.ids.end());
    candidate.log_probability += hypothesis.log_probability;
    candidate.score = hypothesis.score;
    coverage += hypothesis.coverage;
    tokens += static_cast<int>(hypothesis.ids.size()) + (hypothesis.finished ? 1 : 0);
  }
  if (pieces.size() > 1)
    candidate.score = normalised_score(candidate.log_probability, tokens, settings) +
                      settings.coverage_penalty * coverage;
  return candidate;
}

}  // namespace

BlockTranslator::BlockTranslator(std::vector<WeightedModel> models, Tokenizers tokenizers,
                                 DecodingSettings settings, int threads)
    : models_{.models = std::move(models), .shortlist = nullptr},
      tokenizers_(std::move(tokenizers)),
      settings_(std::move(settings)) {
  settings_.validate();
  shortlist_ = Shortlist::load_for(tokenizers_, settings_.shortlist);
  if (shortlist_) models_.shortlist = &*shortlist_;
  if (!settings_.glossary.empty()) glossary_.emplace(settings_.glossary, tokenizers_);
  require_attention();
  for (int thread = 0; thread < threads; ++thread) tapes_.emplace_back(Tape::Mode::infer);
}

void BlockTranslator::require_attention() const {
  const auto attends = [](const WeightedModel& each) { return each.model->attends(); };
  if (std::any_of(models_.models.begin(), models_.models.end(), attends)) return;
  if (settings_.wants_attention())
    throw Error({.what = "alignments, confidence, keep and copy_unknown need attention, and this "
                         "model has none",
                 .where = "decoding",
                 .fix = "leave them out, or use a model with attention"});
  if (settings_.coverage_penalty != 0)
    throw Error({.what = format("coverage_penalty {} needs attention, and this model has none",
                                settings_.coverage_penalty),
                 .where = "decoding.coverage_penalty",
                 .fix = "set coverage_penalty to 0, or use a model with attention"});
}

Block BlockTranslator::block_of(std::vector<std::string> texts) {
  Block block;
  block.lines.resize(texts.size());
  block.texts = std::move(texts);
  return block;
}

int BlockTranslator::piece_limit() const {
  const int model_limit = max_length(models_);
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
  Block::Line& read = block.lines[line];
  read.text = text;
  if (kept_kinds(settings_).tags) {
    TaggedText tagged = take_tags(text);
    read.text = std::move(tagged.plain);
    read.tags = std::move(tagged.tags);
  }
  text = read.text;
  const int limit = piece_limit();
  std::vector<Piece>& pieces = block.lines[line].pieces;
  for (SourcePiece& piece : split_tokens(text, *tokenizers_.source, limit))
    pieces.push_back(
        {.source = std::move(piece),
         .prefix = {},
         .stream = derive_key(static_cast<std::uint64_t>(block.first_line) + line, pieces.size()),
         .terms = {},
         .hypotheses = {},
         .observed = {}});
  if (glossary_)
    for (Piece& piece : pieces)
      piece.terms = glossary_->terms_in(
          pieces.size() == 1 ? text : tokenizers_.source->decode(piece.source.ids));
  if (!pieces.empty()) give_prefix(block, line, pieces.front());
  if (pieces.size() > 1)
    warnings.push_back(format("the line has more than {} tokens; it was translated in {} pieces",
                              limit, pieces.size()));
}

void BlockTranslator::give_prefix(Block& block, std::size_t line, Piece& first) const {
  if (block.prefixes.empty() || block.prefixes[line].empty()) return;
  first.prefix = tokenizers_.target->encode(replace_invalid_utf8(block.prefixes[line]));
  const int limit = max_length(models_);
  if (limit == 0 || static_cast<int>(first.prefix.size()) < limit) return;
  first.prefix.resize(static_cast<std::size_t>(limit) - 1);
  block.lines[line].translation.warnings.push_back(
      format("the prefix has more tokens than the model can take; {} of them are used", limit - 1));
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
  std::vector<std::vector<TokenId>> prefixes;
  std::vector<std::uint64_t> streams;
  std::vector<std::vector<TermChoices>> terms;
  for (const Piece* piece : block.batches[batch]) {
    source.add(piece->source.ids);
    streams.push_back(piece->stream);
    if (glossary_) terms.push_back(piece->terms);
    if (!block.prefixes.empty()) prefixes.push_back(piece->prefix);
  }
  tapes_[thread].reset();
  auto results = beam_search(
      models_, tapes_[thread],
      {.source = source, .prefixes = prefixes, .terms = terms, .streams = streams}, settings_);
  for (std::size_t i = 0; i < results.size(); ++i)
    block.batches[batch][i]->hypotheses = std::move(results[i]);
  if (settings_.wants_attention()) observe_all(block, batch, thread);
}

void BlockTranslator::observe_all(Block& block, std::size_t batch, int thread) {
  PairBatch pairs;
  for (const Piece* piece : block.batches[batch])
    for (const Hypothesis& hypothesis : piece->hypotheses) {
      std::vector<TokenId> target = hypothesis.ids;
      if (hypothesis.finished || target.empty()) target.push_back(kEnd);
      pairs.source.add(piece->source.ids);
      pairs.target.add(target);
    }
  tapes_[thread].reset();
  std::vector<Observed> observed = observe(models_, tapes_[thread], pairs);
  auto next = observed.begin();
  for (Piece* piece : block.batches[batch])
    for (std::size_t i = 0; i < piece->hypotheses.size(); ++i)
      piece->observed.push_back(std::move(*next++));
}

void BlockTranslator::write_line(Block& block, std::size_t line) const {
  std::vector<Piece>& pieces = block.lines[line].pieces;
  std::vector<Candidate>& candidates = block.lines[line].translation.candidates;
  std::size_t count = 0;
  for (const Piece& piece : pieces) count = std::max(count, piece.hypotheses.size());
  for (std::size_t n = 0; n < count; ++n)
    candidates.push_back(join(pieces, n, *tokenizers_.target, settings_));
  if (candidates.empty()) candidates.emplace_back();
  if (settings_.wants_attention()) annotate_line(block.lines[line]);
  pieces.clear();
}

void BlockTranslator::annotate_line(Block::Line& line) const {
  for (std::size_t n = 0; n < line.translation.candidates.size(); ++n) {
    std::vector<ObservedPart> parts;
    for (const Piece& piece : line.pieces) {
      const std::size_t i = std::min(n, piece.hypotheses.size() - 1);
      parts.push_back({&piece.source, &piece.hypotheses[i], &piece.observed[i]});
    }
    std::vector<std::string> doubts;
    annotate(line.translation.candidates[n], doubts,
             {.text = line.text, .tags = line.tags, .parts = parts}, tokenizers_, settings_);
    if (n > 0) continue;
    std::move(doubts.begin(), doubts.end(), std::back_inserter(line.translation.warnings));
  }
}

}  // namespace nmt
