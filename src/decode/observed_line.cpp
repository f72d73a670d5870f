#include "decode/observed_line.h"

#include <algorithm>

namespace nmt {

std::span<const TokenId> tokens_of_text(const SourcePiece& piece, const Tokenizers& tokenizers) {
  const std::size_t before = std::min(tokenizers.source->tokens_before(), piece.ids.size() - 1);
  return std::span(piece.ids).first(piece.ids.size() - 1).subspan(before);
}

AttentionMap attention_of(const ObservedPart& part, const Tokenizers& tokenizers, EndMarks ends) {
  const AttentionMap& all = part.observed->attention;
  const std::size_t tokens = tokens_of_text(*part.source, tokenizers).size();
  const std::size_t before = part.source->ids.size() - 1 - tokens;
  const std::size_t source = tokens + (ends == EndMarks::with ? 1 : 0);
  const int target = static_cast<int>(part.hypothesis->ids.size());
  AttentionMap map{.target = ends == EndMarks::with ? std::min(all.target, target + 1) : target,
                   .source = static_cast<int>(source),
                   .weights = {}};
  for (int t = 0; t < map.target; ++t) {
    const auto row = all.row(t).subspan(before, source);
    map.weights.insert(map.weights.end(), row.begin(), row.end());
  }
  return map;
}

}  // namespace nmt
