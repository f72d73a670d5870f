#include "text/subword_pieces.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include "base/random.h"

namespace nmt {
namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // U+2581, as SentencePiece writes a space

}  // namespace

SubwordPieces::SubwordPieces(const Tokenizer& tokenizer, const SubwordModel& model)
    : texts_(static_cast<std::size_t>(tokenizer.vocabulary_size())), scores_(texts_.size()) {
  std::unordered_map<std::string, TokenId> ids;
  for (TokenId id = 0; id < tokenizer.vocabulary_size(); ++id) ids[tokenizer.piece(id)] = id;
  std::size_t bytes = 0;
  for (const SubwordModel::Piece& piece : model.pieces) bytes += piece.text.size();
  edges_.resize(std::bit_ceil(2 * bytes + 1));
  for (const SubwordModel::Piece& piece : model.pieces) {
    const auto found = ids.find(piece.text);
    if (piece.kind != SubwordModel::Piece::Kind::normal || found == ids.end()) continue;
    const auto at = static_cast<std::size_t>(found->second);
    texts_[at] = piece.text;
    scores_[at] = piece.score;
    insert(piece.text, found->second);
    within_words_ &= piece.text.find(kSpace, 1) == std::string::npos;
  }
}

const SubwordPieces::Edge& SubwordPieces::slot(std::uint64_t key) const {
  std::size_t at = mix64(key) & (edges_.size() - 1);
  while (edges_[at].key != 0 && edges_[at].key != key) at = (at + 1) & (edges_.size() - 1);
  return edges_[at];
}

void SubwordPieces::insert(std::string_view text, TokenId id) {
  std::uint32_t node = 0;
  for (const char c : text) {
    const std::uint64_t key = edge_key(node, static_cast<unsigned char>(c));
    Edge& edge = const_cast<Edge&>(slot(key));
    if (edge.key == 0) {
      edge = {key, static_cast<std::uint32_t>(ids_.size())};
      ids_.push_back(-1);
    }
    node = edge.child;
  }
  ids_[node] = id;
}

TokenId SubwordPieces::find(std::string_view text) const {
  std::uint32_t node = 0;
  for (const char c : text) {
    node = child(node, static_cast<unsigned char>(c));
    if (node == 0) return -1;
  }
  return ids_[node];
}

}  // namespace nmt
