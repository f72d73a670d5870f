#include "decode/line_piece.h"

#include <algorithm>

#include "decode/ranking.h"

namespace nmt {

Candidate join_pieces(std::span<const LinePiece> pieces, std::size_t n, const Tokenizer& target,
                      const NormalCase& normal_case, const DecodingSettings& settings) {
  Candidate candidate;
  double coverage = 0;
  int tokens = 0;
  for (const LinePiece& piece : pieces) {
    const Hypothesis& hypothesis = piece.hypotheses[std::min(n, piece.hypotheses.size() - 1)];
    const std::string translation =
        piece.remembered
            ? *piece.remembered
            : normal_case.restored(target.decode(hypothesis.ids), piece.source.capitals);
    append_piece(candidate.text, translation, piece.source);
    const std::size_t end = candidate.text.size();
    add_to_sentence(candidate.sentences, piece.source.sentence, {end - translation.size(), end});
    candidate.ids.insert(candidate.ids.end(), hypothesis.ids.begin(), hypothesis.ids.end());
    candidate.log_probability += hypothesis.log_probability;
    candidate.score = hypothesis.score;
    coverage += hypothesis.coverage;
    // The model has said nothing of what is remembered.
    if (piece.remembered) continue;
    tokens += static_cast<int>(hypothesis.ids.size()) + (hypothesis.finished ? 1 : 0);
  }
  if (pieces.size() > 1 && tokens > 0)
    candidate.score = normalised_score(candidate.log_probability, tokens, settings) +
                      settings.coverage_penalty * coverage;
  return candidate;
}

void put_white_space_around(Candidate& candidate, std::string_view line,
                            std::span<const TextRange> sentences) {
  if (candidate.text.empty()) return;
  const std::string_view before = line.substr(0, sentences.front().begin);
  candidate.text.insert(0, before);
  candidate.text += line.substr(sentences.back().end);
  const auto shift = [&](TextRange& range) {
    range = {range.begin + before.size(), range.end + before.size()};
  };
  for (TextRange& sentence : candidate.sentences) shift(sentence);
  for (PlacedTag& tag : candidate.tags) shift(tag.range);
}

}  // namespace nmt
